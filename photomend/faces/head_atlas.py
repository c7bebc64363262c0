"""Atlas coordinates of the default head (for developers).

`data/head_landmarks.csv` says where each vertex of the canonical face lies on the base mesh, as shares of three of its
vertices. Between them atlas coordinates are interpolated by distance in space: (u, v)(x) = sum_i w_i |x - x_i| + c.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from photomend.faces.head_rays import nearest
from photomend.faces.head_source import Faces, Points

OUTWARDS_MM, OUTWARD_STEPS = 8.0, 3  # the atlas goes on beyond its edge along the skin
EDGE = 0.012  # of the atlas: over this the share of the atlas falls to 0 at the face oval
NEAR_MM = 14.0  # skin farther from every landmark is not on the atlas
SMOOTHING = 0.5


@dataclass(frozen=True)
class FaceMesh:
    """The canonical face: atlas coordinates (n, 2), triangles (k, 3), the ring of its edge."""

    atlas: Points
    triangles: Faces
    oval: tuple[int, ...]


def landmark_places(position: Points) -> Points:
    """Return where each vertex of the canonical face lies on the base mesh at these positions, mm."""
    text = (files("photomend") / "data" / "head_landmarks.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    corners = np.array([[int(row[f"vertex_{name}"]) for name in "abc"] for row in rows])
    shares = np.array([[float(row[f"share_{name}"]) for name in "bc"] for row in rows])
    weights = np.column_stack([1 - shares.sum(1), shares])
    return np.asarray(np.einsum("nk,nkd->nd", weights, position[corners]))


def unwrap(position: Points, skin: Faces, mesh: FaceMesh, places: Points) -> tuple[Points, Points]:
    """Return atlas coordinates (n, 2) and the share of the atlas (n,), 1 within the face oval, of positions in mm."""
    beyond, coordinates = _beyond(places, position, skin, mesh)
    known, targets = np.concatenate([places, beyond]), np.concatenate([mesh.atlas, coordinates])
    found = RBFInterpolator(known, targets, kernel="linear", smoothing=SMOOTHING, neighbors=None)(position)
    near = np.array([np.linalg.norm(places - point, axis=1).min() for point in position]) < NEAR_MM
    inside = signed_distance(found, mesh.atlas[list(mesh.oval)])
    share = np.where(near, np.clip(0.5 + inside / EDGE, 0.0, 1.0), 0.0)
    return np.clip(found, 0.0, 1.0), share


def _beyond(places: Points, position: Points, skin: Faces, mesh: FaceMesh) -> tuple[Points, Points]:
    """Points on the skin outside the oval and their coordinates: straight on from within, at the same scale."""
    oval = np.array(mesh.oval)
    inner = [_neighbours(vertex, mesh) for vertex in oval]
    coming = np.array([places[list(others)].mean(0) for others in inner])
    coming_atlas = np.array([mesh.atlas[list(others)].mean(0) for others in inner])
    step = mesh.atlas[oval] - coming_atlas
    step *= (OUTWARDS_MM / np.linalg.norm(places[oval] - coming, axis=1))[:, None]
    points, coordinates = [], []
    before, here = coming, places[oval]
    for count in range(1, OUTWARD_STEPS + 1):
        direction = (here - before) / np.linalg.norm(here - before, axis=1)[:, None]
        before, here = here, nearest(here + OUTWARDS_MM * direction, position, skin)
        points.append(here)
        coordinates.append(mesh.atlas[oval] + count * step)
    return np.concatenate(points), np.concatenate(coordinates)


def _neighbours(vertex: int, mesh: FaceMesh) -> NDArray[np.int64]:
    around = np.unique(mesh.triangles[(mesh.triangles == vertex).any(1)])
    return np.setdiff1d(around, np.array(mesh.oval))


def signed_distance(points: Points, ring: Points) -> Points:
    """Return the distance of points (n, 2) to a closed ring (m, 2), positive inside.

    >>> square = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    >>> signed_distance(np.array([[0.5, 0.6], [1.5, 0.5]]), square).round(3).tolist()
    [0.4, -0.5]
    """
    start, edge = ring, np.roll(ring, -1, axis=0) - ring
    offset = points[:, None] - start
    along = np.clip(np.einsum("nmk,mk->nm", offset, edge) / np.einsum("mk,mk->m", edge, edge), 0.0, 1.0)
    distance = np.linalg.norm(offset - along[..., None] * edge, axis=2).min(1)
    above = offset[..., 1] < 0
    crosses = above != np.roll(above, -1, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = edge[:, 0] * offset[..., 1] / edge[:, 1] > offset[..., 0]
    inside = (crosses & left).sum(1) % 2 == 1
    return np.where(inside, distance, -distance)
