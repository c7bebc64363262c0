"""Writes an export: the page with what it draws from, and a course for each choice, packed as the page unpacks it."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from photomend.description import BadInput, Description
from photomend.export.courses import Course, Scope, courses, index, requests
from photomend.export.folder import INDEX, check_place, written_whole
from photomend.export.page import page_files

Progress = Callable[[str, int, int], None]
PACKED: Final = ".wasm"  # hosts do not always pack it on its way, and it is the largest file by far
MEGA: Final = 1e6


class Exported(Description):
    """What was written: where, how many files and courses, what is left out and why, how large, how long it took."""

    path: str
    files: int
    courses: int
    refused: dict[str, str]
    megabytes: float
    seconds: float


def export(
    place: Path, scope: Scope | None = None, at_once: int | None = None, tell: Progress = lambda *_: None
) -> Exported:
    """Write the try-on as static files to a new or empty folder, or over an earlier export; return what it holds.

    `at_once` processes compute the courses (as many as there are processors). `tell` is called with what is done, how
    many and of how many. Raises `BadInput` where the folder holds anything else, or where no course may be shown.
    """
    started, wanted = time.monotonic(), scope or Scope()
    check_place(place)
    files = dict(_packed(name, contents) for name, contents in page_files())
    found = _computed(wanted, at_once, tell)
    shown = {one.path: one.contents for one in found if one.contents is not None}
    files |= dict(_packed(f"courses/{path}.json", contents, True) for path, contents in sorted(shown.items()))
    files[INDEX] = json.dumps(index(wanted, found), ensure_ascii=False, separators=(",", ":")).encode()
    with written_whole(place) as write:
        for name, contents in files.items():
            write(name, contents)
    return Exported(
        path=str(place),
        files=len(files),
        courses=len(shown),
        refused={one.path: one.refused for one in sorted(found) if one.contents is None},
        megabytes=_megabytes(files),
        seconds=round(time.monotonic() - started, 1),
    )


def _computed(scope: Scope, at_once: int | None, tell: Progress) -> list[Course]:
    """Return all courses of a scope; `BadInput` where none of them may be shown."""
    portions = requests(scope)
    total = sum(len(portion) for portion in portions)
    found: list[Course] = []
    for portion in courses(portions, at_once):
        found += portion
        tell("courses", len(found), total)
    if all(one.contents is None for one in found):
        raise BadInput(found[0].refused if found else "no concern, skin type or age was named; name one of each")
    return found


def _packed(name: str, contents: bytes, pack: bool = False) -> tuple[str, bytes]:
    """Return a file's name and contents, packed if it is told so or of a kind that always is; the same each time."""
    if pack or name.endswith(PACKED):
        return f"{name}.gz", gzip.compress(contents, mtime=0)
    return name, contents


def _megabytes(files: Mapping[str, bytes]) -> float:
    return round(sum(map(len, files.values())) / MEGA, 1)
