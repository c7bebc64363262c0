"""The zone: one microbeam on its own piece of skin, during the pulse and until it has settled.

Beams that land at random stand alone, on a domain wide enough for their light. Beams of a tip that fire all
at once stand in a cell of equal area on their lattice: no heat crosses its side, all light is folded back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from photomend.device import Exchange
from photomend.heat import bioheat
from photomend.heat.coarsen import coarser, finest, joining_times, may_join, prolong, restrict
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

FOLD_ANGLES = 16
FOLD_RADII = 6
GOLDEN_RATIO = 0.5 * (np.sqrt(5.0) - 1.0)
REACH_PITCHES = 5
PACE = bioheat.Pace(pieces=4)


@dataclass(frozen=True)
class SteadyLight:
    """A lamp whose absorbed power density (W/mm^3 by depth and ring) does not depend on the tissue's state."""

    absorbed: np.ndarray
    steady: bool = True
    noise: float = 0.0
    change: bioheat.LightChange = bioheat.UNCHANGED

    def power(self, state: bioheat.State, since: bioheat.Stretch | None) -> np.ndarray:
        """Return the absorbed power density."""
        return self.absorbed

    def accept(self) -> None:
        """Nothing to settle: the light does not change."""

    def watch(self, stretch: bioheat.Stretch) -> None:
        """Nothing to note: the light does not change."""


@dataclass(frozen=True)
class History:
    """Temperatures of a zone: ``(time, depth, ring)`` in C at `time` (s from the first pulse), and its peaks.

    `enthalpy_peak` in J/mm^3, what steam carried off included; `water_left` is the share of its water each cell
    still holds; `absorbed` the energy density (J/mm^3) that all pulses left in it. `put_in`, `through_surface`,
    `into_blood`, `as_vapour` and `stored` in J.
    """

    mesh: Mesh
    time: np.ndarray
    temperature: np.ndarray
    enthalpy_peak: np.ndarray
    water_left: np.ndarray
    absorbed: np.ndarray
    put_in: float
    through_surface: float
    into_blood: float
    as_vapour: float
    stored: float

    @property
    def temperature_peak(self) -> np.ndarray:
        """Return the highest temperature of each cell, C."""
        return self.temperature.max(axis=0)

    @property
    def imbalance(self) -> float:
        """Return (stored + lost - put in) / put in: zero but for rounding."""
        lost = self.through_surface + self.into_blood + self.as_vapour
        return (self.stored + lost - self.put_in) / self.put_in


def warm_up(
    layers: tuple[Tissue, ...],
    mesh: Mesh,
    lamp: bioheat.Lamp,
    windows: bioheat.Windows,
    until: float,
    start: np.ndarray,
    exchanges: tuple[Exchange, ...],
    rest_C: float,
    escapes: bool = False,
    pace: bioheat.Pace = PACE,
    done: Callable[[float], None] = lambda _: None,
) -> History:
    """Return the temperatures of a zone that `lamp` lights within the `windows` (s), from the exchanges' start on.

    `until` (s) is the end, `start` the temperature by depth before the first pulse; steam leaves the tissue where it
    `escapes`. Raises `FloatingPointError` should a temperature not be a number.
    """
    begin = exchanges[0].start
    grid = bioheat.lower(layers, mesh, rest_C, exchanges[0])
    state = bioheat.at_rest(mesh, grid, start, begin)
    before = float(np.sum(state.enthalpy * mesh.volume))
    times, temperatures = [np.full(1, begin)], [state.temperature[None].astype(np.float32)]
    highest, absorbed = state.enthalpy.copy(), np.zeros((mesh.depth.size, mesh.radius.size))
    level, fine = finest(mesh), state.enthalpy.copy()
    for end, joinings in [*joining_times(mesh, layers, windows[-1][1], until), (until, 0)]:
        base = state.enthalpy + state.vapour[1:-1, 1:-1]
        for stretch in bioheat.solve(layers, level.mesh, state, lamp, windows, end, exchanges, rest_C, pace, escapes):
            times.append(stretch.time)
            temperatures.append(prolong(level, mesh, stretch.temperature))
            np.maximum(highest, fine + prolong(level, mesh, stretch.enthalpy_peak - base), out=highest)
            absorbed += prolong(level, mesh, stretch.put_in)
            done((state.time - begin) / (until - begin))
        fine += prolong(level, mesh, state.enthalpy + state.vapour[1:-1, 1:-1] - base)
        while level.joinings < joinings and may_join(state, grid):
            wider = coarser(level, layers, mesh)
            state, level = restrict(state, level, wider), wider
            bioheat.follow_enthalpy(state, bioheat.insulated(layers, level.mesh, rest_C))
    if not np.isfinite(state.temperature).all():
        raise FloatingPointError("the heat calculation gave a temperature that is not a number")
    stored = float(np.sum(state.enthalpy * level.mesh.volume)) - before
    surface, blood, put_in, vapour = state.carried.tolist()
    return History(
        mesh=mesh,
        time=np.concatenate(times),
        temperature=np.concatenate(temperatures),
        enthalpy_peak=highest,
        water_left=prolong(level, mesh, state.water[1:-1, 1:-1]),
        absorbed=absorbed,
        put_in=put_in,
        through_surface=surface,
        into_blood=blood,
        as_vapour=vapour,
        stored=stored,
    )


def radius_enclosing(ring_edge: np.ndarray, energy: np.ndarray, share: float) -> float:
    """Return the radius (mm) that encloses `share` of the energy per ring."""
    inside = np.concatenate([[0.0], np.cumsum(energy)]) / np.sum(energy)
    return float(np.interp(share, inside, ring_edge))


def cell_radius(density_per_mm2: float) -> float:
    """Return the radius (mm) of the circle whose area is that of one lattice cell."""
    return float(np.sqrt(1.0 / (np.pi * density_per_mm2)))


def fold(ring_edge: np.ndarray, cell_edge: np.ndarray, placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the share of each ring's energy that lands in each ring of the lattice cell: (cell ring, ring).

    As all beams are alike, the light of one beam folded into its cell is the sum of all beams' light there: at
    points that fill the true cell, ring by ring of equal area, from every site within reach. Rings farther out
    fold to even light. Columns sum to 1; no share is negative.
    """
    area, cell_area = np.diff(ring_edge**2), np.diff(cell_edge**2)
    sites = lattice_sites(placement, density_per_mm2)
    reach = np.hypot(sites[:, 0], sites[:, 1]).max() - cell_edge[-1]
    x, y = cell_points(cell_edge, placement, density_per_mm2)
    distance = np.hypot(x[..., None] - sites[:, 0], y[..., None] - sites[:, 1]).reshape(cell_area.size, -1)
    shares = np.zeros((cell_area.size, area.size))
    for cell, ring in enumerate(np.searchsorted(ring_edge, distance, side="right") - 1):
        hits = np.bincount(ring[ring < area.size], minlength=area.size)
        shares[cell] = hits * cell_area[cell] / area / (FOLD_RADII * FOLD_ANGLES)
    shares[:, ring_edge[1:] > reach] = 0.0
    total = shares.sum(axis=0)  # 1 but for sampling
    even = (cell_area / cell_area.sum())[:, None]
    return np.where(total > 0.0, shares / np.where(total > 0.0, total, 1.0), even)


def cell_points(cell_edge: np.ndarray, placement: str, density_per_mm2: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points (x, y in mm) of one mirror sector of the lattice cell: (ring, radius, angle).

    A ring's points fill its share of the area. Beyond half the pitch, where the cell's sides cut the circle, a
    ring lies farther out and only on the arcs towards the corners.
    """
    sides = 4 if placement == "square" else 6
    half, true, by_area = equal_area(placement, density_per_mm2)
    part = (np.arange(FOLD_RADII) + 0.5) / FOLD_RADII
    place = np.sqrt(cell_edge[:-1, None] ** 2 + part * np.diff(cell_edge**2)[:, None])
    r = np.interp(place, by_area, true)[:, :, None]
    first = np.arccos(half / np.maximum(r, half))
    turn = GOLDEN_RATIO * np.arange(place.size).reshape(place.shape)[:, :, None]
    angle = first + (np.arange(FOLD_ANGLES) + turn) % FOLD_ANGLES / FOLD_ANGLES * (np.pi / sides - first)
    return r * np.cos(angle), r * np.sin(angle)


def equal_area(placement: str, density_per_mm2: float) -> tuple[float, np.ndarray, np.ndarray]:
    """Return half the pitch, distances from a site (mm) and the radii of circles of the cell's area within them.

    Up to half the pitch the two are the same; from there on to the corners the cell's sides cut the circle.
    """
    sides, cell = (4, 1.0) if placement == "square" else (6, 2.0 / np.sqrt(3.0))
    half = 0.5 * float(np.sqrt(cell / density_per_mm2))
    true = np.concatenate([[0.0], np.linspace(half, half / np.cos(np.pi / sides), 400)])
    cut = np.maximum(true, half)
    segment = cut**2 * np.arccos(half / cut) - half * np.sqrt(cut**2 - half**2)
    return half, true, np.sqrt(np.maximum(true**2 - sides / np.pi * segment, 0.0))


def lattice_sites(placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the sites (x, y in mm) of a square or hexagonal lattice within a few pitches of one at the origin."""
    shear, rows, cells = (0.0, 1.0, 1.0) if placement == "square" else (0.5, np.sqrt(0.75), np.sqrt(0.75))
    pitch = 1.0 / np.sqrt(cells * density_per_mm2)
    i, j = np.meshgrid(
        np.arange(-2 * REACH_PITCHES, 2 * REACH_PITCHES + 1), np.arange(-REACH_PITCHES, REACH_PITCHES + 1)
    )
    x, y = pitch * (i + shear * j), pitch * rows * j
    near = np.hypot(x, y) <= REACH_PITCHES * pitch * 1.000001
    return np.column_stack([x[near], y[near]])
