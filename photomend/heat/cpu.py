"""Drivers on the processor: sweep the cells, step by step in time. The physics is in `stencil`.

Time steps are Runge-Kutta-Legendre super-steps of second order [Meyer2014]: s stages carry a step of
(s^2 + s - 2) / 4 stable explicit steps, so the step can follow the accuracy that is wanted.
"""

from __future__ import annotations

import math

import numpy as np

from photomend.backend import kernel, shared
from photomend.heat.stencil import temperature, warming_rate

THROUGH_SURFACE, INTO_BLOOD, PUT_IN = 0, 1, 2


@shared
def stages_for(step, explicit_step):
    """Return the odd number of stages, at least 3, that keeps a super-step of this length stable."""
    s = int(math.ceil(0.5 * (math.sqrt(9.0 + 16.0 * step / explicit_step) - 1.0)))
    s = max(s, 3)
    return s if s % 2 == 1 else s + 1


@shared
def find_temperatures(H, T, grid):
    """Fill T with the temperatures of the enthalpies H."""
    for i in range(1, H.shape[0] - 1):
        rho_c, latent, dry = grid.rho_c[i], grid.latent[i], grid.rho_c_dry[i]
        for j in range(1, H.shape[1] - 1):
            T[i, j] = temperature(H[i, j], rho_c, latent, dry, grid.boiling_from, grid.boiling_to)


@kernel
def fill_temperatures(H, T, grid):
    """Fill T with the temperatures of the enthalpies H, from outside a step."""
    find_temperatures(H, T, grid)


@shared
def find_rates(T, grid, source, power, rate, flow):
    """Fill `rate` with the warming rate of every cell and `flow` with the heat crossing the borders, W."""
    flow[:] = 0.0
    for i in range(1, T.shape[0] - 1):
        for j in range(1, T.shape[1] - 1):
            rate[i, j] = warming_rate(i, j, T, grid, power * source[i, j])
        for j in range(1, T.shape[1] - 1):
            volume = grid.area[j] * grid.height[i]
            flow[INTO_BLOOD] += grid.perfusion[i] * (T[i, j] - grid.rest[i]) * volume
            flow[PUT_IN] += power * source[i, j] * volume
    for j in range(1, T.shape[1] - 1):
        flow[THROUGH_SURFACE] += grid.downward[1] * (T[1, j] - T[0, j]) * grid.area[j]


@kernel
def super_step(H, T, grid, source, power, step, explicit_step, work, rate, rate_0, carried, flow):
    """Advance H by one super-step and `carried` by the heat that crossed the borders; T follows H.

    `work` holds three copies of H's shape, `flow` five rows of border flows; both are scratch.
    """
    s = stages_for(step, explicit_step)
    w1 = 4.0 / (s * s + s - 2.0)
    older, old, new = work[0], work[1], work[2]
    find_temperatures(H, T, grid)
    find_rates(T, grid, source, power, rate_0, flow[0])
    older[:] = H
    old[:] = H + (w1 / 3.0) * step * rate_0
    flow[1] = 0.0
    flow[2] = (w1 / 3.0) * step * flow[0]
    b_older, b_old = 1.0 / 3.0, 1.0 / 3.0
    for j in range(2, s + 1):
        b = (j * j + j - 2.0) / (2.0 * j * (j + 1.0))
        mu = (2.0 * j - 1.0) / j * b / b_old
        nu = -(j - 1.0) / j * b / b_older
        mu_step = mu * w1 * step
        gamma_step = -(1.0 - b_old) * mu_step
        find_temperatures(old, T, grid)
        find_rates(T, grid, source, power, rate, flow[4])
        for i in range(1, H.shape[0] - 1):
            for k in range(1, H.shape[1] - 1):
                new[i, k] = (
                    mu * old[i, k]
                    + nu * older[i, k]
                    + (1.0 - mu - nu) * H[i, k]
                    + mu_step * rate[i, k]
                    + gamma_step * rate_0[i, k]
                )
        flow[3] = mu * flow[2] + nu * flow[1] + mu_step * flow[4] + gamma_step * flow[0]
        flow[1] = flow[2]
        flow[2] = flow[3]
        older, old, new = old, new, older
        b_older, b_old = b_old, b
    H[1:-1, 1:-1] = old[1:-1, 1:-1]
    carried += flow[2]
    find_temperatures(H, T, grid)
