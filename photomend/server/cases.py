"""The routes of saved cases: list, read, save, rename, copy, delete, and all of them as one file."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response

from photomend.description import checked
from photomend.records import SavedCase, Store, cases, exchange
from photomend.records.cases import MOST_LISTED, CasePage
from photomend.records.exchange import CaseFile
from photomend.server import schema
from photomend.server.records_models import CASE_CHANGE, CASE_FILE, NEW_CASE, CaseChange, NewCase, TakenIn
from photomend.server.refusals import documented

FILE_NAME = "photomend-cases.json"

Contents = Annotated[dict[str, Any], Body()]


def routes(store: Store) -> APIRouter:
    """Return the routes of the cases in a store."""
    router = APIRouter(prefix="/cases", tags=["cases"], responses=documented(422, 503))

    @router.get("", summary="Saved cases, those saved last first")
    def listed(
        search: Annotated[str, Query(max_length=200, description="part of the name, in capitals or not")] = "",
        offset: Annotated[int, Query(ge=0, le=2**31, description="how many to leave out")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST_LISTED, description="how many to list at most")] = 50,
    ) -> CasePage:
        return cases.listed(store, search, offset, limit)

    @router.post("", status_code=201, summary="Save a new case", **schema.body("NewCase", NEW_CASE))
    def add(contents: Contents) -> SavedCase:
        new = checked(NewCase, contents)
        return cases.add(store, new.kind, new.name, new.contents, new.note)

    @router.get("/export", summary="All cases, or the chosen ones, as one file", responses=documented(404))
    def export(
        response: Response,
        id: Annotated[list[str] | None, Query(description="a case to put into the file; may be repeated")] = None,
    ) -> CaseFile:
        response.headers["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        return exchange.file_of(store, id)

    @router.post(
        "/import",
        status_code=201,
        summary="Save all cases of a file, or none where one of them cannot be used",
        **schema.body("CaseFile", CASE_FILE),
    )
    def take_in(contents: Contents) -> TakenIn:
        return TakenIn(cases=exchange.take_in(store, contents))

    @router.get("/{case_id}", summary="A case with its contents", responses=documented(404))
    def read(case_id: str) -> SavedCase:
        return cases.read(store, case_id)

    @router.put(
        "/{case_id}",
        summary="Save a case anew, or under another name",
        description="What is left out stays. The change names the revision that it starts from; where the case was "
        "saved since, the answer is 409 and nothing changes.",
        responses=documented(404, 409),
        **schema.body("CaseChange", CASE_CHANGE),
    )
    def change(case_id: str, contents: Contents) -> SavedCase:
        wanted = checked(CaseChange, contents)
        return cases.change(store, case_id, wanted.revision, wanted.name, wanted.note, wanted.contents)

    @router.delete("/{case_id}", status_code=204, summary="Delete a case", responses=documented(404))
    def delete(case_id: str) -> None:
        cases.delete(store, case_id)

    @router.post("/{case_id}/duplicate", status_code=201, summary="Save a copy of a case", responses=documented(404))
    def duplicate(case_id: str) -> SavedCase:
        return cases.duplicate(store, case_id)

    return router
