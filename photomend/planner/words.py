"""Figures and sentences as a reader expects them: rounded, with unit and range, in the signs of print."""

from __future__ import annotations

import re

from photomend.result import Quantity

UNITS = {
    "1": "",
    "um": "µm",
    "degC": "°C",
    "1/cm^2": "per cm²",
    "J/cm^2": "J/cm²",
    "day": "days",
    "week": "weeks",
}
SIGNS = (
    (r"(?<=\d) um\b", " µm"),
    (r"(?<=\d) (degC|C)\b", " °C"),
    (r"\bcm(\^2|2)(?!\d)", "cm²"),
    (r"\bCO2\b", "CO₂"),
    (r"(?<=\d)%", " %"),
)
NO_BREAK = re.compile(r"(?<=\d) (?=(%|µm|mm|nm|mJ|°C|USD|days?|weeks?)(?!\w))")
LEAST_SHARE = 0.001
WHOLE_FROM = 0.1


def told(quantity: Quantity, style: str = ".3g") -> str:
    """Return a figure with its range and unit, by a format such as ".0f", or ".0%" for a share.

    "risk" tells a share with one decimal below a tenth, whole above it, and no rounding to nothing.

    Example
    -------
    >>> told(Quantity(value=0.25, unit="1", low=0.1, high=0.4), ".0%")
    '25 % (10–40)'
    >>> [told(Quantity(value=days, unit="day", low=days, high=days)) for days in (3.0, 1.0)]
    ['3 days', '1 day']
    >>> told(Quantity(value=1273.0, unit="1/cm^2", low=1273.0, high=1273.0))
    '1273 per cm²'
    >>> told(Quantity(value=0.016, unit="1", low=0.0003, high=0.195), "risk")
    '1.6 % (<0.1–20)'
    """
    value, low, high = (_number(one, style) for one in (quantity.value, quantity.low, quantity.high))
    unit = "%" if style.endswith(("%", "risk")) else UNITS.get(quantity.unit, quantity.unit)
    unit = unit.removesuffix("s") if value == "1" and unit in ("days", "weeks") else unit
    middle = f"{value} {unit}".rstrip()
    return middle if low == high else f"{middle} ({low}–{high})"


def _number(value: float, style: str) -> str:
    if style == "risk":
        return _risk(value)
    written = f"{value:{style}}".rstrip("%")
    written = f"{value:.0f}" if "e" in written else written
    return (written.removeprefix("-") if not float(written) else written).replace("-", "−")


def _risk(share: float) -> str:
    if 0.0 < share < LEAST_SHARE:
        return f"<{100.0 * LEAST_SHARE:g}"
    return f"{100.0 * share:.{0 if share >= WHOLE_FROM else 1}f}"


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


def unbroken(text: str) -> str:
    """Return a text set for a page: no line ends between a number and its unit."""
    return NO_BREAK.sub("\u00a0", typeset(text))
