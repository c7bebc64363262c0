"""The heat of one treatment: the background of all passes, then the zone of one microbeam in the last pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from photomend.device import Cooling, Exposure, surface_exchanges
from photomend.heat.background import Background, build_up
from photomend.heat.mesh import Mesh, ring_edges
from photomend.heat.zone import History, cell_radius, fold, radius_enclosing, warm_up
from photomend.light import Beam, Traced, convolve
from photomend.skin import Tissue

LIGHT_KEPT = 0.995
RADIUS_STEP_MM = 0.25  # domains are rounded up to this, so that neighbouring runs share their geometry
SPREAD_MM = 0.3  # heat's way below the last cell that matters to light
PER_MM2 = 0.01  # from per square centimetre


@dataclass(frozen=True)
class Heat:
    """Background and zone, and the energy density (J/mm^3) that one pulse leaves in the zone's cells."""

    background: Background
    zone: History
    source: np.ndarray


def heat_up(
    layers: tuple[Tissue, ...],
    light: Traced,
    exposure: Exposure,
    cooling: Cooling | None,
    rest_C: float,
    cell: float,
    settle_s: float,
    done: Callable[[float], None] = lambda _: None,
) -> Heat:
    """Return the heat of a treatment.

    `light` is the pencil response of `layers`, `rest_C` the skin's temperature before the first pulse, `cell`
    the smallest ring in mm, `settle_s` the time followed after the pulse. The zone starts from the background
    just before the last pass; neighbours of the same pass are left out for beams that do not fire at once.
    """
    energy = 1e-3 * exposure.pulse_energy_mJ
    density = PER_MM2 * exposure.density_per_pass_per_cm2
    heating = density * energy * light.absorbed_by_depth / np.diff(light.depth_edge)
    background = build_up(layers, light.depth_edge, heating, exposure.passes, exposure.pass_interval_s, cooling, rest_C)
    mesh, per_joule = absorbed_in_zone(light, exposure, cell)
    source = energy * per_joule / mesh.volume
    pulse_s = 1e-3 * exposure.pulse_duration_ms.value
    exchanges = surface_exchanges(cooling, (0.0,), rest_C, 0.0, pulse_s + settle_s)
    start = background.before_last_pass[: mesh.depth.size]
    zone = warm_up(layers, mesh, source, pulse_s, settle_s, start, exchanges, rest_C, done)
    return Heat(background, zone, source)


def absorbed_in_zone(light: Traced, exposure: Exposure, cell: float) -> tuple[Mesh, np.ndarray]:
    """Return the zone's mesh and the energy each of its cells absorbs, per joule of one microbeam."""
    beam = Beam(exposure.beam_profile, 0.5e-3 * exposure.spot_diameter_um.value)
    depth_edge = light.depth_edge[: _depth_cells(light) + 1]
    rows = depth_edge.size - 1
    if not exposure.simultaneous:
        rings = light.absorbed.mean(axis=0).sum(axis=0)
        outer = RADIUS_STEP_MM * np.ceil(
            (radius_enclosing(light.ring_edge, rings, LIGHT_KEPT) + beam.radius) / RADIUS_STEP_MM
        )
        mesh = Mesh(depth_edge, ring_edges(cell, beam.radius, outer))
        return mesh, convolve(light, beam, mesh.ring_edge)[:rows]
    density = PER_MM2 * exposure.density_per_pass_per_cm2
    edge = ring_edges(cell, beam.radius, cell_radius(density))
    wide = np.concatenate([edge, light.ring_edge[light.ring_edge > edge[-1] * 1.001]])
    inside = convolve(light, beam, wide)[:rows] @ fold(wide, edge, exposure.placement, density).T
    mesh = Mesh(depth_edge, edge)
    even = np.outer(inside.sum(axis=1), mesh.area / mesh.area.sum())
    share = exposure.apex_energy_share.value
    return mesh, share * inside + (1.0 - share) * even


def _depth_cells(light: Traced) -> int:
    """Return how many depth cells hold almost all the light, and the heat that spreads from them."""
    inside = np.cumsum(light.absorbed_by_depth)
    deepest = light.depth_edge[1 + int(np.searchsorted(inside, LIGHT_KEPT * inside[-1]))] + SPREAD_MM
    return min(int(np.searchsorted(light.depth_edge, deepest)), light.depth_edge.size - 1)
