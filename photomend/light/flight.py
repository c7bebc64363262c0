"""What a flight is expected to leave on its way, strewn over points. Shared by every driver.

A free path is a whole number m of steps d and a rest s. Both are independent, and m has the chance Q^m (1 - Q) with
Q = exp(-mu_t d): with s given, a collision is as likely at s, s + d, s + 2 d, ... as these chances say. Each of these
points gets its share of the energy that one of them would get [Kalos2008].
"""

from __future__ import annotations

import math
from typing import NamedTuple

from photomend.backend import shared

STEP = 0.25  # free paths
POINTS = 8
KEPT = math.exp(-STEP)
REST = math.exp(-STEP * POINTS)
NEAR_RADIUS, NEAR_DEPTH = 0.3, 1.0  # mm, where zones are: elsewhere the points would cost more than they tell


class Strewn(NamedTuple):
    """Points along a flight: `many` from `first` on, a step apart, of which each gets `KEPT` of the one before.

    The flight's own collision, as many steps further on, stands for what lies beyond them.
    """

    first: float
    step: float
    many: int
    weight: float
    last: float
    last_weight: float


@shared
def strew(photon, media, to_collision, to_boundary):
    """Return the points over which the energy of a flight is strewn, before the boundary."""
    mu_a, mu_s = media.mu_a[photon.layer], media.mu_s[photon.layer]
    if mu_a == 0.0:
        return Strewn(0.0, 0.0, 0, 0.0, 0.0, 0.0)
    leaves = photon.weight * mu_a / (mu_a + mu_s)
    if photon.z > NEAR_DEPTH or photon.x * photon.x + photon.y * photon.y > NEAR_RADIUS * NEAR_RADIUS:
        return Strewn(0.0, 0.0, 0, 0.0, to_collision, leaves if to_collision < to_boundary else 0.0)
    step = STEP / (mu_a + mu_s)
    first = to_collision - math.floor(to_collision / step) * step
    fitting = math.ceil((to_boundary - first) / step) if to_boundary < first + POINTS * step else POINTS
    last = to_collision + POINTS * step
    return Strewn(
        first, step, max(0, int(fitting)), leaves * (1.0 - KEPT), last, leaves * REST if last < to_boundary else 0.0
    )
