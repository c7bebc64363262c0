"""The runner of jobs: takes them one at a time from the database, computes them in a worker, keeps their files.

What a job gives is written beside its place and renamed, then noted in the database. A server that is killed at any
moment leaves jobs that wait or ran, and the next one runs them again; what was done stays done.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from photomend.description import BadInput
from photomend.records import Store, jobs
from photomend.records.jobs import MOST_KEPT, Taken
from photomend.server.downloads import FILES
from photomend.server.worker import Worker, WorkerDied

TOLD_EVERY_S = 0.5
PAUSE_S = 5.0  # before the database is asked again where it failed
BESIDE = "."  # how the name of a folder begins that is not whole yet
DIED = "the process that computed it ended, perhaps for lack of memory; ask for less at once, or try again"

log = logging.getLogger(__name__)


class JobRunner:
    """Runs the jobs of a store, one at a time, from `start` to `close`."""

    def __init__(self, store: Store, worker: Worker | None = None, kept: int = MOST_KEPT) -> None:
        self._store, self._kept = store, kept
        self._worker = worker or Worker("jobs")
        self._threads = ThreadPoolExecutor(1, "records")
        self._lock: int | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Take up what waits, and what ran when the last server ended; raise `BadInput` where another server runs."""
        self._lock = _held(self._store.folder)
        self._loop = asyncio.get_running_loop()
        for left in self._store.folder.glob(f"{BESIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        self._serving = asyncio.create_task(self._serve())

    async def close(self) -> None:
        """End the work; what ran will run again."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
        await self._worker.close()
        self._loop = None
        self._threads.shutdown()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def wake(self) -> None:
        """Say, from any thread, that a job was asked for or forgotten."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._asked.set)
            self._threads.submit(_tidy, self._store)

    async def _serve(self) -> None:
        while True:
            try:
                await self._do(jobs.resume, self._store)
                await self._do(_tidy, self._store)
                while True:
                    await self._next()
            except Exception:  # a database that fails for a while, or a fault in one job, must not end the queue
                log.exception("jobs wait %g s", PAUSE_S)
                await asyncio.sleep(PAUSE_S)

    async def _next(self) -> None:
        self._asked.clear()
        job = await self._do(jobs.take, self._store)
        if job is None:
            await self._asked.wait()
        else:
            await self._follow(job)

    async def _follow(self, job: Taken) -> None:
        """Compute one job and note what came of it; end it when nobody wants it any more."""
        beside = Path(tempfile.mkdtemp(dir=self._store.folder, prefix=f"{BESIDE}{job.id}."))
        payload = {"request": job.request, "folder": str(beside)}
        share = [0.0]
        work = asyncio.create_task(
            self._worker.run(f"job-{job.kind}", payload, lambda done: share.__setitem__(0, done))
        )
        try:
            while not (await asyncio.wait({work}, timeout=TOLD_EVERY_S))[0]:
                if not await self._do(_still_wanted, self._store, job.id, share[0]):
                    work.cancel()
        except asyncio.CancelledError:  # the server ends
            await self._worker.close()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            await self._do(jobs.give_back, self._store, job.id)
            shutil.rmtree(beside, ignore_errors=True)
            raise
        await self._do(_settle, self._store, job, work, beside, self._kept)

    async def _do(self, function: Any, *arguments: Any) -> Any:
        """Return what a function gives that waits for the database, in the one thread for that."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)


def check_alone(store: Store) -> None:
    """Refuse a store whose jobs another server runs."""
    os.close(_held(store.folder))


def _still_wanted(store: Store, job_id: str, share: float) -> bool:
    """Write how far a job is; return whether it is wanted, which it is while nobody can tell."""
    try:
        return jobs.tell(store, job_id, share)
    except SQLAlchemyError:
        return True


def _settle(store: Store, job: Taken, work: asyncio.Task[Any], beside: Path, kept: int) -> None:
    """Note what came of a job: its files first, then its result; or why there is none."""
    fault = None if work.cancelled() else work.exception()
    if work.cancelled() or fault is not None:
        shutil.rmtree(beside, ignore_errors=True)
        if fault is not None:
            jobs.fail(store, job.id, _sentence(fault))
        return
    shutil.rmtree(store.folder / job.id, ignore_errors=True)
    beside.rename(store.folder / job.id)
    written = [name for name in FILES[job.kind] if (store.folder / job.id / name).is_file()]
    jobs.finish(store, job.id, work.result(), job.id, written)
    jobs.prune(store, kept)
    _tidy(store)


def _tidy(store: Store) -> None:
    """Remove the folders that belong to no job."""
    known = jobs.folders(store)
    for folder in store.folder.iterdir():
        if folder.is_dir() and folder.name not in known and not folder.name.startswith(BESIDE):
            shutil.rmtree(folder, ignore_errors=True)


def _sentence(fault: BaseException) -> str:
    if isinstance(fault, BadInput):
        return str(fault)
    return DIED if isinstance(fault, WorkerDied) else f"it could not be computed: {fault}"


def _held(folder: Path) -> int:
    """Return the lock of a folder, which the system takes back from a process that dies."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        import fcntl
    except ImportError:  # Windows, where two servers of one folder would do some work twice
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise BadInput(
            f"database: the jobs in {folder} are another server's; use the page of that, end it, or name another "
            "database"
        ) from None
    return handle
