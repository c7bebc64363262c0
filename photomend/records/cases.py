"""Saved cases: list, read, save, rename, copy, delete.

Two windows may hold the same case. Every save counts its revision, and one that starts from an older revision is
refused, so that nobody's work is written over unseen.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from photomend.description import Description
from photomend.records.contents import (
    MOST_IN_NAME,
    MOST_IN_NOTE,
    Kind,
    checked_contents,
    checked_name,
    checked_text,
    folded,
)
from photomend.records.faults import Conflict, Missing
from photomend.records.store import Store
from photomend.records.tables import CaseRow, is_id, now

MOST_LISTED = 200


class CaseEntry(Description):
    """A saved case in a list, without its contents."""

    id: str = Field(description="identifier, a UUID")
    name: str = Field(description="name that the user gave")
    kind: Kind = Field(description="what the contents are: a treatment file, or a person with a goal")
    note: str = Field(description="what the user wrote about it")
    created: datetime = Field(description="when it was first saved, UTC")
    updated: datetime = Field(description="when it was last saved, UTC")
    revision: int = Field(description="how often it was saved; a change names the revision that it starts from")


class SavedCase(CaseEntry):
    """A saved case."""

    contents: dict[str, Any] = Field(description="headings of a treatment file (TreatmentFile), or a case (Case)")


class CasePage(Description):
    """Some of the saved cases, those saved last first."""

    total: int = Field(description="how many there are")
    cases: tuple[CaseEntry, ...] = Field(description="those of this page")


def listed(store: Store, search: str = "", offset: int = 0, limit: int = 50) -> CasePage:
    """Return the cases whose names contain a text, capitals and small letters alike, from `offset` on."""
    part = folded(checked_text("search", search, MOST_IN_NAME))
    found = select(CaseRow).where(CaseRow.folded_name.contains(part, autoescape=True))
    page = found.order_by(CaseRow.updated.desc(), CaseRow.id).offset(offset).limit(min(limit, MOST_LISTED))
    with store.reading() as session:
        total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
        return CasePage(total=total, cases=tuple(entry_of(row) for row in session.scalars(page)))


def read(store: Store, case_id: str) -> SavedCase:
    """Return a case; raise `Missing` where there is none."""
    with store.reading() as session:
        return case_in(_row(session, case_id))


def add(store: Store, kind: Kind, name: str, contents: Any, note: str = "") -> SavedCase:
    """Save a new case and return it; raise `BadInput` for contents that the descriptions refuse."""
    row = new_row(kind, name, note, checked_contents(kind, contents))
    with store.writing.begin() as session:
        session.add(row)
    return case_in(row)


def change(
    store: Store,
    case_id: str,
    revision: int,
    name: str | None = None,
    note: str | None = None,
    contents: Any = None,
) -> SavedCase:
    """Save a case anew and return it; what is None stays. Raise `Conflict` where it was saved since `revision`."""
    with store.writing.begin() as session:
        row = _row(session, case_id, for_change=True)
        if row.revision != revision:
            raise Conflict(
                f"revision = {revision} is not that of the case, {row.revision}: it was saved elsewhere meanwhile; "
                "open it again, or save yours as a new case"
            )
        kept = row.contents if contents is None else checked_contents(kind_of(row), contents)
        _put(row, row.name if name is None else name, row.note if note is None else note, kept)
        row.revision, row.updated = revision + 1, now()
    return case_in(row)


def duplicate(store: Store, case_id: str) -> SavedCase:
    """Save a copy of a case and return that."""
    with store.writing.begin() as session:
        known = _row(session, case_id)
        row = new_row(kind_of(known), f"copy of {known.name}"[:MOST_IN_NAME], known.note, known.contents)
        session.add(row)
    return case_in(row)


def delete(store: Store, case_id: str) -> None:
    """Delete a case."""
    with store.writing.begin() as session:
        session.delete(_row(session, case_id))


def new_row(kind: Kind, name: str, note: str, contents: dict[str, Any]) -> CaseRow:
    """Return a case that is not saved yet, of contents that were checked."""
    moment = now()
    row = CaseRow(id=str(uuid.uuid4()), kind=kind, created=moment, updated=moment, revision=1)
    _put(row, name, note, contents)
    return row


def entry_of(row: CaseRow) -> CaseEntry:
    """Return a row as an entry of a list."""
    return CaseEntry(**_columns(row))


def case_in(row: CaseRow) -> SavedCase:
    """Return a row as a case."""
    return SavedCase(**_columns(row), contents=row.contents)


def kind_of(row: CaseRow) -> Kind:
    """Return the kind of a case."""
    return row.kind  # type: ignore[return-value]


def _columns(row: CaseRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in CaseEntry.model_fields}


def _put(row: CaseRow, name: str, note: str, contents: dict[str, Any]) -> None:
    row.name, row.note = checked_name(name), checked_text("note", note, MOST_IN_NOTE)
    row.folded_name, row.contents = folded(row.name), contents


def _row(session: Session, case_id: str, for_change: bool = False) -> CaseRow:
    options = [undefer(CaseRow.contents)]
    row = session.get(CaseRow, case_id, options=options, with_for_update=for_change) if is_id(case_id) else None
    if row is None:
        raise Missing(f"id = {case_id} is no saved case; it may have been deleted")
    return row
