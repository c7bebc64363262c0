"""Files of volumes: MCX's JSON (`mcx`), and NetCDF with the labels and what they mean.

A NetCDF file holds `labels` (x, y, z) with x, y, z in mm, z = 0 at the surface, and by label `absorption_coefficient`,
`scattering_coefficient` (1/mm), `anisotropy` and `refractive_index` (not a number: that of the row). Its attributes may
give `index_above`, `index_below`, `sides`, `beam_profile`, `beam_radius_mm`, `beam_x_mm`, `beam_y_mm`,
`beam_direction`, `beam_focus_mm`, `photons` and `seed`. Every saved run is such a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.description import BadInput, checked
from photomend.mcx import read_mcx
from photomend.volume import VolumeBeam, VolumeModel, VolumeNumerics, VolumeRequest

if TYPE_CHECKING:
    import xarray

EVEN = 1e-4  # of a voxel, to which places along an axis must be evenly spaced
PROPERTIES = {
    "absorption_per_mm": "absorption_coefficient",
    "scattering_per_mm": "scattering_coefficient",
    "anisotropy": "anisotropy",
    "refractive_index": "refractive_index",
}


def read_volume(path: str | Path) -> VolumeRequest:
    """Return what a file asks for: JSON as MCX reads it, or NetCDF; raise `BadInput` for the first fault."""
    source = Path(path)
    if source.suffix.lower() == ".json":
        return read_mcx(source)
    if source.suffix.lower() == ".nc":
        return read_netcdf(source)
    raise BadInput(f"MODEL = {source} is neither a .json nor a .nc file; name one of these")


def read_netcdf(path: Path) -> VolumeRequest:
    """Return what a NetCDF file asks for."""
    import xarray

    try:
        with xarray.open_dataset(path, engine="h5netcdf") as opened:
            data = opened.load()
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else "it is not NetCDF"
        raise BadInput(f"MODEL = {path} cannot be read: {reason}; name a readable file") from None
    axes = [axis_of(data, name) for name in "xyz"]
    begins, sizes = zip(*axes, strict=True)
    if abs(begins[2]) > EVEN * sizes[2]:
        raise BadInput(f"z = {begins[2]:g} mm is where the first voxel begins; let it begin at the surface, 0")
    attributes = {name: _plain(value) for name, value in data.attrs.items()}
    beam = {name[5:]: value for name, value in attributes.items() if name.startswith("beam_")}
    contents = {
        "labels": labels_of(data),
        "voxel_mm": sizes,
        "media": media_of(data),
        "beam": checked(VolumeBeam, beam, "beam"),
        "index_above": attributes.get("index_above", 1.0),
        "index_below": attributes.get("index_below"),
        "sides": attributes.get("sides", "continued"),
        "corner_mm": begins[:2],
    }
    numerics = {name: attributes[name] for name in ("photons", "seed") if name in attributes}
    return VolumeRequest(model=checked(VolumeModel, contents), numerics=checked(VolumeNumerics, numerics))


def axis_of(data: xarray.Dataset, name: str) -> tuple[float, float]:
    """Return where the voxels along an axis begin and how large they are, mm."""
    if name not in data.coords or data[name].dims != (name,):
        raise BadInput(f"{name} is missing; add the middles of the voxels along {name} as a coordinate, in mm")
    places = np.asarray(data[name].values, dtype=float)
    if data[name].attrs.get("units") != "mm":
        raise BadInput(f"{name}.units = {data[name].attrs.get('units')} is not mm; give {name} in mm and say so")
    if places.size < 2:
        raise BadInput(f"{name} has {places.size} places, which do not tell the size of a voxel; give 2 or more")
    size = float((places[-1] - places[0]) / (places.size - 1))
    if not size > 0.0 or np.abs(np.diff(places) - size).max() > EVEN * size:
        raise BadInput(f"{name} does not rise in even steps; give voxels of one size")
    # Saved sizes come back as they were, not with the rounding of a difference.
    return float(round(places[0] - 0.5 * size, 9)), float(round(size, 9))


def labels_of(data: xarray.Dataset) -> np.ndarray:
    """Return the labels as a uint8 or uint16 array (x, y, z)."""
    if "labels" not in data or set(data["labels"].dims) != {"x", "y", "z"}:
        raise BadInput("labels is missing; add whole numbers by (x, y, z)")
    labels = data["labels"].transpose("x", "y", "z").values
    if labels.dtype.kind not in "ui" or labels.min() < 0 or labels.max() > np.iinfo(np.uint16).max:
        raise BadInput(f"labels = {labels.dtype} are not whole numbers from 0 to 65535; write them so")
    return labels if labels.dtype == np.uint8 else labels.astype(np.uint16)


def media_of(data: xarray.Dataset) -> list[dict[str, Any]]:
    """Return what each label means."""
    missing = next((name for name in PROPERTIES.values() if name not in data or data[name].dims != ("label",)), None)
    if missing is not None:
        raise BadInput(f"{missing} is missing; add a value for each label, by (label)")
    columns = {ours: np.asarray(data[theirs].values, dtype=float).tolist() for ours, theirs in PROPERTIES.items()}
    count = data.sizes["label"]
    names = [str(name) for name in data["medium"].values] if "medium" in data else [f"label {k}" for k in range(count)]
    rows = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
    media = [{"name": name, **row} for name, row in zip(names, rows, strict=True)]
    for medium in media:
        if np.isnan(medium["refractive_index"]):
            del medium["refractive_index"]
    return media


def _plain(value: Any) -> Any:
    """Return an attribute as plain Python."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value
