"""A worker: one process that runs named tasks, one after another, tells how far they are and can be cancelled.

Physics runs in processes of its own, so that the server answers while it computes. A task that does not stop when told
to, or a process that dies, is replaced; the tasks that wait are not lost.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from photomend.description import BadInput
from photomend.server.tasks import TASKS

Progress = Callable[[float], None]
PATIENCE_S = 5.0  # for a task that was told to stop
TOLD_EVERY_S = 0.05


class Cancelled(Exception):
    """A task was told to stop."""


class WorkerDied(RuntimeError):
    """The process of a worker ended while it ran a task."""


class Worker:
    """One process for tasks of `photomend.server.tasks`; tasks asked for while it is busy wait their turn."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._turn = asyncio.Lock()
        self._process: Any = None
        self._connection: Connection | None = None
        self._stop: Any = None

    async def run(self, task: str, payload: Any, progress: Progress = lambda _: None) -> Any:
        """Return what a task gives for a payload; `progress` is called with the share done.

        Raises `BadInput` as the task did, `WorkerDied` where the process ended, RuntimeError for a fault of the
        program. A caller that is cancelled ends the task.
        """
        async with self._turn:
            self._start()
            assert self._connection is not None
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[Any] = loop.create_future()
            self._stop.clear()
            self._connection.send((task, payload))
            listener = threading.Thread(
                target=_listen, args=(self._connection, loop, answer, progress), name=self.name, daemon=True
            )
            listener.start()
            try:
                kind, value = await asyncio.shield(answer)
            except asyncio.CancelledError:
                await self._end(answer)
                raise
            return self._outcome(kind, value)

    def begin(self, task: str, payload: Any = None) -> asyncio.Task[Any]:
        """Start a task whose outcome nobody waits for."""

        async def run() -> None:
            with contextlib.suppress(BadInput, RuntimeError):
                await self.run(task, payload)

        return asyncio.create_task(run())

    def cancel(self) -> None:
        """Tell the running task to stop at its next word of progress; its caller gets `Cancelled`."""
        if self._stop is not None:
            self._stop.set()

    async def close(self) -> None:
        """End the process, whatever it does."""
        self._kill()

    def _start(self) -> None:
        if self._process is not None and self._process.is_alive():
            return
        spawn = multiprocessing.get_context("spawn")
        self._connection, theirs = spawn.Pipe()
        self._stop = spawn.Event()
        self._process = spawn.Process(target=_serve, args=(theirs, self._stop), name=self.name, daemon=True)
        self._process.start()
        theirs.close()

    def _outcome(self, kind: str, value: Any) -> Any:
        if kind == "done":
            return value
        if kind == "cancelled":
            raise Cancelled
        if kind == "refused":
            raise BadInput(value)
        if kind == "died":
            self._kill()
            raise WorkerDied(f"the worker {self.name} ended while it worked")
        raise RuntimeError(value)

    async def _end(self, answer: asyncio.Future[Any]) -> None:
        """Stop the running task, by force where it does not listen, before another may begin."""
        self.cancel()
        ends = time.monotonic() + PATIENCE_S
        while not answer.done() and time.monotonic() < ends:
            with contextlib.suppress(asyncio.CancelledError, TimeoutError):
                await asyncio.wait_for(asyncio.shield(answer), 0.1)
        if not answer.done():
            self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(PATIENCE_S)
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def _listen(
    connection: Connection, loop: asyncio.AbstractEventLoop, answer: asyncio.Future[Any], progress: Progress
) -> None:
    """Hand what a process says to the loop, until its task is over."""

    def settle(message: tuple[str, Any]) -> None:
        if not answer.done():
            answer.set_result(message)

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        while True:
            try:
                kind, value = connection.recv()
            except (EOFError, OSError):
                kind, value = "died", None
            if kind != "progress":
                loop.call_soon_threadsafe(settle, (kind, value))
                return
            loop.call_soon_threadsafe(progress, value)


def _serve(connection: Connection, stop: Any) -> None:
    """Run tasks as they come, in a process of their own, until the connection is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the server, which ends its workers
    with contextlib.suppress(EOFError, OSError):
        while True:
            task, payload = connection.recv()
            connection.send(_run(task, payload, _teller(connection, stop)))


def _run(task: str, payload: Any, progress: Progress) -> tuple[str, Any]:
    try:
        return "done", TASKS[task](payload, progress)
    except Cancelled:
        return "cancelled", None
    except BadInput as fault:
        return "refused", str(fault)
    except Exception as fault:  # one task that fails must not end the worker
        return "failed", f"{type(fault).__name__}: {fault}"


def _teller(connection: Connection, stop: Any) -> Progress:
    """Return a progress that tells the server, not too often, and ends the task where that is wanted."""
    told = [0.0]
    turn = threading.Lock()

    def tell(share: float) -> None:
        if stop.is_set():
            raise Cancelled
        with turn:
            if time.monotonic() - told[0] > TOLD_EVERY_S:
                told[0] = time.monotonic()
                connection.send(("progress", share))

    return tell
