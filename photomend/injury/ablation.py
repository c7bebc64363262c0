"""Ablation: what a strongly absorbed pulse removes, and the rim that the heat it leaves behind coagulates.

    H_th = h_w / mu_a + C rho_c (T_boil - T_rest) sqrt(4 alpha tau)                  heat that stays, per area
    d = (H - H_th) / h                                                               full field, H absorbed
    V = E [1 - (1 + ln X) / X] / h,   X = H_0 / H_th,   w = f w_0 sqrt(ln(X) / 2)    Gaussian beam, H_0 in its middle
    d = V / (pi w^2 / 4)
    T = T_rest + H_th / (rho_c sqrt(pi alpha t)) exp(-x^2 / (4 alpha t)) (a / (a + x))^m         residual heat

The steady-state law: what the threshold takes stays, all above it removes tissue [Liu1982] [Carslaw1959]. The residual
heat is an instantaneous source at the wall, insulated outward; m is 0 at a plane, 1/2 around a cylinder of radius a, 1
below a sphere (leading term while heat has spread less than a). Lengths in mm, energies in J.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from photomend.catalog import look_up
from photomend.injury.arrhenius import rate

PLANE, CYLINDER, SPHERE = 0.0, 0.5, 1.0
FARTHEST = 2.0  # mm from the wall
NEAREST = 1e-4
LATEST = 1e3  # of the time at which a place is hottest
DISTANCES, TIMES = 160, 400


class Target(NamedTuple):
    """The tissue that is removed: absorption (1/mm), heat to boil away its water h_w (J/mm^3), heat properties.

    `rho_c` in J/(mm^3 K), `k` in W/(mm K), temperatures in C.
    """

    mu_a: float
    h_w: float
    rho_c: float
    k: float
    T_rest: float
    T_boil: float

    @property
    def alpha(self) -> float:
        """Return the thermal diffusivity, mm^2/s."""
        return self.k / self.rho_c


class Crater(NamedTuple):
    """What one exposure removes: depth and width in mm, volume in mm^3; all 0 below the threshold."""

    depth: float
    width: float
    volume: float


def surface_reflectance(n: float, mu_a: float, wavelength_nm: float) -> float:
    """Return what a strongly absorbing surface reflects: [(n - 1)^2 + kappa^2] / [(n + 1)^2 + kappa^2].

    kappa = mu_a wavelength / (4 pi), with `mu_a` in 1/mm; normal incidence, from air.

    Example
    -------
    >>> round(surface_reflectance(1.2677, 1200.0, 2940.0), 3)
    0.029
    """
    kappa = mu_a * 1e-6 * wavelength_nm / (4.0 * math.pi)
    return ((n - 1.0) ** 2 + kappa**2) / ((n + 1.0) ** 2 + kappa**2)


def threshold(target: Target, tau: float, C: float) -> float:
    """Return the absorbed radiant exposure that removes nothing yet, J/mm^2, for a pulse of `tau` (s).

    h_w / mu_a fills the layer that absorbs; the second term is what conducts away while the pulse lasts.
    """
    conducted = target.rho_c * (target.T_boil - target.T_rest) * math.sqrt(4.0 * target.alpha * tau)
    return target.h_w / target.mu_a + C * conducted


def removed_depth(H: float, H_th: float, h: float) -> float:
    """Return how deep one wide pulse removes, mm: absorbed radiant exposure beyond the threshold over heat.

    `H` and `H_th` in J/mm^2, `h` in J/mm^3.

    Example
    -------
    >>> round(1e3 * removed_depth(H=0.10, H_th=0.01, h=2.0))  # um, at 10 J/cm2
    45
    """
    return max(0.0, H - H_th) / h


def all_passes(first: float, ratio: float, passes: int) -> float:
    """Return what `passes` remove together where each removes `ratio` of what the one before did.

    Example
    -------
    >>> round(all_passes(30.0, 0.7, 4)), round(all_passes(30.0, 0.7, 50)), all_passes(30.0, 1.0, 4)
    (76, 100, 120.0)
    """
    return passes * first if ratio == 1.0 else first * (1.0 - ratio**passes) / (1.0 - ratio)


def gaussian_crater(E: float, beam_width: float, H_th: float, h: float, widening: float = 1.0) -> Crater:
    """Return the crater of a Gaussian microbeam of absorbed energy `E` (J) and 1/e2 width `beam_width` (mm).

    Its volume is that of the full-field law summed over the beam; its width is where the beam passes the threshold
    [Liu1982], times `widening`; its depth that of a cylinder: light and vapour even out what falls into a deep crater.
    """
    X = 8.0 * E / (math.pi * beam_width**2) / H_th
    if X <= 1.0:
        return Crater(0.0, 0.0, 0.0)
    volume = E * (1.0 - (1.0 + math.log(X)) / X) / h
    return _cylinder(volume, widening * beam_width * math.sqrt(0.5 * math.log(X)))


def flat_crater(E: float, beam_width: float, H_th: float, h: float, widening: float = 1.0) -> Crater:
    """Return the crater of a flat microbeam of absorbed energy `E` (J) and `beam_width` (mm)."""
    area = 0.25 * math.pi * beam_width**2
    volume = area * removed_depth(E / area, H_th, h)
    return _cylinder(volume, widening * beam_width) if volume > 0.0 else Crater(0.0, 0.0, 0.0)


def rim(
    H: float,
    target: Target,
    pair: Mapping[str, Any],
    radius: float = math.inf,
    bend: float = PLANE,
    shift: float = 0.0,
) -> float:
    """Return how far from the wall (mm) residual heat `H` (J/mm^2) takes the damage integral of `pair` past 1.

    Each distance x is hottest at x^2 / (2 alpha), at H / (rho_c x) sqrt(2 / (pi e)); time is counted in that unit. No
    place gets hotter than H mu_a / rho_c, what the light itself leaves at the wall: near it the source is not thin.
    Blood, left out, has carried the heat away after `rim.followed_s` of the catalogue. `radius` and `bend` are those of
    the wall (m in the module's equations); `shift` (K) makes the tissue hardier.
    """
    if H <= 0.0:
        return 0.0
    x = np.geomspace(NEAREST, FARTHEST, DISTANCES)
    s = np.geomspace(0.03, LATEST, TIMES)
    spread = H / (target.rho_c * x) * math.sqrt(2.0 / (math.pi * math.e)) * (1.0 + x / radius) ** -bend
    hottest = np.minimum(spread, H * target.mu_a / target.rho_c)
    course = np.sqrt(1.0 / s) * np.exp(0.5 * (1.0 - 1.0 / s))
    rates = rate(pair, target.T_rest + np.outer(hottest, course) - shift)
    unit = x**2 / (2.0 * target.alpha)
    rates[np.outer(unit, s) > look_up("ablation", "rim", "followed_s").value] = 0.0
    Omega = unit * np.trapezoid(rates, s, axis=1)
    return _last_crossing(x, np.log(np.maximum(Omega, 1e-30)))


def base_radius(crater: Crater) -> float:
    """Return the radius (mm) of the sphere whose cap is as deep and as wide as the crater, at most half its width."""
    half = 0.5 * crater.width
    return half if crater.depth >= half else (half**2 + crater.depth**2) / (2.0 * crater.depth)


def _cylinder(volume: float, width: float) -> Crater:
    return Crater(volume / (0.25 * math.pi * width**2), width, volume)


def _last_crossing(x: np.ndarray, ln_Omega: np.ndarray) -> float:
    """Return the farthest distance at which ln(Omega) is 0, between places on a line in ln x; 0 where it never is."""
    inside = np.flatnonzero(ln_Omega >= 0.0)
    if inside.size == 0:
        return 0.0
    last = int(inside[-1])
    if last == x.size - 1:
        return float(x[-1])
    share = ln_Omega[last] / (ln_Omega[last] - ln_Omega[last + 1])
    return float(x[last] * (x[last + 1] / x[last]) ** share)
