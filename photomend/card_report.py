"""The catalogue as tables for a terminal: all lasers, or the card of one with its references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Column, Table

from photomend.bibliography import short_reference
from photomend.catalog import Sourced, sourced
from photomend.device import Card
from photomend.device.evidence import GRADES, evidence_grade, sources_of


def show_devices(cards: Mapping[str, Card], console: Console) -> None:
    """Print one line per device."""
    table = Table(title="Devices (photomend devices NAME prints the card)")
    table.add_column("name", no_wrap=True)
    for heading in ("device", "wavelength", "mechanism", "dial", "simulated"):
        table.add_column(heading)
    for name, card in cards.items():
        dial = ", ".join(f"{low:g}-{high:g} {_dial_unit(key)}" for key, (low, high) in card.limits.items())
        status = "yes" if card.simulated else "not yet"
        wavelength = card.value("wavelength_nm")
        table.add_row(
            name,
            card.text("title"),
            f"{wavelength.value:g} nm" if wavelength else "",
            card.text("mechanism"),
            dial,
            status,
        )
    console.print(table)


def show_card(card: Card, console: Console) -> None:
    """Print everything the catalogue knows of a device, each value with range, mark and source."""
    state = "simulated" if card.simulated else f"not simulated yet: {card.text('reason')}"
    lines = [f"{card.text('maker')}; {card.text('medium')}; {card.text('mechanism')}", state]
    console.print(Panel("\n".join(lines), title=f"{card.name}: {card.text('title')}", title_align="left"))
    table = Table(Column("quantity", no_wrap=True), "value", "range", "mark", "source", "note")
    for name, value in _values(card.raw):
        spread = f"{value.low:g} to {value.high:g}" if value.low != value.high else ""
        table.add_row(
            name, f"{value.value:g} {_unit(value.unit)}", spread, value.mark, ", ".join(value.source), value.note
        )
    for name, (low, high) in card.limits.items():
        said = card.raw["limits"][name]
        source = ", ".join(said["source"])
        table.add_row(f"dial: {name}", "", f"{low:g} to {high:g}", said["mark"], source, said.get("note", ""))
    console.print(table)
    for words in _known_of(card):
        console.print(words, highlight=False)
    for row in card.combinations:
        where = (
            f"{row.density_per_pass_per_cm2:g} per cm2 per pass"
            if row.spot_diameter_um is None
            else f"spot {row.spot_diameter_um:g} um"
        )
        energy = (
            f"{row.pulse_energy_mJ:g} mJ" if row.pulse_energy_mJ else f"{row.radiant_exposure_J_per_cm2 or 0:g} J/cm2"
        )
        console.print(
            f"Published: {energy}, {where}, {row.passes} {'pass' if row.passes == 1 else 'passes'} "
            f"({row.mark}; {', '.join(row.source)})",
            highlight=False,
        )
    console.print("[bold]Sources[/]")
    for key in sources_of(card):
        console.print(f"  {key}: {short_reference(key)}", highlight=False, markup=False)


def _known_of(card: Card) -> list[str]:
    """Return evidence with its grade, gaps and clearances of a device, each in a line or two."""
    grade = evidence_grade(card)
    words = [f"[bold]Evidence grade:[/] {grade}, {GRADES[grade]}" if grade else "[bold]Evidence grade:[/] none given"]
    words += [f"[bold]{name.capitalize()}:[/] {card.text(name)}" for name in ("evidence", "gaps") if card.text(name)]
    numbers = ", ".join(card.raw.get("clearances", []))
    if numbers:
        return [*words, f"[bold]Cleared for:[/] {card.text('indications')} (510(k) {numbers})"]
    return [*words, f"[bold]Cleared for:[/] {card.text('indications') or 'not read'} (no 510(k) number found)"]


def device_records(cards: Mapping[str, Card]) -> list[dict[str, Any]]:
    """Return the catalogue as plain records for ``--json``."""
    return [_record(card) for card in cards.values()]


def _record(card: Card) -> dict[str, Any]:
    wavelength = card.value("wavelength_nm")
    return {
        "name": card.name,
        "title": card.text("title"),
        "wavelength_nm": wavelength.value if wavelength else None,
        "mechanism": card.text("mechanism"),
        "simulated": card.simulated,
        "dial": card.dial,
        "limits": {name: {"low": low, "high": high} for name, (low, high) in card.limits.items()},
        "values": {
            name: {
                "value": value.value,
                "unit": value.unit,
                "low": value.low,
                "high": value.high,
                "kind": "assumption" if value.mark in ("assumed", "recalled") else "study",
                "mark": value.mark,
                "sources": list(value.source),
            }
            for name, value in _values(card.raw)
        },
        "evidence": card.text("evidence"),
        "evidence_grade": evidence_grade(card) or None,
        "indications": card.text("indications"),
        "clearances": list(card.raw.get("clearances", [])),
        "sources": list(card.raw.get("sources", [])),
    }


def _values(raw: Mapping[str, Any]) -> list[tuple[str, Sourced]]:
    own = [(name, sourced(entry)) for name, entry in raw.items() if isinstance(entry, dict) and "value" in entry]
    cooling = raw.get("cooling", {})
    return own + [
        (f"cooling {name}", sourced(entry))
        for name, entry in cooling.items()
        if isinstance(entry, dict) and "value" in entry
    ]


def _dial_unit(name: str) -> str:
    return "J/cm2" if name == "radiant_exposure_J_per_cm2" else "mJ"


def _unit(unit: str) -> str:
    return {"1": "", "degC": "C"}.get(unit, unit)
