"""Where single microbeams land in a square of skin: one draw of the pattern, pass by pass, for pictures of it.

Random placement is a Poisson pattern. A lattice keeps its pitch within a pass; each pass lies shifted and turned at
random against the ones before, as a tip that is set down anew.
"""

from __future__ import annotations

import numpy as np

from photomend.pattern.coverage import Pattern


def draw_positions(pattern: Pattern, side: float, seed: int = 1) -> np.ndarray:
    """Return x, y (mm, from the middle of a square of `side` mm) and the pass, from 0, of each microbeam.

    Microbeams on the square's edge are counted in; a full field has one, in the middle, for each pass.

    Example
    -------
    >>> drawn = draw_positions(Pattern("random", 1.25, 8), 3.0)
    >>> drawn.shape[1], 60 < len(drawn) < 120
    (3, True)
    """
    chance = np.random.default_rng(seed)
    passes = [_one_pass(pattern, side, chance) for _ in range(pattern.passes)]
    return np.vstack([np.column_stack([xy, np.full(len(xy), number)]) for number, xy in enumerate(passes)])


def _one_pass(pattern: Pattern, side: float, chance: np.random.Generator) -> np.ndarray:
    if pattern.placement == "full-field":
        return np.zeros((1, 2))
    if pattern.placement == "random":
        return chance.uniform(-0.5 * side, 0.5 * side, (chance.poisson(pattern.density_per_pass * side**2), 2))
    return _lattice(pattern, side, chance)


def _lattice(pattern: Pattern, side: float, chance: np.random.Generator) -> np.ndarray:
    """Return the points of a lattice, shifted by a part of a cell and turned, that lie in the square."""
    first, second = (1.0, 0.0), ((0.0, 1.0) if pattern.placement == "square" else (0.5, np.sqrt(0.75)))
    steps = np.arange(-1, 2) if side < pattern.pitch else np.arange(-_reach(side, pattern), _reach(side, pattern) + 1)
    across, along = (part.ravel() for part in np.meshgrid(steps, steps))
    shift = chance.uniform(0.0, 1.0, 2)
    points = pattern.pitch * (
        np.outer(across + shift[0], np.asarray(first)) + np.outer(along + shift[1], np.asarray(second))
    )
    angle = chance.uniform(0.0, 2.0 * np.pi)
    turned = points @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return np.asarray(turned[np.all(np.abs(turned) <= 0.5 * side, axis=1)])


def _reach(side: float, pattern: Pattern) -> int:
    """Return how many steps of the lattice reach past the square's corners, however it is turned."""
    return int(np.ceil(1.5 * side / pattern.pitch)) + 1
