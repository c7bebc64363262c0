"""Heat in tissue that boils and dries, against exact solutions: energy, the boiling front, steam, dried tissue."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import erf, erfc, iv, kv

from photomend.device import Exchange
from photomend.heat import History, Mesh, bioheat, depth_edges, ring_edges
from photomend.heat.stencil import temperature
from photomend.heat.zone import SteadyLight, warm_up
from photomend.skin import Tissue
from photomend.skin.thermal import Thermal

K, K_DRY, LATENT = 4.8e-4, 0.7e-4, 1.6  # much like dermis
SOLID, LIQUID, STEAM = 1.2e-3, 2.8e-3, 0.8e-3
WET, DRY = SOLID + LIQUID, SOLID + STEAM
REST, BOILING, INTERVAL = 34.0, 100.0, 5.0
TO_BOILING = WET * (BOILING - REST)
INSULATED = Exchange(0.0, np.inf, 0.0, REST)
COOLED = Exchange(0.0, np.inf, 2e-3, 4.0)


def tissue(bottom: float, perfusion: float = 0.0, k_dry: float = K_DRY) -> Tissue:
    thermal = Thermal(K, k_dry, SOLID, LIQUID, STEAM, LATENT, perfusion, ("test",))
    return Tissue("slab", 0.0, bottom, 0.0, 0.0, 0.0, 0.0, 0.0, 1.4, 0.7, thermal, ("test",))


def block() -> Mesh:
    """Return a few cells to heat evenly."""
    return Mesh(np.linspace(0.0, 0.1, 4), np.linspace(0.0, 0.1, 4))


def round_mesh(cells_per_mm: int) -> Mesh:
    """Return a mesh of the kind used for zones: even over the beam, growing outside it."""
    cell = 1.0 / cells_per_mm
    return Mesh(depth_edges((tissue(0.75),), cell, 0.75), ring_edges(cell, 0.08, 0.75))


def wet_and_dry(mesh: Mesh, grid: bioheat.Grid, start: np.ndarray, water: np.ndarray) -> bioheat.State:
    """Return the state of tissue below boiling that still holds the shares `water` of its water."""
    state = bioheat.at_rest(mesh, grid, np.zeros(mesh.depth.size), 0.0)
    state.water[1:-1, 1:-1] = water
    state.H[1:-1, 1:-1] = (SOLID + water * LIQUID) * start
    bioheat.follow_enthalpy(state, grid)
    return state


def settled(state: bioheat.State, grid: bioheat.Grid, power: np.ndarray, step: float) -> np.ndarray:
    """Return the steady temperatures: a long super-step leaves at most about half of what is not steady yet."""
    bioheat.advance(grid, state, power, np.full(100, step), True)
    before = state.temperature.copy()
    bioheat.advance(grid, state, power, np.full(1, step), True)
    assert state.temperature == pytest.approx(before, rel=1e-10)
    return state.temperature


def spot(mesh: Mesh) -> np.ndarray:
    """Return an energy density (J/mm^3) that boils and dries tissue round the place where the beam enters."""
    return 3.0 * np.exp(-(mesh.depth[:, None] ** 2 + mesh.radius[None, :] ** 2) / 0.1**2)


def heated(
    exchange: Exchange, perfusion: float, source: np.ndarray, mesh: Mesh, escapes: bool = False, until: float = 0.05
) -> History:
    start, lamp = np.full(mesh.depth.size, REST), SteadyLight(source / 2e-3)
    layers = (tissue(2.0, perfusion),)
    return warm_up(layers, mesh, lamp, ((0.0, 2e-3),), until, start, (exchange,), REST, escapes)


@pytest.mark.verifies(
    "Energy is conserved through a pulse that boils and dries tissue: what is stored, what left through the surface "
    "and what the blood took, and the heat of the steam where it escapes, add up to what was put in, to 1e-10; steam "
    "carries off the latent heat of the water lost, and its own at 100 to 105 C."
)
@pytest.mark.parametrize("escapes", [False, True], ids=["condenses", "escapes"])
@pytest.mark.parametrize(
    ("exchange", "perfusion"), [(INSULATED, 0.0), (COOLED, 1e-3)], ids=["insulated", "cooled and perfused"]
)
def test_energy_is_conserved(exchange, perfusion, escapes):
    mesh = round_mesh(50)
    source = spot(mesh)
    history = heated(exchange, perfusion, source, mesh, escapes)
    assert history.temperature_peak.max() > 110.0
    assert history.put_in == pytest.approx(float(np.sum(source * mesh.volume)), rel=1e-12)
    assert abs(history.imbalance) < 1e-10
    if perfusion:
        assert min(history.through_surface, history.into_blood) > 1e-3 * history.put_in
    else:
        assert history.stored + history.as_vapour == pytest.approx(history.put_in, rel=1e-10)
    lost = float(np.sum((1.0 - history.water_left) * mesh.volume))
    least = lost * (LIQUID * BOILING + LATENT)
    assert (history.as_vapour > 0.1 * history.put_in) == escapes
    assert least <= history.as_vapour <= least + lost * LIQUID * INTERVAL


@pytest.mark.verifies(
    "Steam condenses smoothly: after the pulse, while the boiling front retreats through fine cells, the hottest point "
    "only cools and no cell falls below the temperature it started from."
)
def test_retreating_boiling_front_does_not_overshoot():
    mesh = Mesh(np.linspace(0.0, 0.4, 161), np.linspace(0.0, 0.3, 101))
    source = 1.2 * np.exp(-2.0 * (mesh.radius / 0.12) ** 2)[None, :] * np.exp(-mesh.depth / 0.3)[:, None]
    history = heated(INSULATED, 0.0, source, mesh, until=0.3)
    after = history.temperature[history.time > 2e-3 * (1.0 + 1e-9)]
    hottest = after.max(axis=(1, 2))
    assert hottest[0] > 101.0 > 100.0 > hottest[-1]
    assert np.diff(hottest).max() < 1e-3
    assert after.min() > REST - 1e-3


@pytest.mark.verifies(
    "Heated evenly, tissue warms by rho c to 100 C, takes up the latent heat of its water between 100 and 105 C, and "
    "warms by its dry heat capacity beyond."
)
@pytest.mark.parametrize(
    ("energy", "reached"),
    [
        (0.2, REST + 0.2 / WET),
        (TO_BOILING, 100.0),
        (TO_BOILING + 0.25 * LATENT, 101.25),
        (TO_BOILING + LATENT, 105.0),
        (TO_BOILING + LATENT + 0.1, 105.0 + 0.1 / DRY),
    ],
)
def test_adiabatic_heating_follows_the_enthalpy(energy, reached):
    history = heated(INSULATED, 0.0, np.full((3, 3), energy), block())
    assert history.enthalpy_peak == pytest.approx(WET * REST + energy, rel=1e-12)
    assert history.temperature[-1] == pytest.approx(reached, rel=1e-6)  # kept in single precision


@pytest.mark.verifies(
    "Temperature rises with enthalpy everywhere and has no jump, with and without water to boil, and however much of "
    "it has escaped."
)
@pytest.mark.parametrize(("latent", "water"), [(LATENT, 1.0), (LATENT, 0.4), (LATENT, 0.0), (1e-12, 1.0)])
def test_temperature_is_monotone_and_continuous(latent, water):
    mesh = Mesh(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    grid = bioheat.lower((tissue(1.0),), mesh, REST, INSULATED)._replace(latent=np.full(3, latent))
    H = np.linspace(-0.05, 3.0, 20_001)
    T = np.array([temperature(1, h, water, grid) for h in H])
    jump = INTERVAL if latent < H[1] - H[0] else 0.0  # the boiling interval itself, where nothing boils
    assert (np.diff(T) > 0.0).all()
    assert np.diff(T).max() <= (H[1] - H[0]) / (SOLID + water * STEAM) + jump + 1e-9


@dataclass(frozen=True)
class Front:
    """A boiling front in a half-space: the surface is held at `surface` C, all tissue starts at `start` C.

    `near` and `far` are conductivity and heat capacity of the tissue above and below the front, which is at
    2 root sqrt(alpha_near t): the two-phase solution of Neumann [Carslaw1959].
    """

    surface: float
    start: float
    near: tuple[float, float]
    far: tuple[float, float]

    @property
    def alphas(self) -> tuple[float, float]:
        return self.near[0] / self.near[1], self.far[0] / self.far[1]

    @property
    def root(self) -> float:
        """Return where the latent heat of the front's way is the difference of the heat flows at it."""
        alpha_near, alpha_far = self.alphas
        latent = np.copysign(LATENT, self.surface - BOILING)

        def surplus(root):
            x = root * np.sqrt(alpha_near / alpha_far)
            into = self.near[0] * (self.surface - BOILING) * np.exp(-(root**2)) / (np.sqrt(alpha_near) * erf(root))
            out_of = self.far[0] * (BOILING - self.start) * np.exp(-(x**2)) / (np.sqrt(alpha_far) * erfc(x))
            return (into - out_of) / np.sqrt(np.pi) - latent * root * np.sqrt(alpha_near)

        return brentq(surplus, 1e-6, 3.0, xtol=1e-14)

    def place(self, t: float) -> float:
        return 2.0 * self.root * np.sqrt(self.alphas[0] * t)

    def reaches(self, depth: float) -> float:
        """Return when the front is at `depth`, s."""
        return (0.5 * depth / self.root) ** 2 / self.alphas[0]

    def temperature(self, z: np.ndarray, t: float) -> np.ndarray:
        x_near, x_far = (z / np.sqrt(4.0 * alpha * t) for alpha in self.alphas)
        at_front = self.root * np.sqrt(self.alphas[0] / self.alphas[1])
        above = self.surface + (BOILING - self.surface) * erf(x_near) / erf(self.root)
        below = self.start + (BOILING - self.start) * erfc(x_far) / erfc(at_front)
        return np.where(z < self.place(t), above, below)


def front_errors(front: Front, cells: int, escapes: bool) -> tuple[float, float]:
    """Return the mean errors of the temperature (K, integrated over depth in mm) and of the front's place (mm).

    Means over times while the front goes from 0.07 to 0.1 mm, for it moves through the cells in jerks. Cells grow
    with depth, time steps shrink with the square of the cells.
    """
    edges = 2.4 * np.sinh(4.0 * np.linspace(0.0, 1.0, cells + 1)) / np.sinh(4.0)
    mesh = Mesh(edges, np.array([0.0, 1.0]))
    grid = bioheat.lower((tissue(2.4),), mesh, REST, Exchange(0.0, np.inf, 1e6, front.surface))
    grid = grid._replace(boiling_to=BOILING + 1e-3)
    state = bioheat.at_rest(mesh, grid, np.full(cells, front.start), 0.0)
    if front.start > BOILING:
        state.H[:] = WET * BOILING + LATENT + DRY * (front.start - grid.boiling_to)
        bioheat.follow_enthalpy(state, grid)
    state.T[0] = front.surface
    until, height, dark = front.reaches(0.1), np.diff(edges), np.zeros((cells, 1))
    steps = int(np.ceil(until / 100.0 / (8.0 * bioheat.explicit_step(grid, may_dry=True))))
    away = []
    for number in range(100):
        bioheat.advance(grid, state, dark, np.full(steps, until / 100.0 / steps), escapes)
        gone = 1.0 - bioheat.liquid_water(state, grid)[:, 0]
        moved = float(np.sum(height * (gone if front.start < BOILING else 1.0 - gone)))
        off = np.abs(state.temperature[:, 0] - front.temperature(mesh.depth, state.time))
        if number >= 50:
            away.append((float(np.sum(height * off)), abs(moved - front.place(state.time))))
    return tuple(np.mean(away, axis=0).tolist())


@pytest.mark.verifies(
    "The boiling front follows the exact two-phase solution of Neumann [Carslaw1959] where the surface is suddenly "
    "held at 400 C, with steam that stays and with steam that escapes, and where tissue full of steam is suddenly "
    "cooled and the steam condenses: temperature (integral over depth and time) and place of the front at an order of "
    "at least 0.9 in the cell size. Tissue on the dry side conducts a seventh and holds less heat."
)
@pytest.mark.parametrize(
    ("front", "escapes"),
    [
        (Front(400.0, REST, (K_DRY, DRY), (K, WET)), False),
        (Front(400.0, REST, (K_DRY, SOLID), (K, WET)), True),
        (Front(20.0, 150.0, (K, WET), (K_DRY, DRY)), False),
    ],
    ids=["boiling", "escaping", "condensing"],
)
def test_boiling_front(front, escapes, observed_order):
    errors = np.array([front_errors(front, cells, escapes) for cells in (25, 50, 100, 200)])
    assert observed_order(errors[:, 0]) >= 0.9
    assert observed_order(errors[:, 1]) >= 0.9


def boiled(energy: float, steps: int) -> tuple[bioheat.Grid, bioheat.State]:
    """Return evenly heated tissue that takes up `energy` (J/mm^3) in so many steps while its steam escapes."""
    mesh = block()
    grid = bioheat.lower((tissue(1.0),), mesh, REST, INSULATED)
    state = bioheat.at_rest(mesh, grid, np.full(3, REST), 0.0)
    bioheat.advance(grid, state, np.full((3, 3), energy / 2e-3), np.full(steps, 2e-3 / steps), True)
    return grid, state


def taken_up(lost: float) -> float:
    """Return the energy (J/mm^3) with which a share `lost` of the water has boiled off.

    dE = (solid + w liquid) dT - latent dw with dT = -interval dw, from all its water (w = 1) on.
    """
    return TO_BOILING + lost * (SOLID * INTERVAL + LATENT) + LIQUID * INTERVAL * (lost - 0.5 * lost**2)


def carried_off(lost: float) -> float:
    """Return the heat (J/mm^3) of the steam that has left: its latent heat, and the water's own when it boiled."""
    return lost * (LIQUID * BOILING + LATENT) + 0.5 * LIQUID * INTERVAL * lost**2


@pytest.mark.verifies(
    "Escaping steam takes the water, its latent heat and its own heat in the exact shares (the integral of the energy "
    "balance over the water lost), at first order in the step; to rounding, tissue that boils is at the onset of "
    "boiling of the water left, and its enthalpy and the steam's heat add up to what was put in."
)
@pytest.mark.parametrize("lost", [0.3, 0.9])
def test_escaping_steam(lost, observed_order):
    away = []
    for steps in (40, 80, 160, 320):
        _, state = boiled(taken_up(lost), steps)
        water, vapour = state.water[1:-1, 1:-1], state.vapour[1:-1, 1:-1]
        assert state.enthalpy + vapour == pytest.approx(WET * REST + taken_up(lost), rel=1e-12)
        assert state.temperature == pytest.approx(BOILING + (1.0 - water) * INTERVAL, rel=1e-12)
        away.append((abs(1.0 - water[1, 1] - lost), abs(vapour[1, 1] - carried_off(lost))))
    assert np.max(away[0]) < 1e-3
    for quantity in np.transpose(away):
        assert observed_order(quantity) == pytest.approx(1.0, abs=0.1)


@pytest.mark.verifies(
    "All water is gone at the exact energy; from there on tissue warms and cools by its solids alone, past 100 C down "
    "to 40 C, for it has no steam to condense."
)
def test_dried_tissue_holds_the_heat_of_its_solids():
    (_, before), (grid, state) = (boiled(energy, 1000) for energy in (0.999 * taken_up(1.0), 1.001 * taken_up(1.0)))
    assert 0.0 < before.water[2, 2] < 2e-3
    assert not state.water[1:-1, 1:-1].any()
    dried = state.temperature.copy()
    assert dried == pytest.approx(BOILING + INTERVAL + 0.001 * taken_up(1.0) / SOLID, abs=0.01)
    for target in (250.0, 102.0, 40.0, 180.0):
        power = SOLID * (target - state.temperature) / 1e-3
        bioheat.advance(grid, state, power, np.full(10, 1e-4), True)
        assert state.temperature == pytest.approx(target, rel=1e-12)


@pytest.mark.verifies(
    "Dried tissue conducts less: heat crosses a dried slab above a moist one, in cells of unequal height, with the "
    "resistances of the surface and both slabs one after the other, to 1e-9."
)
def test_resistances_in_series():
    edges = np.array([0.0, 0.05, 0.08, 0.2, 0.23, 0.3, 0.42, 0.5])
    conductance, flux, dry = 1e-3, 5e-3, 0.2
    mesh, z = Mesh(edges, np.array([0.0, 1.0])), 0.5 * (edges[1:] + edges[:-1])
    grid = bioheat.lower((tissue(0.5),), mesh, REST, Exchange(0.0, np.inf, conductance, 20.0))
    state = wet_and_dry(mesh, grid, np.full((7, 1), REST), np.where(z < dry, 0.0, 1.0)[:, None])
    state.T[0] = 20.0
    power = np.where(np.arange(7) == 6, flux / np.diff(edges), 0.0)[:, None]
    exact = 20.0 + flux * (1.0 / conductance + np.minimum(z, dry) / K_DRY + np.maximum(z - dry, 0.0) / K)
    assert exact.max() < BOILING
    assert settled(state, grid, power, 20.0)[:, 0] == pytest.approx(exact, rel=1e-9)


def dried_core(rings: int) -> float:
    """Return the error of the steady temperature round a heated, dried core in perfused tissue, K.

    Rings outside the core are three times as wide as within it. k (1/r) (r T')' + q = w (T - T_rest) in each part.
    """
    core, outer, perfusion, power = 0.2, 0.8, 2e-3, 0.1
    edge = np.concatenate([np.linspace(0.0, core, rings + 1), np.linspace(core, outer, rings + 1)[1:]])
    mesh, inside = Mesh(np.array([0.0, 1.0]), edge), np.arange(2 * rings) < rings
    grid = bioheat.lower((tissue(1.0, perfusion),), mesh, REST, INSULATED)
    state = wet_and_dry(mesh, grid, np.full((1, 2 * rings), REST), np.where(inside, 0.0, 1.0)[None])
    m_dry, m = np.sqrt(perfusion / K_DRY), np.sqrt(perfusion / K)

    def beyond(order, r):
        """Return the solution beyond the core without flow through the outer wall, or (order 1) its slope / m."""
        return iv(order, m * r) * kv(1, m * outer) + (-1.0) ** order * kv(order, m * r) * iv(1, m * outer)

    meeting = [[iv(0, m_dry * core), -beyond(0, core)], [K_DRY * m_dry * iv(1, m_dry * core), -K * m * beyond(1, core)]]
    within, without = np.linalg.solve(meeting, [-power / perfusion, 0.0])
    r = mesh.radius
    exact = REST + np.where(inside, power / perfusion + within * iv(0, m_dry * r), without * beyond(0, r))
    assert exact.max() < BOILING
    found = settled(state, grid, np.where(inside, power, 0.0)[None], 5.0)[0]
    return float(np.sqrt(np.average((found - exact) ** 2, weights=mesh.area)))


@pytest.mark.verifies(
    "Round a dried, heated core in perfused tissue the steady temperature follows the modified Bessel functions of "
    "both parts at second order in the ring width, with rings outside three times as wide as those inside."
)
def test_conductance_between_unequal_rings(observed_order):
    assert observed_order([dried_core(rings) for rings in (8, 16, 32, 64)]) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies(
    "Super-steps of up to ten thousand stable steps are stable where cells have dried at random, wholly or in part: "
    "the root mean square temperature, weighted by heat capacity, never grows."
)
@pytest.mark.parametrize("k_dry", [K_DRY, K], ids=["conducts less", "conducts the same"])
@pytest.mark.parametrize("length", [1.0, 2.5, 30.0, 1e4])
def test_super_steps_are_stable_in_dried_tissue(length, k_dry):
    draw = np.random.default_rng(2014)
    for mesh in (Mesh(np.linspace(0.0, 1.0, 61), np.array([0.0, 1.0])), round_mesh(60)):
        shape = mesh.volume.shape
        water = np.where(draw.uniform(size=shape) < 0.3, draw.uniform(size=shape), draw.integers(0, 2, shape))
        grid = bioheat.lower((tissue(1.0, k_dry=k_dry),), mesh, 0.0, INSULATED)
        state = wet_and_dry(mesh, grid, draw.uniform(-1.0, 1.0, shape), water)
        weight = (SOLID + water * LIQUID) * mesh.volume
        before = np.sum(weight * state.temperature**2)
        bioheat.advance(grid, state, np.zeros(shape), np.full(1, length * bioheat.explicit_step(grid, True)), True)
        assert np.sum(weight * state.temperature**2) <= before
