"""The atlas as a file: one labelled dataset over device, phototype, site and point of the dial, whole and unchanged.

NetCDF-4, compressed, figures in single precision with their units. The hash of its contents is in it, and the version
of the model that made it. A figure is NaN where a dial has no such point, or a treatment cannot be simulated.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from photomend.description import BadInput
from photomend.result import Summary, replacing
from photomend.study.atlas_grid import PHOTOTYPES, SITES, Axis, Spot

if TYPE_CHECKING:
    import xarray

TITLE = "photomend atlas"
DIMS = ("device", "phototype", "site", "point")
DIALS = ("settings.pulse_energy_mJ", "settings.radiant_exposure_J_per_cm2")
ENDPOINTS: tuple[str, ...] = get_args(Summary.model_fields["endpoint"].annotation)
ABSENT, FAILED = -2, -1  # no such treatment in the atlas; one that cannot be simulated
CONTENTS = "contents_sha256"
COMPRESSED = {"zlib": True, "complevel": 9, "shuffle": True}
REMEDY = "make one with photomend atlas --out FILE"

Sources = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Reference keys by device and by part of a run: light, heat, and each zone."""


@dataclass(frozen=True, eq=False)
class Held:
    """What the file of an atlas holds; arrays by device, phototype, site, point and, last, the name of a figure."""

    data: xarray.Dataset

    @cached_property
    def axes(self) -> dict[str, Axis]:
        """Return what it holds of each device, by name."""
        return {device: self._axis(device, place) for place, device in enumerate(self.data["device"].values.tolist())}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the dotted names of its figures."""
        return tuple(str(name) for name, found in self.data.items() if found.dims == DIMS and name != "endpoint")

    @cached_property
    def units(self) -> tuple[str, ...]:
        """Return the unit of each figure."""
        return tuple(str(self.data[name].attrs["units"]) for name in self.names)

    @cached_property
    def figures(self) -> np.ndarray:
        """Return every figure."""
        return np.stack([self.data[name].values.astype(float) for name in self.names], axis=-1)

    @cached_property
    def endpoints(self) -> np.ndarray:
        """Return the endpoints by their place in `ENDPOINTS`, or `FAILED`, or `ABSENT`."""
        return np.asarray(self.data["endpoint"].values)

    @cached_property
    def errors(self) -> np.ndarray:
        """Return by device and figure what nearly all treatments held out miss by less; NaN where none was."""
        return np.asarray(self.data["held_out_error"].values, float)

    @cached_property
    def sources(self) -> Sources:
        """Return the reference keys of each device's figures by part of a run."""
        found = zip(self.data["device"].values.tolist(), self.data["sources"].values.tolist(), strict=True)
        return {device: {part: tuple(keys) for part, keys in json.loads(words).items()} for device, words in found}

    def index(self, spot: Spot) -> tuple[int, int, int]:
        """Return where the dial of a treatment's device, phototype and site is in the arrays."""
        return list(self.axes).index(spot.axis.device), PHOTOTYPES.index(spot.phototype), SITES.index(spot.site)

    def _axis(self, device: str, place: int) -> Axis:
        rows = {key: self.data[key].values[place] for key in DIALS}
        key = next(key for key, row in rows.items() if np.isfinite(row).any())
        there = (self.endpoints[place] != ABSENT).any(axis=(1, 2))
        types = tuple(name for name, known in zip(PHOTOTYPES, there, strict=True) if known)
        return Axis(device, key, tuple(rows[key][np.isfinite(rows[key])].tolist()), types)


def contents_hash(data: xarray.Dataset) -> str:
    """Return the SHA-256 of a dataset's names, dimensions, values and attributes, but for this hash itself.

    Example
    -------
    >>> import xarray
    >>> one, other = (xarray.Dataset({"depth": ("site", [value])}) for value in (1.0, 2.0))
    >>> contents_hash(one) == contents_hash(other)
    False
    """
    digest = hashlib.sha256()
    for name in sorted(map(str, data.variables)):
        known = data[name]
        plain = json.dumps(known.values.tolist()).encode() if known.dtype.kind in "OUT" else known.values.tobytes()
        digest.update(f"{name} {known.dims} {known.shape} {known.attrs.get('units')}".encode() + b"\0" + plain)
    attrs = {str(key): str(value) for key, value in data.attrs.items() if key != CONTENTS}
    digest.update(json.dumps(attrs, sort_keys=True).encode())
    return digest.hexdigest()


def save(data: xarray.Dataset, path: Path) -> str:
    """Write an atlas to a file, whole or not at all; return the hash of its contents."""
    contents = contents_hash(data)
    coded = {str(name): COMPRESSED for name, known in data.items() if known.dtype.kind in "fi" and known.ndim > 1}
    with replacing(path) as beside:
        data.assign_attrs({CONTENTS: contents}).to_netcdf(beside, engine="h5netcdf", encoding=coded)
    return contents


def read(path: Path) -> Held:
    """Return what the file of an atlas holds; raise `BadInput` where it is none, or not as it was written."""
    import xarray

    try:
        with xarray.open_dataset(path, engine="h5netcdf", decode_cf=False) as found:
            data = found.load()
    except (OSError, ValueError, KeyError) as fault:
        raise BadInput(f"{path} cannot be read as an atlas: {fault}; {REMEDY}") from None
    if data.attrs.get("title") != TITLE:
        raise BadInput(f"{path} is not an atlas; {REMEDY}")
    if data.attrs.get(CONTENTS) != contents_hash(data):
        raise BadInput(f"{path} is not as it was written, so its figures cannot be trusted; {REMEDY}")
    return Held(data)


def attribute(data: xarray.Dataset, name: str) -> Any:
    """Return what an atlas says of itself, kept as JSON."""
    return json.loads(str(data.attrs[name]))
