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
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

PACE = bioheat.Pace(growth=0.08, pieces=4)


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
    state = bioheat.at_rest(mesh, grid, start, begin)
    before = float(np.sum(state.enthalpy * mesh.volume))
    times, temperatures = [np.full(1, begin)], [state.temperature[None].astype(np.float32)]
    highest, absorbed = state.enthalpy.copy(), np.zeros((mesh.depth.size, mesh.radius.size))
    for stretch in bioheat.solve(layers, mesh, state, lamp, windows, until, exchanges, rest_C, pace, escapes):
        times.append(stretch.time)
        temperatures.append(stretch.temperature)
        np.maximum(highest, stretch.enthalpy_peak, out=highest)
        absorbed += stretch.put_in
        done((state.time - begin) / (until - begin))
    if not np.isfinite(state.temperature).all():
        raise FloatingPointError("the heat calculation gave a temperature that is not a number")
    surface, blood, put_in, vapour = state.carried.tolist()
    return History(
        mesh=mesh,
        time=np.concatenate(times),
        temperature=np.concatenate(temperatures),
        enthalpy_peak=highest,
        water_left=state.water[1:-1, 1:-1].copy(),
        absorbed=absorbed,
        put_in=put_in,
        through_surface=surface,
        into_blood=blood,
        as_vapour=vapour,
        stored=float(np.sum(state.enthalpy * mesh.volume)) - before,
    )


def radius_enclosing(ring_edge: np.ndarray, energy: np.ndarray, share: float) -> float:
    """Return the radius (mm) that encloses `share` of the energy per ring."""
    inside = np.concatenate([[0.0], np.cumsum(energy)]) / np.sum(energy)
    return float(np.interp(share, inside, ring_edge))
