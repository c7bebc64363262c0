"""Photographs that cannot be used are refused with a sentence; those that can say what they cannot show."""

import re

import numpy as np
import pytest
from skimage import data

from photomend.catalog import tables
from photomend.description import BadInput
from photomend.faces import Face, face_in, find_face
from photomend.faces.blur import edge_spread_mm
from photomend.faces.closeup import Closeup, close_up
from photomend.faces.judge import refuse_turned, resolves
from photomend.faces.landmarks import find_faces
from photomend.faces.pose import Pose, pose
from tests.unit.portraits import blurred, encoded, face, looking_aside, portrait, resized


def spread_of(picture: np.ndarray) -> float:
    landmarks = find_faces(picture)[0].landmarks
    return edge_spread_mm(close_up(picture, landmarks, pose(landmarks).mm_per_px, 0.15))


def edge(deviation: float, contrast: float = 100.0) -> Closeup:
    """Return a bright disc whose edge is blurred with a bell, one pixel a millimetre."""
    y, x = np.mgrid[:200, :200] - 100.0
    disc = np.repeat(np.where(np.hypot(x, y) < 60.0, 100.0 + contrast, 100.0)[:, :, np.newaxis], 3, axis=2)
    return Closeup(blurred(disc, deviation), np.zeros((0, 3)), 1.0)


def refused(picture: np.ndarray) -> str:
    with pytest.raises(BadInput) as caught:
        face_in(picture)
    return str(caught.value)


def test_the_portrait_is_taken_and_says_what_it_cannot_show() -> None:
    taken = find_face(encoded(portrait()))
    assert taken == face()
    assert (taken.width, taken.height, len(taken.landmarks)) == (512, 512, 478)
    assert taken.presence > 0.0
    assert 1.4 < taken.mm_per_px < 1.8
    assert not taken.resolves.lines
    assert taken.sentences[0].startswith("Fine lines are not shown: one pixel of this photo covers 1.6 mm of skin")


def test_a_face_is_frozen_and_comes_back_from_json() -> None:
    assert Face.model_validate_json(face().model_dump_json()) == face()
    assert face().points().shape == (478, 3)
    assert not face().points().flags.writeable
    with pytest.raises(ValueError, match="frozen"):
        face().width = 3  # type: ignore[misc]


@pytest.mark.parametrize("name", ["cat", "coffee", "rocket"])
def test_pictures_without_a_face_are_refused(name: str) -> None:
    assert "No face was found" in refused(np.array(getattr(data, name)()))


def test_a_small_face_seen_from_the_side_is_refused() -> None:
    assert "too small" in refused(np.dstack([data.camera()] * 3))


def test_two_faces_side_by_side_are_refused() -> None:
    assert "several faces" in refused(np.hstack([portrait(), portrait()]))


def test_a_bystander_in_the_background_is_let_be() -> None:
    scene = np.full((1024, 1024, 3), 128, np.uint8)
    scene[:] = resized(portrait(), 1024)
    scene[-160:, -160:] = resized(portrait(), 160)
    assert face_in(scene).presence > 0.0


def test_a_small_face_is_refused() -> None:
    assert re.search(r"too small .* \(4\d pixels wide, and 64 are needed\)", refused(resized(portrait(), 256)))


def test_a_dark_face_is_refused_and_a_dim_one_taken() -> None:
    assert "too dark" in refused((0.12 * portrait()).astype(np.uint8))
    assert face_in((0.4 * portrait()).astype(np.uint8)).presence > 0.0


@pytest.mark.parametrize("enlarged", [1, 3])
def test_a_blurred_face_is_refused_in_any_size(enlarged: int) -> None:
    picture = resized(portrait(), 512 * enlarged) if enlarged > 1 else portrait()
    assert "is blurred" in refused(blurred(picture, 2.5 * enlarged))
    assert face_in(picture).presence > 0.0


def test_the_blur_told_hardly_depends_on_size_and_contrast() -> None:
    own = spread_of(portrait())
    faint = (0.4 * portrait() + 70.0).astype(np.uint8)
    assert spread_of(faint) == pytest.approx(own, rel=0.05)
    soft = spread_of(blurred(portrait(), 2.0))
    assert soft > 2.0 * own
    for times in (2, 4):
        enlarged = resized(portrait(), 512 * times)
        assert spread_of(blurred(enlarged, 2.0 * times)) == pytest.approx(soft, rel=0.05)
        assert spread_of(enlarged) < 1.1 * own


def test_grain_does_not_hide_blur() -> None:
    soft = blurred(portrait(), 2.5)
    grain = np.random.default_rng(1).normal(0.0, 4.0, soft.shape)
    grainy = np.clip(soft + grain, 0.0, 255.0).astype(np.uint8)
    assert spread_of(grainy) == pytest.approx(spread_of(soft), rel=0.2)


def test_blur_along_one_direction_is_told() -> None:
    moved = np.mean([np.roll(portrait().astype(float), step, axis=1) for step in range(-4, 5)], axis=0).astype(np.uint8)
    assert spread_of(moved) > 1.5 * spread_of(portrait())


@pytest.mark.parametrize("deviation", [1.0, 2.0, 4.0, 8.0])
@pytest.mark.parametrize("contrast", [40.0, 120.0])
def test_the_spread_of_a_blurred_edge_is_the_bell_s(deviation: float, contrast: float) -> None:
    assert edge_spread_mm(edge(deviation, contrast)) == pytest.approx(deviation, rel=0.2)


@pytest.mark.parametrize(("yaw", "pitch"), [(45.0, 0.0), (-45.0, 0.0), (0.0, 45.0)])
def test_a_face_turned_away_is_refused(yaw: float, pitch: float) -> None:
    assert re.search(r"turned too far away \(\d\d degrees", refused(looking_aside(yaw, pitch)))


@pytest.mark.parametrize("yaw", [-15.0, 0.0, 15.0])
def test_a_face_turned_a_little_is_taken(yaw: float) -> None:
    assert face_in(looking_aside(yaw, 0.0)).presence > 0.0


def test_the_limits_of_turning() -> None:
    refuse_turned(Pose(0.5, 24.0, -29.0, 170.0))
    with pytest.raises(BadInput, match="26 degrees, and the limit is 25"):
        refuse_turned(Pose(0.5, -26.0, 0.0, 0.0))
    with pytest.raises(BadInput, match="31 degrees, and the limit is 30"):
        refuse_turned(Pose(0.5, 0.0, 31.0, 0.0))


def test_a_sharp_photo_from_close_by_shows_everything() -> None:
    part = portrait()[:230, 100:350]
    close = np.repeat(np.repeat(part, 6, axis=0), 6, axis=1)
    found = face_in(close)
    assert found.mm_per_px < 0.3
    assert found.resolves.lines
    assert found.resolves.spots
    assert found.resolves.scars
    assert found.sentences == ()


def test_an_enlarged_photo_does_not_show_more() -> None:
    found = face_in(resized(portrait(), 3072))
    assert found.mm_per_px < 0.35
    assert not found.resolves.lines
    assert "not sharp enough" in found.sentences[0]


def test_what_is_resolved_depends_on_pixels_and_blur() -> None:
    assert resolves(0.5, 0.6)[0].model_dump() == {"lines": False, "spots": True, "scars": True}
    assert resolves(0.3, 1.0)[0].model_dump() == {"lines": False, "spots": True, "scars": True}
    assert resolves(2.5, 3.0)[0].model_dump() == {"lines": False, "spots": False, "scars": False}
    assert len(resolves(2.5, 3.0)[1]) == 3


def test_every_refusal_says_what_helps() -> None:
    texts = tables("faces")["sentences"]
    refusals = {name for name in texts if not name.startswith("no_") and name not in ("coarse", "soft")} | {"no_face"}
    assert {name for name in refusals if ";" not in texts[name]} == set()
