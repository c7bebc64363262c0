"""Finds the 478 landmarks of a face inside a box: upright square crop -> network -> back into the picture.

    landmark = centre + step R(roll) (point - 128),   step = 1.5 max(width, height) / 256

The network also says whether there is a face at all (presence, a logit): above 0 there is
[MediaPipe2023], above 3 in every runtime.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photomend.catalog import look_up
from photomend.faces.detect import Box, find_boxes, find_boxes_closer
from photomend.faces.photo import imaging
from photomend.faces.runtime import run

SIDE = 256
LANDMARKS = 478
CANDIDATES = 12
"""Largest boxes of a picture that are looked into."""
WIDE = 0.25
"""Share of a picture's longer side from which on a face counts as wide: others are found in the whole then."""


class Found(NamedTuple):
    """One face: `landmarks` (478, 3) in px (x right, y down, z towards the camera negative) and its presence."""

    landmarks: np.ndarray
    presence: float

    @property
    def width(self) -> float:
        """Return how wide the face is, px: from one side of the oval to the other."""
        return float(np.linalg.norm(self.landmarks[454, :2] - self.landmarks[234, :2]))


def find_faces(picture: np.ndarray) -> list[Found]:
    """Return the faces of a picture (height, width, 3; 0 to 255), the widest first; empty where there is none.

    Where the whole picture shows none, or none that is wide in it, its parts are looked at from closer.
    """
    faces = _faces_in(picture, find_boxes(picture))
    if not any(face.width >= WIDE * max(picture.shape) for face in faces):
        closer = _faces_in(picture, find_boxes_closer(picture))
        faces += [one for one in closer if not any(_same(one, other) for other in faces)]
    return sorted(faces, key=lambda face: -face.width)


def _faces_in(picture: np.ndarray, boxes: list[Box]) -> list[Found]:
    apart: list[Found] = []
    least = look_up("faces", "finding", "least_presence_logit").value
    for found in (locate(picture, box) for box in boxes[:CANDIDATES]):
        if found.presence > least and not any(_same(found, other) for other in apart):
            apart.append(found)
    return apart


def _same(one: Found, other: Found) -> bool:
    """Return whether two finds are one face: their middles lie nearer than half its width."""
    between = one.landmarks[:, :2].mean(axis=0) - other.landmarks[:, :2].mean(axis=0)
    return float(np.linalg.norm(between)) < 0.5 * max(one.width, other.width)


def locate(picture: np.ndarray, box: Box) -> Found:
    """Return the landmarks inside a box, and how sure it is that there is a face."""
    step = look_up("faces", "finding", "crop_factor").value * max(box.width, box.height) / SIDE
    points, presence, _ = run("face_landmarks_detector.tflite", _crop(picture, box, step))
    offset = (points.reshape(LANDMARKS, 3).astype(float) - [SIDE / 2.0, SIDE / 2.0, 0.0]) * step
    cosine, sine = np.cos(box.roll), np.sin(box.roll)
    x = box.x + cosine * offset[:, 0] - sine * offset[:, 1]
    y = box.y + sine * offset[:, 0] + cosine * offset[:, 1]
    return Found(np.stack([x, y, offset[:, 2]], axis=1), float(presence.ravel()[0]))


def _crop(picture: np.ndarray, box: Box, step: float) -> np.ndarray:
    """Return the square around a box with the eyes level, (256, 256, 3), 0 to 1; black beyond the picture."""
    pillow = imaging()
    # Reduced first where a pixel of the crop covers several, so that none is skipped.
    fewer = max(1, int(step))
    left, top, part = _around(picture, box, step, fewer)
    reduced = pillow.fromarray(part).reduce(fewer)
    k = step / fewer
    cosine, sine = k * np.cos(box.roll), k * np.sin(box.roll)
    x, y, half = (box.x - left) / fewer, (box.y - top) / fewer, SIDE / 2.0
    warp = (cosine, -sine, x - half * (cosine - sine), sine, cosine, y - half * (sine + cosine))
    upright = reduced.transform((SIDE, SIDE), pillow.Transform.AFFINE, warp, pillow.Resampling.BILINEAR)
    return np.asarray(upright, np.float32) / np.float32(255.0)


def _around(picture: np.ndarray, box: Box, step: float, fewer: int) -> tuple[int, int, np.ndarray]:
    """Return the part of a picture around a box however turned: its left and top, in whole blocks, and its pixels."""
    height, width = picture.shape[:2]
    reach = step * SIDE / np.sqrt(2.0) + 2.0 * fewer
    left, top = (
        max(0, min(int((at - reach) // fewer) * fewer, size - 1)) for at, size in ((box.x, width), (box.y, height))
    )
    right, bottom = max(left + 1, int(box.x + reach)), max(top + 1, int(box.y + reach))
    return left, top, np.ascontiguousarray(picture[top:bottom, left:right])
