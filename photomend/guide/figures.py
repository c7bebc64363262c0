"""Figures of the guide: a quantity with a key and a name, what studies tell (``data/claims.toml``), and how it is said.

A rate with k events among n has the interval of Jeffreys, the middle 95 % of Beta(k + 1/2, n - k + 1/2); without an
event it ends at 3 / n, the most that n cases let one exclude.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from photomend.catalog import Sourced, look_up, sourced, tables
from photomend.description import Description
from photomend.outcome.risk import jeffreys
from photomend.result import Quantity

STUDIED = ("claimed", "limits", "follicle", "studies")
NONE_SEEN = 3.0  # events that chance hides in one of twenty samples: -ln 0.05
DIGITS = 2


class Figure(Description):
    """A quantity with its key in the data and its name in words."""

    key: str
    words: str
    quantity: Quantity


@cache
def studied() -> dict[str, Quantity]:
    """Return what the pages claim, what their words are taken to mean, and what studies report, by key.

    Example
    -------
    >>> studied()["recovery_days"].value, studied()["vellus_width_um"].kind
    (3.0, 'assumption')
    """
    return {key: _quantity(entry) for key, entry in _entries().items()}


@cache
def names() -> dict[str, str]:
    """Return the name in words of every figure that has one, by key."""
    own = {key: entry["words"] for key, entry in _entries().items() if "words" in entry}
    return {**own, **tables("claims")["computed"]}


def _entries() -> dict[str, dict[str, Any]]:
    """Return what is told of studies in the files of the guide, by key."""
    table = tables("claims")
    of_claims = {key: entry for name in STUDIED for key, entry in table[name].items()}
    return {**of_claims, **tables("procedures")["figures"]}


def rate(events: int, cases: int, sources: tuple[str, ...], kind: Literal["study", "assumption"] = "study") -> Quantity:
    """Return the share of cases with an event, with its interval.

    Example
    -------
    >>> share = rate(5, 115, ("Clark2013",))
    >>> [round(100.0 * number, 1) for number in (share.low, share.value, share.high)]
    [1.7, 4.3, 9.3]
    >>> rate(0, 1000, ("Graber2008",)).high
    0.003
    """
    low, high = jeffreys(events, cases) if events else (0.0, min(1.0, NONE_SEEN / cases))
    return Quantity(value=events / cases, unit="1", low=low, high=high, kind=kind, sources=sources)


def _quantity(entry: Mapping[str, Any]) -> Quantity:
    """Return an entry as a quantity: a study's where it was read or derived, else an assumption.

    An entry may tell a rate (`events`, `of`), a count that is exact, or the place of a value in another file (`from`).
    """
    if "from" in entry:
        return quantity_of(look_up(*entry["from"]))
    if "count" in entry:
        number = float(entry["count"])
        return quantity_of(Sourced(number, "1", number, number, tuple(entry["source"]), entry["mark"]))
    if "events" in entry:
        return rate(entry["events"], entry["of"], tuple(entry["source"]), _kind(entry["mark"]))
    return quantity_of(sourced(entry))


def quantity_of(known: Sourced) -> Quantity:
    """Return a value of the data as a quantity: a study's where it was read or derived, else an assumption."""
    return Quantity(
        value=known.value,
        unit=known.unit,
        low=known.low,
        high=known.high,
        kind=_kind(known.mark),
        sources=known.source,
    )


def _kind(mark: str) -> Literal["study", "assumption"]:
    return "study" if mark in ("read", "derived") else "assumption"


UNITS = {
    "_um": "{} µm",
    "_share": "{} %",
    "_days": "{} days",
    "_ratio": "{} times",
    "_index": "{} of 10",
    "_USD": "{} US dollars",
    "_K": "{} K",
    "_count": "{}",
    "_sessions": "{}",
    "_months": "{} months",
    "_weeks": "{} weeks",
}
"""How a figure is said, by the end of its key."""


def told(key: str, quantity: Quantity) -> str:
    """Return a figure in words: rounded to two digits, its range behind it where it has one.

    Example
    -------
    >>> told("pain_cold_index", studied()["pain_cold_index"])
    '4 of 10 (2.2 to 5.8)'
    """
    words = UNITS[ending(key)].format(_number(key, quantity.value))
    if words.startswith("1 ") and words.endswith("s"):
        words = words[:-1]
    low, high = (_number(key, end) for end in (quantity.low, quantity.high))
    return words if low == high else f"{words} ({low} to {high})"


def spanned(key: str, quantity: Quantity) -> str:
    """Return a figure in plain words: from its low to its high end, or its value where they are the same.

    Example
    -------
    >>> spanned("erbium_recovery_days", studied()["erbium_recovery_days"])
    '2 to 3 days'
    """
    low, high = (_number(key, end) for end in (quantity.low, quantity.high))
    number = low if low == high else f"{low} to {high}"
    return UNITS[ending(key)].format(number)


def ending(key: str) -> str:
    """Return the end of a key that declares its unit."""
    return next(end for end in UNITS if key.endswith(end))


def _number(key: str, value: float) -> str:
    if key.endswith(("_count", "_sessions", "_USD")):
        return f"{value:.0f}"
    scaled = 100.0 * value if key.endswith("_share") else value
    return f"{float(f'{scaled:.{DIGITS}g}'):.10g}"
