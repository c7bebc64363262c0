"""From the dial to the skin: handpiece and settings resolved into what one microbeam and one pass deliver.

energy = power x duration x pulses;  radiant exposure = energy x density. What is given twice must agree.
"""

from __future__ import annotations

import math

from photomend.description import BadInput
from photomend.device.beam import apex_share_of, axes_of, convergence_of, needed_spot, profile_of, ring_inner_of
from photomend.device.exposure import BREAKDOWN_BELOW_MS, SHORTEST_HEATING_MS, Exposure
from photomend.device.given import agree, number_of, required, value_of
from photomend.device.laser import Card, Handpiece, Settings, card
from photomend.device.placement import decided_density, density_of, pitch_known, pitch_of, simultaneous_of
from photomend.device.pulse import duration_of, energy_of_power, of_all, period_of, pulses_of


def resolve(handpiece: Handpiece, settings: Settings) -> Exposure:
    """Return what reaches the skin, with the device's defaults where nothing is said.

    Raises `BadInput` for an unknown or not yet simulated device, a missing or contradictory field, and an
    energy outside the handpiece.

    Example
    -------
    >>> wide = Handpiece(wavelength_nm=1540, spot_diameter_um=4000, pulse_duration_ms=3, placement="full-field")
    >>> round(resolve(wide, Settings(radiant_exposure_J_per_cm2=9.0)).pulse_energy_mJ)
    1131
    """
    device = _usable(handpiece.device)
    _refuse_two_densities(settings)
    placement = handpiece.placement or (device.text("placement") if device else "") or "random"
    profile = profile_of(handpiece, device, placement)
    decided = decided_density(handpiece, settings, placement, device)
    pulses = pulses_of(handpiece, device)
    energy = _energy(handpiece, settings, device, decided, pulses)
    passes = settings.passes if settings.passes is not None else int(number_of(device, "passes", 1.0))
    density = density_of(settings, device, decided, energy, passes)
    given = settings.radiant_exposure_J_per_cm2
    agree("settings.radiant_exposure_J_per_cm2", given, 1e-3 * energy * density, "energy times density")
    _within_limits(device, energy, density)
    known = device.spot_diameter(energy) if device else None
    spot, duration = needed_spot(handpiece, known), duration_of(handpiece, device, energy, pulses)
    aperture, focus = convergence_of(handpiece, device, spot.value, profile)
    interval = settings.pass_interval_s
    exposure = Exposure(
        device=device,
        wavelength_nm=required("wavelength_nm", handpiece.wavelength_nm, value_of(device, "wavelength_nm")),
        pulse_energy_mJ=energy,
        pulse_duration_ms=duration,
        pulses=pulses,
        pulse_period_ms=period_of(handpiece, device, pulses, duration.value),
        spot_diameter_um=spot,
        spot_axes_um=axes_of(handpiece, known),
        apex_energy_share=apex_share_of(handpiece, device),
        beam_profile=profile,
        ring_inner_diameter_um=ring_inner_of(handpiece, profile, spot.value),
        measured_profile=handpiece.profile,
        convergence_NA=aperture,
        focus_depth_um=focus,
        placement=placement,
        simultaneous=simultaneous_of(handpiece, device, placement),
        density_per_pass_per_cm2=density,
        passes=passes,
        pass_interval_s=interval if interval is not None else number_of(device, "pass_interval_s", 60.0),
        treatment_level=settings.treatment_level,
        pitch_um=pitch_of(handpiece, placement, density),
        pitch_known=pitch_known(device, placement, density),
        energy_by_area=device is not None and device.dial == "radiant_exposure_J_per_cm2",
    )
    _refuse_overlapping_passes(exposure)
    _refuse_between(exposure)
    return exposure


def _usable(name: str | None) -> Card | None:
    if name is None:
        return None
    device = card(name)
    if not device.simulated:
        raise BadInput(
            f'handpiece.device = "{name}" is not simulated yet: {device.text("reason").rstrip(".")}; '
            "choose another device"
        )
    return device


def _refuse_two_densities(settings: Settings) -> None:
    if settings.treatment_level is not None and settings.density_per_pass_per_cm2 is not None:
        raise BadInput(
            f"settings.treatment_level = {settings.treatment_level} and settings.density_per_pass_per_cm2 = "
            f"{settings.density_per_pass_per_cm2:g} both set the density; leave one of them out"
        )


def _refuse_overlapping_passes(exposure: Exposure) -> None:
    """Refuse passes that begin before the train of the pass before is over."""
    last = exposure.windows()[-1][1]
    if exposure.passes > 1 and last > exposure.pass_interval_s:
        raise BadInput(
            f"settings.pass_interval_s = {exposure.pass_interval_s:g} is shorter than the pulses of one pass, "
            f"{last:.4g} s; lengthen it, or lower handpiece.pulses or handpiece.pulse_period_ms"
        )


def _refuse_between(exposure: Exposure) -> None:
    """Refuse pulses too long for breakdown and too short for the heat that is simulated."""
    duration = exposure.pulse_duration_ms.value
    if exposure.mechanism == "coagulation" and duration < SHORTEST_HEATING_MS:
        raise BadInput(
            f"handpiece.pulse_duration_ms = {duration:g} lies between breakdown (below {BREAKDOWN_BELOW_MS:g} ms) and "
            f"heating (from {SHORTEST_HEATING_MS:g} ms), where no model applies; lengthen or shorten it"
        )


def _energy(handpiece: Handpiece, settings: Settings, device: Card | None, decided: float | None, pulses: int) -> float:
    """Return the energy of one microbeam's whole train, mJ: stated, by power, by radiant exposure, or the device's."""
    product = energy_of_power(handpiece, pulses)
    if settings.pulse_energy_mJ is not None:
        agree("settings.pulse_energy_mJ", settings.pulse_energy_mJ, product, f"power times duration{of_all(pulses)}")
        return settings.pulse_energy_mJ
    if product is not None:
        return product
    exposure = settings.radiant_exposure_J_per_cm2
    density = decided if decided is not None else settings.density_per_pass_per_cm2
    if exposure is None and device is not None and device.dial == "radiant_exposure_J_per_cm2":
        exposure = value_of(device, "radiant_exposure_J_per_cm2")
    if exposure is not None:
        if density is None:
            raise BadInput(
                f"settings.radiant_exposure_J_per_cm2 = {exposure:g} needs a density to become energy per microbeam; "
                "add settings.density_per_pass_per_cm2"
            )
        return 1e3 * exposure / density
    default = value_of(device, "pulse_energy_mJ")
    if default is None:
        raise BadInput(
            "settings.pulse_energy_mJ is missing and no device gives a default; add it (mJ of one microbeam)"
        )
    return default


def _within_limits(device: Card | None, energy: float, density: float) -> None:
    if device is None:
        return
    exposure = 1e-3 * energy * density
    for name, value in (("pulse_energy_mJ", energy), ("radiant_exposure_J_per_cm2", exposure)):
        low, high = device.limits.get(name, (0.0, math.inf))
        if value > high * (1 + 1e-9):
            raise BadInput(
                f"settings.{name} = {value:.4g} is above this handpiece's {high:g}; lower it or choose another device"
            )
        if value < low * (1 - 1e-9):
            raise BadInput(
                f"settings.{name} = {value:.4g} is below this handpiece's {low:g}; raise it or choose another device"
            )
