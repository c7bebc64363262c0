"""Simulate one treatment: from the dial to the wound.

    Treatment -> light -> heat -> injury -> pattern

`follow` is the whole chain, one call per stage. `simulate` follows it once finely, then coarsely with every
uncertain input at both ends of its range, and gathers figures, intervals and warnings.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from photomend import backend
from photomend.catalog import Variation, look_up
from photomend.device import contact_of, outside_tested
from photomend.figures import Stages, figures_of, summarise
from photomend.heat import depth_edges, heat_up
from photomend.injury import injure, rate
from photomend.intervals import Figures, Span, combine, evaluate, jackknife
from photomend.light import illuminate
from photomend.pattern import Pattern
from photomend.result import Simulation
from photomend.skin import lay_out
from photomend.skin.optics import contact_index
from photomend.treatment import Numerics, Physics, Request, Treatment, damage_pairs

Progress = Callable[[float], None]

COARSER = 2.5
FEWER_PHOTONS = 30
JACKKNIFE_GROUPS = 8
BURN_RISK_C = 45.0
UNSETTLED_PER_S = 0.1  # necrosis still gaining a tenth of its threshold a second
DRIED = 0.5
CELLS_PER_ZONE = 6.0
NOISY = 0.05


def simulate(
    treatment: Treatment,
    physics: Physics | None = None,
    numerics: Numerics | None = None,
    progress: Progress = lambda _: None,
) -> Simulation:
    """Simulate one treatment and return its figures, their intervals and a dataset per stage.

    `progress` is called with the share of the work done, 0 to 1. Raises `BadInput` for a treatment that cannot
    be simulated. Valid for coagulating microbeams from 1200 to 2000 nm with properties fixed during the pulse.

    Example
    -------
    >>> import photomend as pm
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "fraxel-restore"}))
    >>> run.endpoint
    'coagulation'
    """
    started = time.perf_counter()
    request = Request(treatment=treatment, physics=physics or Physics(), numerics=numerics or Numerics())
    nominal = follow(request, Variation(), lambda share: progress(0.4 * share))
    spans = find_spans(request, lambda share: progress(0.4 + 0.6 * share)) if request.numerics.intervals else {}
    warnings = find_warnings(request, nominal, spans)
    return summarise(request, nominal, spans, warnings, time.perf_counter() - started)


def follow(request: Request, variation: Variation, progress: Progress = lambda _: None) -> Stages:
    """Follow one treatment from the laser to the pattern of wounds, one call per stage."""
    treatment, numerics = request.treatment, request.numerics
    exposure, cooling = treatment.exposure.varied(variation), treatment.cooling
    cooling = cooling.varied(variation.cooling) if cooling else None
    rest_C, cell = treatment.skin.temperature_C, 1e-3 * numerics.cell_um

    layers = lay_out(treatment.skin, exposure.wavelength_nm, variation)
    depths = depth_edges(layers, cell, layers[-1].bottom)
    above = contact_index(contact_of(treatment.surface, cooling))
    varied = variation != Variation()
    light = illuminate(
        layers, above, depths, numerics.photons, numerics.seed, varied, lambda share: progress(0.8 * share)
    )
    heat = heat_up(
        layers, light, exposure, cooling, rest_C, cell, numerics.settle_s, lambda share: progress(0.8 + 0.2 * share)
    )
    injury = injure(layers, heat, request.physics)
    pattern = Pattern(exposure.placement, 0.01 * exposure.density_per_pass_per_cm2, exposure.passes)
    return Stages(layers, exposure, light, heat, injury, pattern)


def find_spans(request: Request, progress: Progress) -> dict[str, Span]:
    """Return how far every figure may lie from its value: uncertain inputs, damage thresholds, photon noise."""
    coarse = _coarse(request)
    middle = follow(coarse, Variation())
    done = [0]

    def one_more() -> None:
        done[0] += 1
        progress(min(1.0, done[0] / (2 * len(Variation.__dataclass_fields__) + JACKKNIFE_GROUPS)))

    def at(variation: Variation) -> Figures:
        return figures_of(follow(coarse, variation)) if _matters(coarse, variation) else figures_of(middle)

    pairs = [*evaluate(at, one_more), _threshold_ends(coarse, middle)]
    errors = _photon_noise(coarse, middle, one_more)
    fewer = (coarse.numerics.photons / request.numerics.photons) ** 0.5
    return combine(figures_of(middle), pairs, {name: fewer * error for name, error in errors.items()})


def find_warnings(request: Request, stages: Stages, spans: dict[str, Span]) -> tuple[str, ...]:
    """Return what the user should know before using the figures, each with a remedy."""
    width, peak = stages.injury.zones["necrosis"].width, stages.heat.background.bulk_peak
    depth, error = (
        stages.injury.zones["necrosis"].depth,
        spans.get("zones.necrosis.depth", Span()).standard_error,
    )
    hottest = float(stages.heat.zone.temperature[-1].max())
    still_dying = float(rate(damage_pairs(request.physics)["necrosis"], hottest))
    dried = float(stages.injury.water_lost.max())
    found = [
        outside_tested(stages.exposure),
        f"bulk heating: burn risk; the upper 0.5 mm reaches {peak:.1f} C on average (limit {BURN_RISK_C:g} C): "
        "lower density or energy, wait longer between passes, or cool"
        if peak > BURN_RISK_C
        else None,
        f"coarse grid: the zone is only {width / request.numerics.cell_um:.1f} cells wide; lower numerics.cell_um"
        if 0.0 < width < CELLS_PER_ZONE * request.numerics.cell_um
        else None,
        f"too few photons: the depth has a standard error of {error:.0f} um; raise numerics.photons"
        if depth > 0.0 and error > NOISY * depth
        else None,
        f"not settled: {hottest:.1f} C at the end; raise numerics.settle_s" if still_dying > UNSETTLED_PER_S else None,
        f"static optics: up to {dried:.0%} of the water boils off, and dry tissue absorbs less than it does here; "
        "take vaporised and peak temperature as upper bounds"
        if dried > DRIED
        else None,
    ]
    return tuple(warning for warning in found if warning)


def _coarse(request: Request) -> Request:
    numerics = request.numerics
    photons = max(6400, numerics.photons // FEWER_PHOTONS)
    return request.with_(
        numerics=numerics.with_(cell_um=min(50.0, COARSER * numerics.cell_um), photons=min(photons, numerics.photons))
    )


def _matters(request: Request, variation: Variation) -> bool:
    """Return whether an input has a range at all in this treatment."""
    exposure, skin = request.treatment.exposure, request.treatment.skin
    cooled = request.treatment.cooling is not None and variation.cooling != 0.0
    same_skin = lay_out(skin, exposure.wavelength_nm, variation) == lay_out(skin, exposure.wavelength_nm)
    return cooled or not (same_skin and exposure.varied(variation) == exposure)


def _threshold_ends(request: Request, middle: Stages) -> tuple[Figures, Figures]:
    """Return the figures with both damage thresholds at the low and at the high end of their range."""
    shift = look_up("rates", "shift")
    low, high = (
        figures_of(replace(middle, injury=injure(middle.layers, middle.heat, request.physics, kelvin)))
        for kelvin in (shift.low, shift.high)
    )
    return low, high


def _photon_noise(request: Request, middle: Stages, done: Callable[[], None]) -> Figures:
    """Return the standard error of every figure from photon statistics, by a jackknife over groups of batches."""
    skin, cell = request.treatment.skin, 1e-3 * request.numerics.cell_um

    def without(group: int) -> Figures:
        light = middle.light.without(group, JACKKNIFE_GROUPS)
        heat = heat_up(
            middle.layers, light, middle.exposure, request.treatment.cooling, skin.temperature_C, cell,
            request.numerics.settle_s,
        )  # fmt: skip
        return figures_of(replace(middle, light=light, heat=heat, injury=injure(middle.layers, heat, request.physics)))

    return jackknife(backend.spread(without, range(JACKKNIFE_GROUPS), done))
