"""Zones: where a threshold is passed, measured on the contour between cells.

Depth is where the contour ends on its deepest side; width is twice its largest radius; volume = integral of
pi r(z)^2 dz. Each is 0 where nothing passes the threshold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FLOOR = -60.0  # of ln(Omega), so that untouched cells can be interpolated
STEEP = 20.0  # between neighbouring cells, in ln(Omega)
UM = 1e3  # from mm


@dataclass(frozen=True)
class Zone:
    """Size of one zone: depth, widest width and width at the surface in um, volume in um^3; radius by depth in mm."""

    depth: float
    width: float
    surface_width: float
    volume: float
    radius_by_depth: np.ndarray


def log_damage(Omega: np.ndarray) -> np.ndarray:
    """Return ln(Omega), floored."""
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(Omega), FLOOR)


def measure(excess: np.ndarray, depth_edge: np.ndarray, ring_edge: np.ndarray) -> Zone:
    """Return the zone where `excess` (depth, ring) is positive, interpolated linearly between cell centres.

    The topmost row of skin is extended to the surface (depth 0) and the innermost column to the axis; what lies
    above the surface is not skin and does not count.
    """
    film = int(np.searchsorted(depth_edge, -1e-12))
    z = 0.5 * (depth_edge[1:] + depth_edge[:-1])[film:]
    r = 0.5 * (ring_edge[1:] + ring_edge[:-1])
    skin = excess[film:]
    rows = _last_crossing(skin, r, ring_edge[-1])
    by_depth = np.concatenate([np.zeros(film), rows])
    if not rows.any():
        return Zone(0.0, 0.0, 0.0, 0.0, by_depth)
    surface = skin[0] + _gentle(skin[0] - skin[1]) * z[0] / (z[1] - z[0]) if z.size > 1 else skin[0]
    at_surface = float(_last_crossing(surface[None, :], r, ring_edge[-1])[0])
    depth = float(_last_crossing(skin.T, z, depth_edge[-1]).max())
    area = np.pi * np.concatenate([[at_surface], rows]) ** 2
    volume = float(np.trapezoid(area, np.concatenate([[0.0], z])))
    width = 2.0 * max(rows.max(), at_surface)
    return Zone(depth * UM, width * UM, 2.0 * at_surface * UM, volume * UM**3, by_depth)


def removed(lost: np.ndarray, threshold: float) -> np.ndarray:
    """Return by how much the share of water lost exceeds `threshold`, kept only where it reaches the surface.

    Tissue counts as removed when it has lost that much and is joined to the surface by tissue that has.
    """
    past = lost > threshold
    joined = np.zeros_like(past)
    joined[0] = past[0]
    while True:
        grown = joined.copy()
        grown[1:] |= joined[:-1]
        grown[:-1] |= joined[1:]
        grown[:, 1:] |= joined[:, :-1]
        grown[:, :-1] |= joined[:, 1:]
        grown &= past
        if (grown == joined).all():
            break
        joined = grown
    return np.where(joined | ~past, lost - threshold, -threshold)


def endpoint(necrosis: Zone, collagen: Zone, vaporised: Zone, corneum_um: float, cell_um: float) -> str:
    """Return the highest endpoint reached: none, thermal-injury, coagulation or vaporisation.

    Vaporisation means tissue removed deeper than the stratum corneum and one cell.
    """
    if vaporised.depth > corneum_um + cell_um:
        return "vaporisation"
    if collagen.depth > 0.0:
        return "coagulation"
    return "thermal-injury" if necrosis.depth > 0.0 else "none"


def _gentle(difference: np.ndarray) -> np.ndarray:
    """Return a difference between neighbours, none where it is too steep to go on beyond them in a line."""
    return np.where(np.abs(difference) < STEEP, difference, 0.0)


def _last_crossing(excess: np.ndarray, place: np.ndarray, end: float) -> np.ndarray:
    """Return, for each row, where `excess` last falls through zero, 0 where it is never positive.

    A row still positive in its last cell reaches to that cell's `end`.
    """
    positive = excess > 0.0
    last = place.size - 1 - np.argmax(positive[:, ::-1], axis=1)
    row, following = np.arange(last.size), np.minimum(last + 1, place.size - 1)
    here, there = excess[row, last], excess[row, following]
    share = np.divide(here, here - there, out=np.zeros_like(here), where=following > last)
    crossing = place[last] + share * (place[following] - place[last])
    return np.where(positive.any(axis=1), np.where(following > last, crossing, end), 0.0)
