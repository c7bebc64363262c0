"""How far the wounds of a run reach: widths of dead epidermis, shares of the area, volumes per area.

All from public figures. Intervals of widths are those of the zone of dead cells, in proportion; those of volumes go
with the volume of one zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from photomend.pattern import Pattern
from photomend.result import FullFieldFigures, Quantity, Summary
from photomend.skin.anatomy import Skin, stack

UM = 1e3
PER_MM2 = 0.01  # from per square centimetre
RADII = 4000  # of the table from share of area to radius
NOTHING_UM = Quantity(value=0.0, unit="um", low=0.0, high=0.0)
NOTHING = Quantity(value=0.0, unit="1", low=0.0, high=0.0)


class Gap(NamedTuple):
    """Dead epidermis: width where widest and at the basal layer (um), and the share of the area."""

    widest: Quantity
    basal: Quantity
    share: Quantity


def epidermis_um(skin: Skin) -> tuple[float, float]:
    """Return where the living epidermis begins and ends, um."""
    thickness = {slab.name: slab.thickness_um.value for slab in stack(skin)}
    top = thickness["stratum_corneum"]
    return top, top + thickness["epidermis"]


def _pattern(summary: Summary) -> Pattern:
    handpiece, settings = summary.treatment["handpiece"], summary.treatment["settings"]
    return Pattern(handpiece["placement"], PER_MM2 * settings["density_per_pass_per_cm2"], settings["passes"])


def gap_of(summary: Summary, skin: Skin) -> Gap:
    """Return what of the epidermis died through heat or removal."""
    if summary.breakdown is not None:
        return Gap(NOTHING_UM, NOTHING_UM, NOTHING)
    top, bottom = epidermis_um(skin)
    if summary.treatment["handpiece"]["placement"] == "full-field":
        return _field(summary, top, bottom)
    width, by_depth = summary.zones.necrosis.width, summary.pattern.coverage_by_depth
    places = np.array([top, *(depth for depth in by_depth.depth_um if top < depth < bottom), bottom])
    widest, basal = (
        _like(2.0 * UM * _radius(summary, np.interp(where, by_depth.depth_um, by_depth.necrosis).max()), width)
        for where in (places, places[-1:])
    )
    return Gap(widest, basal, covered(summary, widest))


def _field(summary: Summary, top: float, bottom: float) -> Gap:
    """Return what a wide beam did to an epidermis between two depths (um): all of it dead over the field, or none."""
    depth = summary.zones.necrosis.depth
    if summary.full_field is not None:
        surface = basal = _died(summary.full_field)
    else:
        surface, basal = ([end > level for end in (depth.value, depth.low, depth.high)] for level in (top, bottom))
    spot = summary.treatment["handpiece"]["spot_diameter_um"]
    widest, below = (_all_or_none(spot, "um", died, depth) for died in (surface, basal))
    return Gap(widest, below, _all_or_none(1.0, "1", surface, depth))


def _died(field: FullFieldFigures) -> Sequence[bool]:
    """Return whether a wide beam that heats killed the epidermis: as told, at the least and at the most."""
    damage, limit = field.epidermal_damage, field.epidermal_limit
    return field.epidermis == "injured", damage.low >= limit.high, damage.high >= limit.low


def _all_or_none(whole: float, unit: str, died: Sequence[bool], known: Quantity) -> Quantity:
    value, low, high = (whole if dead else 0.0 for dead in died)
    return Quantity(value=value, unit=unit, low=low, high=high, sources=known.sources)


def _like(value: float, known: Quantity) -> Quantity:
    """Return a width with the relative interval of `known`; where nothing died, by how much a zone may be wider."""
    if known.value == 0.0 or value == 0.0:
        return Quantity(
            value=value, unit="um", low=0.0, high=max(value, known.high - known.value), sources=known.sources
        )
    low, high = value * (known.low / known.value), value * (known.high / known.value)
    return Quantity(value=value, unit="um", low=low, high=high, sources=known.sources)


def _radius(summary: Summary, share: float) -> float:
    """Return the radius (mm) of zones that cover a share of the area: the inverse of `Pattern.coverage`."""
    radii = np.linspace(0.0, 0.5 * summary.zones.necrosis.width.value / UM, RADII)
    return float(np.interp(share, _pattern(summary).coverage(radii), radii))


def covered(summary: Summary, width: Quantity) -> Quantity:
    """Return the share of the area within zones of a width, after all passes."""
    pattern = _pattern(summary)
    value, low, high = (float(pattern.coverage(0.5 * end / UM)) for end in (width.value, width.low, width.high))
    return Quantity(value=value, unit="1", low=low, high=high, sources=width.sources)


def dead_tissue(summary: Summary) -> Quantity:
    """Return the volume of dead tissue per area, um; of breakdown that of its vacuoles."""
    if summary.breakdown is None:
        return per_area(summary, "necrosis")
    share, height = summary.breakdown.area_share, summary.breakdown.vacuole_diameter
    value, low, high = (getattr(share, end) * getattr(height, end) for end in ("value", "low", "high"))
    return Quantity(value=value, unit="um", low=low, high=high, sources=share.sources)


def per_area(summary: Summary, zone: str, below_um: float = 0.0) -> Quantity:
    """Return the volume per area of a zone below a depth, um: the integral of its share of the area."""
    by_depth, figures = summary.pattern.coverage_by_depth, getattr(summary.zones, zone)
    z = np.array(by_depth.depth_um)
    share = np.asarray(getattr(by_depth, zone))
    fine = np.union1d(z[z > below_um], [below_um])
    value = float(np.trapezoid(np.interp(fine, z, share), fine))
    return _like_volume(value, figures.volume, summary)


def _like_volume(value: float, volume: Quantity, summary: Summary) -> Quantity:
    """Return a volume per area with the relative interval of the volume of one zone, no more than all of its depth.

    Where there is none, the high end is that of zones side by side.
    """
    most = max(value, summary.zones.necrosis.depth.high)
    if value > 0.0 and volume.value > 0.0:
        low, high = value * (volume.low / volume.value), value * (volume.high / volume.value)
    else:
        low, high = 0.0, PER_MM2 / UM**2 * summary.pattern.total_density.value * volume.high
    return Quantity(value=value, unit="um", low=low, high=max(value, min(most, high)), sources=volume.sources)
