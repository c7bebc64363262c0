"""The worst case of settings: how far from the target they may end when the uncertain inputs move within their ranges.

    low = value - down, high = value + up            as for every interval (`photomend.intervals`)
    worst miss = max over targets of the farther end, in tolerances; worst excess = that of the ends beyond limits

Only inputs that matter are moved: those that together bring nearly all of the moves at the first settings looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from photomend import backend
from photomend.catalog import Variation
from photomend.intervals import DAMAGE_THRESHOLD, coarsened, combine, matters
from photomend.result import Span
from photomend.simulate import MECHANISMS
from photomend.stages import Figures
from photomend.study.aims import AIMS, Aims, at_end, follow, measure
from photomend.study.inner import LIMIT_WEIGHT, Prediction, Score
from photomend.study.look import Evaluation
from photomend.treatment import Request

MATTERING = 0.97  # of the squared moves of every figure
ENDS = (-1.0, 1.0)


@dataclass(frozen=True)
class Worst:
    """Settings with the ends of their figures; `inputs` are those that count, `ends` how many runs it took."""

    evaluation: Evaluation
    spans: Mapping[str, Span]
    miss: float
    excess: float
    inputs: tuple[str, ...]
    ends: int

    @property
    def rank(self) -> tuple[float, float]:
        """Return what worst cases are ordered by: limits before all, then the miss."""
        return self.excess, self.miss


def worst_of(one: Evaluation, aims: Aims, inputs: Sequence[str] | None = None) -> Worst:
    """Return the worst case of an evaluation, over the inputs given or else over those that matter.

    Example
    -------
    >>> from photomend.study.look import evaluate_row
    >>> from photomend.study.goal import goal_of
    >>> goal = goal_of({
    ...     "base": {"handpiece": {"device": "eryag-2940"}},
    ...     "goal": {"removed_depth_um": 30},
    ...     "dials": {"settings.radiant_exposure_J_per_cm2": {"low": 2, "high": 20}},
    ... })
    >>> worst = worst_of(evaluate_row(goal.spaces[0], goal.aims, (5.0,)), goal.aims)
    >>> "heat_of_ablation" in worst.inputs, worst.miss > worst.evaluation.miss
    (True, True)
    """
    request = coarsened(one.space.request(one.settings))
    chosen = tuple(_that_move(request)) if inputs is None else tuple(inputs)
    middle = measure(request, follow(request), aims)
    places = [(name, end) for name in chosen for end in ENDS]
    moved = backend.spread(lambda place: at_end(request, aims, *place), places)
    pairs = dict(zip(chosen, zip(moved[0::2], moved[1::2], strict=True), strict=True))
    if inputs is None:
        chosen = leading(middle, pairs)
    spans = combine(middle, [pairs[name] for name in chosen], {})
    return _worst(one, aims, spans, chosen, len(places) + 1)


def leading(middle: Figures, pairs: Mapping[str, tuple[Figures, Figures]]) -> tuple[str, ...]:
    """Return the inputs that bring nearly all of the squared moves of every figure.

    Example
    -------
    >>> leading({"x": 0.0}, {"water": ({"x": -3.0}, {"x": 3.0}), "spot": ({"x": 0.1}, {"x": 0.0})})
    ('water',)
    """
    kept: set[str] = set()
    for figure, value in middle.items():
        squares = {
            name: (low[figure] - value) ** 2 + (high[figure] - value) ** 2 for name, (low, high) in pairs.items()
        }
        total, brought = sum(squares.values()), 0.0
        for name in sorted(squares, key=lambda known: -squares[known]):
            if total <= 0.0 or brought >= MATTERING * total:
                break
            kept.add(name)
            brought += squares[name]
    return tuple(name for name in pairs if name in kept)


def worst_score(aims: Aims, known: Worst) -> Score:
    """Return the worst case that the inner model expects, with the ranges found at settings near by.

    Sizes and shares keep the range in proportion, temperatures in kelvin.
    """
    figures = known.evaluation.figures or {}

    def ends(predicted: Prediction) -> tuple[Prediction, Prediction]:
        low, high = {}, {}
        for name, value in predicted.items():
            scale = 1.0 if AIMS[name].kind == "bulk" else value / max(abs(figures[name]), 1e-9)
            low[name] = value - known.spans[name].down * scale
            high[name] = value + known.spans[name].up * scale
        return low, high

    def score(predicted: Prediction) -> np.ndarray:
        low, high = ends(predicted)
        miss = np.maximum(aims.miss(low), aims.miss(high))
        return miss + LIMIT_WEIGHT * np.maximum(aims.excess(low), aims.excess(high))

    return score


def bounds(one: Evaluation, spans: Mapping[str, Span], name: str) -> tuple[float, float]:
    """Return the ends of a figure, no share beyond 0 and 1 and no size below 0."""
    value, span, aim = (one.figures or {})[name], spans[name], AIMS[name]
    low, high = value - span.down, value + span.up
    low = max(0.0, low) if aim.unit in ("1", "um") else low
    return low, max(value, min(1.0, high)) if aim.unit == "1" else high


def _worst(one: Evaluation, aims: Aims, spans: Mapping[str, Span], inputs: tuple[str, ...], ends: int) -> Worst:
    pairs = {name: bounds(one, spans, name) for name in aims.names}
    low, high = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
    miss = max(float(aims.miss(low)), float(aims.miss(high)))
    excess = max(float(aims.excess(low)), float(aims.excess(high)))
    return Worst(one, spans, miss, excess, inputs, ends)


def _that_move(request: Request) -> list[str]:
    """Return the uncertain inputs that have a range at all in a treatment."""
    kind = request.treatment.exposure.mechanism
    found = [name for name in MECHANISMS[kind].inputs if matters(request, Variation(**{name: 1.0}))]
    return [*found, DAMAGE_THRESHOLD] if kind == "coagulation" else found
