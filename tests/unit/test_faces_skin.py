"""The colour of the face's own skin, and the gate on any tone: no hair, teeth, eyes, brows or cloth pass."""

import numpy as np
import pytest

from photomend.catalog import look_up
from photomend.faces import REGIONS, allowed, face_in, linear, skin_weight, weights
from photomend.faces.landmarks import find_faces
from photomend.faces.skin import FaceSkin, Gate
from tests.unit.portraits import face, found, portrait

# Parts of the portrait: top, bottom, left, right, px.
COLLAR, HAIR, FRINGE = (190, 230, 200, 260), (20, 60, 190, 260), (68, 79, 195, 235)
CHEEK, FOREHEAD, CHIN = (112, 130, 188, 202), (82, 85, 202, 226), (162, 171, 210, 236)


def encoded_light(light: np.ndarray) -> np.ndarray:
    """Return linear light as sRGB values of 0 to 255."""
    held = np.clip(light, 0.0, 1.0)
    curve = np.where(held <= 0.0031308, 12.92 * held, 1.055 * held ** (1.0 / 2.4) - 0.055)
    return np.round(255.0 * curve).astype(np.uint8)


def of_another_tone(skin: tuple[float, float, float], rest: float) -> np.ndarray:
    """Return the portrait with the light from its skin, and that from everything else, times factors."""
    light = linear(portrait())
    row, column = np.mgrid[:512, :512]
    near = np.hypot((column - 224) / 62.0, (row - 135) / 70.0) < 1.0
    share = (skin_weight(light, face().skin, face().mm_per_px) * near)[:, :, np.newaxis]
    return encoded_light(light * (share * np.array(skin) + (1.0 - share) * rest))


def gated(picture: np.ndarray) -> np.ndarray:
    """Return where the skin of a portrait may change, (512, 512), 0 to 1: by place and by colour."""
    seen = face_in(picture)
    return allowed(seen, 512, 512) * skin_weight(linear(picture), seen.skin, seen.mm_per_px)


def mean_in(picture: np.ndarray, part: tuple[int, int, int, int]) -> float:
    top, bottom, left, right = part
    return float(picture[top:bottom, left:right].mean())


# Dark skin mostly goes with black hair: the rest of those pictures is darkened more than the skin.
TONES = {
    "own": portrait(),
    "light": of_another_tone((1.15, 1.3, 1.4), 1.0),
    "brown": of_another_tone((0.5, 0.4, 0.3), 0.3),
    "dark": of_another_tone((0.12, 0.09, 0.07), 0.05),
    "darkest": of_another_tone((0.08, 0.055, 0.045), 0.03),
    "warm lamp": encoded_light(linear(portrait()) * np.array([1.1, 0.85, 0.5])),
    "cool shade": encoded_light(linear(portrait()) * np.array([0.7, 0.9, 1.3])),
    "dim": (0.4 * portrait()).astype(np.uint8),
}


@pytest.mark.parametrize("tone", TONES)
def test_skin_passes_and_nothing_else_does(tone: str) -> None:
    may = gated(TONES[tone])
    assert min(mean_in(may, part) for part in (CHEEK, FOREHEAD, CHIN)) > 0.9
    assert max(mean_in(may, part) for part in (COLLAR, HAIR)) == 0.0
    assert mean_in(may, FRINGE) < 0.15
    pupils, teeth, brows = (468, 473), (13, 14), (52, 53, 65, 282, 283, 295)
    columns, rows = found().landmarks[[*pupils, *teeth, *brows], :2].astype(int).T
    assert may[rows, columns].max() < 0.02


@pytest.mark.parametrize("tone", TONES)
def test_most_of_every_region_passes(tone: str) -> None:
    seen = face_in(TONES[tone])
    shares, may = weights(seen, 512, 512), allowed(seen, 512, 512)
    passed = gated(TONES[tone])
    part = {
        name: float((passed * shares[:, :, at]).sum() / (may * shares[:, :, at]).sum())
        for at, name in enumerate(REGIONS)
    }
    assert part.pop("forehead") > 0.4  # more than half of it lies under the fringe
    assert {name: share for name, share in part.items() if share < 0.8} == {}


def test_the_colour_is_that_of_the_skin() -> None:
    cheeks = weights(face(), 512, 512)[:, :, REGIONS.index("cheek")] * allowed(face(), 512, 512) > 0.9
    median = np.median(linear(portrait())[cheeks], axis=0)
    assert np.abs(np.log(median / face().skin.linear_srgb)).max() < 0.15
    red, green, blue = face().skin.linear_srgb
    assert red > green > blue


def test_the_colour_hardly_depends_on_the_fringe() -> None:
    without = portrait().copy()
    without[60:80, 190:245] = encoded_light(np.array(face().skin.linear_srgb))
    assert find_faces(without)[0].presence > 0.0
    assert face_in(without).skin.linear_srgb == pytest.approx(face().skin.linear_srgb, rel=0.05)


@pytest.mark.parametrize("light", [0.25, 0.5])
def test_a_gate_hardly_depends_on_the_light(light: float) -> None:
    dimmer = face_in(encoded_light(light * linear(portrait()))).skin
    assert np.array(dimmer.linear_srgb) == pytest.approx(light * np.array(face().skin.linear_srgb), rel=0.02)
    assert dimmer.gate.shade == pytest.approx(face().skin.gate.shade, rel=0.05)
    assert dimmer.gate.chroma == pytest.approx(face().skin.gate.chroma, rel=0.1)


def test_the_gate_follows_its_formula() -> None:
    skin = FaceSkin(linear_srgb=(0.4, 0.2, 0.1), gate=Gate(shade=(-1.0, -0.5), chroma=(0.2, 0.6)))
    darker = np.array(skin.linear_srgb) * np.exp(-0.75)
    redder = np.array(skin.linear_srgb) * np.exp(np.array([2.0, -1.0, -1.0]) * 0.4 / np.sqrt(6.0))
    passed = [float(skin_weight(np.full((3, 3, 3), colour), skin, 1.0)[1, 1]) for colour in (darker, redder)]
    assert passed == pytest.approx([0.5, 0.5], abs=1e-6)


def test_what_counts_as_darkest_is_the_same_everywhere() -> None:
    from photomend.appearance.tone import DARKEST

    assert look_up("faces", "skin", "darkest_share").value == DARKEST
