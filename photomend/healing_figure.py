"""The figure of a healing course: what is seen in the first two weeks, how the wounds close, months of remodelling.

Lines are the median over people, bands hold 80 % of them. All shares are of the strongest or of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.healing import Healing

STYLE = {
    "redness": ("#d55e00", "-"),
    "swelling": ("#0072b2", "--"),
    "bronzing": ("#8c5a2b", "-"),
    "dryness": ("#7a7a7a", "--"),
    "closed": ("#009e73", "-"),
    "debris": ("#cc79a7", "--"),
    "remodelling": ("#332288", "-"),
}
WORDS = {
    "redness": "redness",
    "swelling": "swelling",
    "bronzing": "bronzing",
    "dryness": "dryness, flaking",
    "closed": "epidermis closed",
    "debris": "debris still in the skin",
    "remodelling": "collagen, of its final change",
}
SIGNS = {
    "closed_days": "epidermis open",
    "makeup_day": "no make-up yet",
    "swelling_days": "swelling seen",
    "redness_days": "redness seen",
    "bronzing_days": "bronzing seen",
    "dryness_days": "dryness seen",
    "debris_to_day": "debris shed (90 %)",
}
FORTNIGHT, WEEK = 14.0, 7.0
FEWEST_DAYS = 7.0
LEAST_SHOWN = 0.1


def draw_healing(healing: Healing, title: str = "") -> Figure:
    """Return the figure of how a wound heals: four courses with bands, and the days with ranges; `title` goes above."""
    figure = Figure(figsize=(12, 7), layout="constrained")
    grid = figure.add_gridspec(2, 3, width_ratios=(1.0, 1.0, 1.05))
    shed = () if healing.figures.debris_to_day is None else ("debris",)
    panels = (("redness", "swelling"), ("bronzing", "dryness"), ("closed", *shed))
    places = (grid[0, 0], grid[0, 1], grid[1, 0])
    for names, place in zip(panels, places, strict=True):
        _fortnight(figure.add_subplot(place), healing, names)
    _months(figure.add_subplot(grid[1, 1]), healing)
    _days(figure.add_subplot(grid[:, 2]), healing)
    figure.suptitle(title, fontsize=11)
    return figure


def _fortnight(axes: Axes, healing: Healing, names: tuple[str, ...]) -> None:
    """Draw courses over the first two weeks."""
    for name in names:
        _course(axes, healing, name, 1.0)
    axes.set(xlim=(0.0, FORTNIGHT), ylim=(0.0, 1.02), xlabel="day", ylabel="share of the strongest")
    axes.set_xticks(range(0, 15, 2))
    if "closed" in names:
        axes.set_ylabel("share of all")
    axes.legend(fontsize=8, loc="upper right" if "closed" not in names else "center right")


def _months(axes: Axes, healing: Healing) -> None:
    """Draw remodelling, and redness where it stays for weeks."""
    late = healing.course["redness"].sel(band=0.9, day=slice(3.0 * WEEK, None)).max()
    for name in ("remodelling", "redness") if late > LEAST_SHOWN else ("remodelling",):
        _course(axes, healing, name, WEEK)
    axes.set(xlim=(0.0, 52.0), ylim=(0.0, 1.02), xlabel="week", ylabel="share")
    axes.legend(fontsize=8, loc="center right")


def _course(axes: Axes, healing: Healing, name: str, unit: float) -> None:
    colour, line = STYLE[name]
    course = healing.course[name]
    day, (low, middle, high) = course["day"].values / unit, course.values.T
    axes.fill_between(day, low, high, color=colour, alpha=0.18, linewidth=0)
    axes.plot(day, middle, color=colour, linestyle=line, label=WORDS[name])


def _days(axes: Axes, healing: Healing) -> None:
    """Draw the days by which each sign is over, with the range of 80 % of people; not known ones are said to be."""
    figures = {words: getattr(healing.figures, name) for name, words in SIGNS.items()}
    longest = max([FEWEST_DAYS, *(days.high for days in figures.values() if days is not None)])
    for place, days in enumerate(figures.values()):
        if days is None:
            axes.annotate("not known", (0.02 * longest, place), fontsize=8, va="center")
            continue
        axes.errorbar(
            days.value, place, xerr=[[days.value - days.low], [days.high - days.value]], fmt="o", color="0.2", capsize=4
        )
        axes.annotate(
            f"{days.value:.1f}", (days.value, place), (0, 7), textcoords="offset points", fontsize=8, ha="center"
        )
    axes.set_yticks(range(len(figures)), list(figures))
    axes.set(ylim=(len(figures) - 0.5, -0.6), xlim=(-0.06 * longest, 1.05 * longest), xlabel="day")
    axes.grid(axis="x", color="0.9")
    axes.set_title("over by day: median and 80 % of people", fontsize=10)
