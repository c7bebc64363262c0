"""The injury of one treatment: both damage clocks, water boiled and lost, and the zones they draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.catalog import look_up
from photomend.heat import Heat
from photomend.injury.arrhenius import damage
from photomend.injury.zone import Zone, endpoint, log_damage, measure, removed
from photomend.skin import Tissue
from photomend.treatment import Physics, damage_pairs


@dataclass(frozen=True)
class Injury:
    """Damage integrals and water lost by cell (depth, ring), the zones by name, and the endpoint reached."""

    damage: dict[str, np.ndarray]
    water_lost: np.ndarray
    zones: dict[str, Zone]
    endpoint: str


def injure(layers: tuple[Tissue, ...], heat: Heat, physics: Physics, threshold_shift: float = 0.0) -> Injury:
    """Return the injury that `heat` does to `layers`.

    `boiled` reached boiling and kept its place; `vaporised` lost most of its water and is joined to the
    surface by tissue that did. `threshold_shift` (K) moves both damage clocks.
    """
    history, pairs = heat.zone, damage_pairs(physics)
    Omega = {name: damage(history.time, history.temperature, pair, threshold_shift) for name, pair in pairs.items()}
    liquid, latent = boiling_enthalpy(layers, history.mesh.depth)
    boiled_off = np.clip((history.enthalpy_peak - liquid) / latent, 0.0, 1.0)
    lost = boiled_off if history.as_vapour == 0.0 else 1.0 - history.water_left
    excess = {name: log_damage(values) for name, values in Omega.items()}
    excess["boiled"] = history.enthalpy_peak / liquid - 1.0  # enthalpy is smooth where temperature has a plateau
    excess["vaporised"] = removed(lost, look_up("tissue", "removal", "water_lost").value)
    mesh = history.mesh
    zones = {name: measure(values, mesh.depth_edge, mesh.ring_edge) for name, values in excess.items()}
    reached = endpoint(
        zones["necrosis"],
        zones["collagen"],
        zones["vaporised"],
        next(layer.bottom for layer in layers if layer.top >= 0.0) * 1e3,
        float(np.diff(mesh.depth_edge[mesh.depth_edge > -1e-12])[0]) * 1e3,
    )
    return Injury(Omega, lost, zones, reached)


def boiling_enthalpy(layers: tuple[Tissue, ...], depth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the enthalpy at which tissue of each depth (mm) begins to boil, and the latent heat of its water.

    Both in J/mm^3, as columns to go with arrays of (depth, ring).
    """
    owner = np.clip(np.searchsorted([layer.bottom for layer in layers], depth), 0, len(layers) - 1)
    boiling = look_up("tissue", "thermal", "boiling_from").value
    liquid = boiling * np.array([layer.thermal.rho_c for layer in layers])[owner]
    latent = np.array([max(layer.thermal.latent, 1e-12) for layer in layers])[owner]
    return liquid[:, None], latent[:, None]
