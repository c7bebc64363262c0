"""Simulate one treatment: from the dial to the wound, and how it heals.

    Treatment -> light -> heat -> injury -> pattern -> healing

`follow` is the whole chain of a laser that coagulates, one call per stage; picosecond pulses (`picosecond`) and lasers
that remove tissue (`ablative`) have shorter ones. `simulate` follows a treatment once finely, then coarsely with every
uncertain input at both ends of its range, gathers figures, intervals and warnings, and heals the wound.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from photomend import ablative, picosecond
from photomend.catalog import HEAT_INPUTS, Variation
from photomend.cautions import find_cautions, heat_cautions
from photomend.coupling import lamp_for
from photomend.device import contact_of, film_of
from photomend.figures import summarise
from photomend.healing import healed
from photomend.heat import depth_edges, heat_up
from photomend.injury import injure
from photomend.intervals import Mechanism, find_spans
from photomend.light import Traced, choose, illuminate
from photomend.pattern import Pattern
from photomend.result import Simulation
from photomend.skin import lay_out
from photomend.skin.optics import contact_index
from photomend.stages import Stages
from photomend.treatment import Numerics, Physics, Request, Treatment

Progress = Callable[[float], None]


def simulate(
    treatment: Treatment,
    physics: Physics | None = None,
    numerics: Numerics | None = None,
    progress: Progress = lambda _: None,
) -> Simulation:
    """Simulate one treatment and return its figures, their intervals and a dataset per stage.

    `progress` is called with the share of the work done, 0 to 1. Raises `BadInput` for a treatment that cannot
    be simulated. The optics hold from 380 to 2500 nm, for microbeams and wide beams; heat and injury were verified
    for beams that coagulate from 1320 to 1940 nm.

    Example
    -------
    >>> import photomend as pm
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "fraxel-restore"}))
    >>> run.endpoint
    'coagulation'
    """
    started = time.perf_counter()
    request = Request(treatment=treatment, physics=physics or Physics(), numerics=numerics or Numerics())
    request.document()  # refuses what does not fit together before time is spent on it
    mechanism = MECHANISMS[request.treatment.exposure.mechanism]
    followed = mechanism.follow(request, Variation(), part(progress, 0.0, 0.4))
    spans = find_spans(request, mechanism, part(progress, 0.4, 1.0)) if request.numerics.intervals else {}
    cautions = find_cautions(request, followed, spans, mechanism.cautions(request, followed, spans))
    return healed(summarise(request, followed, spans, cautions, time.perf_counter() - started))


def follow(
    request: Request,
    variation: Variation,
    progress: Progress = lambda _: None,
    sifted: Callable[[Traced], Traced] = lambda light: light,
) -> Stages:
    """Follow one treatment from the laser to the pattern of wounds, one call per stage.

    `sifted` may leave some of the photons out before the light warms anything.
    """
    treatment, physics, numerics = request.treatment, request.physics, request.numerics
    exposure, cooling = treatment.exposure.varied(variation), treatment.cooling
    cooling = cooling.varied(variation.cooling) if cooling else None
    rest_C, cell = treatment.skin.temperature_C, 1e-3 * numerics.cell_um

    layers = lay_out(treatment.skin, exposure.wavelength_nm, variation, film_of(treatment.surface, cooling))
    depths = depth_edges(layers, cell, layers[-1].bottom)
    above = contact_index(contact_of(treatment.surface, cooling))
    varied = variation != Variation()
    engine = choose(numerics.backend)
    light = illuminate(layers, above, depths, numerics.photons, numerics.seed, varied, part(progress, 0.0, 0.5), engine)
    light = sifted(light)
    lamp = lamp_for(physics, layers, light, rest_C, variation)
    steam_escapes = physics.steam == "escapes"
    heat = heat_up(
        layers, light, lamp, exposure, cooling, rest_C, cell, numerics.settle_s, steam_escapes, part(progress, 0.5, 1.0)
    )
    injury = injure(layers, heat, physics)
    pattern = Pattern(exposure.placement, 0.01 * exposure.density_per_pass_per_cm2, exposure.passes)
    return Stages(layers, exposure, light, heat, injury, pattern)


MECHANISMS = {
    "coagulation": Mechanism(follow, heat_cautions, HEAT_INPUTS),
    "breakdown": picosecond.MECHANISM,
    "ablation": ablative.MECHANISM,
}


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress for a part of the work, told to the whole as its share from `start` to `end`."""
    return lambda share: progress(start + share * (end - start))
