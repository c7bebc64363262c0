"""Landmarks against positions that an independent implementation found once, and on altered and faceless pictures."""

import hashlib

import numpy as np
import pytest
from skimage import data

from photomend.catalog import tables
from photomend.faces.detect import GRIDS, SIDE, anchors, find_boxes
from photomend.faces.landmarks import find_faces, locate
from photomend.faces.mesh import mesh
from photomend.faces.pose import pose, similarity
from tests.unit.portraits import found, looking_aside, portrait, recorded, resized, tilted

POSITIONS = np.array(recorded()["landmarks"])


def misses(picture: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return how far the landmarks of a picture's only face lie from where they should, px."""
    (face,) = find_faces(picture)
    return np.asarray(np.linalg.norm(face.landmarks[:, :2] - expected, axis=1))


def turned_places(degrees: float) -> np.ndarray:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray((POSITIONS[:, :2] - 256.0) @ turn + 256.0)


def test_the_record_names_its_implementation_and_its_files() -> None:
    record = recorded()
    assert record["implementation"].startswith("mediapipe")
    assert record["version"] == "1.2.2"
    assert record["task"]["sha256"] == tables("faces")["vendored"]["sha256"][record["task"]["name"]]
    assert record["picture"]["pixels_sha256"] == hashlib.sha256(portrait().tobytes()).hexdigest()
    assert POSITIONS.shape == (478, 3)


@pytest.mark.verifies(
    "Landmarks of a portrait lie within 2 px of those of an independent implementation (mediapipe 1.2.2)"
)
def test_landmarks_lie_within_two_pixels_of_an_independent_implementation() -> None:
    apart = misses(portrait(), POSITIONS[:, :2])
    assert apart.max() < 2.0
    assert apart.mean() < 0.5
    assert np.abs(found().landmarks[:, 2] - POSITIONS[:, 2]).max() < 2.0


@pytest.mark.parametrize("degrees", [-30, -15, 15, 30])
def test_a_tilted_head_is_found(degrees: float) -> None:
    assert misses(tilted(portrait(), degrees), turned_places(degrees)).mean() < 1.0


@pytest.mark.parametrize("side", [192, 256, 384, 1024, 3072])
def test_a_picture_of_another_size_yields_the_same_face(side: int) -> None:
    apart = misses(resized(portrait(), side), POSITIONS[:, :2] * side / 512.0) * 512.0 / side
    assert apart.mean() < 1.5  # px of the portrait; its face is 34 px wide in the smallest


@pytest.mark.parametrize("light", [0.5, 0.25, 0.12])
def test_a_dark_picture_yields_the_same_face(light: float) -> None:
    assert misses((light * portrait()).astype(np.uint8), POSITIONS[:, :2]).mean() < 1.0


def test_a_face_that_is_small_in_a_wide_picture_is_found() -> None:
    wide = np.pad(portrait(), ((300, 200), (700, 0), (0, 0)))
    assert find_boxes(wide) == []
    assert misses(wide, POSITIONS[:, :2] + [700.0, 300.0]).mean() < 1.5


def test_a_face_at_the_picture_s_edge_is_found() -> None:
    assert misses(np.ascontiguousarray(portrait()[75:, 150:]), POSITIONS[:, :2] - [150.0, 75.0]).mean() < 1.5


@pytest.mark.parametrize("name", ["cat", "coffee", "rocket", "hubble_deep_field"])
def test_what_is_no_face_is_not_found(name: str) -> None:
    assert find_faces(np.array(getattr(data, name)())) == []


def test_a_box_without_a_face_is_told_by_its_presence() -> None:
    man_seen_from_the_side = np.dstack([data.camera()] * 3)
    boxes = find_boxes(man_seen_from_the_side)
    assert len(boxes) > 0
    assert all(locate(man_seen_from_the_side, box).presence < 0.0 for box in boxes)


def test_pictures_of_a_pixel_or_a_line_hold_no_face() -> None:
    for shape in ((1, 1, 3), (1, 900, 3), (900, 2, 3)):
        assert find_faces(np.full(shape, 128, np.uint8)) == []


def test_several_faces_are_found_apart_and_one_face_once() -> None:
    smaller = np.zeros_like(portrait())
    smaller[100:484, 100:484] = resized(portrait(), 384)
    faces = find_faces(np.hstack([portrait(), smaller]))
    assert len(faces) == 2
    assert faces[0].width > faces[1].width
    assert faces[0].width == pytest.approx(found().width, rel=0.05)


def test_anchors_lie_in_the_middles_of_their_cells() -> None:
    assert anchors().shape == (sum(each * (SIDE // cell) ** 2 for cell, each in GRIDS), 2)
    assert anchors()[[0, 1, 2]].tolist() == [[4 / 128, 4 / 128], [4 / 128, 4 / 128], [12 / 128, 4 / 128]]
    assert anchors()[512].tolist() == [8 / 128, 8 / 128]


def test_a_similarity_is_found_exactly() -> None:
    points = mesh().positions_cm
    angle = 0.4
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    scale, found_turn = similarity(points, 3.0 * points @ turn.T + [5.0, -2.0, 1.0], np.ones(len(points)))
    assert scale == pytest.approx(3.0)
    assert found_turn == pytest.approx(turn)


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(20.0, 0.0, 0.0), (0.0, -15.0, 0.0), (0.0, 0.0, 40.0), (10.0, 5.0, -8.0)]
)
def test_angles_and_scale_of_a_turned_mesh_are_told(yaw: float, pitch: float, roll: float) -> None:
    y, p, r = np.radians([yaw, -pitch, -roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    turned = mesh().positions_cm @ (about_z @ about_y @ about_x).T * 25.0
    told = pose(turned * [1.0, -1.0, -1.0] + [300.0, 200.0, 0.0])
    assert told == pytest.approx((0.4, yaw, pitch, roll), abs=1e-6)
    nose = (turned[1] - turned[168]) * [1.0, -1.0, -1.0]
    assert np.sign(nose[0]) == np.sign(yaw) or roll != 0.0 or yaw == 0.0  # the person's left is the picture's right


def test_the_tilt_of_a_picture_is_told() -> None:
    straight = pose(found().landmarks).roll_deg
    assert pose(find_faces(tilted(portrait(), 20.0))[0].landmarks).roll_deg - straight == pytest.approx(-20.0, abs=2.0)


def test_a_face_drawn_turned_is_told_so() -> None:
    yaws = [pose(find_faces(looking_aside(yaw, 0.0))[0].landmarks).yaw_deg for yaw in (-35.0, 0.0, 35.0)]
    assert yaws[0] < -20.0
    assert abs(yaws[1]) < 3.0
    assert yaws[2] > 20.0


def test_a_pixel_of_the_portrait_spans_as_much_skin_as_its_eyes_tell() -> None:
    iris_mm = 11.7
    irises = [np.linalg.norm(found().landmarks[a, :2] - found().landmarks[b, :2]) for a, b in ((469, 471), (474, 476))]
    assert pose(found().landmarks).mm_per_px == pytest.approx(iris_mm / np.mean(irises), rel=0.15)
