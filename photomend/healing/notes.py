"""What healing does not know of a wound, in sentences: gaps, conflicts and limits that no band holds."""

from __future__ import annotations

from photomend.catalog import look_up, tables
from photomend.healing.wound import Wound

DARKER = ("IV", "V", "VI")


def notes_on(wound: Wound) -> tuple[str, ...]:
    """Return what has to be said beside the figures of a wound."""
    found = (
        f"closing: {closing_reason(wound)}",
        _closing(wound),
        _field(wound),
        _removal(wound),
        _vacuoles(wound),
        _bronzing(wound),
        _person(wound),
        *_remodelling(wound),
    )
    return tuple(note for note in found if note)


def closing_reason(wound: Wound) -> str:
    """Return what decides when the epidermis is closed, by kind of wound."""
    if wound.vacuole_share.value > 0.0:
        return "vacuoles lie inside a living epidermis"
    if wound.epidermal_gap.value == 0.0:
        return "nothing to close"
    if wound.gap_at_the_base.value == 0.0:
        return "living epidermis is left below the wound, which closes from there"
    if wound.full_field:
        return "no epidermis alive: closes from the follicles, once they have grown through the dead rim"
    if wound.removed_depth.value > 0.0:
        return "craters, by their width and depth"
    return "columns under an intact horny layer, by their width"


def _closing(wound: Wound) -> str:
    if wound.gap_at_the_base.value == 0.0:
        return ""
    whole = look_up("healing", "closing", "regenerated_days")
    return (
        f"closed means a continuous basal layer; the whole thickness of the epidermis takes {whole.low:g} to "
        f"{whole.high:g} days in small columns"
    )


def _field(wound: Wound) -> str:
    """Return a warning where the interval of the simulation does not settle whether a full field lost its epidermis."""
    share = wound.epidermal_coverage
    if not wound.full_field or share.low == share.high:
        return ""
    told, other = ("died", "was spared") if share.value > 0.0 else ("was spared", "died")
    return (
        f"not settled: the epidermis is told as one that {told}, and the interval of the simulation holds one that "
        f"{other} as well; the days are those of what is told"
    )


def _removal(wound: Wound) -> str:
    removed = wound.removed_depth
    if removed.value > 0.0 or removed.high == 0.0 or wound.full_field:
        return ""
    return (
        f"not settled: no tissue is told to be removed, and the interval of the simulation holds up to "
        f"{removed.high:.0f} um; such wounds would close later"
    )


def _vacuoles(wound: Wound) -> str:
    if wound.vacuole_share.value == 0.0:
        return ""
    return "when the debris of vacuoles is shed was not read; its course is that of columns, taken over"


def _bronzing(wound: Wound) -> str:
    if wound.epidermal_coverage.value == 0.0:
        return ""
    return "bronzing rests on one series of types I to IV; how much darker darker skin becomes is an extrapolation"


def _person(wound: Wound) -> str:
    """Return which of site and colour the figures leave out."""
    body = wound.site in tables("healing")["follicles"]["body_sites"]
    found = (
        f"off the face ({wound.site}) all but the follicles are those of faces, and skin there is said to heal slower"
        if body
        else "",
        "redness is that of the skin's vessels; in darker skin less of it is seen" if wound.phototype in DARKER else "",
    )
    return "; ".join(filter(None, found))


def _remodelling(wound: Wound) -> tuple[str, ...]:
    if wound.necrosis_depth.value == 0.0 and wound.vacuole_share.value == 0.0:
        return ("no tissue died; whether heat alone remodels the dermis is not simulated",)
    return (
        "collagen is in conflict: two series of hands found it denser months after 1550 nm, and a split-face biopsy "
        "study of 1540 against 2940 nm (10 people) found fewer fibres per area after 3 months, read as swelling; "
        "remodelling here is a share of its end, whatever that is",
        "what histology shows and what eyes see go together poorly",
    )
