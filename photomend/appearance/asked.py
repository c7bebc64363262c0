"""What a try-on is asked with, what it may not be made for, and the kinds of treatment that it can be made of."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from photomend.appearance.effects import Kind
from photomend.case import FAMILIES, Case, Concern, Condition, Phototype, case_of, family_of
from photomend.catalog import look_up
from photomend.description import BadInput, Description, quantity
from photomend.device import card
from photomend.outcome import Protocol, comparators_for, options_for, screen
from photomend.plain import typeset, without_settings
from photomend.result import Quantity
from photomend.treatment import TreatmentFile, read_request

Role = Literal["person", "clinician"]
MANNER = 2  # parts of a protocol's title before the manner in which the laser is set


class TryOnRequest(Description):
    """Who looks, whose skin, for what, and a kind of treatment by name, or a clinician's treatment file.

    Sessions and interval that are left out are the published ones.
    """

    role: Role = "person"
    concern: Concern
    phototype: Phototype
    age_years: float = quantity("year", "age", ge=0, le=110)
    conditions: tuple[Condition, ...] = ()
    family: str | None = None
    treatment: TreatmentFile | None = None
    sessions: int | None = quantity("1", "sessions of the course", ge=1, le=20, default=None)
    interval_weeks: float | None = quantity("week", "weeks from session to session", ge=1, le=26, default=None)


class Choice(Description):
    """A kind of treatment that can be tried on, with its published course; `device` for a clinician only."""

    family: str
    title: str
    sessions: Quantity | None
    interval_weeks: Quantity | None
    basis: str
    kind: Kind
    device: str | None = None


class Planned(NamedTuple):
    """What a try-on simulates: the contents of a treatment file, its family, and its course."""

    title: str
    family: str
    treatment: dict[str, Any]
    sessions: int
    interval_weeks: float
    device: str | None


def choices(concern: Concern, role: Role = "person", phototype: Phototype | None = None) -> tuple[Choice, ...]:
    """Return the kinds of treatment that can be tried on for a concern, the best supported first.

    Where a phototype is given, those that the screening rules out for it are left out.

    Example
    -------
    >>> [one.family for one in choices("melasma")][0], choices("acne-scars")[0].device
    ('fractional-1927', None)
    """
    protocols = [one for one in options_for(concern, _blocked(concern, phototype), phototype) if one.treatment]
    by_family = {one.family: one for one in reversed(protocols)}
    return tuple(_choice(by_family[family], role) for family in dict.fromkeys(one.family for one in protocols))


def _blocked(concern: Concern, phototype: Phototype | None) -> tuple[str, ...]:
    if phototype is None:
        return ()
    adult = look_up("screening", "ages", "adult_years").value
    return screen(case_for(TryOnRequest(concern=concern, phototype=phototype, age_years=adult))).blocks


def planned(asked: TryOnRequest) -> Planned:
    """Return what is simulated for a request; raise `BadInput` where nothing may be shown, or nothing is known.

    Nothing is shown to or of anyone under age, nor of a disease; families that the screening rules out are not shown.
    """
    case = case_for(asked)
    screening = screen(case)
    if screening.verdict == "refuse":
        raise BadInput(screening.reasons[0].text)
    found = _own(asked) if asked.treatment is not None else _published(asked)
    if found.family in screening.blocks:
        reason = next(one for one in screening.reasons if found.family in one.blocks)
        raise BadInput(reason.text)
    return found


def case_for(asked: TryOnRequest) -> Case:
    """Return the case of a request; one whose melasma is to fade has it, stated or not."""
    person = {"age_years": asked.age_years, "phototype": asked.phototype, "conditions": asked.conditions}
    if asked.concern == "melasma" and "melasma" not in asked.conditions:
        person["conditions"] = (*asked.conditions, "melasma")
    return case_of({"audience": {"role": asked.role}, "person": person, "goal": {"concern": asked.concern}})


def title_of(protocol: Protocol, role: Role) -> str:
    """Return the title of a protocol; a person's ends before the manner in which the laser is set."""
    return protocol.title if role == "clinician" else ", ".join(protocol.title.split(", ")[:MANNER])


def _choice(protocol: Protocol, role: Role) -> Choice:
    assert protocol.family is not None
    clinician = role == "clinician"
    studied = protocol.evidence is not None and protocol.evidence.studies > 0
    return Choice(
        family=protocol.family,
        title=title_of(protocol, role),
        sessions=protocol.sessions,
        interval_weeks=protocol.interval_weeks,
        basis=typeset(protocol.basis) if clinician else without_settings(typeset(protocol.basis)),
        kind="study" if studied else "assumption",
        device=card(protocol.device).text("title") if clinician and protocol.device else None,
    )


def _published(asked: TryOnRequest) -> Planned:
    """Return the published treatment of the family that was named."""
    known = [*options_for(asked.concern, (), asked.phototype), *comparators_for(asked.concern)]
    protocol = next((one for one in known if one.treatment and one.family == asked.family), None)
    if protocol is None or protocol.treatment is None or protocol.family is None:
        names = ", ".join(dict.fromkeys(one.family for one in known if one.family))
        raise BadInput(f"family = {asked.family} has no published treatment of {asked.concern}; choose one of {names}")
    interval = protocol.interval_weeks
    return Planned(
        title=title_of(protocol, asked.role),
        family=protocol.family,
        treatment=protocol.treatment,
        sessions=asked.sessions or (max(1, round(protocol.sessions.value)) if protocol.sessions else 1),
        interval_weeks=asked.interval_weeks or (interval.value if interval else _usual_weeks()),
        device=card(protocol.device).text("title") if protocol.device and asked.role == "clinician" else None,
    )


def _own(asked: TryOnRequest) -> Planned:
    """Return a clinician's own treatment, with the family that its laser belongs to."""
    if asked.role != "clinician":
        raise BadInput(
            f'treatment is stated for role = "{asked.role}", who is shown no settings; name a family of treatment'
        )
    assert asked.treatment is not None
    contents = asked.treatment.stated()
    exposure = read_request(contents).treatment.exposure
    family = family_of(exposure.mechanism, exposure.placement == "full-field", exposure.wavelength_nm)
    return Planned(
        title=f"{FAMILIES[family][0].upper()}{FAMILIES[family][1:]}, settings of one's own",
        family=family,
        treatment=contents,
        sessions=asked.sessions or 1,
        interval_weeks=asked.interval_weeks or _usual_weeks(),
        device=exposure.device.text("title") if exposure.device else None,
    )


def _usual_weeks() -> float:
    return look_up("efficacy", "schedule", "interval_weeks").value
