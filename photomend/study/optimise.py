"""Inverse planning: settings for a stated wound under limits, from the dials that may vary.

    design, then where the inner model is least  ->  best  ->  trade-off  ->  worst cases  ->  robust choice

It reaches a stated wound. It never optimises clinical benefit, in which a trial saw no slope over energy [Mahmoud2010].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from photomend.backend import package_version
from photomend.catalog import look_up
from photomend.description import BadInput
from photomend.study.aims import AIMS, Aims, cautions_of, sources_of
from photomend.study.frontier import non_dominated, spaced
from photomend.study.goal import Goal, goal_of
from photomend.study.look import FOR_THE_BEST, Evaluation, explore, inner_of, known, look_at, trade_off
from photomend.study.told import (
    NOTE,
    InversePlan,
    binding_of,
    choice_of,
    limits_told,
    looked_at,
    statement_of,
)
from photomend.study.worst import Worst, worst_of, worst_score

LOOKING = 0.7  # share of the work; worst cases are the rest
ALIKE = 0.05  # of a tolerance: misses that differ by less count as equal
PROPOSALS = 3  # of settings whose worst case the inner model expects to be least
NEIGHBOURS = 3  # of the Pareto set whose worst case is looked at


@dataclass(frozen=True)
class Found:
    """All evaluations, and the worst cases that were looked at."""

    evaluations: tuple[Evaluation, ...]
    worst: tuple[Worst, ...]


def optimise(goal: Goal | Mapping[str, Any], progress: Callable[[float], None] = lambda _: None) -> InversePlan:
    """Return settings that reach a stated wound within limits, or come nearest; the same goal gives the same plan.

    `goal` is a goal or the contents of a goal file. Raises `BadInput` where no settings of the dials can be evaluated.
    Figures hold where those of `photomend.simulate` do.

    Example
    -------
    >>> plan = optimise({
    ...     "base": {
    ...         "handpiece": {"device": "eryag-2940"},
    ...         "settings": {"passes": 1},
    ...     },
    ...     "goal": {"removed_depth_um": 30},
    ...     "dials": {"settings.radiant_exposure_J_per_cm2": {"low": 2, "high": 20}},
    ...     "search": {"robust": False},
    ... })
    >>> plan.reached, plan.evaluations < 20
    (True, True)
    """
    wanted = goal if isinstance(goal, Goal) else goal_of(goal)
    aims, search = wanted.aims, wanted.search
    counted = [0]

    def done() -> None:
        counted[0] += 1
        progress(min(1.0, LOOKING * counted[0] / search.evaluations))

    evaluations = look_for(wanted, done)
    best = best_of(evaluations)
    progress(LOOKING)
    worst = worst_cases(best, aims, evaluations, search.seed) if search.robust else ()
    progress(1.0)
    return _tell(wanted, Found((*evaluations, *_new(worst, evaluations)), worst))


def look_for(goal: Goal, done: Callable[[], None] = lambda: None) -> list[Evaluation]:
    """Return every evaluation of a search: in each space for the best, then for the trade-off around it."""
    aims, search = goal.aims, goal.search
    found: list[Evaluation] = []
    for space in goal.spaces:
        most = max(1, round(FOR_THE_BEST * search.evaluations / len(goal.spaces)))
        found += explore(space, aims, most, search.seed, done)
    if all(one.figures is None for one in found):
        raise BadInput(f"dials reach no treatment that can be followed: {found[0].refusal}")
    front = [one.space for one in pareto_of(found)]
    chosen = [space for space in goal.spaces if space in front]
    for number, space in enumerate(chosen):
        most = (search.evaluations - len(found)) // (len(chosen) - number)
        found += trade_off(space, aims, [one for one in found if one.space is space], most, search.seed, done)
    return found


def best_of(found: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluation with the least miss within the limits; where none keeps them, the one nearest to that.

    Of those whose miss differs by next to nothing, the one with less of what the miss is weighed against.
    """
    first = min(found, key=lambda one: one.rank)
    if not first.allowed:
        return first
    return [one for one in pareto_of(found) if one.miss <= first.miss + ALIKE][-1]


def pareto_of(found: Sequence[Evaluation]) -> list[Evaluation]:
    """Return the evaluations within the limits that no other beats in both miss and what it is weighed against."""
    allowed = [one for one in found if one.allowed]
    return [allowed[place] for place in non_dominated([(one.miss, one.against) for one in allowed])]


def shown_of(found: Sequence[Evaluation], best: Evaluation, step: float) -> list[Evaluation]:
    """Return the best and, beyond it, what of the Pareto set is worth telling apart."""
    front = [one for one in pareto_of(found) if one is best or one.miss > best.miss]
    return [front[place] for place in spaced([one.against for one in front], step)]


def worst_cases(best: Evaluation, aims: Aims, found: Sequence[Evaluation], seed: int) -> tuple[Worst, ...]:
    """Return the worst cases of the best, of its neighbours in the Pareto set, and of settings proposed for them."""
    first = worst_of(best, aims)
    looked = [first]
    for one in shown_of(found, best, AIMS[aims.against].step)[1 : NEIGHBOURS + 1]:
        looked.append(worst_of(one, aims, first.inputs))
    for _ in range(PROPOSALS if best.space.ranges else 0):
        lead = min((one for one in looked if one.evaluation.space is best.space), key=lambda one: one.rank)
        everything = [*found, *_new(looked, found)]
        inner = inner_of(best.space, aims, everything)
        if inner is None:
            break
        row: np.ndarray = inner.minimise(worst_score(aims, lead), lead.evaluation.row, seed)
        if known(best.space, row, everything):
            break
        proposed = look_at(inner, aims, row)
        if proposed.figures is None:
            break
        looked.append(worst_of(proposed, aims, first.inputs))
    return tuple(looked)


def _best_of_all(found: Found) -> Evaluation:
    """Return the best of the search, or settings proposed for their worst case that come clearly nearer."""
    if not found.worst:
        return best_of(found.evaluations)
    best = found.worst[0].evaluation
    nearest = min((one.evaluation for one in found.worst), key=lambda one: one.rank)
    return nearest if nearest.rank < (best.excess, best.miss - ALIKE) else best


def _new(worst: Sequence[Worst], found: Sequence[Evaluation]) -> list[Evaluation]:
    """Return the evaluations of worst cases that the search had not made."""
    return [one.evaluation for one in worst if not any(one.evaluation is other for other in found)]


def _tell(goal: Goal, found: Found) -> InversePlan:
    aims, evaluations = goal.aims, list(found.evaluations)
    by_place = {id(one.evaluation): one for one in found.worst}
    best = _best_of_all(found)
    robust = min(found.worst, key=lambda one: one.rank) if found.worst else None
    sources = sources_of(best.space.request(best.settings), aims.names)
    step = AIMS[aims.against].step
    binding = binding_of(best, aims, evaluations, goal.search.seed)
    flat = look_up("efficacy", "energy", "flat_from_mJ").value, look_up("efficacy", "energy", "flat_to_mJ").value
    return InversePlan(
        version=package_version(),
        seed=goal.search.seed,
        goal={name: target._asdict() for name, target in aims.targets.items()},
        limits=limits_told(aims.limits),
        against=aims.against,
        reached=best.allowed and best.miss <= 1.0,
        statement=statement_of(best, aims, binding),
        best=choice_of(best, sources, by_place.get(id(best)), _warnings(best)),
        robust=choice_of(robust.evaluation, sources, robust, _warnings(robust.evaluation)) if robust else None,
        pareto=tuple(choice_of(one, sources, by_place.get(id(one))) for one in shown_of(evaluations, best, step)),
        binding=binding,
        evaluations=len(evaluations),
        refused=sum(one.figures is None for one in evaluations),
        ends=sum(one.ends for one in found.worst),
        inputs=found.worst[0].inputs if found.worst else (),
        inner_model_error=_errors(evaluations, aims),
        looked=tuple(looked_at(one) for one in evaluations),
        note=NOTE.format(low=flat[0], high=flat[1]),
    )


def _warnings(one: Evaluation) -> tuple[str, ...]:
    return cautions_of(one.space.request(one.settings))


def _errors(evaluations: Sequence[Evaluation], aims: Aims) -> dict[str, float]:
    """Return the median distance of the inner model from what evaluations gave, by quantity."""
    pairs = [(one.predicted, one.figures) for one in evaluations if one.predicted and one.figures]
    if not pairs:
        return {}
    return {name: float(np.median([abs(said[name] - gave[name]) for said, gave in pairs])) for name in aims.names}
