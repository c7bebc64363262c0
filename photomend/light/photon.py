"""Photons in layered tissue: the physics of one step, shared by every driver.

A photon flies a free path, crosses or reflects at boundaries by Fresnel's equations, and at each
interaction leaves mu_a / (mu_a + mu_s) of its weight before it scatters by the Henyey-Greenstein law
[Wang1995] [Henyey1941]. Scalars and named tuples in, new values out; lengths in mm, coefficients in 1/mm.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import shared

# Unsigned throughout: compilers may assume that signed products never overflow, and hashes live on overflow.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
BY_11, BY_27, BY_30, BY_31, BY_32 = (np.uint64(bits) for bits in (11, 27, 30, 31, 32))
LOW_32 = np.uint64(0xFFFFFFFF)
UNIT_RANGE = 1.0 / 9007199254740992.0  # 2^-53
HALF_RANGE = 1.0 / 2147483648.0  # 2^-31

ROULETTE_BELOW = 0.5  # by measurement: docs/decisions/0016
STRAIGHT = 0.99999
FLAT = 1e-9

ALIVE, REFLECTED, TRANSMITTED, ABSORBED = 0, 1, 2, 3


class Media(NamedTuple):
    """Layers from the surface down: edges (n + 1), coefficients (n), and the indices above and below."""

    edge: np.ndarray
    mu_a: np.ndarray
    mu_s: np.ndarray
    g: np.ndarray
    n: np.ndarray
    n_above: float
    n_below: float


class Photon(NamedTuple):
    """Position, direction, weight, the layer it is in, and its state."""

    x: float
    y: float
    z: float
    ux: float
    uy: float
    uz: float
    weight: float
    layer: int
    state: int


@shared
def mix(bits):
    """Scramble 64 bits (splitmix64) [Steele2014]."""
    bits = (bits ^ (bits >> BY_30)) * MIX_1
    bits = (bits ^ (bits >> BY_27)) * MIX_2
    return bits ^ (bits >> BY_31)


@shared
def open_stream(seed, number):
    """Return the random stream that belongs to one photon of one seed."""
    return mix(mix(np.uint64(seed) + GOLDEN) ^ (np.uint64(number) * GOLDEN + MIX_2))


@shared
def draw(stream):
    """Return the advanced stream and a number in the open interval (0, 1)."""
    stream = stream + GOLDEN
    return stream, (float(mix(stream) >> BY_11) + 0.5) * UNIT_RANGE


@shared
def scatter(ux, uy, uz, g, stream):
    """Turn a direction by the Henyey-Greenstein law, mean cosine g [Henyey1941]."""
    stream, u = draw(stream)
    return turn(ux, uy, uz, g, u, stream)


@shared
def turn(ux, uy, uz, g, u, stream):
    """Turn a direction by the Henyey-Greenstein law: `u` in (0, 1) picks the angle, the stream the side."""
    if abs(g) < 1e-6:
        cosine = 2.0 * u - 1.0
    else:
        ratio = (1.0 - g * g) / (1.0 - g + 2.0 * g * u)
        cosine = (1.0 + g * g - ratio * ratio) / (2.0 * g)
    sine = math.sqrt(max(0.0, 1.0 - cosine * cosine))
    stream, a, b = unit_circle(stream)
    if abs(uz) > STRAIGHT:
        return sine * a, sine * b, cosine * math.copysign(1.0, uz), stream
    root = math.sqrt(1.0 - uz * uz)
    vx = sine * (ux * uz * a - uy * b) / root + ux * cosine
    vy = sine * (uy * uz * a + ux * b) / root + uy * cosine
    vz = -sine * a * root + uz * cosine
    return vx, vy, vz, stream


@shared
def unit_circle(stream):
    """Return a random point on the unit circle, as cosine and sine, by rejection: no trigonometry."""
    square = 2.0
    p = 0.0
    q = 0.0
    while square > 1.0 or square < 1e-12:
        stream = stream + GOLDEN
        bits = mix(stream)  # its halves are two independent coordinates in -1..1
        p = (float(bits >> BY_32) + 0.5) * HALF_RANGE - 1.0
        q = (float(bits & LOW_32) + 0.5) * HALF_RANGE - 1.0
        square = p * p + q * q
    return stream, (p * p - q * q) / square, 2.0 * p * q / square


@shared
def fresnel(n_here, n_there, cosine):
    """Return the unpolarised Fresnel reflectance and the cosine of refraction (0 beyond the critical angle)."""
    if n_here == n_there:
        return 0.0, cosine
    sine_there = n_here / n_there * math.sqrt(max(0.0, 1.0 - cosine * cosine))
    if sine_there >= 1.0:
        return 1.0, 0.0
    cosine_there = math.sqrt(1.0 - sine_there * sine_there)
    s = (n_here * cosine - n_there * cosine_there) / (n_here * cosine + n_there * cosine_there)
    p = (n_here * cosine_there - n_there * cosine) / (n_here * cosine_there + n_there * cosine)
    return 0.5 * (s * s + p * p), cosine_there


@shared
def cross(photon, media, stream):
    """Meet the boundary the photon has come to: reflect, refract into the next layer, or leave."""
    step = 1 if photon.uz > 0.0 else -1
    there = photon.layer + step
    n_here = media.n[photon.layer]
    n_there = media.n_above if there < 0 else (media.n_below if there == media.n.size else media.n[there])
    reflectance, cosine = fresnel(n_here, n_there, abs(photon.uz))
    stream, u = draw(stream)
    if u < reflectance:
        return mirrored(photon), stream
    if there < 0 or there == media.n.size:
        return ended(photon, REFLECTED if there < 0 else TRANSMITTED), stream
    bend = n_here / n_there
    return (
        Photon(
            photon.x,
            photon.y,
            photon.z,
            photon.ux * bend,
            photon.uy * bend,
            cosine * step,
            photon.weight,
            there,
            ALIVE,
        ),
        stream,
    )


@shared
def mirrored(photon):
    """Return the photon with its axial direction reversed."""
    return Photon(
        photon.x,
        photon.y,
        photon.z,
        photon.ux,
        photon.uy,
        -photon.uz,
        photon.weight,
        photon.layer,
        photon.state,
    )


@shared
def ended(photon, state):
    """Return the photon at the end of its history."""
    return Photon(photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, photon.weight, photon.layer, state)


@shared
def moved(photon, distance):
    """Return the photon a distance further on."""
    return Photon(
        photon.x + distance * photon.ux,
        photon.y + distance * photon.uy,
        photon.z + distance * photon.uz,
        photon.ux,
        photon.uy,
        photon.uz,
        photon.weight,
        photon.layer,
        photon.state,
    )


@shared
def free_path(photon, media, u):
    """Return the distances to the next collision, which `u` in (0, 1) picks, and to the layer's boundary."""
    mu_t = media.mu_a[photon.layer] + media.mu_s[photon.layer]
    to_collision = -math.log(u) / mu_t if mu_t > 0.0 else math.inf
    to_boundary = math.inf
    if photon.uz > FLAT:
        to_boundary = max(0.0, (media.edge[photon.layer + 1] - photon.z) / photon.uz)
    elif photon.uz < -FLAT:
        to_boundary = max(0.0, (media.edge[photon.layer] - photon.z) / photon.uz)
    return to_collision, to_boundary


@shared
def go_on(photon, media, to_collision, to_boundary, stream):
    """Fly on to the collision, or to the boundary before it and meet that.

    Returns the photon, whether it has come to a collision, and the stream.
    """
    if to_boundary > to_collision:
        return moved(photon, to_collision), True, stream
    if to_boundary == math.inf:
        return ended(photon, TRANSMITTED), False, stream
    photon, stream = cross(moved(photon, to_boundary), media, stream)
    return photon, False, stream


@shared
def fly(photon, media, stream):
    """Fly a random free path, or to the boundary before its end and meet that; see `go_on`."""
    stream, u = draw(stream)
    to_collision, to_boundary = free_path(photon, media, u)
    return go_on(photon, media, to_collision, to_boundary, stream)


@shared
def interact(photon, media, below, stream):
    """Leave the absorbed share of the weight, scatter, and play roulette with a weight less than `below`.

    Returns the photon, the absorbed weight, the weight that the roulette created (negative when lost), the stream.
    """
    mu_a = media.mu_a[photon.layer]
    absorbed = photon.weight * mu_a / (mu_a + media.mu_s[photon.layer])
    ux, uy, uz, stream = scatter(photon.ux, photon.uy, photon.uz, media.g[photon.layer], stream)
    left = photon.weight - absorbed
    photon, gain, stream = roulette(
        Photon(photon.x, photon.y, photon.z, ux, uy, uz, left, photon.layer, ALIVE), below, stream
    )
    return photon, absorbed, gain, stream


@shared
def collide(photon, mu_a, mu_s, ending, majorant, g, stream):
    """Meet a tentative collision in a medium that changes from place to place; collisions come at rate `majorant`.

    The photon scatters with probability mu_s / majorant, ends with ending / majorant, and else flies on with its
    weight times (majorant - mu_s - mu_a) / (majorant - mu_s - ending) [Woodcock1965] [Galtier2013]. With `ending` =
    mu_a weights stay 1. With the same `ending` in all, media that absorb differently are crossed by the same photons
    on the same paths, whose weights differ. Returns the photon, the weight that chance created (negative when lost)
    beyond what absorption leaves on the mean, and the stream.
    """
    expected = photon.weight * (1.0 - mu_a / majorant)
    stream, u = draw(stream)
    if u * majorant < mu_s:
        ux, uy, uz, stream = scatter(photon.ux, photon.uy, photon.uz, g, stream)
        after = Photon(photon.x, photon.y, photon.z, ux, uy, uz, photon.weight, photon.layer, ALIVE)
        return after, after.weight - expected, stream
    if u * majorant < mu_s + ending:
        return ended(photon, ABSORBED), -expected, stream
    left = photon.weight * (majorant - mu_s - mu_a) / (majorant - mu_s - ending)
    after = Photon(photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, left, photon.layer, ALIVE)
    return after, left - expected, stream


@shared
def roulette(photon, below, stream):
    """End a photon fainter than `below`, or restore it to weight 1 with the probability that keeps the mean.

    Returns the photon, the weight this created (negative when lost), and the stream.
    """
    if photon.weight >= below:
        return photon, 0.0, stream
    stream, u = draw(stream)
    if u >= photon.weight:
        gain = -photon.weight
        return ended(photon, ABSORBED), gain, stream
    gain = 1.0 - photon.weight
    return (
        Photon(photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, 1.0, photon.layer, ALIVE),
        gain,
        stream,
    )
