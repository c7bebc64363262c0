"""Coarser cells once heat has smoothed itself: after the last pulse neighbouring cells are joined two by two.

Heat that has spread for a time t has no structure finer than sqrt(4 alpha t), once it no longer boils. Cells may grow
with it, and with them the stable time step: the long settling costs little more than the pulse. Energy is conserved
exactly; what is told of a coarse mesh is interpolated back to the fine one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.heat import bioheat, cpu
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

CELLS_ACROSS = 10.0  # cells are joined once heat has spread over so many of them
JOININGS = 3
WIDEST = 3.0  # times the cell before: what has grown wide stays as it is
FEWEST = 6  # rings or rows that a mesh keeps


@dataclass(frozen=True)
class Level:
    """A mesh of cells joined so many times: which edges of the finest mesh it keeps, by depth and ring."""

    mesh: Mesh
    rows: np.ndarray
    rings: np.ndarray
    joinings: int = 0


def finest(mesh: Mesh) -> Level:
    """Return the level of the mesh itself."""
    return Level(mesh, np.arange(mesh.depth_edge.size), np.arange(mesh.ring_edge.size))


def coarser(level: Level, layers: tuple[Tissue, ...], of: Mesh) -> Level:
    """Return the level whose cells are pairs of this one's; layers do not mix."""
    boundaries = {*np.searchsorted(of.depth_edge, [layer.bottom - 1e-9 for layer in layers]).tolist()}
    widest = WIDEST * float(np.diff(of.ring_edge).min()) * 2.0**level.joinings
    rows = _joined(level.rows, of.depth_edge, widest, boundaries)
    rings = _joined(level.rings, of.ring_edge, widest, set())
    return Level(Mesh(of.depth_edge[rows], of.ring_edge[rings]), rows, rings, level.joinings + 1)


def _joined(edges: np.ndarray, place_of: np.ndarray, widest: float, fixed: set[int]) -> np.ndarray:
    """Return the edges that stay: two cells become one no wider than `widest` (mm), never across a fixed edge."""
    if edges.size - 1 < 2 * FEWEST:
        return edges
    kept = [0]
    for place in range(1, edges.size):
        pair = place - kept[-1] == 2
        next_wide = place < edges.size - 1 and place_of[edges[place + 1]] - place_of[edges[kept[-1]]] > widest
        if place == edges.size - 1 or int(edges[place]) in fixed or pair or next_wide:
            kept.append(place)
    return edges[np.array(kept)]


def joinings_due(level: Level, layers: tuple[Tissue, ...], of: Mesh, dark_s: float) -> int:
    """Return how often cells may still be joined `dark_s` seconds after the light went off, from the spread of heat.

    A column of one ring needs no joining.
    """
    if of.radius.size == 1 or dark_s <= 0.0:
        return 0
    slowest = min(layer.thermal.k / layer.thermal.rho_c for layer in layers)
    spread = np.sqrt(4.0 * slowest * dark_s) / (CELLS_ACROSS * float(np.diff(of.ring_edge).min()))
    allowed = 1 + int(np.log2(spread)) if spread >= 1.0 else 0
    return max(0, min(JOININGS, allowed) - level.joinings)


def spreads_freely(state: bioheat.State, grid: bioheat.Grid) -> bool:
    """Return whether heat is smooth: a boiling front stays sharp, and so does the edge of tissue that has dried."""
    return float(state.temperature.max()) < grid.boiling_from and float(state.water[1:-1, 1:-1].min()) > cpu.INTACT


def restrict(state: bioheat.State, level: Level, to: Level) -> bioheat.State:
    """Return the state on the joined cells: enthalpy, water and vapour are means by volume, so that energy is kept."""
    rows, rings = (
        np.searchsorted(fine, coarse[:-1]) for fine, coarse in ((level.rows, to.rows), (level.rings, to.rings))
    )
    fine, coarse = level.mesh.volume, to.mesh.volume

    def mean(values: np.ndarray) -> np.ndarray:
        joined = np.add.reduceat(np.add.reduceat(values[1:-1, 1:-1] * fine, rows, axis=0), rings, axis=1) / coarse
        return np.pad(joined, 1)

    H, water, vapour = mean(state.H), mean(state.water), mean(state.vapour)
    return bioheat.State(state.time, H, np.zeros_like(H), water, vapour, state.carried)


def prolong(level: Level, mesh: Mesh, values: np.ndarray) -> np.ndarray:
    """Return values by ([time,] depth, ring) of a level on the finest mesh, linear between centres."""
    if level.mesh is mesh:
        return values
    series = values if values.ndim == 3 else values[None]
    out = np.empty((series.shape[0], mesh.depth.size, mesh.radius.size), dtype=values.dtype)
    rows = _places(level.mesh.depth, mesh.depth, to_surface=True)
    cpu.prolong(series, *rows, *_places(level.mesh.radius, mesh.radius, to_surface=False), out)
    return out if values.ndim == 3 else out[0]


def _places(coarse: np.ndarray, fine: np.ndarray, to_surface: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the coarse centre before each fine one, and how far it is on the way to the next.

    Before the first centre values go on in a line up to the surface, whose cooling bends them; on the axis they do not.
    """
    before = np.clip(np.searchsorted(coarse, fine) - 1, 0, coarse.size - 2)
    share = (fine - coarse[before]) / (coarse[before + 1] - coarse[before])
    return before, np.clip(share, -1.0 if to_surface else 0.0, 1.0)
