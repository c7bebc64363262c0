"""What following a treatment gives: light, heat and injury, as figures and as labelled arrays.

Three mechanisms injure skin, each followed in its own way: coagulation by heat (`Stages`, here), breakdown by
picosecond pulses (`picosecond`) and ablation (`ablative`). All of them are `Followed`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from photomend.description import Description
from photomend.device import Exposure
from photomend.heat import Heat, beam_of
from photomend.injury import Injury, Zone
from photomend.light import Traced
from photomend.light.told import fluence_rate, penetration_depth, reflectance_by_radius
from photomend.pattern import Pattern
from photomend.result import Quantity
from photomend.skin import Tissue
from photomend.skin.feedback import rows_of
from photomend.treatment import Physics, damage_pairs

if TYPE_CHECKING:
    import xarray

SHARES = ("specular", "reflected", "absorbed", "transmitted")
ZONES = ("collagen", "necrosis", "boiled", "vaporised")
LIGHT_SOURCES = ("Wang1995", "Wang1997", "Henyey1941", "Prahl1989")
HEAT_SOURCES = ("Pennes1948", "Welch2011", "Meyer2014")
SNAPSHOTS = 24
CLOSED_FORM = "closed form"
UM = 1e3

Figures = dict[str, float]
Interval = Callable[..., Quantity]
"""How a figure gets its interval: (dotted name, unit, sources, highest possible value) -> quantity."""


class Followed(Protocol):
    """What following one treatment gives, whatever the mechanism of injury.

    `zones` has a zone for each name of `ZONES`, its radii at the depths `depth` (mm), no wider than `widest_um`;
    `engine` is what traced the light, or "closed form".
    """

    @property
    def exposure(self) -> Exposure:
        """Return what reaches the skin."""
        ...

    @property
    def pattern(self) -> Pattern:
        """Return where microbeams land."""
        ...

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Return the zones by name."""
        ...

    @property
    def depth(self) -> np.ndarray:
        """Return the depths of the zones' radii, mm; above the surface negative."""
        ...

    @property
    def widest_um(self) -> float:
        """Return how wide a zone can be."""
        ...

    @property
    def endpoint(self) -> str:
        """Return the highest endpoint reached."""
        ...

    @property
    def engine(self) -> str:
        """Return what traced the light."""
        ...

    def scalars(self) -> Figures:
        """Return the four shares of the light, the three figures of heat, and the mechanism's own figures."""
        ...

    def sources(self, physics: Physics) -> dict[str, tuple[str, ...]]:
        """Return the sources of light, heat and each zone."""
        ...

    def own(self, interval: Interval) -> dict[str, Description]:
        """Return the mechanism's own part of the summary."""
        ...

    def datasets(self) -> dict[str, xarray.Dataset]:
        """Return the labelled arrays of light, heat and injury."""
        ...


@dataclass(frozen=True)
class Stages:
    """Everything one pass through the chain of light, heat and injury produced."""

    layers: tuple[Tissue, ...]
    exposure: Exposure
    light: Traced
    heat: Heat
    injury: Injury
    pattern: Pattern

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Return the zones by name."""
        return self.injury.zones

    @property
    def depth(self) -> np.ndarray:
        """Return the depth of every row of cells, mm."""
        return self.heat.zone.mesh.depth

    @property
    def widest_um(self) -> float:
        """Return how wide a zone can be: followed in depth alone it is as wide as the beam, or nothing."""
        mesh = self.heat.zone.mesh
        return 2.0 * UM * float(mesh.ring_edge[-1]) if mesh.radius.size == 1 else math.inf

    @property
    def endpoint(self) -> str:
        """Return the highest endpoint reached."""
        return self.injury.endpoint

    @property
    def engine(self) -> str:
        """Return what traced the light."""
        return self.light.engine

    def scalars(self) -> Figures:
        """Return where the light went, the hottest point and the mean of the upper 0.5 mm."""
        background, zone = self.heat.background, self.heat.zone
        return {
            **{f"light.{name}": share for name, share in light_shares(self).items()},
            "heat.peak_temperature": float(zone.temperature_peak[zone.mesh.skin].max()),
            "heat.bulk_temperature_rise": background.bulk_rise,
            "heat.bulk_peak_temperature": background.bulk_peak,
        }

    def sources(self, physics: Physics) -> dict[str, tuple[str, ...]]:
        """Return the sources of light, heat and each zone."""
        tissue = tissue_sources(self.layers)
        heat = (*HEAT_SOURCES, *tissue, *device_sources(self.exposure))
        pairs = damage_pairs(physics)
        zones = {name: (*pairs[name]["source"], *heat) if name in pairs else heat for name in ZONES}
        return {"light": (*LIGHT_SOURCES, *tissue), "heat": heat, **zones}

    def own(self, interval: Interval) -> dict[str, Description]:
        """Return nothing: light, heat, zones and pattern are the summary of coagulation."""
        return {}

    def datasets(self) -> dict[str, xarray.Dataset]:
        """Return the labelled arrays of light, heat and injury."""
        return {"light": _light(self), "heat": _heat(self), "injury": _injury(self)}


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


def tissue_sources(layers: tuple[Tissue, ...]) -> tuple[str, ...]:
    """Return the sources of the properties of layers, each once."""
    return tuple(dict.fromkeys(key for layer in layers for key in layer.source))


def device_sources(exposure: Exposure) -> tuple[str, ...]:
    """Return the sources of the named device, if any."""
    return tuple(exposure.device.raw["sources"]) if exposure.device else ()


def optics_by_layer(layers: tuple[Tissue, ...]) -> dict[str, Any]:
    """Return the optics and the place of every layer, as labelled arrays."""
    by_layer = {
        "absorption_coefficient": ("mu_a", "1/mm"),
        "scattering_coefficient": ("mu_s", "1/mm"),
        "anisotropy": ("g", "1"),
        "refractive_index": ("n", "1"),
        "top": ("top", "mm"),
        "bottom": ("bottom", "mm"),
    }
    return {
        name: array("layer", [getattr(layer, field) for layer in layers], unit)
        for name, (field, unit) in by_layer.items()
    }


def _light(stages: Stages) -> xarray.Dataset:
    light, layers = stages.light, stages.layers
    depth = 0.5 * (light.depth_edge[1:] + light.depth_edge[:-1])
    data = optics_by_layer(layers)
    data["absorbed_by_depth"] = array("depth", light.absorbed_by_depth / np.diff(light.depth_edge), "1/mm")
    data["absorbed_energy_density"] = array(("z", "r"), stages.heat.source, "J/mm^3")
    phi = fluence_rate_at_rest(stages)
    data["fluence_rate"] = array(("z", "r"), phi, "W/mm^2")
    data["penetration_depth"] = array((), penetration_depth(stages.heat.target.mesh.depth, phi.max(axis=1)), "mm")
    if _by_convolution(stages):
        mesh, beam = stages.heat.target.mesh, beam_of(stages.exposure)
        again, error = reflectance_by_radius(light, beam, mesh.ring_edge)
        data["reflectance"] = array("r", again, "1/mm^2")
        data["reflectance_error"] = array("r", error, "1/mm^2")
    coordinates = {
        **_mesh(stages),
        "depth": array("depth", depth, "mm"),
        "layer": [layer.name for layer in layers],
    }
    attrs: dict[str, Any] = {f"{name}_fraction": value for name, value in light_shares(stages).items()}
    segments = stages.heat.light_change.segments
    path = "pencil response convolved with the beam" if _by_convolution(stages) else "traced by depth and radius"
    attrs |= {"balance_error": light.balance, "segments": segments, "path": path, "engine": light.engine}
    return dataset(data, coordinates, attrs)


def _by_convolution(stages: Stages) -> bool:
    """Return whether the light of tissue at rest is the pencil response moved to a beam that stands alone."""
    exposure = stages.exposure
    return not exposure.converging and not exposure.simultaneous and stages.heat.target.mesh.radius.size > 1


def _heat(stages: Stages) -> xarray.Dataset:
    zone, background = stages.heat.zone, stages.heat.background
    chosen = np.unique(np.round(np.linspace(0, zone.time.size - 1, SNAPSHOTS)).astype(int))
    depth = 0.5 * (background.depth_edge[1:] + background.depth_edge[:-1])
    data = {
        "temperature": array(("t", "z", "r"), zone.temperature[chosen].astype(np.float32), "degC"),
        "peak_temperature": array(("z", "r"), zone.temperature_peak, "degC"),
        "background_temperature": array("depth", background.before_last_pass, "degC"),
        "bulk_temperature": array("time", background.bulk, "degC"),
    }
    coordinates = {
        **_mesh(stages),
        "t": array("t", zone.time[chosen], "s"),
        "depth": array("depth", depth, "mm"),
        "time": array("time", background.time, "s"),
    }
    return dataset(data, coordinates, {"energy_imbalance": zone.imbalance})


def _injury(stages: Stages) -> xarray.Dataset:
    injury = stages.injury
    data = {f"damage_{name}": array(("z", "r"), values, "1") for name, values in injury.damage.items()}
    data["water_lost"] = array(("z", "r"), injury.water_lost, "1")
    data |= {f"radius_{name}": array("z", zone.radius_by_depth, "mm") for name, zone in injury.zones.items()}
    return dataset(data, _mesh(stages), {"endpoint": injury.endpoint})


def dataset(data: dict[str, Any], coordinates: dict[str, Any], attrs: dict[str, Any] | None = None) -> xarray.Dataset:
    """Return labelled arrays."""
    import xarray  # a quarter of a second that a run without datasets need not spend

    return xarray.Dataset(data, coordinates, attrs)


def _mesh(stages: Stages) -> dict[str, Any]:
    mesh = stages.heat.zone.mesh
    return {"z": array("z", mesh.depth, "mm"), "r": array("r", mesh.radius, "mm")}


def array(dims: str | tuple[str, ...], values: Any, unit: str) -> Any:
    """Return an array with its dimensions and its unit, as xarray takes it."""
    return (dims, np.asarray(values), {"units": unit})
