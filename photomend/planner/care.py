"""In the room and afterwards: comfort, eyes, what to watch, a test spot, before, aftercare, reasons to call.

Statements of what is seen and what is customary, each with its grade and sources (``data/care.toml``); no orders, no
doses, no device settings. One figure is computed: how warm the upper half millimetre of skin becomes.
"""

from __future__ import annotations

from functools import cache

from photomend.case import FAMILIES, Case
from photomend.catalog import Sourced, look_up, tables
from photomend.cautions import BURN_RISK_C
from photomend.description import BadInput, Description, checked
from photomend.healing.wound import Wound
from photomend.outcome.screening import Criteria, Kind, kind_of
from photomend.result import Quantity

READ = ("read", "derived")


class CareLine(Description):
    """One statement: what is seen or customary, how sure that is, and the figure it speaks of."""

    text: str
    kind: Kind
    grade: str
    sources: tuple[str, ...]
    figure: Quantity | None = None


class Watch(Description):
    """What is seen while treating: expected, a reason to pause, a reason to stop.

    `warning` is a sentence where the computed mean of the upper half millimetre passes the temperature from which on
    skin is at risk of a burn, else None.
    """

    expected: tuple[CareLine, ...]
    pause: tuple[CareLine, ...]
    stop: tuple[CareLine, ...]
    warning: str | None = None


class Care(Description):
    """What goes with one kind of treatment; `pain`, from 0 to 10, is None where no study was found."""

    family: str
    pain: Quantity | None
    comfort: tuple[CareLine, ...]
    eye_protection: tuple[CareLine, ...]
    watch: Watch
    test_spot: tuple[CareLine, ...]
    before: tuple[CareLine, ...]
    aftercare: tuple[CareLine, ...]
    call_if: tuple[CareLine, ...]


class Entry(Description):
    """A line as the data file has it."""

    text: str
    plain: str | None = None
    grade: str
    sources: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    when: Criteria = Criteria()
    figure: str | None = None


def care_for(family: str, wound: Wound | None, case: Case, wavelength_nm: float | None = None) -> Care:
    """Return what goes with a family of treatment, in the words of the case's audience.

    `wound` is that of a simulated session, None where none was; it adds the computed warmth and says the wavelength,
    which else is `wavelength_nm` (nm), or any that the family has.

    Example
    -------
    >>> from photomend.case import case_of
    >>> case = case_of({"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}})
    >>> care = care_for("picosecond-755", None, case)
    >>> care.pain.value, care.pain.kind, care.watch.warning
    (2.83, 'study', None)
    """
    if family not in FAMILIES:
        raise BadInput(f"family = {family} is not a known kind of treatment; choose one of {', '.join(FAMILIES)}")
    hazards = hazards_of(family, wound.wavelength_nm if wound else wavelength_nm)
    part = {
        name: tuple(_line(entry, case) for entry in _entries(name) if _applies(entry, family, hazards, case))
        for name in (
            "comfort",
            "eye_protection",
            "expected",
            "pause",
            "stop",
            "test_spot",
            "before",
            "aftercare",
            "call_if",
        )
    }
    computed = () if wound is None else (_warmth(wound),)
    watch = Watch(
        expected=(*computed, *part.pop("expected")),
        pause=part.pop("pause"),
        stop=part.pop("stop"),
        warning=None if wound is None else _warning(wound),
    )
    return Care(family=family, pain=pain_of(family), watch=watch, **part)


def hazards_of(family: str, wavelength_nm: float | None = None) -> tuple[str, ...]:
    """Return which part of the eye is at risk: retina, cornea or either; of a family, all that its lasers reach.

    Example
    -------
    >>> hazards_of("full-field", 1320.0), hazards_of("fractional-1550"), hazards_of("full-field")
    (('either',), ('cornea',), ('retina', 'either', 'cornea'))
    """
    if wavelength_nm is None:
        return tuple(tables("care")["hazards"][family])
    if wavelength_nm < look_up("care", "eyes", "changes_from_nm").value:
        return ("retina",)
    return ("either",) if wavelength_nm < look_up("care", "eyes", "cornea_from_nm").value else ("cornea",)


def pain_of(family: str) -> Quantity | None:
    """Return the pain (0 to 10) that stands for a family, None where no study was found.

    Low and high are one standard deviation off the mean. Pain read at another wavelength is an assumption.

    Example
    -------
    >>> pain_of("fractional-1927").value, pain_of("fractional-1440").kind, pain_of("full-field")
    (4.8, 'assumption', None)
    """
    known = tables("care")["pain"].get(family)
    return None if known is None else _quantity(look_up("care", "figures", known["figure"]), kind_of(known["grade"]))


@cache
def _entries(name: str) -> tuple[Entry, ...]:
    return tuple(checked(Entry, entry, name) for entry in tables("care")[name])


def _applies(entry: Entry, family: str, hazards: tuple[str, ...], case: Case) -> bool:
    of_family = not entry.families or family in entry.families
    of_light = not entry.hazards or bool(set(entry.hazards) & set(hazards))
    return of_family and of_light and entry.when.hold(case)


def _line(entry: Entry, case: Case) -> CareLine:
    words = entry.text if case.audience.role == "clinician" or entry.plain is None else entry.plain
    if entry.figure is None:
        return CareLine(text=words, kind=kind_of(entry.grade), grade=entry.grade, sources=entry.sources)
    known = look_up("care", "figures", entry.figure)
    figure = _quantity(known, kind_of(entry.grade))
    return CareLine(
        text=words.format(value=known.value, low=known.low, high=known.high),
        kind=figure.kind,
        grade=entry.grade,
        sources=tuple(dict.fromkeys([*entry.sources, *known.source])),
        figure=figure,
    )


def _quantity(known: Sourced, kind: Kind) -> Quantity:
    """Return a figure of the data file; one that was not read is an assumption whatever it is said with."""
    kind = kind if known.mark in READ else "assumption"
    return Quantity(value=known.value, unit=known.unit, low=known.low, high=known.high, kind=kind, sources=known.source)


def _warmth(wound: Wound) -> CareLine:
    peak = wound.bulk_peak_temperature
    words = (
        f"Computed: the mean of the upper half millimetre of skin peaks at {peak.value:.1f} °C "
        f"({peak.low:.1f} to {peak.high:.1f}); from {BURN_RISK_C:g} °C on skin is at risk of a burn."
    )
    return CareLine(text=words, kind=peak.kind, grade="simulation", sources=peak.sources, figure=peak)


def _warning(wound: Wound) -> str | None:
    peak = wound.bulk_peak_temperature
    if peak.high <= BURN_RISK_C:
        return None
    reaches = "lies" if peak.value > BURN_RISK_C else "may lie"
    return f"The computed warmth of the upper half millimetre {reaches} above {BURN_RISK_C:g} °C: a burn is possible."
