"""Calibration: every number that was fitted, fitted again; `python -m photomend.validation.calibrate` prints them.

Each was fitted once, to the rows named, inside its published range, and belongs to no row alone. Scattering of dermis
and absorption beside water are fitted to the reflectance of living skin by ``examples/07_reflectance_of_skin.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from photomend.ablative import line_of, target_of
from photomend.broken import Broken
from photomend.catalog import Sourced, Variation, look_up
from photomend.injury.ablation import threshold
from photomend.simulate import MECHANISMS
from photomend.validation.rows import Row, published

VACUOLES = ("kim20-mla-dark", "kim21-mla-dark")
ER_THRESHOLD_J_PER_CM2, ER_PULSE_S, ER_NM = 1.0, 250e-6, 2940.0  # recalled, 0.6 to 1.6 J/cm2
FIRST_PASS_UM, PLATEAU_UM = 30.0, 100.0  # CO2 resurfacing [AblativeChapter]
J_PER_MM2 = 0.01  # from per square centimetre
UM = 1e3


class Fitted(NamedTuple):
    """A fitted number: where it stands in the catalogue, what it was fitted to, and its value fitted anew."""

    where: tuple[str, ...]
    rows: str
    anew: Callable[[], float]

    @property
    def shipped(self) -> Sourced:
        """Return the number that ships."""
        return look_up(*self.where)


def vacuole_growth() -> float:
    """Return k (mm^3/J) that makes the mean vacuole of dark skin, in logarithms, of the energy above the threshold.

    k = pi d^3 / (6 E), without the limit that the epidermis sets.
    """
    rows = [row for row in published() if row.id in VACUOLES]
    diameter = math.exp(sum(math.log(row.measured.value / UM) for row in rows) / len(rows))
    excess = math.exp(sum(math.log(_excess(row)) for row in rows) / len(rows))
    return math.pi * diameter**3 / (6.0 * excess)


def _excess(row: Row) -> float:
    (request,) = row.requests()
    broken = MECHANISMS["breakdown"].follow(request, Variation())
    if not isinstance(broken, Broken):
        raise TypeError(f"{row.id} does not break down")
    return broken.excess_J


def conduction_factor() -> float:
    """Return C that makes the threshold of Er:YAG pulses."""
    request, *_ = next(row for row in published() if row.id == "kaufmann-er-slope").requests()
    target = target_of(request.treatment.skin, line_of(ER_NM), ER_NM)
    without, one = (threshold(target, ER_PULSE_S, C) for C in (0.0, 1.0))
    return (J_PER_MM2 * ER_THRESHOLD_J_PER_CM2 - without) / (one - without)


def dry_pass_ratio() -> float:
    """Return what a CO2 pass removes of the one before: first / (1 - ratio) is where passes level off."""
    return 1.0 - FIRST_PASS_UM / PLATEAU_UM


FITTED = (
    Fitted(("breakdown", "vacuole", "growth_mm3_per_J"), "kim20-mla-dark, kim21-mla-dark", vacuole_growth),
    Fitted(("ablation", "removal", "conduction_factor"), "threshold of Er:YAG pulses, recalled", conduction_factor),
    Fitted(("ablation", "lines", "co2", "dry_pass_ratio"), "co2-plateau", dry_pass_ratio),
)


def main() -> None:
    """Print every fitted number as it ships and as it is fitted anew."""
    print(f"{'number':44s} {'ships':>8s} {'range':>14s} {'fitted anew':>12s}   fitted to")
    for one in FITTED:
        ships = one.shipped
        spread = f"{ships.low:g} to {ships.high:g}"
        print(f"{'.'.join(one.where):44s} {ships.value:8.3g} {spread:>14s} {one.anew():12.3g}   {one.rows}")


if __name__ == "__main__":
    main()
