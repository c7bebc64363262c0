"""What the benchmarks share: the machine's name, timing side by side, peers in C, and one zone to work on."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import photomend as pm
from photomend import backend
from photomend.device import Exchange
from photomend.heat import bioheat, depth_edges
from photomend.heat.heating import Target, aim, course
from photomend.light import Traced, illuminate
from photomend.skin import Tissue, lay_out

COMPILER = shutil.which(os.environ.get("CC", "gcc"))
OPTIONS = ("-O3", "-march=native", "-ffast-math")
TREATMENT = pm.Treatment(handpiece={"device": "fraxel-restore"}, settings={"pulse_energy_mJ": 20.0})


@dataclass(frozen=True)
class Times:
    """Seconds of repeated runs, and the processor seconds that all threads and child processes spent on them."""

    all: tuple[float, ...]
    spent: tuple[float, ...]

    @property
    def best(self) -> float:
        """Return the shortest, which disturbances on a shared machine cannot lower."""
        return min(self.all)

    @property
    def median(self) -> float:
        """Return the median."""
        return float(np.median(self.all))

    @property
    def work(self) -> float:
        """Return the median of the processor seconds of all threads."""
        return float(np.median(self.spent))


wall_seconds = time.perf_counter
processor_seconds = time.thread_time  # of this thread alone: what others run beside it hardly counts


def side_by_side(
    works: Mapping[str, Callable[[], Any]], rounds: int, warm: bool = True, clock: Callable[[], float] = wall_seconds
) -> dict[str, Times]:
    """Time all works in turn, round after round, so that a disturbance meets all; `warm` runs each once before."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    if warm:
        for work in works.values():
            work()
    for _ in range(rounds):
        for name, work in works.items():
            started, spent = clock(), spent_seconds()
            work()
            taken[name].append((clock() - started, spent_seconds() - spent))
    return {name: Times(*zip(*seconds, strict=True)) for name, seconds in taken.items()}


def spent_seconds() -> float:
    """Return the processor seconds that this process, all its threads and its finished children have spent."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def announce(title: str) -> None:
    """Print what is measured, and on what."""
    print(f"{title}\n{processor()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.2f} at the start")
    packages = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "scipy"))
    print(f"photomend {backend.package_version()}, Python {platform.python_version()}, {packages}, {compiler()}\n")


def processor() -> str:
    """Return the processor's name, with family and model where the system tells them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    name = told.get("model name", platform.machine())
    return f"{name} (family {told['cpu family']}, model {told['model']})" if "cpu family" in told else name


def compiler() -> str:
    """Return the C compiler's version and options."""
    if COMPILER is None:
        return "no C compiler: rows against C are left out"
    told = subprocess.run([COMPILER, "--version"], check=True, capture_output=True, text=True).stdout
    return f"{told.splitlines()[0]} {' '.join(OPTIONS)}"


def compiled(name: str) -> ctypes.CDLL | None:
    """Return the peer `name`.c of this folder, compiled for this processor; None where there is no compiler."""
    if COMPILER is None:
        return None
    source = Path(__file__).with_name(f"{name}.c")
    with tempfile.TemporaryDirectory() as folder:
        compiled, library = Path(folder) / f"{name}.o", Path(folder) / f"{name}.so"
        subprocess.run([COMPILER, *OPTIONS, "-fPIC", "-c", "-o", compiled, source], check=True)
        # Linked with -ffast-math a library would make the whole process, the package too, drop denormal numbers.
        subprocess.run([COMPILER, "-shared", "-o", library, compiled, "-lm"], check=True)
        return ctypes.CDLL(str(library))


def structure(values: Any, **counts: int) -> ctypes.Structure:
    """Return a named tuple of arrays and floats, and `counts` behind them, as a C structure of the same order."""
    laid_out = {
        name: np.ascontiguousarray(v) if isinstance(v, np.ndarray) else v for name, v in values._asdict().items()
    }
    fields = {**laid_out, **counts}
    kinds = [(name, _kind(value)) for name, value in fields.items()]
    made = type(type(values).__name__, (ctypes.Structure,), {"_fields_": kinds})()
    for name, value in fields.items():
        setattr(made, name, value.ctypes.data if isinstance(value, np.ndarray) else value)
    made.kept = laid_out  # the arrays must outlive their addresses
    return made


def _kind(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        assert value.dtype in (np.float64, np.int64)
        return ctypes.c_void_p
    return ctypes.c_long if isinstance(value, int) else ctypes.c_double


def pointer(array: np.ndarray) -> ctypes.c_void_p:
    """Return the address of an array."""
    assert array.flags.c_contiguous
    return ctypes.c_void_p(array.ctypes.data)


@dataclass(frozen=True)
class Zone:
    """One zone before its pulse: layers, response to light, target, and what happens when (s)."""

    layers: tuple[Tissue, ...]
    light: Traced
    target: Target
    windows: bioheat.Windows
    exchanges: tuple[Exchange, ...]
    until: float
    rest: float  # the temperature before the pulse, C


def zone() -> Zone:
    """Return the zone of one microbeam: 20 mJ at 1550 nm on the cheek, with the numerics of a default run."""
    numerics, skin, exposure, cooling = pm.Numerics(), TREATMENT.skin, TREATMENT.exposure, TREATMENT.cooling
    layers, cell = lay_out(skin, exposure.wavelength_nm), 1e-3 * numerics.cell_um
    light = illuminate(layers, 1.0, depth_edges(layers, cell, layers[-1].bottom), numerics.photons, numerics.seed)
    windows, exchanges, until = course(layers, exposure, cooling, skin.temperature_C, numerics.settle_s)
    target = aim(layers, light, exposure, cell)
    return Zone(layers, light, target, windows, exchanges, until, skin.temperature_C)
