"""Light against exact solutions: unscattered light, beams, scattering, boundaries and random numbers.

Every Monte Carlo value is judged by the standard error of its own batches. Sets are judged by Hotelling's
statistic, which allows for correlation between the values of one run, from both sides: a deviation much
smaller than its error bar is as wrong as one much larger.
"""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from photomend.heat import depth_edges
from photomend.light import Beam, Traced, convolve, direct_response, media_of, pencil_response, photon
from photomend.light.beam import energy_inside
from photomend.light.collimated import lost_between, normal_reflectance, solve_collimated
from photomend.light.transport import RING_COUNT, RING_SCALE_MM, ring_shares
from photomend.skin import Skin, lay_out
from tests.verification.judging import (
    SIGNIFICANCE,
    STANDARD_ERRORS,
    assert_likely,
    assert_within_error,
    chance_of,
    slab,
)

SKIN = media_of(lay_out(Skin(), 1550.0), n_above=1.0)
SKIN_DEPTHS = depth_edges(lay_out(Skin(), 1550.0), 0.02, 3.0)
RINGS = np.array([0.0, 0.04, 0.08, 0.16, 0.5, 40.0])
BEAMS = (Beam("gaussian", 0.07), Beam("top-hat", 0.07))


@pytest.fixture(scope="module")
def pencil() -> Traced:
    return pencil_response(SKIN, SKIN_DEPTHS, 1_500_000, seed=3)


@pytest.fixture(scope="module", params=BEAMS, ids=lambda beam: beam.profile)
def beam_and_direct(request: pytest.FixtureRequest) -> tuple[Beam, Traced]:
    return request.param, direct_response(SKIN, request.param, RINGS, SKIN_DEPTHS, 1_500_000, seed=4)


@pytest.mark.verifies(
    "No light is lost: specular, reflected, absorbed and transmitted shares sum to one within 1e-6 in layered "
    "skin with mismatched indices, for the pencil and for the true beam."
)
def test_light_balance(pencil, beam_and_direct):
    assert abs(pencil.balance) < 1e-6
    assert abs(beam_and_direct[1].balance) < 1e-6


def regions(absorbed: np.ndarray) -> np.ndarray:
    """Return the energy absorbed down to 0.15 mm, to 0.4 mm and below, in four rings and outside them."""
    rows = np.searchsorted(SKIN_DEPTHS, [0.0, 0.15, 0.4])
    return np.add.reduceat(absorbed, rows, axis=-2)


@pytest.mark.verifies(
    "The pencil response convolved with a Gaussian or a top-hat beam absorbs, in 15 regions of depth and radius, "
    "what photons of the true beam leave there, within the combined standard errors; the totals of every depth "
    "and of every ring agree within 0.5 % [Wang1997]."
)
def test_convolved_pencil_against_true_beam(pencil, beam_and_direct):
    beam, direct = beam_and_direct
    by_batch = [
        convolve(replace(pencil, absorbed=pencil.absorbed[k : k + 1]), beam, RINGS)
        for k in range(pencil.absorbed.shape[0])
    ]
    convolved, traced = regions(np.array(by_batch)), regions(direct.absorbed)
    difference = (convolved - traced).reshape(len(by_batch), -1)
    assert_likely(chance_of(difference, np.zeros(difference.shape[1])))
    for axis in (0, 1):
        total = traced.mean(axis=0).sum(axis=axis)
        assert convolved.mean(axis=0).sum(axis=axis) == pytest.approx(total, rel=5e-3)


@pytest.mark.verifies(
    "The pencil's rings are narrow enough: a response as steep as that of scattered light, exp(-r / 0.1 mm) / r, "
    "moved to a beam is right within 0.2 % in every ring out to twice the beam's radius."
)
@pytest.mark.parametrize("beam", BEAMS, ids=lambda beam: beam.profile)
def test_rings_resolve_a_steep_response(beam):
    def within(r):
        return 1.0 - np.exp(-r / 0.1)

    source = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2
    target = np.linspace(0.0, 2.0 * beam.radius, 8)
    fine = np.linspace(0.0, 3.0, 60_001)
    exact = energy_inside(beam, target, 0.5 * (fine[1:] + fine[:-1])) @ np.diff(within(fine))
    assert ring_shares(source, beam, target) @ np.diff(within(source)) == pytest.approx(np.diff(exact), rel=2e-3)


@pytest.mark.verifies(
    "Moving the pencil response to a beam loses no energy: the rings hold to 1e-9 what the pencil absorbed."
)
@pytest.mark.parametrize("beam", BEAMS, ids=lambda beam: beam.profile)
def test_convolution_conserves_energy(pencil, beam):
    assert convolve(pencil, beam, RINGS).sum(axis=1) == pytest.approx(pencil.absorbed_by_depth, rel=1e-9)


def energy_by_quadrature(beam: Beam, circle: float, displaced: float) -> float:
    """Return the share of a beam inside a circle, chord by chord across the line of centres."""

    def chord(x: float) -> float:
        half = np.sqrt(max(circle**2 - (x - displaced) ** 2, 0.0))
        if beam.profile == "top-hat":
            return 2.0 * min(half, np.sqrt(max(beam.radius**2 - x**2, 0.0))) / (np.pi * beam.radius**2)
        sigma = 0.5 * beam.radius
        return stats.norm.pdf(x, scale=sigma) * (2.0 * stats.norm.cdf(half, scale=sigma) - 1.0)

    first, last = displaced - circle, displaced + circle
    reach = 4.0 * beam.radius
    corners = [-beam.radius, beam.radius, 0.5 * (displaced + (beam.radius**2 - circle**2) / displaced)]
    pieces = sorted({max(first, -reach), min(last, reach), *(x for x in corners if first < x < last)})
    return sum(integrate.quad(chord, *piece, epsabs=1e-11)[0] for piece in pairwise(pieces))


@pytest.mark.verifies(
    "The share of a Gaussian or a top-hat beam inside a displaced circle equals direct quadrature to 1e-8."
)
@pytest.mark.parametrize("beam", BEAMS, ids=lambda beam: beam.profile)
def test_energy_inside_displaced_circles(beam):
    circles, displaced = np.array([0.01, 0.06, 0.07, 0.15]), np.array([0.001, 0.03, 0.09, 0.2])
    exact = [[energy_by_quadrature(beam, R, s) for s in displaced] for R in circles]
    assert energy_inside(beam, circles, displaced) == pytest.approx(np.array(exact), abs=1e-8)


@pytest.mark.verifies(
    "Unscattered light in one absorbing layer between mismatched indices is that of an incoherent etalon, and in "
    "a stack of layers its absorbed, reflected and transmitted parts sum to one to 1e-14."
)
def test_unscattered_light():
    etalon = slab(3.0, 0.0, 0.0, 1.4, 0.5, n_below=1.8)
    light = solve_collimated(etalon)
    R_top, R_bottom, a = (0.4 / 2.4) ** 2, (0.4 / 3.2) ** 2, np.exp(-1.5)
    series = 1.0 / (1.0 - R_top * R_bottom * a**2)
    assert light.specular == pytest.approx(R_top, rel=1e-14)
    assert light.reflected == pytest.approx((1.0 - R_top) ** 2 * R_bottom * a**2 * series, rel=1e-14)
    assert light.transmitted == pytest.approx((1.0 - R_top) * (1.0 - R_bottom) * a * series, rel=1e-14)
    for media, depths in ((etalon, np.linspace(0.0, 0.5, 8)), (SKIN, SKIN.edge)):
        light = solve_collimated(media)
        lost = lost_between(media, light, depths).sum()
        assert light.specular + light.reflected + light.transmitted + lost == pytest.approx(1.0, abs=1e-14)


def test_true_beam_in_the_absorbing_etalon():
    media = slab(3.0, 0.0, 0.0, 1.4, 0.5, n_below=1.8)
    exact, depths = solve_collimated(media), np.linspace(0.0, 0.5, 6)
    traced = direct_response(media, BEAMS[0], RINGS, depths, 400_000, seed=5)
    values = np.column_stack([traced.reflected, traced.transmitted, traced.absorbed.sum(axis=2)[:, :-1]])
    lost = lost_between(media, exact, depths)[:-1]
    assert chance_of(values, np.array([exact.reflected, exact.transmitted, *lost])) > SIGNIFICANCE


@pytest.mark.verifies(
    "Fresnel reflectance has its closed forms at normal incidence, at Brewster's angle and at the critical angle, "
    "and refraction obeys Snell's law."
)
@pytest.mark.parametrize(("n_here", "n_there"), [(1.0, 1.4), (1.4, 1.0), (1.365, 1.5)])
def test_fresnel(n_here, n_there):
    normal, cosine = photon.fresnel(n_here, n_there, 1.0)
    assert (normal, cosine) == pytest.approx((normal_reflectance(n_here, n_there), 1.0), abs=1e-15)
    brewster = np.arctan2(n_there, n_here)
    reflectance, cosine = photon.fresnel(n_here, n_there, np.cos(brewster))
    across = (n_here**2 - n_there**2) / (n_here**2 + n_there**2)  # none of the other polarisation returns
    assert reflectance == pytest.approx(0.5 * across**2, abs=1e-14)
    assert np.sqrt(1.0 - cosine**2) == pytest.approx(n_here * np.sin(brewster) / n_there, abs=1e-14)
    if n_here > n_there:
        critical = np.arcsin(n_there / n_here)
        assert photon.fresnel(n_here, n_there, np.cos(critical + 1e-9))[0] == 1.0
        assert 0.99 < photon.fresnel(n_here, n_there, np.cos(critical - 1e-9))[0] < 1.0


@pytest.mark.verifies(
    "At a boundary inside skin a photon is reflected with the probability of Fresnel, or goes on by Snell's law: along "
    "the boundary index times direction stays the same."
)
@pytest.mark.parametrize(("layer", "uz"), [(0, 0.6), (0, 0.05), (1, -0.6), (1, -0.4)])
def test_boundary_between_layers(layer, uz):
    n, along = (1.5, 1.365), np.sqrt(1.0 - uz**2)
    two = slab(1.0, 1.0, 0.9, n[0], 1.0)
    two = two._replace(edge=np.array([0.0, 0.5, 1.0]), n=np.array(n), mu_a=np.ones(2), mu_s=np.ones(2), g=np.zeros(2))
    before = photon.Photon(0.0, 0.0, 0.5, 0.6 * along, -0.8 * along, uz, 0.7, layer, photon.ALIVE)
    passed = np.empty(4_000)
    for number in range(passed.size):
        after, _ = photon.cross(before, two, np.uint64(photon.open_stream(8, number)))
        passed[number] = after.layer != layer
        bend = n[layer] / n[after.layer]
        assert (after.ux, after.uy) == pytest.approx((bend * before.ux, bend * before.uy), abs=1e-15)
        assert after.ux**2 + after.uy**2 + after.uz**2 == pytest.approx(1.0, abs=1e-14)
        assert (after.uz * uz > 0.0) == passed[number]
        assert after.weight == before.weight
    reflectance, _ = photon.fresnel(n[layer], n[1 - layer], abs(uz))
    error = np.sqrt(reflectance * (1.0 - reflectance) / passed.size)
    assert abs(1.0 - passed.mean() - reflectance) <= STANDARD_ERRORS * error


@pytest.mark.verifies("The roulette that ends faint photons keeps the mean weight, and books what it adds and takes.")
@pytest.mark.parametrize("weight", [0.02, 0.25])
def test_roulette_keeps_the_mean(weight):
    faint = photon.Photon(0.0, 0.0, 0.1, 0.0, 0.0, 1.0, weight, 0, photon.ALIVE)
    kept = np.empty(20_000)
    for number in range(kept.size):
        after, gain, _ = photon.roulette(faint, photon.ROULETTE_BELOW, np.uint64(photon.open_stream(9, number)))
        kept[number] = after.weight if after.state == photon.ALIVE else 0.0
        assert weight + gain == pytest.approx(kept[number], abs=1e-15)
    assert_within_error(kept, weight)


@pytest.mark.verifies(
    "Scattering follows Henyey and Greenstein [Henyey1941]: from any direction the mean cosine is g, the mean "
    "square cosine (1 + 2 g^2) / 3, and all azimuths are alike."
)
@pytest.mark.parametrize("g", [-0.5, 0.0, 1e-5, 0.75, 0.9])
@pytest.mark.parametrize("before", [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (0.36, -0.48, 0.8)], ids=str)
def test_scattering_angles(g, before):
    stream, after = photon.open_stream(6, 0), np.empty((40_000, 3))
    for row in after:
        *row[:], stream = photon.scatter(*before, g, np.uint64(stream))
    assert np.linalg.norm(after, axis=1) == pytest.approx(1.0, abs=1e-12)
    side = np.cross(before, (0.6, 0.8, 0.0))  # across the flight path
    cosine, aside = after @ before, after @ side / np.linalg.norm(side)
    assert_within_error(cosine, g)
    assert_within_error(cosine**2, (1.0 + 2.0 * g * g) / 3.0)
    assert_within_error(aside, 0.0)
    assert_within_error(aside**2, (1.0 - g * g) / 3.0)


def first_draws(seed: int, count: int) -> np.ndarray:
    """Return the first three numbers of the streams of the first `count` photons: (photon, draw)."""
    numbers = np.empty((count, 3))
    for number, row in enumerate(numbers):
        stream = photon.open_stream(seed, number)
        for k in range(3):
            stream, row[k] = photon.draw(np.uint64(stream))
    return numbers


def assert_even(counts: np.ndarray) -> None:
    assert_likely(stats.chisquare(counts.ravel()).pvalue)


@pytest.mark.verifies(
    "The streams of a hundred thousand photons are uniform, and neighbouring photons, successive draws and "
    "different seeds are independent in pairs [Steele2014]."
)
def test_random_streams():
    ours, others = first_draws(1, 100_000), first_draws(2, 100_000)
    for draws in (*ours.T, others[:, 0]):
        assert_even(np.histogram(draws, 1000, (0.0, 1.0))[0])
    neighbours = (ours[:-1, 0], ours[1:, 0])
    for one, other in (neighbours, ours[:, :2].T, ours[:, 1:].T, (ours[:, 0], others[:, 0])):
        assert abs(stats.pearsonr(one, other).statistic) < STANDARD_ERRORS / np.sqrt(one.size)
        assert_even(np.histogram2d(one, other, 30, [[0.0, 1.0]] * 2)[0])
    assert np.unique(np.concatenate([ours, others])).size == ours.size + others.size


@pytest.mark.verifies("One thread and two give the same light, bit for bit.")
def test_threads_change_nothing(monkeypatch):
    def tallies(threads: str) -> list[np.ndarray]:
        monkeypatch.setenv("PHOTOMEND_THREADS", threads)
        traced = pencil_response(SKIN, SKIN_DEPTHS, 30_000, seed=7)
        return [traced.absorbed, traced.reflected, traced.transmitted, traced.roulette]

    for one, two in zip(tallies("1"), tallies("2"), strict=True):
        assert (one == two).all()
