"""Screening: what speaks for waiting, for care, or against a plan. The rules are data (``data/screening.toml``).

A rule fires when every criterion that it states holds; the verdict is the hardest of the rules that fire,

    refuse > postpone > caution > no-flag-found

so a condition more can make it harder and never milder. No verdict is a clearance.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

from photomend.case import FAMILIES, Case, Concern, Condition, Phototype
from photomend.catalog import look_up, tables
from photomend.description import Description, checked
from photomend.skin.anatomy import Site

Verdict = Literal["no-flag-found", "caution", "postpone", "refuse"]
Kind = Literal["model", "study", "prior", "assumption"]
VERDICTS: tuple[Verdict, ...] = ("no-flag-found", "caution", "postpone", "refuse")
"""From the mildest to the hardest."""


class Criteria(Description):
    """When a rule or a line applies: each list that is not empty has to hold one that the case has.

    `under` and `at_least` name an age of the rules.
    """

    conditions: tuple[Condition, ...] = ()
    concerns: tuple[Concern, ...] = ()
    sites: tuple[Site, ...] = ()
    phototypes: tuple[Phototype, ...] = ()
    under: str | None = None
    at_least: str | None = None

    def hold(self, case: Case) -> bool:
        """Return whether a case meets every criterion that is stated."""
        person, goal = case.person, case.goal
        lists: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
            (self.conditions, person.conditions),
            (self.concerns, (goal.concern,)),
            (self.sites, (goal.site,)),
            (self.phototypes, (person.phototype,)),
        )
        young = self.under is None or person.age_years < _age(self.under)
        old = self.at_least is None or person.age_years >= _age(self.at_least)
        return young and old and all(not wanted or set(wanted) & set(found) for wanted, found in lists)


class Saying(Description):
    """What a data file says: to a clinician, and in plain words."""

    text: str
    plain: str

    def to(self, case: Case) -> str:
        """Return the words for whoever is looking."""
        return self.text if case.audience.role == "clinician" else self.plain


class View(Description):
    """One of two views on which authorities differ."""

    who: str
    text: str
    sources: tuple[str, ...]


class Reason(Description):
    """A rule that fired: what it says, how sure that is, and the families of treatment it takes out of a plan.

    `text` holds the views too, where authorities differ.
    """

    id: str
    verdict: Verdict
    text: str
    grade: str
    kind: Kind
    sources: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    views: tuple[View, ...] = ()


class CandidateNote(Description):
    """Whom the studies speak of; `fits` is whether the case is such a one, None where a case cannot tell."""

    id: str
    text: str
    fits: bool | None
    grade: str
    kind: Kind
    sources: tuple[str, ...]


class Screening(Description):
    """The verdict with its reasons, hardest first; families ruled out, whom studies speak of, what was not asked."""

    verdict: Verdict
    statement: str
    reasons: tuple[Reason, ...]
    blocks: tuple[str, ...]
    candidate_notes: tuple[CandidateNote, ...]
    not_asked: tuple[str, ...]


class Face(Description):
    """A view as the data file has it."""

    who: str
    says: Saying
    sources: tuple[str, ...]


class Rule(Description):
    """A rule as the data file has it."""

    id: str
    verdict: Verdict
    when: Criteria
    grade: str
    sources: tuple[str, ...]
    says: Saying
    blocks: tuple[str, ...] = ()
    faces: tuple[Face, ...] = ()


def screen(case: Case) -> Screening:
    """Return the verdict on a case, in the words of its audience; conditions that were not stated are not seen.

    Example
    -------
    >>> from photomend.case import case_of
    >>> found = screen(case_of({"person": {"age_years": 16, "phototype": "II"}, "goal": {"concern": "acne-scars"}}))
    >>> found.verdict, found.reasons[0].id
    ('refuse', 'minor')
    """
    fired = [_reason(rule, case) for rule in rules() if rule.when.hold(case)]
    verdict = hardest(reason.verdict for reason in fired)
    blocked = {family for reason in fired for family in reason.blocks}
    return Screening(
        verdict=verdict,
        statement=checked(Saying, tables("screening")["statements"][verdict]).to(case),
        reasons=tuple(sorted(fired, key=lambda reason: -VERDICTS.index(reason.verdict))),
        blocks=tuple(family for family in FAMILIES if family in blocked),
        candidate_notes=candidate_notes(case),
        not_asked=tuple(tables("screening")["not_asked"]),
    )


def hardest(verdicts: Any) -> Verdict:
    """Return the hardest of some verdicts, the mildest of all where there is none.

    Example
    -------
    >>> hardest(["caution", "postpone"]), hardest([])
    ('postpone', 'no-flag-found')
    """
    return max(verdicts, key=VERDICTS.index, default=VERDICTS[0])


def candidate_notes(case: Case) -> tuple[CandidateNote, ...]:
    """Return whom the studies speak of, and where it can be told whether the case is such a one.

    Example
    -------
    >>> from photomend.case import case_of
    >>> case = case_of({"person": {"age_years": 45, "phototype": "V"}, "goal": {"concern": "acne-scars"}})
    >>> {note.id: note.fits for note in candidate_notes(case)}["lighter-skin"]
    False
    """
    return tuple(_note(entry, case) for entry in tables("screening")["candidates"])


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule of the data file, in its order."""
    return tuple(checked(Rule, _nested(entry), entry["id"]) for entry in tables("screening")["rules"])


def kind_of(grade: str) -> Kind:
    """Return what kind of knowledge a grade is.

    Example
    -------
    >>> kind_of("small trials"), kind_of("expert opinion")
    ('study', 'prior')
    """
    kind: Kind = tables("screening")["grades"][grade]["kind"]
    return kind


def _age(name: str) -> float:
    return look_up("screening", "ages", name).value


def _nested(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of the data file with its words gathered under `says`, and so with its faces."""
    words = {"text", "plain"}
    rest = {key: value for key, value in entry.items() if key not in words}
    faces = {"faces": [_nested(face) for face in entry["faces"]]} if "faces" in entry else {}
    return {**rest, **faces, "says": {name: entry[name] for name in sorted(words)}}


def _reason(rule: Rule, case: Case) -> Reason:
    views = tuple(View(who=face.who, text=face.says.to(case), sources=face.sources) for face in rule.faces)
    said = [rule.says.to(case), *(f"{view.who[0].upper()}{view.who[1:]}: {view.text}" for view in views)]
    return Reason(
        id=rule.id,
        verdict=rule.verdict,
        text=" ".join(said),
        grade=rule.grade,
        kind=kind_of(rule.grade),
        sources=tuple(dict.fromkeys([*rule.sources, *(key for view in views for key in view.sources)])),
        blocks=rule.blocks,
        views=views,
    )


def _note(entry: dict[str, Any], case: Case) -> CandidateNote:
    says = Saying(text=entry["text"], plain=entry["plain"])
    when = checked(Criteria, entry["when"], entry["id"]) if "when" in entry else None
    return CandidateNote(
        id=entry["id"],
        text=says.to(case),
        fits=None if when is None else when.hold(case),
        grade=entry["grade"],
        kind=kind_of(entry["grade"]),
        sources=entry["sources"],
    )
