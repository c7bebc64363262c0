"""The catalogue: every number photomend knows, each with unit, range, source and how it was obtained.

`Sourced` values come from ``data/*.toml`` and ``data/*.csv``; nothing else in the package holds a
physical constant. Uncertainty studies draw between `low` and `high`.
"""

from __future__ import annotations

import csv
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

MARKS = ("read", "recalled", "derived", "assumed", "user")


@dataclass(frozen=True)
class Sourced:
    """A value with its unit, its range and where it comes from.

    `mark` says how it was obtained: ``read`` in the source, ``recalled`` from memory, ``derived`` from
    read values, ``assumed`` by the authors, or given by the ``user``.
    """

    value: float
    unit: str
    low: float
    high: float
    source: tuple[str, ...]
    mark: str
    note: str = ""

    def at(self, position: float) -> float:
        """Return the value at `position` in -1..1: its low end, itself (0), its high end, linear between."""
        end = self.low if position < 0 else self.high
        return self.value + abs(position) * (end - self.value)

    def scaled(self, factor: float) -> Sourced:
        """Return the value and its range times `factor`; what was read counts as derived now."""
        mark = "derived" if self.mark == "read" else self.mark
        return replace(self, value=self.value * factor, low=self.low * factor, high=self.high * factor, mark=mark)


def sourced(entry: Mapping[str, Any]) -> Sourced:
    """Read one `{value, unit, low, high, source, mark, note}` entry of a data file."""
    return Sourced(
        value=float(entry["value"]),
        unit=entry["unit"],
        low=float(entry["low"]),
        high=float(entry["high"]),
        source=tuple(entry["source"]),
        mark=entry["mark"],
        note=entry.get("note", ""),
    )


def user(value: float, unit: str) -> Sourced:
    """Return a value the user gave: exact, marked as theirs."""
    return Sourced(value, unit, value, value, ("user",), "user")


def stated(value: float, known: Sourced | None, unit: str) -> Sourced:
    """Return a value the user stated; where it is the catalogue's own, its range and source stay with it.

    So a treatment written out with its defaults means the same as the treatment without them.
    """
    if known is not None and math.isclose(value, known.value, rel_tol=1e-9):
        return known
    return user(value, unit)


@cache
def tables(name: str) -> dict[str, Any]:
    """Return ``data/<name>.toml`` as nested dictionaries; `sourced` turns an entry into a value."""
    return tomllib.loads((files("photomend") / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def look_up(name: str, *keys: str) -> Sourced:
    """Return one value of ``data/<name>.toml`` by its path of keys."""
    entry: Any = tables(name)
    for key in keys:
        entry = entry[key]
    return sourced(entry)


@cache
def columns(name: str) -> dict[str, np.ndarray]:
    """Return the numeric columns of ``data/<name>.csv`` by header; lines starting with # are remarks."""
    text = (files("photomend") / "data" / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


@cache
def literature() -> dict[str, str]:
    """Return the bibliography: reference key -> its BibTeX entry."""
    text = (files("photomend") / "data" / "literature.bib").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=@)", text)
    found = ((re.match(r"@\w+\{([^,]+),", entry.strip()), entry.strip()) for entry in entries)
    return {match.group(1): entry for match, entry in found if match}


HEAT_INPUTS = (
    "water", "absorption", "scattering", "anisotropy", "conductivity", "epidermis", "spot", "pulse", "apex", "pitch",
    "cooling", "film", "hot_absorption", "hot_scattering", "melanin", "blood",
)  # fmt: skip
"""The uncertain inputs that light, heat and coagulation depend on."""

BREAKDOWN_OWN = ("melanin_depth", "breakdown_threshold", "vacuole_size", "diffuse_light")
"""The uncertain inputs that breakdown alone depends on."""


@dataclass(frozen=True)
class Variation:
    """Where each uncertain input stands in its range: -1 its low end, 0 its value, +1 its high end.

    Linked inputs share one position: water drives absorption, conductivity and heat capacity together;
    anisotropy varies at fixed reduced scattering; kinetics shift a threshold, never A or Ea alone.
    """

    water: float = 0.0
    absorption: float = 0.0
    scattering: float = 0.0
    anisotropy: float = 0.0
    conductivity: float = 0.0
    epidermis: float = 0.0
    spot: float = 0.0
    pulse: float = 0.0
    apex: float = 0.0
    pitch: float = 0.0
    cooling: float = 0.0
    film: float = 0.0
    hot_absorption: float = 0.0
    hot_scattering: float = 0.0
    melanin: float = 0.0
    blood: float = 0.0
    melanin_depth: float = 0.0
    breakdown_threshold: float = 0.0
    vacuole_size: float = 0.0
    diffuse_light: float = 0.0
    heat_of_ablation: float = 0.0
    ablation_threshold: float = 0.0
    crater_widening: float = 0.0
    rim: float = 0.0
