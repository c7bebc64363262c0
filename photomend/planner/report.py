"""The report of a plan: one printable page that needs nothing beside itself; pictures are inside it."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, StrictUndefined, select_autoescape
from markupsafe import Markup

from photomend.bibliography import short_reference
from photomend.catalog import literature, tables
from photomend.figure import draw, draw_plain
from photomend.healing import heal, wound_of
from photomend.healing_figure import draw_healing
from photomend.planner.audience import shows_settings
from photomend.planner.planning import Option, Planned
from photomend.planner.words import DIALS, FIGURES, asked, figure_told, span_told, told, unbroken
from photomend.result import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from photomend.healing import Healing
    from photomend.planner.care import CareLine
    from photomend.planner.stated import StatedWound
    from photomend.result import Quantity, Simulation

BADGES = {"model": "Model", "study": "Study", "prior": "Prior", "assumption": "Assumption"}
CARE = {
    "comfort": "Comfort",
    "eye_protection": "Eyes",
    "test_spot": "A test spot",
    "before": "Before",
    "expected": "Expected in the room",
    "pause": "A reason to pause",
    "stop": "A reason to stop",
    "aftercare": "Afterwards",
    "call_if": "Reasons to call",
}
MILESTONES = {
    "redness_days": "redness",
    "swelling_days": "swelling",
    "bronzing_days": "bronzing",
    "dryness_days": "dry, flaking skin",
    "closed_days": "open places in the outer skin",
    "makeup_day": "no make-up, by the model",
}
EVENTS = {
    "hyperpigmentation": "dark marks (hyperpigmentation)",
    "darker melasma": "melasma that darkens",
    "milia": "milia (tiny white bumps)",
}
RESOLUTION_DPI = 90
MOST_KEYS = 8
INSIDE = "data:"

Lines = Mapping[str, "Sequence[CareLine]"]


class Picture(NamedTuple):
    """A picture inside the page, its caption, and the same in words for who cannot see it."""

    source: str
    caption: str
    words: str


class Pictures(NamedTuple):
    """The pictures of an option; None where there is none to show."""

    wound: Picture | None = None
    healing: Picture | None = None


def write_report(path: Path, planned: Planned, command: str) -> None:
    """Write the report of a plan as one HTML file."""
    with replacing(path) as beside:
        beside.write_text(page(planned, command), encoding="utf-8")


def page(planned: Planned, command: str) -> str:
    """Return the report as HTML."""
    environment = _environment()
    template = environment.from_string((files("photomend") / "data" / "report.html").read_text(encoding="utf-8"))
    plan = planned.plan
    clinician, shared = shows_settings(plan.case), _shared(plan.options)
    return template.render(
        plan=plan,
        badges=BADGES,
        dials=DIALS,
        figures=FIGURES,
        events=EVENTS,
        milestones=MILESTONES,
        glossary={} if clinician else tables("plans")["glossary"],
        conditions={} if clinician else tables("plans")["conditions"],
        pictures=[_pictures(*both) for both in zip(plan.options, planned.runs, strict=True)],
        care=[_without(_care(option), shared) for option in plan.options],
        shared=shared,
        command=command,
    )


def _environment() -> Environment:
    """Return what fills the template: everything a user wrote is escaped, and a name that is missing is an error."""
    environment = Environment(
        autoescape=select_autoescape(default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_printed,
    )
    environment.filters.update(
        told=told,
        figure_told=figure_told,
        span_told=span_told,
        verdict=_verdict,
        asked=asked,
        words=_words,
        keys=_keys,
        day=_day,
        until=_until,
        reference=_reference,
        first_capital=_first_capital,
    )
    return environment


def _printed(value: Any) -> Any:
    """Return what is written into the page: text in the signs of print, markup and pictures as they are."""
    if not isinstance(value, str) or isinstance(value, Markup) or value.startswith(INSIDE):
        return value
    return unbroken(value)


def _verdict(stated: StatedWound) -> str:
    """Return in few words whether a stated wound is reached, and how surely."""
    if not stated.reached:
        return "not reached"
    sure = stated.nearest.miss.high <= 1.0 and stated.nearest.limits_kept_in_worst_case
    return "reached" if sure else "reached in the middle of the model's range"


def _words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ")


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _keys(sources: Sequence[str]) -> str:
    """Return keys of the bibliography in brackets; of many, those of the model's parts are left to the list below."""
    shown = list(sources[:MOST_KEYS])
    more = f" and {len(sources) - MOST_KEYS} more" if len(sources) > MOST_KEYS else ""
    return f"[{', '.join(shown)}{more}]" if shown else ""


def _day(day: float) -> str:
    return "same day" if day < 1.0 else f"{day:g}"


def _until(days: Quantity) -> str:
    """Return until which day something shows."""
    return "not seen" if days.high == 0.0 else told(days, ".1f")


def _reference(key: str) -> str:
    return short_reference(key) if key in literature() else "given by the user"


def _care(option: Option) -> Lines:
    """Return what an option says of the room and of afterwards, by heading."""
    parts = {**dict(option), **(dict(option.watch) if option.watch else {})}
    return {heading: lines for name, heading in CARE.items() if (lines := parts.get(name))}


def _shared(options: Iterable[Option]) -> Lines:
    """Return what is said alike of every laser of a plan, by heading; nothing where there is only one."""
    first, *others = [_care(option) for option in options if option.kind == "laser"] or [{}]
    if not others:
        return {}
    alike = {
        heading: [line for line in lines if all(line in other.get(heading, ()) for other in others)]
        for heading, lines in first.items()
    }
    return {heading: lines for heading, lines in alike.items() if lines}


def _without(lines: Lines, shared: Lines) -> Lines:
    own = {heading: [line for line in said if line not in shared.get(heading, ())] for heading, said in lines.items()}
    return {heading: said for heading, said in own.items() if said}


def _pictures(option: Option, run: Simulation | None) -> Pictures:
    """Return the wound of an option in cross-section and its healing by day, as pictures inside the page."""
    if run is None:
        return Pictures()
    wound, healing = (draw if option.settings else draw_plain)(run), heal(wound_of(run))
    return Pictures(
        wound=_picture(wound, "The wound, and how much of the skin is in one at each depth.", _wound_told(option))
        if wound
        else None,
        healing=_picture(
            draw_healing(healing),
            "The healing by day: lines are the middle of all people, bands and bars hold eight of ten.",
            _healing_told(healing),
        ),
    )


def _wound_told(option: Option) -> str:
    assert option.wound is not None
    deep, wide, share = (
        told(quantity, style)
        for quantity, style in (
            (option.wound.necrosis_depth, ".0f"),
            (option.wound.necrosis_width, ".0f"),
            (option.wound.coverage, ".0%"),
        )
    )
    return f"Dead cells reach {deep} down and are {wide} across; {share} of the skin is wounded."


def _healing_told(healing: Healing) -> str:
    known = ((words, getattr(healing.figures, name)) for name, words in MILESTONES.items())
    return "Over by day: " + "; ".join(f"{words}: {_until(days)}" for words, days in known if days) + "."


def _picture(figure: Figure, caption: str, words: str) -> Picture:
    return Picture(_inside(figure), caption, f"{caption} {words}")


def _inside(figure: Figure) -> str:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=RESOLUTION_DPI)
    return f"{INSIDE}image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
