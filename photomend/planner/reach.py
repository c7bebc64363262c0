"""Inverse planning inside a plan: which settings an option was published with bring a wound that a clinician states.

    published range of each dial, and no more energy per area than was published together  ->  optimise  ->  told

Loaded only for a case that states a wound: the search needs more than the plan itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import inf
from typing import Any

from photomend.case import Case, Person
from photomend.catalog import look_up
from photomend.description import BadInput
from photomend.device import card
from photomend.outcome import Protocol
from photomend.planner.audience import cautions_for
from photomend.planner.reach_words import (
    exactly,
    held_told,
    no_such_wound,
    statement_of,
    worst_case_of,
)
from photomend.planner.stated import StatedChoice, StatedWound
from photomend.planner.wounds import NUMERICS
from photomend.result import Quantity
from photomend.study.aims import AIMS, TOTAL, Aims, Limit
from photomend.study.dials import spaces
from photomend.study.evaluate import request_of
from photomend.study.goal import BULK, Goal, Search, aims_of
from photomend.study.optimise import optimise
from photomend.study.told import Choice, InversePlan

SEARCH = Search(evaluations=32, seed=1)
FARES_BETTER = 0.9  # of the worst miss of the nearest settings: what misses by more fares no better
ROUNDED = 1e-3  # of the highest published energy per area: a dial shows no more digits
AGAINST = (BULK, "bulk_temperature_rise_K", TOTAL)
SIZES = tuple(name for name, aim in AIMS.items() if aim.unit == "um")
WITHOUT = {"breakdown": (*SIZES, "epidermal_coverage", "epidermal_sparing")}
"""What of a wound a mechanism does not make, by mechanism: vacuoles kill no cells around them."""


def aims_for(case: Case, person: Person) -> Aims:
    """Return the wound and the limits of a case; raise `BadInput` for the first fault.

    Example
    -------
    >>> from photomend.case import case_of
    >>> case = case_of({
    ...     "audience": {"role": "clinician"},
    ...     "person": {"age_years": 45, "phototype": "III"},
    ...     "goal": {"concern": "acne-scars"},
    ...     "wound": {"coverage": 0.2},
    ... })
    >>> round(aims_for(case, case.person).targets["coverage"].tolerance, 3)
    0.01
    """
    targets, limits = ({str(name): form for name, form in (part or {}).items()} for part in (case.wound, case.limits))
    against = next(name for name in AGAINST if name not in targets)
    return aims_of(targets, limits, against, person.conditions, heading="wound")


def reach(
    protocol: Protocol, skin: Mapping[str, Any], aims: Aims, case: Case, progress: Callable[[float], None]
) -> StatedWound | str:
    """Return how near the published settings of a protocol come to a wound, or why that cannot be asked of it.

    No dial leaves the range that was published for it, and the energy per area of all passes together stays at or below
    the highest of settings that were published together. The same case gives the same settings.
    """
    if protocol.treatment is None or protocol.device is None:
        return "No laser is used, so no settings are looked for."
    base = contents_of(protocol.treatment, skin)
    mechanism = request_of(base).treatment.exposure.mechanism
    lacking = [name for name in aims.targets if name in WITHOUT.get(mechanism, ())]
    if lacking:
        return no_such_wound(lacking)
    dials = {
        f"settings.{name}": {"low": known.low, "high": known.high}
        for name, known in protocol.settings.items()
        if known.low < known.high
    }
    if not dials:
        return "One setting was published for it and no range, so there is nothing to look for."
    try:
        found = optimise(Goal(_within(aims, highest_total(protocol), ROUNDED), spaces(base, dials), SEARCH), progress)
    except BadInput as fault:
        return f"No setting of it can be followed: {fault}."
    return _told(found, protocol, aims, case)


def contents_of(treatment: Mapping[str, Any], skin: Mapping[str, Any]) -> dict[str, Any]:
    """Return a treatment file's contents on a skin, as coarse as a plan computes."""
    return {**treatment, "skin": dict(skin), "numerics": NUMERICS.stated()}


def highest_total(protocol: Protocol) -> float:
    """Return the highest radiant exposure (J/cm2) of all passes together among settings published together.

    Example
    -------
    >>> from photomend.outcome import options_for
    >>> highest_total(options_for("acne-scars")[0])
    20.0
    """
    assert protocol.treatment is not None
    assert protocol.device is not None
    middle = request_of(protocol.treatment).treatment.exposure
    published = [middle.radiant_exposure_J_per_cm2 * middle.passes]
    for row in card(protocol.device).combinations:
        one_pass = row.radiant_exposure_J_per_cm2 or 1e-3 * (row.pulse_energy_mJ or 0.0) * row.density_per_pass_per_cm2
        published.append(one_pass * (row.passes or middle.passes))
    return max(published)


def _within(aims: Aims, highest: float, rounded: float = 0.0) -> Aims:
    """Return aims with the highest published energy per area among the limits, `rounded` up by a share."""
    stated = aims.limits.get(TOTAL, Limit())
    most = Limit(stated.low, min(stated.high, (1.0 + rounded) * highest))
    return replace(aims, limits={**aims.limits, TOTAL: most})


def _told(found: InversePlan, protocol: Protocol, stated: Aims, case: Case) -> StatedWound:
    nearest = _choice(found.best, protocol, stated, case)
    robust = _choice(found.robust, protocol, stated, case) if found.robust else None
    robust = robust if robust and _fares_better(robust, nearest) else None
    targets = {name: _target(name, stated) for name in stated.targets}
    return StatedWound(
        reached=found.reached,
        statement=statement_of(found.reached, nearest, targets, _within(stated, highest_total(protocol), ROUNDED)),
        worst_case=worst_case_of(nearest, robust, found.inputs),
        held_by=tuple(held_told(one, found.best.miss, protocol.settings, stated.limits) for one in found.binding),
        targets=targets,
        limits=_limits(stated, protocol),
        nearest=nearest,
        robust=robust,
        evaluations=found.evaluations + found.ends,
        note=found.note,
        sources=look_up("efficacy", "energy", "flat_from_mJ").source,
    )


def _target(name: str, aims: Aims) -> Quantity:
    value, tolerance = aims.targets[name]
    return Quantity(
        value=value, unit=AIMS[name].unit, low=value - tolerance, high=value + tolerance, kind="assumption",
        sources=("user",),
    )  # fmt: skip


def _limits(stated: Aims, protocol: Protocol) -> dict[str, dict[str, Quantity]]:
    """Return the limits without their open ends; the published one is told where it is the tighter."""
    told = {
        name: {end: _bound(value, name) for end, value in limit._asdict().items() if abs(value) < inf}
        for name, limit in stated.limits.items()
    }
    highest = highest_total(protocol)
    if stated.limits.get(TOTAL, Limit()).high <= highest:
        return told
    published = _bound(highest, TOTAL).with_(kind="study", sources=_sources_of_settings(protocol))
    return {**told, TOTAL: {**told.get(TOTAL, {}), "high": published}}


def _bound(value: float, name: str) -> Quantity:
    return exactly(value, AIMS[name].unit).with_(kind="assumption", sources=("user",))


def _sources_of_settings(protocol: Protocol) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for dial in protocol.settings.values() for key in dial.sources))


def _choice(one: Choice, protocol: Protocol, aims: Aims, case: Case) -> StatedChoice:
    settings = {name: _setting(one, name, known) for name, known in protocol.settings.items()}
    least = max(_least_miss(one.figures[name], *aims.targets[name]) for name in aims.targets)
    worst = one.miss if one.worst_miss is None else max(one.miss, one.worst_miss)
    sources = tuple(dict.fromkeys(key for name in aims.targets for key in one.figures[name].sources))
    return StatedChoice(
        settings=settings,
        figures=one.figures,
        miss=Quantity(value=one.miss, unit="1", low=min(least, one.miss), high=worst, sources=sources),
        limits_kept=one.excess <= 0.0,
        limits_kept_in_worst_case=max(one.excess, one.worst_excess or 0.0) <= 0.0,
        warnings=cautions_for(one.warnings, case),
    )


def _fares_better(robust: StatedChoice, nearest: StatedChoice) -> bool:
    """Return whether settings are worth telling for their worst case: a limit more is kept, or they miss by less."""
    if robust.limits_kept_in_worst_case != nearest.limits_kept_in_worst_case:
        return robust.limits_kept_in_worst_case
    return robust.miss.high < FARES_BETTER * nearest.miss.high


def _setting(one: Choice, name: str, published: Quantity) -> Quantity:
    """Return a dial's setting with the sources of its published range; it stays inside that."""
    value = float(one.settings.get(f"settings.{name}", published.value))
    return published.with_(value=value, low=value, high=value, kind="model")


def _least_miss(figure: Quantity, value: float, tolerance: float) -> float:
    """Return how far the nearest end of a figure's range lies from its target, in tolerances; 0 where it holds it."""
    return max(0.0, figure.low - value, value - figure.high) / tolerance
