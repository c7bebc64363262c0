"""Where photons set out: the beam's own surface, or the places where its unscattered light first scatters.

Shared by every driver. Shares of the light in (0, 1), one for each photon, place them: evenly spread shares launch
evenly. Where photons set out to be moved to any beam, the angle of the first scattering and the flight after it are
spread evenly too: together they decide where the second collision lies.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import shared
from photomend.light.cells import step_below
from photomend.light.photon import (
    ABSORBED,
    ALIVE,
    BY_11,
    MIX_1,
    UNIT_RANGE,
    Photon,
    draw,
    fresnel,
    mix,
    open_stream,
    scatter,
    turn,
    unit_circle,
)

# 2^64 / p, 2^64 / p^2, 2^64 / p^3 with p^4 = p + 1: the golden ratio's step, for three numbers at a time.
KRONECKER = tuple(np.uint64(step) for step in (15111065706836453376, 12378569675163805696, 10140184033053476864))
GLANCING = 1e-9  # cosine of rays that spread so far from a tilted axis that they miss the surface: all reflected


class FirstScatter(NamedTuple):
    """Where unscattered light scatters: cumulative share, layer and sense (+1 down, -1 up) of each component."""

    cumulative: np.ndarray
    layer: np.ndarray
    sense: np.ndarray


class Starts(NamedTuple):
    """Where unscattered light first scatters: cumulative share, row, ring and sense (+1 down, -1 up) of each cell.

    Within a cell starts thin out at the rate `mu_t` (1/mm); photons that start in it carry its `weight` and end on
    their way at the rate `ending` (1/mm, by depth and ring). `bending` (1/mm, by row) is the slope of the rays per
    radius, `spreading` the standard deviation of their slopes about it: both are zero for collimated light.
    """

    cumulative: np.ndarray
    row: np.ndarray
    ring: np.ndarray
    sense: np.ndarray
    layer: np.ndarray
    mu_t: np.ndarray
    weight: np.ndarray
    ending: np.ndarray
    bending: np.ndarray
    spreading: np.ndarray


class Spot(NamedTuple):
    """A collimated beam at the surface: radius by share of the energy inside it, and the share that enters."""

    radius: np.ndarray
    entering: float


class Aimed(NamedTuple):
    """A beam from any direction above: radius by share of the energy inside it, and where its axis meets the surface.

    `frame` holds two directions across the beam and its own. `bending` (1/mm) is the slope of the rays per radius,
    `spreading` the standard deviation of their slopes about it: both are zero for collimated light.
    """

    radius: np.ndarray
    x: float
    y: float
    frame: np.ndarray
    bending: float
    spreading: float


@shared
def stratified(i, count, stream):
    """Return a random share of the light in the i-th of `count` strata, and the stream."""
    stream, u = draw(stream)
    return (i + u) / count, stream


@shared
def placed(cumulative, share):
    """Return the part that holds a share of the light, and how far into the part it lies, 0 to 1."""
    part, last = 0, cumulative.size - 1
    while part < last:
        middle = (part + last) // 2
        if share < cumulative[middle]:
            last = middle
        else:
            part = middle + 1
    below = cumulative[part - 1] if part > 0 else 0.0
    return part, (share - below) / (cumulative[part] - below)


@shared
def even(seed, first, i, k):
    """Return the k-th (0, 1, 2) of the first numbers of the i-th photon of the batch that starts with photon `first`.

    Steps i z_k of a Kronecker sequence, whose points lie evenly however many they are [Niederreiter1992], from
    a point of its own for every batch: each number is uniform, and batches are independent.
    """
    shift = mix(open_stream(seed, first) ^ (MIX_1 + np.uint64(k)))
    return (float((np.uint64(i) * KRONECKER[k] + shift) >> BY_11) + 0.5) * UNIT_RANGE


@shared
def start_evenly(media, source, seed, first, i):
    """Return the i-th photon of a batch at its first scattering, the number that picks its first flight, its stream."""
    stream = open_stream(seed, first + i)
    photon, stream = start_scattered(media, source, even(seed, first, i, 0), even(seed, first, i, 1), stream)
    return photon, even(seed, first, i, 2), stream


@shared
def start_scattered(media, source, share, u, stream):
    """Return a photon of weight 1 at its first scattering, and the stream.

    `share` in (0, 1) places it, `u` picks the angle by which it scatters.
    """
    part, inside = placed(source.cumulative, share)
    layer = source.layer[part]
    sense = source.sense[part]
    mu_t = media.mu_a[layer] + media.mu_s[layer]
    spent = 1.0 - math.exp(-mu_t * (media.edge[layer + 1] - media.edge[layer]))
    depth = -math.log(1.0 - inside * spent) / mu_t
    z = media.edge[layer] + depth if sense > 0 else media.edge[layer + 1] - depth
    ux, uy, uz, stream = turn(0.0, 0.0, 1.0 * sense, media.g[layer], u, stream)
    return Photon(0.0, 0.0, z, ux, uy, uz, 1.0, layer, ALIVE), stream


@shared
def unscattered_way(photon, media, sense):
    """Return how far unscattered light of a sense (+1 down, -1 up) has come in the layer where it first scatters."""
    return photon.z - media.edge[photon.layer] if sense > 0 else media.edge[photon.layer + 1] - photon.z


@shared
def start_direct(spot, top, share, stream):
    """Return a photon of the beam just inside the surface; `share` in (0, 1) places it by enclosed energy."""
    place = share * (spot.radius.size - 1)
    k = min(int(place), spot.radius.size - 2)
    r = spot.radius[k] + (place - k) * (spot.radius[k + 1] - spot.radius[k])
    stream, a, b = unit_circle(stream)
    return Photon(r * a, r * b, top, 0.0, 0.0, 1.0, spot.entering, 0, ALIVE), stream


@shared
def start_aimed(aimed, media, share, stream):
    """Return a photon of the beam just inside the surface, the share reflected there, and the stream.

    Rays are given in the plane across the beam in which its axis meets the surface; each goes on from there to the
    surface and refracts.
    """
    place = share * (aimed.radius.size - 1)
    k = min(int(place), aimed.radius.size - 2)
    r = aimed.radius[k] + (place - k) * (aimed.radius[k + 1] - aimed.radius[k])
    stream, a, b = unit_circle(stream)
    p, q = r * a, r * b
    tp, tq = aimed.bending * p, aimed.bending * q
    if aimed.spreading > 0.0:
        stream, u = draw(stream)
        stream, c, d = unit_circle(stream)
        length = aimed.spreading * math.sqrt(-2.0 * math.log(u))
        tp, tq = tp + length * c, tq + length * d
    norm = 1.0 / math.sqrt(1.0 + tp * tp + tq * tq)
    e = aimed.frame
    ux = norm * (tp * e[0, 0] + tq * e[1, 0] + e[2, 0])
    uy = norm * (tp * e[0, 1] + tq * e[1, 1] + e[2, 1])
    uz = max(norm * (tp * e[0, 2] + tq * e[1, 2] + e[2, 2]), GLANCING)
    way = -(p * e[0, 2] + q * e[1, 2]) / uz
    x = aimed.x + p * e[0, 0] + q * e[1, 0] + way * ux
    y = aimed.y + p * e[0, 1] + q * e[1, 1] + way * uy
    specular, cosine = fresnel(media.n_above, media.n[0], uz)
    bend = media.n_above / media.n[0]
    state = ALIVE if specular < 1.0 else ABSORBED
    photon = Photon(x, y, media.edge[0], ux * bend, uy * bend, cosine, 1.0 - specular, 0, state)
    return photon, specular, stream


@shared
def start_in_cell(starts, share, ceiling, rings, depths, lattice, stream):
    """Return a photon at its first scattering in a medium given cell by cell, and the stream."""
    part, inside = placed(starts.cumulative, share)
    g = ceiling.g[starts.layer[part]]
    i, j, sense, mu_t = starts.row[part], starts.ring[part], starts.sense[part], starts.mu_t[part]
    height = depths.edge[i + 1] - depths.edge[i]
    spent = 1.0 - math.exp(-mu_t * height)
    way = -math.log(1.0 - inside * spent) / mu_t
    z = depths.edge[i] + way if sense > 0 else depths.edge[i + 1] - way
    stream, u = draw(stream)
    inner, outer = rings.edge[j], rings.edge[j + 1]
    r = math.sqrt(inner * inner + u * (outer * outer - inner * inner))
    stream, a, b = unit_circle(stream)
    if lattice.kind != 0 and r > lattice.by_area[0]:
        r, a, b, stream = towards_corner(r, lattice, stream)
    slope, spread = starts.bending[i] * r, starts.spreading[i]
    tx, ty = slope * a, slope * b
    if spread > 0.0:
        stream, u = draw(stream)
        stream, c, d = unit_circle(stream)
        length = spread * math.sqrt(-2.0 * math.log(u))
        tx, ty = tx + length * c, ty + length * d
    cosine = 1.0 / math.sqrt(1.0 + tx * tx + ty * ty)
    ux, uy, uz, stream = scatter(tx * cosine, ty * cosine, sense * cosine, g, stream)
    return Photon(r * a, r * b, z, ux, uy, uz, starts.weight[part], starts.layer[part], ALIVE), stream


@shared
def towards_corner(r, lattice, stream):
    """Return a random point of the lattice cell beyond half the pitch: distance, direction (cosine, sine), stream.

    `r` is the radius of a circle of the cell's area within the distance. Out there the cell's sides cut the circle,
    and only the arcs towards its corners are left.
    """
    k = step_below(lattice.by_area, r)
    way = (r - lattice.by_area[k]) / (lattice.by_area[k + 1] - lattice.by_area[k])
    true = lattice.true[k] + way * (lattice.true[k + 1] - lattice.true[k])
    sides = 4 if lattice.kind == 1 else 6
    first = math.acos(min(1.0, lattice.true[0] / true))
    stream, u = draw(stream)
    sector = math.floor(2.0 * sides * u)  # half a side each, mirrored in turn
    angle = first + (2.0 * sides * u - sector) * (math.pi / sides - first)
    angle = (angle if sector % 2 == 0 else -angle) + (sector // 2) * 2.0 * math.pi / sides
    return true, math.cos(angle), math.sin(angle), stream
