"""Sweep the treatments of a study: many what-ifs become one labelled dataset.

    study -> points -> hashes -> what is not known yet -> blocks -> store -> dataset

Treatments that share a photon response follow one another, so that it is traced once. Each block is kept as soon as it
is finished: a sweep that was killed goes on from there, and a repeated or extended one computes only what is new.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.description import BadInput, Description
from photomend.study import store
from photomend.study.blocks import (
    BLOCK,
    DONE,
    FAILED,
    HASH_BYTES,
    Block,
    Refused,
    Work,
    divide,
    known_by,
    model_version,
)
from photomend.study.cluster import Fill, Place, placed
from photomend.study.design import Study, base_of, points_of
from photomend.study.extra import needed
from photomend.study.points import Points
from photomend.study.table import PENDING, Table, dataset, read, table_of, write

if TYPE_CHECKING:
    import xarray

AT_A_TIME = 500  # treatments whose hashes are found in one go
FIRST_WRITE_S = 20.0  # until the dataset is written for the first time
WRITING_SHARE = 0.01  # of the time that writing it may take
SHARES = 4  # blocks that each worker gets at least, so that small studies are shared out too
SHOWN = 3

Tell = Callable[[str, int, int], None]
"""Told what is being done, how many treatments are done, and of how many."""


class Sweep(Description):
    """What a sweep did: treatments by status, how many are new, photon responses traced for them, and how fast.

    `failures` are the first sentences of treatments that failed, each once.
    """

    store: str
    version: str
    treatments: int
    done: int
    failed: int
    pending: int
    computed: int
    known: int
    responses: int
    workers: int
    seconds: float
    treatments_per_s: float
    failures: tuple[str, ...]


def sweep(
    study: Study,
    folder: str | Path,
    workers: int | None = None,
    scheduler: str | None = None,
    tell: Tell = lambda doing, done, total: None,
) -> Sweep:
    """Evaluate all treatments of a study into the store at `folder`, and return what was done.

    In this process, in `workers` processes, or by the Dask cluster of a `scheduler`: the numbers are the same. A
    study that cannot be done is refused before work starts; a treatment that fails is recorded, and the rest go on.
    An interrupt leaves a valid store, and the same call goes on from there.

    Example
    -------
    >>> import tempfile
    >>> from photomend.study.design import study_of
    >>> study = study_of({"base": {"handpiece": {"device": "eryag-2940"}}, "sweep": {"settings.passes": [1, 2]}})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     swept = sweep(study, folder)
    ...     found = open_sweep(folder)
    >>> swept.done, found["zones.vaporised.depth"].dims, found["zones.vaporised.depth"].attrs["units"]
    (2, ('settings.passes',), 'um')
    """
    needed("zarr")
    folder = Path(folder)
    base, points = base_of(study), points_of(study)
    store.check_space(folder, len(points))
    check(base, points, points.suspects())
    with store.opened(folder, study), placed(workers, scheduler) as place:
        at_a_time = place.workers
        hashes, groups = plan(base, points, place, tell)
        table = table_of(hashes)
        known = sum(table.put(block) for block in store.kept_blocks(folder))
        started = time.perf_counter()
        new, traced = 0, 0
        with _written(points, table, folder) as now_and_then:
            for block in evaluated(base, points, table, groups, place):
                try:
                    if block.lasting:
                        store.save_block(folder, block)
                finally:  # an interrupt right after saving must not leave the block out of the dataset
                    new += table.put(block)
                traced += block.traced
                tell("sweeping", known + new, table.status.size)
                now_and_then()
        return _told(folder, table, new, known, traced, at_a_time, time.perf_counter() - started)


def open_sweep(folder: str | Path) -> xarray.Dataset:
    """Return the dataset of a store, finished or not: treatments without result have the status "pending".

    It is read into memory, so that a sweep which is still running may exchange what is on disk.
    """
    needed("zarr")
    folder = Path(folder)
    study = store.study_in(folder)
    for _ in range(2):
        found = read(folder)
        if found is not None:
            return found
    points = points_of(study)
    table = table_of(_planned(base_of(study), points)[0])
    for block in store.kept_blocks(folder):
        table.put(block)
    return dataset(points, table)


def check(base: dict[str, Any], points: Points, numbers: list[int]) -> None:
    """Refuse the first of some treatments that cannot be simulated."""
    with _refusing(points, numbers):
        known_by(base, points.keys, [points.row(number) for number in numbers])


def plan(base: dict[str, Any], points: Points, place: Place, tell: Tell) -> tuple[np.ndarray, np.ndarray]:
    """Return the hash and the photon response of every treatment; refuse the first that cannot be simulated."""
    hashes = np.empty((len(points), HASH_BYTES), np.uint8)
    groups = np.empty(len(points), np.int64)
    parts = [range(start, min(start + AT_A_TIME, len(points))) for start in range(0, len(points), AT_A_TIME)]
    answers = place.each(known_by, ((base, points.keys, [points.row(number) for number in part]) for part in parts))
    for part in parts:
        with _refusing(points, part):
            found, numbers = next(answers)
        hashes[part.start : part.stop] = np.frombuffer(found, np.uint8).reshape(-1, HASH_BYTES)
        groups[part.start : part.stop] = numbers
        tell("planning", part.stop, len(points))
    return hashes, groups


def evaluated(base: dict[str, Any], points: Points, table: Table, groups: np.ndarray, place: Place) -> Iterator[Block]:
    """Yield the results of the treatments that have none, block by block."""
    waiting = table.waiting()
    order = waiting[np.argsort(_by_appearance(groups[waiting]), kind="stable")]
    size = min(BLOCK, max(1, order.size // (SHARES * max(1, place.workers))))
    blocks = [(int(groups[numbers[0]]), numbers) for numbers in divide(groups, order, size)]
    for block in place.evaluate(blocks, _filler(base, points, table, groups)):
        if block.version != model_version():
            raise BadInput(
                f"a worker has photomend {block.version} and this is {model_version()}, whose figures may differ; "
                "install the same on every worker"
            )
        yield block


def _filler(base: dict[str, Any], points: Points, table: Table, groups: np.ndarray) -> Fill:
    def fill(numbers: np.ndarray) -> Work:
        chosen = numbers.tolist()
        rows = tuple(points.row(number) for number in chosen)
        hashes = tuple(table.hashes[number].tobytes() for number in chosen)
        return Work(base, points.keys, rows, hashes, tuple(groups[numbers].tolist()))

    return fill


def _by_appearance(groups: np.ndarray) -> np.ndarray:
    """Return for each treatment where its photon response comes first."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return np.asarray(first[inverse])


@contextmanager
def _written(points: Points, table: Table, folder: Path) -> Iterator[Callable[[], None]]:
    """Give a function that writes the dataset where that is due; write it at the end, whatever ends the work."""
    last, took = time.monotonic(), FIRST_WRITE_S * WRITING_SHARE

    def now_and_then() -> None:
        nonlocal last, took
        started = time.monotonic()
        if (started - last) * WRITING_SHARE >= took:
            _write(points, table, folder)
            last = time.monotonic()
            took = last - started

    try:
        yield now_and_then
    finally:
        _write(points, table, folder)


def _write(points: Points, table: Table, folder: Path) -> None:
    try:
        write(points, table, folder)
    except OSError as fault:
        raise store.no_room(folder, fault) from None


def _planned(base: dict[str, Any], points: Points) -> tuple[np.ndarray, np.ndarray]:
    from photomend.study.cluster import Here

    return plan(base, points, Here(), lambda doing, done, total: None)


@contextmanager
def _refusing(points: Points, numbers: Sequence[int]) -> Iterator[None]:
    """Say of a refusal which treatment of the study it is about."""
    try:
        yield
    except Refused as fault:
        number = numbers[fault.place]
        raise BadInput(f"{fault} (treatment {number + 1} of the study: {points.told(number)})") from None


def _told(folder: Path, table: Table, new: int, known: int, traced: int, workers: int, seconds: float) -> Sweep:
    return Sweep(
        store=str(folder),
        version=model_version(),
        treatments=table.place.size,
        done=table.count(DONE),
        failed=table.count(FAILED),
        pending=table.count(PENDING),
        computed=new,
        known=known,
        responses=traced,
        workers=workers,
        seconds=round(seconds, 3),
        treatments_per_s=round(new / seconds, 3) if new else 0.0,
        failures=tuple(dict.fromkeys(table.error[row] for row in sorted(table.error)))[:SHOWN],
    )
