"""Choices that no other choice beats: the Pareto set of misses and of what they are weighed against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def non_dominated(points: Sequence[Sequence[float]]) -> list[int]:
    """Return the places of points that no other beats: none is as low in every coordinate and lower in one.

    Of equal points the first is kept. Places are ordered by the first coordinate.

    Example
    -------
    >>> non_dominated([(0.0, 5.0), (1.0, 1.0), (2.0, 2.0), (1.0, 1.0)])
    [0, 1]
    """
    values = np.asarray(points, dtype=float)
    if not len(values):
        return []
    order = np.lexsort([np.arange(len(values)), *values.T[::-1]])
    kept: list[int] = []
    for place in order.tolist():
        if not any((values[other] <= values[place]).all() for other in kept):
            kept.append(place)
    return kept


def spaced(values: Sequence[float], step: float) -> list[int]:
    """Return the places of falling values that are worth telling apart: each a step below the one kept before.

    Example
    -------
    >>> spaced([45.0, 44.9, 44.0, 40.0], 0.5)
    [0, 2, 3]
    """
    kept: list[int] = []
    for place, value in enumerate(values):
        if not kept or value <= values[kept[-1]] - step:
            kept.append(place)
    return kept
