"""What a course costs: price per session times sessions, never without date and country.

The price is published and dated, or the reader's own; no price of a treatment is promised.
"""

from __future__ import annotations

from photomend.case import Cost
from photomend.catalog import look_up, tables
from photomend.description import Description
from photomend.result import Quantity


class CostEstimate(Description):
    """The price of a session and of the course, with where and when it was read; no course where none was published."""

    per_session: Quantity
    course: Quantity | None
    country: str
    date: str
    note: str


def cost_of(family: str, sessions: Quantity | None, own: Cost | None = None) -> CostEstimate:
    """Return what a course of `sessions` costs, at one's own price where it is given.

    Example
    -------
    >>> three = Quantity(value=3.0, unit="1", low=3.0, high=4.0, kind="study", sources=("Alster2007",))
    >>> cost = cost_of("fractional-1550", three)
    >>> cost.course.low, cost.course.high, cost.date
    (2400.0, 10000.0, '2021-07-27')
    >>> cost_of("fractional-1550", three, Cost(per_session=500.0, currency="EUR")).course.value
    1500.0
    """
    if own is not None:
        price = Quantity(
            value=own.per_session, unit=own.currency, low=own.per_session, high=own.per_session, kind="assumption",
            sources=("user",),
        )  # fmt: skip
        return CostEstimate(per_session=price, course=_times(price, sessions), country="", date="", note="your price")
    kind = "ablative" if family.startswith("ablative") else "non_ablative"
    known, table = look_up("costs", kind, "per_session_USD"), tables("costs")
    asked = known if kind == "ablative" else look_up("costs", "clinics", "per_session_USD")
    price = Quantity(
        value=known.value,
        unit=table["currency"],
        low=min(known.low, asked.low),
        high=max(known.high, asked.high),
        kind="study",
        sources=tuple(dict.fromkeys((*known.source, *asked.source))),
    )
    return CostEstimate(
        per_session=price,
        course=_times(price, sessions),
        country=table["country"],
        date=table[kind]["date"],
        note=f"{known.note}; a price of one's own can take its place",
    )


def _times(price: Quantity, sessions: Quantity | None) -> Quantity | None:
    """Return the price of the fewest sessions at the lowest to the most at the highest."""
    if sessions is None:
        return None
    return price.with_(
        value=price.value * sessions.value,
        low=price.low * sessions.low,
        high=price.high * sessions.high,
        sources=tuple(dict.fromkeys((*price.sources, *sessions.sources))),
    )
