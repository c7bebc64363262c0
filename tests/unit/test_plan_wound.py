"""A wound that a clinician states in a case: what an option's published settings do towards it, and who may ask."""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from rich.console import Console

import photomend as pm
from photomend.case import Case, Limited, Wanted, case_of, read_case
from photomend.catalog import literature
from photomend.description import BadInput
from photomend.outcome import Protocol, comparators_for, options_for
from photomend.planner import Planned, plan, reach, wounds
from photomend.planner.plan_tables import show_plan
from photomend.planner.report import page
from photomend.planner.stated import StatedChoice, StatedWound
from photomend.planner.words import FIGURES, unbroken
from photomend.simulate import simulate
from photomend.study.aims import AIMS, TOTAL, Aims, follow, measure
from photomend.study.evaluate import request_of
from photomend.study.goal import TARGETS
from photomend.study.told import InversePlan
from tests.unit.wording import ORDERS

EXAMPLES = Path(__file__).parents[2] / "examples"
EXTRA = ("dask", "distributed", "zarr", "SALib")
SKIN = {"site": "cheek", "phototype": "III", "age_years": 45.0}
LAX = {"wound": {"necrosis_depth_um": {"value": 430, "tolerance": 40}, "coverage": {"value": 0.15, "tolerance": 0.04}}}


def contents(concern: str = "acne-scars", role: str = "clinician", **parts: Any) -> dict[str, Any]:
    person = {"age_years": 45, "phototype": "III"}
    return {"audience": {"role": role}, "person": person, "goal": {"concern": concern}, **parts}


def case(**parts: Any) -> Case:
    return case_of(contents(**parts))


def crater() -> Protocol:
    """Return a protocol whose wound is a closed form, some milliseconds an evaluation."""
    return comparators_for("acne-scars")[1]


@pytest.fixture(scope="module", autouse=True)
def coarse() -> Iterator[None]:
    """Simulate in tenths of a second, and look a dozen times: the search has its own tests."""
    coarsely = {"physics": {"optics": "static"}, "numerics": {"photons": 6400, "cell_um": 20.0}}

    def quickly(treatment: pm.Treatment) -> pm.Simulation:
        numerics = pm.Numerics(photons=6_400, cell_um=20.0, intervals=False)
        return simulate(treatment, pm.Physics(optics="static"), numerics)

    patch = pytest.MonkeyPatch()
    patch.setattr(wounds, "_simulated", quickly)
    patch.setattr(reach, "contents_of", lambda treatment, skin: {**treatment, "skin": dict(skin), **coarsely})
    patch.setattr(reach, "SEARCH", reach.SEARCH.with_(evaluations=14))
    yield
    patch.undo()


def looked_for(protocol: Protocol, wound: Mapping[str, Any], limits: Mapping[str, Any] | None = None) -> Any:
    stated = case(wound=wound, limits=limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reach, "SEARCH", reach.SEARCH.with_(evaluations=24))
        return reach.reach(protocol, SKIN, reach.aims_for(stated, stated.person), stated, lambda _: None)


@pytest.fixture(scope="module")
def searches() -> list[InversePlan]:
    return []


@pytest.fixture(scope="module")
def planned(searches: list[InversePlan]) -> Iterator[Planned]:
    """Return the plan of lax skin: no laser, then two lasers, of which one was published at gentle settings."""
    patch, kept = pytest.MonkeyPatch(), reach.optimise

    def optimise(*given: Any) -> InversePlan:
        searches.append(kept(*given))
        return searches[-1]

    patch.setattr(reach, "optimise", optimise)
    yield plan(case(concern="laxity", limits={"pigment_risk": "moderate"}, **LAX))
    patch.undo()


def stated_of(planned: Planned, number: int) -> StatedWound:
    found = planned.plan.options[number].stated_wound
    assert found is not None
    return found


def choices_of(found: StatedWound) -> tuple[StatedChoice, ...]:
    return (found.nearest, *((found.robust,) if found.robust else ()))


def test_a_case_and_a_goal_have_the_same_names() -> None:
    assert set(get_args(Wanted)) == set(TARGETS)
    assert set(get_args(Limited)) == set(AIMS) == set(FIGURES)


def test_a_wound_within_the_published_range_is_reached(planned: Planned) -> None:
    found = stated_of(planned, 1)
    assert found.reached
    assert found.nearest.miss.value <= 1.0
    assert abs(found.nearest.figures["necrosis_depth_um"].value - 430.0) <= 40.0
    assert abs(found.nearest.figures["coverage"].value - 0.15) <= 0.04
    assert found.statement.startswith("The model reaches the stated wound at ")
    assert "mJ a microbeam, 125 per cm² in one pass" in found.statement
    assert found.nearest.figures["necrosis_depth_um"].low < 430.0 < found.nearest.figures["necrosis_depth_um"].high
    assert "no more benefit" in found.note


def test_a_wound_beyond_the_published_range_is_told_with_what_holds_it_back(planned: Planned) -> None:
    found = stated_of(planned, 2)
    assert not found.reached
    assert found.nearest.limits_kept
    assert "does not reach the stated wound within the published range; it comes nearest at 40 mJ" in found.statement
    assert any(
        "energy of one microbeam: at the lower end of the published range, 40 mJ" in one for one in found.held_by
    )
    assert found.nearest.miss.value > 1.0


def test_without_a_laser_nothing_is_looked_for(planned: Planned) -> None:
    first = planned.plan.options[0]
    assert first.stated_wound is None
    assert first.stated_wound_why == "No laser is used, so no settings are looked for."


def test_no_dial_leaves_its_published_range(planned: Planned, searches: list[InversePlan]) -> None:
    lasers = [option for option in planned.plan.options if option.stated_wound]
    assert len(searches) == len(lasers) == 2
    for option, search in zip(lasers, searches, strict=True):
        assert option.settings is not None
        assert len(search.looked) >= 10
        for one, (name, published) in product(search.looked, option.settings.items()):
            assert published.low <= one.settings.get(f"settings.{name}", published.value) <= published.high
        for choice in choices_of(option.stated_wound) if option.stated_wound else ():
            assert set(choice.settings) == set(option.settings)
            for name, known in choice.settings.items():
                assert option.settings[name].low <= known.value <= option.settings[name].high


def test_dials_are_not_turned_up_together_beyond_what_was_published_together() -> None:
    protocol = options_for("acne-scars")[0]
    ends = {name: known.high for name, known in protocol.settings.items()}
    corner = 1e-3 * ends["pulse_energy_mJ"] * ends["density_per_pass_per_cm2"] * ends["passes"]
    assert reach.highest_total(protocol) == 20.0 < 0.5 * corner
    found = looked_for(protocol, {"necrosis_depth_um": 560, "coverage": 0.6})
    assert not found.reached
    assert found.nearest.limits_kept
    assert found.nearest.figures[TOTAL].value <= 20.0 * (1.0 + reach.ROUNDED)
    assert found.limits[TOTAL]["high"].kind == "study"
    assert any("at the highest that was published together, 20 J/cm²" in one for one in found.held_by)


def test_a_limit_that_binds_is_told() -> None:
    free = looked_for(crater(), {"removed_depth_um": 150, "coverage": {"value": 0.4, "tolerance": 0.02}})
    assert free.reached
    held = looked_for(
        crater(), {"removed_depth_um": 150, "coverage": {"value": 0.4, "tolerance": 0.02}}, {"epidermal_sparing": 0.8}
    )
    assert not held.reached
    assert held.nearest.figures["epidermal_sparing"].value >= 0.8
    assert any("share of the epidermis spared: at the limit of 80 %" in one for one in held.held_by)


def test_limits_that_cannot_be_kept_are_told_as_passed() -> None:
    found = looked_for(crater(), {"removed_depth_um": 150}, {"coverage": {"low": 0.9}})
    assert not found.reached
    assert not found.nearest.limits_kept
    assert "keeps every limit" in found.statement
    assert "limit at least 90 %" in found.statement


def test_the_same_case_gives_the_same_settings() -> None:
    first, second = (looked_for(crater(), {"removed_depth_um": 150, "coverage": 0.3}) for _ in range(2))
    assert first == second


def test_the_robust_choice_is_told_only_where_it_fares_better() -> None:
    found = looked_for(crater(), {"removed_depth_um": 150, "coverage": 0.3})
    if found.robust is None:
        assert "No settings that were looked at fare better" in found.worst_case
    else:
        assert found.robust.miss.high < found.nearest.miss.high or found.robust.limits_kept_in_worst_case
    assert found.nearest.miss.low <= found.nearest.miss.value <= found.nearest.miss.high


def test_pulses_that_leave_bubbles_have_no_depth_of_dead_cells() -> None:
    bubbles = next(one for one in options_for("acne-scars") if one.family == "picosecond-755")
    said = looked_for(bubbles, {"necrosis_depth_um": 400, "coverage": 0.2})
    assert isinstance(said, str)
    assert "no depth of dead cells can be stated" in said


def test_a_single_published_setting_leaves_nothing_to_look_for() -> None:
    single = next(one for one in options_for("melasma") if one.family == "fractional-1410")
    assert looked_for(single, {"coverage": 0.2}).startswith("One setting was published")


def test_melasma_counts_in_the_risk_of_pigment() -> None:
    request = request_of({"handpiece": {"device": "eryag-2940"}, "skin": SKIN})
    aims = (Aims({}, {}, "pigment_risk", conditions) for conditions in ((), ("melasma",)))
    without, with_melasma = (measure(request, follow(request), one)["pigment_risk"] for one in aims)
    assert with_melasma > without


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"role": "person", "wound": {"coverage": 0.2}}, ("wound", '"person"', "shown no settings", "leave [wound]")),
        ({"limits": {"coverage": 0.2}}, ("limits", "no wound", "add [wound]")),
        ({"wound": {}}, ("wound is empty", "name at least one")),
        ({"wound": {"deep": 3}}, ("wound.deep", "not a known choice", "necrosis_depth_um")),
        ({"wound": {"pigment_risk": "low"}}, ("wound.pigment_risk", "choose one of")),
        ({"wound": {"coverage": 0.2}, "limits": {"pain": 3}}, ("limits.pain", "choose one of")),
        ({"wound": {"coverage": "much"}}, ("wound.coverage", "no target", "give a number")),
        ({"wound": {"coverage": 1.2}}, ("wound.coverage", "0 to 1")),
        ({"wound": {"coverage": 0.2}, "limits": {"pigment_risk": 0.1}}, ("limits.pigment_risk", '"low" or "moderate"')),
    ],
)
def test_a_bad_wound_is_refused_in_one_sentence_before_anything_is_computed(
    parts: dict[str, Any], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wounds, "_simulated", lambda _: pytest.fail("simulated a case that is refused"))
    with pytest.raises(BadInput) as fault:
        plan(case(**parts))
    assert all(word in str(fault.value) for word in words), str(fault.value)
    assert "\n" not in str(fault.value)


def test_what_is_told_has_figures_sources_and_no_orders(planned: Planned) -> None:
    for number in (1, 2):
        found = stated_of(planned, number)
        for sentence in (found.statement, found.worst_case, *found.held_by):
            assert not ORDERS.match(sentence), sentence
        assert found.kind == "model"
        for choice in choices_of(found):
            for figure in (*choice.figures.values(), *choice.settings.values(), choice.miss):
                assert figure.low <= figure.value <= figure.high
                assert all(key in literature() for key in figure.sources)
                assert figure.sources
        assert set(found.sources) <= set(planned.plan.sources)


def test_the_plan_shows_it_in_the_schema_on_the_page_and_in_the_terminal(planned: Planned) -> None:
    whole = planned.plan.model_dump(mode="json")
    schema = json.loads((files("photomend") / "data" / "schema" / "plan.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(whole, allow_nan=False)), schema)
    text = page(planned, "photomend plan case.toml --report plan.html")
    shown = Console(file=StringIO(), width=4000)
    show_plan(planned.plan, shown)
    printed = shown.file.getvalue()  # type: ignore[attr-defined]
    for number in (1, 2):
        assert unbroken(stated_of(planned, number).statement) in text
        assert stated_of(planned, number).statement in printed
        assert all(one in printed for one in stated_of(planned, number).held_by)
    assert "Not looked for. No laser is used" in text
    assert "No laser is used" in printed
    assert text.count("The stated wound") == 3


def test_a_plan_without_a_wound_is_as_before_and_loads_no_optimiser() -> None:
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({EXTRA}))\n"
        "from photomend.case import case_of; from photomend.planner import plan\n"
        "case = case_of({'person': {'age_years': 16, 'phototype': 'II'}, 'goal': {'concern': 'laxity'}})\n"
        "assert plan(case).plan.options == ()\n"
        "assert not [name for name in sys.modules if name.startswith(('photomend.study', 'scipy.interpolate'))]\n"
        "import photomend.planner.reach, photomend.schema\n"
        "assert {'goal.json', 'study.json', 'inverse-plan.json'} <= photomend.schema.schemas().keys()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    silent = plan(case(concern="laxity")).plan
    assert [(one.stated_wound, one.stated_wound_why) for one in silent.options] == [(None, None)] * len(silent.options)


@pytest.mark.parametrize(
    ("example", "schema"), [("goal", "goal"), ("study", "study"), ("case", "case"), ("case_with_wound", "case")]
)
def test_an_example_is_as_its_schema_says(example: str, schema: str) -> None:
    written = tomllib.loads((EXAMPLES / f"{example}.toml").read_text(encoding="utf-8"))
    told = json.loads((files("photomend") / "data" / "schema" / f"{schema}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(told)
    jsonschema.validate(written, told)


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown target": ("goal", {"goal": {"deep": 3}, "dials": {"settings.passes": "device"}}),
    "target is a text": ("goal", {"goal": {"coverage": "much"}, "dials": {"settings.passes": "device"}}),
    "unknown dial": ("goal", {"goal": {"coverage": 0.2}, "dials": {"skin.age_years": [30, 40]}}),
    "crooked dial": ("goal", {"goal": {"coverage": 0.2}, "dials": {"settings.passes": {"low": 1}}}),
    "unknown key of base": (
        "goal", {"base": {"skin": {"sight": "cheek"}}, "goal": {"coverage": 0.2}, "dials": {"settings.passes": [1]}},
    ),
    "no key": ("study", {"sweep": {"passes": [1, 2]}}),
    "no values": ("study", {"sweep": {"settings.passes": []}}),
    "unknown heading of base": ("study", {"base": {"settings": {"power": 3}}, "sweep": {"settings.passes": [1]}}),
    "unknown wound": ("case", contents(wound={"deep": 3})),
    "wound is a text": ("case", contents(wound={"coverage": "much"})),
    "unknown limit": ("case", contents(wound={"coverage": 0.2}, limits={"pain": 3})),
}  # fmt: skip


@pytest.mark.parametrize(("schema", "written"), WRONG.values(), ids=WRONG)
def test_a_schema_refuses_names_and_forms_that_are_wrong(schema: str, written: dict[str, Any]) -> None:
    told = json.loads((files("photomend") / "data" / "schema" / f"{schema}.json").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, told)


def test_the_example_states_a_wound() -> None:
    read = read_case(EXAMPLES / "case_with_wound.toml")
    assert set(reach.aims_for(read, read.person).targets) == {"necrosis_depth_um", "coverage"}
