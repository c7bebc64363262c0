"""Cells that tallies are kept in: along an axis, and about the nearest of many equal beams. Shared by every driver."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import shared


class Bins(NamedTuple):
    """Cells along one axis: edges, and for each of many equal steps the first cell that may hold it."""

    edge: np.ndarray
    first: np.ndarray
    per_unit: float


class Lattice(NamedTuple):
    """Where equal beams stand: alone (kind 0), on a square (1) or a hexagonal lattice (2) of a pitch in mm.

    `true` are distances from a site, `by_area` the radii of circles with the area of the lattice cell within them.
    """

    kind: int
    pitch: float
    true: np.ndarray
    by_area: np.ndarray


def bins(edge: np.ndarray) -> Bins:
    """Build the look-up of cells for increasing edges."""
    per_unit = 1.0 / np.diff(edge).min()
    starts = np.arange(int((edge[-1] - edge[0]) * per_unit) + 2) / per_unit
    first = np.searchsorted(edge - edge[0], starts, side="right") - 1
    # One cell early, so that rounding of value * per_unit can never skip the right one.
    return Bins(edge, np.clip(first - 1, 0, edge.size - 2).astype(np.int64), float(per_unit))


@shared
def cell(bins, value):
    """Return the cell that holds `value`; beyond the last edge the last cell."""
    last = bins.edge.size - 2
    if value >= bins.edge[last + 1]:
        return last
    index = bins.first[int((value - bins.edge[0]) * bins.per_unit)]
    # At most two cells early (see `bins`); sums of comparisons, for a loop here would be guessed wrongly half the time.
    index += value >= bins.edge[index + 1]
    index += value >= bins.edge[index + 1]
    return index


@shared
def step_below(edge, value):
    """Return the last k but one with edge[k] <= `value`, for increasing edges that reach beyond it."""
    low, high = 0, edge.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if edge[middle] <= value:
            low = middle
        else:
            high = middle
    return low


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
def ring_of(rings, photon):
    """Return the ring a photon is in, of rings whose edges are given as square roots of their radii."""
    return cell(rings, math.sqrt(math.sqrt(photon.x * photon.x + photon.y * photon.y)))
