"""Treatments side by side, as a table for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Column, Table

from photomend.comparison import Comparison
from photomend.result import Quantity

ROWS = (
    ("removed, um", "removed_depth", ".0f"),
    ("collagen coagulated below it, um", "coagulated_rim", ".0f"),
    ("coagulated down to, um", "coagulated_depth", ".0f"),
    ("cells dead down to, um", "necrotic_depth", ".0f"),
    ("surface intact", "surface_intact", ".0%"),
    ("epidermis alive", "epidermis_alive", ".0%"),
    ("coverage, cells dead", "coverage", ".0%"),
    ("days to close", "days_to_close", ".1f"),
    ("days red", "redness_days", ".1f"),
)
KIND_WORDS = {"model": "", "study": "study", "prior": "prior", "assumption": "assumption"}


def show_comparison(found: Comparison, console: Console) -> None:
    """Print one column per treatment, each figure above its range; then what closing rests on."""
    names = (Column(f"{run.name}\n[dim]{run.mechanism}[/]", justify="right", overflow="fold") for run in found.runs)
    table = Table(Column(""), *names, title="Treatments side by side", show_lines=True)
    table.add_row("endpoint", *(run.endpoint for run in found.runs))
    for words, field, style in ROWS:
        table.add_row(words, *(cell(getattr(run, field), style) for run in found.runs))
    console.print(table)
    for run in found.runs:
        console.print(f"{run.name}: {run.closing}", highlight=False)
    console.print(
        "Ranges of the wound span its uncertain inputs one at a time, those of days 10 to 90 % of people. Model, not "
        "advice.",
        style="dim",
        highlight=False,
    )


def cell(quantity: Quantity, style: str) -> str:
    """Return a figure with its range below it, and its kind where it is not the model's."""
    kind = KIND_WORDS[quantity.kind]
    lines = [f"{quantity.value:{style}}"]
    if quantity.low != quantity.high:
        lines.append(f"[dim]{quantity.low:{style}} to {quantity.high:{style}}[/]")
    return "\n".join([*lines, f"[dim]{kind}[/]"] if kind else lines)
