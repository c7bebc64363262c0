"""Inverse planning finds what was planted, needs a tenth of a grid's evaluations, and says what it cannot reach."""

from typing import Any

import numpy as np
import pytest

from photomend import backend
from photomend.study.goal import goal_of
from photomend.study.look import evaluate_row
from photomend.study.optimise import optimise

ENERGY, DENSITY, PASSES = "settings.pulse_energy_mJ", "settings.density_per_pass_per_cm2", "settings.passes"
QUICK = {
    "handpiece": {"device": "fraxel-restore"},
    "physics": {"optics": "static"},
    "numerics": {"photons": 6400, "cell_um": 30.0},
}
TWO = {ENERGY: {"low": 5, "high": 60}, DENSITY: {"low": 20, "high": 400}}
GRID = 20


def figures_at(settings: dict[str, float], *names: str) -> dict[str, Any]:
    """Return targets planted at settings, each with a tolerance of a hundredth."""
    wanted = goal_of({"base": QUICK, "goal": {name: {"value": 0.5, "tolerance": 1} for name in names}, "dials": TWO})
    space = wanted.spaces[0]
    found = evaluate_row(type(space)(QUICK, settings, ()), wanted.aims, ())
    assert found.figures is not None
    return {name: {"value": found.figures[name], "tolerance": 0.01 * found.figures[name]} for name in names}


def plan(goal: dict[str, Any], dials: dict[str, Any], **changes: Any) -> Any:
    search = {"evaluations": 40, "robust": False, **changes.pop("search", {})}
    return optimise({"base": QUICK, "goal": goal, "dials": dials, "search": search, **changes})


@pytest.mark.verifies("inverse planning recovers planted energy and density from depth and coverage, within 2 %")
@pytest.mark.parametrize(("energy", "density"), [(17.0, 140.0), (42.0, 60.0)])
def test_a_planted_optimum_is_recovered(energy: float, density: float) -> None:
    found = plan(figures_at({ENERGY: energy, DENSITY: density}, "necrosis_depth_um", "coverage"), TWO)
    assert found.reached
    assert found.evaluations <= 40
    assert found.best.settings[ENERGY] == pytest.approx(energy, rel=0.02)
    assert found.best.settings[DENSITY] == pytest.approx(density, rel=0.02)


@pytest.mark.verifies("inverse planning recovers a planted number of passes exactly, and energy and density beside it")
def test_a_planted_whole_number_is_recovered() -> None:
    planted = {ENERGY: 24.0, DENSITY: 110.0, PASSES: 5}
    dials = {**TWO, PASSES: {"low": 1, "high": 10}}
    names = ("necrosis_depth_um", "coverage", "bulk_temperature_rise_K")
    goal = figures_at(planted, *names)
    goal["bulk_temperature_rise_K"]["tolerance"] = 0.05
    found = plan(goal, dials, search={"evaluations": 80})
    assert found.reached
    assert found.best.settings[PASSES] == 5
    assert isinstance(found.best.settings[PASSES], int)
    assert found.best.settings[ENERGY] == pytest.approx(24.0, rel=0.03)
    assert found.best.settings[DENSITY] == pytest.approx(110.0, rel=0.03)


@pytest.mark.verifies(
    "inverse planning within 40 evaluations comes nearer to a goal than a 20 x 20 grid does, limits kept"
)
def test_it_beats_a_grid_at_a_tenth_of_the_evaluations() -> None:
    goal = {"necrosis_depth_um": {"value": 430, "tolerance": 10}, "coverage": {"value": 0.27, "tolerance": 0.01}}
    limits = {"bulk_peak_temperature_C": 41}
    wanted = goal_of({"base": QUICK, "goal": goal, "limits": limits, "dials": TWO})
    space = wanted.spaces[0]
    places = [(x, y) for x in np.linspace(5, 60, GRID) for y in np.linspace(20, 400, GRID)]
    grid = backend.spread(lambda place: evaluate_row(space, wanted.aims, place), places)
    nearest = min((one for one in grid if one.allowed), key=lambda one: one.miss)
    found = plan(goal, TWO, limits=limits)
    assert len(grid) == GRID**2
    assert found.evaluations <= GRID**2 // 10
    assert found.best.excess == 0.0
    assert found.best.miss <= nearest.miss


@pytest.mark.verifies("a goal beyond its limits is told as not reached, with the limit that holds it back")
def test_what_cannot_be_reached_names_the_limit() -> None:
    goal = {"necrosis_depth_um": 450, "coverage": 0.6}
    found = plan(goal, TWO, limits={"bulk_peak_temperature_C": 43, "removed_depth_um": 500})
    assert not found.reached
    assert found.best.excess == 0.0
    assert [one.name for one in found.binding if one.miss_without is not None] == ["bulk_peak_temperature_C"]
    assert found.binding[0].miss_without < 0.5 < found.best.miss
    assert found.best.figures["bulk_peak_temperature_C"].value == pytest.approx(43.0, abs=0.3)
    assert "Not reached" in found.statement
    assert "bulk_peak_temperature_C is at its limit 43" in found.statement


@pytest.mark.verifies("a depth beyond the strongest setting of a dial is told as held back by the end of that dial")
def test_the_end_of_a_dial_can_hold_a_goal_back() -> None:
    found = plan({"necrosis_depth_um": 900}, {ENERGY: "device"}, search={"evaluations": 16})
    assert not found.reached
    assert [(one.name, one.bound) for one in found.binding] == [(ENERGY, 70.0)]
    assert "settings.pulse_energy_mJ is at the end of its range, 70" in found.statement
    assert found.best.outside_tested is not None
    assert any("outside tested range" in warning for warning in found.best.warnings)


@pytest.mark.verifies("limits that no setting keeps are told as such, with what comes nearest")
def test_limits_that_cannot_be_kept_are_told() -> None:
    found = plan(
        {"necrosis_depth_um": 400}, TWO, limits={"collagen_depth_um": {"low": 900}}, search={"evaluations": 16}
    )
    assert not found.reached
    assert found.best.excess > 0.0
    assert found.pareto == ()
    assert "no setting of these dials kept every limit" in found.statement


@pytest.mark.verifies("the robust choice's worst case over the uncertain inputs is never worse than that of the best")
def test_the_robust_choice_holds_up() -> None:
    goal = {"necrosis_depth_um": {"value": 430, "tolerance": 40}, "coverage": {"value": 0.27, "tolerance": 0.05}}
    found = plan(goal, TWO, limits={"bulk_peak_temperature_C": 42.5}, search={"robust": True, "evaluations": 30})
    best, robust = found.best, found.robust
    assert (robust.worst_excess, robust.worst_miss) <= (best.worst_excess, best.worst_miss)
    assert best.worst_excess > 0.0 == best.excess
    assert robust.worst_excess == 0.0
    assert {"damage_threshold", "spot"} <= set(found.inputs)
    depth = robust.figures["necrosis_depth_um"]
    assert depth.low < depth.value < depth.high
