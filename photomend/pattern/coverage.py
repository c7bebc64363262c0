"""Coverage: the share of the skin that lies in at least one zone, after all passes, and in how many.

Random placement: 1 - exp(-N A), N the total density and A the area of one zone (exact for a Poisson pattern).
Lattice: discs of one pass overlap geometrically; passes fall independently, so 1 - (1 - c)^passes.
Full-field: every pass covers all of the skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.pattern.overlap import SIDES, lattice_shares, poisson_shares, repeat_passes


@dataclass(frozen=True)
class Pattern:
    """Where microbeams land: placement, density per pass (1/mm^2) and number of passes.

    `placement` is random, square, hexagonal or full-field; the last has no density.
    """

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
        if self.placement == "full-field":
            return np.where(r > 0.0, 1.0, 0.0)
        if self.placement == "random":
            return 1.0 - np.exp(-self.density_per_pass * self.passes * np.pi * r**2)
        return 1.0 - (1.0 - self._one_pass(r)) ** self.passes

    def untreated(self, radius: np.ndarray | float) -> np.ndarray:
        """Return the expected share of the area farther than `radius` (mm) from every beam, after all passes.

        Each pass leaves the same share of what the passes before it left.
        """
        return 1.0 - self.coverage(radius)

    def nominal(self, radius: float) -> float:
        """Return total density times zone area, the makers' figure; it counts overlaps twice and can pass 1.

        Full-field passes count as one each.
        """
        if self.placement == "full-field":
            return float(self.passes) if radius > 0.0 else 0.0
        return self.density_per_pass * self.passes * np.pi * radius**2

    def multiplicity(self, radius: float, up_to: int = 6) -> np.ndarray:
        """Return the shares of the area within `radius` (mm) of exactly 0, 1, .., `up_to` - 1 beams, and of more.

        Over all passes; the shares sum to 1, the mean number is `nominal`. Beams of one point may be of one pass
        or of several.

        Example
        -------
        >>> Pattern("random", 1.25, 8).multiplicity(0.1, 3).round(3).tolist()
        [0.73, 0.229, 0.036, 0.004]
        """
        if self.placement == "full-field":
            return np.eye(up_to + 1)[min(self.passes, up_to) if radius > 0.0 else 0]
        if self.placement == "random":
            return poisson_shares(self.nominal(radius), up_to)
        reach = float(radius * np.sqrt(self.density_per_pass))
        return repeat_passes(lattice_shares(self.placement, reach, up_to), self.passes)

    def touching(self, radius: float, passes: int | None = None) -> float:
        """Return the expected share of zones of `radius` (mm) that touch another: one whose axis is within two radii.

        `passes` is over how many passes the others are looked for, all by default; 1 looks at those of the same
        pass, which come within moments of each other. Lattice neighbours touch all or none.

        Example
        -------
        >>> round(Pattern("random", 1.25, 8).touching(0.1, passes=1), 3)
        0.145
        """
        passes = self.passes if passes is None else passes
        if self.placement == "full-field":
            return 1.0 if passes > 1 and radius > 0.0 else 0.0
        if self.placement == "random":
            return float(Pattern("random", self.density_per_pass, passes).coverage(2.0 * radius))
        if 2.0 * radius > self.pitch:
            return 1.0
        return float(Pattern(self.placement, self.density_per_pass, passes - 1).coverage(2.0 * radius))

    @property
    def pitch(self) -> float:
        """Return the distance between neighbours on the lattice, mm."""
        return 2.0 * self._apothem

    @property
    def _apothem(self) -> float:
        """Return the distance from a beam to the sides of its lattice cell, mm."""
        sides = SIDES[self.placement]
        return float(np.sqrt(1.0 / (self.density_per_pass * sides * np.tan(np.pi / sides))))

    def _one_pass(self, r: np.ndarray) -> np.ndarray:
        """Return the area share of discs of radius r on the lattice, exactly.

        A point is covered when its nearest beam is: the share is that of one disc within its own lattice cell,
        the disc less the segments beyond the cell's sides.
        """
        sides, apothem = SIDES[self.placement], self._apothem
        beyond = np.clip(apothem / np.maximum(r, apothem), 0.0, 1.0)
        segment = r**2 * (np.arccos(beyond) - beyond * np.sqrt(1.0 - beyond**2))
        inside = self.density_per_pass * (np.pi * r**2 - sides * segment)
        return np.where(r >= apothem / np.cos(np.pi / sides), 1.0, inside)
