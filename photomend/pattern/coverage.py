"""Coverage: the share of the skin that lies in at least one zone, after all passes.

Random placement: 1 - exp(-N A), N the total density and A the area of one zone (exact for a Poisson pattern).
Lattice: discs of one pass overlap geometrically; passes fall independently, so 1 - (1 - c)^passes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Pattern:
    """Where microbeams land: placement, density per pass (1/mm^2) and number of passes."""

    placement: str
    density_per_pass: float
    passes: int

    def coverage(self, radius: np.ndarray | float) -> np.ndarray:
        """Return the expected share of the area within `radius` (mm) of a beam, after all passes, overlaps once.

        Example
        -------
        >>> round(float(Pattern("random", 1.25, 8).coverage(0.1)), 3)
        0.27
        """
        r = np.asarray(radius, dtype=float)
        if self.placement == "random":
            return 1.0 - np.exp(-self.density_per_pass * self.passes * np.pi * r**2)
        return 1.0 - (1.0 - self._one_pass(r)) ** self.passes

    def nominal(self, radius: float) -> float:
        """Return total density times zone area, the makers' figure; it counts overlaps twice and can pass 1."""
        return self.density_per_pass * self.passes * np.pi * radius**2

    def _one_pass(self, r: np.ndarray) -> np.ndarray:
        """Return the area share of discs of radius r on the lattice, exactly.

        A point is covered when its nearest beam is: the share is that of one disc within its own lattice cell,
        the disc less the segments beyond the cell's sides.
        """
        sides = 4 if self.placement == "square" else 6
        side = np.pi / sides
        apothem = np.sqrt(1.0 / (self.density_per_pass * sides * np.tan(side)))
        beyond = np.clip(apothem / np.maximum(r, apothem), 0.0, 1.0)
        segment = r**2 * (np.arccos(beyond) - beyond * np.sqrt(1.0 - beyond**2))
        inside = self.density_per_pass * (np.pi * r**2 - sides * segment)
        return np.where(r >= apothem / np.cos(side), 1.0, inside)
