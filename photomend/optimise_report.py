"""An inverse plan as tables for a terminal: choices side by side, what binds, and what it rests on."""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from photomend.result import Quantity
from photomend.study.told import Choice, InversePlan, small

SHOWN = 4  # choices side by side


def show_plan(plan: InversePlan, console: Console) -> None:
    """Print a column per choice, then statements, warnings and how much was computed."""
    chosen = choices(plan)
    heads = (Column(f"{name}{_untested(one)}", justify="right") for name, one in chosen)
    table = Table(Column(""), Column("asked", justify="right"), *heads, title="Settings for a stated wound")
    for key in plan.best.settings:
        table.add_row(key.split(".")[-1], "", *(_setting(one.settings[key]) for _, one in chosen))
    table.add_section()
    for name in plan.best.figures:
        table.add_row(name, _asked(plan, name), *(_cell(one.figures[name]) for _, one in chosen))
    table.add_section()
    table.add_row("miss, in tolerances", "1 or less", *(small(one.miss) for _, one in chosen))
    table.add_row("in the worst case", "", *(_worst(one) for _, one in chosen))
    console.print(table)
    for line in lines_of(plan):
        console.print(escape(line), highlight=False)
    console.print(escape(plan.note), style="dim", highlight=False)


def choices(plan: InversePlan) -> list[tuple[str, Choice]]:
    """Return the choices shown with their names: the best, the robust one, and some of the Pareto set evenly."""
    robust = plan.robust
    others = [one for one in plan.pareto if one.settings != plan.best.settings]
    others = [one for one in others if robust is None or one.settings != robust.settings]
    if robust is None or robust.settings == plan.best.settings:
        first = [("best" if robust is None else "best, robust", plan.best)]
    else:
        first = [("best", plan.best), ("robust", robust)]
    evenly = np.linspace(0, len(others) - 1, min(len(others), SHOWN - len(first))).round().astype(int)
    return [*first, *(("trade-off", others[place]) for place in evenly)]


def lines_of(plan: InversePlan) -> list[str]:
    """Return what the table does not say, a sentence to a line."""
    told = [plan.statement, _bound(plan)]
    if plan.robust:
        told.append(_robust(plan, plan.robust))
    warned = [*plan.best.warnings, *(plan.robust.warnings if plan.robust else ())]
    told += [f"warning: {warning}" for warning in dict.fromkeys(warned)]
    error = ", ".join(f"{name} {value:.2g}" for name, value in plan.inner_model_error.items())
    told.append(
        f"{plan.evaluations} treatments evaluated ({plan.refused} refused), {plan.ends} more at the ends of uncertain "
        f"inputs; median error of the inner model: {error or 'not used'}."
    )
    return told


def _robust(plan: InversePlan, robust: Choice) -> str:
    """Return what the robust choice brings over the best."""
    worst = f"Worst case over {', '.join(plan.inputs)}: the robust choice misses by at most {robust.worst_miss:.2g} "
    worst += f"tolerances, the best by {plan.best.worst_miss:.2g}"
    if robust.worst_excess:
        return f"{worst}; no choice that was looked at keeps every limit there, the robust one comes nearest."
    if plan.best.worst_excess:
        return f"{worst}; but the robust choice keeps every limit there, and the best does not."
    return f"{worst}; both keep every limit there." if plan.limits else f"{worst}."


def _bound(plan: InversePlan) -> str:
    if not plan.binding:
        return "No limit and no end of a dial binds."
    return "Binding: " + "; ".join(f"{one.name} = {one.value:.4g} (bound {one.bound:g})" for one in plan.binding) + "."


def _asked(plan: InversePlan, name: str) -> str:
    """Return what was asked of a quantity in few words."""
    if name in plan.goal:
        return f"target {plan.goal[name]['value']:g}"
    limit = plan.limits.get(name, {})
    ends = {"low": "at least", "high": "at most"}
    return ", ".join(f"{ends[end]} {value:g}" for end, value in limit.items())


def _cell(quantity: Quantity) -> str:
    value = f"{quantity.value:.3g}"
    return value if quantity.low == quantity.high else f"{value}\n[dim]{quantity.low:.3g} to {quantity.high:.3g}[/]"


def _worst(one: Choice) -> str:
    return "" if one.worst_miss is None else f"{one.worst_miss:.2g}"


def _untested(one: Choice) -> str:
    return "\n[dim]outside tested[/]" if one.outside_tested else ""


def _setting(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
