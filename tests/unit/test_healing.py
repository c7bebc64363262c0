"""Healing as code: draws, figures, courses, notes and the picture."""

import dataclasses
import io
from typing import Any

import numpy as np
import pytest

from photomend.catalog import Sourced
from photomend.healing import Wound, heal, pigment_course
from photomend.healing.draws import BANDS, PEOPLE, between, injuries, parameters, people
from photomend.healing.heal import DAYS, last_day_above
from photomend.healing_figure import draw_healing
from photomend.result import Quantity


def known(value: float, unit: str, low: float | None = None, high: float | None = None) -> Quantity:
    return Quantity(value=value, unit=unit, low=value if low is None else low, high=value if high is None else high)


def wound(**changes: Any) -> Wound:
    """Return the wound of columns 150 um wide that cover a fifth of the skin, or a changed one."""
    columns = Wound(
        endpoint="coagulation",
        mechanism="coagulation",
        full_field=False,
        wavelength_nm=1550.0,
        pulse_energy_mJ=20.0,
        total_density_per_cm2=1000.0,
        epidermal_gap=known(150.0, "um", 110.0, 190.0),
        necrosis_depth=known(500.0, "um", 400.0, 600.0),
        collagen_depth=known(400.0, "um"),
        removed_depth=known(0.0, "um"),
        coverage=known(0.22, "1", 0.15, 0.3),
        epidermal_coverage=known(0.2, "1", 0.13, 0.28),
        dead_tissue=known(80.0, "um", 50.0, 120.0),
        coagulated_dermis=known(25.0, "um"),
        bulk_temperature_rise=known(1.0, "K"),
        bulk_peak_temperature=known(39.0, "degC", 37.0, 42.0),
        vacuole_share=known(0.0, "1"),
        cooled=True,
        site="cheek",
        phototype="III",
        age_years=45.0,
        melanosome_fraction=0.03,
    )
    return dataclasses.replace(columns, **changes)


NONE = wound(
    endpoint="none",
    epidermal_gap=known(0.0, "um"),
    necrosis_depth=known(0.0, "um"),
    collagen_depth=known(0.0, "um"),
    coverage=known(0.0, "1"),
    epidermal_coverage=known(0.0, "1"),
    dead_tissue=known(0.0, "um"),
    coagulated_dermis=known(0.0, "um"),
    bulk_peak_temperature=known(35.0, "degC"),
)
FIELD = wound(
    full_field=True,
    pulse_energy_mJ=None,
    total_density_per_cm2=0.0,
    epidermal_gap=known(5000.0, "um"),
    epidermal_coverage=known(1.0, "1"),
)


def test_the_middle_of_every_draw_is_the_value_and_none_leaves_the_range() -> None:
    for name, one in parameters().items():
        drawn = people()[name]
        assert drawn.shape == (PEOPLE, 1)
        assert np.median(drawn) == pytest.approx(one.value, rel=0.01)
        assert one.low * (1 - 1e-12) <= drawn.min() <= drawn.max() <= one.high * (1 + 1e-12)


def test_draws_of_different_parameters_do_not_go_together() -> None:
    spread = [values[:, 0] for values in people().values() if np.ptp(values) > 0.0]
    ranks = np.argsort(np.argsort(spread, axis=1), axis=1)
    together = np.corrcoef(ranks) - np.eye(len(spread))
    assert np.abs(together).max() < 0.1


def test_a_range_that_reaches_nothing_is_crossed_linearly_and_nothing_stays_nothing() -> None:
    ends = np.array([-1.0, -0.5, 0.0, 1.0])
    reaches = Sourced(2.0, "1", 0.0, 4.0, ("Assumption",), "assumed")
    assert between(reaches, ends).tolist() == [0.0, 1.0, 2.0, 4.0]
    assert between(known(0.0, "1", 0.0, 9.0), ends).tolist() == [0.0] * 4


def test_what_goes_with_the_size_of_a_zone_is_drawn_together() -> None:
    injury = injuries(wound())
    assert np.corrcoef(injury.gap[:, 0], injury.epidermal_coverage[:, 0])[0, 1] > 0.95
    assert np.corrcoef(injury.gap[:, 0], injury.bulk_peak_C[:, 0])[0, 1] < 0.1


def test_whether_a_field_lost_its_epidermis_is_not_drawn() -> None:
    unsure = dataclasses.replace(FIELD, epidermal_coverage=known(1.0, "1", 0.0, 1.0))
    assert injuries(unsure).epidermal_coverage.min() == 1.0
    assert any("not settled" in note for note in heal(unsure).figures.notes)
    assert not any("not settled" in note for note in heal(FIELD).figures.notes)


def test_the_course_has_the_days_and_bands_told() -> None:
    course = heal(wound()).course
    assert course["day"].values.tolist() == DAYS.tolist()
    assert course["band"].values.tolist() == list(BANDS)
    assert {name: one.attrs["units"] for name, one in course.items()} == dict.fromkeys(course, "1")
    assert course["day"].attrs["units"] == "day"
    for name, one in course.items():
        assert one.dims == ("day", "band"), name
        assert 0.0 <= float(one.min()) <= float(one.max()) <= 1.0
        assert bool((one.diff("band") >= 0.0).all())


@pytest.mark.parametrize("which", ["closed", "remodelling"])
def test_what_heals_does_not_open_again(which: str) -> None:
    assert bool((heal(wound()).course[which].diff("day") >= 0.0).all())


def test_figures_are_quantities_in_days_with_sources() -> None:
    figures = heal(wound()).figures
    for name in type(figures).model_fields:
        one = getattr(figures, name)
        if name == "notes":
            continue
        assert one.unit == "day"
        assert one.low <= one.value <= one.high
        assert one.kind == "model"
        assert one.sources


def test_healing_twice_is_the_same() -> None:
    first, second = heal(wound()), heal(wound())
    assert first.figures == second.figures
    assert first.course.identical(second.course)


def test_the_last_day_is_that_of_an_exponential() -> None:
    course = np.stack([np.exp(-DAYS / 3.0), np.zeros_like(DAYS), np.ones_like(DAYS)])
    found = last_day_above(course, np.full((3, 1), 0.2))
    assert found == pytest.approx([3.0 * np.log(5.0), 0.0, DAYS[-1]])


def test_vacuoles_tell_no_day_of_shedding() -> None:
    burst = dataclasses.replace(NONE, endpoint="breakdown", mechanism="breakdown", vacuole_share=known(0.4, "1"))
    figures = heal(burst).figures
    assert figures.closed_days.value == 0.0
    assert figures.debris_from_day is None
    assert figures.debris_to_day is None
    assert any("vacuoles" in note for note in figures.notes)


def test_the_dispute_about_collagen_is_told_wherever_tissue_died() -> None:
    assert any("conflict" in note for note in heal(wound()).figures.notes)
    assert not any("conflict" in note for note in heal(NONE).figures.notes)


def test_removal_that_is_not_settled_is_told() -> None:
    unsure = wound(removed_depth=known(0.0, "um", 0.0, 120.0))
    assert any("up to 120 um" in note for note in heal(unsure).figures.notes)


def test_what_site_and_colour_leave_out_is_told() -> None:
    told = "; ".join(heal(wound(site="neck", phototype="V")).figures.notes)
    assert "off the face (neck)" in told
    assert "in darker skin" in told
    assert "off the face" not in "; ".join(heal(wound()).figures.notes)


def test_the_first_note_says_how_the_wound_closes() -> None:
    crater = wound(mechanism="ablation", removed_depth=known(150.0, "um"))
    firsts = [heal(one).figures.notes[0] for one in (wound(), crater, FIELD, NONE)]
    assert len(set(firsts)) == 4
    assert all(first.startswith("closing: ") for first in firsts)


def test_pigment_needs_no_order_of_days_and_starts_at_nothing() -> None:
    days = np.array([0.0, 30.0, 7.0])
    course = pigment_course(days)
    assert course.dims == ("day", "band")
    assert course.sel(day=0.0).values.tolist() == [0.0] * 3
    assert course.sel(day=30.0).values.tolist() == pigment_course(np.array([30.0])).values[0].tolist()


@pytest.mark.parametrize("one", [wound(), NONE, FIELD], ids=["columns", "none", "field"])
def test_the_figure_draws_every_wound(one: Wound) -> None:
    figure = draw_healing(heal(one), "a title")
    assert len(figure.axes) == 5
    assert figure.get_suptitle() == "a title"
    figure.savefig(io.BytesIO(), format="svg")


def test_days_that_are_not_known_are_said_to_be() -> None:
    burst = dataclasses.replace(NONE, mechanism="breakdown", vacuole_share=known(0.4, "1"))
    words = [text.get_text() for axes in draw_healing(heal(burst)).axes for text in axes.texts]
    assert "not known" in words
