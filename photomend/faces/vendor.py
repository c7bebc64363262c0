"""Unpacks the model files and the canonical mesh: ``python -m photomend.faces.vendor face_landmarker_v2.task``.

The task is an archive: two networks that are kept as they are, and a protocol buffer with the mesh
that every face is mapped to. Whatever has another hash than the recorded one is refused.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import sys
import zipfile
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from photomend.catalog import tables
from photomend.description import BadInput

FOLDER = Path(str(files("photomend"))) / "data" / "tryon"
MODELS = ("face_detector.tflite", "face_landmarks_detector.tflite")
GEOMETRY = "geometry_pipeline_metadata_landmarks.binarypb"
# Fields of the buffer: the mesh and the weights of its alignment; inside the mesh its vertices and triangles.
MESH, ALIGNMENT, VERTICES, TRIANGLES = 1, 2, 3, 4
VARINT, BYTES, FLOAT = 0, 2, 5
VALUES_PER_VERTEX = 5


def unpack(task: bytes) -> dict[str, bytes]:
    """Return the files to keep, by name: both networks and ``mesh.json``; `BadInput` where a hash differs."""
    verify("face_landmarker_v2.task", task)
    with zipfile.ZipFile(io.BytesIO(task)) as archive:
        parts = {name: archive.read(name) for name in (*MODELS, GEOMETRY)}
    for name, contents in parts.items():
        verify(name, contents)
    mesh = parts.pop(GEOMETRY)
    return {**parts, "mesh.json": mesh_text(mesh).encode()}


def verify(name: str, contents: bytes) -> None:
    """Raise `BadInput` unless the contents have the hash that is recorded for this name."""
    known, found = tables("faces")["vendored"]["sha256"][name], hashlib.sha256(contents).hexdigest()
    if known != found:
        raise BadInput(f"{name} has the SHA-256 {found}, not the recorded {known}; take the file that NOTICE names")


def mesh_text(buffer: bytes) -> str:
    """Return the canonical mesh of the buffer as JSON: positions (cm), atlas (u right, v down), triangles, rings."""
    metadata = fields(buffer)
    mesh = fields(metadata[MESH][0])
    numbers = mesh[VERTICES]
    vertices = [numbers[at : at + VALUES_PER_VERTEX] for at in range(0, len(numbers), VALUES_PER_VERTEX)]
    corners = mesh[TRIANGLES]
    weights = [fields(entry) for entry in metadata[ALIGNMENT]]
    contents = {
        "positions_cm": [[round(value, 6) for value in vertex[:3]] for vertex in vertices],
        "atlas": [[round(value, 6) for value in vertex[3:]] for vertex in vertices],
        "triangles": [corners[at : at + 3] for at in range(0, len(corners), 3)],
        "rings": tables("faces")["rings"],
        "alignment": {
            "landmarks": [entry[1][0] for entry in weights],
            "weights": [round(entry[2][0], 6) for entry in weights],
        },
    }
    return json.dumps(contents, separators=(",", ":")) + "\n"


def fields(buffer: bytes) -> dict[int, list[Any]]:
    """Return the fields of a protocol buffer's message by number, each as the list of its values.

    >>> fields(bytes([0x08, 0x96, 0x01]))[1]
    [150]
    """
    found: dict[int, list[Any]] = defaultdict(list)
    at = 0
    while at < len(buffer):
        key, at = varint(buffer, at)
        value, at = _value(buffer, at, key & 7)
        found[key >> 3].append(value)
    return dict(found)


def varint(buffer: bytes, at: int) -> tuple[int, int]:
    """Return the whole number that begins at a place of the buffer, and the place behind it."""
    number, shift = 0, 0
    while buffer[at] & 0x80:
        number |= (buffer[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return number | buffer[at] << shift, at + 1


def _value(buffer: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind == VARINT:
        return varint(buffer, at)
    if kind == FLOAT:
        return struct.unpack_from("<f", buffer, at)[0], at + 4
    if kind == BYTES:
        length, start = varint(buffer, at)
        return buffer[start : start + length], start + length
    raise BadInput(f"the mesh holds a field of kind {kind}, which is not read; take the file that NOTICE names")


def main(task: str) -> None:
    """Write the files of a task into the package."""
    for name, contents in unpack(Path(task).read_bytes()).items():
        (FOLDER / name).write_bytes(contents)


if __name__ == "__main__":
    main(sys.argv[1])
