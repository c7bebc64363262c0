"""Gains: the share of lines, scars and spots that is gone, by instrument, as a course tells it, never more.

Photographs are graded two to three times as well as instruments find; pictures follow the instruments. Where none
measured a change, a declared share of the grades stands for what one would find. No picture goes beyond the mean change
of the best published course of its kind of treatment, nor beyond a share of what was left in every session. Melasma is
shown with no gain or worse [Wind2010].
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from photomend.appearance.effects import Channel, Fact, Kind
from photomend.appearance.frames import DAYS_PER_MONTH, start_of
from photomend.case import Person
from photomend.catalog import Sourced, look_up, tables
from photomend.healing import Wound
from photomend.outcome import Change, Later, Step, expected_change
from photomend.outcome.response import responses
from photomend.outcome.studies import Measure, group_of
from photomend.result import Quantity

CONCERN_OF: Mapping[Channel, str] = {"lines": "fine-lines", "scars": "acne-scars", "spots": "brown-spots"}
"""Whose course a channel follows, unless the concern itself speaks for the channel."""
OWN: Mapping[str, Channel] = {
    "photoageing": "lines",
    "surgical-scars": "scars",
    "blotchiness": "spots",
    "melasma": "spots",
}
MELASMA = "melasma"
TITLES: Mapping[Channel, str] = {"lines": "Fine lines", "scars": "Scars", "spots": "Brown spots"}


class Gain(NamedTuple):
    """The share that is gone after each session, then 3 and 6 months after the last: (moment, band), and its fact."""

    shares: np.ndarray
    fact: Fact


class _Read(NamedTuple):
    """Shares (moment, band) before any limit, and whether photographs had to stand in for instruments."""

    shares: np.ndarray
    graded: bool
    kind: Kind
    sources: tuple[str, ...]


def gain_of(
    channel: Channel, concern: str, family: str, sessions: int, person: Person, wound: Wound | None = None
) -> Gain:
    """Return the gain of a channel in a course; 0 where nothing is known.

    Example
    -------
    >>> gain = gain_of("scars", "acne-scars", "picosecond-755", 6, Person(age_years=30.0, phototype="III"))
    >>> bool(0.0 < gain.shares[5, 1] <= gain.shares[-1, 2] <= 0.27)
    True
    """
    asked = concern if OWN.get(concern) == channel else CONCERN_OF[channel]
    if concern == MELASMA and channel != "spots":
        words = "What treatments of melasma do to this was not read."
        return Gain(np.zeros((sessions + 2, 3)), _fact(channel, asked, None, words))
    change = expected_change(asked, family, sessions, person, wound, None if wound else "cheek")
    read = _read(change, asked)
    if read is None:
        return Gain(np.zeros((sessions + 2, 3)), _fact(channel, asked, None, _not_known(asked, change)))
    limited = _limited(read, asked, family, sessions)
    return Gain(limited, _fact(channel, asked, read, _unknown(asked, read)))


def at_days(gain: Gain, days: np.ndarray, interval_weeks: float) -> np.ndarray:
    """Return a gain by day since the first session, (day, band): linear between what is told.

    What is told of a session is what the next visit sees, a month after the last one.
    """
    sessions = gain.shares.shape[0] - 2
    last = start_of(sessions, interval_weeks)
    visits = [start_of(session + 1, interval_weeks) for session in range(1, sessions)]
    told = [0.0, *visits, *(last + DAYS_PER_MONTH * months for months in (1, 3, 6))]
    shares = np.vstack([np.zeros(3), gain.shares])
    return np.stack([np.interp(days, told, column) for column in shares.T], axis=1)


def most_published(concern: str, family: str, measure: Measure) -> float:
    """Return the largest mean change of a course among the studies that a family's response stands on; 0 for none.

    Example
    -------
    >>> round(most_published("acne-scars", "picosecond-755", "measured"), 3)
    0.27
    """
    group = group_of(concern, family)
    response = responses().get((group.lender or group.id, measure)) if group else None
    if response is None:
        return 0.0
    means = [study.mean_change or 0.0 for study in response.studies]
    later = [row["mean_change"] for study in response.studies for row in study.later]
    return max([*means, *later])


def _read(change: Change, concern: str) -> _Read | None:
    """Return what a course tells, by instrument or else as a share of the grades; None where it tells neither."""
    rows: list[Step | Later] = [*change.steps[1:], *change.later[:2]]
    measured = _columns([row.measured for row in rows])
    if measured is not None:
        first = change.steps[-1].measured
        assert first is not None
        return _Read(np.minimum(measured, 0.0) if concern == MELASMA else measured, False, first.kind, first.sources)
    graded = _columns([row.photo_graded for row in rows])
    if graded is None or concern == MELASMA:
        return None
    last = change.steps[-1].photo_graded
    assert last is not None
    keys = tuple(dict.fromkeys([*last.sources, *_ratio().source]))
    return _Read(_ratio().value * graded, True, "assumption", keys)


def _columns(told: list[Quantity | None]) -> np.ndarray | None:
    known = [(one.low, one.value, one.high) for one in told if one is not None]
    return np.array(known) if len(known) == len(told) else None


def _limited(read: _Read, concern: str, family: str, sessions: int) -> np.ndarray:
    """Return shares within the figure of the best course and within what a session may show."""
    most = _ceiling(concern, family, read.graded)
    a_session = look_up("appearance", "course", "most_per_session_share").value
    passed = np.minimum(np.arange(1, sessions + 3), sessions)
    return np.minimum(read.shares, np.minimum(most, 1.0 - (1.0 - a_session) ** passed)[:, None])


def _ceiling(concern: str, family: str, graded: bool) -> float:
    """Return the change of the best published course; of grades, their share that stands for instruments."""
    group = group_of(concern, family)
    assert group is not None
    measure: Measure = "photo-graded" if graded else "measured"
    lender = next((one for one in tables("efficacy")["ceilings"] if one == (group.lender or concern)), concern)
    middle = look_up("efficacy", "ceilings", lender, measure, "middle_share").value
    if graded:
        return _ratio().value * middle
    published = most_published(concern, family, measure)
    return min(middle, published) if published > 0.0 else middle


def _ratio() -> Sourced:
    return look_up("appearance", "course", "measured_of_graded_share")


def _fact(channel: Channel, concern: str, read: _Read | None, unknown: str | None) -> Fact:
    words = concern.replace("-", " ")
    if read is None:
        caption = f"Nothing is shown of {words}."
    elif concern == MELASMA:
        caption = "Melasma is shown unchanged or darker: trials disagree, pigment comes back, and lasers can darken it."
    else:
        caption = (
            f"The share of {words} that is gone as instruments find it, not as photographs are graded; low, typical "
            "and high are 10, 50 and 90 % of people, none beyond the mean of the best published course."
        )
    return Fact(
        title="Melasma" if concern == MELASMA else TITLES[channel],
        kind=read.kind if read else "assumption",
        sources=read.sources if read else ("Assumption",),
        caption=caption,
        unknown=unknown,
    )


def _unknown(concern: str, read: _Read) -> str | None:
    if concern == MELASMA:
        return "By how much melasma fades or darkens is not known well enough to be drawn as a gain."
    if not read.graded:
        return None
    ratio, words = _ratio(), concern.replace("-", " ")
    return (
        f"No instrument measured {words}: assumed are {100 * ratio.value:.0f} % ({100 * ratio.low:.0f} to "
        f"{100 * ratio.high:.0f}) of what photographs were graded."
    )


def _not_known(concern: str, change: Change) -> str:
    why = change.why[0] if change.why else "no figure was read"
    return f"What this does to {concern.replace('-', ' ')} is not known: {why}."
