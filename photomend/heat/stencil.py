"""Heat in tissue that boils: the warming rate of one cell, shared by every driver.

dH/dt = div(k grad T) + q_v - w (T - T_rest),   T = T(H)        [Pennes1948]

H is the enthalpy per volume above 0 C (J/mm^3); between the two boiling temperatures it takes up the latent
heat of the tissue's water. Cells are numbered from 1; row 0 and the last row and column are neighbours outside.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from photomend.backend import shared


class Grid(NamedTuple):
    """Conductances of a column of rings, and the heat that a unit of temperature stands for.

    With i the depth and j the ring of a cell: heat flows k[i] * outward[j] (T[i,j+1] - T[i,j]) per volume
    through its outer wall, k[i] * inward[j] (...) through its inner one, and downward[i] (T[i,j] - T[i-1,j]) /
    height[i] through its top. ``area`` are ring areas, ``perfusion`` the heat carried by blood.
    """

    k: np.ndarray
    inward: np.ndarray
    outward: np.ndarray
    downward: np.ndarray
    height: np.ndarray
    area: np.ndarray
    perfusion: np.ndarray
    rest: np.ndarray
    rho_c: np.ndarray
    latent: np.ndarray
    rho_c_dry: np.ndarray
    boiling_from: float
    boiling_to: float


@shared
def temperature(H, rho_c, latent, rho_c_dry, boiling_from, boiling_to):
    """Temperature of tissue with enthalpy H: liquid, boiling (latent heat spread over the interval), dry."""
    liquid = min(H, rho_c * boiling_from) / rho_c
    boiling = min(max(H - rho_c * boiling_from, 0.0), latent) / latent * (boiling_to - boiling_from)
    dry = max(H - rho_c * boiling_from - latent, 0.0) / rho_c_dry
    return liquid + boiling + dry


@shared
def warming_rate(i, j, T, grid, q_v):
    """dH/dt of a cell, J/(mm^3 s): conduction in and out, along and across, the source, the blood."""
    radial = grid.k[i] * (grid.outward[j] * (T[i, j + 1] - T[i, j]) - grid.inward[j] * (T[i, j] - T[i, j - 1]))
    axial = (grid.downward[i + 1] * (T[i + 1, j] - T[i, j]) - grid.downward[i] * (T[i, j] - T[i - 1, j])) / grid.height[
        i
    ]
    perfusion = grid.perfusion[i] * (T[i, j] - grid.rest[i])
    return radial + axial + q_v - perfusion
