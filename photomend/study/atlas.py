"""The atlas: a sweep made beforehand, so that a device, a site, a phototype and a dial are answered at once.

It holds every device with the defaults of its maker, and answers nothing else: another spot, density, coolant or age
is for a run. Its answers lie between treatments that were simulated, within an error found on others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from photomend.backend import PACKAGE
from photomend.cautions import BURN_RISK_C
from photomend.description import BadInput, Description
from photomend.device import outside_tested
from photomend.result import Quantity
from photomend.study.atlas_between import Estimate, between, neighbours
from photomend.study.atlas_file import ENDPOINTS, Held, read
from photomend.study.atlas_grid import PHOTOTYPES, SITES, TYPICAL, Spot
from photomend.study.blocks import model_version
from photomend.study.evaluate import request_of
from photomend.treatment import Request, nested

PACKAGED = PACKAGE / "data" / "atlas.nc"
MOST_OFF = 0.25  # of the largest value: a figure of a device with more error is not told, for skins differ by as much
LEAST_OFF = {"um": 10.0, "1": 0.01, "K": 0.5, "degC": 0.5}  # error by unit that never matters
FINENESS = ("photons", "seed", "cell_um", "intervals", "backend")  # how finely a run is solved, not what is asked
NEAR = 1e-9
BOUNDED = ("light.", "pattern.coverage", "breakdown.probability", "breakdown.area", "ablation.epidermis")
SIGNED = ("K", "degC")
RANGES = (
    "ranges are of the atlas alone: nearly all full runs held out of it lie inside, and where its own runs differ much "
    "they reach from one to the next; ranges over what is uncertain in skin and device come with a run"
)


class Answer(Description):
    """What the atlas says of a treatment: figures by dotted name, and what they rest on.

    `endpoint` is None where the treatments on both sides differ; `left_out` has why a figure is not told. Ranges are of
    the atlas, not of skin and device: `notes` say so. `warnings` are those that need no run.
    """

    device: str
    dial: str
    value: float
    interpolated: bool
    endpoint: str | None
    figures: dict[str, Quantity]
    left_out: dict[str, str]
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    model_version: str


class Course(NamedTuple):
    """Figures along a device's dial, as simulated: its dotted key, its values, and each figure with its unit.

    A figure is NaN, and an endpoint None, where the treatment cannot be simulated.
    """

    dial: str
    values: np.ndarray
    figures: Mapping[str, np.ndarray]
    units: Mapping[str, str]
    endpoints: tuple[str | None, ...]


@dataclass(frozen=True, eq=False)
class Atlas:
    """Treatments simulated beforehand, and what lies between them."""

    held: Held

    @property
    def model_version(self) -> str:
        """Return the version of the model that made it."""
        return str(self.held.data.attrs["model_version"])

    @property
    def current(self) -> bool:
        """Return whether that is the model of today, so that a run gives the same figures."""
        return self.model_version == model_version()

    def answer(self, request: Request) -> Answer | None:
        """Return what it says of a treatment, or None where it does not hold exactly that, or cannot tell.

        Only the dial, the site and the phototype may differ from the defaults of the device. How finely a run would be
        solved does not matter. Raises `BadInput` for a treatment that cannot be simulated.

        Example
        -------
        >>> request = request_of({"handpiece": {"device": "fraxel-restore"}, "skin": {"site": "neck"}})
        >>> answer = open_atlas().answer(request)
        >>> answer.endpoint, answer.figures["zones.necrosis.depth"].unit, answer.interpolated
        ('coagulation', 'um', False)
        >>> open_atlas().answer(request_of({"handpiece": {"device": "fraxel-restore"}, "settings": {"passes": 2}}))
        """
        spot = self.place_of(request)
        return None if spot is None else self._answer_at(spot)

    def place_of(self, request: Request) -> Spot | None:
        """Return where a treatment lies in it, or None where the treatment differs in more than it holds."""
        treatment, skin = request.treatment, request.treatment.skin
        axis = self.held.axes.get(treatment.handpiece.device or "")
        if axis is None:
            return None
        dial = axis.key.removeprefix("settings.")
        stated = getattr(treatment.settings, dial)
        value = getattr(treatment.exposure, dial) if stated is None else stated
        spot = Spot(axis, value, skin.site, skin.phototype)
        if not same(_asked(request), _asked(request_of(nested(spot.row())))):
            return None
        return spot if spot.phototype in axis.phototypes else spot._replace(phototype=TYPICAL)

    def course(self, device: str, site: str = "cheek", phototype: str = "III") -> Course:
        """Return the figures of a device along its dial, on a skin; raise `BadInput` for what it does not hold.

        Example
        -------
        >>> course = open_atlas().course("starlux-1540", "cheek", "III")
        >>> course.dial, float(course.values[-1]), course.units["zones.necrosis.width"]
        ('settings.pulse_energy_mJ', 70.0, 'um')
        """
        for name, value, known in (
            ("device", device, tuple(self.held.axes)),
            ("site", site, SITES),
            ("phototype", phototype, PHOTOTYPES),
        ):
            if value not in known:
                raise BadInput(f'{name} = "{value}" is not in the atlas; choose one of {", ".join(known)}')
        axis = self.held.axes[device]
        spot = Spot(axis, axis.values[0], site, phototype if phototype in axis.phototypes else TYPICAL)
        series, held = self._series(spot), self.held
        known_ones = [place for place in range(len(held.names)) if np.isfinite(series[:, place]).any()]
        return Course(
            axis.key,
            np.array(axis.values),
            {held.names[place]: series[:, place] for place in known_ones},
            {held.names[place]: held.units[place] for place in known_ones},
            tuple(self._endpoint(spot, place) for place in range(len(axis.values))),
        )

    def estimate(self, spot: Spot) -> Estimate:
        """Return all figures at a place, in the order of their names; NaN where there is none."""
        return between(np.log(spot.axis.values), self._series(spot), math.log(spot.value), self._leads)

    @cached_property
    def _leads(self) -> np.ndarray:
        """Return for each figure the one that decides where it begins: a zone's depth; for cover that of dead cells."""
        names = self.held.names
        leads = (_lead(name) for name in names)
        return np.array([names.index(lead) if lead in names else place for place, lead in enumerate(leads)])

    @cached_property
    def _largest(self) -> np.ndarray:
        """Return the largest size of each figure of a device, (device, figure)."""
        return np.asarray(np.nanmax(np.nan_to_num(np.abs(self.held.figures)), axis=(1, 2, 3)))

    def _series(self, spot: Spot) -> np.ndarray:
        return self.held.figures[self.held.index(spot)][: len(spot.axis.values)]

    def _endpoint(self, spot: Spot, place: int) -> str | None:
        code = int(self.held.endpoints[(*self.held.index(spot), place)])
        return ENDPOINTS[code] if code >= 0 else None

    def _answer_at(self, spot: Spot) -> Answer | None:
        """Return what it says of a place in it, or None where a neighbour cannot be simulated."""
        around = neighbours(np.log(spot.axis.values), math.log(spot.value))
        ends = {self._endpoint(spot, place) for place in around}
        if None in ends:
            return None
        figures, left_out = self._told(spot)
        return Answer(
            device=spot.axis.device,
            dial=spot.axis.key,
            value=spot.value,
            interpolated=around[0] != around[1],
            endpoint=ends.pop() if len(ends) == 1 else None,
            figures=figures,
            left_out=left_out,
            notes=self._notes(spot, around),
            warnings=_warnings(spot, figures),
            model_version=self.model_version,
        )

    def _told(self, spot: Spot) -> tuple[dict[str, Quantity], dict[str, str]]:
        """Return the figures at a place, and why some are left out."""
        found, held = self.estimate(spot), self.held
        device = held.index(spot)[0]
        figures: dict[str, Quantity] = {}
        left_out: dict[str, str] = {}
        for place in np.flatnonzero(np.isfinite(found.values)).tolist():
            name, unit, error = held.names[place], held.units[place], float(held.errors[device, place])
            if not error <= max(MOST_OFF * self._largest[device, place], LEAST_OFF.get(unit, 0.0)):
                left_out[name] = _why(name, error, unit)
                continue
            bottom, top = 0.0 if unit not in SIGNED else -math.inf, 1.0 if name.startswith(BOUNDED) else math.inf
            figures[name] = Quantity(
                value=float(found.values[place]),
                unit=unit,
                low=max(bottom, float(found.low[place]) - error),
                high=min(top, float(found.high[place]) + error),
                sources=held.sources[spot.axis.device][_part(name)],
            )
        return figures, left_out

    def _notes(self, spot: Spot, around: tuple[int, int]) -> tuple[str, ...]:
        unit = self.held.data[spot.axis.key].attrs["units"]
        low, high = (spot.axis.values[place] for place in around)
        where = (
            f"interpolated between runs at {low:.4g} and {high:.4g} {unit}" if low < high else "a run made beforehand"
        )
        stale = f"made with photomend {self.model_version}, and this is {model_version()}: a run may differ"
        return (f"from the atlas: {where}", RANGES, *(() if self.current else (stale,)))


def open_atlas(path: str | Path | None = None) -> Atlas:
    """Return the atlas of a file, or else the one that the package brings; raise `BadInput` where it is damaged.

    Example
    -------
    >>> "fraxel-restore" in open_atlas().held.axes
    True
    """
    return Atlas(read(PACKAGED if path is None else Path(path)))


def same(one: Any, other: Any) -> bool:
    """Return whether two nested tables are equal, numbers to the last digits but one.

    Example
    -------
    >>> same({"passes": 1, "dial": [0.1 + 0.2]}, {"passes": 1, "dial": [0.3]}), same({"ita_deg": 30.0}, {})
    (True, False)
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=NEAR)
    return bool(one == other)


def _asked(request: Request) -> dict[str, Any]:
    """Return a request with every default written out, but for how finely it would be solved."""
    document = request.document()
    numerics = {key: value for key, value in document["numerics"].items() if key not in FINENESS}
    return {**document, "numerics": numerics}


def _lead(name: str) -> str:
    part, inner = name.split(".")[:2]
    return f"zones.{inner}.depth" if part == "zones" else "zones.necrosis.depth" if part == "pattern" else name


def _part(name: str) -> str:
    """Return the part of a run that a figure comes from; what a mechanism adds is told with the dead cells."""
    part, inner = name.split(".")[:2]
    return inner if part == "zones" else part if part in ("light", "heat") else "necrosis"


def _why(name: str, error: float, unit: str) -> str:
    """Return why a figure is left out."""
    if math.isnan(error):
        return f"no run held out tells how far {name} misses; simulate it instead"
    return f"{name} misses by up to {error:.3g} {unit} in runs held out; simulate it instead"


def _warnings(spot: Spot, figures: Mapping[str, Quantity]) -> tuple[str, ...]:
    """Return the warnings that need no run: a dial never published, and bulk heating."""
    untested = outside_tested(request_of(nested(spot.row())).treatment.exposure)
    hot = figures.get("heat.bulk_peak_temperature")
    risky = hot is not None and hot.value > BURN_RISK_C
    heated = f"bulk heating: burn risk; the upper 0.5 mm is above {BURN_RISK_C:g} C on average" if risky else None
    return tuple(warning for warning in (untested, heated) if warning)
