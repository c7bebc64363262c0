"""Heat against exact solutions: conduction, perfusion, films, pulses, and the order of accuracy of both solvers.

The norm of every error is the root mean square over the cells, weighted by their volumes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erfc, erfcx

from photomend.device import Exchange
from photomend.heat import Mesh, bioheat, cpu, depth_edges, ring_edges
from photomend.heat.lattice import cell_radius, equal_area, fold
from photomend.heat.zone import SteadyLight
from photomend.light.transport import RING_COUNT, RING_SCALE_MM
from photomend.skin import Tissue
from photomend.skin.thermal import Thermal

K, K_DRY, LATENT = 4.8e-4, 0.7e-4, 1.6  # much like dermis
SOLID, LIQUID, STEAM = 1.2e-3, 2.8e-3, 0.8e-3
RHO_C = SOLID + LIQUID
K_FAT, RHO_C_FAT = 2.0e-4, 2.1e-3
ALPHA = K / RHO_C
REST = 34.0
INSULATED = Exchange(0.0, np.inf, 0.0, REST)


def tissue(bottom: float, perfusion: float = 0.0, k: float = K, rho_c: float = RHO_C, top: float = 0.0) -> Tissue:
    thermal = Thermal(k, K_DRY, SOLID, rho_c - SOLID, STEAM, LATENT, perfusion, ("test",))
    return Tissue("slab", top, bottom, 0.0, 0.0, 0.0, 0.0, 0.0, 1.4, 0.7, thermal, ("test",))


def column(depth: float, cells: int, top: float = 0.0) -> Mesh:
    return Mesh(np.linspace(top, depth, cells + 1), np.array([0.0, 1.0]))


def round_mesh(cells_per_mm: int) -> Mesh:
    """Return a mesh of the kind used for zones: even over the beam, growing outside it."""
    cell = 1.0 / cells_per_mm
    return Mesh(depth_edges((tissue(0.75),), cell, 0.75), ring_edges(cell, 0.08, 0.75))


def at_rest(layers: tuple[Tissue, ...], mesh: Mesh, time: float = 0.0) -> bioheat.State:
    grid = bioheat.lower(layers, mesh, REST, INSULATED)
    return bioheat.at_rest(mesh, grid, np.full(mesh.depth.size, REST), time)


def norm(mesh: Mesh, difference: np.ndarray) -> float:
    return float(np.sqrt(np.average(difference**2, weights=mesh.volume)))


@dataclass(frozen=True)
class Case:
    """A problem with a known temperature `exact(z, r, t)` in C, on the mesh of so many cells, up to a time (s)."""

    layers: tuple[Tissue, ...]
    exchange: Exchange
    exact: Callable
    mesh: Callable[[int], Mesh]
    until: float

    def solved(self, cells: int, steps: int, implicit: bool = False, explicit_share: float = 1.0) -> np.ndarray:
        """Return the final temperatures after equal steps from the exact start.

        A super-step is cut into stages no longer than the stable explicit step and `explicit_share` of itself.
        """
        mesh = self.mesh(cells)
        grid = bioheat.lower(self.layers, mesh, REST, self.exchange)
        state = bioheat.at_rest(mesh, grid, np.zeros(mesh.depth.size), 0.0)
        state.T[1:-1, 1:-1] = self.exact(mesh.depth[:, None], mesh.radius[None, :], 0.0)
        state.T[0] = self.exchange.temperature_C
        state.H[:] = state.T * (grid.solid + grid.liquid)[:, None]
        lengths = np.full(steps, self.until / steps)
        if implicit:
            history = np.empty((steps, mesh.depth.size, 1))
            cpu.march_column(state.H, state.T, grid, lengths, state.carried, history)
        else:
            history = np.empty((steps, *mesh.volume.shape), dtype=np.float32)
            limit = min(bioheat.explicit_step(grid, may_dry=False), explicit_share * lengths[0])
            dark, highest = np.zeros_like(state.H), state.enthalpy.copy()
            cpu.march(
                state.H, state.T, state.water, state.vapour, grid, dark, 0.0, False, lengths, limit, limit,
                state.carried, history, highest,
            )  # fmt: skip
        return state.temperature

    def error(self, cells: int, steps: int, implicit: bool = False) -> float:
        mesh, found = self.mesh(cells), self.solved(cells, steps, implicit)
        return norm(mesh, found - self.exact(mesh.depth[:, None], mesh.radius[None, :], self.until))


def cooled_half_space(conductance: float, film: float = 0.0) -> Case:
    """Return a half-space cooled from above; its upper `film` mm may lie on the skin, above 0."""

    def exact(z, r, t):
        if t == 0.0:
            return np.full(np.broadcast_shapes(z.shape, r.shape), REST)
        x, y = (z + film) / np.sqrt(4.0 * ALPHA * t), conductance / K * np.sqrt(ALPHA * t)
        return REST + (4.0 - REST) * (erfc(x) - np.exp(-(x**2)) * erfcx(x + y))

    exchange = Exchange(0.0, np.inf, conductance, 4.0)
    layers = (tissue(0.0, top=-film), tissue(1.2 - film)) if film else (tissue(1.2),)
    return Case(layers, exchange, exact, lambda cells: column(1.2 - film, cells, -film), 0.1)


def spreading_gaussian() -> Case:
    age = 0.05**2 / (4.0 * ALPHA)  # as if all heat had been released in one point this long (s) before

    def exact(z, r, t):
        spread = 4.0 * ALPHA * (age + t)
        return REST + 60.0 * (age / (age + t)) ** 1.5 * np.exp(-(z**2 + r**2) / spread)

    return Case((tissue(0.75),), INSULATED, exact, round_mesh, 0.02)


def cosine_mode(perfusion: float) -> Case:
    decay = ALPHA * np.pi**2 + perfusion / RHO_C

    def exact(z, r, t):
        return REST + 20.0 * np.cos(np.pi * z) * np.exp(-decay * t)

    return Case((tissue(1.0, perfusion),), INSULATED, exact, lambda cells: column(1.0, cells), 0.5)


def mode_of_two_layers() -> Case:
    upper, lower = np.sqrt(RHO_C / K), np.sqrt(RHO_C_FAT / K_FAT)  # wavenumbers per root of the decay rate
    boundary = 0.4

    def flux_into_boundary(root):
        above, below = upper * root * boundary, lower * root * (1.0 - boundary)
        return K * upper * np.sin(above) * np.cos(below) + K_FAT * lower * np.cos(above) * np.sin(below)

    root = brentq(flux_into_boundary, 0.5, 1.4, xtol=1e-15)

    def exact(z, r, t):
        above = np.cos(upper * root * z) * np.cos(lower * root * (1.0 - boundary))
        below = np.cos(lower * root * (1.0 - z)) * np.cos(upper * root * boundary)
        return REST + 20.0 * np.where(z < boundary, above, below) * np.exp(-(root**2) * t)

    layers = (tissue(boundary), tissue(1.0, 0.0, K_FAT, RHO_C_FAT, top=boundary))
    return Case(layers, INSULATED, exact, lambda cells: column(1.0, cells), 0.5)


def perfused_under_cold_plate() -> Case:
    perfusion, conductance, depth = 1e-3, 1e-3, 2.0
    m = np.sqrt(perfusion / K)

    def exact(z, r, t):
        surface = conductance * np.cosh(m * depth) + K * m * np.sinh(m * depth)
        return REST + (4.0 - REST) * conductance * np.cosh(m * (depth - z)) / surface

    exchange = Exchange(0.0, np.inf, conductance, 4.0)
    return Case((tissue(depth, perfusion),), exchange, exact, lambda cells: column(depth, cells), 100.0)


def claim(text: str, case: Case, cells: tuple[int, ...], steps: int, implicit: bool = False) -> object:
    return pytest.param(case, cells, steps, implicit, marks=pytest.mark.verifies(text), id=text.split(":")[0])


@pytest.mark.parametrize(
    ("case", "cells", "steps", "implicit"),
    [
        claim(
            "Convective cooling: a half-space follows the solution with erfc and the surface conductance "
            "[Carslaw1959] at second order in the cell size.",
            cooled_half_space(1e-3), (15, 30, 60, 120), 1000,
        ),
        claim(
            "Film on the skin: under a cooled film of the same tissue, from -0.16 mm to 0, the skin follows the "
            "half-space that begins at the film's top, at second order in the cell size.",
            cooled_half_space(1e-3, 0.16), (15, 30, 60, 120), 1000,
        ),
        claim(
            "Surface held cold: without resistance to the coolant a half-space follows the erfc profile "
            "[Carslaw1959] at second order in the cell size.",
            cooled_half_space(1e6), (30, 60, 120, 240), 1000,
        ),
        claim(
            "Heat from a point: it spreads in depth and radius as the Gaussian of free space [Carslaw1959], at "
            "second order on the growing mesh used for zones.",
            spreading_gaussian(), (50, 100, 200), 400,
        ),
        claim(
            "Insulated slab: its first cosine mode decays at the exact rate, at second order in the cell size.",
            cosine_mode(0.0), (8, 16, 32, 64), 1000,
        ),
        claim(
            "Two layers: the first mode across a boundary between dermis and fat decays at the exact rate, at "
            "second order in the cell size.",
            mode_of_two_layers(), (10, 20, 40, 80), 1000,
        ),
        claim(
            "Perfusion: blood takes heat at the rate w / (rho c) on top of conduction [Pennes1948]; second order "
            "in the cell size.",
            cosine_mode(4e-3), (8, 16, 32, 64), 1000,
        ),
        claim(
            "Perfused skin under a cold plate: its steady profile is the hyperbolic cosine [Pennes1948], at second "
            "order in the cell size.",
            perfused_under_cold_plate(), (10, 20, 40, 80), 200, implicit=True,
        ),
    ],
)  # fmt: skip
def test_second_order_in_space(case, cells, steps, implicit, observed_order):
    assert observed_order([case.error(n, steps, implicit) for n in cells]) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies(
    "Both time-steppers are of second order: Runge-Kutta-Legendre super-steps of 3 stages and of 13 [Meyer2014], "
    "and TR-BDF2 [Bank1985], against 32 times smaller steps on the same cells."
)
@pytest.mark.parametrize(
    ("case", "cells"), [(cooled_half_space(1e-3), 15), (cosine_mode(4e-3), 16)], ids=["cooling", "cosine"]
)
@pytest.mark.parametrize(
    ("implicit", "explicit_share"), [(False, 0.4), (False, 0.02), (True, 1.0)], ids=["3", "13", "TR-BDF2"]
)
def test_second_order_in_time(case, cells, implicit, explicit_share, observed_order):
    mesh, fine = case.mesh(cells), case.solved(cells, 32 * 128, implicit)
    errors = [norm(mesh, case.solved(cells, n, implicit, explicit_share) - fine) for n in (16, 32, 64, 128)]
    assert observed_order(errors) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies("The explicit and the implicit solver agree on a cooled column to a microkelvin.")
def test_solvers_agree_on_a_column():
    case = cooled_half_space(1e-3)
    assert case.solved(30, 8000) == pytest.approx(case.solved(30, 8000, implicit=True), abs=1e-6)


@pytest.mark.verifies(
    "Super-steps of up to ten thousand stable steps never leave the range of the temperatures they start from in "
    "one dimension, and never raise the root mean square in depth and radius [Meyer2014]."
)
@pytest.mark.parametrize("length", [1.0, 2.5, 30.0, 1e4])
def test_super_steps_are_stable(length):
    draw = np.random.default_rng(2014)
    for mesh, bounded in ((column(1.0, 60), True), (round_mesh(60), False)):
        start = draw.uniform(-1.0, 1.0, mesh.volume.shape)
        start[10] = 1.0
        grid = bioheat.lower((tissue(1.0),), mesh, REST, INSULATED)
        step = length * bioheat.explicit_step(grid, may_dry=False)
        case = Case((tissue(1.0),), INSULATED, lambda z, r, t, T=start: T, lambda _, m=mesh: m, step)
        end = case.solved(0, 1)
        assert norm(mesh, end) <= norm(mesh, start)
        if bounded:
            assert start.min() - 1e-12 <= end.min() <= end.max() <= start.max() + 1e-12


@pytest.mark.verifies("Under a film that does not conduct, however cold the air above it, skin is insulated to 1e-9 K.")
def test_skin_under_an_inert_film():
    case, cold = cosine_mode(0.0), Exchange(0.0, np.inf, 1e-2, -50.0)
    layers = (tissue(0.0, k=1e-18, top=-0.25), tissue(1.0))
    filmed = Case(layers, cold, case.exact, lambda cells: column(1.0, cells, -0.25), case.until)
    assert filmed.solved(20, 200)[4:] == pytest.approx(case.solved(16, 200), abs=1e-9)


@pytest.mark.verifies(
    "A train of two unequal pulses warms a perfused slab by the sum of what each alone would do, which is an "
    "exponential for each mode of its cells: at second order in the time step."
)
def test_train_of_pulses_adds_up(observed_order):
    cells, perfusion, power, until = 16, 4e-3, 0.3, 0.5
    mesh, windows = column(1.0, cells), ((0.0, 0.05), (0.2, 0.3))
    modes = np.stack([np.ones(cells), np.cos(np.pi * mesh.depth)])
    decay = perfusion / RHO_C + np.array([0.0, ALPHA * (2.0 * cells * np.sin(0.5 * np.pi / cells)) ** 2])
    alone = [(np.exp(-decay * (until - end)) - np.exp(-decay * (until - start))) / decay for start, end in windows]
    exact = REST + power / RHO_C * np.sum(alone, axis=0) @ modes
    layers, errors = (tissue(1.0, perfusion),), []
    for steps in (8, 16, 32, 64):
        state = at_rest(layers, mesh)
        pace = bioheat.Pace(pulse_steps=steps, growth=0.0, first_step=1.0)  # even steps
        lamp = SteadyLight(power * modes.sum(axis=0)[:, None])
        list(bioheat.solve(layers, mesh, state, lamp, windows, until, (INSULATED,), REST, pace))
        errors.append(norm(mesh, state.temperature - exact[:, None]))
    assert observed_order(errors) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies(
    "Cooling that is switched before, during and after the pulses of a train gives, to the last digit, what its parts "
    "give one after the other; every switch is met to rounding, and each pulse puts in its power times its duration."
)
def test_switching_of_pulses_and_cooling():
    mesh, layers = round_mesh(50), (tissue(1.0, 1e-3),)
    power = 20.0 * np.exp(-mesh.depth[:, None] / 0.2 - (mesh.radius / 0.1) ** 2)
    lamp, windows, times = SteadyLight(power), ((0.0, 0.01), (0.013, 0.02)), (-0.02, -0.005, 0.004, 0.015, 0.03, 0.05)
    air, cold = (1e-5, REST), (3e-3, -20.0)
    exchanges = tuple(
        Exchange(*span, *meets) for span, meets in zip(pairwise(times), (air, cold, air, cold, air), strict=True)
    )
    pace = bioheat.Pace(pieces=3)
    whole, parts = at_rest(layers, mesh, -0.02), at_rest(layers, mesh, -0.02)
    stretches = list(bioheat.solve(layers, mesh, whole, lamp, windows, 0.05, exchanges, REST, pace))
    for exchange in exchanges:
        list(bioheat.solve(layers, mesh, parts, lamp, windows, exchange.end, (exchange,), REST, pace))
    assert np.array_equal(whole.H, parts.H)
    assert np.array_equal(whole.carried, parts.carried)
    met = np.concatenate([stretch.time for stretch in stretches])
    switches = np.array([*times[1:], *np.ravel(windows)[1:], 0.0])
    assert np.abs(met[:, None] - switches).min(axis=0).max() < 1e-15
    put_in = sum(float(np.sum(stretch.put_in * mesh.volume)) for stretch in stretches)
    asked = float(np.sum(power * mesh.volume)) * 0.017
    assert [put_in, whole.carried[cpu.PUT_IN]] == pytest.approx([asked, asked], rel=1e-12)


@dataclass
class FollowingLight:
    """A lamp whose power density (W/mm^3) changes by a share `slope` per kelvin that the tissue has warmed."""

    power_density: np.ndarray
    slope: float
    steady: bool = False
    noise: float = 0.0
    change: bioheat.LightChange = bioheat.UNCHANGED
    accepted: int = 0

    def power(self, state: bioheat.State, since: bioheat.Stretch | None) -> np.ndarray:
        return self.power_density * (1.0 + self.slope * (state.temperature - REST))

    def accept(self) -> None:
        self.accepted += 1

    def watch(self, stretch: bioheat.Stretch) -> None:
        """Nothing to note."""


def lit(lamp: bioheat.Lamp, mesh: Mesh, pace: bioheat.Pace) -> tuple[bioheat.State, np.ndarray]:
    """Return the state after a pulse of 2 ms, and the energy density that the stretches say was put in."""
    layers = (tissue(1.0),)
    state = at_rest(layers, mesh)
    stretches = list(bioheat.solve(layers, mesh, state, lamp, ((0.0, 2e-3),), 2e-3, (INSULATED,), REST, pace))
    return state, sum(stretch.put_in for stretch in stretches)


@pytest.mark.verifies(
    "Light that follows the tissue: where its power falls or rises by 1 % per kelvin, evenly heated tissue takes up "
    "the exact exponential, at second order in the segment, by the number of segments or by the tolerance; energy "
    "stored, carried in and told agree to 1e-12."
)
@pytest.mark.parametrize("slope", [-0.01, 0.01])
@pytest.mark.parametrize(
    "paces",
    [
        [bioheat.Pace(pulse_steps=segments, tolerance=1e-12) for segments in (20, 40, 80, 160)],
        [bioheat.Pace(pulse_steps=2000, tolerance=0.02 / 4.0**finer) for finer in range(4)],
    ],
    ids=["segments", "tolerance"],
)
def test_light_that_follows_the_tissue(slope, paces, observed_order):
    mesh, power, errors = Mesh(np.linspace(0.0, 0.1, 4), np.linspace(0.0, 0.1, 4)), 100.0, []
    exact = RHO_C / slope * np.expm1(power * slope * 2e-3 / RHO_C)
    for pace in paces:
        lamp = FollowingLight(np.full((3, 3), power), slope)
        state, put_in = lit(lamp, mesh, pace)
        stored = state.enthalpy - RHO_C * REST
        assert put_in == pytest.approx(stored, rel=1e-12)
        assert state.carried[cpu.PUT_IN] == pytest.approx(float(np.sum(stored * mesh.volume)), rel=1e-12)
        errors.append(abs(stored[1, 1] - exact))
    assert observed_order(errors) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies(
    "Light that could follow the tissue but does not change gives what steady light gives, to 1e-12, in four segments."
)
def test_light_that_does_not_change():
    mesh = round_mesh(50)
    power = 1200.0 * np.exp(-mesh.depth[:, None] / 0.2 - (mesh.radius / 0.1) ** 2)
    lamp, pace = FollowingLight(power, 0.0), bioheat.Pace()
    (state, put_in), (steady, as_asked) = lit(lamp, mesh, pace), lit(SteadyLight(power), mesh, pace)
    assert state.temperature.max() > 105.0
    assert state.enthalpy == pytest.approx(steady.enthalpy, rel=1e-12)
    assert put_in == pytest.approx(as_asked, rel=1e-12)
    assert lamp.accepted == 4


def folded_gaussian(placement: str, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the ring edges of a lattice cell of 16 beams per mm^2 and the energy of all Gaussians in each ring."""
    cell_edge = ring_edges(0.006, 0.05, cell_radius(16.0))
    pencil = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2
    edge = np.concatenate([cell_edge, pencil[pencil > cell_edge[-1] * 1.001]])
    shares = fold(edge, cell_edge, placement, 16.0)
    assert shares.sum(axis=0) == pytest.approx(1.0, abs=1e-12)
    assert shares.min() >= 0.0
    return cell_edge, shares @ -np.diff(np.exp(-2.0 * (edge / width) ** 2))


def area_weighted(edge: np.ndarray, ratio: np.ndarray) -> float:
    return float(np.sqrt(np.average((ratio - 1.0) ** 2, weights=np.diff(edge**2))))


@pytest.mark.verifies(
    "Beams of a lattice four pitches wide overlap to even light: folded into one cell they leave every ring its share "
    "of the area (3 % root mean square, by area), no energy is lost, and no share is negative."
)
@pytest.mark.parametrize("placement", ["square", "hexagonal"])
def test_wide_beams_fold_to_even_light(placement):
    edge, energy = folded_gaussian(placement, 1.0)
    assert area_weighted(edge, energy / (np.diff(edge**2) / edge[-1] ** 2)) < 0.03


@pytest.mark.verifies(
    "Overlapping Gaussian beams folded into one cell of a square lattice equal the sum over the lattice near the beam: "
    "within 1 % (root mean square, by area, inside a quarter of the pitch)."
)
def test_folded_gaussian_equals_lattice_sum():
    edge, energy = folded_gaussian("square", 0.2)
    near = edge[edge < 0.25 * 0.25]
    r = np.sqrt(0.5 * (near[1:] ** 2 + near[:-1] ** 2))[:, None, None]
    angle, site = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)[:, None], 0.25 * np.arange(-6.0, 7.0)
    x, y = (np.exp(-2.0 * ((r * turn(angle) - site) / 0.2) ** 2).sum(axis=-1) for turn in (np.cos, np.sin))
    exact = np.mean(x * y, axis=-1) * 2.0 * np.diff(near**2) / 0.2**2
    assert area_weighted(near, energy[: exact.size] / exact) < 0.01


@pytest.mark.verifies(
    "The cell of a lattice has the area of its beam's share, for four thousand densities from 1 to 3000 per cm2: no "
    "radius is lost where the circle first meets the cell's sides."
)
@pytest.mark.parametrize("placement", ["square", "hexagonal"])
def test_the_area_of_a_lattice_cell_at_any_density(placement: str) -> None:
    for per_cm2 in np.geomspace(1.0, 3000.0, 4000):
        half, true, by_area = equal_area(placement, 0.01 * per_cm2)
        assert np.all(np.diff(by_area) > 0.0), per_cm2
        assert by_area[1] == pytest.approx(half, rel=1e-6)
        assert np.pi * by_area[-1] ** 2 == pytest.approx(100.0 / per_cm2, rel=1e-6)
        assert true[-1] > half
