"""A try-on on the portrait that scikit-image ships (NASA, public domain): skin alone changes, as much as is told."""

from functools import cache

import numpy as np
import pytest

pytest.importorskip("skimage", reason="the portrait is of scikit-image")
pytest.importorskip("ai_edge_litert", reason="the landmark runtime is of the extra for faces")

from skimage import data
from skimage.draw import polygon2mask

from photomend.appearance import CHANNELS, REGIONS, TryOnRequest, colour, render, table, try_on
from photomend.appearance.frames import Frame
from photomend.catalog import look_up
from photomend.description import checked
from photomend.faces import Face, allowed, face_in, linear, weights
from photomend.faces.mesh import mesh

TABLE = table.skin_colours()
HAIR = (slice(40, 72), slice(190, 250))  # the fringe, in part within the oval of the face


@cache
def portrait() -> tuple[Face, render.Prepared]:
    picture = data.astronaut()
    face = face_in(picture)
    size = picture.shape[:2]
    return face, render.prepare(linear(picture), face, weights(face, *size), allowed(face, *size), TABLE)


@cache
def course() -> tuple[dict[str, Frame], np.ndarray]:
    """Return the frames of a course by key, and all values without the darkening that happens to few."""
    request = {"concern": "acne-scars", "family": "fractional-1550", "phototype": "II", "age_years": 40.0}
    shown = try_on(checked(TryOnRequest, request))
    values = np.array(shown.values)
    values[:, :, CHANNELS.index("darkening")] = 0.0
    return {frame.key: frame for frame in shown.frames}, values


def at(key: str, band: int = 1, only: str | None = None) -> np.ndarray:
    """Return the effects of a frame; where a region is named, of that alone."""
    frames, values = course()
    effects = values[list(frames).index(key), :, :, band].copy()
    if only is not None:
        effects[[number for number, name in enumerate(REGIONS) if name != only]] = 0.0
    return effects


def cheeks() -> np.ndarray:
    """Return which pixels are cheek beyond doubt."""
    ready = portrait()[1]
    return (ready.regions[..., REGIONS.index("cheek")] > 0.95) & (ready.mask > 0.99)


def ring(*names: str) -> np.ndarray:
    """Return which pixels lie inside rings of landmarks."""
    face, ready = portrait()
    inside = np.zeros(ready.mask.shape, bool)
    for name in names:
        inside |= polygon2mask(inside.shape, face.points()[list(mesh().rings[name]), 1::-1])
    return inside


def rise(effects: np.ndarray) -> np.ndarray:
    """Return by how much L*, a*, b* of the cheeks change, mean over their pixels."""
    ready = portrait()[1]
    before, after = (colour.lab_of_linear(one[cheeks()]) for one in (ready.photo, render.render(ready, effects, TABLE)))
    return (after - before).mean(axis=0)


def test_redness_raises_a_on_the_cheeks_by_the_declared_amount() -> None:
    ready = portrait()[1]
    assert cheeks().sum() > 500
    red = at("s1d1")
    m, b = ready.tone
    skin = np.median(ready.photo[cheeks()], axis=0)
    added = red[REGIONS.index("cheek"), CHANNELS.index("redness")]
    scale = look_up("appearance", "scale", "blood_share")
    told = [
        colour.lab_of_linear(skin * TABLE.at(m, b + more) / TABLE.at(m, b))[1] - colour.lab_of_linear(skin)[1]
        for more in (added * scale.low / scale.value, added, added * scale.high / scale.value)
    ]
    found = rise(red)[1]
    assert found == pytest.approx(told[1], abs=1.0)
    assert 3.0 < told[0] < found < told[2]


def test_redness_is_gone_when_it_is_said_to_be() -> None:
    days = [rise(at(key))[1] for key in ("s1d0", "s1d2", "s1d3", "s1d7")]
    assert days == sorted(days, reverse=True)
    assert abs(days[-1]) < 0.3


@pytest.mark.parametrize("key", ["s1d0", "s1d3", "after6m"])
def test_teeth_eyes_and_hair_stay_within_one_unit(key: str) -> None:
    ready = portrait()[1]
    shown = render.render(ready, at(key, band=2), TABLE)
    difference = colour.colour_difference(colour.lab_of_linear(ready.photo), colour.lab_of_linear(shown))
    bright = ready.photo @ render.LUMINANCE > 0.3
    hair = np.zeros_like(bright)
    hair[HAIR] = True
    parts = {"teeth": ring("mouth") & bright, "eyes": ring("left_eye", "right_eye"), "hair": hair}
    for name, pixels in parts.items():
        assert pixels.sum() > 25, name
        assert difference[pixels].mean() < 0.3, name
        assert np.quantile(difference[pixels], 0.98) < 1.0, name


def test_what_is_not_treated_keeps_its_typology_angle() -> None:
    ready = portrait()[1]
    shown = render.render(ready, at("s1d0", only="cheek"), TABLE)
    away = ready.regions[..., REGIONS.index("cheek")] == 0.0
    assert away.sum() > 100_000
    before, after = (colour.ita_deg(colour.lab_of_linear(one[away])) for one in (ready.photo, shown))
    assert np.abs(after - before).max() < 1.0


@pytest.mark.parametrize("band", [0, 1, 2])
def test_the_tone_does_not_drift_over_the_course(band: int) -> None:
    ready = portrait()[1]
    shown = render.render(ready, at("after6m", band), TABLE)
    for name in ("forehead", "cheek", "chin"):
        inside = (ready.regions[..., REGIONS.index(name)] > 0.9) & (ready.mask > 0.9) & (ready.spots == 0.0)
        before, after = (colour.ita_deg(colour.lab_of_linear(one[inside].mean(axis=0))) for one in (ready.photo, shown))
        assert abs(float(after - before)) < 1.0


def test_texture_keeps_at_least_the_modelled_energy() -> None:
    from scipy.ndimage import gaussian_filter

    ready = portrait()[1]
    effects = at("after6m", band=2)
    shown = render.render(ready, effects, TABLE)

    def energy(picture: np.ndarray) -> float:
        level = np.log(np.maximum(picture @ render.LUMINANCE, 0.002))
        return float(((level - gaussian_filter(level, 2.0))[cheeks()] ** 2).mean())

    gone = max(effects[REGIONS.index("cheek"), CHANNELS.index(name)] for name in ("lines", "scars", "spots"))
    assert energy(shown) >= (1.0 - gone) ** 2 * energy(ready.photo)


def test_lines_are_not_touched_where_the_photo_is_too_coarse_to_show_them() -> None:
    face, ready = portrait()
    assert not face.resolves.lines
    only = np.zeros_like(at("after6m"))
    only[:, CHANNELS.index("lines")] = 0.4
    assert np.array_equal(render.render(ready, only, TABLE), ready.photo)
