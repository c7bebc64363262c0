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
    index = bins.first[int(value * bins.per_unit)]
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
def start_direct(spot, share, stream):
    """Return a photon of the beam just inside the surface; `share` in (0, 1) places it by enclosed energy."""
    place = share * (spot.radius.size - 1)
    k = min(int(place), spot.radius.size - 2)
    r = spot.radius[k] + (place - k) * (spot.radius[k + 1] - spot.radius[k])
    stream, a, b = unit_circle(stream)
    return Photon(r * a, r * b, 0.0, 0.0, 0.0, 1.0, spot.entering, 0, ALIVE), stream


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
        photon, stream = start_direct(spot, (i + u) / count, stream)
        follow(photon, media, rings, depths, tally, totals, stream)


def bins(edge: np.ndarray) -> Bins:
    """Build the look-up of cells for increasing edges that start at 0."""
    per_unit = 1.0 / np.diff(edge).min()
    starts = np.arange(int(edge[-1] * per_unit) + 2) / per_unit
    first = np.searchsorted(edge, starts, side="right") - 1
    # One cell early, so that rounding of value * per_unit can never skip the right one.
    return Bins(edge, np.clip(first - 1, 0, edge.size - 2).astype(np.int64), float(per_unit))
