"""A photo stays in memory: no connection, no file, nothing kept by the networks, no address to report to."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from photomend.faces.detect import find_boxes
from photomend.faces.landmarks import find_faces
from photomend.faces.runtime import _network
from tests.unit.portraits import RECORDED, portrait

ROOT = Path(__file__).parents[2]
# Where runtimes of the kind report to: MediaPipe's uploader, ONNX Runtime's (1DS), and other collectors of usage.
ADDRESSES = (
    b"play.googleapis.com",
    b"clearcut",
    b"events.data.microsoft.com",
    b"vortex.data.microsoft",
    b"google-analytics.com",
    b"firebaselogging",
    b"app-measurement.com",
)

# Looks at the portrait with every opening of a socket and every writing of a file on record.
WATCHED = """
import io, json, os, sys

seen = []

def watch(event, arguments):
    if event.startswith(("socket.", "subprocess.", "urllib.", "http.")):
        seen.append(event)
    if event == "open" and (arguments[1] or "r")[0] in "wax":
        seen.append(f"open {arguments[0]}")

sys.dont_write_bytecode = True
from PIL import Image
from skimage import data
import ai_edge_litert.interpreter
from photomend.faces import find_face
stream = io.BytesIO()
Image.fromarray(data.astronaut()).save(stream, "PNG")
sys.addaudithook(watch)
face = find_face(stream.getvalue())
handles = [os.path.realpath(f"/proc/self/fd/{handle}") for handle in os.listdir("/proc/self/fd")]
print(json.dumps({"seen": seen, "presence": face.presence, "handles": handles}))
"""


def binaries() -> list[Path]:
    spec = importlib.util.find_spec("ai_edge_litert")
    assert spec is not None
    assert spec.origin is not None
    folder = Path(spec.origin).parent
    return [path for path in folder.rglob("*") if path.suffix in (".so", ".dll", ".dylib", ".pyd")]


def addresses_in(contents: bytes) -> list[bytes]:
    lower = contents.lower()
    return [address for address in ADDRESSES if address in lower]


def test_the_runtime_holds_no_address_to_report_to() -> None:
    assert sum(path.stat().st_size for path in binaries()) > 5e6
    assert {path.name: named for path in binaries() if (named := addresses_in(path.read_bytes()))} == {}


@pytest.mark.parametrize(
    "address", [b"https://play.googleapis.com/log", b"https://mobile.events.data.microsoft.com/OneCollector/1.0/"]
)
def test_an_address_would_be_seen(address: bytes) -> None:
    assert addresses_in(b"\x00" + address + b"\x00")


def test_finding_a_face_opens_no_connection_and_writes_no_file() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["presence"] > 0.0
    assert told["seen"] == []
    assert [handle for handle in told["handles"] if "socket:" in handle] == []


def test_the_watch_would_see_a_connection_and_a_file(tmp_path: Path) -> None:
    leak = f"import socket\nsocket.socket().close()\nopen({str(tmp_path / 'x')!r}, 'w').close()\n"
    leaking = WATCHED.replace("face = find_face(", leak + "face = find_face(")
    done = subprocess.run([sys.executable, "-c", leaking], cwd=ROOT, capture_output=True, text=True, timeout=120)
    seen = json.loads(done.stdout)["seen"]
    assert "socket.__new__" in seen
    assert f"open {tmp_path / 'x'}" in seen


@pytest.mark.parametrize("name", ["face_detector.tflite", "face_landmarks_detector.tflite"])
def test_a_network_keeps_nothing_of_what_it_saw(name: str) -> None:
    find_faces(np.zeros_like(portrait()))
    find_boxes(portrait())
    find_faces(portrait())
    network = _network(name)
    assert not network.get_tensor(network.get_input_details()[0]["index"]).any()


def test_the_record_holds_no_picture() -> None:
    assert RECORDED.stat().st_size < 20_000
