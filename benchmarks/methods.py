"""Two problems for photons, and four ways to find what a Gaussian beam leaves in each cell of the second.

P1: the slab of MCML's own check [Wang1995]. P2: three layers of skin at 1550 nm under a Gaussian beam 120 um wide.
Three of the ways are other programs' methods on the package's shared functions, so that the code is as good; all take
photons from the surface on, leave absorbed weight at every interaction and play MCML's roulette. Lengths in mm.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.sparse import csr_matrix

from photomend.backend import kernel, shared
from photomend.light import Beam, convolve, pencil_response
from photomend.light.beam import radius_of_share
from photomend.light.collimated import solve_collimated
from photomend.light.launch import FirstScatter, Spot, start_direct
from photomend.light.photon import ABSORBED, ALIVE, Media, Photon, draw, ended, fly, interact, open_stream
from photomend.light.transport import RING_COUNT, RING_SCALE_MM, first_scatter, ring_shares

P1 = Media(np.array([0.0, 0.2]), np.array([1.0]), np.array([9.0]), np.array([0.75]), np.array([1.0]), 1.0, 1.0)
P2 = Media(  # epidermis, dermis, and fat without an end
    np.array([0.0, 0.1, 2.1, 1e3]), np.array([0.65, 0.7, 0.15]), np.array([12.0, 10.0, 8.0]),
    np.array([0.8, 0.85, 0.85]), np.full(3, 1.4), 1.0, 1.4,
)  # fmt: skip
BEAM = Beam("gaussian", 0.06)
PENCIL = Spot(np.zeros(2), 1.0 - solve_collimated(P2).specular)
SPOT = Spot(radius_of_share(BEAM, np.linspace(0.0, 1.0, 40_001)), PENCIL.entering)

WIDTH, HEIGHT = 0.005, 0.01  # of the cells that are compared
RINGS, ROWS, VOXELS = 100, 100, 100
REACH = WIDTH * RINGS
RING_EDGE, DEPTH_EDGE = WIDTH * np.arange(RINGS + 1.0), HEIGHT * np.arange(ROWS + 1.0)
ALL_DEPTHS = np.append(DEPTH_EDGE, [2.1, 30.0])
RESPONSE_EDGE = WIDTH * np.arange(2.0 * RINGS + 1.0)  # light further out than 1 mm brings none to the beam
REGIONS = {  # um: top, bottom, inner and outer radius
    "A": (50, 100, 0, 60),
    "B": (200, 400, 0, 60),
    "C": (400, 600, 60, 150),
}  # fmt: skip
MCML_BELOW, MCML_CHANCE = 1e-4, 0.1

PENCIL_EDGE = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2  # rings of the package's response


@dataclass(frozen=True)
class Problem:
    """Layers, a beam on them, and the depths and rings that the package's drivers tally in."""

    media: Media
    spot: Spot
    depth_edge: np.ndarray
    ring_edge: np.ndarray

    @property
    def first_scatter(self) -> FirstScatter:
        """Return where the beam's light first scatters, as from a pencil."""
        return first_scatter(self.media, solve_collimated(self.media))[0]


PROBLEMS = {
    "P1": Problem(P1, Spot(np.zeros(2), 1.0), 0.002 * np.arange(101.0), PENCIL_EDGE),
    "P2": Problem(P2, SPOT, ALL_DEPTHS, PENCIL_EDGE),
}


@shared
def step_as_mcml(photon, media, stream):
    """Fly on to the next interaction or boundary; return the photon, the weight it leaves there, and the stream."""
    photon, collides, stream = fly(photon, media, stream)
    absorbed = 0.0
    if collides:
        photon, absorbed, _, stream = interact(photon, media, 0.0, stream)
        photon, stream = roulette_as_mcml(photon, stream)
    return photon, absorbed, stream


@shared
def roulette_as_mcml(photon, stream):
    """End nine in ten of the photons fainter than 1e-4, and make the tenth ten times as heavy [Wang1995]."""
    if photon.weight >= MCML_BELOW:
        return photon, stream
    stream, u = draw(stream)
    if u >= MCML_CHANCE:
        return ended(photon, ABSORBED), stream
    x, y, z, ux, uy, uz = photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz
    return Photon(x, y, z, ux, uy, uz, photon.weight / MCML_CHANCE, photon.layer, ALIVE), stream


@kernel
def trace_voxels(media, spot, size, seed, count, tally):
    """Trace photons from the surface; `tally` takes what cubes absorb, by depth and both ways from the axis."""
    middle = tally.shape[1] // 2
    for i in range(count):
        stream, share = draw(open_stream(seed, i))
        photon, stream = start_direct(spot, media.edge[0], share, stream)
        while photon.state == ALIVE:
            photon, absorbed, stream = step_as_mcml(photon, media, stream)
            if absorbed > 0.0:
                k, j, i_x = int(photon.z / size), math.floor(photon.y / size), math.floor(photon.x / size)
                if k < tally.shape[0] and -middle <= j < middle and -middle <= i_x < middle:
                    tally[k, j + middle, i_x + middle] += absorbed


@kernel
def trace_rings(media, spot, width, height, seed, count, tally, axis):
    """Trace photons from the surface; `tally` takes what equal cells of depth and radius absorb.

    `axis` takes what is absorbed on the axis itself, where a pencil's photons interact for the first time.
    """
    for i in range(count):
        stream, share = draw(open_stream(seed, i))
        photon, stream = start_direct(spot, media.edge[0], share, stream)
        while photon.state == ALIVE:
            photon, absorbed, stream = step_as_mcml(photon, media, stream)
            if absorbed > 0.0:
                k, r = int(photon.z / height), math.sqrt(photon.x**2 + photon.y**2)
                j = int(r / width)
                if k < tally.shape[0] and r == 0.0:
                    axis[k] += absorbed
                elif k < tally.shape[0] and j < tally.shape[1]:
                    tally[k, j] += absorbed


def voxels(photons: int, seed: int) -> np.ndarray:
    """Return what the true beam leaves in cubes of 10 um, (depth, y, x)."""
    tally = np.zeros((VOXELS, VOXELS, VOXELS))
    trace_voxels(P2, SPOT, HEIGHT, seed, photons, tally)
    return tally / photons


def rings(photons: int, seed: int) -> np.ndarray:
    """Return what the true beam leaves in each cell, (depth, ring)."""
    tally, axis = np.zeros((ROWS, RINGS)), np.zeros(ROWS)
    trace_rings(P2, SPOT, WIDTH, HEIGHT, seed, photons, tally, axis)
    tally[:, 0] += axis
    return tally / photons


def convolved(photons: int, seed: int) -> np.ndarray:
    """Return the same from a pencil in equal rings, convolved: MCML and CONV [Wang1995] [Wang1997].

    As in CONV, what is absorbed on the axis is kept apart and convolved as a point.
    """
    tally, axis = np.zeros((ROWS, RESPONSE_EDGE.size - 1)), np.zeros(ROWS)
    trace_rings(P2, PENCIL, WIDTH, HEIGHT, seed, photons, tally, axis)
    return (tally @ moved().T + np.outer(axis, BEAM.ring_shares(RING_EDGE))) / photons


def package(photons: int, seed: int) -> np.ndarray:
    """Return the same as the package finds it."""
    return convolve(pencil_response(P2, ALL_DEPTHS, photons, seed), BEAM, RING_EDGE)[:ROWS]


@cache
def moved() -> np.ndarray:
    """Return the share of each ring of an equal-ring response that the beam brings into each ring."""
    return ring_shares(RESPONSE_EDGE, BEAM, RING_EDGE)


def cells_in(name: str, tally: np.ndarray) -> np.ndarray:
    """Return the cells of a region: rings as the tally has them, or cubes whose middle lies in the region."""
    top, bottom, inner, outer = (1e-3 * um for um in REGIONS[name])
    rows = tally[round(top / HEIGHT) : round(bottom / HEIGHT)]
    if tally.ndim == 2:
        width = REACH / tally.shape[1]
        return rows[:, round(inner / width) : round(outer / width)].ravel()
    middle = HEIGHT * (np.arange(VOXELS) + 0.5 - VOXELS // 2)
    radius = np.hypot(middle[:, None], middle)
    return rows[:, (inner <= radius) & (radius < outer)].ravel()


def about_the_axis(cubes: np.ndarray) -> np.ndarray:
    """Return cubes (depth, y, x) averaged about the axis: (depth, ring), rings as wide as the cubes.

    Each cube's energy goes to the rings it lies in, by area.
    """
    return (common_area() @ cubes.reshape(cubes.shape[0], -1).T).T


@cache
def common_area() -> csr_matrix:
    """Return the share of each column of cubes that lies in each ring as wide as a cube, (ring, column)."""
    parts = 20
    fine = (np.arange(parts * VOXELS) + 0.5) / parts - VOXELS // 2
    ring = np.floor(np.hypot(fine[:, None], fine)).astype(int)
    column = np.arange(VOXELS**2).reshape(VOXELS, VOXELS).repeat(parts, axis=0).repeat(parts, axis=1)
    inside = ring < VOXELS // 2
    places = ring[inside], column[inside]
    return csr_matrix((np.full(places[0].size, 1.0 / parts**2), places), shape=(VOXELS // 2, VOXELS**2))
