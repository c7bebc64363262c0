"""A microbeam at the skin surface: how its energy lies inside circles.

Gaussian: energy inside r is 1 - exp(-2 r^2 / w^2), w the 1/e^2 radius. Top hat: (r / w)^2. A ring is a disc without
the disc inside it. A measured profile is irradiance by radius (`profile`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import chndtr

from photomend.light.profile import inside_circles, pieces_of, radius_inside

FAR = 8.0  # beyond this many standard deviations a Gaussian holds less than 1e-14 of its energy


@dataclass(frozen=True)
class Beam:
    """A collimated round beam: profile and radius in mm.

    The radius is the 1/e^2 one of a Gaussian, the edge of a top hat, the outer edge of a ring and half the
    second-moment width of a measured profile. `inner` is a ring's inner radius (mm), `rows` the (radius in mm,
    relative irradiance) of a measured profile, from the axis outward.
    """

    profile: str
    radius: float
    inner: float = 0.0
    rows: tuple[tuple[float, float], ...] = ()

    def ring_shares(self, ring_edge: np.ndarray) -> np.ndarray:
        """Return the share of the energy between successive radii (mm) about the axis."""
        return np.diff(energy_inside(self, ring_edge, np.zeros(1))[:, 0])


def radius_of_share(beam: Beam, share: np.ndarray) -> np.ndarray:
    """Return the radius that encloses each share (0..1) of the energy, mm; a Gaussian's last share ends at 1e-9."""
    if beam.profile == "gaussian":
        return beam.radius * np.sqrt(-0.5 * np.log(np.maximum(1.0 - share, 1e-9)))
    if beam.profile == "measured":
        return radius_inside(pieces_of(beam.rows), share)
    return np.sqrt(beam.inner**2 + share * (beam.radius**2 - beam.inner**2))


def energy_inside(beam: Beam, circle: np.ndarray, displaced: np.ndarray) -> np.ndarray:
    """Return the share of the energy inside circles about a point `displaced` from the beam's axis.

    `circle` radii and `displaced` distances in mm; the result has shape (circles, displacements). Exact but for
    rounding, which a thin ring magnifies; of a measured profile right to 1e-8.
    """
    R, s = np.meshgrid(circle, displaced, indexing="ij")
    if beam.profile == "gaussian":
        return _inside_gaussian(R, s, 0.5 * beam.radius)
    if beam.profile == "measured":
        return inside_circles(pieces_of(beam.rows), R.ravel(), s.ravel()).reshape(R.shape)
    area = _shared_area(R, s, beam.radius)
    if beam.inner > 0.0:
        area -= _shared_area(R, s, beam.inner)
    return area / (np.pi * (beam.radius**2 - beam.inner**2))


def _inside_gaussian(R: np.ndarray, s: np.ndarray, sigma: float) -> np.ndarray:
    inside = (s < R).astype(float)
    near = np.abs(R - s) < FAR * sigma
    inside[near] = chndtr((R[near] / sigma) ** 2, 2.0, (s[near] / sigma) ** 2)
    return inside


def _shared_area(R: np.ndarray, s: np.ndarray, w: float) -> np.ndarray:
    """Return the area common to circles of radius R and w whose centres are s apart."""
    area = np.where(s <= np.abs(R - w), np.pi * np.minimum(R, w) ** 2, 0.0)
    cut = (s > np.abs(R - w)) & (s < R + w)
    r, d = R[cut], s[cut]
    half_r = np.arccos(np.clip((d * d + r * r - w * w) / (2 * d * r), -1, 1))
    half_w = np.arccos(np.clip((d * d + w * w - r * r) / (2 * d * w), -1, 1))
    kite = 0.5 * np.sqrt(np.maximum((-d + r + w) * (d + r - w) * (d - r + w) * (d + r + w), 0.0))
    area[cut] = r * r * half_r + w * w * half_w - kite
    return area
