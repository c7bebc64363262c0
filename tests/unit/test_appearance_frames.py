"""The moments of a course, and what several sessions make of one sign."""

import numpy as np
import pytest

from photomend.appearance.effects import after_sessions
from photomend.appearance.frames import DAYS_PER_MONTH, frames_of, since, start_of
from photomend.healing.heal import DAYS

COURSES = [(1, 4.0), (2, 2.0), (3, 4.0), (4, 2.6), (6, 3.0), (3, 8.0), (2, 1.0), (12, 6.0)]


@pytest.mark.parametrize(("sessions", "weeks"), COURSES)
def test_days_rise_and_keys_are_unique(sessions: int, weeks: float) -> None:
    frames = frames_of(sessions, weeks)
    assert (np.diff([frame.day for frame in frames]) > 0.0).all()
    assert len({frame.key for frame in frames}) == len(frames)
    assert len({frame.title for frame in frames}) == len(frames)
    assert (frames[0].key, frames[0].phase, frames[0].session) == ("before", "before", 0)


@pytest.mark.parametrize(("sessions", "weeks"), COURSES)
def test_every_session_has_the_moment_before_and_just_after(sessions: int, weeks: float) -> None:
    frames = {frame.key: frame for frame in frames_of(sessions, weeks)}
    for session in range(1, sessions + 1):
        assert frames[f"s{session}d0"].day == pytest.approx(start_of(session, weeks))
        if session > 1:
            ends = f"s{session - 1}d{7.0 * weeks - 1.0:g}"
            assert frames[ends].day == pytest.approx(start_of(session, weeks) - 1.0)
    months = [frames[f"after{month}m"].day - start_of(sessions, weeks) for month in (1, 3, 6)]
    assert months == pytest.approx([DAYS_PER_MONTH * month for month in (1, 3, 6)])


def test_the_first_two_weeks_have_every_day_to_the_seventh() -> None:
    days = [frame.day for frame in frames_of(3, 4.0) if frame.phase == "days"]
    assert set(range(8)) | {0.25, 0.5, 10, 14} == set(days)


def test_phases_follow_one_another() -> None:
    phases = list(dict.fromkeys(frame.phase for frame in frames_of(3, 4.0)))
    assert phases == ["before", "days", "weeks", "course", "after"]


def test_days_since_every_session_so_far() -> None:
    frames = frames_of(2, 4.0)
    ago = dict(zip([frame.key for frame in frames], since(frames, 4.0), strict=True))
    assert ago["before"].size == 0
    assert ago["s1d3"].tolist() == [3.0]
    assert ago["s2d1"].tolist() == [29.0, 1.0]


def test_a_sign_that_is_gone_leaves_the_next_session_alone_and_one_that_is_not_adds_to_it() -> None:
    for lasting, expected in ((1.0, 0.5), (200.0, 0.5 + 0.5 * 0.5 * np.exp(-28.0 / 200.0))):
        sign = 0.5 * np.exp(-DAYS / lasting)[:, None] * np.ones(3)
        found = after_sessions(sign, [np.array([28.0, 0.0])])
        assert found[0] == pytest.approx(np.full(3, expected), abs=1e-3)


def test_signs_never_pass_the_strongest() -> None:
    sign = np.full((DAYS.size, 3), 0.9)
    assert after_sessions(sign, [np.arange(6.0)]).max() < 1.0
