"""Lattices: the cell of equal area that stands for one beam of a tip that fires all at once, and its light.

No heat crosses the side of the cell, and all light that lands outside is folded back into it.
"""

from __future__ import annotations

import numpy as np

FOLD_ANGLES = 16
FOLD_RADII = 6
GOLDEN_RATIO = 0.5 * (np.sqrt(5.0) - 1.0)
REACH_PITCHES = 5


def cell_radius(density_per_mm2: float) -> float:
    """Return the radius (mm) of the circle whose area is that of one lattice cell."""
    return float(np.sqrt(1.0 / (np.pi * density_per_mm2)))


def fold(ring_edge: np.ndarray, cell_edge: np.ndarray, placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the share of each ring's energy that lands in each ring of the lattice cell: (cell ring, ring).

    As all beams are alike, the light of one beam folded into its cell is the sum of all beams' light there: at
    points that fill the true cell, ring by ring of equal area, from every site within reach. Rings farther out
    fold to even light. Columns sum to 1; no share is negative.
    """
    area, cell_area = np.diff(ring_edge**2), np.diff(cell_edge**2)
    sites = lattice_sites(placement, density_per_mm2)
    reach = np.hypot(sites[:, 0], sites[:, 1]).max() - cell_edge[-1]
    x, y = cell_points(cell_edge, placement, density_per_mm2)
    distance = np.hypot(x[..., None] - sites[:, 0], y[..., None] - sites[:, 1]).reshape(cell_area.size, -1)
    shares = np.zeros((cell_area.size, area.size))
    for cell, ring in enumerate(np.searchsorted(ring_edge, distance, side="right") - 1):
        hits = np.bincount(ring[ring < area.size], minlength=area.size)
        shares[cell] = hits * cell_area[cell] / area / (FOLD_RADII * FOLD_ANGLES)
    shares[:, ring_edge[1:] > reach] = 0.0
    total = shares.sum(axis=0)  # 1 but for sampling
    even = (cell_area / cell_area.sum())[:, None]
    return np.where(total > 0.0, shares / np.where(total > 0.0, total, 1.0), even)


def cell_points(cell_edge: np.ndarray, placement: str, density_per_mm2: float) -> tuple[np.ndarray, np.ndarray]:
    """Return points (x, y in mm) of one mirror sector of the lattice cell: (ring, radius, angle).

    A ring's points fill its share of the area. Beyond half the pitch, where the cell's sides cut the circle, a
    ring lies farther out and only on the arcs towards the corners.
    """
    sides = 4 if placement == "square" else 6
    half, true, by_area = equal_area(placement, density_per_mm2)
    part = (np.arange(FOLD_RADII) + 0.5) / FOLD_RADII
    place = np.sqrt(cell_edge[:-1, None] ** 2 + part * np.diff(cell_edge**2)[:, None])
    r = np.interp(place, by_area, true)[:, :, None]
    first = np.arccos(half / np.maximum(r, half))
    turn = GOLDEN_RATIO * np.arange(place.size).reshape(place.shape)[:, :, None]
    angle = first + (np.arange(FOLD_ANGLES) + turn) % FOLD_ANGLES / FOLD_ANGLES * (np.pi / sides - first)
    return r * np.cos(angle), r * np.sin(angle)


def equal_area(placement: str, density_per_mm2: float) -> tuple[float, np.ndarray, np.ndarray]:
    """Return half the pitch, distances from a site (mm) and the radii of circles of the cell's area within them.

    Up to half the pitch the two are the same; from there on to the corners the cell's sides cut the circle.
    """
    sides, cell = (4, 1.0) if placement == "square" else (6, 2.0 / np.sqrt(3.0))
    half = 0.5 * float(np.sqrt(cell / density_per_mm2))
    true = np.concatenate([[0.0], np.linspace(half, half / np.cos(np.pi / sides), 400)])
    cut = np.maximum(true, half)
    beyond = np.maximum(cut**2 - half**2, 0.0)  # at half the pitch the squares may differ in their last digit
    segment = cut**2 * np.arccos(half / cut) - half * np.sqrt(beyond)
    return half, true, np.sqrt(np.maximum(true**2 - sides / np.pi * segment, 0.0))


def lattice_sites(placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the sites (x, y in mm) of a square or hexagonal lattice within a few pitches of one at the origin."""
    shear, rows, cells = (0.0, 1.0, 1.0) if placement == "square" else (0.5, np.sqrt(0.75), np.sqrt(0.75))
    pitch = 1.0 / np.sqrt(cells * density_per_mm2)
    i, j = np.meshgrid(
        np.arange(-2 * REACH_PITCHES, 2 * REACH_PITCHES + 1), np.arange(-REACH_PITCHES, REACH_PITCHES + 1)
    )
    x, y = pitch * (i + shear * j), pitch * rows * j
    near = np.hypot(x, y) <= REACH_PITCHES * pitch * 1.000001
    return np.column_stack([x[near], y[near]])
