"""Cautions: what the user should know before using the figures of a run, each with its remedy."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from photomend.catalog import look_up
from photomend.device import Exposure, outside_tested
from photomend.injury import rate
from photomend.light import fallback
from photomend.result import Span
from photomend.stages import Followed, Stages
from photomend.treatment import Request, damage_pairs

BURN_RISK_C = 45.0
FREEZING_C = 0.0
UNSETTLED_PER_S = 0.1  # necrosis still gaining a tenth of its threshold a second
CELLS_PER_ZONE = 6.0
NOISY = 0.05
ELLIPTIC_FROM = 2.0  # longer over shorter axis; up to there the middle is heated at most 6 % less than the circle's
SPARED_INSIDE = 0.02  # of the volume that counts as injured


def find_cautions(
    request: Request, followed: Followed, spans: Mapping[str, Span], own: Iterable[str | None]
) -> tuple[str, ...]:
    """Return the warnings of a run: untested settings, those of its mechanism, a device that could not be used."""
    found = [
        outside_tested(followed.exposure),
        _elliptic(followed.exposure),
        *own,
        fallback(request.numerics.backend),
    ]
    return tuple(caution for caution in found if caution)


def heat_cautions(request: Request, stages: Stages, spans: Mapping[str, Span]) -> list[str | None]:
    """Return the warnings of coagulation: burn risk, drying, cold, and numerics too coarse to trust."""
    return [
        _hollow(stages),
        _burn_risk(stages),
        _dried(request, stages),
        _cold(stages),
        _coarse_grid(request, stages),
        _few_photons(stages, spans),
        _unsettled(request, stages),
        _pigments(stages),
    ]


def _elliptic(exposure: Exposure) -> str | None:
    """Return a warning for an elliptic beam, which is taken as the circle of equal area.

    Light and heat that have spread by sqrt(a b), the most unfavourable distance, leave in the middle of an ellipse of
    aspect ratio A 2 sqrt(A) / (1 + A) of what they leave in that of the circle.
    """
    if exposure.spot_axes_um is None:
        return None
    first, second = exposure.spot_axes_um
    aspect = max(first, second) / min(first, second)
    circle = (
        f"elliptic beam: {first:.4g} x {second:.4g} um is taken as the circle of equal area, "
        f"{exposure.spot_diameter_um.value:.4g} um"
    )
    if aspect <= ELLIPTIC_FROM:
        return f"{circle}; take widths as means of the wound's two axes"
    cooler = 1.0 - 2.0 * math.sqrt(aspect) / (1.0 + aspect)
    return (
        f"{circle}, but {aspect:.3g} times as long as wide (limit {ELLIPTIC_FROM:g}) the wound itself is elliptic and "
        f"its middle heated up to {cooler:.0%} less; take depth as an upper bound and widths as rough means of two axes"
    )


def _hollow(stages: Stages) -> str | None:
    """Return a warning when a zone is spared in its middle: its width counts it as a full disc."""
    mesh = stages.heat.zone.mesh
    for name in stages.injury.damage:
        radius = stages.injury.zones[name].radius_by_depth
        within = mesh.ring_edge[1:] < radius[:, None]
        counted = float(mesh.volume[within].sum())
        spared = float(mesh.volume[within & (stages.injury.damage[name] < 1.0)].sum())
        if spared > SPARED_INSIDE * counted:
            return (
                f"hollow zone: {spared / counted:.0%} of what counts as {name} is spared, inside a ring of it; "
                "take its coverage and volume as upper bounds"
            )
    return None


def _burn_risk(stages: Stages) -> str | None:
    peak = stages.heat.background.bulk_peak
    if peak <= BURN_RISK_C:
        return None
    return (
        f"bulk heating: burn risk; the upper 0.5 mm reaches {peak:.1f} C on average (limit {BURN_RISK_C:g} C): "
        "lower density or energy, wait longer between passes, or cool"
    )


def _dried(request: Request, stages: Stages) -> str | None:
    skin = stages.heat.zone.mesh.skin
    dried, threshold = float(stages.injury.water_lost[skin].max()), look_up("tissue", "removal", "water_lost")
    if dried <= threshold.low:
        return None
    if request.physics.optics == "static":
        return (
            f"static optics: up to {dried:.0%} of the water boils off, and dry tissue absorbs less than it does here; "
            'take vaporised and peak temperature as upper bounds, or set physics.optics = "coupled"'
        )
    depth = stages.injury.zones["vaporised"].depth
    if depth <= 0.0:
        return None
    return (
        f"drying: down to {depth:.0f} um over {threshold.value:.0%} of the water boils off, which counts as removal; "
        f"that limit is an assumption ({threshold.low:.0%} to {threshold.high:.0%}): take the removal as possible"
    )


def _pigments(stages: Stages) -> str | None:
    """Return a warning where melanin and blood absorb: in grains and vessels, here as if spread out."""
    shortest, nm = look_up("tissue", "optics", "pigments_nil_from_nm").value, stages.exposure.wavelength_nm
    if nm >= shortest:
        return None
    return (
        f"wavelength: at {nm:g} nm melanin and blood absorb, spread evenly here, and no wound there was compared with "
        f"histology (beyond {shortest:g} nm they do not matter): take zones as a first estimate"
    )


def _cold(stages: Stages) -> str | None:
    """Return a warning when living or dead skin freezes: the heat of freezing is not simulated."""
    zone, background = stages.heat.zone, stages.heat.background
    before = background.before_last_pass[background.depth_edge[:-1] >= 0.0]
    coldest = min(float(zone.temperature[:, zone.mesh.skin].min()), float(before.min()))
    if coldest >= FREEZING_C:
        return None
    return (
        f"cold injury: the skin falls to {coldest:.1f} C (limit {FREEZING_C:g} C), and freezing is not simulated: "
        "cool for a shorter time, or less cold"
    )


def _coarse_grid(request: Request, stages: Stages) -> str | None:
    cells = stages.injury.zones["necrosis"].width / request.numerics.cell_um
    if not 0.0 < cells < CELLS_PER_ZONE:
        return None
    return f"coarse grid: the zone is only {cells:.1f} cells wide; lower numerics.cell_um"


def _few_photons(stages: Stages, spans: Mapping[str, Span]) -> str | None:
    error = spans.get("zones.necrosis.depth", Span()).standard_error
    if error <= NOISY * stages.injury.zones["necrosis"].depth:
        return None
    return f"too few photons: the depth has a standard error of {error:.0f} um; raise numerics.photons"


def _unsettled(request: Request, stages: Stages) -> str | None:
    hottest = float(stages.heat.zone.temperature[-1, stages.heat.zone.mesh.skin].max())
    if rate(damage_pairs(request.physics)["necrosis"], hottest) <= UNSETTLED_PER_S:
        return None
    return f"not settled: {hottest:.1f} C at the end; raise numerics.settle_s"
