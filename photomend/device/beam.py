"""The beam at the skin: its width, its profile, how it converges, and the share of it in the microbeams.

A beam of numerical aperture NA with its focus at depth f in skin of index n covers at least
2 f tan(asin(NA / n)) at the surface.
"""

from __future__ import annotations

import math

from photomend.catalog import Sourced, look_up, stated, user
from photomend.description import BadInput
from photomend.device.given import number_of
from photomend.device.laser import Card, Handpiece


def spot_of(handpiece: Handpiece, device: Card | None, energy: float) -> Sourced:
    """Return the 1/e2 diameter at the skin, um, of a microbeam of `energy` (mJ)."""
    known = device.spot_diameter(energy) if device else None
    if handpiece.spot_diameter_um is not None:
        return stated(handpiece.spot_diameter_um, known, "um")
    if known is None:
        raise BadInput(
            "handpiece.spot_diameter_um is missing and no device gives it; add it (1/e2 diameter at the skin)"
        )
    return known


def profile_of(handpiece: Handpiece, device: Card | None, placement: str) -> str:
    """Return the beam's profile: as stated, the device's, else flat for a full field and Gaussian for a microbeam."""
    own = device.text("beam_profile") if device else ""
    return handpiece.beam_profile or own or ("top-hat" if placement == "full-field" else "gaussian")


def convergence_of(handpiece: Handpiece, device: Card | None, spot_diameter_um: float) -> tuple[float, float]:
    """Return numerical aperture and depth of focus (um); refuse a focus without convergence and too narrow a spot."""
    aperture, focus = handpiece.convergence_NA, handpiece.focus_depth_um
    aperture = number_of(device, "convergence_NA", 0.0) if aperture is None else aperture
    focus = number_of(device, "focus_depth_um", 0.0) if focus is None else focus
    if focus and not aperture:
        raise BadInput(
            f"handpiece.focus_depth_um = {focus:g} needs a beam that converges; "
            "add handpiece.convergence_NA, or leave it out"
        )
    cone = 2.0 * focus * math.tan(math.asin(aperture / _skin_index()))
    if cone > spot_diameter_um * (1 + 1e-9):
        raise BadInput(
            f"handpiece.spot_diameter_um = {spot_diameter_um:.4g} is narrower than the converging cone at the surface, "
            f"{cone:.4g} um; lower convergence_NA or focus_depth_um, or widen the spot"
        )
    return aperture, focus


def apex_share_of(handpiece: Handpiece, device: Card | None) -> Sourced:
    """Return the share of the energy in the microbeams; the rest is spread evenly."""
    known = device.value("apex_energy_share") if device else None
    if handpiece.apex_energy_share is not None:
        return stated(handpiece.apex_energy_share, known, "1")
    return known or user(1.0, "1")


def _skin_index() -> float:
    return look_up("tissue", "layers", "epidermis", "refractive_index").value
