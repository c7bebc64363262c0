"""Pictures of every view for the documentation: ``python tests/web/screenshots.py docs/pictures``.

Starts a server of its own with an empty data folder; takes some minutes, most of it for one plan.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import browser
from conftest import Served, full, looks_as
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_people import fill, set_out
from tryon_page import ask, at, beside, show_portrait

TO_THE_PICTURE = "() => document.querySelector('.tryon-picture').scrollIntoView()"


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the route, who looks, the window, light or dark, and what is done before."""

    name: str
    route: str
    role: str = "clinician"
    width: int = 1440
    height: int = 1000
    scheme: str = "light"
    act: Callable[[Page], None] = full


def tab(name: str) -> Callable[[Page], None]:
    """Return what opens a tab of the laboratory once its result is there, and brings it into view."""

    def act(page: Page) -> None:
        full(page)
        page.get_by_role("tab", name=name).click()
        page.wait_for_timeout(3000)
        page.get_by_role("tab", name=name).scroll_into_view_if_needed()
        page.evaluate("() => document.querySelector('[role=tablist]').scrollIntoView()")

    return act


def compare(page: Page) -> None:
    """Put a laser that removes tissue beside one that does not."""
    full(page)
    page.get_by_label("Compare two settings").select_option(label="Non-ablative against ablative, 20 mJ")
    page.wait_for_timeout(500)
    full(page)


def plan(page: Page) -> None:
    """Fill in a case and set out its options."""
    fill(page)
    set_out(page)


def claims(page: Page) -> None:
    """Open the first claim that is contradicted."""
    expect(page.locator(".guide-claim")).to_have_count(25, timeout=120_000)
    page.locator(".guide-claim.contradicted button").first.click()


def cases(page: Page) -> None:
    """Save a case, and look at the list."""
    fill(page)
    page.get_by_role("button", name="Save as a case").click()
    page.get_by_label("Name of the case").fill("Cheek, first plan")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="All cases").click()
    expect(page.locator(".cases-item")).to_have_count(1)


def try_on(moment: str, layout: str = "All four") -> Callable[[Page], None]:
    """Return what answers the questions of the try-on and goes to a moment."""

    def act(page: Page) -> None:
        ask(page, skin="III", concern="acne-scars")
        page.get_by_role("radio", name=layout).check()
        at(page, moment)
        page.evaluate(TO_THE_PICTURE)

    return act


def on_a_photo(page: Page) -> None:
    """Try it on a portrait, before and after."""
    ask(page)
    show_portrait(page)
    beside(page, before_percent=50)
    at(page, "Day 1")
    page.evaluate(TO_THE_PICTURE)


def there(page: Page) -> None:
    """Wait for the heading."""
    expect(page.get_by_role("heading", level=2).first).to_be_visible()


RESTORE = "#/lab?handpiece.device=fraxel-restore&settings.pulse_energy_mJ=20"
SHOTS = (
    Shot("web-laboratory", RESTORE),
    Shot("web-laboratory-dark", "#/lab?handpiece.device=smoothbeam-1450", scheme="dark"),
    Shot("web-laboratory-phone", RESTORE, width=360, height=780),
    Shot("web-compare", RESTORE, act=compare),
    Shot("web-charts", RESTORE, act=tab("Charts")),
    Shot("web-block", "#/lab?handpiece.device=fraxel-repair-co2", act=tab("Block of skin in 3-D")),
    Shot("web-guide", "#/guide", role="person", act=there),
    Shot("web-claims", "#/guide/claims", act=claims),
    Shot("web-planner", "#/planner", role="person", act=plan),
    Shot("web-planner-tablet", "#/planner", width=768, height=1000, scheme="dark", act=plan),
    Shot("web-try-on", "#/tryon", role="person", act=try_on("Day 1")),
    Shot("web-try-on-photo", "#/tryon", role="person", act=on_a_photo),
    Shot("web-try-on-phone", "#/tryon", role="person", width=360, height=1200, act=try_on("Day 3", "Low and high")),
    Shot("web-cases", "#/planner", act=cases),
)


def take(chromium: Browser, server: Served, shot: Shot, folder: Path) -> None:
    """Take one picture."""
    context = chromium.new_context(
        viewport={"width": shot.width, "height": shot.height}, color_scheme=shot.scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(300_000)
    context.add_init_script(looks_as(shot.role))
    page = context.new_page()
    page.goto(server.address + shot.route)
    shot.act(page)
    page.wait_for_timeout(500)
    page.screenshot(path=folder / f"{shot.name}.png")
    context.close()


def main(folder: Path, wanted: list[str]) -> None:
    """Take all pictures, or those whose names are given."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as driver:
        server = Served(Path(data))
        server.start()
        chromium = driver.chromium.launch(executable_path=browser.find(), args=list(browser.FLAGS))
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                take(chromium, server, shot, folder)
                print(shot.name)
        chromium.close()
        server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures"), sys.argv[2:])
