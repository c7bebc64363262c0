"""The figure of a course: what is gone after each session and months later, by two yardsticks side by side.

Points are the median over people, bars hold 80 % of them; below, the share of people who see no change.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from matplotlib.figure import Figure

from photomend.case import FAMILIES
from photomend.figure import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.outcome import Change
    from photomend.result import Quantity

    Point = tuple[float, Quantity | None]

Yardstick = Literal["measured", "photo_graded"]
STYLE: dict[Yardstick, tuple[str, str, str]] = {
    "measured": ("#0072b2", "o", "by instruments and counts"),
    "photo_graded": ("#d55e00", "s", "graded from photographs"),
}
GAP = 1.0  # between the last session and the months after it, in sessions
UNKNOWN = "#9a9a9a"


def draw_course(change: Change) -> Figure:
    """Return the figure of an expected change: one panel per yardstick to one scale, and who sees nothing.

    Example
    -------
    >>> from photomend.outcome import expected_change
    >>> len(draw_course(expected_change("acne-scars", "fractional-1550", 3)).axes)
    3
    """
    figure = Figure(figsize=(10, 6.2), layout="constrained")
    grid = figure.add_gridspec(2, 2, height_ratios=(2.6, 1.0))
    first = figure.add_subplot(grid[0, 0])
    second = figure.add_subplot(grid[0, 1], sharey=first)
    _yardstick(first, change, "measured")
    _yardstick(second, change, "photo_graded")
    first.set_ylabel("share of the severity gone (%)")
    first.text(
        0.02, 0.97, "point: the middle person; bar: 80 % of people", transform=first.transAxes, va="top", fontsize=8
    )
    _unseen(figure.add_subplot(grid[1, :]), change)
    concern = change.concern.replace("-", " ")
    figure.suptitle(f"{concern.capitalize()}: {FAMILIES[change.family]}{_remarks(change)}", fontsize=11)
    return figure


def save(change: Change, path: str | Path) -> None:
    """Write the figure of an expected change to a PNG, SVG or PDF file, whole or not at all."""
    write(draw_course(change), path)


def _remarks(change: Change) -> str:
    if not change.outside_tested_range or change.follow_up_months is None:
        return ""
    return "\noutside what was studied"


def _yardstick(axes: Axes, change: Change, name: Yardstick) -> None:
    """Draw one yardstick: each session, then the months after the last, then that nothing is known."""
    colour, marker, words = STYLE[name]
    last = change.sessions + GAP
    sessions = [(float(step.session), getattr(step, name)) for step in change.steps]
    later = [(last + at, getattr(then, name)) for at, then in enumerate(change.later)]
    _bars(axes, [*sessions, *later], colour)
    _middles(axes, [sessions[-1], *later], colour, linestyle=":", marker=marker, markerfacecolor="white")
    _middles(axes, sessions, colour, linestyle="-", marker=marker)
    end = later[-1][0]
    axes.axvspan(end - 0.5, end + 0.5, color=UNKNOWN, alpha=0.2, linewidth=0)
    axes.text(end, 50.0, "not known", rotation=90, ha="center", va="center", fontsize=9)
    axes.axvline(last - 0.5 * GAP, color=UNKNOWN, linewidth=0.8, linestyle=":")
    axes.axhline(0.0, color="black", linewidth=0.6)
    names = [*(str(step.session) for step in change.steps), *(f"+{then.months}" for then in change.later)]
    names[-1] = f">{change.later[-1].months}"
    axes.set_xticks([*(at for at, _ in sessions), *(at for at, _ in later)], names)
    axes.set_xlabel("session" + " " * 30 + "months after the last")
    axes.set_ylim(min(0.0, _lowest(change)) - 3.0, 103.0)
    axes.set_xlim(-0.5, end + 0.5)
    assumed = sessions[-1][1] is not None and sessions[-1][1].kind == "assumption"
    axes.set_title(f"{words}{' (borrowed or assumed)' * assumed}", fontsize=10, color=colour)
    if all(share is None for _, share in sessions):
        axes.text(0.4 * end, 50.0, "no figure was read", ha="center", fontsize=10, color=UNKNOWN)


def _bars(axes: Axes, points: Sequence[Point], colour: str) -> None:
    """Draw the band of 10 to 90 % of people of every point that is known."""
    for at, share in points:
        if share is not None:
            axes.vlines(at, 100.0 * share.low, 100.0 * share.high, color=colour, alpha=0.3, linewidth=9)


def _middles(axes: Axes, points: Sequence[Point], colour: str, **style: Any) -> None:
    """Draw the medians that are known, joined."""
    known = [(at, 100.0 * share.value) for at, share in points if share is not None]
    axes.plot([at for at, _ in known], [value for _, value in known], color=colour, **style)


def _unseen(axes: Axes, change: Change) -> None:
    """Draw the share of people who see no change after each session."""
    known = [(step.session, step.no_visible_change) for step in change.steps[1:] if step.no_visible_change]
    for session, share in known:
        value, low, high = (100.0 * end for end in (share.value, share.low, share.high))
        axes.bar(session, value, width=0.5, color=UNKNOWN)
        axes.plot([session, session], [low, high], color="black", linewidth=1.2)
        axes.annotate(
            f"{value:.0f} %", (session, high), xytext=(0, 2), textcoords="offset points", ha="center", fontsize=9
        )
    axes.set_xticks([step.session for step in change.steps[1:]])
    axes.set(xlim=(0.5, change.sessions + 0.5), ylim=(0.0, 100.0), xlabel="session", ylabel="of people (%)")
    axes.set_title("no visible change (less than an eighth of the severity; line: a tenth to a seventh)", fontsize=10)
    if not known:
        axes.text(0.5 * (1 + change.sessions), 50.0, "not known", ha="center", va="center", fontsize=10, color=UNKNOWN)


def _lowest(change: Change) -> float:
    shares = [getattr(step, name) for step in change.steps for name in STYLE]
    return 100.0 * min((share.low for share in shares if share is not None), default=0.0)
