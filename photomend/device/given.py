"""What user and device give: a device's number where it has one, and the refusal of what is given twice and differs."""

from __future__ import annotations

from photomend.description import BadInput
from photomend.device.laser import Card

AGREEMENT = 0.01


def agree(field: str, given: float | None, implied: float | None, of_what: str) -> None:
    """Raise `BadInput` where `field`, given as `given`, differs by over 1 % from what `of_what` implies."""
    if given is None or implied is None or abs(given - implied) <= AGREEMENT * abs(implied):
        return
    raise BadInput(f"{field} = {given:g} contradicts {of_what}, {implied:.4g}; leave one of them out")


def required(name: str, given: float | None, known: float | None) -> float:
    """Return the user's value of a handpiece's field, else the device's; raise `BadInput` where there is neither."""
    value = given if given is not None else known
    if value is None:
        raise BadInput(f"handpiece.{name} is missing; name a device (handpiece.device) or add it")
    return value


def value_of(device: Card | None, field: str) -> float | None:
    """Return a number of the device, or None."""
    known = device.value(field) if device else None
    return None if known is None else known.value


def number_of(device: Card | None, field: str, otherwise: float) -> float:
    """Return a number of the device, or `otherwise`."""
    known = value_of(device, field)
    return otherwise if known is None else known
