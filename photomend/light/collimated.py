"""Unscattered light in a stack of layers, exactly, with every reflection between its flat boundaries.

Down each layer F+ = D exp(-mu_t (z - top)), up each layer F- = U exp(-mu_t (bottom - z)), with
D_j = (1 - R_j) D_{j-1} a_{j-1} + R_j U_j a_j at its top and the mirror image at its bottom, a = exp(-mu_t d).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from photomend.light.photon import Media


@dataclass(frozen=True)
class Collimated:
    """Shares of one unit of light at normal incidence: specular, re-emerged, transmitted; D and U by layer."""

    specular: float
    reflected: float
    transmitted: float
    down: np.ndarray
    up: np.ndarray


def normal_reflectance(n_here: float, n_there: float) -> float:
    """Fresnel reflectance at normal incidence."""
    return ((n_here - n_there) / (n_here + n_there)) ** 2


def solve_collimated(media: Media) -> Collimated:
    """Return the unscattered light in every layer (incoherent: no interference)."""
    a = np.exp(-(media.mu_a + media.mu_s) * np.diff(media.edge))
    R = boundary_reflectances(media)
    down, up = interreflect(R, a)
    return Collimated(
        specular=float(R[0]),
        reflected=float((1.0 - R[0]) * up[0] * a[0]),
        transmitted=float((1.0 - R[-1]) * down[-1] * a[-1]),
        down=down,
        up=up,
    )


def going_down(media: Media, depth: np.ndarray) -> np.ndarray:
    """Return the unscattered light that goes down through each depth (mm), as shares of the light."""
    layer = np.clip(np.searchsorted(media.edge, depth, side="right") - 1, 0, media.mu_a.size - 1)
    return solve_collimated(media).down[layer] * np.exp(-(media.mu_a + media.mu_s)[layer] * (depth - media.edge[layer]))


def boundary_reflectances(media: Media) -> list[float]:
    """Return the reflectance at normal incidence of every boundary, from the surface down."""
    indices = [media.n_above, *media.n, media.n_below]
    return [normal_reflectance(here, there) for here, there in pairwise(indices)]


def interreflect(R: list[float], a: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return D and U of every layer for a unit of light, from the reflectances and the layers' transmissions.

    `a` may have further axes behind its first, for columns of tissue side by side that do not mix.
    """
    count = a.shape[0]
    system = np.zeros((*a.shape[1:], 2 * count, 2 * count))
    system[..., range(2 * count), range(2 * count)] = 1.0
    for j in range(count):
        top, bottom = 2 * j, 2 * j + 1  # unknowns: D_j at `top`, U_j at `bottom`
        system[..., top, bottom] -= R[j] * a[j]
        system[..., bottom, top] -= R[j + 1] * a[j]
        if j > 0:
            system[..., top, top - 2] -= (1.0 - R[j]) * a[j - 1]
        if j < count - 1:
            system[..., bottom, bottom + 2] -= (1.0 - R[j + 1]) * a[j + 1]
    source = np.zeros((*a.shape[1:], 2 * count, 1))
    source[..., 0, 0] = 1.0 - R[0]
    solved = np.moveaxis(np.linalg.solve(system, source)[..., 0], -1, 0)
    return solved[0::2], solved[1::2]


def lost_between(media: Media, light: Collimated, edges: np.ndarray) -> np.ndarray:
    """Return the unscattered light lost (absorbed or scattered) between successive depths, as shares of the light.

    `edges` must contain every boundary between layers, so that each cell lies in one layer.
    """
    layer = np.clip(np.searchsorted(media.edge, 0.5 * (edges[1:] + edges[:-1])) - 1, 0, media.mu_a.size - 1)
    mu_t = (media.mu_a + media.mu_s)[layer]
    top, bottom = media.edge[layer], media.edge[layer + 1]
    downward = light.down[layer] * (np.exp(-mu_t * (edges[:-1] - top)) - np.exp(-mu_t * (edges[1:] - top)))
    upward = light.up[layer] * (np.exp(-mu_t * (bottom - edges[1:])) - np.exp(-mu_t * (bottom - edges[:-1])))
    return downward + upward
