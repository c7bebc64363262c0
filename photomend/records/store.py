"""The store: a database that is open, with its tables at the newest version, and the folder of its jobs' files."""

from __future__ import annotations

import json
import sqlite3
import uuid
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from photomend.description import BadInput
from photomend.records.migrations import bring_up
from photomend.records.places import address, is_sqlite, jobs_folder

PATIENCE_MS = 10_000  # for another process that is writing
WRITES: Final = {"photomend_writes": True}
HERE = "here"


@dataclass(frozen=True, eq=False)
class Store:
    """An open database.

    `reading` and `writing` make sessions; `folder` is for the files of jobs, and `place` its name in the database.
    """

    engine: Engine
    folder: Path
    place: str
    reading: sessionmaker[Session]
    writing: sessionmaker[Session]

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_store(url: str | None = None) -> Store:
    """Return the store at an address, made where there is none; raise `BadInput` where it cannot be used.

    Without an address it is that of PHOTOMEND_DATABASE, else a SQLite file in the user's data folder.

    Example
    -------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     store = open_store(f"sqlite:///{folder}/records.sqlite")
    ...     store.folder.name
    ...     store.close()
    'records.jobs'
    """
    parsed = address(url)
    folder = jobs_folder(parsed)
    try:
        engine = _engine(parsed)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = HERE if is_sqlite(parsed) else _name_of(folder)
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as fault:
        raise _unusable(parsed, fault) from None
    return Store(
        engine=engine,
        folder=folder,
        place=place,
        reading=sessionmaker(engine, expire_on_commit=False),
        writing=sessionmaker(engine.execution_options(**WRITES), expire_on_commit=False),
    )


def _engine(url: URL) -> Engine:
    engine = create_engine(url, json_serializer=partial(json.dumps, allow_nan=False), pool_pre_ping=True)
    try:
        if is_sqlite(url):
            file = Path(str(url.database))
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)  # cases are the user's own
            _prepare_sqlite(engine)
        bring_up(engine.execution_options(**WRITES))
    except BaseException:
        engine.dispose()
        raise
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """Let readers and a writer go side by side, and begin what will write as such.

    A transaction that reads first and writes later fails at once where another wrote in between, however patient.
    """

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: tables too change whole or not at all
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
        connection.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("photomend_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _name_of(folder: Path) -> str:
    """Return the name of a folder, which stays when the machine is called otherwise: several may share a database."""
    file = folder / "place"
    if not file.is_file():
        file.write_text(str(uuid.uuid4()), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def _unusable(url: URL, fault: Exception) -> BadInput:
    name = f"database = {url.render_as_string()}"
    if isinstance(fault, ImportError | NoSuchModuleError):
        return BadInput(f"{name} needs a driver that is not installed ({fault}); install it, or name another database")
    reason = " ".join(str(getattr(fault, "orig", None) or getattr(fault, "strerror", None) or fault).split())
    return BadInput(f"{name} cannot be opened: {reason}; mend that, or name another database")
