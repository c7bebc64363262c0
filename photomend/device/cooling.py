"""Cooling: what the skin surface exchanges heat with, before, during and after each pulse.

The heat flow out of the surface is q = h (T_surface - T_coolant) while a coolant is there. Undisturbed skin is
taken to be in balance with still air and blood, so without a coolant the surface is drawn back to its own resting
temperature.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self, final

from photomend.catalog import Sourced, look_up, stated
from photomend.description import BadInput
from photomend.device.laser import Card, Surface

PER_MM2 = 1e-6  # from per square metre

Window = tuple[float, float]


@dataclass(frozen=True)
class Cooling(ABC):
    """A coolant and its time course: temperature (C), conductance (W/(m^2 K)), start and duration (s).

    `start_s` counts from the start of each exposure, negative before it; `duration_s` is that of one window.
    """

    kind: ClassVar[str]
    temperature_C: Sourced
    conductance_W_per_m2_K: Sourced
    start_s: Sourced
    duration_s: Sourced

    @abstractmethod
    def windows(self, pulse_s: float) -> tuple[Window, ...]:
        """Return when the coolant is on the skin, (start, end) in s, around an exposure that starts at `pulse_s`."""

    @property
    def mean_conductance_W_per_m2_K(self) -> float:
        """Return the conductance averaged over a window."""
        return self.conductance_W_per_m2_K.value

    def varied(self, position: float) -> Self:
        """Return the coolant with its conductance at `position` (-1..1) in its range."""
        moved = self.conductance_W_per_m2_K
        return replace(self, conductance_W_per_m2_K=replace(moved, value=moved.at(position)))

    def stated(self) -> dict[str, float]:
        """Return the keys of ``[surface]`` that describe this coolant."""
        return {field.name: getattr(self, field.name).value for field in fields(self)}

    def _window(self, pulse_s: float) -> Window:
        start = pulse_s + self.start_s.value
        return start, start + self.duration_s.value


@final
@dataclass(frozen=True)
class ContactPlate(Cooling):
    """A cold window pressed on the skin before, during or after each exposure."""

    kind: ClassVar[str] = "contact-plate"

    def windows(self, pulse_s: float) -> tuple[Window, ...]:
        """Return the one window of contact."""
        return (self._window(pulse_s),)


@final
@dataclass(frozen=True)
class ColdAir(Cooling):
    """Chilled air; `duty` is the share of the window during which the nozzle is on the spot.

    The nozzle comes and goes faster than heat crosses the skin, so the mean conductance acts throughout:
    h_mean = duty x h.
    """

    kind: ClassVar[str] = "forced-air"
    duty: Sourced

    @property
    def mean_conductance_W_per_m2_K(self) -> float:
        """Return the conductance averaged over the nozzle's coming and going."""
        return self.duty.value * self.conductance_W_per_m2_K.value

    def windows(self, pulse_s: float) -> tuple[Window, ...]:
        """Return the one window during which the nozzle follows the tip."""
        return (self._window(pulse_s),)


@final
@dataclass(frozen=True)
class Cryogen(Cooling):
    """Sprayed liquid that boils on the skin: one spurt, or `spurts` of them `spurt_period_s` from start to start.

    `start_s` is that of the first spurt and `duration_s` the time that each cools; one spurt has no period (None).
    """

    kind: ClassVar[str] = "cryogen"
    spurts: Sourced
    spurt_period_s: Sourced | None

    @property
    def delay_s(self) -> float:
        """Return the time from the end of the first spurt to the exposure, s; negative where the exposure is first."""
        return -(self.start_s.value + self.duration_s.value)

    def windows(self, pulse_s: float) -> tuple[Window, ...]:
        """Return the window of every spurt."""
        period = self.spurt_period_s.value if self.spurt_period_s else 0.0
        return tuple(self._window(pulse_s + number * period) for number in range(int(self.spurts.value)))

    def stated(self) -> dict[str, float]:
        """Return the keys of ``[surface]``: a whole number of spurts, and their period where there are several."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: known.value for name, known in own.items() if known} | {"spurts": int(self.spurts.value)}


COOLANTS: dict[str, type[Cooling]] = {coolant.kind: coolant for coolant in (ContactPlate, ColdAir, Cryogen)}


@dataclass(frozen=True)
class Exchange:
    """What the surface meets from `start` to `end` (s): a conductance (W/(mm^2 K)) to a temperature (C)."""

    start: float
    end: float
    conductance: float
    temperature_C: float


def choose_cooling(surface: Surface, device: Card | None) -> Cooling | None:
    """Return the coolant, or None: the user's word first, then the device's own, then that of its kind.

    Raises `BadInput` for a key that the coolant does not have and for spurts longer than their period.

    Example
    -------
    >>> choose_cooling(Surface(cooling="forced-air", duty=0.25), None).mean_conductance_W_per_m2_K
    25.0
    """
    own = device.raw.get("cooling", {}) if device else {}
    kind = own.get("kind", "none") if surface.cooling == "device" else surface.cooling
    _refuse_idle_keys(surface, kind)
    if kind == "none":
        return None
    if kind == "contact-plate" and surface.contact not in (None, "sapphire"):
        raise BadInput(
            f'surface.contact = "{surface.contact}" contradicts surface.cooling = "contact-plate"; '
            'leave surface.contact out or set it to "sapphire"'
        )
    keys: dict[str, Any] = {}
    for name in _keys(kind):
        known = look_up("devices", device.name, "cooling", name) if device and _holds(own, kind, name) else None
        known = known or look_up("cooling", kind, name)
        given = getattr(surface, name)
        keys[name] = known if given is None else stated(given, known, known.unit)
    if kind == "cryogen":
        keys["spurt_period_s"] = _spurt_period(surface, keys)
    return COOLANTS[kind](**keys)


def contact_of(surface: Surface, cooling: Cooling | None) -> str:
    """Return what touches the skin: as stated, else sapphire under a contact plate, else air."""
    if surface.contact is not None:
        return surface.contact
    return "sapphire" if isinstance(cooling, ContactPlate) else "air"


def surface_exchanges(
    cooling: Cooling | None, pulses: tuple[float, ...], rest_C: float, begin: float, end: float
) -> tuple[Exchange, ...]:
    """Return what the surface meets from `begin` to `end` (s), for exposures that start at `pulses` (s).

    Windows of cooling that touch are merged; between them stands still air.
    """
    still = look_up("tissue", "thermal", "convection_still_air").value * PER_MM2
    if cooling is None:
        return (Exchange(begin, end, still, rest_C),)
    cold = cooling.mean_conductance_W_per_m2_K * PER_MM2
    result: list[Exchange] = []
    time = begin
    for start, stop in _merged(cooling, pulses, begin, end):
        if start > time:
            result.append(Exchange(time, start, still, rest_C))
        result.append(Exchange(start, stop, cold, cooling.temperature_C.value))
        time = stop
    if time < end:
        result.append(Exchange(time, end, still, rest_C))
    return tuple(result)


def _merged(cooling: Cooling, pulses: tuple[float, ...], begin: float, end: float) -> list[Window]:
    """Return the windows of all exposures between `begin` and `end` in order, those that touch as one."""
    merged: list[Window] = []
    for start, stop in sorted(window for pulse in pulses for window in cooling.windows(pulse)):
        start, stop = max(begin, start), min(end, stop)
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged


def _keys(kind: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(COOLANTS[kind]))


def _holds(own: Mapping[str, Any], kind: str, name: str) -> bool:
    """Return whether the device's own coolant is of this kind and says this key."""
    return own.get("kind") == kind and name in own


def _refuse_idle_keys(surface: Surface, kind: str) -> None:
    """Refuse a stated key that nothing here uses; a time without a coolant is let be."""
    users: dict[str, list[str]] = {}
    for coolant in COOLANTS:
        for name in _keys(coolant):
            users.setdefault(name, []).append(coolant)
    for name, coolants in users.items():
        given = getattr(surface, name)
        if given is None or kind in coolants or (kind == "none" and name in ("start_s", "duration_s")):
            continue
        choices = " or ".join(", ".join(f'"{coolant}"' for coolant in coolants).rsplit(", ", 1))
        here = f'surface.cooling is "{kind}" here' if kind != "none" else "nothing cools the skin here"
        whose = "describes a coolant" if len(coolants) > 1 else f"belongs to {coolants[0]} cooling"
        raise BadInput(
            f"surface.{name} = {given:g} {whose}, but {here}; set surface.cooling to {choices}, or leave it out"
        )


def _spurt_period(surface: Surface, keys: Mapping[str, Sourced]) -> Sourced | None:
    """Return the period of repeated spurts; None for one spurt."""
    period, duration = keys["spurt_period_s"], keys["duration_s"]
    if keys["spurts"].value > 1:
        if period.value < duration.value:
            raise BadInput(
                f"surface.spurt_period_s = {period.value:g} is shorter than one spurt, {duration.value:g} s; "
                "lengthen it, or shorten surface.duration_s"
            )
        return period
    if surface.spurt_period_s is not None:
        raise BadInput(
            f"surface.spurt_period_s = {period.value:g} has no meaning for one spurt; "
            "set surface.spurts above 1, or leave it out"
        )
    return None
