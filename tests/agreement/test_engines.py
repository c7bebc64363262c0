"""CUDA against the processor: the same photons in numba's simulator, device code, and a device where there is one."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from photomend.light import Beam, direct_response, engine, media_of, pencil_response
from photomend.light.block import Kinds, Voxels
from photomend.light.cells import Lattice, bins
from photomend.light.launch import Aimed, FirstScatter, Spot, Starts
from photomend.light.photon import Media
from photomend.skin import Skin, lay_out
from tests.agreement.histories import histories

COMPILER = all(importlib.util.find_spec(name) for name in ("numba_cuda", "nvidia"))
STANDARD_ERRORS = 4.5
needs_device = pytest.mark.skipif(engine.no_device() is not None, reason=f"no CUDA device: {engine.no_device()}")


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    engine.no_device.cache_clear()
    yield
    engine.no_device.cache_clear()


@pytest.mark.verifies(
    "In the CUDA simulator every driver follows the photons that it follows on the processor: tallies of the pencil, "
    "of the true beam and of media given cell by cell agree to 1e-12."
)
def test_same_histories_in_the_simulator(tmp_path):
    script, found = Path(__file__).with_name("histories.py"), tmp_path / "simulated.npz"
    simulated = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "ignore", str(script), "cuda", str(found)]
    subprocess.run(command, check=True, env=simulated)
    ours = histories("cpu")
    with np.load(found) as theirs:
        assert set(theirs.files) == set(ours)
        for name, tally in ours.items():
            assert tally.any(), name
            assert np.abs(theirs[name] - tally).max() < 1e-12, name


def signatures() -> dict[str, tuple[object, ...]]:
    """Return arguments of every driver, of the types of a real run."""
    some, few, axis = np.ones(3), np.ones(3, dtype=np.int64), bins(np.arange(4.0))
    media = Media(some, some, some, some, some, 1.0, 1.0)
    plane, batches = np.ones((3, 3)), (1, few, 5)
    starts = Starts(some, few, few, few, few, some, some, plane, some, some)
    tallies = (np.ones((3, 3, 3)), np.ones((3, 2, 3)), np.ones((3, 1)))
    lattice = Lattice(0, 1.0, some, some)
    # fmt: off
    return {
        "scattered": (media, 0.3, FirstScatter(some, few, few), axis, axis, *batches, *tallies),
        "direct": (media, 0.3, Spot(some, 1.0), axis, axis, *batches, *tallies),
        "voxels": (
            media, Kinds(some, some, some), Aimed(some, 0.0, 0.0, plane, 0.0, 0.0),
            Voxels(np.ones((3, 3, 3), dtype=np.uint16), 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, few, True),
            *batches, np.ones((3, 3, 3, 3)), np.ones((3, 2, 3)), np.ones((3, 5)), np.ones((3, 1)),
        ),
        "medium": (media, plane, plane, starts, axis, axis, lattice, *batches, tallies[0], plane, plane),
    }
    # fmt: on


@pytest.mark.skipif(not COMPILER, reason="numba-cuda and its compiler are not installed")
@pytest.mark.parametrize("driver", sorted(signatures()))
def test_drivers_compile_for_a_device(driver, monkeypatch):
    from numba import cuda, typeof
    from numba.cuda import dispatcher

    from photomend.light.cuda import DRIVERS

    ampere = (8, 0)
    monkeypatch.setattr(dispatcher, "get_current_device", lambda: SimpleNamespace(compute_capability=ampere))
    types = tuple(typeof(given) for given in signatures()[driver])
    code, _ = cuda.compile_ptx(DRIVERS[driver].py_func, types, device=False, cc=ampere)
    assert ".visible .entry" in code
    assert "atom.global.add.f64" in code


def test_engine_without_a_driver(monkeypatch):
    monkeypatch.setattr(engine, "has_driver", lambda: False)
    assert engine.choose("auto") == engine.choose("cuda") == engine.choose("cpu") == "cpu"
    assert engine.fallback("auto") is None
    assert engine.fallback("cpu") is None
    assert "no NVIDIA driver" in engine.fallback("cuda")


@pytest.mark.parametrize(
    ("package", "reason"), [(None, "pip install photomend[cuda]"), (object(), "the device does not answer")]
)
def test_engine_with_a_device_that_cannot_be_used(monkeypatch, package, reason):
    def broken() -> None:
        raise OSError("driver too old")

    monkeypatch.setattr(engine, "has_driver", lambda: True)
    monkeypatch.setattr(engine, "find_spec", lambda name: package)
    monkeypatch.setattr("photomend.light.cuda.fault", broken)
    for asked in ("auto", "cuda"):
        assert engine.choose(asked) == "cpu"
        assert reason in engine.fallback(asked)
    assert engine.fallback("cpu") is None


@needs_device
def test_first_events_on_a_device():
    one = np.ones(2)
    absorbing = Media(np.array([0.0, 0.5, 1.0]), 3.0 * one, 1e-9 * one, 0.5 * one, 1.4 * one, 1.0, 1.0)
    depths, rings = np.linspace(0.0, 1.0, 11), np.array([0.0, 0.05, 0.1, 1.0])
    here, there = (
        direct_response(absorbing, Beam("gaussian", 0.07), rings, depths, 64_000, 1, engine=name)
        for name in ("cpu", "cuda")
    )
    assert here.absorbed == pytest.approx(there.absorbed, abs=1e-6)


@needs_device
def test_agreement_on_a_device():
    layers = lay_out(Skin(), 1550.0)
    media, depths = media_of(layers, 1.0), np.append(media_of(layers, 1.0).edge, 8.0)
    here, there = (pencil_response(media, depths, 1_000_000, 1, engine=name) for name in ("cpu", "cuda"))
    for name, share in here.fractions.items():
        apart = abs(share.value - there.fractions[name].value)
        assert apart <= STANDARD_ERRORS * np.hypot(share.standard_error, there.fractions[name].standard_error)
    assert abs(there.balance) < 1e-9
