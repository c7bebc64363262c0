"""Inverse planning: goals that are refused, what no other choice beats, what is told, and the shell."""

import json
import math
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from photomend.commands.inverse import optimise as command
from photomend.description import BadInput
from photomend.optimise_figure import draw_plan, save
from photomend.optimise_report import choices, lines_of
from photomend.study.aims import AIMS, Aims, Limit, Target
from photomend.study.dials import spaces
from photomend.study.frontier import non_dominated, spaced
from photomend.study.goal import goal_of, read_goal
from photomend.study.inner import fit
from photomend.study.look import Evaluation
from photomend.study.optimise import best_of, optimise, pareto_of
from photomend.study.told import InversePlan
from tests.unit.wording import faults_of

ENERGY, DENSITY, PASSES = "settings.pulse_energy_mJ", "settings.density_per_pass_per_cm2", "settings.passes"
QUICK = {
    "handpiece": {"device": "fraxel-restore"},
    "physics": {"optics": "static"},
    "numerics": {"photons": 6400, "cell_um": 20.0},
}
TWO = {ENERGY: {"low": 5, "high": 60}, DENSITY: {"low": 20, "high": 400}}
CRATER = {  # closed form: some milliseconds an evaluation
    "base": {"handpiece": {"device": "fraxel-repair-co2"}},
    "goal": {"removed_depth_um": 300, "coverage": {"value": 0.1, "tolerance": 0.005}},
    "dials": {ENERGY: {"low": 5, "high": 60}, DENSITY: {"low": 50, "high": 600}},
    "search": {"evaluations": 40},
}


@pytest.fixture(scope="module")
def crater() -> InversePlan:
    return optimise(CRATER)


def goal(**changes: Any) -> dict[str, Any]:
    return {"base": QUICK, "goal": {"necrosis_depth_um": 400}, "dials": TWO, **changes}


BAD = {
    "no goal": (goal(goal={}), "goal is empty"),
    "unknown quantity": (goal(goal={"deep": 3}), "goal.deep"),
    "a text": (goal(goal={"coverage": "much"}), "goal.coverage"),
    "more than all": (goal(goal={"coverage": 1.2}), "0 to 1"),
    "zero without tolerance": (goal(goal={"removed_depth_um": 0}), "tolerance"),
    "negative tolerance": (goal(goal={"coverage": {"value": 0.2, "tolerance": -1}}), "tolerance"),
    "a risk as target": (goal(goal={"pigment_risk": 0.1}), "under [limits]"),
    "no such band": (goal(limits={"pigment_risk": "high"}), '"low" or "moderate"'),
    "crossed limits": (goal(limits={"coverage": {"low": 0.4, "high": 0.2}}), "swap"),
    "unknown limit": (goal(limits={"pain": 3}), "limits.pain"),
    "no dials": (goal(dials={}), "dials is empty"),
    "skin is no dial": (goal(dials={"skin.age_years": {"low": 20, "high": 60}}), "is no dial"),
    "unknown field": (goal(dials={"settings.power": {"low": 2, "high": 6}}), "is no dial"),
    "crossed ends": (goal(dials={ENERGY: {"low": 20, "high": 10}}), "swap or widen"),
    "half passes": (goal(dials={PASSES: {"low": 1.5, "high": 4}}), "whole"),
    "no choices": (goal(dials={"surface.cooling": []}), "no choice"),
    "bad choice": (goal(dials={"surface.cooling": ["ice"]}), "surface.cooling"),
    "too many choices": (goal(dials={PASSES: list(range(1, 14))}), "13 combinations"),
    "beyond the field": (goal(dials={DENSITY: {"low": 10, "high": 1e6}}), "above the limit 3000"),
    "card without range": (goal(dials={"settings.pass_interval_s": "device"}), "states no range"),
    "too few evaluations": (goal(search={"evaluations": 3}), "evaluations"),
    "against a target": (goal(search={"against": "necrosis_depth_um"}), "is a target itself"),
    "against nothing": (goal(search={"against": "luck"}), "not a known quantity"),
    "unknown heading": (goal(wish={}), "wish"),
    "unknown device": (goal(base={"handpiece": {"device": "fraxel"}}), "not in the catalogue"),
    "unknown key of base": (goal(base={**QUICK, "skin": {"sight": "cheek"}}), "skin.sight"),
}


@pytest.mark.parametrize(("contents", "words"), BAD.values(), ids=BAD)
def test_a_bad_goal_is_refused_in_one_sentence(contents: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInput) as fault:
        goal_of(contents)
    assert words in str(fault.value)
    assert "\n" not in str(fault.value)


def test_dials_that_reach_no_treatment_are_refused() -> None:
    with pytest.raises(BadInput, match=r"no treatment that can be followed: settings\.pulse_energy_mJ"):
        optimise(goal(dials={ENERGY: {"low": 80, "high": 150}}, search={"evaluations": 8}))


def test_device_gives_the_ranges_of_its_dials() -> None:
    dials = {
        "handpiece.device": ["fraxel-restore", "clear-brilliant-1927"],
        ENERGY: "device",
        PASSES: {"low": 1, "high": 4},
    }
    first, second = spaces({}, dials)
    assert [(one.low, one.high) for one in first.ranges] == [(4.0, 70.0), (1.0, 4.0)]
    assert second.fixed == {"handpiece.device": "clear-brilliant-1927", ENERGY: 5.0}
    assert [one.key for one in second.ranges] == [PASSES]
    assert isinstance(second.settings([2.0])[PASSES], int)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25))
def test_the_pareto_set_is_what_nothing_beats(points: list[tuple[int, int]]) -> None:
    kept = [points[place] for place in non_dominated(points)]
    assert len(set(kept)) == len(kept)

    def beats(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one != other and one[0] <= other[0] and one[1] <= other[1]

    assert not any(beats(one, other) for one in points for other in kept)
    assert all(point in kept or any(beats(one, point) for one in kept) for point in points)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(30, 60), st.sampled_from([0.0, 1.0])), min_size=1, max_size=20))
def test_choices_keep_the_limits_and_are_not_beaten(points: list[tuple[float, float, float]]) -> None:
    space = spaces(QUICK, TWO)[0]
    found = [Evaluation(space, (), {}, {"x": y}, miss, excess, y) for miss, y, excess in points]
    front, best = pareto_of(found), best_of(found)
    assert all(one.allowed for one in front)
    if front:
        assert best in front
        assert best.miss <= min(one.miss for one in found if one.allowed) + 0.05
    else:
        assert best.excess == min(one.excess for one in found)


@given(st.lists(st.floats(0, 50), max_size=20))
def test_choices_that_are_shown_differ(values: list[float]) -> None:
    falling = sorted(values, reverse=True)
    kept = [falling[place] for place in spaced(falling, 0.5)]
    assert all(first - second >= 0.5 for first, second in pairwise(kept))
    assert kept[:1] == falling[:1]


def test_miss_and_excess_count_tolerances_and_steps() -> None:
    aims = Aims(
        {"necrosis_depth_um": Target(400.0, 20.0), "coverage": Target(0.2, 0.01)},
        {"bulk_temperature_rise_K": Limit(high=5.0), "epidermal_sparing": Limit(low=0.9)},
        "bulk_peak_temperature_C",
    )
    figures = {
        "necrosis_depth_um": 430.0,
        "coverage": 0.19,
        "bulk_temperature_rise_K": 6.0,
        "epidermal_sparing": 0.88,
        "bulk_peak_temperature_C": 40.0,
    }
    assert float(aims.miss(figures)) == pytest.approx(1.5)
    assert float(aims.excess(figures)) == pytest.approx(
        1.0 / AIMS["bulk_temperature_rise_K"].step + 0.02 / AIMS["epidermal_sparing"].step
    )
    inside = {**figures, "bulk_temperature_rise_K": 5.0, "epidermal_sparing": 0.9}
    assert float(aims.excess(inside)) == 0.0
    assert float(aims.excess(inside, {"bulk_temperature_rise_K": 0.5})) > 0.0


def test_the_inner_model_has_the_law_of_coverage_from_few_evaluations() -> None:
    """1 - exp(-N passes A) with A = E^0.6: a sum of logarithms, so a handful of points gives it everywhere."""
    space = spaces(QUICK, {**TWO, PASSES: {"low": 1, "high": 10}})[0]
    draw = np.random.default_rng(5)
    ends = np.array([[one.low, one.high] for one in space.ranges])
    rows, unseen = (np.round(draw.uniform(*ends.T, size=(count, 3))) for count in (12, 50))

    def coverage(at: np.ndarray) -> np.ndarray:
        return 1.0 - np.exp(-2e-5 * at[:, 1] * at[:, 2] * at[:, 0] ** 0.6)

    inner = fit(space, rows, {"coverage": coverage(rows)}, np.zeros((0, 3)))
    assert inner.at(unseen)["coverage"] == pytest.approx(coverage(unseen), rel=1e-6)


def test_refused_settings_are_kept_away_from() -> None:
    space = spaces(QUICK, TWO)[0]
    rows = np.array([[10.0, 50.0], [20.0, 50.0], [10.0, 100.0], [20.0, 90.0], [15.0, 70.0]])
    inner = fit(space, rows, {"coverage": np.full(5, 0.2)}, np.array([[50.0, 390.0]]))
    assert inner.refusal(np.array([[55.0, 380.0], [12.0, 60.0]])).tolist() == [True, False]


def test_the_same_goal_gives_the_same_plan(crater: InversePlan) -> None:
    assert optimise(CRATER) == crater


def test_a_plan_tells_what_it_did(crater: InversePlan) -> None:
    assert crater.reached
    assert crater.evaluations == len(crater.looked) <= 40 + 3
    assert crater.binding == ()
    assert crater.statement.startswith("Reached within tolerance")
    assert set(crater.inner_model_error) == set(crater.best.figures)
    for one in (crater.best, crater.robust, *crater.pareto):
        assert one is not None
        assert all(figure.low <= figure.value <= figure.high and figure.sources for figure in one.figures.values())
        assert all(math.isfinite(value) for value in (one.miss, one.excess))
    assert "not a benefit" in crater.note
    assert "10 to 40 mJ" in crater.note
    assert json.loads(crater.model_dump_json())["best"]["settings"] == crater.best.settings


def test_a_plan_is_worded_as_what_was_found(crater: InversePlan) -> None:
    said = [crater.statement, crater.note, *lines_of(crater)[:3]]
    assert [fault for words in said for fault in faults_of(words) if fault != "0 mJ"] == []  # trials, not a setting


def test_the_robust_choice_is_never_worse_in_the_worst_case(crater: InversePlan) -> None:
    best, robust = crater.best, crater.robust
    assert robust is not None
    assert (robust.worst_excess, robust.worst_miss) <= (best.worst_excess, best.worst_miss)
    assert best.worst_miss is not None
    assert best.worst_miss > best.miss


def test_choices_among_devices_share_one_pareto_set() -> None:
    devices = ["eryag-2940", "co2-10600"]
    dials = {"handpiece.device": devices, "settings.passes": {"low": 1, "high": 6}}
    wanted = {"goal": {"removed_depth_um": 60}, "dials": dials, "search": {"evaluations": 24, "robust": False}}
    found = optimise(wanted)
    assert {one.settings["handpiece.device"] for one in found.looked} == set(devices)
    assert found.robust is None
    assert found.best.worst_miss is None


def test_the_figure_shows_targets_and_choices(crater: InversePlan, tmp_path: Path) -> None:
    figure = draw_plan(crater)
    words = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"target", "reached below"} <= words
    assert "coverage" in figure.axes[1].get_ylabel()
    save(crater, tmp_path / "pareto.png")
    assert (tmp_path / "pareto.png").stat().st_size > 10_000


def test_the_table_names_the_best_and_the_robust_choice(crater: InversePlan) -> None:
    names = [name for name, _ in choices(crater)]
    assert names[0] in ("best", "best, robust")
    assert len(names) == len(set(map(str, (one.settings for _, one in choices(crater)))))


def test_the_example_goal_can_be_read() -> None:
    example = Path(__file__).parents[2] / "examples" / "goal.toml"
    found = read_goal(example)
    assert set(found.aims.targets) == {"necrosis_depth_um", "coverage"}
    assert [one.whole for one in found.spaces[0].ranges] == [False, False, True]
    assert tomllib.loads(example.read_text())["search"]["against"] == found.aims.against


def test_the_shell_prints_a_table_or_json(tmp_path: Path) -> None:
    path = tmp_path / "goal.toml"
    path.write_text(
        """
        [base.handpiece]
        device = "eryag-2940"
        [goal]
        removed_depth_um = 30
        [dials]
        "settings.passes" = { low = 1, high = 9 }
        [search]
        evaluations = 12
        """
    )
    shown = CliRunner().invoke(command, [str(path)])
    assert shown.exit_code == 0, shown.output
    assert "best" in shown.output
    assert "not a benefit" in " ".join(shown.output.split())
    printed = CliRunner().invoke(command, [str(path), "--json", "--figure", str(tmp_path / "p.svg")])
    assert json.loads(printed.stdout)["evaluations"] >= 1
    assert (tmp_path / "p.svg").exists()
