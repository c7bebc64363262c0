"""Looking for settings: evaluate a spread of them, then again and again where the inner model is least.

    design -> fit -> minimise -> evaluate -> fit ...

Every figure that counts comes from a full evaluation; the inner model only says where the next one is worth most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import qmc

from photomend import backend
from photomend.description import BadInput
from photomend.stages import Figures
from photomend.study.aims import Aims, Limit, follow, measure
from photomend.study.dials import Space
from photomend.study.inner import Inner, fit, score_of

CLOSE = 0.02  # of the tolerance: nothing is gained by looking nearer
SAME = 2e-4  # of a range: settings this near were evaluated already
LOOKS_ELSEWHERE = 2  # in the widest gap, before what was found counts as the best
LEVELS = 8  # of the trade-off
FOR_THE_BEST = 0.7  # of the evaluations; the rest draws the trade-off
PATIENCE = 4  # evaluations that may bring nothing
SCATTERED = 256  # points among which the widest gap is looked for
LARGE = 1e9

Row = Sequence[float] | np.ndarray


@dataclass(frozen=True)
class Evaluation:
    """One treatment that was evaluated: its settings and figures, or why it was refused.

    `row` holds the values of the ranges of its `space`; `against` is what the miss is weighed
    against; `predicted` is what the inner model had said, None in the design.
    """

    space: Space
    row: tuple[float, ...]
    settings: dict[str, Any]
    figures: Figures | None
    miss: float = LARGE
    excess: float = LARGE
    against: float = LARGE
    refusal: str = ""
    predicted: Figures | None = None

    @property
    def rank(self) -> tuple[float, float]:
        """Return what evaluations are ordered by: limits before all, then the miss."""
        return self.excess, self.miss

    @property
    def allowed(self) -> bool:
        """Return whether every limit is kept."""
        return self.figures is not None and self.excess <= 0.0


def evaluate_row(space: Space, aims: Aims, row: Row, predicted: Figures | None = None) -> Evaluation:
    """Return the evaluation of one row of settings.

    Example
    -------
    >>> from photomend.study.goal import goal_of
    >>> goal = goal_of({
    ...     "base": {"handpiece": {"device": "eryag-2940"}},
    ...     "goal": {"removed_depth_um": 30},
    ...     "dials": {"settings.radiant_exposure_J_per_cm2": {"low": 2, "high": 20}},
    ... })
    >>> one = evaluate_row(goal.spaces[0], goal.aims, (5.0,))
    >>> one.settings, one.allowed
    ({'settings.radiant_exposure_J_per_cm2': 5.0}, True)
    """
    settings = space.settings(row)
    shown = tuple(float(settings[one.key]) for one in space.ranges)
    try:
        request = space.request(settings)
        figures = measure(request, follow(request), aims)
    except BadInput as fault:
        return Evaluation(space, shown, settings, None, refusal=str(fault), predicted=predicted)
    miss, excess = float(aims.miss(figures)), float(aims.excess(figures))
    return Evaluation(space, shown, settings, figures, miss, excess, figures[aims.against], predicted=predicted)


def explore(
    space: Space, aims: Aims, most: int, seed: int, done: Callable[[], None] = lambda: None
) -> list[Evaluation]:
    """Return evaluations that close in on the least miss within the limits, `most` at the most.

    Example
    -------
    >>> from photomend.study.goal import goal_of
    >>> goal = goal_of({
    ...     "base": {"handpiece": {"device": "eryag-2940"}},
    ...     "goal": {"removed_depth_um": 30},
    ...     "dials": {"settings.radiant_exposure_J_per_cm2": {"low": 2, "high": 20}},
    ... })
    >>> found = explore(goal.spaces[0], goal.aims, 20, 1)
    >>> len(found) <= 20, min(one.miss for one in found) < 0.1
    (True, True)
    """
    if not space.ranges:
        return [evaluate_row(space, aims, ())]
    rows = _design(space, min(most, design_size(space)), seed)
    found = backend.spread(lambda row: evaluate_row(space, aims, row), rows, done)
    elsewhere, since, margin = 0, len(found), dict.fromkeys(aims.limits, 0.0)
    while len(found) < most:
        best, inner = min(found, key=lambda one: one.rank), inner_of(space, aims, found)
        if best.allowed and best.miss <= CLOSE:
            break
        row = inner.minimise(score_of(aims, margin, spread_of(aims, found)), best.row, seed) if inner else None
        if row is None or known(space, row, found) or _stalled(found[since:]):
            elsewhere, row, since = elsewhere + bool(inner), _widest_gap(space, found, seed), len(found)
            if elsewhere > LOOKS_ELSEWHERE or known(space, row, found):
                break
        latest = look_at(inner, aims, row) if inner else evaluate_row(space, aims, row)
        margin = {name: _overshoot(latest, name, limit) for name, limit in aims.limits.items()}
        found.append(latest)
        done()
    return found


def trade_off(
    space: Space, aims: Aims, found: Sequence[Evaluation], most: int, seed: int, done: Callable[[], None] = lambda: None
) -> list[Evaluation]:
    """Return evaluations with ever less of what the miss is weighed against, each with the least miss there."""
    allowed = [one for one in found if one.allowed]
    more: list[Evaluation] = []
    if not allowed or not space.ranges or most <= 0:
        return more
    best = min(allowed, key=lambda one: one.rank)
    highest, lowest = (_of(one, aims.against) for one in (best, min(allowed, key=lambda one: _of(one, aims.against))))
    count = min(LEVELS, most)
    for level in np.linspace(highest, lowest, count + 1)[1:] if highest > lowest else ():
        held = replace(aims, limits={**aims.limits, aims.against: _lowered(aims, float(level))})
        inner = inner_of(space, aims, [*found, *more])
        if inner is None:
            break
        start = min(allowed, key=lambda one: (float(held.excess(one.figures or {})), one.miss))
        row = inner.minimise(score_of(held, {}, (lowest, highest)), start.row, seed)
        if not known(space, row, [*found, *more]):
            more.append(look_at(inner, aims, row))
            done()
    return more


def look_at(inner: Inner, aims: Aims, row: Row) -> Evaluation:
    """Return the evaluation of a row, with what the inner model says of it."""
    shown = [inner.space.settings(row)[one.key] for one in inner.space.ranges]
    predicted = inner.at(np.array([shown], dtype=float))
    return evaluate_row(inner.space, aims, row, {name: float(value[0]) for name, value in predicted.items()})


def inner_of(space: Space, aims: Aims, found: Iterable[Evaluation]) -> Inner | None:
    """Return the inner model through the evaluations of a space; None where too few could be evaluated."""
    here = [one for one in found if one.space is space]
    usable = [one for one in here if one.figures is not None]
    if len(usable) < len(space.ranges) + 2:
        return None
    figures = {name: np.array([_of(one, name) for one in usable]) for name in aims.names}
    refused = np.array([one.row for one in here if one.figures is None]).reshape(-1, len(space.ranges))
    return fit(space, np.array([one.row for one in usable]), figures, refused)


def design_size(space: Space) -> int:
    """Return how many evaluations a space begins with."""
    return 4 * len(space.ranges) + 2


def spread_of(aims: Aims, found: Iterable[Evaluation]) -> tuple[float, float]:
    """Return the least and the most of what the miss is weighed against."""
    values = [_of(one, aims.against) for one in found if one.figures is not None]
    return min(values), max(values)


def known(space: Space, row: Row, found: Iterable[Evaluation]) -> bool:
    """Return whether settings were evaluated already, or others next to them."""
    shown = [space.settings(row)[one.key] for one in space.ranges]
    rows = np.array([one.row for one in found if one.space is space])
    gaps = space.coordinates(rows, True) - space.coordinates(np.array([shown], dtype=float), True)
    return bool((np.abs(gaps).max(axis=1) < SAME).any())


def _design(space: Space, count: int, seed: int) -> list[np.ndarray]:
    """Return rows of settings spread evenly, each once."""
    shares = qmc.LatinHypercube(len(space.ranges), optimization="random-cd", rng=seed).random(count)
    rows = np.column_stack([one.at(shares[:, column]) for column, one in enumerate(space.ranges)])
    return list(np.unique(rows, axis=0))


def _stalled(latest: Sequence[Evaluation]) -> bool:
    """Return whether the last of the latest evaluations brought nothing that counts."""
    before, after = latest[:-PATIENCE], latest[-PATIENCE:]
    if not before:
        return False
    gain = min(one.miss + one.excess for one in before) - min(one.miss + one.excess for one in after)
    return gain < CLOSE


def _widest_gap(space: Space, found: Iterable[Evaluation], seed: int) -> np.ndarray:
    """Return the row, of many scattered ones, farthest from everything evaluated."""
    rows = np.array(_design(space, SCATTERED, seed))
    there = np.array([one.row for one in found if one.space is space])
    gaps = space.coordinates(rows, True)[:, None, :] - space.coordinates(there, True)[None, :, :]
    return np.asarray(rows[np.linalg.norm(gaps, axis=2).min(axis=1).argmax()])


def _overshoot(latest: Evaluation, name: str, limit: Limit) -> float:
    """Return by how much the inner model fell short of a limit that the latest evaluation passed."""
    if latest.figures is None or latest.predicted is None:
        return 0.0
    if limit.low <= latest.figures[name] <= limit.high:
        return 0.0
    return abs(latest.figures[name] - latest.predicted[name])


def _lowered(aims: Aims, level: float) -> Limit:
    limit = aims.limits.get(aims.against, Limit())
    return Limit(limit.low, min(limit.high, level))


def _of(one: Evaluation, name: str) -> float:
    return (one.figures or {})[name]
