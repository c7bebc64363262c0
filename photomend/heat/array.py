"""The light of a whole lens array in the lattice cell of one of its microbeams: its own light and its neighbours'.

share(z, r) = a [near + d far] + (1 - a) even(r) [unscattered + d scattered]

a is the share of the energy in the microbeams, `near` the light of the cell's own microbeam and `far` that of all
others, folded into the cell; what is not in microbeams is spread evenly. d is 1 for an array without end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from photomend.device import Exposure
from photomend.heat.heating import CELLS_ACROSS, PER_MM2, beam_of
from photomend.heat.lattice import cell_radius, fold
from photomend.heat.mesh import Mesh, ring_edges
from photomend.light import Beam, Traced
from photomend.light.focus import converging
from photomend.light.transport import moved_by

SPOT_CELLS = 12  # rings within a spot, at least


@dataclass(frozen=True)
class ArrayLight:
    """What each cell of the mesh absorbs of a joule per microbeam: `near` from its own, `far` from all around."""

    mesh: Mesh
    near: np.ndarray
    far: np.ndarray

    def absorbed(self, diffuse: float = 1.0) -> np.ndarray:
        """Return both together, `diffuse` times what comes from afar."""
        return self.near + diffuse * self.far


def light_of_array(light: Traced, exposure: Exposure, cell: float, deepest: float) -> ArrayLight:
    """Return the light of an array in one lattice cell, down to `deepest`; `cell` is its smallest ring (mm).

    Microbeams that do not fire at once have no neighbours, and a full-field beam is its own cell. Unscattered light
    follows a converging beam; light that scattered is that of a parallel one.
    """
    beam, density = beam_of(exposure), PER_MM2 * exposure.density_per_pass_per_cm2
    rows = int(np.searchsorted(light.depth_edge, deepest))
    mesh = Mesh(light.depth_edge[: rows + 1], _rings(exposure, beam, cell, cell_radius(density)))
    edge = mesh.ring_edge
    wide = np.concatenate([edge, light.ring_edge[light.ring_edge > edge[-1] * 1.001]])
    scattered = light.absorbed.mean(axis=0)[:rows] @ moved_by(light.ring_edge, beam, wide).T
    every = scattered + light.on_axis[:rows, None] * _straight(light, exposure, beam, wide)[:rows]
    inside = edge.size - 1
    near, far = every[:, :inside], np.zeros((rows, inside))
    if exposure.simultaneous:
        folding = _folding(tuple(wide), tuple(edge), exposure.placement, density)
        near, far = near @ folding[:inside], every[:, inside:] @ folding[inside:]
    apices, even = exposure.apex_energy_share.value, mesh.area / mesh.area.sum()
    return ArrayLight(
        mesh,
        apices * near + (1.0 - apices) * np.outer(light.on_axis[:rows], even),
        apices * far + (1.0 - apices) * np.outer(scattered.sum(axis=1), even),
    )


@lru_cache(maxsize=16)
def _folding(wide: tuple[float, ...], edge: tuple[float, ...], placement: str, density: float) -> np.ndarray:
    return fold(np.array(wide), np.array(edge), placement, density).T


def _rings(exposure: Exposure, beam: Beam, cell: float, outer: float) -> np.ndarray:
    """Return the rings of a lattice cell, fine enough for its spot."""
    if exposure.full_field:
        return ring_edges(max(cell, outer / CELLS_ACROSS), outer, outer)
    return ring_edges(min(cell, beam.radius / SPOT_CELLS), beam.radius, outer)


def _straight(light: Traced, exposure: Exposure, beam: Beam, rings: np.ndarray) -> np.ndarray:
    """Return the share of the unscattered light in each ring, by row."""
    if not exposure.converging:
        return np.broadcast_to(beam.ring_shares(rings), (light.depth_edge.size - 1, rings.size - 1))
    NA, focus = exposure.convergence_NA, 1e-3 * exposure.focus_depth_um
    tubes = converging(beam, NA, focus, light.media, light.depth_edge, rings)
    return np.einsum("t,ztr->zr", tubes.share, np.asarray(tubes.lie))
