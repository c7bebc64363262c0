"""Anatomy: a site, an age and a person become a stack of layers with histological thicknesses.

Phototype and ITA are two different inputs and neither is derived from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from photomend.catalog import Sourced, look_up, sourced, tables, user
from photomend.description import Description, quantity

Site = Literal["cheek", "forehead", "periorbital", "perioral", "neck", "chest", "hand", "forearm", "abdomen"]


class Layer(Description):
    """What the user knows better than the catalogue about one layer; every field may be left out."""

    thickness_um: float | None = quantity("um", "thickness", gt=1, le=50000, default=None)
    absorption_per_cm: float | None = quantity(
        "1/cm", "absorption at the laser's wavelength", ge=0, le=2e4, default=None
    )
    reduced_scattering_per_cm: float | None = quantity(
        "1/cm", "reduced scattering at the laser's wavelength", ge=0, le=1e3, default=None
    )
    anisotropy: float | None = quantity("1", "mean cosine of scattering", gt=-1, lt=1, default=None)
    refractive_index: float | None = quantity("1", "refractive index", ge=1, le=3, default=None)
    water_fraction: float | None = quantity("1", "water mass fraction", ge=0, le=1, default=None)
    conductivity_W_per_m_K: float | None = quantity("W/(m*K)", "thermal conductivity", gt=0, le=10, default=None)
    density_kg_per_m3: float | None = quantity("kg/m^3", "density", gt=100, le=5000, default=None)
    specific_heat_J_per_kg_K: float | None = quantity("J/(kg*K)", "specific heat", gt=100, le=10000, default=None)
    perfusion_per_s: float | None = quantity("1/s", "blood volume per volume and second", ge=0, le=0.1, default=None)


class Layers(Description):
    """The layers about which the user knows better."""

    stratum_corneum: Layer | None = None
    epidermis: Layer | None = None
    papillary_dermis: Layer | None = None
    reticular_dermis: Layer | None = None
    subcutis: Layer | None = None


class Skin(Description):
    """Whose skin, where, and at what temperature before the first pulse."""

    site: Site = "cheek"
    phototype: Literal["I", "II", "III", "IV", "V", "VI"] = "III"
    ita_deg: float | None = quantity("deg", "individual typology angle, if measured", ge=-90, le=90, default=None)
    age_years: float = quantity("year", "age", ge=18, le=110, default=45.0)
    temperature_C: float = quantity("degC", "skin temperature before the first pulse", ge=0, le=45, default=34.0)
    layers: Layers = Layers()


@dataclass(frozen=True)
class Slab:
    """One layer in its place: a name, its thickness, and what the user said of it."""

    name: str
    thickness_um: Sourced
    stated: Layer


def stack(skin: Skin) -> tuple[Slab, ...]:
    """Return the layers from the surface down, with thicknesses for site and age [Egawa2007] [Chopra2015].

    The dermal and epidermal thicknesses change by a fixed share per decade from the reference age
    [Branchet1990]; the stratum corneum and the subcutis do not.
    """
    site = {**tables("tissue")["sites"]["default"], **tables("tissue")["sites"].get(skin.site, {})}
    thickness = {name: sourced(entry) for name, entry in site.items()}
    thickness["epidermis"] = _aged(thickness["epidermis"], "epidermis_per_decade", skin.age_years)
    dermis = _aged(thickness.pop("dermis"), "dermis_per_decade", skin.age_years)
    papillary = thickness["papillary_dermis"]
    thickness["reticular_dermis"] = Sourced(
        dermis.value - papillary.value,
        "um",
        max(dermis.low - papillary.value, 50.0),
        dermis.high - papillary.value,
        dermis.source,
        "derived",
    )
    order = tables("tissue")["layers"]["order"]
    return tuple(_slab(name, thickness[name], getattr(skin.layers, name) or Layer()) for name in order)


def _slab(name: str, thickness: Sourced, stated: Layer) -> Slab:
    given = stated.thickness_um
    return Slab(name, thickness if given is None else user(given, "um"), stated)


def _aged(thickness: Sourced, rate: str, age_years: float) -> Sourced:
    decades = (age_years - look_up("tissue", "ageing", "reference_age_years").value) / 10.0
    return thickness.scaled((1.0 + look_up("tissue", "ageing", rate).value) ** decades)
