"""The interface by itself: it answers as its document says, whatever is sent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Served

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server whose cases nobody else counts."""
    server = Served(tmp_path_factory.mktemp("interface"))
    server.start()
    yield server
    server.stop()


def test_answers_are_those_that_the_document_promises(alone: Served) -> None:
    """Every route but the live channel, with made-up requests: no fault of the server, no undocumented answer."""
    document = alone.address + "api/v1/openapi.json"
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
    command = ["run", document, "--checks", checks, "--max-examples", "15", "--seed", "1", "--workers", "1"]
    command += [
        "--request-timeout",
        "120",
        "--phases",
        "examples,fuzzing",
        "--exclude-path-regex",
        "(claims|pictures)",
        "--no-color",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *command], capture_output=True, text=True, timeout=600, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]


@pytest.mark.parametrize("example", ["12_over_http.py"])
def test_a_program_can_use_it_without_the_page(alone: Served, example: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / example), alone.address],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["options"] >= 2
