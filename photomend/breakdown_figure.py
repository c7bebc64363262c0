"""The figure of a run of picosecond pulses: what melanin absorbs in one lattice cell, and where that is enough.

Left, the upper skin in cross-section through a hot spot; right, the same against depth in the spots and between
them, and the light of the viable epidermis across the cell. Colours are told apart in every common form of colour
blindness, and line styles differ too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from photomend.catalog import look_up
from photomend.figure import LAYER_COLOUR, UM, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.result import Simulation

SPOT_COLOUR, BETWEEN_COLOUR, VACUOLE_COLOUR = "#d55e00", "#0072b2", "#009e73"
PER_CM3, PER_CM2 = 1e3, 1e2  # from per cubic and square millimetre
DEEPEST_UM = 150.0
LEAST_NAMED = 0.06  # of the depth shown: thinner layers go without their name


def draw(run: Simulation) -> Figure:
    """Return the figure of a simulated treatment with picosecond pulses."""
    figure = Figure(figsize=(11, 7), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.3, 1.0))
    _section(figure.add_subplot(grid[:, 0]), run)
    _by_depth(figure.add_subplot(grid[0, 1]), run)
    _across(figure.add_subplot(grid[1, 1]), run)
    figure.suptitle(title(run), fontsize=11)
    return figure


def _section(axes: Axes, run: Simulation) -> None:
    """Draw what melanin absorbs over the layers, mirrored about the axis, with the threshold's contour."""
    z, r = UM * run.injury["z"].values, UM * run.injury["r"].values
    U = PER_CM3 * run.injury["melanin_energy_density"].values
    both, mirrored = np.concatenate([-r[::-1], r]), np.hstack([U[:, ::-1], U])
    bottom = min(float(z[-1]), max(DEEPEST_UM, 1.2 * _figures(run)["vacuole_bottom"]))
    _layers(axes, run, (-float(r[-1]), float(r[-1])), bottom)
    shown = np.ma.masked_where(mirrored <= 0.0, mirrored)
    brightest = max(float(U.max()), look_up("breakdown", "vacuole", "threshold_J_per_cm3").value)
    image = axes.pcolormesh(
        both, z, shown, cmap="cividis", shading="nearest", rasterized=True, vmin=0.0, vmax=brightest
    )
    axes.figure.colorbar(image, ax=axes, label="melanin absorbs (J/cm³)", shrink=0.7, location="bottom", pad=0.02)
    handles = [_threshold(axes, run, both, mirrored), *_vacuole(axes, run)]
    _name_layers(axes, run, bottom)
    axes.set(xlim=(-r[-1], r[-1]), ylim=(bottom, float(UM * run.light["top"].values[0])))
    axes.set_xlabel("distance from the hot spot's axis (µm)")
    axes.set_ylabel("depth (µm), stretched")
    axes.set_title("one lattice cell of the array", fontsize=10)
    axes.legend(handles=handles, loc="lower left", fontsize=8, framealpha=0.95)


def _threshold(axes: Axes, run: Simulation, across: np.ndarray, U: np.ndarray) -> Line2D:
    threshold = look_up("breakdown", "vacuole", "threshold_J_per_cm3").value
    words = f"threshold, {threshold:g} J/cm³"
    if U.max() < threshold:
        return Line2D([], [], linestyle="none", label=f"{words}, is not reached")
    alive = np.flatnonzero(U.max(axis=1) > 0.0)
    rows = slice(alive[0] - 1, alive[-1] + 2)  # a row of nothing above and below closes the contour
    z = UM * run.injury["z"].values[rows]
    z[[0, -1]] = UM * run.injury["epidermal_depth"].values[[0, -1]]
    axes.contour(across, z, U[rows], levels=[threshold], colors="white", linewidths=3.0)
    axes.contour(across, z, U[rows], levels=[threshold], colors="black", linewidths=1.4, linestyles="--")
    return Line2D([], [], color="black", linestyle="--", linewidth=1.4, label=words)


def _vacuole(axes: Axes, run: Simulation) -> list[Line2D]:
    """Draw the vacuole of melanin as a circle; where water breaks down above it, nothing is drawn of that."""
    figures = _figures(run)
    if figures["vacuole_diameter"] == 0.0:
        return []
    turn, half = np.linspace(0.0, 2.0 * np.pi, 100), 0.5 * figures["vacuole_diameter"]
    x, y = half * np.sin(turn), figures["vacuole_bottom"] - half * (1.0 + np.cos(turn))
    axes.plot(x, y, color="white", linewidth=3.5)
    axes.plot(x, y, color=VACUOLE_COLOUR, linewidth=1.8)
    return [Line2D([], [], color=VACUOLE_COLOUR, linewidth=1.8, label="vacuole, size to a factor of two")]


def _layers(axes: Axes, run: Simulation, sides: tuple[float, float], bottom: float) -> None:
    for name, top, end in zip(*(run.light[field].values for field in ("layer", "top", "bottom")), strict=True):
        if UM * top < bottom:
            upper, lower = UM * top, min(UM * end, bottom)
            axes.fill_betweenx([upper, lower], *sides, color=LAYER_COLOUR[str(name)], linewidth=0)
            axes.plot(sides, [lower, lower], color="0.45", linewidth=0.6)


def _name_layers(axes: Axes, run: Simulation, bottom: float) -> None:
    """Write the names of the layers at the right; thin layers go without."""
    for name, top, end in zip(*(run.light[field].values for field in ("layer", "top", "bottom")), strict=True):
        upper, lower = UM * top, min(UM * end, bottom)
        if lower - upper < LEAST_NAMED * bottom:
            continue
        axes.annotate(
            str(name).replace("_", " "),
            xy=(1.0, 0.5 * (upper + lower)),
            xycoords=axes.get_yaxis_transform(),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
            zorder=5,
            bbox={"facecolor": "white", "alpha": 0.7, "edgecolor": "none", "pad": 1.0},
        )


def _by_depth(axes: Axes, run: Simulation) -> None:
    """Draw what melanin absorbs through the viable epidermis, in the spots and between them, and the threshold."""
    depth = UM * run.injury["epidermal_depth"].values
    threshold = look_up("breakdown", "vacuole", "threshold_J_per_cm3")
    axes.axvspan(threshold.low, threshold.high, color="0.85", label=f"threshold, {threshold.low:g}–{threshold.high:g}")
    axes.axvline(threshold.value, color="black", linestyle="--", linewidth=1.2)
    for part, colour, style, words in (
        ("spots", SPOT_COLOUR, "-", "in the hot spots"),
        ("between", BETWEEN_COLOUR, "-.", "between them"),
    ):
        U = PER_CM3 * run.injury[f"melanin_energy_density_{part}"].values
        axes.plot(U, depth, color=colour, linestyle=style, linewidth=2.0, label=words)
    axes.set(ylim=(float(depth[-1]), float(depth[0])))
    axes.set_xlim(left=0.0)
    axes.set_xlabel("melanin absorbs (J/cm³)")
    axes.set_ylabel("depth (µm)")
    axes.set_title("viable epidermis: against the threshold", fontsize=10)
    axes.legend(fontsize=8, loc="best", handlelength=3.0)


def _across(axes: Axes, run: Simulation) -> None:
    """Draw the light that reaches the viable epidermis across the cell, from all sides, and what falls on the skin."""
    r, z = UM * run.light["r"].values, run.light["z"].values
    living = run.light["layer"].values == "epidermis"
    top, bottom = (float(run.light[name].values[living][0]) for name in ("top", "bottom"))
    on_s = 1e-3 * run.summary.treatment["handpiece"]["pulse_duration_ms"]
    phi = PER_CM2 * on_s * run.light["fluence_rate"].values[(z > top) & (z < bottom)].mean(axis=0)
    mean = run.summary.treatment["settings"]["radiant_exposure_J_per_cm2"] / _pulses(run)
    axes.plot(r, phi, color=SPOT_COLOUR, linewidth=2.0, label="in the viable epidermis, from all sides")
    axes.axhline(mean, color=BETWEEN_COLOUR, linestyle="-.", linewidth=1.6, label="on the skin, mean of the field")
    spot = UM * run.injury.attrs["spot_radius_mm"]
    if spot < r[-1]:
        axes.axvline(spot, color="0.4", linestyle=":", linewidth=1.2, label="edge of the spot")
    axes.set(xlim=(0.0, float(r[-1])))
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("distance from the hot spot's axis (µm)")
    axes.set_ylabel("light of one pulse (J/cm²)")
    axes.set_title(f"contrast {_figures(run)['local_contrast']:.2g} : 1", fontsize=10)
    axes.legend(fontsize=8, loc="best", handlelength=3.0)


def _pulses(run: Simulation) -> int:
    return int(run.summary.treatment["handpiece"].get("pulses", 1))


def _figures(run: Simulation) -> dict[str, float]:
    """Return the figures of breakdown by name."""
    return {name: quantity.value for name, quantity in run.summary.breakdown or ()}
