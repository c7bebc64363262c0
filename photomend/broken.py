"""What following a picosecond pulse gives: the light of an array, what melanin absorbs of it, and what that breaks.

All of it lies in the viable epidermis, but for water that breaks down in the unscattered light of a tight focus. Heat
is adiabatic: no pulse lasts long enough to conduct. No tissue coagulates and no damage integral is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.catalog import Variation, look_up
from photomend.description import Description
from photomend.device import Exposure
from photomend.heat import Background, beam_of
from photomend.heat.array import ArrayLight
from photomend.injury import Zone
from photomend.injury.breakdown import (
    ESTABLISHED,
    PER_MM3,
    UM,
    Vacuole,
    diameter_of,
    excess_energy,
    first_depth,
    melanosome_temperature,
    probability,
    vacuole_threshold,
    water_threshold,
)
from photomend.light import Traced
from photomend.light.collimated import going_down
from photomend.light.focus import waist_and_way
from photomend.pattern import Pattern
from photomend.result import BreakdownFigures
from photomend.skin import Tissue
from photomend.skin.melanin import relative_melanin
from photomend.stages import (
    HEAT_SOURCES,
    LIGHT_SOURCES,
    SHARES,
    ZONES,
    Figures,
    Interval,
    array,
    dataset,
    device_sources,
    optics_by_layer,
    tissue_sources,
)
from photomend.treatment import Physics

if TYPE_CHECKING:
    import xarray

MIDDLE = 0.25  # share of a spot's area, its brightest, that counts as its middle
BETWEEN = 0.75  # share of a cell's area within which light does not count as between the spots
PROFILE_RINGS = 40
AREA_POINTS = 2000
FAINTEST = 1e-9  # of the light in the spots, so that contrast stays finite

KINDS = {
    "probability_spots": "1",
    "probability_between": "1",
    "energy_density_spots": "J/cm^3",
    "energy_density_between": "J/cm^3",
    "vacuole_diameter": "um",
    "vacuole_top": "um",
    "vacuole_bottom": "um",
    "area_share": "1",
    "local_contrast": "1",
    "melanosome_temperature": "degC",
    "water_ratio": "1",
}


@dataclass(frozen=True)
class Melanin:
    """Melanin of the viable epidermis: its share of the absorption there, its basal share, and its own absorption.

    `inside` is the absorption of the inside of a melanosome, 1/mm.
    """

    share: float
    basal: float
    inside: float


@dataclass(frozen=True)
class Broken:
    """Everything that following a picosecond pulse produced; energies are those of one pulse per microbeam."""

    layers: tuple[Tissue, ...]
    exposure: Exposure
    light: Traced
    shone: ArrayLight
    melanin: Melanin
    background: Background
    pattern: Pattern
    rest_C: float
    variation: Variation

    @property
    def pulse_energy_J(self) -> float:
        """Return the energy of one pulse of one microbeam."""
        return 1e-3 * self.exposure.pulse_energy_mJ / self.exposure.pulses

    @cached_property
    def q_v(self) -> np.ndarray:
        """Return what each cell would absorb with its layer's melanin spread evenly, J/mm^3."""
        diffuse = look_up("breakdown", "field", "diffuse_factor").at(self.variation.diffuse_light)
        return self.pulse_energy_J * self.shone.absorbed(diffuse) / self.shone.mesh.volume

    @cached_property
    def phi(self) -> np.ndarray:
        """Return the light per area that reaches each cell from all sides, J/mm^2: q_v / mu_a."""
        mu_a = np.array([layer.mu_a for layer in self.layers])[self._owner][:, None]
        return np.divide(self.q_v, mu_a, out=np.zeros_like(self.q_v), where=mu_a > 0.0)

    @cached_property
    def U(self) -> np.ndarray:
        """Return what melanin absorbs in each cell, J/mm^3: f(z) mu_a,mel phi; none outside the viable epidermis."""
        s = (self.depth - self.living.top) / (self.living.bottom - self.living.top)
        melanin = np.where(self._alive, self.melanin.share * relative_melanin(s, self.melanin.basal), 0.0)
        return melanin[:, None] * self.q_v

    @property
    def living(self) -> Tissue:
        """Return the viable epidermis."""
        return next(layer for layer in self.layers if layer.name == "epidermis")

    @property
    def U_v(self) -> float:
        """Return the energy density at which one vacuole in two forms, J/mm^3."""
        return vacuole_threshold(self.variation)

    @cached_property
    def spots(self) -> tuple[np.ndarray, np.ndarray]:
        """Return depths (mm) from the top of the viable epidermis to its bottom, and U in a hot spot's middle."""
        return self._profile(self._middle)

    @cached_property
    def between(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the same farthest from the spots, mean over the outer quarter of the lattice cell."""
        return self._profile(self._outside)

    @cached_property
    def contrast(self) -> float:
        """Return how much more light reaches the viable epidermis in the spots than between them."""
        inside, outside = (float((self.phi[self._alive] @ part).mean()) for part in (self._middle, self._outside))
        return inside / max(outside, FAINTEST * inside) if inside > 0.0 else 1.0

    @cached_property
    def water(self) -> tuple[float, float]:
        """Return the highest irradiance of unscattered light over that of breakdown, and where it first reaches it."""
        z = self.shone.mesh.depth_edge[self.shone.mesh.depth_edge >= 0.0]
        needed = water_threshold(self.exposure.pulse_duration_ms.value, self.variation.breakdown_threshold)
        ratio = irradiance(self.exposure, self.light, z) / needed
        return float(ratio.max()), first_depth(z, ratio, 1.0)

    @property
    def excess_J(self) -> float:
        """Return the energy above the threshold within one hot spot; what lies around it drives no vacuole there."""
        return excess_energy(self.U, self.U_v, self.shone.mesh.volume * self._within_spot)

    @cached_property
    def vacuole(self) -> Vacuole:
        """Return the vacuole under one microbeam."""
        z, U = self.spots
        seeded, plasma = bool(U.max() >= self.U_v), self.water[0] >= 1.0
        energy = self.excess_J
        thickness = self.living.bottom - self.living.top
        diameter = min(diameter_of(energy, self.variation), thickness) if seeded else 0.0
        top = first_depth(z, U, self.U_v)
        above = min(top, self.water[1]) if seeded else self.water[1]
        begins = above if plasma else top
        return Vacuole(UM * diameter, UM * begins, UM * (top + diameter if seeded else begins))

    @property
    def area_share(self) -> float:
        """Return the share of the area that reaches the threshold somewhere in depth, after all passes."""
        mesh = self.shone.mesh
        excess = self.U.max(axis=0) - self.U_v
        r = mesh.ring_edge[-1] * np.sqrt((np.arange(AREA_POINTS) + 0.5) / AREA_POINTS)
        once = float((np.interp(r, mesh.radius, excess) >= 0.0).mean())
        passes = 1 if self.exposure.full_field else self.exposure.passes
        return 1.0 - (1.0 - once) ** passes

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Return the zones of heat: none."""
        return {name: Zone(0.0, 0.0, 0.0, 0.0, np.zeros(self.depth.size)) for name in ZONES}

    @property
    def depth(self) -> np.ndarray:
        """Return the depth of every row of cells, mm."""
        return self.shone.mesh.depth

    @property
    def widest_um(self) -> float:
        """Return how wide a zone of heat can be."""
        return 0.0

    @property
    def endpoint(self) -> str:
        """Return breakdown where one hot spot in two has a vacuole or water breaks down, else none."""
        likely = float(probability(self.spots[1].max(), self.U_v)) >= ESTABLISHED
        return "breakdown" if likely or self.water[0] >= 1.0 else "none"

    @property
    def engine(self) -> str:
        """Return what traced the light."""
        return self.light.engine

    @property
    def peak_temperature(self) -> np.ndarray:
        """Return the temperature of each cell right after one pulse at rest, C; no heat has spread, nothing boils."""
        rho_c = np.array([layer.thermal.rho_c for layer in self.layers])[self._owner][:, None]
        even = np.where(self._alive, 1.0 - self.melanin.share, 1.0)[:, None] * self.q_v
        return self.rest_C + (even + self.U) / rho_c

    def scalars(self) -> Figures:
        """Return the shares of the light, the figures of heat, and those of breakdown."""
        shares = self.light.fractions
        skin = self.shone.mesh.skin
        spots, between = (float(profile[1].max()) for profile in (self.spots, self.between))
        brightest = float((self.phi[self._alive] @ self._middle).max())
        figures = {
            "probability_spots": float(probability(spots, self.U_v)),
            "probability_between": float(probability(between, self.U_v)),
            "energy_density_spots": spots / PER_MM3,
            "energy_density_between": between / PER_MM3,
            "vacuole_diameter": self.vacuole.diameter,
            "vacuole_top": self.vacuole.top,
            "vacuole_bottom": self.vacuole.bottom,
            "area_share": self.area_share,
            "local_contrast": self.contrast,
            "melanosome_temperature": melanosome_temperature(brightest, self.melanin.inside, self.rest_C),
            "water_ratio": self.water[0],
        }
        return {
            **{f"light.{name}": shares[name].value for name in SHARES},
            "heat.peak_temperature": float((self.peak_temperature[skin] @ self._middle).max()),
            "heat.bulk_temperature_rise": self.background.bulk_rise,
            "heat.bulk_peak_temperature": self.background.bulk_peak,
            **{f"breakdown.{name}": value for name, value in figures.items()},
        }

    def sources(self, physics: Physics) -> dict[str, tuple[str, ...]]:
        """Return the sources of light, heat and each zone."""
        tissue = tissue_sources(self.layers)
        heat = (*HEAT_SOURCES, *tissue, *device_sources(self.exposure))
        return {"light": (*LIGHT_SOURCES, *tissue), "heat": heat, **dict.fromkeys(ZONES, heat)}

    def own(self, interval: Interval) -> dict[str, Description]:
        """Return the figures of breakdown."""
        values = [("vacuole", name) for name in ("threshold_J_per_cm3", "growth_mm3_per_J", "size_factor")]
        values += [("melanosome", "nucleation_C"), ("water", "breakdown_irradiance_W_per_cm2")]
        own = tuple(key for keys in values for key in look_up("breakdown", *keys).source)
        sources = (*own, *LIGHT_SOURCES, *tissue_sources(self.layers), *device_sources(self.exposure))
        shares = ("probability_spots", "probability_between", "area_share")
        figures = {
            name: interval(f"breakdown.{name}", unit, sources, 1.0 if name in shares else np.inf)
            for name, unit in KINDS.items()
        }
        return {"breakdown": BreakdownFigures(**figures)}

    def datasets(self) -> dict[str, xarray.Dataset]:
        """Return the labelled arrays of light, heat and injury."""
        return {"light": _light(self), "heat": _heat(self), "injury": _injury(self)}

    @cached_property
    def _owner(self) -> np.ndarray:
        """Return the layer of every row."""
        return np.clip(np.searchsorted([layer.bottom for layer in self.layers], self.depth), 0, len(self.layers) - 1)

    @property
    def _alive(self) -> np.ndarray:
        """Return which rows lie in the viable epidermis."""
        return (self.depth > self.living.top) & (self.depth < self.living.bottom)

    @property
    def _within_spot(self) -> np.ndarray:
        """Return the share of each ring that lies in the spot at the surface."""
        edge, radius = self.shone.mesh.ring_edge, beam_of(self.exposure).radius
        return np.clip((radius**2 - edge[:-1] ** 2) / np.diff(edge**2), 0.0, 1.0)

    @cached_property
    def _middle(self) -> np.ndarray:
        """Return the weight of each ring in the mean over the brightest quarter of the spot's area."""
        area = self.shone.mesh.area * self._within_spot
        bright = beam_of(self.exposure).ring_shares(self.shone.mesh.ring_edge) / self.shone.mesh.area
        order = np.argsort(-np.round(bright / bright.max(), 9), kind="stable")  # an even spot's middle is its innermost
        before = np.cumsum(area[order]) - area[order]
        taken = np.clip(MIDDLE * area.sum() - before, 0.0, area[order])
        return taken[np.argsort(order)] / taken.sum()

    @cached_property
    def _outside(self) -> np.ndarray:
        """Return the weight of each ring in the mean over the outer quarter of the lattice cell."""
        edge = self.shone.mesh.ring_edge
        area = np.maximum(edge[1:] ** 2 - np.maximum(edge[:-1] ** 2, BETWEEN * edge[-1] ** 2), 0.0)
        return area / area.sum()

    def _profile(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return depths and U from edge to edge of the viable epidermis, the light at its ends that of the end rows."""
        z, q_v = self.depth[self._alive], self.q_v[self._alive] @ weights
        z, q_v = np.concatenate([[self.living.top], z, [self.living.bottom]]), q_v[[0, *range(q_v.size), -1]]
        s = (z - self.living.top) / (self.living.bottom - self.living.top)
        return z, self.melanin.share * relative_melanin(s, self.melanin.basal) * q_v


def irradiance(exposure: Exposure, light: Traced, depth: np.ndarray) -> np.ndarray:
    """Return the highest irradiance of unscattered light at each depth (mm), W/mm^2.

    Power / area / duration, at the brightest ring of the beam's profile; a converging beam narrows to its focus, no
    further than diffraction lets it, w = wavelength / (pi NA).
    """
    beam = beam_of(exposure)
    ring = np.linspace(0.0, beam.radius, PROFILE_RINGS + 1)
    brightest = float((beam.ring_shares(ring) / np.diff(ring**2)).max()) * beam.radius**2
    w = np.full(depth.size, beam.radius)
    if exposure.converging:
        NA = exposure.convergence_NA
        waist2, zeta = waist_and_way(beam, NA, 1e-3 * exposure.focus_depth_um, light.media, depth)
        w = np.maximum(np.sqrt(waist2 + zeta**2), 1e-6 * exposure.wavelength_nm / (np.pi * NA))
    power = exposure.apex_energy_share.value * exposure.peak_power_W * going_down(light.media, depth)
    return power * brightest / (np.pi * w**2)


def _light(broken: Broken) -> xarray.Dataset:
    light = broken.light
    depth = 0.5 * (light.depth_edge[1:] + light.depth_edge[:-1])
    on_s = 1e-3 * broken.exposure.pulse_duration_ms.value
    data = optics_by_layer(broken.layers)
    data["absorbed_by_depth"] = array("depth", light.absorbed_by_depth / np.diff(light.depth_edge), "1/mm")
    data["absorbed_energy_density"] = array(("z", "r"), broken.q_v, "J/mm^3")
    data["fluence_rate"] = array(("z", "r"), broken.phi / on_s, "W/mm^2")
    coordinates = {
        **_mesh(broken),
        "depth": array("depth", depth, "mm"),
        "layer": [layer.name for layer in broken.layers],
    }
    attrs: dict[str, Any] = {f"{name}_fraction": light.fractions[name].value for name in SHARES}
    attrs |= {"balance_error": light.balance, "path": "folded into one lattice cell", "engine": light.engine}
    return dataset(data, coordinates, attrs)


def _heat(broken: Broken) -> xarray.Dataset:
    background = broken.background
    depth = 0.5 * (background.depth_edge[1:] + background.depth_edge[:-1])
    data = {
        "peak_temperature": array(("z", "r"), broken.peak_temperature, "degC"),
        "background_temperature": array("depth", background.before_last_pass, "degC"),
        "bulk_temperature": array("time", background.bulk, "degC"),
    }
    coordinates = {
        **_mesh(broken),
        "depth": array("depth", depth, "mm"),
        "time": array("time", background.time, "s"),
    }
    return dataset(data, coordinates)


def _injury(broken: Broken) -> xarray.Dataset:
    (depth, spots), (_, between) = broken.spots, broken.between
    data: dict[str, Any] = {
        "melanin_energy_density": array(("z", "r"), broken.U, "J/mm^3"),
        "probability": array(("z", "r"), probability(broken.U, broken.U_v), "1"),
        "melanin_energy_density_spots": array("epidermal_depth", spots, "J/mm^3"),
        "melanin_energy_density_between": array("epidermal_depth", between, "J/mm^3"),
    }
    data |= {f"radius_{name}": array("z", zone.radius_by_depth, "mm") for name, zone in broken.zones.items()}
    coordinates = {**_mesh(broken), "epidermal_depth": array("epidermal_depth", depth, "mm")}
    attrs = {"endpoint": broken.endpoint, "spot_radius_mm": beam_of(broken.exposure).radius}
    return dataset(data, coordinates, attrs)


def _mesh(broken: Broken) -> dict[str, Any]:
    mesh = broken.shone.mesh
    return {"z": array("z", mesh.depth, "mm"), "r": array("r", mesh.radius, "mm")}
