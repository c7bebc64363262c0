"""The figure of a run that removes tissue: crater and rims in cross-section, coverage by depth, depths with ranges.

`draw_wound` draws the section of any run to a given scale, so that runs can stand side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from photomend.figure import LAYER_COLOUR, UM, ZONE_STYLE, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.result import Simulation

AIR = "#ffffff"
FILL = {"necrosis": 0.30, "collagen": 0.45}
LEAST_NAMED = 0.05  # of the height shown: thinner layers go without their name
BELOW = 1.25  # of the deepest zone is shown
LEAST_SHOWN_UM = 250.0
ABOVE = 0.06  # of the height shown lies above the skin
DEPTHS = {"vaporised": "removed", "collagen": "collagen\ncoagulated", "necrosis": "cells\nnecrotic"}


def draw_ablation(run: Simulation) -> Figure:
    """Return the figure of one run that removes tissue."""
    figure = Figure(figsize=(11, 6.5), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.35, 1.0))
    draw_section(figure.add_subplot(grid[:, 0]), run)
    _coverage(figure.add_subplot(grid[0, 1]), run)
    _depths(figure.add_subplot(grid[1, 1]), run)
    figure.suptitle(title(run), fontsize=11)
    return figure


def draw_section(axes: Axes, run: Simulation) -> None:
    """Draw one run in cross-section, with the names of the layers and what the lines mean."""
    bottom = depth_shown([run])
    draw_wound(axes, run, side_shown([run], bottom), bottom)
    name_layers(axes, run, bottom)
    axes.set_ylabel("depth (µm)")
    axes.legend(handles=legend([run]), loc="lower right", fontsize=8, framealpha=0.95)


def depth_shown(runs: list[Simulation]) -> float:
    """Return down to which depth (um) sections are drawn: to well below the deepest zone of all runs."""
    return max(LEAST_SHOWN_UM, BELOW * max(getattr(run.zones, name).depth.value for run in runs for name in ZONE_STYLE))


def side_shown(runs: list[Simulation], bottom: float) -> float:
    """Return how far beside the axis (um) sections are drawn: past the widest zone of a microbeam."""
    fractional = [run for run in runs if run.summary.treatment["handpiece"]["placement"] != "full-field"]
    widest = max((getattr(run.zones, name).width.value for run in fractional for name in ZONE_STYLE), default=0.0)
    return max(0.7 * widest, 0.4 * bottom)


def draw_wound(axes: Axes, run: Simulation, side: float, bottom: float) -> None:
    """Draw layers, dead cells, coagulated collagen and the crater, `side` (um) to either side and down to `bottom`."""
    for name, top, end in zip(*(run.light[field].values for field in ("layer", "top", "bottom")), strict=True):
        axes.fill_between([-side, side], UM * top, min(UM * end, bottom), color=LAYER_COLOUR[str(name)], linewidth=0)
    for name in ("necrosis", "collagen", "vaporised"):
        _zone(axes, run, name, side)
    axes.axhline(0.0, color="0.2", linewidth=0.8)
    axes.set(xlim=(-side, side), ylim=(bottom, -ABOVE * bottom), aspect="equal")
    axes.locator_params(axis="x", nbins=5)
    axes.set_xlabel("distance from the axis (µm)")


def name_layers(axes: Axes, run: Simulation, bottom: float) -> None:
    """Write the names of the layers at the left, of what a full field leaves of them; thin ones go without."""
    full_field = run.summary.treatment["handpiece"]["placement"] == "full-field"
    gone = run.zones.vaporised.depth.value if full_field else 0.0
    for name, top, end in zip(*(run.light[field].values for field in ("layer", "top", "bottom")), strict=True):
        begins, ends = max(gone, UM * top), min(UM * end, bottom)
        if ends - begins < LEAST_NAMED * bottom:
            continue
        place: dict[str, Any] = {"xy": (0.0, 0.5 * (begins + ends)), "xycoords": axes.get_yaxis_transform()}
        box = {"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 1.0}
        words = str(name).replace("_", " ")
        axes.annotate(words, xytext=(4, 0), textcoords="offset points", va="center", fontsize=7, bbox=box, **place)


def legend(runs: list[Simulation]) -> list[Any]:
    """Return the legend's entries for the zones that any of the runs has."""
    handles: list[Any] = []
    for name in ("vaporised", "collagen", "necrosis"):
        colour, style, words = ZONE_STYLE[name]
        if all(getattr(run.zones, name).depth.value == 0.0 for run in runs):
            continue
        face = AIR if name == "vaporised" else (colour, FILL[name])
        handles.append(Patch(facecolor=face, edgecolor=colour, linestyle=style, linewidth=1.5, label=words))
    return handles


def _zone(axes: Axes, run: Simulation, name: str, side: float) -> None:
    """Fill and outline one zone; what is wider than the picture has no side walls."""
    figures, (colour, style, _) = getattr(run.zones, name), ZONE_STYLE[name]
    if figures.depth.value == 0.0 or f"radius_{name}" not in run.injury:
        return
    z, radius = UM * run.injury["z"].values, UM * run.injury[f"radius_{name}"].values
    inside = radius > 0.0
    depth = np.concatenate([[0.0], z[inside], [figures.depth.value] * 2])
    half = np.concatenate([[0.5 * figures.surface_width.value], radius[inside], [radius[inside][-1], 0.0]])
    if figures.surface_width.value == 0.0:
        depth[0] = z[inside][0]
    face, alpha = (AIR, 1.0) if name == "vaporised" else (colour, FILL[name])
    axes.fill_betweenx(depth, -half, half, color=face, alpha=alpha, linewidth=0)
    for sign in (-1.0, 1.0):
        shown = np.where(half > side, np.nan, half) if half.max() > side else half
        axes.plot(sign * shown, depth, color=colour, linestyle=style, linewidth=1.6)
    if half.max() > side:
        ends = depth[[0, -1]] if depth[0] > 0.0 else depth[-1:]
        axes.hlines(ends, -side, side, color=colour, linestyle=style, linewidth=1.6)


def _coverage(axes: Axes, run: Simulation) -> None:
    """Draw what share of the area dead cells and coagulated collagen take at each depth."""
    depth = UM * run.pattern["depth"].values
    for name in ("necrosis", "collagen"):
        colour, style, words = ZONE_STYLE[name]
        axes.plot(100.0 * run.pattern[f"coverage_{name}"].values, depth, color=colour, linestyle=style, label=words)
    axes.set(ylim=(float(depth[-1]), 0.0), xlim=(0.0, None))
    axes.set_xlabel("share of the skin's area, removed included (%)")
    axes.set_ylabel("depth (µm)")
    axes.set_title("coverage by depth", fontsize=10)
    axes.legend(fontsize=8, loc="best")


def _depths(axes: Axes, run: Simulation) -> None:
    """Draw the depth of each zone with its interval."""
    for place, name in enumerate(DEPTHS):
        depth, colour = getattr(run.zones, name).depth, ZONE_STYLE[name][0]
        spread = [[depth.value - depth.low], [depth.high - depth.value]]
        axes.errorbar(place, depth.value, spread, fmt="o", color=colour, capsize=5, markersize=7)
        axes.annotate(f"{depth.value:.0f}", (place, depth.value), (9, -3), textcoords="offset points", fontsize=9)
    axes.set_xticks(range(len(DEPTHS)), list(DEPTHS.values()))
    axes.set_xlim(-0.5, len(DEPTHS) - 0.4)
    deepest = axes.get_ylim()[1]
    axes.set_ylim(1.05 * deepest, -0.05 * deepest)
    axes.set_ylabel("depth below the surface (µm)")
    axes.set_title("depths with their ranges", fontsize=10)
