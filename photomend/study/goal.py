"""A goal file: a treatment to start from, the wound that is asked for, its limits, and the dials that may vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from photomend.case import Condition, LimitForm, TargetForm
from photomend.catalog import look_up
from photomend.description import BadInput, Description, checked, choice, quantity
from photomend.study.aims import AIMS, PIGMENT, SPARING, TOTAL, Aims, Limit, Target
from photomend.study.dials import Space, is_number, spaces
from photomend.study.evaluate import request_of
from photomend.study.forms import DIALS, Contents, DialForm, named
from photomend.treatment import read_file

TOLERANCE_SHARE = 0.05  # of the target, where the goal gives no tolerance: finer than any interval of the model
BULK = "bulk_peak_temperature_C"
NO_WOUND = {PIGMENT: "a risk", TOTAL: "what the skin is given"}
TARGETS = tuple(name for name in AIMS if name not in NO_WOUND)
BANDS = {"low": "moderate_share", "moderate": "high_share"}


class Search(Description):
    """How hard to look, and what the miss is weighed against."""

    evaluations: int = quantity("1", "treatments that may be evaluated", ge=8, le=100_000, default=60)
    seed: int = quantity("1", "seed of the search", ge=0, le=2**31 - 1, default=1)
    against: str = Field(default=BULK, json_schema_extra={"enum": list(AIMS)})
    robust: bool = choice("whether to look for the choice whose worst case over the uncertain inputs is best", True)


class GoalFile(Description):
    """The headings of a goal file; the contents of `goal`, `limits` and `dials` are read by name."""

    base: Contents = Field(default_factory=dict)
    goal: dict[str, TargetForm] = Field(json_schema_extra={"minProperties": 1, **named(TARGETS)})
    limits: dict[str, LimitForm] = Field(default_factory=dict, json_schema_extra=named(tuple(AIMS)))
    dials: dict[str, DialForm] = Field(json_schema_extra={"minProperties": 1, **named(DIALS)})
    search: Search = Search()


@dataclass(frozen=True)
class Goal:
    """What is asked for: aims, the spaces to look in, and how hard to look."""

    aims: Aims
    spaces: tuple[Space, ...]
    search: Search


def read_goal(path: Path) -> Goal:
    """Return the goal of a file; raise `BadInput` for the first fault, in one sentence."""
    contents = read_file(path)
    base = contents.get("base")
    handpiece = base.get("handpiece") if isinstance(base, dict) else None
    profile = handpiece.get("beam_profile_csv") if isinstance(handpiece, dict) else None
    if isinstance(base, dict) and isinstance(handpiece, dict) and isinstance(profile, str):
        seen = {**handpiece, "beam_profile_csv": str(path.parent / profile)}  # named as seen from the goal file
        contents = {**contents, "base": {**base, "handpiece": seen}}
    return goal_of(contents)


def goal_of(contents: Mapping[str, Any]) -> Goal:
    """Return the goal of a goal file's contents; raise `BadInput` for the first fault.

    Example
    -------
    >>> goal = goal_of({
    ...     "base": {"handpiece": {"device": "fraxel-restore"}},
    ...     "goal": {"necrosis_depth_um": 400},
    ...     "dials": {"settings.pulse_energy_mJ": "device"},
    ... })
    >>> goal.aims.targets["necrosis_depth_um"]
    Target(value=400.0, tolerance=20.0)
    """
    file = checked(GoalFile, dict(contents))
    if not file.goal:
        raise BadInput(f"goal is empty; name at least one of {', '.join(TARGETS)}")
    aims = aims_of(file.goal, file.limits, file.search.against)
    if file.search.against in aims.targets:
        raise BadInput(f'search.against = "{file.search.against}" is a target itself; name a quantity that is not')
    _known("search.against", file.search.against)
    if not isinstance(file.base.get("handpiece", {}), Mapping):
        request_of(file.base)
    return Goal(aims, spaces(file.base, file.dials), file.search)


def aims_of(
    targets: Mapping[str, Any],
    limits: Mapping[str, Any],
    against: str = BULK,
    conditions: tuple[Condition, ...] = (),
    heading: str = "goal",
) -> Aims:
    """Return targets and limits, by name and in the forms of a goal file; raise `BadInput` for the first fault.

    `heading` is the one under which the targets stand, for the sentence.

    Example
    -------
    >>> aims_of({"coverage": 0.2}, {"bulk_peak_temperature_C": 45}).limits["bulk_peak_temperature_C"].high
    45.0
    """
    return Aims(
        {name: _target(f"{heading}.{name}", name, given) for name, given in targets.items()},
        {name: _limit(name, given) for name, given in limits.items()},
        against,
        conditions,
    )


def _target(where: str, name: str, given: Any) -> Target:
    _known(where, name)
    if name in NO_WOUND:
        raise BadInput(f"{where} is {NO_WOUND[name]}, not a wound; give it under [limits]")
    parts = dict(given) if isinstance(given, Mapping) else {"value": given}
    if "value" not in parts or set(parts) - {"value", "tolerance"} or not all(map(is_number, parts.values())):
        raise BadInput(f"{where} = {given} is no target; give a number, or {{ value = 400, tolerance = 20 }}")
    value, tolerance = float(parts["value"]), float(parts.get("tolerance", TOLERANCE_SHARE * abs(parts["value"])))
    _refuse_impossible(where, name, value)
    if tolerance <= 0.0:
        raise BadInput(f"{where} has tolerance = {tolerance:g}, which must be above 0; add a tolerance")
    return Target(value, tolerance)


def _limit(name: str, given: Any) -> Limit:
    where = f"limits.{name}"
    _known(where, name)
    if name == PIGMENT:
        if given not in BANDS:
            raise BadInput(f'limits.{PIGMENT} = {given} is no band to stay within; choose "low" or "moderate"')
        return Limit(high=look_up("adverse_events", "band", BANDS[given]).value)
    if is_number(given):
        given = {"low" if name == SPARING else "high": given}
    if not isinstance(given, Mapping) or not given or set(given) - {"low", "high"}:
        raise BadInput(f"{where} = {given} is no limit; give a number, or {{ low = 0, high = 5 }}")
    if not all(map(is_number, given.values())):
        raise BadInput(f"{where} = {dict(given)} is no limit; give numbers without quotes")
    limit = Limit(**{end: float(value) for end, value in given.items()})
    if limit.low > limit.high:
        raise BadInput(f"{where} has low = {limit.low:g} above high = {limit.high:g}; swap them")
    return limit


def _known(where: str, name: str) -> None:
    if name not in AIMS:
        raise BadInput(f"{where} is not a known quantity ({name}); choose one of {', '.join(AIMS)}")


def _refuse_impossible(where: str, name: str, value: float) -> None:
    """Refuse a share beyond 1 and a negative size."""
    highest = 1.0 if AIMS[name].unit == "1" else float("inf")
    if AIMS[name].unit in ("1", "um") and not 0.0 <= value <= highest:
        raise BadInput(f"{where} = {value:g} cannot be; give 0 to {highest:g} {AIMS[name].unit}")
