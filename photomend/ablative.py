"""Follow a laser that removes tissue: from the dial to the crater and the rim that its heat leaves behind.

    Treatment -> light taken in -> removal -> heat that stays -> rims (`injury.ablation`) -> pattern

Water takes CO2 and Er:YAG light within micrometres: no light is traced and no grid of heat is solved. Every crater of a
microbeam stands alone; in a full field all passes remove from the same place.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from photomend.ablated import PER_MM2, Ablated, Depths, Rim
from photomend.catalog import Variation, columns, look_up, tables
from photomend.description import BadInput
from photomend.device import Exposure, contact_of
from photomend.injury.ablation import (
    CYLINDER,
    SPHERE,
    Crater,
    Target,
    all_passes,
    base_radius,
    flat_crater,
    gaussian_crater,
    removed_depth,
    rim,
    surface_reflectance,
    threshold,
)
from photomend.intervals import Mechanism
from photomend.pattern import Pattern
from photomend.result import Span
from photomend.skin import Skin
from photomend.skin.anatomy import Slab, stack
from photomend.skin.thermal import thermal_properties
from photomend.stages import UM
from photomend.treatment import Request, damage_pairs

WALL = "papillary_dermis"  # whose water and heat properties stand for all that is removed
PER_MM3 = 1e-3  # from per cubic centimetre
PER_MM = 0.1  # from per centimetre
INPUTS = (
    "epidermis", "spot", "pulse", "pitch", "heat_of_ablation", "ablation_threshold", "crater_widening", "rim",
)  # fmt: skip
"""The uncertain inputs that ablation depends on."""


def follow(
    request: Request,
    variation: Variation,
    progress: Callable[[float], None] = lambda _: None,
    sifted: Callable[[Any], Any] = lambda light: light,
) -> Ablated:
    """Follow one treatment from the laser to the pattern of craters.

    Raises `BadInput` for a wavelength or a beam profile that no law of removal is known for. Nothing is sampled, so
    that `sifted` has no photons to leave out.
    """
    treatment = request.treatment
    exposure = treatment.exposure.varied(variation)
    line = line_of(exposure.wavelength_nm)
    _refuse_profile(exposure)
    target = target_of(treatment.skin, line, exposure.wavelength_nm)
    specular = _specular(line, exposure.wavelength_nm)
    H_th = threshold(target, 1e-3 * exposure.pulse_duration_ms.value, _conduction(variation))
    absorbed = (1.0 - specular) * _middle(exposure)
    crater = _crater(exposure, line, specular, H_th, variation)
    charred = builds_up(exposure)
    rims = _rims(request, exposure, target, min(absorbed, H_th), crater, charred, variation)
    density = PER_MM2 * exposure.density_per_pass_per_cm2
    stays = density * _left_behind(exposure, specular, target, H_th, crater)
    pattern = Pattern(exposure.placement, density, exposure.passes)
    layers = _layers(treatment.skin, variation)
    progress(1.0)
    return Ablated(layers, exposure, target, line, specular, absorbed, H_th, crater, rims, charred, stays, pattern)


def line_of(wavelength_nm: float) -> str:
    """Return the laser whose law of removal holds at a wavelength; raise `BadInput` where there is none.

    Example
    -------
    >>> line_of(2940.0), line_of(10600.0)
    ('er-yag', 'co2')
    """
    lines = tables("ablation")["lines"]
    ends = {name: tuple(line[end]["value"] for end in ("shortest_nm", "longest_nm")) for name, line in lines.items()}
    for name, (shortest, longest) in ends.items():
        if shortest <= wavelength_nm <= longest:
            return str(name)
    known = " and ".join(f"{low:g} to {high:g} nm ({lines[name]['title']})" for name, (low, high) in ends.items())
    raise BadInput(
        f"handpiece.wavelength_nm = {wavelength_nm:g} has no law of removal; choose one of {known}, or 380 to 2500 nm"
    )


def target_of(skin: Skin, line: str, wavelength_nm: float) -> Target:
    """Return the tissue that is removed: water takes the light, and boiling it away takes the heat h_w."""
    slab = next(slab for slab in stack(skin) if slab.name == WALL)
    given = slab.stated.water_fraction
    water = look_up("tissue", "layers", WALL, "water_fraction").value if given is None else given
    thermal, rest, boiling = thermal_properties(slab, water), skin.temperature_C, _boiling()
    h_w = thermal.rho_c * (boiling - rest) + thermal.latent
    return Target(_absorption(slab, line, wavelength_nm, water), h_w, thermal.rho_c, thermal.k, rest, boiling)


def builds_up(exposure: Exposure) -> bool:
    """Return whether heat builds up and chars: long pulses of low irradiance, or pulses that follow fast."""
    limit = {name: look_up("ablation", "rim", name).value for name in tables("ablation")["rim"]}
    period = 1e-3 * exposure.pulse_period_ms
    fast = exposure.pulses > 1 and period * limit["char_above_per_s"] < 1.0
    weak = _middle(exposure) / (1e-3 * exposure.pulse_duration_ms.value) < PER_MM2 * limit["char_below_W_per_cm2"]
    return fast or (weak and exposure.pulse_duration_ms.value > limit["confined_to_ms"])


def cautions(request: Request, ablated: Ablated, spans: Mapping[str, Span]) -> list[str | None]:
    """Return the warnings of ablation: nothing removed, heat that builds up, and what the law leaves out."""
    return [
        _too_weak(ablated),
        _through(ablated),
        _many_passes(ablated),
        _charred(ablated),
        _shape(ablated),
        _overlapping(ablated),
        _ignored(request),
    ]


def _too_weak(ablated: Ablated) -> str | None:
    if ablated.crater.depth > 0.0:
        return None
    return (
        f"below threshold: {ablated.absorbed / PER_MM2:.2g} J/cm2 are absorbed and {ablated.H_th / PER_MM2:.2g} are "
        "needed, so that nothing is removed; raise the energy or shorten the pulse"
    )


def _through(ablated: Ablated) -> str | None:
    bottom = ablated.layers[-1].bottom
    if ablated.crater.depth <= bottom:
        return None
    return (
        f"through the skin: {UM * ablated.crater.depth:.0f} um would be removed, and its layers end at "
        f"{UM * bottom:.0f} um; the law knows no bottom: lower the energy, or widen the spot"
    )


def _many_passes(ablated: Ablated) -> str | None:
    most, passes = look_up("ablation", "warnings", "most_dry_passes").value, ablated.exposure.passes
    ratio = look_up("ablation", "lines", ablated.line, "dry_pass_ratio").value
    if not ablated.exposure.full_field or ratio >= 1.0 or passes <= most:
        return None
    return (
        f"dried tissue: {passes} passes (limit {most:g}) over the same place add heat and hardly depth; "
        "the heat of each is taken alone: take rims as lower bounds, or lower settings.passes"
    )


def _charred(ablated: Ablated) -> str | None:
    if not ablated.charred:
        return None
    added = look_up("ablation", "rim", "char_um")
    return (
        f"charring: low irradiance or fast repetition; {added.value:g} um ({added.low:g} to {added.high:g}) are added "
        "to the rims: shorten the pulse, or let more time pass between pulses"
    )


def _shape(ablated: Ablated) -> str | None:
    if ablated.exposure.full_field or ablated.crater.depth <= ablated.crater.width:
        return None
    return (
        "shape of the crater: taken as a cylinder; one that tapers to a point holds the same volume three times as "
        "deep, and what a dial calls depth need not be it: take volume as better known than depth"
    )


def _overlapping(ablated: Ablated) -> str | None:
    half = 0.5 * ablated.zones["collagen"].width / UM
    if ablated.exposure.full_field or ablated.pattern.placement == "random" or 2.0 * half <= ablated.pattern.pitch:
        return None
    return (
        f"neighbours touch: coagulated zones are {2.0 * half * UM:.0f} um wide and microbeams "
        f"{ablated.pattern.pitch * UM:.0f} um apart; each is taken alone: widen the pitch, or take rims as lower bounds"
    )


def _ignored(request: Request) -> str | None:
    """Return what of the surface has no part in the law of removal."""
    treatment = request.treatment
    coolant, contact = treatment.cooling, contact_of(treatment.surface, treatment.cooling)
    topical = treatment.surface.topical
    found = [
        "cooling" if coolant else "",
        f"{contact} on the skin" if contact != "air" and not coolant else "",
        "the film of cream" if topical == "numbing-cream-on" else "",
    ]
    named = " and ".join(filter(None, found))
    if not named:
        return None
    return f"surface: {named} is left out, and the skin is taken as bare; wipe the skin, or do without"


def _refuse_profile(exposure: Exposure) -> None:
    if exposure.beam_profile in ("gaussian", "top-hat"):
        return
    raise BadInput(
        f'handpiece.beam_profile = "{exposure.beam_profile}" has no law of removal; choose "gaussian" or "top-hat"'
    )


def _absorption(slab: Slab, line: str, wavelength_nm: float, water: float) -> float:
    stated = slab.stated.absorption_per_cm
    return PER_MM * (water * _water_absorption(line, wavelength_nm) if stated is None else stated)


def _water_absorption(line: str, wavelength_nm: float) -> float:
    """Return the absorption of water at a laser's lines, 1/cm."""
    if line == "er-yag":
        return look_up("ablation", "lines", line, "water_absorption_per_cm").value
    table = columns("water_mid_infrared")
    return float(np.interp(wavelength_nm, table["wavelength_nm"], table["absorption_per_cm"]))


def _specular(line: str, wavelength_nm: float) -> float:
    n = look_up("ablation", "lines", line, "refractive_index").value
    return surface_reflectance(n, PER_MM * _water_absorption(line, wavelength_nm), wavelength_nm)


def _boiling() -> float:
    return look_up("tissue", "thermal", "boiling_from").value


def _conduction(variation: Variation) -> float:
    return look_up("ablation", "removal", "conduction_factor").at(variation.ablation_threshold)


def _heat_of_ablation(exposure: Exposure, line: str, variation: Variation) -> float:
    """Return the heat of ablation, J/mm^3: drilling where a CO2 microbeam digs its own hole, else that of pulses."""
    drills = tables("ablation")["lines"][line]["drills"] and not exposure.full_field
    pulsed = look_up("ablation", "lines", line, "pulsed_heat_J_per_cm3")
    heat = look_up("ablation", "removal", "drilling_heat_J_per_cm3") if drills else pulsed
    return PER_MM3 * heat.at(variation.heat_of_ablation)


def _energy(exposure: Exposure) -> float:
    """Return the energy of one pulse within its microbeam, J."""
    return 1e-3 * exposure.pulse_energy_mJ * exposure.apex_energy_share.value / exposure.pulses


def _middle(exposure: Exposure) -> float:
    """Return the radiant exposure of one pulse in the middle of its beam, J/mm^2; of a full field its mean."""
    if exposure.full_field:
        return PER_MM2 * exposure.radiant_exposure_J_per_cm2 / exposure.pulses
    even = _energy(exposure) / (0.25 * math.pi * (exposure.spot_diameter_um.value / UM) ** 2)
    return 2.0 * even if exposure.beam_profile == "gaussian" else even


def _crater(exposure: Exposure, line: str, specular: float, H_th: float, variation: Variation) -> Crater:
    """Return what all pulses and, in a full field, all passes remove from one place."""
    h, spot = _heat_of_ablation(exposure, line, variation), exposure.spot_diameter_um.value / UM
    if exposure.full_field:
        ratio = look_up("ablation", "lines", line, "dry_pass_ratio").value
        first = exposure.pulses * removed_depth((1.0 - specular) * _middle(exposure), H_th, h)
        depth = all_passes(first, ratio, exposure.passes)
        return Crater(depth, spot if depth > 0.0 else 0.0, depth * 0.25 * math.pi * spot**2)
    widening = look_up("ablation", "removal", "crater_width_ratio").at(variation.crater_widening)
    law = gaussian_crater if exposure.beam_profile == "gaussian" else flat_crater
    one = law((1.0 - specular) * _energy(exposure), spot, H_th, h, widening)
    return Crater(exposure.pulses * one.depth, one.width, exposure.pulses * one.volume)


def _rims(
    request: Request,
    exposure: Exposure,
    target: Target,
    H: float,
    crater: Crater,
    charred: bool,
    variation: Variation,
) -> dict[str, Rim]:
    """Return the rim of each clock from the heat `H` that one pulse leaves; a plane in a full field, or uncut."""
    shift = -look_up("rates", "shift").at(variation.rim)
    char = look_up("ablation", "rim", "char_um").at(variation.rim) / UM if charred else 0.0
    found = {}
    for clock, pair in damage_pairs(request.physics).items():
        if exposure.full_field or crater.depth == 0.0:
            found[clock] = Rim(0.0, char + rim(H, target, pair, shift=shift))
            continue
        side = rim(H, target, pair, 0.5 * crater.width, CYLINDER, shift)
        found[clock] = Rim(char + side, char + rim(H, target, pair, base_radius(crater), SPHERE, shift))
    return found


def _left_behind(exposure: Exposure, specular: float, target: Target, H_th: float, crater: Crater) -> float:
    """Return the heat (J) that one exposure leaves in the skin: all below the threshold, else H_th on every wall."""
    absorbed = (1.0 - specular) * 1e-3 * exposure.pulse_energy_mJ
    if crater.depth == 0.0:
        return absorbed
    base = 0.25 * math.pi * crater.width**2
    side = 0.0 if exposure.full_field else math.pi * crater.width * crater.depth
    return min(absorbed, exposure.pulses * H_th * (base + side))


def _layers(skin: Skin, variation: Variation) -> tuple[Depths, ...]:
    found: list[Depths] = []
    for slab in stack(skin):
        top = found[-1].bottom if found else 0.0
        thickness = slab.thickness_um.at(variation.epidermis if slab.name == "epidermis" else 0.0)
        found.append(Depths(slab.name, top, top + thickness / UM))
    return tuple(found)


MECHANISM = Mechanism(follow, cautions, INPUTS)
