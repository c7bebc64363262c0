"""The files of an export: taken from the built page, written whole, and never over what is not theirs."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from photomend.appearance import try_on
from photomend.cli import main
from photomend.description import BadInput
from photomend.device import cards
from photomend.export import courses, write
from photomend.export.courses import Course, Scope, answered, index, requests
from photomend.export.folder import INDEX, MADE_BY, written_whole
from photomend.export.page import DATA, named_by, policy_of
from photomend.export.write import export
from photomend.faces import shared
from photomend.plain import SETTING

LITERT = DATA / "litert"
ENDPOINTS = (b"clearcut", b"play.googleapis", b"google-analytics", b"telemetry", b"dc.services", b"1ds")


class TestPlace:
    def test_a_folder_appears_when_it_is_whole(self, tmp_path: Path) -> None:
        with written_whole(tmp_path / "out") as write:
            write("a/b.txt", b"1")
            assert not (tmp_path / "out").exists()
        assert (tmp_path / "out" / "a" / "b.txt").read_bytes() == b"1"
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_a_fault_leaves_an_earlier_export_as_it_was(self, tmp_path: Path) -> None:
        place = earlier(tmp_path / "out")
        with pytest.raises(RuntimeError, match="half way"):
            broken_off(place)
        assert names(place) == {INDEX}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_an_earlier_export_is_replaced_with_all_its_files(self, tmp_path: Path) -> None:
        place = earlier(tmp_path / "out")
        with written_whole(place) as write:
            write("new.txt", b"2")
        assert names(place) == {"new.txt"}
        assert [path.name for path in tmp_path.iterdir()] == ["out"]

    def test_other_files_are_never_replaced(self, tmp_path: Path) -> None:
        place = tmp_path / "mine"
        place.mkdir()
        (place / "letter.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(BadInput, match=r"mine holds other files.*choose a new or an empty folder"):
            refused(place)
        assert names(place) == {"letter.txt"}

    @pytest.mark.parametrize("name", ["file", "missing/out"])
    def test_a_place_that_is_no_folder_is_refused(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(BadInput, match="DIR"):
            refused(tmp_path / name)


class TestPage:
    def test_only_what_is_named_is_taken_and_what_that_names(self, tmp_path: Path) -> None:
        assets = tmp_path / "assets"
        assets.mkdir()
        texts = {"tryon-1.js": 'import"./ui-2.js";new Worker("face-3.js")', "tryon-5.css": "url(mark-6.svg)"}
        for name in ("ui-2.js", "face-3.js", "lab-4.js", "mark-6.svg", *texts):
            (assets / name).write_text(texts.get(name, ""), encoding="utf-8")
        html = '<script src="./assets/tryon-1.js"></script><link href="./assets/tryon-5.css">'
        taken = [path.name for path in named_by(html, tmp_path)]
        assert taken == ["face-3.js", "mark-6.svg", "tryon-1.js", "tryon-5.css", "ui-2.js"]

    def test_a_page_without_a_policy_is_refused(self) -> None:
        with pytest.raises(BadInput, match="content-security policy"):
            policy_of("<html></html>")


class TestRuntime:
    """What finds a face in the tab is the published build, and no address to report to stands in it."""

    def test_its_files_are_those_that_are_recorded(self) -> None:
        recorded = json.loads((LITERT / "source.json").read_text(encoding="utf-8"))["sha256"]
        assert recorded == {name: hashlib.sha256((LITERT / name).read_bytes()).hexdigest() for name in recorded}
        assert len(recorded) == 2

    def test_no_address_to_report_to_stands_in_them(self) -> None:
        for path in LITERT.iterdir():
            contents = path.read_bytes().lower()
            assert [name for name in ENDPOINTS if name in contents] == [], path.name


SMALL = Scope(("melasma",), ("II",), (16, 45))
PAGE = (("index.html", b"<html>"), ("data/a.wasm", b"code"), ("data/b.json", b"{}"))


class TestCourses:
    def test_each_is_asked_for_once_and_equal_simulations_come_together(self) -> None:
        portions = requests(Scope())
        paths = [path for portion in portions for path, _ in portion]
        assert len(paths) == len(set(paths)) > 300
        assert len(portions) < len(paths) / 3
        assert {asked.role for portion in portions for _, asked in portion} == {"person"}

    def test_a_course_is_the_try_on_itself_and_shows_a_person_no_device(self) -> None:
        [portion] = requests(Scope(("surgical-scars",), ("III",), (45,)))[:1]
        [course] = answered(portion[:1])
        assert course.contents is not None
        assert json.loads(course.contents) == json.loads(try_on(portion[0][1]).model_dump_json())
        text = course.contents.decode()
        assert [words for words in texts_of(json.loads(text)) if SETTING.search(words)] == []
        assert [card.text("title") for card in cards().values() if card.text("title") in text] == []

    def test_what_may_not_be_shown_is_a_sentence(self) -> None:
        found = [one for portion in requests(SMALL) for one in answered(portion) if "-16" in one.path]
        assert found
        assert all(one.contents is None and one.refused for one in found)

    def test_the_index_tells_choices_what_is_missing_and_what_keys_stand_for(self) -> None:
        told = index(SMALL, [Course("melasma/x/II-16", None, "why", {}), Course("a", b"{}", "", {"Key2020": "words"})])
        assert told["made_by"] == MADE_BY
        assert [one["family"] for one in told["choices"]["melasma"]] == ["fractional-1927", "fractional-1410"]
        assert told["refused"] == {"melasma/x/II-16": "why"}
        assert told["references"]["Key2020"] == "words"
        assert "Polder2012" in told["references"]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the place of the built page and of the simulations."""

    def computed(portions: Sequence[courses.Portion], at_once: int | None) -> Iterator[list[Course]]:
        for portion in portions:
            yield [Course(path, b'{"a": 1}' if asked.age_years > 18 else None, "young", {}) for path, asked in portion]

    monkeypatch.setattr(write, "page_files", lambda: iter(PAGE))
    monkeypatch.setattr(write, "courses", computed)


@pytest.mark.usefixtures("quick")
class TestExport:
    def test_it_holds_page_courses_and_index_packed_as_the_page_unpacks_them(self, tmp_path: Path) -> None:
        told: list[tuple[str, int, int]] = []
        done = export(tmp_path / "out", SMALL, tell=lambda *some: told.append(some))
        place = tmp_path / "out"
        course = "courses/melasma/fractional-1927/II-45.json.gz"
        assert {"index.html", "data/a.wasm.gz", "data/b.json", INDEX, course} <= names(place)
        assert gzip.decompress((place / course).read_bytes()) == b'{"a": 1}'
        assert gzip.decompress((place / "data/a.wasm.gz").read_bytes()) == b"code"
        assert (done.courses, done.files) == (2, len(names(place)))
        assert done.megabytes == round(sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) / 1e6, 1)
        assert set(done.refused.values()) == {"young"}
        assert told[-1] == ("courses", 4, 4)

    def test_two_exports_are_the_same_bytes(self, tmp_path: Path) -> None:
        first, second = (contents(tmp_path / name) for name in ("a", "b") if export(tmp_path / name, SMALL))
        assert first == second

    def test_nothing_is_written_where_nothing_may_be_shown(self, tmp_path: Path) -> None:
        with pytest.raises(BadInput, match="young"):
            export(tmp_path / "out", Scope(("melasma",), ("II",), (16,)))
        assert list(tmp_path.iterdir()) == []

    def test_the_command_prints_json_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        place = str(tmp_path / "out")
        main(["export", place, "--concern", "melasma", "--phototype", "II", "--age", "45", "--json"])
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert (told["path"], told["courses"]) == (place, 2)

    def test_the_command_refuses_a_foreign_folder_in_one_line(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
        with pytest.raises(SystemExit) as left:
            main(["export", str(tmp_path)])
        assert left.value.code == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert names(tmp_path) == {"letter.txt"}


def test_the_pages_numbers_are_those_of_the_catalogue() -> None:
    assert shared.FILE.read_text(encoding="utf-8") == shared.text(), "run: python -m photomend.faces.shared"


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text of a JSON value but the titles of sources."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for key, inner in value.items() if key != "sources" for text in texts_of(inner))
    elif isinstance(value, list):
        yield from (text for inner in value for text in texts_of(inner))


def contents(place: Path) -> dict[str, bytes]:
    return {name: (place / name).read_bytes() for name in names(place)}


def earlier(place: Path) -> Path:
    with written_whole(place) as write:
        write(INDEX, json.dumps({"made_by": MADE_BY}).encode())
    return place


def broken_off(place: Path) -> None:
    with written_whole(place) as write:
        write("new.txt", b"2")
        raise RuntimeError("half way")


def refused(place: Path) -> None:
    with written_whole(place):
        pass


def names(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
