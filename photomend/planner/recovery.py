"""The recovery diary: what shows on which day, in words and as the middle of ten people with its spread."""

from __future__ import annotations

from typing import Any

from photomend.case import Case
from photomend.catalog import look_up
from photomend.description import Description
from photomend.healing import Healing
from photomend.planner.audience import notes_for
from photomend.result import HealingFigures, Quantity

DAYS = (0.25, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 10.0, 14.0, 28.0)
SIGNS = {
    "redness": "redness",
    "swelling": "swelling",
    "bronzing": "bronzing",
    "dryness": "dry, flaking skin",
}
GRADES = ("none", "faint", "clear", "strong")


class DiaryDay(Description):
    """One day: each sign on a scale from 0 (none) to 1 (the strongest), its middle and 10 to 90 %, and in words."""

    day: float
    signs: dict[str, Quantity]
    words: str


class Recovery(Description):
    """How a session heals: days to each milestone, and a diary."""

    milestones: HealingFigures
    diary: tuple[DiaryDay, ...]


def recovery_of(healing: Healing, case: Case) -> Recovery:
    """Return milestones and diary of a healing, its notes in the words of the case's audience."""
    notes = notes_for(healing.figures.notes, case)
    return Recovery(
        milestones=healing.figures.model_copy(update={"notes": notes}),
        diary=tuple(_day(healing, day) for day in DAYS),
    )


def _day(healing: Healing, day: float) -> DiaryDay:
    at = healing.course.interp(day=day)
    signs = {name: _sign(at[name], getattr(healing.figures, f"{name}_days").sources) for name in SIGNS}
    told = [f"{SIGNS[name]}: {_words(quantity)}" for name, quantity in signs.items() if quantity.high >= _edge("faint")]
    return DiaryDay(day=day, signs=signs, words="; ".join(told) or "nothing to see")


def _sign(array: Any, sources: tuple[str, ...]) -> Quantity:
    low, middle, high = (float(array.sel(band=band)) for band in (0.1, 0.5, 0.9))
    return Quantity(value=middle, unit="1", low=low, high=high, sources=sources)


def _words(sign: Quantity) -> str:
    least, most = _grade(sign.low), _grade(sign.high)
    return most if least == most else f"{least} to {most}"


def _grade(value: float) -> str:
    return GRADES[sum(value >= _edge(name) for name in GRADES[1:])]


def _edge(name: str) -> float:
    """Return from where on a sign is called so."""
    return look_up("plans", "grades", name).value
