"""Drivers on the processor: sweep the cells, step by step in time. The physics is in `stencil`.

Time steps are Runge-Kutta-Legendre super-steps of second order [Meyer2014]: s stages carry a step of
(s^2 + s - 2) / 4 stable explicit steps, so the step can follow the accuracy that is wanted.
"""

from __future__ import annotations

import math

import numpy as np

from photomend.backend import kernel, shared
from photomend.heat.stencil import conductivity, escaping, liquid_share, temperature, warming_rate

THROUGH_SURFACE, INTO_BLOOD, PUT_IN, VAPOUR = 0, 1, 2, 3
LONGEST_BOILING = 8.0  # explicit steps in one super-step while anything boils


@shared
def stages_for(step, explicit_step):
    """Return the odd number of stages, at least 3, that keeps a super-step of this length stable."""
    s = math.ceil(0.5 * (math.sqrt(9.0 + 16.0 * step / explicit_step) - 1.0))
    s = max(s, 3)
    return s if s % 2 == 1 else s + 1


@shared
def find_temperatures(H, gain, water, intact, T, grid):
    """Fill T with the temperatures of the enthalpies H + gain; `intact` says that no water has left."""
    for i in range(1, H.shape[0] - 1):
        if intact:
            for j in range(1, H.shape[1] - 1):
                T[i, j] = temperature(i, H[i, j] + gain[i, j], 1.0, grid)
        else:
            for j in range(1, H.shape[1] - 1):
                T[i, j] = temperature(i, H[i, j] + gain[i, j], water[i, j], grid)


@kernel
def fill_temperatures(H, water, T, grid):
    """Fill T with the temperatures of the enthalpies H, from outside a step."""
    find_temperatures(H, np.zeros_like(H), water, False, T, grid)


@shared
def find_conductances(H, water, grid, k, across, along):
    """Fill `across` with the conductivity to the next ring, W/(mm K), `along` with the conductance upward, W/(mm^2 K).

    Two half cells conduct one after the other. `k` is scratch of H's shape.
    """
    rows, rings = H.shape[0] - 2, H.shape[1] - 2
    for i in range(1, rows + 1):
        for j in range(1, rings + 1):
            k[i, j] = conductivity(i, liquid_share(i, H[i, j], water[i, j], grid), grid)
    for i in range(1, rows + 1):
        for j in range(1, rings):
            across[i, j] = 1.0 / (grid.nearer[j] / k[i, j] + (1.0 - grid.nearer[j]) / k[i, j + 1])
    for j in range(1, rings + 1):
        along[1, j] = grid.surface / (1.0 + grid.surface * grid.half[1] / k[1, j])
    for i in range(2, rows + 1):
        for j in range(1, rings + 1):
            along[i, j] = 1.0 / (grid.half[i - 1] / k[i - 1, j] + grid.half[i] / k[i, j])


@shared
def let_steam_out(H, water, vapour, grid, carried):
    """Take the steam out of every boiling cell, with its heat."""
    for i in range(1, H.shape[0] - 1):
        for j in range(1, H.shape[1] - 1):
            lost, heat = escaping(i, H[i, j], water[i, j], grid)
            water[i, j] -= lost
            H[i, j] -= heat
            vapour[i, j] += heat
            carried[VAPOUR] += heat * grid.area[j] * grid.height[i]


@shared
def find_flows(T, along, grid, source, power, flow):
    """Fill `flow` with the heat crossing the borders, W."""
    into_blood, put_in, through_surface = 0.0, 0.0, 0.0
    for i in range(1, T.shape[0] - 1):
        warm, bright = 0.0, 0.0
        if grid.perfusion[i] > 0.0:
            for j in range(1, T.shape[1] - 1):
                warm += (T[i, j] - grid.rest[i]) * grid.area[j]
        if power > 0.0:
            for j in range(1, T.shape[1] - 1):
                bright += source[i, j] * grid.area[j]
        into_blood += grid.perfusion[i] * warm * grid.height[i]
        put_in += power * bright * grid.height[i]
    for j in range(1, T.shape[1] - 1):
        through_surface += along[1, j] * (T[1, j] - T[0, j]) * grid.area[j]
    flow[THROUGH_SURFACE] = through_surface
    flow[INTO_BLOOD] = into_blood
    flow[PUT_IN] = put_in


@shared
def find_rates(T, across, along, grid, source, power, rate):
    """Fill `rate` with the warming rate of every cell."""
    for i in range(1, T.shape[0] - 1):
        for j in range(1, T.shape[1] - 1):
            rate[i, j] = warming_rate(i, j, T, across, along, grid, power * source[i, j])


@shared
def find_stage(T, across, along, grid, source, power, rate_0, old, older, weights, new):
    """Fill `new` with the next stage of a super-step: mu old + nu older + mu' rate + gamma' rate_0."""
    mu, nu, mu_step, gamma_step = weights
    for i in range(1, T.shape[0] - 1):
        if power > 0.0:
            for j in range(1, T.shape[1] - 1):
                rate = warming_rate(i, j, T, across, along, grid, power * source[i, j])
                new[i, j] = mu * old[i, j] + nu * older[i, j] + mu_step * rate + gamma_step * rate_0[i, j]
        else:
            for j in range(1, T.shape[1] - 1):
                rate = warming_rate(i, j, T, across, along, grid, 0.0)
                new[i, j] = mu * old[i, j] + nu * older[i, j] + mu_step * rate + gamma_step * rate_0[i, j]


@shared
def super_step(H, T, water, intact, across, along, grid, source, power, step, explicit_step, work, carried, flow):
    """Advance H by one super-step and `carried` by the heat that crossed the borders; T follows H.

    The stages carry what H gains, not H itself: nothing is lost to rounding against the large H. `work` holds
    four scratch copies of H's shape and one of zeros, `flow` five rows of border flows.
    """
    s = stages_for(step, explicit_step)
    w1 = 4.0 / (s * s + s - 2.0)
    older, old, new, rate_0 = work[0], work[1], work[2], work[3]
    find_rates(T, across, along, grid, source, power, rate_0)
    find_flows(T, along, grid, source, power, flow[0])
    for i in range(1, H.shape[0] - 1):
        for k in range(1, H.shape[1] - 1):
            older[i, k] = 0.0
            old[i, k] = (w1 / 3.0) * step * rate_0[i, k]
    for m in range(flow.shape[1]):
        flow[1, m] = 0.0
        flow[2, m] = (w1 / 3.0) * step * flow[0, m]
    b_older, b_old = 1.0 / 3.0, 1.0 / 3.0
    for j in range(2, s + 1):
        b = (j * j + j - 2.0) / (2.0 * j * (j + 1.0))
        mu = (2.0 * j - 1.0) / j * b / b_old
        nu = -(j - 1.0) / j * b / b_older
        mu_step = mu * w1 * step
        gamma_step = -(1.0 - b_old) * mu_step
        find_temperatures(H, old, water, intact, T, grid)
        weights = (mu, nu, mu_step, gamma_step)
        find_stage(T, across, along, grid, source, power, rate_0, old, older, weights, new)
        find_flows(T, along, grid, source, power, flow[4])
        for m in range(flow.shape[1]):
            newest = mu * flow[2, m] + nu * flow[1, m] + mu_step * flow[4, m] + gamma_step * flow[0, m]
            flow[1, m] = flow[2, m]
            flow[2, m] = newest
        older, old, new = old, new, older
        b_older, b_old = b_old, b
    for i in range(1, H.shape[0] - 1):
        for k in range(1, H.shape[1] - 1):
            H[i, k] += old[i, k]
    for m in range(flow.shape[1]):
        carried[m] += flow[2, m]
    find_temperatures(H, work[4], water, intact, T, grid)


@shared
def hottest_of(T):
    """Return the highest temperature of the cells."""
    hottest = T[1, 1]
    for i in range(1, T.shape[0] - 1):
        for j in range(1, T.shape[1] - 1):
            hottest = max(hottest, T[i, j])
    return hottest


@shared
def has_dried(water):
    """Return whether any cell has lost water."""
    for i in range(1, water.shape[0] - 1):
        for j in range(1, water.shape[1] - 1):
            if water[i, j] < 1.0:
                return True
    return False


@shared
def raise_peaks(H, vapour, H_peak):
    """Raise `H_peak` to the enthalpy of each cell, with what steam has carried off."""
    for i in range(1, H.shape[0] - 1):
        for j in range(1, H.shape[1] - 1):
            H_peak[i - 1, j - 1] = max(H_peak[i - 1, j - 1], H[i, j] + vapour[i, j])


@shared
def keep(T, history, n):
    """Keep the temperatures of the cells as the n-th of a history."""
    for i in range(1, T.shape[0] - 1):
        for j in range(1, T.shape[1] - 1):
            history[n, i - 1, j - 1] = T[i, j]


@kernel
def march(
    H, T, water, vapour, grid, source, power, escapes, steps, explicit_wet, explicit_dry, carried, history, H_peak
):
    """Make the given time steps; keep the temperatures after each in `history` and the highest enthalpies.

    `explicit_dry` is the stable step where tissue may have dried, `explicit_wet` elsewhere. While anything boils,
    steps are divided: long super-steps overshoot where the boiling front passes and T(H) has its kink. Heat that
    steam carried off counts in `H_peak`. Where `escapes` is false steam condenses where it formed.
    """
    work, flow = np.zeros((5, *H.shape)), np.zeros((5, 3))
    across, along = np.zeros_like(H), np.zeros_like(H)
    find_conductances(H, water, grid, work[0], across, along)
    intact = not has_dried(water)
    was_boiling = True
    for n in range(steps.size):
        hottest = hottest_of(T)
        dry = power > 0.0 or not intact or hottest > grid.boiling_to
        limit = explicit_dry if dry else explicit_wet
        boiling = hottest >= grid.boiling_from
        pieces = math.ceil(steps[n] / (LONGEST_BOILING * limit)) if boiling else 1
        step = steps[n] / pieces
        for _ in range(pieces):
            if boiling or was_boiling:
                find_conductances(H, water, grid, work[0], across, along)
            was_boiling = boiling
            super_step(H, T, water, intact, across, along, grid, source, power, step, limit, work, carried, flow)
            if escapes and hottest_of(T) >= grid.boiling_from:
                raise_peaks(H, vapour, H_peak)
                let_steam_out(H, water, vapour, grid, carried)
                intact = False
                find_temperatures(H, work[4], water, intact, T, grid)
        raise_peaks(H, vapour, H_peak)
        keep(T, history, n)


@shared
def solve_tridiagonal(below, diagonal, above, right, scratch, T):
    """Solve below[i] T[i-1] + diagonal[i] T[i] + above[i] T[i+1] = right[i] for the inner cells of a column."""
    last = right.size - 2
    scratch[1] = above[1] / diagonal[1]
    T[1, 1] = right[1] / diagonal[1]
    for i in range(2, last + 1):
        pivot = diagonal[i] - below[i] * scratch[i - 1]
        scratch[i] = above[i] / pivot
        T[i, 1] = (right[i] - below[i] * T[i - 1, 1]) / pivot
    for i in range(last - 1, 0, -1):
        T[i, 1] -= scratch[i] * T[i + 1, 1]


@shared
def solve_implicit(known, weight, T, along, grid, band, scratch):
    """Set T so that rho c T - weight dH/dt(T) = known, for a column below boiling without source."""
    last = known.size - 2
    for i in range(1, last + 1):
        top = weight * along[i, 1] / grid.height[i]
        bottom = weight * along[i + 1, 1] / grid.height[i]
        band[0, i] = -top
        band[1, i] = grid.solid[i] + grid.liquid[i] + top + bottom + weight * grid.perfusion[i]
        band[2, i] = -bottom
        known[i] += weight * grid.perfusion[i] * grid.rest[i]
    known[1] += weight * along[1, 1] / grid.height[1] * T[0, 1]
    solve_tridiagonal(band[0], band[1], band[2], known, scratch, T)


@kernel
def march_column(H, T, grid, steps, carried, history):
    """Advance a column below boiling through the given time steps, without source, by TR-BDF2 [Bank1985].

    A trapezoid stage to g = 2 - sqrt(2) of the step and a backward difference to its end: second order, and
    stiff modes die out, so steps may be as long as the accuracy allows. Heat is conserved to rounding.
    """
    g = 2.0 - math.sqrt(2.0)
    a, b, c = 1.0 / (g * (2.0 - g)), (1.0 - g) ** 2 / (g * (2.0 - g)), (1.0 - g) / (2.0 - g)
    source, rate, known = np.zeros_like(H), np.zeros_like(H), np.zeros(H.shape[0])
    band, scratch = np.zeros((3, H.shape[0])), np.zeros(H.shape[0])
    before, middle, after = np.zeros(3), np.zeros(3), np.zeros(3)
    across, along = np.zeros_like(H), np.zeros_like(H)
    find_conductances(H, np.ones_like(H), grid, rate, across, along)
    for n in range(steps.size):
        step = steps[n]
        find_rates(T, across, along, grid, source, 0.0, rate)
        find_flows(T, along, grid, source, 0.0, before)
        for i in range(1, H.shape[0] - 1):
            known[i] = H[i, 1] + 0.5 * g * step * rate[i, 1]
        solve_implicit(known, 0.5 * g * step, T, along, grid, band, scratch)
        find_flows(T, along, grid, source, 0.0, middle)
        for i in range(1, H.shape[0] - 1):
            known[i] = a * (grid.solid[i] + grid.liquid[i]) * T[i, 1] - b * H[i, 1]
        solve_implicit(known, c * step, T, along, grid, band, scratch)
        find_flows(T, along, grid, source, 0.0, after)
        for m in range(before.size):
            carried[m] += step * (0.5 * a * g * (before[m] + middle[m]) + c * after[m])
        for i in range(1, H.shape[0] - 1):
            H[i, 1] = (grid.solid[i] + grid.liquid[i]) * T[i, 1]
        keep(T, history, n)
