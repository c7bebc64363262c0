"""The command of the atlas: the sweep behind instant answers, made anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from photomend.commands.shell import check_outputs, console, print_json
from photomend.commands.studies import counted

SHOWN = (
    "zones.necrosis.depth",
    "zones.necrosis.width",
    "zones.collagen.depth",
    "zones.vaporised.depth",
    "pattern.coverage",
    "heat.bulk_temperature_rise",
    "light.reflected",
)


@click.command()
@click.option("--out", type=Path, required=True, metavar="ATLAS.nc", help="Write the atlas to this file.")
@click.option("--workers", type=int, metavar="N", help="Evaluate in N processes of this machine.")
@click.option("--device", "devices", multiple=True, metavar="NAME", help="Only this device; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print what was made as JSON and nothing else.")
def atlas(out: Path, workers: int | None, devices: tuple[str, ...], as_json: bool) -> None:
    """Sweep every device over its dial, all sites and phototypes, into one file of instant answers.

    Run the same command after an interrupt: what was computed is not computed again.
    """
    from photomend.study.atlas_build import build
    from photomend.study.atlas_grid import Scope, whole_catalogue

    check_outputs(out, None)
    with counted() as tell:
        built = build(out, Scope(devices=devices) if devices else whole_catalogue(), workers, tell)
    if as_json:
        print_json(built.model_dump(mode="json"))
    else:
        _show(built)


def _show(built: Any) -> None:
    from rich.table import Table

    title = (
        f"{built.treatments} treatments of {built.devices} devices in {built.path}: {built.megabytes:g} MB, "
        f"{built.seconds:.0f} s, {built.failed} failed"
    )
    table = Table(title=title, title_justify="left", caption=f"against {built.held_out} full runs between its own")
    for name in ("figure", "unit", "misses by (median)", "(95 of 100)", "steep", "then bounded"):
        table.add_column(name, justify="left" if name in ("figure", "unit") else "right")
    for name in (shown for shown in SHOWN if shown in built.missed):
        known = built.missed[name]
        cells = (f"{known.median:.3g}", f"{known.most:.3g}", f"{known.steep}", f"{known.inside}")
        table.add_row(name, known.unit, *cells)
    console().print(table)
    click.echo(f"photomend {built.model_version}, contents {built.contents_sha256[:16]}")
