"""Meshes: cells fine where the wound forms and growing outside, every layer boundary on a cell edge."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.skin import Tissue

FINE_DEPTH_MM = 0.5
# Cells grow by this many cells per mm beyond the fine region, so that halving the cell halves all of them.
DEPTH_GROWTH = 3.5
RING_GROWTH = 5.0
FINE_BEAM_RADII = 2.5


@dataclass(frozen=True)
class Mesh:
    """Edges of the cells: depths and rings, mm."""

    depth_edge: np.ndarray
    ring_edge: np.ndarray

    @property
    def depth(self) -> np.ndarray:
        """Return the depths of the cell centres, mm."""
        return 0.5 * (self.depth_edge[1:] + self.depth_edge[:-1])

    @property
    def skin(self) -> np.ndarray:
        """Return which rows lie in the skin, not in a film on it."""
        return self.depth > 0.0

    @property
    def radius(self) -> np.ndarray:
        """Return the radii of the cell centres, mm."""
        return 0.5 * (self.ring_edge[1:] + self.ring_edge[:-1])

    @property
    def area(self) -> np.ndarray:
        """Return the areas of the rings, mm^2."""
        return np.pi * np.diff(self.ring_edge**2)

    @property
    def volume(self) -> np.ndarray:
        """Return the volumes of the cells, mm^3: (depth, ring)."""
        return np.outer(np.diff(self.depth_edge), self.area)


def depth_edges(layers: tuple[Tissue, ...], cell: float, deepest: float) -> np.ndarray:
    """Return cell edges from the top to `deepest` (mm) or the last layer's end, all boundaries among them.

    The skin's surface is at 0; a film on it lies above.
    """
    edges = [layers[0].top]
    for layer in layers:
        bottom = min(layer.bottom, deepest)
        if bottom <= edges[-1]:
            break
        at_most = min(cell, 0.5 * (bottom - edges[-1]))  # two cells even in the thinnest layer
        edges.extend(_subdivide(edges[-1], bottom, at_most, FINE_DEPTH_MM, DEPTH_GROWTH))
    return np.array(edges)


def ring_edges(cell: float, beam_radius: float, outer: float) -> np.ndarray:
    """Return ring edges from the axis to `outer` (mm), even over the beam and growing outside it."""
    return np.array([0.0, *_subdivide(0.0, outer, cell, FINE_BEAM_RADII * beam_radius, RING_GROWTH)])


def _subdivide(start: float, end: float, cell: float, fine: float, growth: float) -> list[float]:
    """Return the edges after `start` up to `end`, cells of about `cell`, growing beyond `fine`."""
    edges = [start]
    while edges[-1] < end - 1e-12:
        edges.append(edges[-1] + cell * (1.0 + growth * max(0.0, edges[-1] - fine)))
    stretched = start + (np.array(edges[1:]) - start) * (end - start) / (edges[-1] - start)
    return [*stretched[:-1].tolist(), end]
