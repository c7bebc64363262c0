"""The routes of jobs: ask, look how far it is, cancel, take the result and its files.

A page asks a job's route a few times a second; an answer is some hundred bytes from the database beside the server.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from fastapi.responses import FileResponse, JSONResponse

from photomend.description import checked
from photomend.records import Missing, SavedJob, Store, jobs
from photomend.server import schema
from photomend.server.downloads import MEDIA
from photomend.server.job_requests import checked_job
from photomend.server.jobs import JobRunner
from photomend.server.records_models import NEW_JOB, JobList, NewJob
from photomend.server.refusals import documented

RESULTS = [{"$ref": f"#/components/schemas/{name}"} for name in ("Summary", "Plan", "Comparison")]
RESULT = {
    "description": "Of simulate a Summary, of plan a Plan, of compare a Comparison",
    "content": {"application/json": {"schema": {"anyOf": RESULTS}}},
}
FILE = {"description": "The file", "content": {media: {"schema": {"type": "string"}} for media in MEDIA.values()}}
FORGOTTEN = {"description": "It had ended, and is forgotten with its files"}

Contents = Annotated[dict[str, Any], Body()]


def routes(store: Store, runner: JobRunner) -> APIRouter:
    """Return the routes of the jobs in a store, which a runner computes."""
    router = APIRouter(prefix="/jobs", tags=["jobs"], responses=documented(422, 503))

    @router.post(
        "",
        status_code=202,
        summary="Ask for a job",
        description="It waits for its turn and goes on when the server is started again. The same question asked again "
        "is the same job; where that is done already, the answer is 200.",
        responses={200: {"model": SavedJob, "description": "It is done already"}, **documented(409)},
        **schema.body("NewJob", NEW_JOB),
    )
    def ask(contents: Contents, response: Response) -> SavedJob:
        wanted = checked(NewJob, contents)
        title, request = checked_job(wanted.kind, wanted.request)
        job = jobs.add(store, wanted.kind, title, request)
        response.status_code = 200 if job.state == "done" else 202
        runner.wake()
        return job

    @router.get("", summary="Jobs that wait, run, or have ended, the newest first")
    def listed() -> JobList:
        return JobList(jobs=jobs.listed(store))

    @router.get(
        "/{job_id}",
        summary="A job: its state, how far it is, its files",
        description="To follow a job, ask again every 300 ms while it is queued or running.",
        responses=documented(404),
    )
    def read(job_id: str) -> SavedJob:
        return jobs.read(store, job_id)

    @router.delete(
        "/{job_id}",
        summary="Cancel a job that waits or runs; forget one that has ended, with its files",
        responses={204: FORGOTTEN, **documented(404)},
    )
    def cancel(job_id: str, response: Response) -> SavedJob | None:
        job = jobs.cancel(store, job_id)
        runner.wake()
        return job if job is not None else Response(status_code=204)  # type: ignore[return-value]

    @router.get(
        "/{job_id}/result",
        summary="What a job gave",
        response_class=JSONResponse,
        response_model=None,
        responses={200: RESULT, **documented(404, 409)},
    )
    def result(job_id: str) -> JSONResponse:
        return JSONResponse(jobs.result_of(store, job_id))

    @router.get(
        "/{job_id}/files/{name}",
        summary="A file of a job",
        response_class=FileResponse,
        response_model=None,
        responses={200: FILE, **documented(404)},
    )
    def file(
        job_id: str,
        name: str,
        show: Annotated[bool, Query(description="whether a browser shows it instead of saving it")] = False,
    ) -> FileResponse:
        return _file(store, jobs.read(store, job_id), name, "inline" if show else "attachment")

    return router


def _file(store: Store, job: SavedJob, name: str, disposition: str) -> FileResponse:
    """Return a file of a job; its name is one of those that the server itself wrote."""
    if name not in job.files or name not in MEDIA:
        known = ", ".join(job.files) or "none yet"
        raise Missing(f"name = {name} is no file of this job; its files are: {known}")
    path = store.folder / job.id / name
    if not path.is_file():
        raise Missing(f"name = {name} is not in the jobs folder any more; forget this job and ask again")
    return FileResponse(path, media_type=MEDIA[name], filename=name, content_disposition_type=disposition)
