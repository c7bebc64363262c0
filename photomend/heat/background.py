"""The background: a column of skin warmed pass by pass by all microbeams together.

Each pass raises the horizontal mean at once by density x energy x (light absorbed per depth); between passes
heat spreads in depth, leaves through the surface and is carried off by blood [Pennes1948].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.device import Cooling, surface_exchanges
from photomend.heat import bioheat
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

BULK_DEPTH_MM = 0.5
COLUMN_MM = 1.0  # a column has no radius; one ring of this size stands for it
GROWTH = 0.1


@dataclass(frozen=True)
class Background:
    """Horizontal mean temperatures: by depth before the last pass, and the mean of the upper 0.5 mm over time.

    `time` (s, from the first pulse) and `bulk` (C) have two entries at each pass: just before and just after.
    """

    depth_edge: np.ndarray
    before_last_pass: np.ndarray
    time: np.ndarray
    bulk: np.ndarray
    rest_C: float
    carried: np.ndarray

    @property
    def bulk_rise(self) -> float:
        """Return the mean of the upper 0.5 mm just before the last pass less the initial one, K."""
        return float(self.bulk[-2] - self.rest_C)

    @property
    def bulk_peak(self) -> float:
        """Return the highest mean of the upper 0.5 mm after any pass, C."""
        return float(self.bulk.max())


def build_up(
    layers: tuple[Tissue, ...],
    depth_edge: np.ndarray,
    heating: np.ndarray,
    passes: int,
    interval: float,
    cooling: Cooling | None,
    rest_C: float,
) -> Background:
    """Return the background of `passes` passes, `interval` seconds apart.

    `heating` is what one pass adds, J/mm^3 by depth cell. Cooling before the first pulse is included.
    """
    mesh = Mesh(depth_edge, np.array([0.0, COLUMN_MM]))
    pulses = tuple(interval * number for number in range(passes))
    begin = min(0.0, cooling.start_s.value) if cooling else 0.0
    exchanges = surface_exchanges(cooling, pulses, rest_C, begin, pulses[-1] + interval)
    grid = bioheat.lower(layers, mesh, rest_C, exchanges[0])
    state = bioheat.at_rest(mesh, grid, np.full(depth_edge.size - 1, rest_C), begin)
    nothing = np.zeros((depth_edge.size - 1, 1))
    times, bulk, before = [begin], [rest_C], state.temperature[:, 0].copy()
    for pulse in pulses:
        for _ in bioheat.solve(layers, mesh, state, nothing, (np.inf, 1.0), pulse, exchanges, rest_C, GROWTH):
            times.append(state.time)
            bulk.append(upper_mean(state.temperature[:, 0], depth_edge))
        before = state.temperature[:, 0].copy()
        state.enthalpy[:, 0] += heating
        bioheat.follow_enthalpy(state, grid)
        times += [pulse, pulse]
        bulk += [upper_mean(before, depth_edge), upper_mean(state.temperature[:, 0], depth_edge)]
    return Background(depth_edge, before, np.array(times), np.array(bulk), rest_C, state.carried)


def upper_mean(temperature: np.ndarray, depth_edge: np.ndarray, depth: float = BULK_DEPTH_MM) -> float:
    """Return the mean temperature from the surface down to `depth` (mm)."""
    covered = np.clip(np.minimum(depth_edge[1:], depth) - depth_edge[:-1], 0.0, None)
    return float(np.sum(temperature * covered) / np.sum(covered))
