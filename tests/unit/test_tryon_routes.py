"""The routes of the try-on: choices, frames, the face in a photo whatever is sent, and the files it is drawn from."""

from __future__ import annotations

import asyncio
import struct
import zlib
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from typing import Any

import numpy as np
import pytest

pytest.importorskip("fastapi", reason="fastapi is of the extra for the web app")

from fastapi.testclient import TestClient
from PIL import Image

from photomend.appearance import TryOnRequest
from photomend.description import checked
from photomend.server import photos, tryon_files, tryon_routes
from photomend.server.app import Options, create_app
from photomend.server.tryon_results import Results, while_there

FACE, ASK, FILES = "/api/v1/tryon/face", "/api/v1/tryon", "/api/v1/tryon/files"
ORIENTATION = 0x0112
ROTATED = {1: 0, 3: 180, 6: 90, 8: 270}  # EXIF orientation -> how far the stored picture is turned, degrees


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a running server."""
    database = f"sqlite:///{tmp_path_factory.mktemp('data')}/records.sqlite"
    with TestClient(create_app(Options(database=database)), base_url="http://localhost") as running:
        yield running


def encoded(pixels: Any, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as the bytes of a file."""
    file = BytesIO()
    Image.fromarray(np.asarray(pixels, np.uint8)).save(file, kind, **options)
    return file.getvalue()


def send(client: TestClient, photo: bytes, media: str = "image/jpeg") -> Any:
    return client.post(FACE, content=photo, headers={"Content-Type": media})


def refused(answer: Any) -> str:
    """Return the sentence of a photo that was refused."""
    assert answer.status_code == 422, answer.text
    told = answer.json()
    assert told["field"] == "photo"
    assert "\n" not in told["sentence"]
    assert answer.headers["cache-control"] == "no-store"
    return str(told["sentence"])


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    """Return scikit-image's portrait (NASA, public domain)."""
    data = pytest.importorskip("skimage.data", reason="the portrait is of scikit-image")
    return np.asarray(data.astronaut())


def bomb(side: int) -> bytes:
    """Return a PNG of a few kilobytes that says it has side x side pixels."""

    def chunk(kind: bytes, contents: bytes) -> bytes:
        return struct.pack(">I", len(contents)) + kind + contents + struct.pack(">I", zlib.crc32(kind + contents))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.skipif(find_spec(tryon_routes.RUNTIME) is None, reason="the landmark runtime is of the extra for faces")
class TestFace:
    @pytest.mark.parametrize(
        ("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp; name=x")]
    )
    def test_is_found_in_every_kind_of_picture(
        self, client: TestClient, portrait: np.ndarray, kind: str, media: str
    ) -> None:
        face = send(client, encoded(portrait, kind), media).json()
        assert (face["width"], face["height"]) == (512, 512)
        assert len(face["landmarks"]) == 478
        assert face["presence"] > 0.0

    @pytest.mark.parametrize(("orientation", "turned_deg"), ROTATED.items())
    def test_is_where_it_is_in_the_upright_picture(
        self, client: TestClient, portrait: np.ndarray, orientation: int, turned_deg: int
    ) -> None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        stored = np.rot90(portrait[:, :400], turned_deg // 90)
        face = send(client, encoded(stored, "PNG", exif=exif), "image/png").json()
        upright = send(client, encoded(portrait[:, :400], "PNG"), "image/png").json()
        assert (face["width"], face["height"]) == (400, 512)
        np.testing.assert_allclose(face["landmarks"], upright["landmarks"], atol=1e-3)

    @pytest.mark.parametrize(
        "photo",
        [b"", b"\xff\xd8\xff", b"GIF89a" + bytes(20), b"<svg xmlns='x'/>", bytes(5000)],
        ids=lambda one: one[:4],
    )
    def test_what_is_no_picture_is_refused(self, client: TestClient, photo: bytes) -> None:
        assert "photo" in refused(send(client, photo)).lower()

    def test_another_type_is_refused_and_so_is_a_form(self, client: TestClient, portrait: np.ndarray) -> None:
        photo = encoded(portrait)
        assert "JPEG" in refused(send(client, photo, "text/plain"))
        assert "JPEG" in refused(client.post(FACE, content=photo))
        assert "JPEG" in refused(client.post(FACE, files={"photo": ("me.jpg", photo, "image/jpeg")}))

    @pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP"])
    def test_another_kind_under_a_false_name_is_refused(
        self, client: TestClient, portrait: np.ndarray, kind: str
    ) -> None:
        refused(send(client, encoded(portrait, kind)))

    @pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
    def test_a_cut_picture_is_refused(self, client: TestClient, portrait: np.ndarray, share: float) -> None:
        photo = encoded(portrait)
        refused(send(client, photo[: int(share * len(photo))]))

    def test_one_that_is_too_large_is_refused(self, client: TestClient, portrait: np.ndarray) -> None:
        photo = encoded(portrait)
        assert "25 MB" in refused(send(client, photo + bytes(photos.MOST_BYTES)))

    def test_one_that_comes_without_its_length_is_counted(self, client: TestClient) -> None:
        def parts() -> Iterator[bytes]:
            yield from (bytes(2**20) for _ in range(40))

        refused(client.post(FACE, content=parts(), headers={"Content-Type": "image/png"}))

    @pytest.mark.parametrize("side", [30_000, 2**31 - 1])
    def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused(self, client: TestClient, side: int) -> None:
        refused(send(client, bomb(side), "image/png"))

    def test_one_without_a_face_is_refused(self, client: TestClient) -> None:
        ramp = np.linspace(0, 255, 512 * 512 * 3).reshape(512, 512, 3)
        assert "face" in refused(send(client, encoded(ramp)))

    def test_a_fault_of_the_program_tells_nothing_of_the_photo(self, tmp_path: Any, monkeypatch: Any) -> None:
        def fails(photo: bytes) -> Any:
            raise ValueError(f"cannot use {photo!r}")

        monkeypatch.setattr(tryon_routes, "find_face", fails)
        app = create_app(Options(database=f"sqlite:///{tmp_path}/records.sqlite"))
        with TestClient(app, base_url="http://localhost") as running, pytest.raises(RuntimeError) as told:
            send(running, b"zebra crossing")
        assert "ValueError" in str(told.value)
        assert "zebra" not in str(told.value)
        assert told.value.__suppress_context__


def test_a_server_without_the_runtime_says_so_and_how_to_get_it(client: TestClient, monkeypatch: Any) -> None:
    monkeypatch.setattr(tryon_routes, "RUNTIME", "no_such_runtime")
    answer = send(client, b"a photo")
    assert answer.status_code == 501
    assert answer.json()["field"] == "photo"
    assert "pip install photomend[face]" in answer.json()["sentence"]


class TestFrames:
    def test_choices_are_for_a_concern_and_show_a_person_no_device(self, client: TestClient) -> None:
        found = client.get("/api/v1/tryon/choices?concern=fine-lines&role=person").json()
        assert len(found) > 2
        assert all(one.get("device") is None for one in found)
        clinician = client.get("/api/v1/tryon/choices?concern=fine-lines&role=clinician").json()
        assert [one["family"] for one in clinician] == [one["family"] for one in found]
        assert any(one["device"] for one in clinician)

    @pytest.mark.parametrize("query", ["", "?concern=beauty", "?concern=fine-lines&role=seller"])
    def test_choices_for_what_is_not_known_are_refused(self, client: TestClient, query: str) -> None:
        answer = client.get(f"/api/v1/tryon/choices{query}")
        assert answer.status_code == 422
        assert answer.json()["field"] == ("role" if "role" in query else "concern")

    def test_frames_are_computed_once_for_equal_requests(self, client: TestClient, monkeypatch: Any) -> None:
        first = client.post(ASK, json=tryon_routes.EXAMPLE)
        assert first.status_code == 200, first.text
        found = first.json()
        shape = np.shape(found["values"])
        assert shape == (len(found["frames"]), 7, 8, 3)
        assert np.isfinite(np.array(found["values"], float)).all()

        async def never(*_: Any) -> Any:
            raise AssertionError("computed again")

        monkeypatch.setattr("photomend.server.worker.Worker.run", never)
        again = client.post(ASK, json=dict(reversed(tryon_routes.EXAMPLE.items())))
        assert again.content == first.content

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"age_years": None}, "age_years"),
            ({"phototype": "VII"}, "phototype"),
            ({"concern": "beauty"}, "concern"),
            ({"family": "hair-dryer"}, "family"),
            ({"sessions": 0}, "sessions"),
            ({"interval_weeks": -1}, "interval_weeks"),
            ({"photo": "data:image/jpeg;base64,AAAA"}, "photo"),
            ({"treatment": {"handpiece": {"device": "fraxel-restore"}}}, "treatment"),
        ],
    )
    def test_bad_requests_are_refused_in_a_sentence_about_a_field(
        self, client: TestClient, change: dict[str, Any], field: str
    ) -> None:
        answer = client.post(ASK, json={**tryon_routes.EXAMPLE, **change})
        assert answer.status_code == 422
        assert answer.json()["field"] == field
        assert "\n" not in answer.json()["sentence"]

    def test_no_file_of_this_machine_is_read_for_a_treatment(self, client: TestClient, tmp_path: Any) -> None:
        secret = tmp_path / "profile.csv"
        secret.write_text("radius_um,irradiance\n0,1\n50,0\n", encoding="utf-8")
        own = {"handpiece": {"device": "fraxel-restore", "beam_profile_csv": str(secret)}}
        asked = {**tryon_routes.EXAMPLE, "role": "clinician", "family": None, "treatment": own}
        answer = client.post(ASK, json=asked)
        assert answer.status_code == 422
        assert "names a file of one machine" in answer.json()["sentence"]

    def test_a_clinician_may_bring_a_treatment(self, client: TestClient) -> None:
        own = {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20.0}}
        asked = {**tryon_routes.EXAMPLE, "role": "clinician", "family": None, "treatment": own}
        found = client.post(ASK, json=asked)
        assert found.status_code == 200, found.text
        assert "Fraxel" in found.json()["device"]

    def test_nothing_is_shown_of_anyone_under_age(self, client: TestClient) -> None:
        answer = client.post(ASK, json={**tryon_routes.EXAMPLE, "age_years": 17})
        assert answer.status_code == 422
        assert "under age" in answer.json()["sentence"]

    @pytest.mark.parametrize("body", [b"", b"[]", b"nonsense", b'{"role": NaN}', b"\xff\xfe"])
    def test_what_is_no_request_is_refused(self, client: TestClient, body: bytes) -> None:
        assert client.post(ASK, content=body, headers={"Content-Type": "application/json"}).status_code == 422


class TestResults:
    class Counting:
        """A worker that counts."""

        def __init__(self) -> None:
            self.asked: list[Any] = []

        async def run(self, task: str, payload: Any) -> bytes:
            self.asked.append(payload["age_years"])
            return str(payload["age_years"]).encode()

    def test_the_least_asked_for_is_forgotten_first(self) -> None:
        worker = self.Counting()

        async def ask() -> None:
            results = Results(worker, most=2)  # type: ignore[arg-type]
            for age in (30, 40, 30, 50, 30, 40):
                asked = checked(TryOnRequest, {**tryon_routes.EXAMPLE, "age_years": age})
                assert await results.of(asked) == str(asked.age_years).encode()

        asyncio.run(ask())
        assert worker.asked == [30, 40, 50, 40]

    def test_work_ends_when_the_one_who_asked_has_gone(self) -> None:
        ended: list[str] = []

        class Leaving:
            async def receive(self) -> dict[str, str]:
                await asyncio.sleep(0.05)
                return {"type": "http.disconnect"}

        async def work() -> bytes:
            try:
                await asyncio.sleep(60.0)
            except asyncio.CancelledError:
                ended.append("ended")
                raise
            return b"never"

        async def ask() -> bytes:
            answer = await while_there(Leaving(), work())  # type: ignore[arg-type]
            await asyncio.sleep(0.05)
            return answer

        assert asyncio.run(ask()) == b""
        assert ended == ["ended"]


class TestFiles:
    def test_are_those_of_the_folder_with_their_type_and_contents(self, client: TestClient) -> None:
        listed = client.get(FILES).json()
        assert {"skin-colour.json", "mesh.json", "regions-a.png", "regions-b.png"} <= set(listed)
        for name in listed:
            answer = client.get(f"{FILES}/{name}")
            assert answer.content == (tryon_files.FOLDER / name).read_bytes()
            known = tryon_files.MEDIA.get("." + name.rpartition(".")[2], tryon_files.TEXT)
            assert answer.headers["content-type"] == known

    def test_a_wasm_file_is_told_as_one(self) -> None:
        assert tryon_files.MEDIA[".wasm"] == "application/wasm"

    def test_a_page_that_has_one_gets_no_second(self, client: TestClient) -> None:
        first = client.get(f"{FILES}/mesh.json")
        assert first.headers["cache-control"] == "no-cache"
        again = client.get(f"{FILES}/mesh.json", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = client.get(f"{FILES}/mesh.json", headers={"If-None-Match": '"other"'})
        assert other.status_code == 200

    def test_one_that_is_asked_for_with_its_hash_may_be_kept_for_good(self, client: TestClient) -> None:
        digest = client.get(FILES).json()["mesh.json"]
        assert "immutable" in client.get(f"{FILES}/mesh.json?hash={digest}").headers["cache-control"]
        assert "immutable" not in client.get(f"{FILES}/mesh.json?hash=0").headers["cache-control"]

    @pytest.mark.parametrize(
        "name",
        ["../tissue.toml", "..%2ftissue.toml", "%2e%2e/tissue.toml", "/etc/passwd", "%2fetc%2fpasswd", "mesh.json/",
         "nothing", "..%5ctissue.toml", "mesh.json%00", "./mesh.json%2f..%2f..%2ftissue.toml"],
    )  # fmt: skip
    def test_nothing_else_is_given(self, client: TestClient, name: str) -> None:
        answer = client.get(f"{FILES}/{name}")
        assert answer.status_code == 404
        assert "sentence" in answer.json()


def test_a_page_may_compile_the_landmark_module_and_show_its_own_pictures_and_nothing_more(client: TestClient) -> None:
    policy = client.get("/api/v1/about").headers["content-security-policy"]
    rules = {name: set(words) for name, *words in (rule.split() for rule in policy.split("; "))}
    assert rules["script-src"] == {"'self'", "'wasm-unsafe-eval'"}
    assert rules["img-src"] == {"'self'", "blob:", "data:"}
    assert rules["connect-src"] == rules["default-src"] == {"'self'"}
    assert "worker-src" not in rules  # workers follow scripts: this page's own alone


class TestAbout:
    @pytest.mark.parametrize(
        ("address", "local"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False), ("nowhere", False)]
    )
    def test_says_whether_a_photo_would_cross_a_network(self, tmp_path: Any, address: str, local: bool) -> None:
        app = create_app(Options(database=f"sqlite:///{tmp_path}/records.sqlite"))
        client = TestClient(app, base_url="http://localhost", client=(address, 50_000))
        assert client.get("/api/v1/about").json()["local"] is local
