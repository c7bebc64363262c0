"""Where straight lines meet a mesh of triangles, and how much of the sky its vertices see (for developers).

A line o + t d meets the plane of a triangle a, a + e1, a + e2 at shares v, w of its edges:
[t, v, w] = [e2.(q), s.p, d.q] / (e1.p),  s = o - a,  p = d x e2,  q = s x e1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from photomend.faces.head_source import Faces, Points

PARALLEL = 1e-9
EDGE = 1e-6  # a line through an edge meets both triangles


def meets(origin: Points, direction: Points, corners: Points) -> tuple[Points, Points, Points]:
    """Return distance t and shares v, w for one line and triangles (n, 3, 3); t is infinite where it misses.

    >>> corner = np.array([[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    >>> t, v, w = meets(np.array([0.2, 0.3, 5.0]), np.array([0.0, 0.0, -1.0]), corner)
    >>> float(t[0]), float(v[0].round(3)), float(w[0].round(3))
    (5.0, 0.2, 0.3)
    """
    start, first, second = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    across = np.cross(direction, second)
    determinant = np.einsum("ij,ij->i", first, across)
    inverse = np.divide(1.0, determinant, out=np.zeros_like(determinant), where=np.abs(determinant) > PARALLEL)
    offset = origin - start
    turned = np.cross(offset, first)
    v, w = np.einsum("ij,ij->i", offset, across) * inverse, turned @ direction * inverse
    t = np.einsum("ij,ij->i", second, turned) * inverse
    hit = (inverse != 0) & (v >= -EDGE) & (w >= -EDGE) & (v + w <= 1 + EDGE) & (t > 0)
    return np.where(hit, t, np.inf), v, w


@dataclass(frozen=True)
class Places:
    """Places on a mesh, each as three vertices and their shares: they stay on the skin when it changes its shape."""

    corners: Faces
    shares: Points

    def at(self, position: Points) -> Points:
        """Return where the places are (n, 3) when the vertices have these positions."""
        return np.asarray(np.einsum("nk,nkd->nd", self.shares, position[self.corners]))


def farthest(origins: Points, directions: Points, position: Points, triangles: Faces) -> Places:
    """Return where each line meets the mesh last; one that misses it raises a ValueError."""
    meshed = position[triangles]
    corners, shares = np.empty((len(origins), 3), np.int64), np.empty((len(origins), 3))
    for at, (origin, direction) in enumerate(zip(origins, directions, strict=True)):
        t, v, w = meets(origin, direction, meshed)
        last = np.argmax(np.where(np.isfinite(t), t, -np.inf))
        if not np.isfinite(t[last]):
            raise ValueError(f"line {at} along {direction.round(3)} misses the mesh")
        corners[at], shares[at] = triangles[last], (1 - v[last] - w[last], v[last], w[last])
    return Places(corners, shares)


def sky(
    position: Points, normal: Points, samples: Points, *, directions: int, cell_mm: float, bias_mm: float
) -> Points:
    """Return the share (0 to 1) of the sky over each vertex, weighted by the cosine to its normal, that nothing hides.

    Whatever lies on the surface is given as `samples` (m, 3), no farther apart than `cell_mm`. Seen from each direction
    they make a map of depth in cells; a vertex sees that way unless something lies more than `bias_mm` before it.
    """
    seen, whole = np.zeros(len(position)), np.zeros(len(position))
    for direction in spread(directions):
        cosine = np.maximum(normal @ direction, 0.0)
        seen += cosine * _open(position + bias_mm * normal, samples, direction, cell_mm, bias_mm)
        whole += cosine
    return seen / whole


def _open(position: Points, samples: Points, direction: Points, cell_mm: float, bias_mm: float) -> NDArray[np.bool_]:
    side = np.cross(direction, [0.0, 0.0, 1.0] if abs(direction[2]) < 0.9 else [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side)
    frame = np.stack([side, np.cross(direction, side)])
    flat = samples @ frame.T
    low = flat.min(0) - cell_mm
    cells = ((flat - low) / cell_mm).astype(np.int64)
    shape = tuple(cells.max(0) + 2)
    depth = np.full(shape[0] * shape[1], -np.inf)
    np.maximum.at(depth, cells[:, 0] * shape[1] + cells[:, 1], samples @ direction)
    own = ((position @ frame.T - low) / cell_mm).astype(np.int64)
    at = np.ravel_multi_index(tuple(own.T), shape, mode="clip")
    return np.asarray(depth[at] <= position @ direction + bias_mm)


def spread(count: int) -> Points:
    """Return `count` directions spread evenly over the sphere (a golden spiral), unit length."""
    step = np.arange(count) + 0.5
    polar, turn = np.arccos(1 - 2 * step / count), np.pi * (1 + 5**0.5) * step
    return np.stack([np.cos(turn) * np.sin(polar), np.sin(turn) * np.sin(polar), np.cos(polar)], -1)


def sprinkle(position: Points, triangles: Faces, spacing_mm: float) -> Points:
    """Return points on the triangles, evenly within each and no farther apart than `spacing_mm`."""
    corners = position[triangles]
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    parts = np.maximum(1, np.ceil(longest / spacing_mm).astype(int))
    chosen: Sequence[int] = np.unique(parts).tolist()
    return np.concatenate([_divided(corners[parts == count], count) for count in chosen])


def _divided(corners: Points, count: int) -> Points:
    v, w = (share.ravel() for share in np.meshgrid(*(np.arange(count + 1) / count,) * 2))
    inside = v + w <= 1 + EDGE
    shares = np.stack([1 - v - w, v, w], -1)[inside]
    return np.einsum("sk,nkd->nsd", shares, corners).reshape(-1, 3)


def nearest(points: Points, position: Points, triangles: Faces) -> Points:
    """Return the place on the triangles nearest to each point (n, 3), to within a fraction of a triangle."""
    corners = position[triangles]
    start, first, second = corners[:, 0], corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    a, b, c = (np.einsum("ij,ij->i", *pair) for pair in ((first, first), (first, second), (second, second)))
    determinant = np.maximum(a * c - b * b, PARALLEL)
    found = np.empty_like(points)
    for at, point in enumerate(points):
        d, e = ((point - start) * first).sum(1), ((point - start) * second).sum(1)
        v, w = np.clip((c * d - b * e) / determinant, 0, 1), np.clip((a * e - b * d) / determinant, 0, 1)
        over = np.maximum(v + w, 1.0)
        places = start + (v / over)[:, None] * first + (w / over)[:, None] * second
        found[at] = places[np.argmin(((places - point) ** 2).sum(1))]
    return found


def normals(position: Points, triangles: Faces) -> Points:
    """Return unit normals at the vertices: the mean over the triangles about each, by their areas."""
    corners = position[triangles]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    found = np.zeros_like(position)
    for corner in range(3):
        np.add.at(found, triangles[:, corner], facing)
    return np.asarray(found / np.linalg.norm(found, axis=1)[:, None])
