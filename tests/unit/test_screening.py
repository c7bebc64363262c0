"""Screening: every condition has its rule, every rule can fire, one more is never milder, and nothing is cleared."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from photomend.case import CONCERNS, CONDITIONS, FAMILIES, PHOTOTYPES, Case, case_of
from photomend.catalog import literature, tables
from photomend.outcome import screen
from photomend.outcome.screening import VERDICTS, candidate_notes, hardest, kind_of, rules
from photomend.skin.anatomy import Site
from tests.unit.wording import faults_of, words_in

SITES = get_args(Site)
ROLES = ("person", "clinician")


def case(**changes: Any) -> Case:
    """Return a case that no rule is about, with changes."""
    known: dict[str, Any] = {
        "role": "clinician",
        "age_years": 45.0,
        "phototype": "II",
        "conditions": (),
        "concern": "fine-lines",
        "site": "cheek",
        **changes,
    }
    return case_of(
        {
            "audience": {"role": known["role"]},
            "person": {name: known[name] for name in ("age_years", "phototype", "conditions")},
            "goal": {name: known[name] for name in ("concern", "site")},
        }
    )


def fitting(rule: Any) -> Case:
    """Return the least case that a rule is about."""
    when = rule.when
    ages = {"adult_years": 17.9, "oldest_years": 75.0}
    lists = {"concern": when.concerns, "site": when.sites, "phototype": when.phototypes}
    first = {name: wanted[0] for name, wanted in lists.items() if wanted}
    age = {"age_years": ages[when.under or when.at_least]} if when.under or when.at_least else {}
    return case(conditions=when.conditions[:1], **first, **age)


def fired(case: Case) -> set[str]:
    return {reason.id for reason in screen(case).reasons}


def test_the_checks_of_words_can_fail() -> None:
    assert faults_of("Redness is common. Use cold packs.") == ["Use cold packs."]
    for words in (
        "30 mg at night",
        "hydroquinone 4 %",
        "4 % cream",
        "You may go",
        "it is safe",
        "at 20 mJ",
        "one should",
    ):
        assert faults_of(words), words
    assert not faults_of("0 of 204 people, 1.2 % of sessions, at 1550 nm; commonly used creams.")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_is_noticed_or_listed_as_harmless(condition: str) -> None:
    noticed = screen(case(conditions=(condition,))).verdict != "no-flag-found"
    assert noticed != (condition in tables("screening")["harmless"])


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_can_fire_and_needs_what_it_states(rule: Any) -> None:
    assert rule.id in fired(fitting(rule))
    assert rule.id not in fired(case())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_has_known_sources_a_known_grade_and_known_families(rule: Any) -> None:
    cited = {*rule.sources, *(key for face in rule.faces for key in face.sources)}
    assert rule.sources
    assert cited <= set(literature())
    assert set(rule.blocks) <= set(FAMILIES)
    assert kind_of(rule.grade) in ("study", "prior", "assumption")
    assert len({other.id for other in rules()}) == len(rules())


def test_every_candidate_note_has_known_sources_and_a_grade() -> None:
    for note in candidate_notes(case()):
        assert note.sources
        assert set(note.sources) <= set(literature())
        assert note.kind == kind_of(note.grade)


@pytest.mark.parametrize("words", [*words_in(tables("screening"))], ids=lambda words: words[:30])
def test_no_words_of_screening_order_dose_or_clear(words: str) -> None:
    assert not faults_of(words)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"age_years": 17.0}, "minor"),
        ({"age_years": 3.0}, "minor"),
        ({"conditions": ("suspicious-lesion",)}, "suspicious-lesion"),
        ({"conditions": ("hsv-history", "pregnancy", "actinic-keratosis")}, "actinic-keratosis"),
    ],
)
def test_who_must_be_refused_is_refused_with_the_reason_first(role: str, changes: dict[str, Any], reason: str) -> None:
    found = screen(case(role=role, **changes))
    assert found.verdict == "refuse"
    assert found.reasons[0].id == reason
    assert len(found.reasons[0].text) > 60
    assert found.reasons[0].sources


def test_eighteen_is_of_age_and_seventy_five_is_old() -> None:
    assert fired(case(age_years=18.0)) == set()
    assert fired(case(age_years=74.9)) == set()
    assert fired(case(age_years=75.0)) == {"high-age"}


def test_a_refusal_is_harder_than_waiting_and_that_than_care() -> None:
    assert VERDICTS == ("no-flag-found", "caution", "postpone", "refuse")
    found = screen(case(conditions=("keloid", "active-infection", "suspicious-lesion", "recent-tan")))
    order = [VERDICTS.index(reason.verdict) for reason in found.reasons]
    assert order == sorted(order, reverse=True)
    assert found.verdict == "refuse" == hardest(reason.verdict for reason in found.reasons)


@given(
    conditions=st.sets(st.sampled_from(CONDITIONS), max_size=6),
    more=st.sampled_from(CONDITIONS),
    age=st.floats(0.0, 110.0),
    phototype=st.sampled_from(PHOTOTYPES),
    concern=st.sampled_from(CONCERNS),
    site=st.sampled_from(SITES),
)
def test_a_condition_more_is_never_milder(
    conditions: set[str], more: str, age: float, phototype: str, concern: str, site: str
) -> None:
    person = {"age_years": age, "phototype": phototype, "concern": concern, "site": site}
    before, after = (screen(case(conditions=tuple(some), **person)) for some in (conditions, {*conditions, more}))
    assert VERDICTS.index(after.verdict) >= VERDICTS.index(before.verdict)
    assert set(before.blocks) <= set(after.blocks)
    assert {reason.id for reason in before.reasons} <= {reason.id for reason in after.reasons}


@given(st.sampled_from(CONDITIONS), st.sampled_from(PHOTOTYPES), st.sampled_from(CONCERNS), st.sampled_from(SITES))
def test_the_audience_changes_words_and_nothing_else(condition: str, phototype: str, concern: str, site: str) -> None:
    same = {"conditions": (condition,), "phototype": phototype, "concern": concern, "site": site}
    person, clinician = (screen(case(role=role, **same)) for role in ROLES)
    assert [reason.id for reason in person.reasons] == [reason.id for reason in clinician.reasons]
    assert (person.verdict, person.blocks) == (clinician.verdict, clinician.blocks)
    assert person.reasons[0].text != clinician.reasons[0].text


@pytest.mark.parametrize("role", ROLES)
def test_without_a_flag_it_says_that_this_is_not_clearance(role: str) -> None:
    found = screen(case(role=role))
    assert (found.verdict, found.reasons, found.blocks) == ("no-flag-found", (), ())
    assert "not clearance" in found.statement
    assert found.not_asked


@pytest.mark.parametrize(
    ("changes", "blocked"),
    [
        ({"conditions": ("tattoo",)}, {"picosecond-755"}),
        ({"conditions": ("gold-therapy",)}, {"picosecond-755"}),
        ({"phototype": "VI"}, {"picosecond-755"}),
        ({"phototype": "IV"}, set()),
        ({"conditions": ("isotretinoin",)}, {"ablative-full-field"}),
        ({"site": "neck", "conditions": ("tattoo",)}, {"picosecond-755", "ablative-full-field"}),
    ],
)
def test_a_rule_takes_families_out_of_a_plan(changes: dict[str, Any], blocked: set[str]) -> None:
    assert set(screen(case(**changes)).blocks) == blocked


def test_where_authorities_differ_both_views_are_told() -> None:
    isotretinoin = screen(case(conditions=("isotretinoin",))).reasons[0]
    assert isotretinoin.verdict == "caution"
    assert [view.sources for view in isotretinoin.views] == [("ASDS2017",), ("ASDS2017",)]
    assert all(view.text in isotretinoin.text for view in isotretinoin.views)
    dark = {reason.id: reason for reason in screen(case(phototype="VI")).reasons}["darker-skin"]
    usable, against = (view.text for view in dark.views)
    assert "lower density" in usable
    assert "Not for darker skin" in against
    for told in ("hyperpigmentation", "11 people", "8 of type VI", "hypopigmentation"):
        assert told in dark.text


def test_melasma_is_told_not_to_be_first_line_as_illness_and_as_aim() -> None:
    ill, aim = screen(case(conditions=("melasma",))), screen(case(concern="melasma"))
    assert "not first line" in ill.reasons[0].text
    assert "not first line" in aim.reasons[0].text
    spots = fired(case(conditions=("melasma",), concern="brown-spots"))
    assert {"melasma", "melasma-spots", "brown-spots"} <= spots
    assert "melasma-spots" not in fired(case(concern="brown-spots"))


def test_laxity_is_not_known_but_at_the_eyelids() -> None:
    assert fired(case(concern="laxity")) == {"laxity"}
    assert fired(case(concern="laxity", site="periorbital")) == {"laxity-eyelid", "periorbital"}
    assert {site for site in SITES if "laxity" in fired(case(concern="laxity", site=site))} == {*SITES} - {
        "periorbital"
    }


def test_whom_the_studies_speak_of_is_held_against_the_case() -> None:
    fits = {note.id: note.fits for note in candidate_notes(case(concern="acne-scars", phototype="VI"))}
    assert fits["superficial-scars"] is True
    assert fits["lighter-skin"] is False
    assert fits["several-sessions"] is None
