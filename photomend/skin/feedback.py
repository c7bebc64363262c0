"""Feedback: how heat changes what tissue does to light.

mu_a = mu_a,dry + liquid [mu_a,water + slope (e(T) - e(T_rest))] (1 + (c - 1) coagulated)
mu_s = mu_s,rest (1 + (f - 1) max(ramp(T), coagulated))

`liquid` is the share of the water that is there and liquid; e(T) runs with T up to the knee, then slower or faster
by an uncertain factor up to the boiling point. f is the hot-tissue scattering factor: 1 unless told otherwise, for
the sign of the change is disputed [Thomsen1993] [Cilesiz1993]. Steam does not absorb.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from photomend.catalog import Variation, look_up
from photomend.skin.layers import Tissue

COLDEST_C = -60.0


@dataclass(frozen=True)
class Feedback:
    """The constants of the model; see `feedback` in ``tissue.toml``."""

    slope_knee: float
    slope_factor: float
    slope_until: float
    hot_from: float
    hot_to: float
    hot_scattering_factor: float
    coagulated_absorption_factor: float

    @property
    def follows_coagulation(self) -> bool:
        """Return whether coagulated tissue differs at all."""
        return self.hot_scattering_factor != 1.0 or self.coagulated_absorption_factor != 1.0

    def equivalent_temperature(self, T: np.ndarray) -> np.ndarray:
        """Return e(T), C: the temperature at which water's straight line has the absorption it has at T."""
        beyond = np.clip(T, self.slope_knee, self.slope_until) - self.slope_knee
        return np.minimum(T, self.slope_knee) + self.slope_factor * beyond

    def coefficients(
        self, rows: Rows, rest_C: float, T: np.ndarray, liquid: np.ndarray, coagulated: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return mu_a and mu_s (1/mm) of cells (depth, ring) at temperature T (C).

        `liquid` and `coagulated` are shares, 0..1.
        """
        warmed = self.equivalent_temperature(T) - self.equivalent_temperature(np.array(rest_C))
        wet = np.maximum(rows.mu_a_water[:, None] + rows.mu_a_per_K[:, None] * warmed, 0.0)
        densified = 1.0 + (self.coagulated_absorption_factor - 1.0) * coagulated
        ramp = np.clip((T - self.hot_from) / (self.hot_to - self.hot_from), 0.0, 1.0)
        change = (self.hot_scattering_factor - 1.0) * np.maximum(ramp, coagulated)
        return rows.mu_a_dry[:, None] + liquid * wet * densified, rows.mu_s[:, None] * (1.0 + change)

    def ceiling(self, layer: Tissue, rest_C: float) -> float:
        """Return a bound on mu_a + mu_s of a layer in any state, 1/mm."""
        ends = np.array([COLDEST_C, self.slope_until])
        rows = rows_of((layer,), np.array([0.5 * (layer.top + layer.bottom)]))
        ones, none = np.ones((1, 2)), np.zeros((1, 2))
        coldest_or_hottest, _ = self.coefficients(rows, rest_C, ends[None, :], ones, none)
        densest = max(1.0, self.coagulated_absorption_factor)
        return float(densest * coldest_or_hottest.max() + layer.mu_s * max(1.0, self.hot_scattering_factor))


@dataclass(frozen=True)
class Rows:
    """What the feedback needs to know of the tissue of each row of cells, 1/mm and 1/(mm K)."""

    mu_a_dry: np.ndarray
    mu_a_water: np.ndarray
    mu_a_per_K: np.ndarray
    mu_s: np.ndarray

    @property
    def mu_a(self) -> np.ndarray:
        """Return the absorption of tissue at rest, 1/mm."""
        return self.mu_a_dry + self.mu_a_water


def rows_of(layers: tuple[Tissue, ...], depth: np.ndarray) -> Rows:
    """Return the tissue of each row, from the layer its centre (mm) lies in."""
    owner = np.clip(np.searchsorted([layer.bottom for layer in layers], depth), 0, len(layers) - 1)
    mu_a, dry, per_K, mu_s = (
        np.array([getattr(layer, name) for layer in layers])[owner]
        for name in ("mu_a", "mu_a_dry", "mu_a_per_K", "mu_s")
    )
    return Rows(dry, mu_a - dry, per_K, mu_s)


def feedback(hot_scattering_factor: float, variation: Variation | None = None) -> Feedback:
    """Return the feedback with a hot-tissue factor, its uncertain constants moved within their ranges."""
    variation = variation or Variation()
    names = ("slope_knee", "slope_until", "hot_from", "hot_to", "coagulated_absorption_factor")
    known = {name: look_up("tissue", "feedback", name).value for name in names}
    hot = replace(look_up("tissue", "feedback", "hot_scattering_factor"), value=hot_scattering_factor)
    return Feedback(
        slope_factor=look_up("tissue", "feedback", "slope_factor").at(variation.hot_absorption),
        hot_scattering_factor=hot.at(variation.hot_scattering),
        **known,
    )
