"""Heat: how temperature spreads through layered skin during and after its pulses.

An axisymmetric finite-volume grid, second order in space, conserving energy to rounding; the surface
exchanges heat with its surroundings (q = h (T - T_surroundings)), the far walls are insulated. What heats it is a
lamp: steady light, or light that follows the state of the tissue in segments of the pulse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from photomend.catalog import look_up
from photomend.device import Exchange
from photomend.heat import cpu
from photomend.heat.mesh import Mesh
from photomend.heat.stencil import Grid
from photomend.skin import Tissue

SAFETY = 0.9
STATES = 5  # of drying tissue that the stable step is asked of
NO_WATER = 1e-12
FIRST_SEGMENT = 2.0  # pulse steps
REJECTED = 2.0  # times the tolerance
BLOCK = (8, 4)  # rows and rings

Windows = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Pace:
    """How time is divided.

    Even steps during a pulse; after it, and after every change at the surface, steps that start from
    `first_step` (s; an explicit step where 0) and are at most `growth` of the time since. `pieces` is how many
    stretches each phase is told in. `tolerance` is how far the light may drift within a segment of the pulse, as a
    share of its power; segments are hardly shorter than a pulse step.
    """

    pulse_steps: int = 40
    growth: float = 0.05
    first_step: float = 0.0
    pieces: int = 1
    tolerance: float = 0.01

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
    """A stretch of time: its times (s), temperatures (time, depth, ring) in C, highest enthalpies in J/mm^3.

    `put_in` is the energy density (J/mm^3) that the light left in each cell.
    """

    time: np.ndarray
    temperature: np.ndarray
    enthalpy_peak: np.ndarray
    put_in: np.ndarray


@dataclass
class State:
    """The heat state as it moves on: time (s), enthalpy (J/mm^3) and temperature (C) with their outside rows.

    `water` is the share of its water each cell still holds, `vapour` the heat that steam has taken from it
    (J/mm^3). `carried` is the heat (J) that has left through the surface, gone into the blood, come from the
    source and left as steam.
    """

    time: float
    H: np.ndarray
    T: np.ndarray
    water: np.ndarray
    vapour: np.ndarray
    carried: np.ndarray

    @property
    def temperature(self) -> np.ndarray:
        """Return the temperatures of the cells, (depth, ring), C."""
        return self.T[1:-1, 1:-1]

    @property
    def enthalpy(self) -> np.ndarray:
        """Return the enthalpies of the cells, (depth, ring), J/mm^3."""
        return self.H[1:-1, 1:-1]

    def copy(self) -> State:
        """Return a state that moves on by itself."""
        arrays = (self.H, self.T, self.water, self.vapour, self.carried)
        return State(self.time, *(array.copy() for array in arrays))


@dataclass(frozen=True)
class LightChange:
    """How the shares of the light changed against tissue at rest, averaged over the pulses, from so many segments."""

    reflected: float = 0.0
    transmitted: float = 0.0
    segments: int = 0


UNCHANGED = LightChange()


class Lamp(Protocol):
    """What lights the tissue during a pulse."""

    @property
    def steady(self) -> bool:
        """Return whether the light does not depend on the tissue's state."""

    @property
    def noise(self) -> float:
        """Return the share of the power that may move from segment to segment by photon noise alone."""

    @property
    def change(self) -> LightChange:
        """Return what the feedback of heat did to the light so far."""

    def power(self, state: State, since: Stretch | None) -> np.ndarray:
        """Return the absorbed power density, W/mm^3 by (depth, ring), in tissue of this state.

        `since` is what has happened since the last state that was accepted.
        """

    def accept(self) -> None:
        """Take what has happened until the state last asked about for settled."""

    def watch(self, stretch: Stretch) -> None:
        """Take note of a stretch in the dark between two pulses."""


def lower(layers: tuple[Tissue, ...], mesh: Mesh, rest_C: float, exchange: Exchange) -> Grid:
    """Return the geometry of `mesh` and the tissue of its rows with the given surface (a cell lies in one layer)."""
    owner = np.clip(np.searchsorted([layer.bottom for layer in layers], mesh.depth), 0, len(layers) - 1)
    k, k_dry, solid, liquid, steam, latent, perfusion = (
        _padded(np.array([getattr(layer.thermal, name) for layer in layers])[owner])
        for name in ("k", "k_dry", "solid", "liquid", "steam", "latent", "perfusion")
    )
    height, r = np.diff(mesh.depth_edge), mesh.ring_edge
    apart = np.diff(mesh.radius)
    wall = 2.0 * np.pi * r[1:-1] / apart if r.size > 2 else np.zeros(0)
    nearer = (r[1:-1] - mesh.radius[:-1]) / apart if r.size > 2 else np.zeros(0)
    return Grid(
        inward=np.concatenate([[0.0, 0.0], wall / mesh.area[1:], [0.0]]),
        outward=np.concatenate([[0.0], wall / mesh.area[:-1], [0.0, 0.0]]),
        nearer=np.concatenate([[0.0], nearer, [0.0, 0.0]]),
        area=_padded(mesh.area),
        height=_padded(height),
        half=_padded(0.5 * height),
        k=k,
        k_dry=k_dry,
        solid=solid,
        liquid=liquid,
        steam=steam,
        latent=np.maximum(latent, NO_WATER),
        perfusion=perfusion,
        rest=np.full(k.size, rest_C),
        surface=exchange.conductance,
        boiling_from=look_up("tissue", "thermal", "boiling_from").value,
        boiling_to=look_up("tissue", "thermal", "boiling_to").value,
    )


def insulated(layers: tuple[Tissue, ...], mesh: Mesh, rest_C: float) -> Grid:
    """Return the geometry and tissue of a mesh whose surface is insulated."""
    return lower(layers, mesh, rest_C, Exchange(0.0, np.inf, 0.0, rest_C))


def explicit_step(grid: Grid, may_dry: bool) -> float:
    """Return the longest stable forward-Euler step, s: 2 over a bound on the fastest rate of decay.

    Tissue that dries holds less heat per kelvin and conducts less, its neighbours as well as ever; where it may dry,
    the driest, the moistest or any state between decides.
    """
    moist = np.linspace(0.0, 1.0, STATES) if may_dry else np.ones(1)
    return float(SAFETY * 2.0 / max(_fastest_decay(grid, liquid) for liquid in moist))


def _fastest_decay(grid: Grid, liquid: float) -> float:
    """Return a bound on the rate at which a temperature decays in cells with a share of their water, 1/s."""
    own, near = (grid.k_dry + liquid * (grid.k - grid.k_dry))[1:-1], grid.nearer[1:-1]
    before = grid.nearer[:-2]  # of the ring before, on its way to this one
    k = grid.k[1:-1, None]
    outer = 1.0 / (near / own[:, None] + (1.0 - near) / k)
    inner = 1.0 / ((1.0 - before) / own[:, None] + before / k)
    radial = outer * grid.outward[1:-1] + inner * grid.inward[1:-1]
    above, half, below = (grid.half[:-2] / grid.k[:-2], grid.half[1:-1] / own, grid.half[2:] / grid.k[2:])
    up, down = 1.0 / (above + half), 1.0 / (half + below)
    up[0], down[-1] = grid.surface / (1.0 + grid.surface * half[0]), 0.0
    axial = ((up + down) / grid.height[1:-1])[:, None]
    held = (grid.solid + liquid * grid.liquid)[1:-1, None]
    return float((2.0 * (radial + axial + grid.perfusion[1:-1, None]) / held).max())


def stable_steps(grid: Grid) -> tuple[float, float]:
    """Return the explicit steps of moist and of drying tissue, s."""
    return explicit_step(grid, may_dry=False), explicit_step(grid, may_dry=True)


def at_rest(mesh: Mesh, grid: Grid, temperature: np.ndarray, time: float) -> State:
    """Return the state with a temperature for every depth (below boiling), the same in every ring."""
    T = np.zeros((mesh.depth_edge.size + 1, mesh.ring_edge.size + 1))
    T[1:-1, 1:-1] = temperature[:, None]
    H = T * (grid.solid + grid.liquid)[:, None]
    return State(time, H, T, np.ones_like(T), np.zeros_like(T), np.zeros(4))


def follow_enthalpy(state: State, grid: Grid) -> None:
    """Bring the temperatures of `state` into line with its enthalpies."""
    cpu.fill_temperatures(state.H, state.water, state.T, grid)


def liquid_water(state: State, grid: Grid) -> np.ndarray:
    """Return the share of its water that is liquid in each cell, (depth, ring)."""
    water, onset = state.water, grid.boiling_from + (1.0 - state.water) * (grid.boiling_to - grid.boiling_from)
    boiling = state.H - (grid.solid[:, None] + water * grid.liquid[:, None]) * onset
    return (water - np.clip(boiling / grid.latent[:, None], 0.0, water))[1:-1, 1:-1]


def solve(
    layers: tuple[Tissue, ...],
    mesh: Mesh,
    state: State,
    lamp: Lamp,
    windows: Windows,
    until: float,
    exchanges: tuple[Exchange, ...],
    rest_C: float,
    pace: Pace,
    escapes: bool = False,
) -> Iterator[Stretch]:
    """Advance `state` to `until` (s), yielding the stretches of time gone through.

    `lamp` shines within the `windows` (start and end of each pulse, s). `exchanges` must cover the whole time.
    Steam leaves the tissue where it `escapes`, else it condenses where it formed.
    """
    dark = np.zeros((mesh.depth.size, mesh.radius.size))
    for start, end, exchange, on in phases(state.time, until, windows, exchanges):
        grid = lower(layers, mesh, rest_C, exchange)
        state.T[0, :] = exchange.temperature_C
        stable = stable_steps(grid)
        if on and not lamp.steady:
            yield from _light_in_segments(mesh, grid, state, lamp, end, pace, escapes, stable)
        else:
            power = lamp.power(state, None) if on else dark
            for lengths in np.array_split(pace.steps(end - start, on, stable[0]), pace.pieces):
                stretch = advance(grid, state, power, lengths, escapes, stable)
                if end <= windows[-1][0]:
                    lamp.watch(stretch)
                yield stretch
        state.time = end


def advance(
    grid: Grid,
    state: State,
    power: np.ndarray,
    steps: np.ndarray,
    escapes: bool,
    stable: tuple[float, float] | None = None,
) -> Stretch:
    """Advance `state` by the given steps (s) under a steady `power` density (W/mm^3) and return the stretch.

    `stable` are the explicit steps of moist and of drying tissue, where they are known.
    """
    history = np.empty((steps.size, *power.shape), dtype=np.float32)
    highest = (state.H + state.vapour)[1:-1, 1:-1].copy()
    on = 1.0 if power.any() else 0.0
    wet, dry = stable or stable_steps(grid)
    cpu.march(
        state.H, state.T, state.water, state.vapour, grid, np.pad(power, 1), on, escapes, steps, wet, dry,
        state.carried, history, highest,
    )  # fmt: skip
    times = state.time + np.cumsum(steps)
    state.time = float(times[-1]) if steps.size else state.time
    return Stretch(times, history, highest, power * np.sum(steps))


def _light_in_segments(
    mesh: Mesh,
    grid: Grid,
    state: State,
    lamp: Lamp,
    end: float,
    pace: Pace,
    escapes: bool,
    stable: tuple[float, float],
) -> Iterator[Stretch]:
    """Advance `state` to the pulse's `end` in segments, each lit by the light expected at its middle.

    The light is extrapolated along its last trend, which makes the deposition of second order in the segment. Where
    it then differs by more than the tolerance, a segment longer than a pulse step is halved and lit again.
    """
    shortest = (end - state.time) / pace.pulse_steps
    segment = min(FIRST_SEGMENT * shortest, end - state.time)
    tolerance = max(pace.tolerance, lamp.noise)
    light, trend = lamp.power(state, None), np.zeros((mesh.depth.size, mesh.radius.size))
    while state.time < end * (1.0 - 1e-12):
        segment = min(segment, end - state.time)
        saved = state.copy()
        steps = np.full(max(1, round(segment / shortest)), segment / max(1, round(segment / shortest)))
        stretch = advance(grid, state, np.maximum(light + 0.5 * segment * trend, 0.0), steps, escapes, stable)
        later = lamp.power(state, stretch)
        drift = _difference(mesh, later, light + segment * trend)
        trend = (later - light) / segment
        if drift > REJECTED * tolerance and segment > 1.01 * shortest:
            state.__dict__.update(saved.__dict__)
            segment *= 0.5
            continue
        lamp.accept()
        yield stretch
        light = later
        segment *= min(3.0, max(0.4, 0.9 * np.sqrt(tolerance / max(drift, 1e-9))))
        segment = max(segment, shortest)


def _difference(mesh: Mesh, power: np.ndarray, other: np.ndarray) -> float:
    """Return the power that two power densities place in different blocks of cells, as a share of the first.

    Blocks, for what moves only from a cell to its neighbour is photon noise, and heat evens it out.
    """
    rows, rings = np.arange(0, mesh.depth.size, BLOCK[0]), np.arange(0, mesh.radius.size, BLOCK[1])
    moved = np.add.reduceat(np.add.reduceat((power - other) * mesh.volume, rows, axis=0), rings, axis=1)
    total = float(np.sum(power * mesh.volume))
    return float(np.sum(np.abs(moved))) / total if total > 0.0 else 0.0


def phases(
    start: float, until: float, windows: Windows, exchanges: tuple[Exchange, ...]
) -> Iterator[tuple[float, float, Exchange, bool]]:
    """Yield the intervals within which neither a pulse begins or ends nor the surface changes."""
    changes = {time for window in windows for time in window}
    changes |= {time for exchange in exchanges for time in (exchange.start, exchange.end)}
    times = [start, *sorted(time for time in changes if start < time < until), until]
    for begin, end in pairwise(times):
        middle = 0.5 * (begin + end)
        on = any(first < middle < last for first, last in windows)
        yield begin, end, next(e for e in exchanges if e.start <= middle <= e.end), on


def _padded(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values[:1], values, values[-1:]])
