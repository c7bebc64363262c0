"""A plan: screened, never one answer, no settings for a person, every figure with its kind and sources."""

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import photomend as pm
from photomend import cli
from photomend.case import CONCERNS, Case, case_of, read_case
from photomend.catalog import literature, tables
from photomend.outcome import comparators_for, options_for
from photomend.plain import SETTING, typeset
from photomend.planner import Planned, plan, wounds
from photomend.planner.audience import cautions_for, worded
from photomend.planner.cost import cost_of
from photomend.planner.report import page
from photomend.planner.words import unbroken
from photomend.result import Quantity
from photomend.simulate import simulate
from tests.unit.wording import FAULTS

KINDS = {"model", "study", "prior", "assumption"}
KEYS = {
    "title", "sessions", "interval_weeks", "expected_change", "recovery", "risks", "cost", "comfort", "eye_protection",
    "watch", "aftercare", "call_if", "reasons",
}  # fmt: skip


def case(concern: str = "acne-scars", role: str = "person", **person: Any) -> Case:
    stated = {"age_years": 45, "phototype": "III", **person}
    return case_of({"audience": {"role": role}, "person": stated, "goal": {"concern": concern}})


@pytest.fixture(scope="module", autouse=True)
def coarse() -> Iterator[None]:
    """Simulate options in tenths of a second: what a plan says of them is looked at here, not the physics."""

    def quickly(treatment: pm.Treatment) -> pm.Simulation:
        numerics = pm.Numerics(photons=6_400, cell_um=20.0, intervals=False)
        return simulate(treatment, pm.Physics(optics="static"), numerics)

    patch = pytest.MonkeyPatch()
    patch.setattr(wounds, "_simulated", quickly)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def planned() -> dict[str, Planned]:
    cases = {
        "person": case(conditions=("hsv-history",)),
        "clinician": case(role="clinician"),
        "melasma": case("melasma", phototype="IV", conditions=("melasma",)),
        "spots": case("brown-spots", phototype="V"),
    }
    return {name: plan(one) for name, one in cases.items()}


def told(planned: Planned) -> dict[str, Any]:
    return json.loads(json.dumps(planned.plan.model_dump(mode="json"), allow_nan=False))


def quantities(part: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        if {"value", "unit"} <= part.keys():
            yield where, part
        for key, inner in part.items():
            yield from quantities(inner, f"{where}.{key}")
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from quantities(inner, f"{where}[{number}]")


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from texts(inner if key not in ("sources", "case") else "")
    elif isinstance(part, list):
        for inner in part:
            yield from texts(inner)


@pytest.mark.parametrize(
    ("person", "reason"),
    [({"age_years": 17}, "minor"), ({"conditions": ("suspicious-lesion",)}, "suspicious-lesion"),
     ({"conditions": ("actinic-keratosis",)}, "actinic-keratosis")],
)  # fmt: skip
@pytest.mark.parametrize("role", ["person", "clinician"])
def test_who_must_be_refused_is_refused_with_the_reason(role: str, person: dict[str, Any], reason: str) -> None:
    refused = plan(case(role=role, **person)).plan
    assert refused.screening.verdict == "refuse"
    assert refused.screening.reasons[0].id == reason
    assert refused.screening.reasons[0].text
    assert refused.options == refused.comparison == ()


@pytest.mark.parametrize("name", ["person", "clinician", "melasma", "spots"])
def test_there_is_never_one_answer(planned: dict[str, Planned], name: str) -> None:
    options = told(planned[name])["options"]
    assert 2 <= len(options) <= 4
    assert len({option["title"] for option in options}) == len(options)
    for option in options:
        assert option.keys() >= KEYS
        assert option["reasons"]


@pytest.mark.parametrize("concern", CONCERNS)
def test_every_concern_has_two_to_four_options_and_both_comparators(concern: str) -> None:
    assert 2 <= len(options_for(concern)) <= 4
    assert {one.family for one in comparators_for(concern)} == {"full-field", "ablative-fractional"}


@pytest.mark.parametrize("name", ["person", "clinician", "melasma", "spots"])
def test_every_figure_has_its_kind_its_range_and_sources(planned: dict[str, Planned], name: str) -> None:
    found = dict(quantities(told(planned[name])))
    assert len(found) > 100
    for where, figure in found.items():
        assert figure["kind"] in KINDS, where
        assert figure["low"] <= figure["value"] <= figure["high"], where
        assert figure["sources"], where
        assert all(key in literature() for key in figure["sources"]), where


@pytest.mark.parametrize("name", ["person", "melasma", "spots"])
def test_the_plan_of_a_person_holds_no_device_setting(planned: dict[str, Planned], name: str) -> None:
    whole = told(planned[name])
    for option in whole["options"]:
        assert option["device"] is option["settings"] is option["device_title"] is None
    devices = {*pm.cards()}
    for text in texts(whole):
        assert not SETTING.search(text), text
        assert not re.search(FAULTS["setting"], text), text
        assert not devices & set(re.findall(r"[\w-]+", text)), text
    assert not re.search(r"pulse_energy|radiant_exposure|density_per|peak_power", json.dumps(whole))


def test_a_clinician_sees_published_ranges_with_sources(planned: dict[str, Planned]) -> None:
    option = planned["clinician"].plan.options[0]
    assert option.device == "fraxel-restore"
    assert option.settings is not None
    energy = option.settings["pulse_energy_mJ"]
    assert energy.low < energy.high
    assert energy.kind == "study"
    assert planned["clinician"].plan.questions == ()
    assert planned["person"].plan.questions


def test_melasma_is_not_first_line_and_relapses(planned: dict[str, Planned]) -> None:
    first, *others = planned["melasma"].plan.options
    assert (first.kind, first.family, first.expected_change) == ("no-laser", None, None)
    assert "not first line" in first.title
    for option in others:
        assert option.expected_change is not None
        after, later = option.expected_change.steps[-1], option.expected_change.later[0]
        if after.measured and later.measured:
            assert later.measured.value < after.measured.value


def test_melasma_as_the_aim_counts_as_a_condition() -> None:
    stated, aimed = (plan(case("melasma", conditions=conditions)).plan for conditions in (("melasma",), ()))
    assert [one.risks for one in aimed.options] == [one.risks for one in stated.options]
    assert all("darker melasma" in {risk.event for risk in one.risks} for one in aimed.options if one.family)


def test_phototype_decides_what_is_left_out(planned: dict[str, Planned]) -> None:
    assert all(option.family != "picosecond-755" for option in planned["spots"].plan.options)
    assert any(option.family == "picosecond-755" for option in planned["person"].plan.options)
    assert all(option.outside_tested_range for option in planned["spots"].plan.options)


def test_three_kinds_stand_side_by_side(planned: dict[str, Planned]) -> None:
    fractional, field, ablative = planned["person"].plan.comparison
    assert [one.family for one in (field, ablative)] == ["full-field", "ablative-fractional"]
    assert fractional.wound.removed_depth.value == 0.0 < ablative.wound.removed_depth.value
    assert fractional.redness_days is not None
    assert ablative.redness_days is not None
    assert fractional.redness_days.value < ablative.redness_days.value
    assert ablative.wound.vacuole_share is None


def test_the_diary_tells_days_in_words(planned: dict[str, Planned]) -> None:
    recovery = planned["person"].plan.options[0].recovery
    assert recovery is not None
    words = {entry.day: entry.words for entry in recovery.diary}
    assert "redness" in words[1.0]
    assert "flaking" in words[4.0]
    assert words[28.0] == "nothing to see"


def test_cost_is_price_times_sessions() -> None:
    three = Quantity(value=3.0, unit="1", low=2.0, high=4.0, kind="study", sources=("Alster2007",))
    known = cost_of("fractional-1550", three)
    assert known.course is not None
    assert known.course.low == 2.0 * known.per_session.low
    assert known.course.high == 4.0 * known.per_session.high
    assert known.country
    assert known.date
    assert cost_of("fractional-1550", None).course is None
    assert cost_of("ablative-fractional", three).per_session.value > known.per_session.value


def test_sentences_with_settings_are_kept_from_a_person() -> None:
    said = "At 15 mJ it grew darker. Eight passes of 125 per cm2 were given. It came back."
    assert worded(said, case()) == "It came back."
    assert worded(said, case(role="clinician")) == said.replace("cm2", "cm²")


@pytest.mark.parametrize("name", ["person", "clinician", "melasma", "spots"])
def test_no_plan_tells_its_reader_to_turn_a_dial_or_to_compute_again(planned: dict[str, Planned], name: str) -> None:
    whole = list(texts(told(planned[name])))
    assert [
        text for text in whole if re.search(r"numerics\.|physics\.|lower density or|wait longer|cool for a", text)
    ] == []


def test_warnings_lose_their_remedies_and_a_person_reads_plain_words() -> None:
    hot = "bulk heating: burn risk; the upper 0.5 mm reaches 57.1 C on average (limit 45 C)"
    said = (
        f"{hot}: lower density or energy, or cool",
        "coarse grid: the zone is only 3.0 cells wide; lower numerics.cell_um",
    )
    assert cautions_for(said, case(role="clinician")) == (
        "bulk heating: burn risk; the upper 0.5 mm reaches 57.1 °C on average (limit 45 °C)",
        "coarse grid: the zone is only 3.0 cells wide",
    )
    (plain,) = cautions_for(said, case())
    assert "burn" in plain


def test_a_person_reads_of_healing_in_plain_words(planned: dict[str, Planned]) -> None:
    plain = {typeset(entry["text"]) for entry in tables("plans")["plain"]}
    for name in ("person", "melasma", "spots"):
        for option in planned[name].plan.options:
            if option.recovery:
                assert option.recovery.milestones.notes
                assert set(option.recovery.milestones.notes) <= plain


def test_what_an_option_rests_on_has_sources(planned: dict[str, Planned]) -> None:
    for one in planned.values():
        for option in one.plan.options:
            assert option.basis is not None
            assert option.basis.sources
            assert option.basis.kind == "assumption" or "borrowed" not in option.basis.text.lower()


def test_a_title_is_that_of_the_laser_that_was_simulated(planned: dict[str, Planned]) -> None:
    first = planned["spots"].plan.options[0]
    assert (first.family, first.title) == ("fractional-1927", "Fractional, 1940 nm")


@pytest.mark.parametrize("name", ["person", "clinician", "melasma"])
def test_the_plan_is_as_its_schema_says(planned: dict[str, Planned], name: str) -> None:
    schema = json.loads((files("photomend") / "data" / "schema" / "plan.json").read_text(encoding="utf-8"))
    jsonschema.validate(told(planned[name]), schema)


class Page(HTMLParser):
    """What a page holds: its tags in balance, what it would load, alternative texts, scopes, headings, words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.pictures: list[str] = []
        self.words: list[str] = []
        self.scopes: list[str | None] = []
        self.headings: list[int] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in ("meta", "img", "link", "br"):
            self.open.append(tag)
        self.loads += [value for name in ("src", "href") if (value := given.get(name))]
        if tag == "th":
            self.scopes.append(given.get("scope"))
        if re.fullmatch(r"h\d", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(given["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("name", ["person", "clinician", "melasma"])
def test_the_report_is_one_page_complete_in_itself(planned: dict[str, Planned], name: str) -> None:
    text = page(planned[name], "photomend plan case.toml --report plan.html")
    found = Page(text)
    assert found.open == []
    empty_icon = "data:,"  # without one a browser would ask for it where the page lies
    assert all(one == empty_icon or one.startswith("data:image/png;base64,") for one in found.loads)
    assert len(found.pictures) >= 2
    assert all(found.pictures)
    words = " ".join(found.words)
    assert "<script" not in text
    assert "Educational, not a prescription" in words
    for badge in ("Model", "Study", "Prior", "Assumption"):
        assert badge in words
    assert all(found.scopes)
    assert all(below <= above + 1 for above, below in pairwise(found.headings))
    if name != "clinician":
        assert not SETTING.search(words)


def test_what_holds_for_every_laser_is_said_once(planned: dict[str, Planned]) -> None:
    text = page(planned["person"], "photomend plan case.toml --report plan.html")
    assert text.count("An emergency") + text.count("an emergency") <= 2
    for option in planned["person"].plan.options:
        for line in (*option.comfort, *option.eye_protection, *option.aftercare, *option.call_if):
            assert unbroken(line.text) in html.unescape(text)


def test_what_a_user_wrote_is_not_taken_as_markup(planned: dict[str, Planned]) -> None:
    own = planned["person"].plan.model_copy(update={"notice": "<b onload=x>"})
    assert "<b onload" not in page(Planned(own, planned["person"].runs), "photomend plan <case>.toml")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[goal]\nconcern = 'acne-scars'", "person"),
        ("[person]\nage_years = 45\nphototype = 'III'\n[goal]\nconcern = 'wrinkles'", 'goal.concern = "wrinkles"'),
        (
            "[person]\nage_years = 45\nphototype = 'III'\nconditions = ['flu']\n[goal]\nconcern = 'melasma'",
            "conditions",
        ),
        ("[person]\nage_years = -1\nphototype = 'III'\n[goal]\nconcern = 'melasma'", "age_years = -1 is below"),
        ("[person]\nage_years = 45\nphototype = 'III'\n[goal]\nconcern = 'laxity'\n[settings]\nx = 1", "settings"),
    ],
)
def test_a_bad_case_is_refused_in_one_sentence(tmp_path: Path, written: str, words: str) -> None:
    file = tmp_path / "case.toml"
    file.write_text(written)
    with pytest.raises(pm.BadInput) as refusal:
        read_case(file)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_plan_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("case.toml").write_text(
        "[person]\nage_years = 16\nphototype = 'II'\n[goal]\nconcern = 'fine-lines'\n", encoding="utf-8"
    )
    cli.main(["plan", "case.toml", "--json", "--report", "plan.html"])
    said = json.loads(capsys.readouterr().out)
    assert said["screening"]["verdict"] == "refuse"
    assert said["options"] == []
    assert "Educational" in Path("plan.html").read_text(encoding="utf-8")
    cli.main(["plan", "case.toml"])
    assert "refuse" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        cli.main(["plan", "missing.toml"])
    assert left.value.code == 2
    assert "missing.toml cannot be read" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["plan", "case.toml", "--report", "nowhere/plan.html"])
    assert "cannot be written" in capsys.readouterr().err


def test_guide_command(capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["guide", "fractional", "--json"])
    (guide,) = json.loads(capsys.readouterr().out)
    assert guide["id"] == "fractional"
    cli.main(["guide", "full-field"])
    assert "Recovery" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        cli.main(["guide", "peel"])
    assert left.value.code == 2
