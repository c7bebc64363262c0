"""What the atlas holds: devices, values of their dials, sites and phototypes; and the treatments that judge it.

Every treatment is that of its device in all but these three. The dial is spread evenly in its logarithm between the
device's limits, through its default and the published settings, where densities that follow the energy have a kink.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any, NamedTuple, get_args

from photomend.description import BadInput, Description
from photomend.device import Card, card, cards
from photomend.skin import Skin
from photomend.skin.anatomy import Site
from photomend.skin.pigments import fade
from photomend.study.design import Study, study_of
from photomend.treatment import Numerics

LEAST_POINTS = 8
WIDEST_STEP, FINEST_STEP = 1.3, 1.1  # between neighbours on a dial, as a ratio; no finer even for few points
APART = 1.02  # ratio below which two published settings count as one
TYPICAL = "III"  # stands for every phototype where melanin does not absorb
SITES: tuple[str, ...] = get_args(Site)
PHOTOTYPES: tuple[str, ...] = get_args(Skin.model_fields["phototype"].annotation)
DEVICE, SITE, PHOTOTYPE = "handpiece.device", "skin.site", "skin.phototype"


class Scope(Description):
    """Which devices an atlas holds, how finely each treatment is solved, and how finely those that judge it are."""

    devices: tuple[str, ...]
    numerics: Numerics = Numerics(photons=12_800, cell_um=10.0, intervals=False, backend="cpu")
    judged_by: Numerics = Numerics(intervals=False, backend="cpu")


def whole_catalogue() -> Scope:
    """Return the scope of the atlas that the package brings: every device that can be simulated."""
    return Scope(devices=tuple(name for name, known in cards().items() if known.simulated))


@dataclass(frozen=True)
class Axis:
    """One device in the atlas: the dotted key of its dial, the values on it, and the phototypes told apart."""

    device: str
    key: str
    values: tuple[float, ...]
    phototypes: tuple[str, ...]


class Spot(NamedTuple):
    """A treatment of the atlas: a device, the value of its dial, a site and a phototype."""

    axis: Axis
    value: float
    site: str
    phototype: str

    def row(self) -> dict[str, Any]:
        """Return its values by the dotted keys of a treatment file.

        Example
        -------
        >>> Spot(axis_of(card("starlux-1540")), 50.0, "cheek", "III").row()["settings.pulse_energy_mJ"]
        50.0
        """
        return {DEVICE: self.axis.device, SITE: self.site, PHOTOTYPE: self.phototype, self.axis.key: self.value}


def axes_of(scope: Scope) -> tuple[Axis, ...]:
    """Return an axis for each device of a scope; refuse one that cannot be simulated or has no limits."""
    return tuple(axis_of(card(name)) for name in scope.devices)


def axis_of(device: Card) -> Axis:
    """Return the axis of a device.

    Example
    -------
    >>> axis = axis_of(card("starlux-1540"))
    >>> axis.key, axis.values[0], axis.values[-1], 50.0 in axis.values, axis.phototypes
    ('settings.pulse_energy_mJ', 40.0, 70.0, True, ('III',))
    """
    if not device.simulated or device.dial not in device.limits:
        raise BadInput(f'device = "{device.name}" cannot be simulated over its dial; leave it out of the atlas')
    wavelength, default = (device.value(field) for field in ("wavelength_nm", device.dial))
    assert wavelength is not None
    dark = fade(wavelength.value) > 0.0
    low, high = device.limits[device.dial]
    firm = [low, high, *([default.value] if default else [])]
    published = [getattr(row, device.dial) for row in device.combinations]
    for value in (known for known in published if known is not None and low <= known <= high):
        if all(max(value, other) / min(value, other) > APART for other in firm):
            firm.append(value)
    return Axis(device.name, f"settings.{device.dial}", spread_out(firm), PHOTOTYPES if dark else (TYPICAL,))


def spread_out(firm: list[float]) -> tuple[float, ...]:
    """Return values with the widest gaps halved, in the logarithm, until they are many and near enough.

    Example
    -------
    >>> spread_out([5.0, 5.0]), spread_out([13.0, 15.0]), len(spread_out([4.0, 20.0, 70.0]))
    ((5.0,), (13.0, 13.96, 15.0), 17)
    """
    values = sorted(set(firm))
    while len(values) > 1:
        step, place = max((values[i + 1] / values[i], i) for i in range(len(values) - 1))
        if step <= (WIDEST_STEP if len(values) >= LEAST_POINTS else FINEST_STEP):
            break
        values.insert(place + 1, middle(values[place], values[place + 1]))
    return tuple(values)


def middle(low: float, high: float) -> float:
    """Return the value halfway between two in the logarithm, to four digits.

    Example
    -------
    >>> middle(4.0, 9.0)
    6.0
    """
    return float(f"{math.sqrt(low * high):.4g}")


def spots(axes: tuple[Axis, ...]) -> Iterator[Spot]:
    """Yield every treatment of the grid, one response of light after another."""
    for axis in axes:
        for phototype, site, value in product(axis.phototypes, SITES, axis.values):
            yield Spot(axis, value, site, phototype)


def held_out(axes: tuple[Axis, ...]) -> Iterator[Spot]:
    """Yield the treatments that judge the atlas, halfway between values of a dial, until every gap and site had one.

    Phototypes take turns too. A dial with a single value is judged there.
    """
    for axis in axes:
        gaps = [middle(*pair) for pair in pairwise(axis.values)] or list(axis.values)
        for turn in range(max(len(gaps), len(SITES))):
            phototype = axis.phototypes[turn % len(axis.phototypes)]
            yield Spot(axis, gaps[turn % len(gaps)], SITES[turn % len(SITES)], phototype)


def study_over(some: list[Spot], numerics: Numerics) -> Study:
    """Return the study of some treatments of the atlas."""
    rows = [spot.row() for spot in some]
    return study_of({"base": {"numerics": numerics.stated()}, "design": {"kind": "list"}, "list": rows})
