"""Follow picosecond pulses through a lens array: from the laser to the vacuoles under its hot spots.

    Treatment -> light of the whole array in one lattice cell -> what melanin absorbs -> breakdown (`injury.breakdown`)

Their mechanism is not heat: nothing conducts while a pulse lasts and nothing coagulates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from photomend.broken import Broken, Melanin
from photomend.catalog import BREAKDOWN_OWN, Variation, look_up
from photomend.device import contact_of, film_of
from photomend.heat import depth_edges
from photomend.heat.array import light_of_array
from photomend.heat.background import build_up
from photomend.injury.breakdown import PER_MM3, density_of_probability, probability
from photomend.intervals import Mechanism
from photomend.light import Traced, choose, illuminate
from photomend.pattern import Pattern
from photomend.result import Span
from photomend.skin import Skin, Tissue, lay_out
from photomend.skin.melanin import basal_share, melanin_share
from photomend.skin.optics import contact_index
from photomend.skin.pigments import fade, melanosome_absorption
from photomend.treatment import Request

EPIDERMAL_CELLS = 12  # rows of the viable epidermis, at least
SEEN_MM = 1.0  # the light is looked at down to here, or past the focus
PAST_FOCUS = 1.2
PER_MM2 = 0.01  # from per square centimetre
PER_MM = 0.1  # from per centimetre
NOISY = 0.05
INPUTS = (
    "water", "absorption", "scattering", "anisotropy", "epidermis", "spot", "pulse", "apex", "pitch", "film", "melanin",
    "blood", *BREAKDOWN_OWN,
)  # fmt: skip
"""The uncertain inputs that breakdown depends on."""


def follow(
    request: Request,
    variation: Variation,
    progress: Callable[[float], None] = lambda _: None,
    sifted: Callable[[Traced], Traced] = lambda light: light,
) -> Broken:
    """Follow one treatment from the laser to what its pulses break, one call per stage."""
    treatment, numerics = request.treatment, request.numerics
    skin, exposure, cooling = treatment.skin, treatment.exposure.varied(variation), treatment.cooling
    layers = lay_out(skin, exposure.wavelength_nm, variation, film_of(treatment.surface, cooling))
    living = next(layer for layer in layers if layer.name == "epidermis")
    cell = 1e-3 * numerics.cell_um
    depths = finer_in(living, depth_edges(layers, cell, layers[-1].bottom), cell)
    above = contact_index(contact_of(treatment.surface, cooling))
    varied, engine = variation != Variation(), choose(numerics.backend)
    light = illuminate(layers, above, depths, numerics.photons, numerics.seed, varied, progress, engine)
    light = sifted(light)
    deepest = min(max(SEEN_MM, PAST_FOCUS * 1e-3 * exposure.focus_depth_um), float(depths[-1]))
    shone = light_of_array(light, exposure, cell, deepest)
    heating = PER_MM2 * exposure.density_per_pass_per_cm2 * 1e-3 * exposure.pulse_energy_mJ * light.absorbed_by_depth
    background = build_up(
        layers,
        depths,
        heating / np.diff(depths),
        exposure.passes,
        exposure.pass_interval_s,
        cooling,
        skin.temperature_C,
    )
    pattern = Pattern(exposure.placement, PER_MM2 * exposure.density_per_pass_per_cm2, exposure.passes)
    melanin = melanin_of(skin, living, exposure.wavelength_nm, variation)
    return Broken(layers, exposure, light, shone, melanin, background, pattern, skin.temperature_C, variation)


def finer_in(living: Tissue, depths: np.ndarray, cell: float) -> np.ndarray:
    """Return cell edges with even rows, no higher than `cell` (mm), through the viable epidermis."""
    rows = max(EPIDERMAL_CELLS, round((living.bottom - living.top) / cell))
    within = np.linspace(living.top, living.bottom, rows + 1)
    return np.concatenate([depths[depths < living.top], within, depths[depths > living.bottom]])


def melanin_of(skin: Skin, living: Tissue, wavelength_nm: float, variation: Variation) -> Melanin:
    """Return the melanin of a skin at a wavelength; its spectrum is that of the light's own tracing."""
    return Melanin(
        melanin_share(skin, living, wavelength_nm, variation),
        basal_share(skin, variation.melanin_depth),
        PER_MM * fade(wavelength_nm) * melanosome_absorption(wavelength_nm),
    )


def cautions(request: Request, broken: Broken, spans: Mapping[str, Span]) -> list[str | None]:
    """Return the warnings of breakdown: none likely, the whole field at risk, and what the model cannot tell."""
    return [
        _not_established(broken),
        _whole_field(request, broken),
        _outside_label(request, broken),
        _water_breaks(broken),
        _seen_in_light_skin(broken),
        _class_only(broken),
        _one_by_one(broken),
        _few_photons(broken, spans),
    ]


def _not_established(broken: Broken) -> str | None:
    if broken.endpoint == "breakdown":
        return None
    threshold = look_up("breakdown", "vacuole", "threshold_J_per_cm3")
    U = float(broken.spots[1].max()) / PER_MM3
    return (
        f"not established: in the hot spots melanin absorbs {U:.0f} J/cm3 at most (threshold {threshold.value:g}, "
        f"{threshold.low:g} to {threshold.high:g}), a vacuole in {float(probability(U, threshold.value)):.0%} of them; "
        "none or few are to be expected"
    )


def _whole_field(request: Request, broken: Broken) -> str | None:
    """Return a warning where melanin may burst between the spots too, with the dose below which it should not."""
    risk = look_up("breakdown", "vacuole", "field_risk_share").value
    U, exposure = float(broken.between[1].max()), broken.exposure
    likely = float(probability(U, broken.U_v))
    if likely < risk:
        return None
    dose = exposure.radiant_exposure_J_per_cm2
    safe = dose * density_of_probability(risk, broken.U_v) / U
    rows = exposure.device.combinations if exposure.device else ()
    dials = sorted({row.radiant_exposure_J_per_cm2 or 0.0 for row in rows}, reverse=True)
    milder = " or ".join(f"{dial:.2f}" for dial in dials if 0.0 < dial <= safe)
    remedy = f"turn to a larger spot ({milder} J/cm2)" if milder else f"stay below {safe:.2g} J/cm2"
    return (
        f"whole field: in phototype {request.treatment.skin.phototype} melanin absorbs {U / PER_MM3:.0f} J/cm3 even "
        f"between the spots, damage of the epidermis in {likely:.0%} of places there at {dose:.2g} J/cm2 (limit "
        f"{risk:.0%}): {remedy}"
    )


def _outside_label(request: Request, broken: Broken) -> str | None:
    device, phototype = broken.exposure.device, request.treatment.skin.phototype
    labelled = device.raw.get("labelled_phototypes") if device else None
    if device is None or labelled is None or phototype in labelled:
        return None
    return (
        f"outside label: {device.name} is cleared for phototypes {labelled[0]} to {labelled[-1]}, this skin is "
        f"{phototype}; take the run for study only"
    )


def _water_breaks(broken: Broken) -> str | None:
    ratio, depth = broken.water
    if ratio < 1.0:
        return None
    return (
        f"water breaks down: the unscattered light reaches {ratio:.2g} times the irradiance for it, from "
        f"{1e3 * depth:.0f} um on; that threshold is of pure water at 1064 nm, and no size of such a hole is computed"
    )


def _seen_in_light_skin(broken: Broken) -> str | None:
    """Return a warning at 1064 nm, where vacuoles were seen that this model does not give [Kim2021]."""
    least_nm = look_up("breakdown", "water", "seen_deeper_from_nm").value
    if broken.exposure.wavelength_nm < least_nm:
        return None
    return (
        "deeper vacuoles: with lens arrays of 1064 nm and 3 J/cm2 vacuoles were seen 125 to 700 um deep ex vivo, in "
        "light skin too; melanin of the epidermis does not give those, and nothing was tuned to give them: take depth "
        "as a lower bound"
    )


def _class_only(broken: Broken) -> str | None:
    if broken.vacuole.diameter == 0.0 or broken.exposure.full_field:
        return None
    living = broken.living
    capped = broken.vacuole.diameter >= 1e3 * (living.bottom - living.top) * (1.0 - 1e-9)
    held = "; the epidermis is no thicker, and the diameter ends there" if capped else ""
    return (
        "class of lasers: size rests on vacuoles ex vivo under other optics and is known to a factor of two"
        f"{held}; take presence and layer as the prediction"
    )


def _one_by_one(broken: Broken) -> str | None:
    exposure = broken.exposure
    if exposure.full_field:
        return (
            "full field: one wide beam has no hot spots; what is told of them is that of its middle, what lies between "
            "them that of its edge, and the size of a vacuole means nothing: take presence and depth only"
        )
    if exposure.simultaneous:
        return None
    return (
        "neighbours left out: every microbeam is taken alone, but those of a lens array fire at once and share their "
        "light; set handpiece.simultaneous = true, with a placement on a lattice"
    )


def _few_photons(broken: Broken, spans: Mapping[str, Span]) -> str | None:
    error = spans.get("breakdown.energy_density_spots", Span()).standard_error
    U = float(np.max(broken.spots[1])) / PER_MM3
    if error <= NOISY * U:
        return None
    return f"too few photons: the energy density has a standard error of {error:.1f} J/cm3; raise numerics.photons"


MECHANISM = Mechanism(follow, cautions, INPUTS)
