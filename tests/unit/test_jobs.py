"""Jobs: asked once, computed in turn, told, cancelled, kept, and taken up again by the next server.

With PHOTOMEND_TEST_POSTGRES=postgresql+pg8000://... the queue is also held in PostgreSQL; tables there are dropped
first.
"""

import asyncio
import csv
import json
import os
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy", reason="sqlalchemy is of the extra for the web app")
pytest.importorskip("fastapi", reason="fastapi is of the extra for the web app")

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

import photomend as pm
from photomend.case import case_of
from photomend.description import BadInput
from photomend.planner import plan
from photomend.records import Conflict, Missing, Store, identity, jobs, open_store
from photomend.records.jobs import SavedJob
from photomend.server import jobs_routes
from photomend.server.downloads import FILES
from photomend.server.job_requests import checked_job
from photomend.server.jobs import TOLD_EVERY_S, JobRunner, check_alone
from photomend.server.refusals import answer_faults
from photomend.server.worker import WorkerDied

POSTGRES = os.environ.get("PHOTOMEND_TEST_POSTGRES")
ERYAG = {"handpiece": {"device": "eryag-2940"}}
CO2 = {"handpiece": {"device": "co2-10600"}}
LONG = {"handpiece": {"device": "fraxel-restore"}, "numerics": {"photons": 5_000_000}}
CHILD = {"person": {"age_years": 16, "phototype": "II"}, "goal": {"concern": "acne-scars"}}
PATIENCE_S = 60.0

# A server that is killed while it computes: it runs the jobs of a store, and says when one has begun.
SERVER = """
import asyncio, sys
from photomend.records import jobs, open_store
from photomend.server.jobs import JobRunner

async def serve():
    store = open_store(sys.argv[1])
    await JobRunner(store).start()
    while jobs.listed(store)[0].state != "running":
        await asyncio.sleep(0.05)
    print("running", flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(serve())
"""


class FakeWorker:
    """A worker whose task is a function, and that writes down what it was asked."""

    def __init__(self, task: Callable[..., Awaitable[Any]] | None = None) -> None:
        self.task, self.asked = task, []

    async def run(self, task: str, payload: Any, progress: Callable[[float], None]) -> Any:
        self.asked.append((task, payload["request"]))
        if self.task is None:
            Path(payload["folder"], "treatment.toml").write_text("kept")
            return {"of": task}
        return await self.task(payload, progress)

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a server that really computes."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('served')}/records.sqlite")
    runner = JobRunner(store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> Any:
        await runner.start()
        yield
        await runner.close()
        store.close()

    app = FastAPI(lifespan=lifespan)
    answer_faults(app)
    app.include_router(jobs_routes.routes(store, runner))
    with TestClient(app) as running:
        yield running


def ask(store: Store, number: int = 1) -> SavedJob:
    """Return a job of its own for each number."""
    return jobs.add(store, "simulate", f"job {number}", {"settings": {"passes": number}})


def run(store: Store, worker: Any, use: Callable[[JobRunner], Awaitable[Any]], **options: Any) -> Any:
    """Return what a function gives while a runner works on a store."""

    async def whole() -> Any:
        runner = JobRunner(store, worker, **options)
        await runner.start()
        try:
            return await asyncio.wait_for(use(runner), PATIENCE_S)
        finally:
            await runner.close()

    return asyncio.run(whole())


def until_ended(store: Store, *wanted: SavedJob) -> Callable[[JobRunner], Awaitable[list[SavedJob]]]:
    """Return what waits until jobs have ended, and gives them."""

    async def wait(_: JobRunner) -> list[SavedJob]:
        while any(jobs.read(store, job.id).state in jobs.ACTIVE for job in wanted):
            await asyncio.sleep(0.02)
        return [jobs.read(store, job.id) for job in wanted]

    return wait


def followed(client: TestClient, job: dict[str, Any], states: tuple[str, ...] = jobs.ENDED) -> dict[str, Any]:
    """Return a job once it is in one of some states."""
    ends = time.monotonic() + PATIENCE_S
    while job["state"] not in states:
        assert time.monotonic() < ends, job
        time.sleep(0.05)
        job = client.get(f"/jobs/{job['id']}").json()
    return job


class TestQueue:
    def test_jobs_have_their_turns_in_the_order_of_asking(self, store: Store) -> None:
        asked = [ask(store, number) for number in (3, 1, 2)]
        assert [job.ahead for job in asked] == [0, 1, 2]
        first = jobs.take(store)
        assert first is not None
        assert (first.id, first.kind, first.request) == (asked[0].id, "simulate", {"settings": {"passes": 3}})
        assert [(job.state, job.ahead) for job in jobs.listed(store)] == [
            ("queued", 2),
            ("queued", 1),
            ("running", 0),
        ]
        assert jobs.finish(store, first.id, {"a": 1}, first.id, [])
        assert jobs.read(store, asked[1].id).ahead == 0
        assert [taken.id for _ in range(2) if (taken := jobs.take(store))] == [job.id for job in asked[1:]]
        assert jobs.take(store) is None

    def test_the_same_question_is_one_job(self, store: Store) -> None:
        first = ask(store)
        assert ask(store).id == first.id
        jobs.take(store)
        assert ask(store).id == first.id
        (store.folder / first.id).mkdir()
        jobs.finish(store, first.id, {}, first.id, [])
        again = ask(store)
        assert (again.id, again.state) == (first.id, "done")
        assert ask(store, 2).id != first.id
        assert jobs.add(store, "compare", "a", {"settings": {"passes": 1}}).id != first.id

    def test_it_is_asked_anew_where_it_failed_was_cancelled_or_lost_its_files(self, store: Store) -> None:
        known = [ask(store).id]
        jobs.cancel(store, known[-1])
        known.append(ask(store).id)
        jobs.take(store)
        jobs.fail(store, known[-1], "why")
        known.append(ask(store).id)
        jobs.take(store)
        jobs.finish(store, known[-1], {}, known[-1], [])
        known.append(ask(store).id)
        assert len(set(known)) == 4

    def test_another_version_answers_anew(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        first = ask(store)
        monkeypatch.setattr(identity, "answer_version", lambda: "another")
        assert ask(store).id != first.id

    def test_what_was_cancelled_stays_so(self, store: Store) -> None:
        job = ask(store)
        jobs.take(store)
        cancelled = jobs.cancel(store, job.id)
        assert cancelled is not None
        assert (cancelled.state, cancelled.ahead) == ("cancelled", 0)
        assert cancelled.ended is not None
        assert not jobs.tell(store, job.id, 0.5)
        assert not jobs.finish(store, job.id, {}, job.id, [])
        assert not jobs.fail(store, job.id, "why")
        assert jobs.read(store, job.id).state == "cancelled"
        assert jobs.cancel(store, job.id) is None
        with pytest.raises(Missing, match="is no job"):
            jobs.read(store, job.id)

    def test_only_what_is_done_has_a_result(self, store: Store) -> None:
        job = ask(store)
        with pytest.raises(Conflict, match="no result: it waits for its turn"):
            jobs.result_of(store, job.id)
        jobs.take(store)
        with pytest.raises(Conflict, match="no result: it is still being computed"):
            jobs.result_of(store, job.id)
        jobs.finish(store, job.id, {"depth": [1.5, None]}, job.id, ["run.nc"])
        assert jobs.result_of(store, job.id) == {"depth": [1.5, None]}
        assert jobs.read(store, job.id).files == ("run.nc",)
        other = ask(store, 2)
        jobs.take(store)
        jobs.fail(store, other.id, "why it failed")
        with pytest.raises(Conflict, match="no result: why it failed"):
            jobs.result_of(store, other.id)

    def test_what_ran_when_a_server_ended_waits_again_but_not_for_ever(self, store: Store) -> None:
        job, other = ask(store), ask(store, 2)
        for _ in range(jobs.MOST_TRIES):
            taken = jobs.take(store)
            assert taken is not None
            assert taken.id == job.id
            jobs.tell(store, job.id, 0.4)
            assert jobs.read(store, job.id).share == 0.4
            jobs.resume(store)
        failed = jobs.read(store, job.id)
        assert failed.state == "failed"
        assert "begun 5 times" in str(failed.sentence)
        assert jobs.read(store, other.id).state == "queued"

    def test_the_last_asked_for_are_kept(self, store: Store) -> None:
        asked = [ask(store, number) for number in range(1, 5)]
        for job in asked:
            (store.folder / job.id).mkdir()
            jobs.take(store)
            jobs.finish(store, job.id, {}, job.id, [])
        waiting = ask(store, 9)
        ask(store, 1)  # asked for again, so it is younger than the others
        jobs.prune(store, kept=2)
        assert {job.id for job in jobs.listed(store)} == {asked[0].id, asked[3].id, waiting.id}
        assert jobs.folders(store) == {asked[0].id, asked[3].id}

    def test_it_has_an_end(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "MOST_WAITING", 2)
        ask(store, 1), ask(store, 2)
        with pytest.raises(Conflict, match="the most there may be"):
            ask(store, 3)
        assert ask(store, 2).state == "queued"

    @pytest.mark.skipif(POSTGRES is None, reason="PHOTOMEND_TEST_POSTGRES names no database")
    def test_servers_that_share_a_database_have_jobs_of_their_own(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stores = []
        for name in ("a", "b"):
            monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / name))
            stores.append(open_store(POSTGRES))
        mine, theirs = (ask(store) for store in stores)
        assert mine.id != theirs.id
        assert [job.id for job in jobs.listed(stores[0])] == [mine.id]
        jobs.take(stores[0])
        jobs.resume(stores[1])
        assert jobs.read(stores[0], mine.id).state == "running"
        with pytest.raises(Missing):
            jobs.read(stores[1], mine.id)
        for store in stores:
            store.close()


class TestRequests:
    @pytest.mark.parametrize(
        ("kind", "request_", "title", "stated"),
        [
            ("simulate", {**ERYAG, "skin": {"ita_deg": None}}, "Er:YAG", {**ERYAG, "skin": {}}),
            ("plan", {**CHILD, "cost": None}, "acne scars, cheek", CHILD),
            (
                "compare",
                {"treatments": {" a ": ERYAG, "b": CO2}},
                "a against b",
                {"treatments": {"a": ERYAG, "b": CO2}},
            ),
        ],
    )
    def test_they_are_kept_as_the_descriptions_state_them(
        self, kind: Any, request_: Any, title: str, stated: Any
    ) -> None:
        found, checked = checked_job(kind, request_)
        assert title in found
        assert checked == stated

    @pytest.mark.parametrize(
        ("kind", "request_", "sentence"),
        [
            ("simulate", {}, "device|wavelength"),
            ("simulate", {"handpiece": {"device": "none"}}, "not in the catalogue"),
            ("simulate", {**ERYAG, "numerics": {"photons": 1}}, r"^numerics.photons = 1 is below"),
            ("simulate", {"handpiece": {"beam_profile_csv": "a.csv"}}, r"^handpiece.beam_profile_csv names a file"),
            ("plan", ERYAG, "is not a known key|lacks"),
            ("compare", {"treatments": {"a": ERYAG}}, r"^request.treatments has 1 treatments, outside 2 to 6"),
            ("compare", {"treatments": {str(n): ERYAG for n in range(7)}}, "has 7 treatments"),
            ("compare", {"treatments": [ERYAG, CO2]}, r"^request.treatments is missing"),
            ("compare", {"treatments": {"a": ERYAG, "b": CO2}, "c": 1}, r"not alone"),
            (
                "compare",
                {"treatments": {"a": ERYAG, "b": {"settings": {"passes": 0}}}},
                r"^treatments.b: settings.passes",
            ),
            ("compare", {"treatments": {"a": ERYAG, "n" * 81: CO2}}, "^name has 81 characters"),
            ("compare", {"treatments": {"a": ERYAG, "b": "co2-10600"}}, "^treatments.b: contents"),
        ],
    )
    def test_what_cannot_be_computed_never_waits(self, kind: Any, request_: Any, sentence: str) -> None:
        with pytest.raises(BadInput, match=sentence):
            checked_job(kind, request_)


class TestRunner:
    def test_each_job_is_computed_once_and_in_turn(self, store: Store) -> None:
        asked = [ask(store, number) for number in (1, 2, 3)]
        worker = FakeWorker()
        ended = run(store, worker, until_ended(store, *asked))
        assert [request["settings"]["passes"] for _, request in worker.asked] == [1, 2, 3]
        assert {task for task, _ in worker.asked} == {"job-simulate"}
        for job in ended:
            assert (job.state, job.share, job.files) == ("done", 1.0, ("treatment.toml",))
            assert job.started is not None
            assert job.ended is not None
            assert job.created <= job.started <= job.ended
            assert (store.folder / job.id / "treatment.toml").read_text() == "kept"
            assert jobs.result_of(store, job.id) == {"of": "job-simulate"}

    def test_one_that_is_asked_for_later_is_taken_up(self, store: Store) -> None:
        async def use(runner: JobRunner) -> SavedJob:
            await asyncio.sleep(0.1)
            job = await asyncio.to_thread(ask, store)
            runner.wake()
            return (await until_ended(store, job)(runner))[0]

        assert run(store, FakeWorker(), use).state == "done"

    def test_what_goes_wrong_is_told_in_one_sentence_and_the_next_one_runs(self, store: Store) -> None:
        faults: list[Exception] = [BadInput("a = 1 is wrong; mend it"), WorkerDied("gone"), RuntimeError("a fault")]

        async def fail(payload: Any, progress: Any) -> Any:
            Path(payload["folder"], "treatment.toml").write_text("half")
            raise faults.pop(0)

        asked = [ask(store, number) for number in (1, 2, 3)]
        ended = run(store, FakeWorker(fail), until_ended(store, *asked))
        assert [job.state for job in ended] == ["failed"] * 3
        assert ended[0].sentence == "a = 1 is wrong; mend it"
        assert "perhaps for lack of memory" in str(ended[1].sentence)
        assert ended[2].sentence == "it could not be computed: a fault"
        assert not [path for path in store.folder.iterdir() if path.is_dir()]

    def test_how_far_it_is_is_written_down_but_not_at_every_word(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[float] = []
        real = jobs.tell
        monkeypatch.setattr(jobs, "tell", lambda *what: (told.append(what[2]), real(*what))[1])
        seen: list[float] = []

        async def work(payload: Any, progress: Any) -> Any:
            for number in range(60):
                progress(number / 60)
                await asyncio.sleep(0.02)
            seen.append(jobs.listed(store)[0].share)

        begun = time.monotonic()
        run(store, FakeWorker(work), until_ended(store, ask(store)))
        assert 1 <= len(told) <= (time.monotonic() - begun) / TOLD_EVERY_S
        assert told == sorted(told)
        assert seen[0] in told

    def test_a_job_that_is_cancelled_stops_and_the_next_one_runs(self, store: Store) -> None:
        stopped: list[bool] = []

        async def work(payload: Any, progress: Any) -> Any:
            if payload["request"]["settings"]["passes"] == 2:
                return {}
            try:
                await asyncio.sleep(600)
            finally:
                stopped.append(True)

        first, second = ask(store), ask(store, 2)

        async def use(runner: JobRunner) -> list[SavedJob]:
            while jobs.read(store, first.id).state != "running":
                await asyncio.sleep(0.02)
            jobs.cancel(store, first.id)
            runner.wake()
            return await until_ended(store, first, second)(runner)

        assert [job.state for job in run(store, FakeWorker(work), use)] == ["cancelled", "done"]
        assert stopped == [True]

    def test_the_next_server_goes_on_with_what_waits_and_what_ran(self, store: Store) -> None:
        done, ran, waits = (ask(store, number) for number in (1, 2, 3))

        async def work(payload: Any, progress: Any) -> Any:
            if payload["request"]["settings"]["passes"] > 1:
                await asyncio.sleep(600)
            return {"first": True}

        async def until_second(_: JobRunner) -> None:
            while jobs.read(store, ran.id).state != "running":
                await asyncio.sleep(0.02)

        run(store, FakeWorker(work), until_second)
        assert [jobs.read(store, job.id).state for job in (done, ran, waits)] == ["done", "queued", "queued"]
        worker = FakeWorker()
        assert [job.state for job in run(store, worker, until_ended(store, ran, waits))] == ["done", "done"]
        assert [request["settings"]["passes"] for _, request in worker.asked] == [2, 3]
        assert jobs.result_of(store, done.id) == {"first": True}

    def test_a_server_that_ends_in_order_costs_no_try(self, store: Store) -> None:
        job = ask(store)

        async def work(payload: Any, progress: Any) -> Any:
            await asyncio.sleep(600)

        async def until_running(_: JobRunner) -> None:
            while jobs.read(store, job.id).state != "running":
                await asyncio.sleep(0.01)

        for _ in range(jobs.MOST_TRIES + 1):
            run(store, FakeWorker(work), until_running)
        assert jobs.read(store, job.id).state == "queued"
        assert not [path for path in store.folder.iterdir() if path.is_dir()]

    def test_a_server_killed_before_it_noted_the_files_leaves_nothing_half(self, store: Store) -> None:
        job, forgotten = ask(store), store.folder / "0b0f9d0e-3a52-4d0c-8a35-6c1c0a2a7a10"
        jobs.take(store)
        for folder in (store.folder / job.id, store.folder / f".{job.id}.half", forgotten):
            folder.mkdir()
            (folder / "treatment.toml").write_text("old")
        run(store, FakeWorker(), until_ended(store, job))
        assert (store.folder / job.id / "treatment.toml").read_text() == "kept"
        assert [path.name for path in store.folder.iterdir() if path.is_dir()] == [job.id]

    def test_files_go_with_their_jobs(self, store: Store) -> None:
        asked = [ask(store, number) for number in (1, 2, 3)]
        run(store, FakeWorker(), until_ended(store, asked[2]), kept=2)

        async def forget(runner: JobRunner) -> list[str]:
            jobs.cancel(store, asked[1].id)
            runner.wake()
            while (store.folder / asked[1].id).exists():
                await asyncio.sleep(0.02)
            return [path.name for path in store.folder.iterdir() if path.is_dir()]

        assert run(store, FakeWorker(), forget) == [asked[2].id]
        assert {job.id for job in jobs.listed(store)} == {asked[2].id}

    def test_it_outlasts_a_database_that_fails_for_a_while(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr("photomend.server.jobs.PAUSE_S", 0.05)
        real, calls = jobs.finish, []

        def failing(*what: Any) -> bool:
            calls.append(what)
            if len(calls) == 1:
                raise OperationalError("update", {}, Exception("the disk is full"))
            return real(*what)

        monkeypatch.setattr(jobs, "finish", failing)
        (job,) = run(store, FakeWorker(), until_ended(store, ask(store)))
        assert job.state == "done"
        assert "the disk is full" in caplog.text

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no such locks")
    def test_two_servers_do_not_share_a_folder(self, store: Store) -> None:
        async def use(_: JobRunner) -> None:
            with pytest.raises(BadInput, match="are another server's"):
                check_alone(store)
            with pytest.raises(BadInput, match="are another server's"):
                await JobRunner(store, FakeWorker()).start()  # type: ignore[arg-type]

        run(store, FakeWorker(), use)
        check_alone(store)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
def test_a_server_that_is_killed_loses_no_job(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/records.sqlite"
    store = open_store(url)
    title, request = checked_job("simulate", LONG)
    long = jobs.add(store, "simulate", title, request)
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    with subprocess.Popen([sys.executable, str(script), url], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "running\n"
        os.kill(server.pid, signal.SIGKILL)
    assert jobs.read(store, long.id).state == "running"
    worker = FakeWorker()
    (job,) = run(store, worker, until_ended(store, long))
    assert (job.state, worker.asked) == ("done", [("job-simulate", LONG)])
    store.close()


class TestServed:
    def test_a_treatment_gives_its_figures_and_its_files(self, client: TestClient) -> None:
        asked = client.post("/jobs", json={"kind": "simulate", "request": ERYAG})
        assert asked.status_code == 202
        assert asked.json()["request"] == ERYAG
        job = followed(client, asked.json())
        assert (job["state"], job["sentence"], job["share"]) == ("done", None, 1.0)
        assert tuple(job["files"]) == FILES["simulate"]
        found = pm.simulate(pm.Treatment(handpiece={"device": "eryag-2940"}))
        result = client.get(f"/jobs/{job['id']}/result").json()
        assert result["zones"] == found.summary.model_dump(mode="json")["zones"]

    def test_its_files_are_what_they_are_called(self, client: TestClient, tmp_path: Path) -> None:
        job = followed(client, client.post("/jobs", json={"kind": "simulate", "request": ERYAG}).json())
        files = {name: client.get(f"/jobs/{job['id']}/files/{name}") for name in job["files"]}
        for name, answer in files.items():
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        (tmp_path / "run.nc").write_bytes(files["run.nc"].content)
        run = pm.load(tmp_path / "run.nc")
        assert files["figure.svg"].headers["content-type"].startswith("image/svg+xml")
        assert files["figure.svg"].text.startswith("<?xml")
        assert files["figure.png"].content.startswith(b"\x89PNG")
        assert tomllib.loads(files["treatment.toml"].text) == ERYAG
        rows = list(csv.DictReader(files["zones.csv"].text.splitlines()))
        depth = next(row for row in rows if (row["zone"], row["size"]) == ("vaporised", "depth"))
        told = run.zones.vaporised.depth
        assert [float(depth[end]) for end in ("value", "low", "high")] == [told.value, told.low, told.high]
        assert (depth["unit"], depth["kind"], depth["sources"].split()) == ("um", "model", list(told.sources))
        assert len(rows) == 16
        columns = list(csv.reader(files["coverage.csv"].text.splitlines()))
        assert columns[0] == ["depth_um", "necrosis", "collagen", "boiled"]
        by_depth = run.summary.pattern.coverage_by_depth
        assert [float(row[1]) for row in columns[1:]] == list(by_depth.necrosis)

    def test_the_same_question_is_answered_at_once(self, client: TestClient) -> None:
        first = followed(client, client.post("/jobs", json={"kind": "simulate", "request": ERYAG}).json())
        again = client.post("/jobs", json={"kind": "simulate", "request": {**ERYAG, "skin": {}, "settings": {}}})
        same = client.post("/jobs", json={"kind": "simulate", "request": ERYAG})
        assert (same.status_code, same.json()["id"]) == (200, first["id"])
        assert again.json()["id"] != first["id"]
        followed(client, again.json())

    def test_treatments_side_by_side(self, client: TestClient) -> None:
        request = {"treatments": {"erbium": ERYAG, "carbon dioxide": CO2}}
        job = followed(client, client.post("/jobs", json={"kind": "compare", "request": request}).json())
        result = client.get(f"/jobs/{job['id']}/result").json()
        assert [row["name"] for row in result["runs"]] == ["erbium", "carbon dioxide"]
        assert tuple(job["files"]) == FILES["compare"]
        assert client.get(f"/jobs/{job['id']}/files/figure.png").content.startswith(b"\x89PNG")

    def test_a_plan_and_its_report(self, client: TestClient) -> None:
        job = followed(client, client.post("/jobs", json={"kind": "plan", "request": CHILD}).json())
        result = client.get(f"/jobs/{job['id']}/result").json()
        assert result == plan(case_of(CHILD)).plan.model_dump(mode="json")
        assert result["screening"]["verdict"] == "refuse"
        files = {name: client.get(f"/jobs/{job['id']}/files/{name}", params={"show": True}) for name in job["files"]}
        assert set(files) == set(FILES["plan"])
        assert json.loads(files["plan.json"].text) == result
        assert files["report.html"].headers["content-disposition"] == 'inline; filename="report.html"'
        assert files["report.html"].headers["content-type"].startswith("text/html")
        assert "<script" not in files["report.html"].text
        assert tomllib.loads(files["case.toml"].text) == CHILD

    def test_a_long_job_tells_how_far_it_is_and_can_be_ended(self, client: TestClient) -> None:
        long = client.post("/jobs", json={"kind": "simulate", "request": LONG}).json()
        short = client.post("/jobs", json={"kind": "simulate", "request": CO2}).json()
        followed(client, long, ("running",))
        assert [job["id"] for job in client.get("/jobs").json()["jobs"][:2]] == [short["id"], long["id"]]
        ends = time.monotonic() + PATIENCE_S
        while not (told := client.get(f"/jobs/{long['id']}").json())["share"]:
            assert time.monotonic() < ends
            time.sleep(0.05)
        assert 0.0 < told["share"] < 1.0
        ended = client.delete(f"/jobs/{long['id']}")
        assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")
        assert followed(client, short)["state"] == "done"
        assert client.delete(f"/jobs/{long['id']}").status_code == 204
        assert client.get(f"/jobs/{long['id']}").status_code == 404

    @pytest.mark.parametrize(
        "name", ["..%2F..%2Frecords.sqlite", "%2Fetc%2Fpasswd", "lock", "report.html", ".", "run.nc%00", "RUN.NC"]
    )
    def test_no_other_file_can_be_had(self, client: TestClient, name: str) -> None:
        job = followed(client, client.post("/jobs", json={"kind": "simulate", "request": ERYAG}).json())
        assert client.get(f"/jobs/{job['id']}/files/{name}").status_code == 404

    @pytest.mark.parametrize(
        ("method", "path", "body", "status", "field"),
        [
            ("GET", "/jobs/none", None, 404, "id"),
            ("GET", "/jobs/none/result", None, 404, "id"),
            ("GET", "/jobs/none/files/run.nc", None, 404, "id"),
            ("DELETE", "/jobs/none", None, 404, "id"),
            ("POST", "/jobs", {"kind": "dance", "request": {}}, 422, "kind"),
            ("POST", "/jobs", {"kind": "plan"}, 422, "request"),
            (
                "POST",
                "/jobs",
                {"kind": "simulate", "request": {**ERYAG, "settings": {"passes": 0}}},
                422,
                "settings.passes",
            ),
        ],
    )
    def test_every_fault_is_one_sentence_and_its_field(
        self, client: TestClient, method: str, path: str, body: Any, status: int, field: str
    ) -> None:
        answer = client.request(method, path, json=body)
        assert answer.status_code == status
        assert set(answer.json()) == {"sentence", "field"}
        assert answer.json()["field"] == field

    def test_a_job_that_has_no_result_yet_says_so(self, client: TestClient) -> None:
        long = client.post("/jobs", json={"kind": "simulate", "request": LONG}).json()
        answer = client.get(f"/jobs/{long['id']}/result")
        client.delete(f"/jobs/{long['id']}")
        assert answer.status_code == 409
        assert "job has no result: it " in answer.json()["sentence"]
