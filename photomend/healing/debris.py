"""Debris: dead epidermis rises into the horny layer, darkens it, and is shed with it.

Of what died, the share risen by day t is Phi(ln(t / t_risen) / sigma), the share shed Phi(ln(t / t_shed) / sigma): two
log-normal times of one spread, so that no more is ever shed than has risen. What lies in the horny layer between the
two bronzes the skin; the rate of shedding is its dryness.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from photomend.healing.draws import Drawn, Injury


def passed(day: np.ndarray, median: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return the share of log-normal times that are over at `day`; none at day 0.

    Example
    -------
    >>> passed(np.array([0.0, 3.0, 4.58, 7.0]), 4.58, 0.33).round(2).tolist()
    [0.0, 0.1, 0.5, 0.9]
    """
    with np.errstate(divide="ignore"):
        return ndtr(np.log(day / median) / sigma)


def passing_rate(day: np.ndarray, median: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """Return the rate at which log-normal times end, over its own highest: 1 at median exp(-sigma^2).

    Example
    -------
    >>> passing_rate(np.array([0.0, 4.58 * np.exp(-(0.33**2))]), 4.58, 0.33).round(6).tolist()
    [0.0, 1.0]
    """
    with np.errstate(divide="ignore"):
        u = np.log(day / median) / sigma
    return np.exp(-0.5 * (u + sigma) ** 2)


def debris_left(day: np.ndarray, closed: np.ndarray, drawn: Drawn) -> np.ndarray:
    """Return the share of the dead epidermis still in the skin: shed no sooner than new epidermis lies below it."""
    return 1.0 - closed * passed(day, drawn["debris.shed_days"], drawn["debris.spread_ratio"])


def bronzing(day: np.ndarray, injury: Injury, melanosomes: float, drawn: Drawn) -> np.ndarray:
    """Return the darkening by debris in the horny layer, 0 to 1 the darkest possible: its melanin decides.

    1 - exp(-strength x dead and not removed share of the area x melanosome fraction), while it is there.
    """
    sigma = drawn["debris.spread_ratio"]
    there = passed(day, drawn["debris.risen_days"], sigma) - passed(day, drawn["debris.shed_days"], sigma)
    kept = np.maximum(0.0, injury.epidermal_coverage - injury.removed_coverage)
    return there * -np.expm1(-drawn["bronzing.strength_factor"] * kept * melanosomes)


def dryness(day: np.ndarray, injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return dryness and flaking, 0 to 1 the strongest possible: the rate of shedding, saturating in what died."""
    share = injury.epidermal_coverage
    strength = share / (share + drawn["dryness.half_coverage_share"])
    return strength * passing_rate(day, drawn["debris.shed_days"], drawn["debris.spread_ratio"])
