"""Damage thresholds of living pig skin: beam and pulse known, nothing fitted, the strictest rows of the validation."""

import math
from functools import cache

import pytest

from photomend.intervals import coarsened
from photomend.validation.predict import FIRST_SLOPE, Place, find_dose
from photomend.validation.rows import published

MUST = {row.id: row for row in published() if row.quantity == "threshold" and row.tolerance}


@cache
def ratio(name: str) -> float:
    """Return predicted over measured radiant exposure."""
    row = MUST[name]
    dose, _ = find_dose(row, Place({}), coarsened, row.measured.value, FIRST_SLOPE)
    return dose / row.measured.value


@pytest.mark.verifies("Lesion thresholds of living pig skin at 1319 and 1540 nm, beam and pulse known: ratio 0.67-1.5")
@pytest.mark.parametrize("name", sorted(MUST))
def test_thresholds_of_living_skin(name):
    low, high = MUST[name].tolerance
    assert low < ratio(name) < high


def test_their_geometric_mean():
    assert 0.8 < math.exp(sum(math.log(ratio(name)) for name in MUST) / len(MUST)) < 1.25
