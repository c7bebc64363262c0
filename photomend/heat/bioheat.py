"""Heat: how temperature spreads through layered skin during and after a pulse.

An axisymmetric finite-volume grid, second order in space, conserving energy to rounding; the surface
exchanges heat with its surroundings (q = h (T - T_surroundings)), the far walls are insulated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from photomend.catalog import look_up
from photomend.device import Exchange
from photomend.heat import cpu
from photomend.heat.mesh import Mesh
from photomend.heat.stencil import Grid
from photomend.skin import Tissue

SAFETY = 0.9


@dataclass(frozen=True)
class Pace:
    """How time is divided.

    Even steps during the pulse; after it, and after every change at the surface, steps that start from
    `first_step` (s; an explicit step where 0) and are at most `growth` of the time since. `pieces` is how many
    stretches each phase is told in.
    """

    pulse_steps: int = 40
    growth: float = 0.05
    first_step: float = 0.0
    pieces: int = 1

    def steps(self, length: float, on: bool, explicit: float) -> np.ndarray:
        """Return the steps (s) of a phase of `length` seconds; `explicit` is the longest stable Euler step."""
        if on:
            return np.full(self.pulse_steps, length / self.pulse_steps)
        result, made = [], 0.0
        step = min(self.first_step or explicit, length / self.pulse_steps)
        while made < length * (1.0 - 1e-12):
            step = min(max(step, self.growth * made), length - made)
            result.append(step)
            made += step
        return np.array(result)


class Stretch(NamedTuple):
    """A stretch of time: its times (s), temperatures (time, depth, ring) in C, highest enthalpies in J/mm^3."""

    time: np.ndarray
    temperature: np.ndarray
    enthalpy_peak: np.ndarray


@dataclass
class State:
    """The heat state as it moves on: time (s), enthalpy (J/mm^3) and temperature (C) with their outside rows.

    `carried` is the heat (J) that has left through the surface, gone into the blood, and come from the source.
    """

    time: float
    H: np.ndarray
    T: np.ndarray
    carried: np.ndarray

    @property
    def temperature(self) -> np.ndarray:
        """Return the temperatures of the cells, (depth, ring), C."""
        return self.T[1:-1, 1:-1]

    @property
    def enthalpy(self) -> np.ndarray:
        """Return the enthalpies of the cells, (depth, ring), J/mm^3."""
        return self.H[1:-1, 1:-1]


def lower(layers: tuple[Tissue, ...], mesh: Mesh, rest_C: float, exchange: Exchange) -> Grid:
    """Return the conductances of `mesh` in `layers` with the given surface (one cell lies in one layer)."""
    owner = np.clip(np.searchsorted([layer.bottom for layer in layers], mesh.depth), 0, len(layers) - 1)
    k, rho_c, rho_c_dry, latent, perfusion = (
        _padded(np.array([getattr(layer.thermal, name) for layer in layers])[owner])
        for name in ("k", "rho_c", "rho_c_dry", "latent", "perfusion")
    )
    height, r = np.diff(mesh.depth_edge), mesh.ring_edge
    wall = 2.0 * np.pi * r[1:-1] / np.diff(mesh.radius) if r.size > 2 else np.zeros(0)
    inward = np.concatenate([[0.0, 0.0], wall / mesh.area[1:], [0.0]])
    outward = np.concatenate([[0.0], wall / mesh.area[:-1], [0.0, 0.0]])
    half = 0.5 * height / k[1:-1]
    surface = exchange.conductance / (1.0 + exchange.conductance * half[0])
    downward = np.concatenate([[0.0, surface], 1.0 / (half[:-1] + half[1:]), [0.0]])
    return Grid(
        k=k,
        inward=inward,
        outward=outward,
        downward=downward,
        height=_padded(height),
        area=_padded(mesh.area),
        perfusion=perfusion,
        rest=np.full(k.size, rest_C),
        rho_c=rho_c,
        latent=np.maximum(latent, 1e-12),
        rho_c_dry=rho_c_dry,
        boiling_from=look_up("tissue", "thermal", "boiling_from").value,
        boiling_to=look_up("tissue", "thermal", "boiling_to").value,
    )


def explicit_step(grid: Grid, may_dry: bool) -> float:
    """Return the longest stable forward-Euler step, s: 2 over a bound on the fastest rate of decay.

    Dry tissue holds less heat per kelvin, so where it may occur it decides.
    """
    radial = grid.k[1:-1, None] * (grid.inward + grid.outward)[None, 1:-1]
    axial = ((grid.downward[1:-1] + grid.downward[2:]) / grid.height[1:-1])[:, None] if grid.k.size > 2 else 0.0
    held = np.minimum(grid.rho_c, grid.rho_c_dry) if may_dry else grid.rho_c
    fastest = 2.0 * (radial + axial + grid.perfusion[1:-1, None]) / held[1:-1, None]
    return float(SAFETY * 2.0 / fastest.max())


def at_rest(mesh: Mesh, grid: Grid, temperature: np.ndarray, time: float) -> State:
    """Return the state with a temperature for every depth (below boiling), the same in every ring."""
    T = np.zeros((mesh.depth_edge.size + 1, mesh.ring_edge.size + 1))
    T[1:-1, 1:-1] = temperature[:, None]
    return State(time, T * grid.rho_c[:, None], T, np.zeros(3))


def follow_enthalpy(state: State, grid: Grid) -> None:
    """Bring the temperatures of `state` into line with its enthalpies."""
    cpu.fill_temperatures(state.H, state.T, grid)


def solve(
    layers: tuple[Tissue, ...],
    mesh: Mesh,
    state: State,
    source: np.ndarray,
    pulse: tuple[float, float],
    until: float,
    exchanges: tuple[Exchange, ...],
    rest_C: float,
    pace: Pace,
) -> Iterator[Stretch]:
    """Advance `state` to `until` (s), yielding the stretches of time gone through.

    `source` is the energy density (J/mm^3, (depth, ring)) that the pulse, from `pulse[0]` for `pulse[1]`
    seconds, puts in at a steady rate. `exchanges` must cover the whole time.
    """
    drive = np.pad(source, 1)
    for start, end, exchange, on in phases(state.time, until, pulse, exchanges):
        grid = lower(layers, mesh, rest_C, exchange)
        state.T[0, :] = exchange.temperature_C
        power = 1.0 / pulse[1] if on else 0.0
        wet, dry = explicit_step(grid, may_dry=False), explicit_step(grid, may_dry=True)
        for lengths in np.array_split(pace.steps(end - start, on, wet), pace.pieces):
            history = np.empty((lengths.size, *source.shape), dtype=np.float32)
            highest = state.enthalpy.copy()
            cpu.march(state.H, state.T, grid, drive, power, lengths, wet, dry, state.carried, history, highest)
            times = state.time + np.cumsum(lengths)
            state.time = float(times[-1]) if lengths.size else state.time
            yield Stretch(times, history, highest)
        state.time = end


def phases(
    start: float, until: float, pulse: tuple[float, float], exchanges: tuple[Exchange, ...]
) -> Iterator[tuple[float, float, Exchange, bool]]:
    """Yield the intervals within which neither the source nor the surface changes."""
    changes = {pulse[0], pulse[0] + pulse[1], *(e.start for e in exchanges), *(e.end for e in exchanges)}
    times = [start, *sorted(time for time in changes if start < time < until), until]
    for begin, end in pairwise(times):
        middle = 0.5 * (begin + end)
        on = pulse[0] < middle < pulse[0] + pulse[1]
        yield begin, end, next(e for e in exchanges if e.start <= middle <= e.end), on


def _padded(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values[:1], values, values[-1:]])
