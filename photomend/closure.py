"""Days until the epidermis is closed again, read from published courses: no healing is simulated.

Fractional wounds close from their margins: under an intact horny layer in days, over craters in a time taken as linear
in the depth of the crater, from the epidermis alone to the deepest that were followed. A full field whose epidermis is
gone closes from the follicles, in the time known of its laser.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

from photomend.ablative import line_of
from photomend.catalog import Sourced, look_up
from photomend.result import Quantity, Simulation

READ = ("read", "derived")
WHOLE = 1.0 - 1e-6
UM = 1e3


class Closure(NamedTuple):
    """Days to close, None where nothing is known; and why."""

    days: Quantity | None
    reason: str


def days_to_close(run: Simulation, epidermis_alive: float) -> Closure:
    """Return how long the epidermis takes to close, by kind of wound; `epidermis_alive` is the share of its area."""
    summary = run.summary
    full_field = summary.treatment["handpiece"]["placement"] == "full-field"
    if summary.ablation is not None and summary.ablation.removed_depth.value > 0.0:
        width = summary.zones.vaporised.width.value
        wide = full_field or width > look_up("closure", "ablative_fractional", "widest_um").value
        return _field_gone(run) if wide else _craters(run)
    if summary.breakdown is not None:
        return Closure(None, "vacuoles, if any, lie inside the epidermis: no course was read")
    if epidermis_alive >= WHOLE:
        return Closure(Quantity(value=0.0, unit="day", low=0.0, high=0.0), "nothing to close")
    if full_field:
        return Closure(None, "epidermis lost to heat over the whole field: no course was read")
    known = look_up("closure", "non_ablative_fractional", "closed_days")
    return Closure(_quantity(known), "columns under an intact horny layer")


def _craters(run: Simulation) -> Closure:
    """Return the days of fractional craters: linear in depth from light to deep, held beyond."""
    light, deep, least, most = (
        look_up("closure", "ablative_fractional", name)
        for name in ("light_days", "deep_days", "light_depth_um", "deep_depth_um")
    )
    depth = run.zones.vaporised.depth
    share = [
        min(1.0, max(0.0, (at - least.value) / (most.value - least.value)))
        for at in (depth.low, depth.value, depth.high)
    ]
    low, value, high = (
        light_end + part * (deep_end - light_end)
        for part, light_end, deep_end in zip(
            share, (light.low, light.value, light.high), (deep.low, deep.value, deep.high), strict=True
        )
    )
    days = replace(deep, value=value, low=min(low, value), high=max(high, value), mark="assumed")
    return Closure(_quantity(days), "craters, by their depth")


def _field_gone(run: Simulation) -> Closure:
    """Return the days of a field without epidermis, sooner where some of it is left."""
    line = line_of(run.summary.treatment["handpiece"]["wavelength_nm"]).replace("-", "_")
    known = look_up("closure", "full_field", f"{line}_days")
    living = list(run.light["layer"].values).index("epidermis")
    if run.zones.necrosis.depth.value >= UM * float(run.light["bottom"].values[living]):
        return Closure(_quantity(known), "no epidermis alive: closes from the follicles")
    sooner = replace(known, low=look_up("closure", "full_field", "least_days").value)
    return Closure(_quantity(sooner), "living epidermis is left: no later than from the follicles")


def _quantity(days: Sourced) -> Quantity:
    kind: Literal["study", "assumption"] = "study" if days.mark in READ else "assumption"
    return Quantity(value=days.value, unit="day", low=days.low, high=days.high, kind=kind, sources=days.source)
