"""The command ``uncertainty``: what all uncertain inputs of a treatment do together, and which of them decide."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from photomend.commands.shell import check_outputs, console, print_json, progress, set_option

if TYPE_CHECKING:
    from rich.console import Console

    from photomend.result import Quantity
    from photomend.study.sobol import Index
    from photomend.study.uncertainty import Told, Uncertainty

SHOWN_INPUTS, LEAST_SHOWN = 5, 0.01
SHOWN = (
    "zones.necrosis.depth", "zones.necrosis.width", "zones.collagen.depth", "zones.collagen.width",
    "zones.boiled.depth", "zones.boiled.width", "zones.vaporised.depth", "zones.vaporised.width", "pattern.coverage",
    "heat.bulk_temperature_rise", "full_field.band_top", "full_field.band_bottom", "breakdown.energy_density_spots",
    "breakdown.vacuole_diameter", "ablation.coagulated_rim", "ablation.necrotic_rim",
)  # fmt: skip


@click.command()
@click.argument("file", required=False, type=Path)
@click.option("--device", help="Name of the laser (photomend devices lists them); replaces the file's.")
@set_option("Change one key, e.g. settings.pulse_energy_mJ=10 or skin.site=forehead. May be repeated; wins over all.")
@click.option("--draws", default=256, show_default=True, help="Draws in which all inputs move at once.")
@click.option("--on-model", is_flag=True, help="Ask the model itself for indices, not an emulator: thousands of runs.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.option("--figure", type=Path, metavar="F.png", help="Draw draws and indices (.png, .svg or .pdf).")
def uncertainty(
    file: Path | None,
    device: str | None,
    assignments: tuple[str, ...],
    draws: int,
    on_model: bool,
    as_json: bool,
    figure: Path | None,
) -> None:
    """Move all uncertain inputs of a treatment at once: 90 % intervals, and which input decides.

    The treatment is that of a TOML FILE, of --device, or both. Draws are followed on a grid no finer than 10 um, with
    12 800 photons at most (coupled optics: 51 200). Without --json a table is printed.
    """
    from photomend.study.uncertainty import propagate
    from photomend.treatment import read_file, read_request, with_settings

    check_outputs(None, figure)
    contents = read_file(file) if file else {}
    if device is not None:
        contents = {**contents, "handpiece": {**contents.get("handpiece", {}), "device": device}}
    request = read_request(with_settings(contents, assignments))
    with progress("drawing") as tell:
        found = propagate(request, draws, request.numerics.seed, tell, on_model or None)
    if figure:
        from photomend.uncertainty_figure import save

        save(found, figure)
    if as_json:
        print_json(found.record())
    else:
        show(found, console())


def show(found: Uncertainty, console: Console) -> None:
    """Print the figures with both intervals and the inputs that decide them, then what was refused and why."""
    from rich.table import Column, Table

    numbers = ("value", "90 %, all at once", "one at a time")
    table = Table(
        "figure",
        *(Column(words, justify="right", no_wrap=True) for words in numbers),
        Column("first / total index, % of variance (±95 %)"),
        show_lines=True,
    )
    told = {name: found.figures[name] for name in SHOWN if name in found.figures and found.samples[name].any()}
    for name, one in told.items():
        value = f"{_number(one.joint, one.joint.value)} {_unit(one.joint)}".strip()
        table.add_row(name, value, _interval(one.joint), _interval(one.one_at_a_time), _deciding(one))
    console.print(table)
    shares = ", ".join(f"{name} in {share:.1%}" for name, share in found.endpoints.items())
    console.print(f"Endpoints of {len(found.positions)} draws: {shares}", highlight=False)
    for name, one in told.items():
        if one.refused:
            console.print(f"[yellow]{name}:[/] {one.refused}", highlight=False)
    console.print(
        "Every input lies anywhere in its range with equal chance. Photon noise is in no interval. Model, not advice.",
        style="dim",
        highlight=False,
    )


def _deciding(told: Told) -> str:
    """Return the inputs with the largest total indices, one a line."""
    if told.indices is None:
        return "none: see below" if told.refused else "nothing moves it"
    first, total = told.indices.first, told.indices.total
    deciding = [name for name in told.indices.largest(SHOWN_INPUTS) if total[name].value >= LEAST_SHOWN]
    return "\n".join(f"{name} {_index(first[name])} / {_index(total[name])}" for name in deciding)


def _index(index: Index) -> str:
    return f"{round(100.0 * index.value)} (±{round(100.0 * index.confidence)})"


def _interval(quantity: Quantity) -> str:
    return f"{_number(quantity, quantity.low)} to {_number(quantity, quantity.high)}"


def _number(quantity: Quantity, value: float) -> str:
    return f"{100.0 * value:.1f}" if quantity.unit == "1" else f"{value:.4g}"


def _unit(quantity: Quantity) -> str:
    return "%" if quantity.unit == "1" else quantity.unit
