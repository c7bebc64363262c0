"""Slabs and stacks of layers against tables, exact functions, adding-doubling, reciprocity and the true beam.

The oracle comes first: adding-doubling is held to printed tables, to exact functions and to iadpython. Every Monte
Carlo value is then judged by the standard error of its own batches, and sets of them from both sides: deviations much
smaller than their error bars are as wrong as ones much larger.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import iadpython
import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import expit, logit

from photomend.light import Beam, convolve, pencil_response
from photomend.light.collimated import lost_between, normal_reflectance, solve_collimated
from photomend.light.photon import Media
from tests.verification import adding_doubling
from tests.verification.drivers import BATCHES, from_cone, in_air, score_beams
from tests.verification.judging import (
    STANDARD_ERRORS,
    assert_likely,
    assert_normal,
    assert_right_chances,
    assert_within_error,
    chance_of,
    normal_scores,
    slab,
    standard_error,
)

PHOTONS = 102_400
FEWEST = 300  # scattered photons expected behind a value, for its batches to be judged
DEEP = 99.0  # mean free paths below which nothing is left in half a space


def stack(mu_a, mu_s, g, n, edge, n_above: float = 1.0, n_below: float = 1.0) -> Media:
    """Return layers from the surface down; numbers hold for all of them."""
    count = len(edge) - 1
    layers = (np.broadcast_to(np.asarray(values, dtype=float), count).copy() for values in (mu_a, mu_s, g, n))
    return Media(np.array(edge, dtype=float), *layers, n_above, n_below)


TABLES = {
    "van de Hulst": (slab(1.0, 9.0, 0.75, 1.0, 0.2), 8_000_000, (0.09739, 0.66096), 5e-6),
    "DISORT 3a": (slab(0.0, 1.0, 0.75, 1.0, 1.0), 12_000_000, (0.07874, 0.92126), 5e-6),
    "DISORT 3b": (slab(0.0, 1.0, 0.75, 1.0, 8.0), 2_000_000, (0.50642, 0.49358), 1e-5),
    "Giovanelli": (slab(1.0, 9.0, 0.0, 1.5, np.inf, n_below=1.5), 2_000_000, (0.2600, 0.0), 1e-4),
}


@pytest.mark.verifies(
    "Slabs with matched indices, g 0.75, reflect and transmit what tables say: 9.739 % and 66.096 % at albedo 0.9 and "
    "optical thickness 2 [vandeHulst1980]; without absorption 7.874 % and 92.126 % at thickness 1, 50.642 % and "
    "49.358 % at 8 (test 3 of DISORT [Stamnes1988]). Half a space of index 1.5 under air (albedo 0.9, isotropic) "
    "reflects 26.00 %, the specular part included [Giovanelli1955]. Standard errors are below 0.1 % of each."
)
@pytest.mark.parametrize("name", TABLES)
def test_photons_against_tables(name):
    media, photons, table, _ = TABLES[name]
    traced = pencil_response(media, np.array([0.0, min(media.edge[1], DEEP)]), photons, seed=1)
    for batches, printed in zip((traced.specular + traced.reflected, traced.transmitted), table, strict=True):
        if printed > 0.0:
            assert standard_error(batches) < 1e-3 * printed
            assert_within_error(batches, printed)


@pytest.mark.verifies(
    "The adding-doubling that judges the photons gives the reflectances and transmittances of these tables, to "
    "the digits printed (Giovanelli's 0.2600 is 0.25992), and to all five digits the angular ones of van de Hulst's "
    "Table 12 (isotropic, albedo 0.8, thickness 2) [vandeHulst1980]."
)
def test_adding_doubling_against_tables():
    for media, _, printed, digits in TABLES.values():
        assert adding_doubling.shares(media)[:2] == pytest.approx(printed, abs=digits)
    media, cosines = slab(0.2, 0.8, 0.0, 1.0, 2.0), [1.0, 0.9, 0.7, 0.5, 0.3, 0.1]
    by = adding_doubling.channels(media, 48)
    whole = adding_doubling.solve(media, by)
    cosine = np.sqrt(1.0 - by.s[1:] ** 2)
    for shares, printed in (
        (whole.R_above[1:, 1:], [0.28616, 0.30277, 0.34188, 0.39102, 0.45353, 0.53214]),
        (whole.T_above[1:, 1:] - np.diag(np.exp(-2.0 / cosine)), [0.14864, 0.14731, 0.13963, None, 0.09425, 0.06601]),
    ):
        from_half = CubicSpline(cosine, CubicSpline(cosine, shares / (2.0 * by.width[1:, None]))(0.5))
        for mu, value in zip(cosines, printed, strict=True):
            assert value is None or from_half(mu) == pytest.approx(value, abs=6e-6)


def chandrasekhar(albedo: float) -> tuple[Callable[[np.ndarray], np.ndarray], np.ndarray, np.ndarray]:
    """Return H of isotropic scattering, and a quadrature of the cosine that is fine where H is steep."""
    node, weight = np.polynomial.legendre.leggauss(80)
    t = 0.5 * (1.0 + node)
    mu, d_mu = t**2, t * weight
    values = np.ones_like(mu)

    def H(cosine: np.ndarray) -> np.ndarray:
        spread = mu * values * d_mu / (np.asarray(cosine)[..., None] + mu)
        return 1.0 / (math.sqrt(1.0 - albedo) + 0.5 * albedo * spread.sum(axis=-1))

    for _ in range(400):
        values = H(mu)
    return H, t, 0.5 * weight


def leaving_half_space(albedo: float, low: float, high: float) -> float:
    """Return the share of light at normal incidence that leaves an isotropic half space between two cosines."""
    H, t, dt = chandrasekhar(albedo)
    mu = low + (high - low) * t**2
    return float((0.5 * albedo * H(1.0) * H(mu) * mu / (1.0 + mu) * (high - low) * 2.0 * t * dt).sum())


ALBEDOS = (0.2, 0.5, 0.8, 0.9, 0.99, 0.999)
CONES = np.array([0.0, 0.35, 0.6, 0.8, 1.0])  # cosines that part the directions of light outside


@pytest.mark.verifies(
    "Half a space with a matched index and isotropic scattering, albedo 0.2 to 0.999, reflects what Chandrasekhar's "
    "H function says, 1 - H(1) sqrt(1 - albedo) at normal incidence, and into each of four cones the share that it "
    "says [Chandrasekhar1960]; adding-doubling gives the same reflectance to 1e-7."
)
def test_half_spaces_against_the_h_function():
    chances = []
    for number, albedo in enumerate(ALBEDOS):
        media = slab(1.0 - albedo, albedo, 0.0, 1.0, np.inf)
        exact = 1.0 - math.sqrt(1.0 - albedo) * float(chandrasekhar(albedo)[0](1.0))
        cones = np.array([leaving_half_space(albedo, *cone) for cone in pairwise(CONES)])
        assert cones.sum() == pytest.approx(exact, abs=1e-8)
        assert adding_doubling.shares(media)[0] == pytest.approx(exact, abs=1e-7)
        traced = pencil_response(media, np.array([0.0, DEEP]), 256_000, seed=10 + number)
        chances.append(chance_of((traced.specular + traced.reflected)[:, None], exact))
        chances.append(chance_of(from_cone(media, 1.0, 1.0, CONES, 128_000, seed=20 + number)[0], cones))
    assert_right_chances(chances)


def random_slabs(count: int) -> list[Media]:
    """Return slabs in air, each cut somewhere into two layers; the thickest are half spaces."""
    draws = np.random.default_rng(1993)
    found = []
    for _ in range(count):
        albedo, g = expit(draws.uniform(logit(0.01), logit(0.999))), draws.uniform(0.0, 0.9)
        n = draws.choice([1.0, draws.uniform(1.0, 1.6)], p=[0.25, 0.75])
        thickness, cut = 10.0 ** draws.uniform(np.log10(0.05), 2.0), draws.uniform(0.2, 0.8)
        half_space = thickness > 30.0
        edge = [0.0, cut * min(thickness, 1.0), np.inf if half_space else thickness]
        found.append(stack(1.0 - albedo, albedo, g, n, edge, n_below=n if half_space else 1.0))
    return found


SLABS = random_slabs(200)


def random_stacks(count: int) -> list[Media]:
    """Return stacks of two or three different layers, half of them of one index, in air, in contact or under gel."""
    draws = np.random.default_rng(2026)
    found = []
    for number in range(count):
        layers = draws.integers(2, 4)
        albedo, g = expit(draws.uniform(logit(0.1), logit(0.999), layers)), draws.uniform(0.0, 0.9, layers)
        mu_t = draws.uniform(1.0, 20.0, layers)
        n = draws.uniform(1.3, 1.5, layers) if number % 2 else np.full(layers, draws.choice([1.0, 1.4]))
        edge = np.concatenate([[0.0], np.cumsum(10.0 ** draws.uniform(-1.0, 0.5, layers) / mu_t)])
        above, below = draws.choice([1.0, 1.36, n[0]]), draws.choice([1.0, 1.5, n[-1]])
        found.append(stack((1.0 - albedo) * mu_t, albedo * mu_t, g, n, edge, above, below))
    return found


STACKS = random_stacks(40)


def judged(media: Media, seed: int, points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return shares by (batch, value), the exact ones, which have photons enough to be judged; what roulette adds.

    The shares are reflected and transmitted light and what each layer absorbs but the last one, which the others
    determine. `points` of the quadrature are enough: what they leave is 0.06 standard errors in the worst slab.
    """
    edge = np.minimum(media.edge, media.edge[-2] + DEEP)
    traced = pencil_response(media, edge, PHOTONS, seed)
    values = [
        traced.specular + traced.reflected,
        traced.transmitted,
        *traced.absorbed.sum(axis=2).T + traced.on_axis[:, None],
    ]
    light = solve_collimated(media)
    straight = [light.specular + light.reflected, light.transmitted, *traced.on_axis]
    scattered = lost_between(media, light, edge).sum() - traced.on_axis.sum()
    exact = adding_doubling.shares(media, points)
    enough = (exact - straight) * PHOTONS > FEWEST * scattered
    return np.array(values).T[:, :-1], exact[:-1], enough[:-1], traced.roulette


@pytest.mark.verifies(
    "Two hundred random slabs in air or matched, of anisotropy 0 to 0.9, index 1 to 1.6, albedo 0.01 to 0.999 and "
    "optical thickness 0.05 to infinity, reflect, transmit and absorb in their upper part what adding-doubling "
    "[Prahl1993] gives: deviations over standard errors have mean 0 and variance 1 by chi-square, from both sides. The "
    "roulette adds and takes nothing on the mean."
)
def test_random_slabs_against_adding_doubling():
    scores: list[list[float]] = [[], [], []]
    chances, gain = [], np.zeros(BATCHES)
    for number, media in enumerate(SLABS):
        batches, exact, enough, added = judged(media, seed=100 + number, points=24)
        gain += added
        chances.append(chance_of(batches[:, enough], exact[enough]))
        for k in np.flatnonzero(enough):
            scores[k].append(normal_scores(batches[:, k], exact[k]))
    for of_one in scores:
        assert len(of_one) >= 150
        assert_normal(np.array(of_one))
    assert_right_chances(chances)
    assert_within_error(gain, 0.0)


@pytest.mark.verifies(
    "Forty random stacks of two or three layers, different in absorption, scattering and anisotropy, half of them in "
    "index too, with matched and mismatched indices above and below, reflect, transmit and absorb in each layer what "
    "adding-doubling [Prahl1993] gives: deviations are distributed as their standard errors say, from both sides."
)
def test_random_stacks_against_adding_doubling():
    chances = []
    for number, media in enumerate(STACKS):
        batches, exact, enough, _ = judged(media, seed=400 + number, points=16)
        chances.append(chance_of(batches[:, enough], exact[enough]))
    assert_right_chances(chances)


def by_iadpython(media: Media, points: int) -> np.ndarray:
    """Return reflectance and transmittance of layers of one index in air."""
    sample = iadpython.Sample(n=media.n[0], quad_pts=points)
    whole = iadpython.boundary_matrices(sample, top=True)
    mu_t = media.mu_a + media.mu_s
    thickness = np.minimum(mu_t * np.diff(media.edge), 1e7)
    for sample.a, sample.b, sample.g in zip(media.mu_s / mu_t, thickness, media.g, strict=True):
        R, T = iadpython.simple_layer_matrices(sample)
        whole = iadpython.add_layers(sample, *whole, R, R, T, T)
    whole = iadpython.add_layers(sample, *whole, *iadpython.boundary_matrices(sample, top=False))
    return np.array(sample.UX1_and_UXU(whole[0], whole[2])[:2])


@pytest.mark.verifies(
    "The adding-doubling that judges the photons agrees with iadpython [Prahl1993], which is independent of it: on "
    "every second slab and every stack of one index within 1e-5 and twice what iadpython itself changes from 16 "
    "to 24 directions, and on a scattering layer between plates of other indices within 2e-5."
)
def test_adding_doubling_against_iadpython():
    stacks = [media._replace(n_above=1.0, n_below=1.0) for media in STACKS if np.ptp(media.n) == 0.0]
    for media in [*SLABS[::2], *stacks]:
        coarse, fine = by_iadpython(media, 16), by_iadpython(media, 24)
        ours = adding_doubling.shares(media, 24)[:2]
        assert np.abs(ours - fine).max() < 2.0 * np.abs(fine - coarse).max() + 1e-5
    for n, above, below in ((1.36, 1.5, 1.5), (1.4, 1.5, 1.0), (1.3, 1.0, 1.6)):
        edge = np.array([0.0, 0.1, 1.1, 1.2])
        plates = stack([0.0, 0.2, 0.0], [0.0, 1.8, 0.0], [0.0, 0.8, 0.0], [above, n, below], edge)
        sample = iadpython.Sample(a=0.9, b=2.0, g=0.8, n=n, n_above=above, n_below=below, quad_pts=32)
        assert adding_doubling.shares(plates, 24)[:2] == pytest.approx(np.array(sample.rt()[:2]), abs=2e-5)


def turned(media: Media) -> Media:
    """Return the layers upside down."""
    layers = (values[::-1].copy() for values in (media.mu_a, media.mu_s, media.g, media.n))
    return Media(media.edge[-1] - media.edge[::-1], *layers, media.n_below, media.n_above)


DIRECTED = {
    "matched": stack([0.5, 0.1], [2.0, 4.0], [0.6, 0.0], 1.0, [0.0, 0.5, 1.0]),
    "one index": stack([0.5, 0.1], [2.0, 4.0], [0.6, 0.0], 1.4, [0.0, 0.5, 1.0]),
    "three indices": stack([0.4, 0.1, 1.0], [3.0, 9.0, 2.0], [0.8, 0.85, 0.3], [1.5, 1.33, 1.44], [0.0, 0.3, 0.6, 0.8]),
}


ETENDUE = np.diff(CONES**2)


def between_cones(media: Media, seed: int) -> np.ndarray:
    """Return what passes from cone to cone, reflected and transmitted: (batch, way, cone in, cone out), per etendue."""
    shares = [from_cone(media, *cone, CONES, 384_000, seed + k) for k, cone in enumerate(pairwise(CONES))]
    return np.moveaxis(np.array(shares), 0, 2).swapaxes(0, 1) * ETENDUE[:, None]


@pytest.mark.verifies(
    "Light is reciprocal: of an even radiance from one cone of directions a stack of layers sends as much into another "
    "cone, per etendue, as from there into the first: reflected, or transmitted with the stack turned upside down, for "
    "matched and mismatched indices [Chandrasekhar1960]. And it sends what adding-doubling does from cone to cone."
)
@pytest.mark.parametrize("name", DIRECTED)
def test_directions_are_reciprocal(name):
    media = DIRECTED[name]
    there, back = between_cones(media, seed=60), between_cones(turned(media), seed=70)
    R, T, T_back = there[:, 0], there[:, 1], back[:, 1]
    one, other = np.triu_indices(ETENDUE.size, 1)
    away = [R[:, one, other] - R[:, other, one], (T - T_back.swapaxes(1, 2)).reshape(BATCHES, -1)]
    assert_likely(chance_of(np.concatenate(away, axis=1), np.zeros(one.size + ETENDUE.size**2)))

    layers = in_air(media)
    by = adding_doubling.channels(layers, 12, np.sqrt(1.0 - CONES**2))
    whole = adding_doubling.solve(layers, by)
    cosine = np.sqrt(np.maximum(0.0, 1.0 - by.s**2)) * (by.width > 0.0)
    cones = [np.flatnonzero((cosine > low) & (cosine < high)) for low, high in pairwise(CONES)]
    exact = [
        2.0 * (shares[np.ix_(leaving, coming)] @ by.width[coming]).sum()
        for shares in (whole.R_above, whole.T_above)
        for coming in cones
        for leaving in cones
    ]
    assert_likely(chance_of(there.reshape(BATCHES, -1), np.array(exact)))


THREE_LAYERS = stack([0.65, 0.7, 0.15], [12.0, 10.0, 8.0], [0.8, 0.85, 0.85], 1.4, [0.0, 0.1, 2.1, np.inf], n_below=1.4)
DEPTHS = np.array([0.0, 0.05, 0.1, 0.2, 0.4, 0.6, 2.1, 10.0])
CIRCLES = np.array([0.0, 0.06, 0.15])
REGIONS = {"A": (1, 0), "B": (3, 0), "C": (4, 1)}  # row of depth, ring
BEAMS = (Beam("gaussian", 0.06), Beam("top-hat", 0.06))


@pytest.mark.verifies(
    "The pencil convolved with a beam of 120 um, Gaussian or top hat, absorbs what the beam does itself, within 0.2 %, "
    "in layers of skin, at depths of 50 to 100 and 200 to 400 um within 60 um of the axis and of 400 to 600 um between "
    "60 and 150 um: the same photons, scored both ways, leave that difference an error below 0.07 % [Wang1997]."
)
def test_convolved_pencil_against_displaced_photons():
    traced = pencil_response(THREE_LAYERS, DEPTHS, 1_000_000, seed=80)
    entering, rows = 1.0 - normal_reflectance(1.0, 1.4), np.array([row for row, _ in REGIONS.values()])
    pencil, axis, true = score_beams(
        THREE_LAYERS, entering, traced.ring_edge, DEPTHS, CIRCLES, rows, BEAMS[0].radius, 384_000, seed=81
    )
    ours = [replace(traced, absorbed=batch[None]) for batch in traced.absorbed]
    same = [replace(traced, absorbed=batch[None], on_axis=part) for batch, part in zip(pencil, axis, strict=True)]
    for number, beam in enumerate(BEAMS):
        engine, moved = (np.array([convolve(one, beam, CIRCLES) for one in batches]) for batches in (ours, same))
        for k, (row, ring) in enumerate(REGIONS.values()):
            beam_itself = true[:, number, k, ring]
            off = (moved[:, row, ring] - beam_itself) / beam_itself.mean()
            assert standard_error(off) < 0.07e-2
            assert abs(off.mean()) < 0.2e-2
            apart = engine[:, row, ring].mean() - beam_itself.mean()
            assert abs(apart) < STANDARD_ERRORS * np.hypot(
                standard_error(engine[:, row, ring]), standard_error(beam_itself)
            )
