"""The courses of an export, as a person sees them: each treatment of each concern, on each skin type, at some ages.

Whatever is simulated alike is asked for together, in one process, which keeps its simulations.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from typing import Any, Final, NamedTuple

from photomend.appearance import TryOnRequest, choices, try_on
from photomend.appearance.asked import planned
from photomend.backend import package_version, workers
from photomend.bibliography import short_reference
from photomend.case import CONCERNS, PHOTOTYPES, Concern, Phototype
from photomend.catalog import literature
from photomend.description import BadInput
from photomend.export.folder import MADE_BY

AGES_YEARS: Final = (25, 45, 65)


@dataclass(frozen=True)
class Scope:
    """What an export holds courses of."""

    concerns: tuple[Concern, ...] = CONCERNS
    phototypes: tuple[Phototype, ...] = PHOTOTYPES
    ages_years: tuple[int, ...] = AGES_YEARS


class Course(NamedTuple):
    """A course that was asked for: its path, its JSON or the sentence why there is none, and its sources in words."""

    path: str
    contents: bytes | None
    refused: str
    sources: Mapping[str, str]


Portion = list[tuple[str, TryOnRequest]]


def requests(scope: Scope) -> list[Portion]:
    """Return what is asked for, each with its path, those with equal simulations together.

    Example
    -------
    >>> [path for path, _ in requests(Scope(("melasma",), ("II",), (45,)))[0]]
    ['melasma/fractional-1927/II-45']
    """
    together: dict[str, Portion] = {}
    for concern, phototype, age in product(scope.concerns, scope.phototypes, scope.ages_years):
        for choice in choices(concern):
            asked = TryOnRequest(concern=concern, phototype=phototype, age_years=age, family=choice.family)
            path = f"{concern}/{choice.family}/{phototype}-{age}"
            together.setdefault(f"{phototype} {_treatment(asked)}", []).append((path, asked))
    return list(together.values())


def courses(portions: Sequence[Portion], at_once: int | None = None) -> Iterator[list[Course]]:
    """Yield the courses of all portions as they come; from processes of their own, unless one at once is wanted."""
    count = min(at_once or workers(), len(portions))
    if count <= 1:
        yield from map(answered, portions)
        return
    own = get_context("spawn")
    stop = own.Event()
    pool = ProcessPoolExecutor(count, own, initializer=_prepare, initargs=(stop,))
    try:
        waiting = {pool.submit(answered, portion) for portion in portions}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (one.result() for one in done)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def answered(portion: Portion) -> list[Course]:
    """Return the course of each request of a portion; a process that is told to stop leaves out what is left."""
    return [_course(path, asked) for path, asked in portion if not any(stop.is_set() for stop in _stops)]


def index(scope: Scope, found: Sequence[Course]) -> dict[str, Any]:
    """Return what the page reads first: what can be chosen, what is missing and why, and what keys stand for."""
    known = {concern: [one.model_dump(mode="json") for one in choices(concern)] for concern in scope.concerns}
    keys = {key for key in _sources_in(known) if key in literature()}
    told = {key: words for one in found for key, words in one.sources.items()}
    return {
        "made_by": MADE_BY,
        "version": package_version(),
        "phototypes": scope.phototypes,
        "ages_years": scope.ages_years,
        "choices": known,
        "refused": {one.path: one.refused for one in sorted(found) if one.contents is None},
        "references": dict(sorted({**{key: short_reference(key) for key in keys}, **told}.items())),
    }


def _treatment(asked: TryOnRequest) -> str:
    """Return what is simulated for a request, as text; an empty one where nothing is."""
    try:
        return json.dumps(planned(asked).treatment, sort_keys=True)
    except BadInput:
        return ""


def _course(path: str, asked: TryOnRequest) -> Course:
    try:
        found = try_on(asked)
    except BadInput as fault:
        return Course(path, None, str(fault), {})
    if found.role != "person" or found.device is not None:
        raise RuntimeError(f"{path} would show a person a device")
    return Course(path, found.model_dump_json().encode(), "", found.sources)


def _sources_in(value: Any) -> Iterator[str]:
    """Yield every key of a source that stands in a JSON value."""
    if isinstance(value, dict):
        yield from value.get("sources") or ()
        for inner in value.values():
            yield from _sources_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _sources_in(inner)


_stops: list[Any] = []
"""What a process that computes courses is told to stop with."""


def _prepare(stop: Any) -> None:
    """Leave an interrupt to the process that waits, and threads to the other processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["PHOTOMEND_THREADS"] = "1"
    _stops.append(stop)
