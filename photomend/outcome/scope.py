"""What of a case the published studies cover: the family, the skin, the number of sessions, the energy, the site.

Each way in which a case lies outside them widens the band once, and is told in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from photomend.case import FAMILIES, Person
from photomend.catalog import look_up
from photomend.healing.wound import Wound
from photomend.outcome.studies import Group, Study, group_of, groups, studies, studies_of, tried
from photomend.result import Quantity

EYELIDS = "periorbital"
DARK = ("V", "VI")


@dataclass(frozen=True)
class Scope:
    """A course and how far the studies reach: `group` is None where nothing is known.

    `why` says what lies outside; those of it in `widening` make the band wider, more sessions than were studied do not.
    """

    concern: str
    family: str
    sessions: int
    group: Group | None
    most_sessions: int
    borrowed: bool
    widening: tuple[str, ...]
    why: tuple[str, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]

    def follow_up(self) -> Quantity | None:
        """Return for how many months the studies followed people: the middle one, the shortest and the longest."""
        rows = [study for study in studies_of(self.group) if study.follow_up_months] if self.group else []
        if not rows:
            return None
        months = [study.follow_up_months for study in rows if study.follow_up_months]
        keys = tuple(dict.fromkeys(key for study in rows for key in study.source))
        return Quantity(
            value=float(np.median(months)), unit="month", low=min(months), high=max(months), kind="study", sources=keys
        )


def scope_of(
    concern: str, family: str, sessions: int, person: Person | None, wound: Wound | None, site: str | None
) -> Scope:
    """Return how far the studies cover a course.

    Example
    -------
    >>> scope_of("fine-lines", "fractional-1410", 3, None, None, None).why
    ('no study read tried fractional, 1410 nm, on fine lines; borrowed from 755, 1540, 1550 nm',)
    """
    group = group_of(concern, family)
    place = wound.site if wound is not None else site
    absent = _absent(concern, family, group, place)
    if group is None or absent:
        return Scope(concern, family, sessions, None, 0, False, (), (absent,), (), ("Assumption",))
    phototype = person.phototype if person is not None else (wound.phototype if wound is not None else None)
    rows = studies_of(group)
    most = max(study.sessions[1] for study in rows if study.sessions)
    borrowed = family not in group.families
    widening = [*_borrowing(group, family), *_phototype(group, family, phototype), *_wound(family, wound)]
    why = [*widening, *_many(sessions, most)]
    notes = [f"{group.because[0].upper()}{group.because[1:]}.", *_notes(concern, family, phototype, wound)]
    keys = (*group.source, *(key for study in rows for key in study.source), "Assumption")
    return Scope(
        concern, family, sessions, group, most, borrowed,
        tuple(widening), tuple(why), tuple(notes), tuple(dict.fromkeys(keys)),
    )  # fmt: skip


def words_of(concern: str) -> str:
    """Return a concern in words."""
    return concern.replace("-", " ")


def _absent(concern: str, family: str, group: Group | None, site: str | None) -> str:
    """Return why nothing is known, or an empty text."""
    if group is None:
        return (
            f"no study read tried {FAMILIES[family]}, on {words_of(concern)}, nor anything near enough to borrow from"
        )
    if concern == "laxity" and site != EYELIDS:
        return "only eyelids were studied, by photographs; laxity elsewhere is not known"
    return ""


def _borrowing(group: Group, family: str) -> list[str]:
    """Return in words from whom a family borrows, and a concern from another; empty where it was tried itself."""
    lender = next((one for one in groups() if one.id == group.lender), group)
    found = []
    if family in group.borrowed:
        found.append(
            f"no study read tried {FAMILIES[family]}, on {words_of(group.concern)}; borrowed from {_lasers(lender)}"
        )
    if group.lender:
        found.append(f"no study read of {words_of(group.concern)} alone; borrowed from {words_of(lender.concern)}")
    return found


def _lasers(group: Group) -> str:
    return wavelengths(study for study in studies_of(group) if study.family in group.families)


def wavelengths(rows: Iterable[Study]) -> str:
    """Return the wavelengths of studies in words."""
    return f"{', '.join(f'{nm:g}' for nm in sorted({study.wavelength_nm for study in rows if study.wavelength_nm}))} nm"


def _phototype(group: Group, family: str, phototype: str | None) -> list[str]:
    """Return in words that a phototype was not among those told; those of the family, else of its group."""
    known = _types(tried(group.concern, family)) or _types(studies_of(group))
    if phototype is None or not known or phototype in known:
        return []
    told = ", ".join(sorted(known, key=("I", "II", "III", "IV", "V", "VI").index))
    return [f"phototype {phototype} was not studied here (told: {told})"]


def _types(rows: tuple[Study, ...]) -> set[str]:
    return {name for study in rows for name in study.phototypes}


def _many(sessions: int, most: int) -> list[str]:
    if sessions <= most:
        return []
    return [f"more sessions than were studied ({most}): the figures stay at those of {most}"]


def _wound(family: str, wound: Wound | None) -> list[str]:
    if wound is None:
        return []
    found = []
    if wound.endpoint == "none":
        found.append("the simulated session leaves no wound, which no study describes")
    told = [study.energy_mJ for study in studies() if study.family == family and study.energy_mJ]
    if wound.pulse_energy_mJ is not None and told:
        low, high = min(low for low, _ in told), max(high for _, high in told)
        if not low <= wound.pulse_energy_mJ <= high:
            found.append(f"{wound.pulse_energy_mJ:g} mJ lies outside the {low:g} to {high:g} mJ of the studies")
    return found


def _notes(concern: str, family: str, phototype: str | None, wound: Wound | None) -> list[str]:
    found = []
    if family.startswith("fractional"):
        low, high = (look_up("efficacy", "energy", f"flat_{end}_mJ").value for end in ("from", "to"))
        found.append(
            f"The effect on acne scars did not differ between {low:g} and {high:g} mJ, nor between two densities; no "
            "figure here depends on them."
        )
    if phototype in DARK:
        found.append("Few people of phototypes V and VI were studied.")
    if wound is not None and wound.necrosis_depth.value > 0.0:
        found.append(
            f"The simulated wound is {wound.necrosis_depth.value:.0f} um deep. A deeper wound may reach a deeper "
            "target: that ranks treatments, and scales no figure here."
        )
    if concern == "melasma":
        found.extend(("Lasers can darken melasma.", _coverage_note(wound)))
    return found


def _coverage_note(wound: Wound | None) -> str:
    least, worse = (look_up("efficacy", "melasma", f"{name}_coverage_share") for name in ("low", "worse_from"))
    words = (
        f"At 1410 nm {100 * least.value:g} % coverage was preferred to {100 * least.high:g} %: as much gain, less "
        f"pigment change; at 1550 nm {100 * worse.low:g} to {100 * worse.high:g} % left more pigment."
    )
    if wound is None or wound.coverage.value < worse.value:
        return words
    return f"{words} The simulated coverage is {100 * wound.coverage.value:.0f} %."
