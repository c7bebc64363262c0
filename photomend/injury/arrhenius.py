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

from photomend.catalog import look_up
from photomend.injury.kernel import TABLE_FROM_C, TABLE_PER_KELVIN, add_damage

GAS_CONSTANT = 8.314462618  # J/(mol K), exact by definition of the SI
ZERO_C = 273.15
TABLE_TO_C = 250.0


def rate(pair: Mapping[str, Any], temperature_C: np.ndarray | float) -> np.ndarray:
    """Return the damage rate A exp(-Ea / (R T_abs)), 1/s, of a pair of the catalogue; zero below its first branch.

    Rates are capped (see ``rates.toml``): beyond the cap tissue is lost within a microsecond anyway.

    Example
    -------
    >>> from photomend.catalog import tables
    >>> round(float(rate(tables("rates")["collagen"]["rat-skin"], 80.4)), 1)  # Omega reaches 1 in one second
    1.0
    """
    T = np.asarray(temperature_C, dtype=float)
    T_abs = T + ZERO_C
    result = np.zeros_like(T)
    for branch in pair["branches"]:
        ln_rate = math.log(branch["A_per_s"]) - branch["Ea_J_per_mol"] / (GAS_CONSTANT * T_abs)
        result = np.where(branch["from_C"] <= T, np.exp(np.minimum(ln_rate, 700.0)), result)
    return np.minimum(result, look_up("rates", "rate_cap").value)


def rate_table(pair: Mapping[str, Any]) -> np.ndarray:
    """Return the rate (1/s) and the step of its logarithm at every hundredth of a kelvin from 30 to 250 C: (2, entry).

    The step is that of the branch the entry belongs to.
    """
    return _rate_table(tuple((b["from_C"], b["A_per_s"], b["Ea_J_per_mol"]) for b in pair["branches"]))


@lru_cache
def _rate_table(branches: tuple[tuple[float, float, float], ...]) -> np.ndarray:
    names = ("from_C", "A_per_s", "Ea_J_per_mol")
    pair = {"branches": [dict(zip(names, branch, strict=True)) for branch in branches]}
    count = round((TABLE_TO_C - TABLE_FROM_C) * TABLE_PER_KELVIN) + 1
    T = TABLE_FROM_C + np.arange(count) / TABLE_PER_KELVIN
    rates, steps = rate(pair, T), np.zeros(count)
    for branch in pair["branches"]:
        slope = branch["Ea_J_per_mol"] / (GAS_CONSTANT * (T + ZERO_C) * (T + ZERO_C + 1.0 / TABLE_PER_KELVIN))
        steps = np.where(branch["from_C"] <= T, slope / TABLE_PER_KELVIN, steps)
    return np.ascontiguousarray([rates, steps])


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
