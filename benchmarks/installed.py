"""Peers that happen to be installed: photons a second on P1, as their own examples run them; else "not installed"."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from time import perf_counter, thread_time

from methods import P1

WIDE_MM, VOXEL_MM = 4.0, 0.02  # a slab as wide as light spreads, in cubes as thick as a tenth of it
FEW, MANY = 200, 10_000_000
ROUNDS = 3


def rows() -> None:
    """Print one row for each peer."""
    print("peers that are installed, P1, thousands of photons a second")
    for name, row in (("pytissueoptics", pytissueoptics), ("pmcx", pmcx)):
        found = row() if find_spec(name) is not None else "not installed"
        print(f"{f'{name} {version(name)}' if find_spec(name) is not None else name:46s} {found}")
    print()


def pytissueoptics() -> str:
    """Return how fast PyTissueOptics traces without OpenCL, on one thread of processor time."""
    import numpy as np
    from pytissueoptics import (
        Cuboid,
        EnergyLogger,
        PencilPointSource,
        ScatteringMaterial,
        ScatteringScene,
        Stats,
        Vector,
    )

    mu_a, mu_s, g = (float(values[0]) for values in (P1.mu_a, P1.mu_s, P1.g))
    thick = float(P1.edge[1])
    material = ScatteringMaterial(mu_s, mu_a, g, 1.0)

    def trace(photons: int, seed: int) -> tuple[float, float]:
        slab = Cuboid(WIDE_MM, WIDE_MM, thick, position=Vector(0, 0, 0.5 * thick), material=material, label="slab")
        scene = ScatteringScene([slab])
        logger = EnergyLogger(scene)
        source = PencilPointSource(
            Vector(0, 0, -0.01), Vector(0, 0, 1), photons, useHardwareAcceleration=False, seed=seed
        )
        started = thread_time()
        source.propagate(scene, logger, showProgress=False)
        return thread_time() - started, Stats(logger).getTransmittance("slab", "slab_back")

    trace(10, 0)
    found = [trace(FEW, 1 + seed) for seed in range(ROUNDS)]
    seconds, through = zip(*found, strict=True)
    return f"{1e-3 * FEW / min(seconds):.3f}, processor time, transmitted {1e-2 * np.mean(through):.3f}"


def pmcx() -> str:
    """Return how fast MCX traces on the GPU, by the wall clock; its slab ends where its cubes do."""
    import numpy as np
    import pmcx

    try:
        devices = pmcx.gpuinfo()
    except RuntimeError:
        devices = []
    if not devices:
        return "no GPU answers"
    across, deep = round(WIDE_MM / VOXEL_MM), round(float(P1.edge[1]) / VOXEL_MM)
    slab = [float(values[0]) for values in (P1.mu_a, P1.mu_s, P1.g, P1.n)]
    settings = {
        "nphoton": MANY, "vol": np.ones((across, across, deep), dtype="uint8"), "unitinmm": VOXEL_MM,
        "prop": [[0, 0, 1, 1], slab], "srcpos": [0.5 * across, 0.5 * across, 0], "srcdir": [0, 0, 1], "issrcfrom0": 1,
        "tstart": 0, "tend": 5e-9, "tstep": 5e-9, "isreflect": 0, "outputtype": "energy", "autopilot": 1, "gpuid": 1,
    }  # fmt: skip

    def trace(seed: int) -> float:
        started = perf_counter()
        pmcx.run({**settings, "seed": 1 + seed})
        return perf_counter() - started

    trace(0)
    fastest = min(trace(1 + number) for number in range(ROUNDS))
    return f"{1e-3 * MANY / fastest:,.0f}, wall clock, {devices[0]['name']}"


if __name__ == "__main__":
    rows()
