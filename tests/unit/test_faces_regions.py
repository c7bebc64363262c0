"""The regions in the atlas and as a photograph shows them; looked at once, and held to where parts of a face lie."""

import io

import numpy as np
import pytest
from PIL import Image

from photomend.catalog import look_up, tables
from photomend.faces import REGIONS, allowed, weights
from photomend.faces.atlas import FOLDER, PLANES, planes
from photomend.faces.mapping import atlas_places
from photomend.faces.mesh import mesh
from photomend.faces.regions import SIZE, encoded
from tests.unit.portraits import face, found

SHARE = {"forehead": (0.10, 0.30), "crows_feet": (0.01, 0.06), "lower_lid": (0.01, 0.06), "cheek": (0.3, 0.6)}
SHARE |= {"upper_lip": (0.02, 0.08), "nose": (0.04, 0.12), "chin": (0.06, 0.2)}
INSIDE = {
    "forehead": [151, 9, 69, 108],
    "crows_feet": [111, 35],
    "lower_lid": [230],
    "cheek": [119, 50, 205, 213, 137],
    "upper_lip": [164, 167],
    "nose": [4, 197, 48],
    "chin": [200, 199],
}


def plane(name: str) -> np.ndarray:
    return planes()[:, :, PLANES.index(name)]


def at(name: str, vertex: int) -> float:
    """Return a plane's value at a landmark's place in the atlas."""
    column, row = np.minimum(mesh().atlas[vertex] * SIZE, SIZE - 1).astype(int)
    return float(plane(name)[row, column])


def middle(name: str) -> np.ndarray:
    """Return the mean place in the portrait of a region on the person's right, px."""
    share = weights(face(), 512, 512)[:, :, REGIONS.index(name)].copy()
    row, column = np.mgrid[:512, :512] + 0.5
    share[column > found().landmarks[168, 0]] = 0.0
    return np.array([(share * column).sum(), (share * row).sum()]) / share.sum()


def test_the_shipped_pictures_are_those_drawn_from_the_rings() -> None:
    for name, contents in encoded().items():
        shipped, drawn = Image.open(FOLDER / name), Image.open(io.BytesIO(contents))
        assert (shipped.mode, shipped.size) == ("RGBA", (SIZE, SIZE))
        # Another version of the blur may round a value otherwise.
        assert np.abs(np.asarray(shipped).astype(int) - np.asarray(drawn)).max() <= 1


def test_both_sides_are_treated_alike() -> None:
    assert (planes() == planes()[:, ::-1]).all()


def test_regions_share_the_face_between_them() -> None:
    whole = planes()[:, :, : len(REGIONS)].sum(axis=2)
    assert whole.max() < 1.01
    skin = plane("allowed") > 0.99
    assert whole[skin].mean() > 0.93  # upper lids belong to no region
    part = {name: float((plane(name) * plane("allowed")).sum() / plane("allowed").sum()) for name in REGIONS}
    assert {name: share for name, share in part.items() if not SHARE[name][0] < share < SHARE[name][1]} == {}


def test_borders_are_soft() -> None:
    for name in REGIONS:
        assert np.abs(np.diff(plane(name), axis=0)).max() < 0.2
        assert np.abs(np.diff(plane(name), axis=1)).max() < 0.2


@pytest.mark.parametrize(
    ("vertex", "region"),
    [(vertex, region) for region, inside in INSIDE.items() for vertex in inside],
)
def test_a_landmark_lies_in_its_region(vertex: int, region: str) -> None:
    inside = {name: at(name, vertex) for name in REGIONS}
    assert max(inside, key=lambda name: inside[name]) == region or inside[region] > 0.45
    assert at("allowed", vertex) > 0.9


@pytest.mark.parametrize("ring", ["left_eye", "right_eye", "lips", "left_brow", "right_brow"])
def test_nothing_changes_over_eyes_lips_and_brows(ring: str) -> None:
    assert max(at("allowed", vertex) for vertex in mesh().rings[ring]) < 0.02


def test_change_fades_out_towards_the_rim() -> None:
    assert max(at("allowed", vertex) for vertex in mesh().rings["face_oval"]) < 0.05


def test_nothing_changes_inside_eyes_and_mouth() -> None:
    pupils_and_teeth = [159, 145, 386, 374, 13, 14, 82, 87]
    assert max(at("allowed", vertex) for vertex in pupils_and_teeth) < 0.02


def test_beyond_the_oval_nothing_may_change() -> None:
    places = mesh().atlas[list(mesh().rings["face_oval"])]
    row, column = np.mgrid[:SIZE, :SIZE] + 0.5
    u, v = places.T
    beyond = (column < SIZE * u.min()) | (column > SIZE * u.max()) | (row < SIZE * v.min()) | (row > SIZE * v.max())
    assert plane("allowed")[beyond].max() == 0.0
    assert plane("allowed")[0, 0] == plane("allowed")[-1, -1] == 0.0


def test_the_forehead_reaches_the_rim_of_the_face() -> None:
    top = int(mesh().atlas[10, 1] * SIZE)
    margin = look_up("faces", "drawing", "oval_margin_mm").value / look_up("faces", "drawing", "atlas_mm_per_px").value
    assert plane("forehead")[top + int(2.5 * margin), SIZE // 2] > 0.99
    assert plane("allowed")[top + int(2.5 * margin), SIZE // 2] > 0.9


def test_a_pixel_of_the_atlas_spans_as_much_skin_as_stated() -> None:
    known = mesh()
    top, chin = 10, 152
    height_mm = 10.0 * np.linalg.norm(known.positions_cm[top] - known.positions_cm[chin])
    pixels = SIZE * (known.atlas[chin, 1] - known.atlas[top, 1])
    assert height_mm / pixels == pytest.approx(look_up("faces", "drawing", "atlas_mm_per_px").value, rel=0.02)


def test_regions_lie_in_the_portrait_where_they_belong() -> None:
    places = {name: middle(name) for name in REGIONS}
    eye = found().landmarks[[33, 133], :2].mean(axis=0)
    assert places["forehead"][1] < eye[1] - 10.0
    assert places["crows_feet"][0] < found().landmarks[33, 0]
    assert abs(places["crows_feet"][1] - eye[1]) < 12.0
    assert eye[1] < places["lower_lid"][1] < places["cheek"][1]
    assert places["nose"][1] < places["upper_lip"][1] < found().landmarks[13, 1] < places["chin"][1]


def test_what_may_change_leaves_eyes_and_teeth_of_the_portrait() -> None:
    may = allowed(face(), 512, 512)
    pupils = found().landmarks[[468, 473], :2]
    teeth = found().landmarks[[13, 14], :2].mean(axis=0)
    for column, row in [*pupils, teeth]:
        assert may[int(row) - 2 : int(row) + 3, int(column) - 2 : int(column) + 3].max() == 0.0
    assert may[:50].max() == 0.0
    assert may.max() == pytest.approx(1.0)


def test_weights_of_a_smaller_copy_are_those_of_the_picture() -> None:
    whole, half = weights(face(), 512, 512), weights(face(), 256, 256)
    assert half.shape == (256, 256, 7)
    assert whole.dtype == np.float32
    means = whole.reshape(256, 2, 256, 2, 7).mean(axis=(1, 3))
    assert np.abs(means - half).mean() < 0.002
    assert half.sum() * 4.0 == pytest.approx(whole.sum(), rel=0.01)


def test_a_place_in_the_picture_is_that_of_the_nearest_triangle() -> None:
    places = atlas_places(found().landmarks, 512, 512)
    for vertex in (4, 50, 280, 151, 200):
        column, row = found().landmarks[vertex, :2].astype(int)
        assert places[row, column] == pytest.approx(mesh().atlas[vertex], abs=0.02)
    assert np.isnan(places[0, 0]).all()


def test_every_ring_of_a_region_lies_on_one_side() -> None:
    assert set(tables("faces")["regions"]) == set(REGIONS)
    for ring in tables("faces")["regions"].values():
        assert mesh().positions_cm[ring, 0].max() <= 0.0
