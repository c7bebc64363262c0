"""Clusters: two microbeams of a rolling tip that happen to land close to each other in the same pass.

    T_pair = min(T_a + T_b - T_rest, max(T_boiling, T_a, T_b))

Heat that does not boil spreads linearly, so the rises of two beams add exactly. Heat past boiling goes into steam
over a few kelvin, so a pair becomes hotter than boiling only where one beam alone does. The two are taken to fire
at the same instant: an upper bound, as real ones fire up to some 100 ms apart and the first has cooled by then.

Neglected: a third beam; what the first beam's heat and damage do to the light of the second; steam, beyond the cap:
the latent heat that a pair takes up where neither beam alone boils still spreads here. With light that does not change,
the heat solver given twice the light goes as deep as two beams on one spot within 0.5 % (necrosis) and 4 % (collagen),
but covers less: the gains in area are upper bounds. In the plane where zones are widest, solved with boiling for 20 mJ
at 1550 nm, necrosis gains a seventh less at most at gaps of a zone's width and more, half as much on one spot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from photomend.catalog import look_up
from photomend.heat import History
from photomend.injury import Zone, rate
from photomend.injury.arrhenius import damage
from photomend.injury.zone import log_damage, measure
from photomend.pattern.coverage import Pattern

GAPS_IN_WIDTHS = (0.0, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 3.0)
KELVIN_PER_STEP = 2.0  # times are skipped while no cell changes by more
LEAST_DAMAGE = 1e-3  # Omega that is not worth following
COLUMNS = 9
RAYS = 36
GAP_STEPS = 400
UM = 1e3  # from mm


@dataclass(frozen=True)
class Clusters:
    """Zones of pairs of beams by gap (um between their axes), for each damage clock.

    `depth` is that of the pair's zone, `bridge` how deep the two zones are merged midway between the axes (0 where
    they are apart), both in um. `gain` is by how much the pair's area, at the depth where a lone zone is widest,
    exceeds that of two lone zones with their overlap counted once, as a share of the latter; an upper bound.
    """

    gap: np.ndarray
    depth: dict[str, np.ndarray]
    bridge: dict[str, np.ndarray]
    gain: dict[str, np.ndarray]

    def merged(self, clock: str) -> np.ndarray:
        """Return for each gap whether the two zones of `clock` are one."""
        return self.bridge[clock] > 0.0


@dataclass(frozen=True)
class LoneBeam:
    """One beam's history where and while a pair of such beams can do damage, its rows all below the skin's surface.

    `rest` is the skin without a beam, (time, depth, 1) in C; `rise` what the beam adds, (time, depth, ring) in K.
    `reach` (mm) is how far from a pair its damage extends at most, `cell` (mm) the width of the innermost ring,
    `rows_of_skin` the number of rows before those too cool were left out.
    """

    time: np.ndarray
    depth_edge: np.ndarray
    radius: np.ndarray
    rest: np.ndarray
    rise: np.ndarray
    reach: float
    cell: float
    rows_of_skin: int

    def paired(self, distance: np.ndarray, other: np.ndarray, row: slice = slice(None)) -> np.ndarray:
        """Return the temperatures at distances (mm) from the axes of two beams, (time, depth, place) in C."""
        rest, one, two = self.rest[:, row], self._rise_at(distance, row), self._rise_at(other, row)
        boiling = np.float32(look_up("tissue", "thermal", "boiling_from").value)
        highest = np.maximum(np.maximum(one, two), boiling - rest)
        return rest + np.minimum(one + two, highest)

    def _rise_at(self, distance: np.ndarray, row: slice) -> np.ndarray:
        """Return the rise at distances (mm) from the axis, linear between ring centres, K."""
        place = np.interp(distance, self.radius, np.arange(self.radius.size))
        lower = np.minimum(place.astype(int), self.radius.size - 2)
        share, rise = (place - lower).astype(self.rise.dtype), self.rise[:, row]
        inner, outer = np.take(rise, lower, axis=2), np.take(rise, lower + 1, axis=2)
        return inner + share * (outer - inner)


def find_clusters(
    history: History,
    pairs: Mapping[str, Mapping[str, Any]],
    zones: Mapping[str, Zone],
    gaps: np.ndarray | None = None,
    threshold_shift: float = 0.0,
) -> Clusters:
    """Return the zones of two beams that fire together, gap by gap.

    `history` is that of one beam on skin wide enough to be at rest at its outermost ring, `pairs` the kinetics of
    each damage clock, `zones` the zones these draw around the one beam. `gaps` (um, rising) are by default multiples
    of its necrosis width; without necrosis there are none. `threshold_shift` (K) moves the clocks as in `injure`,
    for the zones as well. For beams that land at random; those of a lattice know each other through their cell.
    """
    if gaps is None:
        width = zones["necrosis"].width
        gaps = np.multiply(GAPS_IN_WIDTHS, width) if width > 0.0 else np.zeros(0)
    beam = single_out(history, pairs, threshold_shift)
    depth, bridge, gain = ({name: np.zeros(gaps.size) for name in pairs} for _ in range(3))
    for index, gap in enumerate(gaps / UM):
        for name, pair in pairs.items():
            depth[name][index], bridge[name][index] = between_axes(beam, gap, pair, threshold_shift)
            gain[name][index] = widening(beam, gap, zones[name].radius_by_depth, pair, threshold_shift)
    return Clusters(gaps, depth, bridge, gain)


def cluster_coverage_gain(pattern: Pattern, gap: np.ndarray, gain: np.ndarray, radius: float) -> float:
    """Return the share of the area that pairs of beams add at most to the coverage of a random pattern.

    `gap` (mm, rising) and `gain` are those of `Clusters`, `radius` (mm) is that of a lone zone at its widest. The
    pairs of one pass with gaps from d to d + dd number n^2/2 2 pi d dd per area, n the density per pass; each adds
    gain times the area of its two discs. Between gaps the gain is interpolated, below the first it is the first's,
    beyond the last nothing. Pairs are taken as placed at random, so their chance to reach a point is 1 - exp(-sum),
    and what they add counts only where no lone zone lies: times exp(-N A). The pairs within a trio overlap, which is
    left out: where n pi d^2 is 0.3 at the gaps that matter, the sum comes out about a sixth too high. Lattices keep
    neighbours at their pitch, and full-field passes have none: 0.

    Example
    -------
    >>> gap, gain = np.array([0.1, 0.2, 0.4]), np.array([0.4, 0.1, 0.0])
    >>> round(cluster_coverage_gain(Pattern("random", 1.25, 8), gap, gain, 0.1), 3)
    0.013
    """
    if pattern.placement != "random" or gap.size == 0 or radius == 0.0:
        return 0.0
    d = np.linspace(0.0, gap[-1], GAP_STEPS)
    added = np.interp(d, gap, gain) * union_of_two(d, radius)
    pairs = 0.5 * pattern.density_per_pass**2 * 2.0 * np.pi * d
    reached = 1.0 - np.exp(-pattern.passes * np.trapezoid(pairs * added, d))
    return float(reached * pattern.untreated(radius))


def union_of_two(gap: np.ndarray, radius: float) -> np.ndarray:
    """Return the area of two discs of `radius`, their overlap counted once, `gap` between their centres."""
    half = np.clip(0.5 * gap / radius, 0.0, 1.0)
    return 2.0 * radius**2 * (np.pi - np.arccos(half) + half * np.sqrt(1.0 - half**2))


def between_axes(
    beam: LoneBeam, gap: float, pair: Mapping[str, Any], threshold_shift: float = 0.0
) -> tuple[float, float]:
    """Return how deep the pair's zone goes, and how deep it goes midway between the axes, um.

    Outside the axes both beams fade, so the deepest place lies in between: columns from midway to one axis, closest
    there.
    """
    x = 0.5 * gap * np.sin(np.linspace(0.0, 0.5 * np.pi, COLUMNS))
    plane = beam.paired(0.5 * gap - x, x + 0.5 * gap)
    excess = log_damage(damage(beam.time, plane, pair, threshold_shift))

    def deepest(columns: np.ndarray) -> float:
        return measure(columns, beam.depth_edge, np.arange(columns.shape[1] + 1.0)).depth

    return deepest(excess), deepest(excess[:, :1])


def widening(
    beam: LoneBeam, gap: float, lone: np.ndarray, pair: Mapping[str, Any], threshold_shift: float = 0.0
) -> float:
    """Return by what share the pair's area exceeds that of two lone zones, where these are widest.

    `lone` is the radius of a lone zone by depth row, mm; where it is 0 throughout there is no gain. Rays from one axis
    fill its half of the plane, up to the line midway between the axes. The other beam only adds heat: no ray is
    shorter than in a lone zone.
    """
    lone = lone[-beam.rows_of_skin :]
    row = min(int(np.argmax(lone)), beam.depth_edge.size - 2)
    if lone[row] == 0.0:
        return 0.0
    cosine = np.cos(np.pi * (np.arange(RAYS) + 0.5) / RAYS)
    midway = np.where(cosine < 0.0, 0.5 * gap / np.abs(cosine), np.inf)
    full = np.minimum(beam.reach, midway)[:, None]
    edge = np.linspace(0.0, 1.0, int(np.ceil(beam.reach / beam.cell)) + 1)
    near = full * 0.5 * (edge[1:] + edge[:-1])
    far = np.sqrt(near**2 + 2.0 * gap * near * cosine[:, None] + gap**2)
    plane = beam.paired(near.ravel(), far.ravel(), slice(row, row + 1)).reshape(-1, *near.shape)
    excess = log_damage(damage(beam.time, plane, pair, threshold_shift))
    ray = full[:, 0] * measure(excess, np.arange(RAYS + 1.0), edge).radius_by_depth
    alone = np.minimum(lone[row], full[:, 0])
    return float((np.maximum(ray, alone) ** 2).sum() / (alone**2).sum() - 1.0)


def single_out(history: History, pairs: Mapping[str, Mapping[str, Any]], threshold_shift: float) -> LoneBeam:
    """Return the part of a history that decides what a pair of beams does.

    The outermost ring stands for skin without a beam, so that cooling at the surface is not counted twice.
    """
    mesh = history.mesh
    surface = int(np.searchsorted(mesh.depth, 0.0))  # a film on the skin lies above 0
    temperature = history.temperature[:, surface:]
    rest = temperature[:, :, -1:]
    doubled = 2.0 * (temperature - rest).max(axis=0) + rest.max(axis=0)
    fastest = sum(rate(pair, doubled - threshold_shift) for pair in pairs.values())
    able = fastest * (history.time[-1] - history.time[0]) > LEAST_DAMAGE
    rows, rings = _through_last(able.any(axis=1)), _through_last(able.any(axis=0))
    rise = np.maximum(temperature[:, :rows] - rest[:, :rows], 0.0)
    kept = _telling_times(rise)
    return LoneBeam(
        time=history.time[kept],
        depth_edge=mesh.depth_edge[surface : surface + rows + 1],
        radius=mesh.radius,
        rest=rest[kept, :rows],
        rise=rise[kept],
        reach=float(mesh.ring_edge[rings]),
        cell=float(mesh.ring_edge[1]),
        rows_of_skin=temperature.shape[1],
    )


def _through_last(able: np.ndarray) -> int:
    """Return how many rows to keep so that the last able one has two more behind it, where there are any."""
    return min(able.size, int(np.flatnonzero(able)[-1]) + 3 if able.any() else 2)


def _telling_times(rise: np.ndarray) -> np.ndarray:
    """Return the times to keep so that no cell changes by more than `KELVIN_PER_STEP` in between, or one step."""
    kept = [0]
    for n in range(1, rise.shape[0] - 1):
        if np.abs(rise[n + 1] - rise[kept[-1]]).max() > KELVIN_PER_STEP:
            kept.append(n)
    return np.array([*kept, rise.shape[0] - 1])
