"""Candidate treatments of a concern: published ranges of settings, with what speaks for and against each.

Ranked by the amount and quality of their studies, never by a simulated wound; options to weigh, not a directive.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Literal

from photomend.case import CONCERNS, FAMILIES
from photomend.catalog import look_up, sourced, tables
from photomend.description import BadInput, Description
from photomend.outcome.studies import Study, studies, tried
from photomend.result import Quantity

DIALS = ("pulse_energy_mJ", "radiant_exposure_J_per_cm2", "density_per_pass_per_cm2", "passes")
READ = ("read", "derived")
MOST_OPTIONS = 4


class Remark(Description):
    """Something that speaks for or against a treatment, with its sources."""

    text: str
    sources: tuple[str, ...]


class Evidence(Description):
    """What a family's studies of a concern amount to; `score` counts comparisons and measurements for more."""

    studies: int
    people: int
    compared: int
    measured: int
    phototypes: tuple[str, ...]
    score: float
    kind: Literal["study"] = "study"
    sources: tuple[str, ...]


class Protocol(Description):
    """One candidate treatment of a concern, or that no laser is first.

    `settings` are published ranges by dial; `treatment` is the content of a treatment file for the middle of them, to
    be simulated, no recommendation. `sessions` and `interval_weeks` are None where no course was published.
    """

    concern: str
    role: Literal["option", "comparator"]
    kind: Literal["laser", "no-laser"]
    family: str | None
    title: str
    device: str | None
    settings: dict[str, Quantity]
    sessions: Quantity | None
    interval_weeks: Quantity | None
    treatment: dict[str, Any] | None
    evidence: Evidence | None
    basis: str
    reasons: tuple[Remark, ...]
    against: tuple[Remark, ...]
    site_notes: tuple[str, ...]


def options_for(
    concern: str, blocked_families: Collection[str] = (), phototype: str | None = None
) -> tuple[Protocol, ...]:
    """Return up to four options for a concern, the best supported first; fewer where families are blocked.

    An option without a laser leads where no laser is first line. Families whose studies tell phototypes, but not this
    one, come last.

    Example
    -------
    >>> [option.title for option in options_for("melasma")][0]
    'Laser is not first line: a dermatologist first'
    >>> [option.family for option in options_for("acne-scars", {"fractional-1550"})]
    ['fractional-1927', 'picosecond-755', 'fractional-1540']
    """
    unknown = next((family for family in blocked_families if family not in FAMILIES), None)
    if unknown:
        raise BadInput(f"blocked_families = {unknown} is not known; choose of {', '.join(FAMILIES)}")
    open_to = [one for one in _of(concern, "option") if one.family not in blocked_families]
    ranked = sorted(open_to, key=lambda option: _rank(option, phototype))
    return tuple(_told(option, phototype) for option in ranked[:MOST_OPTIONS])


def comparators_for(concern: str) -> tuple[Protocol, ...]:
    """Return one full field and one ablative fractional laser to set beside the options of a concern.

    Example
    -------
    >>> [one.family for one in comparators_for("fine-lines")]
    ['full-field', 'ablative-fractional']
    """
    return _of(concern, "comparator")


def evidence_of(concern: str, family: str) -> Evidence:
    """Return what the studies of a family on a concern amount to; a trial that it lost counts against it.

    Example
    -------
    >>> evidence_of("acne-scars", "fractional-1550").compared, evidence_of("melasma", "fractional-1550").score < 0.0
    (5, True)
    """
    rows = tried(concern, family)
    lost = [
        study for study in studies() if (study.concern, study.against, study.finding) == (concern, family, "better")
    ]
    keys = dict.fromkeys(key for study in (*rows, *lost) for key in study.source)
    people: dict[tuple[str, ...], int] = {}
    for study in rows:
        people[study.source] = max(people.get(study.source, 0), study.people or 0)
    return Evidence(
        studies=len(people),
        people=sum(people.values()),
        compared=len({study.source for study in rows if study.compared}),
        measured=len({study.source for study in rows if study.measure == "measured"}),
        phototypes=tuple(sorted({name for study in rows for name in study.phototypes}, key=_order)),
        score=sum(_points(study) * (-1 if study.finding == "worse" else 1) for study in rows) - sum(map(_points, lost)),
        sources=tuple(keys) or ("Assumption",),
    )


def _order(phototype: str) -> int:
    return ("I", "II", "III", "IV", "V", "VI").index(phototype)


def _points(study: Study) -> float:
    """Return what a study counts: more if it compares, more if it measures."""
    compared, measured = (look_up("efficacy", "ranking", f"{name}_ratio").value for name in ("controlled", "measured"))
    return (compared if study.compared else 1.0) * (measured if study.measure == "measured" else 1.0)


def _rank(option: Protocol, phototype: str | None) -> tuple[bool, bool, float, int]:
    """Return the order of an option: no laser first, the untried last, then by evidence."""
    if option.evidence is None:
        return (False, False, 0.0, 0)
    lacking = option.evidence.studies == 0 or _unstudied(option, phototype)
    return (True, lacking, -option.evidence.score, -option.evidence.people)


def _unstudied(option: Protocol, phototype: str | None) -> bool:
    known = option.evidence.phototypes if option.evidence else ()
    return phototype is not None and bool(known) and phototype not in known


def _told(option: Protocol, phototype: str | None) -> Protocol:
    """Return the option with a reason against it where the phototype was not among those told."""
    if not _unstudied(option, phototype) or option.evidence is None:
        return option
    words = f"Phototype {phototype} is not among those told of its studies."
    return option.model_copy(update={"against": (*option.against, Remark(text=words, sources=option.evidence.sources))})


def _of(concern: str, role: str) -> tuple[Protocol, ...]:
    if concern not in CONCERNS:
        raise BadInput(f"concern = {concern} is not known; choose one of {', '.join(CONCERNS)}")
    return tuple(one for one in protocols() if (one.concern, one.role) == (concern, role))


@cache
def protocols() -> tuple[Protocol, ...]:
    """Return all candidate treatments and comparators, in the order of their file.

    Example
    -------
    >>> protocols()[0].treatment["settings"]["pulse_energy_mJ"]
    20.0
    """
    handpieces = tables("protocols")["handpieces"]
    return tuple(_protocol(entry, handpieces.get(entry.get("handpiece"))) for entry in tables("protocols")["protocols"])


def _protocol(entry: Mapping[str, Any], handpiece: Mapping[str, Any] | None) -> Protocol:
    family = handpiece["family"] if handpiece else None
    return Protocol(
        concern=entry["concern"],
        role=entry["role"],
        kind=entry.get("kind", "laser"),
        family=family,
        title=entry["title"],
        device=handpiece["device"] if handpiece else None,
        settings=_settings(handpiece or {}),
        sessions=_quantity(entry, "sessions"),
        interval_weeks=_quantity(entry, "interval_weeks"),
        treatment=_treatment(handpiece) if handpiece else None,
        evidence=evidence_of(entry["concern"], family) if family else None,
        basis=entry["basis"],
        reasons=_reasons(entry["for"]),
        against=_reasons(entry["against"]),
        site_notes=tuple(entry["site"]),
    )


def _settings(handpiece: Mapping[str, Any]) -> dict[str, Quantity]:
    found = {dial: _quantity(handpiece, dial) for dial in DIALS}
    return {dial: known for dial, known in found.items() if known is not None}


def _treatment(handpiece: Mapping[str, Any]) -> dict[str, Any]:
    settings = {dial: handpiece[dial]["value"] for dial in DIALS if dial in handpiece}
    return {"handpiece": {"device": handpiece["device"]}, "settings": settings}


def _quantity(entry: Mapping[str, Any], name: str) -> Quantity | None:
    if name not in entry:
        return None
    known = sourced(entry[name])
    kind: Literal["study", "assumption"] = "study" if known.mark in READ else "assumption"
    return Quantity(value=known.value, unit=known.unit, low=known.low, high=known.high, kind=kind, sources=known.source)


def _reasons(entries: list[dict[str, Any]]) -> tuple[Remark, ...]:
    return tuple(Remark(text=entry["text"], sources=tuple(entry["source"])) for entry in entries)
