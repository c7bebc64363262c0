"""Photons per second and error per second on two known problems, against plain C and other programs' methods.

P1 is the slab of MCML's own check, P2 three layers of skin at 1550 nm under a microbeam; ``methods.py`` has both.
"""

from __future__ import annotations

import ctypes

import alone  # noqa: F401, must stay before all that imports numpy
import common
import installed
import merit
import numpy as np
import on_cuda
from common import processor_seconds, side_by_side
from methods import PROBLEMS, Problem
from tracing import apart, in_layers, in_layers_in_c

from photomend.light.collimated import solve_collimated
from photomend.light.launch import FirstScatter, Spot
from photomend.light.photon import ROULETTE_BELOW, Media
from photomend.light.transport import first_scatter

ROUNDS = 16
TARGET = 0.9
AS_MCML = 1e-4  # the weight under which MCML's photons play roulette
PHOTONS = {"P1": 200_000, "P2": 50_000}
FEWER = 4  # times fewer, where roulette lets histories grow long
KNOWN = {"P1": "0.09739 / 0.66096, exact", "P2": "0.117-0.118 / 0, other programs"}


def main() -> None:
    common.announce("Light, against peers")
    throughput(common.compiled("photon_peer"))
    merit.rows()
    installed.rows()
    on_cuda.rows()


def throughput(peer: ctypes.CDLL | None) -> None:
    """Print how many photons a second are traced here and in C, on one thread."""
    print(f"millions of photons a second of processor time, one thread, float64, r-z tally, best of {ROUNDS}")
    print(f"{'':46s} {'package':>8s} {'plain C':>8s} {'package/C':>10s} {'target':>7s}   reflected / transmitted")
    for name, problem in PROBLEMS.items():
        for below in (AS_MCML, ROULETTE_BELOW):
            photons = PHOTONS[name] // (FEWER if below == AS_MCML else 1)
            for source in (problem.spot, problem.first_scatter):
                speed_row(peer, name, problem, below, source, photons)
        print(f"{'':85s} {KNOWN[name]}")
    print()


def speed_row(
    peer: ctypes.CDLL | None, name: str, problem: Problem, below: float, source: Spot | FirstScatter, photons: int
) -> None:
    """Print one row: photons of the beam from the surface, or from their first scattering on."""
    case = (problem.media, below, source, problem.ring_edge, problem.depth_edge, photons)
    works = {"package": in_layers(*case)}
    if peer is not None:
        works["C"] = in_layers_in_c(peer, *case)
    took = side_by_side(works, ROUNDS, clock=processor_seconds)
    speed = {who: 1e-6 * photons / took[who].best for who in works}
    against = f"{speed['C']:8.3f} {speed['package'] / speed['C']:9.2f}x" if peer else f"{'-':>8s} {'-':>10s}"
    differ = f", differ by {apart(works['package'], works['C'])}" if peer else ""
    way = "from the surface" if isinstance(source, Spot) else "from the first scattering"
    print(
        f"{f'{name}, {way}, roulette {below:g}':46s} {speed['package']:8.3f} {against} {TARGET:6.1f}x   "
        f"{shares(problem.media, source, works['package'].left)}{differ}"
    )


def shares(media: Media, source: Spot | FirstScatter, left: np.ndarray) -> str:
    """Return the reflected share, specular light included, and the transmitted one, with their standard errors."""
    light = solve_collimated(media)
    straight = np.array([light.specular, 0.0])
    if isinstance(source, FirstScatter):
        left = left * first_scatter(media, light)[1]
        straight += [light.reflected, light.transmitted]
    error = left.std(axis=0, ddof=1) / np.sqrt(left.shape[0])
    return " / ".join(f"{v:.5f} +- {e:.5f}" for v, e in zip(straight + left.mean(axis=0), error, strict=True))


if __name__ == "__main__":
    main()
