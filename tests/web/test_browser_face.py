"""The face finder of the tab against that of the package: the same landmarks, the same colour, the same sentences."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from conftest import until
from exported import opened, served, write
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page
from skimage import data

from photomend.description import BadInput
from photomend.faces import find_face

# What another resampling and another processor's last digits may move a landmark by: px, or a share of the face's width
# where that is more, as the network sees every face in 256 pixels.
LIKE_PX, LIKE_SHARE = 0.5, 0.001
FIND = """async ({ bytes, media }) => {
  const photo = new Blob([Uint8Array.from(atob(bytes), one => one.charCodeAt(0))], { type: media });
  return document.getElementById("page").source.findFace(photo).then(
    face => ({ face }), fault => ({ sentence: fault.message, field: fault.field }));
}"""


def astronaut() -> Image.Image:
    return Image.fromarray(data.astronaut())


def close() -> Image.Image:
    """Return the portrait's face from nearby, upright, as large as telephones take it."""
    return astronaut().crop((150, 0, 350, 250)).resize((1600, 2000), Image.Resampling.LANCZOS)


def lying() -> Image.Image:
    """Return the face from nearby, lying on its side."""
    return close().rotate(90, expand=True)


def noted(picture: Image.Image, orientation: int) -> bytes:
    """Return a JPEG that notes how it is to be turned."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=95, exif=exif)
    return stream.getvalue()


def saved(picture: Image.Image) -> bytes:
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def dark() -> Image.Image:
    return Image.fromarray((np.asarray(close()) * 0.12).astype(np.uint8))


def blurred() -> Image.Image:
    return close().filter(ImageFilter.GaussianBlur(26.0))


def two() -> Image.Image:
    return Image.fromarray(np.hstack([np.asarray(close())] * 2))


SHOWN: dict[str, Callable[[], bytes]] = {
    "portrait": lambda: saved(astronaut()),
    "tilted": lambda: saved(astronaut().rotate(30.0)),
    "close": lambda: saved(close()),
    "jpeg": lambda: noted(close(), 1),
    "turned by its note": lambda: noted(lying(), 6),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "a cat": lambda: saved(Image.fromarray(data.chelsea())),
    "two faces": lambda: saved(two()),
    "small": lambda: saved(astronaut().resize((300, 300))),
    "dark": lambda: saved(dark()),
    "blurred": lambda: saved(blurred()),
    "no picture": lambda: b"%PDF-1.7 this is no picture",
    "half a picture": lambda: saved(astronaut())[:60],
}


@dataclass
class Finder:
    """What looks for the face in a photo, in the tab of a page."""

    page: Page

    def __call__(self, photo: bytes) -> dict[str, Any]:
        """Return the face, or the sentence and the field of the refusal."""
        media = "image/jpeg" if photo.startswith(b"\xff\xd8") else "image/png"
        return dict(self.page.evaluate(FIND, {"bytes": base64.b64encode(photo).decode(), "media": media}))


@pytest.fixture(scope="module")
def find(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    """Return what looks for faces; at its end nothing has left the tab."""
    folder = tmp_path_factory.mktemp("web")
    write(folder)
    with served(folder) as site, opened(chromium, site) as (page, watch):
        page.wait_for_selector(".tryon")
        yield Finder(page)
        assert watch.astray == []
        assert page.evaluate("complaints") == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_face_is_the_same_in_the_tab(find: Finder, name: str) -> None:
    photo = SHOWN[name]()
    here, there = find_face(photo), find(photo)["face"]
    assert (there["width"], there["height"]) == (here.width, here.height)
    apart = np.linalg.norm(np.array(there["landmarks"])[:, :2] - here.points()[:, :2], axis=1)
    width = np.linalg.norm(here.points()[454, :2] - here.points()[234, :2])
    assert apart.max() < max(LIKE_PX, LIKE_SHARE * width)
    assert there["mm_per_px"] == pytest.approx(here.mm_per_px, rel=0.005)
    assert list(there["turned"].values()) == pytest.approx(list(here.turned.model_dump().values()), abs=0.5)
    assert there["skin"]["linear_srgb"] == pytest.approx(here.skin.linear_srgb, rel=0.02)
    for side in ("shade", "chroma"):
        assert there["skin"]["gate"][side] == pytest.approx(getattr(here.skin.gate, side), rel=0.03)
    assert there["resolves"] == here.resolves.model_dump()
    assert tuple(there["sentences"]) == here.sentences


@pytest.mark.parametrize("name", REFUSED)
def test_a_photo_is_refused_with_the_same_sentence(find: Finder, name: str) -> None:
    photo = REFUSED[name]()
    with pytest.raises(BadInput) as refusal:
        find_face(photo)
    told = find(photo)
    assert (told.get("sentence"), told.get("field")) == (str(refusal.value), "photo")


def test_it_looks_in_a_worker_that_ends_with_its_answer(find: Finder) -> None:
    begun: list[str] = []
    find.page.on("worker", lambda worker: begun.append(worker.url))
    find(SHOWN["portrait"]())
    assert [url.rsplit("/", 1)[-1].split("-")[0] for url in begun] == ["face"]
    until(find.page, "() => 0", lambda _: find.page.workers == [])
