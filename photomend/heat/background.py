"""The background: a column of skin warmed pass by pass by all microbeams together.

Each pass raises the horizontal mean at once by density x energy x (light absorbed per depth); between passes
heat spreads in depth, leaves through the surface and is carried off by blood [Pennes1948].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.description import BadInput
from photomend.device import Cooling, surface_exchanges
from photomend.heat import bioheat, cpu
from photomend.heat.mesh import Mesh
from photomend.skin import Tissue

BULK_DEPTH_MM = 0.5
COLUMN_MM = 1.0  # a column has no radius; one ring of this size stands for it
PACE = bioheat.Pace(growth=0.1, first_step=2e-3)  # a spurt of cryogen is short
CELL_MM = 0.012
DEPTH_SHARE = 0.05
AFTERWARDS_S = 60.0  # followed after the last pass, where the passes are not closer


@dataclass(frozen=True)
class Background:
    """Horizontal mean temperatures: by depth before the last pass, and the mean of the upper 0.5 mm over time.

    `time` (s, from the first pulse) and `bulk` (C) have two entries at each pass, just before and just after;
    `bulk_rise` (K) is that mean just before the last pass less the initial one.
    """

    depth_edge: np.ndarray
    before_last_pass: np.ndarray
    time: np.ndarray
    bulk: np.ndarray
    bulk_rise: float

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
    kept = thinned(depth_edge, [layer.bottom for layer in layers])
    coarse, height = depth_edge[kept], np.diff(depth_edge)
    heating = np.add.reduceat(heating * height, kept[:-1]) / np.diff(coarse)
    mesh = Mesh(coarse, np.array([0.0, COLUMN_MM]))
    pulses = tuple(interval * number for number in range(passes))
    begin = min(0.0, cooling.start_s.value) if cooling else 0.0
    exchanges = surface_exchanges(cooling, pulses, rest_C, begin, pulses[-1] + interval)
    grid = bioheat.lower(layers, mesh, rest_C, exchanges[0])
    state = bioheat.at_rest(mesh, grid, np.full(coarse.size - 1, rest_C), begin)
    upper = upper_weights(coarse)
    times, bulk, before = [begin], [rest_C], state.temperature[:, 0].copy()

    def wait(until: float) -> None:
        for start, end, exchange, _ in bioheat.phases(state.time, until, (), exchanges):
            grid = bioheat.lower(layers, mesh, rest_C, exchange)
            state.T[0, :] = exchange.temperature_C
            lengths = PACE.steps(end - start, False, PACE.first_step)
            history = np.empty((lengths.size, coarse.size - 1, 1))
            cpu.march_column(state.H, state.T, grid, lengths, state.carried, history)
            times.extend((start + np.cumsum(lengths)).tolist())
            bulk.extend((history[:, :, 0] @ upper).tolist())
            state.time = end

    for pulse in pulses:
        wait(pulse)
        before = state.temperature[:, 0].copy()
        state.enthalpy[:, 0] += heating
        bioheat.follow_enthalpy(state, grid)
        _refuse_boiling(state.temperature[:, 0], grid.boiling_from)
        times += [pulse, pulse]
        bulk += [float(upper @ before), float(upper @ state.temperature[:, 0])]
    wait(pulses[-1] + min(interval, AFTERWARDS_S))
    middle = 0.5 * (depth_edge[1:] + depth_edge[:-1])
    return Background(
        depth_edge=depth_edge,
        before_last_pass=np.interp(middle, mesh.depth, before),
        time=np.array(times),
        bulk=np.array(bulk),
        bulk_rise=float(upper @ before) - rest_C,
    )


def thinned(depth_edge: np.ndarray, boundaries: list[float]) -> np.ndarray:
    """Return the indices of the edges to keep: cells of at least 25 um or 5 % of their depth, boundaries always.

    The background is smooth, so it needs no finer cells.
    """
    fixed = set(np.searchsorted(depth_edge, np.array(boundaries) - 1e-9).tolist()) | {depth_edge.size - 1}
    kept = [0]
    for index, z in enumerate(depth_edge.tolist()):
        top = depth_edge[kept[-1]]
        if index in fixed or z - top >= max(CELL_MM, DEPTH_SHARE * top):
            kept.append(index)
    return np.array(kept)


def _refuse_boiling(temperature: np.ndarray, boiling: float) -> None:
    if temperature.max() >= boiling:
        raise BadInput(
            "settings.density_per_pass_per_cm2 and settings.pulse_energy_mJ together heat the whole skin to "
            f"{temperature.max():.0f} C, above its limit of {boiling:g} C; lower one of them, or pass less often"
        )


def upper_weights(depth_edge: np.ndarray, depth: float = BULK_DEPTH_MM) -> np.ndarray:
    """Return the weight of each depth cell in the mean from the surface down to `depth` (mm)."""
    covered = np.clip(np.minimum(depth_edge[1:], depth) - np.maximum(depth_edge[:-1], 0.0), 0.0, None)
    return covered / covered.sum()
