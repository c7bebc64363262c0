"""The CUDA engine: photons a second on P1 and P2, the time of the whole chain, and the share of the device's peak."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from common import TREATMENT
from methods import PROBLEMS, Problem

import photomend as pm
from photomend.backend import kernel
from photomend.light import cells, transport
from photomend.light.engine import no_device, run, simulated
from photomend.light.launch import FirstScatter, Spot, start_scattered, stratified
from photomend.light.photon import ALIVE, ROULETTE_BELOW, fly, interact, open_stream

SEED, BATCHES, PHOTONS, SIMULATED, ROUNDS = 1, 16, 1_000_000, 4, 3
COUNTED = 20_000  # photons whose steps are counted
OPERATIONS = 80  # + - x / sqrt log, one each, of a flight with its interaction, counted in photon.py
LANES = {7: 32, 8: 32, 9: 64, 10: 64}  # float64 lanes of a multiprocessor by compute capability, x.0; others have 2


def rows() -> None:
    """Print the rows, or one line where no device answers."""
    reason = no_device()
    if reason is not None:
        print(f"no CUDA device: rows left out ({reason})")
        return
    print(f"CUDA: millions of photons a second of wall clock, best of {ROUNDS}, tallies copied back")
    for name, problem in PROBLEMS.items():
        for source in (problem.spot, problem.first_scatter):
            speed_row(name, problem, source)
    for engine in ("cuda", "cpu"):
        if not simulated():
            print(
                f"one treatment, static, new skin or wavelength, light by {engine}, one thread: {chain(engine):.3f} s"
            )


def speed_row(name: str, problem: Problem, source: Spot | FirstScatter) -> None:
    """Print one row: photons of the beam from the surface, or from their first scattering on."""
    count = SIMULATED if simulated() else PHOTONS
    rings, depths = cells.bins(np.sqrt(problem.ring_edge)), cells.bins(problem.depth_edge)
    inputs = (problem.media, ROULETTE_BELOW, source, rings, depths)
    shapes = [(problem.depth_edge.size - 1, problem.ring_edge.size - 1), (2, problem.ring_edge.size - 1), (1,)]
    driver, way = (
        ("direct", "from the surface") if isinstance(source, Spot) else ("scattered", "from the first scattering")
    )
    took = []
    for _ in range(1 + ROUNDS):
        started = perf_counter()
        _, left, _ = run("cuda", driver, inputs, SEED, range(BATCHES), count, shapes)
        took.append(perf_counter() - started)
    speed = BATCHES * count / min(took[1:])
    reflected = left[:, 0].sum(axis=1) / count
    error = reflected.std(ddof=1) / np.sqrt(BATCHES)
    print(
        f"{f'{name}, {way}, roulette {ROULETTE_BELOW:g}':46s} {1e-6 * speed:10.3f}   "
        f"reflected of these {reflected.mean():.5f} +- {error:.5f}{share_of_peak(speed, problem, source)}"
    )


def share_of_peak(speed: float, problem: Problem, source: Spot | FirstScatter) -> str:
    """Return what share of the device's float64 operations a speed in photons a second needs, pencil photons only."""
    if simulated() or isinstance(source, Spot):
        return ""
    from numba import cuda

    device = cuda.get_current_device()
    major, minor = device.compute_capability
    lanes = LANES.get(major, 2) if minor == 0 else 2
    peak = 2.0 * lanes * device.MULTIPROCESSOR_COUNT * 1e3 * device.CLOCK_RATE
    steps = count_flights(problem.media, ROULETTE_BELOW, source, SEED, COUNTED) / COUNTED
    return f", {100.0 * OPERATIONS * steps * speed / peak:.1f} % of {1e-12 * peak:.1f} float64 Tflop/s"


@kernel
def count_flights(media, below, source, seed, count):
    """Return how many flights photons make from their first scattering on."""
    flights = 0
    for i in range(count):
        share, stream = stratified(i, count, open_stream(seed, i))
        photon, stream = start_scattered(media, source, share, stream)
        while photon.state == ALIVE:
            flights += 1
            photon, collides, stream = fly(photon, media, stream)
            if collides:
                photon, _, _, stream = interact(photon, media, below, stream)
    return flights


def chain(engine: str) -> float:
    """Return the seconds of one treatment whose light was never traced before, best of three."""
    took = []
    for _ in range(1 + ROUNDS):
        transport.forget()
        started = perf_counter()
        pm.simulate(TREATMENT, pm.Physics(optics="static"), pm.Numerics(backend=engine, intervals=False))
        took.append(perf_counter() - started)
    return min(took[1:])
