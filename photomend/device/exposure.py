"""What reaches the skin: the beam, the pulses of one exposure, and where and how often exposures land."""

from __future__ import annotations

from dataclasses import dataclass, replace

from photomend.catalog import Sourced, Variation
from photomend.device.given import AGREEMENT
from photomend.device.laser import Card, Combination
from photomend.device.profile import Profile

COLLIMATED_NA = 0.03  # beams that converge less count as parallel
ABLATES_FROM_NM = 2500.0  # beyond it water absorbs so strongly that what is hit is removed before it conducts
BREAKDOWN_BELOW_MS = 1e-5  # 10 ns: shorter pulses burst pigment grains before the heat leaves them
SHORTEST_HEATING_MS = 0.01


@dataclass(frozen=True)
class Exposure:
    """What reaches the skin: one microbeam (energy, beam, pulses) and where and how often it lands.

    `pulse_energy_mJ` is the energy of all `pulses` that make up one exposure of one place; each lasts
    `pulse_duration_ms` and starts `pulse_period_ms` after the one before (0 for a single pulse). `convergence_NA` is
    n sin(angle) of the 1/e2 marginal ray, in air, toward a focus `focus_depth_um` below the surface (0, 0: parallel).
    A full-field beam is one microbeam as wide as its spot, laid spot by spot over the skin. `spot_axes_um` are the two
    axes of an ellipse, whose spot is the circle of equal area; `measured_profile` has rows of radius (um) and relative
    irradiance.
    """

    device: Card | None
    wavelength_nm: float
    pulse_energy_mJ: float
    pulse_duration_ms: Sourced
    pulses: int
    pulse_period_ms: float
    spot_diameter_um: Sourced
    spot_axes_um: tuple[float, float] | None
    apex_energy_share: Sourced
    beam_profile: str
    ring_inner_diameter_um: float | None
    measured_profile: Profile
    convergence_NA: float
    focus_depth_um: float
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

        A pitch that is not well known moves the density, as does the spot of a full-field beam; where the dial says
        energy per area, the energy of one microbeam moves with it. A ring or a measured profile keeps its shape.
        """
        spot = _fixed(self.spot_diameter_um, variation.spot)
        wider, inner = spot.value / self.spot_diameter_um.value, self.ring_inner_diameter_um
        denser = self._denser(variation, spot)
        return replace(
            self,
            pulse_energy_mJ=self.pulse_energy_mJ / denser if self.energy_by_area else self.pulse_energy_mJ,
            density_per_pass_per_cm2=self.density_per_pass_per_cm2 * denser,
            spot_diameter_um=spot,
            ring_inner_diameter_um=None if inner is None else wider * inner,
            measured_profile=tuple((wider * radius, irradiance) for radius, irradiance in self.measured_profile),
            pulse_duration_ms=_fixed(self.pulse_duration_ms, variation.pulse),
            apex_energy_share=_fixed(self.apex_energy_share, variation.apex),
        )

    def _denser(self, variation: Variation, spot: Sourced) -> float:
        """Return by what factor a variation changes the density: neighbours closer, or a full-field spot narrower."""
        if self.full_field:
            return (self.spot_diameter_um.value / spot.value) ** 2
        if self.pitch_known is None or variation.pitch == 0.0:
            return 1.0
        return (self.pitch_known.value / self.pitch_known.at(variation.pitch)) ** 2

    @property
    def full_field(self) -> bool:
        """Return whether one wide beam treats the whole field, each place once per pass."""
        return self.placement == "full-field"

    @property
    def mechanism(self) -> str:
        """Return how the light injures: coagulation (by heat), breakdown (picosecond pulses) or ablation (removal)."""
        if self.wavelength_nm > ABLATES_FROM_NM:
            return "ablation"
        return "breakdown" if self.pulse_duration_ms.value < BREAKDOWN_BELOW_MS else "coagulation"

    @property
    def converging(self) -> bool:
        """Return whether the beam narrows on its way into the skin enough to matter."""
        return self.convergence_NA > COLLIMATED_NA

    @property
    def peak_power_W(self) -> float:
        """Return the power during each pulse."""
        return self.pulse_energy_mJ / (self.pulses * self.pulse_duration_ms.value)

    @property
    def radiant_exposure_J_per_cm2(self) -> float:
        """Return the radiant exposure of one pass, averaged over the area."""
        return 1e-3 * self.pulse_energy_mJ * self.density_per_pass_per_cm2

    def windows(self, first_s: float = 0.0) -> tuple[tuple[float, float], ...]:
        """Return start and end (s) of every pulse of one exposure whose first pulse starts at `first_s`."""
        starts = (first_s + 1e-3 * number * self.pulse_period_ms for number in range(self.pulses))
        return tuple((start, start + 1e-3 * self.pulse_duration_ms.value) for start in starts)


def outside_tested(exposure: Exposure) -> str | None:
    """Return a warning when the dial is outside the published combinations of the device, else None."""
    device = exposure.device
    if device is None:
        return None
    if not device.combinations:
        return f"outside tested range: no published settings were found for {device.name}"
    for name, unit, value, tested in _dials(exposure, device.combinations):
        if not min(tested) * (1 - AGREEMENT) <= value <= max(tested) * (1 + AGREEMENT):
            return (
                f"outside tested range: {name} = {value:.4g}, but published settings of {device.name} "
                f"span {min(tested):.4g} to {max(tested):.4g} {unit}"
            )
    return None


def _dials(
    exposure: Exposure, rows: tuple[Combination, ...]
) -> tuple[tuple[str, str, float, list[float]], tuple[str, str, float, list[float]]]:
    """Return what to compare, as name, unit, value and published values: energy and density, or dose and wide spot."""
    spots = [row.spot_diameter_um for row in rows if row.spot_diameter_um is not None]
    if exposure.full_field and len(spots) == len(rows):
        doses = [row.radiant_exposure_J_per_cm2 or 0.0 for row in rows]
        return (
            ("radiant_exposure_J_per_cm2", "J/cm2", exposure.radiant_exposure_J_per_cm2, doses),
            ("spot_diameter_um", "um", exposure.spot_diameter_um.value, spots),
        )
    energies = [
        row.pulse_energy_mJ or 1e3 * (row.radiant_exposure_J_per_cm2 or 0.0) / row.density_per_pass_per_cm2
        for row in rows
    ]
    densities = [row.density_per_pass_per_cm2 for row in rows]
    return (
        ("pulse_energy_mJ", "mJ", exposure.pulse_energy_mJ, energies),
        ("density_per_pass_per_cm2", "per cm2", exposure.density_per_pass_per_cm2, densities),
    )


def _fixed(known: Sourced, position: float) -> Sourced:
    return replace(known, value=known.at(position))
