"""Pigments: what absorbs in skin beside water and a constant baseline, from 380 nm to where they fade out.

mu_a,pigments = p [sum_i f_i mu_a,i + mu_a,rise]      i = melanosomes (viable epidermis), blood (dermis), fat (subcutis)

mu_a,melanosomes = 6.6e11 (wavelength / nm)^-3.33                                          [Jacques1998]
mu_a,blood = mu_vessel [1 - exp(-mu_vessel d)] / (mu_vessel d)      wide vessels shade themselves [VanVeen2002]
mu_vessel = S mu_a,oxy + (1 - S) mu_a,deoxy                                                [Prahl1999] [Bosschaart2014]
mu_a,rise = 85.3 exp(-(wavelength - 154 nm) / 66.2 nm)              bloodless skin in the blue    [Jacques1998]

p is 1 up to 1100 nm, where the data on melanin and fat end, and falls to 0 at 1200 nm. So lipid bands (1210, 1720 nm)
are missing, and melanin's power law is not carried to where it would rival water. All in 1/cm.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import exp, expm1

import numpy as np

from photomend.catalog import Sourced, Variation, columns, look_up
from photomend.skin.anatomy import Slab


def pigment_absorption(slab: Slab, wavelength_nm: float, variation: Variation) -> Sourced:
    """Return what the pigments of a layer absorb, 1/cm, with the sources of those that do; a film has none."""
    p = fade(wavelength_nm)
    if p == 0.0 or slab.is_film:
        return Sourced(0.0, "1/cm", 0.0, 0.0, (), "derived")
    position = {"melanosomes": variation.melanin, "blood": variation.blood, "fat": 0.0}
    present = slab.pigments.items()
    absorbed = sum(fraction.at(position[name]) * SPECTRA[name][0](wavelength_nm) for name, fraction in present)
    mu_a = p * (absorbed + baseline_rise(wavelength_nm))
    sources = (key for name, fraction in present for key in (*fraction.source, *SPECTRA[name][1]))
    return Sourced(mu_a, "1/cm", mu_a, mu_a, (*sources, "Jacques1998"), "derived")


def fade(wavelength_nm: float) -> float:
    """Return p, the share of the pigments' absorption that is counted: 1 up to 1100 nm, 0 from 1200 nm."""
    full_to, nil_from = (look_up("tissue", "optics", f"pigments_{end}_nm").value for end in ("full_to", "nil_from"))
    return min(1.0, max(0.0, (nil_from - wavelength_nm) / (nil_from - full_to)))


def melanosome_absorption(wavelength_nm: float) -> float:
    """Return the absorption of the inside of a melanosome, 1/cm [Jacques1998].

    Example
    -------
    >>> round(melanosome_absorption(755.0))
    172
    """
    law, exponent = (look_up("tissue", "optics", f"melanosome_{name}").value for name in ("absorption", "exponent"))
    return law * wavelength_nm**-exponent


@lru_cache(maxsize=4096)
def blood_absorption(wavelength_nm: float) -> float:
    """Return what a volume of vessels adds to the absorption of the dermis around them, per share of it, 1/cm.

    Haemoglobin alone, at the catalogue's saturation and vessel diameter; the water of blood counts as the layer's.
    """
    diameter_cm = 1e-4 * look_up("tissue", "optics", "vessel_diameter_um").value
    mu_vessel = haemoglobin_absorption(wavelength_nm, look_up("tissue", "optics", "oxygenated_share").value)
    return -expm1(-mu_vessel * diameter_cm) / diameter_cm


def haemoglobin_absorption(wavelength_nm: float, oxygenated: float) -> float:
    """Return the absorption of the haemoglobin of whole blood (150 g/L), 1/cm [Prahl1999] [Bosschaart2014].

    `oxygenated` is the share that carries oxygen, 0..1.

    Example
    -------
    >>> round(haemoglobin_absorption(755.0, 0.0), 1)
    8.3
    """
    table = columns("blood")
    oxy, deoxy = (
        float(np.interp(wavelength_nm, table["wavelength_nm"], table[f"{kind}_per_cm"]))
        for kind in ("oxygenated", "deoxygenated")
    )
    return oxygenated * oxy + (1.0 - oxygenated) * deoxy


@lru_cache(maxsize=4096)
def fat_absorption(wavelength_nm: float) -> float:
    """Return the absorption of fat, 1/cm [VanVeen2005]; the ends of its table, 430 and 1075 nm, are held beyond."""
    table = columns("fat")
    return float(np.interp(wavelength_nm, table["wavelength_nm"], table["absorption_per_cm"]))


def baseline_rise(wavelength_nm: float) -> float:
    """Return what bloodless skin absorbs above its baseline towards the ultraviolet, 1/cm [Jacques1998]."""
    start, decay = (look_up("tissue", "optics", f"baseline_rise_{name}_nm").value for name in ("start", "decay"))
    return look_up("tissue", "optics", "baseline_rise_absorption").value * exp(-(wavelength_nm - start) / decay)


SPECTRA: dict[str, tuple[Callable[[float], float], tuple[str, ...]]] = {
    "melanosomes": (melanosome_absorption, ("Jacques1998",)),
    "blood": (blood_absorption, ("Prahl1999", "Bosschaart2014", "VanVeen2002")),
    "fat": (fat_absorption, ("VanVeen2005",)),
}
