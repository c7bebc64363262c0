"""Databases for the tests of records and jobs: SQLite, and PostgreSQL where PHOTOMEND_TEST_POSTGRES names one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

POSTGRES = os.environ.get("PHOTOMEND_TEST_POSTGRES")
DATABASES = ["sqlite", *(["postgresql"] if POSTGRES else [])]


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of an empty database."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/records.sqlite"
    from sqlalchemy import create_engine

    from photomend.records.tables import Base

    assert POSTGRES is not None
    engine = create_engine(POSTGRES)
    Base.metadata.drop_all(engine)
    engine.dispose()
    return POSTGRES


@pytest.fixture
def store(url: str) -> Iterator[Any]:
    """Return the opened store of an empty database."""
    from photomend.records import open_store

    opened = open_store(url)
    yield opened
    opened.close()
