"""A plan as tables for a terminal: screening, options side by side, risks, three kinds of treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from photomend.planner.options import KindOfTreatment, Option, Plan
from photomend.planner.words import told
from photomend.result import Quantity

HALF_YEAR_MONTHS = 6
MARKS = {"model": "", "study": " study", "prior": " prior", "assumption": " assumed"}
Row = tuple[str, Callable[[Any], Quantity | None], str]
OPTION_ROWS: tuple[Row, ...] = (
    ("sessions", lambda one: one.sessions, ".0f"),
    ("weeks between", lambda one: one.interval_weeks, ".3g"),
    ("change after the course, measured", lambda one: _last(one).measured if _last(one) else None, ".0%"),
    ("the same, as photographs are graded", lambda one: _last(one).photo_graded if _last(one) else None, ".0%"),
    ("measured, 6 months after the last session", lambda one: _half_year(one), ".0%"),
    ("no visible change after one session", lambda one: _first(one), ".0%"),
    ("dead cells down to", lambda one: one.wound.necrosis_depth if one.wound else None, ".0f"),
    ("skin wounded", lambda one: one.wound.coverage if one.wound else None, ".0%"),
    ("redness", lambda one: one.recovery.milestones.redness_days if one.recovery else None, ".1f"),
    ("make-up from", lambda one: one.recovery.milestones.makeup_day if one.recovery else None, ".1f"),
    ("dark marks, per session", lambda one: _risk(one, "hyperpigmentation"), "risk"),
    ("cold sores, per session", lambda one: _risk(one, "cold sores"), "risk"),
    ("pain, 0 to 10", lambda one: one.pain, ".1f"),
    ("cost of the course", lambda one: one.cost.course if one.cost else None, ".0f"),
)
KIND_ROWS: tuple[Row, ...] = (
    ("dead cells down to", lambda one: one.wound.necrosis_depth, ".0f"),
    ("tissue removed down to", lambda one: one.wound.removed_depth, ".0f"),
    ("skin wounded", lambda one: one.wound.coverage, ".0%"),
    ("warmest mean of the upper half millimetre", lambda one: one.wound.bulk_peak_temperature, ".0f"),
    ("sessions", lambda one: one.sessions, ".0f"),
    ("closed after", lambda one: one.closed_days, ".1f"),
    ("redness", lambda one: one.redness_days, ".1f"),
    ("dark marks, per session", lambda one: one.hyperpigmentation, "risk"),
    ("change, measured", lambda one: one.measured, ".0%"),
    ("change, as photographs are graded", lambda one: one.photo_graded, ".0%"),
    ("pain, 0 to 10", lambda one: one.pain, ".1f"),
    ("cost of the course", lambda one: one.cost.course if one.cost else None, ".0f"),
)


def show_plan(plan: Plan, console: Console) -> None:
    """Print a plan; the report has the rest: diary, care, sources."""
    goal, person = plan.case.goal, plan.case.person
    console.print(f"[bold]{goal.concern.replace('-', ' ')}[/], {goal.site}; {person.age_years:g} years, phototype "
                  f"{person.phototype}; for a {plan.case.audience.role}", highlight=False)  # fmt: skip
    console.print(f"[bold]{plan.screening.verdict.replace('-', ' ')}[/]: {plan.screening.statement}", highlight=False)
    for reason in plan.screening.reasons:
        console.print(f"  [yellow]{reason.verdict}[/] ({reason.grade}): {reason.text}", highlight=False)
    if plan.options:
        console.print(_table("Options, in the order of their evidence", plan.options, OPTION_ROWS))
        for option in plan.options:
            _say(option, console)
    if plan.comparison:
        console.print(_table("Three kinds of treatment on this skin", plan.comparison, KIND_ROWS))
    for kind in plan.comparison:
        for note in kind.notes:
            console.print(f"  {kind.title}: {note}", highlight=False)
    for line in plan.questions:
        console.print(f"Ask: {line.text}", highlight=False)
    notes = [option.stated_wound.note for option in plan.options if option.stated_wound]
    if notes:
        console.print(notes[0], highlight=False)
    console.print(f"{plan.notice} --report writes diary, care and sources as one page.", style="dim", highlight=False)


def _table(title: str, columns: Sequence[Option | KindOfTreatment], rows: Iterable[Row]) -> Table:
    names = (Column(one.title, justify="right", overflow="fold") for one in columns)
    table = Table(Column(""), *names, title=title, title_justify="left", show_lines=True)
    for words, find, style in rows:
        table.add_row(words, *(_cell(find(one), style) for one in columns))
    return table


def _cell(quantity: Quantity | None, style: str) -> str:
    if quantity is None:
        return "[dim]not known[/]"
    return f"{told(quantity, style)}[dim]{MARKS[quantity.kind]}[/]"


def _say(option: Option, console: Console) -> None:
    """Print what speaks for and against an option, its settings for who may see them, and its warnings."""
    console.print(f"[bold]{option.title}[/]", highlight=False)
    if option.basis:
        console.print(f"  {option.basis.text}", highlight=False)
    for sign, lines in (("+", option.reasons), ("-", option.against)):
        for line in lines:
            console.print(f"  {sign} {line.text}", highlight=False)
    for name, quantity in (option.settings or {}).items():
        console.print(f"  published {name.replace('_', ' ')}: {told(quantity)}", highlight=False)
    _say_stated(option, console)
    for words in option.outside_reasons:
        console.print(f"  [yellow]outside tested range:[/] {words}", highlight=False)
    for words in option.warnings:
        console.print(f"  [yellow]warning:[/] {words}", highlight=False)


def _say_stated(option: Option, console: Console) -> None:
    """Print how near an option comes to the wound that a clinician stated, or why that was not looked for."""
    if option.stated_wound_why:
        console.print(f"  stated wound: not looked for. {option.stated_wound_why}", highlight=False)
    if not option.stated_wound:
        return
    stated = option.stated_wound
    console.print(f"  [bold]stated wound:[/] {stated.statement}", highlight=False)
    for words in stated.held_by:
        console.print(f"    holds it back: {words}", highlight=False)
    console.print(f"    {stated.worst_case}", highlight=False)
    for words in stated.nearest.warnings:
        console.print(f"    [yellow]warning there:[/] {words}", highlight=False)


def _last(option: Option) -> Any:
    return option.expected_change.steps[-1] if option.expected_change else None


def _half_year(option: Option) -> Quantity | None:
    """Return what is gone six months after the last session, by instrument or count."""
    later = option.expected_change.later if option.expected_change else ()
    return next((then.measured for then in later if then.months == HALF_YEAR_MONTHS), None)


def _first(option: Option) -> Quantity | None:
    return option.expected_change.steps[1].no_visible_change if option.expected_change else None


def _risk(option: Option, event: str) -> Quantity | None:
    return next((risk.probability for risk in option.risks if risk.event == event), None)
