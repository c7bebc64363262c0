"""Validation: every measurement beside its prediction, a verdict for each, and what they say together.

A bound is kept when some value of the interval meets it, a measured value when the interval holds it; `central` says
whether the value in the middle does (within the spread that the source itself gives).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from photomend.backend import package_version
from photomend.catalog import Sourced, tables
from photomend.description import BadInput
from photomend.device import Exposure
from photomend.injury.breakdown import ESTABLISHED
from photomend.validation.outcomes import QUANTITIES
from photomend.validation.predict import Prediction, predict
from photomend.validation.reflectance import predict_reflectance
from photomend.validation.rows import Known, Row

CERTAIN = ("read", "derived", "user")
REFLECTANCE = "reflectance"
ZONE_SIZES = ("depth", "width", "surface-width", "depth-ratio", "width-ratio")
BOUNDS = {"at-least": 1.0, "ratio-at-least": 1.0, "ordering": 1.0, "presence": 1.0, "at-most": -1.0, "absence": -1.0}


@dataclass(frozen=True)
class Verdict:
    """One row with its prediction; `kept` is None where nothing can be kept: context, or beyond the model."""

    row: Row
    predicted: Prediction | None
    inputs: Mapping[str, Known]
    kept: bool | None
    kept_narrowly: bool | None
    central: bool | None

    @property
    def ratio(self) -> float:
        """Return predicted over measured; infinite where that has no meaning."""
        measured = self.row.measured.value
        return self.predicted.value / measured if self.predicted and measured else math.inf

    @property
    def certain(self) -> bool:
        """Return whether every input of the study was read: only such rows are in the headline."""
        return all(known.mark in CERTAIN and not known.unknown for known in self.inputs.values())

    @property
    def of_a_zone(self) -> bool:
        """Return whether the row measures a zone of coagulation."""
        if self.row.quantity not in ZONE_SIZES or not self.row.inputs:
            return False
        return self.row.requests()[0].treatment.exposure.mechanism == "coagulation"


def validate(rows: Sequence[Row], progress: Callable[[float], None] = lambda _: None) -> tuple[Verdict, ...]:
    """Return the verdict on every row.

    Example
    -------
    >>> from photomend.validation.rows import published
    >>> slopes = [row for row in published() if row.id.endswith("er-slope")]
    >>> [verdict.kept for verdict in validate(slopes)]
    [True, True]
    """
    within = [row for row in rows if beyond(row) is None]
    found = predict([row for row in within if row.quantity in QUANTITIES], progress)
    found |= {row.id: predict_reflectance(row) for row in within if row.quantity == REFLECTANCE}
    return tuple(judge(row, found.get(row.id)) for row in rows)


def beyond(row: Row) -> str | None:
    """Return why the model cannot predict a row, None where it can."""
    if row.quantity not in QUANTITIES and row.quantity != REFLECTANCE:
        return f"{row.quantity} is not simulated"
    if row.quantity == REFLECTANCE:
        return None
    if not row.inputs:
        return "its treatment is not told"
    try:
        for request in row.requests():
            request.document()
    except BadInput as fault:
        return str(fault)
    return None


def judge(row: Row, predicted: Prediction | None) -> Verdict:
    """Return the verdict on one row."""
    if predicted is None:
        return Verdict(row, None, dict(row.inputs), None, None, None)
    inputs = all_inputs(row)
    if row.split == "context":
        return Verdict(row, predicted, inputs, None, None, None)
    wide = _meets(row, (predicted.low, predicted.high), predicted.value)
    narrow = _meets(row, predicted.narrow, predicted.value)
    return Verdict(row, predicted, inputs, wide, narrow, _in_the_middle(row, predicted.value))


def _meets(row: Row, interval: tuple[float, float], value: float) -> bool:
    """Return whether an interval meets what was measured."""
    measured, (low, high) = row.measured, interval
    if row.tolerance:
        return row.tolerance[0] <= value / measured.value <= row.tolerance[1]
    if row.compare in BOUNDS:
        bound = ESTABLISHED if row.compare in ("presence", "absence") else measured.value
        return high >= bound if BOUNDS[row.compare] > 0.0 else low <= bound
    return low <= measured.high and high >= measured.low


def _in_the_middle(row: Row, value: float) -> bool:
    """Return whether the value in the middle of the interval meets what was measured."""
    measured = row.measured
    if row.compare in BOUNDS:
        return _meets(row, (value, value), value)
    return bool(measured.low <= value <= measured.high)


def all_inputs(row: Row) -> dict[str, Known]:
    """Return the inputs of a row, those that come with its device included."""
    inputs = dict(row.inputs)
    if not inputs or row.quantity == REFLECTANCE:
        return inputs
    exposure = row.requests()[0].treatment.exposure
    for name, value in _of_device(exposure).items():
        inputs.setdefault(f"handpiece.{name}", Known(value.value, value.low, value.high, value.mark, value.note))
    return inputs


def _of_device(exposure: Exposure) -> dict[str, Sourced]:
    """Return what a named device brings to a treatment and the study does not tell."""
    if exposure.device is None:
        return {}
    brought = {"spot_diameter_um": exposure.spot_diameter_um, "pulse_duration_ms": exposure.pulse_duration_ms}
    if exposure.apex_energy_share.value < 1.0:
        brought["apex_energy_share"] = exposure.apex_energy_share
    if exposure.pitch_known is not None:
        brought["pitch_um"] = exposure.pitch_known
    return {name: value for name, value in brought.items() if value.mark != "user"}


def summarise(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Return what the verdicts say together, as plain figures."""
    every = [verdict for verdict in verdicts if verdict.kept is not None]  # so each has a prediction
    predictions = [verdict for verdict in every if verdict.row.split == "prediction"]
    intervals = [verdict for verdict in predictions if verdict.row.compare == "interval" and not verdict.row.tolerance]
    bounds = [verdict for verdict in predictions if verdict.row.compare in BOUNDS]
    return {
        "version": package_version(),
        "rows": len(every),
        "predictions": len(predictions),
        "headline": _shares([verdict for verdict in intervals if verdict.certain]),
        "thresholds": _thresholds(predictions),
        "intervals": _shares(intervals),
        "intervals_over_study_inputs_only": _shares(_narrowed(intervals)),
        "coagulated_zones": _shares([verdict for verdict in intervals if verdict.of_a_zone]),
        "bounds": {"count": len(bounds), "kept": sum(bool(verdict.kept) for verdict in bounds),
                   "kept_by_the_middle": sum(bool(verdict.central) for verdict in bounds)},
        "raw_error": {"all_rows": _errors(intervals), "every_input_read": _errors(v for v in intervals if v.certain)},
        "failed": [verdict.row.id for verdict in every if not verdict.kept],
        "published_simulation": tables("measurements")["published_simulation"],
    }  # fmt: skip


def _thresholds(verdicts: Iterable[Verdict]) -> dict[str, Any]:
    """Return the ratios of the damage thresholds that must hold, and their geometric mean."""
    found = {verdict.row.id: verdict.ratio for verdict in verdicts if verdict.row.tolerance}
    if not found:
        return {"ratios": {}}
    return {"ratios": found, "geometric_mean": math.exp(statistics.fmean(math.log(ratio) for ratio in found.values()))}


def _narrowed(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the verdicts with the interval over what the study leaves open in place of the whole one."""
    return [
        replace(verdict, kept=verdict.kept_narrowly, predicted=replace(one, low=one.narrow[0], high=one.narrow[1]))
        for verdict in verdicts
        if (one := verdict.predicted)
    ]


def _shares(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return how many intervals hold what was measured, and how wide they are."""
    if not verdicts:
        return {"count": 0}
    return {
        "count": len(verdicts),
        "held": sum(bool(verdict.kept) for verdict in verdicts),
        "median_half_width": statistics.median(half_width(verdict.predicted) for verdict in verdicts),
    }


def half_width(predicted: Prediction | None) -> float:
    """Return half the width of an interval over its middle; infinite around nothing."""
    if predicted is None:
        return math.inf
    middle = 0.5 * (predicted.low + predicted.high)
    return 0.5 * (predicted.high - predicted.low) / middle if middle else math.inf


def _errors(verdicts: Iterable[Verdict]) -> dict[str, dict[str, float]]:
    """Return mean and root mean square of predicted / measured - 1, by quantity."""
    by_quantity: dict[str, list[float]] = {}
    for verdict in verdicts:
        if math.isfinite(verdict.ratio):
            by_quantity.setdefault(verdict.row.quantity, []).append(verdict.ratio - 1.0)
    return {
        name: {"count": len(errors), "mean": statistics.fmean(errors),
               "rms": math.sqrt(statistics.fmean(error**2 for error in errors))}
        for name, errors in by_quantity.items()
    }  # fmt: skip


def record(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain values, for JSON."""
    row, predicted = verdict.row, verdict.predicted
    kind = "study" if row.source != ("user",) else "assumption"
    return {
        "id": row.id,
        "study": row.study,
        "quantity": row.quantity,
        "clock": row.clock or None,
        "split": row.split,
        "compare": row.compare,
        "inputs": {key: _plain(known) for key, known in verdict.inputs.items()},
        "predicted": _predicted(predicted, row.unit),
        "beyond_the_model": None if predicted else beyond(row),
        "measured": {
            "value": row.measured.value, "unit": row.unit, "low": row.measured.low, "high": row.measured.high,
            "kind": kind, "sources": list(row.source),
        },
        "ratio": verdict.ratio if math.isfinite(verdict.ratio) else None,
        "every_input_read": verdict.certain,
        "kept": verdict.kept,
        "kept_by_the_middle": verdict.central,
        "note": row.note,
    }  # fmt: skip


def _predicted(predicted: Prediction | None, unit: str) -> dict[str, Any] | None:
    if predicted is None:
        return None
    narrow = {"low": predicted.narrow[0], "high": predicted.narrow[1]}
    return {
        "value": predicted.value, "unit": unit, "low": predicted.low, "high": predicted.high, "kind": "model",
        "sources": [], "over_study_inputs_only": narrow,
    }  # fmt: skip


def _plain(known: Known) -> dict[str, Any]:
    return {"value": known.value, "low": known.low, "high": known.high, "mark": known.mark}
