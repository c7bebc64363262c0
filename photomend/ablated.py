"""What following a laser that removes tissue gives: crater, rims and the heat that stays, as figures and arrays.

A zone is the crater with its rim: straight walls and an elliptic base, or a plane in a full field. What boils leaves,
so that nothing boils in place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from photomend.catalog import look_up
from photomend.description import Description
from photomend.device import Exposure
from photomend.injury import Zone
from photomend.injury.ablation import Crater, Target
from photomend.injury.zone import endpoint
from photomend.pattern import Pattern
from photomend.result import AblationFigures
from photomend.stages import CLOSED_FORM, UM, ZONES, Figures, Interval, array, dataset, device_sources
from photomend.treatment import Physics, damage_pairs

if TYPE_CHECKING:
    import xarray

ROWS = 600  # of depth, in which zones are told
DEEPER = 1.2  # than the deepest zone the rows end
LEAST_DEPTH_MM = 0.05
BULK_MM = 0.5
FIRST_S, TIMES = 1e-3, 60  # of the bulk's course
PER_MM2 = 0.01  # from per square centimetre
KINDS = {
    "removed_depth": "um",
    "coagulated_rim": "um",
    "necrotic_rim": "um",
    "epidermis_removed_fraction": "1",
    "threshold": "J/cm^2",
    "times_threshold": "1",
}
LIGHT_SOURCES = ("Segelstein1981",)
HEAT_SOURCES = ("Welch2011", "Carslaw1959")
REMOVAL_SOURCES = ("WalshDeutsch1989", "Walsh1989", "Kaufmann", "Liu1982", "Recalled")


class Depths(NamedTuple):
    """A layer of the skin and where it lies, mm."""

    name: str
    top: float
    bottom: float


class Rim(NamedTuple):
    """How far injury reaches beyond the crater's wall and below its base, mm."""

    side: float
    base: float


@dataclass(frozen=True)
class Ablated:
    """Everything that following a laser that removes tissue produced.

    Radiant exposures in J/mm^2, of one pulse: `absorbed` in the middle of the beam, `H_th` removing nothing yet.
    `stays` is the heat that each pass leaves in the skin, averaged over its area.
    """

    layers: tuple[Depths, ...]
    exposure: Exposure
    target: Target
    line: str
    specular: float
    absorbed: float
    H_th: float
    crater: Crater
    rims: Mapping[str, Rim]
    charred: bool
    stays: float
    pattern: Pattern

    @cached_property
    def depth(self) -> np.ndarray:
        """Return the depths of the zones' radii, mm."""
        deepest = self.crater.depth + max(rim.base for rim in self.rims.values())
        return (np.arange(ROWS) + 0.5) * DEEPER * max(deepest, LEAST_DEPTH_MM) / ROWS

    @cached_property
    def zones(self) -> Mapping[str, Zone]:
        """Return the zones by name: rims count from the surface; what boils leaves, so nothing boils in place."""
        none = Rim(0.0, 0.0)
        rims = {**self.rims, "boiled": none, "vaporised": none}
        return {name: self._zone(rims[name], 0.0 if name == "boiled" else self.crater.depth) for name in ZONES}

    @property
    def widest_um(self) -> float:
        """Return how wide a zone can be: in a full field as wide as the beam."""
        return self.exposure.spot_diameter_um.value if self.exposure.full_field else math.inf

    @property
    def endpoint(self) -> str:
        """Return the highest endpoint reached."""
        zones, margin = self.zones, look_up("ablation", "endpoint", "margin_um").value
        return endpoint(zones["necrosis"], zones["collagen"], zones["vaporised"], UM * self.layers[0].bottom, margin)

    @property
    def engine(self) -> str:
        """Return that nothing was traced."""
        return CLOSED_FORM

    @property
    def epidermis_removed(self) -> float:
        """Return the share of the epidermis that is removed after all passes: of its area times its depth."""
        living = next(layer for layer in self.layers if layer.name == "epidermis")
        deep = (self.crater.depth - living.top) / (living.bottom - living.top)
        return float(self.pattern.coverage(0.5 * self.crater.width)) * min(1.0, max(0.0, deep))

    def scalars(self) -> Figures:
        """Return where the light went, the wall's temperature, the heat that stays, and what was removed."""
        before, peak = self._bulk()
        wall = self.target.T_rest + self.absorbed * self.target.mu_a / self.target.rho_c
        return {
            "light.specular": self.specular,
            "light.reflected": 0.0,
            "light.absorbed": 1.0 - self.specular,
            "light.transmitted": 0.0,
            "heat.peak_temperature": min(self.target.T_boil, wall),
            "heat.bulk_temperature_rise": before,
            "heat.bulk_peak_temperature": peak,
            "ablation.removed_depth": UM * self.crater.depth,
            "ablation.coagulated_rim": UM * self.rims["collagen"].base,
            "ablation.necrotic_rim": UM * self.rims["necrosis"].base,
            "ablation.epidermis_removed_fraction": self.epidermis_removed,
            "ablation.threshold": self.H_th / PER_MM2,
            "ablation.times_threshold": self.absorbed / self.H_th,
        }

    def sources(self, physics: Physics) -> dict[str, tuple[str, ...]]:
        """Return the sources of light, heat and each zone."""
        own, pairs = device_sources(self.exposure), damage_pairs(physics)
        removal = (*REMOVAL_SOURCES, *own)
        rims = {name: (*pairs[name]["source"], *HEAT_SOURCES, *removal) for name in pairs}
        heat = (*HEAT_SOURCES, *own)
        return {"light": (*LIGHT_SOURCES, *own), "heat": heat, **rims, "boiled": removal, "vaporised": removal}

    def own(self, interval: Interval) -> dict[str, Description]:
        """Return the figures of ablation."""
        keys = (*REMOVAL_SOURCES, *device_sources(self.exposure))
        tops = {"epidermis_removed_fraction": 1.0}
        figures = {
            name: interval(f"ablation.{name}", unit, keys, tops.get(name, np.inf)) for name, unit in KINDS.items()
        }
        return {"ablation": AblationFigures(**figures)}

    def datasets(self) -> dict[str, xarray.Dataset]:
        """Return the labelled arrays of light, heat and injury."""
        layers = {
            "top": array("layer", [layer.top for layer in self.layers], "mm"),
            "bottom": array("layer", [layer.bottom for layer in self.layers], "mm"),
        }
        light = dataset(layers, {"layer": [layer.name for layer in self.layers]}, {"engine": CLOSED_FORM})
        light["absorption_coefficient"] = array((), self.target.mu_a, "1/mm")
        z = {"z": array("z", self.depth, "mm")}
        radii = {f"radius_{name}": array("z", zone.radius_by_depth, "mm") for name, zone in self.zones.items()}
        time = np.geomspace(FIRST_S, self.exposure.pass_interval_s, TIMES)
        bulk = array("time", self.target.T_rest + self._mean_rise(time), "degC")
        heat = dataset({"bulk_temperature": bulk}, {"time": array("time", time, "s")})
        return {"light": light, "heat": heat, "injury": dataset(radii, z, {"endpoint": self.endpoint})}

    def _zone(self, beyond: Rim, depth: float) -> Zone:
        """Return the zone of the crater, or of none, with a rim: straight walls, an elliptic base.

        What is heated and not removed is as wide as the beam at least.
        """
        half, bottom = 0.5 * self.crater.width + beyond.side, depth + beyond.base
        if beyond.base > 0.0:
            half = max(half, 0.5 * self.exposure.spot_diameter_um.value / UM)
        if bottom == 0.0:
            return Zone(0.0, 0.0, 0.0, 0.0, np.zeros(ROWS))
        below = np.clip((self.depth - depth) / max(beyond.base, 1e-9), 0.0, 1.0)
        round_base = np.ones(ROWS) if self.exposure.full_field else np.sqrt(1.0 - below**2)
        radius = np.where(self.depth < bottom, half * round_base, 0.0)
        base_share = 1.0 if self.exposure.full_field else 2.0 / 3.0
        volume = math.pi * half**2 * (depth + base_share * beyond.base)
        return Zone(bottom * UM, 2.0 * half * UM, 2.0 * half * UM, volume * UM**3, radius)

    def _bulk(self) -> tuple[float, float]:
        """Return the mean rise of the upper 0.5 mm left before the last pass (K), and its highest mean (C)."""
        exposure = self.exposure
        since = exposure.pass_interval_s * np.arange(1, exposure.passes)
        before = float(self._mean_rise(since).sum())
        return before, self.target.T_rest + before + self.stays / (self.target.rho_c * BULK_MM)

    def _mean_rise(self, since: np.ndarray) -> np.ndarray:
        """Return what one pass leaves of its heat in the upper 0.5 mm after `since` (s), as a mean rise, K.

        H erf(L / sqrt(4 alpha t)) / (rho_c L): heat set free at the surface, which passes none outward.
        """
        spread = np.sqrt(4.0 * self.target.alpha * since)
        held = np.array([math.erf(BULK_MM / one) for one in spread])
        return self.stays * held / (self.target.rho_c * BULK_MM)
