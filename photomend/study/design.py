"""The design of a study: which treatments it holds, and whether every one of them can be simulated.

A study file has the contents of a treatment file under [base], and what changes under [sweep]: by default a list of
values for each dotted key and every combination of them; else rows of a list, or samples that fill the ranges.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, field_validator, model_validator

from photomend.description import BadInput, Description, checked, choice
from photomend.study.forms import DOTTED, AxisForm, ShownAs
from photomend.study.points import Points, grid, listed, sampled
from photomend.treatment import TreatmentFile, nested, read_file

MOST = 10_000_000
ONE_MACHINE = "photomend sweep holds them all in memory (1.4 GB for each million)"


class Between(Description):
    """The range that samples of one key are drawn from, evenly in the value or, with `log`, in its logarithm."""

    low: float = Field(description="lowest value", strict=True)
    high: float = Field(description="highest value", strict=True)
    log: bool = choice("whether samples are even in the logarithm", False)

    @model_validator(mode="after")
    def _in_order(self) -> Between:
        if self.low >= self.high:
            raise BadInput(f"low = {self.low:g} is not below high = {self.high:g}; exchange them")
        if self.log and self.low <= 0.0:
            raise BadInput(f"low = {self.low:g} has no logarithm; give a low above 0, or leave log out")
        return self


class Design(Description):
    """How treatments are chosen: every combination, a list, or `count` samples from `seed`."""

    kind: Literal["grid", "list", "latin-hypercube", "sobol"] = "grid"
    count: int | None = Field(None, description="samples", strict=True, ge=1)
    seed: int = Field(1, description="seed of the samples", strict=True, ge=0, le=2**31 - 1)

    @property
    def samples(self) -> bool:
        """Return whether treatments are drawn from ranges."""
        return self.kind not in ("grid", "list")


class Study(Description):
    """A study file: what all treatments share, what changes, and how."""

    model_config = ConfigDict(populate_by_name=True)

    base: Annotated[dict[str, dict[str, Any]], ShownAs(TreatmentFile)] = Field(default_factory=dict)
    design: Design = Field(default_factory=lambda: checked(Design, {}))
    sweep: dict[str, AxisForm] = Field(default_factory=dict, json_schema_extra={"propertyNames": {"pattern": DOTTED}})
    rows: tuple[dict[str, Any], ...] = Field((), alias="list")

    @field_validator("sweep", mode="before")
    @classmethod
    def _axes(cls, given: Any) -> Any:
        return {key: _axis(key, values) for key, values in given.items()} if isinstance(given, dict) else given

    @model_validator(mode="after")
    def _fits(self) -> Study:
        kind, count = self.design.kind, self.design.count
        if self.design.samples != (count is not None):
            want = (
                "lacks this key; add it" if count is None else f'fits no {kind}; choose kind = "sobol" or leave it out'
            )
            raise BadInput(f"design.count {want}")
        if kind == "list":
            _check_list(self)
        elif self.rows:
            raise BadInput(f'list has rows, and design.kind = "{kind}" has none; choose kind = "list"')
        elif not self.sweep:
            raise BadInput('sweep is empty, so nothing changes; add a key such as "settings.passes" = [4, 8]')
        for key, axis in self.sweep.items():
            if isinstance(axis, Between) and not self.design.samples:
                raise BadInput(f'sweep."{key}" is a range, which kind = "{kind}" cannot sample; list its values')
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the dotted keys that change, in the order of the file."""
        given = self.rows if self.rows else (self.sweep,)
        return tuple(dict.fromkeys(key for row in given for key in row))


def _axis(key: str, values: Any) -> Any:
    """Return the values of one swept key: a tuple to choose from, or a range."""
    if "." not in key and isinstance(values, dict):
        raise BadInput(
            f'sweep.{key} is a table; write dotted keys in quotes, such as "{key}.{next(iter(values), "...")}"'
        )
    if isinstance(values, dict):
        return checked(Between, values, f'sweep."{key}"')
    if isinstance(values, Between):
        return values
    if not isinstance(values, list | tuple):
        raise BadInput(f'sweep."{key}" = {json.dumps(values, default=str)} is not a list; write [value, value]')
    if not values:
        raise BadInput(f'sweep."{key}" is an empty list, so there is no treatment; give it a value, or leave it out')
    twice = [value for place, value in enumerate(values) if value in values[:place]]
    if twice:
        raise BadInput(f'sweep."{key}" names {json.dumps(twice[0], default=str)} twice; remove one of them')
    return tuple(values)


def _check_list(study: Study) -> None:
    if not study.rows:
        raise BadInput("list has no row, so there is no treatment; add one under [[list]]")
    if study.sweep:
        raise BadInput(
            'sweep has keys, and design.kind = "list" takes its treatments from [[list]]; remove one of them'
        )
    for number, row in enumerate(study.rows, 1):
        if not row:
            raise BadInput(f"row {number} of list is empty; give it a dotted key and a value")
        for key, value in row.items():
            if isinstance(value, dict):
                raise BadInput(f'list.{key} is a table; write dotted keys in quotes, such as "settings.passes" = 4')


def read_study(path: Path) -> Study:
    """Return the study of a file; raise `BadInput` for the first fault, in one sentence."""
    contents = read_file(path)
    base = contents.get("base")
    handpiece = base.get("handpiece") if isinstance(base, dict) else None
    profile = handpiece.get("beam_profile_csv") if isinstance(handpiece, dict) else None
    if isinstance(base, dict) and isinstance(handpiece, dict) and isinstance(profile, str):
        found = str((path.parent / profile).resolve())
        contents = {**contents, "base": {**base, "handpiece": {**handpiece, "beam_profile_csv": found}}}
    return study_of(contents)


def study_of(contents: Mapping[str, Any]) -> Study:
    """Return the study of a study file's contents; raise `BadInput` for the first fault.

    Example
    -------
    >>> study = study_of({"base": {"handpiece": {"device": "affirm-1440"}}, "sweep": {"settings.passes": [1, 2]}})
    >>> study.keys, study.design.kind
    (('settings.passes',), 'grid')
    """
    return checked(Study, dict(contents))


def points_of(study: Study) -> Points:
    """Return the treatments of a study; refuse more than one machine can hold.

    Example
    -------
    >>> study = study_of({"sweep": {"settings.passes": [1, 2], "skin.site": ["cheek", "chest"]}})
    >>> points = points_of(study)
    >>> len(points), points.row(1)
    (4, (1, 'chest'))
    """
    design = study.design
    count = design.count or len(study.rows) or math.prod(len(axis) for axis in study.sweep.values())
    if count > MOST:
        raise BadInput(
            f"this study has {count:.3g} treatments, above the limit of {MOST:g}, for {ONE_MACHINE}; "
            "list fewer values, or draw samples of it with [design]"
        )
    if study.rows:
        return listed(study.keys, study.rows)
    return sampled(study.sweep, design.kind, count, design.seed) if design.samples else grid(study.sweep)


def base_of(study: Study) -> dict[str, Any]:
    """Return the values that all treatments share, by dotted key."""
    return dict(_flat(study.base, ""))


def contents_of(base: Mapping[str, Any], keys: tuple[str, ...], row: tuple[Any, ...]) -> dict[str, Any]:
    """Return the treatment file's contents of one row; a key whose value is None stays as in the base.

    Example
    -------
    >>> contents_of({"skin.site": "cheek"}, ("skin.phototype", "settings.passes"), ("IV", None))
    {'skin': {'site': 'cheek', 'phototype': 'IV'}}
    """
    given = {key: value for key, value in zip(keys, row, strict=True) if value is not None}
    return nested({**base, **given})


def _flat(table: Mapping[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value
