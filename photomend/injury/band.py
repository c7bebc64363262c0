"""The band that a wide beam injures: its edges on the axis, and whether it spares the epidermis.

Under cooling a wide beam kills cells in a band of depths, {z: Omega(z) >= 1} on its axis, by the clock of necrosis.
The epidermis is spared where the largest Omega of its living cells stays below a limit [Henriques1947].
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from photomend.catalog import Sourced, look_up
from photomend.injury.zone import UM, log_damage
from photomend.skin import Tissue


@dataclass(frozen=True)
class Band:
    """Upper and lower edge of a band, um below the surface; both 0 where there is none, the upper 0 at the surface."""

    top: float
    bottom: float


def band_of(Omega: np.ndarray, depth_edge: np.ndarray) -> Band:
    """Return the outermost depths on the axis at which the damage integral is 1.

    `Omega` by (depth, ring), `depth_edge` in mm. Edges are interpolated in ln(Omega) between cell centres; a band that
    holds the topmost row of skin reaches the surface, one that holds the last row the end of the mesh. Gaps within are
    not told.

    Example
    -------
    >>> band_of(np.array([[0.1], [10.0], [10.0], [0.1]]), np.array([0.0, 0.1, 0.2, 0.3, 0.4]))
    Band(top=100.0, bottom=300.0)
    """
    skin = np.searchsorted(depth_edge, -1e-12)
    edge, excess = depth_edge[skin:], log_damage(Omega[skin:, 0])
    z, inside = 0.5 * (edge[1:] + edge[:-1]), np.flatnonzero(excess >= 0.0)
    if inside.size == 0:
        return Band(0.0, 0.0)
    first, last = int(inside[0]), int(inside[-1])
    top = 0.0 if first == 0 else _crossing(z, excess, first - 1)
    bottom = float(edge[-1]) if last == z.size - 1 else _crossing(z, excess, last)
    return Band(round(top * UM, 6), round(bottom * UM, 6))


def epidermal_damage(Omega: np.ndarray, layers: Sequence[Tissue], depth_edge: np.ndarray) -> float:
    """Return the largest damage integral in the living epidermis, at any radius; the horny layer is dead anyway."""
    living = next(layer for layer in layers if layer.name == "epidermis")
    depth = 0.5 * (depth_edge[1:] + depth_edge[:-1])
    return float(Omega[(depth > living.top) & (depth < living.bottom)].max())


def epidermis_after(damage: float) -> Literal["spared", "injured"]:
    """Return what becomes of an epidermis whose largest damage integral is `damage`.

    Example
    -------
    >>> epidermis_after(0.4), epidermis_after(0.6)
    ('spared', 'injured')
    """
    return "spared" if damage < epidermal_limit().value else "injured"


def epidermal_limit() -> Sourced:
    """Return the damage integral of the cells of the epidermis below which it counts as spared."""
    return look_up("tissue", "full_field", "epidermal_damage_limit")


def edge_error() -> Sourced:
    """Return by how much the model itself may misplace an edge, um."""
    return look_up("tissue", "full_field", "band_edge_error_um")


def with_edge_error(band: Band, edge_um: float, low: float, high: float) -> tuple[float, float]:
    """Return the interval of an edge of `band` (um), never narrower than the error of the model itself.

    Where there is no band nothing is misplaced, and the interval stays as it is.
    """
    if band.bottom == 0.0:
        return low, high
    error = edge_error().value
    return max(0.0, min(low, edge_um - error)), max(high, edge_um + error)


def is_mild(endpoint: str, peak_C: float) -> bool:
    """Return whether skin was warmed only: no damage integral reached 1, and the hottest point (C) stayed low.

    Example
    -------
    >>> is_mild("none", 52.0), is_mild("none", 75.0), is_mild("thermal-injury", 52.0)
    (True, False, False)
    """
    return endpoint == "none" and peak_C < look_up("tissue", "full_field", "mild_below_C").value


def _crossing(z: np.ndarray, excess: np.ndarray, above: int) -> float:
    """Return where `excess` passes zero between row `above` and the next."""
    here, there = float(excess[above]), float(excess[above + 1])
    return float(z[above] + here / (here - there) * (z[above + 1] - z[above]))
