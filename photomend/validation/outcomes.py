"""Outcomes: what a measured quantity is in a run of the model.

Most are figures of one treatment, or the ratio of one figure between two. A threshold is the radiant exposure at which
something just happens: ln of what must reach 1 is nearly a straight line in ln of the exposure, and is followed to its
root.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from photomend.device import Exposure
from photomend.injury.zone import log_damage
from photomend.stages import UM, Followed, Stages
from photomend.validation.rows import Row

LEAST = 1e-30
LEAST_UM = 1.0  # a smaller zone counts as this in a ratio


@dataclass(frozen=True)
class Outcome:
    """How a quantity is found in what following its treatments gave, its unit, and whether its moves are ratios.

    It is never above `most`. Where `reaches` is given the quantity is the radiant exposure at which that function of a
    run comes to 0.
    """

    unit: str
    find: Callable[[Row, str, Sequence[Followed]], float] | None = None
    ratios: bool = False
    most: float = math.inf
    reaches: Callable[[Row, Followed], float] | None = None


def units(quantity: str) -> str:
    """Return the unit of a quantity."""
    return QUANTITIES[quantity].unit


def _size(name: str) -> Callable[[Row, str, Sequence[Followed]], float]:
    return lambda row, clock, runs: float(getattr(runs[0].zones[clock], name))


def _ratio(name: str) -> Callable[[Row, str, Sequence[Followed]], float]:
    """Return the ratio of the first treatment's figure to that of the one it is held against."""

    def find(row: Row, clock: str, runs: Sequence[Followed]) -> float:
        first, second = (max(LEAST_UM, float(getattr(run.zones[clock], name))) for run in runs)
        return first / second

    return find


def _own(name: str) -> Callable[[Row, str, Sequence[Followed]], float]:
    return lambda row, clock, runs: _one_or_ratio([float(run.scalars()[name]) for run in runs])


def rim(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return how far beyond what was removed tissue is coagulated, or dead, at the bottom (um)."""
    name = "necrotic_rim" if clock == "necrosis" else "coagulated_rim"
    return _one_or_ratio([float(run.scalars()[f"ablation.{name}"]) for run in runs])


def _one_or_ratio(values: Sequence[float]) -> float:
    """Return a figure of one treatment, or of two the ratio of the first to the second."""
    return values[0] if len(values) == 1 else max(LEAST_UM, values[0]) / max(LEAST_UM, values[1])


def heat_depth(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the depth (mm) above which a share of the absorbed light lies, of what lies above `cut_at_mm`."""
    stages = _thermal(runs[0])
    light, share = stages.light, row.extra["share"].value
    inside = np.concatenate([[0.0], np.cumsum(light.absorbed_by_depth)])
    cut = row.extra["cut_at_mm"].value if "cut_at_mm" in row.extra else float(light.depth_edge[-1])
    total = float(np.interp(cut, light.depth_edge, inside))
    return float(np.interp(share * total, inside, light.depth_edge))


def epidermal_damage(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the highest damage integral of cells between the surface and the bottom of the epidermis."""
    stages = _thermal(runs[0])
    bottom = next(layer.bottom for layer in stages.layers if layer.name == "epidermis")
    inside = (stages.depth > 0.0) & (stages.depth < bottom)
    return max(LEAST, float(stages.injury.damage["necrosis"][inside].max()))


def surface_temperature(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the highest temperature of the topmost cells of skin, C."""
    stages = _thermal(runs[0])
    return float(stages.heat.zone.temperature_peak[stages.depth > 0.0][0].max())


def coldest_junction(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the lowest temperature between epidermis and dermis, C."""
    stages = _thermal(runs[0])
    bottom = next(layer.bottom for layer in stages.layers if layer.name == "epidermis")
    at = int(np.abs(stages.depth - bottom).argmin())
    return float(stages.heat.zone.temperature[:, at].min())


def visible_lesion(row: Row, run: Followed) -> float:
    """Return ln of the cells' damage integral on the axis at the row's depth, or at the worst place where none is."""
    stages = _thermal(run)
    skin = stages.depth > 0.0
    excess = log_damage(stages.injury.damage["necrosis"])[skin, 0]
    if "at_depth_um" not in row.extra:
        return float(excess.max())
    return float(np.interp(row.extra["at_depth_um"].value / UM, stages.depth[skin], excess))


def first_boiling(row: Row, run: Followed) -> float:
    """Return ln of the highest rise over the rise to 100 C."""
    stages = _thermal(run)
    rest = stages.heat.zone.temperature[0].mean()
    hottest = float(stages.heat.zone.temperature_peak[stages.depth > 0.0].max())
    return math.log(max(LEAST, hottest - rest) / (100.0 - rest))


def _thermal(run: Followed) -> Stages:
    if not isinstance(run, Stages):
        raise TypeError(f"{type(run).__name__} has no temperatures to look at")
    return run


def peak_of_mean(exposure: Exposure) -> float:
    """Return the radiant exposure on the axis over the mean within the beam's diameter: 2 for a Gaussian, else 1."""
    return 2.0 if exposure.beam_profile == "gaussian" else 1.0


def _slope(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the depth removed for each further J/cm2, um."""
    depths = [run.zones["vaporised"].depth for run in runs]
    doses = [run.exposure.radiant_exposure_J_per_cm2 for run in runs]
    return (depths[0] - depths[1]) / (doses[0] - doses[1])


QUANTITIES: dict[str, Outcome] = {
    "threshold": Outcome("J/cm^2", reaches=visible_lesion, ratios=True),
    "boiling-threshold": Outcome("J/cm^2", reaches=first_boiling, ratios=True),
    "depth": Outcome("um", _size("depth")),
    "width": Outcome("um", _size("width")),
    "surface-width": Outcome("um", _size("surface_width")),
    "depth-ratio": Outcome("1", _ratio("depth"), ratios=True),
    "width-ratio": Outcome("1", _ratio("width"), ratios=True),
    "deeper-than": Outcome("1", _ratio("depth"), ratios=True),
    "heat-depth": Outcome("mm", heat_depth),
    "epidermis-spared": Outcome("1", epidermal_damage, ratios=True),
    "peak-temperature": Outcome("degC", _own("heat.peak_temperature")),
    "surface-temperature": Outcome("degC", surface_temperature),
    "minimum-temperature": Outcome("degC", coldest_junction),
    "vacuole": Outcome("1", _own("breakdown.probability_spots"), most=1.0),
    "vacuole-diameter": Outcome("um", _own("breakdown.vacuole_diameter")),
    "vacuole-top": Outcome("um", _own("breakdown.vacuole_top")),
    "rim": Outcome("um", rim),
    "removed-depth": Outcome("um", lambda row, clock, runs: float(runs[0].zones["vaporised"].depth)),
    "removal-slope": Outcome("um*cm^2/J", _slope),
}


def look(row: Row, clock: str, runs: Sequence[Followed]) -> float:
    """Return the row's quantity in the runs of its treatments."""
    found: Any = QUANTITIES[row.quantity].find
    return float(found(row, clock, runs))
