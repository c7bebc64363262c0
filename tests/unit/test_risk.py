"""Risks of a session: counted ones with their intervals, the forecast of hyperpigmentation, and what is not known."""

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import beta

from photomend.case import PHOTOTYPES, Person
from photomend.catalog import MARKS, literature, tables
from photomend.healing import Wound
from photomend.outcome import Risk, risks
from photomend.outcome.pigment_risk import PARAMETERS, TYPES, posterior
from photomend.outcome.risk import hyperpigmentation, jeffreys, pooled
from photomend.pattern import Pattern
from photomend.result import Quantity

DIRECTIVES = re.compile(r"\b(you should|should|must|use \d|recommend\w*|mg)\b", re.IGNORECASE)
RADIUS_MM = 0.061  # of a zone at 10 mJ
PASSES = 8


def quantity(value: float, unit: str = "1", spread: float = 0.0) -> Quantity:
    return Quantity(value=value, unit=unit, low=value - spread, high=value + spread)


def share(density_per_cm2: float) -> float:
    return float(Pattern("random", 0.01 * density_per_cm2 / PASSES, PASSES).coverage(RADIUS_MM))


def wound(density: float = 1000.0, **changes: Any) -> Wound:
    """Return the wound of a fractional laser: 1550 nm, 10 mJ, cooled, on a cheek."""
    covered = quantity(share(density))
    usual = Wound(
        endpoint="coagulation", mechanism="coagulation", full_field=False, wavelength_nm=1550.0, pulse_energy_mJ=10.0,
        total_density_per_cm2=density, epidermal_gap=quantity(120.0, "um"), necrosis_depth=quantity(300.0, "um"),
        collagen_depth=quantity(250.0, "um"), removed_depth=quantity(0.0, "um"), coverage=covered,
        epidermal_coverage=covered, dead_tissue=quantity(30.0, "um"), coagulated_dermis=quantity(20.0, "um"),
        bulk_temperature_rise=quantity(2.0, "K"), bulk_peak_temperature=quantity(39.0, "degC", 3.0),
        vacuole_share=quantity(0.0), cooled=True, site="cheek", phototype="III", age_years=40.0,
        melanosome_fraction=0.03,
    )  # fmt: skip
    return replace(usual, **changes)


def person(phototype: str = "III", *conditions: str) -> Person:
    return Person(age_years=40.0, phototype=phototype, conditions=conditions)  # type: ignore[arg-type]


def by_event(of: Wound, who: Person) -> dict[str, Risk]:
    return {risk.event: risk for risk in risks(of, who)}


def pigment(of: Wound, who: Person) -> Quantity:
    probability = hyperpigmentation(of, who).probability
    assert probability is not None
    return probability


def log_width(told: Quantity) -> float:
    logit = [math.log(end / (1.0 - end)) for end in (told.low, told.high)]
    return logit[1] - logit[0]


densities = st.floats(100.0, 4000.0)
phototypes = st.sampled_from(PHOTOTYPES)


@given(events=st.integers(0, 40), more=st.integers(1, 2000))
def test_jeffreys_intervals_are_those_of_the_beta_law(events: int, more: int) -> None:
    low, high = jeffreys(events, events + more)
    law = beta(events + 0.5, more + 0.5)
    assert high == pytest.approx(law.ppf(0.975))
    assert low == (pytest.approx(law.ppf(0.025)) if events else 0.0)
    assert low <= events / (events + more) <= high


@pytest.mark.parametrize(
    ("events", "number", "low", "high"),
    [(73, 961, 6.1, 9.4), (43, 856, 3.7, 6.6), (18, 961, 1.2, 2.9), (17, 961, 1.1, 2.8), (5, 856, 0.2, 1.3)],
)
def test_intervals_of_the_series_are_the_published_computation(
    events: int, number: int, low: float, high: float
) -> None:
    assert [round(100.0 * end, 1) for end in jeffreys(events, number)] == pytest.approx([low, high], abs=0.11)


@pytest.mark.parametrize("event", tables("adverse_events")["event"], ids=lambda event: event["name"])
def test_the_pooled_range_holds_every_series_and_its_interval(event: dict[str, Any]) -> None:
    told = pooled(event)
    for series in event["series"]:
        low, high = jeffreys(series["events"], series["treatments"])
        assert told.low <= low < high <= told.high
    recalled = any(series["mark"] == "recalled" for series in event["series"])
    assert told.kind == ("assumption" if recalled else "study")
    assert 0.0 < told.low < told.value < told.high < 1.0


def test_series_that_disagree_are_not_pooled_into_a_narrow_interval() -> None:
    told = by_event(wound(), person())["acne-like eruption"].probability
    assert told is not None
    assert told.high / told.low > 50.0


def test_base_rates_do_not_depend_on_the_settings() -> None:
    names = ("any unwanted effect", "cold sores", "acne-like eruption", "prolonged redness")
    mild, strong = by_event(wound(300.0), person()), by_event(wound(3000.0, pulse_energy_mJ=60.0), person("VI"))
    assert [mild[name].probability for name in names] == [strong[name].probability for name in names]


def test_cold_sores_in_the_past_change_the_words_and_no_number() -> None:
    never, once = (by_event(wound(), person("III", *past))["cold sores"] for past in ((), ("hsv-history",)))
    assert never.probability == once.probability
    assert "by how much was not measured" in once.statement
    assert "by how much was not measured" not in never.statement


@pytest.mark.parametrize("event", ["milia", "burn", "scar", "infection"])
def test_without_a_denominator_there_is_no_probability(event: str) -> None:
    told = by_event(wound(), person())[event]
    assert told.probability is None
    assert told.band is None
    assert told.statement.startswith("Not known")


def test_bounds_are_those_that_counts_allow() -> None:
    told = by_event(wound(), person())
    scar, infection = told["scar"].upper_bound, told["infection"].upper_bound
    assert scar is not None
    assert infection is not None
    assert scar.value == pytest.approx(3.0 / 1817.0)
    assert "reported elsewhere" in told["scar"].statement
    assert (scar.kind, infection.kind) == ("study", "assumption")
    assert beta.cdf(infection.value, 2.0, 960.0) == pytest.approx(0.95)
    assert told["milia"].upper_bound is None


@pytest.mark.parametrize(
    ("peak", "words", "outside"), [(39.0, "below", False), (44.0, "passes", False), (47.0, "above", True)]
)
def test_a_burn_is_told_by_the_computed_warmth(peak: float, words: str, outside: bool) -> None:
    burn = by_event(wound(bulk_peak_temperature=quantity(peak, "degC", 3.0)), person())["burn"]
    assert words in burn.statement
    assert f"{peak:.1f} degC" in burn.statement
    assert burn.outside_tested_range is outside
    assert burn.kind == "model"


OTHERS: dict[str, dict[str, Any]] = {
    "ablative": {"mechanism": "ablation", "wavelength_nm": 10600.0},
    "picosecond": {
        "mechanism": "breakdown", "wavelength_nm": 755.0, "epidermal_coverage": quantity(0.0),
        "vacuole_share": quantity(0.3),
    },
    "full field": {"full_field": True, "pulse_energy_mJ": None, "total_density_per_cm2": 0.0},
}  # fmt: skip


@pytest.mark.parametrize("kind", OTHERS)
def test_counts_of_fractional_lasers_are_not_lent_to_other_treatments(kind: str) -> None:
    told = by_event(wound(**OTHERS[kind]), person())
    for name in ("any unwanted effect", "cold sores", "acne-like eruption", "prolonged redness", "scar", "infection"):
        assert told[name].probability is None
        assert told[name].upper_bound is None
        assert told[name].statement.startswith("Not known")
        assert told[name].outside_tested_range


def test_a_wavelength_no_series_had_is_outside_the_tested_range() -> None:
    for nm, outside in ((1550.0, False), (1927.0, False), (1410.0, True)):
        assert by_event(wound(wavelength_nm=nm), person())["cold sores"].outside_tested_range is outside


@given(density=densities, more=st.floats(1.05, 4.0), phototype=phototypes)
def test_hyperpigmentation_rises_with_density_and_the_coverage_it_brings(
    density: float, more: float, phototype: str
) -> None:
    assume(density >= 210.0 and density * more <= 2500.0 and share(density) > 0.07)
    fewer, denser = pigment(wound(density), person(phototype)), pigment(wound(density * more), person(phototype))
    assert 0.0 < fewer.low < fewer.value < fewer.high < 1.0
    assert fewer.value < denser.value
    assert fewer.high < denser.high


@given(covered=st.floats(0.08, 0.6), more=st.floats(1.02, 1.15), phototype=phototypes)
def test_hyperpigmentation_rises_with_coverage_at_equal_density(covered: float, more: float, phototype: str) -> None:
    less, greater = (
        pigment(wound(epidermal_coverage=quantity(covered * factor)), person(phototype)).value for factor in (1.0, more)
    )
    assert less < greater


@given(density=densities, energy=st.floats(4.0, 60.0), more=st.floats(1.02, 1.15))
def test_hyperpigmentation_rises_with_energy(density: float, energy: float, more: float) -> None:
    less, greater = (pigment(wound(density, pulse_energy_mJ=energy * factor), person()).value for factor in (1.0, more))
    assert less < greater


@given(density=densities, cooled=st.booleans())
def test_hyperpigmentation_rises_with_phototype(density: float, cooled: bool) -> None:
    told = [pigment(wound(density, cooled=cooled), person(phototype)).value for phototype in ("II", "III", "IV", "V")]
    assert told == sorted(told)
    assert len(set(told)) == 4


@given(density=densities, phototype=phototypes)
def test_cooling_lowers_and_melasma_raises_hyperpigmentation(density: float, phototype: str) -> None:
    usual = pigment(wound(density), person(phototype)).value
    assert usual < pigment(wound(density, cooled=False), person(phototype)).value
    assert usual < pigment(wound(density), person(phototype, "melasma")).value
    assert usual < pigment(wound(density, wavelength_nm=1927.0), person(phototype)).value


OUTSIDE: dict[str, dict[str, Any]] = {
    "wavelength": {"wavelength_nm": 1410.0},
    "site": {"site": "neck"},
    "bulk heating": {"bulk_peak_temperature": quantity(50.0, "degC")},
    "picosecond": {"mechanism": "breakdown"},
    "full field": {"full_field": True},
    "ablative": {"mechanism": "ablation"},
}


@pytest.mark.parametrize("reason", OUTSIDE)
@pytest.mark.parametrize("phototype", ["II", "IV", "VI"])
def test_the_interval_widens_outside_the_data_and_the_statement_says_why(reason: str, phototype: str) -> None:
    inside, outside = (hyperpigmentation(wound(**change), person(phototype)) for change in ({}, OUTSIDE[reason]))
    assert inside.probability is not None
    assert outside.probability is not None
    assert log_width(outside.probability) > 1.03 * log_width(inside.probability)
    assert inside.outside_tested_range is (phototype == "VI")
    assert outside.outside_tested_range
    assert "Outside what was studied" in outside.statement
    order = ("low", "moderate", "high")
    assert order.index(outside.band or "") >= order.index(inside.band or "")


@given(factor=st.floats(1.05, 4.0))
def test_the_interval_widens_with_the_distance_from_studied_densities(factor: float) -> None:
    edge = quantity(0.3)  # dead epidermis held, so that density alone goes beyond
    near, far = (pigment(wound(density, epidermal_coverage=edge), person()) for density in (2500.0, 2500.0 * factor))
    assert log_width(far) > log_width(near)


@pytest.mark.parametrize(
    "changes", [{"pulse_energy_mJ": 80.0}, {"pulse_energy_mJ": 2.0}, {"total_density_per_cm2": 60.0}]
)
def test_settings_beyond_the_studies_are_said_to_be(changes: dict[str, Any]) -> None:
    assert hyperpigmentation(wound(**changes), person()).outside_tested_range
    assert not hyperpigmentation(wound(), person()).outside_tested_range


def test_a_recent_tan_and_the_darkest_skin_are_outside_the_data() -> None:
    assert "tanned" in hyperpigmentation(wound(), person("III", "recent-tan")).statement
    assert "V and VI" in hyperpigmentation(wound(), person("V")).statement


def test_people_with_melasma_are_told_what_is_known_of_it() -> None:
    assert "darker melasma" not in by_event(wound(), person())
    told = by_event(wound(), person("III", "melasma"))["darker melasma"]
    assert told.probability is None
    assert told.statement.startswith("Not known")


@pytest.mark.parametrize("changes", [{}, *OTHERS.values()])
def test_every_risk_has_kind_and_sources_and_no_directive(changes: dict[str, Any]) -> None:
    for risk in risks(wound(**changes), person("IV", "hsv-history", "melasma")):
        assert risk.sources, risk.event
        assert set(risk.sources) <= set(literature())
        assert not DIRECTIVES.search(risk.statement), risk.statement
        for figure in (risk.probability, risk.upper_bound):
            assert figure is None or (figure.kind == risk.kind and figure.sources and 0.0 <= figure.low <= figure.value)
        if risk.outside_tested_range and risk.event != "burn":
            assert re.search(r"Outside|Not known for this kind", risk.statement)


def test_every_row_of_the_studies_is_whole() -> None:
    for row in tables("pigment_studies")["row"]:
        assert row["mark"] in MARKS
        assert set(row["source"]) <= set(literature())
        assert math.isclose(sum(row["phototypes"].values()), 1.0)
        assert set(row["phototypes"]) <= set(TYPES)
        assert 0.0 <= row["events"] <= row["counted"]
        assert row["looking"] in (-0.5, 0.0, 0.5)
        assert row["coverage_share"]["mark"] == "derived"


def test_the_stored_draws_keep_every_sign_and_the_order_of_phototypes() -> None:
    draws = posterior()
    assert draws.shape == (500, len(PARAMETERS))
    assert (draws[:, 4:] > 0.0).all()
    assert (draws[:, :3] < draws[:, 1:4]).all()


def test_the_figure_has_a_panel_for_every_class_of_phototype() -> None:
    from photomend.risk_figure import draw_pigment_risk

    figure = draw_pigment_risk()
    titles = [f"phototype {name}" for name in ("I, II", "III", "IV", "V, VI")]
    assert [axes.get_title() for axes in figure.axes] == titles
    assert all(len(axes.lines) > 4 for axes in figure.axes)
