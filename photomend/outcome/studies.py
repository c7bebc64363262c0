"""Published studies of efficacy, as data: who was treated, how it was measured, what changed.

`measured` is by instrument, by counting or by a clinical score; `photo-graded` is judged from photographs. The two are
never put together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from photomend.catalog import tables

Measure = Literal["measured", "photo-graded"]
MEASURES: tuple[Measure, ...] = ("measured", "photo-graded")
COMPARING = ("split", "randomised", "two-groups")
LOST = ("worse",)


@dataclass(frozen=True)
class Grade:
    """A share of people by how much of their severity is gone: above one share, up to another."""

    above: float
    up_to: float
    share: float


@dataclass(frozen=True)
class Study:
    """One published figure of efficacy; what was not told is None or empty. ``data/efficacy.toml`` explains them."""

    id: str
    study: str
    source: tuple[str, ...]
    mark: str
    concern: str
    family: str
    measure: Measure
    how: str
    design: str
    use: str
    meaning: str
    wavelength_nm: float | None = None
    people: int | None = None
    phototypes: tuple[str, ...] = ()
    sessions: tuple[int, int] | None = None
    interval_weeks: tuple[float, float] | None = None
    energy_mJ: tuple[float, float] | None = None
    settings: str = ""
    follow_up_months: float | None = None
    mean_change: float | None = None
    grades: tuple[Grade, ...] = ()
    later: tuple[Mapping[str, float], ...] = ()
    earlier: Mapping[str, float] = field(default_factory=dict)
    against: str = ""
    finding: str = "gain"
    holds: str = ""
    note: str = ""

    @property
    def compared(self) -> bool:
        """Return whether something was treated otherwise."""
        return self.design in COMPARING


@dataclass(frozen=True)
class Group:
    """Families of treatment that share the response of one concern: those tried on it, and those that borrow it."""

    id: str
    concern: str
    families: tuple[str, ...]
    borrowed: tuple[str, ...]
    because: str
    source: tuple[str, ...]
    lender: str = ""
    no_gain: bool = False


@cache
def studies() -> tuple[Study, ...]:
    """Return the published studies, in the order of their file.

    Example
    -------
    >>> studies()[0].study, studies()[0].meaning
    ('Alster 2007', '91 % of people improved by 25-50 %')
    """
    return tuple(_study(entry) for entry in tables("efficacy")["studies"])


@cache
def groups() -> tuple[Group, ...]:
    """Return which families share a response, by concern."""
    return tuple(Group(**{**_tuples(entry), "lender": entry.get("from", "")}) for entry in tables("efficacy")["groups"])


def group_of(concern: str, family: str) -> Group | None:
    """Return the group whose response a family has on a concern, or None where nothing is known.

    Example
    -------
    >>> group_of("acne-scars", "picosecond-755").id, group_of("laxity", "picosecond-755")
    ('acne-scars-755', None)
    """
    of_concern = (group for group in groups() if group.concern == concern)
    return next((group for group in of_concern if family in (*group.families, *group.borrowed)), None)


def tried(concern: str, family: str) -> tuple[Study, ...]:
    """Return the studies of one family on one concern."""
    return tuple(study for study in studies() if (study.concern, study.family) == (concern, family))


def studies_of(group: Group) -> tuple[Study, ...]:
    """Return the studies that a group stands on; those of no planned family go to the group of the concern's name."""
    if group.lender:
        return studies_of(next(one for one in groups() if one.id == group.lender))
    planned = {family for one in groups() for family in one.families}
    return tuple(
        study
        for study in studies()
        if study.concern == group.concern
        and (study.family in group.families or (study.family not in planned and group.id == group.concern))
    )


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in entry.items() if key != "from"}
    return {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}


def _study(entry: Mapping[str, Any]) -> Study:
    grades = tuple(Grade(**grade) for grade in entry.get("grades", ()))
    return Study(**{**_tuples(entry), "grades": grades})
