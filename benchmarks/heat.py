"""The heat kernel against plain C, against memory, and against other ways to solve the same problem.

One zone of a default run. The peers in ``heat_peer.c`` work on the same arrays, and their temperatures are compared.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import common
import numpy as np
from common import Zone, pointer, processor_seconds, side_by_side
from scipy import sparse
from scipy.sparse.linalg import splu

from photomend.heat import bioheat, cpu
from photomend.heat.stencil import Grid
from photomend.heat.zone import PACE, SteadyLight, warm_up

ROUNDS = 7
PACKAGE = "super-steps"
MOVED_BYTES = 56  # a stage reads two stages, the first rate, the enthalpy and two conductances, and writes one stage
ARRAYS = 8  # of the size of the grid that a stage goes through, its temperatures among them
CHECKPOINTS_S = (0.0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)  # after the pulse
PARTS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)  # steps from one checkpoint to the next
WARMEST_C = 95.0
HARD = bioheat.Pace(pulse_steps=400, growth=0.005)

Course = list[np.ndarray]


@dataclass(frozen=True)
class Case:
    """A grid, the state it starts from, the power density that heats it and the time steps."""

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


class Buffers:
    """What one march of a case writes to; `stages` is how many the peer made."""

    def __init__(self, case: Case) -> None:
        self.case, self.state, self.grid = case, case.state.copy(), common.structure(case.grid)
        self.history = np.zeros((case.steps.size, *case.state.temperature.shape), dtype=np.float32)
        self.peak, self.stages = case.state.enthalpy.copy(), 0

    def by_package(self) -> Buffers:
        """March the case by the package's kernel."""
        s, case = self._start_again(), self.case
        cpu.march(
            s.H, s.T, s.water, s.vapour, case.grid, case.power, float(case.on), False, case.steps, *case.explicit,
            s.carried, self.history, self.peak,
        )  # fmt: skip
        return self

    def by_peer(self, peer: ctypes.CDLL) -> Buffers:
        """March the case by the peer in C."""
        s, case = self._start_again(), self.case
        self.stages = peer.march(
            *map(ctypes.c_long, s.H.shape), pointer(s.H), pointer(s.T), ctypes.byref(self.grid), pointer(case.power),
            case.on, ctypes.c_long(case.steps.size), pointer(case.steps), *map(ctypes.c_double, case.explicit),
            pointer(s.carried), pointer(self.history), pointer(self.peak),
        )  # fmt: skip
        return self

    def _start_again(self) -> bioheat.State:
        for name in ("H", "T", "water", "vapour", "carried"):
            getattr(self.state, name)[...] = getattr(self.case.state, name)
        self.peak[...] = self.case.state.enthalpy
        return self.state


def main() -> None:
    common.announce("Heat")
    zone, peer = common.zone(), common.compiled("heat_peer")
    rows, rings = zone.target.mesh.depth.size, zone.target.mesh.radius.size
    print(f"one zone of {rows} x {rings} cells, float64, one thread; seconds of processor time, best of {ROUNDS}")
    if peer is not None:
        kernel_rows(peer, zone)
    solution_rows(peer, zone)


def pulse_and_settling(zone: Zone) -> tuple[Case, Case]:
    """Return the pulse of a zone and the settling after it, on the mesh as it is."""
    mesh, exchange, (start, end) = zone.target.mesh, zone.exchanges[0], zone.windows[0]
    grid = bioheat.lower(zone.layers, mesh, zone.rest, exchange)
    state = bioheat.at_rest(mesh, grid, np.full(mesh.depth.size, zone.rest), start)
    state.T[0, :] = exchange.temperature_C
    explicit = bioheat.explicit_step(grid, False)
    power = np.pad(zone.target.power_W * zone.target.per_joule / mesh.volume, 1)
    pulse = Case(grid, state, power, PACE.steps(end - start, True, explicit))
    after = Buffers(pulse).by_package().state
    return pulse, Case(grid, after, np.zeros_like(power), PACE.steps(zone.until - end, False, explicit))


def kernel_rows(peer: ctypes.CDLL, zone: Zone) -> None:
    """Print how long the same super-steps take here and in C, and what memory would allow."""
    pulse, settling = pulse_and_settling(zone)
    cells = pulse.state.temperature.size
    bound = MOVED_BYTES / triad_bandwidth(peer, ARRAYS * cells // 3)
    print(f"triad over {ARRAYS} arrays of this size: {MOVED_BYTES / bound:.0f} GB/s")
    print(f"so the {MOVED_BYTES} bytes that a stage moves for a cell take {bound:.2f} ns at least\n")
    print(f"{'':36s} {'package':>10s} {'plain C':>10s} {'C/package':>10s}   per cell, stage   of bandwidth   differ by")
    for name, case in (("pulse: 40 steps, boiling", pulse), ("settling to 0.3 s, boiling at first", settling)):
        ours, theirs = Buffers(case), Buffers(case)
        works = {"package": ours.by_package, "C": lambda theirs=theirs: theirs.by_peer(peer)}
        took = side_by_side(works, ROUNDS, clock=processor_seconds)
        package, plain = took["package"].best, took["C"].best
        each = 1e9 * package / (theirs.stages * cells)
        apart = np.abs(ours.state.T - theirs.state.T).max()
        print(
            f"{name:36s} {package:8.4f} s {plain:8.4f} s {plain / package:9.2f}x {each:14.2f} ns "
            f"{bound / each:14.0%} {apart:9.0e} K"
        )
    print()


def triad_bandwidth(peer: ctypes.CDLL, size: int) -> float:
    """Return how fast a[i] = b[i] + s c[i] moves arrays of `size` numbers, bytes per nanosecond."""
    a, b, c = np.zeros(size), np.ones(size), np.ones(size)
    times = max(1, 20_000_000 // size)

    def sweep() -> None:
        peer.triad(ctypes.c_long(size), ctypes.c_long(times), pointer(b), pointer(c), pointer(a))

    took = side_by_side({"triad": sweep}, ROUNDS, clock=processor_seconds)["triad"].best
    return 24.0 * size * times / took * 1e-9


def solution_rows(peer: ctypes.CDLL | None, zone: Zone) -> None:
    """Print how long a pulse that nowhere boils and its settling take by several methods, and how wrong they get."""
    power = dimmed(zone)
    truth = [by_package(zone, power, time, HARD) for time in CHECKPOINTS_S]
    works: dict[str, Callable[[], object]] = {PACKAGE: lambda: by_package(zone, power, CHECKPOINTS_S[-1])}
    wrong = {PACKAGE: error([by_package(zone, power, time) for time in CHECKPOINTS_S], truth)}
    parts = next(n for n in PARTS if error(crank_nicolson(zone, power, n), truth) <= wrong[PACKAGE])
    name = f"scipy, Crank-Nicolson with splu, 7 x {parts} steps"
    others: dict[str, Callable[[], Course]] = {name: lambda: crank_nicolson(zone, power, parts)}
    if peer is not None:
        others["plain C, forward Euler at its stability limit"] = lambda: explicit_in_c(peer, zone, power)
    wrong |= {name: error(work(), truth) for name, work in others.items()}
    took = side_by_side({**works, **others}, 3, clock=processor_seconds)
    print(f"a pulse to {WARMEST_C:.0f} C and 0.3 s of settling; largest error of any cell at 7 times on the way")
    for name, times in took.items():
        slower = times.best / took[PACKAGE].best
        print(f"    {name:48s} {times.best:8.4f} s {slower:8.1f}x   {wrong[name]:.3f} K")
    print()


def dimmed(zone: Zone) -> np.ndarray:
    """Return a power density that warms the zone to just below boiling, W/mm^3."""
    power = zone.target.power_W * zone.target.per_joule / zone.target.mesh.volume
    rise = float(by_package(zone, 1e-3 * power, 0.0).max()) - zone.rest
    return 1e-3 * (WARMEST_C - zone.rest) / rise * power


def error(found: Course, truth: Course) -> float:
    """Return the largest difference of temperatures at the checkpoints, K."""
    return max(float(np.abs(a - b).max()) for a, b in zip(found, truth, strict=True))


def by_package(zone: Zone, power: np.ndarray, after: float, pace: bioheat.Pace = PACE) -> np.ndarray:
    """Return the temperatures some time after the pulse, s, by the package's super-steps."""
    until, start = zone.windows[-1][1] + after, np.full(zone.target.mesh.depth.size, zone.rest)
    history = warm_up(
        zone.layers, zone.target.mesh, SteadyLight(power), zone.windows, until, start, zone.exchanges, zone.rest,
        pace=pace,
    )  # fmt: skip
    return history.temperature[-1]


def stretches(zone: Zone) -> Iterator[tuple[bool, float]]:
    """Yield for each stretch from checkpoint to checkpoint whether light is on, and its length, s."""
    before = 0.0
    yield True, zone.windows[0][1]
    for time in CHECKPOINTS_S[1:]:
        yield False, time - before
        before = time


def explicit_in_c(peer: ctypes.CDLL, zone: Zone, power: np.ndarray) -> Course:
    """Return the temperatures at the checkpoints by forward Euler in C."""
    pulse, _ = pulse_and_settling(zone)
    state, grid, source, found = pulse.state.copy(), common.structure(pulse.grid), np.pad(power, 1), []
    for on, length in stretches(zone):
        peer.march_explicit(
            *map(ctypes.c_long, state.H.shape), pointer(state.H), pointer(state.T), ctypes.byref(grid),
            pointer(source), int(on), ctypes.c_double(length), ctypes.c_double(pulse.explicit[0]),
        )  # fmt: skip
        found.append(state.temperature.copy())
    return found


def crank_nicolson(zone: Zone, power: np.ndarray, parts: int) -> Course:
    """Return the temperatures at the checkpoints, in `parts` equal steps from each to the next, by sparse solves."""
    exchange = zone.exchanges[0]
    grid = bioheat.lower(zone.layers, zone.target.mesh, zone.rest, exchange)
    matrix, constant = operator(grid, power.shape, exchange.temperature_C)
    warming = (power / (grid.solid + grid.liquid)[1:-1, None]).ravel()
    now, found, one = np.full(power.size, zone.rest), [], sparse.identity(power.size, format="csc")
    for on, length in stretches(zone):
        step = length / parts
        forward = one + 0.5 * step * matrix
        solver = splu((one - 0.5 * step * matrix).tocsc(), permc_spec="MMD_AT_PLUS_A")
        for _ in range(parts):
            now = solver.solve(forward @ now + step * (constant + on * warming))
        found.append(now.reshape(power.shape))
    return found


def operator(grid: Grid, shape: tuple[int, int], outside: float) -> tuple[sparse.csc_matrix, np.ndarray]:
    """Return A and b of dT/dt = A T + b for tissue below boiling, with the same walls as the kernel's."""
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
    matrix = sparse.kron(axial, sparse.identity(rings)) + sparse.kron(diffusivity, radial)
    return matrix.tocsc(), np.repeat(leaving * outside + blood * grid.rest[1:-1], rings)


if __name__ == "__main__":
    main()
