"""The public figures and datasets of a run, gathered from its stages."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend import backend
from photomend.device import Exposure
from photomend.heat import Heat, beam_of
from photomend.injury import Injury
from photomend.light import Traced
from photomend.light.told import fluence_rate, penetration_depth, reflectance_by_radius
from photomend.pattern import Pattern, cluster_coverage_gain, find_clusters
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
from photomend.skin import Tissue
from photomend.skin.feedback import rows_of
from photomend.treatment import Physics, Request, damage_pairs

if TYPE_CHECKING:
    import xarray

SHARES = ("specular", "reflected", "absorbed", "transmitted")
ZONES = ("collagen", "necrosis", "boiled", "vaporised")
SIZES = {"depth": "um", "width": "um", "surface_width": "um", "volume": "um^3"}
LIGHT_SOURCES = ("Wang1995", "Wang1997", "Henyey1941", "Prahl1989")
HEAT_SOURCES = ("Pennes1948", "Welch2011", "Meyer2014")
SNAPSHOTS = 24
COVERAGE_STEP_UM = 10.0
UM = 1e3


Figures = dict[str, float]


@dataclass(frozen=True)
class Stages:
    """Everything one pass through the chain produced."""

    layers: tuple[Tissue, ...]
    exposure: Exposure
    light: Traced
    heat: Heat
    injury: Injury
    pattern: Pattern


def figures_of(stages: Stages) -> Figures:
    """Return every scalar figure of a run by its dotted name."""
    background, zone = stages.heat.background, stages.heat.zone
    result = {f"light.{name}": share for name, share in light_shares(stages).items()}
    result["heat.peak_temperature"] = float(zone.temperature_peak[zone.mesh.skin].max())
    result["heat.bulk_temperature_rise"] = background.bulk_rise
    result["heat.bulk_peak_temperature"] = background.bulk_peak
    for name in ZONES:
        result |= {f"zones.{name}.{size}": getattr(stages.injury.zones[name], size) for size in SIZES}
    radius = 0.5 * stages.injury.zones["necrosis"].width / UM
    result["pattern.coverage"] = float(stages.pattern.coverage(radius))
    result["pattern.nominal"] = stages.pattern.nominal(radius)
    for name, value in result.items():
        if not math.isfinite(value):
            raise FloatingPointError(f"{name} is not a finite number; please report the treatment that gives it")
    return result


def fluence_rate_at_rest(stages: Stages) -> np.ndarray:
    """Return the fluence rate by depth and ring while a pulse is on, in tissue at rest, W/mm^2."""
    mesh = stages.heat.target.mesh
    return fluence_rate(stages.heat.power_at_rest, rows_of(stages.layers, mesh.depth).mu_a)


def light_shares(stages: Stages) -> Figures:
    """Return the shares of the light, averaged over the pulses: what heat changed is added to the light at rest."""
    rest, change = stages.light.fractions, stages.heat.light_change
    shares = {name: rest[name].value for name in SHARES}
    shares["reflected"] += change.reflected
    shares["transmitted"] += change.transmitted
    shares["absorbed"] -= change.reflected + change.transmitted
    return shares


def summarise(
    request: Request, stages: Stages, spans: Mapping[str, Span], warnings: tuple[str, ...], runtime_s: float
) -> Simulation:
    """Return the finished simulation."""
    values = figures_of(stages)
    document = request.document()
    tissue = tuple(dict.fromkeys(key for layer in stages.layers for key in layer.source))
    optics, heat = (*LIGHT_SOURCES, *tissue), (*HEAT_SOURCES, *tissue, *_device_sources(stages.exposure))
    pairs = damage_pairs(request.physics)
    clocks = {name: (*pairs[name]["source"], *heat) if name in pairs else heat for name in ZONES}

    def quantity(name: str, unit: str, sources: tuple[str, ...], top: float = np.inf) -> Quantity:
        value, span = values[name], spans.get(name, Span())
        bottom = -np.inf if name == "heat.bulk_temperature_rise" else 0.0
        return Quantity(
            value=value,
            unit=unit,
            low=max(bottom, value - span.down),
            high=max(value, min(top, value + span.up)),
            standard_error=span.standard_error,
            sources=tuple(dict.fromkeys(sources)),
        )

    mesh = stages.heat.zone.mesh
    widest = 2.0 * UM * mesh.ring_edge[-1] if mesh.radius.size == 1 else np.inf  # in depth alone: the beam or nothing
    summary = Summary(
        version=backend.package_version(),
        treatment=document,
        treatment_hash=request_hash(request),
        seed=request.numerics.seed,
        backend=stages.light.engine,
        runtime_s=round(runtime_s, 3),
        warnings=warnings,
        endpoint=stages.injury.endpoint,  # type: ignore[arg-type]
        light=LightFigures(**{f"{name}_fraction": quantity(f"light.{name}", "1", optics, 1.0) for name in SHARES}),
        heat=HeatFigures(
            peak_temperature=quantity("heat.peak_temperature", "degC", heat),
            bulk_temperature_rise=quantity("heat.bulk_temperature_rise", "K", heat),
            bulk_peak_temperature=quantity("heat.bulk_peak_temperature", "degC", heat),
        ),
        zones=Zones(
            **{
                name: ZoneFigures(
                    **{
                        size: quantity(
                            f"zones.{name}.{size}", unit, clocks[name], widest if "width" in size else np.inf
                        )
                        for size, unit in SIZES.items()
                    }
                )
                for name in ZONES
            }
        ),
        pattern=PatternFigures(
            density_per_pass=_exact(stages.exposure.density_per_pass_per_cm2, "1/cm^2", stages.exposure),
            total_density=_exact(
                stages.exposure.density_per_pass_per_cm2 * stages.exposure.passes, "1/cm^2", stages.exposure
            ),
            coverage_fraction=quantity("pattern.coverage", "1", clocks["necrosis"], 1.0),
            nominal_coverage_fraction=quantity("pattern.nominal", "1", clocks["necrosis"]),
            coverage_by_depth=coverage_by_depth(stages),
        ),
    )
    return Simulation(summary, lambda: datasets(stages, summary, request.physics))


def datasets(stages: Stages, summary: Summary, physics: Physics) -> dict[str, xarray.Dataset]:
    """Return the labelled arrays of a run by stage."""
    return {
        "light": _light(stages),
        "heat": _heat(stages),
        "injury": _injury(stages),
        "pattern": _pattern(stages, summary, physics),
    }


def request_hash(request: Request) -> str:
    """Return the hash of a request with every default written out, so that equal treatments hash equal."""
    resolved = request.with_(treatment=request.treatment.resolved().model_dump())
    return resolved.digest()


def coverage_by_depth(stages: Stages) -> CoverageByDepth:
    """Return the covered share of the area every 10 um, to just below the deepest zone."""
    zones = stages.injury.zones
    deepest = max(zones[name].depth for name in ("necrosis", "collagen", "boiled"))
    depth_um = np.arange(0.0, deepest + 2 * COVERAGE_STEP_UM, COVERAGE_STEP_UM)
    mesh = stages.heat.zone.mesh

    def covered(name: str) -> tuple[float, ...]:
        radius = np.interp(depth_um, UM * mesh.depth[mesh.skin], zones[name].radius_by_depth[mesh.skin])
        return tuple(np.round(stages.pattern.coverage(radius), 6).tolist())

    return CoverageByDepth(
        depth_um=tuple(depth_um.tolist()),
        necrosis=covered("necrosis"),
        collagen=covered("collagen"),
        boiled=covered("boiled"),
    )


def _exact(value: float, unit: str, exposure: Exposure) -> Quantity:
    return Quantity(value=value, unit=unit, low=value, high=value, sources=_device_sources(exposure))


def _device_sources(exposure: Exposure) -> tuple[str, ...]:
    return tuple(exposure.device.raw["sources"]) if exposure.device else ()


def _light(stages: Stages) -> xarray.Dataset:
    light, layers = stages.light, stages.layers
    depth = 0.5 * (light.depth_edge[1:] + light.depth_edge[:-1])
    by_layer = {
        "absorption_coefficient": ("mu_a", "1/mm"),
        "scattering_coefficient": ("mu_s", "1/mm"),
        "anisotropy": ("g", "1"),
        "refractive_index": ("n", "1"),
        "top": ("top", "mm"),
        "bottom": ("bottom", "mm"),
    }
    data: dict[str, Any] = {
        name: _array("layer", [getattr(layer, field) for layer in layers], unit)
        for name, (field, unit) in by_layer.items()
    }
    data["absorbed_by_depth"] = _array("depth", light.absorbed_by_depth / np.diff(light.depth_edge), "1/mm")
    data["absorbed_energy_density"] = _array(("z", "r"), stages.heat.source, "J/mm^3")
    phi = fluence_rate_at_rest(stages)
    data["fluence_rate"] = _array(("z", "r"), phi, "W/mm^2")
    data["penetration_depth"] = _array((), penetration_depth(stages.heat.target.mesh.depth, phi.max(axis=1)), "mm")
    if _by_convolution(stages):
        mesh, beam = stages.heat.target.mesh, beam_of(stages.exposure)
        again, error = reflectance_by_radius(light, beam, mesh.ring_edge)
        data["reflectance"] = _array("r", again, "1/mm^2")
        data["reflectance_error"] = _array("r", error, "1/mm^2")
    coordinates = {
        **_mesh(stages),
        "depth": _array("depth", depth, "mm"),
        "layer": [layer.name for layer in layers],
    }
    attrs: dict[str, Any] = {f"{name}_fraction": value for name, value in light_shares(stages).items()}
    segments = stages.heat.light_change.segments
    path = "pencil response convolved with the beam" if _by_convolution(stages) else "traced by depth and radius"
    attrs |= {"balance_error": light.balance, "segments": segments, "path": path, "engine": light.engine}
    return _dataset(data, coordinates, attrs)


def _by_convolution(stages: Stages) -> bool:
    """Return whether the light of tissue at rest is the pencil response moved to a beam that stands alone."""
    exposure = stages.exposure
    return not exposure.converging and not exposure.simultaneous and stages.heat.target.mesh.radius.size > 1


def _heat(stages: Stages) -> xarray.Dataset:
    zone, background = stages.heat.zone, stages.heat.background
    chosen = np.unique(np.round(np.linspace(0, zone.time.size - 1, SNAPSHOTS)).astype(int))
    depth = 0.5 * (background.depth_edge[1:] + background.depth_edge[:-1])
    data = {
        "temperature": _array(("t", "z", "r"), zone.temperature[chosen].astype(np.float32), "degC"),
        "peak_temperature": _array(("z", "r"), zone.temperature_peak, "degC"),
        "background_temperature": _array("depth", background.before_last_pass, "degC"),
        "bulk_temperature": _array("time", background.bulk, "degC"),
    }
    coordinates = {
        **_mesh(stages),
        "t": _array("t", zone.time[chosen], "s"),
        "depth": _array("depth", depth, "mm"),
        "time": _array("time", background.time, "s"),
    }
    return _dataset(data, coordinates, {"energy_imbalance": zone.imbalance})


def _injury(stages: Stages) -> xarray.Dataset:
    injury = stages.injury
    data = {f"damage_{name}": _array(("z", "r"), values, "1") for name, values in injury.damage.items()}
    data["water_lost"] = _array(("z", "r"), injury.water_lost, "1")
    data |= {f"radius_{name}": _array("z", zone.radius_by_depth, "mm") for name, zone in injury.zones.items()}
    return _dataset(data, _mesh(stages), {"endpoint": injury.endpoint})


def _pattern(stages: Stages, summary: Summary, physics: Physics) -> xarray.Dataset:
    """Return coverage by depth, how often skin is covered, and what close neighbours of one pass do together."""
    by_depth, pattern, zone = summary.pattern.coverage_by_depth, stages.pattern, stages.injury.zones["necrosis"]
    radius = 0.5 * zone.width / UM
    data = {
        f"coverage_{name}": _array("depth", getattr(by_depth, name), "1") for name in ("necrosis", "collagen", "boiled")
    }
    data["multiplicity"] = _array("times", pattern.multiplicity(radius), "1")
    coordinates = {"depth": _array("depth", np.array(by_depth.depth_um) / UM, "mm")}
    attrs = {"untreated_fraction": float(pattern.untreated(radius)), "touching_fraction": pattern.touching(radius)}
    if pattern.placement == "random" and radius > 0.0:
        clusters = find_clusters(stages.heat.zone, damage_pairs(physics), stages.injury.zones)
        coordinates["gap"] = _array("gap", clusters.gap / UM, "mm")
        for clock in clusters.depth:
            data[f"cluster_depth_{clock}"] = _array("gap", clusters.depth[clock] / UM, "mm")
            data[f"cluster_bridge_{clock}"] = _array("gap", clusters.bridge[clock] / UM, "mm")
            data[f"cluster_gain_{clock}"] = _array("gap", clusters.gain[clock], "1")
        gain = cluster_coverage_gain(pattern, clusters.gap / UM, clusters.gain["necrosis"], radius)
        attrs["cluster_coverage_gain"] = float(gain)
    return _dataset(data, coordinates, attrs)


def _dataset(data: dict[str, Any], coordinates: dict[str, Any], attrs: dict[str, Any] | None = None) -> xarray.Dataset:
    import xarray  # a quarter of a second that a run without datasets need not spend

    return xarray.Dataset(data, coordinates, attrs)


def _mesh(stages: Stages) -> dict[str, Any]:
    mesh = stages.heat.zone.mesh
    return {"z": _array("z", mesh.depth, "mm"), "r": _array("r", mesh.radius, "mm")}


def _array(dims: str | tuple[str, ...], values: Any, unit: str) -> Any:
    return (dims, np.asarray(values), {"units": unit})
