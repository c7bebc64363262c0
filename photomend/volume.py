"""A volume under a beam, described and simulated: light in skin that is not layered.

    VolumeModel -> light.voxels -> VolumeRun

A `VolumeModel` says what the world is; `VolumeNumerics` how finely it is solved. Files are read by `volume_files`.
Lengths in mm, coefficients in 1/mm; light per watt and per joule at the surface.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, ConfigDict, PlainSerializer, model_validator

from photomend.backend import package_version
from photomend.catalog import literature
from photomend.description import BadInput, Description, checked, quantity
from photomend.light import Beam, choose, fallback
from photomend.light.transport import Estimate
from photomend.light.voxels import Aim, Medium, Sides, Volume, VolumeLight, refuse_bad_labels, trace_volume
from photomend.result import Quantity, replacing

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

SOURCES = ("Woodcock1965", "Henyey1941", "Wang1995")
PACKED = {"zlib": True, "complevel": 1}
NORMAL_95 = 1.96
COARSE_ERROR = 0.1  # of the fluence rate by voxel, above which a run says that it needs more photons

Place = tuple[float, float, float]


def _block(labels: Any) -> np.ndarray:
    """Return labels as an array of their own, which cannot be changed."""
    kept = np.array(labels) if isinstance(labels, np.ndarray | list | tuple) else np.zeros(0)
    refuse_bad_labels(kept, int(kept.max(initial=0)) + 1)
    kept.setflags(write=False)
    return kept


def _fingerprint(labels: np.ndarray) -> str:
    return f"{labels.shape} {hashlib.sha256(np.ascontiguousarray(labels, dtype='<u2').tobytes()).hexdigest()}"


Labels = Annotated[np.ndarray, BeforeValidator(_block), PlainSerializer(_fingerprint, str, when_used="json")]


class VolumeMedium(Description):
    """What a label means; a medium without an index has that of the row of voxels it lies in."""

    name: str
    absorption_per_mm: float = quantity("1/mm", "absorption coefficient", ge=0, le=1e6)
    scattering_per_mm: float = quantity("1/mm", "scattering coefficient (not reduced)", ge=0, le=1e6)
    anisotropy: float = quantity("1", "mean cosine of scattering", ge=-1, le=1)
    refractive_index: float | None = quantity("1", "refractive index", ge=1, le=5, default=None)


class VolumeBeam(Description):
    """A beam: its profile across its axis, where the axis meets the surface, and where it points.

    The radius is the 1/e2 one of a Gaussian, the edge of a top hat; a pencil has none. `focus_mm` is how far beyond the
    surface, along the axis, the rays would meet if no tissue bent them.
    """

    profile: Literal["pencil", "gaussian", "top-hat"] = "pencil"
    radius_mm: float = quantity("mm", "radius across the axis, at the surface", ge=0, le=1000, default=0.0)
    x_mm: float = quantity("mm", "where the axis meets the surface", default=0.0)
    y_mm: float = quantity("mm", "where the axis meets the surface", default=0.0)
    direction: Place = (0.0, 0.0, 1.0)
    focus_mm: float | None = quantity("mm", "distance from the surface to the focus", gt=0, default=None)

    @model_validator(mode="after")
    def _radius_fits(self) -> Self:
        if (self.profile == "pencil") != (self.radius_mm == 0.0):
            remedy = "give 0 or another profile" if self.profile == "pencil" else "give a radius above 0, or a pencil"
            raise BadInput(f"beam.radius_mm = {self.radius_mm:g} does not suit a {self.profile} beam; {remedy}")
        self.aim  # noqa: B018 - refuses a direction that does not come down
        return self

    @property
    def aim(self) -> Aim:
        """Return where it points."""
        return Aim(self.x_mm, self.y_mm, self.direction, self.focus_mm)

    @property
    def beam(self) -> Beam:
        """Return its profile."""
        return Beam("gaussian" if self.profile == "gaussian" else "top-hat", self.radius_mm)


class VolumeModel(Description):
    """A block of voxels under a flat surface at z = 0, and the beam on it.

    `labels` (x, y, z) is a uint8 or uint16 array, `media` says what they mean. x = y = 0 lies in the middle of the
    block, unless `corner_mm` says where it begins. Sides "continued" (the outermost voxels go on for ever) suit skin;
    "open" ones let light go. Without `index_below` the last row goes on too.

    Example
    -------
    >>> dermis = VolumeMedium(
    ...     name="dermis", absorption_per_mm=0.7, scattering_per_mm=13.0, anisotropy=0.9, refractive_index=1.4
    ... )
    >>> model = VolumeModel(labels=np.zeros((9, 9, 9), np.uint8), voxel_mm=(0.1, 0.1, 0.1), media=(dermis,))
    >>> model.volume.edges(2)[-1].round(6), model.beam.profile
    (np.float64(0.9), 'pencil')
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    labels: Labels
    voxel_mm: Place
    media: tuple[VolumeMedium, ...]
    beam: VolumeBeam = VolumeBeam()
    index_above: float = quantity("1", "refractive index above the surface", ge=1, le=5, default=1.0)
    index_below: float | None = quantity("1", "refractive index below the block", ge=1, le=5, default=None)
    sides: Sides = "continued"
    corner_mm: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if not min(self.voxel_mm) > 0.0:
            raise BadInput(f"voxel_mm = {self.voxel_mm} has a size that is not above 0; give three sizes in mm")
        names = [medium.name for medium in self.media]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise BadInput(f"media.name = {twice} is given twice; give every medium a name of its own")
        self.volume  # noqa: B018 - refuses a label without a medium
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VolumeModel) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())

    @property
    def volume(self) -> Volume:
        """Return the block of voxels in solver units."""
        media = (
            Medium(one.name, one.absorption_per_mm, one.scattering_per_mm, one.anisotropy, one.refractive_index)
            for one in self.media
        )
        return Volume(
            self.labels,
            self.voxel_mm,
            tuple(media),
            self.index_above,
            self.index_below,
            self.sides,
            corner=self.corner_mm,
        )


def model_of(volume: Volume, beam: VolumeBeam | None = None) -> VolumeModel:
    """Return the description of a volume made by `light.shapes`, under a beam; its surface must lie at 0.

    Example
    -------
    >>> dermis = Medium("dermis", mu_a=0.7, mu_s=13.0, g=0.9, n=1.4)
    >>> model = model_of(Volume(np.zeros((9, 9, 9), np.uint8), (0.1, 0.1, 0.1), (dermis,)))
    >>> model.volume.media == (dermis,)
    True
    """
    if volume.top != 0.0:
        raise BadInput(f"volume.top = {volume.top:g} mm is not the surface; begin the volume at 0, without a film")
    media = tuple(
        {
            "name": one.name,
            "absorption_per_mm": one.mu_a,
            "scattering_per_mm": one.mu_s,
            "anisotropy": one.g,
            "refractive_index": one.n,
        }
        for one in volume.media
    )
    contents = {
        "labels": volume.labels,
        "voxel_mm": volume.voxel,
        "media": media,
        "beam": beam or VolumeBeam(),
        "index_above": volume.n_above,
        "index_below": volume.n_below,
        "sides": volume.sides,
        "corner_mm": volume.corner,
    }
    return checked(VolumeModel, contents)


class VolumeNumerics(Description):
    """How finely light in a volume is solved."""

    photons: int = quantity("1", "photons traced", ge=640, le=10**11, default=1_000_000)
    seed: int = quantity("1", "seed of all random numbers", ge=0, le=2**53, default=1)
    backend: Literal["auto", "cpu", "cuda"] = "auto"


class VolumeRequest(Description):
    """What a file asks for: a model, its numerics, and what was left out of the file, to be told with the result."""

    model: VolumeModel
    numerics: VolumeNumerics = VolumeNumerics()
    remarks: tuple[str, ...] = ()


class VolumeSummary(Description):
    """The public figures of one run: what ``photomend volume --json`` prints.

    `light` holds where the light went as shares, `absorbed_by_medium` what each medium took of it. Low and high hold
    the photons' scatter alone. `relative_error` is that of the fluence rate by voxel, root mean squares compared.
    """

    version: str
    model_hash: str
    beam: VolumeBeam
    shape: tuple[int, int, int]
    voxel_mm: Place
    photons: int
    seed: int
    backend: str
    runtime_s: float
    warnings: tuple[str, ...]
    light: dict[str, Quantity]
    absorbed_by_medium: dict[str, Quantity]
    relative_error: float
    sources: tuple[str, ...] = SOURCES


@dataclass(frozen=True, eq=False)
class VolumeRun:
    """Light in a volume: its summary, and a dataset with named dimensions and units."""

    summary: VolumeSummary
    model: VolumeModel
    light: VolumeLight

    @cached_property
    def dataset(self) -> xarray.Dataset:
        """Return labels, fluence rate and absorbed energy density (x, y, z), and what each label means and takes."""
        return dataset_of(self)

    def references(self) -> dict[str, str]:
        """Return the sources of the method: key -> BibTeX entry."""
        return {key: literature()[key] for key in self.summary.sources}

    def plot(self) -> Figure:
        """Return the figure of the run: the fluence rate in a vertical section through the beam's axis."""
        from photomend.volume_figure import draw

        return draw(self)

    def save(self, path: str | Path) -> None:
        """Write the run to a NetCDF file, whole or not at all; `read_volume` reads the model back from it."""
        packed = {name: PACKED for name, variable in self.dataset.items() if variable.ndim == 3}
        with replacing(Path(path)) as beside:
            self.dataset.to_netcdf(beside, engine="h5netcdf", encoding=packed)


def simulate_volume(
    model: VolumeModel,
    numerics: VolumeNumerics | None = None,
    progress: Callable[[float], None] = lambda _: None,
    remarks: tuple[str, ...] = (),
) -> VolumeRun:
    """Return the light of a model's beam in its volume.

    `progress` is called with the share done; `remarks` join the warnings. Raises `BadInput` for a volume that cannot be
    traced, such as one whose refractive index changes within a row of voxels.

    Example
    -------
    >>> dermis = Medium("dermis", mu_a=0.7, mu_s=13.0, g=0.9, n=1.4)
    >>> model = model_of(Volume(np.zeros((20, 20, 20), np.uint8), (0.05, 0.05, 0.05), (dermis,)))
    >>> run = simulate_volume(model, VolumeNumerics(photons=6_400))
    >>> round(run.summary.light["specular"].value, 4), run.dataset["fluence_rate"].dims
    (0.0278, ('x', 'y', 'z'))
    """
    started = time.perf_counter()
    numerics = numerics or VolumeNumerics()
    engine = choose(numerics.backend)
    light = trace_volume(
        model.volume, model.beam.beam, model.beam.aim, numerics.photons, numerics.seed, engine, progress
    )
    whole, scatter = (float(np.linalg.norm(part)) for part in (light.fluence_rate, light.fluence_rate_error))
    error = scatter / whole if whole > 0.0 else 0.0
    summary = VolumeSummary(
        version=package_version(),
        model_hash=model.digest(),
        beam=model.beam,
        shape=model.labels.shape,
        voxel_mm=model.voxel_mm,
        photons=numerics.photons,
        seed=numerics.seed,
        backend=engine,
        runtime_s=time.perf_counter() - started,
        warnings=(*remarks, *_cautions(light, error, fallback(numerics.backend))),
        light={name: _share(found) for name, found in light.fractions.items()},
        absorbed_by_medium={name: _share(found) for name, found in light.absorbed_by_medium.items()},
        relative_error=error,
    )
    return VolumeRun(summary, model, light)


def _share(found: Estimate) -> Quantity:
    """Return a share of the light with the 95 % interval of its standard error."""
    half = NORMAL_95 * found.standard_error
    return Quantity(
        value=found.value,
        unit="1",
        low=found.value - half,
        high=found.value + half,
        standard_error=found.standard_error,
        sources=SOURCES,
    )


def _cautions(light: VolumeLight, error: float, elsewhere: str | None) -> list[str]:
    """Return what a user should know before using the figures."""
    found = [elsewhere] if elsewhere else []
    if error > COARSE_ERROR:
        found.append(f"the fluence rate of a voxel is known to {100 * error:.0f} % only; trace more photons")
    away = light.fractions["sides"].value + light.fractions["beyond"].value
    if away > 0.5:
        found.append(f"{100 * away:.0f} % of the light ends outside the block; make it larger to see where")
    return found


def dataset_of(run: VolumeRun) -> xarray.Dataset:
    """Return a run with named dimensions, units, and the model it came from."""
    import xarray

    light, model = run.light, run.model
    by_voxel = {
        "fluence_rate": (light.fluence_rate, "1/mm^2", "fluence rate per watt"),
        "fluence_rate_error": (light.fluence_rate_error, "1/mm^2", "standard error"),
        "absorbed_energy_density": (light.absorbed_energy_density, "1/mm^3", "absorbed energy density per joule"),
        "absorbed_energy_density_error": (light.absorbed_energy_density_error, "1/mm^3", "standard error"),
    }
    taken = list(run.summary.absorbed_by_medium.values())
    by_label = {
        "absorption_coefficient": ([one.absorption_per_mm for one in model.media], "1/mm"),
        "scattering_coefficient": ([one.scattering_per_mm for one in model.media], "1/mm"),
        "anisotropy": ([one.anisotropy for one in model.media], "1"),
        "refractive_index": (
            [np.nan if one.refractive_index is None else one.refractive_index for one in model.media],
            "1",
        ),
        "absorbed_fraction": ([share.value for share in taken], "1"),
        "absorbed_fraction_error": ([share.standard_error for share in taken], "1"),
    }
    data: dict[str, Any] = {"labels": (("x", "y", "z"), model.labels, {"units": "1"})}
    for name, (voxels, unit, words) in by_voxel.items():
        data[name] = (("x", "y", "z"), voxels.astype(np.float32), {"units": unit, "long_name": words})
    for name, (values, unit) in by_label.items():
        data[name] = ("label", np.array(values, dtype=float), {"units": unit})
    coordinates: dict[str, Any] = {
        name: (name, light.volume.middles(axis), {"units": "mm"}) for axis, name in enumerate("xyz")
    }
    coordinates["medium"] = ("label", [one.name for one in model.media])
    return xarray.Dataset(data, coordinates, _attributes(run))


def _attributes(run: VolumeRun) -> dict[str, Any]:
    """Return what a file says beside its arrays; with them `read_volume` makes the same model again."""
    summary, model = run.summary, run.model
    shares = {f"fraction_{name}": share.value for name, share in summary.light.items()}
    errors = {f"fraction_{name}_error": share.standard_error for name, share in summary.light.items()}
    beam = {f"beam_{name}": value for name, value in model.beam.stated().items()}
    below = {} if model.index_below is None else {"index_below": model.index_below}
    return {
        "Conventions": "CF-1.11",
        "version": summary.version,
        "sources": " ".join(summary.sources),
        "photons": summary.photons,
        "seed": summary.seed,
        "sides": model.sides,
        "index_above": model.index_above,
        **below,
        **beam,
        **shares,
        **errors,
        "summary": summary.model_dump_json(),
    }
