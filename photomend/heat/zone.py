"""The zone: one microbeam on its own piece of skin, during the pulse and until it has settled.

Beams that land at random stand alone, on a domain wide enough for their light. Beams of a tip that fire all
at once stand in a cell of equal area on their lattice: no heat crosses its side, all light is folded back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from photomend.device import Exchange
from photomend.heat import bioheat
from photomend.heat.coarsen import Level, coarser, finest, joinings_due, prolong, restrict, spreads_freely
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

PACE = bioheat.Pace(growth=0.08, pieces=8)


@dataclass(frozen=True)
class SteadyLight:
    """A lamp whose absorbed power density (W/mm^3 by depth and ring) does not depend on the tissue's state."""

    absorbed: np.ndarray
    steady: bool = True
    noise: float = 0.0
    change: bioheat.LightChange = bioheat.UNCHANGED

    def power(self, state: bioheat.State, since: bioheat.Stretch | None) -> np.ndarray:
        """Return the absorbed power density."""
        return self.absorbed

    def accept(self) -> None:
        """Nothing to settle: the light does not change."""

    def watch(self, stretch: bioheat.Stretch) -> None:
        """Nothing to note: the light does not change."""


@dataclass(frozen=True)
class History:
    """Temperatures of a zone: ``(time, depth, ring)`` in C at `time` (s from the first pulse), and its peaks.

    `enthalpy_peak` in J/mm^3, what steam carried off included; `water_left` is the share of its water each cell
    still holds; `absorbed` the energy density (J/mm^3) that all pulses left in it. `put_in`, `through_surface`,
    `into_blood`, `as_vapour` and `stored` in J.
    """

    mesh: Mesh
    time: np.ndarray
    temperature: np.ndarray
    enthalpy_peak: np.ndarray
    water_left: np.ndarray
    absorbed: np.ndarray
    put_in: float
    through_surface: float
    into_blood: float
    as_vapour: float
    stored: float

    @property
    def temperature_peak(self) -> np.ndarray:
        """Return the highest temperature of each cell, C."""
        return self.temperature.max(axis=0)

    @property
    def imbalance(self) -> float:
        """Return (stored + lost - put in) / put in: zero but for rounding."""
        lost = self.through_surface + self.into_blood + self.as_vapour
        return (self.stored + lost - self.put_in) / self.put_in


def warm_up(
    layers: tuple[Tissue, ...],
    mesh: Mesh,
    lamp: bioheat.Lamp,
    windows: bioheat.Windows,
    until: float,
    start: np.ndarray,
    exchanges: tuple[Exchange, ...],
    rest_C: float,
    escapes: bool = False,
    pace: bioheat.Pace = PACE,
    done: Callable[[float], None] = lambda _: None,
) -> History:
    """Return the temperatures of a zone that `lamp` lights within the `windows` (s), from the exchanges' start on.

    `until` (s) is the end, `start` the temperature by depth before the first pulse; steam leaves the tissue where it
    `escapes`. Raises `FloatingPointError` should a temperature not be a number.
    """
    begin = exchanges[0].start
    grid = bioheat.lower(layers, mesh, rest_C, exchanges[0])
    state, level = bioheat.at_rest(mesh, grid, start, begin), finest(mesh)
    record = _Record(mesh, state)
    while state.time < until:
        record.begin(level, state)
        for stretch in bioheat.solve(layers, level.mesh, state, lamp, windows, until, exchanges, rest_C, pace, escapes):
            record.add(stretch)
            done((state.time - begin) / (until - begin))
            joinings = joinings_due(level, layers, mesh, state.time - windows[-1][1])
            if joinings and spreads_freely(state, grid):
                break
        record.end(state)
        if state.time < until:
            state, level = _joined(state, level, layers, mesh, joinings, rest_C)
    return record.history(state)


def _joined(
    state: bioheat.State, level: Level, layers: tuple[Tissue, ...], mesh: Mesh, joinings: int, rest_C: float
) -> tuple[bioheat.State, Level]:
    """Return the state on cells that were joined so many more times, and their level."""
    for _ in range(joinings):
        wider = coarser(level, layers, mesh)
        state, level = restrict(state, level, wider), wider
    bioheat.follow_enthalpy(state, bioheat.insulated(layers, level.mesh, rest_C))
    return state, level


class _Record:
    """What is told of a zone on its finest mesh, whatever mesh it is followed on."""

    def __init__(self, mesh: Mesh, state: bioheat.State) -> None:
        self.mesh, self.level = mesh, finest(mesh)
        self.time, self.temperature = [np.full(1, state.time)], [state.temperature[None].astype(np.float32)]
        self.absorbed = np.zeros((mesh.depth.size, mesh.radius.size))
        self.enthalpy, self.enthalpy_peak = state.enthalpy.copy(), state.enthalpy.copy()
        self.base = self.enthalpy
        self.stored_before = self._stored(state)

    def begin(self, level: Level, state: bioheat.State) -> None:
        """Go on with a state on the cells of `level`."""
        self.level, self.base = level, state.enthalpy + state.vapour[1:-1, 1:-1]

    def add(self, stretch: bioheat.Stretch) -> None:
        """Take in a stretch of time."""
        self.time.append(stretch.time)
        self.temperature.append(self._fine(stretch.temperature))
        peak = self.enthalpy + self._fine(stretch.enthalpy_peak - self.base)
        np.maximum(self.enthalpy_peak, peak, out=self.enthalpy_peak)
        self.absorbed += self._fine(stretch.put_in)

    def end(self, state: bioheat.State) -> None:
        """Leave the cells of this level."""
        self.enthalpy = self.enthalpy + self._fine(state.enthalpy + state.vapour[1:-1, 1:-1] - self.base)

    def history(self, state: bioheat.State) -> History:
        """Return all that was told; raise `FloatingPointError` should a temperature not be a number."""
        if not np.isfinite(state.temperature).all():
            raise FloatingPointError("the heat calculation gave a temperature that is not a number")
        surface, blood, put_in, vapour = state.carried.tolist()
        return History(
            mesh=self.mesh,
            time=np.concatenate(self.time),
            temperature=np.concatenate(self.temperature),
            enthalpy_peak=self.enthalpy_peak,
            water_left=self._fine(state.water[1:-1, 1:-1]),
            absorbed=self.absorbed,
            put_in=put_in,
            through_surface=surface,
            into_blood=blood,
            as_vapour=vapour,
            stored=self._stored(state) - self.stored_before,
        )

    def _fine(self, values: np.ndarray) -> np.ndarray:
        return prolong(self.level, self.mesh, values)

    def _stored(self, state: bioheat.State) -> float:
        return float(np.sum(state.enthalpy * self.level.mesh.volume))


def radius_enclosing(ring_edge: np.ndarray, energy: np.ndarray, share: float) -> float:
    """Return the radius (mm) that encloses `share` of the energy per ring."""
    inside = np.concatenate([[0.0], np.cumsum(energy)]) / np.sum(energy)
    return float(np.interp(share, inside, ring_edge))
