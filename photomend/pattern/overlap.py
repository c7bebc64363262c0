"""Overlap: the shares of the skin that lie in no zone, in one, in two and so on.

Beams placed at random are a Poisson process: a point lies in exactly k zones with chance m^k exp(-m) / k!, where
m = N A (N the density, A the area of one zone). On a lattice a point of one pass lies in at least k zones where
its k-th nearest beam is within a radius; passes fall independently of each other.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

SIDES = {"square": 4, "hexagonal": 6}
ANGLES = 2000


def poisson_shares(mean: float, up_to: int) -> np.ndarray:
    """Return the shares of the area in exactly 0, 1, .., `up_to` - 1 zones and in `up_to` or more, zones at random.

    `mean` is density times zone area.

    Example
    -------
    >>> poisson_shares(0.25, 2).round(3).tolist()
    [0.779, 0.195, 0.026]
    """
    exactly = np.exp(-mean) * np.cumprod(np.concatenate([[1.0], mean / np.arange(1.0, up_to)]))
    return with_the_rest(exactly)


def lattice_shares(placement: str, reach: float, up_to: int) -> np.ndarray:
    """Return the shares of the area in exactly 0, 1, .., `up_to` - 1 discs and in `up_to` or more, for one lattice.

    `reach` is the disc's radius times the square root of the density: the radius where the cell's area is 1. The
    points whose k-th nearest site is a given one fill the k-th zone around it (Brillouin's, of the lattice), which
    has the area of a cell: the share in k discs or more is the area of that zone within one disc. Along a ray from
    the site, the zones end where the ray crosses the bisectors with other sites, so each area is an integral over
    angle alone; evenly spread angles give it within 1e-6 as long as a dozen discs at most lie over each other. The
    mean number of discs is exact.

    Example
    -------
    >>> lattice_shares("square", 0.5, 2).round(4).tolist()  # discs that just touch
    [0.2146, 0.7854, 0.0]
    """
    ends = np.minimum(bisectors(placement, _pitches(reach), up_to), reach)
    at_least = np.pi * np.diff((ends**2).mean(axis=1), prepend=0.0)
    return with_the_rest(-np.diff(at_least, prepend=1.0))


def repeat_passes(one_pass: np.ndarray, passes: int) -> np.ndarray:
    """Return the shares of area by number of zones after `passes` independent passes, from those of one pass."""
    exactly, total = one_pass[:-1], np.eye(1, one_pass.size - 1)[0]
    for _ in range(passes):
        total = np.convolve(total, exactly)[: exactly.size]
    return with_the_rest(total)


def with_the_rest(exactly: np.ndarray) -> np.ndarray:
    """Return shares by number of zones with the share of all higher numbers appended; they sum to 1."""
    positive = np.where(exactly > 0.0, exactly, 0.0)  # rounding can leave a difference of equals below zero
    return np.append(positive, max(0.0, 1.0 - positive.sum()))


@lru_cache(maxsize=32)
def bisectors(placement: str, pitches: int, count: int) -> np.ndarray:
    """Return how far along a ray from a site its `count` nearest bisectors lie: (bisector, angle).

    The lattice has cells of area 1 and is built of the sites within `pitches` pitches; angles fill one mirror
    sector. Infinite where a ray meets fewer.
    """
    row = 1.0 if placement == "square" else np.sqrt(0.75)
    shear, pitch = (0.0 if placement == "square" else 0.5), np.sqrt(1.0 / row)
    i, j = np.meshgrid(np.arange(-2 * pitches, 2 * pitches + 1), np.arange(-2 * pitches, 2 * pitches + 1))
    x, y = pitch * (i + shear * j).ravel(), pitch * row * j.ravel()
    others = np.hypot(x, y) > 0.5 * pitch
    angle = np.pi / SIDES[placement] * (np.arange(ANGLES) + 0.5) / ANGLES
    towards = np.outer(x[others], np.cos(angle)) + np.outer(y[others], np.sin(angle))
    half = 0.5 * (x[others] ** 2 + y[others] ** 2)[:, None]
    crossing = np.divide(half, towards, out=np.full_like(towards, np.inf), where=towards > 1e-12)
    nearest = np.sort(crossing, axis=0)[:count]
    return np.pad(nearest, ((0, count - nearest.shape[0]), (0, 0)), constant_values=np.inf)


def _pitches(reach: float) -> int:
    """Return how many pitches of lattice hold every site within two reaches, with a few to spare."""
    return int(np.ceil(2.0 * reach)) + 2
