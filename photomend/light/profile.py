"""A measured profile: irradiance by radius, linear between its rows, and its energy inside circles.

About the axis the energy inside r is a cubic between two rows. About a point s off the axis it is, by the divergence
theorem, the mean of that over the azimuth psi at which the circle's edge is seen from the axis:

    E(R, s) = 1/pi int_0^pi E(rho) dpsi,   rho^2 = (R - s)^2 + 4 R s sin^2(t / 2),   dpsi = R (R - s cos t) / rho^2 dt

with t the angle on the circle from its place closest to the axis. Of E = q + a rho^2 / 2 + m rho^3 / 3 the first two
terms are integrated exactly, the last by Gauss and Legendre between the rows: right to 1e-8 of the energy.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from photomend.backend import kernel, shared

# More nodes between two rows where the circle's edge turns by so many rad, or rho may grow by so much.
WIDE, STEEP = 0.5, 1.1
COARSE, FINE = (np.polynomial.legendre.leggauss(count) for count in (4, 24))
HALVINGS = 60


class Pieces(NamedTuple):
    """A profile of unit energy between its rows: I(r) = irradiance + slope (r - edge), in units of 1 / (2 pi mm^2).

    `before` is the share of the energy inside each edge (mm); there is one edge more than pieces.
    """

    edge: np.ndarray
    irradiance: np.ndarray
    slope: np.ndarray
    before: np.ndarray


def pieces_of(rows: tuple[tuple[float, float], ...]) -> Pieces:
    """Return the pieces of a profile of unit energy from its rows of radius (mm) and relative irradiance."""
    edge, irradiance = np.array(rows).T
    slope = np.diff(irradiance) / np.diff(edge)
    each = Pieces(edge, irradiance[:-1], slope, np.zeros(edge.size))
    before = np.concatenate([[0.0], np.cumsum(inside_piece(each, np.arange(slope.size), edge[1:]))])
    return Pieces(edge, irradiance[:-1] / before[-1], slope / before[-1], before / before[-1])


def inside_piece(pieces: Pieces, number: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Return the energy inside radius `r` (mm), which lies in the piece of that number."""
    start, irradiance, slope = pieces.edge[number], pieces.irradiance[number], pieces.slope[number]
    x = r - start
    return pieces.before[number] + x * (irradiance * start + x * (0.5 * (irradiance + slope * start) + x * slope / 3.0))


def radius_inside(pieces: Pieces, share: np.ndarray) -> np.ndarray:
    """Return the radius (mm) that encloses each share (0..1) of the energy; of no energy, where light begins."""
    number = np.minimum(np.searchsorted(pieces.before, share, side="right"), pieces.slope.size) - 1
    low, high = pieces.edge[number], pieces.edge[number + 1]
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        beyond = inside_piece(pieces, number, middle) > share
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return 0.5 * (low + high)


def inside_circles(pieces: Pieces, R: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Return the share of the energy inside circles of radius `R` about points `s` off the axis, both (n) in mm."""
    number = np.clip(np.searchsorted(pieces.edge, R, side="right") - 1, 0, pieces.slope.size - 1)
    inside = np.where(s == 0.0, inside_piece(pieces, number, np.minimum(R, pieces.edge[-1])), (s < R).astype(float))
    cut = (R > 0.0) & (s > 0.0) & (np.abs(R - s) < pieces.edge[-1])
    found = np.empty(int(cut.sum()))
    _cut_circles(pieces, R[cut], s[cut], *COARSE, *FINE, found)
    inside[cut] = found
    return inside


@kernel
def _cut_circles(pieces, R, s, node, weight, fine_node, fine_weight, inside):  # type: ignore[no-untyped-def]
    """Fill in the shares inside circles that do not lie all outside the profile."""
    for i in range(R.size):
        gap, reach, across = abs(R[i] - s[i]), R[i] + s[i], 4.0 * R[i] * s[i]
        k = np.searchsorted(pieces.edge, gap, side="right") - 1
        t, psi, area, total = 0.0, math.pi if s[i] < R[i] else 0.0, 0.0, 0.0
        while k < pieces.slope.size and pieces.edge[k] < reach:
            start, end, m = pieces.edge[k], pieces.edge[k + 1], pieces.slope[k]
            sine2 = min((end - gap) * (end + gap) / across, 1.0)
            chord = 2.0 * R[i] * math.sqrt(sine2 * (1.0 - sine2))
            t_end = 2.0 * math.asin(math.sqrt(sine2))
            psi_end = math.atan2(chord, s[i] - R[i] + 2.0 * R[i] * sine2)
            area_end = R[i] * R[i] * t_end - s[i] * chord
            a = pieces.irradiance[k] - m * start
            q = pieces.before[k] - start * start * (0.5 * a + m * start / 3.0)
            if end > STEEP * start or t_end - t > WIDE:
                cubed = cubed_between(R[i], s[i], t, t_end, fine_node, fine_weight)
            else:
                cubed = cubed_between(R[i], s[i], t, t_end, node, weight)
            total += q * (psi - psi_end) + 0.5 * a * (area_end - area) + m / 3.0 * cubed
            t, psi, area, k = t_end, psi_end, area_end, k + 1
        inside[i] = (total + psi) / math.pi


@shared
def cubed_between(R, s, begin, end, node, weight):  # type: ignore[no-untyped-def]
    """Return the integral of rho^3 dpsi from one angle on the circle to another."""
    total = 0.0
    for j in range(node.size):
        sine = math.sin(0.25 * (begin + end + node[j] * (end - begin)))
        rho = math.sqrt((R - s) * (R - s) + 4.0 * R * s * sine * sine)
        total += weight[j] * rho * (R - s + 2.0 * s * sine * sine)
    return 0.5 * (end - begin) * R * total
