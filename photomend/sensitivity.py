"""Sensitivity: which uncertain inputs move a figure most, as shares of its variance.

    f(x) = f_0 + sum_i (b_i x_i + c_i x_i^2),   x_i even between -1 and 1
    V_i = b_i^2 / 3 + 4 c_i^2 / 45,             share of input i = V_i / sum_j V_j

b_i and c_i follow from the ends of each input's range, one input at a time [Saltelli2008]. What inputs do together is
left out; `joint` says how much of the variance of draws in which all move at once that picture explains.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from photomend import backend
from photomend.catalog import Variation, look_up
from photomend.figures import figures_of
from photomend.injury import injure
from photomend.intervals import DAMAGE_THRESHOLD, coarsened, moves
from photomend.simulate import MECHANISMS
from photomend.stages import Figures, Stages
from photomend.treatment import Request, Treatment

FIGURES = {
    "coagulation": ("zones.necrosis.depth", "zones.necrosis.width", "zones.collagen.depth", "zones.collagen.width"),
    "breakdown": ("breakdown.energy_density_spots", "breakdown.vacuole_diameter"),
    "ablation": ("zones.vaporised.depth", "zones.vaporised.width"),
}


@dataclass(frozen=True)
class Sensitivity:
    """By figure: its value, and the share of its variance that each input brings, largest first.

    `effects` are the coefficients (b, c) of each input.
    """

    request: Request
    values: Mapping[str, float]
    effects: Mapping[str, Mapping[str, tuple[float, float]]]

    def shares(self, figure: str) -> dict[str, float]:
        """Return the share of each input in the variance of a figure, largest first; none where nothing moves it."""
        variance = {name: variance_of(*effect) for name, effect in self.effects[figure].items()}
        total = sum(variance.values())
        ordered = sorted(variance, key=lambda name: -variance[name])
        return {name: variance[name] / total for name in ordered if variance[name] > 0.0}


def variance_of(b: float, c: float) -> float:
    """Return the variance of b x + c x^2 for x even between -1 and 1.

    Example
    -------
    >>> round(variance_of(3.0, 0.0), 6)
    3.0
    """
    return b**2 / 3.0 + 4.0 * c**2 / 45.0


def sensitivity(treatment: Treatment | Request, done: Callable[[], None] = lambda: None) -> Sensitivity:
    """Return which inputs move the figures of a treatment, on the coarser grid of the intervals.

    Example
    -------
    >>> import photomend as pm
    >>> found = pm.sensitivity(pm.Treatment(handpiece={"device": "eryag-2940"}))
    >>> list(found.shares("zones.vaporised.depth"))[0]
    'heat_of_ablation'
    """
    whole = treatment if isinstance(treatment, Request) else Request(treatment=treatment)
    request = coarsened(whole)
    kind = request.treatment.exposure.mechanism
    mechanism = MECHANISMS[kind]
    middle = mechanism.follow(request, Variation())
    pairs, values = moves(request, mechanism, middle, done), figures_of(middle)
    chosen = FIGURES[kind]
    effects = {
        figure: {name: _effect(values[figure], low[figure], high[figure]) for name, (low, high) in pairs.items()}
        for figure in chosen
    }
    return Sensitivity(whole, {figure: values[figure] for figure in chosen}, effects)


def _effect(middle: float, low: float, high: float) -> tuple[float, float]:
    """Return b and c of the parabola through the values at -1, 0 and 1."""
    return 0.5 * (high - low), 0.5 * (high + low) - middle


def joint(found: Sensitivity, figure: str, draws: int = 64, seed: int = 1) -> float:
    """Return which share of the variance of joint draws the inputs one at a time explain (1 - residual / total)."""
    from scipy.stats import qmc  # slow to import, and seldom needed

    names = list(found.effects[figure])
    positions = 2.0 * qmc.LatinHypercube(len(names), seed=seed).random(draws) - 1.0
    drawn = np.array(backend.spread(lambda row: _at(found.request, names, row)[figure], list(positions), lambda: None))
    effects = np.array([found.effects[figure][name] for name in names])
    additive = found.values[figure] + positions @ effects[:, 0] + positions**2 @ effects[:, 1]
    return float(1.0 - np.var(drawn - additive) / np.var(drawn))


def _at(whole: Request, names: Sequence[str], positions: np.ndarray) -> Figures:
    """Return the figures with every input at its position."""
    request = coarsened(whole)
    at = dict(zip(names, positions.tolist(), strict=True))
    kelvin = at.pop(DAMAGE_THRESHOLD, 0.0)
    run = MECHANISMS[request.treatment.exposure.mechanism].follow(request, Variation(**at))
    if kelvin and isinstance(run, Stages):
        shift = look_up("rates", "shift").at(kelvin)
        run = replace(run, injury=injure(run.layers, run.heat, request.physics, shift))
    return figures_of(run)
