"""From the dial to the skin: handpiece and settings resolved into what one microbeam and one pass deliver.

energy = power x duration;  density = 1 / pitch^2 (square) or 2 / (sqrt(3) pitch^2) (hexagonal);
radiant exposure = energy x density. What is given twice must agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from photomend.catalog import Sourced, Variation, stated, user
from photomend.description import BadInput
from photomend.device.laser import DENSEST_PER_CM2, Card, Handpiece, Settings, card

AGREEMENT = 0.01
UM_PER_CM = 1e4
COLLIMATED_NA = 0.03
CELLS_PER_PITCH2 = {"square": 1.0, "hexagonal": 2.0 / math.sqrt(3.0)}


@dataclass(frozen=True)
class Exposure:
    """What reaches the skin: one microbeam (energy, beam, pulse) and where and how often it lands."""

    device: Card | None
    wavelength_nm: float
    pulse_energy_mJ: float
    pulse_duration_ms: Sourced
    spot_diameter_um: Sourced
    apex_energy_share: Sourced
    beam_profile: str
    placement: str
    simultaneous: bool
    density_per_pass_per_cm2: float
    passes: int
    pass_interval_s: float
    treatment_level: int | None
    pitch_um: float | None
    pitch_known: Sourced | None
    energy_by_area: bool

    def varied(self, variation: Variation) -> Exposure:
        """Return the exposure with its uncertain inputs moved within their ranges.

        A pitch that is not well known moves the density; where the dial says energy per area, the energy of one
        microbeam moves with it.
        """
        density, energy = self.density_per_pass_per_cm2, self.pulse_energy_mJ
        if self.pitch_known is not None and variation.pitch != 0.0:
            density *= (self.pitch_known.value / self.pitch_known.at(variation.pitch)) ** 2
            energy *= self.density_per_pass_per_cm2 / density if self.energy_by_area else 1.0
        return replace(
            self,
            pulse_energy_mJ=energy,
            density_per_pass_per_cm2=density,
            spot_diameter_um=_fixed(self.spot_diameter_um, variation.spot),
            pulse_duration_ms=_fixed(self.pulse_duration_ms, variation.pulse),
            apex_energy_share=_fixed(self.apex_energy_share, variation.apex),
        )

    @property
    def peak_power_W(self) -> float:
        """Return the power during the pulse."""
        return self.pulse_energy_mJ / self.pulse_duration_ms.value

    @property
    def radiant_exposure_J_per_cm2(self) -> float:
        """Return the radiant exposure of one pass, averaged over the area."""
        return 1e-3 * self.pulse_energy_mJ * self.density_per_pass_per_cm2


def resolve(handpiece: Handpiece, settings: Settings) -> Exposure:
    """Return what reaches the skin, with the device's defaults where nothing is said.

    Raises `BadInput` for an unknown or not yet simulated device, a missing or contradictory field, and an
    energy outside the handpiece.
    """
    device = _usable(handpiece.device)
    if settings.treatment_level is not None and settings.density_per_pass_per_cm2 is not None:
        raise BadInput(
            f"settings.treatment_level = {settings.treatment_level} and settings.density_per_pass_per_cm2 = "
            f"{settings.density_per_pass_per_cm2:g} both set the density; leave one of them out"
        )
    _refuse_converging(handpiece)
    placement = handpiece.placement or (device.text("placement") if device else "") or "random"
    lattice = _lattice_density(handpiece, settings, placement, device)
    energy = _energy(handpiece, settings, device, lattice)
    passes = settings.passes if settings.passes is not None else int(_number(device, "passes", 1.0))
    density = _density(settings, device, lattice, energy, passes)
    _agree(
        "settings.radiant_exposure_J_per_cm2",
        settings.radiant_exposure_J_per_cm2,
        1e-3 * energy * density,
        "energy times density",
    )
    _within_limits(device, energy, density)
    interval = settings.pass_interval_s
    return Exposure(
        device=device,
        wavelength_nm=_required("wavelength_nm", handpiece.wavelength_nm, _value(device, "wavelength_nm")),
        pulse_energy_mJ=energy,
        pulse_duration_ms=_duration(handpiece, device, energy),
        spot_diameter_um=_spot(handpiece, device, energy),
        apex_energy_share=_apex_share(handpiece, device),
        beam_profile=handpiece.beam_profile or (device.text("beam_profile") if device else "") or "gaussian",
        placement=placement,
        simultaneous=_simultaneous(handpiece, device, placement),
        density_per_pass_per_cm2=density,
        passes=passes,
        pass_interval_s=interval if interval is not None else _number(device, "pass_interval_s", 60.0),
        treatment_level=settings.treatment_level,
        pitch_um=_pitch(handpiece, placement, density),
        pitch_known=_pitch_known(device, placement, density),
        energy_by_area=device is not None and device.dial == "radiant_exposure_J_per_cm2",
    )


def outside_tested(exposure: Exposure) -> str | None:
    """Return a warning when the dial is outside the published combinations of the device, else None."""
    device = exposure.device
    if device is None:
        return None
    rows = device.combinations
    if not rows:
        return f"outside tested range: no published settings were found for {device.name}"
    energies = [
        row.pulse_energy_mJ or 1e3 * (row.radiant_exposure_J_per_cm2 or 0.0) / row.density_per_pass_per_cm2
        for row in rows
    ]
    densities = [row.density_per_pass_per_cm2 for row in rows]
    for name, unit, value, tested in (
        ("pulse_energy_mJ", "mJ", exposure.pulse_energy_mJ, energies),
        ("density_per_pass_per_cm2", "per cm2", exposure.density_per_pass_per_cm2, densities),
    ):
        if not min(tested) * (1 - AGREEMENT) <= value <= max(tested) * (1 + AGREEMENT):
            return (
                f"outside tested range: {name} = {value:.4g}, but published settings of {device.name} "
                f"span {min(tested):.4g} to {max(tested):.4g} {unit}"
            )
    return None


def _fixed(known: Sourced, position: float) -> Sourced:
    return replace(known, value=known.at(position))


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


def _refuse_converging(handpiece: Handpiece) -> None:
    if (handpiece.convergence_NA or 0.0) > COLLIMATED_NA:
        raise BadInput(
            f"handpiece.convergence_NA = {handpiece.convergence_NA:g} is above {COLLIMATED_NA}, and converging beams "
            "are not simulated yet; give the spot at the skin and leave convergence_NA out"
        )
    if handpiece.focus_depth_um:
        raise BadInput(
            f"handpiece.focus_depth_um = {handpiece.focus_depth_um:g} asks for a focus below 0 um, and converging "
            "beams are not simulated yet; leave it out"
        )


def _lattice_density(handpiece: Handpiece, settings: Settings, placement: str, device: Card | None) -> float | None:
    """Return the density that a lattice's pitch means, 1/cm^2; None where no pitch decides it.

    A stated pitch decides; a stated density wins over the device's own pitch.
    """
    if placement == "random":
        if handpiece.pitch_um is not None:
            raise BadInput(
                f"handpiece.pitch_um = {handpiece.pitch_um:g} has no meaning for random placement; "
                "set settings.density_per_pass_per_cm2 instead"
            )
        return None
    own = _value(device, "pitch_um") if settings.density_per_pass_per_cm2 is None else None
    pitch = handpiece.pitch_um or own
    if pitch is None:
        return None
    density = CELLS_PER_PITCH2[placement] * (UM_PER_CM / pitch) ** 2
    if density > DENSEST_PER_CM2:
        raise BadInput(
            f"handpiece.pitch_um = {pitch:g} puts {density:.0f} microbeams on a cm2, above the limit "
            f"{DENSEST_PER_CM2:g}; widen it"
        )
    return density


def _pitch(handpiece: Handpiece, placement: str, density: float) -> float | None:
    """Return the distance between neighbours on a lattice, um; random placements have none."""
    if placement == "random":
        return None
    return handpiece.pitch_um or UM_PER_CM * math.sqrt(CELLS_PER_PITCH2[placement] / density)


def _pitch_known(device: Card | None, placement: str, density: float) -> Sourced | None:
    """Return the device's own pitch where the density is that of its pitch: then its range counts."""
    own = device.value("pitch_um") if device and placement != "random" else None
    if own is None or abs(CELLS_PER_PITCH2[placement] * (UM_PER_CM / own.value) ** 2 - density) > 1e-9 * density:
        return None
    return own


def _energy(handpiece: Handpiece, settings: Settings, device: Card | None, lattice: float | None) -> float:
    product = None
    if handpiece.peak_power_W is not None and handpiece.pulse_duration_ms is not None:
        product = handpiece.peak_power_W * handpiece.pulse_duration_ms
    if settings.pulse_energy_mJ is not None:
        _agree("settings.pulse_energy_mJ", settings.pulse_energy_mJ, product, "power times duration")
        return settings.pulse_energy_mJ
    if product is not None:
        return product
    exposure, density = settings.radiant_exposure_J_per_cm2, settings.density_per_pass_per_cm2 or lattice
    if exposure is None and device is not None and device.dial == "radiant_exposure_J_per_cm2":
        exposure = _value(device, "radiant_exposure_J_per_cm2")
    if exposure is not None:
        if density is None:
            raise BadInput(
                f"settings.radiant_exposure_J_per_cm2 = {exposure:g} needs a density to become energy per microbeam; "
                "add settings.density_per_pass_per_cm2"
            )
        return 1e3 * exposure / density
    default = _value(device, "pulse_energy_mJ")
    if default is None:
        raise BadInput(
            "settings.pulse_energy_mJ is missing and no device gives a default; add it (mJ of one microbeam)"
        )
    return default


def _density(settings: Settings, device: Card | None, lattice: float | None, energy: float, passes: int) -> float:
    given = settings.density_per_pass_per_cm2
    if settings.treatment_level is not None:
        if device is None or "levels" not in device.raw:
            raise BadInput(
                f"settings.treatment_level = {settings.treatment_level}, but this handpiece has no such dial; "
                "set settings.density_per_pass_per_cm2 instead"
            )
        return device.density_of_level(settings.treatment_level, energy, passes)
    if lattice is not None:
        _agree("settings.density_per_pass_per_cm2", given, lattice, "the density of handpiece.pitch_um")
        return lattice if given is None else given
    default = device.density_at(energy) if device else None
    if given is None and default is None:
        raise BadInput("settings.density_per_pass_per_cm2 is missing and no device gives a default; add it")
    return given if given is not None else float(default or 0.0)


def _duration(handpiece: Handpiece, device: Card | None, energy: float) -> Sourced:
    known = _own_duration(device, energy)
    power = handpiece.peak_power_W
    if handpiece.pulse_duration_ms is not None:
        _agree("handpiece.peak_power_W", power, energy / handpiece.pulse_duration_ms, "energy over duration")
        return stated(handpiece.pulse_duration_ms, known, "ms")
    if power is not None:
        return stated(energy / power, known, "ms")
    if known is None:
        raise BadInput("handpiece.pulse_duration_ms is missing and no device gives it; add it, or peak_power_W")
    return known


def _own_duration(device: Card | None, energy: float) -> Sourced | None:
    """Return the device's pulse duration: its own, or energy over its power."""
    if device is None:
        return None
    power = device.value("peak_power_W")
    if power is None:
        return device.value("pulse_duration_ms")
    mark = "derived" if power.mark == "read" else power.mark
    return Sourced(energy / power.value, "ms", energy / power.high, energy / power.low, power.source, mark)


def _spot(handpiece: Handpiece, device: Card | None, energy: float) -> Sourced:
    known = device.spot_diameter(energy) if device else None
    if handpiece.spot_diameter_um is not None:
        return stated(handpiece.spot_diameter_um, known, "um")
    if known is None:
        raise BadInput(
            "handpiece.spot_diameter_um is missing and no device gives it; add it (1/e2 diameter at the skin)"
        )
    return known


def _simultaneous(handpiece: Handpiece, device: Card | None, placement: str) -> bool:
    simultaneous = handpiece.simultaneous
    if simultaneous is None:
        simultaneous = bool(device.raw.get("simultaneous", False)) if device else False
    if simultaneous and placement == "random":
        raise BadInput(
            "handpiece.simultaneous = true needs microbeams on a lattice; "
            'set handpiece.placement to "square" or "hexagonal"'
        )
    return simultaneous


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


def _agree(field: str, given: float | None, implied: float | None, of_what: str) -> None:
    if given is None or implied is None or abs(given - implied) <= AGREEMENT * abs(implied):
        return
    raise BadInput(f"{field} = {given:g} contradicts {of_what}, {implied:.4g}; leave one of them out")


def _required(name: str, given: float | None, known: float | None) -> float:
    value = given if given is not None else known
    if value is None:
        raise BadInput(f"handpiece.{name} is missing; name a device (handpiece.device) or add it")
    return value


def _value(device: Card | None, field: str) -> float | None:
    known = device.value(field) if device else None
    return None if known is None else known.value


def _number(device: Card | None, field: str, otherwise: float) -> float:
    known = _value(device, field)
    return otherwise if known is None else known


def _apex_share(handpiece: Handpiece, device: Card | None) -> Sourced:
    known = device.value("apex_energy_share") if device else None
    if handpiece.apex_energy_share is not None:
        return stated(handpiece.apex_energy_share, known, "1")
    return known or user(1.0, "1")
