"""What uncertain inputs do together, as a figure: where each figure lies in joint draws, and which inputs decide it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from photomend.figure import write
from photomend.study.people import IGNORANCE, PEOPLE
from photomend.study.uncertainty import Told, Uncertainty

COLOURS = {PEOPLE: "#0072b2", IGNORANCE: "#d55e00"}
DRAWN = {
    "zones.necrosis.depth": "depth of dead cells",
    "zones.necrosis.width": "width of dead cells",
    "zones.collagen.depth": "depth of coagulated collagen",
    "pattern.coverage": "coverage",
    "zones.vaporised.depth": "depth of tissue removed",
    "breakdown.energy_density_spots": "energy density in the hot spots",
    "breakdown.vacuole_diameter": "diameter of a vacuole",
}
MOST_PANELS, SHOWN_INPUTS, BINS = 4, 7, 24
UNITS = {"um": "µm", "1": "share"}


def draw_uncertainty(found: Uncertainty) -> Figure:
    """Return the figure: by column a figure of the treatment, its draws above, the indices of its inputs below."""
    names = drawn_figures(found)
    figure = Figure(figsize=(3.4 * len(names) + 0.6, 6.2), layout="constrained")
    rows = figure.subplots(2, len(names), squeeze=False, height_ratios=(1.0, 1.25))
    for above, below, name in zip(*rows, names, strict=True):
        _draws(above, found.samples[name], found.figures[name])
        above.set_title(DRAWN[name], fontsize=10)
        _indices(below, found, found.figures[name])
    rows[0][0].set_ylabel("draws", fontsize=9)
    figure.suptitle(_title(found), fontsize=10.5)
    figure.legend(handles=_legend(), loc="outside lower center", ncols=3, fontsize=8.5, frameon=False)
    return figure


def save(found: Uncertainty, path: str | Path) -> None:
    """Write the figure to a PNG, SVG or PDF file, whole or not at all."""
    write(draw_uncertainty(found), path)


def drawn_figures(found: Uncertainty) -> Sequence[str]:
    """Return the figures that are drawn: the first few that uncertain inputs move."""
    moved = [name for name in DRAWN if name in found.figures and np.ptp(found.samples[name]) > 0.0]
    return moved[:MOST_PANELS]


def _draws(axes: Axes, values: np.ndarray, told: Told) -> None:
    """Draw how often a figure took which value, its value, and both intervals below."""
    axes.hist(values, bins=BINS, color="0.75", edgecolor="white", linewidth=0.4)
    height = axes.get_ylim()[1]
    axes.axvline(told.joint.value, color="0.15", linewidth=1.2)
    for place, interval, style in ((-0.07, told.joint, "-"), (-0.15, told.one_at_a_time, ":")):
        axes.plot([interval.low, interval.high], [place * height] * 2, style, color="0.15", linewidth=2.2)
    axes.set_ylim(-0.22 * height, height)
    axes.set_yticks([tick for tick in axes.get_yticks() if 0.0 <= tick <= height])
    axes.set_xlabel(UNITS.get(told.joint.unit, told.joint.unit), fontsize=9)
    axes.tick_params(labelsize=8)


def _indices(axes: Axes, found: Uncertainty, told: Told) -> None:
    """Draw first-order indices as bars and total indices as marks, with confidence; or say why there are none."""
    if told.indices is None:
        axes.text(
            0.5,
            0.5,
            f"no indices: the emulator\nmisses {told.unexplained or 0.0:.0%} of the variance",
            ha="center",
            fontsize=9,
        )
        axes.set_axis_off()
        return
    names = told.indices.largest(SHOWN_INPUTS)[::-1]
    first, total = ([one[name] for name in names] for one in (told.indices.first, told.indices.total))
    place, colours = np.arange(len(names)), [COLOURS[found.kinds[name]] for name in names]
    axes.barh(place, [index.value for index in first], 0.62, color=colours, alpha=0.8)
    axes.errorbar(
        [index.value for index in total],
        place,
        xerr=[index.confidence for index in total],
        fmt="o",
        color="0.15",
        markersize=3.5,
        linewidth=1.0,
    )
    axes.set_yticks(place, [name.replace("_", " ") for name in names], fontsize=8)
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("share of variance", fontsize=9)
    axes.tick_params(axis="x", labelsize=8)


def _title(found: Uncertainty) -> str:
    treatment = found.request.treatment
    energy = treatment.exposure.pulse_energy_mJ
    name = treatment.handpiece.device or "own handpiece"
    return f"{name}, {energy:.4g} mJ, {found.request.physics.optics} optics: {len(found.positions)} draws"


def _legend() -> list[Line2D | Patch]:
    return [
        Line2D([], [], color="0.15", linewidth=1.2, label="value"),
        Line2D([], [], color="0.15", linewidth=2.2, label="5 to 95 % of joint draws"),
        Line2D([], [], color="0.15", linewidth=2.2, linestyle=":", label="interval, one input at a time"),
        Patch(color=COLOURS[PEOPLE], alpha=0.8, label="first order: differs between people"),
        Patch(color=COLOURS[IGNORANCE], alpha=0.8, label="first order: not known"),
        Line2D([], [], color="0.15", marker="o", markersize=3.5, linewidth=1.0, label="total, 95 % confidence"),
    ]
