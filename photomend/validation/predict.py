"""Predictions: what the model says of measured rows, as an interval over everything that is not known.

One input at a time goes to each end of its range: the uncertain properties of tissue and device, the damage thresholds,
and the inputs that the study does not tell. Moves combine as in the intervals of a run (`intervals`), as ratios where
the quantity is one; they are computed on the coarser grid with the same random numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from photomend import backend
from photomend.catalog import Variation, look_up
from photomend.injury import injure
from photomend.intervals import DAMAGE_THRESHOLD, coarsened, ends, matters
from photomend.simulate import MECHANISMS, part
from photomend.stages import Followed, Stages
from photomend.treatment import Request
from photomend.validation.outcomes import LEAST, QUANTITIES, look, peak_of_mean
from photomend.validation.rows import DOSE, Row

Requests = tuple[Request, ...]
Values = dict[tuple[str, str], float]  # by row and clock
Evaluate = Callable[["Place", Callable[[Request], Request]], Values]
AT_REST = Variation()
SEARCH_PHOTONS = 25_000  # a threshold is met where light happens to be brightest: noise would lower it
FIRST_SLOPE = 10.0  # of ln of the damage integral by ln of the exposure, near 60 C; boiling starts from it too
LEAST_SLOPE, LONGEST_STEP, CLOSE, MOST_STEPS = 0.3, 0.5, 0.02, 15
STUDY = ("spot", "pulse", "apex", "pitch", "cooling", "film")  # what a study may tell; the rest is skin and kinetics


@dataclass(frozen=True)
class Prediction:
    """What the model says: a value, and two intervals.

    `narrow` is over what the study leaves open, `low` to `high` over that, tissue and damage thresholds together.
    `moves` has the value at the low and at the high end of each unknown.
    """

    value: float
    low: float
    high: float
    narrow: tuple[float, float]
    moves: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Place:
    """Where the unknowns stand: inputs of the study moved, properties varied, damage thresholds shifted (K)."""

    moved: Mapping[str, Any]
    variation: Variation = AT_REST
    shift: float = 0.0


def predict(rows: Sequence[Row], progress: Callable[[float], None] = lambda _: None) -> dict[str, Prediction]:
    """Return the prediction of every row by its id; rows of one treatment are computed together."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        alone = row.id if QUANTITIES[row.quantity].reaches else ""
        groups.setdefault(f"{alone} {row.inputs} {row.against}", []).append(row)
    found: dict[str, Prediction] = {}
    for number, group in enumerate(groups.values()):
        found |= _predict_together(group, part(progress, number / len(groups), (number + 1) / len(groups)))
    return found


def clocks_of(row: Row) -> tuple[str, ...]:
    """Return the damage clocks a row is compared with: both where the stain is not told."""
    return ("collagen", "necrosis") if row.clock == "either" else (row.clock,)


def _predict_together(rows: Sequence[Row], progress: Callable[[float], None]) -> dict[str, Prediction]:
    """Return the predictions of rows with the same inputs."""
    searched = bool(QUANTITIES[rows[0].quantity].reaches)
    values, roughly = (_searching(rows[0]), at_rest) if searched else (_looking(rows), coarsened)
    fine = values(Place({}), refined)
    middle = values(Place({}), roughly)
    places = list(_places(rows[0], roughly))
    done = [0]

    def at(place: Place) -> Values:
        return values(place, roughly)

    def one_more() -> None:
        done[0] += 1
        progress(done[0] / (2 * len(places)))

    both = backend.spread(at, [place for _, low, high in places for place in (low, high)], one_more)
    found = {}
    for row in rows:
        predictions = []
        for clock in clocks_of(row):
            key = (row.id, clock)
            pairs = {
                name: (both[2 * n][key], both[2 * n + 1][key]) for n, (name, _, _) in enumerate(places)
            }  # fmt: skip
            predictions.append(_combined(row, fine[key], middle[key], pairs))
        found[row.id] = _either(predictions)
    return found


def refined(request: Request) -> Request:
    """Return the request as it is: on the grid and with the photons of a normal run."""
    return request


def at_rest(request: Request) -> Request:
    """Return the request on the coarser grid with the light of tissue at rest.

    Thresholds are passed below boiling, where light hardly follows the tissue: moves need no more.
    """
    return coarsened(request.with_(physics=request.physics.with_(optics="static")))


def _places(row: Row, roughly: Callable[[Request], Request]) -> Iterable[tuple[str, Place, Place]]:
    """Yield every unknown that has a range in the treatments of a row, with its low and its high place."""
    requests = tuple(roughly(request) for request in row.requests())
    mechanism = MECHANISMS[requests[0].treatment.exposure.mechanism]
    for name, low, high in zip(mechanism.inputs, *_halves(ends(mechanism.inputs)), strict=True):
        if any(matters(request, end) for request in requests for end in (low, high)):
            yield name, Place({}, low), Place({}, high)
    if requests[0].treatment.exposure.mechanism == "coagulation":
        shift = look_up("rates", "shift")
        yield DAMAGE_THRESHOLD, Place({}, shift=shift.low), Place({}, shift=shift.high)
    for key, (lowest, highest) in row.unknown.items():
        yield key, Place({key: lowest}), Place({key: highest})


def _halves(found: list[Variation]) -> tuple[list[Variation], list[Variation]]:
    return found[0::2], found[1::2]


def _looking(rows: Sequence[Row]) -> Evaluate:
    """Return what evaluates rows by following their treatments once and looking."""

    def values(place: Place, numerics: Callable[[Request], Request]) -> Values:
        runs = [_follow(numerics(request), place) for request in rows[0].requests(place.moved)]
        return {(row.id, clock): look(row.at(place.moved), clock, runs) for row in rows for clock in clocks_of(row)}

    return values


def _searching(row: Row) -> Evaluate:
    """Return what evaluates a row by searching its dose; the first dose found is where later searches begin."""
    known = [(row.measured.value, FIRST_SLOPE)]

    def values(place: Place, numerics: Callable[[Request], Request]) -> Values:
        dose, slope = find_dose(row, place, numerics, *known[-1])
        if len(known) < 2:
            known.append((dose, slope))
        return {(row.id, row.clock): dose}

    return values


def _follow(request: Request, place: Place) -> Followed:
    run = MECHANISMS[request.treatment.exposure.mechanism].follow(request, place.variation)
    if place.shift and isinstance(run, Stages):
        return replace(run, injury=injure(run.layers, run.heat, request.physics, place.shift))
    return run


def find_dose(
    row: Row, place: Place, numerics: Callable[[Request], Request], start: float, slope: float
) -> tuple[float, float]:
    """Return the radiant exposure (J/cm2) at which the row's event just happens, and the slope of ln of it there.

    By secants from `start`, with `slope` for the first; to a part in a hundred of the last step.
    """
    reaches: Any = QUANTITIES[row.quantity].reaches
    row = row.at(place.moved)
    on_axis = _counted_on_the_axis(row)

    def excess(ln_dose: float) -> float:
        (request,) = row.requests({**place.moved, DOSE: math.exp(ln_dose) / on_axis})
        request = numerics(request)
        alike = request.numerics.with_(photons=SEARCH_PHOTONS)
        return float(reaches(row, _follow(request.with_(numerics=alike), place)))

    x = math.log(start)
    y = excess(x)
    for _ in range(MOST_STEPS):
        if abs(y / slope) < CLOSE:
            break
        step = max(-LONGEST_STEP, min(LONGEST_STEP, -y / slope))
        following = excess(x + step)
        slope = max(LEAST_SLOPE, (following - y) / step)
        x, y = x + step, following
    return math.exp(x - y / slope), slope


def _counted_on_the_axis(row: Row) -> float:
    """Return by what the mean radiant exposure of the row's beam is to be multiplied to be counted as in the study."""
    if "dose" not in row.extra:
        return 1.0
    return peak_of_mean(row.requests()[0].treatment.exposure)


def _combined(row: Row, fine: float, middle: float, pairs: Mapping[str, tuple[float, float]]) -> Prediction:
    """Return the fine value with the root of the summed squares of its moves, up and down apart."""
    left_open = {name: pair for name, pair in pairs.items() if name in STUDY or "." in name}
    narrow, wide = (_interval(row, fine, middle, some.values()) for some in (left_open, pairs))
    return Prediction(fine, *wide, narrow, pairs)


def _interval(row: Row, fine: float, middle: float, pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    if QUANTITIES[row.quantity].ratios or row.against:
        down, up = _hypot((_ln(low / middle), _ln(high / middle)) for low, high in pairs)
        return fine * math.exp(-down), fine * math.exp(up)
    down, up = _hypot((low - middle, high - middle) for low, high in pairs)
    floor = -math.inf if QUANTITIES[row.quantity].unit == "degC" else 0.0
    return max(floor, fine - down), min(QUANTITIES[row.quantity].most, fine + up)


def _ln(ratio: float) -> float:
    return math.log(max(ratio, LEAST))


def _hypot(moves: Iterable[tuple[float, float]]) -> tuple[float, float]:
    both = list(moves)
    return (
        math.hypot(*(min(0.0, *move) for move in both)),
        math.hypot(*(max(0.0, *move) for move in both)),
    )


def _either(parts: Sequence[Prediction]) -> Prediction:
    """Return the prediction where the stain is not told: from the low end of one clock to the high end of the other."""
    if len(parts) == 1:
        return parts[0]
    moves = {
        name: (_mean(part.moves[name][0] for part in parts), _mean(part.moves[name][1] for part in parts))
        for name in parts[0].moves
    }
    narrow = (min(part.narrow[0] for part in parts), max(part.narrow[1] for part in parts))
    value = _mean(part.value for part in parts)
    return Prediction(value, min(part.low for part in parts), max(part.high for part in parts), narrow, moves)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
