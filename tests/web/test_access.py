"""Every view at three widths, light and dark: nothing clipped, no fault by WCAG 2.2 AA, all by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Opener, full, until
from playwright.sync_api import Page, expect

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
VIEWS = {
    "laboratory": "#/lab?handpiece.device=fraxel-restore",
    "full-field": "#/lab?handpiece.device=smoothbeam-1450",
    "try-on": "#/tryon",
    "planner": "#/planner",
    "guide": "#/guide",
    "claims": "#/guide/claims",
    "cases": "#/cases",
}
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  const inside = one => { for (let up = one.parentElement; up; up = up.parentElement) {
    const style = getComputedStyle(up);
    if (/(auto|scroll|hidden|clip)/.test(style.overflowX)) return true; } return false; };
  return [...document.querySelectorAll('main *, header *, footer *')].filter(one => !one.parentElement.closest('svg'))
    .filter(one => { const box = one.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && (box.right > wide + 1 || box.left < -1) && !inside(one); })
    .map(one => one.tagName + '.' + one.className).slice(0, 5);
}"""

FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const name = one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent || '';
  return [one.tagName, name, style.outlineStyle !== 'none' || style.boxShadow !== 'none'];
}"""
LONGEST_MOTION = """() => Math.max(...[...document.querySelectorAll('*')].map(one => {
  const style = getComputedStyle(one);
  return Math.max(...[style.transitionDuration, style.animationDuration].join().split(',').map(parseFloat));
}))"""


def arrive(page: Page, view: str) -> None:
    """Wait until a view shows what it is there to show."""
    if view in ("laboratory", "full-field"):
        full(page)
    elif view == "claims":
        expect(page.locator(".guide-claim")).to_have_count(25, timeout=120_000)
    else:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_is_clipped_or_pushed_out(visit: Opener, view: str, width: int) -> None:
    page = visit(VIEWS[view], role="researcher", viewport={"width": width, "height": 800})
    arrive(page, view)
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate(OVERFLOW) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_access_is_broken(visit: Opener, view: str, scheme: str) -> None:
    page = visit(VIEWS[view], role="researcher", color_scheme=scheme)
    arrive(page, view)
    if view == "laboratory":
        for name in ("Charts", "Block of skin in 3-D", "Reproduce and download"):
            page.get_by_role("tab", name=name).click()
            page.wait_for_timeout(300)
            assert broken(page) == []
    assert broken(page) == []


def test_the_first_question_and_the_page_behind_it_are_accessible(visit: Opener) -> None:
    page = visit(role=None)
    expect(page.get_by_role("dialog")).to_be_visible()
    assert broken(page) == []


def test_a_person_gets_from_the_first_question_to_the_try_on_by_keyboard_alone(visit: Opener) -> None:
    page = visit(role=None)
    expect(page.get_by_role("dialog")).to_be_visible()
    until(page, "() => document.activeElement.closest('[role=dialog], dialog') !== null", bool)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Tab")
    focused = page.evaluate("() => document.activeElement.textContent")
    assert focused
    expect(page.get_by_role("link", name="Try it on")).to_have_attribute("aria-current", "page")


def test_every_control_of_the_laboratory_has_a_name_and_a_visible_focus(visit: Opener) -> None:
    page = visit(VIEWS["laboratory"], role="researcher")
    full(page)
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        told = page.evaluate(FOCUSED)
        if told[0] == "BODY":
            break
        assert told[1].strip(), told
        assert told[2], f"{told[1]} shows no focus"
        reached.add(told[1].strip())
    assert len(reached) > 15


def test_whoever_wants_less_motion_gets_no_transition(visit: Opener) -> None:
    page = visit(VIEWS["laboratory"], reduced_motion="reduce")
    full(page)
    longest = page.evaluate(LONGEST_MOTION)
    assert longest <= 0.01


def broken(page: Page) -> list[Any]:
    """Return the rules that a page breaks, with the elements."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [(one["id"], one["help"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
