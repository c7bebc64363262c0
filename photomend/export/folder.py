"""A folder that is written whole or not at all: beside its place first, then renamed.

Only a place that is free, empty or holds an earlier export is taken; whatever else lies there stays as it is.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from photomend.description import BadInput

INDEX = "courses/index.json"
MADE_BY = "photomend export"


def check_place(place: Path) -> None:
    """Raise `BadInput` unless an export may be written to a place."""
    parent = place.absolute().parent
    if not parent.is_dir() or not os.access(parent, os.W_OK):
        raise BadInput(f"DIR = {place} cannot be made; choose one in a folder that exists and is writable")
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise BadInput(f"DIR = {place} is no folder; choose a new one")
    if place.is_dir() and any(place.iterdir()) and not _is_export(place):
        raise BadInput(f"DIR = {place} holds other files, which would be lost; choose a new or an empty folder")


@contextmanager
def written_whole(place: Path) -> Iterator[Callable[[str, bytes], None]]:
    """Yield a function that writes a file by its path inside the folder; the folder appears when all is written.

    After a fault or an interrupt the place is as it was.
    """
    check_place(place)
    beside = Path(tempfile.mkdtemp(prefix=f".{place.absolute().name}-", dir=place.absolute().parent))

    def write(name: str, contents: bytes) -> None:
        path = beside / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)

    try:
        yield write
        beside.chmod(0o755)
        _put(beside, place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _put(new: Path, place: Path) -> None:
    """Give a finished folder its place, and remove what was there before."""
    earlier = new.with_name(f"{new.name}-earlier")
    try:
        if place.exists():
            place.rename(earlier)
        new.rename(place)
    except OSError as fault:
        if earlier.exists() and not place.exists():
            earlier.rename(place)
        raise BadInput(f"DIR = {place} cannot be replaced: {fault.strerror}; choose a new folder") from None
    shutil.rmtree(earlier, ignore_errors=True)


def _is_export(place: Path) -> bool:
    try:
        found = json.loads((place / INDEX).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("made_by") == MADE_BY
