"""The pulses of one exposure of one place: one, or a train.

energy of the train = power x duration of a pulse x pulses.
"""

from __future__ import annotations

from photomend.catalog import Sourced, stated
from photomend.description import BadInput
from photomend.device.given import agree, number_of, value_of
from photomend.device.laser import Card, Handpiece


def pulses_of(handpiece: Handpiece, device: Card | None) -> int:
    """Return how many pulses make up one exposure of one place."""
    return handpiece.pulses if handpiece.pulses is not None else int(number_of(device, "pulses", 1.0))


def energy_of_power(handpiece: Handpiece, pulses: int) -> float | None:
    """Return the energy (mJ) that a stated power means for the stated duration of all pulses; else None."""
    if handpiece.peak_power_W is None or handpiece.pulse_duration_ms is None:
        return None
    return handpiece.peak_power_W * handpiece.pulse_duration_ms * pulses


def duration_of(handpiece: Handpiece, device: Card | None, energy: float, pulses: int) -> Sourced:
    """Return the duration of each pulse, ms, for a train of `energy` (mJ): as stated, by its power, or the device's."""
    known = _own_duration(device, energy / pulses)
    power = handpiece.peak_power_W
    if handpiece.pulse_duration_ms is not None:
        implied = energy / (pulses * handpiece.pulse_duration_ms)
        agree("handpiece.peak_power_W", power, implied, f"energy over duration{of_all(pulses)}")
        return stated(handpiece.pulse_duration_ms, known, "ms")
    if power is not None:
        return stated(energy / pulses / power, known, "ms")
    if known is None:
        raise BadInput("handpiece.pulse_duration_ms is missing and no device gives it; add it, or peak_power_W")
    return known


def period_of(handpiece: Handpiece, device: Card | None, pulses: int, duration_ms: float) -> float:
    """Return the time from the start of one pulse to the start of the next, ms; 0 for a single pulse."""
    given = handpiece.pulse_period_ms
    if pulses == 1:
        if given is not None:
            raise BadInput(
                f"handpiece.pulse_period_ms = {given:g} has no meaning for one pulse; "
                "set handpiece.pulses above 1, or leave it out"
            )
        return 0.0
    period = given if given is not None else value_of(device, "pulse_period_ms")
    if period is None:
        raise BadInput(
            f"handpiece.pulse_period_ms is missing for handpiece.pulses = {pulses} and no device gives it; "
            "add it (start of one pulse to the start of the next)"
        )
    if period < duration_ms:
        raise BadInput(
            f"handpiece.pulse_period_ms = {period:g} is shorter than one pulse, {duration_ms:.4g} ms; "
            "lengthen it, or shorten handpiece.pulse_duration_ms"
        )
    return period


def of_all(pulses: int) -> str:
    """Return the words that a product over a train adds."""
    return "" if pulses == 1 else f" of all {pulses} pulses"


def _own_duration(device: Card | None, energy: float) -> Sourced | None:
    """Return the duration of one pulse of `energy` (mJ) by the device: its own, or energy over its power."""
    if device is None:
        return None
    power = device.value("peak_power_W")
    if power is None:
        return device.value("pulse_duration_ms")
    mark = "derived" if power.mark == "read" else power.mark
    return Sourced(energy / power.value, "ms", energy / power.high, energy / power.low, power.source, mark)
