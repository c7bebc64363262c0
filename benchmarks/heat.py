"""The heat kernel against plain C, against memory, and against other ways to solve the same problem.

One zone of a default run. The peers in ``heat_peer.c`` work on the same arrays, and their temperatures are compared.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import common
import numpy as np
import photomend as pm
import scipy.sparse as sparse
from common import Zone, pointer, processor_seconds, side_by_side
from photomend.catalog import Variation
from photomend.figures import figures_of
from photomend.heat import bioheat, coarsen, cpu
from photomend.heat.stencil import Grid
from photomend.heat.zone import PACE
from photomend.simulate import follow
from photomend.treatment import Request
from scipy.sparse.linalg import splu

ROUNDS = 7
MOVED_BYTES = 56  # a stage reads two stages, the first rate, the enthalpy and two conductances, and writes one stage
ARRAYS = 8  # of the size of the grid that a stage goes through, its temperatures among them
CHECKPOINTS_S = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
WARMEST_C = 95.0
HARD = bioheat.Pace(growth=0.002, first_step=2e-6)


@dataclass(frozen=True)
class Case:
    """A grid, the state it starts from, the power density that heats it and the time steps."""

    zone: Zone
    grid: Grid
    state: bioheat.State
    power: np.ndarray
    steps: np.ndarray

    @property
    def on(self) -> int:
        """Return 1 where light is on, else 0."""
        return int(self.power.any())

    @property
    def explicit(self) -> tuple[float, float]:
        """Return the stable steps of forward Euler where nothing, and where something may dry, s."""
        return bioheat.explicit_step(self.grid, False), bioheat.explicit_step(self.grid, True)


def main() -> None:
    common.announce("Heat")
    zone, peer = common.zone(), common.compiled("heat_peer")
    pulse, settling = cases(zone, 1.0)
    rows, rings = zone.target.mesh.depth.size, zone.target.mesh.radius.size
    print(f"one zone of {rows} x {rings} cells, float64; seconds of processor time, best of {ROUNDS}")
    if peer is not None:
        kernel_rows(peer, pulse, settling)
    settle_rows(peer, zone)
    joining_rows()


def cases(zone: Zone, dimmed: float) -> tuple[Case, Case]:
    """Return the pulse of a zone, its light dimmed by a factor, and the settling after it."""
    mesh, exchange, (start, end) = zone.target.mesh, zone.exchanges[0], zone.windows[0]
    grid = bioheat.lower(zone.layers, mesh, zone.rest_C, exchange)
    state = bioheat.at_rest(mesh, grid, np.full(mesh.depth.size, zone.rest_C), start)
    state.T[0, :] = exchange.temperature_C
    explicit = bioheat.explicit_step(grid, False)
    power = np.pad(dimmed * zone.target.power_W * zone.target.per_joule / mesh.volume, 1)
    pulse = Case(zone, grid, state, power, PACE.steps(end - start, True, explicit))
    after = Buffers(pulse).by_package().state
    after.time = end
    return pulse, Case(zone, grid, after, np.zeros_like(power), PACE.steps(zone.until - end, False, explicit))


class Buffers:
    """What one march of a case writes to."""

    def __init__(self, case: Case) -> None:
        self.case, self.state = case, case.state.copy()
        self.history = np.zeros((case.steps.size, *case.state.temperature.shape), dtype=np.float32)
        self.peak, self.stages = case.state.enthalpy.copy(), 0
        self.grid = common.structure(case.grid)

    def start_again(self) -> bioheat.State:
        for name in ("H", "T", "water", "vapour", "carried"):
            getattr(self.state, name)[...] = getattr(self.case.state, name)
        self.peak[...] = self.case.state.enthalpy
        return self.state

    def by_package(self) -> Buffers:
        s, case = self.start_again(), self.case
        cpu.march(
            s.H, s.T, s.water, s.vapour, case.grid, case.power, float(case.on), False, case.steps, *case.explicit,
            s.carried, self.history, self.peak,
        )  # fmt: skip
        return self

    def by_peer(self, peer: ctypes.CDLL) -> Buffers:
        s, case = self.start_again(), self.case
        wet, dry = case.explicit
        self.stages = peer.march(
            *map(ctypes.c_long, s.H.shape), pointer(s.H), pointer(s.T), ctypes.byref(self.grid), pointer(case.power),
            case.on, ctypes.c_long(case.steps.size), pointer(case.steps), ctypes.c_double(wet), ctypes.c_double(dry),
            pointer(s.carried), pointer(self.history), pointer(self.peak),
        )  # fmt: skip
        return self


def kernel_rows(peer: ctypes.CDLL, pulse: Case, settling: Case) -> None:
    """Print how long the same super-steps take here and in C, and what memory would allow."""
    cells = pulse.state.temperature.size
    bandwidth = triad_bandwidth(peer, ARRAYS * cells // 3)
    bound = MOVED_BYTES / bandwidth
    print(f"triad over {ARRAYS} arrays of this size: {bandwidth:.0f} GB/s, so a stage takes at least {bound:.2f} ns\n")
    print(f"{'':32s} {'package':>10s} {'plain C':>10s}   C/package   ns per cell and stage   of bandwidth   differ by")
    for name, case in (("pulse: 40 steps, boiling", pulse), ("settling to 0.3 s, boiling first", settling)):
        ours, theirs = Buffers(case), Buffers(case)
        took = side_by_side(
            {"package": ours.by_package, "C": lambda at=theirs: at.by_peer(peer)}, ROUNDS, clock=processor_seconds
        )
        package, C = took["package"].best, took["C"].best
        each = 1e9 * package / (theirs.stages * cells)
        apart = np.abs(ours.history - theirs.history).max()
        print(
            f"{name:32s} {package:8.4f} s {C:8.4f} s {C / package:9.2f}x {each:14.2f} ns "
            f"{bound / each:20.0%} {apart:12.0e} K"
        )
    print()


def triad_bandwidth(peer: ctypes.CDLL, size: int) -> float:
    """Return how fast a[i] = b[i] + s c[i] moves arrays of `size` numbers, GB/s."""
    a, b, c = np.zeros(size), np.ones(size), np.ones(size)
    times = max(1, 20_000_000 // size)

    def sweep() -> None:
        peer.triad(ctypes.c_long(size), ctypes.c_long(times), pointer(b), pointer(c), pointer(a))

    took = side_by_side({"triad": sweep}, ROUNDS, clock=processor_seconds)["triad"].best
    return 24.0 * size * times / took * 1e-9


def settle_rows(peer: ctypes.CDLL | None, zone: Zone) -> None:
    """Print how long a zone that nowhere boiled takes from the end of its pulse to 0.3 s, and how wrong it gets."""
    _, hot = cases(zone, 1e-3)
    rise = float(hot.state.temperature.max()) - zone.rest_C
    _, case = cases(zone, 1e-3 * (WARMEST_C - zone.rest_C) / rise)
    truth = settle(case, joined=False, pace=HARD)
    works: dict[str, Callable[[], list[np.ndarray]]] = {
        "super-steps, cells joined": lambda: settle(case, joined=True),
        "super-steps, cells as they are": lambda: settle(case, joined=False),
    }
    aim = error(works["super-steps, cells as they are"](), truth)
    parts = next(n for n in (2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64) if error(crank_nicolson(case, n), truth) <= aim)
    if peer is not None:
        works["plain C, forward Euler at its stability limit"] = lambda: explicit_in_c(peer, case)
    works[f"scipy, Crank-Nicolson, {parts} steps between times"] = lambda: crank_nicolson(case, parts)
    wrong = {name: error(work(), truth) for name, work in works.items()}
    took = side_by_side(works, 3, clock=processor_seconds)
    print(f"settling from {WARMEST_C:.0f} C to 0.3 s; largest error at {len(CHECKPOINTS_S)} times on the way")
    ours = took["super-steps, cells joined"].best
    for name, times in took.items():
        print(f"    {name:48s} {times.best:8.4f} s {times.best / ours:8.1f}x   {wrong[name]:.3f} K")
    print()


def error(found: list[np.ndarray], truth: list[np.ndarray]) -> float:
    """Return the largest difference of temperatures at the checkpoints, K."""
    return max(float(np.abs(a - b).max()) for a, b in zip(found, truth, strict=True))


def settle(case: Case, joined: bool, pace: bioheat.Pace = PACE) -> list[np.ndarray]:
    """Return the temperatures at the checkpoints by the package's super-steps."""
    zone, mesh, state = case.zone, case.zone.target.mesh, case.state.copy()
    begin, found = state.time, []
    level, lamp = coarsen.finest(mesh), bioheat.UNCHANGED
    joinings = coarsen.endings(mesh, zone.layers, begin, begin + CHECKPOINTS_S[-1])[:-1] if joined else []
    for end in sorted([*joinings, *(begin + time for time in CHECKPOINTS_S)]):
        at = (zone.layers, level.mesh, state, lamp, zone.windows, end, zone.exchanges, zone.rest_C, pace)
        for _ in bioheat.solve(*at):
            pass
        if end in joinings:
            wider = coarsen.coarser(level, zone.layers, mesh)
            state, level = coarsen.restrict(state, level, wider), wider
            bioheat.follow_enthalpy(state, bioheat.insulated(zone.layers, level.mesh, zone.rest_C))
        else:
            found.append(np.array(coarsen.prolong(level, mesh, state.temperature)))
    return found


def explicit_in_c(peer: ctypes.CDLL, case: Case) -> list[np.ndarray]:
    """Return the temperatures at the checkpoints by forward Euler in C."""
    state, grid, found, before = case.state.copy(), common.structure(case.grid), [], 0.0
    for time in CHECKPOINTS_S:
        peer.march_explicit(
            *map(ctypes.c_long, state.H.shape), pointer(state.H), pointer(state.T), ctypes.byref(grid),
            ctypes.c_double(time - before), ctypes.c_double(case.explicit[0]),
        )  # fmt: skip
        found.append(state.temperature.copy())
        before = time
    return found


def crank_nicolson(case: Case, parts: int) -> list[np.ndarray]:
    """Return the temperatures at the checkpoints, in `parts` equal steps from each to the next, by sparse solves."""
    A, b = operator(case)
    T, found, before = case.state.temperature.ravel(), [], 0.0
    one = sparse.identity(T.size, format="csc")
    for time in CHECKPOINTS_S:
        step = (time - before) / parts
        forward, solver = one + 0.5 * step * A, splu((one - 0.5 * step * A).tocsc(), permc_spec="MMD_AT_PLUS_A")
        for _ in range(parts):
            T = solver.solve(forward @ T + step * b)
        found.append(T.reshape(case.state.temperature.shape))
        before = time
    return found


def operator(case: Case) -> tuple[sparse.csc_matrix, np.ndarray]:
    """Return A and b of dT/dt = A T + b for tissue below boiling, from the same walls as the kernel's."""
    grid, shape = case.grid, case.state.temperature.shape
    rows, rings = shape
    k, half = grid.k[1:-1], grid.half[1:-1]
    held = (grid.solid + grid.liquid)[1:-1] * grid.height[1:-1]
    along = 1.0 / (half[:-1] / k[:-1] + half[1:] / k[1:])
    surface = grid.surface / (1.0 + grid.surface * half[0] / k[0])
    up, down = np.concatenate([[0.0], along]) / held, np.concatenate([along, [0.0]]) / held
    leaving = np.concatenate([[surface], np.zeros(rows - 1)]) / held
    blood = grid.perfusion[1:-1] * grid.height[1:-1] / held
    axial = sparse.diags([up[1:], -(up + down + leaving + blood), down[:-1]], [-1, 0, 1])
    inward, outward = grid.inward[1:-1], grid.outward[1:-1]
    radial = sparse.diags([inward[1:], -(inward + outward), outward[:-1]], [-1, 0, 1])
    diffusivity = sparse.diags(k * grid.height[1:-1] / held)
    A = sparse.kron(axial, sparse.identity(rings)) + sparse.kron(diffusivity, radial)
    return A.tocsc(), np.repeat(leaving * case.state.T[0, 1] + blood * grid.rest[1:-1], rings)


def joining_rows() -> None:
    """Print what joining cells saves of the heat of a static run, and how far it moves the zones."""
    request = Request(
        treatment=common.TREATMENT, physics=pm.Physics(optics="static"), numerics=pm.Numerics(intervals=False)
    )
    with without_joining():
        fine = figures_of(follow(request, Variation()))
    joined = figures_of(follow(request, Variation()))

    def unjoined() -> None:
        with without_joining():
            follow(request, Variation())

    took = side_by_side({"joined": lambda: follow(request, Variation()), "as they are": unjoined}, 5)
    print("a static run on a kept response, all stages, wall clock")
    for name, times in took.items():
        print(f"    cells {name:16s} {times.best:8.4f} s")
    for zone in ("necrosis", "collagen", "boiled"):
        moved = {size: joined[f"zones.{zone}.{size}"] / fine[f"zones.{zone}.{size}"] - 1.0 for size in SIZES}
        print(f"    joining moves {zone:8s}   " + "   ".join(f"{size} {share:+.2%}" for size, share in moved.items()))


SIZES = ("depth", "width", "volume")


@contextmanager
def without_joining() -> Iterator[None]:
    """Let cells be as they are to the end."""
    joinings = coarsen.JOININGS
    coarsen.JOININGS = 0
    try:
        yield
    finally:
        coarsen.JOININGS = joinings


if __name__ == "__main__":
    main()
