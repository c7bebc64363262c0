"""Commands of studies: many treatments at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from photomend.commands.shell import SHOW_PROGRESS_AFTER_S, console, print_json


@click.command()
@click.argument("study", type=Path, metavar="STUDY.toml")
@click.option("--out", type=Path, required=True, metavar="DIR", help="Folder of the results; made where it is missing.")
@click.option("--workers", type=int, metavar="N", help="Evaluate in N processes of this machine.")
@click.option("--scheduler", metavar="ADDRESS", help="Evaluate on the Dask cluster of tcp://HOST:PORT.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON and nothing else.")
def sweep(study: Path, out: Path, workers: int | None, scheduler: str | None, as_json: bool) -> None:
    """Evaluate every treatment of a study file into one labelled dataset, DIR/study.zarr.

    What DIR holds already is not computed again: run the same command after an interrupt, or with more values. The
    numbers do not depend on how many processes compute them.
    """
    from photomend.study.design import read_study
    from photomend.study.sweep import sweep as run

    with counted() as tell:
        swept = run(read_study(study), out, workers, scheduler, tell)
    if as_json:
        print_json(swept.model_dump(mode="json"))
    else:
        _show(swept)


@contextmanager
def counted() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function that takes what is done, how many and of how many; a bar on stderr shows rate and time left."""
    if not sys.stderr.isatty():
        yield lambda doing, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    started = time.monotonic()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120.0)
    tasks: dict[str, Any] = {}

    def tell(doing: str, done: int, total: int) -> None:
        if doing not in tasks:
            for earlier in tasks.values():
                bar.update(earlier, visible=False)
            tasks[doing] = bar.add_task(doing, total=total, completed=done, rate="")
        speed = bar.tasks[tasks[doing]].speed
        bar.update(tasks[doing], completed=done, rate=f"{speed:.1f}/s" if speed else "")
        if not bar.live.is_started and time.monotonic() - started > SHOW_PROGRESS_AFTER_S:
            bar.start()

    try:
        yield tell
    finally:
        bar.stop()


def _show(swept: Any) -> None:
    from rich.table import Table

    table = Table(title=f"{swept.treatments} treatments in {swept.store}", title_justify="left", show_header=False)
    rows = {
        "done": f"{swept.done}",
        "failed": f"{swept.failed}",
        "new": f"{swept.computed}, and {swept.known} known before",
        "photon responses": f"{swept.responses}",
        "rate": f"{swept.treatments_per_s:.1f} a second on {swept.workers} at a time, {swept.seconds:.1f} s",
    }
    for name, words in rows.items():
        table.add_row(name, words)
    console().print(table)
    for sentence in swept.failures:
        console().print(f"Failed: {sentence}", markup=False)
    click.echo(f'Read it with: photomend.study.sweep.open_sweep("{swept.store}")')
