"""Blocks: some treatments that share a photon response, evaluated one after another and kept together.

A block is the unit of work, of loss and of saving. It holds at most `BLOCK` treatments and ends after `BLOCK_S`
seconds; what it left over is a block of its own.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import numpy as np

from photomend.backend import PACKAGE, package_version
from photomend.description import BadInput
from photomend.figures import request_hash
from photomend.light.transport import forget
from photomend.study import evaluate
from photomend.study.design import contents_of

BLOCK, BLOCK_S = 64, 20.0
DONE, FAILED = 1, 2
HASH_BYTES = 32
EVALUATION = "study/evaluate.py"
NOT_FIGURES = (
    "cli.py", "schema.py", "study", "commands", "guide", "planner", "validation", "outcome", "records", "server",
    "appearance", "faces", "export", "plain.py", "preview.py", "data/schema", "data/tryon", "data/appearance.toml",
    "data/faces.toml", "data/colour_matching.csv", "data/skin_colour_by_ita.csv", "data/head_landmarks.csv",
)  # fmt: skip
"""Files and folders that no figure of an evaluated treatment comes from."""


@dataclass(frozen=True)
class Work:
    """Treatments to evaluate: the dotted values of each, its hash, and a number for its photon response."""

    base: Mapping[str, Any]
    keys: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    hashes: tuple[bytes, ...]
    groups: tuple[int, ...]

    def part(self, start: int, end: int | None = None) -> Work:
        """Return the treatments from `start` to before `end`."""
        chosen = slice(start, end)
        return Work(self.base, self.keys, self.rows[chosen], self.hashes[chosen], self.groups[chosen])


@dataclass(frozen=True, eq=False)
class Block:
    """What the first treatments of some work gave: figures by name (columns of `values`), NaN where there is none.

    `traced` counts changes of the photon response; `lasting` is false where a failure says more of the worker than of
    the treatments.
    """

    hashes: tuple[bytes, ...]
    status: np.ndarray
    endpoint: tuple[str, ...]
    error: tuple[str, ...]
    names: tuple[str, ...]
    values: np.ndarray
    version: str
    traced: int = 0
    lasting: bool = True


@cache
def model_version() -> str:
    """Return the version of everything that figures come from: the package's, and a hash of its sources and data."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        inner = path.relative_to(PACKAGE).as_posix()
        if path.suffix in (".py", ".toml", ".csv") and (inner == EVALUATION or not inner.startswith(NOT_FIGURES)):
            digest.update(inner.encode() + b"\0" + path.read_bytes())
    return f"{package_version()}+{digest.hexdigest()[:12]}"


def known_by(base: Mapping[str, Any], keys: tuple[str, ...], rows: list[tuple[Any, ...]]) -> tuple[bytes, list[int]]:
    """Return the hashes of treatments, one after another, and the number of the photon response of each.

    Raises `BadInput` with the place of the first treatment that cannot be simulated. Energies, densities and passes
    never change a response, so that it is looked for once for all that differ in nothing else.
    """
    found, groups, responses = bytearray(), [], {}
    steady = [place for place, key in enumerate(keys) if not key.startswith("settings.")]
    for number, row in enumerate(rows):
        try:
            request = evaluate.request_of(contents_of(base, keys, row))
            found += bytes.fromhex(request_hash(request))
            same = repr([row[place] for place in steady])
            if same not in responses:
                responses[same] = _number(evaluate.response_key(request))
        except BadInput as fault:
            raise Refused(str(fault), number) from None
        groups.append(responses[same])
    return bytes(found), groups


class Refused(BadInput):
    """A treatment that cannot be simulated, with its place among those that were looked at."""

    def __init__(self, sentence: str, place: int) -> None:
        super().__init__(sentence, place)
        self.sentence, self.place = sentence, place

    def __str__(self) -> str:
        return self.sentence


def _number(key: tuple[Any, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:7], "big")


def divide(groups: np.ndarray, chosen: np.ndarray, size: int = BLOCK) -> Iterator[np.ndarray]:
    """Yield the chosen numbers of treatments, block by block, mixing photon responses only where they fill a block.

    `groups` has the response of every treatment; `chosen` are numbers that lie together where they share one.

    Example
    -------
    >>> [block.tolist() for block in divide(np.array([7, 7, 7, 8, 9]), np.arange(5), 2)]
    [[0, 1], [2], [3, 4]]
    """
    together: list[np.ndarray] = []
    edges = np.flatnonzero(np.diff(groups[chosen])) + 1
    for run in np.split(chosen, edges):
        if together and sum(part.size for part in together) + run.size > size:
            yield np.concatenate(together)
            together = []
        if run.size >= size:
            yield from np.split(run, range(size, run.size, size))
        elif run.size:
            together.append(run)
    if together:
        yield np.concatenate(together)


def evaluate_block(work: Work, limit_s: float = BLOCK_S) -> Block:
    """Return what the treatments of some work gave, from the first to the last or until the time is up.

    A treatment that cannot be followed is recorded with its sentence. Only one photon response is held at a time.
    """
    ends = time.monotonic() + limit_s
    found: list[dict[str, Any]] = []
    errors: list[str] = []
    traced = 0
    for row, group in zip(work.rows, work.groups, strict=True):
        traced += _take_up(group)
        figures, error = _figures(work, row)
        found.append(figures)
        errors.append(error)
        if time.monotonic() > ends:
            break
    return _packed(work.hashes[: len(found)], found, tuple(errors), traced)


_HELD: list[int] = []


def _take_up(group: int) -> bool:
    """Drop the photon response of another group; return whether there is a new one to trace."""
    if [group] == _HELD:
        return False
    forget()
    _HELD[:] = [group]
    return True


def _figures(work: Work, row: tuple[Any, ...]) -> tuple[dict[str, Any], str]:
    try:
        return evaluate.evaluate(evaluate.request_of(contents_of(work.base, work.keys, row))), ""
    except BadInput as fault:
        return {}, " ".join(str(fault).split())
    except Exception as fault:  # one treatment of ten thousand must not end the others
        return {}, " ".join(f"{type(fault).__name__}: {fault}".split())


def _packed(hashes: tuple[bytes, ...], found: list[dict[str, Any]], errors: tuple[str, ...], traced: int) -> Block:
    names = tuple(
        name for name, _ in groupby(sorted(name for figures in found for name in figures)) if name != "endpoint"
    )
    return Block(
        hashes=hashes,
        status=np.array([FAILED if error else DONE for error in errors], np.int8),
        endpoint=tuple(str(figures.get("endpoint", "")) for figures in found),
        error=errors,
        names=names,
        values=np.array([[figures.get(name, np.nan) for name in names] for figures in found], float),
        version=model_version(),
        traced=traced,
    )


def given_up(work: Work, sentence: str) -> Block:
    """Return a block whose treatments all failed for a reason outside of them."""
    count = len(work.hashes)
    return Block(
        hashes=work.hashes,
        status=np.full(count, FAILED, np.int8),
        endpoint=("",) * count,
        error=(sentence,) * count,
        names=(),
        values=np.empty((count, 0)),
        version=model_version(),
        lasting=False,
    )
