"""The version of the tables: made where there are none, brought up by numbered steps, refused where it is newer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, update

from photomend.description import BadInput
from photomend.records.tables import Base, SchemaRow

STEPS: Final[tuple[Callable[[Connection], None], ...]] = ()
"""What turns tables of version 1 into 2, of 2 into 3, and so on. A step that was released is never edited."""


def newest() -> int:
    """Return the version of the tables as they are described in `tables`."""
    return 1 + len(STEPS)


def bring_up(engine: Engine) -> None:
    """Make the tables, or bring older ones to the newest version, whole or not at all; refuse newer ones."""
    with engine.begin() as connection:
        version = _version(connection)
        if version is None:
            Base.metadata.create_all(connection)
            connection.execute(SchemaRow.__table__.insert().values(id=1, version=newest()))  # type: ignore[attr-defined]
            return
        if version > newest():
            raise BadInput(
                f"database = {engine.url.render_as_string()} is of version {version}, above the {newest()} that this "
                "photomend knows; update photomend, or name another database"
            )
        for step in STEPS[version - 1 :]:
            step(connection)
        connection.execute(update(SchemaRow).values(version=newest()))


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(SchemaRow.__tablename__):
        return None
    return connection.execute(select(SchemaRow.version)).scalar()
