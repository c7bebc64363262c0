"""The treatments of a design as points: a value for each swept key, found by number and never all written out.

Samples are drawn by scipy: a Latin hypercube, or a scrambled Sobol sequence, whose first points stay when it is
extended.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from photomend.treatment import TreatmentFile

FIRST = 100  # samples that are checked before all others


@dataclass(frozen=True)
class Points:
    """Treatments by number. `values` are, for a grid, the values along each key; else one value for each sample."""

    keys: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    is_grid: bool

    def __len__(self) -> int:
        return math.prod(self.shape)

    @property
    def shape(self) -> tuple[int, ...]:
        """Return how many values each dimension has: one per key for a grid, else one for all samples."""
        lengths = tuple(len(values) for values in self.values)
        return lengths if self.is_grid else lengths[:1]

    def row(self, number: int) -> tuple[Any, ...]:
        """Return the values of one treatment, in the order of the keys; None where it keeps the base's."""
        if not self.is_grid:
            return tuple(values[number] for values in self.values)
        places = np.unravel_index(number, self.shape)
        return tuple(values[place] for values, place in zip(self.values, places, strict=True))

    def told(self, number: int) -> str:
        """Return one treatment in words."""
        given = zip(self.keys, self.row(number), strict=True)
        return ", ".join(f"{key} = {_word(value)}" for key, value in given if value is not None)

    def suspects(self) -> list[int]:
        """Return treatments among which a wrong value of a single key is: each value, or the extremes of samples."""
        return sorted(set(self._along_axes() if self.is_grid else self._extremes()))

    def _along_axes(self) -> Iterator[int]:
        for axis, length in enumerate(self.shape):
            stride = math.prod(self.shape[axis + 1 :])
            yield from range(0, length * stride, stride)
        yield len(self) - 1

    def _extremes(self) -> Iterator[int]:
        yield from range(min(FIRST, len(self)))
        for column in self.values:
            if all(isinstance(value, float) for value in column):
                yield from (int(np.argmin(column)), int(np.argmax(column)))


def grid(sweep: Mapping[str, Sequence[Any]]) -> Points:
    """Return every combination of the values of the keys."""
    return Points(tuple(sweep), tuple(tuple(values) for values in sweep.values()), True)


def listed(keys: tuple[str, ...], rows: Sequence[Mapping[str, Any]]) -> Points:
    """Return the rows of a list; a key that a row lacks keeps the base's value."""
    return Points(keys, tuple(tuple(row.get(key) for row in rows) for key in keys), False)


def sampled(sweep: Mapping[str, Any], kind: str, count: int, seed: int) -> Points:
    """Return `count` samples of ranges (with low, high, log) and choices; whole numbers where the field takes those.

    Example
    -------
    >>> points = sampled({"skin.site": ("cheek", "chest")}, "latin-hypercube", 4, 1)
    >>> sorted(points.values[0])
    ['cheek', 'cheek', 'chest', 'chest']
    """
    shares = _shares(kind, len(sweep), count, seed)
    columns = (_drawn(key, axis, shares[:, place]) for place, (key, axis) in enumerate(sweep.items()))
    return Points(tuple(sweep), tuple(columns), False)


def _shares(kind: str, keys: int, count: int, seed: int) -> np.ndarray:
    """Return samples of the unit cube, (count, keys)."""
    from scipy.stats import qmc

    if kind == "latin-hypercube":
        return np.asarray(qmc.LatinHypercube(keys, rng=seed).random(count))
    powers = (count - 1).bit_length()
    return np.asarray(qmc.Sobol(keys, rng=seed).random_base2(powers)[:count])


def _drawn(key: str, axis: Any, share: np.ndarray) -> tuple[Any, ...]:
    """Return the values of a key at shares 0..1 of its range or its choices."""
    if isinstance(axis, tuple):
        return tuple(axis[place] for place in (share * len(axis)).astype(int))
    if is_whole(key):
        low, high = math.ceil(axis.low), math.floor(axis.high)
        return tuple((low + (share * (high - low + 1)).astype(int)).tolist())
    if axis.log:
        return tuple((axis.low * (axis.high / axis.low) ** share).tolist())
    return tuple((axis.low + (axis.high - axis.low) * share).tolist())


def is_whole(key: str) -> bool:
    """Return whether the field of a dotted key takes whole numbers."""
    field = field_of(key)
    annotation = field.annotation if field else None
    return annotation is int or int in getattr(annotation, "__args__", ())


def unit_of(key: str) -> str | None:
    """Return the unit of a dotted key of a treatment file, or None where it has none.

    Example
    -------
    >>> unit_of("settings.pulse_energy_mJ"), unit_of("skin.layers.epidermis.thickness_um"), unit_of("skin.site")
    ('mJ', 'um', None)
    """
    field = field_of(key)
    extra = field.json_schema_extra if field else None
    unit = extra.get("unit") if isinstance(extra, dict) else None
    return unit if isinstance(unit, str) else None


def field_of(key: str) -> FieldInfo | None:
    """Return the field of a dotted key of a treatment file, or None."""
    kind: Any = TreatmentFile
    field = None
    for name in key.split("."):
        field = kind.model_fields.get(name) if kind else None
        kind = _model_of(field.annotation) if field else None
    return field


def _model_of(annotation: Any) -> type[BaseModel] | None:
    inner = (annotation, *getattr(annotation, "__args__", ()))
    return next((kind for kind in inner if isinstance(kind, type) and issubclass(kind, BaseModel)), None)


def _word(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else json.dumps(value, default=str)
