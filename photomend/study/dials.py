"""Dials of a study: what may be turned, from where to where, and settings written into a treatment.

A dial is a range (continuous, or of whole numbers where the field is one) or a list of choices. Every combination of
choices has a space of its own, in which ranges are searched.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from photomend.description import BadInput, Description
from photomend.device import Card, Handpiece, Settings, Surface, card
from photomend.study.evaluate import request_of
from photomend.treatment import Request, nested

HEADINGS: dict[str, type[Description]] = {"handpiece": Handpiece, "settings": Settings, "surface": Surface}
DEVICE = "handpiece.device"
FROM_CARD = "device"
MOST_CHOICES = 12
DIGITS = 5  # of a setting: more than any dial shows
LOG_FROM = 2.0  # ratio of the ends from which a range is spread by its logarithm


class Range(NamedTuple):
    """A dial between two ends; `whole` where only whole numbers exist."""

    key: str
    low: float
    high: float
    whole: bool

    @property
    def logarithmic(self) -> bool:
        """Return whether it spans so much that equal ratios matter, not equal steps."""
        return self.low > 0.0 and self.high / self.low >= LOG_FROM

    def share(self, value: np.ndarray, by_ratio: bool) -> np.ndarray:
        """Return where values lie between the ends, 0 to 1, by ratio or by step."""
        if by_ratio and self.logarithmic:
            return np.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def at(self, share: np.ndarray) -> np.ndarray:
        """Return the values at shares of the range."""
        if self.logarithmic:
            value = self.low * (self.high / self.low) ** share
        else:
            value = self.low + share * (self.high - self.low)
        return np.round(value) if self.whole else value


@dataclass(frozen=True)
class Space:
    """One combination of choices, and the ranges searched in it; `base` are the contents of a treatment file."""

    base: Mapping[str, Any]
    fixed: Mapping[str, Any]
    ranges: tuple[Range, ...]

    def settings(self, row: Sequence[float] | np.ndarray) -> dict[str, Any]:
        """Return every dial's setting for a row of values, as a dial can show it."""
        return {**self.fixed, **{one.key: _shown(one, value) for one, value in zip(self.ranges, row, strict=True)}}

    def request(self, settings: Mapping[str, Any]) -> Request:
        """Return the treatment with the dials so set."""
        return request_of(_merged(self.base, nested(settings)))

    def coordinates(self, rows: np.ndarray, by_ratio: bool) -> np.ndarray:
        """Return rows of values as shares of their ranges."""
        columns = [one.share(rows[:, column], by_ratio) for column, one in enumerate(self.ranges)]
        return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def spaces(base: Mapping[str, Any], dials: Mapping[str, Any]) -> tuple[Space, ...]:
    """Return the spaces of a goal's dials; raise `BadInput` for a dial that cannot be turned.

    Example
    -------
    >>> found = spaces({"handpiece": {"device": "fraxel-restore"}}, {"settings.pulse_energy_mJ": "device"})
    >>> found[0].ranges
    (Range(key='settings.pulse_energy_mJ', low=4.0, high=70.0, whole=False),)
    """
    if not dials:
        raise BadInput('dials is empty, so nothing can vary; add for example "settings.pulse_energy_mJ" = "device"')
    for key in dials:
        _refuse_unknown(key)
    lists = {key: given for key, given in dials.items() if isinstance(given, list)}
    if any(not given for given in lists.values()):
        empty = next(key for key, given in lists.items() if not given)
        raise BadInput(f'dials."{empty}" = [] has no choice; name at least one')
    count = math.prod(len(given) for given in lists.values())
    if count > MOST_CHOICES:
        raise BadInput(f"dials give {count} combinations of choices, above the limit {MOST_CHOICES}; leave some out")
    return tuple(
        _space(base, dials, dict(zip(lists, chosen, strict=True))) for chosen in itertools.product(*lists.values())
    )


def _space(base: Mapping[str, Any], dials: Mapping[str, Any], chosen: Mapping[str, Any]) -> Space:
    """Return the space of one combination of choices; a range without width is fixed."""
    contents = _merged(base, nested(chosen))
    request_of(contents)
    device = contents.get("handpiece", {}).get("device")
    ranges = list(_ranges(dials, card(device) if device else None))
    fixed = {one.key: _shown(one, one.low) for one in ranges if one.low == one.high}
    space = Space(base, {**chosen, **fixed}, tuple(one for one in ranges if one.low < one.high))
    for ends in zip(*((one.low, one.high) for one in space.ranges), strict=True) if space.ranges else ():
        space.request(space.settings(ends))  # refuses ends that the field itself does not take
    return space


def _ranges(dials: Mapping[str, Any], device: Card | None) -> Iterator[Range]:
    for key, given in dials.items():
        if isinstance(given, list):
            continue
        low, high = _from_card(key, device) if given == FROM_CARD else _ends(key, given)
        whole = _is_whole(key)
        if whole and (low != round(low) or high != round(high)):
            raise BadInput(f'dials."{key}" = {low:g} to {high:g} counts in whole numbers; give whole ends')
        yield Range(key, float(low), float(high), whole)


def _ends(key: str, given: Any) -> tuple[float, float]:
    known = isinstance(given, Mapping) and set(given) == {"low", "high"}
    if not known or not all(is_number(end) for end in given.values()):
        raise BadInput(
            f'dials."{key}" = {given} is no range; write {{ low = 10, high = 40 }}, a list of choices, or "device"'
        )
    if given["low"] >= given["high"]:
        raise BadInput(
            f'dials."{key}" has low = {given["low"]:g} not below high = {given["high"]:g}; swap or widen them'
        )
    return given["low"], given["high"]


def _from_card(key: str, device: Card | None) -> tuple[float, float]:
    """Return the limits of the device's dial, or else the span of its published settings."""
    name = key.split(".")[-1]
    if device is None:
        raise BadInput(
            f'dials."{key}" = "device" needs a device; name one as base.handpiece.device or give low and high'
        )
    if name in device.limits:
        return device.limits[name]
    published = [value for row in device.combinations if (value := getattr(row, name, None)) is not None]
    if not published:
        raise BadInput(f'dials."{key}" = "device", but {device.name} states no range of it; give {{ low, high }}')
    return float(min(published)), float(max(published))


def _refuse_unknown(key: str) -> None:
    heading, _, field = key.partition(".")
    if heading not in HEADINGS or field not in HEADINGS[heading].model_fields:
        raise BadInput(
            f'dials."{key}" is no dial; name a key of handpiece, settings or surface, such as "settings.passes"'
        )


def _is_whole(key: str) -> bool:
    heading, field = key.split(".")
    return "int" in str(HEADINGS[heading].model_fields[field].annotation)


def is_number(value: Any) -> bool:
    """Return whether a value of a file is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _shown(one: Range, value: float) -> float | int:
    if one.whole:
        return round(value)
    return min(one.high, max(one.low, float(f"{value:.{DIGITS}g}")))


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return contents with the keys of others in their place, heading by heading."""
    return {**base, **{name: {**base.get(name, {}), **part} for name, part in over.items()}}
