"""The beam at the skin: its width, its profile, how it converges, and the share of it in the microbeams.

A beam of numerical aperture NA with its focus at depth f in skin of index n covers at least
2 f tan(asin(NA / n)) at the surface.
"""

from __future__ import annotations

import math

from photomend.catalog import Sourced, look_up, stated, user
from photomend.description import BadInput
from photomend.device.exposure import COLLIMATED_NA
from photomend.device.given import agree, number_of
from photomend.device.laser import Card, Handpiece
from photomend.device.profile import hollow, second_moment_diameter


def spot_of(handpiece: Handpiece, known: Sourced | None) -> Sourced | None:
    """Return the diameter (um) of the round beam at the skin, None where neither user nor device says it.

    `known` is the device's. A measured profile brings its own. An ellipse is taken as the circle of equal area, of
    diameter sqrt(a b): of the same energy and irradiance. Along with the first axis of a device its second varies.
    """
    if handpiece.profile:
        width = second_moment_diameter(handpiece.profile)
        given, whose = handpiece.spot_diameter_um, "the second-moment width of handpiece.profile_radius_um"
        agree("handpiece.spot_diameter_um", given, width, whose)
        return user(width, "um")
    first = _first_axis(handpiece, known)
    second = handpiece.spot_diameter_second_um
    return first if first is None or second is None else first.scaled(math.sqrt(second / first.value))


def needed_spot(handpiece: Handpiece, known: Sourced | None) -> Sourced:
    """Return the spot; raise `BadInput` where neither user nor device says it."""
    spot = spot_of(handpiece, known)
    if spot is None:
        raise BadInput(
            "handpiece.spot_diameter_um is missing and no device gives it; add it (1/e2 diameter at the skin)"
        )
    return spot


def axes_of(handpiece: Handpiece, known: Sourced | None) -> tuple[float, float] | None:
    """Return both axes of an elliptic beam, um; None for a round one."""
    first, second = _first_axis(handpiece, known), handpiece.spot_diameter_second_um
    return None if first is None or second is None else (first.value, second)


def named(handpiece: Handpiece, spot_diameter_um: float) -> str:
    """Return the name by which the user knows a spot, and its diameter."""
    if handpiece.profile:
        return f"handpiece.profile_radius_um, {spot_diameter_um:.4g} um wide by its second moment,"
    round_ = handpiece.spot_diameter_second_um is None
    return f"handpiece.spot_diameter_um = {spot_diameter_um:.4g}" + ("" if round_ else " (the circle of equal area)")


def profile_of(handpiece: Handpiece, device: Card | None, placement: str) -> str:
    """Return the beam's profile: as stated, the device's, else flat for a full field and Gaussian for a microbeam.

    Raises `BadInput` for a measured profile beside another, or none where it is asked for, and for an ellipse of what
    is round by its own description.
    """
    given = handpiece.beam_profile
    if handpiece.profile and given not in (None, "measured"):
        raise BadInput(
            f'handpiece.beam_profile = "{given}" contradicts the measured profile of handpiece.profile_radius_um; '
            "leave one of them out"
        )
    if given == "measured" and not handpiece.profile:
        raise BadInput(
            'handpiece.beam_profile = "measured" lacks its profile; add handpiece.beam_profile_csv, or choose another'
        )
    own = device.text("beam_profile") if device else ""
    profile = given or own or ("top-hat" if placement == "full-field" else "gaussian")
    profile = "measured" if handpiece.profile else profile
    second = handpiece.spot_diameter_second_um
    if second is not None and profile in ("ring", "measured"):
        raise BadInput(
            f"handpiece.spot_diameter_second_um = {second:g} makes an ellipse, but a {profile} beam is round; "
            'leave it out, or set handpiece.beam_profile to "gaussian" or "top-hat"'
        )
    return profile


def ring_inner_of(handpiece: Handpiece, profile: str, spot_diameter_um: float) -> float | None:
    """Return the inner diameter of a ring, um; None for another profile."""
    inner = handpiece.ring_inner_diameter_um
    if profile != "ring":
        if inner is None:
            return None
        raise BadInput(
            f"handpiece.ring_inner_diameter_um = {inner:g} has no meaning for a {profile} beam; "
            'set handpiece.beam_profile to "ring", or leave it out'
        )
    if inner is None:
        raise BadInput(
            'handpiece.ring_inner_diameter_um is missing for handpiece.beam_profile = "ring"; '
            "add it (the outer diameter is spot_diameter_um)"
        )
    if inner >= spot_diameter_um:
        raise BadInput(
            f"handpiece.ring_inner_diameter_um = {inner:g} is not below the ring's outer diameter, "
            f"handpiece.spot_diameter_um = {spot_diameter_um:g}; lower it, or widen the spot"
        )
    return inner


def convergence_of(
    handpiece: Handpiece, device: Card | None, spot_diameter_um: float, profile: str
) -> tuple[float, float]:
    """Return numerical aperture and depth of focus (um).

    Raises `BadInput` for a focus without convergence, a spot too narrow, and a converging beam that is dark in its
    middle: light fills the middle on its way to the focus, and beams narrow without changing their shape here.
    """
    aperture, focus = handpiece.convergence_NA, handpiece.focus_depth_um
    aperture = number_of(device, "convergence_NA", 0.0) if aperture is None else aperture
    focus = number_of(device, "focus_depth_um", 0.0) if focus is None else focus
    if focus and not aperture:
        raise BadInput(
            f"handpiece.focus_depth_um = {focus:g} needs a beam that converges; "
            "add handpiece.convergence_NA, or leave it out"
        )
    dark = profile == "ring" or (profile == "measured" and hollow(handpiece.profile))
    if dark and aperture > COLLIMATED_NA:
        raise BadInput(
            f"handpiece.convergence_NA = {aperture:g} is above {COLLIMATED_NA:g}, up to which a beam that is dark in "
            "its middle can be simulated; lower it, or choose another handpiece.beam_profile"
        )
    cone = 2.0 * focus * math.tan(math.asin(aperture / _skin_index()))
    if cone > spot_diameter_um * (1 + 1e-9):
        raise BadInput(
            f"{named(handpiece, spot_diameter_um)} is narrower than the converging cone at the surface, "
            f"{cone:.4g} um; lower convergence_NA or focus_depth_um, or widen the spot"
        )
    return aperture, focus


def apex_share_of(handpiece: Handpiece, device: Card | None) -> Sourced:
    """Return the share of the energy in the microbeams; the rest is spread evenly."""
    known = device.value("apex_energy_share") if device else None
    if handpiece.apex_energy_share is not None:
        return stated(handpiece.apex_energy_share, known, "1")
    return known or user(1.0, "1")


def _first_axis(handpiece: Handpiece, known: Sourced | None) -> Sourced | None:
    given = handpiece.spot_diameter_um
    return known if given is None else stated(given, known, "um")


def _skin_index() -> float:
    return look_up("tissue", "layers", "epidermis", "refractive_index").value
