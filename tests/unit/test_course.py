"""Courses and options as they are told: published rows, words, sources, what is refused, what runs."""

import itertools
from pathlib import Path

import pytest

from photomend.case import CONCERNS, FAMILIES, PHOTOTYPES, Person
from photomend.catalog import MARKS, literature
from photomend.course_figure import draw_course
from photomend.course_figure import save as save_figure
from photomend.description import BadInput
from photomend.device import card, cards
from photomend.outcome import Change, comparators_for, expected_change, options_for
from photomend.outcome.protocols import evidence_of, protocols
from photomend.outcome.repredicted import checks, table
from photomend.outcome.studies import COMPARING, MEASURES, groups, studies
from photomend.result import Quantity
from photomend.treatment import read_request

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0023-course.md"
EVERY = list(itertools.product(CONCERNS, FAMILIES))
LASERS = [one for one in protocols() if one.kind == "laser"]


def shares(change: Change) -> list[Quantity]:
    """Return every figure of a course that is known."""
    rows = [*change.steps, *change.later]
    found = [getattr(row, name, None) for row in rows for name in ("measured", "photo_graded", "no_visible_change")]
    return [share for share in found if share is not None]


# --- The published studies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("study", studies(), ids=lambda study: study.id)
def test_a_study_says_who_how_and_whence(study) -> None:
    assert study.concern in (*CONCERNS, "actinic-keratosis")
    assert study.family in (*FAMILIES, "other", "not-told")
    assert study.measure in MEASURES
    assert study.design in ("series", *COMPARING)
    assert study.use in ("fit", "order", "check", "context")
    assert study.finding in ("gain", "no-difference", "better", "worse")
    assert study.mark in MARKS
    assert set(study.phototypes) <= set(PHOTOTYPES)
    assert set(study.source) <= set(literature())
    assert study.how
    assert study.meaning


@pytest.mark.parametrize("study", studies(), ids=lambda study: study.id)
def test_the_figures_of_a_study_are_shares(study) -> None:
    assert all(0.0 <= grade.above < grade.up_to <= 1.0 for grade in study.grades)
    assert sum(grade.share for grade in study.grades) <= 1.0 + 1e-9
    assert study.mean_change is None or 0.0 < study.mean_change < 1.0
    assert study.sessions is None or 1 <= study.sessions[0] <= study.sessions[1]
    assert study.use != "fit" or (study.grades or study.mean_change)


def test_every_row_is_named_once_and_no_family_stands_in_two_groups_of_a_concern() -> None:
    assert len({study.id for study in studies()}) == len(studies()) >= 41
    for concern in CONCERNS:
        named = [
            family for group in groups() if group.concern == concern for family in (*group.families, *group.borrowed)
        ]
        assert len(named) == len(set(named))


def test_a_family_was_tried_where_its_group_says_so() -> None:
    for group in groups():
        for family in group.families:
            assert evidence_of(group.concern, family).studies > 0, (group.id, family)


# --- Courses in words ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("concern", "family"), EVERY)
def test_every_figure_has_a_kind_a_source_and_an_ordered_band(concern: str, family: str) -> None:
    change = expected_change(concern, family, 4, site="periorbital")
    assert [step.session for step in change.steps] == [0, 1, 2, 3, 4]
    assert [then.months for then in change.later] == [3, 6, 14]
    for share in shares(change):
        assert share.unit == "1"
        assert share.kind in ("prior", "assumption")
        assert share.low <= share.value <= share.high
        assert share.sources
        assert set(share.sources) <= set(literature())
    assert set(change.sources) <= set(literature())
    assert Change.model_validate_json(change.model_dump_json()) == change


@pytest.mark.parametrize(("concern", "family"), EVERY)
def test_beyond_fourteen_months_nothing_is_known(concern: str, family: str) -> None:
    last = expected_change(concern, family, 2).later[-1]
    assert (last.measured, last.photo_graded) == (None, None)
    assert "nothing is known" in last.statement


def test_what_no_study_touched_is_not_known_and_says_why() -> None:
    change = expected_change("melasma", "ablative-full-field", 3)
    assert shares(change) == []
    assert change.outside_tested_range
    assert change.statement.startswith("What this changes is not known: no study read tried ablative, full field")


@pytest.mark.parametrize("site", ["cheek", "neck", None])
def test_laxity_is_known_of_eyelids_alone(site: str | None) -> None:
    assert shares(expected_change("laxity", "fractional-1550", 3, site=site)) == []
    eyelid = expected_change("laxity", "fractional-1550", 3, site="periorbital")
    assert eyelid.steps[-1].photo_graded is not None
    assert eyelid.steps[-1].measured is None
    assert "lower face" in eyelid.durability


def test_the_two_yardsticks_stand_side_by_side_and_nothing_is_scaled_by_physics(wound_like) -> None:
    plain = expected_change("acne-scars", "fractional-1550", 3)
    deep, shallow = (
        expected_change("acne-scars", "fractional-1550", 3, wound=wound_like(necrosis_um=depth))
        for depth in (900.0, 200.0)
    )
    assert "two yardsticks, not one range" in plain.statement
    assert "No visible change is a common result after one session" in plain.statement
    assert deep.steps == shallow.steps == plain.steps
    assert any("900 um deep" in note and "scales no figure" in note for note in deep.notes)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"endpoint": "none"}, "leaves no wound"),
        ({"pulse_energy_mJ": 150.0}, "150 mJ lies outside the 6 to 70 mJ of the studies"),
        ({"phototype": "I"}, "phototype I was not studied here (told: III, IV, V, VI)"),
    ],
)
def test_what_lies_outside_is_flagged_in_words(wound_like, changed, words: str) -> None:
    change = expected_change("acne-scars", "fractional-1550", 3, wound=wound_like(**changed))
    assert change.outside_tested_range
    assert any(words in reason for reason in change.why)


def test_the_person_s_own_phototype_counts_before_the_wound_s(wound_like) -> None:
    person = Person(age_years=40.0, phototype="IV")
    change = expected_change("acne-scars", "fractional-1550", 3, person, wound_like(phototype="I"))
    assert not change.outside_tested_range


def test_melasma_tells_relapse_low_coverage_and_darkening(wound_like) -> None:
    change = expected_change("melasma", "fractional-1927", 3, wound=wound_like(coverage=0.3))
    assert "Fades" in change.durability
    notes = " ".join(change.notes)
    assert "5 % coverage was preferred" in notes
    assert "can darken melasma" in notes
    assert "simulated coverage is 30 %" in notes


def test_a_borrowed_measure_is_named() -> None:
    notes = expected_change("acne-scars", "fractional-1550", 3).notes
    assert "No figures of instruments and counts of this family were read; those shown are of 1927, 2940 nm." in notes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("freckles", "fractional-1550", 3), "concern = freckles is not known; choose one of"),
        (("acne-scars", "fractional-9999", 3), "family = fractional-9999 is not known; choose one of"),
        (("acne-scars", "fractional-1550", 0), "sessions = 0 is not between 1 and 20"),
        (("acne-scars", "fractional-1550", 21), "sessions = 21 is not between 1 and 20"),
    ],
)
def test_bad_input_is_told_in_one_sentence(arguments, words: str) -> None:
    with pytest.raises(BadInput, match="^" + words.replace("(", r"\(")):
        expected_change(*arguments)


# --- Options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("concern", CONCERNS)
def test_two_to_four_options_each_with_reasons(concern: str) -> None:
    options = options_for(concern)
    assert 2 <= len(options) <= 4
    for option in options:
        assert option.reasons
        assert option.kind == "no-laser" or option.against
        assert option.kind == "no-laser" or (option.sessions and option.interval_weeks)
        for remark in (*option.reasons, *option.against):
            assert set(remark.sources) <= set(literature())


@pytest.mark.parametrize("protocol", LASERS, ids=lambda one: f"{one.concern}-{one.role}-{one.device}")
def test_the_middle_treatment_runs_within_its_own_ranges(protocol) -> None:
    document = read_request(protocol.treatment).document()
    assert card(protocol.device).simulated
    assert cards()[protocol.device] is card(protocol.device)
    for dial, known in protocol.settings.items():
        assert known.low <= known.value <= known.high
        assert known.kind in ("study", "assumption")
        assert document["settings"][dial] == pytest.approx(protocol.treatment["settings"][dial])
    limits = card(protocol.device).limits
    dials = [dial for dial in ("pulse_energy_mJ", "radiant_exposure_J_per_cm2") if dial in protocol.settings]
    assert len(dials) == 1
    low, high = limits[dials[0]]
    assert low <= protocol.settings[dials[0]].low
    assert protocol.settings[dials[0]].high <= high


@pytest.mark.parametrize("protocol", LASERS, ids=lambda one: f"{one.concern}-{one.role}-{one.device}")
def test_a_protocol_is_of_the_family_of_its_device(protocol) -> None:
    from photomend.case import family_of

    device = card(protocol.device)
    mechanism = "ablation" if device.text("mechanism") == "ablation" else device.text("mechanism")
    full_field = device.raw["placement"] == "full-field"
    nm = device.value("wavelength_nm").value
    assert family_of(mechanism, full_field, nm) == protocol.family


@pytest.mark.parametrize("concern", CONCERNS)
def test_each_concern_has_one_comparator_of_each_kind(concern: str) -> None:
    assert [one.family for one in comparators_for(concern)] == ["full-field", "ablative-fractional"]
    for one in comparators_for(concern):
        known = expected_change(concern, one.family, 3, site="periorbital")
        assert bool(shares(known)) != ("not known" in one.basis)


@pytest.mark.parametrize(("concern", "phototype"), list(itertools.product(CONCERNS, PHOTOTYPES)))
def test_blocked_families_are_left_out_and_unstudied_skin_is_told(concern: str, phototype: str) -> None:
    blocked = {"picosecond-755", "fractional-1927"}
    options = options_for(concern, blocked, phototype)
    assert not blocked & {option.family for option in options}
    for option in options:
        known = option.evidence.phototypes if option.evidence else ()
        told = any("is not among those told" in remark.text for remark in option.against)
        assert told == (bool(known) and phototype not in known)


def test_melasma_and_laxity_begin_without_a_laser() -> None:
    assert [options_for(concern)[0].kind for concern in ("melasma", "laxity")] == ["no-laser", "no-laser"]
    assert not {"fractional-1550", "fractional-1540"} & {option.family for option in options_for("melasma")}


def test_options_are_ranked_by_their_studies() -> None:
    ranked = [option.evidence.score for option in options_for("acne-scars") if option.evidence]
    assert ranked == sorted(ranked, reverse=True)
    assert options_for("acne-scars")[0].family == "fractional-1550"
    assert options_for("acne-scars", phototype="VI")[-1].family in ("fractional-1540", "fractional-1927")


def test_bad_options_are_refused() -> None:
    with pytest.raises(BadInput, match=r"^concern = freckles"):
        options_for("freckles")
    with pytest.raises(BadInput, match=r"^blocked_families = lamp is not known"):
        options_for("acne-scars", {"lamp"})


@pytest.mark.parametrize("words", ["you should", "we recommend", "use 20", "guarantee", "safe for you"])
def test_no_option_and_no_course_directs(words: str) -> None:
    told = [one.model_dump_json().lower() for one in protocols()]
    told += [expected_change(concern, family, 3).model_dump_json().lower() for concern, family in EVERY]
    assert not any(words in text for text in told)


# --- The page and the picture ----------------------------------------------------------------------------------------


def test_the_decision_page_holds_every_row_predicted_again() -> None:
    assert table() in DECISION.read_text(encoding="utf-8")
    assert {check.id for check in checks()} == {study.id for study in studies()}


@pytest.mark.parametrize(("concern", "family"), [("acne-scars", "fractional-1550"), ("melasma", "fractional-1550")])
def test_the_picture_shows_both_yardsticks_to_one_scale(concern: str, family: str, tmp_path) -> None:
    change = expected_change(concern, family, 3)
    figure = draw_course(change)
    measured, graded, unseen = figure.axes
    assert measured.get_ylim() == graded.get_ylim()
    assert measured.get_title() != graded.get_title()
    assert [bar.get_height() for bar in unseen.patches] == pytest.approx(
        [100.0 * step.no_visible_change.value for step in change.steps[1:]]
    )
    save_figure(change, tmp_path / "course.png")
    assert (tmp_path / "course.png").stat().st_size > 10_000


def test_a_picture_of_nothing_known_says_so() -> None:
    figure = draw_course(expected_change("laxity", "full-field", 2))
    words = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert {"no figure was read", "not known"} <= words


@pytest.fixture
def wound_like():
    """Return a function that makes the wound of a fractional 1550 nm session, changed in what a test names."""
    from photomend.healing import Wound

    def make(necrosis_um: float = 500.0, coverage: float = 0.15, **changed) -> Wound:
        nothing, um = Quantity(value=0.0, unit="1", low=0.0, high=0.0), {"unit": "um", "low": 0.0, "high": 1000.0}
        depth = Quantity(value=necrosis_um, **um)
        share = nothing.with_(value=coverage, high=1.0)
        known = {
            "endpoint": "coagulation", "mechanism": "coagulation", "full_field": False, "wavelength_nm": 1550.0,
            "pulse_energy_mJ": 20.0, "total_density_per_cm2": 1000.0, "epidermal_gap": depth, "necrosis_depth": depth,
            "collagen_depth": depth, "removed_depth": depth, "coverage": share, "epidermal_coverage": share,
            "dead_tissue": depth, "coagulated_dermis": depth, "bulk_temperature_rise": nothing,
            "bulk_peak_temperature": nothing, "vacuole_share": nothing, "cooled": True, "site": "cheek",
            "phototype": "IV", "age_years": 40.0, "melanosome_fraction": 0.1,
        }  # fmt: skip
        return Wound(**{**known, **changed})

    return make
