"""Figures and sentences as a reader expects them: rounded, with unit and range, in the signs of print."""

from __future__ import annotations

import re
from collections.abc import Mapping

from photomend.plain import typeset
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
DIALS = {
    "pulse_energy_mJ": "energy of one microbeam",
    "radiant_exposure_J_per_cm2": "radiant exposure",
    "density_per_pass_per_cm2": "microbeams in one pass",
    "passes": "passes",
}
FIGURES = {
    "necrosis_depth_um": "depth of dead cells",
    "necrosis_width_um": "width of dead cells",
    "collagen_depth_um": "depth of coagulated collagen",
    "collagen_width_um": "width of coagulated collagen",
    "removed_depth_um": "depth of removed tissue",
    "coverage": "share of the skin wounded",
    "epidermal_coverage": "share of the epidermis killed",
    "epidermal_sparing": "share of the epidermis spared",
    "bulk_temperature_rise_K": "rise of the mean temperature of the upper half millimetre",
    "bulk_peak_temperature_C": "highest mean temperature of the upper half millimetre",
    "pigment_risk": "dark marks, mean forecast per session",
    "total_radiant_exposure_J_per_cm2": "energy per area of all passes together",
}
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


def span_told(quantity: Quantity) -> str:
    """Return from where to where a figure reaches, without its middle.

    Example
    -------
    >>> span_told(Quantity(value=20.0, unit="mJ", low=10.0, high=40.0))
    '10–40 mJ'
    """
    low, high = (told(quantity.with_(value=end, low=end, high=end)) for end in (quantity.low, quantity.high))
    return low if low == high else f"{low.split()[0]}–{high}"


def figure_told(quantity: Quantity, name: str) -> str:
    """Return a figure of a stated wound, by its name in `FIGURES`, with its range and unit.

    Example
    -------
    >>> figure_told(Quantity(value=0.25, unit="1", low=0.1, high=0.4), "coverage")
    '25 % (10–40)'
    """
    styles = {"um": ".0f", "1": "risk" if name == "pigment_risk" else ".0%", "degC": ".1f", "K": ".1f"}
    return told(quantity, styles.get(quantity.unit, ".3g"))


def asked(name: str, targets: Mapping[str, Quantity], limits: Mapping[str, Mapping[str, Quantity]]) -> str:
    """Return what was asked of a figure of a stated wound, in few words; nothing where nothing was.

    Example
    -------
    >>> asked("epidermal_sparing", {}, {"epidermal_sparing": {"low": Quantity(value=0.7, unit="1", low=0.7, high=0.7)}})
    'at least 70 %'
    """
    ends = {"low": "at least", "high": "at most"}
    published = {"study": " (published together)"}
    told_limits = [
        f"{ends[end]} {figure_told(bound, name)}{published.get(bound.kind, '')}"
        for end, bound in limits.get(name, {}).items()
    ]
    return ", ".join([*([figure_told(targets[name], name)] if name in targets else []), *told_limits])


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


def unbroken(text: str) -> str:
    """Return a text set for a page: no line ends between a number and its unit."""
    return NO_BREAK.sub("\u00a0", typeset(text))
