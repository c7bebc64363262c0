"""Outcome: who is screened out, what can go wrong, and what changes."""

from photomend.outcome.course import Change, Later, Step, expected_change
from photomend.outcome.protocols import Protocol, Remark, comparators_for, options_for
from photomend.outcome.risk import Risk, risks
from photomend.outcome.screening import Reason, Screening, screen

__all__ = [
    "Change",
    "Later",
    "Protocol",
    "Reason",
    "Remark",
    "Risk",
    "Screening",
    "Step",
    "comparators_for",
    "expected_change",
    "options_for",
    "risks",
    "screen",
]
