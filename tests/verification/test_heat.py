"""Heat against exact solutions: conduction, perfusion, boiling, energy, and the order of accuracy of both solvers.

The norm of every error is the root mean square over the cells, weighted by their volumes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erfc, erfcx

from photomend.device import Exchange
from photomend.heat import History, Mesh, bioheat, cpu, depth_edges, ring_edges
from photomend.heat.stencil import temperature
from photomend.heat.zone import SteadyLight, cell_radius, fold, warm_up
from photomend.light.transport import RING_COUNT, RING_SCALE_MM
from photomend.skin import Tissue
from photomend.skin.thermal import Thermal

K, K_DRY, LATENT = 4.8e-4, 0.7e-4, 1.6  # much like dermis
SOLID, LIQUID, STEAM = 1.2e-3, 2.8e-3, 0.8e-3
RHO_C, RHO_C_DRY = SOLID + LIQUID, SOLID + STEAM
K_FAT, RHO_C_FAT = 2.0e-4, 2.1e-3
ALPHA = K / RHO_C
REST = 34.0
INSULATED = Exchange(0.0, np.inf, 0.0, REST)


def tissue(bottom: float, perfusion: float = 0.0, k: float = K, rho_c: float = RHO_C, top: float = 0.0) -> Tissue:
    thermal = Thermal(k, K_DRY, SOLID, rho_c - SOLID, STEAM, LATENT, perfusion, ("test",))
    return Tissue("slab", top, bottom, 0.0, 0.0, 0.0, 0.0, 0.0, 1.4, 0.7, thermal, ("test",))


def column(depth: float, cells: int) -> Mesh:
    return Mesh(np.linspace(0.0, depth, cells + 1), np.array([0.0, 1.0]))


def round_mesh(cells_per_mm: int) -> Mesh:
    """Return a mesh of the kind used for zones: even over the beam, growing outside it."""
    cell = 1.0 / cells_per_mm
    return Mesh(depth_edges((tissue(0.75),), cell, 0.75), ring_edges(cell, 0.08, 0.75))


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


def cooled_half_space(conductance: float) -> Case:
    def exact(z, r, t):
        if t == 0.0:
            return np.full(np.broadcast_shapes(z.shape, r.shape), REST)
        x, y = z / np.sqrt(4.0 * ALPHA * t), conductance / K * np.sqrt(ALPHA * t)
        return REST + (4.0 - REST) * (erfc(x) - np.exp(-(x**2)) * erfcx(x + y))

    exchange = Exchange(0.0, np.inf, conductance, 4.0)
    return Case((tissue(1.2),), exchange, exact, lambda cells: column(1.2, cells), 0.1)


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


def heated(exchange: Exchange, perfusion: float, source: np.ndarray, mesh: Mesh) -> History:
    start, lamp = np.full(mesh.depth.size, REST), SteadyLight(source / 2e-3)
    return warm_up((tissue(2.0, perfusion),), mesh, lamp, ((0.0, 2e-3),), 0.05, start, (exchange,), REST)


@pytest.mark.verifies(
    "Energy is conserved through a pulse that boils and dries tissue: what is stored, what left through the surface "
    "and what the blood took add up to what was put in, to 1e-10."
)
@pytest.mark.parametrize(
    ("exchange", "perfusion"),
    [(INSULATED, 0.0), (Exchange(0.0, np.inf, 2e-3, 4.0), 1e-3)],
    ids=["insulated", "cooled and perfused"],
)
def test_energy_is_conserved(exchange, perfusion):
    mesh = round_mesh(50)
    source = 3.0 * np.exp(-(mesh.depth[:, None] ** 2 + mesh.radius[None, :] ** 2) / 0.1**2)
    history = heated(exchange, perfusion, source, mesh)
    assert history.temperature_peak.max() > 110.0
    assert history.put_in == pytest.approx(float(np.sum(source * mesh.volume)), rel=1e-12)
    assert abs(history.imbalance) < 1e-10
    if perfusion:
        assert min(history.through_surface, history.into_blood) > 1e-3 * history.put_in
    else:
        assert history.stored == pytest.approx(history.put_in, rel=1e-10)


@pytest.mark.verifies(
    "Steam condenses smoothly: after the pulse, while the boiling front retreats through fine cells, the hottest point "
    "only cools and no cell falls below the temperature it started from."
)
def test_retreating_boiling_front_does_not_overshoot():
    mesh = Mesh(np.linspace(0.0, 0.4, 161), np.linspace(0.0, 0.3, 101))
    source = 1.2 * np.exp(-2.0 * (mesh.radius / 0.12) ** 2)[None, :] * np.exp(-mesh.depth / 0.3)[:, None]
    start, lamp = np.full(mesh.depth.size, REST), SteadyLight(source / 2e-3)
    history = warm_up((tissue(2.0),), mesh, lamp, ((0.0, 2e-3),), 0.3, start, (INSULATED,), REST)
    after = history.temperature[history.time > 2e-3 * (1.0 + 1e-9)]
    hottest = after.max(axis=(1, 2))
    assert hottest[0] > 101.0 > 100.0 > hottest[-1]
    assert np.diff(hottest).max() < 1e-3
    assert after.min() > REST - 1e-3


TO_BOILING = RHO_C * (100.0 - REST)


@pytest.mark.verifies(
    "Heated evenly, tissue warms by rho c to 100 C, takes up the latent heat of its water between 100 and 105 C, and "
    "warms by its dry heat capacity beyond."
)
@pytest.mark.parametrize(
    ("energy", "reached"),
    [
        (0.2, REST + 0.2 / RHO_C),
        (TO_BOILING, 100.0),
        (TO_BOILING + 0.25 * LATENT, 101.25),
        (TO_BOILING + LATENT, 105.0),
        (TO_BOILING + LATENT + 0.1, 105.0 + 0.1 / RHO_C_DRY),
    ],
)
def test_adiabatic_heating_follows_the_enthalpy(energy, reached):
    mesh = Mesh(np.linspace(0.0, 0.1, 4), np.linspace(0.0, 0.1, 4))
    history = heated(INSULATED, 0.0, np.full((3, 3), energy), mesh)
    assert history.enthalpy_peak == pytest.approx(RHO_C * REST + energy, rel=1e-12)
    assert history.temperature[-1] == pytest.approx(reached, rel=1e-6)  # kept in single precision


@pytest.mark.verifies("Temperature rises with enthalpy everywhere and has no jump, with and without water to boil.")
@pytest.mark.parametrize("latent", [LATENT, 1e-12])
def test_temperature_is_monotone_and_continuous(latent):
    grid = bioheat.lower((tissue(1.0),), column(1.0, 1), REST, INSULATED)
    grid = grid._replace(latent=np.full(3, latent))
    H = np.linspace(-0.05, 3.0, 20_001)
    T = np.array([temperature(1, h, 1.0, grid) for h in H])
    jump = 5.0 if latent < H[1] - H[0] else 0.0  # the boiling interval itself, where nothing boils
    assert (np.diff(T) > 0.0).all()
    assert np.diff(T).max() <= (H[1] - H[0]) / RHO_C_DRY + jump + 1e-9


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
