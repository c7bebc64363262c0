"""Optics: absorption, scattering, anisotropy and refractive index of a layer at one wavelength.

mu_a = f [w mu_a,water(wavelength, T) + mu_a,baseline]        mu_s' = ratio mu_s'(1550 nm) (wavelength / 1550 nm)^-b

Valid from 1200 to 2000 nm: melanin and blood, which decide below, are not visible there.
"""

from __future__ import annotations

import numpy as np

from photomend.catalog import Sourced, columns, look_up, user
from photomend.description import BadInput
from photomend.skin.anatomy import Slab

WAVELENGTHS_NM = (1200.0, 2000.0)
SCATTERING_REFERENCE_NM = 1550.0


def check_wavelength(wavelength_nm: float) -> None:
    """Refuse a wavelength outside the absorption data."""
    shortest, longest = WAVELENGTHS_NM
    if not shortest <= wavelength_nm <= longest:
        raise BadInput(
            f"handpiece.wavelength_nm = {wavelength_nm:g} is outside the absorption data, {shortest:g} to "
            f"{longest:g} nm; choose a wavelength inside (melanin and blood, which rule below, are not simulated yet)"
        )


def water_absorption(wavelength_nm: float, temperature_C: float) -> Sourced:
    """Absorption coefficient of liquid water, 1/cm [Segelstein1981] [Roettgers2014].

    The 25 C spectrum is scaled to the values measured at laser lines, which also carry the change with
    temperature; between lines both are interpolated. Measured near room temperature, linear beyond.

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


def water_part(wavelength_nm: float, temperature_C: float, water: float) -> tuple[float, float]:
    """Return the share of a layer's absorption that is not water's, and its relative change per K.

    A stated absorption is divided in the same proportion.
    """
    wet = water * water_absorption(wavelength_nm, temperature_C).value
    baseline = look_up("tissue", "optics", "baseline_absorption").value
    return baseline / (wet + baseline), water * water_change(wavelength_nm) / (wet + baseline)


def absorption_coefficient(
    slab: Slab, wavelength_nm: float, temperature_C: float, water: float, factor: float
) -> Sourced:
    """Absorption coefficient of a layer, 1/cm, at its temperature before the pulse.

    mu_a = factor (w mu_a,water + mu_a,baseline)  [Jacques2013]. `water` is the layer's water fraction and
    `factor` its place in the published spread (1 by default).
    """
    if slab.stated.absorption_per_cm is not None:
        return user(slab.stated.absorption_per_cm, "1/cm")
    mu_water = water_absorption(wavelength_nm, temperature_C)
    baseline = look_up("tissue", "optics", "baseline_absorption")
    mu_a = factor * (water * mu_water.value + baseline.value)
    return Sourced(mu_a, "1/cm", mu_a, mu_a, (*mu_water.source, *baseline.source), "derived")


def reduced_scattering(slab: Slab, wavelength_nm: float, position: float) -> Sourced:
    """Reduced scattering coefficient of a layer, 1/cm: ratio times the in-vivo law [Cooksey2017]."""
    if slab.stated.reduced_scattering_per_cm is not None:
        return user(slab.stated.reduced_scattering_per_cm, "1/cm")
    dermis = look_up("tissue", "optics", "dermal_reduced_scattering")
    exponent = look_up("tissue", "optics", "dermal_scattering_exponent").value
    ratio = look_up("tissue", "layers", slab.name, "scattering_ratio")
    law = (wavelength_nm / SCATTERING_REFERENCE_NM) ** -exponent
    mu_s_reduced = ratio.value * dermis.at(position) * law
    return Sourced(mu_s_reduced, "1/cm", mu_s_reduced, mu_s_reduced, (*dermis.source, *ratio.source), "derived")


def anisotropy(slab: Slab, position: float) -> Sourced:
    """Mean cosine of scattering of a layer."""
    if slab.stated.anisotropy is not None:
        return user(slab.stated.anisotropy, "1")
    g = look_up("tissue", "optics", "anisotropy")
    return Sourced(g.at(position), "1", g.low, g.high, g.source, g.mark)


def refractive_index(slab: Slab) -> Sourced:
    """Refractive index of a layer [Ding2006] [Matiatou2021]; its change over 1200-2000 nm is within its range."""
    if slab.stated.refractive_index is not None:
        return user(slab.stated.refractive_index, "1")
    return look_up("tissue", "layers", slab.name, "refractive_index")


def contact_index(contact: str) -> float:
    """Refractive index of what touches the skin: air, gel or sapphire."""
    return 1.0 if contact == "air" else look_up("tissue", "optics", f"{contact}_index").value
