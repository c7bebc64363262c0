"""Files that a job leaves: their names, which are fixed, and what they are; tables as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from photomend.records.jobs import JobKind
from photomend.result import Quantity, Summary, ZoneFigures, replacing

MEDIA: Final = {
    "run.nc": "application/x-netcdf",
    "figure.svg": "image/svg+xml",
    "figure.png": "image/png",
    "coverage.csv": "text/csv",
    "zones.csv": "text/csv",
    "treatment.toml": "application/toml",
    "case.toml": "application/toml",
    "plan.json": "application/json",
    "report.html": "text/html",
}
FILES: Final[Mapping[JobKind, tuple[str, ...]]] = {
    "simulate": ("run.nc", "figure.svg", "figure.png", "coverage.csv", "zones.csv", "treatment.toml"),
    "plan": ("plan.json", "report.html", "case.toml"),
    "compare": ("figure.svg", "figure.png"),
}
assert tuple(FILES) == get_args(JobKind)

SIZES: Final = tuple(ZoneFigures.model_fields)


def write_zones(path: Path, summary: Summary) -> None:
    """Write the sizes of all zones as CSV, a line for each, with range, kind and sources."""
    rows = (
        (zone, size, *_told(getattr(getattr(summary.zones, zone), size)))
        for zone in type(summary.zones).model_fields
        for size in SIZES
    )
    _write(path, ("zone", "size", "value", "low", "high", "unit", "kind", "sources"), rows)


def write_coverage(path: Path, summary: Summary) -> None:
    """Write the share of the area in each zone by depth as CSV, after all passes."""
    by_depth = summary.pattern.coverage_by_depth
    columns = by_depth.model_dump()
    _write(path, tuple(columns), zip(*columns.values(), strict=True))


def _told(figure: Quantity) -> tuple[Any, ...]:
    return figure.value, figure.low, figure.high, figure.unit, figure.kind, " ".join(figure.sources)


def _write(path: Path, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with replacing(path) as beside, beside.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
