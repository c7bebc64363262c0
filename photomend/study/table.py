"""The results of a sweep in memory, and as one labelled dataset.

A grid has one dimension per swept key, with its values and unit; every other design has one dimension, `sample`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend import ablated, broken
from photomend.figures import SIZES, TEMPERATURES
from photomend.stages import SHARES, ZONES
from photomend.study.blocks import HASH_BYTES, Block, model_version
from photomend.study.points import Points, unit_of
from photomend.study.store import dataset_of

if TYPE_CHECKING:
    import xarray

PENDING = 0
STATUS = ("pending", "done", "failed")
COMMON_UNITS = {
    **{f"light.{name}": "1" for name in SHARES},
    **{f"heat.{name}": unit for name, unit in TEMPERATURES.items()},
    **{f"zones.{name}.{size}": unit for name in ZONES for size, unit in SIZES.items()},
    "pattern.coverage": "1",
    "pattern.nominal": "1",
}
"""Units of the figures that every treatment has, by dotted name."""
UNITS = {
    **COMMON_UNITS,
    **{f"breakdown.{name}": unit for name, unit in broken.KINDS.items()},
    **{f"ablation.{name}": unit for name, unit in ablated.KINDS.items()},
    "full_field.band_top": "um",
    "full_field.band_bottom": "um",
    "full_field.epidermal_damage": "1",
}


@dataclass(frozen=True, eq=False)
class Table:
    """The results of all treatments, by the row of their hash; blocks are put in as they come.

    `place` is the row of each treatment: two that are equal share one. `first` is a treatment of each row.
    """

    hashes: np.ndarray
    place: np.ndarray
    first: np.ndarray
    row_of: dict[bytes, int]
    status: np.ndarray
    endpoint: np.ndarray
    error: dict[int, str] = field(default_factory=dict)
    figures: dict[str, np.ndarray] = field(default_factory=dict)

    def put(self, block: Block) -> int:
        """Take up the results of a block; return how many of them belong to this study and are new."""
        rows = np.array([self.row_of.get(found, -1) for found in block.hashes])
        mine = np.flatnonzero(rows >= 0)
        rows = rows[mine]
        new = int(np.count_nonzero(self.status[rows] == PENDING))
        for row, number in zip(rows.tolist(), mine.tolist(), strict=True):
            self.endpoint[row] = block.endpoint[number]
            if block.error[number]:
                self.error[row] = block.error[number]
        for column, name in enumerate(block.names):
            if name not in self.figures:
                self.figures[name] = np.full(self.status.size, np.nan)
            self.figures[name][rows] = block.values[mine, column]
        self.status[rows] = block.status[mine]
        return new

    def waiting(self) -> np.ndarray:
        """Return a treatment for each result that is not there yet."""
        return self.first[self.status == PENDING]

    def count(self, status: int) -> int:
        """Return how many treatments have a status."""
        return int(np.count_nonzero(self.status[self.place] == status))


def table_of(hashes: np.ndarray) -> Table:
    """Return the empty table of treatments with these hashes, (treatments, 32) bytes."""
    row_of: dict[bytes, int] = {}
    packed = hashes.tobytes()
    starts = range(0, len(packed), HASH_BYTES)
    place = np.array([row_of.setdefault(packed[start : start + HASH_BYTES], len(row_of)) for start in starts])
    first = np.unique(place, return_index=True)[1]
    count = len(row_of)
    return Table(hashes, place, first, row_of, np.zeros(count, np.int8), np.full(count, "", "U16"))


def dataset(points: Points, table: Table) -> xarray.Dataset:
    """Return what is known of a study's treatments as one labelled dataset."""
    import xarray

    dims = points.keys if points.is_grid else ("sample",)

    def shaped(by_row: np.ndarray) -> np.ndarray:
        return by_row[table.place].reshape(points.shape)

    names = [name for name in UNITS if name in COMMON_UNITS or name in table.figures]
    names += sorted(set(table.figures) - set(UNITS))
    nothing = np.full(table.status.size, np.nan)
    data: dict[str, Any] = {
        name: (dims, shaped(table.figures.get(name, nothing)), {"units": UNITS.get(name, "1")}) for name in names
    }
    error = np.full(table.status.size, "", object)
    for row, sentence in table.error.items():
        error[row] = sentence
    data["endpoint"] = (dims, shaped(table.endpoint))
    data["status"] = (dims, shaped(np.array(STATUS)[table.status]))
    data["error"] = (dims, shaped(error))
    data["treatment_hash"] = (dims, np.array([row.tobytes().hex() for row in table.hashes]).reshape(points.shape))
    return xarray.Dataset(data, _coordinates(points), {"version": model_version()})


def _coordinates(points: Points) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, values in zip(points.keys, points.values, strict=True):
        unit = unit_of(key)
        found[key] = (key if points.is_grid else "sample", _labels(values), {"units": unit} if unit else {})
    return found


def _labels(values: Sequence[Any]) -> np.ndarray:
    """Return the values of a key as one array: numbers with NaN for none, else words, lists as JSON."""
    plain = [value for value in values if value is not None]
    if all(isinstance(value, bool) for value in plain) and len(plain) == len(values):
        return np.array(values)
    if plain and all(isinstance(value, int | float) and not isinstance(value, bool) for value in plain):
        whole = len(plain) == len(values) and all(isinstance(value, int) for value in plain)
        return np.array(values, int) if whole else np.array(values, float)
    return np.array(
        ["" if value is None else value if isinstance(value, str) else json.dumps(value) for value in values]
    )


def write(points: Points, table: Table, folder: Path) -> None:
    """Write the dataset of a store beside the one that is there, and exchange them."""
    target = dataset_of(folder)
    beside, old = (folder / f".{target.name}.{ending}" for ending in ("new", "old"))
    shutil.rmtree(beside, ignore_errors=True)
    dataset(points, table).to_zarr(beside, mode="w", consolidated=True, zarr_format=2)
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    beside.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def read(folder: Path) -> xarray.Dataset | None:
    """Return the dataset of a store, or None where none was written yet or it is being exchanged."""
    import xarray

    target = dataset_of(folder)
    try:
        with xarray.open_zarr(target, chunks=None, consolidated=True) as found:
            return found.load()
    except (OSError, KeyError, ValueError):
        return None
