"""A sweep of 10 000 treatments in this process, on one worker process and on two: rate, memory, photon responses.

Then: what one treatment costs by its numerics, what a result takes on disk, and what the sweep itself adds. `--quick`
sweeps 500; `--kills` kills a sweep at 20 random moments and lets it go on each time.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import tomli_w
from common import announce

SHARED: dict[str, Any] = {
    "handpiece": {"device": "fraxel-restore"},
    "surface": {"cooling": "forced-air"},
    "physics": {"optics": "static"},
    "numerics": {"photons": 12_800, "cell_um": 10},
}
SKINS = {"skin.site": ["cheek", "forehead", "neck", "hand"], "skin.age_years": [25, 35, 45, 55, 65]}
FULL = {
    "settings.pulse_energy_mJ": [4, 6, 8, 10, 15, 20, 30, 40, 50, 70],
    "settings.density_per_pass_per_cm2": [10, 20, 30, 40, 50, 60, 70, 80, 100, 120],
    "surface.conductance_W_per_m2_K": [20, 50, 100, 200, 400],
}
QUICK = {
    "settings.pulse_energy_mJ": [4, 8, 15, 30, 70],
    "settings.density_per_pass_per_cm2": [10, 30, 50, 80, 120],
    "surface.conductance_W_per_m2_K": [100],
}
NUMERICS = {
    "static, 12 800 photons, 10 um": {},
    "static, 200 000 photons, 6 um": {"numerics": {}},
    "coupled, 12 800 photons, 10 um": {"physics": {"optics": "coupled"}},
    "coupled, 200 000 photons, 6 um": {"physics": {"optics": "coupled"}, "numerics": {}},
}
KILLS = 20
WATCHED = """
import os, resource, sys
from photomend.commands.studies import sweep
try:
    sweep(sys.argv[1:], standalone_mode=False)
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
          file=sys.stderr)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 treatments instead of 10 000")
    parser.add_argument("--kills", action="store_true", help="kill and resume instead")
    asked = parser.parse_args()
    announce("A study: 20 skins, energies, densities and cooling, static optics")
    with tempfile.TemporaryDirectory() as folder:
        if asked.kills:
            kill_and_resume(Path(folder))
        else:
            compare(Path(folder), QUICK if asked.quick else FULL)
            costs(Path(folder))


def compare(folder: Path, dials: dict[str, Any]) -> None:
    """Print one row for each way to sweep the same study."""
    study = written(folder / "study.toml", {"base": SHARED, "sweep": {**SKINS, **dials}})
    ways = {"in process": [], "1 worker": ["--workers", "1"], "2 workers": ["--workers", "2"]}
    print(f"{'':12} {'treatments':>10} {'s':>8} {'per s':>8} {'responses':>9} {'MB main':>8} {'MB worker':>9}")
    rates = {}
    for name, extra in ways.items():
        out = folder / name.replace(" ", "-")
        told, own, workers = swept(study, out, extra)
        rates[name] = told["treatments_per_s"]
        print(
            f"{name:12} {told['done']:10} {told['seconds']:8.1f} {rates[name]:8.1f} {told['responses']:9} "
            f"{own:8.0f} {workers if extra else 0:9.0f}"
        )
    print(f"2 workers against 1: {rates['2 workers'] / rates['1 worker']:.2f}x")
    again, _, _ = swept(study, out, [])
    blocks = [path.stat().st_size for path in (out / "blocks").iterdir()]
    dataset = sum(path.stat().st_size for path in (out / "study.zarr").rglob("*") if path.is_file())
    print(f"repeated, nothing new: {again['seconds']:.2f} s after planning, {again['computed']} computed")
    print(f"bytes per treatment: {sum(blocks) / told['done']:.0f} in {len(blocks)} blocks", end=", ")
    print(f"{dataset / told['done']:.0f} in the dataset")


def swept(study: Path, out: Path, extra: list[str]) -> tuple[dict[str, Any], float, float]:
    """Return what a sweep says it did, and the highest memory of its process and of a worker, MB."""
    command = [sys.executable, "-c", WATCHED, str(study), "--out", str(out), "--json", *extra]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    own, workers = (int(kilobytes) / 1e3 for kilobytes in done.stderr.split()[-2:])
    return json.loads(done.stdout), own, workers


def costs(folder: Path) -> None:
    """Print what a treatment and a photon response cost, in one process with one thread, and what planning adds."""
    from photomend.light.transport import forget
    from photomend.study.blocks import known_by
    from photomend.study.evaluate import evaluate, request_of

    print(f"\n{'':32} {'s a treatment':>13} {'s a response':>13}")
    for name, changes in NUMERICS.items():
        contents = [{**SHARED, **changes, "settings": {"pulse_energy_mJ": energy}} for energy in (10, 15, 20, 30)]
        evaluate(request_of(contents[0]))
        forget()
        seconds = []
        for each in contents:
            started = time.perf_counter()
            evaluate(request_of(each))
            seconds.append(time.perf_counter() - started)
        later = sorted(seconds[1:])[1]
        print(f"{name:32} {later:13.3f} {max(0.0, seconds[0] - later):13.3f}")
    rows = [(float(energy),) for energy in range(5, 70)]
    started = time.perf_counter()
    known_by({"handpiece.device": "fraxel-restore"}, ("settings.pulse_energy_mJ",), rows)
    print(f"planning: {1e3 * (time.perf_counter() - started) / len(rows):.2f} ms a treatment")


def kill_and_resume(folder: Path) -> None:
    """Kill a sweep at random moments, go on each time, and print how much was computed more than once."""
    from photomend.study.sweep import open_sweep

    base = {**SHARED, "numerics": {"photons": 640, "cell_um": 20}}
    dials = {**FULL, "surface.conductance_W_per_m2_K": [100]}
    study = written(folder / "study.toml", {"base": base, "sweep": {**SKINS, **dials}})
    chance = random.Random(1)
    out, counts = folder / "killed", []
    for _ in range(KILLS):
        command = [sys.executable, "-c", WATCHED, str(study), "--out", str(out), "--workers", "2"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.5, 9.0))
        process.send_signal(signal.SIGKILL)
        process.wait()
        blocks = len(list((out / "blocks").glob("[!.]*.npz"))) if out.is_dir() else 0
        counts.append(blocks)
    told, _, _ = swept(study, out, ["--workers", "2"])
    whole, _, _ = swept(study, folder / "whole", ["--workers", "2"])
    same = open_sweep(out).identical(open_sweep(folder / "whole"))
    print(f"blocks after each of {KILLS} kills: {counts}")
    print(f"then: {told['known']} known, {told['computed']} computed, of {whole['computed']}; identical: {same}")
    shutil.rmtree(out)


def written(path: Path, study: dict[str, Any]) -> Path:
    """Write a study file."""
    path.write_text(tomli_w.dumps(study), encoding="utf-8")
    return path


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
