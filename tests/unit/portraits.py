"""The public-domain portrait that scikit-image ships (NASA, Eileen Collins), altered in ways a photograph may be."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter
from skimage import data

from photomend.faces import Face, face_in
from photomend.faces.landmarks import Found, find_faces
from photomend.faces.mapping import painted
from photomend.faces.mesh import mesh

RECORDED = Path(__file__).parents[1] / "data" / "astronaut_landmarks.json"


@cache
def portrait() -> np.ndarray:
    """Return the portrait, (512, 512, 3), 0 to 255; its face is 90 px wide."""
    picture = np.array(data.astronaut())
    picture.flags.writeable = False
    return picture


@cache
def recorded() -> dict[str, Any]:
    """Return what an independent implementation found in the portrait, and which one."""
    return json.loads(RECORDED.read_text(encoding="utf-8"))


@cache
def face() -> Face:
    """Return the portrait's face."""
    return face_in(portrait())


@cache
def found() -> Found:
    """Return the portrait's landmarks."""
    return find_faces(portrait())[0]


def resized(picture: np.ndarray, side: int) -> np.ndarray:
    """Return a square picture with so many pixels a side."""
    way = Image.Resampling.BOX if side < len(picture) else Image.Resampling.BICUBIC
    return np.array(Image.fromarray(picture).resize((side, side), way))


def tilted(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Return a picture turned counter-clockwise about its middle."""
    return np.array(Image.fromarray(picture).rotate(degrees, resample=Image.Resampling.BICUBIC))


def blurred(picture: np.ndarray, deviation: float) -> np.ndarray:
    """Return a picture blurred with a bell of a deviation in px."""
    return np.round(gaussian_filter(picture.astype(float), (deviation, deviation, 0.0))).astype(np.uint8)


def looking_aside(yaw: float, pitch: float) -> np.ndarray:
    """Return the portrait's face drawn anew on grey, turned by angles in degrees: its left and upwards."""
    y, p = np.radians([yaw, pitch])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
    flip, points = np.array([1.0, -1.0, -1.0]), found().landmarks
    turned = ((points - points.mean(axis=0)) * flip @ (about_x @ about_y).T * flip) * 2.0 + [256.0, 256.0, 0.0]
    places = painted(turned, points[: len(mesh().atlas), :2], 512, 512)
    seen = ~np.isnan(places[:, :, 0])
    drawn = np.full((512, 512, 3), 120, np.uint8)
    column, row = places[seen].astype(int).T
    drawn[seen] = portrait()[row, column]
    return drawn


def encoded(picture: np.ndarray, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture as a file's bytes."""
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, kind, **options)
    return stream.getvalue()
