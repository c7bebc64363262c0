"""The heat of one treatment: the background of all passes, then the zone of one microbeam in the last pass.

A full field has no background of its own: all its passes hit the same place, and one run follows them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from photomend.device import Cooling, Exchange, Exposure, surface_exchanges
from photomend.heat import bioheat
from photomend.heat.background import Background, build_up, upper_weights
from photomend.heat.lattice import cell_radius, equal_area, fold
from photomend.heat.mesh import Mesh, ring_edges
from photomend.heat.zone import PACE, History, SteadyLight, radius_enclosing, warm_up
from photomend.light import Beam, Traced, convolve
from photomend.light.beam import radius_of_share
from photomend.light.cells import Lattice
from photomend.light.focus import Tubes, converging, straight
from photomend.light.medium import ALONE, layers_of, rings_of, set_scene, shine
from photomend.skin import Tissue, effective_depth

LIGHT_KEPT = 0.995
RADIUS_STEP_MM = 0.25  # domains are rounded up to this, so that neighbouring runs share their geometry
LEAST_DEPTH_MM = 0.5  # of skin, however little light gets there
SPREAD_MM = 0.3  # heat's way below the last cell that matters to light
PER_MM2 = 0.01  # from per square centimetre
WIDE = 8.0  # effective depths: a wider beam is followed in depth alone
CELLS_ACROSS = 40  # of a full field's radius
CELLS_IN_LIGHT = 10  # of the radii between which lie the middle four fifths of its light, a thin ring's wall
DEEPER = (1.0, 2.0, 4.0)  # times the depth of the light at rest: how deep a zone's domain may have to be
DEEP_RISE_K = 5.0  # a last row that warms by more calls for the next
DIFFUSION_TIMES = 2.0  # a full field is followed for this many times the diffusion time of its heated depth


@dataclass(frozen=True)
class Target:
    """One beam on its piece of skin.

    `per_joule` is what each cell of the mesh absorbs of a joule in tissue at rest, `power_W` the power while a pulse
    is on. `tubes`, `rings` and `lattice` describe the beam to `light.medium`.
    """

    mesh: Mesh
    per_joule: np.ndarray
    power_W: float
    tubes: Tubes
    rings: np.ndarray
    lattice: Lattice


@dataclass(frozen=True)
class Heat:
    """Background and zone, the target in tissue at rest, and what the heat did to the light on its way."""

    background: Background
    zone: History
    target: Target
    light_change: bioheat.LightChange = bioheat.UNCHANGED

    @property
    def source(self) -> np.ndarray:
        """Return the absorbed energy density of the zone's cells, J/mm^3."""
        return self.zone.absorbed

    @property
    def power_at_rest(self) -> np.ndarray:
        """Return the power density that tissue at rest absorbs while a pulse is on, W/mm^3."""
        return self.target.power_W * self.target.per_joule / self.target.mesh.volume


LampMaker = Callable[[Target], bioheat.Lamp]


def steady(target: Target) -> bioheat.Lamp:
    """Return the lamp whose light does not follow the tissue."""
    return SteadyLight(target.power_W * target.per_joule / target.mesh.volume)


def heat_up(
    layers: tuple[Tissue, ...],
    light: Traced,
    lamp_maker: LampMaker,
    exposure: Exposure,
    cooling: Cooling | None,
    rest_C: float,
    cell: float,
    settle_s: float,
    escapes: bool = False,
    done: Callable[[float], None] = lambda _: None,
) -> Heat:
    """Return the heat of a treatment.

    `light` is the pencil response of `layers`, `lamp_maker` makes of a target the lamp that lights it. `rest_C` is the
    skin's temperature before the first pulse, `cell` the smallest ring in mm, `settle_s` the time followed after the
    last pulse; steam leaves the tissue where it `escapes`. The zone starts from the background just before the last
    pass; neighbours of the same pass are left out for beams that do not fire at once. A pass of the background is
    deposited at once, by light in tissue at rest.
    """
    density = PER_MM2 * exposure.density_per_pass_per_cm2
    heating = density * 1e-3 * exposure.pulse_energy_mJ * light.absorbed_by_depth / np.diff(light.depth_edge)
    background = None
    if not exposure.full_field:
        background = build_up(
            layers, light.depth_edge, heating, exposure.passes, exposure.pass_interval_s, cooling, rest_C
        )
    windows, exchanges, until = course(layers, exposure, cooling, rest_C, settle_s)
    for deeper in DEEPER:
        target = aim(layers, light, exposure, cell, deeper)
        lamp, depths = lamp_maker(target), target.mesh.depth.size
        start = background.before_last_pass[:depths] if background else np.full(depths, rest_C)
        zone = warm_up(layers, target.mesh, lamp, windows, until, start, exchanges, rest_C, escapes, PACE, done)
        if _settles_above(zone) or depths == light.depth_edge.size - 1:
            break
    return Heat(background or _field_background(zone, exposure, rest_C), zone, target, lamp.change)


def _settles_above(zone: History) -> bool:
    """Return whether the heat of a zone ends above its last row: light goes deeper through a column that dries."""
    bottom = zone.temperature[:, -1]
    return float((bottom - bottom[0]).max()) < DEEP_RISE_K


def aim(layers: tuple[Tissue, ...], light: Traced, exposure: Exposure, cell: float, deeper: float = 1.0) -> Target:
    """Return the target of one beam: its mesh, so many times `deeper` than light at rest needs, and the light in it.

    Collimated light is the pencil response convolved with the beam; converging light is traced in depth and radius.
    """
    beam, depth_edge = beam_of(exposure), _depths(light, deeper)
    edge = _ring_edge(layers, light, exposure, beam, cell)
    mesh, rings = Mesh(depth_edge, edge), rings_of(edge, not exposure.simultaneous)
    on_s = sum(end - start for start, end in exposure.windows())
    power_W, rows = 1e-3 * exposure.pulse_energy_mJ / on_s, light.depth_edge.size - 1
    if exposure.simultaneous:
        per_joule, share = _in_lattice(light, exposure, mesh)
        lattice = lattice_of(exposure.placement, PER_MM2 * exposure.density_per_pass_per_cm2)
        return Target(mesh, per_joule, power_W, straight(share, rows), rings, lattice)
    if exposure.converging:
        NA, focus = exposure.convergence_NA, 1e-3 * exposure.focus_depth_um
        tubes = converging(beam, NA, focus, light.media, light.depth_edge, rings)
        return Target(mesh, traced_at_rest(light, tubes, rings, mesh), power_W, tubes, rings, ALONE)
    if edge.size == 2:
        return Target(
            mesh, light.absorbed_by_depth[: mesh.depth.size, None], power_W, straight(np.ones(1), rows), rings, ALONE
        )
    per_joule = convolve(light, beam, edge)[: mesh.depth.size]
    return Target(mesh, per_joule, power_W, straight(beam.ring_shares(rings), rows), rings, ALONE)


def beam_of(exposure: Exposure) -> Beam:
    """Return the beam at the skin's surface."""
    return Beam(
        exposure.beam_profile,
        0.5e-3 * exposure.spot_diameter_um.value,
        inner=0.5e-3 * (exposure.ring_inner_diameter_um or 0.0),
        rows=tuple((1e-3 * radius_um, irradiance) for radius_um, irradiance in exposure.measured_profile),
    )


def _ring_edge(layers: tuple[Tissue, ...], light: Traced, exposure: Exposure, beam: Beam, cell: float) -> np.ndarray:
    """Return the rings of a zone: as far as a beam's light goes, or as far as its lattice cell.

    A wide beam is followed in depth alone where its edge is too far to matter.
    """
    if exposure.simultaneous:
        return ring_edges(cell, beam.radius, cell_radius(PER_MM2 * exposure.density_per_pass_per_cm2))
    outer = _outer_radius(light, beam)
    if not exposure.full_field:
        return ring_edges(cell, beam.radius, outer)
    if beam.profile == "top-hat" and beam.radius > WIDE * effective_depth(layers):
        return np.array([0.0, beam.radius])
    inner, outer_light = radius_of_share(beam, np.array([0.1, 0.9]))
    coarsest = min(beam.radius / CELLS_ACROSS, float(outer_light - inner) / CELLS_IN_LIGHT)
    return ring_edges(max(cell, coarsest), 0.5 * beam.radius, outer)


def _in_lattice(light: Traced, exposure: Exposure, mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Return the light of all beams folded into one cell, per joule, and its share by ring as it enters the skin.

    What is not in the apices is spread evenly.
    """
    beam, density = beam_of(exposure), PER_MM2 * exposure.density_per_pass_per_cm2
    edge = mesh.ring_edge
    wide = np.concatenate([edge, light.ring_edge[light.ring_edge > edge[-1] * 1.001]])
    folding = fold(wide, edge, exposure.placement, density).T
    inside = convolve(light, beam, wide)[: mesh.depth.size] @ folding
    even, apices = mesh.area / mesh.area.sum(), exposure.apex_energy_share.value
    share = apices * (beam.ring_shares(wide) @ folding) + (1.0 - apices) * even
    return apices * inside + (1.0 - apices) * np.outer(inside.sum(axis=1), even), share


def lattice_of(placement: str, density_per_mm2: float) -> Lattice:
    """Return a lattice as the photon tracer knows it."""
    half, true, by_area = equal_area(placement, density_per_mm2)
    return Lattice(1 if placement == "square" else 2, 2.0 * half, true[1:], by_area[1:])


def traced_at_rest(light: Traced, tubes: Tubes, rings: np.ndarray, mesh: Mesh) -> np.ndarray:
    """Return what each cell of `mesh` absorbs of a joule of a beam, traced in tissue at rest by all photons."""
    media = light.media
    scene = set_scene(light, media.mu_a + media.mu_s, rings, tubes, ALONE, light.photons)
    mu_a, mu_s = (values[layers_of(scene)][:, None] * np.ones(rings.size - 1) for values in (media.mu_a, media.mu_s))
    return shine(scene, mu_a, mu_s).absorbed(mu_a)[: mesh.depth.size, : mesh.radius.size]


def _outer_radius(light: Traced, beam: Beam) -> float:
    """Return a radius (mm) that encloses nearly all the light of a beam."""
    rings = light.absorbed.mean(axis=0).sum(axis=0)
    reach = radius_enclosing(light.ring_edge, rings, LIGHT_KEPT) + beam.radius
    return float(RADIUS_STEP_MM * np.ceil(reach / RADIUS_STEP_MM))


def _depths(light: Traced, deeper: float) -> np.ndarray:
    """Return the edges of the depth cells that hold almost all the light, and the heat that spreads from them."""
    inside = np.cumsum(light.absorbed_by_depth)
    deepest = deeper * light.depth_edge[1 + int(np.searchsorted(inside, LIGHT_KEPT * inside[-1]))] + SPREAD_MM
    cells = min(int(np.searchsorted(light.depth_edge, max(deepest, LEAST_DEPTH_MM))), light.depth_edge.size - 1)
    return light.depth_edge[: cells + 1]


def course(
    layers: tuple[Tissue, ...], exposure: Exposure, cooling: Cooling | None, rest_C: float, settle_s: float
) -> tuple[bioheat.Windows, tuple[Exchange, ...], float]:
    """Return when pulses light the zone, what its surface meets, and until when it is followed (s).

    A microbeam's zone is that of the last pass, a full field's that of all passes, cooling before the first included.
    """
    if not exposure.full_field:
        windows = exposure.windows()
        until = windows[-1][1] + settle_s
        return windows, surface_exchanges(cooling, (0.0,), rest_C, 0.0, until), until
    firsts = tuple(exposure.pass_interval_s * number for number in range(exposure.passes))
    windows = tuple(window for first in firsts for window in exposure.windows(first))
    slowest = min(layer.thermal.k / layer.thermal.rho_c for layer in layers if layer.top >= 0.0)
    until = windows[-1][1] + max(settle_s, DIFFUSION_TIMES * effective_depth(layers) ** 2 / slowest)
    begin = min(0.0, cooling.start_s.value) if cooling else 0.0
    return windows, surface_exchanges(cooling, firsts, rest_C, begin, until), until


def _field_background(zone: History, exposure: Exposure, rest_C: float) -> Background:
    """Return the mean over the field's own area as its background."""
    mesh, last_pass = zone.mesh, exposure.pass_interval_s * (exposure.passes - 1)
    inside = mesh.radius < 0.5e-3 * exposure.spot_diameter_um.value
    weights = mesh.area[inside] / mesh.area[inside].sum()
    column = zone.temperature[:, :, inside] @ weights
    bulk = column @ upper_weights(mesh.depth_edge)
    before = column[int(np.searchsorted(zone.time, last_pass * (1.0 + 1e-9), side="right")) - 1]
    rise = float(before @ upper_weights(mesh.depth_edge)) - rest_C
    return Background(mesh.depth_edge, before, zone.time, bulk, rise)
