"""Injury against exact solutions: the damage integral, the published thresholds, and the size of zones."""

import numpy as np
import pytest
from scipy import constants
from scipy.optimize import brentq

from photomend.catalog import tables
from photomend.heat import depth_edges, ring_edges
from photomend.injury.arrhenius import damage, rate
from photomend.injury.zone import Zone, measure, removed
from photomend.skin import Skin, lay_out

RATES = tables("rates")
PAIRS = [(clock, name) for clock in ("necrosis", "collagen") for name in RATES[clock]]
ZERO_C = 273.15


def omega(pair: dict, time: np.ndarray, temperature: np.ndarray, shift: float = 0.0) -> np.ndarray:
    """Return the damage integral of temperature histories, one per column, kept as the solver keeps them."""
    return damage(time, temperature.astype(np.float32)[:, None, :], pair, shift)[0]


@pytest.mark.verifies(
    "Held at one temperature, tissue gathers Omega = t A exp(-Ea / R T) by the branch that holds there, for every pair "
    "of coefficients; none below the first branch. Between the table's nodes (0.01 K apart) the error stays below "
    "its bound, a sixth of the cube of the change of ln k from node to node: 1.4e-7."
)
@pytest.mark.parametrize(("clock", "name"), PAIRS)
def test_constant_temperature(clock, name):
    branches = RATES[clock][name]["branches"]
    for branch, following in zip(branches, [*branches[1:], {"from_C": branches[-1]["from_C"] + 25.0}], strict=True):
        T = branch["from_C"] + (following["from_C"] - branch["from_C"]) * np.array([0.125, 0.5, 0.9])
        T = np.float32(np.concatenate([T, T + 0.005, T + 0.009])).astype(float)
        exact = branch["A_per_s"] * np.exp(-branch["Ea_J_per_mol"] / (constants.R * (T + ZERO_C))) * 4.0
        found = omega(RATES[clock][name], np.array([0.0, 1.5, 4.0]), np.tile(T, (3, 1)))
        assert found == pytest.approx(exact, rel=1.5e-7)
    assert omega(RATES[clock][name], np.array([0.0, 4.0]), np.full((2, 1), branches[0]["from_C"] - 0.5)) == 0.0


# Temperatures in C at which Omega = 1 for square pulses of 1 ms, 10 ms, 1 s and 10 s, branch by branch, and at 1 s on
# the line of [Jacques2006]; derived from the published coefficients without this package.
THRESHOLDS = {
    ("necrosis", "henriques-moritz", 0): (70.1, 66.6, 59.7, 56.3, 58.4),  # [Henriques1947]
    ("necrosis", "diller-klutke", 0): (69.3, 65.6, 58.5, 55.0, 59.0),  # [Diller1993]
    ("necrosis", "diller-klutke", 1): (105.9, 92.9, 69.3, 58.7, 91.2),  # [Diller1993]
    ("necrosis", "weaver-stoll", 0): (61.6, 58.9, 53.5, 50.9, 55.6),  # [Weaver1969]
    ("necrosis", "weaver-stoll", 1): (78.8, 71.7, 58.2, 51.9, 72.3),  # [Weaver1969]
    ("necrosis", "takata", 0): (79.2, 73.5, 62.8, 57.7, 65.9),  # [Takata1974]
    ("necrosis", "takata", 1): (67.6, 64.3, 57.8, 54.7, 57.6),  # [Takata1974]
    ("collagen", "rat-skin", 0): (105.6, 96.8, 80.4, 72.8, 74.2),  # [Pearce1993]
    ("collagen", "rat-tail-tendon", 0): (87.4, 80.8, 68.2, 62.3, 68.9),  # [Maitland1997]
    ("collagen", "aksan-mcgrath", 0): (80.5, 76.3, 68.2, 64.2, 60.1),  # [Aksan2003]
}


def alone(clock: str, name: str, number: int) -> dict:
    """Return one branch as a pair of its own, holding at every temperature."""
    return {"branches": [RATES[clock][name]["branches"][number] | {"from_C": 30.0}]}


@pytest.mark.verifies(
    "Every branch of every pair reaches Omega = 1 in square pulses of 1 ms to 10 s at the temperatures that its "
    "published coefficients give, within 0.1 K."
)
@pytest.mark.parametrize("branch", THRESHOLDS, ids=lambda key: f"{key[1]} {key[2]}")
def test_thresholds_of_square_pulses(branch):
    for duration, threshold in zip((1e-3, 1e-2, 1.0, 10.0), THRESHOLDS[branch][:4], strict=True):
        below, above = omega(
            alone(*branch), np.array([0.0, duration]), np.tile([threshold - 0.1, threshold + 0.1], (2, 1))
        )
        assert below < 1.0 < above


def test_thresholds_cover_every_branch():
    every = {(clock, name, n) for clock, name in PAIRS for n in range(len(RATES[clock][name]["branches"]))}
    assert set(THRESHOLDS) == every


def compensated_threshold(activation: float) -> float:
    """Return where the rate is 1/s (C) when entropy and enthalpy obey dS = -327.5 + 3.147e-3 dH [Jacques2006]."""

    def ln_rate(T_abs: float) -> float:
        dH = activation - constants.R * T_abs
        dS = -327.5 + 3.147e-3 * dH
        eyring = np.log(constants.Boltzmann * T_abs / constants.Planck)
        return eyring + dS / constants.R - dH / (constants.R * T_abs)

    return brentq(ln_rate, 280.0, 420.0) - ZERO_C


def threshold_at_1s(pair: dict) -> float:
    return brentq(lambda T: float(rate(pair, T)) - 1.0, 10.0, 110.0)


@pytest.mark.verifies(
    "The threshold of every pair at 1 s lies within 22 K of the compensation line of thermal damage [Jacques2006]; a "
    "pair in circulation with a mistaken coefficient lies 40 K off and would be caught."
)
@pytest.mark.parametrize("branch", THRESHOLDS, ids=lambda key: f"{key[1]} {key[2]}")
def test_pairs_near_the_compensation_line(branch):
    pair, reference = alone(*branch), THRESHOLDS[branch][4]
    line = compensated_threshold(pair["branches"][0]["Ea_J_per_mol"])
    assert line == pytest.approx(reference, abs=0.1)
    assert abs(threshold_at_1s(pair) - line) < 22.0
    mistaken = {"branches": [{"from_C": 0.0, "A_per_s": 7.6e67, "Ea_J_per_mol": 3.9e5}]}
    assert abs(threshold_at_1s(mistaken) - compensated_threshold(3.9e5)) > 35.0


@pytest.mark.verifies(
    "Over a steady rise from 34 to 75 C in 40 steps the damage integral equals dense quadrature of the rate within "
    "0.1 %; tissue hardier by 10 K gathers what the same rise 10 K lower would."
)
@pytest.mark.parametrize(("clock", "name"), PAIRS)
def test_temperature_ramp(clock, name):
    pair, duration = RATES[clock][name], 5e-3
    fine = np.linspace(34.0, 75.0, 200_001)
    exact = np.trapezoid(rate(pair, fine), fine) * duration / 41.0
    time, T = np.linspace(0.0, duration, 41), np.linspace(34.0, 75.0, 41)[:, None]
    assert omega(pair, time, T) == pytest.approx(exact, rel=1e-3)
    assert omega(pair, time, T + 10.0, shift=10.0) == pytest.approx(omega(pair, time, T), rel=1e-4)


def measured(field, cells_per_mm: int) -> Zone:
    """Return the zone of a field of (z, r) in mm on a mesh of the kind used for zones."""
    cell = 1.0 / cells_per_mm
    z_edge, r_edge = depth_edges(lay_out(Skin(), 1550.0), cell, 1.2), ring_edges(cell, 0.12, 0.8)
    z, r = (0.5 * (edge[1:] + edge[:-1]) for edge in (z_edge, r_edge))
    return measure(field(z[:, None], r[None, :]), z_edge, r_edge)


def ellipsoid(middle: float, depth: float, radius: float):
    return lambda z, r: 1.0 - (r / radius) ** 2 - ((z - middle) / depth) ** 2


# Field of a size, and its depth, width, width at the surface (mm) and volume (mm^3).
SHAPES = {
    "paraboloid": lambda d: (
        lambda z, r: d * (1.0 - (r / (0.4 * d)) ** 2) - z,
        (d, 0.8 * d, 0.8 * d, 0.08 * np.pi * d**3),
    ),
    "half ellipsoid": lambda d: (ellipsoid(0.0, d, 0.3 * d), (d, 0.6 * d, 0.6 * d, 0.06 * np.pi * d**3)),
    "buried ellipsoid": lambda d: (
        ellipsoid(0.5, 0.5 * d, 0.3 * d),
        (0.5 + 0.5 * d, 0.6 * d, 0.0, 0.06 * np.pi * d**3),
    ),
}


@pytest.mark.verifies(
    "Depth, width and volume of a paraboloid and of ellipsoids at and below the surface are found at second order in "
    "the cell size (root mean square over 61 sizes)."
)
@pytest.mark.parametrize("shape", SHAPES)
def test_size_of_analytic_zones(shape, observed_order):
    errors = []
    for cells_per_mm in (50, 100, 200, 400):
        away = []
        for size in np.linspace(0.4, 0.6, 61):
            field, (depth, width, surface_width, volume) = SHAPES[shape](size)
            zone = measured(field, cells_per_mm)
            found = np.array([zone.depth, zone.width, zone.surface_width]) * 1e-3
            away.append([*(found - (depth, width, surface_width)), zone.volume * 1e-9 / volume - 1.0])
        errors.append(np.sqrt(np.mean(np.square(away), axis=0)))
    for quantity in np.transpose(errors):
        assert (quantity == 0.0).all() or observed_order(quantity) == pytest.approx(2.0, abs=0.15)


@pytest.mark.verifies("Where nothing passes the threshold there is no zone: depth, widths and volume are zero.")
def test_no_zone():
    zone = measured(lambda z, r: -1.0 - z - r, 50)
    assert (zone.depth, zone.width, zone.surface_width, zone.volume) == (0.0, 0.0, 0.0, 0.0)
    assert not zone.radius_by_depth.any()


@pytest.mark.verifies(
    "Tissue counts as removed only where it is joined to the surface by tissue that lost its water too: what boiled "
    "dry in the depth stays."
)
def test_removed_is_joined_to_the_surface():
    lost = np.zeros((6, 5))
    lost[:3, :2] = lost[2, 2:4] = lost[1, 3] = 1.0  # a crater that undermines its rim
    lost[5, 0] = lost[4, 4] = 1.0  # dry pockets below; one touches the crater's corner only diagonally
    lost[3, 4] = 0.8  # not dry enough to join it
    excess = removed(lost, threshold=0.9)
    expected = np.zeros((6, 5), dtype=bool)
    expected[:3, :2] = expected[2, 2:4] = expected[1, 3] = True
    assert ((excess > 0.0) == expected).all()
