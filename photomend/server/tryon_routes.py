"""The routes of the try-on: what can be chosen, its frames, and the face in a photo, of which nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Annotated, Any, Final

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Body, Request, Response

from photomend.appearance import Choice, TryOn, TryOnRequest, choices
from photomend.appearance.asked import Role
from photomend.case import Concern
from photomend.description import BadInput, checked
from photomend.faces import Face, find_face
from photomend.records.contents import refuse_files
from photomend.server import schema, tryon_files
from photomend.server.photos import PHOTO, hush, photo_in
from photomend.server.refusals import documented, refusal
from photomend.server.tryon_results import Results, while_there
from photomend.server.worker import Worker

FACE: Final = "/tryon/face"
RUNTIME: Final = "ai_edge_litert"
ABSENT: Final = "photo is not looked at by this server, which lacks the landmark runtime; pip install photomend[face]"
EXAMPLE: Final = {
    "role": "person",
    "concern": "fine-lines",
    "phototype": "III",
    "age_years": 45,
    "family": "fractional-1550",
}
JSON: Final = "application/json"

Contents = Annotated[dict[str, Any], Body()]


def routes(preview: Worker) -> APIRouter:
    """Return the routes of the try-on; the worker for previews computes its frames."""
    router = APIRouter(prefix="/tryon", tags=["try-on"], responses=documented(422))
    results = Results(preview)

    @router.get("/choices", summary="The kinds of treatment that can be tried on for a concern")
    def chosen(concern: Concern, role: Role = "person") -> list[Choice]:
        return list(choices(concern, role))

    @router.post(
        "",
        summary="What a course of treatment shows on a face: by day, region and share of people",
        response_class=Response,
        response_model=None,
        responses={200: {"model": TryOn}},
        **schema.body("TryOnRequest", EXAMPLE),
    )
    async def frames(contents: Contents, request: Request) -> Response:
        if isinstance(own := contents.get("treatment"), Mapping):
            refuse_files(own)  # before the treatment is read, and its files with it
        asked = checked(TryOnRequest, contents)
        return Response(await while_there(request, results.of(asked)), media_type=JSON)

    router.include_router(_faces())
    router.include_router(tryon_files.routes())
    return router


def _faces() -> APIRouter:
    """Return the route that finds the face in a photo; one photo is looked at at a time."""
    router = APIRouter()
    turn = CapacityLimiter(1)
    hush()

    @router.post(
        "/face",
        summary="Where the face in a photo is, and what the photo can show of it",
        description="The photo is looked at in memory. It is written nowhere, told to no log, and forgotten with the "
        "answer. A server without the landmark runtime answers 501; a page can then look at the photo by itself.",
        response_class=Response,
        response_model=None,
        responses={200: {"model": Face}, **documented(501)},
        **PHOTO,
    )
    async def face(request: Request) -> Response:
        try:
            photo = await photo_in(request)
            if find_spec(RUNTIME) is None:
                return _unkept(refusal(ABSENT, "photo", 501))
            found = await to_thread.run_sync(find_face, photo, limiter=turn)
        except BadInput as fault:
            return _unkept(refusal(str(fault), "photo", 422))
        except Exception as fault:  # what went wrong may tell of the photo, and is not for logs
            raise RuntimeError(f"a photo could not be looked at: {type(fault).__name__}") from None
        return _unkept(Response(found.model_dump_json(), media_type=JSON))

    return router


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
