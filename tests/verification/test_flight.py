"""What makes fewer photons do: flights strewn over points, and first numbers that lie evenly. Neither moves a mean."""

import math

import numpy as np
import pytest
from scipy import stats

from photomend.light import Beam, convolve, launch, pencil_response
from photomend.light.cells import bins, cell
from photomend.light.flight import KEPT, NEAR_DEPTH, NEAR_RADIUS, POINTS, strew
from photomend.light.photon import ALIVE, Media, Photon, free_path
from photomend.light.told import fluence_rate, penetration_depth, reflectance_by_radius

MU_A, MU_S, THICKNESS = 0.7, 10.0, 0.23
LAYER = Media(np.array([0.0, THICKNESS]), *(np.array([value]) for value in (MU_A, MU_S, 0.8, 1.4)), 1.0, 1.4)
BINS = np.linspace(0.0, THICKNESS, 12)
FLIGHTS = 20_000


def left_along(photon: Photon, u: float, bins: np.ndarray) -> np.ndarray:
    """Return what the flight that `u` picks is expected to leave between distances."""
    points = strew(photon, LAYER, *free_path(photon, LAYER, u))
    at = [points.first + k * points.step for k in range(points.many)] + [points.last]
    weight = [points.weight * KEPT**k for k in range(points.many)] + [points.last_weight]
    return np.histogram(at, bins, weights=weight)[0]


@pytest.mark.verifies(
    "Energy strewn along flights to a boundary is what Beer and Lambert give at every distance, to 0.1 %: near the "
    "beam, where it is strewn over points, and far from it, where collisions get it [Kalos2008]."
)
@pytest.mark.parametrize(("x", "weight"), [(0.0, 1.0), (0.1, 0.4), (2.0 * NEAR_RADIUS, 1.0)])
def test_strewn_flights(x, weight):
    photon = Photon(x, 0.0, 0.0, 0.0, 0.0, 1.0, weight, 0, ALIVE)
    # Every u in turn: an integral over flights, not a sample.
    found = sum(left_along(photon, (k + 0.5) / FLIGHTS, BINS) for k in range(FLIGHTS)) / FLIGHTS
    mu_t = MU_A + MU_S
    exact = weight * MU_A / mu_t * -np.diff(np.exp(-mu_t * BINS))
    assert found == pytest.approx(exact, rel=1e-3)


def test_points_stay_before_the_boundary_and_near_the_beam():
    slanting = Photon(0.0, 0.0, 0.05, 0.6, 0.0, -0.8, 1.0, 0, ALIVE)
    for u in np.linspace(0.001, 0.999, 97):
        to_collision, to_boundary = free_path(slanting, LAYER, float(u))
        points = strew(slanting, LAYER, to_collision, to_boundary)
        assert 0 <= points.many <= POINTS
        assert points.many == 0 or points.first + (points.many - 1) * points.step < to_boundary
        assert points.last_weight == 0.0 or points.last < to_boundary
    deep = slanting._replace(z=1.01 * NEAR_DEPTH)
    assert strew(deep, LAYER, 0.01, 0.5).many == 0


@pytest.mark.verifies(
    "The even first numbers of photons are uniform over batches, and fill the cube of three more evenly than random "
    "ones in every batch [Niederreiter1992]."
)
def test_even_numbers():
    batches, count = 400, 256
    numbers = np.array(
        [[[launch.even(3, batch * count, i, k) for k in range(3)] for i in range(count)] for batch in range(batches)]
    )
    for k in range(3):
        first = numbers[:, 0, k]  # one of each batch: they are independent
        assert 1e-4 / 2 < stats.kstest(first, "uniform").pvalue < 1.0 - 1e-4 / 2
    for pair in ((0, 1), (0, 2), (1, 2)):
        assert abs(stats.pearsonr(numbers[:, 0, pair[0]], numbers[:, 0, pair[1]]).statistic) < 4.0 / math.sqrt(batches)
    cells = (numbers * 4).astype(int) @ [16, 4, 1]
    counts = np.array([np.bincount(batch, minlength=64) for batch in cells])
    assert counts.var(axis=1).mean() < 0.5 * count / 64


@pytest.mark.verifies("The batches of evenly launched photons scatter as their standard error says, over 60 seeds.")
def test_error_bars_of_even_launches():
    depths = np.array([0.0, 0.05, 0.1, THICKNESS])
    runs = [pencil_response(LAYER, depths, 6_400, seed) for seed in range(60)]
    upper = np.array([run.absorbed[:, 0].sum(axis=1) for run in runs])  # (seed, batch)
    told = upper.var(axis=1, ddof=1).mean() / upper.shape[1]
    ratio = 59.0 * upper.mean(axis=1).var(ddof=1) / told
    assert stats.chi2.ppf(1e-4, 59) < ratio < stats.chi2.ppf(1.0 - 1e-4, 59)


def test_what_is_told_of_the_light():
    depths, beam = np.linspace(0.0, THICKNESS, 24), Beam("gaussian", 0.05)
    light = pencil_response(LAYER, depths, 100_000, seed=1)
    rings = np.array([0.0, 0.03, 0.06, 0.12, 1.0, 100.0])
    volume = np.pi * np.diff(rings**2) * np.diff(depths)[:, None]
    phi = fluence_rate(convolve(light, beam, rings) / volume, np.full(depths.size - 1, MU_A))
    assert (phi * volume).sum() * MU_A == pytest.approx(light.absorbed_by_depth.sum(), rel=1e-9)
    again, error = reflectance_by_radius(light, beam, rings)
    diffuse = light.fractions["reflected"].value - light.straight[0]
    assert (again * np.pi * np.diff(rings**2)).sum() == pytest.approx(diffuse, rel=1e-9)
    assert (error > 0.0).all()
    assert (np.diff(again) < 0.0).all()
    assert fluence_rate(np.ones((2, 3)), np.array([0.0, 2.0])).tolist() == [[0.0] * 3, [0.5] * 3]


@pytest.mark.parametrize("rate", [0.7, 3.0, 20.0])
def test_penetration_depth_of_an_exponential(rate):
    depth = np.linspace(0.0, 2.0, 101)
    expected = min(1.0 / rate, 2.0)
    assert penetration_depth(depth, np.exp(-rate * depth)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kind", ["even", "root", "random", "wide"])
def test_cells_hold_their_values(kind):
    rng = np.random.default_rng(4)
    edges = {
        "even": 0.006 * np.arange(200),
        "root": np.sqrt(0.18e-3 * np.arange(301.0) ** 2),
        "random": np.cumsum(rng.uniform(0.01, 0.3, 90)) - 0.4,
        "wide": np.array([0.0, 0.01, 5.0, 5.01, 1e3]),
    }[kind]
    found = bins(edges)
    values = [edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)]
    values = np.concatenate([*values, rng.uniform(edges[0], edges[-1], 5_000)])
    values = values[values >= edges[0]]
    expected = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, edges.size - 2)
    assert [cell(found, float(value)) for value in values] == expected.tolist()
