"""What a reader is shown: a person no device setting, not even inside a sentence, and plain words if there are any."""

from __future__ import annotations

import re
from collections.abc import Iterable

from photomend.case import Case
from photomend.plain import plain_words, typeset, without_settings

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
    return without_settings(typeset(text))


def all_worded(texts: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return several texts as this audience is shown them, without those of which nothing is left."""
    return tuple(words for text in texts if (words := worded(text, case)))


def notes_for(notes: Iterable[str], case: Case) -> tuple[str, ...]:
    """Return notes of a healing: for a person the plain words of `data/plans.toml`, where there are any."""
    return all_worded(notes if shows_settings(case) else (plain_words(note) or note for note in notes), case)


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
    return tuple(dict.fromkeys(plain for warning in warnings if (plain := plain_words(warning))))
