"""Frames: the moments of a course that are drawn, from before the first session to half a year after the last.

Days are counted from the first session. Every day has one frame: what a session changes at once shows between the frame
of the day before it and that just after it. Between frames a page may interpolate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from photomend.description import Description

Phase = Literal["before", "days", "weeks", "course", "after"]
FIRST_DAYS = (0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 14.0)
FURTHER_DAYS = (0.0, 0.25, 1.0, 2.0, 3.0, 5.0, 7.0, 14.0)
WEEK = 7.0
HOURS = 24.0
DAYS_PER_MONTH = 365.25 / 12.0
AFTER_MONTHS = (1, 3, 6)
ZERO_DAY = -1.0  # of the frame before everything


class Frame(Description):
    """A moment: days since the first session, the session it follows, and what part of the course it is in."""

    key: str
    title: str
    day: float
    session: int
    phase: Phase


def frames_of(sessions: int, interval_weeks: float) -> tuple[Frame, ...]:
    """Return the frames of a course, days strictly rising.

    Example
    -------
    >>> [frame.title for frame in frames_of(1, 4.0)][:4]
    ['Before', 'Just after', '6 hours after', '12 hours after']
    >>> [frame.day for frame in frames_of(2, 4.0) if frame.session == 2][:3]
    [28.0, 28.25, 29.0]
    """
    before = Frame(key="before", title="Before", day=ZERO_DAY, session=0, phase="before")
    rows = [frame for session in range(1, sessions + 1) for frame in _of_session(session, sessions, interval_weeks)]
    return (before, *rows, *_after(sessions, interval_weeks))


def start_of(session: int, interval_weeks: float) -> float:
    """Return the day of a session, the first on day 0."""
    return WEEK * interval_weeks * (session - 1)


def since(frames: tuple[Frame, ...], interval_weeks: float) -> list[np.ndarray]:
    """Return the days since every session so far, for each frame."""
    return [
        np.array([frame.day - start_of(number, interval_weeks) for number in range(1, frame.session + 1)])
        for frame in frames
    ]


def _of_session(session: int, sessions: int, interval_weeks: float) -> Iterator[Frame]:
    """Yield the frames from a session to the day before the next; of the last, to three weeks after it."""
    days = FIRST_DAYS if session == 1 else FURTHER_DAYS
    last = session == sessions
    end = DAYS_PER_MONTH if last else WEEK * interval_weeks
    weeks = np.arange(3.0, 4.0 if last else interval_weeks) * WEEK if session == 1 or last else ()
    for day in (*(one for one in (*days, *weeks) if one < end - 1.0), *(() if last else (end - 1.0,))):
        yield Frame(
            key=f"s{session}d{day:g}",
            title=_title(session, float(day), ends=not last and day == end - 1.0),
            day=start_of(session, interval_weeks) + float(day),
            session=session,
            phase="course" if session > 1 else "days" if day <= FIRST_DAYS[-1] else "weeks",
        )


def _title(session: int, day: float, ends: bool) -> str:
    if ends:
        return f"The day before session {session + 1}"
    if day == 0.0:
        words = "Just after"
    elif day < 1.0:
        words = f"{HOURS * day:g} hours after"
    elif day > FIRST_DAYS[-1]:
        words = f"Week {day / WEEK:g}"
    else:
        words = f"Day {day:g}"
    return words if session == 1 else f"Session {session}, {words[0].lower()}{words[1:]}"


def _after(sessions: int, interval_weeks: float) -> Iterator[Frame]:
    last = start_of(sessions, interval_weeks)
    which = "the session" if sessions == 1 else "the last session"
    for months in AFTER_MONTHS:
        yield Frame(
            key=f"after{months}m",
            title=f"{months} month{'s' if months > 1 else ''} after {which}",
            day=last + DAYS_PER_MONTH * months,
            session=sessions,
            phase="after",
        )
