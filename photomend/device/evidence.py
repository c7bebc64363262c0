"""How well a device is known: one letter for what its card says under evidence, gaps aside.

A letter sums up what was found of the device itself, not of its class; a wound that was never looked at under the
microscope and a claim of the maker's do not raise it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from photomend.device.laser import Card

GRADES = {
    "A": "several controlled trials",
    "B": "histology of its wounds, or several series",
    "C": "one or two series or trials",
    "D": "makers', clinics' or recalled figures only, or trials whose device is not known",
}


def evidence_grade(card: Card) -> str:
    """Return the letter of a card, a key of `GRADES`; '' where it has none.

    A: several controlled trials. B: histology of its wounds, or several series. C: one or two series or trials.
    D: makers', clinics' or recalled figures only, or trials whose device is not known.

    Example
    -------
    >>> from photomend.device import card
    >>> evidence_grade(card("starlux-1440"))
    'D'
    """
    return card.text("evidence_grade")


def sources_of(card: Card) -> tuple[str, ...]:
    """Return every reference key that a card uses, those of the whole card first."""
    return tuple(dict.fromkeys((*card.raw.get("sources", ()), *_keys(card.raw))))


def _keys(part: Any) -> Iterator[str]:
    """Yield the keys under every `source` inside a table."""
    for name, inner in part.items() if isinstance(part, dict) else ():
        if name == "source":
            yield from inner
        elif isinstance(inner, dict | list):
            for one in inner if isinstance(inner, list) else (inner,):
                yield from _keys(one)
