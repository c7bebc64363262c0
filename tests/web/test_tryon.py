"""The try-on in a real browser: the first visit, the time line, one's own photo and its end, keys, and no 3-D."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pytest
from conftest import WAIT_MS, Opener, until
from PIL import Image
from playwright.sync_api import Page, expect
from test_access import FOCUSED, OVERFLOW, broken
from test_laboratory import NO_WEBGL
from tryon_page import (
    ASKED,
    CANVAS,
    ROUTE,
    SETTLED,
    ask,
    at,
    beside,
    canvas_pixels,
    cheek,
    choose,
    lab,
    portrait,
    ready,
    seen,
    show_portrait,
)

from photomend.faces import linear
from photomend.faces.mesh import mesh

CHEEK = 50  # a landmark
EYES = (33, 263)  # their outer corners
TALL = {"width": 560, "height": 1100}
DRAWN = "canvas => canvas.stage.drawn()"
TEXTURES = f"""() => {{
  const {{ textures, geometries }} = document.querySelector({CANVAS!r}).stage.renderer.info.memory;
  return {{ textures, geometries }};
}}"""
FORGOT = """canvas => {
  const own = canvas.stage.forget;
  window.forgot = 0;
  canvas.stage.forget = () => { window.forgot += 1; own.call(canvas.stage); };
}"""
WORD = """canvas => {
  const own = canvas.stage.picture;
  canvas.stage.picture = word => { window.word = word; return own.call(canvas.stage, word); };
}"""
# Counts what a page makes of a photo, before any of its scripts run.
KEPT = """
window.kept = { pictures: [], addresses: new Set() };
const make = window.createImageBitmap;
window.createImageBitmap = async (...given) => {
  const picture = await make.call(window, ...given);
  window.kept.pictures.push(picture);
  return picture;
};
const [give, take] = [URL.createObjectURL, URL.revokeObjectURL];
URL.createObjectURL = one => { const made = give.call(URL, one); window.kept.addresses.add(made); return made; };
URL.revokeObjectURL = one => { window.kept.addresses.delete(one); take.call(URL, one); };
"""
OPEN_PICTURES = "() => window.kept.pictures.filter(one => one.width > 0).length"


def heard(page: Page) -> list[str]:
    """Return a list that will hold every address that a page asks for."""
    found: list[str] = []
    page.on("request", lambda request: found.append(request.url))
    return found


def eyes_apart(page: Page) -> float:
    """Return how far apart the outer corners of the head's eyes are seen, px."""
    places = [[float(one) for one in mesh().atlas[landmark]] for landmark in EYES]
    left, right = page.locator(CANVAS).evaluate("(canvas, all) => all.map(at => canvas.stage.place(...at))", places)
    return float(abs(left["x"] - right["x"]))


@pytest.fixture
def page(visit: Opener) -> Page:
    """Return the try-on as a person sees it, with the default head."""
    opened = visit(ROUTE, role="person", viewport=TALL)
    ask(opened)
    return opened


class TestFirstVisit:
    def test_leads_a_person_to_a_face_and_its_course(self, visit: Opener) -> None:
        page = visit("?test", role=None, viewport=TALL)
        page.get_by_role("dialog").get_by_role("button", name=re.compile("considering")).click()
        expect(page.get_by_role("heading", name="Try it on")).to_be_visible()
        expect(page.get_by_text("not medical advice").first).to_be_visible()
        ready(page)
        ask(page)
        colours = {tuple(pixel) for pixel in canvas_pixels(page)[::8, ::8].reshape(-1, 3).tolist()}
        assert len(colours) > 100
        expect(page.get_by_text(re.compile("see no visible change after one session")).first).to_be_visible()
        expect(page.get_by_role("list", name=re.compile("from left to right")).get_by_role("listitem")).to_have_count(4)

    def test_shows_a_person_no_device_and_no_setting(self, page: Page) -> None:
        words = page.locator("main").inner_text()
        assert re.search(r"\b\d[\d.]*\s?(mJ|J/cm|per cm²)", words) is None
        assert "Fraxel" not in words

    def test_nothing_is_shown_or_asked_for_anyone_under_age(self, visit: Opener) -> None:
        page = visit(ROUTE, role="person", viewport=TALL)
        asked = heard(page)
        page.get_by_role("spinbutton", name="Your age").fill("16")
        page.get_by_label("Your skin type").select_option("II")
        page.get_by_label("What bothers you").select_option("fine-lines")
        expect(page.get_by_text("This is for adults")).to_be_visible()
        page.wait_for_timeout(1000)
        assert not [url for url in asked if url.endswith(ASKED)]
        assert page.locator(CANVAS).count() == 0
        assert page.locator("input[type=file]").count() == 0


class TestTimeLine:
    def test_asks_the_server_nothing_while_it_moves_and_tells_the_moment(self, page: Page) -> None:
        asked = heard(page)
        slider = page.get_by_role("slider", name="Time since the first session")
        slider.focus()
        page.keyboard.press("Home")
        before = canvas_pixels(page)
        told = set()
        for _ in range(60):
            page.keyboard.press("ArrowRight")
            told.add(slider.get_attribute("aria-valuetext"))
        page.evaluate(SETTLED)
        after = canvas_pixels(page)
        page.get_by_role("button", name=re.compile("Play")).click()
        page.wait_for_timeout(1500)
        page.get_by_role("button", name=re.compile("Pause")).click()
        page.get_by_role("button", name="Next moment").click()
        for region in ("Forehead", "Nose"):
            page.get_by_role("checkbox", name=region, exact=True).uncheck()
        assert asked == []
        assert len(told) > 4
        assert np.abs(after - before).max() > 5.0

    def test_what_the_page_does_for_a_picture_is_little(self, page: Page) -> None:
        slider = page.get_by_role("slider", name="Time since the first session")
        slider.focus()
        page.keyboard.press("Home")
        for _ in range(40):
            page.keyboard.press("ArrowRight")
            page.evaluate(SETTLED)
        drawn = page.locator(CANVAS).evaluate(DRAWN)
        assert drawn["frames"] >= 20
        assert drawn["client_ms"] < 100.0  # by an order of magnitude: machines differ, and tests run side by side

    def test_a_caption_says_what_the_picture_shows(self, page: Page) -> None:
        at(page, "Day 1")
        caption = page.get_by_role("region", name="What is modelled")
        expect(caption).to_contain_text("Day 1 after session 1")
        expect(caption).to_contain_text(re.compile(r"[Rr]edness \d"))
        caption.get_by_text("This moment, region by region").click()
        expect(caption.get_by_role("row").filter(has_text="Cheeks")).to_contain_text("a*")


class TestPicture:
    def test_is_divided_where_the_knob_is_dragged_to_and_does_not_turn(self, page: Page) -> None:
        at(page, "Day 1")
        beside(page, before_percent=25)
        quarter = canvas_pixels(page)
        beside(page, before_percent=50)
        assert np.abs(canvas_pixels(page) - quarter).max() > 5.0
        picture, knob = (page.locator(one).bounding_box() for one in (CANVAS, ".tryon-knob"))
        assert picture is not None
        assert knob is not None
        page.mouse.move(knob["x"] + 0.5 * knob["width"], knob["y"] + 0.5 * knob["height"])
        page.mouse.down()
        page.mouse.move(picture["x"] + 0.25 * picture["width"], knob["y"] + 40.0, steps=5)
        page.mouse.up()
        page.evaluate(SETTLED)
        percent = float(page.get_by_label("How far before reaches").input_value())
        assert percent == pytest.approx(25.0, abs=0.5)
        beside(page, before_percent=25)
        np.testing.assert_array_equal(canvas_pixels(page), quarter)

    def test_shows_a_part_from_nearer_and_the_whole_face_again(self, page: Page) -> None:
        whole, apart = canvas_pixels(page), eyes_apart(page)
        page.get_by_role("button", name="Mouth, from nearer").click()
        page.evaluate(SETTLED)
        assert eyes_apart(page) > 1.5 * apart
        page.get_by_role("button", name="Whole face").click()
        page.evaluate(SETTLED)
        assert np.abs(canvas_pixels(page) - whole).max() <= 1.0


class TestPhoto:
    def test_is_told_what_it_cannot_show_and_says_where_it_goes(self, page: Page) -> None:
        show_portrait(page)
        expect(page.get_by_text(re.compile("Fine lines are not shown"))).to_be_visible()
        expect(page.get_by_text(re.compile("Your photo stays in this tab"))).to_be_visible()

    def test_that_shows_no_face_is_refused_in_a_sentence(self, visit: Opener, page: Page) -> None:
        visit.watch.expected = ["status of 422"]
        file = BytesIO()
        Image.new("RGB", (300, 300), "teal").save(file, "JPEG")
        choose(page, file.getvalue(), "sea.jpg", "image/jpeg")
        expect(page.get_by_role("alert")).to_contain_text("face", timeout=WAIT_MS)
        choose(page, b"no picture at all", "me.jpg", "image/jpeg")
        expect(page.get_by_role("alert")).to_contain_text("picture", timeout=WAIT_MS)
        ready(page, "head")

    def test_is_looked_at_in_the_tab_where_the_server_lacks_the_means(self, visit: Opener, page: Page) -> None:
        visit.watch.expected = ["status of 501"]
        told = {"sentence": "photo is not looked at by this server", "field": "photo"}
        page.route("**/tryon/face", lambda route: route.fulfill(status=501, json=told))
        show_portrait(page)
        beside(page, before_percent=100)
        picture = seen(page)
        assert np.abs(picture.pixels - picture.of(linear(portrait()))).max() <= 1.0
        beside(page, before_percent=0)
        at(page, "Day 1")
        reddened = (lab(seen(page).pixels) - lab(picture.pixels))[picture.where(cheek())].mean(axis=0)
        assert reddened[1] > 2.0

    def test_is_asked_about_once_and_is_shown_upright(self, page: Page) -> None:
        asked = heard(page)
        exif, file = Image.Exif(), BytesIO()
        exif[0x0112] = 6
        Image.fromarray(np.rot90(portrait())).save(file, "PNG", exif=exif)
        choose(page, file.getvalue())
        ready(page, "photo")
        assert len([url for url in asked if "/tryon/face" in url]) == 1
        beside(page, before_percent=100)
        picture = seen(page)
        assert np.abs(picture.pixels - picture.of(linear(portrait()))).max() <= 1.0

    def test_that_is_forgotten_is_gone_from_everywhere(self, visit: Opener) -> None:
        page = visit(ROUTE, role="person", viewport=TALL)
        page.context.add_init_script(KEPT)
        page.reload()
        ask(page)
        canvas = page.locator(CANVAS)
        before = page.evaluate(TEXTURES)
        canvas.evaluate(FORGOT)
        show_portrait(page)
        assert page.evaluate(TEXTURES) != before
        with page.expect_download():
            page.get_by_role("button", name="Save this picture").click()
        assert page.evaluate(OPEN_PICTURES) > 0
        page.get_by_role("button", name="Forget my photo").click()
        ready(page, "head")
        assert page.evaluate("() => window.forgot") >= 1
        until(page, OPEN_PICTURES, lambda held: held == 0)
        until(page, "() => window.kept.addresses.size", lambda held: held == 0)
        until(page, TEXTURES, lambda held: held == before)  # those of the head, once it is drawn again
        assert page.locator("input[type=file]").evaluate_all("all => all.every(one => one.files.length === 0)")
        assert page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})").count("data:") == 0
        expect(page.get_by_role("button", name="Forget my photo")).to_have_count(0)

    def test_is_forgotten_when_the_view_is_left(self, visit: Opener) -> None:
        page = visit(ROUTE, role="person", viewport=TALL)
        page.context.add_init_script(KEPT)
        page.reload()
        ask(page)
        show_portrait(page)
        page.get_by_role("link", name="Guide").click()
        expect(page.get_by_role("heading", name="Try it on")).to_have_count(0)
        until(page, OPEN_PICTURES, lambda held: held == 0)
        page.get_by_role("link", name="Try it on").click()
        ready(page, "head")

    def test_a_saved_picture_says_simulation(self, page: Page) -> None:
        show_portrait(page)
        page.locator(CANVAS).evaluate(WORD)
        with page.expect_download() as taken:
            page.get_by_role("button", name="Save this picture").click()
        assert "simulation" in taken.value.suggested_filename
        assert page.evaluate("() => window.word") == "simulation"
        saved = Image.open(taken.value.path())
        assert saved.info == {}
        pixels, plain = np.asarray(saved.convert("RGB"), float), canvas_pixels(page)
        apart = np.abs(pixels[: plain.shape[0]] - plain).max(axis=-1) > 8.0
        assert 0.01 < apart.mean() < 0.5
        halves = [half.mean() for part in np.array_split(apart, 2) for half in np.array_split(part, 2, axis=1)]
        assert min(halves) > 0.002  # across the whole picture, so that no cut leaves it out
        assert pixels.shape[0] > plain.shape[0] + 20
        assert pixels[plain.shape[0] :].min() < 80.0  # words below it


class TestAccess:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_no_rule_is_broken(self, visit: Opener, scheme: str) -> None:
        page = visit(ROUTE, role="person", color_scheme=scheme, viewport=TALL)
        ask(page)
        assert broken(page) == []
        show_portrait(page)
        for name in page.locator("details > summary").all():
            name.click()
        beside(page)
        assert broken(page) == []

    @pytest.mark.parametrize("width", [360, 768, 1440])
    def test_nothing_is_clipped(self, visit: Opener, width: int) -> None:
        page = visit(ROUTE, role="person", viewport={"width": width, "height": 800})
        ask(page)
        show_portrait(page)
        for name in page.locator("details > summary").all():
            name.click()
        assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.evaluate(OVERFLOW) == []

    def test_the_face_is_turned_by_keys_and_every_control_is_reached(self, page: Page) -> None:
        face = page.get_by_role("application")
        before = canvas_pixels(page)
        face.focus()
        for key in ("ArrowLeft", "ArrowLeft", "+"):
            page.keyboard.press(key)
        page.evaluate(SETTLED)
        assert np.abs(canvas_pixels(page) - before).max() > 20.0
        page.keyboard.press("0")
        page.evaluate(SETTLED)
        assert np.abs(canvas_pixels(page) - before).max() <= 1.0
        page.locator("body").press("Home")
        reached = set()
        page.get_by_role("spinbutton", name="Your age").focus()
        for _ in range(120):
            page.keyboard.press("Tab")
            tag, name, visible = page.evaluate(FOCUSED)
            if tag == "BODY":
                break
            assert name.strip(), tag
            assert visible, f"{name} shows no focus"
            reached.add(name.strip())
        assert {"Redness", "Forehead", "Day 1", "Save this picture"} <= reached

    def test_without_webgl_words_and_figures_remain(self, visit: Opener) -> None:
        page = visit("", role="person", viewport=TALL)
        page.context.add_init_script(NO_WEBGL)
        visit.watch.expected = ["WebGL"]
        page.goto(page.url + ROUTE)
        page.reload()
        page.get_by_role("spinbutton", name="Your age").fill("45")
        page.get_by_label("Your skin type").select_option("II")
        page.get_by_label("What bothers you").select_option("fine-lines")
        expect(page.get_by_text("draws no 3-D")).to_be_visible(timeout=WAIT_MS)
        at(page, "Day 1")
        expect(page.get_by_role("region", name="What is modelled")).to_contain_text("edness")
        expect(page.get_by_role("img", name=re.compile("zones"))).to_be_visible()


def test_the_head_reddens_and_recovers_and_its_other_side_stays(page: Page) -> None:
    canvas = page.locator(CANVAS)
    u, v = mesh().atlas[CHEEK]

    def colour() -> np.ndarray:
        place = canvas.evaluate("(canvas, [u, v]) => canvas.stage.place(u, v)", [float(u), float(v)])
        square = [place["x"] - 6.0, place["y"] - 6.0, 12.0, 12.0]
        return lab(np.array(canvas.evaluate("(canvas, at) => canvas.stage.sample(...at)", square)))

    beside(page, "typical")
    at(page, "Before")
    before = colour()
    at(page, "Day 1")
    assert colour()[1] > before[1] + 2.0
    at(page, "Day 14")
    assert abs(colour()[1] - before[1]) < 0.5
    beside(page, "typical", before_percent=100)
    at(page, "Day 1")
    assert np.abs(colour() - before).max() < 0.5
