"""In the room: every kind of treatment has every part, graded and sourced, for both audiences, without an order."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args

import pytest

from photomend.case import FAMILIES, PHOTOTYPES, Case, case_of
from photomend.catalog import literature, tables
from photomend.cautions import BURN_RISK_C
from photomend.description import BadInput
from photomend.healing.wound import Wound
from photomend.outcome.screening import kind_of
from photomend.planner import Care, care_for
from photomend.planner.care import CareLine, hazards_of
from photomend.result import Quantity
from photomend.skin.anatomy import Site
from tests.unit.wording import faults_of

PARTS = ("comfort", "eye_protection", "test_spot", "before", "aftercare", "call_if")
ROLES = ("person", "clinician")
SITES = get_args(Site)


def case(role: str = "person", phototype: str = "III", site: str = "cheek", **person: Any) -> Case:
    """Return a case for acne scars."""
    return case_of(
        {
            "audience": {"role": role},
            "person": {"age_years": 45.0, "phototype": phototype, **person},
            "goal": {"concern": "acne-scars", "site": site},
        }
    )


def warmed(peak_C: float, spread_K: float = 0.5, wavelength_nm: float = 1550.0) -> Wound:
    """Return a wound of which only the warmth and the wavelength are told."""
    unknown: dict[str, Any] = dict.fromkeys(field.name for field in fields(Wound))
    peak = Quantity(value=peak_C, unit="degC", low=peak_C - spread_K, high=peak_C + spread_K, sources=("Pennes1948",))
    return Wound(**{**unknown, "bulk_peak_temperature": peak, "wavelength_nm": wavelength_nm})


def lines_of(care: Care) -> Iterator[CareLine]:
    for part in PARTS:
        yield from getattr(care, part)
    for watched in (care.watch.expected, care.watch.pause, care.watch.stop):
        yield from watched


def everything(family: str) -> list[Care]:
    """Return what is said of a family to anybody."""
    anyone = [{"phototype": phototype, "site": site} for phototype in PHOTOTYPES for site in ("cheek", "periorbital")]
    flagged = {"conditions": ("hsv-history", "keloid", "tattoo")}
    return [care_for(family, None, case(role, **one, **flagged)) for role in ROLES for one in anyone]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_kind_of_treatment_has_every_part(family: str, role: str) -> None:
    care = care_for(family, None, case(role))
    assert all(getattr(care, part) for part in PARTS)
    assert care.watch.expected
    assert care.watch.pause
    assert len(care.watch.stop) >= 3
    assert care.family == family


@pytest.mark.parametrize("family", FAMILIES)
def test_every_line_has_a_kind_a_grade_and_known_sources(family: str) -> None:
    for line in (line for care in everything(family) for line in lines_of(care)):
        assert line.sources, line.text
        assert set(line.sources) <= set(literature())
        assert line.kind == (line.figure.kind if line.figure else kind_of(line.grade))
        if line.figure:
            assert line.figure.low <= line.figure.value <= line.figure.high
            assert line.figure.sources


@pytest.mark.parametrize("family", FAMILIES)
def test_no_line_orders_doses_dials_or_clears(family: str) -> None:
    said = {line.text for care in everything(family) for line in lines_of(care)}
    assert {words: found for words in said if (found := faults_of(words))} == {}
    assert not [words for words in said if "{" in words]


@pytest.mark.parametrize("family", FAMILIES)
def test_both_audiences_get_the_same_structure(family: str) -> None:
    person, clinician = (care_for(family, warmed(40.0), case(role)) for role in ROLES)
    pairs = list(zip(lines_of(person), lines_of(clinician), strict=True))
    assert [one.figure for one, _ in pairs] == [other.figure for _, other in pairs]
    assert [one.sources for one, _ in pairs] == [other.sources for _, other in pairs]
    assert sum(one.text != other.text for one, other in pairs) > 10


def test_every_entry_of_the_data_file_is_reached() -> None:
    written = {
        entry.get("plain", entry["text"]).split("{")[0]
        for name, part in tables("care").items()
        if isinstance(part, list)
        for entry in part
    }
    flagged = {"conditions": ("hsv-history", "keloid")}
    said = [
        line.text
        for family in FAMILIES
        for site in SITES
        for line in lines_of(care_for(family, None, case("person", "VI", site, **flagged)))
    ]
    assert [start for start in written if not any(words.startswith(start) for words in said)] == []


def test_pain_with_and_without_cold_air_is_that_of_the_trial() -> None:
    figures = [line.figure for line in care_for("fractional-1550", None, case()).comfort if line.figure]
    told = {figure.value: figure for figure in figures}
    assert (told[6.95].low, told[6.95].high) == pytest.approx((6.95 - 2.0, 6.95 + 2.0))
    assert (told[4.0].low, told[4.0].high) == pytest.approx((4.0 - 1.8, 4.0 + 1.8))
    assert {told[value].kind for value in (6.95, 4.0, 4.6, 5.15)} == {"study"}
    assert told[6.95].sources == ("FisherCooling2005",)


def test_pain_of_another_wavelength_is_an_assumption_and_none_is_made_up() -> None:
    pain = {family: care_for(family, None, case()).pain for family in FAMILIES}
    known = {family: (figure.value, figure.kind) for family, figure in pain.items() if figure}
    assert known == {
        "fractional-1410": (4.6, "assumption"),
        "fractional-1440": (4.6, "assumption"),
        "fractional-1540": (4.6, "assumption"),
        "fractional-1550": (4.6, "study"),
        "fractional-1927": (4.8, "study"),
        "picosecond-755": (2.83, "study"),
    }


def test_darker_skin_is_told_that_it_hurts_more() -> None:
    told = {
        phototype: "Mahmoud2010"
        in {
            key
            for line in care_for("fractional-1550", None, case("clinician", phototype)).comfort
            for key in line.sources
        }
        for phototype in PHOTOTYPES
    }
    assert told == {"I": False, "II": False, "III": False, "IV": True, "V": True, "VI": True}


@pytest.mark.parametrize("family", FAMILIES)
def test_numbing_is_told_with_its_contact_time_and_its_danger(family: str) -> None:
    comfort = care_for(family, None, case("clinician")).comfort
    contact = next(line.figure for line in comfort if line.figure and line.figure.unit == "s")
    assert (contact.low, contact.high) == (30 * 60.0, 60 * 60.0)
    assert any("systemic toxicity" in line.text and "arge areas" in line.text for line in comfort)


@pytest.mark.parametrize(
    ("wavelength_nm", "hazard"),
    [
        (755.0, "retina"),
        (1064.0, "retina"),
        (1320.0, "either"),
        (1410.0, "cornea"),
        (1927.0, "cornea"),
        (10600.0, "cornea"),
    ],
)
def test_the_wavelength_decides_which_part_of_the_eye_is_at_risk(wavelength_nm: float, hazard: str) -> None:
    assert hazards_of("full-field", wavelength_nm) == (hazard,)
    stated, simulated = (
        care_for("full-field", wound, case("clinician"), wavelength_nm)
        for wound in (None, warmed(40.0, wavelength_nm=wavelength_nm))
    )
    assert stated.eye_protection == simulated.eye_protection
    assert ("retina" in stated.eye_protection[0].text) == (hazard != "cornea")


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_has_the_hazard_of_the_wavelength_in_its_name(family: str) -> None:
    digits = family.rsplit("-", 1)[-1]
    if digits.isdigit():
        assert hazards_of(family) == hazards_of(family, float(digits))
    assert set(hazards_of(family)) <= {"retina", "either", "cornea"}


def test_around_the_eyes_shields_lie_on_the_eye() -> None:
    near, far = (care_for("fractional-1927", None, case("clinician", site=site)) for site in ("periorbital", "cheek"))
    assert any("shields on the eye" in line.text for line in near.eye_protection)
    assert not any("shields on the eye" in line.text for line in far.eye_protection)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("peak_C", "said"),
    [(BURN_RISK_C - 1.0, None), (BURN_RISK_C - 0.3, "may lie above"), (BURN_RISK_C + 0.1, "lies above")],
)
def test_the_computed_warmth_is_told_and_warned_of(role: str, peak_C: float, said: str | None) -> None:
    watch = care_for("fractional-1550", warmed(peak_C), case(role)).watch
    told = watch.expected[0]
    assert (told.kind, told.figure and told.figure.value) == ("model", peak_C)
    assert (watch.warning is None) == (said is None)
    assert (said or "") in (watch.warning or "")


def test_without_a_simulation_no_warmth_is_told() -> None:
    watch = care_for("fractional-1550", None, case()).watch
    assert watch.warning is None
    assert all(line.kind != "model" for line in watch.expected)


def test_redness_is_a_reason_to_call_after_a_time_that_depends_on_the_kind() -> None:
    days = {}
    for family in FAMILIES:
        call = care_for(family, None, case()).call_if
        (days[family],) = (line.figure for line in call if line.figure)
    assert {figure.kind for figure in days.values()} == {"assumption"}
    assert days["fractional-1550"].value == 4.0
    assert days["fractional-1550"].value < days["fractional-1927"].value < days["ablative-fractional"].value


def test_an_unknown_kind_is_refused_in_one_sentence() -> None:
    with pytest.raises(BadInput, match="family = microwave is not a known kind of treatment; choose one of"):
        care_for("microwave", None, case())
