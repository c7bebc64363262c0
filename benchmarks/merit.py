"""The figure of merit of methods on P2: 1 / (squared relative error x seconds of one processor).

It stays as it is when more photons are traced. Errors are those of independent batches, whatever a method does within
one, so that smooth answers are not taken for exact ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
from methods import (
    BEAM,
    PENCIL_EDGE,
    REGIONS,
    RING_EDGE,
    about_the_axis,
    cells_in,
    convolved,
    package,
    rings,
    voxels,
)

from photomend.light.transport import ring_shares

PHOTONS, BATCHES, REPEATS = 50_000, 16, 3
MANY = 200_000  # photons of a default run
TOO_FAR, TOO_FAR_SHARE = 4.0, 0.005  # standard errors, and share beyond them, by which totals may differ

VOXELS, AVERAGED = "a   cubes of 10 um, each by itself", "a'  the same, averaged about the axis"
MCML, PACKAGE = "c   pencil + convolution, as MCML and CONV", "d   package, pencil_response + convolve"
LONGER = f"d'  the same, {MANY} photons a batch"
METHODS = {
    VOXELS: (voxels, PHOTONS),
    "b   true beam, rings": (rings, PHOTONS),
    MCML: (convolved, PHOTONS),
    PACKAGE: (package, PHOTONS),
    LONGER: (package, MANY),
}
GAINS = {"d / c": (MCML, "10x"), "d / a": (VOXELS, "500x"), "d / a'": (AVERAGED, "-")}


@dataclass(frozen=True)
class Found:
    """What a method found in a region: seconds of each batch, cells by batch, and the region's total by batch."""

    seconds: np.ndarray
    cells: np.ndarray
    totals: np.ndarray

    @property
    def merit_of_cells(self) -> float:
        """Return the figure of merit of its cells, their squared relative errors averaged."""
        error = self.cells.var(axis=0, ddof=1) / self.cells.mean(axis=0) ** 2
        return 1.0 / float(error.mean() * np.median(self.seconds))

    @property
    def merit_of_total(self) -> float:
        """Return the figure of merit of its total."""
        return 1.0 / float(self.totals.var(ddof=1) / self.totals.mean() ** 2 * np.median(self.seconds))


Set = dict[str, dict[str, Found]]  # by method and region


def rows() -> None:
    """Print the figures of merit of all methods, the package's gain, and the totals that all must agree on."""
    print(
        f"P2, energy the beam leaves: {PHOTONS} photons a batch, {BATCHES} batches, {REPEATS} times with other photons;"
    )
    print("median (lowest-highest). Regions in um:", end=" ")
    print("; ".join(f"{name} z {a}-{b}, r {c}-{d}" for name, (a, b, c, d) in REGIONS.items()))
    measure(0, 1)  # compiles, and builds what is kept
    sets = [measure(1 + BATCHES * number) for number in range(REPEATS)]
    merits("cell", sets, lambda found: found.merit_of_cells)
    merits("region's total", sets, lambda found: found.merit_of_total)
    totals(sets)
    started = process_time()
    ring_shares(PENCIL_EDGE, BEAM, RING_EDGE)
    took = process_time() - started
    print(f"not counted: what a beam moves from ring to ring, found once for a spot, {1e3 * took:.0f} ms\n")


def measure(first: int, batches: int = BATCHES) -> Set:
    """Return what every method finds with the seeds from `first` on, batch by batch in turn."""
    kept: dict[str, list[dict[str, tuple[float, np.ndarray, float]]]] = defaultdict(list)
    for seed in range(first, first + batches):
        for name, (method, photons) in METHODS.items():
            started = process_time()
            tally = method(photons, seed)
            seconds = process_time() - started
            if tally.ndim == 2:
                kept[name].append(in_regions(seconds, tally, tally))
                continue
            started = process_time()
            field = about_the_axis(tally)
            averaging = process_time() - started
            kept[name].append(in_regions(seconds, tally, field))
            kept[AVERAGED].append(in_regions(seconds + averaging, field, field))
    return {
        name: {
            region: Found(*map(np.array, zip(*(batch[region] for batch in found), strict=True))) for region in REGIONS
        }
        for name, found in kept.items()
    }


def in_regions(seconds: float, tally: np.ndarray, field: np.ndarray) -> dict[str, tuple[float, np.ndarray, float]]:
    """Return, by region, the seconds, the cells of a tally and the total of a field about the axis."""
    return {name: (seconds, cells_in(name, tally), float(cells_in(name, field).sum())) for name in REGIONS}


def merits(what: str, sets: Sequence[Set], merit: Callable[[Found], float]) -> None:
    """Print the figure of merit of every method, and how many times the package's is that of others."""
    print(f"\n{f'1 / (squared relative error of a {what} x s)':44s} {'s':>6s}", *(f"{name:>28s}" for name in REGIONS))
    for name, regions in sets[0].items():
        seconds = np.median([found.seconds for each in sets for found in each[name].values()])
        values = ([merit(each[name][region]) for each in sets] for region in regions)
        print(f"{name:44s} {seconds:6.3f}", *(f"{spread(value):>28s}" for value in values))
    for name, (other, target) in GAINS.items():
        ratios = ([merit(each[PACKAGE][region]) / merit(each[other][region]) for each in sets] for region in REGIONS)
        aim = f"{name}, target {target}" if what == "cell" and target != "-" else name
        print(f"{aim:51s}", *(f"{spread(ratio) + ' x':>28s}" for ratio in ratios))


def totals(sets: Sequence[Set]) -> None:
    """Print the share of the light in each region, with errors; mark methods that do not find what the package does."""
    print(f"\n{'share of the light in a region':51s}", *(f"{name:>28s}" for name in REGIONS))
    best = {region: share(sets, LONGER, region) for region in REGIONS}
    for name in sets[0]:
        found = {region: share(sets, name, region) for region in REGIONS}
        wrong = any(disagree(found[region], best[region]) for region in REGIONS)
        cells = (f"{value:.6f} +- {error:.6f}" for value, error in found.values())
        print(f"{name:51s}", *(f"{cell:>28s}" for cell in cells), " WRONG: no figure of merit" if wrong else "")


def disagree(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether two estimates, each with its standard error, cannot be of the same share."""
    return abs(one[0] - other[0]) > TOO_FAR * float(np.hypot(one[1], other[1])) + TOO_FAR_SHARE * other[0]


def share(sets: Sequence[Set], method: str, region: str) -> tuple[float, float]:
    """Return a region's total over all batches of all sets, and its standard error."""
    all_of_them = np.concatenate([each[method][region].totals for each in sets])
    return float(all_of_them.mean()), float(all_of_them.std(ddof=1) / np.sqrt(all_of_them.size))


def spread(values: Sequence[float]) -> str:
    """Return the median of values, with the lowest and highest."""
    return f"{three(float(np.median(values)))} ({three(min(values))}-{three(max(values))})"


def three(value: float) -> str:
    """Return a value to three digits."""
    return f"{float(f'{value:.3g}'):,.10g}"
