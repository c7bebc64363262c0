"""Colour: published values of the standards, and what must hold for every reflectance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photomend.appearance import colour
from photomend.catalog import columns

# Pairs of colours and their CIEDE2000 difference, made to reach every branch of the formula  [Sharma2005].
PAIRS = np.array(
    [
        [50.0000, 2.6772, -79.7751, 50.0000, 0.0000, -82.7485, 2.0425],
        [50.0000, 3.1571, -77.2803, 50.0000, 0.0000, -82.7485, 2.8615],
        [50.0000, 2.8361, -74.0200, 50.0000, 0.0000, -82.7485, 3.4412],
        [50.0000, -1.3802, -84.2814, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, -1.1848, -84.8006, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, -0.9009, -85.5211, 50.0000, 0.0000, -82.7485, 1.0000],
        [50.0000, 0.0000, 0.0000, 50.0000, -1.0000, 2.0000, 2.3669],
        [50.0000, -1.0000, 2.0000, 50.0000, 0.0000, 0.0000, 2.3669],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0009, 7.1792],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0010, 7.1792],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0011, 7.2195],
        [50.0000, 2.4900, -0.0010, 50.0000, -2.4900, 0.0012, 7.2195],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0009, -2.4900, 4.8045],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0010, -2.4900, 4.8045],
        [50.0000, -0.0010, 2.4900, 50.0000, 0.0011, -2.4900, 4.7461],
        [50.0000, 2.5000, 0.0000, 50.0000, 0.0000, -2.5000, 4.3065],
        [50.0000, 2.5000, 0.0000, 73.0000, 25.0000, -18.0000, 27.1492],
        [50.0000, 2.5000, 0.0000, 61.0000, -5.0000, 29.0000, 22.8977],
        [50.0000, 2.5000, 0.0000, 56.0000, -27.0000, -3.0000, 31.9030],
        [50.0000, 2.5000, 0.0000, 58.0000, 24.0000, 15.0000, 19.4535],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.1736, 0.5854, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.2972, 0.0000, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 1.8634, 0.5757, 1.0000],
        [50.0000, 2.5000, 0.0000, 50.0000, 3.2592, 0.3350, 1.0000],
        [60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644],
        [63.0109, -31.0961, -5.8663, 62.8187, -29.7946, -4.0864, 1.2630],
        [61.2901, 3.7196, -5.3901, 61.4292, 2.2480, -4.9620, 1.8731],
        [35.0831, -44.1164, 3.7933, 35.0232, -40.0716, 1.5901, 1.8645],
        [22.7233, 20.0904, -46.6940, 23.0331, 14.9730, -42.5619, 2.0373],
        [36.4612, 47.8580, 18.3852, 36.2715, 50.5065, 21.2231, 1.4146],
        [90.8027, -2.0831, 1.4410, 91.1528, -1.6435, 0.0447, 1.4441],
        [90.9257, -0.5406, -0.9208, 88.6381, -0.8985, -0.7239, 1.5381],
        [6.7747, -0.2908, -2.4247, 5.8714, -0.0985, -2.2286, 0.6377],
        [2.0776, 0.0795, -1.1350, 0.9033, -0.0636, -0.5514, 0.9082],
    ]
)


def test_colour_differences_are_the_published_ones() -> None:
    found = colour.colour_difference(PAIRS[:, :3], PAIRS[:, 3:6])
    assert np.abs(found - PAIRS[:, 6]).max() < 1e-4


def test_a_difference_is_the_same_both_ways() -> None:
    one, two = PAIRS[:, :3], PAIRS[:, 3:6]
    assert colour.colour_difference(two, one) == pytest.approx(colour.colour_difference(one, two), abs=1e-9)
    assert colour.colour_difference(one, one).max() == 0.0


def test_daylight_is_white() -> None:
    white = colour.xyz_of(np.ones(colour.wavelengths_nm().size))
    assert colour.linear_srgb_of(white) == pytest.approx(np.ones(3), abs=1e-12)
    assert colour.lab_of(white) == pytest.approx([100.0, 0.0, 0.0], abs=1e-9)
    # x and y of D65 as the standard of sRGB rounds them
    assert (white / white.sum())[:2] == pytest.approx([0.3127, 0.3290], abs=1e-4)


def test_the_matrix_is_that_of_the_standard() -> None:
    published = [[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]]
    assert pytest.approx(np.array(published), abs=5e-4) == colour.linear_srgb_of(np.eye(3)).T


def test_the_observer_is_most_sensitive_in_the_green() -> None:
    table = columns("colour_matching")
    assert table["wavelength_nm"][table["y"].argmax()] == 555.0
    assert table["y"].max() == 1.0
    assert table["d65"][table["wavelength_nm"] == 560.0] == 100.0


@pytest.mark.parametrize(
    ("srgb", "lab"),
    [
        ((1.0, 0.0, 0.0), (53.24, 80.09, 67.20)),
        ((0.0, 1.0, 0.0), (87.73, -86.18, 83.18)),
        ((0.0, 0.0, 1.0), (32.30, 79.19, -107.86)),
        ((0.5, 0.5, 0.5), (53.39, 0.0, 0.0)),
    ],
)
def test_the_corners_of_a_screen_have_the_known_lab(srgb: tuple[float, ...], lab: tuple[float, ...]) -> None:
    found = colour.lab_of_linear(colour.decoded(np.array(srgb)))
    assert found == pytest.approx(np.array(lab), abs=0.05)


@given(st.lists(st.floats(0.0, 1.0), min_size=3, max_size=3))
def test_the_curve_of_a_screen_turns_back(values: list[float]) -> None:
    linear = np.array(values)
    assert colour.decoded(colour.encoded(linear)) == pytest.approx(linear, abs=1e-9)
    assert colour.linear_srgb_of(colour.xyz_of_linear(linear)) == pytest.approx(linear, abs=1e-9)


def test_the_typology_angle_of_the_class_means() -> None:
    classes = columns("skin_colour_by_ita")
    lab = np.stack([classes["lightness"], classes["a"], classes["b"]], axis=1)
    angle = colour.ita_deg(lab)
    assert (angle > classes["ita_from_deg"]).all()
    assert (angle <= classes["ita_to_deg"]).all()
