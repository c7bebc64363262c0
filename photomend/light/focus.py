"""Beams that converge: how unscattered light narrows towards its focus and widens beyond it.

A Gaussian beam in rays: at depth z the 1/e^2 radius is w(z)^2 = w_0^2 + zeta(z)^2, zeta the way to the focus times
the tangent of the marginal ray, which refraction changes from layer to layer (n sin theta = NA). Every radius
scales with w(z), so that a tube of rays keeps its energy; about their mean slope rays scatter by w_0 / w(z) of the
beam's own spread. A top hat is taken to narrow alike, w its edge. Diffraction is left out: it matters for spots below
some ten wavelengths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from photomend.light.beam import Beam, radius_of_share
from photomend.light.photon import Media

TUBES = 48
SHARPEST = 0.05  # waist, of the radius at the surface


@dataclass(frozen=True)
class Tubes:
    """Flux tubes of the unscattered beam: the share of the light in each, and how they lie in the rings of each row.

    `lie` is (row, tube, ring), None where tube and ring are the same at all depths. `longer` (row, tube) is the
    length of their rays per depth. `bending` (1/mm, by row) is the slope of the rays per radius, `spreading` the
    standard deviation of their slopes about it.
    """

    share: np.ndarray
    lie: np.ndarray | None
    longer: np.ndarray | float
    bending: np.ndarray
    spreading: np.ndarray


def straight(share: np.ndarray, rows: int) -> Tubes:
    """Return the tubes of a collimated beam: `share` of its light in each ring, at all depths."""
    return Tubes(share, None, 1.0, np.zeros(rows), np.zeros(rows))


def converging(
    beam: Beam, NA: float, focus_depth: float, media: Media, depth_edge: np.ndarray, ring_edge: np.ndarray
) -> Tubes:
    """Return the tubes of a beam of numerical aperture `NA` with its focus at a depth (mm) below the surface.

    `beam` is the beam at the surface; one narrower there than its own cone is taken to be that cone.
    """
    middle = 0.5 * (depth_edge[1:] + depth_edge[:-1])
    tangent = NA / np.sqrt(media.n**2 - NA**2)
    waist2, zeta = waist_and_way(beam, NA, focus_depth, media, middle)
    w2 = waist2 + zeta**2
    slope = tangent[np.clip(np.searchsorted(media.edge, middle) - 1, 0, media.n.size - 1)]
    bending = -zeta * slope / w2
    spreading = 0.5 * slope * np.sqrt(waist2 / w2)
    shares = tube_shares()
    edge = radius_of_share(beam, np.concatenate([[0.0], np.cumsum(shares[:-1]), [1.0]]))
    scale = np.sqrt(w2) / beam.radius
    mean_slope2 = (bending[:, None] * scale[:, None] * 0.5 * (edge[1:] + edge[:-1])) ** 2 + 2.0 * spreading[
        :, None
    ] ** 2
    return Tubes(
        share=shares,
        lie=overlap(edge[None, :] * scale[:, None], ring_edge),
        longer=np.sqrt(1.0 + mean_slope2),
        bending=bending,
        spreading=spreading,
    )


def waist_and_way(
    beam: Beam, NA: float, focus_depth: float, media: Media, depth: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the squared radius of a beam at its focus, mm^2, and zeta at each depth, mm: w^2 = waist^2 + zeta^2."""
    way = _way_to(focus_depth, NA / np.sqrt(media.n**2 - NA**2), media.edge)
    at_surface = way(np.zeros(1))[0]
    return max(beam.radius**2 - at_surface**2, (SHARPEST * beam.radius) ** 2), way(depth)


def tube_shares() -> np.ndarray:
    """Return the share of the light in each tube: equal ones, and ever smaller ones in the wings of a Gaussian."""
    tail = 0.5 ** np.arange(1, 17)
    return np.concatenate([np.full(TUBES - 1, 1.0), tail, tail[-1:]]) / TUBES


def overlap(tube_edge: np.ndarray, ring_edge: np.ndarray) -> np.ndarray:
    """Return the share of each tube's area, (row, tube), that lies in each ring; beyond the last ring counts to it."""
    rings = np.concatenate([ring_edge[:-1], [np.inf]]) ** 2
    tubes = tube_edge**2
    inner = np.maximum(tubes[:, :-1, None], rings[None, None, :-1])
    outer = np.minimum(tubes[:, 1:, None], rings[None, None, 1:])
    return np.maximum(outer - inner, 0.0) / (tubes[:, 1:] - tubes[:, :-1])[:, :, None]


def _way_to(focus_depth: float, tangent: np.ndarray, edge: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return the function of depth that gives the radius a marginal ray still has to go to reach the axis, mm."""
    widths = np.concatenate([[0.0], np.cumsum(tangent * np.diff(edge))])

    def way(z: np.ndarray) -> np.ndarray:
        return np.interp(focus_depth, edge, widths) - np.interp(z, edge, widths)

    return way
