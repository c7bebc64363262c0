"""Cases as one file: to keep elsewhere, to hand on, to take in again, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import undefer

from photomend.backend import package_version
from photomend.description import BadInput, Description, checked
from photomend.records.cases import CaseEntry, entry_of, new_row
from photomend.records.contents import Kind, checked_contents
from photomend.records.faults import Missing
from photomend.records.store import Store
from photomend.records.tables import CaseRow, is_id

VERSION: Final = 1
MARK: Final = "photomend_cases"


class FiledCase(Description):
    """A case in a file."""

    id: str | None = Field(default=None, description="identifier; one that is taken, or is no UUID, is replaced")
    name: str = Field(description="name that the user gave")
    kind: Kind = Field(description="what the contents are: a treatment file, or a person with a goal")
    contents: dict[str, Any] = Field(description="headings of a treatment file (TreatmentFile), or a case (Case)")
    note: str = Field(default="", description="what the user wrote about it")
    created: datetime | None = Field(default=None, description="when it was first saved")
    updated: datetime | None = Field(default=None, description="when it was last saved")


class CaseFile(Description):
    """Cases in one file."""

    photomend_cases: Literal[1] = Field(description="version of this file's form")
    version: str = Field(default="", description="version of photomend that wrote it")
    cases: tuple[FiledCase, ...] = Field(description="the cases")


def file_of(store: Store, ids: Iterable[str] | None = None) -> CaseFile:
    """Return all cases, or the chosen ones, as one file; raise `Missing` where one of these is not there."""
    wanted = None if ids is None else list(dict.fromkeys(ids))
    found = select(CaseRow).options(undefer(CaseRow.contents)).order_by(CaseRow.created, CaseRow.id)
    if wanted is not None:
        found = found.where(CaseRow.id.in_([one for one in wanted if is_id(one)]))
    with store.reading() as session:
        rows = session.scalars(found).all()
    absent = set(wanted or ()) - {row.id for row in rows}
    if absent:
        raise Missing(f"id = {min(absent)} is no saved case; it may have been deleted")
    filed = ({name: getattr(row, name) for name in FiledCase.model_fields} for row in rows)
    return CaseFile(photomend_cases=VERSION, version=package_version(), cases=tuple(FiledCase(**one) for one in filed))


def take_in(store: Store, contents: dict[str, Any]) -> tuple[CaseEntry, ...]:
    """Save all cases of a file and return them; raise `BadInput` and save none where one of them cannot be used."""
    rows = [_row(number, case) for number, case in enumerate(_file(contents).cases)]
    with store.writing.begin() as session:
        taken = set(session.scalars(select(CaseRow.id)))
        for row, wanted in rows:
            if wanted and wanted not in taken:
                row.id = wanted
            taken.add(row.id)
            session.add(row)
    return tuple(entry_of(row) for row, _ in rows)


def _file(contents: dict[str, Any]) -> CaseFile:
    if MARK not in contents:
        raise BadInput(f"{MARK} is missing: this is no file of cases; choose one that photomend wrote")
    if contents[MARK] != VERSION:
        raise BadInput(
            f"{MARK} = {contents[MARK]!r} is a version that this photomend does not know; it reads {VERSION}: "
            "update photomend, or export again"
        )
    return checked(CaseFile, contents)


def _row(number: int, case: FiledCase) -> tuple[CaseRow, str | None]:
    """Return a case of a file as a row, and the identifier that it would like to keep."""
    try:
        row = new_row(case.kind, case.name, case.note, checked_contents(case.kind, case.contents))
    except BadInput as fault:
        raise BadInput(f"cases.{number}: {fault}") from None
    row.created, row.updated = case.created or row.created, case.updated or row.updated
    return row, case.id if case.id and is_id(case.id) else None
