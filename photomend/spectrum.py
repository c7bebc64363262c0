"""The spectrum of the light that skin sends back, 380 to 2500 nm: what gives it its colour, and what can be measured.

At every wavelength the light is that of a wide, even beam at normal incidence. Along the spectrum absorption changes by
orders of magnitude and scattering smoothly; photons are therefore traced once at each of a few nodes of scattering,
white (`light.white`), and serve the absorption of all the wavelengths about it. Between nodes reflectance is
interpolated in the logarithm of the scattering.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from photomend.backend import package_version
from photomend.catalog import Variation
from photomend.description import BadInput
from photomend.light import media_of
from photomend.light.collimated import solve_collimated
from photomend.light.photon import Media
from photomend.light.white import White, trace_white
from photomend.result import Quantity, replacing
from photomend.skin import Skin, Tissue, effective_depth, lay_out
from photomend.skin.optics import WAVELENGTHS_NM, contact_index

if TYPE_CHECKING:
    import xarray

DEFAULT_NM = tuple(float(nm) for nm in range(380, 2501, 20))
LEAST_STEP_NM = 1.0
PHOTONS = 12_800
NODE_STEP = math.log(1.15)  # scattering from node to node
LIKE_STEP = math.log(6.0)  # absorption within which photons are shared
ALL_ROUND = np.array([0.0, 1e6])  # one ring that holds all that leaves, mm
VARIED = ("water", "absorption", "scattering", "melanin", "blood")  # inputs that leave the layers' places alone
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Spectrum:
    """Reflectance by wavelength (nm), from below the surface and at it, with the layers that it comes from.

    `low` and `high` bound the diffuse reflectance over the uncertain absorption and scattering of skin, one input at a
    time, and the photons' own scatter (`standard_error`).
    """

    wavelength_nm: np.ndarray
    diffuse: np.ndarray
    standard_error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    specular: np.ndarray
    skin: Skin
    layers: tuple[tuple[Tissue, ...], ...]
    photons: int
    seed: int

    @property
    def reflectance(self) -> np.ndarray:
        """Return all that comes back, the specular part included."""
        return self.diffuse + self.specular

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the layers' optics."""
        return tuple(dict.fromkeys(key for layers in self.layers for layer in layers for key in layer.source))

    def by_layer(self, name: str) -> np.ndarray:
        """Return a property of the layers by (wavelength, layer), e.g. ``mu_a``, 1/mm."""
        return np.array([[getattr(layer, name) for layer in layers] for layers in self.layers])

    def dataset(self) -> xarray.Dataset:
        """Return the spectrum with named dimensions and units."""
        import xarray

        along = {
            "reflectance": (self.reflectance, "1"),
            "diffuse_reflectance": (self.diffuse, "1"),
            "diffuse_reflectance_error": (self.standard_error, "1"),
            "diffuse_reflectance_low": (self.low, "1"),
            "diffuse_reflectance_high": (self.high, "1"),
            "specular_reflectance": (self.specular, "1"),
            "effective_depth": (np.array([*map(effective_depth, self.layers)]), "mm"),
        }
        across = {
            "absorption_coefficient": ("mu_a", "1/mm"),
            "scattering_coefficient": ("mu_s", "1/mm"),
            "anisotropy": ("g", "1"),
        }
        data: dict[str, Any] = {name: ("wavelength", values, {"units": unit}) for name, (values, unit) in along.items()}
        for name, (field, unit) in across.items():
            data[name] = (("wavelength", "layer"), self.by_layer(field), {"units": unit})
        coordinates = {
            "wavelength": ("wavelength", self.wavelength_nm, {"units": "nm"}),
            "layer": [layer.name for layer in self.layers[0]],
        }
        attrs = {"version": package_version(), "photons": self.photons, "seed": self.seed}
        return xarray.Dataset(data, coordinates, {**attrs, "sources": " ".join(self.sources)})

    def record(self) -> dict[str, Any]:
        """Return the spectrum as plain data: what ``photomend spectrum --json`` prints."""
        low, high = self.low + self.specular, self.high + self.specular
        quantities = [
            Quantity(value=value, unit="1", low=down, high=up, standard_error=error, sources=self.sources).model_dump()
            for value, down, up, error in zip(
                *(column.tolist() for column in (self.reflectance, low, high, self.standard_error)), strict=True
            )
        ]
        return {
            "version": package_version(),
            "skin": self.skin.stated(),
            "photons": self.photons,
            "seed": self.seed,
            "wavelength_nm": self.wavelength_nm.tolist(),
            "reflectance": quantities,
            "specular_reflectance": self.specular.tolist(),
            "effective_depth_mm": [effective_depth(layers) for layers in self.layers],
        }

    def save(self, path: str | Path) -> None:
        """Write the spectrum and the optics of the layers to a NetCDF file, whole or not at all."""
        with replacing(Path(path)) as beside:
            self.dataset().to_netcdf(beside, mode="w", engine="h5netcdf")


def wavelengths(step_nm: float) -> np.ndarray:
    """Return wavelengths from 380 to 2500 nm in even steps."""
    shortest, longest = WAVELENGTHS_NM
    if not LEAST_STEP_NM <= step_nm <= longest - shortest:
        raise BadInput(
            f"step = {step_nm:g} is outside {LEAST_STEP_NM:g} to {longest - shortest:g} nm; choose a step inside"
        )
    return np.arange(shortest, longest + 1e-6, step_nm)


def reflectance_spectrum(
    skin: Skin,
    wavelengths_nm: Sequence[float] = DEFAULT_NM,
    contact: str = "air",
    photons: int = PHOTONS,
    seed: int = 1,
    intervals: bool = True,
    progress: Callable[[float], None] = lambda _: None,
) -> Spectrum:
    """Return the reflectance of `skin` at wavelengths from 380 to 2500 nm, in one call.

    `photons` are traced for every node of scattering; the standard error is that of their batches. `contact` is what
    touches the skin: air, gel or sapphire. Without `intervals` low and high hold the photons' scatter alone; thickness
    of the layers and anisotropy are not varied. Raises `BadInput` for wavelengths outside the data.

    Example
    -------
    >>> import photomend as pm
    >>> found = pm.reflectance_spectrum(pm.Skin(phototype="II"), [640.0, 1440.0], intervals=False)
    >>> bool(found.reflectance[0] > 5 * found.reflectance[1])
    True
    """
    asked = np.array(wavelengths_nm, dtype=float)
    if asked.ndim != 1 or asked.size == 0:
        raise BadInput("wavelengths_nm must name at least one wavelength, in nm")
    moved = [Variation(**{name: end}) for name in VARIED for end in (-1.0, 1.0)] if intervals else []
    laid = [tuple(lay_out(skin, float(nm), variation) for nm in asked) for variation in (Variation(), *moved)]
    above = contact_index(contact)
    lit = [media_of(layers, above) for each in laid for layers in each]
    value, error = (found.reshape(-1, asked.size) for found in diffuse_reflectance(lit, photons, seed, progress))
    moves = np.array([*(value[1:] - value[0]), NORMAL_95 * error[0], -NORMAL_95 * error[0]])
    return Spectrum(
        wavelength_nm=asked,
        diffuse=value[0],
        standard_error=error[0],
        low=np.maximum(value[0] - np.sqrt(np.square(np.minimum(moves, 0.0)).sum(axis=0)), 0.0),
        high=value[0] + np.sqrt(np.square(np.maximum(moves, 0.0)).sum(axis=0)),
        specular=np.array([solve_collimated(media).specular for media in lit[: asked.size]]),
        skin=skin,
        layers=laid[0],
        photons=photons,
        seed=seed,
    )


def diffuse_reflectance(
    lit: Sequence[Media], photons: int, seed: int, progress: Callable[[float], None] = lambda _: None
) -> tuple[np.ndarray, np.ndarray]:
    """Return what comes back from below the surface of many media that scatter by one law, and its standard error.

    They may absorb as they like; their scattering may differ by one factor (a wavelength, a person) for all layers.
    """
    place, nodes = nodes_of(lit)
    value, error = np.zeros(len(lit)), np.zeros(len(lit))
    for number, media in enumerate(nodes):
        share = np.maximum(1.0 - np.abs(place - number), 0.0)
        for like in alike(lit, np.flatnonzero(share)):
            white = _traced(media, [lit[k] for k in like], photons, seed)
            for k in like:
                found = white.reflected(lit[k].mu_a)
                value[k] += share[k] * found.value
                error[k] += share[k] * found.standard_error  # nodes share random numbers: errors add, not squares
        progress((number + 1) / len(nodes))
    return value, error


def nodes_of(lit: Sequence[Media]) -> tuple[np.ndarray, list[Media]]:
    """Return the nodes of scattering for media that scatter by one law, and the place of each medium among them.

    Nodes lie at even steps of the logarithm of the scattering summed over the layers.
    """
    mu_s = np.array([media.mu_s for media in lit])
    total = np.log(mu_s.sum(axis=1))
    lowest, highest = float(total.min()), float(total.max())
    steps = max(1, math.ceil((highest - lowest) / NODE_STEP - 1e-9))
    at = np.linspace(lowest, highest, steps + 1) if highest > lowest else np.array([lowest])
    order = np.argsort(total)
    columns = [np.interp(at, total[order], column[order]) for column in mu_s.T]
    place = (total - lowest) / (at[1] - at[0]) if at.size > 1 else np.zeros_like(total)
    return place, [lit[0]._replace(mu_s=np.array(row)) for row in zip(*columns, strict=True)]


def alike(lit: Sequence[Media], some: np.ndarray) -> list[np.ndarray]:
    """Return some of the media in groups that absorb nearly alike: weights stay even, and dark ones are soon traced."""
    step = np.array([round(float(np.log(lit[k].mu_a.mean())) / LIKE_STEP) for k in some], dtype=int)
    return [some[step == one] for one in np.unique(step)]


def _traced(node: Media, served: Sequence[Media], photons: int, seed: int) -> White:
    """Return white photons for all that a node serves: traced with the least absorption of any, layer by layer."""
    least = np.min([media.mu_a for media in served], axis=0)
    return trace_white(node._replace(mu_a=least), ALL_ROUND, node.edge, photons, seed, every=0)
