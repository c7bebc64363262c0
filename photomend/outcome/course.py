"""A course of sessions: what changes after each, as instruments measure it and as photographs are graded, side by side.

X_n = 1 - (1 - r)^n of the severity is gone after n sessions once it has matured, one r per person
(`photomend.outcome.response`), never more than the most that was published. Bands hold the middle 80 % of people. A
case outside what was studied has a wider band and says why. The clinic sets the scale: a simulated wound only ranks.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from scipy.special import ndtr, ndtri

from photomend.case import CONCERNS, FAMILIES, Person
from photomend.catalog import Sourced, look_up, tables
from photomend.description import BadInput, Description
from photomend.healing.wound import Wound
from photomend.outcome.protocols import Protocol, comparators_for, options_for
from photomend.outcome.response import Response, removed, responses
from photomend.outcome.scope import Scope, scope_of, wavelengths, words_of
from photomend.outcome.studies import Measure
from photomend.result import Quantity

__all__ = [
    "Change", "Later", "Protocol", "Step", "comparators_for", "expected_change", "options_for",
]  # fmt: skip

EDGE = float(ndtri(0.9))  # the band: 10 to 90 % of people
Z = np.linspace(-6.0, 6.0, 1201)
NEXT_VISIT_MONTHS = 1  # what is told of a session is what the next visit sees
AFTER_MONTHS = (3, 6)
MOST_SESSIONS = 20


class Step(Description):
    """What is gone of the severity a month after a session; session 0 is before the course."""

    session: int
    measured: Quantity | None
    photo_graded: Quantity | None
    no_visible_change: Quantity | None


class Later(Description):
    """What is gone some months after the last session; None where it is not known."""

    months: int
    measured: Quantity | None
    photo_graded: Quantity | None
    statement: str


class Change(Description):
    """The expected course of one concern under one family of treatment.

    Values are medians over people, low and high the 10 and 90 % of people; negative is worse than before. `why` says
    what lies outside the studies, `notes` what else to know.
    """

    concern: str
    family: str
    sessions: int
    steps: tuple[Step, ...]
    later: tuple[Later, ...]
    follow_up_months: Quantity | None
    statement: str
    durability: str
    outside_tested_range: bool
    why: tuple[str, ...]
    notes: tuple[str, ...]
    kind: Literal["study", "prior", "assumption"]
    sources: tuple[str, ...]


class _Told(NamedTuple):
    """How one measure of a course is told: its response (None where there is none), spread, kind and sources.

    `lent` says that the family has no figure of its own in this measure.
    """

    measure: Measure
    response: Response | None
    lent: bool
    wider: float
    kind: Literal["prior", "assumption"]
    sources: tuple[str, ...]


def expected_change(
    concern: str,
    family: str,
    sessions: int,
    person: Person | None = None,
    wound: Wound | None = None,
    site: str | None = None,
) -> Change:
    """Return what a course of 1 to 20 `sessions` is expected to change, after each and in the months after the last.

    Shares of the severity (1 = all gone). Beyond the most sessions that were studied the figures stay as they are.
    `site` is needed for laxity, of which eyelids alone were studied; a wound knows its site.
    [Alster2007] [Brauer2014] [Wind2010]; derivation in ``docs/decisions/0023-course.md``.

    Example
    -------
    >>> change = expected_change("acne-scars", "fractional-1550", 3)
    >>> last = change.steps[-1]
    >>> round(last.measured.value, 2), round(last.photo_graded.value, 2)
    (0.26, 0.7)
    >>> change.later[-1].months, change.later[-1].measured, change.later[-1].statement
    (14, None, 'Beyond 14 months nothing is known.')
    """
    _refuse(concern, family, sessions)
    scope = scope_of(concern, family, sessions, person, wound, site)
    if scope.group is None:
        return _unknown(scope)
    told = (_told(scope, "measured"), _told(scope, "photo-graded"))
    if scope.group.no_gain:
        steps, later = _no_gain(scope)
    else:
        steps = tuple(_step(scope, told, session) for session in range(sessions + 1))
        later = tuple(_later(scope, told, months) for months in AFTER_MONTHS)
    return Change(
        concern=concern,
        family=family,
        sessions=sessions,
        steps=steps,
        later=(*later, _beyond()),
        follow_up_months=scope.follow_up(),
        statement=_statement(scope, steps),
        durability=_durability(concern),
        outside_tested_range=bool(scope.why),
        why=scope.why,
        notes=(*scope.notes, *(_not_own(scope, one) for one in told if one.lent or one.response is None)),
        kind="assumption" if scope.borrowed or scope.group.no_gain else "prior",
        sources=scope.sources,
    )


def _not_own(scope: Scope, told: _Told) -> str:
    """Return in words whose figures a measure shows, or that it has none."""
    kind = "figures of instruments and counts" if told.measure == "measured" else "grades of photographs"
    if scope.group is not None and scope.group.no_gain:
        return f"How far {kind} of {words_of(scope.concern)} went was not read: assumed."
    if told.response is None:
        return f"No {kind} of {words_of(scope.concern)} were read."
    return f"No {kind} of this family were read; those shown are of {wavelengths(told.response.studies)}."


def _refuse(concern: str, family: str, sessions: int) -> None:
    if concern not in CONCERNS:
        raise BadInput(f"concern = {concern} is not known; choose one of {', '.join(CONCERNS)}")
    if family not in FAMILIES:
        raise BadInput(f"family = {family} is not known; choose one of {', '.join(FAMILIES)}")
    if not 1 <= sessions <= MOST_SESSIONS:
        raise BadInput(f"sessions = {sessions} is not between 1 and {MOST_SESSIONS}; give a number between them")


def _told(scope: Scope, measure: Measure) -> _Told:
    """Return how one measure is told; a measure of which this family has no figure of its own is wider."""
    assert scope.group is not None
    response = responses().get((scope.group.lender or scope.group.id, measure))
    if response is None:
        return _Told(measure, None, False, 1.0, "assumption", ())
    lent = not scope.borrowed and scope.family not in {study.family for study in response.studies}
    wider = look_up("efficacy", "spread", "borrowed_factor").value ** (len(scope.widening) + lent)
    keys = [key for study in response.studies for key in study.source]
    kind: Literal["prior", "assumption"] = "assumption" if scope.borrowed or lent else "prior"
    return _Told(measure, response, lent, wider, kind, tuple(dict.fromkeys([*keys, "Assumption"])))


def _step(scope: Scope, told: tuple[_Told, _Told], session: int) -> Step:
    measured, graded = (_gone(scope, one, session, NEXT_VISIT_MONTHS) for one in told)
    seen = told[1] if told[1].response is not None else told[0]
    return Step(
        session=session,
        measured=measured,
        photo_graded=graded,
        no_visible_change=_no_visible_change(scope, seen, session),
    )


def _gone(scope: Scope, told: _Told, session: int, months: int) -> Quantity | None:
    """Return the share gone: min(X_n, the most published), times what a relapse leaves."""
    if told.response is None:
        return None
    r = told.response.at([-EDGE, 0.0, EDGE], told.wider)
    X = removed(r, min(session, scope.most_sessions), months, told.response.tau)
    middle, person = (_ceiling(scope, told.measure, name) for name in ("middle_share", "person_share"))
    kept = _kept(scope.concern, months)
    low, value, high = kept * np.minimum(X, (middle, middle, person))
    return Quantity(value=value, unit="1", low=low, high=high, kind=told.kind, sources=told.sources)


def _ceiling(scope: Scope, measure: Measure, name: str) -> float:
    assert scope.group is not None
    return look_up("efficacy", "ceilings", scope.group.lender or scope.concern, measure, name).value


def _kept(concern: str, months: int) -> float:
    """Return the share of a change that is left after months: melasma comes back [Polder2012]."""
    if concern != "melasma" or months == NEXT_VISIT_MONTHS:
        return 1.0
    return look_up("efficacy", "melasma", f"kept_{months}_months_share").value


def _no_visible_change(scope: Scope, told: _Told, session: int) -> Quantity | None:
    """Return the share of people whose change is below what is seen: P(X_n < v), v with its range."""
    if told.response is None:
        return None
    v = look_up("efficacy", "visible", "least_share")
    if session == 0:
        return Quantity(value=1.0, unit="1", low=1.0, high=1.0, kind=told.kind, sources=told.sources)
    r = told.response.at(Z, told.wider)
    X = removed(r, min(session, scope.most_sessions), NEXT_VISIT_MONTHS, told.response.tau)
    value, low, high = ndtr(np.interp([v.value, v.low, v.high], X, Z))
    return Quantity(value=value, unit="1", low=low, high=high, kind="assumption", sources=told.sources)


def _later(scope: Scope, told: tuple[_Told, _Told], months: int) -> Later:
    measured, graded = (_gone(scope, one, scope.sessions, months) for one in told)
    return Later(
        months=months,
        measured=measured,
        photo_graded=graded,
        statement=f"{months} months after the last session"
        + ("; pigment has come back in part." if scope.concern == "melasma" else "."),
    )


def _beyond() -> Later:
    months = int(look_up("efficacy", "schedule", "known_until_months").value)
    words = f"Beyond {months} months nothing is known."
    return Later(months=months, measured=None, photo_graded=None, statement=words)


def _no_gain(scope: Scope) -> tuple[tuple[Step, ...], tuple[Later, ...]]:
    """Return a course without gain, worse as likely as better; more sessions change nothing of that."""
    entries = [look_up("efficacy", "melasma", f"{measure}_1550_share") for measure in ("measured", "photo_graded")]
    measured, graded = (_as_told(entry, scope) for entry in entries)
    nothing = measured.with_(value=0.0, low=0.0, high=0.0)
    v = look_up("efficacy", "visible", "least_share")
    shares = [float(ndtr(EDGE * end / graded.high)) for end in (v.value, v.low, v.high)]
    unseen = graded.with_(value=shares[0], low=shares[1], high=shares[2])
    everyone = nothing.with_(value=1.0, low=1.0, high=1.0)
    before = Step(session=0, measured=nothing, photo_graded=nothing, no_visible_change=everyone)
    steps = tuple(
        Step(session=session, measured=measured, photo_graded=graded, no_visible_change=unseen)
        for session in range(1, scope.sessions + 1)
    )
    words = "{} months after the last session: no gain, or more pigment than before."
    later = tuple(
        Later(months=months, measured=measured, photo_graded=graded, statement=words.format(months))
        for months in AFTER_MONTHS
    )
    return (before, *steps), later


def _as_told(entry: Sourced, scope: Scope) -> Quantity:
    wider = look_up("efficacy", "spread", "borrowed_factor").value ** len(scope.widening)
    low, high = max(-1.0, wider * entry.low), min(1.0, wider * entry.high)
    return Quantity(value=entry.value, unit="1", low=low, high=high, kind="assumption", sources=entry.source)


def _unknown(scope: Scope) -> Change:
    steps = tuple(
        Step(session=session, measured=None, photo_graded=None, no_visible_change=None)
        for session in range(scope.sessions + 1)
    )
    words = "Not known."
    later = tuple(Later(months=months, measured=None, photo_graded=None, statement=words) for months in AFTER_MONTHS)
    return Change(
        concern=scope.concern,
        family=scope.family,
        sessions=scope.sessions,
        steps=steps,
        later=(*later, _beyond()),
        follow_up_months=None,
        statement=f"What this changes is not known: {scope.why[0]}.",
        durability="Not known.",
        outside_tested_range=True,
        why=scope.why,
        notes=scope.notes,
        kind="assumption",
        sources=scope.sources,
    )


def _durability(concern: str) -> str:
    held: str = tables("efficacy")["durability"][concern]["text"]
    return f"{held} Beyond 14 months nothing is known."


def _statement(scope: Scope, steps: tuple[Step, ...]) -> str:
    """Return the course in words: both yardsticks, how many see nothing after one session, what sets the scale."""
    if scope.group is not None and scope.group.no_gain:
        return f"No gain is expected, and worse is possible: {scope.group.because}."
    last, first = steps[-1], steps[1]
    told = [
        f"{words} {_percent(share)} of the severity gone"
        for words, share in (
            ("instruments and counts find", last.measured),
            ("photographs are graded", last.photo_graded),
        )
        if share is not None
    ]
    unseen = first.no_visible_change
    seen = f" No visible change is a common result after one session: {_percent(unseen)} of people." if unseen else ""
    both = " They are two yardsticks, not one range." if len(told) > 1 else ""
    sessions = "1 session" if scope.sessions == 1 else f"{scope.sessions} sessions"
    return f"After {sessions} {', and '.join(told)}.{both}{seen}"


def _percent(share: Quantity) -> str:
    return f"{100 * share.value:.0f} % ({100 * share.low:.0f} to {100 * share.high:.0f})"
