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


SEEN = 4  # numbers of zones told apart


def seen(counts: np.ndarray) -> np.ndarray:
    """Return the shares of places in 0, 1, 2 and 3 zones."""
    return np.array([np.mean(counts == k) for k in range(SEEN)])


@pytest.mark.verifies(
    "Beams placed at random lie over each other by Poisson's law: the shares of skin in exactly 0, 1, 2 and 3 zones "
    "equal those of simulated patterns within four of their standard errors."
)
@pytest.mark.parametrize(("radius", "passes"), [(0.1, 8), (0.2, 2), (0.25, 4)])
def test_random_multiplicity_equals_poisson_patterns(radius, passes):
    draw, side, found = np.random.default_rng(2007), 5.0, []
    for _ in range(30):
        beams = draw.uniform(0.0, side, (draw.poisson(DENSITY * passes * side**2), 2))
        places = draw.uniform(0.0, side, (4000, 2))
        near = cKDTree(beams, boxsize=side).query_ball_point(places, radius, return_length=True)
        found.append(seen(near))
    error = np.std(found, axis=0, ddof=1) / np.sqrt(len(found))
    shares = Pattern("random", DENSITY, passes).multiplicity(radius)
    assert (np.abs(shares[:SEEN] - np.mean(found, axis=0)) < 4.0 * error).all()


def lattice(placement: str) -> tuple[cKDTree, np.ndarray]:
    """Return the sites of a lattice around the origin, and the sides of a box of whole cells (mm)."""
    pitch = np.sqrt(LATTICES[placement][1] / DENSITY)
    row, shear = (pitch, 0.0) if placement == "square" else (np.sqrt(0.75) * pitch, 0.5)
    i, j = (index.ravel() for index in np.meshgrid(np.arange(-20, 21), np.arange(-20, 21)))
    return cKDTree(np.column_stack([(i + shear * j) * pitch, j * row])), np.array([pitch, 2.0 * row])


@pytest.mark.verifies(
    "Discs of one pass of a lattice, however far they overlap, lie 0, 1, 2, .. deep over the shares of a cell that "
    "counting on a fine grid finds, within 1e-3."
)
@pytest.mark.parametrize("placement", LATTICES)
@pytest.mark.parametrize("radius", [0.2, 0.27, 0.3, 0.4, 0.6])
def test_lattice_multiplicity_equals_counting(placement, radius):
    sites, box = lattice(placement)
    part = (np.arange(400) + 0.5) / 400
    places = np.stack(np.meshgrid(*(part * box[:, None])), axis=-1).reshape(-1, 2)
    counts = sites.query_ball_point(places, radius, return_length=True)
    expected = [np.mean(counts == k) for k in range(9)]
    assert Pattern(placement, DENSITY, 1).multiplicity(radius, 9)[:9] == pytest.approx(expected, abs=1e-3)


@pytest.mark.verifies(
    "Passes stamped independently add their zones: after three passes of a lattice the shares of skin in 0, 1, 2 and 3 "
    "zones equal those of simulated stamping within four standard errors."
)
@pytest.mark.parametrize("placement", LATTICES)
def test_stamped_multiplicity_equals_simulated_passes(placement):
    draw, (sites, box), radius, passes = np.random.default_rng(2008), lattice(placement), 0.28, 3
    counts = np.zeros(200_000, dtype=int)
    for _ in range(passes):
        places = draw.uniform(0.0, 1.0, (counts.size, 2)) * box
        counts += sites.query_ball_point(places, radius, return_length=True)
    found = seen(counts)
    error = np.sqrt(found * (1.0 - found) / counts.size)
    shares = Pattern(placement, DENSITY, passes).multiplicity(radius)
    assert (np.abs(shares[:SEEN] - found) < 4.0 * error).all()


@pytest.mark.verifies(
    "The shares of skin in 0, 1, 2, .. zones sum to 1, their mean is total density times zone area, and the first is "
    "what coverage leaves, for every placement."
)
@pytest.mark.parametrize("placement", ["random", *LATTICES, "full-field"])
@pytest.mark.parametrize(("radius", "passes"), [(0.0, 3), (0.1, 1), (0.1, 8), (0.26, 5), (0.4, 2)])
def test_multiplicity_has_the_right_sum_and_mean(placement, radius, passes):
    pattern = Pattern(placement, DENSITY, passes)
    shares = pattern.multiplicity(radius, 60)
    assert shares.min() >= 0.0
    assert shares.sum() == pytest.approx(1.0, abs=1e-12)
    assert shares @ np.arange(61) == pytest.approx(pattern.nominal(radius), rel=1e-9, abs=1e-9)
    assert shares[0] == pytest.approx(pattern.untreated(radius), abs=1e-6)
    few = pattern.multiplicity(radius, 3)
    assert few == pytest.approx([*shares[:3], shares[3:].sum()], abs=1e-12)


@pytest.mark.verifies(
    "At equal density a lattice whose zones do not overlap covers more than beams at random, in one pass and in eight."
)
@pytest.mark.parametrize("placement", LATTICES)
@pytest.mark.parametrize("passes", [1, 8])
def test_a_lattice_covers_more_than_chance(placement, passes):
    radius = np.linspace(0.02, 0.5, 10) * np.sqrt(LATTICES[placement][1] / DENSITY)
    stamped, rolled = (Pattern(name, DENSITY, passes).coverage(radius) for name in (placement, "random"))
    assert (stamped > rolled).all()


@pytest.mark.verifies("Every pass leaves the same share of what was still untreated, at random and on a lattice.")
@pytest.mark.parametrize("placement", ["random", *LATTICES])
def test_untreated_skin_falls_by_a_constant_factor(placement):
    left = np.array([Pattern(placement, DENSITY, passes).untreated(0.2) for passes in range(1, 9)])
    assert left[1:] / left[:-1] == pytest.approx(np.full(7, left[0]), rel=1e-9)


@pytest.mark.verifies(
    "Of zones placed at random, 1 - exp(-N pi (2 r)^2) touch another: it equals the share in simulated patterns within "
    "four of their standard errors."
)
def test_touching_zones_equal_poisson_patterns():
    draw, side, radius, passes, found = np.random.default_rng(2009), 5.0, 0.08, 3, []
    for _ in range(40):
        beams = draw.uniform(0.0, side, (draw.poisson(DENSITY * passes * side**2), 2))
        nearest = cKDTree(beams, boxsize=side).query(beams, k=2)[0][:, 1]
        found.append(np.mean(nearest < 2.0 * radius))
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    assert abs(Pattern("random", DENSITY, passes).touching(radius) - np.mean(found)) < 4.0 * error


@pytest.mark.parametrize("placement", LATTICES)
def test_lattice_neighbours_touch_all_or_none(placement):
    pattern = Pattern(placement, DENSITY, 4)
    half = 0.5 * pattern.pitch
    assert pattern.pitch == pytest.approx(np.sqrt(LATTICES[placement][1] / DENSITY), rel=1e-12)
    assert (pattern.touching(0.999 * half, passes=1), pattern.touching(1.001 * half, passes=1)) == (0.0, 1.0)
    others = Pattern(placement, DENSITY, 3).coverage(2.0 * 0.1)  # of the three other passes, around a zone's axis
    assert pattern.touching(0.1) == pytest.approx(others, rel=1e-12)


def test_full_field_passes_cover_everything_each():
    pattern = Pattern("full-field", 0.0, 3)
    assert pattern.coverage([0.0, 1e-9, 2.0]) == pytest.approx([0.0, 1.0, 1.0])
    assert (pattern.untreated(1.0), pattern.nominal(1.0), pattern.nominal(0.0)) == (0.0, 3.0, 0.0)
    assert pattern.multiplicity(1.0).tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert pattern.multiplicity(1.0, 2).tolist() == [0, 0, 1]
    assert (pattern.touching(1.0), pattern.touching(1.0, passes=1)) == (1.0, 0.0)
