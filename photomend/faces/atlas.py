"""The seven regions of a face and what may change in it, as shipped: planes over the atlas of the canonical face."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from photomend.faces.photo import imaging

REGIONS = ("forehead", "crows_feet", "lower_lid", "cheek", "upper_lip", "nose", "chin")
PLANES = (*REGIONS, "allowed")
FOLDER = Path(str(files("photomend"))) / "data" / "tryon"
PICTURES = {"regions-a.png": slice(0, 4), "regions-b.png": slice(4, 8)}
"""The pictures that hold the planes, four each."""


@cache
def planes() -> np.ndarray:
    """Return the shipped planes, (512, 512, 8), 0 to 1: the regions and what may change, in the order of `PLANES`.

    >>> planes().shape
    (512, 512, 8)
    """
    pictures = [np.asarray(imaging().open(FOLDER / name)) for name in PICTURES]
    joined = np.concatenate(pictures, axis=2).astype(np.float32) / np.float32(255.0)
    joined.flags.writeable = False
    return joined
