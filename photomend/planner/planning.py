"""From a person and a goal to options: screened, simulated, with change, recovery, risk and cost; never one answer.

    case -> screening -> protocols of the goal -> each simulated -> healing, risks, change, care, cost

The order follows the evidence. Settings are shown to a clinician only, as published ranges with their sources; a wound
that a clinician states is looked for within them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from photomend.backend import package_version
from photomend.case import Case, Person
from photomend.catalog import literature, tables
from photomend.device import card
from photomend.healing import Healing, Wound, heal, wound_of
from photomend.outcome import (
    Change,
    Protocol,
    Remark,
    Risk,
    comparators_for,
    expected_change,
    options_for,
    risks,
    screen,
)
from photomend.planner.audience import all_worded, cautions_for, notes_for, shows_settings, worded
from photomend.planner.care import Care, care_for
from photomend.planner.cost import cost_of
from photomend.planner.options import KindOfTreatment, Line, Option, Plan
from photomend.planner.recovery import recovery_of
from photomend.planner.stated import StatedWound
from photomend.planner.wounds import run_of, wound_figures
from photomend.result import Simulation
from photomend.simulate import part

Progress = Callable[[float], None]
FRACTIONAL = "fractional-"
MELASMA: Final = "melasma"
OUTSIDE = "outside tested range"
HEATING = "bulk heating"
SIMULATING = 0.3  # share of the work where a wound is stated; looking for it is the rest
COMPUTED = "burn"  # a risk that is computed and was counted nowhere


@dataclass(frozen=True)
class Planned:
    """A plan, and the run behind each of its options, None where there is none."""

    plan: Plan
    runs: tuple[Simulation | None, ...]


@dataclass(frozen=True)
class _Followed:
    """One treatment of a plan, followed to the end: wound, healing, risks, change."""

    protocol: Protocol
    run: Simulation
    wound: Wound
    healing: Healing
    risks: tuple[Risk, ...]
    change: Change
    care: Care


def plan(case: Case, progress: Progress = lambda _: None) -> Planned:
    """Return the options of a case, the best supported first; none where the screening refuses.

    Each is simulated on the person's skin in the middle of its published settings. Raises `BadInput` for a case that
    cannot be simulated.

    Example
    -------
    >>> from photomend.case import case_of
    >>> young = case_of({"person": {"age_years": 16, "phototype": "II"}, "goal": {"concern": "acne-scars"}})
    >>> refused = plan(young).plan
    >>> refused.screening.verdict, refused.options
    ('refuse', ())
    """
    look = _looking_for_the_stated_wound(case)
    screening = screen(case)
    if screening.verdict == "refuse":
        return Planned(_whole(case, (), ()), ())
    protocols = _told_apart(options_for(case.goal.concern, screening.blocks, case.person.phototype), case)
    beside = [one for one in comparators_for(case.goal.concern) if one.family not in screening.blocks]
    wanted = [one for one in (*protocols, *beside) if one.treatment is not None]
    simulating = _in_turn(part(progress, 0.0, SIMULATING if look else 1.0), len(wanted))
    followed = {id(one): _follow(one, case, tell) for one, tell in zip(wanted, simulating, strict=True)}
    options = tuple(_option(one, followed.get(id(one)), case) for one in protocols)
    if look:
        looking = _in_turn(part(progress, SIMULATING, 1.0), len(protocols))
        both = zip(options, protocols, looking, strict=True)
        options = tuple(_with_stated(option, look(one, tell)) for option, one, tell in both)
    runs = tuple(followed[id(one)].run if one.treatment else None for one in protocols)
    first = next((one for one in protocols if one.family and one.family.startswith(FRACTIONAL)), None)
    kinds = [followed[id(one)] for one in (first, *beside) if one is not None]
    return Planned(_whole(case, options, tuple(_kind(one, case) for one in kinds)), runs)


def _in_turn(progress: Progress, count: int) -> list[Progress]:
    """Return the progress of each of several works that follow one another."""
    return [part(progress, number / count, (number + 1) / count) for number in range(count)]


def _looking_for_the_stated_wound(case: Case) -> Callable[[Protocol, Progress], StatedWound | str] | None:
    """Return what looks for the stated wound within a protocol's settings; None where the case states none."""
    if case.wound is None:
        return None
    from photomend.planner.reach import aims_for, reach  # loads the optimiser, which a plan without a wound spares

    aims = aims_for(case, _with_melasma(case))
    return lambda protocol, progress: reach(protocol, _skin_of(case), aims, case, progress)


def _with_stated(option: Option, found: StatedWound | str) -> Option:
    """Return the option with what was found, or with the sentence why nothing is told."""
    if isinstance(found, str):
        return option.model_copy(update={"stated_wound_why": found})
    return option.model_copy(update={"stated_wound": found})


def _skin_of(case: Case) -> dict[str, Any]:
    """Return the skin of a case, under the names of a treatment file."""
    skin = {"site": case.goal.site, "phototype": case.person.phototype, "age_years": case.person.age_years}
    if case.person.ita_deg is not None:
        skin["ita_deg"] = case.person.ita_deg
    return skin


def _told_apart(protocols: tuple[Protocol, ...], case: Case) -> tuple[Protocol, ...]:
    """Return the protocols that this audience can tell apart: for a person one of each kind of treatment."""
    if shows_settings(case):
        return protocols
    return tuple(
        {one.family: one for one in reversed(protocols)}[family]
        for family in dict.fromkeys(one.family for one in protocols)
    )


def _follow(protocol: Protocol, case: Case, progress: Progress) -> _Followed:
    person, goal = _with_melasma(case), case.goal
    assert protocol.treatment is not None
    assert protocol.family is not None
    run = run_of(protocol.treatment, _skin_of(case), progress)
    wound = wound_of(run)
    sessions = max(1, round(protocol.sessions.value)) if protocol.sessions else 1
    return _Followed(
        protocol=protocol,
        run=run,
        wound=wound,
        healing=heal(wound),
        risks=risks(wound, person),
        change=expected_change(goal.concern, protocol.family, sessions, person, wound, goal.site),
        care=care_for(protocol.family, wound, case),
    )


def _with_melasma(case: Case) -> Person:
    """Return the person; one whose melasma is to fade has it, whether it was stated as a condition or not."""
    person = case.person
    if case.goal.concern != MELASMA or MELASMA in person.conditions:
        return person
    return person.with_(conditions=(*person.conditions, MELASMA))


def _option(protocol: Protocol, followed: _Followed | None, case: Case) -> Option:
    """Return one option in the words of its audience."""
    open_settings = shows_settings(case) and protocol.device is not None
    rests_on = protocol.evidence.sources if protocol.evidence else _sources_of(protocol)
    outside = () if followed is None else tuple(dict.fromkeys(_outside(followed)))
    care = followed.care if followed else None
    return Option(
        title=_title(protocol, case),
        kind=protocol.kind,
        family=protocol.family,
        sessions=protocol.sessions,
        interval_weeks=protocol.interval_weeks,
        basis=next(iter(_lines([Remark(text=protocol.basis, sources=rests_on)], case)), None),
        reasons=_lines(protocol.reasons, case),
        against=_lines(protocol.against, case),
        site_notes=_lines([Remark(text=note, sources=rests_on) for note in protocol.site_notes], case),
        outside_tested_range=bool(outside),
        outside_reasons=all_worded(outside, case),
        expected_change=_change_for(followed.change, case) if followed else None,
        wound=wound_figures(followed.run, followed.wound) if followed else None,
        recovery=recovery_of(followed.healing, case) if followed else None,
        risks=tuple(_risk_for(risk, case) for risk in followed.risks) if followed else (),
        cost=cost_of(protocol.family, protocol.sessions, case.cost) if protocol.family else None,
        pain=care.pain if care else None,
        comfort=care.comfort if care else (),
        eye_protection=care.eye_protection if care else (),
        watch=care.watch if care else None,
        test_spot=care.test_spot if care else (),
        before=care.before if care else (),
        aftercare=care.aftercare if care else (),
        call_if=care.call_if if care else (),
        warnings=_warnings(followed, case) if followed else (),
        device=protocol.device if open_settings else None,
        device_title=card(protocol.device).text("title") if open_settings and protocol.device else None,
        settings=protocol.settings if open_settings else None,
    )


def _outside(followed: _Followed) -> Iterator[str]:
    """Yield why a treatment lies outside what was tested."""
    yield from followed.change.why
    yield from (warning for warning in followed.run.summary.warnings if OUTSIDE in warning)
    risks_outside = [risk.event for risk in followed.risks if risk.outside_tested_range and risk.event != COMPUTED]
    if risks_outside:
        yield f"studies of people or treatments like these do not tell how often there is {', '.join(risks_outside)}"


def _warnings(followed: _Followed, case: Case) -> tuple[str, ...]:
    """Return what the simulation warns of: warmth once, and nothing that is told as outside what was tested."""
    hot = followed.care.watch.warning
    others = [
        warning
        for warning in followed.run.summary.warnings
        if OUTSIDE not in warning and not (hot and warning.startswith(HEATING))
    ]
    return (*((hot,) if hot else ()), *cautions_for(others, case))


def _lines(remarks: Iterable[Remark], case: Case) -> tuple[Line, ...]:
    """Return statements with their sources, in the words of the audience."""
    told = [Line(text=one.text, kind=_kind_of(one.sources), sources=one.sources) for one in remarks]
    return tuple(line.with_(text=words) for line in told if (words := worded(line.text, case)))


def _sources_of(protocol: Protocol) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for remark in protocol.reasons for key in remark.sources))


def _title(protocol: Protocol, case: Case) -> str:
    """Return the title of a treatment; a person's ends before the manner in which the laser is set."""
    if shows_settings(case) or protocol.family is None:
        return protocol.title
    return ", ".join(protocol.title.split(", ")[:2])


def _kind_of(sources: tuple[str, ...]) -> Any:
    return "assumption" if set(sources) <= {"Assumption", "Recalled", "ExpertOpinion"} else "study"


def _change_for(change: Change, case: Case) -> Change:
    words = {name: worded(getattr(change, name), case) for name in ("statement", "durability")}
    lists = {name: all_worded(getattr(change, name), case) for name in ("why", "notes")}
    return change.model_copy(update={**words, **lists})


def _risk_for(risk: Risk, case: Case) -> Risk:
    told = worded(risk.statement, case)
    if risk.outside_tested_range and risk.probability and "Outside" not in told:
        told = f"{told} Outside what was studied: how the laser is set."
    return risk.model_copy(update={"statement": told})


def _kind(followed: _Followed, case: Case) -> KindOfTreatment:
    """Return one kind of treatment for the comparison."""
    protocol, last = followed.protocol, followed.change.steps[-1]
    said = (
        *all_worded([protocol.basis], case),
        *cautions_for(followed.run.summary.warnings, case),
        *notes_for(_not_settled(followed.healing.figures.notes), case),
        *all_worded([followed.change.statement], case),
    )
    pigment = next((risk.probability for risk in followed.risks if risk.event == "hyperpigmentation"), None)
    figures = followed.healing.figures
    assert protocol.family is not None
    return KindOfTreatment(
        title=_title(protocol, case),
        family=protocol.family,
        wound=wound_figures(followed.run, followed.wound),
        sessions=protocol.sessions,
        closed_days=figures.closed_days,
        redness_days=figures.redness_days,
        hyperpigmentation=pigment,
        measured=last.measured,
        photo_graded=last.photo_graded,
        pain=followed.care.pain,
        cost=cost_of(protocol.family, protocol.sessions, case.cost),
        notes=tuple(dict.fromkeys(said)),
    )


def _not_settled(notes: Iterable[str]) -> list[str]:
    """Return the notes that say that the interval of the simulation leaves it open whether the epidermis died."""
    return [note for note in notes if note.startswith("not settled")]


def _whole(case: Case, options: tuple[Option, ...], comparison: tuple[KindOfTreatment, ...]) -> Plan:
    texts = tables("plans")
    questions = () if shows_settings(case) else tuple(_question(entry) for entry in texts["questions"])
    drafted = Plan(
        version=package_version(),
        case=case,
        notice=texts["words"]["notice"],
        screening=screen(case),
        options=options,
        comparison=comparison,
        questions=questions,
        sources=(),
    )
    return drafted.model_copy(update={"sources": tuple(sorted(set(_sources(drafted.model_dump()))))})


def _question(entry: Mapping[str, Any]) -> Line:
    return Line(text=entry["text"], kind="prior", sources=tuple(entry["source"]))


def _sources(value: Any) -> Iterator[str]:
    """Yield every key of the bibliography that stands in a plan."""
    if isinstance(value, Mapping):
        yield from (key for key in value.get("sources") or () if key in literature())
        for inner in value.values():
            yield from _sources(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _sources(inner)
