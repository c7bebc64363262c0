"""The public figures and datasets of a run, gathered from what following its treatment gave."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from photomend import backend
from photomend.device import Exposure
from photomend.full_field import full_field_figures, full_field_scalars
from photomend.pattern import cluster_coverage_gain, find_clusters
from photomend.result import (
    CoverageByDepth,
    HeatFigures,
    LightFigures,
    PatternFigures,
    Quantity,
    Simulation,
    Span,
    Summary,
    ZoneFigures,
    Zones,
)
from photomend.stages import (
    SHARES,
    UM,
    ZONES,
    Figures,
    Followed,
    Interval,
    Stages,
    array,
    dataset,
    device_sources,
)
from photomend.treatment import Physics, Request, damage_pairs

if TYPE_CHECKING:
    import xarray

TEMPERATURES = {"peak_temperature": "degC", "bulk_temperature_rise": "K", "bulk_peak_temperature": "degC"}
SIZES = {"depth": "um", "width": "um", "surface_width": "um", "volume": "um^3"}
COVERAGE_STEP_UM = 10.0


def figures_of(followed: Followed) -> Figures:
    """Return every scalar figure of a run by its dotted name."""
    result = followed.scalars()
    if _heated_full_field(followed):
        result |= full_field_scalars(followed)
    for name in ZONES:
        result |= {f"zones.{name}.{size}": getattr(followed.zones[name], size) for size in SIZES}
    radius = 0.5 * followed.zones["necrosis"].width / UM
    result["pattern.coverage"] = float(followed.pattern.coverage(radius))
    result["pattern.nominal"] = followed.pattern.nominal(radius)
    for name, value in result.items():
        if not math.isfinite(value):
            raise FloatingPointError(f"{name} is not a finite number; please report the treatment that gives it")
    return result


def summarise(
    request: Request, followed: Followed, spans: Mapping[str, Span], warnings: tuple[str, ...], runtime_s: float
) -> Simulation:
    """Return the finished simulation."""
    values, sources = figures_of(followed), followed.sources(request.physics)

    def interval(name: str, unit: str, keys: tuple[str, ...], top: float = np.inf) -> Quantity:
        value, span = values[name], spans.get(name, Span())
        bottom = -np.inf if name == "heat.bulk_temperature_rise" else 0.0
        return Quantity(
            value=value,
            unit=unit,
            low=max(bottom, value - span.down),
            high=max(value, min(top, value + span.up)),
            standard_error=span.standard_error,
            sources=tuple(dict.fromkeys(keys)),
        )

    summary = Summary(
        version=backend.package_version(),
        treatment=request.document(),
        treatment_hash=request_hash(request),
        seed=request.numerics.seed,
        backend=followed.engine,
        runtime_s=round(runtime_s, 3),
        warnings=warnings,
        endpoint=followed.endpoint,  # type: ignore[arg-type]
        light=LightFigures(
            **{f"{name}_fraction": interval(f"light.{name}", "1", sources["light"], 1.0) for name in SHARES}
        ),
        heat=HeatFigures(
            **{name: interval(f"heat.{name}", unit, sources["heat"]) for name, unit in TEMPERATURES.items()}
        ),
        zones=Zones(**{name: _zone_figures(name, followed.widest_um, sources[name], interval) for name in ZONES}),
        pattern=_pattern_figures(followed, sources["necrosis"], interval),
        **_own_figures(followed, sources["necrosis"], interval),
    )
    return Simulation(summary, gather(followed, summary, request.physics))


def _zone_figures(name: str, widest_um: float, sources: tuple[str, ...], interval: Interval) -> ZoneFigures:
    return ZoneFigures(
        **{
            size: interval(f"zones.{name}.{size}", unit, sources, widest_um if "width" in size else np.inf)
            for size, unit in SIZES.items()
        }
    )


def _pattern_figures(followed: Followed, sources: tuple[str, ...], interval: Interval) -> PatternFigures:
    exposure = followed.exposure
    density = exposure.density_per_pass_per_cm2
    return PatternFigures(
        density_per_pass=_exact(density, "1/cm^2", exposure),
        total_density=_exact(density * exposure.passes, "1/cm^2", exposure),
        coverage_fraction=interval("pattern.coverage", "1", sources, 1.0),
        nominal_coverage_fraction=interval("pattern.nominal", "1", sources),
        coverage_by_depth=coverage_by_depth(followed),
    )


def gather(followed: Followed, summary: Summary, physics: Physics) -> dict[str, Callable[[], xarray.Dataset]]:
    """Return what makes the labelled arrays of a run, by stage."""
    own = cache(followed.datasets)
    return {
        **{name: lambda name=name: own()[name] for name in ("light", "heat", "injury")},  # type: ignore[misc]
        "pattern": lambda: _pattern(followed, summary, physics),
    }


def request_hash(request: Request) -> str:
    """Return the hash of a request with every default written out, so that equal treatments hash equal."""
    resolved = request.with_(treatment=request.treatment.resolved().model_dump())
    return resolved.digest()


def coverage_by_depth(followed: Followed) -> CoverageByDepth:
    """Return the covered share of the area every 10 um, to just below the deepest zone."""
    zones, skin = followed.zones, followed.depth > 0.0
    deepest = max(zones[name].depth for name in ("necrosis", "collagen", "boiled"))
    depth_um = np.arange(0.0, deepest + 2 * COVERAGE_STEP_UM, COVERAGE_STEP_UM)

    def covered(name: str) -> tuple[float, ...]:
        radius = np.interp(depth_um, UM * followed.depth[skin], zones[name].radius_by_depth[skin])
        return tuple(np.round(followed.pattern.coverage(radius), 6).tolist())

    return CoverageByDepth(
        depth_um=tuple(depth_um.tolist()),
        necrosis=covered("necrosis"),
        collagen=covered("collagen"),
        boiled=covered("boiled"),
    )


def _own_figures(followed: Followed, sources: tuple[str, ...], interval: Interval) -> dict[str, Any]:
    """Return the parts of the summary that only some treatments have."""
    wide = {"full_field": full_field_figures(sources, interval)} if _heated_full_field(followed) else {}
    return {**wide, **followed.own(interval)}


def _heated_full_field(followed: Followed) -> TypeGuard[Stages]:
    """Return whether a wide beam heated the skin: then it has a band and an epidermis to spare."""
    return isinstance(followed, Stages) and followed.exposure.full_field


def _exact(value: float, unit: str, exposure: Exposure) -> Quantity:
    return Quantity(value=value, unit=unit, low=value, high=value, sources=device_sources(exposure))


def _pattern(followed: Followed, summary: Summary, physics: Physics) -> xarray.Dataset:
    """Return coverage by depth, how often skin is covered, and what close neighbours of one pass do together."""
    by_depth, pattern, zone = summary.pattern.coverage_by_depth, followed.pattern, followed.zones["necrosis"]
    radius = 0.5 * zone.width / UM
    data = {
        f"coverage_{name}": array("depth", getattr(by_depth, name), "1") for name in ("necrosis", "collagen", "boiled")
    }
    data["multiplicity"] = array("times", pattern.multiplicity(radius), "1")
    coordinates = {"depth": array("depth", np.array(by_depth.depth_um) / UM, "mm")}
    attrs = {"untreated_fraction": float(pattern.untreated(radius)), "touching_fraction": pattern.touching(radius)}
    if isinstance(followed, Stages) and pattern.placement == "random" and radius > 0.0:
        clusters = find_clusters(followed.heat.zone, damage_pairs(physics), followed.zones)
        coordinates["gap"] = array("gap", clusters.gap / UM, "mm")
        for clock in clusters.depth:
            data[f"cluster_depth_{clock}"] = array("gap", clusters.depth[clock] / UM, "mm")
            data[f"cluster_bridge_{clock}"] = array("gap", clusters.bridge[clock] / UM, "mm")
            data[f"cluster_gain_{clock}"] = array("gap", clusters.gain[clock], "1")
        gain = cluster_coverage_gain(pattern, clusters.gap / UM, clusters.gain["necrosis"], radius)
        attrs["cluster_coverage_gain"] = float(gain)
    return dataset(data, coordinates, attrs)
