"""Remodelling of the dermis over months: the stimulus of injury fades, procollagen is made and becomes collagen.

    stimulus' = -stimulus / t_s,   procollagen' = stimulus / t_s - procollagen / t_m,   collagen' = procollagen / t_m

The share of the final collagen is the response of two stages to a step. Only shares are told: how much collagen there
is in the end, and whether it is denser, is in dispute.
"""

from __future__ import annotations

import numpy as np

from photomend.healing.draws import Drawn
from photomend.healing.inflammation import step_response

HALVINGS = 40


def collagen_share(day: np.ndarray, drawn: Drawn) -> np.ndarray:
    """Return the share of the final new collagen that is there at `day`: 0 at the start, never falling."""
    return step_response(day, drawn["remodelling.stimulus_days"], drawn["remodelling.maturation_days"])


def procollagen(day: np.ndarray, drawn: Drawn) -> np.ndarray:
    """Return procollagen as a share of the final collagen: what was made so far less what has matured."""
    made = -np.expm1(-day / drawn["remodelling.stimulus_days"])
    return made - collagen_share(day, drawn)


def half_days(drawn: Drawn) -> np.ndarray:
    """Return the day on which half of the final collagen is there, by halving."""
    low = np.zeros_like(drawn["remodelling.stimulus_days"])
    high = 4.0 * (drawn["remodelling.stimulus_days"] + drawn["remodelling.maturation_days"])
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        less = collagen_share(middle, drawn) < 0.5
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return high
