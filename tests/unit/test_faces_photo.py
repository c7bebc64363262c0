"""Photographs become upright pictures in memory; what is no picture, or a huge one, is refused before it is decoded."""

import io
import struct
import sys
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from photomend.catalog import look_up
from photomend.description import BadInput
from photomend.faces import face_in, find_face, linear, read_photo
from photomend.faces.photo import KINDS
from photomend.faces.runtime import _network
from tests.unit.portraits import encoded, face, portrait

# What a camera held in each way records: the way back from the upright picture to the recorded one.
AS_RECORDED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
ORIENTATION = 0x0112


def photograph(orientation: int, kind: str) -> bytes:
    """Return the portrait as a camera held in some way stores it, with the orientation noted."""
    way = AS_RECORDED[orientation]
    whole = Image.fromarray(portrait()[:400])
    picture = whole if way is None else whole.transpose(way)
    notes = Image.Exif()
    notes[ORIENTATION] = orientation
    stream = io.BytesIO()
    picture.save(stream, kind, exif=notes, **({"quality": 95} if kind == "JPEG" else {"lossless": True}))
    return stream.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """Return a PNG that says it has such a size, and holds nothing."""

    def chunk(name: bytes, contents: bytes) -> bytes:
        checked = name + contents
        return struct.pack(">I", len(contents)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", AS_RECORDED)
def test_the_orientation_of_the_camera_is_obeyed(orientation: int, kind: str) -> None:
    read = read_photo(photograph(orientation, kind))
    assert read.shape == (400, 512, 3)
    assert np.abs(read.astype(int) - portrait()[:400]).mean() < 2.0  # of 255; a turned picture differs by 80


def test_a_photo_on_its_side_yields_the_upright_face() -> None:
    found = face_in(read_photo(photograph(6, "PNG")))
    apart = np.linalg.norm(found.points() - face().points(), axis=1)
    assert (found.width, found.height) == (512, 400)
    assert apart.mean() < 1.0


def test_a_picture_without_colour_or_with_opacity_is_read() -> None:
    grey = Image.fromarray(portrait()).convert("L")
    clear = Image.fromarray(portrait()).convert("RGBA")
    for picture in (grey, clear, grey.convert("P")):
        stream = io.BytesIO()
        picture.save(stream, "PNG")
        assert read_photo(stream.getvalue()).shape == (512, 512, 3)


def test_a_profile_of_the_same_colours_changes_nothing() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    read = read_photo(encoded(portrait(), "PNG", icc_profile=profile))
    assert np.abs(read.astype(int) - portrait()).max() <= 1


def test_a_profile_that_cannot_be_read_counts_as_srgb() -> None:
    assert (read_photo(encoded(portrait(), "PNG", icc_profile=b"no profile")) == portrait()).all()


@pytest.mark.parametrize(
    "contents",
    [b"", b"not a picture", encoded(portrait())[:3000], encoded(portrait(), "JPEG")[:200], encoded(portrait(), "BMP")],
    ids=["empty", "words", "half a PNG", "half a JPEG", "another kind"],
)
def test_what_is_no_picture_is_refused(contents: bytes) -> None:
    with pytest.raises(BadInput, match=r"not a picture that can be read; choose a JPEG, PNG or WebP"):
        read_photo(contents)


@pytest.mark.parametrize("size", [(8000, 8000), (10_000, 10_000), (60_000, 60_000), (13_000, 10)])
def test_a_small_file_cannot_unfold_into_a_huge_picture(size: tuple[int, int]) -> None:
    with pytest.raises(BadInput, match=r"too large .*; choose a smaller copy"):
        read_photo(png_of_size(*size))


def test_a_heavy_file_is_refused_unread() -> None:
    limit = look_up("faces", "limits", "file_MB").value
    with pytest.raises(BadInput, match=r"too large \(26 MB, and the limit is 25 MB\)"):
        read_photo(bytes(int(1.0e6 * limit) + 1_000_000))


def test_linear_light_follows_the_curve_of_srgb() -> None:
    assert linear(np.array([10.0, 188.0])) == pytest.approx([10.0 / 255.0 / 12.92, 0.5029], rel=1e-3)


@pytest.mark.parametrize("part", ["PIL", "ai_edge_litert.interpreter"])
def test_without_the_optional_parts_a_sentence_says_what_to_install(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, part, None)
    _network.cache_clear()
    with pytest.raises(BadInput, match=r"pip install 'photomend\[face\]'"):
        find_face(encoded(portrait()) if part != "PIL" else b"any")
