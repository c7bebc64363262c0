"""Films: a layer of gel or of numbing cream that stays on the skin while the laser fires through it."""

from __future__ import annotations

from dataclasses import dataclass

from photomend.catalog import Sourced, look_up, stated
from photomend.description import BadInput
from photomend.device.cooling import Cooling, contact_of
from photomend.device.laser import Surface


@dataclass(frozen=True)
class Film:
    """A film on the skin: its name, ``gel`` or ``numbing-cream``, and its thickness (um)."""

    name: str
    thickness_um: Sourced


def film_of(surface: Surface, cooling: Cooling | None) -> Film | None:
    """Return the film on the skin, or None: numbing cream that was left on, or the gel of the contact.

    Raises `BadInput` for two films at once and for the thickness of a film that is not there.

    Example
    -------
    >>> film_of(Surface(contact="gel"), None).name
    'gel'
    """
    creamed, gelled = surface.topical == "numbing-cream-on", contact_of(surface, cooling) == "gel"
    if creamed and gelled:
        raise BadInput(
            'surface.topical = "numbing-cream-on" and surface.contact = "gel" put two films on the skin, above the '
            'limit of one; wipe the cream off ("numbing-cream-wiped") or leave the gel out'
        )
    given = surface.topical_thickness_um
    if not (creamed or gelled):
        if given is not None:
            raise BadInput(
                f"surface.topical_thickness_um = {given:g} describes a film, but none is on the skin; "
                'set surface.topical to "numbing-cream-on" or surface.contact to "gel", or leave it out'
            )
        return None
    name = "numbing-cream" if creamed else "gel"
    known = look_up("cooling", "films", name, "thickness_um")
    return Film(name, known if given is None else stated(given, known, known.unit))
