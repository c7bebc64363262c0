"""Coverage against geometry and against simulated patterns."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from photomend.pattern import Pattern

DENSITY = 4.0  # beams per mm^2 and pass


@pytest.mark.verifies(
    "Beams placed at random cover 1 - exp(-N A) of the skin: it equals the covered share of simulated Poisson patterns "
    "within four of their standard errors, over one pass and over several."
)
@pytest.mark.parametrize(("radius", "passes"), [(0.05, 1), (0.2, 1), (0.1, 8), (0.25, 4)])
def test_random_coverage_equals_poisson_patterns(radius, passes):
    draw, side, covered = np.random.default_rng(2004), 5.0, []
    for _ in range(60):
        beams = draw.uniform(0.0, side, (draw.poisson(DENSITY * passes * side**2), 2))
        places = draw.uniform(0.0, side, (4000, 2))
        distance, _ = cKDTree(beams, boxsize=side).query(places)
        covered.append(np.mean(distance < radius))
    error = np.std(covered, ddof=1) / np.sqrt(len(covered))
    assert abs(Pattern("random", DENSITY, passes).coverage(radius) - np.mean(covered)) < 4.0 * error


LATTICES = {"square": (4, 1.0, np.sqrt(0.5)), "hexagonal": (6, 2.0 / np.sqrt(3.0), 1.0 / np.sqrt(3.0))}


def one_pass(placement: str, radius: np.ndarray) -> np.ndarray:
    """Return the share covered by discs that overlap in pairs at most: discs less the lenses of neighbours."""
    neighbours, area, _ = LATTICES[placement]
    half = 0.5 * np.sqrt(area / DENSITY)
    reach = np.maximum(radius, half)
    segment = reach**2 * np.arccos(half / reach) - half * np.sqrt(reach**2 - half**2)
    return DENSITY * (np.pi * radius**2 - neighbours * segment)


@pytest.mark.verifies(
    "Discs on a square or hexagonal lattice cover density x area until they touch, less the lenses of neighbours while "
    "they overlap in pairs (within 1e-4), and everything once they reach the corners of the lattice cell."
)
@pytest.mark.parametrize("placement", LATTICES)
def test_lattice_coverage_equals_geometry(placement):
    _, area, corner = LATTICES[placement]
    pitch = np.sqrt(area / DENSITY)
    apart, overlapping = pitch * np.linspace(0.05, 0.5, 10), pitch * np.linspace(0.501, 0.999 * corner, 20)
    pattern = Pattern(placement, DENSITY, 1)
    assert pattern.coverage(apart) == pytest.approx(DENSITY * np.pi * apart**2, rel=1e-12)
    assert pattern.coverage(overlapping) == pytest.approx(one_pass(placement, overlapping), abs=1e-12)
    assert pattern.coverage(1.001 * corner * pitch) == 1.0


@pytest.mark.verifies(
    "Passes of a lattice fall independently: n passes that cover c each leave (1 - c)^n of the skin untouched."
)
@pytest.mark.parametrize("placement", LATTICES)
def test_passes_are_independent(placement):
    draw, (_, area, _) = np.random.default_rng(2006), LATTICES[placement]
    pitch, radius = np.sqrt(area / DENSITY), 0.2
    rows = pitch * (1.0 if placement == "square" else np.sqrt(0.75))
    i, j = np.meshgrid(np.arange(-40, 41), np.arange(-40, 41))
    shear = 0.0 if placement == "square" else 0.5
    sites = cKDTree(np.column_stack([((i + shear * j) * pitch).ravel(), (j * rows).ravel()]))
    untouched = np.ones(200_000, dtype=bool)
    for _ in range(3):  # each place lies anywhere in a lattice cell, anew in every pass
        untouched &= sites.query(draw.uniform(0.0, 1.0, (untouched.size, 2)) * [4 * pitch, 4 * rows])[0] > radius
    error = np.sqrt(untouched.mean() * (1.0 - untouched.mean()) / untouched.size)
    assert abs(Pattern(placement, DENSITY, 3).coverage(radius) - (1.0 - untouched.mean())) < 4.0 * error


@pytest.mark.parametrize("placement", ["random", *LATTICES])
def test_nominal_coverage_counts_overlaps_twice(placement):
    assert Pattern(placement, DENSITY, 8).nominal(0.2) == pytest.approx(8 * DENSITY * np.pi * 0.04, rel=1e-14)
