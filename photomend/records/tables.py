"""The tables: saved cases, jobs, and the version of the tables themselves.

Their names begin with the program's, so that a database may be shared with others. Moments are kept in UTC.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Contents = JSON(none_as_null=True)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also in databases that know no time zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment as it is kept."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment as it was given."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables."""


class SchemaRow(Base):
    """The version of the tables, in one row."""

    __tablename__ = "photomend_schema"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class CaseRow(Base):
    """A saved case: a treatment, or a person with a goal. `folded_name` is what a search looks through."""

    __tablename__ = "photomend_cases"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    folded_name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    contents: Mapped[dict[str, Any]] = mapped_column(Contents, deferred=True)
    note: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(Moment)
    updated: Mapped[datetime] = mapped_column(Moment, index=True)
    revision: Mapped[int]


class JobRow(Base):
    """A job: what is asked, how far it is, and what came of it.

    `place` is the folder of files that it belongs to, `folder` the part of that with its own files. Jobs of one
    `identity` have the same answer. `tries` counts how often it was begun, `asked` is when it was last asked for.
    """

    __tablename__ = "photomend_jobs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    place: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(Text)
    identity: Mapped[str] = mapped_column(String(64), index=True)
    request: Mapped[dict[str, Any]] = mapped_column(Contents, deferred=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    share: Mapped[float] = mapped_column(default=0.0)
    sentence: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime] = mapped_column(Moment)
    asked: Mapped[datetime] = mapped_column(Moment)
    started: Mapped[datetime | None] = mapped_column(Moment)
    ended: Mapped[datetime | None] = mapped_column(Moment)
    result: Mapped[Any] = mapped_column(Contents, deferred=True, nullable=True)
    folder: Mapped[str | None] = mapped_column(Text)
    files: Mapped[list[str]] = mapped_column(JSON, default=list)


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def is_id(text: str) -> bool:
    """Return whether a text can be the identifier of a record.

    Example
    -------
    >>> is_id("0b0f9d0e-3a52-4d0c-8a35-6c1c0a2a7a10"), is_id("../records")
    (True, False)
    """
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
