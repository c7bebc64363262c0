"""Finds a photo where none of it may be: in files and logs, in what a program wrote, in its sockets and its memory."""

from __future__ import annotations

import base64
import gc
import re
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path

import numpy as np
from PIL import Image

PIECE = 32  # any 64 bytes in a row hold a whole piece that begins at a multiple of 32
LEAST_DISTINCT = 12  # bytes of a piece that differ; fewer are flat picture, such as any file may hold
LARGE = 16_384  # bytes
STRINGS = re.compile(r'"((?:\\x[0-9a-f]{2})+)"')
ADDRESSES = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"((?:\\x[0-9a-f]{2})+)"')


@dataclass(frozen=True)
class Marks:
    """What tells a photo: pieces of its bytes and pixels, plain or as text, and words that are written in it."""

    pieces: frozenset[bytes]
    words: tuple[bytes, ...]

    def are_in(self, contents: bytes) -> bool:
        """Return whether contents hold a word of the photo, or any 64 bytes of it."""
        if any(word in contents for word in self.words):
            return True
        return any(contents[at : at + PIECE] in self.pieces for at in range(len(contents) - PIECE + 1))


def marks_of(photo: bytes, words: Iterable[str]) -> Marks:
    """Return the marks of a photo whose bytes hold these words."""
    pixels = np.asarray(Image.open(BytesIO(photo)).convert("RGB")).tobytes()
    forms = (photo, pixels, base64.b64encode(photo), photo.hex().encode(), repr(photo).encode())
    pieces = {form[at : at + PIECE] for form in forms for at in range(0, len(form) - PIECE + 1, PIECE)}
    telling = frozenset(piece for piece in pieces if len(set(piece)) >= LEAST_DISTINCT)
    return Marks(telling, tuple(word.encode() for word in words))


def files_with(marks: Marks, folders: Iterable[Path]) -> list[str]:
    """Return the names of the files below folders that hold something of a photo."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if marks.are_in(path.read_bytes())]


def lines_with(marks: Marks, log: bytes) -> list[str]:
    """Return the lines of a log that hold something of a photo."""
    return [line.decode(errors="replace") for line in log.splitlines() if marks.are_in(line)]


def writes_with(marks: Marks, trace: str) -> list[str]:
    """Return the calls of a trace (strace -xx) that gave something of a photo away, whatever to, shortened."""
    return [line[:80] for line in trace.splitlines() if any(marks.are_in(text) for text in _texts(line))]


def calls_away(trace: str) -> list[str]:
    """Return the calls of a trace that named an address outside this machine."""
    return [line for line in trace.splitlines() for found in ADDRESSES.findall(line) if _is_outside(found)]


def rows_in(database: Path) -> dict[str, int]:
    """Return how many rows each table of a database has."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {name: connection.execute(f"select count(*) from {name}").fetchone()[0] for name in names}
    finally:
        connection.close()


def left_in_memory(work: Callable[[], object]) -> list[str]:
    """Return what some work leaves in memory: large blocks, by where they were made, and pictures."""
    before = {id(one) for one in _pictures()}
    gc.collect()
    tracemalloc.start()
    try:
        work()
        gc.collect()
        blocks = [trace for trace in tracemalloc.take_snapshot().traces if trace.size >= LARGE]
    finally:
        tracemalloc.stop()
    pictures = [repr(one) for one in _pictures() if id(one) not in before]
    return [f"{block.size} bytes of {block.traceback}" for block in blocks] + pictures


def _pictures() -> Iterator[Image.Image]:
    return (one for one in gc.get_objects() if isinstance(one, Image.Image))


def _texts(line: str) -> Iterator[bytes]:
    return (_plain(text) for text in STRINGS.findall(line))


def _is_outside(address: str) -> bool:
    return not ip_address(_plain(address).decode()).is_loopback


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
