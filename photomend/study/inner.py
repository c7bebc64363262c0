"""The inner model: what full evaluations so far say about the settings between them, for a thousandth of their cost.

Every figure is a smooth function of the dials, spread as splines through all evaluations,

    f(x) = sum_i w_i phi(|x - x_i|) + polynomial(x),     phi(r) = r^2 ln r

in coordinates in which physics makes it nearly straight: -ln(1 - share) = density x area is a product, so its logarithm
is a sum over the logarithms of the dials; the warmth of the bulk is linear in density and energy themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import RBFInterpolator
from scipy.optimize import differential_evolution

from photomend.study.aims import AIMS, Aims
from photomend.study.dials import Space

SMALLEST_SHARE = 1e-6
REFUSED = 1e6  # excess of settings nearest to some that were refused
LIMIT_WEIGHT = 1e3  # a step beyond a limit outweighs any miss worth having
SPARE = 0.05  # of the tolerance over the whole spread: of near equals the gentler is sought
GENERATIONS = 60
MEMBERS_PER_DIAL = 12

Prediction = dict[str, np.ndarray]
Score = Callable[[Prediction], np.ndarray]


@dataclass(frozen=True)
class Inner:
    """Splines through the evaluations of one space; `refused` are rows that could not be evaluated."""

    space: Space
    rows: np.ndarray
    refused: np.ndarray
    splines: Mapping[str, RBFInterpolator]

    def at(self, rows: np.ndarray) -> Prediction:
        """Return what every figure would be at rows of settings."""
        shares = {by_ratio: self.space.coordinates(rows, by_ratio) for by_ratio in (True, False)}
        return {name: _back(name, spline(shares[AIMS[name].kind != "bulk"])) for name, spline in self.splines.items()}

    def refusal(self, rows: np.ndarray) -> np.ndarray:
        """Return which rows lie nearer to refused settings than to any that could be evaluated."""
        if not len(self.refused):
            return np.zeros(len(rows), dtype=bool)
        here = self.space.coordinates(rows, True)
        known, refused = (self.space.coordinates(points, True) for points in (self.rows, self.refused))
        return np.asarray(_nearest(here, refused) < _nearest(here, known))

    def minimise(self, score: Score, start: Sequence[float] | np.ndarray, seed: int) -> np.ndarray:
        """Return the row of settings at which `score` is least, by differential evolution from `start`."""
        ranges = self.space.ranges

        def cost(columns: np.ndarray) -> np.ndarray:
            rows = np.atleast_2d(columns.T)
            return np.asarray(score(self.at(rows)) + REFUSED * self.refusal(rows))

        found = differential_evolution(
            cost,
            [(one.low, one.high) for one in ranges],
            integrality=[one.whole for one in ranges],
            x0=np.clip(start, [one.low for one in ranges], [one.high for one in ranges]),
            maxiter=GENERATIONS,
            popsize=MEMBERS_PER_DIAL,
            tol=1e-8,
            rng=np.random.default_rng(seed),
            vectorized=True,
            updating="deferred",
            polish=False,
        )
        return np.asarray(found.x)


def fit(space: Space, rows: np.ndarray, figures: Mapping[str, np.ndarray], refused: np.ndarray) -> Inner:
    """Return the inner model through evaluated rows; `figures` has a column of values by quantity."""
    splines = {
        name: _spline(name, space.coordinates(rows, AIMS[name].kind != "bulk"), figures[name]) for name in figures
    }
    return Inner(space, rows, refused, splines)


def score_of(aims: Aims, margin: Mapping[str, float], spread: tuple[float, float]) -> Score:
    """Return the miss, limits kept before all; of equals the one with less of what the miss is weighed against.

    `spread` are the least and the most of that among the evaluations.
    """
    low, wide = spread[0], max(spread[1] - spread[0], 1e-9)

    def score(predicted: Prediction) -> np.ndarray:
        spare = SPARE * (predicted[aims.against] - low) / wide
        return aims.miss(predicted) + LIMIT_WEIGHT * aims.excess(predicted, margin) + spare

    return score


def _spline(name: str, shares: np.ndarray, values: np.ndarray) -> RBFInterpolator:
    return RBFInterpolator(shares, _straight(name, values), kernel="thin_plate_spline", degree=_degree(shares))


def _degree(shares: np.ndarray) -> int:
    """Return the highest degree of polynomial that the rows determine with some to spare."""
    count, dials = shares.shape
    square = [shares[:, [one]] * shares[:, one:] for one in range(dials)]
    for degree, terms in (
        (2, np.hstack([np.ones((count, 1)), shares, *square])),
        (1, np.column_stack([np.ones(count), shares])),
    ):
        if count >= 1.3 * terms.shape[1] and np.linalg.matrix_rank(terms, tol=1e-6) == terms.shape[1]:
            return degree
    raise ValueError("too few evaluations to spread a model between them")


def _straight(name: str, values: np.ndarray) -> np.ndarray:
    """Return values as they are nearly straight in the dials."""
    if AIMS[name].kind == "product":
        return np.log(values)
    if AIMS[name].kind != "share":
        return values
    return np.log(-np.log1p(-np.clip(values, SMALLEST_SHARE, 1.0 - SMALLEST_SHARE)))


def _back(name: str, straight: np.ndarray) -> np.ndarray:
    if AIMS[name].kind == "product":
        return np.exp(straight)
    if AIMS[name].kind != "share":
        return np.maximum(straight, 0.0) if AIMS[name].kind == "size" else straight
    return -np.expm1(-np.exp(np.minimum(straight, 5.0)))


def _nearest(here: np.ndarray, points: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(here[:, None, :] - points[None, :, :], axis=2).min(axis=1))
