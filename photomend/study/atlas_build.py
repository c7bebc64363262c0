"""Making the atlas: a sweep over devices, dials, sites and phototypes, packed into one file with its own error.

    axes -> grid swept -> packed -> treatments between swept finely -> misses -> file

What was computed is kept until the file is there, so that a build that was killed goes on.
"""

from __future__ import annotations

import json
import shutil
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.backend import package_version, user_cache
from photomend.catalog import Variation
from photomend.description import Description
from photomend.simulate import MECHANISMS
from photomend.study.atlas import Atlas
from photomend.study.atlas_file import ABSENT, DIALS, DIMS, ENDPOINTS, FAILED, TITLE, Held, save
from photomend.study.atlas_grid import PHOTOTYPES, SITES, Axis, Scope, Spot, axes_of, held_out, spots, study_over
from photomend.study.blocks import model_version
from photomend.study.evaluate import request_of
from photomend.study.points import unit_of
from photomend.study.sweep import Tell, open_sweep, sweep
from photomend.study.table import UNITS
from photomend.treatment import Numerics, nested

if TYPE_CHECKING:
    import xarray

NEARLY_ALL = 0.95  # of the runs held out of the atlas; of fewer than twenty, all
COARSEST = {"numerics.photons": 640, "numerics.cell_um": 20.0}  # sources do not depend on how finely a run is solved


class Missed(Description):
    """How far a figure of the atlas lies from full runs held out: the median, and what 95 of 100 stay below.

    `steep` is how often neighbours differ so much that they bound it instead, `inside` how often the run is between.
    """

    unit: str
    median: float
    most: float
    steep: int
    inside: int


class Built(Description):
    """What was made: treatments in the file and held out, its size and hash, and how far its figures miss."""

    path: str
    model_version: str
    contents_sha256: str
    megabytes: float
    devices: int
    treatments: int
    failed: int
    held_out: int
    seconds: float
    missed: dict[str, Missed]


def build(
    path: str | Path,
    scope: Scope,
    workers: int | None = None,
    tell: Tell = lambda doing, done, total: None,
    store: Path | None = None,
) -> Built:
    """Make the atlas of a scope and write it to a file; return what was made.

    In this process or in `workers` processes: the figures are the same. `store` keeps what is computed until the file
    is written; by default it is in the user's cache, one for each version of the model.
    """
    started, path = time.perf_counter(), Path(path)
    kept = store or user_cache() / "atlas" / f"{model_version()}-{scope.digest()[:12]}"
    axes = axes_of(scope)
    grid, between = list(spots(axes)), list(held_out(axes))
    found = _swept(grid, scope.numerics, kept / "grid", workers, tell)
    direct = _swept(between, scope.judged_by, kept / "held-out", workers, tell)
    packed = pack(scope, axes, grid, found)
    judged, missed = judge(packed, between, direct)
    contents = save(judged, path)
    shutil.rmtree(kept, ignore_errors=True)
    return Built(
        path=str(path),
        model_version=model_version(),
        contents_sha256=contents,
        megabytes=round(1e-6 * path.stat().st_size, 3),
        devices=len(axes),
        treatments=len(grid),
        failed=int(judged.attrs["failed"]),
        held_out=len(between),
        seconds=round(time.perf_counter() - started, 1),
        missed=missed,
    )


def pack(scope: Scope, axes: tuple[Axis, ...], grid: list[Spot], found: xarray.Dataset) -> xarray.Dataset:
    """Return the results of a sweep over the grid as the dataset of an atlas, in which no error is known yet."""
    import xarray

    codes = [ENDPOINTS.index(word) if word in ENDPOINTS else FAILED for word in found["endpoint"].values.tolist()]
    flags = {
        "flag_values": np.arange(ABSENT, len(ENDPOINTS), dtype=np.int8),
        "flag_meanings": " ".join(("absent", "failed", *ENDPOINTS)),
    }
    data: dict[str, Any] = {key: (("device", "point"), _dials(axes, key), {"units": unit_of(key)}) for key in DIALS}
    data["endpoint"] = (DIMS, _placed(axes, grid, codes, np.int8(ABSENT)), flags)
    for name, unit in UNITS.items():
        if name in found and np.isfinite(found[name].values).any():
            data[name] = (DIMS, _placed(axes, grid, found[name].values, np.float32(np.nan)), {"units": unit})
    data["sources"] = ("device", np.array([json.dumps(sources_of(axis)) for axis in axes], object))
    coordinates = {"device": [axis.device for axis in axes], "phototype": list(PHOTOTYPES), "site": list(SITES)}
    attrs = {
        "title": TITLE,
        "Conventions": "CF-1.11",
        "package_version": package_version(),
        "model_version": model_version(),
        "numerics": scope.numerics.model_dump_json(),
        "judged_by": scope.judged_by.model_dump_json(),
        "treatments": len(grid),
        "failed": codes.count(FAILED),
    }
    return xarray.Dataset(data, coordinates, attrs)


def judge(
    packed: xarray.Dataset, between: list[Spot], direct: xarray.Dataset
) -> tuple[xarray.Dataset, dict[str, Missed]]:
    """Return the atlas with its error by device and figure, from runs of treatments between its own; and all of it.

    Where neighbours differ so much that they bound a figure, no error is counted.
    """
    held = Held(packed)
    told = [Atlas(held).estimate(spot) for spot in between]
    values, low, high = (np.array([getattr(one, part) for one in told]) for part in ("values", "low", "high"))
    nothing = np.full(len(between), np.nan)
    runs = np.stack([direct[name].values if name in direct else nothing for name in held.names], axis=1)
    off = np.where(low == high, np.abs(values - runs), np.nan)
    counted = np.where((values == 0.0) & (runs == 0.0), np.nan, off)  # that nothing is there would hide what misses
    device = np.array([held.index(spot)[0] for spot in between])
    own = [(_quantile(counted[device == n], NEARLY_ALL), off[device == n]) for n in range(len(held.axes))]
    errors = [np.where(np.isnan(most) & np.isfinite(every).any(axis=0), 0.0, most) for most, every in own]
    missed = _missed(held, counted, low < high, (low <= runs) & (runs <= high))
    judged = packed.assign_coords(figure=list(held.names)).assign(
        held_out_error=(("device", "figure"), np.array(errors, np.float32))
    )
    judged.attrs["held_out"] = len(between)
    judged.attrs["missed"] = json.dumps({name: known.model_dump() for name, known in missed.items()})
    return judged, missed


def _missed(held: Held, off: np.ndarray, steep: np.ndarray, inside: np.ndarray) -> dict[str, Missed]:
    """Return by how much each figure misses, over all devices; from arrays (treatments held out, figures)."""
    middle, most = _quantile(off, 0.5), _quantile(off, NEARLY_ALL)
    return {
        name: Missed(
            unit=held.units[place],
            median=float(middle[place]),
            most=float(most[place]),
            steep=int(steep[:, place].sum()),
            inside=int((steep & inside)[:, place].sum()),
        )
        for place, name in enumerate(held.names)
        if np.isfinite(middle[place])
    }


def sources_of(axis: Axis) -> dict[str, tuple[str, ...]]:
    """Return the reference keys of a device's figures, by part of a run, over all sites and phototypes of the atlas."""
    found: dict[str, dict[str, None]] = {}
    for site, phototype in product(SITES, axis.phototypes):
        request = request_of(nested({**Spot(axis, axis.values[0], site, phototype).row(), **COARSEST}))
        followed = MECHANISMS[request.treatment.exposure.mechanism].follow(request, Variation())
        for part, keys in followed.sources(request.physics).items():
            found.setdefault(part, {}).update(dict.fromkeys(keys))
    return {part: tuple(keys) for part, keys in found.items()}


def _swept(some: list[Spot], numerics: Numerics, folder: Path, workers: int | None, tell: Tell) -> xarray.Dataset:
    sweep(study_over(some, numerics), folder, workers, tell=tell)
    return open_sweep(folder)


def _dials(axes: tuple[Axis, ...], key: str) -> np.ndarray:
    """Return the values on the dials called `key`, (device, point); NaN for other dials and beyond the end."""
    dials = np.full((len(axes), max(len(axis.values) for axis in axes)), np.nan)
    for place, axis in enumerate(axes):
        if axis.key == key:
            dials[place, : len(axis.values)] = axis.values
    return dials


def _placed(axes: tuple[Axis, ...], grid: list[Spot], values: Any, empty: np.generic) -> np.ndarray:
    """Return values of treatments in the shape of the atlas, `empty` where there is no treatment."""
    shape = (len(axes), len(PHOTOTYPES), len(SITES), max(len(axis.values) for axis in axes))
    whole = np.full(shape, empty, empty.dtype)
    number = {axis.device: place for place, axis in enumerate(axes)}
    for spot, value in zip(grid, values, strict=True):
        place = spot.axis.values.index(spot.value)
        whole[number[spot.axis.device], PHOTOTYPES.index(spot.phototype), SITES.index(spot.site), place] = value
    return whole


def _quantile(off: np.ndarray, share: float) -> np.ndarray:
    """Return for each column the value that a share of its rows stays below; NaN where no row is known."""
    found = np.full(off.shape[1], np.nan)
    known = np.isfinite(off).any(axis=0)
    found[known] = np.nanquantile(off[:, known], share, axis=0, method="higher")
    return found
