"""A photo that the server looks at: no file, no log line, no row and no memory holds it, and it goes nowhere.

Every check is also held against a server that leaks on purpose, and finds it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="fastapi is of the extra for the web app")
pytest.importorskip("ai_edge_litert", reason="the landmark runtime is of the extra for faces")
pytest.importorskip("skimage", reason="the portrait is of scikit-image")

import psutil
from fastapi.testclient import TestClient
from leaks import calls_away, files_with, left_in_memory, lines_with, marks_of, rows_in, writes_with
from PIL import Image
from skimage import data

from photomend.backend import user_cache
from photomend.faces import runtime
from photomend.faces.vendor import MODELS
from photomend.server import tryon_routes
from photomend.server.app import Options, create_app

WORDS = ("zebra crossing 41", "an umbrella of tin")
DESCRIPTION, ARTIST = 0x010E, 0x013B
STARTED_S, SETTLED_S = 120.0, 1.0
PHOTO_ROUTE = "/api/v1/tryon/face"
TRACED = "connect,sendto,sendmsg,sendmmsg,write,pwrite64,writev,pwritev"
STRACE = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", f"trace={TRACED}", "-e", "signal=none", "-xx", "-s", "1000000"]
SERVER = """
import logging, socket, sys, tempfile
from io import BytesIO
from pathlib import Path

import uvicorn
from PIL import Image

from photomend.records import cases, open_store
from photomend.server import tryon_routes
from photomend.server.app import create_app

KEPT, find_face = [], tryon_routes.find_face


def leaking(photo):
    Path(tempfile.gettempdir(), "upload").write_bytes(photo)
    with tempfile.TemporaryFile() as unlinked:
        unlinked.write(photo)
    logging.getLogger("leak").debug("a photo of %s", Image.open(BytesIO(photo)).getexif()[0x013B])
    cases.add(open_store(), "treatment", "a photo", {"handpiece": {"device": "fraxel-restore"}})
    door, away = socket.create_server(("0.0.0.0", 0)), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    away.connect_ex(("192.0.2.1", 9))  # an address for examples; nothing is sent
    KEPT.extend((door, away))
    return find_face(photo)


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG)
    if "leaking" in sys.argv:
        tryon_routes.find_face = leaking
    uvicorn.run(create_app(), port=0, log_level="debug")
"""


@dataclass(frozen=True)
class Seen:
    """What was found of a photo after a server had looked at it; None for what could not be watched here."""

    answer: int
    files: list[str]
    lines: list[str]
    rows: list[str]
    sockets: list[str]
    writes: list[str] | None
    calls: list[str] | None


def portrait() -> bytes:
    """Return a portrait (NASA, public domain) as JPEG that says of itself what is found again easily."""
    exif = Image.Exif()
    exif[DESCRIPTION], exif[ARTIST] = WORDS
    file = BytesIO()
    Image.fromarray(data.astronaut()).save(file, "JPEG", quality=90, exif=exif, comment=WORDS[0].encode())
    return file.getvalue()


PHOTO = portrait()
MARKS = marks_of(PHOTO, WORDS)


def traceable(folder: Path) -> bool:
    """Return whether system calls of a child can be watched here."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run([*STRACE, "-o", str(folder / "probe"), "true"], capture_output=True).returncode == 0


def look(folder: Path, *words: str) -> Seen:
    """Start a server in folders of its own, show it the photo, and return what is found of it."""
    places = {name: folder / name for name in ("data", "temp", "home", "here")}
    for place in places.values():
        place.mkdir()
    script, log, trace = folder / "server.py", folder / "log", folder / "trace"
    script.write_text(SERVER, encoding="utf-8")
    watch = [*STRACE, "-o", str(trace)] if traceable(folder) else []
    environment = {
        **os.environ,
        "PHOTOMEND_CACHE": str(user_cache()),  # compiled kernels are no place of the photo's; what is new there is read
        "XDG_DATA_HOME": str(places["data"]),
        "HOME": str(places["home"]),
        "TMPDIR": str(places["temp"]),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    began = time.time()
    with log.open("wb") as told:
        process = subprocess.Popen(
            [*watch, sys.executable, str(script), *words],
            cwd=places["here"],
            env=environment,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        port = port_of(log, process)
        database = next(places["data"].rglob("*.sqlite"))
        before = rows_in(database)
        answer = send(port)
        time.sleep(SETTLED_S)
        sockets = open_doors(psutil.Process(process.pid))
        after = rows_in(database)
    finally:
        end(process)
    told_calls = trace.read_text(encoding="utf-8", errors="replace") if watch else None
    return Seen(
        answer=answer,
        files=files_with(MARKS, places.values()) + new_files_with(user_cache(), began),
        lines=lines_with(MARKS, log.read_bytes()),
        rows=[name for name in after if after[name] != before.get(name)],
        sockets=sockets,
        writes=None if told_calls is None else writes_with(MARKS, told_calls),
        calls=None if told_calls is None else calls_away(told_calls),
    )


def port_of(log: Path, process: Any) -> int:
    """Return the port that a server tells in its log."""
    ends = time.monotonic() + STARTED_S
    while time.monotonic() < ends and process.poll() is None:
        found = re.search(rb"running on http://127\.0\.0\.1:(\d+)", log.read_bytes())
        if found:
            return int(found.group(1))
        time.sleep(0.1)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace")[-2000:])


def send(port: int) -> int:
    """Send the photo; return the status of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=STARTED_S)
    try:
        connection.request("POST", PHOTO_ROUTE, body=PHOTO, headers={"Content-Type": "image/jpeg"})
        return connection.getresponse().status
    finally:
        connection.close()


def open_doors(process: psutil.Process) -> list[str]:
    """Return the sockets of a process and its children that lead, or listen, beyond this machine."""
    family = [process, *process.children(recursive=True)]
    ends = [end for one in family for door in one.net_connections("inet") for end in (door.laddr, door.raddr) if end]
    return [f"{end.ip}:{end.port}" for end in ends if not end.ip.startswith("127.") and end.ip != "::1"]


def new_files_with(folder: Path, since: float) -> list[str]:
    """Return the names of files below a folder, changed since a moment, that hold something of the photo."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime >= since]
    return [path.name for path in files if MARKS.are_in(path.read_bytes())]


def end(process: Any) -> None:
    """End a server and its workers."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Return what is found of a photo after the server has looked at it."""
    return look(tmp_path_factory.mktemp("honest"))


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Return what is found after a server that leaks everywhere has looked at it."""
    return look(tmp_path_factory.mktemp("leaking"), "leaking")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="folders and sockets are watched as Linux has them")
class TestServer:
    @pytest.mark.parametrize("place", ["files", "lines", "rows", "sockets", "writes", "calls"])
    def test_holds_nothing_of_a_photo_and_sends_it_nowhere(self, honest: Seen, leaking: Seen, place: str) -> None:
        assert (honest.answer, leaking.answer) == (200, 200)
        if getattr(honest, place) is None:
            pytest.skip("system calls cannot be watched here: strace is missing or not permitted")
        assert getattr(honest, place) == []
        assert getattr(leaking, place) != [], "a leak on purpose was not seen"

    def test_a_file_that_is_never_seen_in_a_folder_is_seen_as_it_is_written(self, leaking: Seen) -> None:
        if leaking.writes is None:
            pytest.skip("system calls cannot be watched here: strace is missing or not permitted")
        assert leaking.files == ["upload"]
        assert len(leaking.writes) >= 3  # the file, the one without a name, the line of the log


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Return a client of a server in this process that has looked at a photo before."""
    database = f"sqlite:///{tmp_path_factory.mktemp('data')}/records.sqlite"
    with TestClient(create_app(Options(database=database)), base_url="http://localhost") as running:
        show(running)
        yield running


class TestProcess:
    WATCHED = ("open", "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "tempfile.mkstemp",
               "tempfile.mkdtemp", "subprocess.Popen", "sqlite3.connect", "os.rename", "os.mkdir")  # fmt: skip

    def test_opens_nothing_to_write_and_calls_nobody(self, client: TestClient) -> None:
        done: list[str] = []
        watch(lambda event, given: done.append(f"{event} {given}") if event in self.WATCHED else None)
        show(client)
        watch(None)
        assert [event for event in done if not event.startswith("open") or writes(event)] == []

    def test_a_watch_sees_what_is_written(self, client: TestClient, monkeypatch: Any, tmp_path: Path) -> None:
        find = tryon_routes.find_face

        def leaks(photo: bytes) -> Any:
            (tmp_path / "upload").write_bytes(photo)
            return find(photo)

        monkeypatch.setattr(tryon_routes, "find_face", leaks)
        done: list[str] = []
        watch(lambda event, given: done.append(f"{event} {given}") if event in self.WATCHED else None)
        show(client)
        watch(None)
        assert any(writes(event) for event in done)

    def test_keeps_nothing_in_memory(self, client: TestClient) -> None:
        assert left_in_memory(lambda: show(client)) == []

    def test_the_networks_hold_nothing_of_the_last_face(self, client: TestClient) -> None:
        show(client)
        for name in MODELS:
            network = runtime._network(name)
            assert not network.get_tensor(network.get_input_details()[0]["index"]).any()

    def test_what_is_kept_in_memory_is_found(self, client: TestClient, monkeypatch: Any) -> None:
        kept: list[Any] = []
        find = tryon_routes.find_face

        def leaks(photo: bytes) -> Any:
            kept.append(Image.open(BytesIO(photo)).convert("RGB").tobytes())
            return find(photo)

        monkeypatch.setattr(tryon_routes, "find_face", leaks)
        assert len(left_in_memory(lambda: show(client))) == 1


def show(client: TestClient) -> None:
    """Show the photo to a server in this process."""
    answer = client.post(PHOTO_ROUTE, content=PHOTO, headers={"Content-Type": "image/jpeg"})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"


Event = Callable[[str, Any], None]
WATCHER: list[Event | None] = [None]
HOOKED: list[bool] = []


def watch(told: Event | None) -> None:
    """Tell what this process does from now on; a hook stays for good, and tells nobody where there is None."""
    if not HOOKED:
        sys.addaudithook(lambda event, given: WATCHER[0](event, given) if WATCHER[0] else None)
        HOOKED.append(True)
    WATCHER[0] = told


def writes(event: str) -> bool:
    """Return whether an event opened a file to write; its last part is the flags of the call."""
    flags = re.search(r"(\d+)\)$", event)
    return event.startswith("open") and flags is not None and bool(int(flags.group(1)) & (os.O_WRONLY | os.O_RDWR))
