"""Intervals: how far every figure moves when the uncertain inputs move within their ranges.

One input at a time goes to each end of its range, all else held; the moves combine as the root of the sum of
squares, upward and downward apart, with 1.96 standard errors of the photon statistics. Interactions between
inputs are left out. The moves are computed on a coarser grid with the same random numbers and added to the
fine figures.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from photomend import backend
from photomend.catalog import BREAKDOWN_OWN, Variation, look_up
from photomend.device import film_of
from photomend.figures import figures_of
from photomend.injury import injure
from photomend.result import Span
from photomend.skin import lay_out
from photomend.stages import CLOSED_FORM, Figures, Followed, Stages
from photomend.treatment import Request


class Mechanism(NamedTuple):
    """One way to injure skin: how a treatment is followed, its warnings, and the uncertain inputs that move it."""

    follow: Callable[..., Followed]
    cautions: Callable[[Request, Any, Mapping[str, Span]], list[str | None]]
    inputs: tuple[str, ...]


COARSER = 3.4
FEWER_PHOTONS = 50
JACKKNIFE_GROUPS = 8

NORMAL_95 = 1.96
DAMAGE_THRESHOLD = "damage_threshold"


def find_spans(request: Request, mechanism: Mechanism, progress: Callable[[float], None]) -> dict[str, Span]:
    """Return how far every figure may lie from its value: uncertain inputs, damage thresholds, photon noise.

    `progress` is called with the share done.
    """
    coarse, follow = coarsened(request), mechanism.follow
    middle = follow(coarse, Variation())
    done = [0]

    def one_more() -> None:
        done[0] += 1
        progress(min(1.0, done[0] / (2 * len(mechanism.inputs) + JACKKNIFE_GROUPS)))

    pairs = list(moves(coarse, mechanism, middle, one_more).values())
    errors = {} if middle.engine == CLOSED_FORM else _photon_noise(coarse, follow, one_more)
    fewer = (coarse.numerics.photons / request.numerics.photons) ** 0.5
    return combine(figures_of(middle), pairs, {name: fewer * error for name, error in errors.items()})


def moves(
    request: Request, mechanism: Mechanism, middle: Followed, done: Callable[[], None] = lambda: None
) -> dict[str, tuple[Figures, Figures]]:
    """Return the figures at the low and at the high end of every uncertain input, by its name.

    `middle` is what following `request` itself gave; inputs without a range leave it as it is.
    """

    def at(variation: Variation) -> Figures:
        return figures_of(mechanism.follow(request, variation)) if matters(request, variation) else same

    same = figures_of(middle)
    found = backend.spread(at, ends(mechanism.inputs), done)
    pairs = dict(zip(mechanism.inputs, zip(found[0::2], found[1::2], strict=True), strict=True))
    if isinstance(middle, Stages):
        pairs[DAMAGE_THRESHOLD] = _threshold_ends(request, middle)
    return pairs


def ends(inputs: Sequence[str]) -> list[Variation]:
    """Return every uncertain input at the low and at the high end of its range, one at a time."""
    return [Variation(**{name: end}) for name in inputs for end in (-1.0, 1.0)]


def combine(middle: Figures, pairs: Sequence[tuple[Figures, Figures]], errors: Figures) -> dict[str, Span]:
    """Return the span of every figure from the figures at the two ends of each input, and the standard errors."""
    return {
        name: _span(value, [(low[name], high[name]) for low, high in pairs], errors.get(name, 0.0))
        for name, value in middle.items()
    }


def jackknife(left_out: Sequence[Figures]) -> Figures:
    """Return the standard error of every figure from its values with one group of batches left out at a time."""
    count = len(left_out)
    result = {}
    for name in left_out[0]:
        values = [figures[name] for figures in left_out]
        mean = sum(values) / count
        result[name] = math.sqrt((count - 1) / count * sum((value - mean) ** 2 for value in values))
    return result


def _span(value: float, pairs: Sequence[tuple[float, float]], error: float) -> Span:
    moves = [(low - value, high - value) for low, high in pairs]
    noise = NORMAL_95 * error
    down = math.hypot(noise, *(min(0.0, *move) for move in moves))
    up = math.hypot(noise, *(max(0.0, *move) for move in moves))
    return Span(down, up, error)


def coarsened(request: Request) -> Request:
    """Return the request on the coarser grid and with the fewer photons that moves are computed with."""
    numerics = request.numerics
    photons = max(3200, numerics.photons // FEWER_PHOTONS)
    return request.with_(
        numerics=numerics.with_(cell_um=min(50.0, COARSER * numerics.cell_um), photons=min(photons, numerics.photons))
    )


def matters(request: Request, variation: Variation) -> bool:
    """Return whether an input has a range at all in this treatment."""
    exposure, skin = request.treatment.exposure, request.treatment.skin
    if exposure.mechanism == "ablation" or any(getattr(variation, name) for name in BREAKDOWN_OWN):
        return True
    cooled = request.treatment.cooling is not None and variation.cooling != 0.0
    if variation.hot_absorption or variation.hot_scattering:
        return request.physics.optics == "coupled"
    film = film_of(request.treatment.surface, request.treatment.cooling)
    same_skin = lay_out(skin, exposure.wavelength_nm, variation, film) == lay_out(
        skin, exposure.wavelength_nm, film=film
    )
    return cooled or not (same_skin and exposure.varied(variation) == exposure)


def _threshold_ends(request: Request, middle: Stages) -> tuple[Figures, Figures]:
    """Return the figures with both damage thresholds at the low and at the high end of their range."""
    shift = look_up("rates", "shift")
    low, high = (
        figures_of(replace(middle, injury=injure(middle.layers, middle.heat, request.physics, kelvin)))
        for kelvin in (shift.low, shift.high)
    )
    return low, high


def _photon_noise(request: Request, follow: Callable[..., Followed], done: Callable[[], None]) -> Figures:
    """Return the standard error of every figure from photon statistics, by a jackknife over groups of batches."""

    def without(group: int) -> Figures:
        return figures_of(follow(request, Variation(), sifted=lambda light: light.without(group, JACKKNIFE_GROUPS)))

    return jackknife(backend.spread(without, range(JACKKNIFE_GROUPS), done))
