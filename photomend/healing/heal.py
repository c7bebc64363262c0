"""Heal a wound: from what one session left in the skin to its course by day, with a band over people.

    Wound -> draws of people -> closing -> debris, inflammation -> remodelling -> course and figures

All parts are closed forms, evaluated for all people and days at once; bands are quantiles over people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from photomend.healing import closing, debris, inflammation, remodelling
from photomend.healing.draws import BANDS, Drawn, Injury, injuries, people, sources_of
from photomend.healing.notes import notes_on
from photomend.healing.wound import Wound, wound_of
from photomend.result import HealingFigures, Quantity, Simulation

if TYPE_CHECKING:
    import xarray

DAYS = np.concatenate([np.arange(0.0, 14.25, 0.25), [21.0, 28.0, 42.0, 56.0, 84.0, 112.0, 140.0, 182.0, 270.0, 365.0]])
FAINTEST = 1e-12
SHED_FROM, SHED_TO = 0.9, 0.1  # shares of the debris left, between which it is said to be shed

Courses = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Healing:
    """How a wound heals: its figures, and the courses of all people by name, each (person, day)."""

    figures: HealingFigures
    courses: Courses

    @cached_property
    def course(self) -> xarray.Dataset:
        """Return the course with dims day and band (10, 50 and 90 % of people), all variables shares of 1.

        They are closed, debris, redness, swelling, bronzing, dryness and remodelling.
        """
        import xarray  # slow to import, and not always asked for

        shares = {
            name: (("day", "band"), np.quantile(course, BANDS, axis=0).T, {"units": "1"})
            for name, course in self.courses.items()
        }
        coordinates = {"day": ("day", DAYS, {"units": "day"}), "band": ("band", list(BANDS), {"units": "1"})}
        return xarray.Dataset(shares, coords=coordinates)


def heal(wound: Wound) -> Healing:
    """Return how a wound heals, the same for the same wound.

    Holds for one session on skin that heals normally; parameters are those of ``data/healing.toml``, most of them with
    ranges of a factor of two and more.

    Example
    -------
    >>> import photomend as pm
    >>> from photomend.healing import wound_of
    >>> coarse = pm.Numerics(photons=12_800, cell_um=10.0, intervals=False)
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "fraxel-restore"}), pm.Physics(optics="static"), coarse)
    >>> figures = heal(wound_of(run)).figures
    >>> figures.closed_days.value < figures.redness_days.value < figures.dryness_days.value
    True
    """
    drawn, injury = people(), injuries(wound)
    closes = closing.closing_days(injury, wound, drawn)
    courses = follow(wound, injury, closes, drawn)
    return Healing(_figures(wound, courses, closes, drawn), courses)


def healed(run: Simulation) -> Simulation:
    """Return a run with its healing: the figures in its summary, the course by day as one more dataset.

    Example
    -------
    >>> import photomend as pm
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "affirm-1440"}), numerics=pm.Numerics(photons=12_800))
    >>> float(run.healing["redness"].sel(day=1.0, band=0.5)) > float(run.healing["redness"].sel(day=7.0, band=0.5))
    True
    """
    healing = heal(wound_of(run))
    summary = run.summary.model_copy(update={"healing": healing.figures})
    return Simulation(summary, {**run.gather, "healing": lambda: healing.course})


def follow(wound: Wound, injury: Injury, closes: np.ndarray, drawn: Drawn) -> Courses:
    """Return every course by name, (person, day); `closes` is the day on which each person's epidermis is closed."""
    closed = closing.closed_share(DAYS, injury, wound, drawn)
    broken = wound.epidermal_gap.value > 0.0 or wound.vacuole_share.value > 0.0
    injured = wound.necrosis_depth.value > 0.0 or wound.vacuole_share.value > 0.0
    return {
        "closed": closed,
        "debris": debris.debris_left(DAYS, closed, drawn) if broken else np.zeros_like(closed),
        "redness": inflammation.redness(DAYS, closes, injury, drawn),
        "swelling": inflammation.swelling(DAYS, closes, injury, drawn),
        "bronzing": debris.bronzing(DAYS, injury, wound.melanosome_fraction, drawn),
        "dryness": debris.dryness(DAYS, injury, drawn),
        "remodelling": remodelling.collagen_share(DAYS, drawn) if injured else np.zeros_like(closed),
    }


def last_day_above(course: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return the last day on which each row of a course, given on `DAYS`, is at `level`; 0 where it never is.

    Between days the logarithm is taken as linear, which is exact for what decays exponentially; a course that ends
    above its level is given the last day.

    Example
    -------
    >>> course = np.exp(-DAYS / 2.0)[None, :]
    >>> last_day_above(course, np.array([[0.1]])).round(3).tolist()  # 2 ln 10
    [4.605]
    """
    above = course >= level
    last = course.shape[1] - 1 - np.argmax(above[:, ::-1], axis=1)
    after = np.minimum(last + 1, course.shape[1] - 1)
    rows = np.arange(course.shape[0])
    here, there = (np.log(np.maximum(course[rows, column], FAINTEST)) for column in (last, after))
    fall = np.where(here > there, here - there, 1.0)
    part = np.where(here > there, np.clip((here - np.log(level[:, 0])) / fall, 0.0, 1.0), 0.0)
    return np.where(above.any(axis=1), DAYS[last] + part * (DAYS[after] - DAYS[last]), 0.0)


def _figures(wound: Wound, courses: Courses, closes: np.ndarray, drawn: Drawn) -> HealingFigures:
    known = wound.vacuole_share.value == 0.0
    shed = {level: last_day_above(courses["debris"], np.full_like(closes, level)) for level in (SHED_FROM, SHED_TO)}
    injured = bool(courses["remodelling"].any())
    makeup = np.maximum(closes, drawn["makeup.least_days"] if injured else 0.0)
    visible = {
        name: last_day_above(courses[name], drawn[level])
        for name, level in (
            ("redness", "inflammation.redness_visible_share"),
            ("swelling", "inflammation.swelling_visible_share"),
            ("bronzing", "bronzing.visible_share"),
            ("dryness", "dryness.visible_share"),
        )
    }
    return HealingFigures(
        closed_days=_days(closes, wound, "closing", "follicles"),
        debris_from_day=_days(shed[SHED_FROM], wound, "debris") if known else None,
        debris_to_day=_days(shed[SHED_TO], wound, "debris") if known else None,
        redness_days=_days(visible["redness"], wound, "inflammation", "closing"),
        swelling_days=_days(visible["swelling"], wound, "inflammation", "closing"),
        bronzing_days=_days(visible["bronzing"], wound, "bronzing", "debris"),
        dryness_days=_days(visible["dryness"], wound, "dryness", "debris"),
        remodelling_half_days=_days(remodelling.half_days(drawn), wound, "remodelling") if injured else None,
        makeup_day=_days(makeup, wound, "makeup", "closing"),
        notes=notes_on(wound),
    )


def _days(days: np.ndarray, wound: Wound, *headings: str) -> Quantity:
    low, value, high = (float(day) for day in np.quantile(days, BANDS))
    sources = dict.fromkeys((*sources_of(*headings), *wound.necrosis_depth.sources))
    return Quantity(value=value, unit="day", low=low, high=high, kind="model", sources=tuple(sources))
