"""A scene: what the laboratory draws of a run, as numbers; and how it travels, as one binary message.

A message is the length of a header (4 bytes, little endian), the header as JSON, padded to whole fours, and the arrays
named in it one after another as 32-bit floats, little endian.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from photomend.bibliography import short_reference
from photomend.catalog import look_up
from photomend.comparison import mechanism_of, pattern_of, title_of
from photomend.description import Description
from photomend.guide.figures import quantity_of
from photomend.pattern.positions import draw_positions
from photomend.result import Quantity, Simulation

UM, PER_CM3 = 1e3, 1e3
THRESHOLD = ("breakdown", "vacuole", "threshold_J_per_cm3")
LEAST_DEPTH_UM = 300.0
BELOW, BESIDE = 1.35, 0.9  # how far past the deepest and the widest zone is shown
LEAST_HALF = 0.52  # of the depth shown
MOST_ROWS, MOST_RINGS = 140, 84
SPARE = 1.5  # what is sent beyond the section's edges, so that it fills a picture drawn to another one's scale
MOST_ZONES, LEAST_SIDE_MM, MOST_SIDE_MM = 400, 1.0, 4.0
ZONES = {
    "necrosis": "cells necrotic",
    "collagen": "collagen coagulated",
    "boiled": "water boiled in place",
    "vaporised": "tissue removed",
}
HEALING = ("redness", "swelling", "debris", "closed", "bronzing", "dryness", "remodelling")


class ShownLayer(Description):
    """A layer of skin, or a film on it, between two depths (um, negative above the skin)."""

    name: str
    title: str
    top_um: float
    bottom_um: float


class ShownZone(Description):
    """A zone that this run has, with its words."""

    name: str
    title: str


class ShownPattern(Description):
    """How microbeams land: placement, distance of neighbours (None where there is no lattice), density, passes."""

    placement: str
    pitch_um: float | None
    density_per_pass_per_cm2: float
    passes: int


class Scene(Description):
    """What is to be drawn besides the arrays.

    `depth_only` is true where all lies below a wide beam alike; `melanin_threshold` is the energy density at which
    melanin breaks down under pulses that can do that; `depth_shown_um` and `half_width_um` bound the section,
    `positions_side_um` is the side of the square of which the microbeams are given.
    """

    device_title: str
    mechanism: str
    full_field: bool
    depth_only: bool
    melanin_threshold: Quantity | None
    layers: tuple[ShownLayer, ...]
    zones: tuple[ShownZone, ...]
    pattern: ShownPattern
    depth_shown_um: float
    half_width_um: float
    positions_side_um: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """A scene with its arrays by name, and the references of its figures by key."""

    scene: Scene
    arrays: Mapping[str, np.ndarray]
    references: Mapping[str, str]


def drawn_of(run: Simulation) -> Drawn:
    """Return the scene of a run.

    Lengths of arrays are um, temperatures degC, times s, days day, shares 1, energy densities J/cm3. `outline_<zone>`
    has depth and half width; `temperature` is by time, depth and distance from the axis.

    Example
    -------
    >>> import photomend as pm
    >>> drawn = drawn_of(pm.simulate(pm.Treatment(handpiece={"device": "eryag-2940"})))
    >>> drawn.scene.mechanism, drawn.arrays["outline_vaporised"].shape[1]
    ('ablation', 2)
    """
    handpiece, settings = (run.summary.treatment[name] for name in ("handpiece", "settings"))
    depth, half = _shown(run)
    pattern, side = pattern_of(run), _side(run)
    scene = Scene(
        device_title=title_of(run),
        mechanism=mechanism_of(run),
        full_field=handpiece["placement"] == "full-field",
        depth_only=run.injury.sizes.get("r") == 1,
        melanin_threshold=quantity_of(look_up(*THRESHOLD)) if run.summary.breakdown else None,
        layers=tuple(_layers(run)),
        zones=tuple(ShownZone(name=name, title=words) for name, words in ZONES.items() if _has(run, name)),
        pattern=ShownPattern(
            placement=handpiece["placement"],
            pitch_um=handpiece.get("pitch_um"),
            density_per_pass_per_cm2=settings["density_per_pass_per_cm2"],
            passes=settings["passes"],
        ),
        depth_shown_um=depth,
        half_width_um=half,
        positions_side_um=UM * side,
    )
    positions = draw_positions(pattern, side, run.summary.seed) * np.array([UM, UM, 1.0])
    arrays = {"positions": positions, **dict(_arrays(run, depth, half))}
    keys = run.references()
    return Drawn(scene, arrays, {key: short_reference(key) for key in keys})


def message_of(drawn: Drawn, header: Mapping[str, Any]) -> bytes:
    """Return a scene with further entries of its header as one message."""
    parts = {name: np.ascontiguousarray(values, "<f4") for name, values in drawn.arrays.items()}
    places, offset = {}, 0
    for name, values in parts.items():
        if not np.isfinite(values).all():
            raise FloatingPointError(f"{name} of a scene is not finite; please report the treatment that gives it")
        places[name] = {"offset": offset, "shape": list(values.shape)}
        offset += values.nbytes
    whole = {**header, "scene": drawn.scene.model_dump(), "references": dict(drawn.references), "arrays": places}
    text = json.dumps(whole, allow_nan=False, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)
    return b"".join([struct.pack("<I", len(text)), text, *(values.tobytes() for values in parts.values())])


def _has(run: Simulation, name: str) -> bool:
    return bool(getattr(run.zones, name).depth.value > 0.0)


def _layers(run: Simulation) -> Iterator[ShownLayer]:
    named = (run.light[field].values for field in ("layer", "top", "bottom"))
    for name, top, bottom in zip(*named, strict=True):
        words = str(name).replace("_", " ")
        yield ShownLayer(name=str(name), title=words, top_um=UM * float(top), bottom_um=UM * float(bottom))


def _shown(run: Simulation) -> tuple[float, float]:
    """Return how deep and how far from the axis a section is worth drawing, um."""
    deepest, widest = (
        max(getattr(getattr(run.zones, zone), size).value for zone in ZONES) for size in ("depth", "width")
    )
    if run.summary.breakdown is not None:
        deepest = max(deepest, run.summary.breakdown.vacuole_bottom.value)
    if "peak_temperature" in run.heat and run.injury.sizes.get("r") == 1:
        hottest = int(run.heat["peak_temperature"].values[:, 0].argmax())
        deepest = max(deepest, 2.0 * UM * float(run.heat["z"].values[hottest]))
    depth = max(LEAST_DEPTH_UM, BELOW * deepest)
    wide = run.summary.treatment["handpiece"]["placement"] == "full-field"
    return depth, LEAST_HALF * depth if wide else max(BESIDE * widest, LEAST_HALF * depth)


def _side(run: Simulation) -> float:
    """Return the side of a square that holds enough microbeams to show the pattern and not too many to draw, mm."""
    pattern = pattern_of(run)
    if pattern.placement == "full-field":
        return MOST_SIDE_MM
    most = np.sqrt(MOST_ZONES / (pattern.density_per_pass * pattern.passes))
    return float(np.clip(most, LEAST_SIDE_MM, MOST_SIDE_MM))


def _arrays(run: Simulation, depth: float, half: float) -> Iterator[tuple[str, np.ndarray]]:
    yield from _section(run, depth, half)
    for name in ZONES:
        if _has(run, name) and f"radius_{name}" in run.injury:
            yield f"outline_{name}", _outline(run, name)
    if "bulk_temperature" in run.heat:
        yield "bulk_time_s", run.heat["time"].values
        yield "bulk_temperature", run.heat["bulk_temperature"].values
    by_depth = run.summary.pattern.coverage_by_depth
    yield "coverage_depth_um", np.array(by_depth.depth_um)
    for name in ("necrosis", "collagen", "boiled"):
        yield f"coverage_{name}", np.array(getattr(by_depth, name))
    yield "healing_day", run.healing["day"].values
    for name in HEALING:
        yield f"healing_{name}", run.healing[name].values


def _section(run: Simulation, depth: float, half: float) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what is known by depth and distance from the axis, as far as it is shown."""
    if "z" not in run.injury.coords or "r" not in run.injury.coords:
        return
    rows = _within(UM * run.injury["z"].values, SPARE * depth, MOST_ROWS)
    rings = _within(UM * run.injury["r"].values, SPARE * half, MOST_RINGS)
    yield "depth_um", UM * run.injury["z"].values[rows]
    yield "radius_um", UM * run.injury["r"].values[rings]
    if "peak_temperature" in run.heat:
        yield "peak_temperature", run.heat["peak_temperature"].values[np.ix_(rows, rings)]
    if "temperature" in run.heat:
        yield "time_s", run.heat["t"].values
        yield "temperature", run.heat["temperature"].values[:, rows][:, :, rings]
    if "melanin_energy_density" in run.injury:
        yield "melanin_energy_density", PER_CM3 * run.injury["melanin_energy_density"].values[np.ix_(rows, rings)]
        yield "epidermal_depth_um", UM * run.injury["epidermal_depth"].values
        for part in ("spots", "between"):
            name = f"melanin_energy_density_{part}"
            yield name, PER_CM3 * run.injury[name].values


def _within(places: np.ndarray, end: float, most: int) -> np.ndarray:
    """Return the numbers of places up to just past `end`, thinned to `most`."""
    count = min(places.size, int(np.searchsorted(places, end)) + 2)
    return np.unique(np.round(np.linspace(0, count - 1, min(count, most))).astype(int))


def _outline(run: Simulation, name: str) -> np.ndarray:
    """Return depth and half width of a zone from its top to its deepest point, um."""
    figures = getattr(run.zones, name)
    z, radius = UM * run.injury["z"].values, UM * run.injury[f"radius_{name}"].values
    inside = radius > 0.0
    top = 0.0 if figures.surface_width.value > 0.0 else float(z[inside][0])
    depth = np.concatenate([[top], z[inside], [figures.depth.value] * 2])
    half = np.concatenate([[0.5 * figures.surface_width.value], radius[inside], [radius[inside][-1], 0.0]])
    order = np.argsort(depth, kind="stable")
    return np.column_stack([depth[order], half[order]])
