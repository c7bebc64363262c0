"""Photons here and in plain C, batch by batch: what the benchmarks of light share.

The peers in ``photon_peer.c`` draw the same random numbers, so that both trace the same photons.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable

import numpy as np
from common import pointer, structure

from photomend.light import cells, cpu
from photomend.light.launch import FirstScatter, Spot
from photomend.light.photon import Media

SEED = 1

Trace = Callable[[int], tuple[np.ndarray, np.ndarray]]


class Batches:
    """Photons, a new batch each time it is called: the tally of the last one, and what left up and down in each.

    `trace` takes the number of a batch and returns its tally by depth and ring, and the weights that left.
    """

    def __init__(self, photons: int, trace: Trace) -> None:
        self.photons, self.trace = photons, trace
        self.tally, self.left = np.zeros(0), np.zeros((0, 2))

    def __call__(self) -> None:
        """Trace the next batch."""
        self.tally, left = self.trace(self.left.shape[0])
        self.left = np.append(self.left, left[None, :2] / self.photons, axis=0)


def apart(ours: Batches, theirs: Batches) -> str:
    """Return how far the same photons of two programs lie apart: shares that left, and tallies, relative."""
    tallies = np.abs(ours.tally - theirs.tally).sum() / ours.tally.sum()
    return f"{np.abs(ours.left - theirs.left).max():.0e}, tallies {tallies:.0e}"


def in_layers(
    media: Media, below: float, source: FirstScatter | Spot, ring_edge: np.ndarray, depth_edge: np.ndarray, photons: int
) -> Batches:
    """Return photons in uniform layers, traced by the package: of a true beam, or from their first scattering on.

    `below` is the weight under which they play roulette; rings lie evenly in the root of the radius.
    """
    driver = cpu.trace_direct if isinstance(source, Spot) else cpu.trace_scattered
    rings, depths = cells.bins(np.sqrt(ring_edge)), cells.bins(depth_edge)

    def trace(batch: int) -> tuple[np.ndarray, np.ndarray]:
        tally, left, gained = np.zeros(shape_of(ring_edge, depth_edge)), np.zeros((2, ring_edge.size - 1)), np.zeros(1)
        driver(media, below, source, rings, depths, SEED, batch * photons, photons, tally, left, gained)
        return tally, left.sum(axis=1)

    return Batches(photons, trace)


def in_layers_in_c(
    peer: ctypes.CDLL, media: Media, below: float, source: FirstScatter | Spot, ring_edge: np.ndarray,
    depth_edge: np.ndarray, photons: int,
) -> Batches:  # fmt: skip
    """Return the same photons traced by the peer in C."""
    if isinstance(source, Spot):
        driver, c_source = peer.trace_direct, structure(source, radii=source.radius.size)
    else:
        driver, c_source = peer.trace_scattered, structure(source, parts=source.cumulative.size)
    c_media, c_rings, c_depths = (
        layers_in_c(media), bins_in_c(cells.bins(np.sqrt(ring_edge))), bins_in_c(cells.bins(depth_edge)),
    )  # fmt: skip

    def trace(batch: int) -> tuple[np.ndarray, np.ndarray]:
        tally, totals = np.zeros(shape_of(ring_edge, depth_edge)), np.zeros(3)
        driver(
            ctypes.byref(c_media), ctypes.c_double(below), *map(ctypes.byref, (c_source, c_rings, c_depths)),
            *map(ctypes.c_long, (SEED, batch, photons)), pointer(tally), pointer(totals),
        )  # fmt: skip
        return tally, totals

    return Batches(photons, trace)


def shape_of(ring_edge: np.ndarray, depth_edge: np.ndarray) -> tuple[int, int]:
    """Return the numbers of depths and rings."""
    return depth_edge.size - 1, ring_edge.size - 1


def layers_in_c(media: Media) -> ctypes.Structure:
    """Return layers as the peers in C take them."""
    return structure(media, layers=media.mu_a.size)


def bins_in_c(bins: cells.Bins) -> ctypes.Structure:
    """Return cells along an axis as the peers in C take them."""
    return structure(bins, cells=bins.edge.size - 1)
