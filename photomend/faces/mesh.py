"""The canonical face: 468 vertices in centimetres, their places in the atlas, triangles and rings.

Every face in a photograph is mapped to this one mesh, so that a place of the atlas is the same place
of the face for everybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np


@dataclass(frozen=True)
class Mesh:
    """The mesh; arrays are read-only.

    `positions_cm` (468, 3): x to the person's left, y up, z to the front. `atlas` (468, 2): u to the
    person's left, v down, 0 to 1. `rings`: closed rings of vertices; left is the person's left.
    `alignment`: vertices that hardly move with the face's play, and their weights.
    """

    positions_cm: np.ndarray
    atlas: np.ndarray
    triangles: np.ndarray
    rings: dict[str, tuple[int, ...]]
    alignment: tuple[np.ndarray, np.ndarray]


@cache
def mesh() -> Mesh:
    """Return the canonical mesh of ``data/tryon/mesh.json``.

    >>> mesh().triangles.shape
    (898, 3)
    """
    text = (files("photomend") / "data" / "tryon" / "mesh.json").read_text(encoding="utf-8")
    held = json.loads(text)
    aligned = held["alignment"]
    return Mesh(
        _fixed(held["positions_cm"], float),
        _fixed(held["atlas"], float),
        _fixed(held["triangles"], int),
        {name: tuple(ring) for name, ring in held["rings"].items()},
        (_fixed(aligned["landmarks"], int), _fixed(aligned["weights"], float)),
    )


@cache
def mirrored() -> np.ndarray:
    """Return for each vertex the one on the other side of the face.

    >>> int(mirrored()[33])
    263
    """
    places = mesh().positions_cm
    apart = np.abs(places[:, None] * [-1.0, 1.0, 1.0] - places[None]).max(axis=2)
    return apart.argmin(axis=1)


def _fixed(values: list[object], kind: type) -> np.ndarray:
    array: np.ndarray = np.array(values, kind)
    array.flags.writeable = False
    return array
