"""What the physics computed for one session of an option, simulated once however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from photomend.description import Description
from photomend.healing import Wound, wound_of
from photomend.result import Quantity, Simulation
from photomend.simulate import simulate
from photomend.treatment import Numerics, read_request

NUMERICS = Numerics(photons=12_800, cell_um=10.0)  # coarse enough to plan with
KEPT = 64


class WoundFigures(Description):
    """The wound of one session: how deep and wide one zone is, what share of the skin is wounded, how hot it became.

    `vacuole_share` is the share of the skin that tiny bubbles take up, None where none form.
    """

    endpoint: str
    necrosis_depth: Quantity
    necrosis_width: Quantity
    collagen_depth: Quantity
    removed_depth: Quantity
    coverage: Quantity
    vacuole_share: Quantity | None
    bulk_peak_temperature: Quantity


def wound_figures(run: Simulation, wound: Wound) -> WoundFigures:
    """Return the figures of a run that a plan shows."""
    return WoundFigures(
        endpoint=run.endpoint,
        necrosis_depth=wound.necrosis_depth,
        necrosis_width=run.zones.necrosis.width,
        collagen_depth=wound.collagen_depth,
        removed_depth=wound.removed_depth,
        coverage=wound.coverage,
        vacuole_share=wound.vacuole_share if wound.vacuole_share.high > 0.0 else None,
        bulk_peak_temperature=wound.bulk_peak_temperature,
    )


def run_of(treatment: dict[str, Any], skin: dict[str, Any], progress: Callable[[float], None]) -> Simulation:
    """Return the run of a treatment file's contents on a skin, on a grid coarse enough to plan with."""
    request = read_request({**treatment, "skin": {**treatment.get("skin", {}), **skin}})
    progress(0.0)
    run = _simulated(request.treatment)
    progress(1.0)
    return run


@lru_cache(maxsize=KEPT)
def _simulated(treatment: Any) -> Simulation:
    return simulate(treatment, numerics=NUMERICS)


__all__ = ["Wound", "WoundFigures", "run_of", "wound_figures", "wound_of"]
