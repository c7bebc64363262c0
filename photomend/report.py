"""A run and the catalogue as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Column, Table

from photomend.bibliography import short_reference
from photomend.catalog import Sourced, sourced
from photomend.device import Card
from photomend.device.evidence import GRADES, evidence_grade, sources_of
from photomend.result import AblationFigures, BreakdownFigures, FullFieldFigures, Quantity, Summary
from photomend.skin import effective_depth
from photomend.spectrum import Spectrum

if TYPE_CHECKING:
    from photomend.volume import VolumeSummary

ZONE_WORDS = {
    "necrosis": "cells necrotic",
    "collagen": "collagen coagulated",
    "boiled": "water boiled in place",
    "vaporised": "tissue removed",
}

SPECTRUM_LINES = 27
PICOSECONDS_BELOW_MS = 1e-4
COOLANT_WORDS = {"contact-plate": "cold plate", "forced-air": "cold air", "cryogen": "cryogen"}


def show_run(summary: Summary, console: Console) -> None:
    """Print the figures of a run with their intervals, then the warnings."""
    skin = summary.treatment["skin"]
    device, *dial = _dial(summary.treatment)
    console.print(f"[bold]{device}[/]  {', '.join(dial)}")
    console.print(f"{skin['site']}, phototype {skin['phototype']}, {skin['temperature_C']:g} C before the first pulse")
    for words in _surface(summary.treatment["surface"]):
        console.print(words)
    wounds = _zone_table(summary) if summary.breakdown is None else _breakdown_table(summary.breakdown)
    console.print(Group(wounds, _figure_table(summary)))
    console.print(f"Endpoint: [bold]{summary.endpoint}[/]   ({summary.runtime_s:.2f} s on {summary.backend})")
    for words in _mild(summary) + (_wide(summary.full_field) if summary.full_field else []):
        console.print(words, highlight=False)
    for words in _removal(summary.ablation) if summary.ablation else []:
        console.print(words, highlight=False)
    for warning in summary.warnings:
        console.print(f"[yellow]Warning:[/] {warning}", highlight=False)
    console.print(
        "Ranges span the uncertain inputs (tissue, beam, cooling, damage thresholds) one at a time. Model, not advice.",
        style="dim",
        highlight=False,
    )


def _mild(summary: Summary) -> list[str]:
    """Return that heating was mild, where it was: heat that harmed nothing."""
    from photomend.injury.band import is_mild  # here and below: to list devices need not load the solvers
    from photomend.stages import CLOSED_FORM

    peak, heated = summary.heat.peak_temperature.value, summary.breakdown is None and summary.backend != CLOSED_FORM
    if not (heated and is_mild(summary.endpoint, peak)):
        return []
    may = ", though within the ranges one may" if summary.zones.necrosis.depth.high > 0.0 else ""
    return [f"[bold]Mild heating:[/] {peak:.1f} C at most, and no damage integral reaches 1{may}"]


def _wide(wide: FullFieldFigures) -> list[str]:
    """Return what a wide beam did to the epidermis, and where on its axis cells died, each in a line."""
    from photomend.injury.band import edge_error

    damage = " ".join(_between(wide.epidermal_damage, ".2g"))
    top, bottom = (" ".join(_between(edge, ".0f")) for edge in (wide.band_top, wide.band_bottom))
    band = f"from {top} to {bottom} um deep; the model knows no edge better than to {edge_error().value:g} um"
    if wide.band_bottom.value == 0.0:
        band = f"none, within the ranges down to {wide.band_bottom.high:.0f} um" if wide.band_bottom.high else "none"
    return [
        f"Epidermis: [bold]{wide.epidermis}[/]; largest damage integral of its cells {damage}, "
        f"spared below {wide.epidermal_limit.value:g}",
        f"Dead cells on the axis: {band}",
    ]


def _removal(ablation: AblationFigures) -> list[str]:
    """Return what removing tissue took of the epidermis, the rims below, and the threshold, each in a line."""
    rims = (" ".join(_between(rim, ".0f")) for rim in (ablation.coagulated_rim, ablation.necrotic_rim))
    threshold, times = (" ".join(_between(one, ".3g")) for one in (ablation.threshold, ablation.times_threshold))
    return [
        f"Epidermis removed: [bold]{ablation.epidermis_removed_fraction.value:.0%}[/] of its area times its depth",
        "Below what is removed: collagen coagulated for {} um, cells dead for {} um".format(*rims),
        f"Threshold: {threshold} J/cm2 absorbed; the middle of the beam brings {times} times that",
    ]


def _dial(treatment: Mapping[str, Any]) -> list[str]:
    """Return the device, then what its dial says, each in a few words."""
    handpiece, settings = treatment["handpiece"], treatment["settings"]
    full_field = handpiece["placement"] == "full-field"
    dose = (
        f"{settings['radiant_exposure_J_per_cm2']:.4g} J/cm2" if full_field else f"{settings['pulse_energy_mJ']:.4g} mJ"
    )
    each = _pulse(handpiece["pulse_duration_ms"])
    train = f"{handpiece['pulses']} pulses of {each} every {handpiece.get('pulse_period_ms', 0.0):g} ms"
    density = "full field" if full_field else f"{settings['density_per_pass_per_cm2']:.4g} per cm2 per pass"
    passes = f"{settings['passes']} passes every {settings['pass_interval_s']:g} s"
    return [
        handpiece.get("device") or "own handpiece",
        f"{handpiece['wavelength_nm']:g} nm",
        f"{dose} in {each if handpiece['pulses'] == 1 else train}",
        _spot(handpiece),
        density,
        "1 pass" if settings["passes"] == 1 else passes,
    ]


def _pulse(duration_ms: float) -> str:
    return f"{duration_ms:.4g} ms" if duration_ms >= PICOSECONDS_BELOW_MS else f"{1e9 * duration_ms:.4g} ps"


def _spot(handpiece: Mapping[str, Any]) -> str:
    """Return the width of the beam, and what is not Gaussian or flat of its profile, in a few words."""
    spot = f"spot {handpiece['spot_diameter_um']:.0f}"
    if "spot_diameter_second_um" in handpiece:
        return f"{spot} x {handpiece['spot_diameter_second_um']:.0f} um"
    if "ring_inner_diameter_um" in handpiece:
        return f"ring {handpiece['ring_inner_diameter_um']:.0f} to {handpiece['spot_diameter_um']:.0f} um"
    return f"{spot} um{', profile as measured' if handpiece['beam_profile'] == 'measured' else ''}"


def _surface(surface: Mapping[str, Any]) -> list[str]:
    """Return what lies on the skin and what cools it, each in a few words."""
    words = []
    if "topical_thickness_um" in surface:
        film = "numbing cream left on" if surface["topical"] == "numbing-cream-on" else "gel"
        words.append(f"{film}, {surface['topical_thickness_um']:g} um")
    if surface["cooling"] == "none":
        return words
    coolant = f"{COOLANT_WORDS[surface['cooling']]} at {surface['temperature_C']:g} C"
    lasts, start = _time(surface["duration_s"]), _start(surface["start_s"])
    if surface.get("spurts", 1) == 1:
        return [*words, f"{coolant} for {lasts}, from {start}"]
    period = _time(surface["spurt_period_s"])
    return [*words, f"{surface['spurts']} spurts of {coolant}, {lasts} each and every {period}, the first from {start}"]


def _start(start_s: float) -> str:
    if start_s == 0.0:
        return "the start of each exposure on"
    return f"{_time(abs(start_s))} {'before' if start_s < 0.0 else 'after'} the start of each exposure"


def _time(seconds: float) -> str:
    return f"{seconds:g} s" if seconds >= 1.0 else f"{1e3 * seconds:.4g} ms"


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


def _zone_table(summary: Summary) -> Table:
    table = Table(title="Zones (um)", title_justify="left")
    table.add_column("")
    for heading in ("depth", "range", "width", "range", "at the surface", "range"):
        table.add_column(heading, justify="right")
    for name, words in ZONE_WORDS.items():
        zone = getattr(summary.zones, name)
        cells = [cell for quantity in (zone.depth, zone.width, zone.surface_width) for cell in _two(quantity, ".0f")]
        table.add_row(words, *cells)
    return table


def _breakdown_table(broken: BreakdownFigures) -> Table:
    """Return the figures of breakdown: in the spots and between them, then of the vacuole and the area."""
    table = Table("", "", "range", title="Breakdown (no zones of heat)", title_justify="left")
    table.columns[1].justify = table.columns[2].justify = "right"
    rows: list[tuple[str, Quantity, str]] = [
        ("vacuole in a hot spot, probability", broken.probability_spots, ".0%"),
        ("vacuole at a place between, probability", broken.probability_between, ".0%"),
        ("melanin absorbs in the spots, J/cm3", broken.energy_density_spots, ".0f"),
        ("melanin absorbs between them, J/cm3", broken.energy_density_between, ".0f"),
        ("vacuole's diameter, um", broken.vacuole_diameter, ".0f"),
        ("it begins at a depth of, um", broken.vacuole_top, ".0f"),
        ("and ends at, um", broken.vacuole_bottom, ".0f"),
        ("area past the threshold, all passes", broken.area_share, ".0%"),
        ("light in the spots over that between", broken.local_contrast, ".2f"),
        ("inside of a melanosome, C, if none boils", broken.melanosome_temperature, ".0f"),
        ("irradiance over that of water's breakdown", broken.water_ratio, ".2g"),
    ]
    if broken.vacuole_diameter.value == 0.0:
        rows[5:7] = [("likeliest at a depth of, um", broken.vacuole_top, ".0f")]
    for words, quantity, style in rows:
        table.add_row(words, *_two(quantity, style))
    return table


def _figure_table(summary: Summary) -> Table:
    light, heat, pattern = summary.light, summary.heat, summary.pattern
    beams = "beams" if summary.treatment["handpiece"]["placement"] == "full-field" else "microbeams"
    table = Table(show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_column("", justify="right")
    rows: list[tuple[str, Quantity, str]] = [
        ("light reflected (without specular)", light.reflected_fraction, ".1%"),
        ("light absorbed", light.absorbed_fraction, ".1%"),
        ("hottest point, C", heat.peak_temperature, ".1f"),
        ("bulk rise before the last pass, K", heat.bulk_temperature_rise, ".1f"),
        ("bulk peak, C", heat.bulk_peak_temperature, ".1f"),
        (f"{beams} per cm2, total", pattern.total_density, ".4g"),
        ("coverage, overlaps once", pattern.coverage_fraction, ".1%"),
        ("coverage, nominal", pattern.nominal_coverage_fraction, ".1%"),
    ][: -2 if summary.breakdown else None]
    for words, quantity, style in rows:
        table.add_row(words, *_two(quantity, style))
    return table


def _two(quantity: Quantity, style: str) -> tuple[str, str]:
    if quantity.low == quantity.high:
        return f"{quantity.value:{style}}", ""
    return f"{quantity.value:{style}}", f"{quantity.low:{style}} to {quantity.high:{style}}"


def _between(quantity: Quantity, style: str) -> tuple[str, ...]:
    value, spread = _two(quantity, style)
    return (value, f"({spread})") if spread else (value,)


def _dial_unit(name: str) -> str:
    return "J/cm2" if name == "radiant_exposure_J_per_cm2" else "mJ"


def _unit(unit: str) -> str:
    return {"1": "", "degC": "C"}.get(unit, unit)


def show_spectrum(found: Spectrum, console: Console) -> None:
    """Print a spectrum at the wavelengths of lasers and of colours, or at all of a few."""
    table = Table("nm", "reflected, all", "range", "+-", "effective depth, mm", title="Light that skin sends back")
    every = max(1, found.wavelength_nm.size // SPECTRUM_LINES)
    for k in range(0, found.wavelength_nm.size, every):
        low, high = found.low[k] + found.specular[k], found.high[k] + found.specular[k]
        table.add_row(
            f"{found.wavelength_nm[k]:g}",
            f"{found.reflectance[k]:.1%}",
            f"{low:.1%} to {high:.1%}",
            f"{found.standard_error[k]:.1%}",
            f"{effective_depth(found.layers[k]):.2f}",
        )
    console.print(table)
    console.print("Wide beam at normal incidence; the surface's own reflection is in it. Model.", style="dim")


def show_volume(summary: VolumeSummary, console: Console) -> None:
    """Print where the light of a volume went, and what each medium took of it."""
    shape, size = (" x ".join(f"{part:.4g}" for part in parts) for parts in (summary.shape, summary.voxel_mm))
    console.print(f"[bold]{shape} voxels[/] of {size} mm, {summary.beam.profile} beam, {summary.photons:.4g} photons")
    table = Table("share of the light", "", "+-", title="Where the light went")
    for name, share in summary.light.items():
        table.add_row(name, f"{share.value:.4%}", f"{share.standard_error:.4%}")
        present = {medium: part for medium, part in summary.absorbed_by_medium.items() if part.value > 0.0}
        for medium, part in present.items() if name == "absorbed" else ():
            table.add_row(f"  by {medium}", f"{part.value:.4%}", f"{part.standard_error:.4%}")
    console.print(table)
    took = f"({summary.runtime_s:.2f} s on {summary.backend})"
    console.print(f"Fluence rate by voxel known to {summary.relative_error:.1%}   {took}")
    for warning in summary.warnings:
        console.print(f"[yellow]Warning:[/] {warning}", highlight=False)
    console.print(
        "+-: standard error of the photons. `gained` is what chance made of their weight: the shares less it sum to 1.",
        style="dim",
        highlight=False,
    )
