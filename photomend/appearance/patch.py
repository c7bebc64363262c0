"""The skin patch: single zones of one session in a square of cheek, to scale."""

from __future__ import annotations

import math

from photomend.catalog import look_up
from photomend.comparison import pattern_of
from photomend.description import Description
from photomend.pattern.positions import draw_positions
from photomend.result import Quantity, Simulation

UM, PER_MM2 = 1e3, 0.01


class SkinPatch(Description):
    """Single zones of a square of skin: their size, where they lie (across, down, pass) and when they have closed.

    Density and passes are device settings: None for a person, whose zones are all of pass 0.
    """

    width_um: float
    depth_um: float
    density_per_pass_per_cm2: float | None
    passes: int | None
    side_um: float
    positions: tuple[tuple[float, float, int], ...]
    closed_days: Quantity | None
    debris_from_day: Quantity | None
    debris_to_day: Quantity | None


def zones_of(run: Simulation, shows_settings: bool) -> SkinPatch | None:
    """Return the zones of a run; None where it has none, or where a wide beam treats all of the skin alike."""
    pattern, healing = pattern_of(run), run.summary.healing
    width, depth = _size(run)
    if pattern.placement == "full-field" or width == 0.0:
        return None
    side = _side_mm(PER_MM2 * run.summary.pattern.total_density.value)
    places = draw_positions(pattern, side)
    return SkinPatch(
        width_um=width,
        depth_um=depth,
        density_per_pass_per_cm2=pattern.density_per_pass / PER_MM2 if shows_settings else None,
        passes=pattern.passes if shows_settings else None,
        side_um=UM * side,
        positions=tuple(
            (round(UM * (x + 0.5 * side), 1), round(UM * (y + 0.5 * side), 1), int(number) if shows_settings else 0)
            for x, y, number in places.tolist()
        ),
        closed_days=healing.closed_days if healing else None,
        debris_from_day=healing.debris_from_day if healing else None,
        debris_to_day=healing.debris_to_day if healing else None,
    )


def _size(run: Simulation) -> tuple[float, float]:
    """Return the width and depth of one zone of dead cells, or of one vacuole, um."""
    if run.summary.breakdown is not None:
        found = run.summary.breakdown
        return found.vacuole_diameter.value, found.vacuole_bottom.value
    return run.zones.necrosis.width.value, run.zones.necrosis.depth.value


def _side_mm(density_per_mm2: float) -> float:
    """Return the side of a square that holds enough zones to see their pattern, and not too many to draw."""
    most, low, high = (
        look_up("appearance", "patch", name).value for name in ("most_zones_factor", "least_side_mm", "most_side_mm")
    )
    return min(high, max(low, math.sqrt(most / max(density_per_mm2, 1e-9))))
