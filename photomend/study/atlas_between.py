"""Between treatments of the atlas: figures over the logarithm of a dial, in order wherever the treatments are.

A piecewise cubic that overshoots nowhere goes through the treatments in which a figure is not 0. Where a zone begins
between two neighbours, the line through its next two depths down to 0 tells about where:

    depth = (ln dial - ln threshold) / mu        light that falls off exponentially would have it so

Where neighbours differ by more than a third, as where zones of a lattice run together, both of them bound the figure.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

NEAR = 1e-9  # in the logarithm: the treatment itself
STEEP = 1.0 / 3.0  # of the larger neighbour


class Estimate(NamedTuple):
    """Figures between two neighbours, NaN where there is none; `low` and `high` differ where these bound a figure."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray


def neighbours(x: np.ndarray, at: float) -> tuple[int, int]:
    """Return the points of increasing `x` on both sides of `at`, one and the same where it is at a point.

    Example
    -------
    >>> neighbours(np.array([0.0, 1.0, 3.0]), 2.0), neighbours(np.array([0.0, 1.0, 3.0]), 1.0)
    ((1, 2), (1, 1))
    """
    nearest = int(np.argmin(np.abs(x - at)))
    if abs(x[nearest] - at) <= NEAR:
        return nearest, nearest
    low = int(np.clip(np.searchsorted(x, at) - 1, 0, len(x) - 2))
    return low, low + 1


def between(x: np.ndarray, y: np.ndarray, at: float, leads: np.ndarray) -> Estimate:
    """Return the figures at `at` from those at increasing `x`, (points, figures).

    `leads` has for each figure the one that decides where it begins: all sizes of a zone begin together.

    Example
    -------
    >>> x, y = np.log([1.0, 2.0, 4.0, 8.0]), np.array([[0.0], [0.0], [100.0], [200.0]])
    >>> [round(float(between(x, y, np.log(dial), np.array([0])).values[0]), 6) for dial in (1.5, 2.5, 8.0)]
    [0.0, 32.192809, 200.0]
    """
    low, high = neighbours(x, at)
    below, above = y[low], y[high]
    if low == high:
        return Estimate(below, below, below)
    values = np.where(np.isnan(below) | np.isnan(above), np.nan, 0.0)
    steady = (below != 0.0) & (above != 0.0) & ~np.isnan(values)
    values[steady] = _cubic(x, y[:, steady], at, low)
    for column in np.flatnonzero((below == 0.0) != (above == 0.0)):
        lead = leads[column] if (below[leads[column]] == 0.0) != (above[leads[column]] == 0.0) else column
        values[column] = (below[column] + above[column]) * _share_there(x, y[:, lead], at, low)
    steep = np.abs(above - below) > STEEP * np.maximum(np.abs(below), np.abs(above))
    ends = (np.where(steep, end(below, above), values) for end in (np.minimum, np.maximum))
    return Estimate(values, *ends)


def _cubic(x: np.ndarray, y: np.ndarray, at: float, place: int) -> np.ndarray:
    """Return columns at `at`, after point `place`, each from its own run of points that are not 0."""
    from scipy.interpolate import PchipInterpolator

    found = np.empty(y.shape[1])
    runs: dict[tuple[int, int], list[int]] = {}
    for column in range(y.shape[1]):
        runs.setdefault(_run(y[:, column], place), []).append(column)
    for (first, end), columns in runs.items():
        found[columns] = PchipInterpolator(x[first:end], y[first:end, columns])(at)
    return found


def _run(y: np.ndarray, place: int) -> tuple[int, int]:
    """Return the first point, and that after the last, of the run around `place` in which `y` is known and not 0."""
    gone = np.flatnonzero(np.isnan(y) | (y == 0.0))
    before, after = gone[gone < place], gone[gone > place]
    return (int(before[-1]) + 1 if before.size else 0), (int(after[0]) if after.size else len(y))


def _share_there(x: np.ndarray, y: np.ndarray, at: float, place: int) -> float:
    """Return what share of its neighbour's figure is there, by the line through the nearest two that are not 0."""
    gone, there, further = (place, place + 1, place + 2) if y[place] == 0.0 else (place + 1, place, place - 1)
    begins = x[gone]
    if 0 <= further < len(x) and abs(y[further]) > abs(y[there]):
        line = x[there] - y[there] * (x[further] - x[there]) / (y[further] - y[there])
        begins = max(begins, line) if gone < there else min(begins, line)
    return float(np.clip((at - begins) / (x[there] - begins), 0.0, 1.0))
