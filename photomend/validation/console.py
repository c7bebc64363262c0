"""The validation as tables for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from photomend.validation.page import said_in_short, summary_line
from photomend.validation.run import Verdict, summarise

SUMMARIES = ("thresholds", "headline", "intervals", "intervals_over_study_inputs_only", "coagulated_zones", "bounds")


def show_validation(verdicts: Sequence[Verdict], console: Console) -> None:
    """Print a line per row, then what they say together."""
    table = Table(title="Predicted and measured", title_justify="left")
    table.add_column("row", no_wrap=True)
    table.add_column("quantity")
    for heading in ("measured", "predicted", "interval", "ratio"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for verdict in verdicts:
        table.add_row(*said_in_short(verdict))
    console.print(table)
    found = summarise(verdicts)
    console.print(summary_line(verdicts))
    for name in SUMMARIES:
        some = {key: value for key, value in found[name].items() if value not in ({}, 0)}
        if some:
            words = ", ".join(f"{key.replace('_', ' ')} {_words(value)}" for key, value in some.items())
            console.print(f"[bold]{name.replace('_', ' ')}:[/] {words}", highlight=False)
    if found["failed"]:
        console.print(f"[yellow]Fails:[/] {', '.join(found['failed'])}", highlight=False)
    console.print(
        "Intervals span all that is not known, one at a time. Model against studies, not advice.", style="dim"
    )


def _words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {number:.2f}" for key, number in value.items())
    return f"{value:.2f}" if isinstance(value, float) else str(value)
