"""Drivers on the processor: add damage rates up over the history of every cell."""

from __future__ import annotations

import math

from photomend.backend import kernel, shared

TABLE_FROM_C, TABLE_PER_KELVIN = 30.0, 100.0


@shared
def rate_at(table, T):
    """Return a damage rate from its table of rates and their logarithmic slopes by temperature.

    From the entry below, k(T + d) = k exp(s d) with the exponential to second order: exact to (s d)^3 / 6, 1e-7.
    Nothing below the table; never more than its last entry, where the rate is capped.
    """
    place = (T - TABLE_FROM_C) * TABLE_PER_KELVIN
    if place <= 0.0:
        return 0.0
    index = int(place)
    if index >= table.shape[1] - 1:
        return table[0, table.shape[1] - 1]
    x = (place - index) * table[1, index]
    return min(table[0, index] * (1.0 + x * (1.0 + 0.5 * x)), table[0, table.shape[1] - 1])


@kernel
def add_damage(time, temperature, rows, rings, table, shift, Omega):
    """Add rate x time over a whole history ``(time, depth, ring)`` to Omega.

    Between two times the temperature is taken to change steadily, so that the logarithm of the rate is nearly
    linear and Simpson's rule with the geometric mean at half time integrates it. Only the first `rows` and
    `rings` are looked at.
    """
    for n in range(time.size - 1):
        step = time[n + 1] - time[n]
        for i in range(rows):
            for j in range(rings):
                before = temperature[n, i, j] - shift
                after = temperature[n + 1, i, j] - shift
                if max(before, after) <= TABLE_FROM_C:
                    continue
                k_before = rate_at(table, before)
                k_after = rate_at(table, after)
                k_middle = math.sqrt(k_before * k_after)
                Omega[i, j] += step * (k_before + 4.0 * k_middle + k_after) / 6.0
