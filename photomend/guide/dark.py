"""Melanin of the darkest skin beyond 1200 nm: what it would absorb at most, were its law to hold there.

share = f mu_a,mel / (f mu_a,mel + mu_a)      f the melanosomes' share of the epidermis, mu_a all else that absorbs

The model counts no melanin beyond 1200 nm, where it was not measured; its power law [Jacques1998] carried on is an
upper bound. At shorter wavelengths the model's own share is told.
"""

from __future__ import annotations

from typing import Literal

from photomend.catalog import Variation, look_up
from photomend.result import Quantity
from photomend.skin import Skin, Tissue, lay_out
from photomend.skin.anatomy import stack
from photomend.skin.melanin import melanin_share
from photomend.skin.pigments import melanosome_absorption

DARKEST: Literal["VI"] = "VI"
USUAL_NM = 1550.0
PER_CM = 10.0  # from 1/mm


def dark_absorption_per_cm() -> float:
    """Return the absorption of the darkest epidermis at 1550 nm if melanin's law held on so far, 1/cm [Jacques1998].

    Example
    -------
    >>> round(dark_absorption_per_cm())
    10
    """
    return PER_CM * _living(USUAL_NM).mu_a + _melanin_per_cm(USUAL_NM, "value")


def melanin_at_most(wavelength_nm: float) -> Quantity:
    """Return melanin's share of the absorption of the darkest epidermis, its law carried beyond its data.

    Example
    -------
    >>> melanin_at_most(1927.0).value < 0.05 < melanin_at_most(1550.0).value
    True
    """
    rest = PER_CM * _living(wavelength_nm).mu_a
    parts = [_melanin_per_cm(wavelength_nm, end) for end in ("value", "low", "high")]
    value, low, high = (part / (part + rest) for part in parts)
    return Quantity(value=value, unit="1", low=low, high=high, sources=melanin_sources())


def melanin_counted(wavelength_nm: float) -> Quantity:
    """Return melanin's share of the absorption of the darkest epidermis, as the model counts it.

    Example
    -------
    >>> melanin_counted(755.0).value > 0.9, melanin_counted(1550.0).value
    (True, 0.0)
    """
    value, low, high = (_counted(wavelength_nm, Variation(melanin=position)) for position in (0.0, -1.0, 1.0))
    return Quantity(value=value, unit="1", low=low, high=high, sources=melanin_sources())


def melanin_sources() -> tuple[str, ...]:
    """Return the sources of the darkest skin's melanin."""
    return (*look_up("tissue", "phototypes", DARKEST, "melanosome_fraction").source, "Jacques1998")


def _counted(wavelength_nm: float, variation: Variation) -> float:
    skin, living = Skin(phototype=DARKEST), _living(wavelength_nm, variation)
    return melanin_share(skin, living, wavelength_nm, variation)


def _living(wavelength_nm: float, variation: Variation = Variation()) -> Tissue:  # noqa: B008 - frozen
    """Return the viable epidermis of the darkest skin at a wavelength."""
    layers = lay_out(Skin(phototype=DARKEST), wavelength_nm, variation)
    return next(layer for layer in layers if layer.name == "epidermis")


def _melanin_per_cm(wavelength_nm: float, end: str) -> float:
    """Return what the melanin of the darkest skin would absorb by its law, wherever that holds, 1/cm."""
    slab = next(slab for slab in stack(Skin(phototype=DARKEST)) if slab.name == "epidermis")
    return float(getattr(slab.pigments["melanosomes"], end)) * melanosome_absorption(wavelength_nm)
