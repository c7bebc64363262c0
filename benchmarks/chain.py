"""How long one treatment takes: the command line from cold, and a running process.

Wall clock on all processors, with the processor time of all threads and child processes beside it: where the wall
clock is no less although there are several processors, others were at work on the machine.
"""

from __future__ import annotations

import itertools
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable

import common
from common import TREATMENT, Times, side_by_side

import photomend as pm
from photomend.light import transport

COMMAND = [sys.executable, "-m", "photomend.cli", "simulate", "--device", "fraxel-restore", "--json"]
ROUNDS = 5
MB_PER_UNIT = 1e-6 if sys.platform == "darwin" else 1024e-6  # of the system's figure for the most memory in use
STEPS = itertools.count()

Work = Callable[[], object]


def main() -> None:
    common.announce("One treatment: 20 mJ at 1550 nm on the cheek, 200 000 photons, 0.3 s")
    print(f"{'':60s} {'median':>9s} {'best':>9s} {'processor':>10s}   target")
    with tempfile.TemporaryDirectory() as cache:
        row("command line, first run ever (compiles), coupled", once(lambda: shell("coupled", cache)), "20 s")
        cold = side_by_side({optics: lambda optics=optics: shell(optics, cache) for optics in OPTICS}, ROUNDS)
    row("command line with compiled code, static", cold["static"], "2 s")
    row("command line with compiled code, coupled", cold["coupled"], "5 s")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * MB_PER_UNIT
    for rows in (NEW_LIGHT, KEPT_LIGHT):
        warm = side_by_side({name: work for name, (work, _) in rows.items()}, ROUNDS)
        for name, (_, target) in rows.items():
            row(name, warm[name], target)
    change = pm.simulate(TREATMENT, numerics=quick(False)).light.attrs
    print(f"\nsegments that light was traced anew for: {change['segments']}")
    print(f"most memory of the command line, coupled with intervals: {memory:.0f} MB")
    print(f"load {os.getloadavg()[0]:.2f} at the end")


def shell(optics: str, cache: str) -> None:
    """Run the command line with a folder of compiled code."""
    command = [*COMMAND, "--set", f"physics.optics={optics}"]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PHOTOMEND_CACHE": cache})


def new_wavelength(optics: str, intervals: bool) -> None:
    """Simulate with light that was never traced before."""
    transport.forget()
    nm = 1550.0 + 1e-3 * next(STEPS)
    treatment = TREATMENT.with_(handpiece={"device": "fraxel-restore", "wavelength_nm": nm})
    pm.simulate(treatment, pm.Physics(optics=optics), quick(intervals))


def new_energy(optics: str, intervals: bool) -> None:
    """Simulate with an energy that was never asked for before; the responses to light are kept."""
    treatment = TREATMENT.with_(settings={"pulse_energy_mJ": 20.0 + 1e-3 * next(STEPS)})
    pm.simulate(treatment, pm.Physics(optics=optics), quick(intervals))


def quick(intervals: bool) -> pm.Numerics:
    """Return the default numerics, with or without intervals."""
    return pm.Numerics(intervals=intervals)


def once(work: Work) -> Times:
    """Time one run."""
    return side_by_side({"": work}, 1, warm=False)[""]


def row(what: str, took: Times, target: str) -> None:
    """Print one row of the table."""
    print(f"{what:60s} {took.median:7.3f} s {took.best:7.3f} s {took.work:8.3f} s   {target}")


OPTICS = ("static", "coupled")
NEW_LIGHT: dict[str, tuple[Work, str]] = {
    "new skin or wavelength, static": (lambda: new_wavelength("static", False), "0.5 s"),
    "new skin or wavelength, coupled": (lambda: new_wavelength("coupled", False), "3 s"),
    "new skin or wavelength, static, with intervals": (lambda: new_wavelength("static", True), "-"),
    "new skin or wavelength, coupled, with intervals": (lambda: new_wavelength("coupled", True), "-"),
}
KEPT_LIGHT: dict[str, tuple[Work, str]] = {
    "new energy on a kept response, static": (lambda: new_energy("static", False), "0.1 s"),
    "new energy on a kept response, coupled": (lambda: new_energy("coupled", False), "-"),
    "new energy on kept responses, static, with intervals": (lambda: new_energy("static", True), "-"),
    "new energy on kept responses, coupled, with intervals": (lambda: new_energy("coupled", True), "-"),
}


if __name__ == "__main__":
    main()
