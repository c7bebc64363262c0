"""Where microbeams land: their density per pass, and the pitch of a lattice.

density = 1 / pitch^2 (square), 2 / (sqrt(3) pitch^2) (hexagonal) or, for one wide beam that treats the whole field
spot by spot, 1 / (pi/4 d^2): each place is hit once per pass.
"""

from __future__ import annotations

import math

from photomend.catalog import Sourced
from photomend.description import BadInput
from photomend.device.beam import named, spot_of
from photomend.device.given import agree, value_of
from photomend.device.laser import DENSEST_PER_CM2, UM_PER_CM, Card, Handpiece, Settings, one_per_spot

CELLS_PER_PITCH2 = {"square": 1.0, "hexagonal": 2.0 / math.sqrt(3.0)}


def decided_density(handpiece: Handpiece, settings: Settings, placement: str, device: Card | None) -> float | None:
    """Return the density that the geometry decides, 1/cm^2: a lattice's pitch, a full-field spot; else None.

    A stated pitch decides; a stated density wins over the device's own pitch. Raises `BadInput` where a stated
    density and the geometry differ.
    """
    if placement in CELLS_PER_PITCH2:
        return _lattice_density(handpiece, settings, placement, device)
    if handpiece.pitch_um is not None:
        remedy = "set settings.density_per_pass_per_cm2 instead" if placement == "random" else "leave it out"
        raise BadInput(
            f"handpiece.pitch_um = {handpiece.pitch_um:g} has no meaning for {placement} placement; {remedy}"
        )
    return _full_field_density(handpiece, settings, device) if placement == "full-field" else None


def density_of(settings: Settings, device: Card | None, decided: float | None, energy: float, passes: int) -> float:
    """Return the density per pass, 1/cm^2: by treatment level, geometry, the user's word or the device's default."""
    given = settings.density_per_pass_per_cm2
    if settings.treatment_level is not None:
        if device is None or "levels" not in device.raw:
            raise BadInput(
                f"settings.treatment_level = {settings.treatment_level}, but this handpiece has no such dial; "
                "set settings.density_per_pass_per_cm2 instead"
            )
        return device.density_of_level(settings.treatment_level, energy, passes)
    if decided is not None:
        return decided
    default = device.density_at(energy) if device else None
    if given is None and default is None:
        raise BadInput("settings.density_per_pass_per_cm2 is missing and no device gives a default; add it")
    return given if given is not None else float(default or 0.0)


def pitch_of(handpiece: Handpiece, placement: str, density: float) -> float | None:
    """Return the distance between neighbours on a lattice, um; other placements have none."""
    if placement not in CELLS_PER_PITCH2:
        return None
    return handpiece.pitch_um or UM_PER_CM * math.sqrt(CELLS_PER_PITCH2[placement] / density)


def pitch_known(device: Card | None, placement: str, density: float) -> Sourced | None:
    """Return the device's own pitch where the density is that of its pitch: then its range counts."""
    own = device.value("pitch_um") if device and placement in CELLS_PER_PITCH2 else None
    if own is None or abs(CELLS_PER_PITCH2[placement] * (UM_PER_CM / own.value) ** 2 - density) > 1e-9 * density:
        return None
    return own


def simultaneous_of(handpiece: Handpiece, device: Card | None, placement: str) -> bool:
    """Return whether all microbeams of a tip fire at once, which needs a lattice."""
    simultaneous = handpiece.simultaneous
    if simultaneous is None:
        simultaneous = bool(device.raw.get("simultaneous", False)) if device else False
    if simultaneous and placement not in CELLS_PER_PITCH2:
        raise BadInput(
            "handpiece.simultaneous = true needs microbeams on a lattice; "
            'set it to false, or handpiece.placement to "square" or "hexagonal"'
        )
    return simultaneous


def _lattice_density(handpiece: Handpiece, settings: Settings, placement: str, device: Card | None) -> float | None:
    own = value_of(device, "pitch_um") if settings.density_per_pass_per_cm2 is None else None
    pitch = handpiece.pitch_um or own
    if pitch is None:
        return None
    density = CELLS_PER_PITCH2[placement] * (UM_PER_CM / pitch) ** 2
    if density > DENSEST_PER_CM2:
        raise BadInput(
            f"handpiece.pitch_um = {pitch:g} puts {density:.0f} microbeams on a cm2, above the limit "
            f"{DENSEST_PER_CM2:g}; widen it"
        )
    given = settings.density_per_pass_per_cm2
    agree("settings.density_per_pass_per_cm2", given, density, "the density of handpiece.pitch_um")
    return density if given is None else given


def _full_field_density(handpiece: Handpiece, settings: Settings, device: Card | None) -> float:
    if settings.treatment_level is not None:
        raise BadInput(
            f"settings.treatment_level = {settings.treatment_level} sets a density, but a full-field beam hits each "
            "place once per pass; leave it out"
        )
    fixed = device is not None and "at_energy_mJ" not in device.raw.get("spot_diameter_um", {})
    spot = spot_of(handpiece, device.value("spot_diameter_um") if device is not None and fixed else None)
    if spot is None:
        raise BadInput(
            'handpiece.spot_diameter_um is missing, and handpiece.placement = "full-field" needs a fixed one; add it'
        )
    density = one_per_spot(spot.value)
    if density > DENSEST_PER_CM2:
        raise BadInput(
            f"{named(handpiece, spot.value)} is too narrow for full-field placement: {density:.0f} beams on a "
            f"cm2 are above the limit {DENSEST_PER_CM2:g}; widen it, or choose another handpiece.placement"
        )
    given = settings.density_per_pass_per_cm2
    agree("settings.density_per_pass_per_cm2", given, density, "one full-field beam per area of its spot")
    return density
