"""Where records are: the address of the database, and the folder beside it for the files of jobs."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from photomend.description import BadInput

VARIABLE = "PHOTOMEND_DATABASE"
NAME = "photomend.sqlite"
EXAMPLES = "sqlite:///photomend.sqlite or postgresql+pg8000://user:password@host/name"


def data_folder() -> Path:
    """Return the user's data folder for photomend."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "photomend"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "photomend"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "photomend"


def address(given: str | None = None) -> URL:
    """Return the address of the database: what is given, else that of the environment, else a file of the user's.

    Example
    -------
    >>> address("postgresql://clinic.example/records").database
    'records'
    """
    text = given or os.environ.get(VARIABLE)
    if not text:
        return URL.create("sqlite", database=str(data_folder() / NAME))
    try:
        url = make_url(text)
    except ArgumentError:
        raise BadInput(f"database = {text} is not an address; write for example {EXAMPLES}") from None
    if is_sqlite(url) and (not url.database or ":memory:" in url.database):
        raise BadInput(f"database = {text} would be kept in memory only; name a file, such as sqlite:///{NAME}")
    return url


def is_sqlite(url: URL) -> bool:
    """Return whether an address is that of a SQLite file."""
    return url.get_backend_name() == "sqlite"


def jobs_folder(url: URL) -> Path:
    """Return the folder for the files of jobs: beside a SQLite file, else in the user's data folder."""
    if is_sqlite(url):
        file = Path(str(url.database))
        return file.parent / ("jobs" if file.name == NAME else f"{file.stem}.jobs")
    known = hashlib.sha256(url.render_as_string(hide_password=True).encode()).hexdigest()[:12]
    return data_folder() / f"jobs-{known}"
