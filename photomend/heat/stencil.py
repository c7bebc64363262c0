"""Heat in tissue that boils: the warming rate of one cell, shared by every driver.

dH/dt = div(k grad T) + q_v - w (T - T_rest),   T = T(H, water)        [Pennes1948]

H is the enthalpy per volume above 0 C (J/mm^3) of what is in the cell; between the two boiling temperatures it
takes up the latent heat of the tissue's water. `water` is the share of its water that has not been carried off.
Cells are numbered from 1; row 0 and the last row and column are neighbours outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photomend.backend import shared


class Grid(NamedTuple):
    """Geometry of a column of rings, and the tissue and surroundings of its rows.

    With i the depth and j the ring of a cell: heat flows k outward[j] (T[i,j+1] - T[i,j]) per volume through its
    outer wall, k inward[j] (...) through its inner one; `nearer` is the part of the way to the next centre that
    lies in the cell, `half` half its height. `solid`, `liquid` and `steam` are the heat capacities of the dry
    tissue and of all its water, J/(mm^3 K); `surface` is the conductance to the surroundings, W/(mm^2 K).
    """

    inward: np.ndarray
    outward: np.ndarray
    nearer: np.ndarray
    area: np.ndarray
    height: np.ndarray
    half: np.ndarray
    k: np.ndarray
    k_dry: np.ndarray
    solid: np.ndarray
    liquid: np.ndarray
    steam: np.ndarray
    latent: np.ndarray
    perfusion: np.ndarray
    rest: np.ndarray
    surface: float
    boiling_from: float
    boiling_to: float


@shared
def boiling_onset(water, grid):
    """Temperature at which tissue with so much water left boils: from 100 C on, rising as the water goes."""
    return grid.boiling_from + (1.0 - water) * (grid.boiling_to - grid.boiling_from)


@shared
def boiling_heat(i, H, water, grid):
    """Enthalpy beyond the onset of boiling, J/mm^3; negative in tissue that does not boil."""
    return H - (grid.solid[i] + water * grid.liquid[i]) * boiling_onset(water, grid)


@shared
def liquid_share(i, H, water, grid):
    """Share of the tissue's water that is there and liquid."""
    return water - min(max(boiling_heat(i, H, water, grid), 0.0) / grid.latent[i], water)


@shared
def temperature(i, H, water, grid):
    """Temperature of tissue with enthalpy H: liquid, boiling (latent heat spread over the interval), dry."""
    wet = grid.solid[i] + water * grid.liquid[i]
    onset = boiling_onset(water, grid)
    excess = max(H - wet * onset, 0.0)
    evaporating = water * grid.latent[i]
    liquid = min(H, wet * onset) / wet
    boiling = min(excess, evaporating) / grid.latent[i] * (grid.boiling_to - grid.boiling_from)
    dry = max(excess - evaporating, 0.0) / (grid.solid[i] + water * grid.steam[i])
    return liquid + boiling + dry


@shared
def escaping(i, H, water, grid):
    """Share of the tissue's water that leaves as steam, and the heat it carries (J/mm^3), when steam escapes.

    What stays behind is tissue at its own, higher onset of boiling: H = wet onset(water - lost) + lost latent.
    """
    excess = boiling_heat(i, H, water, grid)
    if excess <= 0.0 or water <= 0.0:
        return 0.0, 0.0
    wet = grid.solid[i] + water * grid.liquid[i]
    lost = min(water, excess / (grid.latent[i] + wet * (grid.boiling_to - grid.boiling_from)))
    return lost, lost * (grid.liquid[i] * boiling_onset(water - lost, grid) + grid.latent[i])


@shared
def conductivity(i, liquid, grid):
    """Conductivity of tissue with a share of its water liquid, W/(mm K) [Welch2011]."""
    return grid.k_dry[i] + liquid * (grid.k[i] - grid.k_dry[i])


@shared
def warming_rate(i, j, T, across, along, grid, q_v):
    """dH/dt of a cell, J/(mm^3 s): conduction across and along, the source, the blood."""
    radial = across[i, j] * grid.outward[j] * (T[i, j + 1] - T[i, j]) - across[i, j - 1] * grid.inward[j] * (
        T[i, j] - T[i, j - 1]
    )
    axial = (along[i + 1, j] * (T[i + 1, j] - T[i, j]) - along[i, j] * (T[i, j] - T[i - 1, j])) / grid.height[i]
    perfusion = grid.perfusion[i] * (T[i, j] - grid.rest[i])
    return radial + axial + q_v - perfusion
