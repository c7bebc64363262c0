"""Where blocks are evaluated: in this process, in processes of this machine, or by any Dask cluster.

All three call the same function with the same treatments. On a cluster, blocks that share a photon response go to one
worker as long as others have work of their own; one that runs out helps where most is left.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import numpy as np

from photomend.description import BadInput
from photomend.study.blocks import Block, Work, evaluate_block, given_up
from photomend.study.extra import needed

RETRIES = 3  # of a block whose worker died
LOOK_S = 1.0  # between looks for workers that came or went
AHEAD = 2  # parts of the plan that each worker has
PATIENCE_S = 30.0  # until a scheduler without workers is given up
LOST = f"its worker was killed {RETRIES + 1} times; give workers more memory, or run it by itself"
SELDOM = {"distributed.admin.tick.interval": "500ms", "distributed.admin.system-monitor.interval": "5s"}
"""How often the parts of a cluster look at themselves: at their usual 50 times a second they take work its time."""
THREADS = {name: "1" for name in ("PHOTOMEND_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}

Fill = Callable[[np.ndarray], Work]
"""What makes the work of some numbers of treatments."""


class Place(Protocol):
    """Where work is done."""

    @property
    def workers(self) -> int:
        """Return how many blocks are evaluated at a time."""
        ...

    def each(self, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield what a function returns for each tuple of arguments, in their order."""
        ...

    def evaluate(self, groups: Sequence[tuple[int, np.ndarray]], fill: Fill) -> Iterator[Block]:
        """Yield results as they come, for blocks of treatments given as (photon response, numbers)."""
        ...


@dataclass(frozen=True)
class Here:
    """In this process, one treatment after another; photons take all its threads, and BLAS one."""

    workers: int = 1

    def each(self, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield what a function returns for each tuple of arguments."""
        return (function(*given) for given in arguments)

    def evaluate(self, groups: Sequence[tuple[int, np.ndarray]], fill: Fill) -> Iterator[Block]:
        """Yield the results of blocks in their order."""
        for _, numbers in groups:
            work = fill(numbers)
            while work.hashes:
                block = evaluate_block(work)
                yield block
                work = work.part(len(block.hashes))


@dataclass(frozen=True)
class Cluster:
    """On the workers of a Dask scheduler, whatever their number becomes while the work is done."""

    client: Any
    address: str

    @property
    def workers(self) -> int:
        """Return how many blocks are evaluated at a time."""
        return sum(self.client.nthreads().values())

    def each(self, function: Callable[..., Any], arguments: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield what a function returns for each tuple of arguments, in their order."""
        ahead = AHEAD * max(1, self.workers)
        futures: deque[Any] = deque()
        for given in arguments:
            futures.append(self.client.submit(function, *given, pure=False))
            if len(futures) > ahead:
                yield futures.popleft().result()
        yield from (future.result() for future in futures)

    def evaluate(self, groups: Sequence[tuple[int, np.ndarray]], fill: Fill) -> Iterator[Block]:
        """Yield results as they come; a block whose worker dies is tried again, at last treatment by treatment."""
        queue, finished = Queue(), SimpleQueue[Any]()
        for group, numbers in groups:
            queue.add(group, numbers)
        sent: dict[str, Sent] = {}
        while queue.waiting or sent:
            alive = self.client.nthreads()
            for key in [key for key, job in sent.items() if job.worker not in alive]:
                yield from queue.lost(sent.pop(key))
            for job in self._due(queue, alive, sent, fill):
                job.future.add_done_callback(finished.put)
                sent[job.future.key] = job
            if not sent:
                self.wait()
                continue
            with suppress(Empty):
                future = finished.get(timeout=LOOK_S)
                if future.key in sent:
                    yield from self._answer(queue, sent.pop(future.key))

    def wait(self) -> None:
        """Wait for a worker; give up after a while."""
        try:
            self.client.wait_for_workers(1, timeout=PATIENCE_S)
        except TimeoutError:
            raise BadInput(
                f"scheduler = {self.address} has no workers; start some with: dask worker {self.address}"
            ) from None

    def _due(self, queue: Queue, alive: Mapping[str, int], sent: Mapping[str, Sent], fill: Fill) -> Iterator[Sent]:
        """Send each worker that lacks work a block, and yield what was sent."""
        held = Counter(job.worker for job in sent.values())
        for worker, threads in alive.items():
            for _ in range(threads - held[worker]):
                taken = queue.take(worker, fill)
                if taken is None:
                    return
                group, work = taken
                yield Sent(worker, group, work, self.client.submit(evaluate_block, work, pure=False, workers=[worker]))

    def _answer(self, queue: Queue, job: Sent) -> Iterator[Block]:
        """Yield the results of a finished block; put what it left over, or all where its worker died, in the queue."""
        from distributed import KilledWorker

        try:
            block: Block = job.future.result(timeout=PATIENCE_S)
        except (KilledWorker, TimeoutError):
            yield from queue.lost(job)
        except KeyboardInterrupt:
            raise
        except BaseException as fault:  # distributed raises CancelledError, which is no Exception
            raise BadInput(
                f"scheduler = {self.address} gave up: {type(fault).__name__}: {fault}; what was finished is kept, so "
                "run the same again"
            ) from None
        else:
            yield block
            if len(block.hashes) < len(job.work.hashes):
                queue.back(job.group, job.work.part(len(block.hashes)))


@dataclass(frozen=True)
class Sent:
    """A block that a worker has."""

    worker: str
    group: int
    work: Work
    future: Any


@dataclass
class Queue:
    """Blocks that wait, by photon response; each worker keeps to the response that it took last."""

    waiting: dict[int, deque[np.ndarray | Work]] = field(default_factory=dict)
    owned: dict[str, int] = field(default_factory=dict)
    tries: Counter[bytes] = field(default_factory=Counter)

    def add(self, group: int, numbers: np.ndarray) -> None:
        """Put a block at the end."""
        self.waiting.setdefault(group, deque()).append(numbers)

    def back(self, group: int, work: Work) -> None:
        """Put what is left of a block at the front."""
        self.waiting.setdefault(group, deque()).appendleft(work)

    def lost(self, job: Sent) -> Iterator[Block]:
        """Put a block whose worker died back; after some tries treatment by treatment, and at last give it up."""
        job.future.cancel()
        first, count = job.work.hashes[0], len(job.work.hashes)
        self.tries[first] += 1
        if self.tries[first] <= RETRIES:
            self.back(job.group, job.work)
        elif count == 1:
            yield given_up(job.work, LOST)
        else:
            del self.tries[first]
            for place in range(count):
                self.back(job.group, job.work.part(place, place + 1))

    def take(self, worker: str, fill: Fill) -> tuple[int, Work] | None:
        """Return the next block for a worker: of its own response, of one that nobody has, of the longest."""
        if not self.waiting:
            return None
        own = self.owned.get(worker)
        if own not in self.waiting:
            taken = set(self.owned.values())
            free = next((group for group in self.waiting if group not in taken), None)
            own = free if free is not None else max(self.waiting, key=lambda group: len(self.waiting[group]))
            self.owned[worker] = own
        assert own is not None
        blocks = self.waiting[own]
        block = blocks.popleft()
        if not blocks:
            del self.waiting[own]
        return own, block if isinstance(block, Work) else fill(block)


@contextmanager
def placed(workers: int | None, scheduler: str | None) -> Iterator[Place]:
    """Give a place to work: this process, `workers` processes of this machine, or the workers of a scheduler."""
    if workers is not None and scheduler is not None:
        raise BadInput("workers and scheduler are two places to work; give one of them")
    if workers is None and scheduler is None:
        with one_thread_of_blas():
            yield Here()
    elif scheduler is not None:
        with _connected(scheduler) as client:
            yield Cluster(client, scheduler)
    else:
        with _processes(workers or 0) as client:
            yield Cluster(client, client.scheduler.address)


@contextmanager
def one_thread_of_blas() -> Iterator[None]:
    """Keep BLAS to one thread: its matrices are small here, and threads that wait for them do so actively.

    It holds for the libraries of numpy and scipy, so both are loaded first; what was allowed before comes back.
    """
    import scipy.linalg  # noqa: F401

    with needed("threadpoolctl").threadpool_limits(limits=1, user_api="blas"):
        yield


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    distributed = needed("distributed")
    try:
        client = distributed.Client(address, timeout=5.0, set_as_default=False)
    except (OSError, ValueError) as fault:
        reason = str(fault).splitlines()[0] if str(fault) else type(fault).__name__
        raise BadInput(
            f"scheduler = {address} does not answer: {reason}; start one with dask scheduler, and give its address"
        ) from None
    with client:
        Cluster(client, address).wait()
        yield client


@contextmanager
def _processes(workers: int) -> Iterator[Any]:
    if workers < 1:
        raise BadInput(f"workers = {workers} cannot work; give 1 or more")
    distributed, dask = needed("distributed"), needed("dask")
    quiet = {
        "distributed.scheduler.work-stealing": False,
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        "distributed.worker.profile.enabled": False,
        **SELDOM,
    }
    with (
        dask.config.set(quiet),
        distributed.LocalCluster(
            n_workers=workers,
            processes=True,
            threads_per_worker=1,
            host="127.0.0.1",
            protocol="tcp",
            scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
            memory_limit=0,
            silence_logs=50,
            env=THREADS,
            preload=["photomend.study.deaf"],
        ) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client
