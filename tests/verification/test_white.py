"""White Monte Carlo: photons traced once answer for every absorption, with error bars of their own, or refuse."""

import numpy as np
import pytest
from scipy import stats

from photomend.description import BadInput
from photomend.heat import depth_edges
from photomend.light import media_of, pencil_response
from photomend.light.photon import Media
from photomend.light.transport import RING_COUNT, RING_SCALE_MM
from photomend.light.white import White, trace_white
from photomend.skin import Skin, lay_out
from photomend.spectrum import diffuse_reflectance, nodes_of, reflectance_spectrum, wavelengths

SIGNIFICANCE = 1e-4
STANDARD_ERRORS = 4.0
LAYERS = lay_out(Skin(), 1550.0)
SKIN, DEPTHS = media_of(LAYERS, 1.0), depth_edges(LAYERS, 0.02, LAYERS[-1].bottom)
RINGS = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2
REACH = np.searchsorted(RINGS, [0.0, 0.05, 0.15, 0.4])
BOUNDS = np.searchsorted(DEPTHS, [0.0, 0.1, 0.3, 0.8])


@pytest.fixture(scope="module")
def pale() -> White:
    """Return photons traced in skin that absorbs half."""
    return trace_white(SKIN._replace(mu_a=0.5 * SKIN.mu_a), RINGS, DEPTHS, 300_000, seed=1)


def by_region(traced) -> np.ndarray:
    """Return what four depths and what three radii absorb, and what leaves, by batch: (batch, value)."""
    deep = np.add.reduceat(traced.absorbed.sum(axis=2), BOUNDS, axis=1)
    wide = np.add.reduceat(traced.absorbed.sum(axis=1), REACH, axis=1)[:, 1:]
    return np.concatenate([deep, wide, traced.reflected[:, None], traced.transmitted[:, None]], axis=1)


def chance_that_equal(one: np.ndarray, other: np.ndarray) -> float:
    """Return the probability of so great a difference between independent (batch, value) sets (Hotelling)."""
    apart = one.mean(axis=0) - other.mean(axis=0)
    spread = np.cov(one.T) / one.shape[0] + np.cov(other.T) / other.shape[0]
    values, count = apart.size, one.shape[0] + other.shape[0] - 2
    square = apart @ np.linalg.solve(spread, apart)
    return float(stats.f.sf(square * (count - values + 1) / (values * count), values, count - values + 1))


@pytest.mark.verifies(
    "Photons traced once in pale skin give, at half to six times its absorption and with each layer changed by itself, "
    "the light that photons traced anew give: absorbed by depth and radius, reflected and transmitted, within the "
    "combined standard errors, neither wider nor narrower [Kienle1996] [Hayakawa2001]."
)
def test_reweighed_against_traced_anew(pale):
    rng = np.random.default_rng(5)
    factors = [np.full(5, 0.5), np.ones(5), np.full(5, 3.0), *np.exp(rng.uniform(np.log(0.5), np.log(2.0), (3, 5)))]
    chances = []
    for seed, factor in enumerate(factors):
        media = SKIN._replace(mu_a=factor * SKIN.mu_a)
        anew = pencil_response(media, DEPTHS, 300_000, seed=100 + seed)
        chances.append(chance_that_equal(by_region(pale.at(media.mu_a)), by_region(anew)))
    # The six share the photons of `pale`: no more than a bound on the smallest and the largest is certain.
    assert SIGNIFICANCE / len(chances) < min(chances)
    assert max(chances) < 1.0 - SIGNIFICANCE / len(chances)


@pytest.mark.verifies("Error bars of reweighed light are right: over 40 seeds the results scatter as they say.")
def test_error_bars_of_reweighed_light():
    mu_a = 2.0 * SKIN.mu_a
    found = [trace_white(SKIN, RINGS, SKIN.edge, 6_400, seed, every=0).reflected(mu_a) for seed in range(40)]
    scatter, told = np.var([one.value for one in found], ddof=1), np.mean([one.standard_error**2 for one in found])
    assert stats.chi2.ppf(1e-4, 39) < 39.0 * scatter / told < stats.chi2.ppf(1 - 1e-4, 39)


def test_what_leaves_is_the_same_alone(pale):
    whole, alone = pale.at(SKIN.mu_a), pale.reflected(SKIN.mu_a)
    share = whole.fractions["reflected"]
    assert (alone.value, alone.standard_error) == pytest.approx((share.value, share.standard_error), rel=1e-12)
    assert abs(whole.balance) < 1e-12


@pytest.mark.verifies("Recording one collision in four changes no mean: all and a fourth agree within their errors.")
def test_thinned_records_keep_the_mean():
    every, fourth = (trace_white(SKIN, RINGS, DEPTHS, 100_000, seed=3 + n, every=n) for n in (1, 4))
    chance = chance_that_equal(by_region(every.at(SKIN.mu_a)), by_region(fourth.at(SKIN.mu_a)))
    assert SIGNIFICANCE / 2 < chance < 1.0 - SIGNIFICANCE / 2


def test_degenerate_weights_are_refused():
    dark = trace_white(SKIN._replace(mu_a=20.0 * SKIN.mu_a), RINGS, DEPTHS, 3_000, seed=1)
    with pytest.raises(BadInput, match=r"carried by \d+ of \d+ photons .*trace more photons"):
        dark.at(0.05 * SKIN.mu_a)
    with pytest.raises(BadInput, match="recorded only what leaves"):
        trace_white(SKIN, RINGS, SKIN.edge, 640, seed=1, every=0).at(SKIN.mu_a)


def half_space(mu_a: float, mu_s: float) -> Media:
    one = np.ones(1)
    return Media(np.array([0.0, 60.0]), mu_a * one, mu_s * one, 0.0 * one, 1.5 * one, 1.0, 1.5)


@pytest.mark.verifies(
    "The reflectance of half spaces of index 1.5 depends on albedo alone: media of one albedo, whose scattering spans "
    "a factor of 1.3 between the nodes of a spectrum, reflect alike within 0.3 % and 4 standard errors."
)
def test_reflectance_between_nodes():
    media = [half_space(0.05 * mu_s, mu_s) for mu_s in np.geomspace(1.0, 1.3, 7)]
    value, error = diffuse_reflectance(media, 400_000, seed=1)
    assert np.abs(value / value[0] - 1.0).max() < 3e-3 + STANDARD_ERRORS * error.max() / value[0]
    place, nodes = nodes_of(media)
    assert len(nodes) == 3
    assert place == pytest.approx(np.linspace(0.0, 2.0, 7))


@pytest.mark.verifies(
    "The spectrum of skin in one call equals, at single wavelengths from 420 to 2200 nm, the reflectance of photons "
    "traced for each of them, within the combined standard errors and 0.3 % of interpolation."
)
def test_spectrum_against_single_wavelengths():
    found = reflectance_spectrum(Skin(phototype="II"), wavelengths(20.0), photons=25_600, intervals=False)
    for nm in (420.0, 560.0, 760.0, 1060.0, 1320.0, 1560.0, 1920.0, 2200.0):
        k = int(np.flatnonzero(found.wavelength_nm == nm)[0])
        media = media_of(found.layers[k], 1.0)
        alone = pencil_response(media, media.edge, 40_000, seed=9).fractions["reflected"]
        error = np.hypot(alone.standard_error, found.standard_error[k])
        assert abs(found.diffuse[k] - alone.value) < STANDARD_ERRORS * error + 3e-3 * alone.value


def test_spectrum_holds_its_ranges():
    found = reflectance_spectrum(Skin(), [500.0, 800.0, 1550.0], photons=6_400)
    assert (found.low < found.diffuse).all()
    assert (found.high > found.diffuse).all()
    tight = reflectance_spectrum(Skin(), [500.0, 800.0, 1550.0], photons=6_400, intervals=False)
    assert (tight.high - tight.low < found.high - found.low).all()
    data = found.dataset()
    assert set(data.dims) == {"wavelength", "layer"}
    assert all("units" in data[name].attrs for name in data.data_vars)


@pytest.mark.parametrize("asked", [[], [379.0], [2501.0], [[500.0]]])
def test_spectrum_refuses_wavelengths_outside(asked):
    with pytest.raises(BadInput, match="nm"):
        reflectance_spectrum(Skin(), asked)
