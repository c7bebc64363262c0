"""The skin laid out for one laser: every layer with its place, its optics and its thermal properties."""

from __future__ import annotations

from dataclasses import dataclass

from photomend.catalog import Variation, look_up
from photomend.skin import optics
from photomend.skin.anatomy import Skin, Slab, stack
from photomend.skin.thermal import Thermal, thermal_properties

PER_MM = 0.1  # from per centimetre
MM = 1e-3  # from micrometres


@dataclass(frozen=True)
class Tissue:
    """One layer in solver units: edges in mm, mu_a and mu_s in 1/mm, thermal properties, sources."""

    name: str
    top: float
    bottom: float
    mu_a: float
    mu_s: float
    g: float
    n: float
    water: float
    thermal: Thermal
    source: tuple[str, ...]


def lay_out(skin: Skin, wavelength_nm: float, variation: Variation | None = None) -> tuple[Tissue, ...]:
    """Return the layers of `skin` from the surface down, as the laser's light and heat meet them.

    Optical properties hold at the skin's own temperature before the pulse. Raises `BadInput` for a
    wavelength outside the data.
    """
    optics.check_wavelength(wavelength_nm)
    variation = variation or Variation()
    layers: list[Tissue] = []
    for slab in stack(skin):
        top = layers[-1].bottom if layers else 0.0
        layers.append(_tissue(slab, top, skin.temperature_C, wavelength_nm, variation))
    return tuple(layers)


def _tissue(slab: Slab, top: float, temperature_C: float, wavelength_nm: float, variation: Variation) -> Tissue:
    water = _water_fraction(slab, variation.water)
    factor = look_up("tissue", "optics", "absorption_factor").at(variation.absorption)
    mu_a = optics.absorption_coefficient(slab, wavelength_nm, temperature_C, water, factor)
    mu_s_reduced = optics.reduced_scattering(slab, wavelength_nm, variation.scattering)
    g = optics.anisotropy(slab, variation.anisotropy)
    n = optics.refractive_index(slab)
    thermal = thermal_properties(slab, water, variation.conductivity)
    thickness = slab.thickness_um.at(variation.epidermis if slab.name == "epidermis" else 0.0)
    values = (mu_a, mu_s_reduced, g, n, slab.thickness_um)
    return Tissue(
        name=slab.name,
        top=top,
        bottom=top + thickness * MM,
        mu_a=mu_a.value * PER_MM,
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
