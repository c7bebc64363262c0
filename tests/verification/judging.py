"""How verifications judge Monte Carlo values: by the standard errors of their own batches, and from both sides."""

import numpy as np
from scipy import stats

from photomend.light.photon import Media

SIGNIFICANCE = 1e-4
STANDARD_ERRORS = 4.0


def slab(mu_a: float, mu_s: float, g: float, n: float, thickness: float, n_below: float = 1.0) -> Media:
    one = np.ones(1)
    return Media(np.array([0.0, thickness]), mu_a * one, mu_s * one, g * one, n * one, 1.0, n_below)


def standard_error(batches: np.ndarray) -> np.ndarray:
    """Return the standard error of the mean of (batch, ...)."""
    return batches.std(axis=0, ddof=1) / np.sqrt(batches.shape[0])


def chance_of(batches: np.ndarray, exact: np.ndarray) -> float:
    """Return the probability that the mean of (batch, value) lies further from `exact` than it does (Hotelling)."""
    count, values = batches.shape
    away = batches.mean(axis=0) - exact
    square = away @ np.linalg.solve(np.atleast_2d(np.cov(batches.T)) / count, away)
    return float(stats.f.sf(square * (count - values) / (values * (count - 1)), values, count - values))


def normal_scores(batches: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Return how far the means of (batch, value) lie from `exact`, as standard normal numbers.

    Divided by a standard error of so many batches a deviation has Student's distribution; it is moved to the normal
    number of the same probability.
    """
    away = (batches.mean(axis=0) - exact) / standard_error(batches)
    return stats.norm.ppf(stats.t.cdf(away, batches.shape[0] - 1))


def assert_likely(chance: float) -> None:
    assert SIGNIFICANCE / 2 < chance < 1.0 - SIGNIFICANCE / 2


def assert_right_chances(chances: list[float]) -> None:
    """Judge independent chances together (Fisher): with the right error bars each is uniform."""
    assert_likely(stats.chi2.sf(-2.0 * np.log(chances).sum(), 2 * len(chances)))


def assert_normal(scores: np.ndarray) -> None:
    """Judge independent deviations over their standard errors: they have mean 0 and variance 1."""
    assert_likely(stats.chi2.sf((scores**2).sum(), scores.size))
    assert_likely(stats.norm.sf(scores.mean() * np.sqrt(scores.size)))


def assert_within_error(batches: np.ndarray, exact: float) -> None:
    error = standard_error(batches)
    assert error > 0.0
    assert abs(batches.mean() - exact) < STANDARD_ERRORS * error
