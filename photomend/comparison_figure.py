"""Treatments side by side: cross-sections to one scale, with the figures of each below it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from photomend.ablation_figure import depth_shown, draw_wound, legend, name_layers, side_shown
from photomend.comparison import ComparedRun, Comparison
from photomend.figure import write
from photomend.result import Quantity

if TYPE_CHECKING:
    from photomend.result import Simulation

PANEL_IN = 2.7  # width of one section, inches
WORDS_IN = 2.3  # height of the words around them
RANGE = "–"


def draw_comparison(found: Comparison, runs: Mapping[str, Simulation]) -> Figure:
    """Return the figure of a comparison; `runs` by the names of its rows."""
    shown = [runs[row.name] for row in found.runs]
    bottom = depth_shown(shown)
    side = side_shown(shown, bottom)
    height = PANEL_IN * 1.06 * bottom / (2.0 * side) + WORDS_IN
    figure = Figure(figsize=(PANEL_IN * len(shown) + 0.8, height), layout="constrained")
    panels = figure.subplots(1, len(shown), sharey=True, squeeze=False)[0]
    for axes, row, run in zip(panels, found.runs, shown, strict=True):
        draw_wound(axes, run, side, bottom)
        axes.set_title(_head(row, run), fontsize=8.5)
        axes.set_xlabel(f"distance from the axis (µm)\n\n{_figures(row)}", fontsize=8.5)
    name_layers(panels[0], shown[0], bottom)
    panels[0].set_ylabel("depth (µm)")
    figure.legend(handles=legend(shown), loc="outside upper center", ncols=3, fontsize=8.5, frameon=False)
    return figure


def save(found: Comparison, runs: Mapping[str, Simulation], path: str | Path) -> None:
    """Write the figure of a comparison to a PNG, SVG or PDF file, whole or not at all."""
    write(draw_comparison(found, runs), path)


def _head(row: ComparedRun, run: Simulation) -> str:
    """Return the device, its wavelength and its dial in three lines."""
    handpiece, settings = (run.summary.treatment[name] for name in ("handpiece", "settings"))
    full_field = handpiece["placement"] == "full-field"
    dose = settings["radiant_exposure_J_per_cm2"] if full_field else settings["pulse_energy_mJ"]
    passes = "1 pass" if settings["passes"] == 1 else f"{settings['passes']} passes"
    beam = f"{dose:.3g} {'J/cm²' if full_field else 'mJ'}, {passes}"
    return "\n".join([row.title.replace(", ", ",\n", 1), f"{handpiece['wavelength_nm']:g} nm", beam])


def _figures(row: ComparedRun) -> str:
    """Return what a treatment does, one figure to a line."""
    return "\n".join(
        [
            f"removed {_told(row.removed_depth, '.0f')} µm",
            f"then coagulated {_told(row.coagulated_rim, '.0f')} µm",
            f"surface intact {_told(row.surface_intact, '.0f', 100.0)} %",
            f"epidermis alive {_told(row.epidermis_alive, '.0f', 100.0)} %",
            f"closed after {_told(row.days_to_close, '.2g')} d",
        ]
    )


def _told(quantity: Quantity, style: str, times: float = 1.0) -> str:
    """Return a figure and its range, `times` as large."""
    value, low, high = (f"{times * end:{style}}" for end in (quantity.value, quantity.low, quantity.high))
    return value if low == high else f"{value} ({low}{RANGE}{high})"
