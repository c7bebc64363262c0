"""What the catalogue and published tables say to the claims: the lasers a page names, prices, reflectance of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from photomend.catalog import columns, look_up, tables
from photomend.device import card, cards
from photomend.device.evidence import sources_of
from photomend.guide.figures import quantity_of, studied
from photomend.result import Quantity

WAVELENGTH_ERROR_NM = 1.0


def count_named(test: Callable[[dict[str, Any]], bool]) -> Quantity:
    """Return the number of lasers the page names that pass a test against the catalogue.

    Example
    -------
    >>> count_named(is_known).value == count_named(lambda entry: True).value
    True
    """
    named = tables("claims")["named"]
    passed = float(sum(test(entry) for entry in named))
    known = [cards()[entry["name"]] for entry in named if is_known(entry)]
    sources = tuple(dict.fromkeys(key for one in known for key in sources_of(one)))
    return Quantity(value=passed, unit="1", low=passed, high=passed, kind="study", sources=sources)


def is_known(entry: dict[str, Any]) -> bool:
    """Return whether a named laser is in the catalogue."""
    return entry["name"] in cards()


def matches(entry: dict[str, Any]) -> bool:
    """Return whether the catalogue has a named laser at the wavelength given."""
    known = cards()[entry["name"]].value("wavelength_nm") if is_known(entry) else None
    return known is not None and abs(known.value - entry["wavelength_nm"]) <= WAVELENGTH_ERROR_NM


def has_medium(entry: dict[str, Any]) -> bool:
    """Return whether the page names the medium of a laser."""
    return "medium" in entry


def is_sure(entry: dict[str, Any]) -> bool:
    """Return whether the catalogue has the medium that is named, without a doubt added."""
    return has_medium(entry) and is_known(entry) and card(entry["name"]).text("medium") == entry["medium"]


def price(kind: str) -> Quantity:
    """Return a published price of a session, US dollars: of the page (non_ablative) or of clinics.

    Example
    -------
    >>> price("non_ablative").low
    1031.0
    """
    return quantity_of(look_up("costs", kind, "per_session_USD"))


def price_date() -> str:
    """Return the date of the page's price, as year, month and day."""
    return str(tables("costs")["non_ablative"]["date"])


def price_of_course() -> Quantity:
    """Return the price of a course: the fewest sessions at the lowest price to the most at the highest.

    Example
    -------
    >>> price_of_course().low
    3093.0
    """
    session, sessions = price("non_ablative"), studied()["trial_sessions"]
    return session.with_(
        value=session.value * sessions.value,
        low=session.low * sessions.low,
        high=session.high * sessions.high,
        sources=tuple(dict.fromkeys((*session.sources, *sessions.sources))),
    )


def spread_of_people(wavelength_nm: float) -> Quantity:
    """Return the 95th over the 5th percentile of what forearms of people reflect [Cooksey2017].

    Example
    -------
    >>> round(spread_of_people(1550.0).value, 1)
    1.3
    """
    table = columns("reflectance_invivo")
    ends = (np.interp(wavelength_nm, table["wavelength_nm"], table[f"percentile_{end}"]) for end in (5, 95))
    low, high = (float(end) for end in ends)
    ratio = high / low
    return Quantity(value=ratio, unit="1", low=ratio, high=ratio, kind="study", sources=("Cooksey2017",))
