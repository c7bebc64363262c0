"""Drivers on the processor: loop over photons, add to a tally. The physics is in `photon`."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import kernel, shared
from photomend.light.photon import (
    ALIVE,
    REFLECTED,
    TRANSMITTED,
    Photon,
    collide,
    cross,
    draw,
    ended,
    free_path,
    interact,
    moved,
    open_stream,
    roulette,
    scatter,
    unit_circle,
)

GONE_UP, GONE_DOWN, ROULETTE = 0, 1, 2


class Bins(NamedTuple):
    """Cells along one axis: edges, and for each of many equal steps the first cell that may hold it."""

    edge: np.ndarray
    first: np.ndarray
    per_unit: float


class FirstScatter(NamedTuple):
    """Where unscattered light scatters: cumulative share, layer and sense (+1 down, -1 up) of each component."""

    cumulative: np.ndarray
    layer: np.ndarray
    sense: np.ndarray


class Lattice(NamedTuple):
    """Where equal beams stand: alone (kind 0), on a square (1) or a hexagonal lattice (2) of a pitch in mm.

    `true` are distances from a site, `by_area` the radii of circles with the area of the lattice cell within them.
    """

    kind: int
    pitch: float
    true: np.ndarray
    by_area: np.ndarray


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


@shared
def cell(bins, value):
    """Return the cell that holds `value`; beyond the last edge the last cell."""
    last = bins.edge.size - 2
    if value >= bins.edge[last + 1]:
        return last
    index = bins.first[int((value - bins.edge[0]) * bins.per_unit)]
    while index < last and value >= bins.edge[index + 1]:
        index += 1
    return index


@shared
def start_scattered(media, source, share, stream):
    """Return a photon of weight 1 at its first scattering, and the stream; `share` in (0, 1) places it."""
    part = 0
    while part < source.cumulative.size - 1 and share >= source.cumulative[part]:
        part += 1
    below = source.cumulative[part - 1] if part > 0 else 0.0
    inside = (share - below) / (source.cumulative[part] - below)
    layer = source.layer[part]
    sense = source.sense[part]
    mu_t = media.mu_a[layer] + media.mu_s[layer]
    spent = 1.0 - math.exp(-mu_t * (media.edge[layer + 1] - media.edge[layer]))
    depth = -math.log(1.0 - inside * spent) / mu_t
    z = media.edge[layer] + depth if sense > 0 else media.edge[layer + 1] - depth
    ux, uy, uz, stream = scatter(0.0, 0.0, 1.0 * sense, media.g[layer], stream)
    return Photon(0.0, 0.0, z, ux, uy, uz, 1.0, layer, ALIVE), stream


@shared
def start_direct(spot, top, share, stream):
    """Return a photon of the beam just inside the surface; `share` in (0, 1) places it by enclosed energy."""
    place = share * (spot.radius.size - 1)
    k = min(int(place), spot.radius.size - 2)
    r = spot.radius[k] + (place - k) * (spot.radius[k + 1] - spot.radius[k])
    stream, a, b = unit_circle(stream)
    return Photon(r * a, r * b, top, 0.0, 0.0, 1.0, spot.entering, 0, ALIVE), stream


@shared
def follow(photon, media, rings, depths, tally, totals, stream):
    """Follow one photon to its end, adding absorbed weight to `tally` and the rest to `totals`."""
    while photon.state == ALIVE:
        to_interaction, to_boundary, stream = free_path(photon, media, stream)
        if to_interaction == math.inf and to_boundary == math.inf:
            photon = ended(photon, TRANSMITTED)
        elif to_boundary <= to_interaction:
            photon, stream = cross(moved(photon, to_boundary), media, stream)
        else:
            photon, absorbed, stream = interact(moved(photon, to_interaction), media, stream)
            r = math.sqrt(photon.x * photon.x + photon.y * photon.y)
            tally[cell(depths, photon.z), cell(rings, math.sqrt(r))] += absorbed
            photon, gain, stream = roulette(photon, stream)
            totals[ROULETTE] += gain
    if photon.state == REFLECTED:
        totals[GONE_UP] += photon.weight
    elif photon.state == TRANSMITTED:
        totals[GONE_DOWN] += photon.weight


@shared
def nearest(offset, pitch):
    """Return the distance along one axis from the nearest point of a row, and its square."""
    return offset - pitch * math.floor(offset / pitch + 0.5)


@shared
def distance(x, y, lattice):
    """Return the radius at which (x, y) lies in the cell of its nearest beam."""
    if lattice.kind == 0:
        return math.sqrt(x * x + y * y)
    a = lattice.pitch
    if lattice.kind == 1:
        dx, dy = nearest(x, a), nearest(y, a)
        square = dx * dx + dy * dy
    else:
        b = math.sqrt(3.0) * a
        dx, dy = nearest(x, a), nearest(y, b)
        ex, ey = nearest(x - 0.5 * a, a), nearest(y - 0.5 * b, b)
        square = min(dx * dx + dy * dy, ex * ex + ey * ey)
    true = math.sqrt(square)
    if true <= lattice.true[0]:
        return true
    last = lattice.true.size - 1
    place = min((true - lattice.true[0]) / (lattice.true[last] - lattice.true[0]), 1.0) * last
    k = min(int(place), last - 1)
    return lattice.by_area[k] + (place - k) * (lattice.by_area[k + 1] - lattice.by_area[k])


@shared
def towards_corner(r, lattice, stream):
    """Return a random point of the lattice cell beyond half the pitch: distance, direction (cosine, sine), stream.

    `r` is the radius of a circle of the cell's area within the distance. Out there the cell's sides cut the circle,
    and only the arcs towards its corners are left.
    """
    k = min(np.searchsorted(lattice.by_area, r), lattice.by_area.size - 1) - 1
    way = (r - lattice.by_area[k]) / (lattice.by_area[k + 1] - lattice.by_area[k])
    true = lattice.true[k] + way * (lattice.true[k + 1] - lattice.true[k])
    sides = 4 if lattice.kind == 1 else 6
    first = math.acos(min(1.0, lattice.true[0] / true))
    stream, u = draw(stream)
    sector = math.floor(2.0 * sides * u)  # half a side each, mirrored in turn
    angle = first + (2.0 * sides * u - sector) * (math.pi / sides - first)
    angle = (angle if sector % 2 == 0 else -angle) + (sector // 2) * 2.0 * math.pi / sides
    return true, math.cos(angle), math.sin(angle), stream


@shared
def start_in_cell(starts, part, inside, rings, depths, lattice, g, stream):
    """Return a photon at its first scattering in a cell, and the stream; `inside` (0, 1) places it."""
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
def next_start(starts, part, i, count, ceiling, rings, depths, lattice, stream):
    """Return the photon of the i-th of `count` strata, the cell it starts in (at or after `part`), and the stream."""
    stream, u = draw(stream)
    share = (i + u) / count
    while part < starts.cumulative.size - 1 and share >= starts.cumulative[part]:
        part += 1
    below = starts.cumulative[part - 1] if part > 0 else 0.0
    inside = (share - below) / (starts.cumulative[part] - below)
    g = ceiling.g[starts.layer[part]]
    photon, stream = start_in_cell(starts, part, inside, rings, depths, lattice, g, stream)
    return photon, part, stream


@shared
def follow_through(photon, ceiling, mu_a, mu_s, ending, rings, depths, lattice, tally, totals, stream):
    """Follow one photon through cells of different mu_a and mu_s; `tally` collects fluence x volume, mm.

    Collisions are tried at the rate mu_a + mu_s of `ceiling`, layers which bound all their cells; photons end at the
    rate `ending`.
    """
    while photon.state == ALIVE:
        to_collision, to_boundary, stream = free_path(photon, ceiling, stream)
        if to_collision == math.inf and to_boundary == math.inf:
            photon = ended(photon, TRANSMITTED)
        elif to_boundary <= to_collision:
            photon, stream = cross(moved(photon, to_boundary), ceiling, stream)
        else:
            photon = moved(photon, to_collision)
            i, j = cell(depths, photon.z), cell(rings, distance(photon.x, photon.y, lattice))
            rate = ceiling.mu_a[photon.layer] + ceiling.mu_s[photon.layer]
            tally[i, j] += photon.weight / rate
            before = photon.weight * (1.0 - mu_a[i, j] / rate)
            g = ceiling.g[photon.layer]
            photon, stream = collide(photon, mu_a[i, j], mu_s[i, j], ending[i, j], rate, g, stream)
            totals[ROULETTE] += photon.weight * (photon.state == ALIVE) - before
    if photon.state == REFLECTED:
        totals[GONE_UP] += photon.weight
    elif photon.state == TRANSMITTED:
        totals[GONE_DOWN] += photon.weight


@kernel
def trace_medium(ceiling, mu_a, mu_s, starts, rings, depths, lattice, seed, batch, count, tally, totals):
    """Trace one batch of photons through a medium given cell by cell; starting cells are stratified."""
    part = 0
    for i in range(count):
        stream = open_stream(seed, batch * count + i)
        photon, part, stream = next_start(starts, part, i, count, ceiling, rings, depths, lattice, stream)
        follow_through(photon, ceiling, mu_a, mu_s, starts.ending, rings, depths, lattice, tally, totals, stream)


@kernel
def trace_scattered(media, source, rings, depths, seed, batch, count, tally, totals):
    """Trace one batch of photons from their first scattering on; starting depths are stratified."""
    for i in range(count):
        stream = open_stream(seed, batch * count + i)
        stream, u = draw(stream)
        photon, stream = start_scattered(media, source, (i + u) / count, stream)
        follow(photon, media, rings, depths, tally, totals, stream)


@kernel
def trace_direct(media, spot, rings, depths, seed, batch, count, tally, totals):
    """Trace one batch of photons of the true beam from the surface on."""
    for i in range(count):
        stream = open_stream(seed, batch * count + i)
        stream, u = draw(stream)
        photon, stream = start_direct(spot, media.edge[0], (i + u) / count, stream)
        follow(photon, media, rings, depths, tally, totals, stream)


def bins(edge: np.ndarray) -> Bins:
    """Build the look-up of cells for increasing edges."""
    per_unit = 1.0 / np.diff(edge).min()
    starts = np.arange(int((edge[-1] - edge[0]) * per_unit) + 2) / per_unit
    first = np.searchsorted(edge - edge[0], starts, side="right") - 1
    # One cell early, so that rounding of value * per_unit can never skip the right one.
    return Bins(edge, np.clip(first - 1, 0, edge.size - 2).astype(np.int64), float(per_unit))
