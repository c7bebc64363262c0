"""What every command needs of the shell: progress on stderr, outputs checked before work, JSON on stdout."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from photomend.description import BadInput

SHOW_PROGRESS_AFTER_S = 1.0


def set_option(words: str) -> Callable[..., Any]:
    """Return the option ``--set KEY=VALUE``, that may be repeated, with its help."""
    return click.option("--set", "assignments", multiple=True, metavar="KEY=VALUE", help=words)


@contextmanager
def progress(doing: str = "simulating") -> Iterator[Callable[[float], None]]:
    """Yield a function that takes the share done; a bar appears on stderr for anything over a second."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(doing, total=1.0)

    def show(share: float) -> None:
        bar.update(task, completed=share)
        if not bar.live.is_started and time.monotonic() - started > SHOW_PROGRESS_AFTER_S:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()


def check_outputs(out: Path | None, figure: Path | None) -> None:
    """Refuse an output that cannot be written before time is spent on computing it."""
    for path in filter(None, (out, figure)):
        _check_folder(path)
    if figure:
        from photomend.figure import check_ending

        check_ending(figure)


def _check_folder(path: Path) -> None:
    folder = path.parent if str(path.parent) else Path()
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput(f"output = {path} cannot be written; choose a file in a folder that exists and is writable")


def console() -> Any:
    """Return where tables are printed: as wide as the terminal, 120 columns elsewhere."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120)


def print_json(value: Any) -> None:
    """Print one JSON value; a NaN is an error."""
    click.echo(json.dumps(value, allow_nan=False, ensure_ascii=False))
