"""The default head in six tones, before and after, on one sheet: ``python tests/web/tones.py docs/pictures/tones.png``.

The upper row is skin at rest, the lower one day 1 after a fractional 1550 nm session, typical.
"""

from __future__ import annotations

import base64
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import browser
import numpy as np
from conftest import Served, looks_as
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, sync_playwright
from tryon_page import CANVAS, PICTURE, ROUTE, ready

from photomend.appearance import CHANNELS, REGIONS, TryOnRequest, try_on
from photomend.appearance.colour import ita_deg, lab_of_linear
from photomend.appearance.table import skin_colours
from photomend.catalog import look_up

TONES = {"very light": 60.0, "light": 48.0, "intermediate": 34.5, "tan": 19.0, "brown": -10.0, "dark": -45.0}
"""Names of the classes of typology angle, and an angle inside each, degrees."""
SIDE, TITLE = 320, 34
SHOW = """async (canvas, [skin, effects]) => {
  const side = { effects: Float32Array.from(effects), label: "" };
  await canvas.stage.show({ kind: "head", skin });
  canvas.stage.look({
    layout: "single", before: side, sides: [side], split: 0, paint: false, treated: new Array(7).fill(true),
  });
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


def tone(angle: float) -> dict[str, float]:
    """Return the shares of melanosomes and blood of skin at rest whose typology angle, as measured, is nearest."""
    table, blood = skin_colours(), look_up("tissue", "layers", "papillary_dermis", "blood_fraction").value
    melanosomes = np.linspace(0.0, 0.6, 2001) ** 2 / 0.6
    seen = table.at(melanosomes, blood) + table.specular_reflectance
    best = int(np.argmin(np.abs(ita_deg(lab_of_linear(seen)) - angle)))
    return {"melanosome_fraction": float(melanosomes[best]), "blood_fraction": blood}


def day_one() -> np.ndarray:
    """Return the effects (region, channel) of day 1, typical."""
    asked = TryOnRequest(concern="acne-scars", phototype="III", age_years=45.0, family="fractional-1550")
    shown = try_on(asked)
    frame = [one.title for one in shown.frames].index("Day 1")
    effects = np.array(shown.values)[frame, :, :, 1]
    effects[:, CHANNELS.index("darkening")] = 0.0
    return effects


def head(page: Page, skin: dict[str, Any], effects: np.ndarray) -> Image.Image:
    """Return the head with a skin and effects, as a square picture."""
    canvas = page.locator(CANVAS)
    canvas.evaluate(SHOW, [skin, effects.ravel().tolist()])
    text, width, height = canvas.evaluate(PICTURE)
    drawn = Image.open(BytesIO(base64.b64decode(text))).convert("RGB").crop((0, 0, width, height))
    edge = min(width, height)
    left, top = (width - edge) // 2, (height - edge) // 2
    return drawn.crop((left, top, left + edge, top + edge)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)


def sheet(page: Page) -> Image.Image:
    """Return the sheet: six tones across, before above and day 1 below."""
    rows = {"at rest": np.zeros((len(REGIONS), len(CHANNELS))), "day 1": day_one()}
    drawn = Image.new("RGB", (SIDE * len(TONES), len(rows) * (SIDE + TITLE)), "white")
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(18)
    for column, (name, angle) in enumerate(TONES.items()):
        skin = {"tone": tone(angle), "age_years": 45, "lines": 0.5, "spots": 0.3, "scars": 0.3, "seed": 1}
        for row, (when, effects) in enumerate(rows.items()):
            x, y = column * SIDE, row * (SIDE + TITLE)
            pen.text((x + 8, y + 8), f"{name}, {when}", "black", font)
            drawn.paste(head(page, skin, effects), (x, y + TITLE))
    return drawn


def main(path: Path) -> None:
    """Draw the sheet in a browser, and write it."""
    with tempfile.TemporaryDirectory() as data, sync_playwright() as driver:
        server = Served(Path(data))
        server.start()
        chromium = driver.chromium.launch(executable_path=browser.find(), args=list(browser.FLAGS))
        context = chromium.new_context(viewport={"width": 760, "height": 1000})
        context.add_init_script(looks_as("person"))
        page = context.new_page()
        page.goto(server.address + ROUTE)
        ready(page)
        sheet(page).save(path)
        chromium.close()
        server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures/tones.png"))
