"""The application: the page, the live channel, and the documented interface under /api/v1."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from photomend.description import BadInput
from photomend.records import Store, open_store
from photomend.server import cases, jobs_routes, live, photos, routes, schema, tryon_routes
from photomend.server.jobs import JobRunner, check_alone
from photomend.server.refusals import answer_faults
from photomend.server.routes import NOTICE
from photomend.server.safety import LOOPBACK, Guard
from photomend.server.worker import Worker

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True)
class Options:
    """Where cases and jobs are kept (the user's data directory by default), and the names this server answers to."""

    database: str | None = None
    hosts: frozenset[str] = LOOPBACK


@dataclass(frozen=True, eq=False)
class Workers:
    """The processes that compute: previews in one, coupled runs in another."""

    preview: Worker = field(default_factory=lambda: Worker("preview"))
    full: Worker = field(default_factory=lambda: Worker("full"))

    async def close(self) -> None:
        """End all of them."""
        for worker in (self.preview, self.full):
            await worker.close()


def create_app(options: Options | None = None) -> FastAPI:
    """Return the application; its workers start with it and end with it.

    Raises `BadInput` where its database cannot be used, or another server works on it.
    """
    chosen, workers = options or Options(), Workers()
    store = _alone(chosen.database)
    runner = JobRunner(store)

    app = FastAPI(
        title="photomend",
        version="1",
        summary="From a named skin laser and its dial to the light, the heat, the wound, the healing and the course.",
        description=f"{NOTICE} Every figure has a value, a unit, a low and a high end, a kind and its sources.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lambda _: _running(store, runner, workers),
    )
    app.openapi = lambda: schema.document(app)  # type: ignore[method-assign]
    answer_faults(app)
    for router in (
        routes.catalogue(),
        routes.treatments(workers.preview, workers.full),
        routes.people(workers.full),
        cases.routes(store),
        jobs_routes.routes(store, runner),
        tryon_routes.routes(workers.preview),
        live.routes(workers.preview, workers.full),
    ):
        app.include_router(router, prefix="/api/v1")
    app.add_middleware(Guard, hosts=chosen.hosts, room={f"/api/v1{tryon_routes.FACE}": photos.ROOM})
    if STATIC.is_dir():
        app.mount("/", StaticFiles(directory=STATIC, html=True), name="page")
    return app


def _alone(database: str | None) -> Store:
    """Return the store of a database on which no other server works."""
    store = open_store(database)
    try:
        check_alone(store)
    except BadInput:
        store.close()
        raise
    return store


@asynccontextmanager
async def _running(store: Store, runner: JobRunner, workers: Workers) -> AsyncIterator[None]:
    """Keep workers and the runner of jobs, from the start of the application to its end."""
    await runner.start()
    warming = [workers.preview.begin("warm"), workers.full.begin("warm")]
    yield
    for task in warming:
        task.cancel()
    await runner.close()
    await workers.close()
    store.close()
