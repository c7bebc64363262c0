"""Treatments side by side: what each removes, coagulates and leaves of the epidermis, and when it closes.

One row per treatment, made of figures that every mechanism has. Shares of the area are those after all passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from photomend.description import BadInput, Description
from photomend.healing import closing_reason, heal, wound_of
from photomend.pattern import Pattern
from photomend.result import Quantity, Simulation
from photomend.simulate import simulate
from photomend.treatment import read_file, read_request, with_settings

UM = 1e3
PER_MM2 = 0.01  # from per square centimetre
LEAST = 2


class ComparedRun(Description):
    """One treatment: what it removes, the rim it coagulates below that, and what the skin keeps.

    `coagulated_depth` counts from the surface and holds what was removed; `necrotic_depth` likewise, by the clock of
    cells. Of the area, `surface_intact` is the share whose horny layer is not removed, `epidermis_alive` that whose
    epidermis is not dead or removed at any depth, `coverage` that with dead cells. The epidermis is closed
    after `days_to_close`, for the reason in `closing`, and redness is seen for `redness_days`.
    """

    name: str
    title: str
    mechanism: str
    endpoint: str
    removed_depth: Quantity
    coagulated_rim: Quantity
    coagulated_depth: Quantity
    necrotic_depth: Quantity
    surface_intact: Quantity
    epidermis_alive: Quantity
    coverage: Quantity
    days_to_close: Quantity
    closing: str
    redness_days: Quantity


class Comparison(Description):
    """Treatments in the order in which they were named."""

    runs: tuple[ComparedRun, ...]


def compare(runs: Mapping[str, Simulation]) -> Comparison:
    """Return the comparison of runs, by the name each is to have.

    Example
    -------
    >>> import photomend as pm
    >>> lasers = ("eryag-2940", "co2-10600")
    >>> runs = {name: pm.simulate(pm.Treatment(handpiece={"device": name})) for name in lasers}
    >>> [row.days_to_close.unit for row in compare(runs).runs]
    ['day', 'day']
    """
    return Comparison(runs=tuple(_row(name, run) for name, run in runs.items()))


def contents_of(names: Iterable[str], assignments: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
    """Return the contents of treatment files by name: each a device of the catalogue, or a TOML file by its path.

    `assignments` (``KEY=VALUE``) change all of them.

    Example
    -------
    >>> contents_of(["co2-10600"], ["settings.passes=1"])
    {'co2-10600': {'handpiece': {'device': 'co2-10600'}, 'settings': {'passes': 1}}}
    """
    changes = tuple(assignments)
    return {name: with_settings(_contents(name), changes) for name in names}


def simulate_all(
    contents: Mapping[str, Mapping[str, Any]], progress: Callable[[float], None] = lambda _: None
) -> dict[str, Simulation]:
    """Return a run for each of several treatment files' contents, by name; `progress` is called with the share done."""
    if len(contents) < LEAST:
        raise BadInput(
            f"NAME: {len(contents)} treatment, however often named, is below the limit {LEAST}; name another"
        )
    requests = {name: read_request(one) for name, one in contents.items()}
    runs = {}
    for done, (name, request) in enumerate(requests.items()):

        def part(share: float, done: int = done) -> None:
            progress((done + share) / len(requests))

        runs[name] = simulate(request.treatment, request.physics, request.numerics, part)
    return runs


def _contents(name: str) -> dict[str, Any]:
    return read_file(Path(name)) if name.endswith(".toml") else {"handpiece": {"device": name}}


def _row(name: str, run: Simulation) -> ComparedRun:
    zones, summary = run.zones, run.summary
    wound = wound_of(run)
    healing = summary.healing or heal(wound).figures
    return ComparedRun(
        name=name,
        title=title_of(run),
        mechanism=mechanism_of(run),
        endpoint=run.endpoint,
        removed_depth=zones.vaporised.depth,
        coagulated_rim=_rim(run),
        coagulated_depth=zones.collagen.depth,
        necrotic_depth=zones.necrosis.depth,
        surface_intact=surface_intact(run),
        epidermis_alive=epidermis_alive(run),
        coverage=summary.breakdown.area_share if summary.breakdown else summary.pattern.coverage_fraction,
        days_to_close=healing.closed_days,
        closing=closing_reason(wound),
        redness_days=healing.redness_days,
    )


def title_of(run: Simulation) -> str:
    """Return the device's title, or that it is a handpiece of one's own."""
    from photomend.device import card

    name = run.summary.treatment["handpiece"].get("device")
    return card(name).text("title") if name else "own handpiece"


def mechanism_of(run: Simulation) -> str:
    """Return how a run injures: coagulation, breakdown or ablation."""
    if run.summary.ablation is not None:
        return "ablation"
    return "breakdown" if run.summary.breakdown is not None else "coagulation"


def surface_intact(run: Simulation) -> Quantity:
    """Return the share of the area whose surface is not removed, after all passes."""
    removed = run.zones.vaporised
    pattern = pattern_of(run)
    value, low, high = (
        float(pattern.untreated(0.5 * width / UM))
        for width in (removed.surface_width.value, removed.surface_width.high, removed.surface_width.low)
    )
    return Quantity(value=value, unit="1", low=low, high=high, sources=removed.surface_width.sources)


def epidermis_alive(run: Simulation) -> Quantity:
    """Return the share of the area where the epidermis is alive through its depth, after all passes.

    The widest the zone of dead cells is anywhere in the epidermis decides; its range is that of the zone's width. Where
    pulses burst cells it is what stays below the threshold of breakdown.
    """
    if run.summary.breakdown is not None:
        burst = run.summary.breakdown.area_share
        return burst.with_(value=1.0 - burst.value, low=1.0 - burst.high, high=1.0 - burst.low)
    width = run.zones.necrosis.width
    radius = _widest_in_epidermis(run)
    ends = (end / width.value if width.value > 0.0 else 1.0 for end in (width.value, width.high, width.low))
    value, low, high = (float(pattern_of(run).untreated(radius * end)) for end in ends)
    return Quantity(value=value, unit="1", low=low, high=high, sources=width.sources)


def pattern_of(run: Simulation) -> Pattern:
    """Return where the microbeams of a run land."""
    settings, handpiece = (run.summary.treatment[name] for name in ("settings", "handpiece"))
    return Pattern(handpiece["placement"], PER_MM2 * settings["density_per_pass_per_cm2"], settings["passes"])


def _widest_in_epidermis(run: Simulation) -> float:
    """Return the largest radius of the zone of dead cells within the living epidermis, mm."""
    if "radius_necrosis" not in run.injury:
        return 0.0
    living = list(run.light["layer"].values).index("epidermis")
    top, bottom = (float(run.light[end].values[living]) for end in ("top", "bottom"))
    depth, radius = run.injury["z"].values, run.injury["radius_necrosis"].values
    places = np.concatenate([[top, bottom], depth[(depth > top) & (depth < bottom)]])
    return float(np.interp(places, depth, radius).max())


def _rim(run: Simulation) -> Quantity:
    """Return how far collagen is coagulated below what is removed, um."""
    if run.summary.ablation is not None:
        return run.summary.ablation.coagulated_rim
    deep, gone = run.zones.collagen.depth, run.zones.vaporised.depth
    if gone.value == 0.0:
        return deep
    ends = (max(0.0, deep.low - gone.low), deep.value - gone.value, max(0.0, deep.high - gone.high))
    return deep.with_(value=max(0.0, ends[1]), low=min(ends), high=max(ends))
