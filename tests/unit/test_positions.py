"""Where microbeams are drawn: as many as the density says, at the lattice's distances, anew in every pass."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from photomend.pattern import Pattern
from photomend.pattern.positions import draw_positions

SIDE = 12.0


@pytest.mark.parametrize("placement", ["random", "square", "hexagonal"])
def test_as_many_land_as_the_density_says(placement: str) -> None:
    drawn = draw_positions(Pattern(placement, 4.0, 3), SIDE)
    for number in range(3):
        count = int((drawn[:, 2] == number).sum())
        edge = 4.0 * SIDE  # a lattice misses or holds at most a row along each side
        assert abs(count - 4.0 * SIDE**2) < (5.0 * np.sqrt(4.0) * SIDE if placement == "random" else edge)


@pytest.mark.parametrize(("placement", "neighbours"), [("square", 4), ("hexagonal", 6)])
def test_neighbours_of_a_pass_stand_a_pitch_apart(placement: str, neighbours: int) -> None:
    pattern = Pattern(placement, 4.0, 2)
    drawn = draw_positions(pattern, SIDE, seed=5)
    first = drawn[drawn[:, 2] == 0.0, :2]
    inner = first[np.all(np.abs(first) < 0.5 * SIDE - pattern.pitch, axis=1)]
    distance, _ = cKDTree(first).query(inner, neighbours + 1)
    assert distance[:, 1:] == pytest.approx(pattern.pitch, rel=1e-9)


def test_random_ones_cover_what_the_closed_form_says() -> None:
    pattern, radius = Pattern("random", 2.0, 5), 0.2
    points = np.random.default_rng(3).uniform(-20.0, 20.0, (20_000, 2))
    drawn = draw_positions(pattern, 42.0, seed=7)
    covered = cKDTree(drawn[:, :2]).query(points)[0] < radius
    expected = float(pattern.coverage(radius))
    # zones are much larger than the mean distance of the points: the error is that of the number of zones
    spread = np.sqrt(np.pi * radius**2 * expected * (1.0 - expected) / 40.0**2 * 10.0 + expected / points.shape[0])
    assert abs(covered.mean() - expected) < 4.0 * spread


def test_passes_lie_apart_and_a_seed_says_where() -> None:
    pattern = Pattern("square", 4.0, 2)
    drawn = draw_positions(pattern, SIDE)
    first, second = (drawn[drawn[:, 2] == number, :2] for number in (0.0, 1.0))
    assert cKDTree(first).query(second)[0].max() > 0.1 * pattern.pitch
    np.testing.assert_array_equal(drawn, draw_positions(pattern, SIDE))
    assert not np.array_equal(drawn, draw_positions(pattern, SIDE, seed=2))


def test_a_full_field_lands_once_a_pass() -> None:
    assert draw_positions(Pattern("full-field", 0.0, 3), SIDE).tolist() == [[0, 0, 0], [0, 0, 1], [0, 0, 2]]
