"""What a reader is shown: a person no device setting, not even inside a sentence, and plain words if there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable

from photomend.case import Case
from photomend.catalog import tables
from photomend.planner.words import typeset

SETTING = re.compile(
    r"\d[\d.,\s–-]*\s*(mJ|J/cm|J per|W\b|ms\b|ps\b|ns\b|per cm|/cm|pass(es)?\b)|\bpass(es)? of\b|microbeam",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
LISTED = "Outside what was studied"
REMEDY = re.compile(
    r"(; (raise|lower) numerics\.\w+|, or set physics\..*|: lower density or energy.*|: cool for a shorter time.*)$"
)


def shows_settings(case: Case) -> bool:
    """Return whether the audience is shown device settings."""
    return case.audience.role == "clinician"


def worded(text: str, case: Case) -> str:
    """Return a text as this audience is shown it: for a person without what holds a setting.

    Of a list of what lies outside the studies the items without a setting stay; any other sentence goes whole, as
    parts of it could mislead.

    Example
    -------
    >>> from photomend.case import case_of
    >>> case = case_of({"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}})
    >>> worded("It hurts. Pain rose from 10 to 40 mJ. Cold air helps.", case)
    'It hurts. Cold air helps.'
    >>> worded("Outside what was studied: energy 153 mJ: studies had 4 to 70; neck: few were treated there.", case)
    'Outside what was studied: neck: few were treated there.'
    """
    if shows_settings(case):
        return typeset(text)
    return " ".join(kept for one in SENTENCE.split(typeset(text)) if (kept := _without_settings(one)))


def all_worded(texts: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return several texts as this audience is shown them, without those of which nothing is left."""
    return tuple(words for text in texts if (words := worded(text, case)))


def notes_for(notes: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return notes of a healing: for a person the plain words of `data/plans.toml`, where there are any."""
    return all_worded(notes if shows_settings(case) else (_plain(note) or note for note in notes), case)


def cautions_for(warnings: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return warnings of a simulation without their remedies, which are for who runs it; for a person in plain words.

    Example
    -------
    >>> from photomend.case import case_of
    >>> clinician = {"audience": {"role": "clinician"}, "person": {"age_years": 45, "phototype": "III"}}
    >>> case = case_of({**clinician, "goal": {"concern": "acne-scars"}})
    >>> cautions_for(["not settled: 66.0 C at the end; raise numerics.settle_s"], case)
    ('not settled: 66.0 °C at the end',)
    """
    if shows_settings(case):
        return tuple(typeset(REMEDY.sub("", warning)) for warning in warnings)
    return tuple(dict.fromkeys(plain for warning in warnings if (plain := _plain(warning))))


def _plain(text: str) -> str:
    """Return the plain words for a text that starts as one of the data file, else an empty text."""
    return next((entry["text"] for entry in tables("plans")["plain"] if text.startswith(entry["starts"])), "")


def _without_settings(sentence: str) -> str:
    if not SETTING.search(sentence):
        return sentence
    head, _, items = sentence.partition(": ")
    kept = [item for item in items.split("; ") if not SETTING.search(item)]
    return f"{head}: {'; '.join(kept).rstrip('.')}." if head == LISTED and kept else ""
