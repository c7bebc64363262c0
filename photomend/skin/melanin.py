"""Melanin in the viable epidermis: its share of the absorption, and how it is spread in depth.

f(s) / f = 1 - b + 2 b s        s from 0 at the top of the viable epidermis to 1 at its junction with the dermis

b, the basal share, is 1 where all melanin gathers towards the junction and 0 where it lies evenly; the mean over the
depth is f for any b. It goes with the amount of melanin: assumed by phototype, with wide ranges.
"""

from __future__ import annotations

import numpy as np

from photomend.catalog import Variation, look_up, sourced, tables
from photomend.skin import optics
from photomend.skin.anatomy import Layer, Skin, Slab, melanosome_fraction, stack
from photomend.skin.layers import Tissue
from photomend.skin.pigments import fade, melanosome_absorption


def basal_share(skin: Skin, position: float = 0.0) -> float:
    """Return b of a skin, at `position` (-1..1) in its range: between phototypes by the logarithm of their melanin.

    Example
    -------
    >>> basal_share(Skin(phototype="II")), basal_share(Skin(phototype="VI"))
    (1.0, 0.0)
    """
    types = tables("breakdown")["phototypes"]
    fractions = [look_up("tissue", "phototypes", name, "melanosome_fraction").value for name in types]
    shares = [sourced(entry["basal_share"]).at(position) for entry in types.values()]
    return float(np.interp(np.log(melanosome_fraction(skin).value), np.log(fractions), shares))


def relative_melanin(s: np.ndarray, basal: float) -> np.ndarray:
    """Return the melanin at relative depths `s` (0..1) over its mean: 1 - b + 2 b s."""
    return 1.0 - basal + 2.0 * basal * s


def melanin_share(skin: Skin, living: Tissue, wavelength_nm: float, variation: Variation) -> float:
    """Return the share of the absorption of `living`, the viable epidermis of `skin`, that is melanin's.

    A stated absorption is divided in the same proportion as the composed one.
    """
    slab = next(slab for slab in stack(skin) if slab.name == living.name)
    composed = Slab(slab.name, slab.thickness_um, Layer(), slab.pigments)
    whole = optics.absorption_coefficient(composed, wavelength_nm, skin.temperature_C, living.water, variation)
    factor = look_up("tissue", "optics", "absorption_factor").at(variation.absorption)
    fraction = slab.pigments["melanosomes"].at(variation.melanin)
    return factor * fade(wavelength_nm) * fraction * melanosome_absorption(wavelength_nm) / whole.value
