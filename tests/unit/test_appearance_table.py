"""The colour table as it ships, the tone found back from a photo's skin, and what the axes and the file hold."""

import json

import numpy as np
import pytest

from photomend.appearance import colour, table, tone
from photomend.catalog import literature, look_up

SHIPPED = table.skin_colours()


def test_the_table_gives_its_nodes() -> None:
    m, b = SHIPPED.melanosome_fraction, SHIPPED.blood_fraction
    assert SHIPPED.at(m[:, None], b[None, :]) == pytest.approx(SHIPPED.linear_srgb, abs=1e-6)


def test_between_nodes_it_is_linear_in_the_square_roots() -> None:
    m, b = SHIPPED.melanosome_fraction, SHIPPED.blood_fraction
    halfway = (0.5 * (np.sqrt(m[9]) + np.sqrt(m[10]))) ** 2
    assert SHIPPED.at(halfway, b[5]) == pytest.approx(SHIPPED.linear_srgb[9:11, 5].mean(axis=0), abs=1e-5)


def test_beyond_its_ends_it_holds() -> None:
    assert (SHIPPED.at(2.0, 1.0) == SHIPPED.at(SHIPPED.melanosome_fraction[-1], SHIPPED.blood_fraction[-1])).all()
    assert (SHIPPED.at(-1.0, -1.0) == SHIPPED.linear_srgb[0, 0]).all()


def test_every_colour_can_be_divided_by_and_shown() -> None:
    assert SHIPPED.linear_srgb.min() > 0.0
    assert SHIPPED.linear_srgb.max() < 1.0


def test_melanosomes_darken_and_blood_reddens() -> None:
    assert (np.diff(SHIPPED.linear_srgb, axis=0) < 0.0).all()
    lab = colour.lab_of_linear(SHIPPED.linear_srgb)
    light = SHIPPED.melanosome_fraction < 0.15
    resting_to_red = (SHIPPED.blood_fraction > 0.002) & (SHIPPED.blood_fraction < 0.05)
    assert (np.diff(lab[light][:, resting_to_red, 1], axis=1) > 0.0).all()
    assert (np.diff(lab[..., 0], axis=1) < 0.0).all()


def test_steps_between_nodes_are_too_small_to_see_as_steps() -> None:
    lab = colour.lab_of_linear(SHIPPED.linear_srgb)
    for one, two in ((lab[1:], lab[:-1]), (lab[:, 1:], lab[:, :-1])):
        assert colour.colour_difference(one, two).max() < 4.0


def test_the_axes_reach_the_strongest_of_every_effect() -> None:
    red = (
        look_up("appearance", "photo", "resting_blood_share").high + look_up("appearance", "scale", "blood_share").high
    )
    assert red < SHIPPED.blood_fraction[-1]
    own = look_up("tissue", "phototypes", "VI", "melanosome_fraction").value
    darker = own * look_up("appearance", "darkening", "own_melanosomes_share").high
    bronzed = look_up("appearance", "scale", "melanosomes_share").high
    assert own + darker + bronzed < SHIPPED.melanosome_fraction[-1]


def test_the_file_is_the_documented_form() -> None:
    document = table.document(SHIPPED)
    again = json.loads(json.dumps(document))
    assert np.array(again["linear_srgb"]).shape == (table.NODES, table.NODES, 3)
    for name, axis in (("melanosome_fraction", "melanosomes"), ("blood_fraction", "blood")):
        assert np.array(again[name]) == pytest.approx(table.axis(axis), abs=1e-9)
    assert set(again["sources"]) <= set(literature())
    assert again["specular_reflectance"] == pytest.approx(table.specular_reflectance(), abs=1e-6)


@pytest.mark.parametrize("light", [0.7, 1.0, 1.4])
@pytest.mark.parametrize("melanosomes", [0.015, 0.04, 0.1])
def test_a_tone_is_found_back_whatever_the_light(melanosomes: float, light: float) -> None:
    found = tone.fitted_tone(SHIPPED, light * SHIPPED.at(melanosomes, 0.008))
    assert found.melanosomes == pytest.approx(melanosomes, rel=0.25)
    assert found.blood == pytest.approx(0.008, rel=0.35)


def test_blood_of_a_photo_stays_within_what_skin_has_at_rest() -> None:
    rest = look_up("appearance", "photo", "resting_blood_share")
    for skin in ([0.6, 0.2, 0.2], [0.3, 0.4, 0.3], [0.9, 0.9, 0.9]):
        assert rest.low <= tone.fitted_tone(SHIPPED, np.array(skin)).blood <= rest.high


@pytest.mark.parametrize("melanosomes", [0.02, 0.06, 0.12])
def test_pigment_of_a_pixel_is_free_of_shade_and_blood(melanosomes: float) -> None:
    own = tone.Fit(melanosomes, 0.008)
    row, skin = tone.melanosome_row(SHIPPED, own), SHIPPED.at(*own)
    more = 0.03 * melanosomes
    assert row @ np.log(SHIPPED.at(melanosomes + more, 0.008) / skin) == pytest.approx(more, rel=0.1)
    assert row @ np.log(0.5 * np.ones(3)) == pytest.approx(0.0, abs=1e-9)
    assert abs(row @ np.log(SHIPPED.at(melanosomes, 0.0083) / skin)) < 0.1 * more
