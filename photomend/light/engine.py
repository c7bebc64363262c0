"""The engine that traces photons: the processor's threads, or a CUDA device. Both run the same shared functions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from photomend.light import cpu

SIMULATOR = "NUMBA_ENABLE_CUDASIM"
DRIVER_SIGNS = ("/dev/nvidiactl", "/dev/dxg", "C:/Windows/System32/nvcuda.dll")  # Linux, its Windows subsystem, Windows
INSTALL = "pip install photomend[cuda]"


def choose(asked: str) -> str:
    """Return the engine that a run gets, "cpu" or "cuda"; "auto" takes CUDA where a device answers."""
    return "cuda" if asked != "cpu" and no_device() is None else "cpu"


def fallback(asked: str) -> str | None:
    """Return a sentence where CUDA was asked for, or its device is there, and cannot be used; else None."""
    reason = None if asked == "cpu" else no_device()
    if reason is None or (asked == "auto" and not has_driver()):
        return None
    return f"numerics.backend = {asked}: the processor traced the light, for {reason}"


@cache
def no_device() -> str | None:
    """Return why photons cannot be traced by CUDA here, or None where they can: one photon was."""
    if not has_driver():
        return "no NVIDIA driver was found"
    if find_spec("numba_cuda") is None and not simulated():
        return f"numba-cuda is not installed ({INSTALL})"
    try:
        from photomend.light import cuda

        return cuda.fault()
    except Exception as fault:  # drivers fail in many ways, none of which may stop a run
        return f"the device does not answer ({type(fault).__name__})"


def has_driver() -> bool:
    """Return whether an NVIDIA driver seems to be installed; it takes no time, unlike asking it."""
    return simulated() or (sys.platform != "darwin" and any(Path(sign).exists() for sign in DRIVER_SIGNS))


def simulated() -> bool:
    """Return whether numba simulates CUDA on the processor, for tests."""
    return os.environ.get(SIMULATOR, "0") == "1"


def run(
    engine: str, driver: str, inputs: Sequence[Any], seed: int, batches: Sequence[int], count: int,
    shapes: Sequence[tuple[int, ...]], done: Callable[[], None] = lambda: None,
) -> list[np.ndarray]:  # fmt: skip
    """Return the tallies of a driver on an engine, "cpu" or "cuda": one of each of the `shapes` for every batch.

    `inputs` are the driver's arguments up to the seed. A batch is `count` photons; each photon has its own random
    numbers, which depend on nothing but the seed and its place: both engines follow the same photons. `done` is
    called after each batch.
    """
    if engine == "cuda":
        from photomend.light import cuda

        return cuda.run(driver, inputs, seed, batches, count, shapes, done)
    return cpu.run(driver, inputs, seed, batches, count, shapes, done)
