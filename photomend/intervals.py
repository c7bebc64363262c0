"""Intervals: how far every figure moves when the uncertain inputs move within their ranges.

One input at a time goes to each end of its range, all else held; the moves combine as the root of the sum of
squares, upward and downward apart, with 1.96 standard errors of the photon statistics. Interactions between
inputs are left out. The moves are computed on a coarser grid with the same random numbers and added to the
fine figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from photomend import backend
from photomend.catalog import Variation

Figures = dict[str, float]
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Span:
    """How far a figure may lie below and above its value, and its Monte Carlo standard error."""

    down: float = 0.0
    up: float = 0.0
    standard_error: float = 0.0


def ends() -> list[Variation]:
    """Return every uncertain input at the low and at the high end of its range, one at a time."""
    return [Variation(**{field.name: end}) for field in fields(Variation) for end in (-1.0, 1.0)]


def combine(middle: Figures, pairs: Sequence[tuple[Figures, Figures]], errors: Figures) -> dict[str, Span]:
    """Return the span of every figure from the figures at the two ends of each input, and the standard errors."""
    return {
        name: _span(value, [(low[name], high[name]) for low, high in pairs], errors[name])
        for name, value in middle.items()
    }


def jackknife(left_out: Sequence[Figures]) -> Figures:
    """Return the standard error of every figure from its values with one group of batches left out at a time."""
    count = len(left_out)
    result = {}
    for name in left_out[0]:
        values = [figures[name] for figures in left_out]
        mean = sum(values) / count
        result[name] = math.sqrt((count - 1) / count * sum((value - mean) ** 2 for value in values))
    return result


def evaluate(work: Callable[[Variation], Figures], done: Callable[[], None]) -> list[tuple[Figures, Figures]]:
    """Return the figures at the low and high end of every input, computed on the worker threads."""
    found = backend.spread(work, ends(), done)
    return list(zip(found[0::2], found[1::2], strict=True))


def _span(value: float, pairs: Sequence[tuple[float, float]], error: float) -> Span:
    moves = [(low - value, high - value) for low, high in pairs]
    noise = NORMAL_95 * error
    down = math.hypot(noise, *(min(0.0, *move) for move in moves))
    up = math.hypot(noise, *(max(0.0, *move) for move in moves))
    return Span(down, up, error)
