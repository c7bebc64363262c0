"""Planner, guide and cases in a real browser, for those whom settings are shown and for those whom they are not."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conftest import Opener, Served, full, looks_as
from playwright.sync_api import Browser, Page, expect

from photomend.device import cards

SETTING = re.compile(r"\b\d[\d.]*\s?(mJ|J/cm|per cm²)")
TITLES = sorted({card.text("title").split(" (")[0] for card in cards().values()})
PLANNED_MS = 240_000


def fill(page: Page, age: str = "45", skin: str = "type III", concern: str = "Acne scars") -> None:
    """Fill in the form of a case."""
    page.get_by_label("What is to change").select_option(label=concern)
    page.get_by_role("spinbutton", name="Age").fill(age)
    page.get_by_text(f"({skin})").click()


def set_out(page: Page) -> None:
    """Ask for the options and wait for them."""
    page.get_by_role("button", name="Set out the options").click()
    expect(page.get_by_role("heading", name="Options side by side")).to_be_visible(timeout=PLANNED_MS)


class TestPlanner:
    def test_a_person_gets_options_without_any_setting(self, visit: Opener) -> None:
        page = visit("#/planner", role="person")
        fill(page)
        expect(page.locator(".planner-verdict")).to_be_visible()
        set_out(page)
        text = page.locator("main").inner_text()
        assert SETTING.search(text) is None
        assert [title for title in TITLES if title in text] == []
        expect(page.get_by_role("heading", name="Questions to ask")).to_be_visible()
        assert re.search(r"of 100", text)
        with page.expect_popup() as opened:
            page.get_by_role("link", name="Printable report").click()
        opened.value.wait_for_load_state()
        report = opened.value.locator("body").inner_text()
        assert "not medical advice" in report.lower() or "not a prescription" in report.lower()
        assert SETTING.search(report) is None

    def test_a_clinician_sees_published_settings_and_the_report_is_saved(self, visit: Opener) -> None:
        page = visit("#/planner", role="clinician")
        fill(page, concern="Acne scars")
        set_out(page)
        assert SETTING.search(page.locator("main").inner_text())
        with page.expect_download() as taken:
            page.get_by_role("link", name="Save the report").click()
        assert taken.value.path().read_text(encoding="utf-8").startswith("<!doctype html>")

    def test_who_is_too_young_is_told_why_there_are_no_options(self, visit: Opener) -> None:
        page = visit("#/planner", role="person")
        fill(page, age="16")
        expect(page.locator(".planner-verdict.refuse")).to_be_visible()
        expect(page.get_by_role("button", name="Set out the options")).to_be_disabled()

    def test_bad_input_is_marked_where_it_stands(self, visit: Opener) -> None:
        visit.watch.expected = ["status of 422"]
        page = visit("#/planner", role="person")
        fill(page, age="300")
        expect(page.get_by_role("spinbutton", name="Age")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("above the limit 110").first).to_be_visible()


class TestGuide:
    def test_a_person_reads_it_without_settings_or_commands(self, visit: Opener) -> None:
        page = visit("#/guide", role="person")
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        assert page.get_by_role("link", name="Laboratory").count() == 0
        page.goto(page.url.split("#")[0] + "#/guide/claims")
        expect(page.locator(".guide-claim")).to_have_count(24, timeout=120_000)  # one speaks of named lasers alone
        page.locator(".guide-claim button").first.click()
        assert page.locator("code").count() == 0
        text = page.locator("main").inner_text()
        assert [title for title in TITLES if title in text] == []

    def test_a_claim_leads_to_the_setting_that_shows_it(self, visit: Opener) -> None:
        page = visit("#/guide/claims", role="clinician")
        expect(page.locator(".guide-claim")).to_have_count(25, timeout=120_000)
        page.get_by_label("Words").fill("make-up")
        expect(page.locator(".guide-claim")).not_to_have_count(25)
        claim = page.locator(".guide-claim").first
        claim.get_by_role("button").first.click()
        link = claim.locator("a[href*='#/lab']").first
        expect(link).to_be_visible()
        link.click()
        full(page)
        expect(page.get_by_role("img", name="Cross-section").first).to_be_visible()


class TestCases:
    def test_a_case_outlives_the_server(self, chromium: Browser, mortal: Served) -> None:
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_init_script(looks_as("clinician"))
        page = context.new_page()
        page.goto(mortal.address + "#/planner")
        fill(page, age="52")
        page.get_by_role("button", name="Save as a case").click()
        page.get_by_label("Name of the case").fill("Cheek, first plan")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Cheek, first plan")).to_be_visible()
        with page.expect_response(lambda answer: answer.url.endswith("/jobs") and answer.request.method == "POST"):
            page.get_by_role("button", name="Set out the options").click()
        mortal.kill()
        mortal.start()
        page.goto(mortal.address + "#/cases")
        page.reload()
        expect(page.get_by_role("heading", name=re.compile("Cheek, first plan"))).to_be_visible()
        expect(page.locator(".cases-job")).to_have_count(1)
        expect(page.locator(".cases-job").get_by_text("Done", exact=True)).to_be_visible(timeout=PLANNED_MS)
        page.get_by_role("button", name="Open Cheek, first plan").click()
        expect(page.get_by_role("spinbutton", name="Age")).to_have_value("52")
        context.close()

    def test_cases_are_renamed_copied_exported_deleted_and_taken_back(self, visit: Opener, tmp_path: Path) -> None:
        page = visit("#/planner", role="clinician")
        fill(page, age="33")
        page.get_by_role("button", name="Save as a case").click()
        page.get_by_label("Name of the case").fill("First")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved as “First”")).to_be_visible()
        page.get_by_role("link", name="All cases").click()
        page.get_by_role("button", name="Name and note of First").click()
        page.get_by_label("Name", exact=True).last.fill("Renamed")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Duplicate Renamed").click()
        expect(page.locator(".cases-item")).to_have_count(2)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Export all").click()
        kept = json.loads(taken.value.path().read_text(encoding="utf-8"))
        assert len(kept["cases"]) == 2
        page.get_by_role("button", name="Delete Renamed", exact=True).click()
        expect(page.locator(".cases-item")).to_have_count(1)
        page.get_by_role("button", name="Bring it back").click()
        expect(page.locator(".cases-item")).to_have_count(2)
        page.locator("input[type=file]").set_input_files(taken.value.path())
        expect(page.locator(".cases-item")).to_have_count(4)
        visit.watch.expected = ["status of 422"]
        wrong = tmp_path / "wrong.json"
        wrong.write_text("{}", encoding="utf-8")
        page.locator("input[type=file]").set_input_files(wrong)
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.locator(".cases-item")).to_have_count(4)
