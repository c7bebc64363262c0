"""Measured beam profiles: relative irradiance by radius, the mean over all azimuths, read and checked.

Irradiance is linear between the rows and nothing beyond the last. The width of a profile is that of its second
moment, D = 2 sqrt(2 <r^2>): the 1/e2 diameter of a Gaussian, the edge of a top hat [ISO11146].
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from os import PathLike
from pathlib import Path

import numpy as np

from photomend.description import BadInput

COLUMNS = ("radius_um", "irradiance")
FEWEST_ROWS, MOST_ROWS = 2, 500
NARROWEST_UM, WIDEST_UM = 10.0, 20000.0  # of a spot, here and in `Handpiece`
HOLLOW = 0.5  # irradiance on the axis, of the highest, below which a beam counts as dark in its middle

Profile = tuple[tuple[float, float], ...]


def read_profile(path: str | PathLike[str]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return radii (um) and irradiances of a CSV file with the header ``radius_um,irradiance``.

    Blank lines and lines that begin with # are skipped. Raises `BadInput` with file and row, counted as the file's
    lines are, where the rows make no profile.
    """
    name = f"handpiece.beam_profile_csv = {path}"
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not text"
        raise BadInput(f"{name} cannot be read: {reason}; name a readable CSV file") from None
    lines = [
        (number, [cell.strip() for cell in next(csv.reader([line]))])
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines or lines[0][1] != [*COLUMNS]:
        number, first = (lines[0][0], ",".join(lines[0][1])) if lines else (1, "")
        raise BadInput(f'{name}, row {number}: "{first[:40]}" is not the header; write radius_um,irradiance there')
    found = [_numbers(name, number, cells) for number, cells in lines[1:]]
    refuse_bad_rows(name, found, [number for number, _ in lines[1:]])
    return tuple(radius for radius, _ in found), tuple(irradiance for _, irradiance in found)


def refuse_bad_rows(name: str, rows: Sequence[tuple[float, float]], numbers: Iterable[int]) -> None:
    """Raise `BadInput`, with what `name` says and the row's number, for rows that make no profile."""
    if not FEWEST_ROWS <= len(rows) <= MOST_ROWS:
        remedy = "add rows" if len(rows) < FEWEST_ROWS else "average neighbouring rows"
        raise BadInput(f"{name}: the number of rows = {len(rows)} is not within {FEWEST_ROWS} to {MOST_ROWS}; {remedy}")
    before = None
    for (radius, irradiance), number in zip(rows, numbers, strict=True):
        fault = _fault(radius, irradiance, before)
        if fault:
            raise BadInput(f"{name}, row {number}: {fault}")
        before = radius
    if not any(irradiance > 0.0 for _, irradiance in rows):
        raise BadInput(
            f"{name}: irradiance = 0 in all {len(rows)} rows, and one must be above 0; give what was measured"
        )
    width = second_moment_diameter(shaped(rows))
    if not NARROWEST_UM <= width <= WIDEST_UM:
        raise BadInput(
            f"{name}: the profile is {width:.4g} um wide by its second moment, not within {NARROWEST_UM:g} to "
            f"{WIDEST_UM:g}; check that radius_um is in um"
        )


def shaped(rows: Iterable[tuple[float, float]]) -> Profile:
    """Return the profile of rows relative to its peak and without the darkness behind its light.

    So that profiles that mean the same are the same.

    Example
    -------
    >>> shaped([(0.0, 8.0), (50.0, 4.0), (60.0, 0.0), (70.0, 0.0)])
    ((0.0, 1.0), (50.0, 0.5), (60.0, 0.0))
    """
    given = list(rows)
    peak = max(irradiance for _, irradiance in given)
    kept = [(float(radius), irradiance / peak) for radius, irradiance in given]
    while len(kept) > FEWEST_ROWS and kept[-1][1] == kept[-2][1] == 0.0:
        kept.pop()
    return tuple(kept)


def second_moment_diameter(profile: Profile) -> float:
    """Return D = 2 sqrt(2 <r^2>) in the unit of the radii, <r^2> the mean weighted with the energy [ISO11146].

    Example
    -------
    >>> round(second_moment_diameter(((0.0, 1.0), (70.0, 1.0))), 6)
    140.0
    """
    r, irradiance = np.array(profile).T
    node, weight = np.polynomial.legendre.leggauss(3)  # exact: r^3 times a straight line is of degree 4
    share = 0.5 * (1.0 + node)
    at = r[:-1, None] + share * np.diff(r)[:, None]
    energy = weight * at * np.diff(r)[:, None] * (irradiance[:-1, None] + share * np.diff(irradiance)[:, None])
    return 2.0 * math.sqrt(2.0 * float((energy * at**2).sum() / energy.sum()))


def hollow(profile: Profile) -> bool:
    """Return whether a profile is dark in its middle."""
    return profile[0][1] < HOLLOW * max(irradiance for _, irradiance in profile)


def _numbers(name: str, number: int, cells: Sequence[str]) -> tuple[float, float]:
    """Return the two numbers of a row."""
    if len(cells) != len(COLUMNS):
        found = ",".join(cells)[:40]
        raise BadInput(f'{name}, row {number}: "{found}" has {len(cells)} values, not 2; write radius_um,irradiance')
    values = []
    for column, cell in zip(COLUMNS, cells, strict=True):
        try:
            values.append(float(cell))
        except ValueError:
            raise BadInput(
                f'{name}, row {number}: {column} = "{cell[:40]}" is not a number; write it with a decimal point'
            ) from None
    return values[0], values[1]


def _fault(radius: float, irradiance: float, before: float | None) -> str | None:
    """Return what is wrong with a row whose predecessor has the radius `before`, and the remedy."""
    for column, value in zip(COLUMNS, (radius, irradiance), strict=True):
        if not math.isfinite(value):
            return f"{column} = {value:g} is not a finite number; give a finite number"
    if before is None and radius != 0.0:
        return f"radius_um = {radius:g} is not 0, where a profile begins; begin on the axis"
    if before is not None and radius <= before:
        return f"radius_um = {radius:g} is not above {before:g}, the row before; sort the rows outward"
    if radius > WIDEST_UM:
        return f"radius_um = {radius:g} is above the limit {WIDEST_UM:g}; check that it is in um"
    if irradiance < 0.0:
        return f"irradiance = {irradiance:g} is below the limit 0; subtract the camera's background or give 0"
    return None
