"""What a goal may ask of a wound, and the figures it is judged by.

miss = max over targets |figure - target| / tolerance          1 or less: reached
excess = sum over limits of how far a figure lies beyond it, in steps of the quantity
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from photomend.case import Condition, Person
from photomend.catalog import Variation, look_up
from photomend.cautions import find_cautions
from photomend.figures import figures_of, summarise
from photomend.healing import wound_of
from photomend.injury import injure
from photomend.intervals import DAMAGE_THRESHOLD
from photomend.outcome.pigment_risk import drivers_of, fitted_sources, forecast, widenings_of
from photomend.simulate import MECHANISMS
from photomend.stages import Figures, Followed, Stages, device_sources
from photomend.treatment import Request

PIGMENT = "pigment_risk"
SPARING = "epidermal_sparing"
TOTAL = "total_radiant_exposure_J_per_cm2"
OF_THE_WOUND = (PIGMENT, SPARING, "epidermal_coverage")


class Aim(NamedTuple):
    """A quantity of a wound: its figure, unit, what counts as one step of it, and how it goes with the dials.

    Shares (`share`) grow as 1 - exp(-density x area); temperatures of the bulk (`bulk`) go with the dials themselves;
    a `product` is one of powers of the dials.
    """

    figure: str
    unit: str
    step: float
    kind: str = "size"


AIMS: Mapping[str, Aim] = {
    "necrosis_depth_um": Aim("zones.necrosis.depth", "um", 10.0),
    "necrosis_width_um": Aim("zones.necrosis.width", "um", 10.0),
    "collagen_depth_um": Aim("zones.collagen.depth", "um", 10.0),
    "collagen_width_um": Aim("zones.collagen.width", "um", 10.0),
    "removed_depth_um": Aim("zones.vaporised.depth", "um", 10.0),
    "coverage": Aim("pattern.coverage", "1", 0.01, "share"),
    "epidermal_coverage": Aim("epidermal_coverage", "1", 0.01, "share"),
    SPARING: Aim(SPARING, "1", 0.01, "bulk"),
    "bulk_temperature_rise_K": Aim("heat.bulk_temperature_rise", "K", 0.5, "bulk"),
    "bulk_peak_temperature_C": Aim("heat.bulk_peak_temperature", "degC", 0.5, "bulk"),
    PIGMENT: Aim(PIGMENT, "1", 0.01, "share"),
    TOTAL: Aim("total_radiant_exposure", "J/cm^2", 0.5, "product"),
}


class Target(NamedTuple):
    """What a figure is to be, and how far from it still counts as reached."""

    value: float
    tolerance: float


class Limit(NamedTuple):
    """Between which ends a figure has to stay."""

    low: float = -np.inf
    high: float = np.inf


@dataclass(frozen=True)
class Aims:
    """The targets and the limits of a goal, by the names of `AIMS`; `against` is what the miss is weighed against.

    `conditions` are those of the person, which the risk of pigment goes by.
    """

    targets: Mapping[str, Target]
    limits: Mapping[str, Limit]
    against: str
    conditions: tuple[Condition, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every quantity that is judged, once."""
        return tuple(dict.fromkeys((*self.targets, *self.limits, self.against)))

    def miss(self, figures: Mapping[str, np.ndarray | float]) -> np.ndarray:
        """Return the largest distance from a target, in tolerances.

        Example
        -------
        >>> aims = Aims({"coverage": Target(0.2, 0.01)}, {}, "bulk_peak_temperature_C")
        >>> round(float(aims.miss({"coverage": 0.215})), 3)
        1.5
        """
        parts = [np.abs(np.asarray(figures[name]) - aim.value) / aim.tolerance for name, aim in self.targets.items()]
        return np.asarray(np.max(parts, axis=0))

    def excess(
        self, figures: Mapping[str, np.ndarray | float], margin: Mapping[str, float] | None = None
    ) -> np.ndarray:
        """Return by how many steps the limits are passed, all together; 0 where all are kept.

        `margin` draws limits in, by quantity.
        """
        total = np.zeros(np.shape(next(iter(figures.values()))))
        for name, limit in self.limits.items():
            value, inner = np.asarray(figures[name]), (margin or {}).get(name, 0.0)
            beyond = np.maximum(value - (limit.high - inner), limit.low + inner - value)
            total = total + np.maximum(beyond, 0.0) / AIMS[name].step
        return total


def follow(request: Request, variation: Variation | None = None, position: float = 0.0) -> Followed:
    """Return what following a treatment gives, the damage thresholds at `position` (-1 to 1) of their range."""
    followed = MECHANISMS[request.treatment.exposure.mechanism].follow(request, variation or Variation())
    if position and isinstance(followed, Stages):
        kelvin = look_up("rates", "shift").at(position)
        return replace(followed, injury=injure(followed.layers, followed.heat, request.physics, kelvin))
    return followed


def measure(request: Request, followed: Followed, aims: Aims) -> Figures:
    """Return the figures of a followed treatment that are judged, by the names of `AIMS`."""
    known, exposure = figures_of(followed), request.treatment.exposure
    known["pattern.coverage"] = known.get("breakdown.area_share", known["pattern.coverage"])  # vacuoles kill no zone
    known["total_radiant_exposure"] = exposure.radiant_exposure_J_per_cm2 * exposure.passes
    if any(name in OF_THE_WOUND for name in aims.names):
        known |= _of_the_wound(request, followed, aims)
    return {name: float(known[AIMS[name].figure]) for name in aims.names}


def at_end(request: Request, aims: Aims, uncertain: str, position: float) -> Figures:
    """Return the figures with one uncertain input at a position of its range."""
    if uncertain == DAMAGE_THRESHOLD:
        return measure(request, follow(request, position=position), aims)
    return measure(request, follow(request, Variation(**{uncertain: position})), aims)


def _of_the_wound(request: Request, followed: Followed, aims: Aims) -> Figures:
    """Return the share of dead epidermis and, where asked, the mean probability of hyperpigmentation."""
    wound = wound_of(summarise(request, followed, {}, (), 0.0))
    found = {"epidermal_coverage": wound.epidermal_coverage.value, SPARING: 1.0 - wound.epidermal_coverage.value}
    if PIGMENT in aims.names:
        phototype = request.treatment.skin.phototype
        person = Person(age_years=wound.age_years, phototype=phototype, conditions=aims.conditions)
        told = forecast(drivers_of(wound, person), person.phototype, widenings_of(wound, person.phototype))
        found[PIGMENT] = told.mean
    return found


def cautions_of(request: Request) -> tuple[str, ...]:
    """Return the warnings of a treatment, that of settings outside the published ones first."""
    followed = follow(request)
    own = MECHANISMS[request.treatment.exposure.mechanism].cautions(request, followed, {})
    return find_cautions(request, followed, {}, own)


def sources_of(request: Request, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return the sources of figures by the names of `AIMS`."""
    by_stage = follow(request).sources(request.physics)
    found = {
        name: by_stage.get(AIMS[name].figure.split(".")[1 if "zones" in AIMS[name].figure else 0]) for name in names
    }
    found[PIGMENT] = fitted_sources()
    found[TOTAL] = device_sources(request.treatment.exposure) or ("user",)
    return {name: tuple(dict.fromkeys(found[name] or by_stage["necrosis"])) for name in names}
