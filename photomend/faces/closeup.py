"""The part of a picture that holds the face, reduced to pixels no finer than asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from photomend.faces.mapping import shown
from photomend.faces.photo import imaging, linear


@dataclass(frozen=True, eq=False)
class Closeup:
    """A face cut out of its picture: pixels (row, column, 3) of 0 to 255, landmarks in them, and their size."""

    picture: np.ndarray
    landmarks: np.ndarray
    mm_per_px: float

    @cached_property
    def light(self) -> np.ndarray:
        """Return its linear light, (row, column, 3), 0 to 1."""
        return linear(self.picture)

    @cached_property
    def planes(self) -> np.ndarray:
        """Return the regions and what may change at its pixels, (row, column, 8), 0 to 1."""
        return shown(self.landmarks, *self.picture.shape[:2])


def close_up(picture: np.ndarray, landmarks: np.ndarray, mm_per_px: float, finest: float) -> Closeup:
    """Return the face of a picture (0 to 255); blocks of pixels become one while that is no coarser than `finest`, mm.

    >>> near = close_up(np.zeros((90, 90, 3), np.uint8), np.array([[12.0, 12.0, 0.0], [60.0, 60.0, 0.0]]), 0.1, 0.25)
    >>> near.picture.shape, near.mm_per_px
    ((24, 24, 3), 0.2)
    """
    height, width = picture.shape[:2]
    left, top = np.clip(np.floor(landmarks[:, :2].min(axis=0)), 0, [width - 1, height - 1]).astype(int)
    right, bottom = np.clip(np.ceil(landmarks[:, :2].max(axis=0)), [left + 1, top + 1], [width, height]).astype(int)
    fewer = max(1, int(finest / mm_per_px))
    face = imaging().fromarray(np.ascontiguousarray(picture[top:bottom, left:right])).reduce(fewer)
    return Closeup(np.asarray(face), (landmarks - [left, top, 0.0]) / fewer, mm_per_px * fewer)
