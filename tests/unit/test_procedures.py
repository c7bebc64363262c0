"""The guides to the two procedures: every section, every line with what it rests on, in words for a person."""

import json
import re
from collections.abc import Iterator

import pytest
from rich.console import Console

import photomend as pm
from photomend.catalog import literature, tables
from photomend.guide.guide_report import show_guide
from photomend.guide.procedures import SECTIONS, GuideLine, Procedure, procedure, procedure_records, procedures
from tests.unit.wording import faults_of

GUIDES = procedures()
FAMILIAR = re.compile(r"\d+ nm|nm\b")


def lines(guide: Procedure) -> Iterator[GuideLine]:
    for section in SECTIONS:
        yield from getattr(guide, section)


ALL_LINES = [line for guide in GUIDES for line in lines(guide)]
SAID = [line for line in ALL_LINES if line.device is None]


def test_there_is_a_guide_to_each_page() -> None:
    assert [(guide.id, guide.page) for guide in GUIDES] == [
        ("fractional", "fractional"),
        ("full-field", "non-fractional"),
    ]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_no_section_is_empty(guide: Procedure) -> None:
    assert all(getattr(guide, section) for section in SECTIONS)


def test_every_line_says_what_it_rests_on() -> None:
    for line in ALL_LINES:
        assert line.sources, line.text
        assert set(line.sources) <= set(literature()), line.text
        assert line.text.endswith("."), line.text


def test_a_line_of_the_model_goes_with_a_claim_that_computes_it() -> None:
    known = tables("claims")["claims"]
    assert {line.claim for line in SAID if line.claim} <= set(known)
    modelled = [line for line in SAID if line.kind == "model"]
    assert modelled
    assert all(
        line.claim and any(step["do"] != "claims" for step in known[line.claim]["commands"]) for line in modelled
    )


def test_a_line_without_a_study_does_not_pass_for_one() -> None:
    opinion = {"ExpertOpinion", "Assumption", "Recalled"}
    assert [line.text for line in SAID if line.kind == "study" and set(line.sources) <= opinion] == []
    assert [line.text for line in SAID if line.kind in ("prior", "assumption") and not line.sources] == []


def test_every_number_of_a_line_is_a_figure() -> None:
    for guide in tables("procedures")["procedures"].values():
        for section in set(SECTIONS) - {"devices"}:
            for entry in guide[section]:
                typed = FAMILIAR.sub("", re.sub(r"\{\w+\}", "", entry["text"]))
                assert not re.search(r"\d", typed), entry["text"]


def test_a_figure_is_said_in_its_line_and_has_kind_and_sources() -> None:
    figured = [(line, figure) for line in SAID for figure in line.figures]
    assert len(figured) > 20
    for line, figure in figured:
        assert figure.quantity.sources, figure.key
        assert set(figure.quantity.sources) <= set(line.sources), figure.key
        assert figure.quantity.low <= figure.quantity.value <= figure.quantity.high


def test_lasers_are_of_the_catalogue_and_of_the_right_kind() -> None:
    cards = pm.cards()
    for guide in GUIDES:
        for line in guide.devices:
            assert line.device in cards
            exposure = pm.resolve(pm.Handpiece(device=line.device), pm.Settings())
            assert exposure.mechanism != "ablation"
            assert (exposure.placement == "full-field") == (guide.id == "full-field"), line.device


def test_the_lasers_that_the_page_names_are_in_the_guide() -> None:
    named = {entry["name"] for entry in tables("claims")["named"]}
    assert named <= {line.device for line in procedure("fractional").devices}


@pytest.mark.parametrize("line", SAID, ids=lambda line: line.text[:40])
def test_words_hold_no_order_no_dose_no_setting_and_no_promise(line: GuideLine) -> None:
    assert faults_of(line.text) == []
    assert not re.search(r"mJ|J/cm|per cm|MTZ|hypopigmentation", line.text)


def test_the_fractional_guide_follows_the_evidence_where_the_page_does_not() -> None:
    guide = procedure("fractional")
    dark = next(line for line in guide.not_recommended_for if line.claim == "darker-skin")
    assert "dark patches rather than light" in dark.text
    assert any("diagnos" in line.text for line in guide.not_recommended_for)
    assert not any("takes off" in line.text or "removes" in line.text for line in guide.how_it_works)
    assert any("No visible change" in line.text for line in guide.overview)


def test_no_chance_of_a_scar_or_a_burn_is_given() -> None:
    for line in ALL_LINES:
        if re.search(r"\b(scars? (none|after)|burns?)\b", line.text, re.IGNORECASE):
            assert "%" not in line.text, line.text


def test_a_guide_is_found_by_its_id_or_refused_in_one_sentence() -> None:
    assert procedure("full-field") == GUIDES[1]
    with pytest.raises(pm.BadInput, match="NAME = peel is not a guide; choose one of fractional, full-field"):
        procedure("peel")


def test_plain_values_go_to_json_and_back() -> None:
    records = json.loads(json.dumps(procedure_records(GUIDES), allow_nan=False))
    assert tuple(Procedure.model_validate(record) for record in records) == GUIDES


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
def test_the_terminal_shows_every_line_with_its_badge(guide: Procedure) -> None:
    console = Console(width=2000)
    with console.capture() as capture:
        show_guide(console, guide)
    shown = capture.get()
    assert all(line.text in shown for line in lines(guide))
    assert {"Model:", "Study:", "Prior:"} <= set(re.findall(r"\b\w+:", shown))
