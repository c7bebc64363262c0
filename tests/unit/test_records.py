"""Saved cases: kept, found, changed by two at once, refused, exported, taken in; and the database below them.

With PHOTOMEND_TEST_POSTGRES=postgresql+pg8000://... the same is asked of PostgreSQL; tables there are dropped first.
"""

import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="sqlalchemy is of the extra for the web app")
pytest.importorskip("fastapi", reason="fastapi is of the extra for the web app")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, inspect, text

from photomend.description import BadInput
from photomend.records import Conflict, Missing, Store, cases, exchange, migrations, open_store, places
from photomend.records.contents import MOST_BYTES
from photomend.records.tables import Base
from photomend.server import cases as routes
from photomend.server.refusals import answer_faults

TREATMENT = {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20.0}}
PERSON = {"person": {"age_years": 45.0, "phototype": "III"}, "goal": {"concern": "acne-scars"}}


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """Return a store of another user."""
    opened = open_store(f"sqlite:///{tmp_path}/other/records.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    app = FastAPI()
    answer_faults(app)
    app.include_router(routes.routes(store))
    with TestClient(app) as running:
        yield running


def names(store: Store, **wanted: Any) -> list[str]:
    return [case.name for case in cases.listed(store, **wanted).cases]


class TestCases:
    @pytest.mark.parametrize(("kind", "contents"), [("treatment", TREATMENT), ("person", PERSON)])
    def test_a_case_is_there_after_a_restart_as_it_was_saved(self, url: str, kind: Any, contents: Any) -> None:
        before = open_store(url)
        saved = cases.add(before, kind, "Müller,  cheek\n", contents, note="first look")
        before.close()
        after = open_store(url)
        found = cases.read(after, saved.id)
        after.close()
        assert found == saved
        assert (found.name, found.contents, found.note, found.revision) == ("Müller, cheek", contents, "first look", 1)
        assert found.created.tzinfo is UTC
        assert abs(datetime.now(UTC) - found.created) < timedelta(minutes=5)

    def test_what_is_left_to_the_device_stays_left_to_it(self, store: Store) -> None:
        contents = {"handpiece": {"device": "fraxel-restore", "pitch_um": None}, "skin": {}}
        assert cases.add(store, "treatment", "a", contents).contents == {
            "handpiece": {"device": "fraxel-restore"},
            "skin": {},
        }

    def test_names_are_found_by_a_part_in_capitals_or_not(self, store: Store) -> None:
        for name in ("Älter, cheek", "100 % cover", "ÄLTER, neck", "1000 cover", "a_b", "axb"):
            cases.add(store, "treatment", name, TREATMENT)
        assert names(store, search="älter") == ["ÄLTER, neck", "Älter, cheek"]
        assert names(store, search=" 0 % ") == ["100 % cover"]
        assert names(store, search="A_B") == ["a_b"]
        assert names(store, search="'; drop table photomend_cases") == []

    def test_pages_follow_each_other_from_the_last_saved(self, store: Store) -> None:
        for number in range(5):
            cases.add(store, "treatment", f"case {number}", TREATMENT)
        assert cases.listed(store, limit=2).total == 5
        pages = [names(store, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
        assert pages == [["case 4", "case 3"], ["case 2", "case 1"], ["case 0"], []]

    def test_a_change_counts_the_revision_and_leaves_the_rest(self, store: Store) -> None:
        first = cases.add(store, "treatment", "a", TREATMENT, note="kept")
        renamed = cases.change(store, first.id, 1, name="b")
        assert (renamed.name, renamed.note, renamed.contents, renamed.revision) == ("b", "kept", TREATMENT, 2)
        other = {"handpiece": {"device": "affirm-1440"}}
        assert cases.change(store, first.id, 2, contents=other).contents == other
        found = cases.read(store, first.id)
        assert (found.name, found.contents, found.revision, found.created) == ("b", other, 3, first.created)
        assert found.updated > first.updated
        assert names(store, search="b") == ["b"]

    def test_a_case_that_was_saved_elsewhere_is_not_written_over(self, store: Store) -> None:
        first = cases.add(store, "treatment", "a", TREATMENT)
        cases.change(store, first.id, 1, name="theirs")
        with pytest.raises(Conflict, match="revision = 1 is not that of the case, 2"):
            cases.change(store, first.id, 1, name="ours")
        assert cases.read(store, first.id).name == "theirs"

    def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(self, store: Store) -> None:
        first = cases.add(store, "treatment", "a", TREATMENT)

        def save(number: int) -> bool:
            try:
                cases.change(store, first.id, 1, note=str(number))
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            outcomes = list(threads.map(save, range(8)))
        assert sum(outcomes) == 1
        found = cases.read(store, first.id)
        assert (found.revision, found.note) == (2, str(outcomes.index(True)))

    def test_a_copy_is_a_case_of_its_own(self, store: Store) -> None:
        first = cases.add(store, "person", "n" * 200, PERSON, note="why")
        copy = cases.duplicate(store, first.id)
        assert copy.id != first.id
        assert copy.name == ("copy of " + "n" * 200)[:200]
        assert (copy.kind, copy.contents, copy.note, copy.revision) == ("person", PERSON, "why", 1)
        cases.delete(store, first.id)
        assert cases.read(store, copy.id) == copy
        with pytest.raises(Missing, match="is no saved case"):
            cases.read(store, first.id)

    @pytest.mark.parametrize("case_id", ["", "1", "x" * 36, "\x00", "0b0f9d0e-3a52-4d0c-8a35-6c1c0a2a7a10"])
    def test_what_is_not_there_is_missing(self, store: Store, case_id: str) -> None:
        for use in (cases.read, cases.delete, cases.duplicate, lambda *what: cases.change(*what, 1, name="a")):
            with pytest.raises(Missing, match="is no saved case"):
                use(store, case_id)


class TestRefusals:
    def test_a_file_of_the_machine_is_never_read(self, store: Store, tmp_path: Path) -> None:
        profile = tmp_path / "profile.csv"
        profile.write_text("radius_um,irradiance\n0,1\n60,0.5\n120,0\n")
        handpiece = {**TREATMENT["handpiece"], "beam_profile": "measured", "beam_profile_csv": str(profile)}
        with pytest.raises(BadInput, match=r"^handpiece.beam_profile_csv names a file"):
            cases.add(store, "treatment", "a", {"handpiece": handpiece})
        columns = {"profile_radius_um": [0.0, 60.0, 120.0], "profile_irradiance": [1.0, 0.5, 0.0]}
        contents = {"handpiece": {**TREATMENT["handpiece"], "beam_profile": "measured", **columns}}
        assert cases.add(store, "treatment", "a", contents).contents == contents

    @pytest.mark.parametrize(
        ("kind", "contents", "sentence"),
        [
            ("treatment", PERSON, "is not a known key"),
            ("person", TREATMENT, "person.*lacks this key|is not a known key"),
            ("treatment", {"settings": {"passes": 0}}, "^settings.passes = 0 is below the limit 1"),
            ("treatment", {"settings": {"passes": float("nan")}}, "settings.passes"),
            ("person", {**PERSON, "photo": "data:image/png;base64,AAAA"}, "^photo = .* is not a known key"),
            ("treatment", {"handpiece": {"device": "x" * MOST_BYTES}}, f"above the limit {MOST_BYTES}"),
            ("treatment", {"handpiece": {"device": "\ud800"}}, "^contents has signs that are no text"),
            ("treatment", {"handpiece": {"device": "a\x00"}}, "^contents has signs that are no text"),
            ("treatment", [], "^contents = something else than a table"),
            ("treatment", reduce(lambda inner, _: {"a": inner}, range(100_000), {}), "^contents has tables within"),
        ],
    )
    def test_contents_are_what_the_descriptions_allow(
        self, store: Store, kind: Any, contents: Any, sentence: str
    ) -> None:
        with pytest.raises(BadInput, match=sentence):
            cases.add(store, kind, "a", contents)
        first = cases.add(store, kind, "a", TREATMENT if kind == "treatment" else PERSON)
        with pytest.raises(BadInput, match=sentence):
            cases.change(store, first.id, 1, contents=contents)
        assert cases.listed(store).cases[0].revision == 1

    @pytest.mark.parametrize(
        ("name", "note", "sentence"),
        [
            (" \n ", "", "^name is empty"),
            ("n" * 201, "", "^name has 201 characters, above the limit 200"),
            ("a\x00b", "", "^name has signs"),
            ("a", "\ud800", "^note has signs"),
            ("a", "n" * 4001, "^note has 4001 characters"),
        ],
    )
    def test_names_and_notes_are_short_texts(self, store: Store, name: str, note: str, sentence: str) -> None:
        with pytest.raises(BadInput, match=sentence):
            cases.add(store, "treatment", name, TREATMENT, note)
        assert cases.listed(store).total == 0


class TestExchange:
    def test_a_file_brings_all_cases_elsewhere_as_they_were(self, store: Store, other: Store) -> None:
        kept = [cases.add(store, "treatment", "a", TREATMENT), cases.add(store, "person", "b", PERSON, "note")]
        written = exchange.file_of(store).model_dump(mode="json")
        assert written["photomend_cases"] == 1
        exchange.take_in(other, written)
        for case in kept:
            assert cases.read(other, case.id) == case

    def test_what_is_there_already_gets_another_name_in_the_database(self, store: Store) -> None:
        first = cases.add(store, "treatment", "a", TREATMENT)
        written = exchange.file_of(store).model_dump(mode="json")
        written["cases"] *= 2
        taken = exchange.take_in(store, written)
        assert len({first.id, *(one.id for one in taken)}) == 3
        assert [cases.read(store, one.id).contents for one in taken] == [TREATMENT] * 2
        assert cases.read(store, first.id) == first

    def test_only_what_is_chosen_is_written(self, store: Store) -> None:
        first, _ = (cases.add(store, "treatment", name, TREATMENT) for name in "ab")
        assert [case.name for case in exchange.file_of(store, [first.id]).cases] == ["a"]
        for unknown in ("none", "0b0f9d0e-3a52-4d0c-8a35-6c1c0a2a7a10"):
            with pytest.raises(Missing, match=unknown):
                exchange.file_of(store, [first.id, unknown])

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"contents": {"settings": {"passes": 0}}}, r"^cases.1: settings.passes = 0 is below"),
            ({"contents": {"handpiece": {"beam_profile_csv": "b.csv"}}}, "^cases.1: handpiece.beam_profile_csv"),
            ({"name": ""}, "^cases.1: name is empty"),
            ({"kind": "photo"}, "^cases.1.kind = "),
            ({"picture": "x"}, "^cases.1.picture = .* is not a known key"),
        ],
    )
    def test_of_a_file_with_a_fault_nothing_is_taken(self, store: Store, change: dict[str, Any], sentence: str) -> None:
        case = {"name": "a", "kind": "treatment", "contents": TREATMENT}
        written = {"photomend_cases": 1, "cases": [case, {**case, **change}]}
        with pytest.raises(BadInput, match=sentence):
            exchange.take_in(store, written)
        assert cases.listed(store).total == 0

    @pytest.mark.parametrize(
        ("written", "sentence"),
        [
            ({}, "^photomend_cases is missing"),
            ({"photomend_cases": 2, "cases": []}, "^photomend_cases = 2 is a version .* it reads 1: update"),
            ({"photomend_cases": 1}, "^cases = .* lacks this key"),
        ],
    )
    def test_a_file_of_another_kind_is_refused(self, store: Store, written: Any, sentence: str) -> None:
        with pytest.raises(BadInput, match=sentence):
            exchange.take_in(store, written)

    def test_a_name_that_is_no_identifier_is_not_kept(self, store: Store) -> None:
        case = {"id": "../../etc", "name": "a", "kind": "treatment", "contents": TREATMENT}
        (taken,) = exchange.take_in(store, {"photomend_cases": 1, "cases": [case]})
        assert cases.read(store, taken.id).name == "a"


class TestDatabase:
    def test_tables_of_a_later_version_are_refused_and_left_alone(self, url: str) -> None:
        store = open_store(url)
        cases.add(store, "treatment", "a", TREATMENT)
        with store.writing.begin() as session:
            session.execute(text("update photomend_schema set version = 7"))
        store.close()
        with pytest.raises(BadInput, match=r"is of version 7, above the 1 .* update photomend"):
            open_store(url)

    def test_older_tables_are_brought_up_step_by_step(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        store = open_store(url)
        first = cases.add(store, "treatment", "a", TREATMENT)
        store.close()
        monkeypatch.setattr(migrations, "STEPS", (_add_mood, _fill_mood))
        after = open_store(url)
        with after.reading() as session:
            assert session.execute(text("select mood from photomend_cases")).scalars().all() == ["calm"]
            assert session.execute(text("select version from photomend_schema")).scalar() == 3
        assert cases.read(after, first.id) == first
        after.close()
        open_store(url).close()  # a second time there is nothing to do

    def test_a_step_that_fails_leaves_the_tables_as_they_were(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        open_store(url).close()
        with monkeypatch.context() as patch:
            patch.setattr(migrations, "STEPS", (_add_mood, _fail))
            with pytest.raises(BadInput, match="cannot be opened"):
                open_store(url)
        store = open_store(url)
        columns = {column["name"] for column in inspect(store.engine).get_columns("photomend_cases")}
        store.close()
        assert "mood" not in columns

    def test_it_may_hold_other_tables(self, url: str) -> None:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("drop table if exists jobs"))
            connection.execute(text("create table jobs (name text)"))
        engine.dispose()
        store = open_store(url)
        cases.add(store, "treatment", "a", TREATMENT)
        assert names(store) == ["a"]
        store.close()

    def test_who_reads_does_not_wait_for_who_writes(self, store: Store) -> None:
        cases.add(store, "treatment", "a", TREATMENT)
        with store.writing.begin() as session:
            session.execute(text("update photomend_cases set note = 'unseen'"))
            assert cases.listed(store).cases[0].note == ""

    @pytest.mark.parametrize(
        ("address", "sentence"),
        [
            ("cases.sqlite", "database = cases.sqlite is not an address; write for example sqlite:///"),
            ("sqlite://", "memory only; name a file"),
            ("sqlite:///:memory:", "memory only; name a file"),
            ("nosuch://host/name", "driver that is not installed"),
            ("sqlite:///{tmp}/text.sqlite", "cannot be opened: file is not a database"),
            ("sqlite:///{tmp}/text.sqlite/inner/a.sqlite", "cannot be opened: "),
            ("sqlite:///{tmp}/folder", "cannot be opened: "),
        ],
    )
    def test_an_address_that_leads_nowhere_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, sentence: str
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        (tmp_path / "text.sqlite").write_text("no database\n" * 200)
        (tmp_path / "folder").mkdir()
        with pytest.raises(BadInput, match=sentence):
            open_store(address.format(tmp=tmp_path))

    def test_a_password_is_never_told(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        with pytest.raises(BadInput) as refused:
            open_store("postgresql+nosuch://me:secret@host/name")
        assert "secret" not in str(refused.value)
        assert "me:***@host" in str(refused.value)

    @pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="elsewhere the folder is another")
    def test_by_default_it_is_a_file_that_only_the_user_reads(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
        monkeypatch.delenv(places.VARIABLE, raising=False)
        store = open_store()
        store.close()
        file = tmp_path / "photomend" / "photomend.sqlite"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert store.folder == tmp_path / "photomend" / "jobs"

    @pytest.mark.parametrize(
        ("platform", "variable", "place"),
        [("darwin", "HOME", "Library/Application Support/photomend"), ("win32", "LOCALAPPDATA", "photomend")],
    )
    def test_each_system_has_its_own_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, place: str
    ) -> None:
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setenv(variable, str(tmp_path))
        assert places.data_folder() == tmp_path / place

    def test_the_environment_may_name_it_and_the_call_goes_before(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(places.VARIABLE, f"sqlite:///{tmp_path}/named.sqlite")
        assert places.address().database == f"{tmp_path}/named.sqlite"
        assert places.address("sqlite:///given.sqlite").database == "given.sqlite"
        assert places.jobs_folder(places.address()) == tmp_path / "named.jobs"


class TestRoutes:
    def test_a_case_goes_through_its_life(self, client: TestClient) -> None:
        body = {"name": "a", "kind": "treatment", "contents": TREATMENT}
        saved = client.post("/cases", json=body)
        assert saved.status_code == 201
        place = f"/cases/{saved.json()['id']}"
        assert client.get(place).json() == saved.json()
        assert client.put(place, json={"revision": 1, "name": "b"}).json()["revision"] == 2
        copy = client.post(f"{place}/duplicate")
        assert (copy.status_code, copy.json()["name"]) == (201, "copy of b")
        page = client.get("/cases", params={"search": "B", "limit": 1}).json()
        assert (page["total"], [case["name"] for case in page["cases"]]) == (2, ["copy of b"])
        assert "contents" not in page["cases"][0]
        assert client.delete(place).status_code == 204
        assert client.get(place).status_code == 404

    def test_cases_come_and_go_as_one_file(self, client: TestClient) -> None:
        ids = [
            client.post("/cases", json={"name": name, "kind": "person", "contents": PERSON}).json()["id"]
            for name in "ab"
        ]
        written = client.get("/cases/export")
        assert written.headers["content-disposition"] == 'attachment; filename="photomend-cases.json"'
        assert [case["id"] for case in written.json()["cases"]] == ids
        assert len(client.get("/cases/export", params={"id": ids[0]}).json()["cases"]) == 1
        for one in ids:
            client.delete(f"/cases/{one}")
        taken = client.post("/cases/import", json=written.json())
        assert taken.status_code == 201
        assert [case["id"] for case in taken.json()["cases"]] == ids

    @pytest.mark.parametrize(
        ("method", "path", "body", "status", "field"),
        [
            ("GET", "/cases/none", None, 404, "id"),
            ("PUT", "/cases/none", {"revision": 1}, 404, "id"),
            ("DELETE", "/cases/none", None, 404, "id"),
            ("POST", "/cases/none/duplicate", None, 404, "id"),
            ("GET", "/cases/export?id=none", None, 404, "id"),
            ("GET", "/cases?limit=many", None, 422, "limit"),
            ("GET", "/cases?limit=100000", None, 422, "limit"),
            ("GET", "/cases?search=%00", None, 422, "search"),
            ("POST", "/cases", [], 422, "body"),
            ("POST", "/cases", {"name": "a"}, 422, "kind"),
            ("POST", "/cases", {"name": "a", "kind": "photo", "contents": {}}, 422, "kind"),
            (
                "POST",
                "/cases",
                {"name": "a", "kind": "treatment", "contents": {"settings": {"passes": 0}}},
                422,
                "settings.passes",
            ),
            ("POST", "/cases/import", {"photomend_cases": 9}, 422, "photomend_cases"),
        ],
    )
    def test_every_fault_is_one_sentence_and_its_field(
        self, client: TestClient, method: str, path: str, body: Any, status: int, field: str
    ) -> None:
        answer = client.request(method, path, json=body)
        assert answer.status_code == status
        assert set(answer.json()) == {"sentence", "field"}
        assert answer.json()["field"] == field
        assert field in answer.json()["sentence"]

    def test_what_no_route_takes_is_told_alike(self, client: TestClient) -> None:
        for method, path, body, status in (
            ("PATCH", "/cases", b"", 405),
            ("GET", "/case", b"", 404),
            ("POST", "/cases", b"{", 422),
            ("POST", "/cases", b'{"a":' * 100_000, 422),
            ("POST", "/cases", b"\xd7\xff", 422),
        ):
            answer = client.request(method, path, content=body, headers={"content-type": "application/json"})
            assert (answer.status_code, set(answer.json())) == (status, {"sentence", "field"})

    def test_a_stale_change_is_a_conflict(self, client: TestClient) -> None:
        body = {"name": "a", "kind": "treatment", "contents": TREATMENT}
        place = f"/cases/{client.post('/cases', json=body).json()['id']}"
        assert client.put(place, json={"revision": 1, "name": "b"}).status_code == 200
        stale = client.put(place, json={"revision": 1, "name": "c"})
        assert (stale.status_code, stale.json()["field"]) == (409, "revision")

    def test_a_database_that_fails_is_told_in_one_sentence(self, client: TestClient, store: Store) -> None:
        Base.metadata.drop_all(store.engine)
        answer = client.get("/cases")
        assert answer.status_code == 503
        assert answer.json()["sentence"].startswith("the database cannot be used now: ")


def _add_mood(connection: Any) -> None:
    connection.execute(text("alter table photomend_cases add column mood text"))


def _fill_mood(connection: Any) -> None:
    connection.execute(text("update photomend_cases set mood = 'calm'"))


def _fail(connection: Any) -> None:
    connection.execute(text("update no_such_table set a = 1"))
