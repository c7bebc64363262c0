"""The figure of light in a volume: the fluence rate in a vertical section through the beam's axis, and the shares.

Colour is logarithmic; borders between media are drawn where voxels of one meet those of another.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from scipy.ndimage import distance_transform_edt

from photomend.figure import check_ending
from photomend.result import replacing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from photomend.volume import VolumeRun

DECADES, FAINTEST = 5.0, 0.02  # of fluence rate shown below the highest; share of the voxels shown as the faintest
LEAST_NAMED = 0.022  # of the picture's height: what is thinner goes without its name
ASIDE = 0.82  # of the width: where names stand if their medium leaves the choice
ABOVE = 0.09  # of the height, shown above the surface
UPRIGHT = 1e-6  # least tilt that tells a direction along the surface
SHARE_WORDS = {
    "specular": "reflected at the surface",
    "reflected": "came back out",
    "transmitted": "went through below",
    "sides": "left through the sides",
    "beyond": "absorbed beyond the block",
}


def draw(run: VolumeRun) -> Figure:
    """Return the figure of a run."""
    figure = Figure(figsize=(11, 6.2), layout="constrained")
    section, shares = figure.subplots(1, 2, width_ratios=(1.5, 1.0))
    _section(section, run)
    _shares(shares, run)
    figure.suptitle(_title(run), fontsize=11)
    return figure


def _title(run: VolumeRun) -> str:
    summary, beam = run.summary, run.model.beam
    width = "" if beam.profile == "pencil" else f", radius {beam.radius_mm:.3g} mm"
    tilt = np.degrees(np.arccos(beam.direction[2] / np.linalg.norm(beam.direction)))
    tilted = f", {tilt:.0f}° from upright" if tilt >= 0.5 else ""
    size = " x ".join(f"{1e3 * length:.3g}" for length in summary.voxel_mm)
    return f"{beam.profile} beam{width}{tilted}      {summary.photons:,} photons in voxels of {size} µm"


def _section(axes: Axes, run: VolumeRun) -> None:
    """Draw the fluence rate and the borders of media in the vertical plane that holds the beam's axis."""
    place, (i, j) = plane(run)
    depth = run.light.volume.edges(2)
    phi, labels = run.light.fluence_rate[i, j], run.model.labels[i, j]
    step = place[1] - place[0]
    edge = np.append(place - 0.5 * step, place[-1] + 0.5 * step)
    lit = np.ma.masked_less_equal(phi.T, 0.0)
    shown = lit.compressed() if lit.count() else np.ones(1)
    norm = LogNorm(max(shown.max() / 10.0**DECADES, np.quantile(shown, FAINTEST)), shown.max(), clip=True)
    image = axes.pcolormesh(edge, depth, lit, norm=norm, cmap="inferno", rasterized=True)
    axes.figure.colorbar(image, ax=axes, label="fluence rate per watt (1/mm²)", shrink=0.8, location="bottom", pad=0.02)
    axes.set_facecolor("0.25")
    for colour, width in (("black", 2.2), ("white", 0.9)):
        axes.add_collection(LineCollection(borders(labels, edge, depth), colors=colour, linewidths=width))
    height = depth[-1] - depth[0]
    top = depth[0] - ABOVE * height
    axes.axhspan(top, depth[0], color="white", zorder=3)
    axes.set(xlim=(edge[0], edge[-1]), ylim=(depth[-1], top), aspect="equal")
    _arrow(axes, run, height)
    _names(axes, run, labels, place, 0.5 * (depth[1:] + depth[:-1]))
    axes.set_xlabel("distance from where the axis meets the surface (mm)")
    axes.set_ylabel("depth (mm)")


def plane(run: VolumeRun) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Return the columns of voxels in the vertical plane that holds the beam's axis, and their places along it (mm).

    Places count from where the axis meets the surface. An upright beam is cut along x.
    """
    volume, beam = run.light.volume, run.model.beam
    counts = volume.labels.shape
    tilt = np.hypot(*beam.direction[:2])
    if tilt > UPRIGHT:
        step = min(volume.voxel[:2])
        reach = int(np.hypot(counts[0], counts[1]) * max(volume.voxel[:2]) / step)
        place = step * np.arange(-reach, reach + 1)
        i = _columns(run, 0, beam.x_mm + place * beam.direction[0] / tilt)
        j = _columns(run, 1, beam.y_mm + place * beam.direction[1] / tilt)
        inside = (i >= 0) & (j >= 0) & (i < counts[0]) & (j < counts[1])
        if inside.sum() > 1:
            return place[inside], (i[inside], j[inside])
    j = np.clip(_columns(run, 1, np.full(counts[0], beam.y_mm)), 0, counts[1] - 1)
    return volume.middles(0) - beam.x_mm, (np.arange(counts[0]), j)


def _columns(run: VolumeRun, axis: int, place: np.ndarray) -> np.ndarray:
    """Return the columns that hold places along an axis; outside the block there are none of those numbers."""
    volume = run.light.volume
    return np.floor((place - volume.edges(axis)[0]) / volume.voxel[axis]).astype(int)


def borders(labels: np.ndarray, place: np.ndarray, depth: np.ndarray) -> list[list[tuple[float, float]]]:
    """Return the walls between voxels of different labels, as lines from point to point."""
    lines = []
    for a, k in np.argwhere(labels[:, 1:] != labels[:, :-1]):
        lines.append([(place[a], depth[k + 1]), (place[a + 1], depth[k + 1])])
    for a, k in np.argwhere(labels[1:] != labels[:-1]):
        lines.append([(place[a + 1], depth[k]), (place[a + 1], depth[k + 1])])
    return lines


def _arrow(axes: Axes, run: VolumeRun, height: float) -> None:
    """Draw where the beam comes from."""
    direction = np.array(run.model.beam.direction)
    slope = np.hypot(direction[0], direction[1]) / direction[2]
    rise = ABOVE * height / max(1.0, slope)
    axes.annotate(
        "",
        xy=(0.0, run.light.volume.top),
        xytext=(-rise * slope, run.light.volume.top - rise),
        arrowprops={"arrowstyle": "-|>", "color": "#0072b2", "linewidth": 2.0},
        zorder=5,
    )


def _names(axes: Axes, run: VolumeRun, labels: np.ndarray, place: np.ndarray, depth: np.ndarray) -> None:
    """Write the names of the media where each is widest; what is too thin goes without."""
    steps = (place[1] - place[0], depth[1] - depth[0])
    height = depth[-1] - depth[0]
    free = place[0] + ASIDE * (place[-1] - place[0])
    for label in np.unique(labels):
        room = distance_transform_edt(np.pad(labels == label, 1), sampling=steps)[1:-1, 1:-1]
        if 2.0 * room.max() < LEAST_NAMED * height:
            continue
        wide = np.argwhere(room > 0.95 * room.max())
        a, k = wide[np.argmin(np.abs(place[wide[:, 0]] - free))]
        axes.text(
            place[a],
            depth[k],
            run.model.media[label].name.replace("_", " "),
            ha="center",
            va="center",
            fontsize=7.5,
            color="white",
            path_effects=[withStroke(linewidth=2.0, foreground="black")],
            zorder=6,
        )


def _shares(axes: Axes, run: VolumeRun) -> None:
    """Draw where the light went, in per cent, with 95 % intervals."""
    light, taken = run.summary.light, run.summary.absorbed_by_medium
    rows = {name.replace("_", " "): share for name, share in taken.items() if share.value > 0.0}
    rows |= {words: light[name] for name, words in SHARE_WORDS.items() if light[name].value > 0.0}
    names, shares = list(rows), list(rows.values())
    value = np.array([100.0 * share.value for share in shares])
    half = np.array([50.0 * (share.high - share.low) for share in shares])
    colours = ["#d55e00"] * sum(share.value > 0.0 for share in taken.values())
    colours += ["0.6"] * (len(names) - len(colours))
    axes.barh(names, value, xerr=half, color=colours, error_kw={"linewidth": 1.0, "capsize": 2.0})
    for row, (share, error) in enumerate(zip(value, half, strict=True)):
        axes.annotate(
            f"{share:.3g} %", (share + error, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
        )
    axes.invert_yaxis()
    axes.set_xlim(0.0, 1.18 * float((value + half).max()))
    axes.set_xlabel("share of the light (%)")
    axes.set_title("absorbed by each medium (orange), and the rest", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)


def save(run: VolumeRun, path: str | Path) -> None:
    """Write the figure of a run to a PNG, SVG or PDF file, whole or not at all."""
    target = Path(path)
    check_ending(target)
    with replacing(target) as beside:
        draw(run).savefig(beside, dpi=150)
