"""The two procedures in plain words: what they are, for whom, and what may follow, each line with what it rests on.

Lines are data (``data/procedures.toml``); their numbers are those of the claims, so that one number has one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any, Literal

from photomend.catalog import tables
from photomend.description import BadInput, Description
from photomend.device import card
from photomend.guide import listed
from photomend.guide.figures import Figure, names, spanned, studied
from photomend.result import Quantity

SECTIONS = (
    "overview", "how_it_works", "devices", "treats", "recovery", "ideal_candidate", "not_recommended_for",
    "side_effects", "pros", "cons", "cost",
)  # fmt: skip


class GuideLine(Description):
    """A line of a guide: its words, what kind of knowledge they are, and what they rest on.

    `claim` is the id of the checked claim that goes with it, `device` the catalogue's name of the laser it is about.
    """

    text: str
    kind: Literal["model", "study", "prior", "assumption"]
    sources: tuple[str, ...]
    claim: str | None = None
    device: str | None = None
    figures: tuple[Figure, ...] = ()


class Procedure(Description):
    """A guide to one procedure, section by section."""

    id: str
    title: str
    page: Literal["fractional", "non-fractional"]
    overview: tuple[GuideLine, ...]
    how_it_works: tuple[GuideLine, ...]
    devices: tuple[GuideLine, ...]
    treats: tuple[GuideLine, ...]
    recovery: tuple[GuideLine, ...]
    ideal_candidate: tuple[GuideLine, ...]
    not_recommended_for: tuple[GuideLine, ...]
    side_effects: tuple[GuideLine, ...]
    pros: tuple[GuideLine, ...]
    cons: tuple[GuideLine, ...]
    cost: tuple[GuideLine, ...]


def procedures() -> tuple[Procedure, ...]:
    """Return the guides: non-ablative fractional, and non-ablative full field.

    Nothing is simulated for them; lines of kind "model" say in words what the claim beside them computes.

    Example
    -------
    >>> [guide.id for guide in procedures()]
    ['fractional', 'full-field']
    >>> procedures()[0].recovery[4].claim
    'makeup-2-days'
    """
    known = _known()
    return tuple(_procedure(name, entry, known) for name, entry in tables("procedures")["procedures"].items())


def procedure(name: str) -> Procedure:
    """Return one guide by its id; raise `BadInput` for an id that is not there.

    Example
    -------
    >>> procedure("full-field").title
    'Non-ablative full-field laser'
    """
    found = {one.id: one for one in procedures()}
    if name not in found:
        raise BadInput(f"NAME = {name} is not a guide; choose one of {', '.join(found)}")
    return found[name]


def procedure_records(found: Iterable[Procedure]) -> list[dict[str, Any]]:
    """Return guides as plain values."""
    return [one.model_dump(mode="json") for one in found]


def _known() -> dict[str, Quantity]:
    """Return the figures that lines may name: those of studies, and prices."""
    prices = {"price_USD": listed.price("non_ablative"), "clinics_USD": listed.price("clinics")}
    course = {"course_USD": listed.price_of_course()}
    return {**studied(), **prices, **course}


def _procedure(name: str, entry: Mapping[str, Any], known: Mapping[str, Quantity]) -> Procedure:
    lines = {
        section: tuple(_line(line, known) for line in entry[section]) for section in SECTIONS if section != "devices"
    }
    devices = tuple(_device(device) for device in entry["devices"])
    return Procedure(id=name, title=entry["title"], page=entry["page"], devices=devices, **lines)


def _line(entry: Mapping[str, Any], known: Mapping[str, Quantity]) -> GuideLine:
    """Return a line with its numbers put in, its figures and their sources added."""
    keys = [key for _, key, _, _ in Formatter().parse(entry["text"]) if key and key != "price_date"]
    words = {**{key: spanned(key, known[key]) for key in keys}, "price_date": listed.price_date()}
    figures = tuple(Figure(key=key, words=names()[key], quantity=known[key]) for key in keys)
    sources = (*entry["sources"], *(source for figure in figures for source in figure.quantity.sources))
    return GuideLine(
        text=entry["text"].format_map(words),
        kind=entry["kind"],
        sources=tuple(dict.fromkeys(sources)),
        claim=entry.get("claim"),
        figures=figures,
    )


def _device(name: str) -> GuideLine:
    """Return the line of a device of the catalogue: title and wavelength."""
    known = card(name)
    wavelength = known.value("wavelength_nm")
    if wavelength is None:
        raise LookupError(f"{name} has no wavelength")
    kind: Literal["study", "assumption"] = "study" if wavelength.mark in ("read", "derived") else "assumption"
    text = f"{known.text('title')}: {wavelength.value:g} nm, {known.text('medium')}."
    return GuideLine(text=text, kind=kind, sources=wavelength.source, device=name)
