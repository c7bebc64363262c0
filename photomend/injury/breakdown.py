"""Breakdown by picosecond pulses: melanin that bursts its cells, and, in a tight focus, water itself.

U(r, z) = f(z) mu_a,mel phi(r, z)                  absorbed by melanin per volume of epidermis (bulk average), J/mm^3
P = 1 / [1 + (U / U_v)^(-1/w)]                     logistic in ln(U / U_v), of width w
T_mel = T_0 + mu_a,mel phi / (rho c)               the inside of a melanosome, before heat leaves it
V = k integral (U - U_v)+ dV,  d = size (6 V / pi)^(1/3), no wider than the epidermis is thick
I_v = I_6ns (6 ns / tau)^0.336                     breakdown of water                        [Vogel1996]

f mu_a,mel is the absorption of melanin averaged over the epidermis of a depth, phi the light per area that reaches it.
U_v stands for published thresholds of whitening and of vacuoles times the light inside the skin and its melanin
[Anderson1989] [Hruza1991] [Lee2019]; k is calibrated on vacuoles of dark skin [Kim2020] [Kim2021]. Nothing coagulates.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from photomend.catalog import Variation, look_up

ESTABLISHED = 0.5  # the probability from which breakdown counts as reached
PER_MM3 = 1e-3  # from per cubic centimetre
PER_MM2 = 0.01  # from per square centimetre
UM = 1e3  # from mm
NS_PER_MS = 1e6


@dataclass(frozen=True)
class Vacuole:
    """A vacuole under one microbeam, um: diameter (0 where there is none), depth of its top, depth of its bottom.

    Where nothing reaches the threshold, top and bottom are where melanin absorbs most.
    """

    diameter: float
    top: float
    bottom: float


def vacuole_threshold(variation: Variation) -> float:
    """Return U_v, J/mm^3."""
    return PER_MM3 * look_up("breakdown", "vacuole", "threshold_J_per_cm3").at(variation.breakdown_threshold)


def probability(U: np.ndarray | float, U_v: float) -> np.ndarray:
    """Return the probability of a vacuole: 1 / [1 + (U / U_v)^(-1/w)]; `U` and `U_v` in the same unit.

    Example
    -------
    >>> [round(float(probability(U, 55.0)), 2) for U in (0.0, 28.0, 55.0, 110.0)]
    [0.0, 0.16, 0.5, 0.85]
    """
    w = look_up("breakdown", "vacuole", "threshold_spread_ratio").value
    ratio = np.asarray(U, dtype=float) / U_v
    return 1.0 - 1.0 / (1.0 + ratio ** (1.0 / w))


def density_of_probability(share: float, U_v: float) -> float:
    """Return the U at which the probability is `share` (0..1), in the unit of `U_v`.

    Example
    -------
    >>> density_of_probability(0.5, 55.0)
    55.0
    """
    w = look_up("breakdown", "vacuole", "threshold_spread_ratio").value
    return U_v * (share / (1.0 - share)) ** w


def melanosome_temperature(phi: float, mu_a_mel: float, rest_C: float) -> float:
    """Return the temperature inside a melanosome, C: T_0 + mu_a,mel phi / (rho c); no boiling, no heat lost.

    `phi` in J/mm^2, `mu_a_mel` of the inside of a melanosome in 1/mm.
    """
    rho_c = PER_MM3 * look_up("breakdown", "melanosome", "heat_capacity_J_per_cm3_K").value
    return rest_C + mu_a_mel * phi / rho_c


def excess_energy(U: np.ndarray, U_v: float, volume: np.ndarray) -> float:
    """Return the integral of (U - U_v)+ over the volume, J; `U` in J/mm^3 and `volume` in mm^3 by cell."""
    return float((np.maximum(U - U_v, 0.0) * volume).sum())


def diameter_of(energy_J: float, variation: Variation) -> float:
    """Return the diameter (mm) of the vacuole that an excess energy drives: size (6 k E / pi)^(1/3)."""
    k = look_up("breakdown", "vacuole", "growth_mm3_per_J").value
    size = look_up("breakdown", "vacuole", "size_factor").at(variation.vacuole_size)
    return size * math.cbrt(6.0 * k * energy_J / math.pi)


def first_depth(z: np.ndarray, value: np.ndarray, threshold: float) -> float:
    """Return the shallowest depth at which `value` reaches `threshold`, linear between depths; else that of its peak.

    The first depth counts where the threshold is reached there already.
    """
    reached = np.flatnonzero(value >= threshold)
    if reached.size == 0:
        return float(z[int(np.argmax(value))])
    k = int(reached[0])
    if k == 0:
        return float(z[0])
    return float(z[k - 1] + (threshold - value[k - 1]) / (value[k] - value[k - 1]) * (z[k] - z[k - 1]))


def water_threshold(duration_ms: float, position: float = 0.0) -> float:
    """Return the irradiance at which pure water breaks down, W/mm^2: I_6ns (6 ns / tau)^0.336 [Vogel1996].

    Measured at 1064 nm between 30 ps and 6 ns; slightly lower at 532 nm, and lower in what absorbs. `position` (-1..1)
    is where in its range it stands.

    Example
    -------
    >>> f"{100.0 * water_threshold(4.5e-7):.3g} W/cm2"
    '1.81e+11 W/cm2'
    """
    names = ("irradiance_W_per_cm2", "at_ns", "exponent")
    irradiance, at_ns, exponent = (look_up("breakdown", "water", f"breakdown_{name}").at(position) for name in names)
    return PER_MM2 * irradiance * (at_ns / (NS_PER_MS * duration_ms)) ** exponent


def widest_focus(pulse_energy_mJ: float, duration_ms: float) -> float:
    """Return the diameter (um) of the widest even spot in which a pulse breaks water down: sqrt(4 E / (pi tau I_v)).

    Example
    -------
    >>> [round(widest_focus(energy, 4.5e-7)) for energy in (1.9, 2.9)]
    [54, 67]
    """
    power_W = pulse_energy_mJ / duration_ms
    return UM * math.sqrt(4.0 * power_W / (math.pi * water_threshold(duration_ms)))
