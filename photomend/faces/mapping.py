"""From the atlas to a picture: which place of the canonical face every pixel of a photograph shows.

Triangles of the mesh are painted from the farthest to the nearest; inside each, the place in the atlas
is linear between its corners. Triangles that face away from the camera show nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from photomend.faces.atlas import REGIONS, planes
from photomend.faces.mesh import mesh

if TYPE_CHECKING:
    from photomend.faces.face import Face


def weights(face: Face, height: int, width: int) -> np.ndarray:
    """Return how much each pixel belongs to each region, (height, width, 7), 0 to 1, in the order of `REGIONS`.

    The picture may be a copy of another size than the one the face was found in.
    """
    return sampled(face, height, width)[:, :, : len(REGIONS)]


def allowed(face: Face, height: int, width: int) -> np.ndarray:
    """Return how much each pixel may change, (height, width), 0 to 1: 0 over eyes, lips, brows and beyond the face."""
    return sampled(face, height, width)[:, :, len(REGIONS)]


def sampled(face: Face, height: int, width: int) -> np.ndarray:
    """Return all planes of the atlas as a picture of this size shows them, (height, width, 8), 0 to 1, read-only."""
    stretch = [width / face.width, height / face.height, width / face.width]
    return shown(face.points() * stretch, height, width)


def shown(landmarks: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the planes of the atlas for landmarks (at least 468, 3) in px of a picture, (height, width, 8), 0 to 1."""
    found = _looked_up(planes(), atlas_places(landmarks, height, width))
    found.flags.writeable = False
    return found


def atlas_places(landmarks: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return the place in the atlas that each pixel shows, (height, width, 2), u and v; NaN beyond the face.

    `landmarks` (at least 468, 3) in px of the picture, z towards the camera negative.
    """
    return painted(landmarks, mesh().atlas, height, width)


def painted(landmarks: np.ndarray, values: np.ndarray, height: int, width: int) -> np.ndarray:
    """Return two values of each vertex (468, 2) drawn over a face, (height, width, 2), linear between; NaN beyond."""
    drawn = np.full((height, width, 2), np.nan, np.float32)
    triangles = mesh().triangles
    order = np.argsort(-landmarks[triangles, 2].mean(axis=1))
    for corners in triangles[order]:
        _paint(drawn, landmarks[corners, :2], values[corners])
    return drawn


def _paint(drawn: np.ndarray, corners: np.ndarray, values: np.ndarray) -> None:
    (ax, ay), (bx, by), (cx, cy) = corners
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    height, width = drawn.shape[:2]
    left, top = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)), [width, height]).astype(int)
    # The mesh runs the other way round in the picture, whose y is downwards.
    if area >= 0.0 or right <= left or bottom <= top:
        return
    x, y = np.arange(left, right) + 0.5, (np.arange(top, bottom) + 0.5)[:, np.newaxis]
    second = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area
    third = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area
    first = 1.0 - second - third
    inside = (first >= 0.0) & (second >= 0.0) & (third >= 0.0)
    here = np.stack([first, second, third], axis=2)[inside] @ values
    drawn[top:bottom, left:right][inside] = here


def _looked_up(held: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return planes (n, n, k) at places, bilinear between the middles of their pixels; 0 beyond the face."""
    found = np.zeros((*places.shape[:2], held.shape[2]), np.float32)
    on_face = ~np.isnan(places[:, :, 0])
    at = np.clip(places[on_face] * held.shape[0] - 0.5, 0.0, held.shape[0] - 1.001)
    low = at.astype(int)
    share = at - low
    (u, v), (su, sv) = low.T, share.T[:, :, np.newaxis]
    upper = held[v, u] * (1.0 - su) + held[v, u + 1] * su
    lower = held[v + 1, u] * (1.0 - su) + held[v + 1, u + 1] * su
    found[on_face] = upper * (1.0 - sv) + lower * sv
    return found
