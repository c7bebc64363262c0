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

FOLD_ANGLES = 48
FOLD_RADII = 6
PACE = bioheat.Pace(pieces=4)


@dataclass(frozen=True)
class History:
    """Temperatures of a zone: ``(time, depth, ring)`` in C at `time` (s from the pulse's start), and its peaks.

    `enthalpy_peak` in J/mm^3; `put_in`, `through_surface`, `into_blood` and `stored` in J.
    """

    mesh: Mesh
    time: np.ndarray
    temperature: np.ndarray
    enthalpy_peak: np.ndarray
    put_in: float
    through_surface: float
    into_blood: float
    stored: float

    @property
    def temperature_peak(self) -> np.ndarray:
        """Return the highest temperature of each cell, C."""
        return self.temperature.max(axis=0)

    @property
    def imbalance(self) -> float:
        """Return (stored + lost - put in) / put in: zero but for rounding."""
        return (self.stored + self.through_surface + self.into_blood - self.put_in) / self.put_in


def warm_up(
    layers: tuple[Tissue, ...],
    mesh: Mesh,
    source: np.ndarray,
    pulse_s: float,
    settle_s: float,
    start: np.ndarray,
    exchanges: tuple[Exchange, ...],
    rest_C: float,
    done: Callable[[float], None] = lambda _: None,
) -> History:
    """Return the temperatures of a zone from the pulse's start to `settle_s` after its end.

    `source` is the absorbed energy density (J/mm^3), `start` the temperature by depth before the pulse.
    Raises `FloatingPointError` should a temperature not be a number.
    """
    grid = bioheat.lower(layers, mesh, rest_C, exchanges[0])
    state = bioheat.at_rest(mesh, grid, start, 0.0)
    before = float(np.sum(state.enthalpy * mesh.volume))
    times, temperatures, highest = (
        [np.zeros(1)],
        [state.temperature[None].astype(np.float32)],
        state.enthalpy.copy(),
    )
    until = pulse_s + settle_s
    for stretch in bioheat.solve(layers, mesh, state, source, (0.0, pulse_s), until, exchanges, rest_C, PACE):
        times.append(stretch.time)
        temperatures.append(stretch.temperature)
        np.maximum(highest, stretch.enthalpy_peak, out=highest)
        done(state.time / until)
    if not np.isfinite(state.temperature).all():
        raise FloatingPointError("the heat calculation gave a temperature that is not a number")
    stored = float(np.sum(state.enthalpy * mesh.volume)) - before
    surface, blood, put_in = state.carried
    return History(
        mesh,
        np.concatenate(times),
        np.concatenate(temperatures),
        highest,
        float(put_in),
        float(surface),
        float(blood),
        stored,
    )


def radius_enclosing(ring_edge: np.ndarray, energy: np.ndarray, share: float) -> float:
    """Return the radius (mm) that encloses `share` of the energy per ring."""
    inside = np.concatenate([[0.0], np.cumsum(energy)]) / np.sum(energy)
    return float(np.interp(share, inside, ring_edge))


def cell_radius(density_per_mm2: float) -> float:
    """Return the radius (mm) of the circle whose area is that of one lattice cell."""
    return float(np.sqrt(1.0 / (np.pi * density_per_mm2)))


def fold(ring_edge: np.ndarray, cell_edge: np.ndarray, placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the share of each ring's energy that lands in each ring of the lattice cell: (cell ring, ring).

    Every point is brought to its place relative to the nearest beam. As all beams are alike, that is the
    sum over all of them; the cell's corners are counted into its outermost ring. Columns sum to 1.
    """
    node, weight = np.polynomial.legendre.leggauss(FOLD_RADII)
    inner, outer = ring_edge[:-1] ** 2, ring_edge[1:] ** 2
    square = 0.5 * (outer + inner)[:, None] + 0.5 * node * (outer - inner)[:, None]
    angle = 2.0 * np.pi * (np.arange(FOLD_ANGLES) + 0.5) / FOLD_ANGLES
    r = np.sqrt(square)[:, :, None]
    from_beam = nearest_distance(r * np.cos(angle), r * np.sin(angle), placement, density_per_mm2)
    target = np.clip(np.searchsorted(cell_edge, from_beam, side="right") - 1, 0, cell_edge.size - 2)
    shares = np.zeros((cell_edge.size - 1, inner.size))
    ring = np.broadcast_to(np.arange(inner.size)[:, None, None], target.shape)
    amount = np.broadcast_to(0.5 * weight[None, :, None] / FOLD_ANGLES, target.shape)
    np.add.at(shares, (target.ravel(), ring.ravel()), amount.ravel())
    return shares


def nearest_distance(x: np.ndarray, y: np.ndarray, placement: str, density_per_mm2: float) -> np.ndarray:
    """Return the distance (mm) of points to the nearest site of a square or hexagonal lattice."""
    if placement == "square":
        pitch = 1.0 / np.sqrt(density_per_mm2)
        return np.hypot(x - pitch * np.rint(x / pitch), y - pitch * np.rint(y / pitch))
    pitch = np.sqrt(2.0 / (np.sqrt(3.0) * density_per_mm2))
    rows = np.sqrt(3.0) * pitch  # the hexagonal lattice is two rectangular ones, half a cell apart
    plain = np.hypot(x - pitch * np.rint(x / pitch), y - rows * np.rint(y / rows))
    u, v = x - 0.5 * pitch, y - 0.5 * rows
    between = np.hypot(u - pitch * np.rint(u / pitch), v - rows * np.rint(v / rows))
    return np.minimum(plain, between)
