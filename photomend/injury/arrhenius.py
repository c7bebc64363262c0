"""Injury by heat: the damage integral of each clock.

Omega = integral of A exp(-Ea / (R T_abs)) dt; Omega = 1 leaves 37 % undamaged. Two clocks run side by side:
necrosis of cells, and denaturation of collagen. A pair of coefficients may have branches by temperature.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from photomend import backend
from photomend.catalog import look_up

GAS_CONSTANT = 8.314462618  # J/(mol K), exact by definition of the SI
ZERO_C = 273.15
TABLE_FROM_C, TABLE_TO_C, TABLE_PER_KELVIN = 30.0, 250.0, 100.0


def rate(pair: Mapping[str, Any], temperature_C: np.ndarray | float) -> np.ndarray:
    """Return the damage rate A exp(-Ea / (R T_abs)), 1/s, of a pair of the catalogue; zero below its first branch.

    Rates are capped (see ``rates.toml``): beyond the cap tissue is lost within a microsecond anyway.
    """
    T = np.asarray(temperature_C, dtype=float)
    T_abs = T + ZERO_C
    result = np.zeros_like(T)
    for branch in pair["branches"]:
        ln_rate = math.log(branch["A_per_s"]) - branch["Ea_J_per_mol"] / (GAS_CONSTANT * T_abs)
        result = np.where(branch["from_C"] <= T, np.exp(np.minimum(ln_rate, 700.0)), result)
    return np.minimum(result, look_up("rates", "rate_cap").value)


def rate_table(pair: Mapping[str, Any]) -> np.ndarray:
    """Return the rate at every hundredth of a kelvin from 30 to 250 C, 1/s."""
    return _rate_table(tuple((b["from_C"], b["A_per_s"], b["Ea_J_per_mol"]) for b in pair["branches"]))


@lru_cache
def _rate_table(branches: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    names = ("from_C", "A_per_s", "Ea_J_per_mol")
    pair = {"branches": [dict(zip(names, branch, strict=True)) for branch in branches]}
    count = round((TABLE_TO_C - TABLE_FROM_C) * TABLE_PER_KELVIN) + 1
    return rate(pair, TABLE_FROM_C + np.arange(count) / TABLE_PER_KELVIN)


@backend.shared
def rate_at(table, T):
    """Return a damage rate from its table, linear between entries; nothing below it, its last entry above."""
    place = (T - TABLE_FROM_C) * TABLE_PER_KELVIN
    if place <= 0.0:
        return 0.0
    index = int(place)
    if index >= table.size - 1:
        return table[table.size - 1]
    return table[index] + (place - index) * (table[index + 1] - table[index])


@backend.kernel
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


def damage(
    time: np.ndarray, temperature: np.ndarray, pair: Mapping[str, Any], threshold_shift: float = 0.0
) -> np.ndarray:
    """Return the damage integral Omega of each cell, (depth, ring).

    `time` in s, `temperature` (time, depth, ring) in C. A positive `threshold_shift` (K) makes the tissue
    hardier: the pair is used as if every temperature were that much lower. All published pairs were fitted at
    seconds; at milliseconds they are extrapolated, and a shift of +-10 K is their honest range.
    """
    Omega = np.zeros(temperature.shape[1:])
    warm = temperature.max(axis=0) - threshold_shift > pair["branches"][0]["from_C"]
    if warm.any():
        rows, rings = (int(np.flatnonzero(warm.any(axis=axis))[-1]) + 1 for axis in (1, 0))
        add_damage(time, temperature, rows, rings, rate_table(pair), threshold_shift, Omega)
    return Omega
