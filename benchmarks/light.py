"""The photon kernels against plain C, and what common paths gain in a medium that changes.

Skin of the cheek at 1550 nm. The peer in ``photon_peer.c`` draws the same random numbers, so that both trace the same
photons: reflectances and tallies are compared.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import replace

import common
import numpy as np
from common import Zone, pointer, processor_seconds, side_by_side, structure
from heat import Buffers, pulse_and_settling

from photomend.coupling import scene_of
from photomend.heat import bioheat
from photomend.light import cpu
from photomend.light.collimated import solve_collimated
from photomend.light.medium import ALONE, Lit, Scene, shine
from photomend.light.photon import Media
from photomend.light.transport import first_scatter
from photomend.skin.feedback import feedback, rows_of

ROUNDS = 9
PHOTONS = 50_000
REPEATS = 32
TARGET = 0.9
SEED, BATCH, COUNT = ctypes.c_long(1), ctypes.c_long(0), ctypes.c_long(PHOTONS)

Cells = tuple[np.ndarray, np.ndarray]
Trace = Callable[[np.ndarray, np.ndarray], object]


class Run:
    """One batch of photons: its tally by depth and ring, and what left or was gained by chance."""

    def __init__(self, shape: tuple[int, int], trace: Trace) -> None:
        self.trace, self.tally, self.totals = trace, np.zeros(shape), np.zeros(3)

    def __call__(self) -> Run:
        """Trace the batch anew."""
        self.tally[...], self.totals[...] = 0.0, 0.0
        self.trace(self.tally, self.totals)
        return self

    @property
    def reflected(self) -> float:
        """Return the weight that left through the surface, per photon."""
        return float(self.totals[cpu.GONE_UP]) / PHOTONS


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
        apart = np.abs(ours.tally - theirs.tally).sum() / ours.tally.sum()
        print(
            f"{name:46s} {package:8.3f} {plain:8.3f} {package / plain:9.2f}x {TARGET:6.1f}x {ours.reflected:10.5f}   "
            f"{abs(ours.reflected - theirs.reflected):.0e}, tallies {apart:.0e}"
        )
    print()


def pencil(peer: ctypes.CDLL, zone: Zone) -> tuple[Run, Run]:
    """Return the pencil response here and in C."""
    media, light = zone.light.media, zone.light
    source, _ = first_scatter(media, solve_collimated(media))
    rings, depths = cpu.bins(np.sqrt(light.ring_edge)), cpu.bins(light.depth_edge)
    shape = (light.depth_edge.size - 1, light.ring_edge.size - 1)
    c_media, c_source, c_rings, c_depths = (
        _layers(media), structure(source, parts=source.cumulative.size), _bins(rings), _bins(depths),
    )  # fmt: skip

    def package(tally: np.ndarray, totals: np.ndarray) -> None:
        cpu.trace_scattered(media, source, rings, depths, SEED.value, BATCH.value, PHOTONS, tally, totals)

    def in_c(tally: np.ndarray, totals: np.ndarray) -> None:
        peer.trace_scattered(
            *map(ctypes.byref, (c_media, c_source, c_rings, c_depths)), SEED, BATCH, COUNT, pointer(tally),
            pointer(totals),
        )  # fmt: skip

    return Run(shape, package), Run(shape, in_c)


def medium(peer: ctypes.CDLL, zone: Zone) -> tuple[Run, Run]:
    """Return the tracing of tissue as it is at the pulse's end, here and in C."""
    scene, _, (mu_a, mu_s) = states(zone, 1.0)
    starts = shine(scene, mu_a, mu_s).starts
    rings, depths = cpu.bins(scene.ring_edge), cpu.bins(scene.depth_edge)
    c_media, c_starts, c_rings, c_depths = (
        _layers(scene.ceiling), structure(starts, parts=starts.cumulative.size), _bins(rings), _bins(depths),
    )  # fmt: skip

    def package(tally: np.ndarray, totals: np.ndarray) -> None:
        cpu.trace_medium(
            scene.ceiling, mu_a, mu_s, starts, rings, depths, ALONE, SEED.value, BATCH.value, PHOTONS, tally, totals
        )

    def in_c(tally: np.ndarray, totals: np.ndarray) -> None:
        peer.trace_medium(
            ctypes.byref(c_media), pointer(mu_a), pointer(mu_s), *map(ctypes.byref, (c_starts, c_rings, c_depths)),
            SEED, BATCH, COUNT, pointer(tally), pointer(totals),
        )  # fmt: skip

    return Run(scene.whole, package), Run(scene.whole, in_c)


def _layers(media: Media) -> ctypes.Structure:
    return structure(media, layers=media.mu_a.size)


def _bins(bins: cpu.Bins) -> ctypes.Structure:
    return structure(bins, cells=bins.edge.size - 1)


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
