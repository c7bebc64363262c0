"""What all uncertain inputs of a treatment do together: intervals on every figure, and which input decides.

    f(x_1 ... x_k),   every x_i even between -1 and 1, independent;   interval = 5 to 95 % of f over joint draws

Draws are a Latin hypercube [McKay1979], followed through the model with the same photons each, on the grid of
`drawn_on`. Indices of Sobol come from the model itself where it is a closed form, else from an emulator of the draws,
which foretells nothing beyond them; a figure that it misses by too much has no indices, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from photomend import backend
from photomend.description import BadInput
from photomend.figures import figures_of, summarise
from photomend.intervals import combine, moves
from photomend.result import Quantity
from photomend.simulate import MECHANISMS
from photomend.stages import CLOSED_FORM, SHARES, Followed
from photomend.study.emulator import Emulator, fit
from photomend.study.extra import needed
from photomend.study.people import IGNORANCE, PEOPLE, Model, Values, follow_at, inputs_of, kind_of
from photomend.study.sobol import Indices, analyse, design, latin_hypercube, with_emulator_error
from photomend.treatment import Request

FEWEST_DRAWS, MOST_DRAWS = 32, 100_000
MOST_PHOTONS, LEAST_CELL_UM = {"static": 12_800, "coupled": 51_200}, 10.0  # heated paths are noisier
ON_MODEL, ON_EMULATOR = 256, 2048  # rows of Saltelli's design per input: powers of two
UNEXPLAINED_MOST = 0.05  # share of variance that an emulator may miss
QUANTILES = (0.05, 0.5, 0.95)
PUBLIC = {
    **{f"light.{name}": f"light.{name}_fraction" for name in SHARES},
    "pattern.coverage": "pattern.coverage_fraction",
    "pattern.nominal": "pattern.nominal_coverage_fraction",
}


@dataclass(frozen=True)
class Told:
    """One figure: its value with the 5 and 95 % of joint draws, the median, and beside them one input at a time.

    `vanishing` is the share of draws in which the figure is 0. `alone` are the 5 and 95 % with people or ignorance held
    at its values. `indices` are by input, `kinds` by people and ignorance; None where nothing moves the figure, or
    where the emulator is `refused` (why, in a sentence). `unexplained` is the share of variance that the emulator
    misses in draws held out, None where the model itself was asked.
    """

    joint: Quantity
    median: float
    one_at_a_time: Quantity
    vanishing: float
    indices: Indices | None = None
    kinds: Indices | None = None
    alone: Mapping[str, tuple[float, float]] | None = None
    unexplained: float | None = None
    refused: str = ""

    def record(self) -> dict[str, Any]:
        """Return the figure as plain values for JSON."""
        quantities = {name: getattr(self, name).model_dump(mode="json") for name in ("joint", "one_at_a_time")}
        return {**{field.name: _plain(getattr(self, field.name)) for field in fields(self)}, **quantities}


@dataclass(frozen=True)
class Uncertainty:
    """The draws of a treatment, what they say of every figure by its dotted name, and how often the model ran.

    `positions` are (draws, inputs); `kinds` says of every input whether it is of people or ignorance.
    """

    request: Request
    seed: int
    kinds: Mapping[str, str]
    positions: np.ndarray
    samples: Values
    endpoints: Mapping[str, float]
    figures: Mapping[str, Told]
    on_model: bool
    evaluations: int

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the names of the inputs that were drawn."""
        return tuple(self.kinds)

    def record(self) -> dict[str, Any]:
        """Return what is told of every figure, as plain values for JSON; the draws themselves are left out."""
        return {
            "version": backend.package_version(),
            "treatment": self.request.document(),
            "draws": len(self.positions),
            "seed": self.seed,
            "inputs": dict(self.kinds),
            "endpoints": dict(self.endpoints),
            "indices_from": "model" if self.on_model else "emulator",
            "evaluations": self.evaluations,
            "figures": {PUBLIC.get(name, name): told.record() for name, told in self.figures.items()},
        }


def propagate(
    request: Request,
    draws: int = 256,
    seed: int = 1,
    progress: Callable[[float], None] = lambda _: None,
    on_model: bool | None = None,
) -> Uncertainty:
    """Return what all uncertain inputs of a treatment do to its figures together.

    `on_model` asks the model itself for indices (256 x (inputs + 6) + 2 x draws more runs), or else an emulator; left
    at None, a closed form is asked itself. The same request, draws and seed give the same result with any number of
    threads. Every draw has the same photons, so that their noise is in no interval.

    Example
    -------
    >>> treatment = {"handpiece": {"device": "eryag-2940"}}
    >>> found = propagate(Request(treatment=treatment), draws=32, on_model=False)
    >>> found.figures["zones.vaporised.depth"].indices.largest(1)
    ['heat_of_ablation']
    """
    needed("SALib")
    _check(draws)
    request = drawn_on(request)
    request.document()  # refuses what does not fit together before time is spent on it
    names, middle = inputs_of(request), follow_at(request, {})
    positions = latin_hypercube(draws, len(names), seed)
    asked = middle.engine == CLOSED_FORM if on_model is None else on_model
    study = _Study({name: kind_of(request, name) for name in names}, positions, seed, asked)
    ends = len(MECHANISMS[request.treatment.exposure.mechanism].inputs)
    runs = 1 + 2 * ends + draws + (sum(map(len, study.points.values())) if asked else 0)
    model = Model(request, names, _counting(progress, runs))

    known = _one_at_a_time(model, middle)
    samples, endpoints = model.at(positions)
    outputs = {key: model.at(rows)[0] for key, rows in study.points.items()} if asked else {}

    def told(name: str) -> Told:
        return _told(study, known[name], samples[name], {key: found[name] for key, found in outputs.items()})

    figures = dict(zip(known, backend.spread(told, known), strict=True))
    progress(1.0)
    shares = {name: endpoints.count(name) / draws for name in sorted(set(endpoints))}
    return Uncertainty(request, seed, study.kinds, positions, samples, shares, figures, asked, runs)


def drawn_on(request: Request) -> Request:
    """Return the request on the grid that draws are followed on: no finer than 10 um, and photons enough for draws.

    They are 12 800 at most with static optics, 51 200 with coupled, where few paths carry the light past hot tissue.

    Example
    -------
    >>> drawn_on(Request()).numerics.cell_um
    10.0
    """
    numerics = request.numerics
    photons = min(MOST_PHOTONS[request.physics.optics], numerics.photons)
    cell = max(LEAST_CELL_UM, numerics.cell_um)
    return request.with_(numerics=numerics.with_(photons=photons, cell_um=cell, intervals=False))


def _plain(value: Any) -> Any:
    return asdict(value) if isinstance(value, Indices) else value


def _check(draws: int) -> None:
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise BadInput(f"draws = {draws} is outside {FEWEST_DRAWS} to {MOST_DRAWS}; choose a number inside")


def _counting(progress: Callable[[float], None], runs: int) -> Callable[[], None]:
    """Return what is called after each run: it tells the share done."""
    done = [0]

    def one_more() -> None:
        done[0] += 1
        progress(min(1.0, done[0] / runs))

    return one_more


def _one_at_a_time(model: Model, middle: Followed) -> dict[str, Quantity]:
    """Return every public figure by its dotted name, with the interval of one input at a time and no photon noise."""
    mechanism = MECHANISMS[middle.exposure.mechanism]
    pairs = list(moves(model.request, mechanism, middle, model.done).values())
    spans = combine(figures_of(middle), pairs, {})
    summary = summarise(model.request, middle, spans, (), 0.0).summary
    public = {name: _public(summary, PUBLIC.get(name, name)) for name in spans}
    return {name: quantity for name, quantity in public.items() if isinstance(quantity, Quantity)}


def _public(part: Any, path: str) -> Any:
    for key in path.split("."):
        part = getattr(part, key, None)
    return part


@dataclass(frozen=True)
class _Study:
    """What all figures of a study share: kinds of its inputs, draws, and where indices are computed."""

    kinds: Mapping[str, str]
    positions: np.ndarray
    seed: int
    on_model: bool

    @property
    def names(self) -> list[str]:
        return list(self.kinds)

    @property
    def groups(self) -> list[str]:
        return list(self.kinds.values())

    @cached_property
    def points(self) -> dict[str, np.ndarray]:
        """Return the designs of indices by input and by kind, and the draws with only one kind moved."""
        base, of = ON_MODEL if self.on_model else ON_EMULATOR, np.array(self.groups)
        return {
            "inputs": design(self.names, base, self.seed),
            "kinds": design(self.names, base, self.seed, self.groups),
            **{kind: self.positions * (of == kind) for kind in (PEOPLE, IGNORANCE)},
        }


def _told(study: _Study, known: Quantity, values: np.ndarray, outputs: Values) -> Told:
    """Return what the draws say of one figure; `outputs` are the model's at the points of the study, else none."""
    low, median, high = (float(one) for one in np.quantile(values, QUANTILES))
    told = Told(known.with_(low=low, high=high), median, known, float(np.mean(values == 0.0)))
    if float(np.ptp(values)) == 0.0:
        return told
    if outputs:
        return _indexed(told, study, outputs, None)
    emulator = fit(study.positions, values)
    told = replace(told, unexplained=emulator.unexplained)
    if emulator.unexplained > UNEXPLAINED_MOST:
        return replace(told, refused=_why(emulator.unexplained, told.vanishing))
    foretold = {key: np.clip(emulator.at(rows), values.min(), values.max()) for key, rows in study.points.items()}
    return _indexed(told, study, foretold, emulator)


def _indexed(told: Told, study: _Study, found: Values, emulator: Emulator | None) -> Told:
    """Return a figure with its indices and with the interval of each kind alone."""
    indices = analyse(study.names, found["inputs"], study.seed)
    if emulator and indices:
        indices = with_emulator_error(indices, emulator, study.names)
    alone = {kind: _ends(found[kind]) for kind in (PEOPLE, IGNORANCE)}
    kinds = analyse(study.names, found["kinds"], study.seed, study.groups)
    return replace(told, indices=indices, kinds=kinds, alone=alone)


def _ends(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, (QUANTILES[0], QUANTILES[-1]))
    return float(low), float(high)


def _why(unexplained: float, vanishing: float) -> str:
    """Return why an emulator is refused, and what to do."""
    gone = f"; it is 0 in {vanishing:.0%} of draws" if 0.0 < vanishing < 1.0 else ""
    return (
        f"no indices: the emulator misses {unexplained:.1%} of the variance in draws held out (limit "
        f"{UNEXPLAINED_MOST:.0%}){gone}; raise draws, or ask the model itself (on_model)"
    )
