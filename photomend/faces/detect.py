"""Finds the boxes that may hold a face: letterboxed picture -> network -> anchors -> boxes that do not overlap.

Each of 896 anchors gives a score, a box and six points (the first two are the eyes) relative to its own
place; overlapping boxes are one face, averaged by their scores [MediaPipe2023]. Whether a box truly
holds a face is for the landmarks to say: a cat scores 0.58 here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from photomend.catalog import look_up
from photomend.faces.photo import imaging
from photomend.faces.runtime import run

SIDE = 128
# Anchors lie in the middle of the cells of two grids: cell size, anchors in each cell.
GRIDS = ((8, 2), (16, 6))


class Box(NamedTuple):
    """Where a face may be; px of the picture. `roll` turns the level onto the line of the eyes, radian, clockwise."""

    score: float
    x: float
    y: float
    width: float
    height: float
    roll: float


def find_boxes(picture: np.ndarray) -> list[Box]:
    """Return the boxes that may hold a face, the largest first; empty where there is none.

    `picture` is (height, width, 3), 0 to 255. A face narrower than a tenth of the picture may be missed.
    """
    height, width = picture.shape[:2]
    side = max(height, width)
    places, logits = run("face_detector.tflite", _letterboxed(picture))
    scores = 1.0 / (1.0 + np.exp(-np.clip(logits[:, 0].astype(float), -100.0, 100.0)))
    kept = scores > look_up("faces", "finding", "score_fraction").value
    found = _separate(_decoded(places)[kept], scores[kept])
    origin = ((side - width) / 2.0, (side - height) / 2.0)
    return sorted((_box(score, values * side, origin) for score, values in found), key=lambda box: -box.width)


def find_boxes_closer(picture: np.ndarray) -> list[Box]:
    """Return the boxes found in nine overlapping windows of half the picture's size, the largest first."""
    whole = picture.shape[:2]
    height, width = ((size + 1) // 2 for size in whole)
    starts = [
        [(size - part) * step // 2 for step in range(3)] for size, part in zip(whole, (height, width), strict=True)
    ]
    corners = [(top, left) for top in starts[0] for left in starts[1]]
    found = [
        box._replace(x=box.x + left, y=box.y + top)
        for top, left in corners
        for box in find_boxes(np.ascontiguousarray(picture[top : top + height, left : left + width]))
    ]
    return sorted(found, key=lambda box: -box.width)


@cache
def anchors() -> np.ndarray:
    """Return the anchors' places in the letterboxed picture, (896, 2), x and y, 0 to 1.

    >>> anchors().shape
    (896, 2)
    """
    grids = []
    for cell, each in GRIDS:
        middles = (np.arange(SIDE // cell) + 0.5) * cell / SIDE
        y, x = np.meshgrid(middles, middles, indexing="ij")
        grids.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(grids)


def _letterboxed(picture: np.ndarray) -> np.ndarray:
    """Return the picture in the middle of a black square of 128 px, -1 to 1."""
    pillow = imaging()
    height, width = picture.shape[:2]
    side = max(height, width)
    whole = pillow.fromarray(picture)
    left, top = (side - width) / 2.0, (side - height) / 2.0
    step = max(1, side // (4 * SIDE))
    small, k = whole.reduce(step), side / SIDE / step
    # Reduced first, so that the warp between four neighbours skips no pixel.
    shrunk = small.resize((max(1, round(small.width / k)), max(1, round(small.height / k))), pillow.Resampling.BILINEAR)
    square = pillow.new("RGB", (SIDE, SIDE))
    square.paste(shrunk, (round(left / side * SIDE), round(top / side * SIDE)))
    return np.asarray(square, np.float32) / np.float32(127.5) - np.float32(1.0)


def _decoded(places: np.ndarray) -> np.ndarray:
    """Return centre, size and six points of each anchor in parts of the square, (896, 16)."""
    decoded = places.astype(float) / SIDE
    decoded[:, :2] += anchors()
    decoded[:, 4:] += np.tile(anchors(), 6)
    return decoded


def _separate(values: np.ndarray, scores: np.ndarray) -> list[tuple[float, np.ndarray]]:
    """Return one (score, values) for each group of overlapping boxes, averaged by their scores."""
    limit = look_up("faces", "finding", "overlap_fraction").value
    found = []
    while len(scores):
        best = int(scores.argmax())
        same = _overlap(values[best], values) > limit
        same[best] = True
        found.append((float(scores[best]), np.average(values[same], axis=0, weights=scores[same])))
        values, scores = values[~same], scores[~same]
    return found


def _overlap(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the area that boxes share with one box over the area that they cover together."""
    low = np.maximum(one[:2] - one[2:4] / 2.0, others[:, :2] - others[:, 2:4] / 2.0)
    high = np.minimum(one[:2] + one[2:4] / 2.0, others[:, :2] + others[:, 2:4] / 2.0)
    shared = np.prod(np.clip(high - low, 0.0, None), axis=1)
    return np.asarray(shared / (np.prod(one[2:4]) + np.prod(others[:, 2:4], axis=1) - shared))


def _box(score: float, values: np.ndarray, origin: tuple[float, float]) -> Box:
    x, y, width, height, first_x, first_y, second_x, second_y = values[:8]
    roll = float(np.arctan2(second_y - first_y, second_x - first_x))
    return Box(score, float(x - origin[0]), float(y - origin[1]), float(width), float(height), roll)
