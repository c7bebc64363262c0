"""The queue of jobs as the database holds it: asked for, begun, told, ended, and begun again after a restart.

The same question has one job: asked again while that waits, runs or is done, it is that job. Files are the runner's;
here is only where they are.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field
from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session, undefer

from photomend.description import Description
from photomend.records.faults import Conflict, Missing
from photomend.records.identity import identity_of
from photomend.records.store import Store
from photomend.records.tables import JobRow, is_id, now

JobKind = Literal["simulate", "plan", "compare"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
ACTIVE: Final = ("running", "queued")
ENDED: Final = ("done", "failed", "cancelled")
MOST_WAITING, MOST_KEPT, MOST_TRIES = 100, 100, 5
STATES = {
    "queued": "it waits for its turn",
    "running": "it is still being computed",
    "cancelled": "it was cancelled",
}


class JobEntry(Description):
    """A job in a list."""

    id: str = Field(description="identifier, a UUID")
    kind: JobKind = Field(description="what is computed: a treatment, a plan of a case, or treatments side by side")
    title: str = Field(description="what it is about, in a few words")
    state: State = Field(description="queued, running, then one of done, failed, cancelled")
    share: float = Field(description="share of the work done, 0 to 1")
    ahead: int = Field(description="how many jobs come before it; 0 for one that runs or has ended")
    sentence: str | None = Field(description="why it failed, in one sentence")
    created: datetime = Field(description="when it was first asked for, UTC")
    started: datetime | None = Field(description="when it was begun, UTC")
    ended: datetime | None = Field(description="when it ended, UTC")
    files: tuple[str, ...] = Field(description="names of its files, once it is done")


class SavedJob(JobEntry):
    """A job with what was asked."""

    request: dict[str, Any] = Field(description="what was asked: a treatment file, a case, or treatments by name")


class Taken(Description):
    """A job whose turn it is."""

    id: str
    kind: JobKind
    request: dict[str, Any]


def add(store: Store, kind: JobKind, title: str, request: dict[str, Any]) -> SavedJob:
    """Return the job of a question: the one that there is, unless it failed or was cancelled, else a new one."""
    identity, moment = identity_of(kind, request), now()
    with store.writing.begin() as session:
        row = session.scalar(_own(store).where(JobRow.identity == identity, JobRow.state.in_((*ACTIVE, "done"))))
        if row is not None and (row.folder is None or (store.folder / row.folder).is_dir()):
            row.asked = moment
            return _saved(session, store, row)
        _refuse_too_many(session, store)
        row = JobRow(
            id=str(uuid.uuid4()), place=store.place, kind=kind, title=title, identity=identity, request=request,
            state="queued", created=moment, asked=moment, share=0.0, tries=0, files=[],
        )  # fmt: skip
        session.add(row)
        session.flush()
        return _saved(session, store, row)


def listed(store: Store) -> tuple[JobEntry, ...]:
    """Return all jobs, the newest first."""
    with store.reading() as session:
        order = _order(session, store)
        rows = session.scalars(_own(store).order_by(JobRow.created.desc(), JobRow.id)).all()
    return tuple(JobEntry(**_columns(row, order)) for row in rows)


def read(store: Store, job_id: str) -> SavedJob:
    """Return a job; raise `Missing` where there is none."""
    with store.reading() as session:
        return _saved(session, store, _row(session, store, job_id, JobRow.request))


def result_of(store: Store, job_id: str) -> Any:
    """Return what a job gave; raise `Conflict` where it has not given anything."""
    with store.reading() as session:
        row = _row(session, store, job_id, JobRow.result)
        if row.state != "done":
            raise Conflict(f"job has no result: {row.sentence or STATES.get(row.state, row.state)}")
        return row.result


def take(store: Store) -> Taken | None:
    """Begin the job that has waited longest and return it, or None where none waits."""
    waiting = _own(store).where(JobRow.state == "queued").order_by(JobRow.created, JobRow.id).limit(1)
    with store.writing.begin() as session:
        row = session.scalar(waiting.options(undefer(JobRow.request)).with_for_update())
        if row is None:
            return None
        row.state, row.started, row.share, row.tries = "running", now(), 0.0, row.tries + 1
        return Taken(id=row.id, kind=row.kind, request=row.request)


def tell(store: Store, job_id: str, share: float) -> bool:
    """Write how far a running job is; return whether it is still wanted."""
    return _end(store, job_id, share=share)


def finish(store: Store, job_id: str, result: Any, folder: str, files: list[str]) -> bool:
    """Write what a running job gave; return whether it was still wanted."""
    return _end(store, job_id, state="done", share=1.0, ended=now(), result=result, folder=folder, files=files)


def fail(store: Store, job_id: str, sentence: str) -> bool:
    """Write why a running job failed; return whether it was still wanted."""
    return _end(store, job_id, state="failed", ended=now(), sentence=sentence)


def cancel(store: Store, job_id: str) -> SavedJob | None:
    """Cancel a job that waits or runs and return it; forget one that has ended and return None."""
    with store.writing.begin() as session:
        row = _row(session, store, job_id, JobRow.request, for_change=True)
        if row.state in ENDED:
            session.delete(row)
            return None
        row.state, row.ended = "cancelled", now()
        session.flush()
        return _saved(session, store, row)


def resume(store: Store) -> None:
    """Queue again what was running when a server ended; one that was begun too often is given up."""
    running = update(JobRow).where(JobRow.place == store.place, JobRow.state == "running")
    sentence = f"it was begun {MOST_TRIES} times and came to no end, as the server ended first; ask for less at once"
    with store.writing.begin() as session:
        session.execute(
            running.where(JobRow.tries >= MOST_TRIES).values(state="failed", ended=now(), sentence=sentence)
        )
        session.execute(running.values(state="queued", share=0.0, started=None))


def give_back(store: Store, job_id: str) -> None:
    """Queue a running job again that is through no fault of its own not finished."""
    _end(store, job_id, state="queued", share=0.0, started=None, tries=JobRow.tries - 1)


def prune(store: Store, kept: int = MOST_KEPT) -> None:
    """Forget the jobs that ended, but for those asked for last."""
    ended = _own(store).where(JobRow.state.in_(ENDED)).order_by(JobRow.asked.desc(), JobRow.id).offset(kept)
    with store.writing.begin() as session:
        for row in session.scalars(ended):
            session.delete(row)


def folders(store: Store) -> set[str]:
    """Return the folders that belong to a job."""
    with store.reading() as session:
        found = select(JobRow.folder).where(JobRow.place == store.place, JobRow.folder.is_not(None))
        return {folder for folder in session.scalars(found) if folder is not None}


def _own(store: Store) -> Select[Any]:
    return select(JobRow).where(JobRow.place == store.place)


def _row(session: Session, store: Store, job_id: str, part: Any, for_change: bool = False) -> JobRow:
    found = _own(store).where(JobRow.id == job_id).options(undefer(part))
    row = session.scalar(found.with_for_update() if for_change else found) if is_id(job_id) else None
    if row is None:
        raise Missing(f"id = {job_id} is no job; it may have been forgotten")
    return row


def _end(store: Store, job_id: str, **values: Any) -> bool:
    """Change a job if it is running; return whether it was."""
    running = update(JobRow).where(JobRow.id == job_id, JobRow.state == "running")
    with store.writing.begin() as session:
        return session.execute(running.values(**values)).rowcount == 1  # type: ignore[attr-defined]


def _order(session: Session, store: Store) -> list[str]:
    """Return the jobs that run and wait, in the order of their turns."""
    active = select(JobRow.id, JobRow.state).where(JobRow.place == store.place, JobRow.state.in_(ACTIVE))
    rows = session.execute(active.order_by(JobRow.created, JobRow.id)).all()
    return [row.id for row in sorted(rows, key=lambda row: row.state != "running")]


def _refuse_too_many(session: Session, store: Store) -> None:
    waiting = select(func.count()).where(JobRow.place == store.place, JobRow.state == "queued")
    if (session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict(f"jobs that wait = {MOST_WAITING} is the most there may be; wait, or cancel some")


def _saved(session: Session, store: Store, row: JobRow) -> SavedJob:
    return SavedJob(**_columns(row, _order(session, store)), request=row.request)


def _columns(row: JobRow, order: list[str]) -> dict[str, Any]:
    names = [name for name in JobEntry.model_fields if name not in ("ahead", "files")]
    ahead = order.index(row.id) if row.id in order else 0
    return {**{name: getattr(row, name) for name in names}, "ahead": ahead, "files": tuple(row.files)}
