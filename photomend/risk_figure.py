"""Hyperpigmentation by one session against the share of dead epidermis: the fitted model, and the studies as points."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from photomend.catalog import tables
from photomend.figure import write
from photomend.outcome.pigment_risk import FILE, TYPES, Drivers, beyond, energy_doublings, forecast, known
from photomend.outcome.risk import jeffreys

NAMES = {"type_1_2": "I, II", "type_3": "III", "type_4": "IV", "type_5_6": "V, VI"}
PHOTOTYPES = ("II", "III", "IV", "VI")
COLOURS = {"1550 nm": "#1f5a99", "1440 nm": "#3a8f5a", "1927 nm": "#b3452c"}
MARKERS = {-0.5: ("s", "charts read"), 0.0: ("D", "between"), 0.5: ("o", "people followed or photographed")}
SHOWN_FROM = 0.3  # share of the people of a group that puts it into a panel
COVERAGES = np.geomspace(0.03, 0.85, 60)
ENERGY_MJ = 20.0
PERCENT = 100.0
LOWEST = 0.05  # of the axis, percent


def draw_pigment_risk() -> Figure:
    """Return the figure: one panel a phototype, median and 90 % of the model, and each group's rate a session.

    A group is drawn whole into each panel whose phototype it holds enough of. The model is drawn for 1550 nm, 20 mJ
    and half cooled, as the studies mostly were, with density as the coverage asks for; dotted where that lies beyond
    theirs.
    """
    figure = Figure(figsize=(11.5, 4.6), layout="constrained")
    panels = figure.subplots(1, len(TYPES), sharey=True)
    for axes, name, phototype in zip(panels, TYPES, PHOTOTYPES, strict=True):
        _model(axes, phototype)
        for row in tables(FILE)["row"]:
            if row["phototypes"].get(name, 0.0) >= SHOWN_FROM:
                _group(axes, row, row["phototypes"][name])
        axes.set_title(f"phototype {NAMES[name]}", fontsize=10)
        axes.set(xscale="log", yscale="log", xlim=(3.0, 85.0), ylim=(LOWEST, 100.0))
        axes.set_xticks([3, 10, 30], ["3", "10", "30"])
        axes.minorticks_off()
        axes.set_xlabel("dead epidermis (% of the area)", fontsize=9)
    panels[0].set_ylabel("hyperpigmentation (% of sessions)", fontsize=9)
    panels[0].set_yticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    figure.legend(handles=_legend(), loc="outside lower center", ncols=4, fontsize=8.5, frameon=False)
    return figure


def save(path: str | Path) -> None:
    """Write the figure to a PNG, SVG or PDF file, whole or not at all."""
    write(draw_pigment_risk(), path)


def _model(axes: Axes, phototype: str) -> None:
    """Draw the median and the 90 % of the model over coverage."""
    reference = known("reference", "coverage_share").value
    energy, high_energy = energy_doublings(ENERGY_MJ)
    widened = 2.0 ** (known("reference", "area_exponent").value * energy)  # area of a zone over that of the reference
    doublings = np.log2(np.log1p(-COVERAGES) / (math.log1p(-reference) * widened))
    density, tested = known("reference", "density_per_cm2").value * 2.0**doublings, known("tested", "density_per_cm2")
    ends = []
    for N, doubled, C in zip(density, doublings, COVERAGES, strict=True):
        drivers = Drivers(doubled, math.log2(C / reference), energy, high_energy, 0.0, 0.0, cooled=0.5)
        ends.append(forecast(drivers, phototype, beyond("density", N, tested, "per cm2"))[:3])
    median, low, high = PERCENT * np.array(ends).T
    x, inside = PERCENT * COVERAGES, (density >= tested.low) & (density <= tested.high)
    axes.fill_between(x, low, high, color="0.5", alpha=0.13, linewidth=0)
    axes.fill_between(x, low, high, where=inside.tolist(), color="0.5", alpha=0.15, linewidth=0)
    axes.plot(x, median, color="0.25", linestyle=":")
    axes.plot(x[inside], median[inside], color="0.25")


def _group(axes: Axes, row: dict[str, Any], share: float) -> None:
    """Draw the rate a session of one group with its Jeffreys interval, fainter where fewer are of the phototype."""
    events, people, sessions = row["events"], row["counted"], row["sessions_each"]
    low, high = (_per_session(end, sessions) for end in jeffreys(events, people))
    rate = _per_session(events / people, sessions)
    x, colour = PERCENT * row["coverage_share"]["value"], COLOURS[_wavelength(row)]
    faint = 0.35 + 0.65 * share
    marker = MARKERS[row["looking"]][0]
    axes.plot([x, x], [max(low, LOWEST), high], color=colour, linewidth=1.0, alpha=faint)
    if events > 0:
        axes.plot(x, rate, marker, color=colour, markersize=5.5, alpha=faint)
    else:
        axes.plot(x, high, marker, color=colour, markersize=5.5, alpha=faint, fillstyle="none")


def _per_session(share: float, sessions: float) -> float:
    """Return the percentage a session that gives a share of people after several."""
    return PERCENT * (1.0 - (1.0 - share) ** (1.0 / sessions))


def _wavelength(row: dict[str, Any]) -> str:
    if row["thulium"] > 0.5:
        return "1927 nm"
    return "1440 nm" if "1440" in row["device"] else "1550 nm"


def _legend() -> list[Line2D]:
    model = [
        Line2D([], [], color="0.25", label="model: 1550 nm, 20 mJ, with 90 %"),
        Line2D([], [], color="0.25", linestyle=":", label="beyond studied densities"),
    ]
    colours = [
        Line2D([], [], color=colour, marker="o", linewidth=1.0, label=f"study, {name}")
        for name, colour in COLOURS.items()
    ]
    looks = [Line2D([], [], color="0.4", marker=shape, linestyle="", label=told) for shape, told in MARKERS.values()]
    none = Line2D([], [], color="0.4", marker="o", fillstyle="none", linestyle="", label="no case: highest rate")
    return [*model, *colours, *looks, none]
