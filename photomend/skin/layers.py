"""The skin laid out for one laser: every layer with its place, its optics and its thermal properties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from photomend.catalog import Sourced, Variation, look_up
from photomend.skin import optics
from photomend.skin.anatomy import Layer, Skin, Slab, stack
from photomend.skin.thermal import Thermal, thermal_properties

PER_MM = 0.1  # from per centimetre
MM = 1e-3  # from micrometres


class Film(Protocol):
    """What was left on the skin: ``gel`` or ``numbing-cream``, and how thick."""

    @property
    def name(self) -> str:
        """Return its name."""

    @property
    def thickness_um(self) -> Sourced:
        """Return its thickness, um."""


@dataclass(frozen=True)
class Tissue:
    """One layer in solver units: edges in mm, mu_a and mu_s in 1/mm, thermal properties, sources.

    `mu_a` and `mu_s` hold at the temperature before the pulse; `mu_a_dry` is what absorbs beside water and
    `mu_a_per_K` the change of the water's part with temperature, 1/(mm K). The skin's surface is at 0.
    """

    name: str
    top: float
    bottom: float
    mu_a: float
    mu_a_dry: float
    mu_a_per_K: float
    mu_s: float
    g: float
    n: float
    water: float
    thermal: Thermal
    source: tuple[str, ...]


def lay_out(
    skin: Skin, wavelength_nm: float, variation: Variation | None = None, film: Film | None = None
) -> tuple[Tissue, ...]:
    """Return the layers of `skin` from the top down, as the laser's light and heat meet them.

    `film` is what was left on the skin; it lies above 0. Optical properties hold at
    the skin's own temperature before the pulse, from 380 to 2500 nm; outside, raises `BadInput`.
    """
    optics.check_wavelength(wavelength_nm)
    variation = variation or Variation()
    slabs = stack(skin)
    top = 0.0
    if film is not None:
        slabs = (Slab(film.name.replace("-", "_"), film.thickness_um, Layer()), *slabs)
        top = -MM * film.thickness_um.at(variation.film)
    layers: list[Tissue] = []
    for slab in slabs:
        top = layers[-1].bottom if layers else top
        layers.append(_tissue(slab, top, skin.temperature_C, wavelength_nm, variation))
    return tuple(layers)


def effective_depth(layers: tuple[Tissue, ...]) -> float:
    """Return the depth (mm) over which diffuse light falls by 1/e, counted layer by layer from the skin's surface.

    The integral of dz sqrt(3 mu_a (mu_a + mu_s')) down to it is 1; indicative where mu_a is not small [Jacques2013].
    """
    left = 1.0
    for layer in (one for one in layers if one.top >= 0.0):
        per_mm = (3.0 * layer.mu_a * (layer.mu_a + layer.mu_s * (1.0 - layer.g))) ** 0.5
        reached = layer.top + left / per_mm
        if reached <= layer.bottom:
            break
        left -= per_mm * (layer.bottom - layer.top)
    return reached


def _tissue(slab: Slab, top: float, temperature_C: float, wavelength_nm: float, variation: Variation) -> Tissue:
    water = _water_fraction(slab, variation.water)
    mu_a = optics.absorption_coefficient(slab, wavelength_nm, temperature_C, water, variation)
    mu_s_reduced = optics.reduced_scattering(slab, wavelength_nm, variation.scattering)
    g = optics.anisotropy(slab, variation.anisotropy)
    n = optics.refractive_index(slab)
    thermal = thermal_properties(slab, water, variation.conductivity)
    moved = {"epidermis": variation.epidermis, "gel": variation.film, "numbing_cream": variation.film}
    thickness = slab.thickness_um.at(moved.get(slab.name, 0.0))
    dry, per_K = optics.water_part(slab, wavelength_nm, temperature_C, water, variation)
    values = (mu_a, mu_s_reduced, g, n, slab.thickness_um)
    return Tissue(
        name=slab.name,
        top=top,
        bottom=0.0 if top < 0.0 else top + thickness * MM,
        mu_a=mu_a.value * PER_MM,
        mu_a_dry=dry * mu_a.value * PER_MM,
        mu_a_per_K=per_K * mu_a.value * PER_MM,
        mu_s=mu_s_reduced.value * PER_MM / (1.0 - g.value),
        g=g.value,
        n=n.value,
        water=water,
        thermal=thermal,
        source=tuple(dict.fromkeys(key for value in values for key in value.source)) + thermal.source,
    )


def _water_fraction(slab: Slab, position: float) -> float:
    given = slab.stated.water_fraction
    return look_up("tissue", "layers", slab.name, "water_fraction").at(position) if given is None else given
