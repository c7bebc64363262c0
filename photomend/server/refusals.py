"""How faults are answered: always one sentence and the field it is about, with the status that fits."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from photomend.description import BadInput
from photomend.records import Conflict, Missing
from photomend.server.models import Refusal
from photomend.server.requests import field_of

STATUS: Final[dict[type[Exception], int]] = {BadInput: 422, Missing: 404, Conflict: 409}
UNREADABLE: Final = 400  # of the framework, for a body whose bytes are no text, or nested too deep
WORDS: Final = {
    404: "Not there: one sentence",
    409: "Not possible as things are: one sentence",
    422: "Bad input: one sentence",
    501: "Not installed here: one sentence",
    503: "The database cannot be used: one sentence",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the faults that a route may answer with, for the document of the interface."""
    return {status: {"model": Refusal, "description": WORDS[status]} for status in statuses}


def answer_faults(app: FastAPI) -> None:
    """Make an application answer bad input, what is missing, conflicts and a failing database in one sentence."""
    for kind in STATUS:
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _turned_away)
    app.add_exception_handler(SQLAlchemyError, _unusable)


async def _refused(_: Request, fault: Exception) -> JSONResponse:
    return refusal(str(fault), field_of(str(fault)), STATUS.get(type(fault), 422))


async def _malformed(_: Request, fault: Exception) -> JSONResponse:
    """Answer a request whose body or query cannot be read."""
    assert isinstance(fault, RequestValidationError)
    first = fault.errors()[0]
    field = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, str)) or str(first["loc"][0])
    return refusal(f"{field} is not accepted ({str(first['msg']).lower()}); mend it", field, 422)


async def _turned_away(_: Request, fault: Exception) -> JSONResponse:
    """Answer what no route takes: an unknown path, another method, a body that is no JSON."""
    assert isinstance(fault, HTTPException)
    if fault.status_code == UNREADABLE:
        return refusal("body cannot be read as JSON; send JSON in UTF-8, not nested so deep", "body", 422)
    answer = refusal(str(fault.detail).lower(), None, fault.status_code)
    answer.headers.update(fault.headers or {})
    return answer


async def _unusable(_: Request, fault: Exception) -> JSONResponse:
    reason = " ".join(str(getattr(fault, "orig", None) or fault).split())
    return refusal(f"the database cannot be used now: {reason}; nothing was changed, so try again", None, 503)


def refusal(sentence: str, field: str | None, status: int) -> JSONResponse:
    """Return the answer that refuses a request with a sentence about a field."""
    return JSONResponse(Refusal(sentence=sentence, field=field).model_dump(), status)
