"""The figure of a run: the wound and the highest temperature in cross-section, coverage by depth, bulk heating.

Left of the beam's axis the zones are drawn over the skin's layers, right of it the highest temperature; both to
the same scale. A field so wide that only depth matters has no section: temperature and damage are drawn against depth.
Colours are told apart in every common form of colour blindness, and line styles differ too.
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
PICOSECONDS_BELOW_MS = 1e-4
LAYER_COLOUR = {
    "stratum_corneum": "#c9a66b",
    "epidermis": "#b9a3c9",
    "papillary_dermis": "#f0c9c9",
    "reticular_dermis": "#f6dcd6",
    "subcutis": "#fbf1c7",
    "gel": "#cfe8f3",
    "numbing_cream": "#f2f2ee",
}
ZONE_STYLE: dict[str, tuple[str, Any, str]] = {
    "necrosis": ("#0072b2", "-", "cells necrotic"),
    "collagen": ("#d55e00", "--", "collagen coagulated"),
    "boiled": ("#000000", ":", "water boiled in place"),
    "vaporised": ("#009e73", "-.", "tissue removed"),
}
LEAST_NAMED = 0.03  # of the height shown: thinner layers go without their name
FLAT = 3.0  # times as wide as deep: a section that is not to scale
DAMAGE_SHOWN = (1e-3, 1e4)


def draw(run: Simulation) -> Figure:
    """Return the figure of a simulated treatment."""
    if run.summary.breakdown is not None:
        from photomend.breakdown_figure import draw as draw_breakdown

        return draw_breakdown(run)
    if run.summary.ablation is not None:
        from photomend.ablation_figure import draw_ablation

        return draw_ablation(run)
    figure = Figure(figsize=(11, 7), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(1.3, 1.0))
    main = figure.add_subplot(grid[:, 0])
    if run.injury.sizes["r"] == 1:
        _profile(main, run)
    else:
        _section(main, run)
    _coverage(figure.add_subplot(grid[0, 1]), run)
    _bulk(figure.add_subplot(grid[1, 1]), run)
    figure.suptitle(title(run), fontsize=11)
    return figure


def draw_plain(run: Simulation) -> Figure | None:
    """Return the wound and its coverage alone, for a reader who is shown neither laser nor dial.

    None for breakdown, whose wound cannot be drawn without the light that is dialled.
    """
    if run.summary.breakdown is not None:
        return None
    figure = Figure(figsize=(10, 5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.3, 1.0))
    if run.summary.ablation is not None:
        from photomend.ablation_figure import draw_section

        draw_section(left, run)
    elif run.injury.sizes["r"] == 1:
        _profile(left, run)
    else:
        _section(left, run)
    _coverage(right, run)
    return figure


def title(run: Simulation) -> str:
    """Return device and dial, then skin, surface and endpoint, in two lines."""
    treatment = run.summary.treatment
    handpiece, settings, skin = (treatment[name] for name in ("handpiece", "settings", "skin"))
    wide = handpiece["placement"] == "full-field"
    beam = (
        (f"{settings['radiant_exposure_J_per_cm2']:.3g} J/cm² {_pulses(handpiece)}", "full field")
        if wide
        else (
            f"{settings['pulse_energy_mJ']:.3g} mJ {_pulses(handpiece)}",
            f"{settings['density_per_pass_per_cm2']:.0f} per cm² per pass",
        )
    )
    passes = "1 pass" if settings["passes"] == 1 else f"{settings['passes']} passes"
    dial = (f"{handpiece['wavelength_nm']:g} nm", beam[0], _spot(handpiece), beam[1], passes)
    person = f"{skin['site']}, phototype {skin['phototype']}, {skin['temperature_C']:g} °C"
    lines = (_name(handpiece), *dial), (person, *_surface(treatment["surface"]), f"endpoint: {run.endpoint}")
    return "\n".join("   ".join(line) for line in lines)


def _name(handpiece: dict[str, Any]) -> str:
    device = handpiece.get("device")
    return tables("devices")[device]["title"] if device else "own handpiece"


def _spot(handpiece: dict[str, Any]) -> str:
    if "ring_inner_diameter_um" in handpiece:
        return f"ring {_length(handpiece['ring_inner_diameter_um'])} to {_length(handpiece['spot_diameter_um'])}"
    axes = (handpiece[name] for name in ("spot_diameter_um", "spot_diameter_second_um") if name in handpiece)
    return f"spot {' × '.join(map(_length, axes))}"


def _length(length_um: float) -> str:
    return f"{length_um:.0f} µm" if length_um < 1000.0 else f"{length_um / UM:g} mm"


def _pulses(handpiece: dict[str, Any]) -> str:
    duration = handpiece["pulse_duration_ms"]
    each = f"{duration:.3g} ms" if duration >= PICOSECONDS_BELOW_MS else f"{1e9 * duration:.3g} ps"
    if handpiece.get("pulses", 1) == 1:
        return f"in {each}"
    return f"in {handpiece['pulses']} pulses of {each}, {handpiece['pulse_period_ms']:g} ms apart"


def _surface(surface: dict[str, Any]) -> list[str]:
    """Return what lies on the skin and what cools it, each in a few words."""
    words = []
    if "topical_thickness_um" in surface:
        film = "numbing cream" if surface["topical"] == "numbing-cream-on" else "gel"
        words.append(f"{surface['topical_thickness_um']:g} µm of {film} on the skin")
    coolant = {"contact-plate": "cold plate", "forced-air": "cold air", "cryogen": "cryogen"}.get(surface["cooling"])
    if coolant:
        spurts = f"{surface['spurts']} spurts of " if surface.get("spurts", 1) > 1 else ""
        words.append(f"{spurts}{coolant} at {surface['temperature_C']:g} °C".replace("-", "−"))
    return words


def _section(axes: Axes, run: Simulation) -> None:
    z, r = UM * run.injury["z"].values, UM * run.injury["r"].values
    deepest = max(getattr(run.zones, name).depth.value for name in ZONE_STYLE)
    widest = max(getattr(run.zones, name).width.value for name in ZONE_STYLE)
    top, bottom = _depths_shown(run, z, deepest)
    side = min(float(r[-1]), max(0.9 * widest, 0.52 * (bottom - top)))
    _layers(axes, run, (-side, 0.0), side, bottom)
    _name_layers(axes, run, top, bottom)
    peak = run.heat["peak_temperature"].values
    edges = np.concatenate([[top], 0.5 * (z[1:] + z[:-1]), [z[-1]]])
    rings = np.concatenate([[0.0], 0.5 * (r[1:] + r[:-1]), [r[-1]]])
    image = axes.pcolormesh(rings, edges, peak, cmap="cividis", rasterized=True, vmin=float(peak.min()))
    axes.figure.colorbar(image, ax=axes, label="highest temperature (°C)", shrink=0.7, location="bottom", pad=0.02)
    handles = [_outline(axes, run, name, z) for name in ZONE_STYLE if getattr(run.zones, name).depth.value > 0]
    axes.axvline(0.0, color="0.3", linewidth=0.8)
    flat = side > FLAT / 2.0 * (bottom - top)
    axes.set(xlim=(-side, side), ylim=(bottom, top), aspect="auto" if flat else "equal")
    axes.set_xlabel("distance from the beam's axis (µm)")
    axes.set_ylabel("depth (µm)")
    axes.set_title(
        "left: the wound      right: how hot it became" + ("      (depth stretched)" if flat else ""), fontsize=10
    )
    if handles:
        axes.legend(handles=handles, loc="lower left", fontsize=7.5, framealpha=0.95)


def _profile(axes: Axes, run: Simulation) -> None:
    """Draw the highest temperature and both damage integrals against depth, the same everywhere below the beam."""
    z, peak = UM * run.injury["z"].values, run.heat["peak_temperature"].values[:, 0]
    deepest = max(getattr(run.zones, name).depth.value for name in ZONE_STYLE)
    top, bottom = _depths_shown(run, z, max(deepest, 2.0 * float(z[peak.argmax()])))
    shown = z < bottom
    coldest, hottest = float(peak[shown].min()), float(peak[shown].max())
    axes.set_xlim(coldest - 0.3 * (hottest - coldest), hottest + 0.05 * (hottest - coldest))
    left, right = axes.get_xlim()
    _layers(axes, run, (left, right), right, bottom)
    (hot,) = axes.plot(peak, z, color="black", linewidth=1.8, label="highest temperature")
    axes.set_ylim(bottom, top)
    axes.set_xlabel("highest temperature (°C)")
    axes.set_ylabel("depth (µm)")
    damage = axes.twiny()
    handles = [hot]
    for name in ("necrosis", "collagen"):
        colour, style, label = ZONE_STYLE[name]
        Omega = np.where(z > 0.0, run.injury[f"damage_{name}"].values[:, 0], np.nan)  # a film is not injured
        if np.nanmax(Omega) > DAMAGE_SHOWN[0]:
            handles += damage.plot(
                Omega, z, color=colour, linestyle=style, linewidth=1.8, label=f"damage integral, {label}"
            )
        if name == "necrosis":
            axes.fill_betweenx(z, left, right, where=Omega > 1.0, color=colour, alpha=0.2, linewidth=0)
    _name_layers(damage, run, top, bottom)
    damage.axvline(1.0, color="0.35", linestyle=":", linewidth=1.2)
    damage.set(xscale="log", xlim=DAMAGE_SHOWN, ylim=(bottom, top))
    damage.set_xlabel("damage integral (1: the zone's edge, dotted)")
    axes.legend(handles=handles, loc="lower right", fontsize=7.5, framealpha=0.95)


def _depths_shown(run: Simulation, z: np.ndarray, deepest: float) -> tuple[float, float]:
    """Return from where to where (µm): from the top of a film, or the surface, to well below the deepest zone."""
    return float(UM * run.light["top"].values[0]), min(float(z[-1]), max(300.0, 1.35 * deepest))


def _layers(axes: Axes, run: Simulation, sides: tuple[float, float], end: float, bottom: float) -> None:
    """Colour the layers between the `sides` and draw their borders as far as `end`."""
    tops, bottoms = UM * run.light["top"].values, np.minimum(UM * run.light["bottom"].values, bottom)
    for name, upper, lower in zip(run.light["layer"].values, tops, bottoms, strict=True):
        if upper >= bottom:
            break
        axes.fill_betweenx([upper, lower], *sides, color=LAYER_COLOUR[str(name)], linewidth=0)
        skin_begins = upper < 0.0
        axes.plot(
            [sides[0], end],
            [lower, lower],
            color="0.1" if skin_begins else "0.45",
            linewidth=1.4 if skin_begins else 0.6,
        )


def _name_layers(axes: Axes, run: Simulation, top: float, bottom: float) -> None:
    """Write the names of the layers at the left; thin layers go without."""
    for name, upper, lower in zip(*(run.light[field].values for field in ("layer", "top", "bottom")), strict=True):
        begins, ends = UM * upper, min(UM * lower, bottom)
        if ends - begins < LEAST_NAMED * (bottom - top):
            continue
        axes.annotate(
            str(name).replace("_", " "),
            xy=(0.0, 0.5 * (begins + ends)),
            xycoords=axes.get_yaxis_transform(),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
            color="0.1",
            zorder=5,
            bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 1.0},
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
    shares = {name: 100 * run.pattern[f"coverage_{name}"].values for name in ("necrosis", "collagen", "boiled")}
    present = {name: share for name, share in shares.items() if share.max() > 0.0}
    for name, share in present.items():
        colour, style, label = ZONE_STYLE[name]
        axes.plot(share, depth, color=colour, linestyle=style, linewidth=1.8, label=label)
    axes.set(ylim=(max(float(depth[-1]), 50.0), 0.0))
    axes.set_xlim(left=0.0)
    axes.set_xlabel("share of the skin's area in a zone, all passes (%)")
    axes.set_ylabel("depth (µm)")
    axes.set_title("coverage by depth", fontsize=10)
    if present:
        axes.legend(fontsize=8, loc="best")
    else:
        axes.text(0.5, 0.5, "no zone", transform=axes.transAxes, ha="center", va="center", fontsize=10, color="0.3")


def _bulk(axes: Axes, run: Simulation) -> None:
    seconds, bulk = run.heat["time"].values, run.heat["bulk_temperature"].values
    unit, length = ("min", 60.0) if seconds[-1] > 180.0 else ("s", 1.0)
    time = seconds / length
    axes.plot(time, bulk, color="#0072b2", linewidth=1.4)
    if bulk.max() > BURN_RISK_C - 5.0:
        axes.axhline(BURN_RISK_C, color="#d55e00", linestyle="--", linewidth=1.2)
        free = -10 if bulk[-1] > BURN_RISK_C else 3  # on the side of the line where the curve does not end
        place = (time[-1], BURN_RISK_C)
        axes.annotate("burn risk", place, xytext=(-2, free), textcoords="offset points", fontsize=8, ha="right")
    single = run.summary.treatment["settings"]["passes"] == 1
    axes.set_xlabel(f"time from the first {'pulse' if single else 'pass'} ({unit})")
    axes.set_ylabel("mean of the upper 0.5 mm (°C)")
    axes.set_title("bulk heating" if single else "bulk heating, pass by pass", fontsize=10)
    axes.margins(y=0.12)


def check_ending(path: Path) -> None:
    """Refuse a file name that does not end like a picture."""
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(f"--figure = {path} is not a picture file; end the name in .png, .svg or .pdf")


def save(run: Simulation, path: str | Path) -> None:
    """Write the figure of a run to a PNG, SVG or PDF file, whole or not at all."""
    write(draw(run), path)


def write(figure: Figure, path: str | Path) -> None:
    """Write a figure to a PNG, SVG or PDF file, whole or not at all."""
    target = Path(path)
    check_ending(target)
    with replacing(target) as beside:
        figure.savefig(beside, dpi=150)
