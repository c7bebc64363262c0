"""How a face stands in a picture: the similarity that carries the canonical mesh onto its landmarks.

    landmark = scale R canonical + shift,   least weighted squares over landmarks that hardly move

The scale gives millimetres per pixel, the rotation the angles. Depth of landmarks is learned, in the
picture's units, not measured; heads differ in size from the canonical one [MediaPipe2023].
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photomend.faces.mesh import mesh

MM_PER_CM = 10.0
# The picture's y runs down and its z away from the camera; the mesh's y up and z to the front.
TO_MESH = np.array([1.0, -1.0, -1.0])


class Pose(NamedTuple):
    """Scale and angles: yaw to the person's left, pitch upwards, roll clockwise as seen, degrees."""

    mm_per_px: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float


def pose(landmarks: np.ndarray) -> Pose:
    """Return how a face stands, from its landmarks (478, 3) in px.

    >>> straight = mesh().positions_cm * [20.0, -20.0, -20.0]
    >>> [abs(round(value, 6)) for value in pose(straight)]
    [0.5, 0.0, 0.0, 0.0]
    """
    chosen, weights = mesh().alignment
    scale, turn = similarity(mesh().positions_cm[chosen], landmarks[chosen] * TO_MESH, weights)
    yaw = np.arcsin(np.clip(-turn[2, 0], -1.0, 1.0))
    pitch = -np.arctan2(turn[2, 1], turn[2, 2])
    roll = -np.arctan2(turn[1, 0], turn[0, 0])
    return Pose(MM_PER_CM / scale, *(float(np.degrees(angle)) for angle in (yaw, pitch, roll)))


def similarity(start: np.ndarray, end: np.ndarray, weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the scale and the rotation (3, 3) that carry points (n, 3) onto others, by weighted least squares.

    >>> scale, turn = similarity(np.eye(3), 2.0 * np.eye(3), np.ones(3))
    >>> round(scale, 6), np.allclose(turn, np.eye(3))
    (2.0, True)
    """
    share = (weights / weights.sum())[:, np.newaxis]
    here, there = start - (share * start).sum(axis=0), end - (share * end).sum(axis=0)
    left, stretch, right = np.linalg.svd((share * there).T @ here)
    # No mirror image: a reflection would fit a face seen from behind.
    sign = np.array([1.0, 1.0, np.sign(np.linalg.det(left @ right))])
    return float((stretch * sign).sum() / (share * here**2).sum()), (left * sign) @ right
