"""A run, a spectrum and a volume as tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.table import Column, Table

from photomend.result import AblationFigures, BreakdownFigures, FullFieldFigures, HealingFigures, Quantity, Summary
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

HEALING_WORDS = {
    "closed_days": "epidermis closed after",
    "redness_days": "redness seen for",
    "swelling_days": "swelling seen for",
    "bronzing_days": "bronzing seen for",
    "dryness_days": "dry, flaking skin until",
    "makeup_day": "make-up from",
    "remodelling_half_days": "half of the remodelling done after",
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
    if summary.healing:
        console.print(_healing_table(summary.healing))
    for warning in summary.warnings:
        console.print(f"[yellow]Warning:[/] {warning}", highlight=False)
    console.print(
        "Ranges span the uncertain inputs (tissue, beam, cooling, damage thresholds) one at a time. Model, not advice.",
        style="dim",
        highlight=False,
    )


def _healing_table(healing: HealingFigures) -> Table:
    """Return the days of healing, the middle of people with 10 to 90 % of them."""
    table = Table("healing, days (10 to 90 % of people)", Column("", justify="right"), Column("", justify="right"))
    for name, words in HEALING_WORDS.items():
        quantity = getattr(healing, name)
        if quantity is not None:
            table.add_row(words, *_two(quantity, ".1f"))
    return table


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
