"""Measurements that the model is held to: each row one published figure, with what is known of how it was made.

``data/measurements.toml`` holds the published ones and explains its fields; a user's own come as CSV.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from photomend.catalog import tables
from photomend.description import BadInput
from photomend.treatment import Request, nested, read_request

CLOCKS = ("necrosis", "collagen", "either")
SPLITS = ("calibration", "prediction", "context")
COMPARISONS = (
    "interval", "at-least", "at-most", "ratio-at-least", "presence", "absence", "ordering", "report",
)  # fmt: skip
OWN_COLUMNS = ("id", "quantity", "clock", "unit", "measured", "low", "high", "study")
SEARCHED = ("threshold", "boiling-threshold")  # what is measured is the radiant exposure itself
EXTRA = "extra."
DOSE = "settings.radiant_exposure_J_per_cm2"


@dataclass(frozen=True)
class Known:
    """A number with the range it may have and how it was obtained; equal ends where it is exact."""

    value: Any
    low: Any
    high: Any
    mark: str
    note: str = ""

    @property
    def unknown(self) -> bool:
        """Return whether it has a range."""
        return bool(self.low != self.high)


@dataclass(frozen=True)
class Row:
    """One measurement: what was measured, how it is compared, and the inputs of the treatment by dotted key.

    `against` are the inputs of a second treatment where they differ, for a ratio or an order of two. `extra` has
    what only some quantities need (a depth, a share).
    """

    id: str
    study: str
    source: tuple[str, ...]
    quantity: str
    unit: str
    measured: Known
    compare: str
    split: str
    inputs: Mapping[str, Known]
    clock: str = ""
    statistic: str = ""
    tolerance: tuple[float, float] | None = None
    headline: bool = False
    against: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Known] = field(default_factory=dict)
    note: str = ""

    def at(self, moved: Mapping[str, Any]) -> Row:
        """Return the row with what only its quantity needs moved: ``extra.NAME`` -> value."""
        names = {key.removeprefix(EXTRA): value for key, value in moved.items() if key.startswith(EXTRA)}
        if not names:
            return self
        known = {name: replace(self.extra[name], value=value) for name, value in names.items()}
        return replace(self, extra={**self.extra, **known})

    def requests(self, moved: Mapping[str, Any] | None = None) -> tuple[Request, ...]:
        """Return the treatment of the row, and the one it is held against if any, with some inputs `moved`."""
        dose = {DOSE: self.measured.value} if self.quantity in SEARCHED else {}
        values = dose | {key: known.value for key, known in self.inputs.items()} | treatment_part(moved or {})
        both = [values, values | dict(self.against)] if self.against else [values]
        return tuple(read_request(nested(one)) for one in both)

    @property
    def unknown(self) -> dict[str, tuple[Any, Any]]:
        """Return what has a range: key -> low and high end."""
        known = {**self.inputs, **{f"{EXTRA}{name}": known for name, known in self.extra.items()}}
        return {key: (one.low, one.high) for key, one in known.items() if one.unknown}


def treatment_part(moved: Mapping[str, Any]) -> dict[str, Any]:
    """Return of what is moved the keys of a treatment file."""
    return {key: value for key, value in moved.items() if not key.startswith(EXTRA)}


@cache
def published() -> tuple[Row, ...]:
    """Return the published measurements, in the order of their file.

    Example
    -------
    >>> published()[0].quantity
    'threshold'
    """
    return tuple(_row(entry) for entry in tables("measurements")["rows"])


def chosen(data: Path | None, wanted: Sequence[str] = ()) -> tuple[Row, ...]:
    """Return the published rows, or those of a user's CSV; only those whose id begins with a `wanted` word, if any."""
    rows = read_own(data) if data else published()
    some = tuple(row for row in rows if not wanted or row.id.startswith(tuple(wanted)))
    if not some:
        raise BadInput(f"--row = {', '.join(wanted)} begins no row's id; `photomend validate --json` lists the ids")
    return some


def _row(entry: Mapping[str, Any]) -> Row:
    plain = {"id", "study", "quantity", "unit", "compare", "split", "clock", "statistic", "headline", "note"}
    handled = {*plain, "source", "measured", "mark", "inputs", "against", "tolerance"}
    return Row(
        **{name: entry[name] for name in plain if name in entry},
        source=tuple(entry["source"]),
        measured=_known({"mark": entry["mark"], **entry["measured"]}),
        inputs={key: _known(given) for key, given in entry.get("inputs", {}).items()},
        against=dict(entry.get("against", {})),
        tolerance=tuple(entry["tolerance"]) if "tolerance" in entry else None,
        extra={key: _known(given) for key, given in entry.items() if key not in handled},
    )


def _known(given: Any) -> Known:
    if not isinstance(given, Mapping):
        return Known(given, given, given, "read")
    value = given["value"]
    return Known(value, given.get("low", value), given.get("high", value), given["mark"], given.get("note", ""))


def read_own(path: Path) -> tuple[Row, ...]:
    """Return a user's measurements from a CSV file; raise `BadInput` with the line and the remedy.

    Columns: id, quantity, measured; where known low and high (the spread of the measurement), clock, unit, study. Every
    other column is a key of a treatment file, such as settings.pulse_energy_mJ; a cell ``100..200`` is an input known
    only to lie between, an empty one is left to the device.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            table = csv.DictReader(line for line in file if not line.startswith("#"))
            lines = [dict(line) for line in table]
    except (OSError, UnicodeDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not text"
        raise BadInput(f"--data = {path} cannot be read: {reason}; name a readable CSV file") from None
    _refuse_columns(path, table.fieldnames or ())
    if not lines:
        raise BadInput(f"--data = {path} has no measurement; add a line for each")
    return tuple(_own_row(line, f"--data = {path}, measurement {number}") for number, line in enumerate(lines, 1))


def _refuse_columns(path: Path, names: Iterable[str]) -> None:
    missing = [name for name in ("id", "quantity", "measured") if name not in names]
    if missing:
        raise BadInput(f"--data = {path} lacks the column {missing[0]}; its header needs id, quantity and measured")
    for name in names:
        if name not in OWN_COLUMNS and "." not in name:
            raise BadInput(
                f"--data = {path} has a column {name}, but knows {', '.join(OWN_COLUMNS)} and keys of a treatment file "
                "such as settings.pulse_energy_mJ; rename it or leave it out"
            )


def _own_row(line: Mapping[str, str | None], where: str) -> Row:
    from photomend.validation.outcomes import QUANTITIES, units

    cells = {name: (cell or "").strip() for name, cell in line.items() if name is not None}
    quantity = cells["quantity"]
    if quantity not in QUANTITIES:
        raise BadInput(f"{where}: quantity = {quantity} is not known; choose one of {', '.join(QUANTITIES)}")
    clock = cells.get("clock") or "either"
    if clock not in CLOCKS:
        raise BadInput(f"{where}: clock = {clock} is not known; choose one of {', '.join(CLOCKS)}")
    value = _number(cells["measured"], f"{where}: measured")
    low, high = (_number(cells.get(end) or cells["measured"], f"{where}: {end}") for end in ("low", "high"))
    if not low <= value <= high:
        raise BadInput(f"{where}: measured = {value:g} lies outside {low:g} to {high:g}; mend low or high")
    row = Row(
        id=cells["id"] or where,
        study=cells.get("study") or "own measurement",
        source=("user",),
        quantity=quantity,
        unit=cells.get("unit") or units(quantity),
        measured=Known(value, low, high, "user"),
        compare="interval",
        split="prediction",
        inputs={key: _own_input(cell) for key, cell in cells.items() if key not in OWN_COLUMNS and cell},
        clock=clock,
    )
    if row.unit != units(quantity):
        raise BadInput(f"{where}: unit = {row.unit}, but {quantity} is in {units(quantity)}; convert it")
    try:
        for request in row.requests():
            request.document()
    except BadInput as fault:
        raise BadInput(f"{where}: {fault}") from None
    return row


def _number(cell: str, where: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadInput(f"{where} = {cell or 'empty'} is not a number; give one")
    return value


def _own_input(cell: str) -> Known:
    ends = cell.split("..")
    if len(ends) == 2:
        low, high = (_number(end, "an input's end") for end in ends)
        return Known(0.5 * (low + high), low, high, "user")
    try:
        value: Any = float(cell)
    except ValueError:
        value = {"true": True, "false": False}.get(cell, cell)
    if isinstance(value, float) and value.is_integer() and "." not in cell and "e" not in cell.lower():
        value = int(value)
    return Known(value, value, value, "user")
