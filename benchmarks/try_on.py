"""The try-on: from a photo to a face that can be turned, what a moment costs the page, what a course costs the server.

`photomend serve` and the system's Chromium on this machine, which share its processors; without a graphics card it
rasterises on them too. The photo is scikit-image's portrait (NASA, public domain), as it is and enlarged to 12 million
pixels. Needs ``pip install photomend[web]``.
"""

from __future__ import annotations

import base64
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from common import announce
from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))

import browser
from conftest import Served, looks_as
from tryon_page import CANVAS, ROUTE, ask, portrait, ready

TIMES = 7
REST_MS = 3000  # until the head, which comes back when a photo is forgotten, is rasterised
LARGE_PX = 3464  # a square of 12 million pixels
CHOOSE = """([input, picture, photo]) => new Promise(done => {
  const chosen = new DataTransfer();
  chosen.items.add(new File([Uint8Array.from(atob(photo), one => one.charCodeAt(0))], 'me', { type: picture }));
  const start = performance.now();
  const look = () => {
    const { phase, subject } = document.querySelector('.tryon-picture').dataset;
    if (phase === 'ready' && subject === 'photo') requestAnimationFrame(() => done(performance.now() - start));
    else requestAnimationFrame(look);
  };
  document.querySelector(input).files = chosen.files;
  document.querySelector(input).dispatchEvent(new Event('change', { bubbles: true }));
  look();
})"""
SCRUB = """async name => {
  const slider = [...document.querySelectorAll('input[type=range]')].find(
    one => (one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? '').includes(name));
  const ends = [Number(slider.min), Number(slider.max)];
  for (let step = 0; step <= 80; step++) {
    slider.value = String(ends[0] + (ends[1] - ends[0]) * step / 80);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise(done => requestAnimationFrame(done));
  }
}"""


def main() -> None:
    announce("The try-on: photo to face, a moment, a course")
    courses()
    with tempfile.TemporaryDirectory() as data, sync_playwright() as driver:
        server = Served(Path(data))
        server.start()
        chromium = driver.chromium.launch(executable_path=browser.find(), args=list(browser.FLAGS))
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        page.add_init_script(looks_as("person"))
        page.goto(server.address + ROUTE)
        ask(page)
        photos(page)
        moments(page)
        chromium.close()
        server.stop()


def courses() -> None:
    """Print how long the numbers of a course take, in one process."""
    from photomend.appearance import TryOnRequest, choices, try_on

    for number, choice in enumerate(choices("acne-scars", "person")):
        first = TryOnRequest(concern="acne-scars", phototype="III", age_years=40.0, family=choice.family)
        seconds = [timed(partial(try_on, first.with_(age_years=40.0 + age))) for age in range(-(number == 0), 3)]
        print(f"{choice.title:50} {statistics.median(seconds[-3:]):6.2f} s for four sites, healing, frames")


def photos(page: Page) -> None:
    """Print how long photos take until their face can be turned."""
    whole = Image.fromarray(portrait())
    for name, picture in (("512 x 512", whole), ("12 Mpx", whole.resize((LARGE_PX, LARGE_PX)))):
        taken = [choose(page, picture) for _ in range(TIMES)]
        print(
            f"photo of {name}: first {taken[0]:.0f} ms, then {statistics.median(taken[1:]):.0f} ms to the first picture"
        )


def choose(page: Page, picture: Image.Image) -> float:
    """Return how long a photo takes from being chosen to the frame after its face is drawn, ms."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=90)
    forget = page.get_by_role("button", name="Forget my photo")
    if forget.count():
        forget.click()
        ready(page)
        page.wait_for_timeout(REST_MS)
    photo = base64.b64encode(stream.getvalue()).decode()
    return float(page.evaluate(CHOOSE, [".tryon-chooser input", "image/jpeg", photo]))


def moments(page: Page) -> None:
    """Print what scrubbing costs the page besides rasterising, and how often it asks the server."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(SCRUB, "Time since")
    drawn = page.locator(CANVAS).evaluate("canvas => canvas.stage.drawn()")
    print(
        f"a moment: {drawn['client_ms']:.2f} ms of the page's work (longest {drawn['longest_ms']:.1f}), "
        f"{len(asked)} requests in 81 steps"
    )


def timed(call: Callable[[], Any]) -> float:
    """Return how long a call takes, s."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
