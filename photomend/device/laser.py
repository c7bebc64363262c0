"""Lasers: what the user says of handpiece, dial and surface, and the catalogue's cards of named devices."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from os import PathLike
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from photomend.catalog import Sourced, sourced, tables
from photomend.description import BadInput, Description, choice, quantity
from photomend.device.profile import NARROWEST_UM, WIDEST_UM, Profile, read_profile, refuse_bad_rows, shaped

DENSEST_PER_CM2 = 3000.0
UM_PER_CM = 1e4

Placement = Literal["random", "square", "hexagonal", "full-field"]
Numbers = tuple[Annotated[float, Field(strict=True)], ...]


def column(unit: str, describe: str) -> Any:
    """A column of numbers with a unit and a help text, for a field of a description that may be left out."""
    return Field(default=None, description=describe, json_schema_extra={"unit": unit})


class Handpiece(Description):
    """What delivers the light: a named device, any of whose fields may be overridden, or a full description.

    `beam_profile_csv` is read as soon as it is given: a description carries the profile itself, never a path.
    """

    device: str | None = None
    wavelength_nm: float | None = quantity("nm", "wavelength", ge=100, le=20000, default=None)
    spot_diameter_um: float | None = quantity(
        "um",
        "diameter of one microbeam at the skin (1/e2; the edge of a top hat; the outer edge of a ring; the "
        "second-moment width of a measured profile, which brings its own)",
        ge=NARROWEST_UM,
        le=WIDEST_UM,
        default=None,
    )
    spot_diameter_second_um: float | None = quantity(
        "um",
        "second axis of an elliptic beam, whose first is spot_diameter_um; taken as the circle of equal area",
        ge=NARROWEST_UM,
        le=WIDEST_UM,
        default=None,
    )
    beam_profile: Literal["gaussian", "top-hat", "ring", "measured"] | None = None
    ring_inner_diameter_um: float | None = quantity(
        "um", "inner diameter of a ring, whose outer one is spot_diameter_um", gt=0, le=WIDEST_UM, default=None
    )
    beam_profile_csv: str | None = Field(
        default=None,
        description="CSV file of a measured profile (header radius_um,irradiance; mean over all azimuths), seen from "
        "the treatment file or the working folder; what it says becomes profile_radius_um and profile_irradiance",
        strict=True,
    )
    profile_radius_um: Numbers | None = column("um", "radii of a measured profile, from 0 outward")
    profile_irradiance: Numbers | None = column(
        "1", "relative irradiance at each radius of a measured profile, linear between them and 0 beyond the last"
    )
    convergence_NA: float | None = quantity(
        "1", "numerical aperture of convergence, in air, of the 1/e2 marginal ray", ge=0, lt=1, default=None
    )
    focus_depth_um: float | None = quantity("um", "depth of the focus below the surface", ge=0, le=5000, default=None)
    pulse_duration_ms: float | None = quantity("ms", "duration of one pulse", ge=1e-7, le=1000, default=None)
    pulses: int | None = quantity("1", "pulses that make up one exposure of one place", ge=1, le=100, default=None)
    pulse_period_ms: float | None = quantity(
        "ms", "from the start of one pulse of an exposure to the start of the next", gt=0, le=10000, default=None
    )
    peak_power_W: float | None = quantity("W", "power during the pulse", gt=0, le=1e10, default=None)
    placement: Placement | None = None
    pitch_um: float | None = quantity("um", "distance between neighbouring microbeams", ge=50, le=10000, default=None)
    simultaneous: bool | None = choice("whether all microbeams of a tip fire at once", None)
    apex_energy_share: float | None = quantity(
        "1", "share of the energy in the microbeams; the rest is spread evenly", gt=0, le=1, default=None
    )

    @model_validator(mode="before")
    @classmethod
    def _take_in_the_csv(cls, contents: Any) -> Any:
        """Put the columns of `beam_profile_csv` in its place."""
        path = contents.get("beam_profile_csv") if isinstance(contents, Mapping) else None
        if not isinstance(path, str | PathLike):
            return contents
        for name in ("profile_radius_um", "profile_irradiance"):
            if contents.get(name) is not None:
                raise BadInput(
                    f"handpiece.beam_profile_csv = {path} and handpiece.{name} both give a profile; "
                    "leave one of them out"
                )
        radius, irradiance = read_profile(path)
        taken = {"beam_profile_csv": None, "profile_radius_um": radius, "profile_irradiance": irradiance}
        return {**contents, **taken}

    @model_validator(mode="after")
    def _refuse_what_is_no_profile(self) -> Self:
        """Refuse columns that do not belong together or make no profile."""
        radius, irradiance = self.profile_radius_um, self.profile_irradiance
        if radius is None and irradiance is None:
            return self
        if radius is None or irradiance is None or len(radius) != len(irradiance):
            raise BadInput(
                f"handpiece.profile_radius_um has {len(radius or ())} values and handpiece.profile_irradiance "
                f"{len(irradiance or ())}, but each row needs both; give as many of the one as of the other"
            )
        name = "handpiece.profile_radius_um with profile_irradiance"
        refuse_bad_rows(name, list(zip(radius, irradiance, strict=True)), range(1, len(radius) + 1))
        return self

    @property
    def profile(self) -> Profile:
        """Return the measured profile (um, relative to its peak); empty where there is none."""
        if self.profile_radius_um is None or self.profile_irradiance is None:
            return ()
        return shaped(zip(self.profile_radius_um, self.profile_irradiance, strict=True))


class Settings(Description):
    """What the operator dials in; what is left out follows the device."""

    pulse_energy_mJ: float | None = quantity(
        "mJ", "energy of one microbeam at the skin, all pulses of one exposure together", gt=0, le=500000, default=None
    )
    radiant_exposure_J_per_cm2: float | None = quantity(
        "J/cm^2", "radiant exposure, area average over the tip", gt=0, le=1000, default=None
    )
    density_per_pass_per_cm2: float | None = quantity(
        "1/cm^2", "microbeams per area in one pass", gt=0, le=DENSEST_PER_CM2, default=None
    )
    passes: int | None = quantity("1", "passes over the same skin", ge=1, le=50, default=None)
    pass_interval_s: float | None = quantity(
        "s",
        "from the start of one pass to the start of the next on the same skin",
        ge=0.5,
        le=3600,
        default=None,
    )
    treatment_level: int | None = quantity("1", "the dial's treatment level", ge=1, le=13, default=None)


class Surface(Description):
    """What touches and cools the skin; ``device`` takes the cooling of the named device."""

    contact: Literal["air", "gel", "sapphire"] | None = None
    cooling: Literal["device", "none", "contact-plate", "forced-air", "cryogen"] = "device"
    temperature_C: float | None = quantity("degC", "temperature of the coolant", ge=-60, le=45, default=None)
    conductance_W_per_m2_K: float | None = quantity(
        "W/(m^2*K)", "heat flow per area and kelvin", ge=0, le=40000, default=None
    )
    start_s: float | None = quantity(
        "s", "start of cooling, from the start of each exposure (negative: before)", ge=-60, le=60, default=None
    )
    duration_s: float | None = quantity(
        "s", "duration of cooling at each exposure; of each spurt of cryogen", gt=0, le=3600, default=None
    )
    duty: float | None = quantity(
        "1", "share of the duration with the nozzle of forced air on the spot", gt=0, le=1, default=None
    )
    spurts: int | None = quantity("1", "spurts of cryogen at each exposure", ge=1, le=20, default=None)
    spurt_period_s: float | None = quantity(
        "s", "from the start of one spurt of cryogen to the start of the next", gt=0, le=60, default=None
    )
    topical: Literal["none", "numbing-cream-wiped", "numbing-cream-on"] = "none"
    topical_thickness_um: float | None = quantity(
        "um", "thickness of the film of numbing cream or gel", ge=1, le=5000, default=None
    )


@dataclass(frozen=True)
class Combination:
    """Published settings of a device, per pass; energy of one microbeam or the dial's radiant exposure.

    A full-field beam has a spot, and the density of one beam per area of it.
    """

    pulse_energy_mJ: float | None
    radiant_exposure_J_per_cm2: float | None
    spot_diameter_um: float | None
    density_per_pass_per_cm2: float
    passes: int
    source: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Card:
    """A named device as the catalogue knows it; `raw` is its whole table."""

    name: str
    raw: dict[str, Any]

    def value(self, field: str) -> Sourced | None:
        """Return a sourced field of the device, or None where nothing is known."""
        return sourced(self.raw[field]) if field in self.raw else None

    def text(self, field: str) -> str:
        """Return a text field of the device ('' where there is none)."""
        return str(self.raw.get(field, ""))

    @property
    def simulated(self) -> bool:
        """Return whether photomend can simulate the device yet."""
        return bool(self.raw["status"] == "simulated")

    @property
    def dial(self) -> str:
        """Return the name of the setting that the device's dial sets."""
        return str(self.raw.get("dial", "pulse_energy_mJ"))

    @property
    def limits(self) -> dict[str, tuple[float, float]]:
        """Return the range of each dial."""
        return {key: (entry["low"], entry["high"]) for key, entry in self.raw.get("limits", {}).items()}

    @property
    def combinations(self) -> tuple[Combination, ...]:
        """Return the published settings."""
        return tuple(_combination(row) for row in self.raw.get("combinations", []))

    def spot_diameter(self, pulse_energy_mJ: float) -> Sourced | None:
        """Return the 1/e2 diameter at the skin, um; spot = value (E / E_0)^exponent where it follows the energy."""
        spot = self.value("spot_diameter_um")
        if spot is None or "at_energy_mJ" not in self.raw["spot_diameter_um"]:
            return spot
        law = self.raw["spot_diameter_um"]
        return spot.scaled((pulse_energy_mJ / law["at_energy_mJ"]) ** law["energy_exponent"])

    def density_at(self, pulse_energy_mJ: float) -> float | None:
        """Return the published density per pass at an energy, 1/cm^2, between energies on a log-log line."""
        rows: dict[float, float] = {}
        for row in self.combinations:
            if row.pulse_energy_mJ is not None:
                rows.setdefault(row.pulse_energy_mJ, row.density_per_pass_per_cm2)
        if not rows:
            return None
        if pulse_energy_mJ in rows:
            return rows[pulse_energy_mJ]
        energies = sorted(rows)
        logs = np.log([rows[energy] for energy in energies])
        return float(np.exp(np.interp(np.log(pulse_energy_mJ), np.log(energies), logs)))

    def density_of_level(self, level: int, pulse_energy_mJ: float, passes: int) -> float:
        """Return the density per pass, 1/cm^2, that a treatment level stands for at an energy.

        density = coverage / (pi/4 d^2) / passes, with the maker's dosimetric zone diameter d ~ sqrt(E).
        """
        levels = self.raw["levels"]
        diameter_cm = 1e-4 * levels["zone_diameter_um"] * np.sqrt(pulse_energy_mJ / levels["at_energy_mJ"])
        coverage = 0.01 * levels["coverage_percent"][level - 1]
        return float(coverage / (0.25 * np.pi * diameter_cm**2) / passes)


def one_per_spot(spot_diameter_um: float) -> float:
    """Return the density of one beam per area of its round spot, 1/cm^2: 1 / (pi/4 d^2).

    Example
    -------
    >>> round(one_per_spot(6000.0), 3)
    3.537
    """
    return float(1.0 / (0.25 * np.pi * (spot_diameter_um / UM_PER_CM) ** 2))


def _combination(row: Mapping[str, Any]) -> Combination:
    spot = row.get("spot_diameter_um")
    return Combination(
        pulse_energy_mJ=row.get("pulse_energy_mJ"),
        radiant_exposure_J_per_cm2=row.get("radiant_exposure_J_per_cm2"),
        spot_diameter_um=spot,
        density_per_pass_per_cm2=row["density_per_pass_per_cm2"] if spot is None else one_per_spot(spot),
        passes=int(row["passes"]),
        source=tuple(row["source"]),
        mark=row["mark"],
    )


@cache
def cards() -> dict[str, Card]:
    """Return every device of the catalogue by name."""
    return {name: Card(name, raw) for name, raw in tables("devices").items()}


def card(name: str) -> Card:
    """Return the card of a named device; raise `BadInput` for a name that is not in the catalogue.

    Example
    -------
    >>> card("fraxel-restore").limits
    {'pulse_energy_mJ': (4.0, 70.0)}
    """
    if name not in cards():
        near = difflib.get_close_matches(name, cards(), n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise BadInput(
            f'handpiece.device = "{name}" is not in the catalogue; {hint}`photomend devices` lists the names'
        )
    return cards()[name]
