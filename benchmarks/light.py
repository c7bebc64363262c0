"""The photon kernels against plain C, and what common paths gain in a medium that changes.

Skin of the cheek at 1550 nm. The peer in ``photon_peer.c`` draws the same random numbers, so that both trace the same
photons: reflectances and tallies are compared.
"""

from __future__ import annotations

import ctypes
from dataclasses import replace

import common
import numpy as np
from common import Zone, pointer, processor_seconds, side_by_side, structure
from heat import Buffers, pulse_and_settling
from tracing import SEED, Batches, apart, bins_in_c, in_layers, in_layers_in_c, layers_in_c

from photomend.coupling import scene_of
from photomend.heat import bioheat
from photomend.light import cells, cpu
from photomend.light.collimated import solve_collimated
from photomend.light.medium import ALONE, Lit, Scene, shine
from photomend.light.photon import ROULETTE_BELOW
from photomend.light.transport import first_scatter
from photomend.skin.feedback import feedback, rows_of

ROUNDS = 9
PHOTONS = 50_000
REPEATS = 32
TARGET = 0.9

Cells = tuple[np.ndarray, np.ndarray]


def main() -> None:
    common.announce("Light")
    zone, peer = common.zone(), common.compiled("photon_peer")
    if peer is not None:
        kernel_rows(peer, zone)
    common_path_rows(zone)


def kernel_rows(peer: ctypes.CDLL, zone: Zone) -> None:
    """Print how many photons a second are traced here and in C, on one thread."""
    print(f"{PHOTONS} photons on one thread, float64; millions per second of processor time, best of {ROUNDS}")
    print(f"{'':46s} {'package':>8s} {'plain C':>8s} {'package/C':>10s} {'target':>7s} {'reflected':>10s}   differ by")
    for name, (ours, theirs) in (
        ("pencil response, from the first scattering on", pencil(peer, zone)),
        ("medium given cell by cell, at the pulse's end", medium(peer, zone)),
    ):
        took = side_by_side({"package": ours, "C": theirs}, ROUNDS, clock=processor_seconds)
        package, plain = (1e-6 * PHOTONS / took[who].best for who in ("package", "C"))
        print(
            f"{name:46s} {package:8.3f} {plain:8.3f} {package / plain:9.2f}x {TARGET:6.1f}x "
            f"{ours.left[:, 0].mean():10.5f}   {apart(ours, theirs)}"
        )
    print()


def pencil(peer: ctypes.CDLL, zone: Zone) -> tuple[Batches, Batches]:
    """Return the pencil response here and in C."""
    light = zone.light
    source, _ = first_scatter(light.media, solve_collimated(light.media))
    problem = (light.media, ROULETTE_BELOW, source, light.ring_edge, light.depth_edge, PHOTONS)
    return in_layers(*problem), in_layers_in_c(peer, *problem)


def medium(peer: ctypes.CDLL, zone: Zone) -> tuple[Batches, Batches]:
    """Return the tracing of tissue as it is at the pulse's end, here and in C."""
    scene, _, (mu_a, mu_s) = states(zone, 1.0)
    starts = shine(scene, mu_a, mu_s).starts
    rings, depths = cells.bins(scene.ring_edge), cells.bins(scene.depth_edge)
    c_media, c_starts, c_rings, c_depths = (
        layers_in_c(scene.ceiling), structure(starts, parts=starts.cumulative.size), bins_in_c(rings),
        bins_in_c(depths),
    )  # fmt: skip

    def package(batch: int) -> tuple[np.ndarray, np.ndarray]:
        tally, left, gained = np.zeros(scene.whole), np.zeros(2), np.zeros(1)
        cpu.trace_medium(
            scene.ceiling, mu_a, mu_s, starts, rings, depths, ALONE, SEED, batch * PHOTONS, PHOTONS, tally, left, gained
        )
        return tally, left

    def in_c(batch: int) -> tuple[np.ndarray, np.ndarray]:
        tally, totals = np.zeros(scene.whole), np.zeros(3)
        peer.trace_medium(
            ctypes.byref(c_media), pointer(mu_a), pointer(mu_s), *map(ctypes.byref, (c_starts, c_rings, c_depths)),
            *map(ctypes.c_long, (SEED, batch, PHOTONS)), pointer(tally), pointer(totals),
        )  # fmt: skip
        return tally, totals

    return Batches(PHOTONS, package), Batches(PHOTONS, in_c)


def common_path_rows(zone: Zone) -> None:
    """Print how much less the change of the light scatters on common paths than with independent photons."""
    print(f"change of the light since rest, {REPEATS} times with other photons: how many times fewer common paths need")
    print(f"for the same error (ratio of variances){'':22s} absorbed by cell   reflected share")
    for name, share in (("a tenth into the pulse", 0.1), ("at the pulse's end", 1.0)):
        scene, cold, hot = states(zone, share)
        common_paths, independent = [], []
        for seed in range(REPEATS):
            here, elsewhere = replace(scene, seed=seed), replace(scene, seed=seed + REPEATS)
            rest = shine(here, *cold)
            common_paths.append(change(rest, shine(here, *hot, rest.starts), cold, hot))
            independent.append(change(rest, shine(elsewhere, *hot), cold, hot))
        gain = [few / many for few, many in zip(variances(independent), variances(common_paths), strict=True)]
        print(f"    {name:56s} {gain[0]:16.0f}x {gain[1]:16.0f}x")


def change(rest: Lit, now: Lit, cold: Cells, hot: Cells) -> tuple[np.ndarray, float]:
    """Return what each cell absorbs more than at rest, per joule, and what share more is reflected."""
    return now.absorbed(hot[0]) - rest.absorbed(cold[0]), now.reflected - rest.reflected


def variances(changes: list[tuple[np.ndarray, float]]) -> tuple[float, float]:
    """Return the variance of what the cells absorb, summed over them, and of what is reflected."""
    cells, reflected = zip(*changes, strict=True)
    return float(np.var(np.array(cells), axis=0).sum()), float(np.var(reflected))


def states(zone: Zone, share: float) -> tuple[Scene, Cells, Cells]:
    """Return the scene of a zone, and mu_a and mu_s of its cells at rest and once a `share` of the pulse has passed."""
    optics = feedback(1.0)
    scene = scene_of(zone.layers, zone.light, zone.target, zone.rest, optics)
    rows = rows_of(zone.layers, 0.5 * (scene.depth_edge[1:] + scene.depth_edge[:-1]))
    pulse, _ = pulse_and_settling(zone)
    part = replace(pulse, steps=pulse.steps[: round(share * pulse.steps.size)])
    state = Buffers(part).by_package().state
    inside = np.s_[: state.temperature.shape[0], : state.temperature.shape[1]]
    unheated, wet, none = np.full(scene.whole, zone.rest), np.ones(scene.whole), np.zeros(scene.whole)
    warm, liquid = unheated.copy(), wet.copy()
    warm[inside], liquid[inside] = state.temperature, bioheat.liquid_water(state, part.grid)
    cold = optics.coefficients(rows, zone.rest, unheated, wet, none)
    return scene, cold, optics.coefficients(rows, zone.rest, warm, liquid, none)


if __name__ == "__main__":
    main()
