"""A sweep gives the same dataset bit for bit in one process, in several and on a cluster; killed, it goes on."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import tomli_w
import xarray

from photomend.study.sweep import open_sweep

psutil = pytest.importorskip("psutil", reason="psutil comes with distributed")
pytest.importorskip("distributed", reason="distributed is of the extra for studies")
pytest.importorskip("zarr", reason="zarr is of the extra for studies")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals")

COMMAND = (sys.executable, "-m", "photomend.cli", "sweep")
COARSE = {"physics": {"optics": "static"}, "numerics": {"photons": 640, "cell_um": 20}}
SCATTERING = "skin.layers.reticular_dermis.reduced_scattering_per_cm"
STUDY = {
    "base": {"handpiece": {"device": "fraxel-restore"}, **COARSE},
    "sweep": {
        "settings.pulse_energy_mJ": [10, 20],
        "settings.density_per_pass_per_cm2": [60, 3000],
        SCATTERING: [10, 13],
    },
}
# Each treatment takes a second of photons, so that there is something to kill.
SLOW = {
    "base": {"handpiece": {"device": "fraxel-restore"}, "physics": {"optics": "static"}, "numerics": {"cell_um": 20}},
    "sweep": {SCATTERING: [10.0, 10.5, 11.0, 11.5, 12.0, 12.5, 13.0, 13.5]},
}
KILLS = 2

Sweep = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Sweep]:
    """Return a function that starts to sweep a study into a folder; what still runs in the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def begin(study: dict[str, Any], out: str, *more: str) -> subprocess.Popen[str]:
        file = tmp_path / "study.toml"
        file.write_text(tomli_w.dumps(study), encoding="utf-8")
        words = [*COMMAND, str(file), "--out", str(tmp_path / out), "--json", *more]
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(words, text=True, start_new_session=True, **pipes))
        return started[-1]

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def finished(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what a sweep says it did, once it is over."""
    out, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, "")
    return dict(json.loads(out))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Give the address of a scheduler on loopback that two worker processes serve."""
    address = f"tcp://127.0.0.1:{free_port()}"
    run = [sys.executable, "-m", "dask"]
    options = ["--no-dashboard", "--host", "127.0.0.1"]
    threads = ["--nthreads", "1", "--local-directory", str(folder)]
    commands = [
        [*run, "scheduler", *options, "--port", address.rsplit(":", 1)[1]],
        *([*run, "worker", address, *options, *threads] for _ in range(2)),
    ]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    processes = [subprocess.Popen(command, **quiet) for command in commands]
    try:
        yield address
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def kept(folder: Path) -> int:
    """Return how many blocks a store has."""
    return len(list((folder / "blocks").glob("[!.]*.npz")))


def wait_for(true: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Return what a function returns once that is true."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends
        time.sleep(0.02)
    return found


def wait_for_more(out: Path, before: int, process: subprocess.Popen[str]) -> None:
    """Wait until a store has more than some blocks, or the sweep is over."""
    wait_for(lambda: kept(out) > before or process.poll() is not None)


def workers_of(process: subprocess.Popen[str]) -> list[Any]:
    """Return the worker processes of a sweep, but not what keeps account of them."""
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_one_process_two_workers_and_a_cluster_agree_bit_for_bit(start: Sweep, tmp_path: Path) -> None:
    with cluster(tmp_path) as address:
        alone = finished(start(STUDY, "alone"))
        both = finished(start(STUDY, "both", "--workers", "2"))
        afar = finished(start(STUDY, "afar", "--scheduler", address))
    assert [told["done"] + told["failed"] for told in (alone, both, afar)] == [8, 8, 8]
    assert [both["workers"], afar["workers"]] == [2, 2]
    one, two, three = (open_sweep(tmp_path / name) for name in ("alone", "both", "afar"))
    assert one.identical(two)
    assert one.identical(three)


def test_a_sweep_killed_at_random_moments_loses_no_finished_block(start: Sweep, tmp_path: Path) -> None:
    chance, out, before = random.Random(7), tmp_path / "out", 0
    for kill in range(KILLS):
        process = start(SLOW, "out", "--workers", "2")
        wait_for_more(out, before, process)
        before = kept(out)
        time.sleep(chance.uniform(0.0, 0.5))
        workers = workers_of(process) if process.poll() is None else []
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert kept(out) >= before, kill
        assert psutil.wait_procs(workers, timeout=20)[1] == []
        before = kept(out)
    states = open_sweep(out)["status"].values
    assert set(states) <= {"done", "pending"}
    told = finished(start(SLOW, "out"))
    assert (told["known"], told["known"] + told["computed"]) == (before, 8)
    finished(start(SLOW, "whole"))
    assert open_sweep(out).identical(open_sweep(tmp_path / "whole"))


@pytest.mark.parametrize("way", [(), ("--workers", "2")], ids=["in process", "workers"])
def test_an_interrupt_leaves_a_valid_store_and_the_status_130(
    start: Sweep, tmp_path: Path, way: tuple[str, ...]
) -> None:
    process, out = start(SLOW, "out", *way), tmp_path / "out"
    wait_for(lambda: kept(out))
    os.killpg(process.pid, signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed, said.strip()) == (130, "", "photomend: interrupted")
    stored = xarray.open_zarr(out / "study.zarr", chunks=None).load()
    assert int((stored["status"] == "done").sum()) >= kept(out) > 0
    assert stored.identical(open_sweep(out))


def test_a_killed_worker_is_replaced_and_its_block_tried_again(start: Sweep, tmp_path: Path) -> None:
    process, out = start(SLOW, "out", "--workers", "1"), tmp_path / "out"
    wait_for(lambda: kept(out))
    (worker,) = workers_of(process)
    worker.kill()
    told = finished(process)
    assert (told["done"], told["failed"]) == (8, 0)


def test_a_scheduler_that_is_not_there_is_refused(start: Sweep, tmp_path: Path) -> None:
    process = start(STUDY, "out", "--scheduler", f"tcp://127.0.0.1:{free_port()}")
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed) == (2, "")
    assert "does not answer" in said
    assert len(said.splitlines()) == 1
