"""The try-on as files: shown by the browser alone, from one folder of a place that only serves files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from conftest import Watch
from exported import PLACE, Site, opened, served, write
from playwright.sync_api import Browser, Page, expect
from tryon_page import SMALL, at, beside, cheek, lab, portrait, ready, seen, show_portrait

from photomend.faces import linear

MODEL = "face_landmarks_detector.tflite"


@dataclass
class Shown:
    """The export's page with its questions answered, and what it asked of where."""

    page: Page
    site: Site
    watch: Watch


@pytest.fixture(scope="module")
def shown(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    folder = tmp_path_factory.mktemp("web")
    write(folder)
    with served(folder) as site, opened(chromium, site, viewport=SMALL) as (page, watch):
        page.get_by_role("spinbutton", name="Your age").fill("43")
        page.get_by_label("Your skin type").select_option("II")
        page.get_by_label("What bothers you").select_option("fine-lines")
        expect(page.locator(".tryon-time")).to_be_visible()
        ready(page)
        yield Shown(page, site, watch)


class TestExport:
    """In the order of their lines: each goes on from where the one before it ended."""

    def test_a_head_is_shown_and_the_networks_are_left_where_they_are(self, shown: Shown) -> None:
        expect(shown.page.locator(".tryon-picture[data-subject=head][data-phase=ready]")).to_be_visible()
        assert not any(path.endswith((MODEL, ".wasm.gz")) for path, _ in shown.site.asked)

    def test_it_says_what_it_holds_and_of_which_age_the_course_is(self, shown: Shown) -> None:
        expect(shown.page.get_by_text("for the ages 45", exact=False)).to_be_visible()
        expect(shown.page.get_by_text("the nearest, 45, is shown", exact=False)).to_have_count(1)

    def test_a_photo_is_looked_at_in_the_tab(self, shown: Shown) -> None:
        seen_from_outside: list[str] = []
        shown.page.context.on("request", lambda request: seen_from_outside.append(request.url.rsplit("/", 1)[-1]))
        show_portrait(shown.page)
        asked = {path.rsplit("/", 1)[-1] for path, _ in shown.site.asked}
        needed = {MODEL, "litert_wasm_compat_internal.wasm.gz"}
        assert needed <= asked
        assert needed <= set(seen_from_outside), "requests of the worker are not watched"

    def test_redness_comes_to_the_cheeks_on_day_1_and_nothing_before(self, shown: Shown) -> None:
        beside(shown.page)
        at(shown.page, "Day 1")
        now = seen(shown.page)
        own = now.of(linear(portrait()))
        here = now.where(cheek())
        risen = (lab(now.pixels[here]) - lab(own[here]))[:, 1].mean()
        assert 1.0 < risen < 15.0
        beside(shown.page, before_percent=100)
        before = seen(shown.page)
        assert abs(before.pixels - before.of(linear(portrait()))).mean() < 1.0

    def test_no_request_leaves_its_folder_and_every_file_is_there(self, shown: Shown) -> None:
        assert [path for path, _ in shown.site.asked if not path.startswith(f"/{PLACE}/")] == []
        assert [(path, code) for path, code in shown.site.asked if code not in (200, 304)] == []
        assert shown.watch.astray == []

    def test_its_policy_is_kept_and_no_error_is_told(self, shown: Shown) -> None:
        assert shown.page.evaluate("complaints") == []
        assert shown.watch.errors == []
