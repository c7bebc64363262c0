"""Pigment response: when darkening shows and when it is gone, given that it happens. Its chance is not told here.

The response told of non-ablative treatment is hyperpigmentation, darker skin; lasting lighter skin was not reported.
Of those affected, darkening shows after a log-normal time and is gone after another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from photomend.healing.debris import passed
from photomend.healing.draws import BANDS, people

if TYPE_CHECKING:
    import xarray

DIRECTION = "hyperpigmentation"
ONSETS = 40  # equally likely ones, over which the second time is averaged


def pigment_course(day: np.ndarray) -> xarray.DataArray:
    """Return the share of those affected whose skin is darker on each day: (day, band), bands of 10, 50 and 90 %.

    share(t) = P(onset < t) - P(onset + lasting < t). The parameters rest on five affected sessions, treated with
    bleaching cream [Clark2013], and on custom.

    Example
    -------
    >>> course = pigment_course(np.array([0.0, 21.0, 365.0]))
    >>> bool(course.sel(day=21.0, band=0.5) > 0.3), bool(course.sel(day=365.0, band=0.9) < 0.1)
    (True, True)
    """
    import xarray

    days = np.asarray(day, dtype=float)
    share = np.quantile(shown(days, people()), BANDS, axis=0)
    coordinates = {"day": ("day", days, {"units": "day"}), "band": ("band", list(BANDS), {"units": "1"})}
    return xarray.DataArray(share.T, dims=("day", "band"), coords=coordinates, attrs={"units": "1"})


def shown(day: np.ndarray, drawn: dict[str, np.ndarray]) -> np.ndarray:
    """Return the share of those affected who show it on each day, one row per person drawn."""
    total = np.zeros(np.broadcast_shapes(day.shape, drawn["pigment.onset_days"].shape))
    for quantile in (np.arange(ONSETS) + 0.5) / ONSETS:
        onset = drawn["pigment.onset_days"] * np.exp(drawn["pigment.onset_spread_ratio"] * ndtri(quantile))
        since = np.maximum(0.0, day - onset)
        gone = passed(since, drawn["pigment.lasting_days"], drawn["pigment.lasting_spread_ratio"])
        total += np.where(day > onset, 1.0 - gone, 0.0)
    return total / ONSETS
