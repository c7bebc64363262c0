"""Anatomy: a site, an age and a person become a stack of layers with histological thicknesses.

Phototype and ITA are two different inputs and neither is derived from the other; ITA, where measured, says how much
melanin there is, else the phototype does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from photomend.catalog import Sourced, columns, look_up, sourced, tables, user
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
    """One layer in its place: a name, its thickness, what the user said of it, and the shares of its pigments."""

    name: str
    thickness_um: Sourced
    stated: Layer
    pigments: Mapping[str, Sourced] = field(default_factory=dict)

    @property
    def is_film(self) -> bool:
        """Return whether it lies on the skin and is not of it."""
        return self.name not in tables("tissue")["layers"]["order"]


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
    return tuple(_slab(name, thickness[name], skin) for name in tables("tissue")["layers"]["order"])


def melanosome_fraction(skin: Skin) -> Sourced:
    """Return the share of the viable epidermis that is melanosomes: by ITA where measured, else by phototype.

    The logarithm of the share is interpolated between classes of ITA, and held beyond them; shares by phototype
    are assumed, with wide ranges [Lu2025].

    Example
    -------
    >>> round(melanosome_fraction(Skin(ita_deg=20.1)).value, 3), melanosome_fraction(Skin(phototype="VI")).value
    (0.06, 0.22)
    """
    if skin.ita_deg is None:
        return look_up("tissue", "phototypes", skin.phototype, "melanosome_fraction")
    table = columns("melanin")
    value, low, high = (
        float(np.exp(np.interp(skin.ita_deg, table["ita_deg"], np.log(table[name]))))
        for name in ("fraction", "low", "high")
    )
    return Sourced(value, "1", low, high, ("Lu2025", "Jacques1998"), "derived")


def _slab(name: str, thickness: Sourced, skin: Skin) -> Slab:
    stated = getattr(skin.layers, name) or Layer()
    given = stated.thickness_um
    return Slab(name, thickness if given is None else user(given, "um"), stated, _pigments(name, skin))


def _pigments(name: str, skin: Skin) -> dict[str, Sourced]:
    """Return the volume shares of the pigments that a layer has: melanosomes, blood or fat."""
    if name == "epidermis":
        return {"melanosomes": melanosome_fraction(skin)}
    known = tables("tissue")["layers"][name]
    return {part: sourced(known[f"{part}_fraction"]) for part in ("blood", "fat") if f"{part}_fraction" in known}


def _aged(thickness: Sourced, rate: str, age_years: float) -> Sourced:
    decades = (age_years - look_up("tissue", "ageing", "reference_age_years").value) / 10.0
    return thickness.scaled((1.0 + look_up("tissue", "ageing", rate).value) ** decades)
