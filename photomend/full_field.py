"""What a wide beam did: the band of depths in which cells died, and whether the epidermis above it was spared.

Told by the clock of necrosis alone. The edges of the band are never told more surely than the model knows them.
"""

from __future__ import annotations

from photomend.injury.band import (
    Band,
    band_of,
    edge_error,
    epidermal_damage,
    epidermal_limit,
    epidermis_after,
    with_edge_error,
)
from photomend.result import FullFieldFigures, Quantity
from photomend.stages import Figures, Interval, Stages

CLOCK = "necrosis"


def full_field_scalars(stages: Stages) -> Figures:
    """Return the edges of the band (um) and the largest damage integral of the epidermis, by dotted name."""
    Omega, edge = stages.injury.damage[CLOCK], stages.heat.zone.mesh.depth_edge
    band = band_of(Omega, edge)
    return {
        "full_field.band_top": band.top,
        "full_field.band_bottom": band.bottom,
        "full_field.epidermal_damage": epidermal_damage(Omega, stages.layers, edge),
    }


def full_field_figures(sources: tuple[str, ...], interval: Interval) -> FullFieldFigures:
    """Return the public figures; `sources` are those of the clock of necrosis."""
    top, bottom = (interval(f"full_field.band_{side}", "um", sources) for side in ("top", "bottom"))
    band, limit = Band(top.value, bottom.value), epidermal_limit()
    damage = interval("full_field.epidermal_damage", "1", sources)
    return FullFieldFigures(
        epidermis=epidermis_after(damage.value),
        epidermal_damage=damage,
        epidermal_limit=Quantity(
            value=limit.value, unit="1", low=limit.low, high=limit.high, kind="assumption", sources=limit.source
        ),
        band_top=_edge(band, top),
        band_bottom=_edge(band, bottom),
    )


def _edge(band: Band, edge: Quantity) -> Quantity:
    low, high = with_edge_error(band, edge.value, edge.low, edge.high)
    return edge.with_(low=low, high=high, sources=tuple(dict.fromkeys((*edge.sources, *edge_error().source))))
