"""Light in a medium given cell by cell: against the layered code, exact solutions, and itself under other majorants.

Monte Carlo values are judged by the spread of 64 independent runs. Sets are judged by Hotelling's statistic, which
allows for correlation between the values of one run, from both sides: a deviation much smaller than its error bar is
as wrong as one much larger.
"""

from collections.abc import Iterable
from dataclasses import replace

import iadpython
import numpy as np
import pytest
from scipy import stats

from photomend.heat import depth_edges, ring_edges
from photomend.heat.heating import lattice_of
from photomend.heat.lattice import cell_radius, fold
from photomend.light import Beam, Traced, cells, convolve, media_of, pencil_response
from photomend.light.collimated import normal_reflectance
from photomend.light.focus import Tubes, converging, overlap, straight
from photomend.light.medium import ALONE, Lit, Scene, layers_of, rings_of, set_scene, shine, unscattered
from photomend.light.photon import Media
from photomend.skin import Skin, lay_out

SIGNIFICANCE = 1e-4
RUNS = 64
ENTIRE = np.array([0.0, 1.0])  # one ring: a medium that changes with depth alone


def chance_of(runs: np.ndarray, exact: np.ndarray | float = 0.0) -> float:
    """Return the probability that the mean of (run, value) lies further from `exact` than it does."""
    count, values = runs.shape
    away = runs.mean(axis=0) - exact
    square = away @ np.linalg.solve(np.atleast_2d(np.cov(runs.T)) / count, away)
    return float(stats.f.sf(square * (count - values) / (values * (count - 1)), values, count - values))


def assert_within_errors(runs: np.ndarray, exact: np.ndarray | float = 0.0) -> None:
    chance = chance_of(runs, exact)
    assert SIGNIFICANCE / 2 < chance < 1.0 - SIGNIFICANCE / 2


def layered(edge: list[float], mu_a: list[float], mu_s: list[float], g: float, n: list[float], n_below: float) -> Media:
    return Media(np.array(edge), np.array(mu_a), np.array(mu_s), np.full(len(n), g), np.array(n), 1.0, n_below)


def scene_of(
    media: Media, depths: np.ndarray, rings: np.ndarray, share: np.ndarray, photons: int,
    densest: np.ndarray | float | None = None, lattice: cells.Lattice = ALONE, tubes: Tubes | None = None,
) -> Scene:  # fmt: skip
    """Return the scene of a beam whose `share` of energy is given by ring, traced with so many photons."""
    bound = np.zeros(media.n.size) + (media.mu_a + media.mu_s if densest is None else densest)
    light = pencil_response(media, depths, 16, seed=1)
    return replace(set_scene(light, bound, rings, tubes or straight(share, depths.size - 1), lattice), photons=photons)


def in_cells(scene: Scene, by_layer: np.ndarray) -> np.ndarray:
    """Return values given by layer as values of cells (depth, ring)."""
    return by_layer[layers_of(scene)][:, None] * np.ones(scene.whole[1])


def in_bands(depths: np.ndarray, by_band: Iterable[float], edge: Iterable[float], rings: int = 1) -> np.ndarray:
    """Return values given between the depths of `edge` as values of cells (depth, ring)."""
    middle = 0.5 * (depths[1:] + depths[:-1])
    band = np.searchsorted(np.array(list(edge)), middle) - 1
    return np.array(list(by_band))[band][:, None] * np.ones(rings)


def runs_of(scene: Scene, mu_a: np.ndarray, mu_s: np.ndarray, first_seed: int = 100, count: int = RUNS) -> list[Lit]:
    return [shine(replace(scene, seed=first_seed + number), mu_a, mu_s) for number in range(count)]


def sums(cells: np.ndarray, *first: Iterable[int]) -> np.ndarray:
    """Return sums over blocks of cells, (run, block); the blocks begin at these rows (and rings)."""
    for axis, begins in enumerate(first, start=1):
        cells = np.add.reduceat(cells, list(begins), axis=axis)
    return cells.reshape(cells.shape[0], -1)


def balance(lit: Lit, mu_a: np.ndarray) -> float:
    return lit.specular + lit.reflected + lit.transmitted + float(lit.absorbed(mu_a).sum()) - lit.roulette - 1.0


# Skin at rest, against the response to a pencil beam

RADIUS = 0.07
BEAMS = (Beam("gaussian", RADIUS), Beam("top-hat", RADIUS))
DEEPER = {1550.0: [0.0, 0.05, 0.15, 0.4], 1927.0: [0.0, 0.03, 0.08, 0.15]}
FARTHER = [0.0, 0.04, 0.08, 0.16, 0.4]


@pytest.fixture(scope="module", params=sorted(DEEPER), ids=lambda wavelength: f"{wavelength:.0f} nm")
def skin_and_pencil(request: pytest.FixtureRequest) -> tuple[float, Traced]:
    layers = lay_out(Skin(), request.param)
    return request.param, pencil_response(media_of(layers, 1.0), depth_edges(layers, 0.02, 3.0), 400_000, seed=2)


def convolved(pencil: Traced, beam: Beam, rings: np.ndarray) -> np.ndarray:
    """Return what each batch of the pencil response leaves in each cell: (batch, depth, ring)."""
    one = (replace(pencil, absorbed=pencil.absorbed[k : k + 1]) for k in range(pencil.absorbed.shape[0]))
    return np.array([convolve(batch, beam, rings) for batch in one])


@pytest.mark.verifies(
    "Cell by cell, light in skin at rest is the pencil response convolved with the beam: 20 regions of depth and "
    "radius absorb the same within the combined standard errors, at 1550 and 1927 nm, of a Gaussian and of a top-hat "
    "beam; the unscattered part is the exact one to 1e-10."
)
@pytest.mark.parametrize("beam", BEAMS, ids=lambda beam: beam.profile)
def test_skin_at_rest_against_the_pencil_response(skin_and_pencil: tuple[float, Traced], beam: Beam) -> None:
    wavelength, pencil = skin_and_pencil
    rings = rings_of(ring_edges(0.004, RADIUS, 1.0), alone=True)
    scene = scene_of(pencil.media, pencil.depth_edge, rings, beam.ring_shares(rings), 6_400)
    mu_a, mu_s = in_cells(scene, pencil.media.mu_a), in_cells(scene, pencil.media.mu_s)
    lit = runs_of(scene, mu_a, mu_s)
    assert lit[0].absorbed_unscattered == pytest.approx(np.outer(pencil.on_axis, beam.ring_shares(rings)), abs=1e-10)
    begin = np.searchsorted(pencil.depth_edge, np.array(DEEPER[wavelength]) - 1e-9), np.searchsorted(rings, FARTHER)
    far = np.append(rings[:-1], 40.0)
    ours = sums(np.array([one.absorbed(mu_a) for one in lit]), *begin)
    theirs = sums(convolved(pencil, beam, far), *begin)
    leaving = np.array([[one.specular + one.reflected] for one in lit]) - pencil.specular - pencil.reflected[:, None]
    assert_within_errors(np.hstack([ours - theirs, leaving]))


# Light is conserved


def hot(scene: Scene, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random mu_a and mu_s of cells, anywhere below the ceiling."""
    draw, ceiling = np.random.default_rng(number), scene.ceiling
    bound = in_cells(scene, ceiling.mu_a + ceiling.mu_s)
    total = bound * draw.uniform(0.0, 1.0, scene.whole)
    share = draw.uniform(0.0, 1.0, scene.whole) * draw.choice([0.0, 1.0], scene.whole, p=[0.1, 0.9])
    return total * share, total * (1.0 - share)


FILMED = layered([-0.05, 0.0, 0.1, 1.5], [0.5, 1.0, 0.8], [0.1, 20.0, 13.0], 0.9, [1.33, 1.5, 1.38], 1.38)
SCENES = {
    "alone": (np.array([0.0, 0.05, 0.1, 0.3, 0.5005]), ALONE),
    "square": (np.array([0.0, 0.05, 0.1, cell_radius(4.0)]), lattice_of("square", 4.0)),
    "hexagonal": (np.array([0.0, 0.05, 0.1, cell_radius(4.0)]), lattice_of("hexagonal", 4.0)),
    "depth alone": (ENTIRE, ALONE),
}


@pytest.mark.verifies(
    "No light is lost: specular, reflected, transmitted and absorbed light less the roulette's gain are one within "
    "1e-11 in every run, at rest and in random media, of one beam, on lattices and in depth alone, under a film."
)
@pytest.mark.parametrize("where", SCENES)
@pytest.mark.parametrize("state", ["at rest", "random", "dark", "clear"])
def test_light_balance(where: str, state: str) -> None:
    rings, lattice = SCENES[where]
    share = np.diff(rings**2) / rings[-1] ** 2
    scene = scene_of(FILMED, np.linspace(-0.05, 1.5, 32), rings, share, 1_600, 2.0 * FILMED.mu_s, lattice)
    mu_a, mu_s = hot(scene, 5) if state == "random" else (in_cells(scene, FILMED.mu_a), in_cells(scene, FILMED.mu_s))
    if state == "dark":
        mu_s = 0.0 * mu_s
    if state == "clear":
        mu_a = 0.0 * mu_a
    for lit in runs_of(scene, mu_a, mu_s, count=3):
        assert abs(balance(lit, mu_a)) < 1e-11


# Tentative collisions: cells of other coefficients against layers of them

BANDS = np.array([0.0, 0.1, 0.25, 0.5, 1.0])
STACKS = {
    "one index": layered(list(BANDS), [0.2, 4.0, 0.1, 1.5], [12.0, 2.0, 8.0, 5.0], 0.8, [1.4] * 4, 1.0),
    "two indices": layered(list(BANDS), [2.0, 0.5, 1.0, 4.0], [4.0, 0.0, 20.0, 9.0], 0.9, [1.5, 1.5, 1.33, 1.33], 1.33),
}


def merged(stack: Media, n_layers: list[int], mu_a: float, mu_s: float) -> Media:
    """Return the layers between the given edges of a stack, all with the same coefficients."""
    count = len(n_layers) - 1
    first = n_layers[:-1]
    return stack._replace(
        edge=stack.edge[n_layers],
        mu_a=np.full(count, mu_a),
        mu_s=np.full(count, mu_s),
        g=stack.g[first],
        n=stack.n[first],
    )


def in_depth_alone(
    stack: Media, mu_a: float, mu_s: float, photons: int, slack: float = 1.0
) -> tuple[Scene, np.ndarray, np.ndarray]:
    """Return a scene at rest of even layers, and the cells of `stack` in it."""
    changes = np.flatnonzero(np.diff(stack.n)) + 1
    ceiling = merged(stack, [0, *changes.tolist(), stack.n.size], mu_a, mu_s)
    depths = np.linspace(0.0, 1.0, 41)
    densest = slack * float((stack.mu_a + stack.mu_s).max())
    scene = scene_of(ceiling, depths, ENTIRE, np.ones(1), photons, densest)
    return scene, in_bands(depths, stack.mu_a, stack.edge), in_bands(depths, stack.mu_s, stack.edge)


def by_depth(lit: list[Lit], mu_a: np.ndarray, every: int = 5) -> np.ndarray:
    """Return the shares absorbed by depth and reflected (specular too): (run, value)."""
    absorbed = sums(np.array([one.absorbed(mu_a) for one in lit]), range(0, mu_a.shape[0], every))
    return np.column_stack([absorbed, [one.specular + one.reflected for one in lit]])


@pytest.mark.verifies(
    "Cells whose mu_a and mu_s change with depth absorb and reflect what a stack of layers of those coefficients does, "
    "traced collision by collision, within the combined standard errors, whether or not the index changes too."
)
@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_cells_against_layers(stack: Media) -> None:
    scene, mu_a, mu_s = in_depth_alone(stack, 1.0, 6.0, 4_800)
    layers = pencil_response(stack, scene.depth_edge, RUNS * 8_000, seed=3)
    theirs = np.column_stack(
        [
            sums(layers.absorbed.sum(axis=2) + layers.on_axis, range(0, mu_a.shape[0], 5)),
            layers.specular + layers.reflected,
        ]
    )
    ours = by_depth(runs_of(scene, mu_a, mu_s), mu_a)
    assert_within_errors(ours - theirs)


@pytest.mark.verifies(
    "Light does not depend on the bound under which collisions are tried: twice as high, it is the same."
)
@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS)
def test_majorant_changes_nothing(stack: Media) -> None:
    lit = []
    for slack, seed in ((1.0, 200), (2.0, 300)):
        scene, mu_a, mu_s = in_depth_alone(stack, 1.0, 6.0, 4_800, slack)
        lit.append(by_depth(runs_of(scene, mu_a, mu_s, seed), mu_a))
    assert_within_errors(lit[1] - lit[0])


def adding(albedo: tuple[float, float], thickness: tuple[float, float], g: float, n: float, points: int) -> np.ndarray:
    """Return reflectance (specular too) and transmittance of two layers of one index in air, by adding-doubling."""
    sample = iadpython.Sample(a=albedo[0], b=thickness[0], g=g, n=n, quad_pts=points)
    sample.update_quadrature()
    R01, R10, T01, T10 = iadpython.boundary_layer(sample, top=True)
    R34, R43, T34, T43 = iadpython.boundary_layer(sample, top=False)
    upper = iadpython.simple_layer_matrices(sample)
    sample.a, sample.b = albedo[1], thickness[1]
    lower = iadpython.simple_layer_matrices(sample)
    inside = iadpython.add_layers(sample, *np.repeat(upper, 2, axis=0), *np.repeat(lower, 2, axis=0))
    covered = iadpython.add_slide_above(sample, R01, R10, T01, T10, *inside)
    R, _, T, _ = iadpython.add_slide_below(sample, *covered, R34, R43, T34, T43)
    return np.array(sample.UX1_and_UXU(R, T)[:2])


TWO_LAYERS = [
    # mu_a and mu_s of the upper 0.3 mm and the lower 0.7 mm, g, n
    ((0.5, 8.0), (2.0, 3.0), 0.7, 1.0),
    ((2.0, 6.0), (0.1, 9.0), 0.5, 1.4),
    ((0.0, 3.0), (1.0, 12.0), 0.8, 1.33),
    ((3.0, 1.0), (0.3, 2.0), 0.0, 1.5),
]


@pytest.mark.verifies(
    "Slabs whose cells have other coefficients above and below 0.3 mm reflect and transmit what adding-doubling "
    "[Prahl1993] gives for two layers: 8 deviations are distributed as their standard errors say."
)
def test_cells_of_two_layers_against_adding_doubling() -> None:
    chances = []
    for number, (upper, lower, g, n) in enumerate(TWO_LAYERS):
        albedo = upper[1] / sum(upper), lower[1] / sum(lower)
        thickness = 0.3 * sum(upper), 0.7 * sum(lower)
        exact, coarser = (adding(albedo, thickness, g, n, points) for points in (24, 16))
        assert exact == pytest.approx(coarser, abs=1e-4)
        media = layered([0.0, 1.0], [0.4], [5.0], g, [n], 1.0)
        depths = np.linspace(0.0, 1.0, 11)
        scene = scene_of(media, depths, ENTIRE, np.ones(1), 4_800, 14.0)
        mu_a, mu_s = (in_bands(depths, values, [0.0, 0.3, 1.0]) for values in zip(upper, lower, strict=True))
        lit = runs_of(scene, mu_a, mu_s, 400 + RUNS * number)
        shares = np.array([[one.specular + one.reflected, one.transmitted] for one in lit])
        chances.append(chance_of(shares, exact))
    set_chance = stats.chi2.sf(-2.0 * np.log(chances).sum(), 2 * len(chances))
    assert SIGNIFICANCE / 2 < set_chance < 1.0 - SIGNIFICANCE / 2


@pytest.mark.verifies(
    "Where half a millimetre of skin has lost the water that absorbs 1927 nm, it reflects and absorbs what layers of "
    "dry on wet skin do, within the combined standard errors; and no run gains or loses a tenth of its light by chance."
)
def test_dried_skin_against_layers() -> None:
    dry_on_wet = layered([0.0, 0.5, 1.0], [0.025, 10.0], [11.0, 11.0], 0.9, [1.4, 1.4], 1.4)
    depths = np.linspace(0.0, 1.0, 41)
    wet = layered([0.0, 1.0], [10.0], [11.0], 0.9, [1.4], 1.4)
    scene = scene_of(wet, depths, ENTIRE, np.ones(1), 4_800, 24.0)
    mu_a, mu_s = (in_bands(depths, values, dry_on_wet.edge) for values in (dry_on_wet.mu_a, dry_on_wet.mu_s))
    lit = runs_of(scene, mu_a, mu_s)
    layers = pencil_response(dry_on_wet, depths, RUNS * 4_800, seed=6)
    absorbed = layers.absorbed.sum(axis=2) + layers.on_axis
    theirs = np.column_stack([sums(absorbed, [0, 10, 20, 22]), layers.specular + layers.reflected])
    ours = np.column_stack(
        [
            sums(np.array([one.absorbed(mu_a) for one in lit]), [0, 10, 20, 22]),
            [one.specular + one.reflected for one in lit],
        ]
    )
    assert_within_errors(ours - theirs)
    assert max(abs(one.roulette) for one in lit) < 0.1


# A cylinder of other tissue, against photons followed by other means

CYLINDER = {"within": (3.0, 4.0), "beyond": (0.5, 12.0)}  # mu_a, mu_s inside 0.3 mm of the axis and outside
CYLINDER_MM, SPOT_MM = 0.3, 0.2
CYLINDER_RINGS = np.array([0.0, SPOT_MM, CYLINDER_MM, 0.45, 0.7])


def analog_in_cylinder(photons: int, seed: int) -> np.ndarray:
    """Return what isotropically scattering photons that are absorbed as a whole leave in a slab of 1 mm, by run.

    The shares absorbed in (two depths, five rings), then those reflected and transmitted.
    """
    draw, majorant = np.random.default_rng(seed), max(sum(kind) for kind in CYLINDER.values())
    where = SPOT_MM * np.sqrt(draw.uniform(size=photons))
    x = np.column_stack([where, np.zeros(photons), np.zeros(photons)])
    u = np.tile([0.0, 0.0, 1.0], (photons, 1))
    run, counts = np.arange(photons) % RUNS, np.zeros((RUNS, 12))
    while run.size:
        x += u * draw.exponential(1.0 / majorant, run.size)[:, None]
        r, z = np.hypot(x[:, 0], x[:, 1]), x[:, 2]
        inside = r < CYLINDER_MM
        mu_a, mu_s = (np.where(inside, *pair) for pair in zip(*CYLINDER.values(), strict=True))
        chance = majorant * draw.uniform(size=run.size)
        above, below = z < 0.0, z > 1.0
        absorbed = (chance < mu_a) & ~above & ~below
        cell = 5 * (z >= 0.2) + np.searchsorted(CYLINDER_RINGS[1:], r, side="right")
        np.add.at(counts, (run, np.select([above, below], [10, 11], cell)), above | below | absorbed)
        turned = draw.normal(size=(run.size, 3))
        turned /= np.linalg.norm(turned, axis=1)[:, None]
        scattered = (chance >= mu_a) & (chance < mu_a + mu_s)
        u = np.where(scattered[:, None], turned, u)
        kept = ~(above | below | absorbed)
        x, u, run = x[kept], u[kept], run[kept]
    return counts / (photons / RUNS)


@pytest.mark.verifies(
    "A cylinder that absorbs six times as much as the tissue around it and scatters a third as much takes, in ten "
    "regions of depth and radius, what photons followed by an independent program leave there."
)
def test_cylinder_against_an_independent_program() -> None:
    media = layered([0.0, 1.0], [1.0], [6.0], 0.0, [1.0], 1.0)
    rings, depths = rings_of(CYLINDER_RINGS, alone=True), np.linspace(0.0, 1.0, 11)
    scene = scene_of(media, depths, rings, np.array([1.0, 0.0, 0.0, 0.0, 0.0]), 9_600, 12.5)
    mu_a, mu_s = (np.tile([a, a, b, b, b], (depths.size - 1, 1)) for a, b in zip(*CYLINDER.values(), strict=True))
    lit = runs_of(scene, mu_a, mu_s)
    absorbed = sums(np.array([one.absorbed(mu_a) for one in lit]), [0, 2], range(5))
    ours = np.column_stack([absorbed, [one.reflected for one in lit]])
    theirs = analog_in_cylinder(480_000, seed=7)[:, :11]
    assert_within_errors(ours - theirs)


# Fixed paths


HOTTEST = {1550.0: -0.4, 1927.0: 0.1}  # change of absorption from 34 to 100 C


def warmed(scene: Scene, mu_a: np.ndarray, most: float) -> np.ndarray:
    """Return mu_a of tissue that absorbs by up to the share `most` more about the upper part of the axis."""
    middle = 0.5 * (scene.depth_edge[1:] + scene.depth_edge[:-1])
    r = 0.5 * (scene.ring_edge[1:] + scene.ring_edge[:-1])
    return mu_a * (1.0 + most * np.exp(-((middle[:, None] / 0.3) ** 2) - (r / 0.08) ** 2))


@pytest.mark.verifies(
    "On fixed paths a medium that absorbs as hot skin does has the same mean light as from fresh starts, and its "
    "difference to the medium at rest at least ten times less variance than between independent runs."
)
def test_fixed_paths_keep_the_mean_and_cut_the_noise(skin_and_pencil: tuple[float, Traced]) -> None:
    wavelength, pencil = skin_and_pencil
    rings = rings_of(ring_edges(0.01, RADIUS, 1.0), alone=True)
    scene = scene_of(pencil.media, pencil.depth_edge, rings, BEAMS[0].ring_shares(rings), 4_800)
    at_rest, mu_s = in_cells(scene, pencil.media.mu_a), in_cells(scene, pencil.media.mu_s)
    mu_a = warmed(scene, at_rest, HOTTEST[wavelength])
    begin = np.searchsorted(pencil.depth_edge, np.array(DEEPER[wavelength]) - 1e-9), np.searchsorted(rings, FARTHER)

    def regions(lit: list[Lit]) -> np.ndarray:
        leaving = [[one.specular + one.reflected] for one in lit]
        return np.hstack([sums(np.array([one.fluence_rate for one in lit]), *begin), leaving])

    before = runs_of(scene, at_rest, mu_s, 600)
    seeds = (replace(scene, seed=600 + number) for number in range(RUNS))
    fixed = regions([shine(one, mu_a, mu_s, lit.starts) for one, lit in zip(seeds, before, strict=True)])
    fresh = regions(runs_of(scene, mu_a, mu_s, 700))
    assert_within_errors(fixed - fresh)
    ratio = (fresh - regions(before)).var(axis=0) / (fixed - regions(before)).var(axis=0)
    assert ratio.min() > 10.0


# Unscattered light


def passed_from_row_to_row(mu_t: np.ndarray, height: float, media: Media) -> tuple[np.ndarray, float, float]:
    """Return what a column of cells takes of a unit of light, what it reflects (specular too) and what it transmits.

    One pulse of light goes through row after row and is divided at every change of index, until all has left.
    """
    n = np.concatenate([[1.0], media.n[np.searchsorted(media.edge, height * (np.arange(mu_t.size) + 0.5)) - 1]])
    n = np.append(n, media.n_below)
    R = ((n[:-1] - n[1:]) / (n[:-1] + n[1:])) ** 2
    taken, reflected, transmitted = np.zeros(mu_t.size), float(R[0]), 0.0
    down, up = np.zeros(mu_t.size), np.zeros(mu_t.size)  # light about to cross each row
    down[0] = 1.0 - R[0]
    while down.sum() + up.sum() > 1e-18:
        left_down, left_up = down * np.exp(-mu_t * height), up * np.exp(-mu_t * height)
        taken += down + up - left_down - left_up
        reflected += (1.0 - R[0]) * left_up[0]
        transmitted += (1.0 - R[-1]) * left_down[-1]
        down = np.concatenate([[0.0], (1.0 - R[1:-1]) * left_down[:-1]]) + R[:-1] * left_up
        up = np.concatenate([(1.0 - R[1:-1]) * left_up[1:], [0.0]]) + R[1:] * left_down
    return taken, reflected, transmitted


@pytest.mark.verifies(
    "Unscattered light in a medium that changes with depth and radius: every ring follows Beer and Lambert's law "
    "through its own cells, with all reflections at changes of index, to 1e-13."
)
@pytest.mark.parametrize(
    ("n", "n_below"), [([1.0, 1.0], 1.0), ([1.5, 1.36], 1.36), ([1.4, 1.8], 1.0)], ids=["one index", "skin", "plate"]
)
def test_unscattered_light_ring_by_ring(n: list[float], n_below: float) -> None:
    media = layered([0.0, 0.4, 1.0], [1.0, 1.0], [5.0, 5.0], 0.9, n, n_below)
    depths, rings = np.linspace(0.0, 1.0, 21), np.array([0.0, 0.1, 0.2, 0.4, 0.8])
    share = np.array([0.4, 0.3, 0.2, 0.1])
    scene = scene_of(media, depths, rings, share, 1_600, 20.0)
    mu_a, mu_s = hot(scene, 3)
    (down, up), reflected, transmitted, specular = unscattered(scene, mu_a + mu_s)
    columns = [passed_from_row_to_row(column, 0.05, media) for column in (mu_a + mu_s).T]
    assert down + up == pytest.approx(
        np.column_stack([part * c[0] for part, c in zip(share, columns, strict=True)]), abs=1e-13
    )
    assert specular + reflected == pytest.approx(share @ [column[1] for column in columns], abs=1e-13)
    assert transmitted == pytest.approx(share @ [column[2] for column in columns], abs=1e-13)
    assert specular == pytest.approx(normal_reflectance(1.0, n[0]), abs=1e-15)


# Lattices

LATTICES = [("square", 4.0), ("hexagonal", 4.0), ("hexagonal", 16.0)]


@pytest.mark.verifies(
    "Folded into the cell of its nearest beam, a point keeps its distance to that beam, the nearest of all sites, "
    "within half the pitch; beyond, radii are such that evenly thrown points lie evenly by area (chi-square)."
)
@pytest.mark.parametrize(("placement", "density"), LATTICES)
def test_distance_to_the_nearest_beam(placement: str, density: float) -> None:
    lattice = lattice_of(placement, density)
    a = density**-0.5 if placement == "square" else (np.sqrt(0.75) * density) ** -0.5
    skew, row = (0.0, a) if placement == "square" else (0.5 * a, np.sqrt(0.75) * a)
    i, j = (index.ravel() for index in np.meshgrid(np.arange(-12, 13), np.arange(-6, 7)))
    sites = np.column_stack([a * i + skew * j, row * j])
    x = np.random.default_rng(9).uniform(-3.0 * a, 3.0 * a, (24_000, 2))
    exact = np.hypot(x[:, :1] - sites[:, 0], x[:, 1:] - sites[:, 1]).min(axis=1)
    folded = np.array([cells.distance(*point, lattice) for point in x])
    near = exact <= 0.5 * a
    assert folded[near] == pytest.approx(exact[near], abs=1e-13)
    order = np.argsort(exact)
    assert (np.diff(folded[order]) > -1e-13).all()
    assert folded.max() <= cell_radius(density) * (1.0 + 1e-12)
    # A rectangle that the lattice tiles: its points are even over the cell.
    height = 2.0 * a if placement == "square" else np.sqrt(3.0) * a
    whole = (np.abs(x[:, 0]) < 2.0 * a) & (np.abs(x[:, 1]) < height)
    area = np.pi * folded[whole] ** 2 * density
    chance = stats.chisquare(np.histogram(area, 100, (0.0, 1.0))[0]).pvalue
    assert SIGNIFICANCE / 2 < chance < 1.0 - SIGNIFICANCE / 2


@pytest.mark.verifies("A beam alone has its own distance.")
def test_distance_of_a_beam_alone() -> None:
    assert cells.distance(-0.3, 0.4, ALONE) == pytest.approx(0.5, abs=1e-15)
    assert cells.distance(30.0, 40.0, ALONE) == pytest.approx(50.0, abs=1e-13)


def in_its_cell(
    pencil: Traced, beam: Beam, edge: np.ndarray, placement: str, density: float, apices: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of a lattice's light that enters each ring of its cell, and what each batch absorbs in cells."""
    wide = np.concatenate([edge, pencil.ring_edge[pencil.ring_edge > 1.001 * edge[-1]]])
    folding, even = fold(wide, edge, placement, density).T, np.diff(edge**2) / edge[-1] ** 2
    inside = convolved(pencil, beam, wide) @ folding
    share = apices * (beam.ring_shares(wide) @ folding) + (1.0 - apices) * even
    return share, apices * inside + (1.0 - apices) * inside.sum(axis=2, keepdims=True) * even


@pytest.mark.verifies(
    "Traced from beam to beam, the light of a lattice is that of one beam folded into its cell, region by region "
    "within the combined standard errors, for light in narrow beams and for light spread evenly."
)
@pytest.mark.parametrize("placement", ["square", "hexagonal"])
@pytest.mark.parametrize(
    "apices",
    [
        pytest.param(1.0, id="beams"),
        pytest.param(0.0, id="even"),
    ],
)
@pytest.mark.parametrize("skin_and_pencil", [1550.0], indirect=True)
def test_lattice_in_even_tissue_against_folding(
    skin_and_pencil: tuple[float, Traced], placement: str, apices: float
) -> None:
    _, pencil = skin_and_pencil
    edge = ring_edges(0.005, RADIUS, cell_radius(4.0))
    share, theirs = in_its_cell(pencil, BEAMS[0], edge, placement, 4.0, apices)
    scene = scene_of(pencil.media, pencil.depth_edge, edge, share, 6_400, lattice=lattice_of(placement, 4.0))
    mu_a, mu_s = in_cells(scene, pencil.media.mu_a), in_cells(scene, pencil.media.mu_s)
    begin = (
        np.searchsorted(pencil.depth_edge, np.array(DEEPER[1550.0]) - 1e-9),
        np.searchsorted(edge, np.array([0.0, 0.3, 0.5, 0.85, 0.95]) * edge[-1]),
    )
    ours = np.array([lit.absorbed(mu_a) for lit in runs_of(scene, mu_a, mu_s, 800)])
    difference = sums(ours, *begin) - sums(theirs, *begin)
    assert_within_errors(difference)


# Converging beams

CLEAR = layered([0.0, 2.0], [1e-3], [0.05], 0.999999, [1.0], 1.0)
FINE_RINGS = rings_of(np.linspace(0.0, 0.5, 101), alone=True)
FINE_DEPTHS = np.linspace(0.0, 2.0, 41)
BOTH = [
    pytest.param(Beam("gaussian", 0.1), id="gaussian"),
    pytest.param(Beam("top-hat", 0.1), id="top-hat"),
]


def mean_square(ring_edge: np.ndarray) -> np.ndarray:
    """Return the mean square radius of each ring."""
    return 0.5 * (ring_edge[1:] ** 2 + ring_edge[:-1] ** 2)


def spot_squared(NA: float, focus: float, radius: float, media: Media, z: np.ndarray) -> np.ndarray:
    """Return w(z)^2 of a beam focused at a depth, by Snell's law from layer to layer."""
    sine = NA / media.n
    slope = sine / np.sqrt(1.0 - sine**2)
    fine = np.linspace(0.0, media.edge[-1], 20_001)
    middle = 0.5 * (fine[1:] + fine[:-1])
    way = np.concatenate([[0.0], np.cumsum(slope[np.searchsorted(media.edge, middle) - 1] * np.diff(fine))])
    zeta = np.interp(focus, fine, way) - np.interp(z, fine, way)
    return radius**2 - np.interp(focus, fine, way) ** 2 + zeta**2


@pytest.mark.verifies(
    "A converging beam keeps its energy in every row of cells, and its mean square radius follows w(z)^2 = w_0^2 + "
    "zeta(z)^2 through layers of different index, against the surface within 0.3 %."
)
@pytest.mark.parametrize("beam", [Beam("gaussian", 0.1), Beam("top-hat", 0.1)], ids=lambda beam: beam.profile)
def test_width_of_a_converging_beam(beam: Beam) -> None:
    media = layered([0.0, 0.5, 2.0], [1.0] * 2, [1.0] * 2, 0.9, [1.5, 1.36], 1.36)
    tubes = converging(beam, 0.12, 0.8, media, FINE_DEPTHS, FINE_RINGS)
    assert tubes.lie is not None
    energy = np.einsum("t,itr->ir", tubes.share, tubes.lie)
    assert energy.sum(axis=1) == pytest.approx(1.0, abs=1e-13)
    expected = spot_squared(0.12, 0.8, beam.radius, media, 0.5 * (FINE_DEPTHS[1:] + FINE_DEPTHS[:-1]))
    width = energy @ mean_square(FINE_RINGS) / expected
    assert width == pytest.approx(width[0], rel=3e-3)


@pytest.mark.verifies(
    "A converging beam loses no light either, at rest or in a random medium: the shares sum to one within 1e-11."
)
def test_balance_of_a_converging_beam() -> None:
    depths, rings = np.linspace(-0.05, 1.5, 32), rings_of(np.linspace(0.0, 0.5, 21), alone=True)
    tubes = converging(Beam("gaussian", 0.1), 0.1, 0.6, FILMED, depths, rings)
    scene = scene_of(FILMED, depths, rings, np.ones(1), 1_600, 2.0 * FILMED.mu_s, tubes=tubes)
    for mu_a, mu_s in ((in_cells(scene, FILMED.mu_a), in_cells(scene, FILMED.mu_s)), hot(scene, 8)):
        for lit in runs_of(scene, mu_a, mu_s, count=3):
            assert abs(balance(lit, mu_a)) < 1e-11


@pytest.mark.verifies("The shares of overlapping rings sum to one, whatever the rings, and are shares of area.")
def test_overlap_of_rings() -> None:
    draw = np.random.default_rng(4)
    tubes, rings = np.cumsum(draw.uniform(0.01, 1.0, (5, 9)), axis=1), np.cumsum(draw.uniform(0.01, 1.0, 7))
    shares = overlap(np.insert(tubes, 0, 0.0, axis=1), np.insert(rings, 0, 0.0))
    assert shares.shape == (5, 9, 7)
    assert shares.min() >= 0.0
    assert shares.sum(axis=2) == pytest.approx(1.0, abs=1e-14)
    half = overlap(np.array([[0.0, 1.0, 3.0]]), np.array([0.0, 2.0, 4.0]))
    assert half == pytest.approx(np.array([[[1.0, 0.0], [3.0 / 8.0, 5.0 / 8.0]]]))


@pytest.mark.verifies("As its aperture goes to zero, a converging beam becomes the collimated one.")
@pytest.mark.parametrize("beam", BOTH)
def test_parallel_limit(beam: Beam) -> None:
    tubes = converging(beam, 1e-7, 0.8, CLEAR, FINE_DEPTHS, FINE_RINGS)
    assert tubes.lie is not None
    inside = np.cumsum(np.einsum("t,itr->ir", tubes.share, tubes.lie), axis=1)
    assert inside == pytest.approx(np.cumsum(beam.ring_shares(FINE_RINGS)) * np.ones((40, 1)), abs=2e-3)
    assert np.abs(tubes.longer - 1.0).max() < 1e-12


@pytest.mark.verifies(
    "Photons of a converging beam that scatter without turning go on along it: down to the focus and beyond, their "
    "mean square radius is w(z)^2 / 2 within the standard errors."
)
@pytest.mark.parametrize("beam", BOTH)
def test_photons_follow_the_beam(beam: Beam) -> None:
    tubes = converging(beam, 0.08, 0.8, CLEAR, FINE_DEPTHS, FINE_RINGS)
    scene = scene_of(CLEAR, FINE_DEPTHS, FINE_RINGS, np.ones(1), 3_200, 0.4, tubes=tubes)
    mu_a, mu_s = in_cells(scene, CLEAR.mu_a), in_cells(scene, CLEAR.mu_s)
    phi = np.array([lit.fluence_rate for lit in runs_of(scene, mu_a, mu_s)])
    widths = np.add.reduceat(phi @ mean_square(FINE_RINGS), [4, 12, 20, 30], axis=1)
    widths /= np.add.reduceat(phi.sum(axis=2), [4, 12, 20, 30], axis=1)
    middle = 0.5 * (FINE_DEPTHS[1:] + FINE_DEPTHS[:-1])
    exact = 0.5 * spot_squared(0.08, 0.8, beam.radius, CLEAR, middle)
    fluence = phi.mean(axis=(0, 2))
    exact = np.add.reduceat(exact * fluence, [4, 12, 20, 30]) / np.add.reduceat(fluence, [4, 12, 20, 30])
    assert_within_errors(widths, exact)


@pytest.mark.verifies(
    "A focus inside skin makes the light on the axis there stronger than under a parallel beam of the same spot, the "
    "unscattered part by w(0)^2 / w(z)^2."
)
def test_focus_in_skin() -> None:
    media, focus, beam = media_of(lay_out(Skin(), 1550.0), 1.746), 0.3, Beam("top-hat", 0.1)
    depths = depth_edges(lay_out(Skin(), 1550.0), 0.02, 3.0)
    rings = rings_of(ring_edges(0.01, 0.1, 1.0), alone=True)
    tubes = converging(beam, 0.3, focus, media, depths, rings)
    scene = scene_of(media, depths, rings, np.ones(1), 3_200, tubes=tubes)
    parallel = scene_of(media, depths, rings, beam.ring_shares(rings), 3_200)
    mu_a, mu_s = in_cells(scene, media.mu_a), in_cells(scene, media.mu_s)
    row = int(np.searchsorted(depths, focus)) - 1
    axis = np.s_[row - 1 : row + 2, :3]
    focused, straight_on = (
        np.array([lit.absorbed(mu_a)[axis].sum() for lit in runs_of(which, mu_a, mu_s, count=16)])
        for which in (scene, parallel)
    )
    error = np.sqrt(focused.var() / 15 + straight_on.var() / 15)
    gain = spot_squared(0.3, focus, 0.1, media, np.zeros(1)) / spot_squared(0.3, focus, 0.1, media, np.array([focus]))
    taken = [np.add(*unscattered(which, mu_a + mu_s)[0])[row, 0] for which in (scene, parallel)]
    assert focused.mean() > straight_on.mean() + 5.0 * error
    assert taken[0] / taken[1] == pytest.approx(gain[0], rel=0.05)


@pytest.mark.verifies("A beam narrower at the surface than its own cone is taken to be that cone.")
def test_a_beam_narrower_than_its_cone() -> None:
    media = Media(np.array([0.0, 4.0]), np.zeros(1), np.zeros(1), np.zeros(1), np.full(1, 1.4), 1.0, 1.4)
    edge, rings, beam = np.array([0.0, 1e-3, 4.0]), np.linspace(0.0, 1.0, 2001), Beam("gaussian", 0.05)
    tubes = converging(beam, 0.3, 0.5, media, edge, rings)
    square = (tubes.share[:, None] * tubes.lie[0] * 0.5 * (rings[1:] ** 2 + rings[:-1] ** 2)).sum()
    cone = 0.5 * 0.3 / np.sqrt(1.4**2 - 0.3**2)
    assert 2.0 * square == pytest.approx(cone**2, rel=0.02)
