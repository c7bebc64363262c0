"""The try-on in a browser: how it is asked, set to a moment, and which colours it shows; and what it should show.

Colours are read from the picture that the page saves, before its words are written, pixel by pixel of the photo.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from conftest import WAIT_MS
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from scipy.ndimage import binary_erosion, map_coordinates
from skimage import data

from photomend.appearance import BANDS, CHANNELS
from photomend.appearance.colour import decoded, encoded, lab_of_linear
from photomend.appearance.render import Prepared, prepare, render
from photomend.appearance.table import skin_colours
from photomend.catalog import tables
from photomend.faces import REGIONS, Face, allowed, face_in, linear, weights

ROUTE = "?test#/tryon"
ASKED = "/api/v1/tryon"
SMALL = {"width": 560, "height": 900}  # a small canvas: drawing is slow without a graphics card
EDGE_PX = 2  # of the photo
CANVAS = ".tryon-frame canvas"
PICTURE = """async canvas => {
  const bytes = new Uint8Array(await (await canvas.stage.picture("")).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return [btoa(text), canvas.width, canvas.height];
}"""
CORNERS = "canvas => [[0, 0], [100, 100]].map(([x, y]) => canvas.stage.place_of_pixel(x, y))"
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))"


@cache
def portrait() -> np.ndarray:
    """Return scikit-image's portrait (NASA, public domain), 0 to 255."""
    return np.array(data.astronaut())


@cache
def portrait_file() -> bytes:
    """Return the portrait as the bytes of a PNG file."""
    file = BytesIO()
    Image.fromarray(portrait()).save(file, "PNG")
    return file.getvalue()


@cache
def face() -> Face:
    """Return the portrait's face."""
    return face_in(portrait())


@cache
def prepared() -> Prepared:
    """Return the portrait made ready for the reference renderer."""
    shape = portrait().shape[:2]
    return prepare(linear(portrait()), face(), weights(face(), *shape), allowed(face(), *shape), skin_colours())


def reference(effects: np.ndarray) -> np.ndarray:
    """Return the portrait as the reference renderer shows effects (region, channel): linear sRGB."""
    return render(prepared(), effects, skin_colours())


def effects_of(tryon: dict[str, Any], title: str, band: str = "typical", *without: str) -> np.ndarray:
    """Return the effects (region, channel) of a frame as the page shows them: no darkening, nothing switched off."""
    frame = [one["title"] for one in tryon["frames"]].index(title)
    found = np.array(tryon["values"][frame])[:, :, BANDS.index(band)]
    for channel in ("darkening", "lines", "scars", *without):  # the portrait is not fine enough for lines and scars
        found[:, CHANNELS.index(channel)] = 0.0
    return found


def within(ring: str) -> np.ndarray:
    """Return which pixels of the portrait lie inside a ring of landmarks: mouth, left_eye, face_oval, ..."""
    points = face().points()[tables("faces")["rings"][ring], :2]
    drawing = Image.new("1", portrait().shape[1::-1])
    ImageDraw.Draw(drawing).polygon([tuple(point) for point in points], fill=1)
    return np.array(drawing)


def cheek() -> np.ndarray:
    """Return which pixels of the portrait are cheek, and nothing else for some pixels around."""
    return inside("cheek")


def inside(region: str) -> np.ndarray:
    """Return which pixels of the portrait are skin of a region, and nothing else for some pixels around."""
    whole = (prepared().regions[..., REGIONS.index(region)] > 0.95) & (prepared().mask > 0.95)
    return np.asarray(binary_erosion(whole, iterations=EDGE_PX))


def hair() -> np.ndarray:
    """Return which pixels of the portrait are hair: a strip above the forehead."""
    x, y = face().points()[10, :2].astype(int)
    found = np.zeros(portrait().shape[:2], bool)
    found[y - 40 : y - 15, x - 15 : x + 15] = True
    return found


def lab(srgb: np.ndarray) -> np.ndarray:
    """Return L*, a*, b* of sRGB, 0 to 255."""
    return lab_of_linear(decoded(np.asarray(srgb, float) / 255.0))


def ask(page: Page, age: str = "45", skin: str = "II", concern: str = "fine-lines") -> dict[str, Any]:
    """Answer the page's questions, wait for its picture, and return the try-on that it was given."""
    with page.expect_response(lambda answer: answer.url.endswith(ASKED)) as answer:
        page.get_by_role("spinbutton", name="Your age").fill(age)
        page.get_by_label("Your skin type").select_option(skin)
        page.get_by_label("What bothers you").select_option(concern)
    expect(page.locator(".tryon-time")).to_be_visible(timeout=WAIT_MS)
    ready(page)
    return dict(answer.value.json())


def choose(page: Page, photo: bytes, name: str = "me.png", media: str = "image/png") -> None:
    """Choose a photo."""
    chooser = page.locator(".tryon-chooser input").first
    chooser.set_input_files({"name": name, "mimeType": media, "buffer": photo})


def show_portrait(page: Page) -> None:
    """Choose the portrait, and wait until it is shown."""
    choose(page, portrait_file())
    ready(page, "photo")


def ready(page: Page, subject: str = "head") -> None:
    """Wait until a head or a photo is drawn."""
    drawn = page.locator(f".tryon-picture[data-subject={subject}][data-phase=ready]")
    expect(drawn).to_be_visible(timeout=WAIT_MS)
    page.evaluate(SETTLED)


def at(page: Page, moment: str) -> None:
    """Go to a moment by its button."""
    page.get_by_role("button", name=moment, exact=True).click()
    page.evaluate(SETTLED)


def beside(page: Page, shown: str = "typical", before_percent: int = 0) -> None:
    """Show before and after; after is a band or "unchanged", before fills so much of the width from the left."""
    page.get_by_role("radio", name="Before and after").check()
    page.get_by_label("After shows").select_option(shown)
    page.get_by_label("How far before reaches").fill(str(before_percent))
    page.evaluate(SETTLED)


def switch(page: Page, name: str, on: bool) -> None:
    """Switch an effect or a region."""
    page.get_by_role("checkbox", name=name, exact=True).set_checked(on)
    page.evaluate(SETTLED)


def canvas_pixels(page: Page) -> np.ndarray:
    """Return the picture as it is seen, sRGB, 0 to 255."""
    text, width, height = page.locator(CANVAS).evaluate(PICTURE)
    saved = Image.open(BytesIO(base64.b64decode(text))).convert("RGB")
    return np.asarray(saved, float)[:height, :width]


@dataclass(frozen=True)
class Seen:
    """What a column of the picture shows of the portrait: sRGB 0 to 255, and where in the photo each pixel lies."""

    pixels: np.ndarray
    rows: np.ndarray
    columns: np.ndarray

    def of(self, photo: np.ndarray) -> np.ndarray:
        """Return a picture of the portrait's size (linear sRGB) as it would be seen here: sRGB, 0 to 255."""
        places = np.stack(np.broadcast_arrays(self.rows[:, None], self.columns[None, :]))
        planes = [map_coordinates(photo[..., one], places, order=1, mode="nearest") for one in range(3)]
        return 255.0 * encoded(np.stack(planes, axis=-1))

    def where(self, mask: np.ndarray) -> np.ndarray:
        """Return which pixels here show pixels of the photo that are in a mask."""
        found = mask[np.ix_(*(np.clip(np.rint(at), 0, 511).astype(int) for at in (self.rows, self.columns)))]
        assert found.any()
        return found


def seen(page: Page, column: int = 0, columns: int = 1) -> Seen:
    """Return what a column of the picture shows, of those pixels that lie in the photo."""
    whole = canvas_pixels(page)
    (x, y), (to_x, to_y) = ((one["x"], one["y"]) for one in page.locator(CANVAS).evaluate(CORNERS))
    step = 100.0 / (to_x - x)
    assert 100.0 / (to_y - y) == pytest.approx(step, rel=1e-6)
    start, wide = round(column * whole.shape[1] / columns), whole.shape[1] // columns
    rows = step * (np.arange(whole.shape[0]) + 0.5 - y) - 0.5
    across = step * (np.arange(wide) + 0.5 - x) - 0.5
    down, right = (np.flatnonzero((at >= 0.0) & (at <= 511.0)) for at in (rows, across))
    return Seen(whole[np.ix_(down, start + right)], rows[down], across[right])
