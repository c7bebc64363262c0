"""Every published row predicted again by the response that was derived: which hold, and which do not.

A share of people holds if the prediction lies in the 95 % interval of sampling (Wilson) about the published one, a
mean if the two are within 5 points, a direction if it is the same. `python -m photomend.outcome.repredicted` prints the
table of the decision page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from scipy.special import ndtr

from photomend.catalog import look_up
from photomend.outcome.course import EDGE, expected_change
from photomend.outcome.response import Response, courses, mean_removed, responses, share_between
from photomend.outcome.studies import Grade, Group, Study, groups, studies, studies_of

NORMAL_95 = 1.96
MEAN_WITHIN = 0.05
ALIKE_WITHIN = 0.05
Verdict = Literal["held", "not held", "not predicted"]


class Check(NamedTuple):
    """One published figure and its prediction, in words; `fitted` if the response was derived from it."""

    id: str
    published: str
    predicted: str
    verdict: Verdict
    fitted: bool


def checks() -> tuple[Check, ...]:
    """Return a check for every published figure, in the order of the studies' file.

    Example
    -------
    >>> [check.verdict for check in checks() if check.id == "wind-2010"]
    ['held']
    """
    return tuple(check for study in studies() for check in _checks(study))


def _group(study: Study) -> Group | None:
    return next((group for group in groups() if not group.lender and study in studies_of(group)), None)


def _checks(study: Study) -> list[Check]:
    group = _group(study)
    if group is None or study.family == "not-told":
        return [Check(study.id, study.meaning, "no concern or no family of a plan", "not predicted", False)]
    response = responses().get((group.id, study.measure))
    found = [_grade(study, grade, group, response) for grade in study.grades]
    if study.mean_change is not None and response is not None:
        found.extend(_mean(row, response) for row in _readings(study))
    if study.use == "order" and (study.against or study.finding != "no-difference"):
        found.append(_direction(study, group))
    return found or [Check(study.id, study.meaning, "no figure to predict", "not predicted", False)]


def _readings(study: Study) -> list[Study]:
    """Return a study as one row per reading: its own, those later, one earlier."""
    rows = [study, *(_reading(study, row) for row in study.later)]
    return [*rows, _reading(study, study.earlier)] if study.earlier else rows


def _reading(study: Study, row: Mapping[str, float]) -> Study:
    """Return a study as it was read at another time."""
    sessions = (int(row["sessions"]),) * 2 if "sessions" in row else study.sessions
    return replace(
        study, use="check", sessions=sessions, follow_up_months=row["months"], mean_change=row["mean_change"]
    )


def _mean(study: Study, response: Response) -> Check:
    assert study.mean_change is not None
    months = study.follow_up_months or look_up("efficacy", "schedule", "follow_up_months").value
    kept = 1.0
    if study.concern == "melasma" and months in (3.0, 6.0):
        kept = look_up("efficacy", "melasma", f"kept_{months:g}_months_share").value
    predicted = kept * mean_removed(study, response)
    told = f"mean {_percent(study.mean_change)} after {courses(study)[-1]} sessions, month {months:g}"
    held = abs(predicted - study.mean_change) <= MEAN_WITHIN
    return Check(study.id, told, _percent(predicted), "held" if held else "not held", study.use == "fit")


def _grade(study: Study, grade: Grade, group: Group, response: Response | None) -> Check:
    told = f"{_percent(grade.share)} of people at {100 * grade.above:.3g}-{100 * grade.up_to:.3g} %"
    if group.no_gain:
        most = look_up("efficacy", "melasma", "photo_graded_1550_share").high
        predicted = float(ndtr(EDGE * grade.up_to / most) - ndtr(EDGE * grade.above / most))
    elif response is not None:
        predicted = float(share_between(study, grade.above, grade.up_to, response.mu, response.sigma))
    else:
        return Check(study.id, told, "no grades to go by", "not predicted", False)
    low, high = sampling(grade.share, study.people or 1)
    verdict: Verdict = "held" if low <= predicted <= high else "not held"
    return Check(study.id, told, _percent(predicted), verdict, study.use == "fit")


def sampling(share: float, people: int) -> tuple[float, float]:
    """Return the 95 % interval of sampling about a share of people (Wilson).

    Example
    -------
    >>> [round(end, 2) for end in sampling(0.35, 45)]
    [0.23, 0.5]
    """
    z2 = NORMAL_95**2
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = NORMAL_95 / (1 + z2 / people) * math.sqrt(share * (1 - share) / people + z2 / (4 * people**2))
    return middle - half, middle + half


def _direction(study: Study, group: Group) -> Check:
    """Return whether the medians after the study's course stand as it found them."""
    own, other = (_median(study, family) for family in (study.family, study.against or study.family))
    held = {
        "better": own > other,
        "no-difference": abs(own - other) <= ALIKE_WITHIN,
        "worse": own <= 0.0,
        "gain": own > 0.0,
    }[study.finding]
    told = f"median {_percent(own)}" + (f" against {_percent(other)}" if study.against else "")
    return Check(study.id, study.meaning, told, "held" if held else "not held", False)


def _median(study: Study, family: str) -> float:
    """Return the median after a course, of the study's measure, else of the other."""
    most = study.sessions[1] if study.sessions else 3
    last = expected_change(study.concern, family, most, site="periorbital").steps[-1]
    wanted = (last.measured, last.photo_graded)
    known = [share for share in (wanted if study.measure == "measured" else wanted[::-1]) if share is not None]
    return known[0].value


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def table() -> str:
    """Return the checks as rows of a table in Markdown."""
    rows = [
        f"| {check.id} | {check.published}{' (fitted)' * check.fitted} | {check.predicted} | {check.verdict} |"
        for check in checks()
    ]
    return "\n".join(["| study | published | predicted | |", "| --- | --- | --- | --- |", *rows])


if __name__ == "__main__":
    print(table())
