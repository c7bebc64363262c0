"""The figure of a run: the wound and the highest temperature in cross-section, coverage by depth, bulk heating.

Left of the beam's axis the zones are drawn over the skin's layers, right of it the highest temperature; both to
the same scale. Colours are told apart in every common form of colour blindness, and line styles differ too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from photomend.catalog import tables
from photomend.description import BadInput
from photomend.result import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.result import Simulation

UM = 1e3
ENDINGS = (".png", ".svg", ".pdf")
BURN_RISK_C = 45.0
LAYER_COLOUR = {
    "stratum_corneum": "#c9a66b",
    "epidermis": "#b9a3c9",
    "papillary_dermis": "#f0c9c9",
    "reticular_dermis": "#f6dcd6",
    "subcutis": "#fbf1c7",
}
ZONE_STYLE: dict[str, tuple[str, Any, str]] = {
    "necrosis": ("#0072b2", "-", "cells necrotic"),
    "collagen": ("#d55e00", "--", "collagen coagulated"),
    "boiled": ("#000000", ":", "water boiled in place"),
    "vaporised": ("#009e73", "-.", "tissue removed"),
}


def draw(run: Simulation) -> Figure:
    """Return the figure of a simulated treatment."""
    figure = Figure(figsize=(11, 7), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.3, 1.0))
    section = figure.add_subplot(grid[:, 0])
    _section(section, run)
    _coverage(figure.add_subplot(grid[0, 1]), run)
    _bulk(figure.add_subplot(grid[1, 1]), run)
    figure.suptitle(title(run), fontsize=11)
    return figure


def title(run: Simulation) -> str:
    """Return device, dial and skin in two lines."""
    handpiece, settings, skin = (run.summary.treatment[name] for name in ("handpiece", "settings", "skin"))
    passes = "1 pass" if settings["passes"] == 1 else f"{settings['passes']} passes"
    return (
        f"{_name(handpiece)}   {handpiece['wavelength_nm']:g} nm   "
        f"{settings['pulse_energy_mJ']:.3g} mJ in {handpiece['pulse_duration_ms']:.3g} ms   "
        f"spot {handpiece['spot_diameter_um']:.0f} µm   {settings['density_per_pass_per_cm2']:.0f} per cm² per pass   "
        f"{passes}\n{skin['site']}, phototype {skin['phototype']}, {skin['temperature_C']:g} °C   "
        f"endpoint: {run.endpoint}"
    )


def _name(handpiece: dict[str, Any]) -> str:
    device = handpiece.get("device")
    return tables("devices")[device]["title"] if device else "own handpiece"


def _section(axes: Axes, run: Simulation) -> None:
    z, r = UM * run.injury["z"].values, UM * run.injury["r"].values
    deepest = max(getattr(run.zones, name).depth.value for name in ZONE_STYLE)
    widest = max(getattr(run.zones, name).width.value for name in ZONE_STYLE)
    bottom = min(float(z[-1]), max(300.0, 1.35 * deepest))
    side = min(float(r[-1]), max(0.9 * widest, 0.52 * bottom))
    _layers(axes, run, side, bottom)
    peak = run.heat["peak_temperature"].values
    edges = np.concatenate([[0.0], 0.5 * (z[1:] + z[:-1]), [z[-1]]])
    rings = np.concatenate([[0.0], 0.5 * (r[1:] + r[:-1]), [r[-1]]])
    image = axes.pcolormesh(rings, edges, peak, cmap="cividis", rasterized=True, vmin=float(peak.min()))
    axes.figure.colorbar(image, ax=axes, label="highest temperature (°C)", shrink=0.7, location="bottom", pad=0.02)
    handles = [_outline(axes, run, name, z) for name in ZONE_STYLE if getattr(run.zones, name).depth.value > 0]
    axes.axvline(0.0, color="0.3", linewidth=0.8)
    axes.set(xlim=(-side, side), ylim=(bottom, 0.0), aspect="equal")
    axes.set_xlabel("distance from the beam's axis (µm)")
    axes.set_ylabel("depth (µm)")
    axes.set_title("left: the wound      right: how hot it became", fontsize=10)
    if handles:
        axes.legend(handles=handles, loc="lower left", fontsize=7.5, framealpha=0.95)


def _layers(axes: Axes, run: Simulation, side: float, bottom: float) -> None:
    light = run.light
    for name, top, end in zip(
        light["layer"].values, UM * light["top"].values, UM * light["bottom"].values, strict=True
    ):
        if top >= bottom:
            break
        axes.fill_betweenx([top, min(end, bottom)], -side, 0.0, color=LAYER_COLOUR[str(name)], linewidth=0)
        axes.plot([-side, side], [end, end], color="0.45", linewidth=0.6)
        axes.annotate(
            str(name).replace("_", " "),
            xy=(-side, 0.5 * (top + min(end, bottom))),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color="0.1",
        )


def _outline(axes: Axes, run: Simulation, name: str, z: np.ndarray) -> Line2D:
    colour, style, label = ZONE_STYLE[name]
    figures = getattr(run.zones, name)
    radius = UM * run.injury[f"radius_{name}"].values
    inside = radius > 0
    depth = np.concatenate([[0.0], z[inside], [figures.depth.value]])
    half = np.concatenate([[0.5 * figures.surface_width.value], radius[inside], [0.0]])
    if figures.surface_width.value == 0.0:
        depth[0] = z[inside][0] - 0.5 * (z[1] - z[0])
    if name == "necrosis":
        axes.fill_betweenx(depth, -half, 0.0, color=colour, alpha=0.25, linewidth=0)
    for sign in (-1.0, 1.0):
        axes.plot(sign * half, depth, color="white", linewidth=3.0, alpha=0.7)
        axes.plot(sign * half, depth, color=colour, linestyle=style, linewidth=1.8)
    return Line2D([], [], color=colour, linestyle=style, linewidth=1.8, label=label)


def _coverage(axes: Axes, run: Simulation) -> None:
    depth = UM * run.pattern["depth"].values
    for name in ("necrosis", "collagen", "boiled"):
        colour, style, label = ZONE_STYLE[name]
        axes.plot(
            100 * run.pattern[f"coverage_{name}"].values,
            depth,
            color=colour,
            linestyle=style,
            linewidth=1.8,
            label=label,
        )
    axes.set(ylim=(max(float(depth[-1]), 50.0), 0.0))
    axes.set_xlim(left=0.0)
    axes.set_xlabel("share of the skin's area in a zone, all passes (%)")
    axes.set_ylabel("depth (µm)")
    axes.set_title("coverage by depth", fontsize=10)
    axes.legend(fontsize=8)


def _bulk(axes: Axes, run: Simulation) -> None:
    seconds, bulk = run.heat["time"].values, run.heat["bulk_temperature"].values
    unit, length = ("min", 60.0) if seconds[-1] > 180.0 else ("s", 1.0)
    time = seconds / length
    axes.plot(time, bulk, color="#0072b2", linewidth=1.4)
    if bulk.max() > BURN_RISK_C - 5.0:
        axes.axhline(BURN_RISK_C, color="#d55e00", linestyle="--", linewidth=1.2)
        axes.annotate(
            "burn risk", (time[-1], BURN_RISK_C), xytext=(-2, 3), textcoords="offset points", fontsize=8, ha="right"
        )
    axes.set_xlabel(f"time from the first pass ({unit})")
    axes.set_ylabel("mean of the upper 0.5 mm (°C)")
    axes.set_title("bulk heating, pass by pass", fontsize=10)
    axes.margins(y=0.12)


def check_ending(path: Path) -> None:
    """Refuse a file name that does not end like a picture."""
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(f"--figure = {path} is not a picture file; end the name in .png, .svg or .pdf")


def save(run: Simulation, path: str | Path) -> None:
    """Write the figure of a run to a PNG, SVG or PDF file, whole or not at all."""
    target = Path(path)
    check_ending(target)
    with replacing(target) as beside:
        draw(run).savefig(beside, dpi=150)
