"""The command that writes the try-on as static files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from photomend.case import CONCERNS, PHOTOTYPES
from photomend.commands.shell import console, print_json
from photomend.commands.studies import counted

if TYPE_CHECKING:
    from photomend.export.write import Exported


@click.command()
@click.argument("place", type=Path, metavar="DIR")
@click.option("--concern", "concerns", multiple=True, type=click.Choice(CONCERNS), help="Only this; may be repeated.")
@click.option("--phototype", "phototypes", multiple=True, type=click.Choice(PHOTOTYPES), help="Only this; repeatable.")
@click.option("--age", "ages", multiple=True, type=int, metavar="YEARS", help="Courses at this age; may be repeated.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Compute in N processes of this machine.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON and nothing else.")
def export(
    place: Path,
    concerns: tuple[str, ...],
    phototypes: tuple[str, ...],
    ages: tuple[int, ...],
    workers: int | None,
    as_json: bool,
) -> None:
    """Write the try-on as files that any web space can serve and a phone's browser runs, with no server side.

    DIR is new, empty or an earlier export. A visitor's photo never leaves their browser. README.txt in DIR says how to
    serve it; here: python -m http.server --directory DIR
    """
    from photomend.export.courses import Scope
    from photomend.export.write import export as write

    named: dict[str, Any] = {"concerns": concerns, "phototypes": phototypes, "ages_years": tuple(sorted(set(ages)))}
    with counted() as tell:
        written = write(place, Scope(**{name: chosen for name, chosen in named.items() if chosen}), workers, tell)
    if as_json:
        print_json(written.model_dump(mode="json"))
    else:
        _show(written)


def _show(written: Exported) -> None:
    from rich.table import Table

    table = Table(title=f"The try-on as files in {written.path}", title_justify="left", show_header=False)
    rows = {
        "courses": f"{written.courses}, and {len(written.refused)} that are not shown",
        "files": f"{written.files}, {written.megabytes:g} MB",
        "time": f"{written.seconds:.0f} s",
    }
    for name, words in rows.items():
        table.add_row(name, words)
    console().print(table)
    for sentence in dict.fromkeys(written.refused.values()):
        console().print(f"Not shown: {sentence}", markup=False)
    click.echo(f"Look at it: python -m http.server --directory {written.path}, then open http://localhost:8000")
