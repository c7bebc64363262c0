"""The figure of an inverse plan: the miss against what it is weighed against, and the wounds around the target."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from photomend.figure import write
from photomend.study.told import Choice, InversePlan, Looked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_MISS = 0.01  # drawn; less is drawn there
MARGIN = 0.08  # of what is shown
INK, BLUE, RED, GREY, GREEN = "#333333", "#0072b2", "#d55e00", "#9a9a9a", "#009e73"
LABELS = {"um": "µm", "degC": "°C", "K": "K", "1": ""}


def draw_plan(plan: InversePlan) -> Figure:
    """Return the figure of an inverse plan: two panels, trade-off and wounds."""
    figure = Figure(figsize=(11, 5.4), layout="constrained")
    left, right = figure.subplots(1, 2)
    _trade_off(left, plan)
    _wounds(right, plan)
    figure.suptitle(_wrapped(plan.statement), fontsize=10)
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, fontsize=8.5, frameon=False)
    return figure


def save(plan: InversePlan, path: str | Path) -> None:
    """Write the figure of an inverse plan to a PNG, SVG or PDF file, whole or not at all."""
    write(draw_plan(plan), path)


def _trade_off(axes: Axes, plan: InversePlan) -> None:
    """Draw every evaluation, the Pareto set, the best and the robust choice with its worst case."""
    name = plan.against
    kept, passed = _looked(plan, True), _looked(plan, False)
    for some, marker, words in ((kept, "o", "evaluated, limits kept"), (passed, "x", "evaluated, a limit passed")):
        across = [(one.figures or {})[name] for one in some]
        axes.plot(across, [_drawn(one.miss) for one in some], marker, color=GREY, ms=4, label=words)
    front = sorted((one.figures[name].value, _drawn(one.miss)) for one in plan.pareto)
    axes.plot(*zip(*front, strict=True), "o-", color=INK, ms=5, lw=1.2, label="Pareto set") if front else None
    for one, colour, marker, words in _chosen(plan):
        place = one.figures[name].value
        if one.worst_miss is not None:
            axes.plot([place, place], [_drawn(one.miss), one.worst_miss], color=colour, lw=1.2)
            axes.plot([place], [one.worst_miss], "_", color=colour, ms=9)
        axes.plot([place], [_drawn(one.miss)], marker, color=colour, ms=10, label=words, zorder=5)
    axes.axhline(1.0, color=GREEN, lw=1, ls="--")
    axes.text(0.99, 1.0, "reached below", transform=axes.get_yaxis_transform(), ha="right", va="bottom", fontsize=8)
    _limits(axes, plan, name, vertical=True)
    _near_the_front(axes, plan)
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_xlabel(_label(plan, name))
    axes.set_ylabel("miss (tolerances); upper end: worst case")


def _near_the_front(axes: Axes, plan: InversePlan) -> None:
    """Show what lies from the least across to the front and its limit; what lies far beyond tells nothing."""
    name = plan.against
    across = [(one.figures or {})[name] for one in _looked(plan, True)]
    across += [one.figures[name].value for one, *_ in _chosen(plan)]
    end = max([*across, *plan.limits.get(name, {}).values()])
    start = min(across)
    wide = max(end - start, 1e-6)
    axes.set_xlim(start - MARGIN * wide, end + MARGIN * wide)


def _wounds(axes: Axes, plan: InversePlan) -> None:
    """Draw evaluations by two quantities, the target with its tolerance, the limits, the choices with their ranges."""
    first, second = _pair(plan)
    for some, marker in ((_looked(plan, True), "o"), (_looked(plan, False), "x")):
        points = [((one.figures or {})[first], (one.figures or {})[second]) for one in some]
        axes.plot(*_columns(points), marker, color=GREY, ms=4)
    points = [(one.figures[first].value, one.figures[second].value) for one in plan.pareto]
    axes.plot(*_columns(points), "o", color=INK, ms=5)
    for one, colour, marker, _ in _chosen(plan):
        x, y = one.figures[first], one.figures[second]
        axes.plot([x.low, x.high], [y.value, y.value], color=colour, lw=1.2)
        axes.plot([x.value, x.value], [y.low, y.high], color=colour, lw=1.2)
        axes.plot([x.value], [y.value], marker, color=colour, ms=10, zorder=5)
    _target(axes, plan, first, second)
    _limits(axes, plan, first, vertical=True)
    _limits(axes, plan, second, vertical=False)
    axes.set_xlabel(_label(plan, first))
    axes.set_ylabel(_label(plan, second))


def _target(axes: Axes, plan: InversePlan, first: str, second: str) -> None:
    """Shade the targets within their tolerance: a box, or a band where only one quantity has a target."""
    x = plan.goal[first]
    low, width = x["value"] - x["tolerance"], 2.0 * x["tolerance"]
    if second in plan.goal:
        y = plan.goal[second]
        corner = (low, y["value"] - y["tolerance"])
        axes.add_patch(Rectangle(corner, width, 2.0 * y["tolerance"], color=GREEN, alpha=0.3, lw=0))
        axes.text(low, y["value"] + y["tolerance"], "target", ha="left", va="bottom", fontsize=8)
    else:
        axes.axvspan(low, low + width, color=GREEN, alpha=0.3, lw=0)
        axes.text(x["value"], 0.99, "target", transform=axes.get_xaxis_transform(), ha="center", va="top", fontsize=8)


def _limits(axes: Axes, plan: InversePlan, name: str, vertical: bool) -> None:
    for bound in plan.limits.get(name, {}).values():
        (axes.axvline if vertical else axes.axhline)(bound, color=RED, lw=1, ls=":")
        transform = axes.get_xaxis_transform() if vertical else axes.get_yaxis_transform()
        place = (bound, 0.98) if vertical else (0.02, bound)
        axes.text(
            *place, "limit ", transform=transform, color=RED, fontsize=8, ha="right" if vertical else "left", va="top"
        )


def _chosen(plan: InversePlan) -> list[tuple[Choice, str, str, str]]:
    found = [(plan.best, BLUE, "*", "best")]
    return [*found, (plan.robust, RED, "d", "robust")] if plan.robust else found


def _looked(plan: InversePlan, kept: bool) -> list[Looked]:
    return [one for one in plan.looked if one.figures is not None and (one.excess == 0.0) == kept]


def _pair(plan: InversePlan) -> tuple[str, str]:
    """Return the first target, and the second or a limit that binds or what the miss is weighed against."""
    first, *others = plan.goal
    bound = [one.name for one in plan.binding if one.name in plan.limits]
    return first, [*others, *bound, plan.against][0]


def _columns(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _drawn(miss: float | None) -> float:
    return max(LEAST_MISS, miss or 0.0)


def _label(plan: InversePlan, name: str) -> str:
    unit = LABELS[plan.best.figures[name].unit]
    words = name.rsplit("_", 1)[0] if name.rsplit("_", 1)[-1] in ("um", "K", "C") else name
    return f"{words.replace('_', ' ')} ({unit})" if unit else words.replace("_", " ")


def _wrapped(words: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(words, 120))
