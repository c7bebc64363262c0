"""Pairs of close beams against closed forms, the heat solver and simulated patterns."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.spatial import cKDTree

import photomend as pm
from photomend.catalog import Variation, look_up
from photomend.heat import History, Mesh
from photomend.injury import rate
from photomend.injury.arrhenius import damage
from photomend.injury.zone import log_damage, measure
from photomend.pattern import Pattern, cluster_coverage_gain, find_clusters
from photomend.pattern.cluster import single_out, union_of_two
from photomend.simulate import follow
from photomend.treatment import Physics, Request, damage_pairs

PAIRS = damage_pairs(Physics())
DIFFUSIVITY = 0.01  # mm^2/s: so low that even mild heat stays long enough to kill cells
START_C, CENTRE = 42.0, 0.5  # before the pulse; depth of the source, mm
MILD, FIERCE = 29.0, 90.0  # K at the source; a pair of the mild stays below boiling, the fierce boils alone
BOILING_C = look_up("tissue", "thermal", "boiling_from").value


def spread(time, peak, sigma_r=0.15, sigma_z=0.2):
    """Return height (K) and widths (mm) of an instantaneous Gaussian source in an endless medium."""
    r2, z2 = sigma_r**2 + 2.0 * DIFFUSIVITY * time, sigma_z**2 + 2.0 * DIFFUSIVITY * time
    return peak * sigma_r**2 * sigma_z / (r2 * np.sqrt(z2)), r2, z2


def rise(time, depth, distance, peak):
    """Return the warming by one source, K."""
    height, r2, z2 = spread(time, peak)
    return height * np.exp(-0.5 * distance**2 / r2 - 0.5 * (depth - CENTRE) ** 2 / z2)


def times(count):
    return np.concatenate([[0.0], np.geomspace(1e-3, 5.0, count - 1)])


def recorded(temperature, time, depth_edge, ring_edge):
    """Return a history of the given temperatures; what else a history holds is zero."""
    known = {"mesh": Mesh(depth_edge, ring_edge), "time": time, "temperature": temperature.astype(np.float32)}
    return History(**{field.name: known.get(field.name, 0.0) for field in fields(History)})


def one_source(peak, drift=0.0, cell=0.01, film=0.0):
    """Return the history of one source in skin that warms by `drift` (K/s) anyway, under a film (mm)."""
    depth_edge = np.concatenate([-film * np.arange(4, 0, -1) / 4.0 if film else [], np.arange(0.0, 1.6, cell)])
    ring_edge = np.concatenate([np.arange(0.0, 0.5, cell), np.geomspace(0.5, 4.0, 40)])
    z, r = (0.5 * (edge[1:] + edge[:-1]) for edge in (depth_edge, ring_edge))
    t = times(140)
    warmed = rise(t[:, None, None], z[:, None], r, peak)
    return recorded(np.minimum(START_C + drift * t[:, None, None] + warmed, BOILING_C), t, depth_edge, ring_edge)


def lone_zones(history):
    Omega = {name: damage(history.time, history.temperature, pair) for name, pair in PAIRS.items()}
    mesh = history.mesh
    return {name: measure(log_damage(value), mesh.depth_edge, mesh.ring_edge) for name, value in Omega.items()}


@pytest.fixture(scope="module")
def mild():
    history = one_source(MILD)
    return history, lone_zones(history)


@pytest.fixture(scope="module")
def fierce():
    history = one_source(FIERCE)
    return history, lone_zones(history)


def log_of_pair(x, y, depth, gap, pair):
    """Return ln(damage) under two sources at x = +-gap/2, by the trapezoid rule over many times."""
    t, total, before = times(500), 0.0, None
    near, far = np.hypot(x - 0.5 * gap, y), np.hypot(x + 0.5 * gap, y)
    for n, now in enumerate(t):
        speed = rate(pair, START_C + rise(now, depth, near, MILD) + rise(now, depth, far, MILD))
        total = total if before is None else total + 0.5 * (t[n] - t[n - 1]) * (speed + before)
        before = speed
    return np.log(np.maximum(total, 1e-300))


def deepest(excess, z):
    """Return where the last of `excess` (depth, column) falls through zero, mm; 0 where nothing is above it."""
    ends = [0.0]
    for column in excess.T[(excess > 0.0).any(axis=0)]:
        last = np.flatnonzero(column > 0.0)[-1]
        ends.append(np.interp(0.0, -column[last : last + 2], z[last : last + 2]))
    return max(ends)


@pytest.mark.verifies(
    "Two Gaussian sources that do not boil: depth of the pair's zone and of the bridge between the axes within 0.5 %, "
    "gain in area within 0.01 of the damage of the closed-form temperatures, by both clocks."
)
@pytest.mark.parametrize("widths", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("clock", PAIRS)
def test_a_pair_equals_the_sum_of_closed_forms(mild, widths, clock):
    history, zones = mild
    gap = widths * zones["necrosis"].width
    found, pair = find_clusters(history, PAIRS, zones, np.array([gap])), PAIRS[clock]
    d, z = 1e-3 * gap, np.arange(0.0, 1.3, 0.004)
    upright = log_of_pair(np.linspace(0.0, 0.5 * d, 25), 0.0, z[:, None], d, pair)
    assert found.depth[clock][0] == pytest.approx(1e3 * deepest(upright, z), rel=5e-3)
    assert found.bridge[clock][0] == pytest.approx(1e3 * deepest(upright[:, :1], z), rel=5e-3)
    row = np.argmax(zones[clock].radius_by_depth)
    radius, depth = zones[clock].radius_by_depth[row], history.mesh.depth[row]
    if radius > 0.0:
        part = 2.5e-3 * (np.arange(280) + 0.5)
        x, y = part[:, None], part
        both = np.mean(log_of_pair(x, y, depth, d, pair) > 0.0) / np.mean(np.hypot(x - 0.5 * d, y) < radius)
        assert found.gain[clock][0] == pytest.approx(both - 1.0, abs=0.01)


@pytest.mark.verifies(
    "Two beams far apart are two lone zones: the same depth within 0.5 %, no bridge, no gain in area."
)
@pytest.mark.parametrize("source", ["mild", "fierce"])
def test_a_far_pair_is_two_lone_zones(source, request):
    history, zones = request.getfixturevalue(source)
    found = find_clusters(history, PAIRS, zones, np.array([7000.0]))
    for clock in PAIRS:
        assert found.depth[clock][0] == pytest.approx(zones[clock].depth, rel=5e-3)
        assert found.bridge[clock][0] == 0.0
        assert found.gain[clock][0] == pytest.approx(0.0, abs=2e-3)


@pytest.mark.verifies(
    "Two beams on one spot are one beam of twice the rise, no hotter than boiling: depth within 0.2 %, area within 1 %."
)
@pytest.mark.parametrize(("peak", "drift"), [(MILD, 0.0), (FIERCE, 0.0), (MILD, 0.4), (MILD, -1.0)])
def test_a_pair_on_one_spot_is_one_beam_of_twice_the_rise(peak, drift):
    history = one_source(peak, drift)
    zones, rest = lone_zones(history), START_C + drift * history.time[:, None, None]
    doubled = np.minimum(2.0 * history.temperature - rest, BOILING_C)
    expected = lone_zones(recorded(doubled, history.time, history.mesh.depth_edge, history.mesh.ring_edge))
    found = find_clusters(history, PAIRS, zones, np.zeros(1))
    for clock in PAIRS:
        row = np.argmax(zones[clock].radius_by_depth)
        lone, both = (of[clock].radius_by_depth[row] for of in (zones, expected))
        assert found.depth[clock][0] == pytest.approx(expected[clock].depth, rel=2e-3)
        assert found.bridge[clock][0] == found.depth[clock][0]
        if lone > 0.0:
            assert 1.0 + found.gain[clock][0] == pytest.approx((both / lone) ** 2, rel=0.01)


@pytest.mark.verifies(
    "The zone of a pair grows shallower as the beams move apart, its bridge breaks once and for good, and it never "
    "covers less than two lone zones."
)
@pytest.mark.parametrize("source", ["mild", "fierce"])
def test_pairs_fade_with_their_gap(source, request):
    history, zones = request.getfixturevalue(source)
    found = find_clusters(history, PAIRS, zones, np.linspace(0.0, 4.0, 33) * zones["necrosis"].width)
    for clock in PAIRS:
        assert (np.diff(found.depth[clock]) <= 1e-6 * zones["necrosis"].depth).all()
        assert (np.diff(found.bridge[clock]) <= 0.0).all()
        assert (found.bridge[clock] <= found.depth[clock]).all()
        assert found.merged(clock)[0]
        assert not found.merged(clock)[-1]
        assert (found.gain[clock] >= 0.0).all()


@pytest.mark.verifies(
    "A pair becomes no hotter than boiling, unless one of its beams does by itself: then as hot as that one."
)
@pytest.mark.parametrize("above", [0.0, 3.0])
def test_a_pair_is_held_at_boiling(fierce, above):
    history, _ = fierce
    hotter = np.where(history.temperature >= BOILING_C, BOILING_C + above, history.temperature)
    beam = single_out(replace(history, temperature=hotter.astype(np.float32)), PAIRS, 0.0)
    near = np.linspace(0.0, 0.3, 20)
    alone, together = beam.paired(near, near + 9.0), beam.paired(near, near + 0.1)
    assert alone.max() == pytest.approx(BOILING_C + above, abs=1e-3)
    assert together.max() == pytest.approx(alone.max(), abs=1e-3)
    assert (together >= alone - 1e-3).all()
    assert (together <= np.maximum(BOILING_C, alone) + 1e-3).all()


@pytest.mark.verifies("A film on the skin, above depth 0, changes nothing about the zones of a pair below it.")
def test_a_film_is_no_part_of_the_zone(mild):
    history, zones = mild
    filmed, gaps = one_source(MILD, film=0.02), np.array([0.0, 150.0, 300.0])
    bare = find_clusters(history, PAIRS, zones, gaps)
    for measured in (zones, lone_zones(filmed)):
        found = find_clusters(filmed, PAIRS, measured, gaps)
        for clock in PAIRS:
            assert found.depth[clock] == pytest.approx(bare.depth[clock], rel=1e-9)
            assert found.gain[clock] == pytest.approx(bare.gain[clock], rel=1e-6)


def test_cool_skin_has_no_clusters():
    history = one_source(0.5)
    found = find_clusters(history, PAIRS, lone_zones(history))
    assert found.gap.size == found.depth["necrosis"].size == 0
    assert find_clusters(history, PAIRS, lone_zones(history), np.array([100.0])).depth["collagen"][0] == 0.0


@pytest.mark.verifies(
    "Two beams of a handpiece on one spot, rises added, go as deep as the heat solver does with twice the light, "
    "within 0.5 % (necrosis) and 4 % (collagen), although they boil; and cover more, up to 1.6 times as much."
)
def test_added_rises_go_as_deep_as_added_light(quick):
    def stages(energy):
        handpiece = {
            "wavelength_nm": 1550.0,
            "spot_diameter_um": 176.0,
            "pulse_duration_ms": 0.7,
            "placement": "random",
        }
        settings = {"pulse_energy_mJ": energy, "density_per_pass_per_cm2": 100.0, "passes": 1}
        treatment = pm.Treatment(handpiece=handpiece, settings=settings, surface={"cooling": "none"})
        return follow(Request(treatment=treatment, physics=Physics(optics="static"), numerics=quick), Variation())

    lone, twice = stages(15.0), stages(30.0)
    found = find_clusters(lone.heat.zone, PAIRS, lone.injury.zones, np.zeros(1))
    for clock, share in (("necrosis", 0.005), ("collagen", 0.04)):
        one, two = lone.injury.zones[clock], twice.injury.zones[clock]
        row = np.argmax(one.radius_by_depth)
        area = (two.radius_by_depth[row] / one.radius_by_depth[row]) ** 2
        assert found.depth[clock][0] == pytest.approx(two.depth, rel=share)
        assert 1.0 < (1.0 + found.gain[clock][0]) / area < 1.6


@pytest.mark.verifies(
    "What pairs of beams add to the coverage of a random pattern in which a third beam is rarely near equals simulated "
    "patterns, in which each pair nearer than a limit covers a disc around its middle, within four standard errors."
)
@pytest.mark.parametrize("passes", [1, 40])
def test_coverage_gained_by_clusters_equals_poisson_patterns(passes):
    density, radius, limit, disc, side, rim, count = 0.15, 0.08, 0.2, 0.2, 60.0, 1.0, 100
    gap = np.linspace(0.0, limit, 200)
    gain = np.pi * disc**2 / union_of_two(gap, radius) - 1.0
    draw, found = np.random.default_rng(2010), []
    for _ in range(100):
        rolls = [draw.uniform(0.0, side, (draw.poisson(density * side**2), 2)) for _ in range(passes)]
        pairs = [cKDTree(roll).query_pairs(limit, output_type="ndarray") for roll in rolls]
        middles = np.concatenate([roll[pair].mean(axis=1) for roll, pair in zip(rolls, pairs, strict=True)])
        inner = middles[((middles > rim) & (middles < side - rim)).all(axis=1)]
        ray, angle = disc * np.sqrt(draw.uniform(size=(inner.shape[0], count))), draw.uniform(0.0, 2.0 * np.pi, count)
        places = inner[:, None] + np.stack([ray * np.cos(angle), ray * np.sin(angle)], axis=-1)
        bare = cKDTree(np.concatenate(rolls)).query(places)[0] > radius
        shared = cKDTree(middles).query_ball_point(places, disc, return_length=True)  # a place counts once
        found.append(np.pi * disc**2 * np.sum(bare / np.maximum(shared, 1)) / count / (side - 2.0 * rim) ** 2)
    error = np.std(found, ddof=1) / np.sqrt(len(found))
    expected = cluster_coverage_gain(Pattern("random", density, passes), gap, gain, radius)
    assert expected > 15.0 * error
    assert abs(expected - np.mean(found)) < 4.0 * error


def test_only_random_patterns_have_clusters():
    gap, gain = np.array([0.1, 0.2]), np.array([0.5, 0.1])
    for placement in ("square", "hexagonal", "full-field"):
        assert cluster_coverage_gain(Pattern(placement, 1.0, 2), gap, gain, 0.1) == 0.0
    assert cluster_coverage_gain(Pattern("random", 1.0, 2), np.zeros(0), np.zeros(0), 0.1) == 0.0
    assert cluster_coverage_gain(Pattern("random", 1.0, 2), gap, gain, 0.0) == 0.0
