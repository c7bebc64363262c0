"""What a plan holds: options with their figures, three kinds of treatment side by side, questions, sources."""

from __future__ import annotations

from typing import Literal

from photomend.case import Case
from photomend.description import Description
from photomend.outcome import Change, Risk, Screening
from photomend.planner.care import CareLine, Watch
from photomend.planner.cost import CostEstimate
from photomend.planner.recovery import Recovery
from photomend.planner.stated import StatedWound
from photomend.planner.wounds import WoundFigures
from photomend.result import Quantity

Grade = Literal["model", "study", "prior", "assumption"]


class Line(Description):
    """A statement with what kind of knowledge it is and its sources."""

    text: str
    kind: Grade
    sources: tuple[str, ...]


class Option(Description):
    """One possibility, not a directive: what it rests on, what it may change, cost and do.

    Shares are of 1. `basis` says what stands behind it, `site_notes` where it was tried. `device` and `settings`,
    published ranges, are there for a clinician only. What does not apply or is not known is None. `stated_wound` is
    there where a clinician states one and it can be looked for; where it cannot, `stated_wound_why` says why.
    """

    title: str
    kind: Literal["laser", "no-laser"]
    family: str | None
    sessions: Quantity | None
    interval_weeks: Quantity | None
    basis: Line | None
    reasons: tuple[Line, ...]
    against: tuple[Line, ...]
    site_notes: tuple[Line, ...]
    outside_tested_range: bool
    outside_reasons: tuple[str, ...]
    expected_change: Change | None
    wound: WoundFigures | None
    recovery: Recovery | None
    risks: tuple[Risk, ...]
    cost: CostEstimate | None
    pain: Quantity | None
    comfort: tuple[CareLine, ...]
    eye_protection: tuple[CareLine, ...]
    watch: Watch | None
    test_spot: tuple[CareLine, ...]
    before: tuple[CareLine, ...]
    aftercare: tuple[CareLine, ...]
    call_if: tuple[CareLine, ...]
    warnings: tuple[str, ...]
    device: str | None = None
    device_title: str | None = None
    settings: dict[str, Quantity] | None = None
    stated_wound: StatedWound | None = None
    stated_wound_why: str | None = None


class KindOfTreatment(Description):
    """One kind of treatment on this skin, for setting it beside others."""

    title: str
    family: str
    wound: WoundFigures
    sessions: Quantity | None
    closed_days: Quantity | None
    redness_days: Quantity | None
    hyperpigmentation: Quantity | None
    measured: Quantity | None
    photo_graded: Quantity | None
    pain: Quantity | None
    cost: CostEstimate | None
    notes: tuple[str, ...]


class Plan(Description):
    """A plan: the case, the screening, options in the order of their evidence, kinds side by side, questions."""

    version: str
    case: Case
    notice: str
    screening: Screening
    options: tuple[Option, ...]
    comparison: tuple[KindOfTreatment, ...]
    questions: tuple[Line, ...]
    sources: tuple[str, ...]
