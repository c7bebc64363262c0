"""What an inverse plan tells: choices with their figures, the limits that bind, and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from photomend.description import Description
from photomend.device import outside_tested
from photomend.result import Quantity
from photomend.study.aims import AIMS, PIGMENT, Aims, Limit
from photomend.study.inner import score_of
from photomend.study.look import CLOSE, Evaluation, inner_of, spread_of
from photomend.study.worst import Worst, bounds

NOTE = (
    "Settings are what the model needs for the wound that was asked for. A stated wound is not a benefit: a "
    "trial of {low:g} to {high:g} mJ saw no more benefit with more energy (Mahmoud 2010), so none is optimised here. "
    "For teaching and research; not a prescription."
)
AT_A_BOUND = 0.02  # of a bound, or of a dial's range
HELD_FROM = 0.1  # of a tolerance: nearer than that nothing holds the best choice back
INWARD = 0.03  # of a dial's range, to see whether its end matters


class Choice(Description):
    """Settings and what they do. `miss` in tolerances: 1 or less is reached; `excess` in steps beyond limits.

    Figures have a range where `worst_miss` and `worst_excess` are known: then uncertain inputs were moved.
    """

    settings: dict[str, Any]
    figures: dict[str, Quantity]
    miss: float
    excess: float
    worst_miss: float | None = None
    worst_excess: float | None = None
    outside_tested: str | None = None
    warnings: tuple[str, ...] = ()


class Binding(Description):
    """A limit or the end of a dial that holds the best choice back; `miss_without` is what the inner model expects.

    None where nothing is known beyond: the end of a dial.
    """

    name: str
    value: float
    bound: float
    miss_without: float | None


class Looked(Description):
    """One evaluation: settings, figures by quantity, or why it was refused."""

    settings: dict[str, Any]
    figures: dict[str, float] | None
    miss: float | None
    excess: float | None
    refusal: str | None


class InversePlan(Description):
    """Settings for a stated wound: the best, the robust choice, what no other choice beats, and what binds.

    `evaluations` were followed finely, `ends` coarsely with an uncertain input at the end of its range.
    `inner_model_error` is the median distance of the inner model's expectations from what evaluations then gave.
    """

    version: str
    seed: int
    goal: dict[str, dict[str, float]]
    limits: dict[str, dict[str, float]]
    against: str
    reached: bool
    statement: str
    best: Choice
    robust: Choice | None
    pareto: tuple[Choice, ...]
    binding: tuple[Binding, ...]
    evaluations: int
    refused: int
    ends: int
    inputs: tuple[str, ...]
    inner_model_error: dict[str, float]
    looked: tuple[Looked, ...]
    note: str


def choice_of(
    one: Evaluation,
    sources: Mapping[str, tuple[str, ...]],
    worst: Worst | None = None,
    warnings: tuple[str, ...] = (),
) -> Choice:
    """Return an evaluation as it is told, with the ranges of its worst case where they are known."""
    exposure = one.space.request(one.settings).treatment.exposure
    return Choice(
        settings=one.settings,
        figures={name: _quantity(one, worst, name, sources[name]) for name in one.figures or {}},
        miss=one.miss,
        excess=one.excess,
        worst_miss=worst.miss if worst else None,
        worst_excess=worst.excess if worst else None,
        outside_tested=outside_tested(exposure),
        warnings=warnings,
    )


def looked_at(one: Evaluation) -> Looked:
    """Return an evaluation as one line of the record."""
    if one.figures is None:
        return Looked(settings=one.settings, figures=None, miss=None, excess=None, refusal=one.refusal)
    return Looked(settings=one.settings, figures=one.figures, miss=one.miss, excess=one.excess, refusal=None)


def binding_of(best: Evaluation, aims: Aims, found: list[Evaluation], seed: int) -> tuple[Binding, ...]:
    """Return what holds the best choice back: limits without which it would come nearer, ends of dials that matter."""
    inner = inner_of(best.space, aims, found) if best.space.ranges else None
    if (best.miss <= HELD_FROM and best.allowed) or inner is None:
        return ()
    told = []
    for name, limit in aims.limits.items():
        bound = _near(name, (best.figures or {})[name], limit)
        if bound is None:
            continue
        free = Aims(aims.targets, {other: kept for other, kept in aims.limits.items() if other != name}, aims.against)
        row = inner.minimise(score_of(free, {}, spread_of(aims, found)), best.row, seed)
        without = float(aims.miss(inner.at(row[None, :]))[0])
        if without < best.miss - CLOSE or best.excess > 0.0:
            told.append(Binding(name=name, value=(best.figures or {})[name], bound=bound, miss_without=without))
    return (*told, *_ends_of_dials(best, aims, found))


def _near(name: str, value: float, limit: Limit) -> float | None:
    """Return the end of a limit that a figure has come to or passed."""
    for bound in (limit.low, limit.high):
        inside = limit.high - value if bound == limit.high else value - limit.low
        if abs(bound) < float("inf") and inside <= max(AT_A_BOUND * abs(bound), 0.5 * AIMS[name].step):
            return bound
    return None


def _ends_of_dials(best: Evaluation, aims: Aims, found: list[Evaluation]) -> list[Binding]:
    """Return the dials at an end of their range, from which the way back makes the miss larger."""
    inner = inner_of(best.space, aims, found)
    told: list[Binding] = []
    for column, one in enumerate(best.space.ranges):
        value = best.row[column]
        for bound, sign in ((one.low, 1.0), (one.high, -1.0)):
            if inner is None or abs(value - bound) > AT_A_BOUND * (one.high - one.low):
                continue
            step = max(1.0, INWARD * (one.high - one.low)) if one.whole else INWARD * (one.high - one.low)
            rows = inner.rows[:2].copy()
            rows[:] = best.row
            rows[1, column] = bound + sign * step
            here, inward = aims.miss(inner.at(rows))
            if inward > here + CLOSE:
                told.append(Binding(name=one.key, value=value, bound=bound, miss_without=None))
    return told


def statement_of(best: Evaluation, aims: Aims, binding: tuple[Binding, ...]) -> str:
    """Return in one or two sentences whether the goal is reached, how near it comes, and what holds it back."""
    figures = best.figures or {}
    told = "; ".join(_told(name, figures[name], aims) for name in aims.targets)
    if best.allowed and best.miss <= 1.0:
        return f"Reached within tolerance: {told}."
    if not best.allowed:
        passed = [name for name, limit in aims.limits.items() if not limit.low <= figures[name] <= limit.high]
        kept = ", ".join(f"{name} = {figures[name]:.4g}" for name in passed)
        return f"Not reached: no setting of these dials kept every limit; the nearest has {kept}. There {told}."
    held = "; ".join(_held(one) for one in binding)
    return f"Not reached; the nearest within the limits: {told}." + (f" What holds it back: {held}." if held else "")


def _told(name: str, value: float, aims: Aims) -> str:
    target = aims.targets[name]
    return f"{name} = {value:.4g} for {target.value:g} (tolerance {target.tolerance:g})"


def _held(one: Binding) -> str:
    if one.miss_without is None:
        return f"{one.name} is at the end of its range, {one.bound:g}"
    expected = f"without it the inner model expects a miss of {small(one.miss_without)}"
    return f"{one.name} is at its limit {one.bound:g} ({expected})"


def small(miss: float) -> str:
    """Return a miss with as many digits as matter.

    Example
    -------
    >>> small(3.14159), small(2e-7)
    ('3.1', '0')
    """
    return f"{miss:.2g}" if miss >= CLOSE / 2 else "0"


def _quantity(one: Evaluation, worst: Worst | None, name: str, sources: tuple[str, ...]) -> Quantity:
    value = (one.figures or {})[name]
    low, high = bounds(one, worst.spans, name) if worst else (value, value)
    low, high = min(low, value), max(high, value)
    found = Quantity(value=value, unit=AIMS[name].unit, low=low, high=high, sources=sources)
    return found.with_(kind="prior") if name == PIGMENT else found


def limits_told(limits: Mapping[str, Limit]) -> dict[str, dict[str, float]]:
    """Return limits without the ends that are open."""
    return {
        name: {end: value for end, value in limit._asdict().items() if abs(value) < float("inf")}
        for name, limit in limits.items()
    }
