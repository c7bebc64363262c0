"""Draws of people: the parameters of healing, and the wound's own uncertainty, spread evenly between low and high.

A person stands at a position p between -1 and 1 in each range, all positions equally likely:

    x(p) = value (end / value)^|p|        end = low for p < 0, high for p > 0

The value is the median and nothing lies outside the range. Ranges that reach 0 or below are crossed linearly. Positions
are a Latin hypercube [McKay1979]: every range is cut into as many cells as there are people, one to each, in an order
of its own, and what goes together by chance is taken out [Iman1982]. The shuffles are those of a generator whose
numbers never change, so people are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from photomend.catalog import Sourced, sourced, tables
from photomend.healing.wound import Wound
from photomend.result import Quantity

PEOPLE = 512
SEED = 1
BANDS = (0.1, 0.5, 0.9)
FILE = "healing"
OWN = ("zone", "heat")  # what of the wound itself is uncertain: the size of its zones, and how warm the skin became

Drawn = Mapping[str, np.ndarray]


class Injury(NamedTuple):
    """What of a wound healing depends on, one row for each person, lengths in um, temperature in C.

    `width` is that of dead epidermis where it is widest, as told and not drawn, so that a share of the area that
    shrinks to nothing takes its reach along; `gap` is that at the basal layer, `wall` the depth removed, `rim` how much
    died below that.
    """

    width: np.ndarray
    gap: np.ndarray
    wall: np.ndarray
    rim: np.ndarray
    epidermal_coverage: np.ndarray
    removed_coverage: np.ndarray
    vacuole_share: np.ndarray
    dead_tissue: np.ndarray
    bulk_peak_C: np.ndarray


@cache
def parameters() -> dict[str, Sourced]:
    """Return every parameter of healing by its dotted name.

    Example
    -------
    >>> parameters()["closing.speed_um_per_day"].unit
    'um/day'
    """
    return dict(sorted(_entries(tables(FILE))))


@cache
def people() -> dict[str, np.ndarray]:
    """Return the parameters of all people by dotted name, each a column (person, 1)."""
    known = parameters()
    return {
        name: between(known[name], position) for name, position in zip(known, _positions()[len(OWN) :], strict=True)
    }


def injuries(wound: Wound) -> Injury:
    """Return the wound as each person may have it: all that goes with the size of a zone moves together.

    What is told to be absent is not drawn, and neither is whether the epidermis of a full field died: a wound that may
    be there or not has no middle.
    """
    size, heat = _positions()[: len(OWN)]
    whole = np.zeros_like(size) if wound.full_field else size
    return Injury(
        width=np.full_like(size, wound.epidermal_gap.value),
        gap=between(wound.gap_at_the_base, whole),
        wall=between(wound.removed_depth, size),
        rim=np.maximum(0.0, between(wound.necrosis_depth, size) - between(wound.removed_depth, size)),
        epidermal_coverage=between(wound.epidermal_coverage, whole),
        removed_coverage=between(wound.removed_coverage, whole),
        vacuole_share=between(wound.vacuole_share, size),
        dead_tissue=between(wound.dead_tissue, size),
        bulk_peak_C=between(wound.bulk_peak_temperature, heat),
    )


def between(known: Sourced | Quantity, position: np.ndarray) -> np.ndarray:
    """Return a value at positions -1..1 in its range: geometric, or linear where the range reaches 0; 0 stays 0.

    Example
    -------
    >>> speed = Quantity(value=90.0, unit="um/day", low=45.0, high=200.0)
    >>> between(speed, np.array([-1.0, 0.0, 1.0])).round(6).tolist()
    [45.0, 90.0, 200.0]
    """
    end, part = np.where(position < 0.0, known.low, known.high), np.abs(position)
    if known.value == 0.0:
        return np.zeros_like(position)
    if known.low > 0.0:
        return known.value * (end / known.value) ** part
    return known.value + part * (end - known.value)


def sources_of(*headings: str) -> tuple[str, ...]:
    """Return the sources of all parameters under some headings of the file, each once."""
    known = parameters().items()
    return tuple(dict.fromkeys(key for name, one in known if name.split(".")[0] in headings for key in one.source))


@cache
def _positions() -> np.ndarray:
    """Return positions -1..1 in every range: (range, person, 1)."""
    shuffled = np.random.RandomState(SEED)
    cells = np.array([shuffled.permutation(PEOPLE) for _ in range(len(OWN) + len(parameters()))])
    scores = ndtri((cells + 0.5) / PEOPLE)
    apart = np.linalg.solve(np.linalg.cholesky(np.corrcoef(scores)), scores)
    ranks = np.argsort(np.argsort(apart, axis=1), axis=1)
    return ((2.0 * ranks + 1.0) / PEOPLE - 1.0)[:, :, None]


def _entries(table: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Sourced]]:
    for key, entry in table.items():
        if isinstance(entry, Mapping) and "value" in entry:
            yield path + key, sourced(entry)
        elif isinstance(entry, Mapping):
            yield from _entries(entry, f"{path}{key}.")
