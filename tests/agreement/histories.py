"""What photons leave behind on one engine, for every driver: run as ``histories.py ENGINE FILE``."""

import sys
from typing import Any

import numpy as np

from photomend.heat import depth_edges
from photomend.light import Beam, direct_response, media_of, pencil_response
from photomend.light.focus import converging, straight
from photomend.light.medium import ALONE, set_scene, shine
from photomend.skin import Skin, lay_out

PHOTONS, SEED = 192, 3
RINGS = np.array([0.0, 0.03, 0.1, 0.3, 5.0])
BEAM = Beam("gaussian", 0.07)


def histories(engine: str) -> dict[str, np.ndarray]:
    """Return the tallies of every driver in layered skin at 1550 nm."""
    layers = lay_out(Skin(), 1550.0)
    media, depths = media_of(layers, 1.0), depth_edges(layers, 0.02, 3.0)
    pencil = pencil_response(media, depths, PHOTONS, SEED, engine=engine)
    direct = direct_response(media, BEAM, RINGS, depths, PHOTONS, SEED, engine=engine)
    found: dict[str, Any] = {}
    for name, traced in (("pencil", pencil), ("direct", direct)):
        found |= {f"{name}_{part}": getattr(traced, part) for part in ("absorbed", "leaving", "roulette")}
    mu_t = media.mu_a + media.mu_s
    for name, tubes in (
        ("collimated", straight(BEAM.ring_shares(RINGS), depths.size - 1)),
        ("converging", converging(BEAM, 0.1, 0.3, media, depths, RINGS)),
    ):
        scene = set_scene(pencil, 1.5 * mu_t, RINGS, tubes, ALONE, PHOTONS)
        layer = np.searchsorted(media.edge, depths[:-1], side="right") - 1
        warmer = 1.0 - 0.2 * np.exp(-RINGS[:-1] / 0.1)
        lit = shine(scene, media.mu_a[layer][:, None] * warmer, np.outer(media.mu_s[layer], np.ones_like(warmer)))
        found |= {f"{name}_fluence": lit.fluence_rate, f"{name}_leaving": lit.by_batch}
    return found


def hasten_simulator() -> None:
    """Let eight threads take turns often: the simulator polls its threads without rest, and they wait for it."""
    from photomend.light import cuda

    cuda.BLOCKS, cuda.THREADS_IN_BLOCK = 2, 4
    sys.setswitchinterval(1e-5)


if __name__ == "__main__":
    if sys.argv[1] == "cuda":
        hasten_simulator()
    np.savez(sys.argv[2], **histories(sys.argv[1]))
