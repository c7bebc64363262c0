"""How long one treatment takes: command line from cold, and the stages of a running process.

Medians; the machine and versions are printed with them. Nothing here is a test: machines are shared and noisy.
"""

from __future__ import annotations

import itertools
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version

import photomend as pm
from photomend.light import transport

COMMAND = [sys.executable, "-m", "photomend.cli", "simulate", "--device", "fraxel-restore", "--json"]
TREATMENT = pm.Treatment(handpiece={"device": "fraxel-restore"})
QUICK = pm.Numerics(intervals=False)
ENERGIES_MJ = itertools.count(20.0, 0.01)


def main() -> None:
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    print(", ".join(f"{name} {version(name)}" for name in ("photomend", "numba", "numpy", "scipy")))
    with tempfile.TemporaryDirectory() as cache:
        row("command line, first run ever (compiles)", seconds(lambda: shell(cache)), "target 20 s")
        row("command line after that", median(lambda: shell(cache), 5), "target 2 s")
    pm.simulate(TREATMENT)
    row("new skin or wavelength, no intervals", median(new_skin, 5), "target 0.5 s")
    row("new energy on a kept response, no intervals", median(new_energy, 5), "target 0.1 s")
    row("new energy on kept responses, with intervals", median(lambda: new_energy(pm.Numerics()), 5), "")
    photons = 1_000_000
    took = median(lambda: trace(photons), 3)
    row("photons in layered skin at 1550 nm", took, f"{photons / took / 1e6:.2f} million a second")


def shell(cache: str) -> None:
    subprocess.run(COMMAND, check=True, capture_output=True, env={**os.environ, "PHOTOMEND_CACHE": cache})


def new_skin() -> None:
    transport.forget()
    pm.simulate(TREATMENT, numerics=QUICK)


def new_energy(numerics: pm.Numerics = QUICK) -> None:
    pm.simulate(TREATMENT.with_(settings={"pulse_energy_mJ": next(ENERGIES_MJ)}), numerics=numerics)


def trace(photons: int) -> None:
    transport.forget()
    pm.simulate(TREATMENT, numerics=pm.Numerics(intervals=False, photons=photons, settle_s=0.01, cell_um=30.0))


def seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], None], times: int) -> float:
    return statistics.median(seconds(work) for _ in range(times))


def row(what: str, took: float, remark: str) -> None:
    print(f"{what:48s} {took:8.3f} s   {remark}")


if __name__ == "__main__":
    main()
