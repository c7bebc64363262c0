"""Pictures of the validation: depth and width against energy, and every prediction beside its measurement.

Measured points are drawn as what they are: a mean with its spread, a bound as an arrow, what is no evidence hollow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure

from photomend.device import cards
from photomend.simulate import part, simulate
from photomend.treatment import Treatment
from photomend.validation.run import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CLOCKS = {"necrosis": ("#0072b2", "cells necrotic"), "collagen": ("#d55e00", "collagen coagulated")}
ENERGIES = {"fraxel-sr": (4.5, 6.0, 8.0, 10.0, 15.0, 25.0, 40.0), "fraxel-restore": (4.0, 7.0, 10.0, 20.0, 40.0, 70.0)}
SHOWN = {"depth": ("depth",), "width": ("width", "surface-width")}
ENERGY = "settings.pulse_energy_mJ"
SPLIT_COLOUR = {"prediction": "#0072b2", "calibration": "#999999"}
REFUTED = ("maker-chart", "sr1500")
FLOOR = 1e-2
MARKERS = "oDsPX*phd8"


@dataclass(frozen=True)
class Curve:
    """A figure of a device against its energy (mJ), with its interval."""

    energy: np.ndarray
    value: np.ndarray
    low: np.ndarray
    high: np.ndarray


Curves = Mapping[tuple[str, str, str], Curve]  # by device, clock and depth or width


def curves(progress: Callable[[float], None] = lambda _: None) -> Curves:
    """Return depth and width of both zones against energy for the devices at 1550 nm, with their intervals."""
    found = {}
    for number, (device, energies) in enumerate(ENERGIES.items()):
        runs = []
        for n, energy in enumerate(energies):
            share = (number + n / len(energies)) / len(ENERGIES)
            treatment = Treatment(handpiece={"device": device}, settings={"pulse_energy_mJ": energy})  # type: ignore[arg-type]
            runs.append(simulate(treatment).zones)
            part(progress, 0.0, 1.0)(share)
        for clock in CLOCKS:
            for size in SHOWN:
                figures = [getattr(getattr(zones, clock), size) for zones in runs]
                columns = ([getattr(one, end) for one in figures] for end in ("value", "low", "high"))
                found[device, clock, size] = Curve(np.array(energies), *(np.array(column) for column in columns))
    return found


def draw_energy(model: Curves, verdicts: Sequence[Verdict]) -> Figure:
    """Return depth (above) and width (below) against energy at 1550 nm: model as bands, measurements as points."""
    figure = Figure(figsize=(13, 8), layout="constrained")
    axes = figure.subplots(len(SHOWN), len(ENERGIES), sharex=True, sharey="row")
    marks = dict(zip(dict.fromkeys(verdict.row.study for verdict in verdicts if _at_1550(verdict)), cycle(MARKERS)))
    for column, device in enumerate(ENERGIES):
        for row, size in enumerate(SHOWN):
            panel = axes[row, column]
            for clock, (colour, words) in CLOCKS.items():
                curve = model[device, clock, size]
                panel.fill_between(curve.energy, curve.low, curve.high, color=colour, alpha=0.15, linewidth=0)
                panel.plot(curve.energy, curve.value, color=colour, label=f"model: {words}")
            _points(panel, size, [v for v in verdicts if _shown_for(v, device)], marks)
            panel.set_xscale("log")
            panel.set_xticks([5, 10, 20, 40, 70], ["5", "10", "20", "40", "70"])
            panel.minorticks_off()
            panel.set_xlim(3.7, 80)
        axes[0, column].set_title(cards()[device].text("title"), fontsize=10)
        axes[-1, column].set_xlabel("energy of one microbeam (mJ)")
    for row, size in enumerate(SHOWN):
        axes[row, 0].set_ylabel(f"{size} of the zone (µm)")
        axes[row, 0].set_ylim(bottom=0.0)
        handles: dict[str, Any] = {}
        for panel in axes[row]:
            handles |= {label: handle for handle, label in zip(*panel.get_legend_handles_labels(), strict=True)}
        axes[row, 1].legend(
            handles.values(), handles.keys(), fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False
        )
    figure.suptitle("1550 nm: model (line, band: interval over all that is not known) and published measurements")
    return figure


def _points(panel: Axes, size: str, verdicts: Sequence[Verdict], marks: Mapping[str, str]) -> None:
    """Draw the measurements of a size, each study with its mark: a spread as a bar, a bound as an arrow."""
    for verdict in verdicts:
        row = verdict.row
        if row.quantity not in SHOWN[size] or row.against:
            continue
        energy, measured, context = verdict.inputs[ENERGY], row.measured, row.split == "context"
        style: dict[str, Any] = {
            "color": "0.55" if context else "black", "markerfacecolor": "none" if context else "black",
            "markersize": 6.0, "elinewidth": 1.0, "fmt": marks[row.study],
        }  # fmt: skip
        label = f"{row.study}{' (refuted as data)' if row.id.startswith(REFUTED) else ''}"
        if row.compare in ("at-least", "at-most"):
            up = row.compare == "at-least"
            panel.errorbar(
                energy.value, measured.value, yerr=0.08 * measured.value, lolims=up, uplims=not up, **style,
                label=f"{label}: {'at least' if up else 'at most'}",
            )  # fmt: skip
            continue
        across = [[energy.value - energy.low], [energy.high - energy.value]]
        spread = [[measured.value - measured.low], [measured.high - measured.value]]
        panel.errorbar(energy.value, measured.value, xerr=across, yerr=spread, label=label, **style)


def _shown_for(verdict: Verdict, device: str) -> bool:
    """Return whether a row at 1550 nm has an energy and is of this device, or of none."""
    named = verdict.inputs.get("handpiece.device")
    return ENERGY in verdict.inputs and _at_1550(verdict) and (named is None or named.value == device)


def _at_1550(verdict: Verdict) -> bool:
    known = verdict.inputs.get("handpiece.wavelength_nm")
    device = verdict.inputs.get("handpiece.device")
    if known is not None:
        return bool(known.value == 1550.0)
    wavelength = cards()[device.value].value("wavelength_nm") if device is not None else None
    return wavelength is not None and wavelength.value == 1550.0


def draw_all(verdicts: Sequence[Verdict]) -> Figure:
    """Return predicted over measured of every row that has a value, with its interval, in the order of the rows."""
    shown = [v for v in verdicts if v.kept is not None and v.predicted and v.row.measured.value > 0.0]
    figure = Figure(figsize=(10, 1.5 + 0.22 * len(shown)), layout="constrained")
    axes = figure.subplots()
    for place, verdict in enumerate(shown):
        one, measured = verdict.predicted, verdict.row.measured.value
        if one is None:
            continue
        low, value, high = (max(FLOOR, number / measured) for number in (one.low, one.value, one.high))
        narrow = [max(FLOOR, number / measured) for number in one.narrow]
        colour = SPLIT_COLOUR[verdict.row.split] if verdict.kept else "#d55e00"
        axes.plot([low, high], [place, place], color=colour, linewidth=1.2)
        axes.plot(narrow, [place, place], color=colour, linewidth=4.0, alpha=0.45, solid_capstyle="butt")
        axes.plot(value, place, marker="o" if verdict.kept else "X", color=colour, markersize=5)
    axes.axvline(1.0, color="black", linewidth=0.8)
    axes.set(xscale="log", xlim=(0.05, 20.0), ylim=(len(shown) - 0.5, -0.5))
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 5, 10], ["0.1", "0.2", "0.5", "1", "2", "5", "10"])
    axes.set_yticks(range(len(shown)), [_label(v) for v in shown], fontsize=7)
    axes.grid(axis="x", color="0.9")
    axes.set_xlabel("predicted over measured (bound, or accepted probability, for rows that are bounds)")
    axes.set_title(
        "Dot: middle of the prediction; thick: over what the study leaves open; thin: over all that is not known.\n"
        "Blue: prediction; grey: calibration; orange cross: not kept",
        fontsize=9,
    )
    return figure


def _label(verdict: Verdict) -> str:
    sign = {"at-least": " ≥", "ratio-at-least": " ≥", "at-most": " ≤", "ordering": " >"}.get(verdict.row.compare, "")
    return f"{verdict.row.id}{sign}"
