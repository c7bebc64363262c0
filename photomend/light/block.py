"""A block of voxels that photons fly through, meeting tentative collisions. Shared by every driver."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import shared
from photomend.light.photon import ALIVE, Photon, collide, ended, roulette

SIDEWAYS = 4  # how a photon ended, beside the ways of `photon`: through an open side
ROULETTE_BELOW = 0.7  # high: a voxel gains little from many faint photons, and each costs as much as a bright one


class Voxels(NamedTuple):
    """The label of each voxel (x, y, z), the block's upper corner (mm), voxels per mm, the first row of each slab.

    `row` ends with the number of rows. Beyond the sides lies nothing if they are `open`, else what is outermost.
    """

    label: np.ndarray
    x: float
    y: float
    z: float
    per_x: float
    per_y: float
    per_z: float
    row: np.ndarray
    open: bool


class Kinds(NamedTuple):
    """What the voxels of each label are: mu_a and mu_s (1/mm), g."""

    mu_a: np.ndarray
    mu_s: np.ndarray
    g: np.ndarray


@shared
def locate(photon, voxels):
    """Return the voxel (i, j, k) at or nearest to a photon, within its slab, and whether it lies in the block."""
    i = whole((photon.x - voxels.x) * voxels.per_x)
    j = whole((photon.y - voxels.y) * voxels.per_y)
    k = whole((photon.z - voxels.z) * voxels.per_z)
    across, along, down = voxels.label.shape
    inside = 0 <= i < across and 0 <= j < along and k < down
    i, j = min(max(i, 0), across - 1), min(max(j, 0), along - 1)
    # Rounding must not move a photon at the edge of its slab into a row that the slab's bound does not hold for.
    k = min(max(k, voxels.row[photon.layer]), voxels.row[photon.layer + 1] - 1)
    return i, j, k, inside


@shared
def whole(value):
    """Return the largest whole number that is not above a value."""
    return int(math.floor(value))  # noqa: RUF046 - on a device it is a float


@shared
def kept_in(photon, voxels):
    """Return the photon, at its end where it has left through an open side."""
    across, along, _ = voxels.label.shape
    x, y = (photon.x - voxels.x) * voxels.per_x, (photon.y - voxels.y) * voxels.per_y
    if voxels.open and (x < 0.0 or y < 0.0 or x > across or y > along):
        return ended(photon, SIDEWAYS)
    return photon


@shared
def meet(photon, kinds, kind, rate, stream):
    """Meet a tentative collision in a voxel; they come at `rate`, which bounds mu_a + mu_s.

    The photon leaves the share mu_a / rate of its weight, scatters with probability mu_s / (rate - mu_a), and the
    roulette ends it where it has grown faint. Returns it, the absorbed weight, the weight that chance created
    (negative when lost), and the stream.
    """
    mu_a = kinds.mu_a[kind]
    absorbed = photon.weight * mu_a / rate
    left = photon.weight - absorbed
    photon = Photon(photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, left, photon.layer, ALIVE)
    photon, _, stream = collide(photon, 0.0, kinds.mu_s[kind], 0.0, rate - mu_a, kinds.g[kind], stream)
    photon, gain, stream = roulette(photon, ROULETTE_BELOW, stream)
    return photon, absorbed, gain, stream
