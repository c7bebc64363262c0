"""The laboratory in a real browser: the dial, the picture, the figures, two runs side by side, what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from conftest import WAIT_MS, Opener, Served, full, looks_as, preview_after, settled, until
from playwright.sync_api import Browser, expect

ENERGY = "Energy of one microbeam"


def command_line(*words: str) -> Any:
    """Return what ``photomend simulate --json`` says."""
    done = subprocess.run(
        [sys.executable, "-m", "photomend.cli", "simulate", "--json", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_first_visit_asks_who_is_looking_and_leads_to_a_first_result(visit: Opener) -> None:
    page = visit(role=None)
    dialog = page.get_by_role("dialog", name="Who is looking?")
    dialog.get_by_role("button", name=re.compile("treat or teach")).click()
    page.get_by_role("link", name="Laboratory").click()
    settled(page)
    expect(page.get_by_role("img", name="Cross-section")).to_be_visible()
    page.reload()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_full_result_is_that_of_the_command_line(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=fraxel-restore&settings.pulse_energy_mJ=15")
    full(page)
    depth = command_line("--device", "fraxel-restore", "--set", "settings.pulse_energy_mJ=15")["zones"]["necrosis"][
        "depth"
    ]
    row = page.get_by_role("row", name="Cells necrotic, depth").first
    ends = [float(number) for number in re.findall(r"\d[\d.]*", row.inner_text().replace("\u2009", ""))]
    assert ends == pytest.approx([depth["value"], depth["low"], depth["high"]], rel=0.006)


def test_a_dial_turned_by_the_keyboard_draws_the_wound_anew(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=fraxel-restore")
    full(page)
    before = page.evaluate(PICTURE)
    slider = page.get_by_role("slider", name=ENERGY)
    slider.focus()
    with preview_after(page):
        page.keyboard.press("End")
    until(page, PICTURE, lambda shown: shown != before)
    full(page)
    expect(page.get_by_role("spinbutton", name=ENERGY)).to_have_value("70")
    expect(page).to_have_url(re.compile(r"settings\.pulse_energy_mJ=70"))


def test_of_a_dial_that_is_swept_the_last_setting_stays(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=fraxel-restore")
    full(page)
    slider = page.get_by_role("slider", name=ENERGY)
    slider.focus()
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    full(page)
    value = float(page.get_by_role("spinbutton", name=ENERGY).input_value())
    page.get_by_role("tab", name="Reproduce and download").click()
    command = page.locator(".lab-command code").inner_text()
    told = re.search(r"settings\.pulse_energy_mJ=([\d.]+)", command)
    assert told is not None
    assert float(told.group(1)) == pytest.approx(value, rel=1e-3)


def test_what_cannot_be_is_refused_in_a_sentence_and_the_picture_stays(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=fraxel-restore")
    full(page)
    page.get_by_role("spinbutton", name=ENERGY).fill("900")
    page.keyboard.press("Tab")
    expect(page.get_by_text("is above this handpiece's 70").first).to_be_visible()
    expect(page.get_by_role("img", name="Cross-section")).to_be_visible()
    page.get_by_role("button", name=f"Reset {ENERGY}").click()
    full(page)


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ("smoothbeam-1450", "Smoothbeam"),
        ("picosure-focus", "PicoSure"),
        ("fraxel-repair-co2", "Fraxel re:pair"),
        ("eryag-2940", "Er:YAG"),
        ("affirm-1440", "Affirm"),
    ],
)
def test_every_mechanism_has_its_picture_and_its_words(visit: Opener, device: str, words: str) -> None:
    page = visit(f"#/lab?handpiece.device={device}")
    settled(page)
    picture = page.get_by_role("img", name="Cross-section")
    expect(picture).to_be_visible()
    described = page.locator(f"id={picture.get_attribute('aria-describedby')}")
    assert words.lower() in described.inner_text().lower()
    until(page, PICTURE, lambda shown: len(set(shown)) > 20)


def test_two_settings_stand_side_by_side_to_one_scale(visit: Opener) -> None:
    page = visit("#/lab")
    settled(page)
    page.get_by_label("Compare two settings").select_option(label="Non-ablative against ablative, 20 mJ")
    expect(page.get_by_role("img", name="Cross-section")).to_have_count(2)
    settled(page, count=2)
    table = page.get_by_role("region", name="Numbers")
    for name in ("A", "B"):
        expect(table.get_by_role("columnheader", name=name, exact=True)).to_be_visible()
    until(page, HEIGHTS, lambda heights: len(heights) == 2 and heights[0] == pytest.approx(heights[1], abs=1.0))
    page.get_by_role("button", name="End comparison").click()
    expect(page.get_by_role("img", name="Cross-section")).to_have_count(1)


def test_time_is_moved_by_the_keyboard_and_said_in_words(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=fraxel-restore")
    full(page)
    page.get_by_role("radio", name="At a time").check()
    before = page.evaluate(PICTURE)
    scrubber = page.get_by_role("slider", name="Time", exact=True)
    scrubber.focus()
    page.keyboard.press("End")
    assert "s" in (scrubber.get_attribute("aria-valuetext") or "")
    until(page, PICTURE, lambda shown: shown != before)


def test_the_block_in_three_dimensions_is_drawn(visit: Opener) -> None:
    page = visit("?test#/lab?handpiece.device=fraxel-restore")
    settled(page)
    page.get_by_role("tab", name="Block of skin in 3-D").click()
    expect(page.locator(".lab3d canvas").first).to_be_visible()
    until(page, BLOCK, lambda shown: len(set(shown)) > 8)


def test_without_webgl_the_server_draws(visit: Opener) -> None:
    page = visit("", role="researcher")
    page.context.add_init_script(NO_WEBGL)
    page.goto(page.url + "#/lab?handpiece.device=eryag-2940")
    page.reload()
    settled(page)
    page.get_by_role("tab", name="Block of skin in 3-D").click()
    expect(page.get_by_text("draws no 3-D")).to_be_visible()
    picture = page.locator("img.lab3d-picture")
    expect(picture).to_be_visible()
    until(page, "() => document.querySelector('img.lab3d-picture').naturalWidth", lambda width: width > 300)


def test_figure_treatment_file_and_data_can_be_taken_away(visit: Opener) -> None:
    page = visit("#/lab?handpiece.device=eryag-2940&settings.radiant_exposure_J_per_cm2=6")
    settled(page)
    page.get_by_role("tab", name="Reproduce and download").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Treatment file").click()
    text = taken.value.path().read_text(encoding="utf-8")
    assert 'device = "eryag-2940"' in text
    assert "radiant_exposure_J_per_cm2 = 6" in text
    with page.expect_download() as taken:
        page.get_by_role("button", name="Figure (SVG)").click()
    assert "<svg" in taken.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Data files").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="run.nc").click()
    import photomend as pm

    assert pm.load(taken.value.path()).endpoint == "vaporisation"


def test_two_people_work_at_once_and_each_sees_their_own(visit: Opener) -> None:
    first = visit("#/lab?handpiece.device=fraxel-restore&settings.pulse_energy_mJ=30")
    second = visit("#/lab?handpiece.device=eryag-2940")
    full(first)
    full(second)
    expect(first.locator(".lab-endpoint")).to_contain_text("Coagulation")
    expect(second.locator(".lab-endpoint")).to_contain_text(re.compile("vaporis|removed", re.IGNORECASE))


def test_a_server_that_goes_is_said_and_one_that_comes_back_is_found(chromium: Browser, mortal: Served) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(looks_as("clinician"))
    page = context.new_page()
    page.goto(mortal.address + "#/lab?handpiece.device=eryag-2940")
    full(page)
    mortal.kill()
    expect(page.get_by_text("The server does not answer").first).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("img", name="Cross-section")).to_be_visible()
    mortal.start()
    expect(page.get_by_text("The server does not answer")).to_have_count(0, timeout=WAIT_MS)
    page.get_by_label("Passes").last.fill("3")
    page.keyboard.press("Tab")
    full(page)
    context.close()


def test_a_chart_that_got_no_answer_is_asked_for_again(visit: Opener) -> None:
    visit.watch.expected = ["ERR_FAILED"]
    page = visit()
    page.route("**/api/v1/atlas/**", lambda route: route.abort(), times=2)
    page.goto(page.url.split("#")[0] + "#/lab?handpiece.device=fraxel-restore")
    full(page)
    expect(page.get_by_role("region", name=re.compile("Over the dial")).locator("svg").first).to_be_visible()
    expect(page.get_by_text("The server does not answer")).to_have_count(0)


NO_WEBGL = """
const own = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
  return kind.startsWith('webgl') ? null : own.call(this, kind, ...rest);
};
"""
SAMPLES = """(canvas => {
  const copy = document.createElement('canvas');
  copy.width = 48; copy.height = 48;
  const pen = copy.getContext('2d');
  pen.drawImage(canvas, 0, 0, 48, 48);
  const data = pen.getImageData(0, 0, 48, 48).data;
  const found = [];
  for (let at = 0; at < data.length; at += 4) found.push([data[at], data[at + 1], data[at + 2]].join());
  return found;
})"""
PICTURE = f"() => {SAMPLES}(document.querySelector('.lab-canvas canvas'))"
BLOCK = f"() => {SAMPLES}(document.querySelector('.lab3d canvas'))"
HEIGHTS = "() => [...document.querySelectorAll('.lab-canvas canvas')].map(one => one.clientHeight)"
