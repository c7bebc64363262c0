"""Photon drivers of the tests' own, on the functions that every driver shares: by direction, and by displaced beam."""

import math

import numpy as np

from photomend import backend
from photomend.backend import kernel, shared
from photomend.light.photon import (
    ALIVE,
    REFLECTED,
    ROULETTE_BELOW,
    TRANSMITTED,
    Media,
    Photon,
    draw,
    fly,
    interact,
    open_stream,
    unit_circle,
)

BATCHES = 64
PLACES = 32  # displacements of a beam for each photon


def in_air(media: Media) -> Media:
    """Return the layers between two of air, in which photons start and leave: they refract at every true surface."""
    last = np.isfinite(media.edge[-1:])
    air = np.zeros(1)
    edge = np.concatenate([[media.edge[0] - 0.1], media.edge, media.edge[-1:][last] + 0.1])
    layers = (np.concatenate([air, values, air[last]]) for values in (media.mu_a, media.mu_s, media.g))
    n = np.concatenate([air + 1.0, media.n, air[last] + 1.0])
    return Media(edge, *layers, n, 1.0, 1.0 if last else media.n_below)


@kernel
def trace_cone(media, low, high, cones, seed, first, count, up, down):
    """Trace photons that come from above, of even radiance between two cosines; sort those that leave by cosine."""
    for i in range(count):
        stream, u = draw(open_stream(seed, first + i))
        uz = math.sqrt(low * low + (i + u) / count * (high * high - low * low))
        ux = math.sqrt(max(0.0, 1.0 - uz * uz))
        photon = Photon(0.0, 0.0, media.edge[0], ux, 0.0, uz, 1.0, 0, ALIVE)
        while photon.state == ALIVE:
            photon, collides, stream = fly(photon, media, stream)
            if collides:
                photon, _, _, stream = interact(photon, media, ROULETTE_BELOW, stream)
        cone = ring_of(cones, abs(photon.uz))
        if photon.state == REFLECTED:
            up[cone] += photon.weight
        elif photon.state == TRANSMITTED:
            down[cone] += photon.weight


def from_cone(
    media: Media, low: float, high: float, cones: np.ndarray, photons: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares that leave upward and downward, (batch, cone), of light between two cosines in air."""
    up, down = np.zeros((2, BATCHES, cones.size - 1))
    count, layers = photons // BATCHES, in_air(media)

    def batch(k: int) -> None:
        trace_cone(layers, low, high, cones, seed, k * count, count, up[k], down[k])

    backend.spread(batch, range(BATCHES))
    return up / count, down / count


@shared
def ring_of(edge, value):
    """Return the cell that holds `value`, and the last one for values beyond them all."""
    return min(np.searchsorted(edge, value, side="right"), edge.size - 1) - 1


@shared
def displace(x, y, width, stream):
    """Draw displacements from a Gaussian beam and from a top hat of one width, evenly over the energy."""
    for k in range(x.shape[1]):
        stream, u = draw(stream)
        stream, a, b = unit_circle(stream)
        share = (k + u) / x.shape[1]
        gaussian, top_hat = width * math.sqrt(-0.5 * math.log(1.0 - share)), width * math.sqrt(share)
        x[0, k], y[0, k] = gaussian * a, gaussian * b
        x[1, k], y[1, k] = top_hat * a, top_hat * b
    return stream


@shared
def score(photon, absorbed, x, y, circles, beams):
    """Add absorbed energy to the rings about the axis in which displaced photons would have left it."""
    for p in range(x.shape[0]):
        for k in range(x.shape[1]):
            square = (photon.x + x[p, k]) ** 2 + (photon.y + y[p, k]) ** 2
            for j in range(circles.size - 1):
                if circles[j] ** 2 <= square < circles[j + 1] ** 2:
                    beams[p, j] += absorbed / x.shape[1]


@kernel
def trace_displaced(media, entering, rings, depths, circles, rows, width, seed, first, count, pencil, axis, beams):
    """Trace photons of a pencil; score each absorption in the pencil's rings, and where displaced beams put it.

    `axis` takes what unscattered light leaves. The beams are scored in some rows of depth.
    """
    x, y = np.empty((2, PLACES)), np.empty((2, PLACES))
    for i in range(count):
        stream = displace(x, y, width, open_stream(seed, first + i))
        photon = Photon(0.0, 0.0, media.edge[0], 0.0, 0.0, 1.0, entering, 0, ALIVE)
        while photon.state == ALIVE:
            photon, collides, stream = fly(photon, media, stream)
            if collides:
                at = photon
                photon, absorbed, _, stream = interact(photon, media, ROULETTE_BELOW, stream)
                row, r = ring_of(depths, at.z), math.sqrt(at.x**2 + at.y**2)
                if r == 0.0:
                    axis[row] += absorbed
                else:
                    pencil[row, ring_of(rings, r)] += absorbed
                for k in range(rows.size):
                    if rows[k] == row:
                        score(at, absorbed, x, y, circles, beams[:, k])


def score_beams(
    media: Media, entering: float, rings: np.ndarray, depths: np.ndarray, circles: np.ndarray, rows: np.ndarray,
    width: float, photons: int, seed: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Return what the same photons absorb, as shares by batch: of a pencil, on its axis, of a Gaussian and a top hat.

    Their shapes are (batch, depth, ring), (batch, depth) and (batch, beam, row, circle).
    """
    pencil = np.zeros((BATCHES, depths.size - 1, rings.size - 1))
    axis, beams = np.zeros(pencil.shape[:2]), np.zeros((BATCHES, 2, rows.size, circles.size - 1))
    count = photons // BATCHES

    def batch(k: int) -> None:
        tallies = pencil[k], axis[k], beams[k]
        trace_displaced(media, entering, rings, depths, circles, rows, width, seed, k * count, count, *tallies)

    backend.spread(batch, range(BATCHES))
    return pencil / count, axis / count, beams / count
