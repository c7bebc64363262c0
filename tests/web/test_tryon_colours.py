"""The colours that the try-on shows, measured in the picture: what changes by how much, and what never changes.

Measured against the reference renderer of the package, on scikit-image's portrait. Pixels have 256 steps, and two
pictures that are each rounded to them differ by up to one; that is the tolerance unless a test says why it has more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from conftest import Opener, Served
from playwright.sync_api import Browser, Page
from tryon_page import (
    ROUTE,
    SMALL,
    Seen,
    ask,
    at,
    beside,
    cheek,
    effects_of,
    hair,
    inside,
    lab,
    portrait,
    reference,
    seen,
    show_portrait,
    switch,
    within,
)

from photomend.appearance.colour import colour_difference, ita_deg
from photomend.faces import linear

STEP = 1.0  # of 255
LAST = "6 months after the last session"
SIGNS = ("Redness", "Bronzing", "Swelling", "Flaking")


@dataclass
class Shown:
    """The page with the portrait, and the try-on that it was given; swelling off, as it moves pixels."""

    page: Page
    tryon: dict[str, Any]

    def set(self, moment: str, band: str = "typical", before_percent: int = 0) -> Seen:
        """Go to a moment of a band, and return what is seen."""
        beside(self.page, band, before_percent)
        at(self.page, moment)
        return seen(self.page)


@pytest.fixture(scope="module")
def shown(chromium: Browser, served: Served) -> Iterator[Shown]:
    """Return the page with the portrait; at its end nothing has left this machine and no error was told."""
    opener = Opener(chromium, served.address)
    page = opener(ROUTE, role="person", viewport=SMALL)
    tryon = ask(page)
    show_portrait(page)
    switch(page, "Swelling", False)
    yield Shown(page, tryon)
    for context in opener.contexts:
        context.close()
    assert opener.watch.astray == []
    assert opener.watch.errors == []


def change(picture: Seen, mask: np.ndarray) -> np.ndarray:
    """Return the mean change of L*, a*, b* of some pixels of the photo."""
    where = picture.where(mask)
    return np.asarray((lab(picture.pixels) - lab(picture.of(linear(portrait()))))[where].mean(axis=0))


def told(picture: Seen, effects: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Return the mean change of L*, a*, b* that the reference renderer has for effects."""
    where = picture.where(mask)
    before = lab(picture.of(linear(portrait())))
    return np.asarray((lab(picture.of(reference(effects))) - before)[where].mean(axis=0))


def test_before_is_the_photo_itself_at_every_moment(shown: Shown) -> None:
    for moment in ("Day 1", LAST):
        picture = shown.set(moment, "high", before_percent=100)
        assert np.abs(picture.pixels - picture.of(linear(portrait()))).max() <= STEP


@pytest.mark.parametrize("band", ["low", "typical", "high"])
@pytest.mark.parametrize("moment", ["Day 1", "Day 3", "Day 7", LAST])
def test_the_picture_is_that_of_the_reference_renderer(shown: Shown, moment: str, band: str) -> None:
    """Flaking is noise of another making in each; at edges of the mask both interpolate, each in its own order."""
    switch(shown.page, "Flaking", False)
    picture = shown.set(moment, band)
    switch(shown.page, "Flaking", True)
    expected = picture.of(reference(effects_of(shown.tryon, moment, band, "swelling", "shedding")))
    apart = colour_difference(lab(picture.pixels), lab(expected))[picture.where(within("face_oval"))]
    assert apart.mean() < 0.5
    assert np.percentile(apart, 95.0) < 1.5
    inner = picture.where(cheek())
    assert np.abs(picture.pixels - expected)[inner].max() <= 2.0 * STEP  # of the photo, and of the table's halves


def test_redness_comes_on_the_first_day_as_the_frames_and_the_table_say_and_goes(shown: Shown) -> None:
    first = shown.set("Day 1")
    effects = effects_of(shown.tryon, "Day 1", "typical", "swelling")
    assert change(first, cheek())[1] == pytest.approx(told(first, effects, cheek())[1], abs=0.1)
    assert change(first, cheek())[1] > 2.0
    assert abs(change(shown.set("Day 14"), cheek())[1]) < 0.3


def test_low_typical_and_high_rise_in_this_order_and_nobody_gets_one_after_alone(shown: Shown) -> None:
    page = shown.page
    shown.set("Day 1")
    page.get_by_role("radio", name="All four").check()
    at(page, "Day 3")
    at(page, "Day 1")
    redness = [change(seen(page, column, 4), cheek())[1] for column in range(4)]
    assert redness[0] < redness[1] < redness[2]
    assert redness[3] == pytest.approx(redness[1], abs=0.1)  # signs of healing come to those who see no change, too


@pytest.mark.parametrize("moment", ["Day 1", "Day 3", LAST])
def test_teeth_eyes_and_hair_keep_their_colour(shown: Shown, moment: str) -> None:
    picture = shown.set(moment, "high")
    for name, mask in {
        "teeth": within("mouth"),
        "left eye": within("left_eye"),
        "right eye": within("right_eye"),
        "hair": hair(),
    }.items():
        assert np.abs(change(picture, mask)).max() < 1.0, name


def test_skin_that_is_not_treated_keeps_its_tone(shown: Shown) -> None:
    for region in ("Cheeks", "Lower lids", "Upper lip", "Nose", "Chin", "Crow’s feet"):
        switch(shown.page, region, False)
    picture = shown.set("Day 1", "high")
    try:
        assert change(picture, inside("forehead"))[1] > 2.0
        where = picture.where(cheek())
        after, before = (lab(one)[where].mean(axis=0) for one in (picture.pixels, picture.of(linear(portrait()))))
        assert abs(float(ita_deg(after) - ita_deg(before))) < 1.0
        switch(shown.page, "Forehead", False)
        nothing = shown.set("Day 1", "high")
        assert np.abs(nothing.pixels - nothing.of(linear(portrait()))).max() <= STEP
    finally:
        for region in shown.page.locator(".tryon-region-boxes input").all():
            region.set_checked(True)


def test_after_healing_the_tone_is_what_it_was(shown: Shown) -> None:
    picture = shown.set(LAST, "high")
    where = picture.where(cheek())
    after, before = (lab(one)[where].mean(axis=0) for one in (picture.pixels, picture.of(linear(portrait()))))
    assert abs(float(ita_deg(after) - ita_deg(before))) < 1.0


class TestSwitches:
    def test_each_sign_shows_alone_and_is_gone_when_switched_off(self, shown: Shown) -> None:
        moments = {"Redness": "Day 1", "Bronzing": "Day 3", "Flaking": "Day 3"}
        for sign in SIGNS:
            switch(shown.page, sign, False)
        try:
            for sign, moment in moments.items():
                off = shown.set(moment, "high")
                switch(shown.page, sign, True)
                on = shown.set(moment, "high")
                switch(shown.page, sign, False)
                still = np.abs(off.pixels - off.of(linear(portrait())))[off.where(cheek())].max()
                moved = np.abs(on.pixels - off.pixels)[on.where(cheek())].max()
                assert still <= 2.0 * STEP, sign  # brown spots have begun to fade by then
                assert moved >= STEP, sign  # pixels of this photo are wide, and flakes average out
        finally:
            for sign in SIGNS:
                switch(shown.page, sign, sign != "Swelling")

    def test_darkening_is_shown_on_request_alone(self, shown: Shown) -> None:
        box = shown.page.get_by_role("checkbox", name="If darkening happens")
        assert not box.is_checked()
        without = shown.set(LAST.replace("6 months", "1 month"), "high")
        box.check()
        dark = shown.set(LAST.replace("6 months", "1 month"), "high")
        box.uncheck()
        where = without.where(cheek())
        lighter, darker = (lab(one.pixels)[where].mean(axis=0) for one in (without, dark))
        assert darker[0] < lighter[0] - 1.0

    def test_swelling_moves_skin_and_nothing_else(self, shown: Shown) -> None:
        still = shown.set("Day 1", "high")
        switch(shown.page, "Swelling", True)
        moved = shown.set("Day 1", "high")
        switch(shown.page, "Swelling", False)
        apart = np.abs(moved.pixels - still.pixels)
        assert apart[still.where(within("face_oval"))].max() > STEP
        assert apart[still.where(hair())].max() <= STEP
        assert apart[still.where(within("mouth"))].mean() <= STEP


def test_the_slider_divides_before_and_after(shown: Shown) -> None:
    after, before = shown.set("Day 1", "high"), shown.set("Day 1", "high", before_percent=100)
    half = shown.set("Day 1", "high", before_percent=50)
    middle = np.searchsorted(half.columns, np.median(half.columns))
    edge = 4  # pixels; the divider lies over the canvas, not in it
    np.testing.assert_array_equal(half.pixels[:, : middle - edge], before.pixels[:, : middle - edge])
    np.testing.assert_array_equal(half.pixels[:, middle + edge :], after.pixels[:, middle + edge :])
    assert np.abs(after.pixels - before.pixels)[:, middle + edge :].max() > 5.0 * STEP


def test_flaking_does_not_change_the_tone_of_the_face(shown: Shown) -> None:
    with_flakes = shown.set("Day 3", "high")
    switch(shown.page, "Flaking", False)
    without = shown.set("Day 3", "high")
    switch(shown.page, "Flaking", True)
    where = without.where(within("face_oval"))
    apart = lab(with_flakes.pixels)[where] - lab(without.pixels)[where]
    assert np.abs(apart.mean(axis=0)).max() < 0.3
    assert apart.std(axis=0)[0] > 0.0
