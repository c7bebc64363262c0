"""What a run returns: figures with their intervals, and one labelled dataset per stage.

Saved as one NetCDF file with a group per stage; loading it gives an equal result.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from photomend.catalog import literature
from photomend.description import BadInput, Description

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

STAGES = ("light", "heat", "injury", "pattern", "healing")


@dataclass(frozen=True)
class Span:
    """How far a figure may lie below and above its value, and its Monte Carlo standard error."""

    down: float = 0.0
    up: float = 0.0
    standard_error: float = 0.0


class Quantity(Description):
    """A figure with its unit, its interval, what kind of knowledge it is and its sources."""

    value: float
    unit: str
    low: float
    high: float
    standard_error: float | None = None
    kind: Literal["model", "study", "prior", "assumption"] = "model"
    sources: tuple[str, ...] = ()


class ZoneFigures(Description):
    """Size of one zone; all 0 where there is none."""

    depth: Quantity
    width: Quantity
    surface_width: Quantity
    volume: Quantity


class Zones(Description):
    """The four zones: collagen coagulated, cells necrotic, water boiled in place, tissue removed."""

    collagen: ZoneFigures
    necrosis: ZoneFigures
    boiled: ZoneFigures
    vaporised: ZoneFigures


class LightFigures(Description):
    """Where the light went, as fractions of that at the skin; the four sum to 1."""

    specular_fraction: Quantity
    reflected_fraction: Quantity
    absorbed_fraction: Quantity
    transmitted_fraction: Quantity


class HeatFigures(Description):
    """The hottest point, and the horizontal mean of the upper 0.5 mm: its rise before the last pass, its peak."""

    peak_temperature: Quantity
    bulk_temperature_rise: Quantity
    bulk_peak_temperature: Quantity


class BreakdownFigures(Description):
    """Breakdown by picosecond pulses, in the hot spots of a lens array and between them.

    Energy densities are what melanin absorbs in the epidermis. A vacuole without diameter has its top and bottom where
    melanin absorbs most. `water_ratio` is the irradiance over that at which water breaks down.
    """

    probability_spots: Quantity
    probability_between: Quantity
    energy_density_spots: Quantity
    energy_density_between: Quantity
    vacuole_diameter: Quantity
    vacuole_top: Quantity
    vacuole_bottom: Quantity
    area_share: Quantity
    local_contrast: Quantity
    melanosome_temperature: Quantity
    water_ratio: Quantity


class FullFieldFigures(Description):
    """What a wide beam did by the clock of necrosis: to the epidermis, and in a band of depths on its axis.

    The epidermis is spared where its largest damage integral stays below `epidermal_limit`. Both edges of the band are
    0 where no cells died; else their intervals are at least as wide as the error of the model itself.
    """

    epidermis: Literal["spared", "injured"]
    epidermal_damage: Quantity
    epidermal_limit: Quantity
    band_top: Quantity
    band_bottom: Quantity


class AblationFigures(Description):
    """Removal of tissue: how deep, the rims below it, what the epidermis loses, and the threshold.

    `removed_depth` is that of one crater, in a full field after all passes. Rims are counted from the crater's base;
    `threshold` is the absorbed radiant exposure of one pulse that removes nothing yet, `times_threshold` how many times
    that the middle of the beam brings.
    """

    removed_depth: Quantity
    coagulated_rim: Quantity
    necrotic_rim: Quantity
    epidermis_removed_fraction: Quantity
    threshold: Quantity
    times_threshold: Quantity


class CoverageByDepth(Description):
    """Share of the area in a zone at each depth, after all passes."""

    depth_um: tuple[float, ...]
    necrosis: tuple[float, ...]
    collagen: tuple[float, ...]
    boiled: tuple[float, ...]


class PatternFigures(Description):
    """How many microbeams, and what share of the area they reach."""

    density_per_pass: Quantity
    total_density: Quantity
    coverage_fraction: Quantity
    nominal_coverage_fraction: Quantity
    coverage_by_depth: CoverageByDepth


class HealingFigures(Description):
    """Days by which a wound heals: the median over people, low and high the 10 and 90 % of them; 0 where it never was.

    `closed_days` until the basal layer is continuous; `debris_from_day` to `debris_to_day` while 80 % of the debris is
    shed; redness, swelling, bronzing and dryness until no longer visible; `remodelling_half_days` until half of the
    final remodelling; `makeup_day` when the epidermis is closed and, where cells died, no sooner than published. None
    is not known, or does not apply; `notes` say why.
    """

    closed_days: Quantity
    debris_from_day: Quantity | None
    debris_to_day: Quantity | None
    redness_days: Quantity
    swelling_days: Quantity
    bronzing_days: Quantity
    dryness_days: Quantity
    remodelling_half_days: Quantity | None
    makeup_day: Quantity
    notes: tuple[str, ...]


class Summary(Description):
    """The public figures of one run: what ``photomend simulate --json`` prints."""

    version: str
    treatment: dict[str, Any]
    treatment_hash: str
    seed: int
    backend: str
    runtime_s: float
    warnings: tuple[str, ...]
    endpoint: Literal["none", "thermal-injury", "coagulation", "vaporisation", "breakdown"]
    light: LightFigures
    heat: HeatFigures
    zones: Zones
    pattern: PatternFigures
    breakdown: BreakdownFigures | None = None
    ablation: AblationFigures | None = None
    full_field: FullFieldFigures | None = None
    healing: HealingFigures | None = None


@dataclass(frozen=True, eq=False)
class Simulation:
    """One simulated treatment: its summary, and a dataset with named dimensions and units for each stage.

    `gather` has what makes the dataset of each stage; it is called when that dataset is asked for.
    """

    summary: Summary
    gather: Mapping[str, Callable[[], xarray.Dataset]]

    @property
    def stages(self) -> dict[str, xarray.Dataset]:
        """Return the datasets by stage."""
        return {name: getattr(self, name) for name in STAGES}

    @cached_property
    def light(self) -> xarray.Dataset:
        """Return the light: optics by layer, absorbed energy density (z, r), and what it is in tissue at rest.

        At rest: fluence rate while a pulse is on (z, r), the depth at which its highest across the beam has fallen
        to 1/e, what comes back per area and joule by radius, absorption by depth.
        """
        return self.gather["light"]()

    @cached_property
    def heat(self) -> xarray.Dataset:
        """Return the heat: temperature (t, z, r), its peak, the background by depth and over time."""
        return self.gather["heat"]()

    @cached_property
    def injury(self) -> xarray.Dataset:
        """Return the injury: damage integrals and water lost (z, r), zone radii by depth."""
        return self.gather["injury"]()

    @cached_property
    def pattern(self) -> xarray.Dataset:
        """Return the pattern: coverage by depth."""
        return self.gather["pattern"]()

    @cached_property
    def healing(self) -> xarray.Dataset:
        """Return the healing by day, with bands over people: closing, debris, redness, swelling, remodelling."""
        return self.gather["healing"]()

    @property
    def zones(self) -> Zones:
        """Return the zones' figures."""
        return self.summary.zones

    @property
    def endpoint(self) -> str:
        """Return the highest endpoint reached."""
        return self.summary.endpoint

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the user should know before using the figures."""
        return self.summary.warnings

    def references(self) -> dict[str, str]:
        """Return the sources this run used: key -> BibTeX entry."""
        used = {key for quantity in _quantities(self.summary) for key in quantity.sources}
        return {key: literature()[key] for key in sorted(used) if key in literature()}

    def plot(self) -> Figure:
        """Return the figure of the run: temperature and zones in cross-section, coverage by depth."""
        from photomend.figure import draw

        return draw(self)

    def save(self, path: str | Path) -> None:
        """Write the run to a NetCDF file, whole or not at all."""
        target = Path(path)
        with replacing(target) as beside:
            self._root().to_netcdf(beside, mode="w", engine="h5netcdf")
            for name in STAGES:
                getattr(self, name).to_netcdf(beside, mode="a", group=name, engine="h5netcdf")

    def equals(self, other: Simulation) -> bool:
        """Return whether the figures and every array are equal."""
        same = self.summary == other.summary
        return same and all(getattr(self, name).identical(getattr(other, name)) for name in STAGES)

    def _root(self) -> xarray.Dataset:
        import xarray

        return xarray.Dataset(attrs={"summary": self.summary.model_dump_json(), "Conventions": "CF-1.11"})


def load(path: str | Path) -> Simulation:
    """Return a saved run; raise `BadInput` when the file is not one."""
    import xarray

    try:
        with xarray.open_dataset(path, engine="h5netcdf") as root:
            summary = Summary.model_validate(json.loads(root.attrs["summary"]))
        stages = {}
        for name in STAGES:
            with xarray.open_dataset(path, engine="h5netcdf", group=name) as stage:
                stages[name] = stage.load()
    except (OSError, KeyError, ValueError) as fault:
        raise BadInput(
            f"{path} is not a saved photomend run: {fault}; name a file written by --out or save()"
        ) from None
    return Simulation(summary, {name: partial(stages.__getitem__, name) for name in STAGES})


class replacing:  # noqa: N801 - reads as a verb: with replacing(path) as beside
    """Write a file beside its place and rename it there when complete; leave nothing behind otherwise."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> Path:
        try:
            handle, name = tempfile.mkstemp(
                dir=self.target.parent or Path(), prefix=f".{self.target.name}.", suffix=self.target.suffix
            )
        except OSError as fault:
            raise BadInput(
                f"output = {self.target} cannot be written: {fault.strerror}; "
                "choose a folder that exists and is writable"
            ) from None
        os.close(handle)
        self.beside = Path(name)
        return self.beside

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: object) -> None:
        if kind is not None:
            self.beside.unlink(missing_ok=True)
            return
        mask = os.umask(0)
        os.umask(mask)
        self.beside.chmod(0o666 & ~mask)
        try:
            self.beside.replace(self.target)
        except OSError as failed:
            self.beside.unlink(missing_ok=True)
            raise BadInput(
                f"output = {self.target} cannot be written: {failed.strerror}; choose a file name that is not a folder"
            ) from None


def _quantities(part: Any) -> list[Quantity]:
    if isinstance(part, Quantity):
        return [part]
    if isinstance(part, Description):
        return [found for name in type(part).model_fields for found in _quantities(getattr(part, name))]
    return []
