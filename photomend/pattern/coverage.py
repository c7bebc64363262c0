"""Coverage: the share of the skin that lies in at least one zone, after all passes.

Random placement: 1 - exp(-N A), N the total density and A the area of one zone (exact for a Poisson pattern).
Lattice: discs of one pass overlap geometrically; passes fall independently, so 1 - (1 - c)^passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.heat.zone import nearest_distance

SAMPLES = 400  # points per side of a lattice cell; the coverage error is below 1e-4


@dataclass(frozen=True)
class Pattern:
    """Where microbeams land: placement, density per pass (1/mm^2) and number of passes."""

    placement: str
    density_per_pass: float
    passes: int

    def coverage(self, radius: np.ndarray | float) -> np.ndarray:
        """Return the expected share of the area within `radius` (mm) of a beam, after all passes, overlaps once."""
        r = np.asarray(radius, dtype=float)
        if self.placement == "random":
            return 1.0 - np.exp(-self.density_per_pass * self.passes * np.pi * r**2)
        return 1.0 - (1.0 - self._one_pass(r)) ** self.passes

    def nominal(self, radius: float) -> float:
        """Return total density times zone area, the makers' figure; it counts overlaps twice and can pass 1."""
        return self.density_per_pass * self.passes * np.pi * radius**2

    def _one_pass(self, r: np.ndarray) -> np.ndarray:
        """Return the area share of discs of radius r on the lattice."""
        pitch = 1.0 / np.sqrt(self.density_per_pass)
        apart = pitch if self.placement == "square" else np.sqrt(2.0 / np.sqrt(3.0)) * pitch
        discs = self.density_per_pass * np.pi * r**2
        if np.all(2.0 * r <= apart):
            return discs
        distance = np.sort(self._distances().ravel())
        overlapping = np.searchsorted(distance, r, side="right") / distance.size
        return np.where(2.0 * r <= apart, discs, overlapping)

    def _distances(self) -> np.ndarray:
        """Return distances to the nearest beam over one rectangular repeat of the lattice."""
        if self.placement == "square":
            width = height = 1.0 / np.sqrt(self.density_per_pass)
        else:
            width = np.sqrt(2.0 / (np.sqrt(3.0) * self.density_per_pass))
            height = np.sqrt(3.0) * width
        x, y = ((np.arange(SAMPLES) + 0.5) / SAMPLES * side for side in (width, height))
        return nearest_distance(x[:, None], y[None, :], self.placement, self.density_per_pass)
