"""Texts for readers: in the signs of print, in plain words, and for a person without any setting of a device."""

from __future__ import annotations

import re

from photomend.catalog import tables

SETTING = re.compile(
    r"\d[\d.,\s–-]*\s*(mJ|J/cm|J per|W\b|ms\b|ps\b|ns\b|per cm|/cm|pass(es)?\b)|\bpass(es)? of\b|microbeam",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
LISTED = "Outside what was studied"
SIGNS = (
    (r"(?<=\d) um\b", " µm"),
    (r"(?<=\d) (degC|C)\b", " °C"),
    (r"\bcm(\^2|2)(?!\d)", "cm²"),
    (r"\bCO2\b", "CO₂"),
    (r"(?<=\d)%", " %"),
)


def typeset(text: str) -> str:
    """Return a text with the signs of print for those of a keyboard.

    Example
    -------
    >>> typeset("down to 120 um, 90% at 45 degC, 125 per cm2 of CO2")
    'down to 120 µm, 90 % at 45 °C, 125 per cm² of CO₂'
    """
    for plain, sign in SIGNS:
        text = re.sub(plain, sign, text)
    return text


def without_settings(text: str) -> str:
    """Return a text without the sentences that hold a setting of a device.

    Of a list of what lies outside the studies the items without a setting stay; any other sentence goes whole, as
    parts of it could mislead.

    Example
    -------
    >>> without_settings("It hurts. Pain rose from 10 to 40 mJ. Cold air helps.")
    'It hurts. Cold air helps.'
    >>> without_settings("Outside what was studied: energy 153 mJ: studies had 4 to 70; neck: few were treated there.")
    'Outside what was studied: neck: few were treated there.'
    """
    return " ".join(kept for one in SENTENCE.split(text) if (kept := _without_settings(one)))


def plain_words(text: str) -> str:
    """Return the plain words for a text that starts as one of the data file, else an empty text.

    Example
    -------
    >>> plain_words("closing: nothing to close")
    'The outer skin is not wounded.'
    """
    return next((entry["text"] for entry in tables("plans")["plain"] if text.startswith(entry["starts"])), "")


def _without_settings(sentence: str) -> str:
    if not SETTING.search(sentence):
        return sentence
    head, _, items = sentence.partition(": ")
    kept = [item for item in items.split("; ") if not SETTING.search(item)]
    return f"{head}: {'; '.join(kept).rstrip('.')}." if head == LISTED and kept else ""
