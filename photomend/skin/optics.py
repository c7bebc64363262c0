"""Optics: absorption, scattering, anisotropy and refractive index of a layer at one wavelength.

mu_a = f [w mu_a,water(wavelength, T) + mu_a,pigments(wavelength) + mu_a,baseline]
mu_s' = ratio max[10.0 (wavelength / 1550 nm)^-0.6, 36 (wavelength / 500 nm)^-1.421]        1/cm

Valid from 380 to 2500 nm. Melanin, blood and fat (`pigments`) decide in the visible and are gone beyond 1200 nm, where
water rules. The two laws of scattering meet near 1040 nm.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from photomend.catalog import Sourced, Variation, columns, look_up, user
from photomend.description import BadInput
from photomend.skin.anatomy import Slab
from photomend.skin.pigments import pigment_absorption

WAVELENGTHS_NM = (380.0, 2500.0)
SCATTERING_LAWS = {"dermal": 1550.0, "visible": 500.0}  # by the wavelength (nm) at which each is stated


def check_wavelength(wavelength_nm: float) -> None:
    """Refuse a wavelength outside the absorption data."""
    shortest, longest = WAVELENGTHS_NM
    if not shortest <= wavelength_nm <= longest:
        raise BadInput(
            f"handpiece.wavelength_nm = {wavelength_nm:g} is outside the absorption data, {shortest:g} to "
            f"{longest:g} nm; choose a wavelength inside"
        )


@lru_cache(maxsize=4096)
def water_absorption(wavelength_nm: float, temperature_C: float) -> Sourced:
    """Absorption coefficient of liquid water, 1/cm [Segelstein1981] [Roettgers2014].

    The 25 C spectrum is scaled to the values measured at laser lines, which also carry the change with
    temperature; between lines both are interpolated. Measured near room temperature, linear beyond. Below 600 nm,
    where water absorbs less than 0.003 per cm, its value at 600 nm is held.

    Example
    -------
    >>> round(water_absorption(1550.0, 34.0).value, 1)
    10.4
    """
    check_wavelength(wavelength_nm)
    spectrum, lines = columns("chromophores"), columns("water_lines")
    change = water_change(wavelength_nm)
    at_25C = np.interp(wavelength_nm, spectrum["wavelength_nm"], spectrum["water_absorption_per_cm"])
    line_at_25C = lines["absorption_20C_per_cm"] + 5.0 * lines["change_per_cm_per_K"]
    spectrum_at_lines = np.interp(
        lines["wavelength_nm"], spectrum["wavelength_nm"], spectrum["water_absorption_per_cm"]
    )
    scale = np.interp(wavelength_nm, lines["wavelength_nm"], line_at_25C / spectrum_at_lines)
    error = np.interp(wavelength_nm, lines["wavelength_nm"], lines["uncertainty_per_cm"])
    value = float(at_25C * scale + change * (temperature_C - 25.0))
    on_line = bool(np.any(np.isclose(lines["wavelength_nm"], wavelength_nm)))
    sources = ("Roettgers2014",) if on_line else ("Segelstein1981", "Roettgers2014")
    return Sourced(value, "1/cm", value - float(error), value + float(error), sources, "read" if on_line else "derived")


def water_change(wavelength_nm: float) -> float:
    """Return how the absorption of water changes with temperature, 1/(cm K) [Roettgers2014]."""
    lines = columns("water_lines")
    return float(np.interp(wavelength_nm, lines["wavelength_nm"], lines["change_per_cm_per_K"]))


def absorption_coefficient(
    slab: Slab, wavelength_nm: float, temperature_C: float, water: float, variation: Variation
) -> Sourced:
    """Absorption coefficient of a layer, 1/cm, at its temperature before the pulse.

    mu_a = factor (w mu_a,water + mu_a,pigments + mu_a,baseline)  [Jacques2013]. `water` is the layer's water
    fraction and the factor its place in the published spread (1 by default). The baseline is calibrated on
    living skin [Cooksey2017]; bloodless skin ex vivo absorbs more [Jacques1998].
    """
    if slab.stated.absorption_per_cm is not None:
        return user(slab.stated.absorption_per_cm, "1/cm")
    wet, dry = _parts(slab, wavelength_nm, temperature_C, water, variation)
    mu_a = look_up("tissue", "optics", "absorption_factor").at(variation.absorption) * (wet.value + dry.value)
    return Sourced(mu_a, "1/cm", mu_a, mu_a, (*wet.source, *dry.source), "derived")


def water_part(
    slab: Slab, wavelength_nm: float, temperature_C: float, water: float, variation: Variation
) -> tuple[float, float]:
    """Return the share of a layer's absorption that is not water's, and the relative change of all of it per K.

    A stated absorption is divided in the same proportion.
    """
    wet, dry = (part.value for part in _parts(slab, wavelength_nm, temperature_C, water, variation))
    return dry / (wet + dry), water * water_change(wavelength_nm) / (wet + dry)


def _parts(
    slab: Slab, wavelength_nm: float, temperature_C: float, water: float, variation: Variation
) -> tuple[Sourced, Sourced]:
    """Return what the water of a layer absorbs and what all else in it does, 1/cm."""
    wet = water_absorption(wavelength_nm, temperature_C).scaled(water)
    baseline = look_up("tissue", "optics", "baseline_absorption")
    pigments = pigment_absorption(slab, wavelength_nm, variation)
    dry = baseline.value + pigments.value
    return wet, Sourced(dry, "1/cm", dry, dry, (*baseline.source, *pigments.source), "derived")


def reduced_scattering(slab: Slab, wavelength_nm: float, position: float) -> Sourced:
    """Reduced scattering coefficient of a layer, 1/cm: ratio times the larger of two power laws.

    The in-vivo law [Cooksey2017] is the larger beyond about 1040 nm, the mean of skin [Jacques2013], lowered to
    meet it there, below.
    """
    if slab.stated.reduced_scattering_per_cm is not None:
        return user(slab.stated.reduced_scattering_per_cm, "1/cm")
    ratio = look_up("tissue", "layers", slab.name, "scattering_ratio")
    laws = [_scattering_law(name, wavelength_nm, position, ratio.value) for name in SCATTERING_LAWS]
    mu_s_reduced, source = max(laws)
    return Sourced(mu_s_reduced, "1/cm", mu_s_reduced, mu_s_reduced, (*source, *ratio.source), "derived")


def _scattering_law(name: str, wavelength_nm: float, position: float, ratio: float) -> tuple[float, tuple[str, ...]]:
    """Return `ratio` times the reduced scattering of dermis by one power law, 1/cm, and the law's source."""
    scale = look_up("tissue", "optics", f"{name}_reduced_scattering")
    exponent = look_up("tissue", "optics", f"{name}_scattering_exponent").value
    law = (wavelength_nm / SCATTERING_LAWS[name]) ** -exponent
    return ratio * scale.at(position) * law, scale.source


def anisotropy(slab: Slab, position: float) -> Sourced:
    """Mean cosine of scattering of a layer."""
    if slab.stated.anisotropy is not None:
        return user(slab.stated.anisotropy, "1")
    g = look_up("tissue", "optics", "anisotropy")
    return Sourced(g.at(position), "1", g.low, g.high, g.source, g.mark)


def refractive_index(slab: Slab) -> Sourced:
    """Refractive index of a layer [Ding2006] [Matiatou2021], constant.

    Measured from 442 to 1557 nm the epidermis and the dermis stay within 0.05 of it, the fat within 0.025.
    """
    if slab.stated.refractive_index is not None:
        return user(slab.stated.refractive_index, "1")
    return look_up("tissue", "layers", slab.name, "refractive_index")


def contact_index(contact: str) -> float:
    """Refractive index of what touches the skin: air, gel or sapphire."""
    return 1.0 if contact == "air" else look_up("tissue", "optics", f"{contact}_index").value
