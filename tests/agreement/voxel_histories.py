"""What photons leave behind in voxels on one engine: run as ``voxel_histories.py ENGINE FILE``."""

import sys
from dataclasses import replace

import numpy as np

from photomend.light import Beam
from photomend.light.shapes import layered_volume, put_cylinder
from photomend.light.voxels import Aim, Medium, Volume, trace_volume
from photomend.skin import Skin, lay_out

PHOTONS, SEED = 192, 3
BEAM = Beam("gaussian", 0.07)
TILTED = Aim(0.02, -0.01, (0.5, 0.2, 1.0))
CONVERGING = Aim(focus=0.5, NA=0.1)


def volume() -> Volume:
    """Return cheek skin at 1550 nm with a dark hair in it, in coarse voxels."""
    skin = layered_volume(lay_out(Skin(), 1550.0), (0.4, 0.3, 0.5), (0.02, 0.02, 0.012))
    hair = Medium("hair", 8.0, 4.0, 0.8)
    return put_cylinder(skin, hair, (0.1, 0.0, -0.1), (-0.1, 0.05, 0.7), 0.04)


def histories(engine: str) -> dict[str, np.ndarray]:
    """Return the tallies of a tilted beam and a converging one, with sides that go on and sides that are open."""
    found = {}
    for name, aim, sides in (("tilted", TILTED, "continued"), ("converging", CONVERGING, "open")):
        block = replace(volume(), sides=sides, n_below=None if sides == "continued" else 1.0)
        light = trace_volume(block, BEAM, aim, PHOTONS, SEED, engine)
        found |= {f"{name}_{part}": getattr(light, part) for part in ("fluence_rate", "leaving", "taken", "gained")}
    return found


if __name__ == "__main__":
    np.savez(sys.argv[2], **histories(sys.argv[1]))
