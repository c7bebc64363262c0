"""Cooling: what the skin surface exchanges heat with, before, during and after each pulse.

The heat flow out of the surface is q = h (T_surface - T_coolant). Undisturbed skin is taken to be in
balance with still air and blood, so without a coolant the surface is drawn back to its own resting temperature.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from photomend.catalog import Sourced, look_up, stated
from photomend.description import BadInput
from photomend.device.laser import Card, Surface

PER_MM2 = 1e-6  # from per square metre


@dataclass(frozen=True)
class Cooling:
    """A coolant and its window around each pulse: temperature (C), conductance (W/(m^2 K)), start, duration (s)."""

    kind: str
    temperature_C: Sourced
    conductance_W_per_m2_K: Sourced
    start_s: Sourced
    duration_s: Sourced

    def varied(self, position: float) -> Cooling:
        """Return the coolant with its conductance at `position` (-1..1) in its range."""
        moved = self.conductance_W_per_m2_K
        return replace(self, conductance_W_per_m2_K=replace(moved, value=moved.at(position)))


@dataclass(frozen=True)
class Exchange:
    """What the surface meets from `start` to `end` (s): a conductance (W/(mm^2 K)) to a temperature (C)."""

    start: float
    end: float
    conductance: float
    temperature_C: float


def choose_cooling(surface: Surface, device: Card | None) -> Cooling | None:
    """Return the coolant, or None: the user's word first, then the device's own."""
    own = device.raw.get("cooling", {}) if device else {}
    kind = own.get("kind", "none") if surface.cooling == "device" else surface.cooling
    if kind == "none":
        _refuse_idle_coolant(surface)
        return None
    fields: dict[str, Sourced] = {}
    for name, unit in (
        ("temperature_C", "degC"),
        ("conductance_W_per_m2_K", "W/(m^2*K)"),
        ("start_s", "s"),
        ("duration_s", "s"),
    ):
        known = look_up("devices", device.name, "cooling", name) if device and own.get("kind") == kind else None
        known = known or look_up("cooling", kind, name)
        given = getattr(surface, name)
        fields[name] = known if given is None else stated(given, known, unit)
    if kind == "contact-plate" and surface.contact not in (None, "sapphire"):
        raise BadInput(
            f'surface.contact = "{surface.contact}" contradicts surface.cooling = "contact-plate"; '
            'leave surface.contact out or set it to "sapphire"'
        )
    return Cooling(kind, **fields)


def _refuse_idle_coolant(surface: Surface) -> None:
    for name in ("temperature_C", "conductance_W_per_m2_K"):
        given = getattr(surface, name)
        if given is not None:
            raise BadInput(
                f"surface.{name} = {given:g} describes a coolant, but nothing cools the skin here; "
                'set surface.cooling to "contact-plate", "forced-air" or "cryogen", or leave it out'
            )


def contact_of(surface: Surface, cooling: Cooling | None) -> str:
    """Return what touches the skin: as stated, else sapphire under a contact plate, else air."""
    if surface.contact is not None:
        return surface.contact
    return "sapphire" if cooling is not None and cooling.kind == "contact-plate" else "air"


def surface_exchanges(
    cooling: Cooling | None, pulses: tuple[float, ...], rest_C: float, begin: float, end: float
) -> tuple[Exchange, ...]:
    """Return what the surface meets from `begin` to `end` (s), for pulses at the given times (s).

    Windows of cooling that touch are merged; between them stands still air.
    """
    still = look_up("tissue", "thermal", "convection_still_air").value * PER_MM2
    if cooling is None:
        return (Exchange(begin, end, still, rest_C),)
    cold = cooling.conductance_W_per_m2_K.value * PER_MM2
    result: list[Exchange] = []
    time = begin
    for start, stop in _windows(cooling, pulses, begin, end):
        if start > time:
            result.append(Exchange(time, start, still, rest_C))
        result.append(Exchange(start, stop, cold, cooling.temperature_C.value))
        time = stop
    if time < end:
        result.append(Exchange(time, end, still, rest_C))
    return tuple(result)


def _windows(cooling: Cooling, pulses: tuple[float, ...], begin: float, end: float) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for pulse in pulses:
        start = max(begin, pulse + cooling.start_s.value)
        stop = min(end, pulse + cooling.start_s.value + cooling.duration_s.value)
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return merged
