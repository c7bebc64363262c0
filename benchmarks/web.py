"""The web app: how long a dial takes to show on the page, and what of that is the server's.

`photomend serve` and the system's Chromium on this machine, which share its processors. A step of the dial is timed in
the page, from the event to the frame after the new picture is drawn. Needs ``pip install photomend[web]``.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import struct
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import websockets
from common import announce
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "web"))

import browser
from conftest import Served, full, looks_as

DEVICES = ("fraxel-restore", "affirm-1440", "smoothbeam-1450", "fraxel-repair-co2")
STEPS = 25
REST_MS = 400  # between steps, so that a coupled run is under way and has to give way
STEP = """async ({ label, rest }) => {
  const named = one => (one.labels?.[0]?.textContent ?? '') + (one.getAttribute('aria-label') ?? '');
  const slider = [...document.querySelectorAll('input[type=range]')].find(one => named(one).includes(label));
  const shown = () => Number(document.querySelector('.lab-middle [data-scene]').dataset.scene);
  const frame = () => new Promise(done => requestAnimationFrame(done));
  await new Promise(done => setTimeout(done, rest));
  const before = shown();
  const start = performance.now();
  const ends = Number(slider.max) - Number(slider.min);
  const next = Number(slider.value) + ends / 40;
  slider.value = String(next > Number(slider.max) ? Number(slider.min) : next);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  while (shown() <= before) await frame();
  await frame();
  return performance.now() - start;
}"""


def main() -> None:
    announce("The web app: a step of the dial")
    with tempfile.TemporaryDirectory() as data:
        server = Served(Path(data))
        server.start()
        try:
            print(f"{'':20} {'server, ms':>22} {'dial to picture, ms':>24}")
            for device in DEVICES:
                asyncio.run(answers(server, device, 3))
                alone, whole = told(asyncio.run(answers(server, device, STEPS))), told(steps(server, device))
                print(f"{device:20} {alone:>22} {whole:>24}")
        finally:
            server.stop()


def told(times_ms: list[float]) -> str:
    """Return the median of some times and the 90th percentile."""
    return f"{statistics.median(times_ms):.0f} (90 %: {statistics.quantiles(times_ms, n=10)[-1]:.0f})"


async def answers(server: Served, device: str, count: int) -> list[float]:
    """Return how long previews take from the request to the last byte, ms, each at another setting of the dial."""
    dial, values = dial_of(device, count)
    found = []
    async with websockets.connect(f"ws://localhost:{server.port}/api/v1/live", max_size=None) as channel:
        for number, value in enumerate(values, 1):
            ask = {"handpiece": {"device": device}, "settings": {dial: value}}
            started = time.perf_counter()
            await channel.send(json.dumps({"id": number, "slot": "a", "treatment": ask}))
            while not is_preview(await channel.recv(), number):
                pass
            found.append(1e3 * (time.perf_counter() - started))
            await asyncio.sleep(1e-3 * REST_MS)
    return found


def is_preview(message: Any, number: int) -> bool:
    """Return whether a message is the preview of a request."""
    if isinstance(message, str):
        return False
    (length,) = struct.unpack("<I", message[:4])
    header = json.loads(message[4 : 4 + length])
    return bool(header["id"] == number and header["stage"] == "preview")


def dial_of(device: str, count: int) -> tuple[str, list[float]]:
    """Return the dial of a device and values on the middle of its range."""
    from photomend.device import card

    known = card(device)
    low, high = known.limits[known.dial]
    return known.dial, [low * (high / low) ** (0.2 + 0.6 * step / count) for step in range(count)]


def steps(server: Served, device: str) -> list[float]:
    """Return how long steps of the dial take in the browser until their picture stands, ms."""
    with sync_playwright() as driver:
        flags = [flag for flag in browser.FLAGS if "swiftshader" not in flag]
        chromium = driver.chromium.launch(executable_path=browser.find(), args=[*flags, "--disable-gpu"])
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        page.add_init_script(looks_as("clinician"))
        page.goto(f"{server.address}#/lab?handpiece.device={device}")
        full(page)
        found = [step(page) for _ in range(STEPS)]
        chromium.close()
    return found


def step(page: Page) -> float:
    """Return how long one step takes, ms."""
    label = "Energy of one microbeam" if page.get_by_role("slider", name="Energy").count() else "Radiant exposure"
    return float(page.evaluate(STEP, {"label": label, "rest": REST_MS}))


if __name__ == "__main__":
    main()
