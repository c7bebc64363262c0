"""A treatment: skin, handpiece, settings and surface; and, apart from it, the choices of physics and numerics.

A treatment file is TOML with the same headings; what it leaves out follows the device.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from photomend.catalog import tables
from photomend.description import BadInput, Description, checked, choice, quantity
from photomend.device import (
    Cooling,
    Exposure,
    Handpiece,
    Settings,
    Surface,
    choose_cooling,
    contact_of,
    film_of,
    resolve,
)
from photomend.skin import Skin


class Treatment(Description):
    """One treatment of one skin: every field may be left at its default except the device."""

    skin: Skin = Skin()
    handpiece: Handpiece = Handpiece()
    settings: Settings = Settings()
    surface: Surface = Surface()

    @property
    def exposure(self) -> Exposure:
        """Return what reaches the skin, with the device's defaults filled in."""
        return resolve(self.handpiece, self.settings)

    @property
    def cooling(self) -> Cooling | None:
        """Return the coolant, or None."""
        return choose_cooling(self.surface, self.exposure.device)

    def resolved(self) -> Treatment:
        """Return the same treatment with every default written out; resolving it again changes nothing."""
        exposure, cooling = self.exposure, self.cooling
        first, second = exposure.spot_axes_um or (exposure.spot_diameter_um.value, None)
        radius, irradiance = zip(*exposure.measured_profile, strict=True) if exposure.measured_profile else (None, None)
        handpiece = {
            "device": self.handpiece.device,
            "wavelength_nm": exposure.wavelength_nm,
            "spot_diameter_um": first,
            "spot_diameter_second_um": second,
            "beam_profile": exposure.beam_profile,
            "ring_inner_diameter_um": exposure.ring_inner_diameter_um,
            "profile_radius_um": radius,
            "profile_irradiance": irradiance,
            "convergence_NA": exposure.convergence_NA,
            "focus_depth_um": exposure.focus_depth_um,
            "pulse_duration_ms": exposure.pulse_duration_ms.value,
            "pulses": exposure.pulses,
            "pulse_period_ms": exposure.pulse_period_ms or None,
            "peak_power_W": exposure.peak_power_W,
            "placement": exposure.placement,
            "pitch_um": exposure.pitch_um,
            "simultaneous": exposure.simultaneous,
            "apex_energy_share": exposure.apex_energy_share.value,
        }
        settings = {
            "pulse_energy_mJ": exposure.pulse_energy_mJ,
            "radiant_exposure_J_per_cm2": exposure.radiant_exposure_J_per_cm2,
            "density_per_pass_per_cm2": exposure.density_per_pass_per_cm2,
            "passes": exposure.passes,
            "pass_interval_s": exposure.pass_interval_s,
        }
        film = film_of(self.surface, cooling)
        surface: dict[str, Any] = {
            "contact": contact_of(self.surface, cooling),
            "topical": self.surface.topical,
            "topical_thickness_um": film.thickness_um.value if film else None,
            "cooling": cooling.kind if cooling else "none",
            **(cooling.stated() if cooling else {}),
        }
        return checked(
            Treatment,
            {"skin": self.skin.stated(), "handpiece": handpiece, "settings": settings, "surface": surface},
        )


class Physics(Description):
    """Which models run where the field has more than one."""

    optics: Literal["coupled", "static"] = "coupled"
    necrosis: Literal["weaver-stoll", "henriques-moritz", "diller-klutke", "takata"] = "weaver-stoll"
    collagen: Literal["rat-skin", "rat-tail-tendon", "aksan-mcgrath"] = "rat-skin"
    hot_scattering_factor: float = quantity(
        "1", "scattering of hot tissue relative to cold (coupled optics)", ge=0.25, le=1.5, default=1.0
    )
    steam: Literal["condenses", "escapes"] = "condenses"


class Numerics(Description):
    """How finely the model is solved; none of it is a property of the world."""

    photons: int = quantity("1", "photons traced", ge=640, le=10**9, default=200_000)
    seed: int = quantity("1", "seed of all random numbers", ge=0, le=2**31 - 1, default=1)
    cell_um: float = quantity("um", "smallest cell of the heat grid", ge=1, le=50, default=6.0)
    settle_s: float = quantity("s", "time followed after the last pulse", ge=0.01, le=60, default=0.3)
    intervals: bool = choice("whether to compute intervals over the uncertain inputs", True)
    backend: Literal["auto", "cpu", "cuda"] = "auto"


class Request(Description):
    """All that a run depends on: the treatment, the physics and the numerics."""

    treatment: Treatment = Treatment()
    physics: Physics = Physics()
    numerics: Numerics = Numerics()

    def document(self) -> dict[str, Any]:
        """Return the request as a treatment file's headings, every default written out."""
        full = self.treatment.resolved().stated()
        return {**full, "physics": self.physics.stated(), "numerics": self.numerics.stated()}


class TreatmentFile(Description):
    """The headings of a treatment file."""

    skin: Skin = Skin()
    handpiece: Handpiece = Handpiece()
    settings: Settings = Settings()
    surface: Surface = Surface()
    physics: Physics = Physics()
    numerics: Numerics = Numerics()


def read_request(contents: Mapping[str, Any]) -> Request:
    """Return the request of a treatment file's contents; raise `BadInput` for the first fault.

    Example
    -------
    >>> request = read_request({"handpiece": {"device": "affirm-1440"}, "numerics": {"seed": 2}})
    >>> request.treatment.exposure.placement, request.numerics.seed
    ('hexagonal', 2)
    """
    file = checked(TreatmentFile, dict(contents))
    treatment = Treatment(skin=file.skin, handpiece=file.handpiece, settings=file.settings, surface=file.surface)
    return Request(treatment=treatment, physics=file.physics, numerics=file.numerics)


def read_file(path: Path) -> dict[str, Any]:
    """Return the contents of a treatment file; raise `BadInput` when it is missing or not TOML.

    The file of a measured profile is named as seen from the treatment file's folder, and returned as seen from here.
    """
    try:
        return _anchored(tomllib.loads(path.read_text(encoding="utf-8")), path.parent)
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not text"
        raise BadInput(f"FILE = {path} cannot be read: {reason}; name a readable treatment file") from None
    except tomllib.TOMLDecodeError as fault:
        raise BadInput(f"FILE = {path} is not TOML: {fault}; mend that line") from None


def _anchored(contents: dict[str, Any], folder: Path) -> dict[str, Any]:
    handpiece = contents.get("handpiece")
    name = handpiece.get("beam_profile_csv") if isinstance(handpiece, dict) else None
    if not isinstance(handpiece, dict) or not isinstance(name, str):
        return contents
    return {**contents, "handpiece": {**handpiece, "beam_profile_csv": str(folder / name)}}


def with_settings(contents: Mapping[str, Any], assignments: Iterable[str]) -> dict[str, Any]:
    """Return contents changed by ``KEY=VALUE`` assignments; a value is read as TOML, else as a plain string."""
    changed: dict[str, Any] = {key: value for key, value in contents.items()}
    for assignment in assignments:
        key, equals, text = assignment.partition("=")
        names = [name.strip() for name in key.split(".")]
        if not equals or len(names) < 2 or not all(names):
            raise BadInput(f"--set {assignment} is not HEADING.KEY=VALUE; write for example settings.passes=4")
        _put(changed, names, _toml_value(text.strip()))
    return changed


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contents of a treatment file from values by dotted key.

    Example
    -------
    >>> nested({"skin.site": "cheek", "settings.passes": 4})
    {'skin': {'site': 'cheek'}, 'settings': {'passes': 4}}
    """
    contents: dict[str, Any] = {}
    for key, value in values.items():
        _put(contents, key.split("."), value)
    return contents


def _toml_value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _put(table: dict[str, Any], names: list[str], value: Any) -> None:
    for depth, name in enumerate(names[:-1]):
        inner = table.get(name, {})
        if not isinstance(inner, dict):
            raise BadInput(f"{'.'.join(names[: depth + 1])} is not a heading; set it as a value")
        table[name] = dict(inner)
        table = table[name]
    table[names[-1]] = value


def damage_pairs(physics: Physics) -> dict[str, dict[str, Any]]:
    """Return the chosen damage kinetics by clock, as tables of the catalogue."""
    rates = tables("rates")
    return {"necrosis": rates["necrosis"][physics.necrosis], "collagen": rates["collagen"][physics.collagen]}
