"""What a job is asked, checked before it waits for its turn, and what it is about in a few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from photomend.case import case_of
from photomend.comparison import LEAST
from photomend.description import BadInput
from photomend.device import card
from photomend.records.contents import checked_contents, checked_text
from photomend.records.jobs import JobKind
from photomend.treatment import Request, read_request

MOST_COMPARED, MOST_IN_NAME = 6, 80

Checked = tuple[str, dict[str, Any]]


def checked_job(kind: JobKind, request: Mapping[str, Any]) -> Checked:
    """Return what a job is about and its request, as the descriptions state it; raise `BadInput` for a fault.

    Example
    -------
    >>> checked_job("plan", {"person": {"age_years": 45, "phototype": "III"}, "goal": {"concern": "acne-scars"}})[0]
    'acne scars, cheek'
    """
    return CHECKS[kind](request)


def _treatment(contents: Any) -> tuple[Request, dict[str, Any]]:
    stated = checked_contents("treatment", contents)
    request = read_request(stated)
    request.document()  # refuses what does not fit together
    return request, stated


def _simulate(contents: Mapping[str, Any]) -> Checked:
    request, stated = _treatment(contents)
    exposure, device = request.treatment.exposure, request.treatment.handpiece.device
    title = card(device).text("title") if device else f"own handpiece, {exposure.wavelength_nm:g} nm"
    return title, stated


def _plan(contents: Mapping[str, Any]) -> Checked:
    stated = checked_contents("person", contents)
    goal = case_of(stated).goal
    return f"{goal.concern}, {goal.site}".replace("-", " "), stated


def _compare(contents: Mapping[str, Any]) -> Checked:
    treatments = contents.get("treatments")
    if not isinstance(treatments, Mapping) or set(contents) != {"treatments"}:
        raise BadInput("request.treatments is missing or not alone; give treatments by name, and nothing beside them")
    if not LEAST <= len(treatments) <= MOST_COMPARED:
        raise BadInput(
            f"request.treatments has {len(treatments)} treatments, outside {LEAST} to {MOST_COMPARED}; "
            "name others or fewer"
        )
    checked = {checked_text("name", name, MOST_IN_NAME): _named(name, one) for name, one in treatments.items()}
    return " against ".join(checked), {"treatments": checked}


def _named(name: str, contents: Any) -> dict[str, Any]:
    try:
        return _treatment(contents)[1]
    except BadInput as fault:
        raise BadInput(f"treatments.{name}: {fault}") from None


CHECKS: Final[Mapping[JobKind, Callable[[Mapping[str, Any]], Checked]]] = {
    "simulate": _simulate,
    "plan": _plan,
    "compare": _compare,
}
