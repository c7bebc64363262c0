"""The shared runs of the model that the claims are held to: coarse, each simulated once per process.

Lists of lasers, numerical settings and what was assumed of dark skin are data (``data/claims.toml``).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from photomend.catalog import tables
from photomend.comparison import ComparedRun, compare, contents_of
from photomend.device import card
from photomend.guide.dark import dark_absorption_per_cm
from photomend.result import Simulation
from photomend.simulate import simulate
from photomend.treatment import read_request

USUAL = "fraxel-restore"


class Runs(NamedTuple):
    """The runs by laser: with ranges, in the middle of the ranges, and of one laser on dark skin; rows compare."""

    ranged: dict[str, Simulation]
    middle: dict[str, Simulation]
    dark: Simulation
    rows: dict[str, ComparedRun]


def settings_of(kind: str) -> tuple[str, ...]:
    """Return the assignments (``KEY=VALUE``) of a kind of run: ranged, middle or dark."""
    chosen = tables("claims")["runs"]
    if kind == "ranged":
        return tuple(chosen["settings"])
    plain = (*chosen["settings"], *chosen["without_ranges"])
    if kind == "middle":
        return plain
    return (*plain, *chosen["dark"], f"skin.layers.epidermis.absorption_per_cm={dark_absorption_per_cm():.2f}")


def follow_all(progress: Callable[[float], None] = lambda _: None) -> Runs:
    """Return the shared runs, each simulated once per process; `progress` is called with the share done."""
    chosen = tables("claims")["runs"]
    wanted = [("ranged", name) for name in chosen["ranged"]]
    wanted += [("middle", name) for name in chosen["middle"]] + [("dark", USUAL)]
    found: dict[str, dict[str, Simulation]] = {"ranged": {}, "middle": {}, "dark": {}}
    for number, (kind, name) in enumerate(wanted):
        found[kind][name] = _follow(name, settings_of(kind))
        progress((number + 1) / len(wanted))
    rows = {row.name: row for row in compare(found["ranged"]).runs}
    return Runs(found["ranged"], found["middle"], found["dark"][USUAL], rows)


@cache
def _follow(name: str, settings: tuple[str, ...]) -> Simulation:
    request = read_request(contents_of([name], settings)[name])
    return simulate(request.treatment, request.physics, request.numerics)


def endpoints(runs: Runs) -> str:
    """Return in words how each laser that was run ends."""
    all_runs = {**runs.middle, **runs.ranged}
    return "; ".join(f"{card(name).text('title')}: {run.endpoint.replace('-', ' ')}" for name, run in all_runs.items())
