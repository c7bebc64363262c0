"""The server: workers that compute and can be stopped, scenes as messages, the live channel, and what it refuses."""

import asyncio
import json
import os
import shlex
import signal
import struct
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, ClassVar

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="fastapi is of the extra for the web app")

from fastapi import WebSocketDisconnect
from fastapi.testclient import TestClient

import photomend as pm
from photomend.description import BadInput
from photomend.device import cards
from photomend.server import schema, tasks
from photomend.server.app import create_app
from photomend.server.command import command_of, toml_of
from photomend.server.requests import request_of
from photomend.server.safety import MOST_BYTES
from photomend.server.scene import Drawn, drawn_of, message_of
from photomend.server.worker import Worker, WorkerDied
from photomend.treatment import read_request, with_settings

ERYAG = {"handpiece": {"device": "eryag-2940"}}
RESTORE = {"handpiece": {"device": "fraxel-restore"}}
COARSE = {"photons": 640, "cell_um": 20.0, "intervals": False}
LONG = {**RESTORE, "numerics": {"photons": 5_000_000}}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a running server, with workers of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        with TestClient(create_app(), base_url="http://localhost") as running:
            yield running


def read(message: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return the header of a scene's message and its arrays, read as a page reads them."""
    (length,) = struct.unpack("<I", message[:4])
    header = json.loads(message[4 : 4 + length])
    body = message[4 + length :]
    arrays = {
        name: np.frombuffer(body, "<f4", int(np.prod(place["shape"])), place["offset"]).reshape(place["shape"])
        for name, place in header["arrays"].items()
    }
    return header, arrays


def scene_of(device: str, **settings: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    ask = {"id": 1, "slot": "a", "treatment": {"handpiece": {"device": device}, "settings": settings}}
    return read(tasks.preview(ask, lambda share: None))


def with_worker(use: Callable[[Worker], Awaitable[Any]]) -> Any:
    """Return what a function gives for a worker that is closed afterwards."""

    async def whole() -> Any:
        worker = Worker("tested")
        try:
            return await use(worker)
        finally:
            await worker.close()

    return asyncio.run(whole())


async def busy(worker: Worker, told: list[float]) -> asyncio.Task[Any]:
    """Return a task that works, once it has said so."""
    running = asyncio.create_task(worker.run("full", {"id": 1, "slot": "a", "treatment": LONG}, told.append))
    while not told:
        await asyncio.sleep(0.01)
    return running


class TestWorker:
    def test_gives_what_its_task_gives_and_refuses_as_it_refuses(self) -> None:
        async def use(worker: Worker) -> Any:
            with pytest.raises(BadInput, match="not in the catalogue"):
                await worker.run("figures", {"handpiece": {"device": "none"}})
            return await worker.run("figures", ERYAG)

        found = with_worker(use)
        assert found["endpoint"] == "vaporisation"
        assert found["treatment"]["handpiece"]["device"] == "eryag-2940"

    def test_a_caller_that_goes_away_ends_its_task_and_the_next_one_runs(self) -> None:
        async def use(worker: Worker) -> Any:
            running = await busy(worker, [])
            process = worker._process.pid
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
            after = await worker.run("figures", ERYAG)
            return after["endpoint"], process == worker._process.pid

        assert with_worker(use) == ("vaporisation", True)

    def test_a_process_that_is_killed_is_replaced(self) -> None:
        async def use(worker: Worker) -> Any:
            running = await busy(worker, [])
            os.kill(worker._process.pid, signal.SIGKILL)
            with pytest.raises(WorkerDied):
                await running
            return (await worker.run("figures", ERYAG))["endpoint"]

        assert with_worker(use) == "vaporisation"


class TestScene:
    @pytest.mark.parametrize("name", [name for name, card in cards().items() if card.simulated])
    def test_every_laser_has_one_that_is_whole(self, name: str) -> None:
        header, arrays = scene_of(name)
        scene = header["scene"]
        assert scene["depth_shown_um"] >= 300.0
        assert [layer["name"] for layer in scene["layers"]][-1] == "subcutis"
        assert {f"outline_{zone['name']}" for zone in scene["zones"]} <= set(arrays)
        assert arrays["positions"].shape[1] == 3
        for values in arrays.values():
            assert np.isfinite(values).all()
        if "temperature" in arrays:
            shape = (arrays["time_s"].size, arrays["depth_um"].size, arrays["radius_um"].size)
            assert arrays["temperature"].shape == shape
            assert arrays["depth_um"][-1] >= min(scene["depth_shown_um"], 1000.0)

    def test_an_outline_has_the_size_that_the_figures_say(self) -> None:
        header, arrays = scene_of("fraxel-restore", pulse_energy_mJ=20.0)
        zone, outline = header["summary"]["zones"]["necrosis"], arrays["outline_necrosis"]
        assert outline[-1, 0] == pytest.approx(zone["depth"]["value"], rel=1e-6)
        assert outline[0, 1] == pytest.approx(0.5 * zone["surface_width"]["value"], rel=1e-6)
        assert 2.0 * outline[:, 1].max() == pytest.approx(zone["width"]["value"], rel=0.05)

    def test_has_as_many_microbeams_as_the_density_says(self) -> None:
        header, arrays = scene_of("fraxel-restore", density_per_pass_per_cm2=300.0, passes=4)
        side_cm = 1e-4 * header["scene"]["positions_side_um"]
        expected = 1200.0 * side_cm**2
        assert abs(len(arrays["positions"]) - expected) < 5.0 * np.sqrt(expected)
        assert set(arrays["positions"][:, 2]) == {0.0, 1.0, 2.0, 3.0}

    def test_a_value_that_is_no_number_is_an_error(self, run: pm.Simulation) -> None:
        drawn = drawn_of(run)
        broken = Drawn(drawn.scene, {**drawn.arrays, "time_s": np.array([np.nan])}, {})
        with pytest.raises(FloatingPointError, match="time_s"):
            message_of(broken, {})


class TestCommand:
    TREATMENT: ClassVar[dict[str, Any]] = {
        "handpiece": {"device": "fraxel-restore", "spot_diameter_um": 130.0, "simultaneous": None},
        "settings": {"pulse_energy_mJ": 12.5, "passes": 4},
        "skin": {"site": "neck", "layers": {"reticular_dermis": {"thickness_um": 900.0}}},
        "numerics": {"intervals": False},
    }

    def test_says_the_same_treatment(self) -> None:
        words = shlex.split(command_of(self.TREATMENT))
        assert words[:4] == ["photomend", "simulate", "--device", "fraxel-restore"]
        again = with_settings({"handpiece": {"device": "fraxel-restore"}}, words[5::2])
        assert read_request(again) == read_request(self.TREATMENT)

    def test_its_file_says_the_same_treatment(self, tmp_path) -> None:
        path = tmp_path / "treatment.toml"
        path.write_text(toml_of(self.TREATMENT), encoding="utf-8")
        assert read_request(pm.treatment.read_file(path)) == read_request(self.TREATMENT)


class TestRoutes:
    def test_a_laser_has_its_card_with_a_whole_treatment(self, client: TestClient) -> None:
        device = client.get("/api/v1/devices/fraxel-restore").json()
        assert device["limits"]["pulse_energy_mJ"] == {"low": 4.0, "high": 70.0}
        assert read_request(device["defaults"]).treatment.exposure.passes == device["defaults"]["settings"]["passes"]
        named = client.get("/api/v1/devices").json()
        assert [one["name"] for one in named] == list(cards())
        assert all(one["defaults"] is None for one in named if not one["simulated"])

    def test_checking_writes_out_what_is_left_to_the_device(self, client: TestClient) -> None:
        found = client.post("/api/v1/check", json={**RESTORE, "settings": {"pulse_energy_mJ": 69}}).json()
        assert found["treatment"]["settings"]["pulse_energy_mJ"] == 69.0
        assert found["treatment"]["settings"]["density_per_pass_per_cm2"] > 0.0
        assert found["command"].endswith("--set settings.pulse_energy_mJ=69")

    @pytest.mark.parametrize(
        ("path", "body", "field"),
        [
            ("check", {**RESTORE, "settings": {"pulse_energy_mJ": 900}}, "settings.pulse_energy_mJ"),
            ("check", {**RESTORE, "settings": {"passes": 2.5}}, "settings.passes"),
            ("preview", {"handpiece": {"device": "none"}}, "handpiece.device"),
            ("screen", {"person": {"age_years": 45}, "goal": {"concern": "acne-scars"}}, "person.phototype"),
            ("pictures/run?format=exe", ERYAG, "format"),
        ],
    )
    def test_bad_input_is_one_sentence_about_a_field(
        self, client: TestClient, path: str, body: Any, field: str
    ) -> None:
        answer = client.post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 422
        assert answer.json()["field"] == field
        assert "\n" not in answer.json()["sentence"]

    def test_no_file_of_this_machine_is_read_for_a_request(self, client: TestClient, tmp_path) -> None:
        secret = tmp_path / "profile.csv"
        secret.write_text("radius_um,irradiance\n0,1\n50,0\n", encoding="utf-8")
        body = {"handpiece": {**RESTORE["handpiece"], "beam_profile_csv": str(secret)}}
        for path in ("check", "preview", "pictures/run"):
            answer = client.post(f"/api/v1/{path}", json=body)
            assert answer.status_code == 422, path
            assert "names a file of one machine" in answer.json()["sentence"]
        with pytest.raises(BadInput, match="names a file of one machine"):
            request_of(body)

    def test_a_picture_is_drawn_here(self, client: TestClient) -> None:
        answer = client.post("/api/v1/pictures/run?format=svg", json=ERYAG)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert b"<svg" in answer.content

    def test_a_person_is_screened(self, client: TestClient) -> None:
        body = {"person": {"age_years": 16, "phototype": "II"}, "goal": {"concern": "acne-scars"}}
        assert client.post("/api/v1/screen", json=body).json()["verdict"] == "refuse"

    def test_the_interface_is_documented_as_it_is_kept(self) -> None:
        kept = schema.PLACE.read_text(encoding="utf-8")
        assert kept == schema.text(), "run: python -m photomend.server.schema"
        document = json.loads(kept)
        assert {"TreatmentFile", "Case", "Summary", "Plan", "Ask", "SceneHeader"} <= set(
            document["components"]["schemas"]
        )
        for path, methods in document["paths"].items():
            assert path.startswith("/api/v1/")
            assert all(method["summary"] for method in methods.values())


class TestSafety:
    def test_other_names_of_this_machine_are_refused(self, client: TestClient) -> None:
        assert client.get("/api/v1/about", headers={"Host": "evil.example"}).status_code == 400
        assert client.get("/api/v1/about", headers={"Host": "127.0.0.1:8800"}).status_code == 200

    def test_other_sites_may_not_ask(self, client: TestClient) -> None:
        foreign = {"Origin": "http://evil.example"}
        assert client.post("/api/v1/check", json=RESTORE, headers=foreign).status_code == 403
        own = {"Origin": "http://localhost"}
        assert client.post("/api/v1/check", json=RESTORE, headers=own).status_code == 200

    def test_other_sites_may_not_listen(self, client: TestClient) -> None:
        foreign = {"Origin": "http://evil.example"}
        with (
            pytest.raises(WebSocketDisconnect) as refused,
            client.websocket_connect("ws://localhost/api/v1/live", headers=foreign),
        ):
            pass
        assert refused.value.code == 1008
        assert "another site" in refused.value.reason

    def test_a_body_has_a_largest_size(self, client: TestClient) -> None:
        answer = client.post("/api/v1/check", content=b" " * (MOST_BYTES + 1))
        assert answer.status_code == 413

    def test_every_answer_says_what_a_page_may_load(self, client: TestClient) -> None:
        for path in ("/api/v1/about", "/nothing-here"):
            policy = client.get(path).headers["content-security-policy"]
            assert "default-src 'self'" in policy
            assert "http:" not in policy
            assert "https:" not in policy


class TestLive:
    def test_a_preview_comes_first_then_the_coupled_run_that_the_command_line_gives(self, client: TestClient) -> None:
        treatment = {**RESTORE, "numerics": COARSE}
        with client.websocket_connect("ws://localhost/api/v1/live") as channel:
            channel.send_json({"id": 3, "slot": "a", "treatment": treatment})
            first, _ = read(channel.receive_bytes())
            second = channel.receive()
            while "bytes" not in second or second["bytes"] is None:
                assert json.loads(second["text"])["kind"] == "progress"
                second = channel.receive()
            second, arrays = read(second["bytes"])
        assert (first["stage"], second["stage"], second["id"]) == ("preview", "full", 3)
        request = read_request(treatment)
        run = pm.simulate(request.treatment, request.physics, request.numerics)
        told = {**second["summary"], "runtime_s": 0.0}
        assert told == {**run.summary.model_dump(mode="json"), "runtime_s": 0.0}
        np.testing.assert_array_equal(arrays["bulk_temperature"], run.heat["bulk_temperature"].values.astype("<f4"))

    def test_the_newest_of_many_requests_wins(self, client: TestClient) -> None:
        with client.websocket_connect("ws://localhost/api/v1/live") as channel:
            for number in range(1, 13):
                ask = {**RESTORE, "settings": {"pulse_energy_mJ": 10.0 + number}, "numerics": {**COARSE, "seed": 2}}
                channel.send_json({"id": number, "slot": "a", "treatment": ask})
            seen = []
            while not seen or seen[-1] != (12, "full"):
                message = channel.receive()
                if message.get("bytes") is not None:
                    header, _ = read(message["bytes"])
                    seen.append((header["id"], header["stage"]))
        previews = [number for number, stage in seen if stage == "preview"]
        assert previews == sorted(previews)
        assert previews[-1] == 12
        assert [number for number, stage in seen if stage == "full"] == [12]

    def test_two_slots_are_answered_side_by_side(self, client: TestClient) -> None:
        with client.websocket_connect("ws://localhost/api/v1/live") as channel:
            for slot, contents in (("a", ERYAG), ("b", {"handpiece": {"device": "co2-10600"}})):
                channel.send_json({"id": 1, "slot": slot, "treatment": contents})
            seen: dict[str, str] = {}
            while len(seen) < 2:
                message = channel.receive()
                if message.get("bytes") is not None:
                    header, _ = read(message["bytes"])
                    if header["stage"] == "full":
                        seen[header["slot"]] = header["summary"]["treatment"]["handpiece"]["device"]
        assert seen == {"a": "eryag-2940", "b": "co2-10600"}

    def test_what_cannot_be_simulated_is_refused_in_a_sentence(self, client: TestClient) -> None:
        with client.websocket_connect("ws://localhost/api/v1/live") as channel:
            channel.send_json({"id": 5, "slot": "a", "treatment": {**RESTORE, "settings": {"passes": 0}}})
            told = channel.receive_json()
            assert (told["kind"], told["id"], told["field"]) == ("refused", 5, "settings.passes")
            channel.send_text("nonsense")
            assert channel.receive_json()["kind"] == "refused"
