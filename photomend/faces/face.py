"""A face in a photograph: where it is, how it stands, its skin's colour, and what the photo can show of it.

Everything happens in memory, nothing is kept, and nobody is recognised: landmarks serve to place regions
of the skin, and are no measure of who somebody is.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from pydantic import Field

from photomend.catalog import look_up
from photomend.description import Description
from photomend.faces.blur import edge_spread_mm
from photomend.faces.closeup import close_up
from photomend.faces.judge import (
    Resolves,
    only_face,
    refuse_blurred,
    refuse_dark,
    refuse_small,
    refuse_turned,
    resolves,
)
from photomend.faces.landmarks import LANDMARKS, find_faces
from photomend.faces.photo import read_photo
from photomend.faces.pose import pose
from photomend.faces.skin import FaceSkin, skin_of


class Turned(Description):
    """How a face is turned: yaw to the person's left, pitch upwards, roll clockwise as seen, degrees."""

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


class Face(Description):
    """One face of a picture of so many pixels.

    Landmarks are in px: x right, y down, z towards the camera negative, learned and not measured. `presence`
    is a logit; `mm_per_px` holds for a head of the canonical size.
    """

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    landmarks: tuple[tuple[float, float, float], ...] = Field(min_length=LANDMARKS, max_length=LANDMARKS)
    presence: float
    turned: Turned
    mm_per_px: float = Field(gt=0)
    skin: FaceSkin
    resolves: Resolves
    sentences: tuple[str, ...]

    def points(self) -> np.ndarray:
        """Return the landmarks as an array, (478, 3), px; read-only."""
        return self._points

    @cached_property
    def _points(self) -> np.ndarray:
        array = np.array(self.landmarks)
        array.flags.writeable = False
        return array


def find_face(photo: bytes) -> Face:
    """Return the face in a photograph (JPEG, PNG, WebP); `BadInput` with a sentence where there is none to be shown."""
    return face_in(read_photo(photo))


def face_in(picture: np.ndarray) -> Face:
    """Return the face in a picture, (height, width, 3), 0 to 255, sRGB; `BadInput` where there is none to be shown."""
    found = only_face(find_faces(picture))
    refuse_small(found.width)
    stands = pose(found.landmarks)
    refuse_turned(stands)
    mm_per_px = stands.mm_per_px
    near = close_up(picture, found.landmarks, mm_per_px, look_up("faces", "skin", "sample_mm_per_px").value)
    refuse_dark(near)
    finest = look_up("faces", "judging", "finest_mm_per_px").value
    spread = edge_spread_mm(close_up(picture, found.landmarks, mm_per_px, finest))
    refuse_blurred(spread)
    able, sentences = resolves(mm_per_px, spread)
    return Face(
        width=picture.shape[1],
        height=picture.shape[0],
        landmarks=tuple((float(x), float(y), float(z)) for x, y, z in found.landmarks),
        presence=found.presence,
        turned=Turned(yaw_deg=stands.yaw_deg, pitch_deg=stands.pitch_deg, roll_deg=stands.roll_deg),
        mm_per_px=mm_per_px,
        skin=skin_of(near),
        resolves=able,
        sentences=sentences,
    )
