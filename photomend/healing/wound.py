"""The wound of one session: what healing, risks and courses see of a simulated treatment, and nothing of the device.

Widths and areas come from the zone of dead cells and from where microbeams land; amounts per area are integrals over
depth, for example of dead tissue

    V = integral of c(z) dz        c(z) the share of the area that is dead at depth z, after all passes
"""

from __future__ import annotations

from dataclasses import dataclass

from photomend.healing.extent import NOTHING, covered, dead_tissue, epidermis_um, gap_of, per_area
from photomend.result import Quantity, Simulation, Summary
from photomend.skin.anatomy import Skin, melanosome_fraction


@dataclass(frozen=True)
class Wound:
    """What one session leaves in the skin, lengths in um, shares of the area after all passes.

    `endpoint` is none, thermal-injury, coagulation, vaporisation or breakdown; `mechanism` coagulation, breakdown or
    ablation. A full field has no energy of a microbeam (None) and no density (0). `epidermal_gap` is the width of dead
    epidermis of one zone where it is widest, of a dead full field the beam's; `basal_gap` is that at the basal layer, 0
    where the layer lives under a dead surface (None: as `epidermal_gap`). `coverage` counts dead cells at any depth,
    `epidermal_coverage` the area whose epidermis died, `removed_coverage` the area whose surface was removed, and
    `vacuole_share` the area with vacuoles, which lie inside a living epidermis. `dead_tissue` and `coagulated_dermis`
    are volumes per area.
    """

    endpoint: str
    mechanism: str
    full_field: bool
    wavelength_nm: float
    pulse_energy_mJ: float | None
    total_density_per_cm2: float
    epidermal_gap: Quantity
    necrosis_depth: Quantity
    collagen_depth: Quantity
    removed_depth: Quantity
    coverage: Quantity
    epidermal_coverage: Quantity
    dead_tissue: Quantity
    coagulated_dermis: Quantity
    bulk_temperature_rise: Quantity
    bulk_peak_temperature: Quantity
    vacuole_share: Quantity
    cooled: bool
    site: str
    phototype: str
    age_years: float
    melanosome_fraction: float
    basal_gap: Quantity | None = None
    removed_coverage: Quantity = NOTHING

    @property
    def gap_at_the_base(self) -> Quantity:
        """Return the width that the basal layer has to close."""
        return self.epidermal_gap if self.basal_gap is None else self.basal_gap


def wound_of(run: Simulation) -> Wound:
    """Return the wound of a run, from its public figures alone.

    Holds wherever the figures do. Intervals of widths are those of the zone of dead cells, in proportion; those of
    volumes per area go with the volume of one zone. Whether a full field died is one statement for the whole field:
    its interval reaches from none to all where the run's own interval crosses the limit.

    Example
    -------
    >>> import photomend as pm
    >>> coarse = pm.Numerics(photons=12_800, cell_um=10.0, intervals=False)
    >>> run = pm.simulate(pm.Treatment(handpiece={"device": "fraxel-restore"}), pm.Physics(optics="static"), coarse)
    >>> wound = wound_of(run)
    >>> wound.mechanism, wound.total_density_per_cm2, 100.0 < wound.epidermal_gap.value < 300.0
    ('coagulation', 1000.0, True)
    """
    summary = run.summary
    handpiece, surface = summary.treatment["handpiece"], summary.treatment["surface"]
    skin = Skin.model_validate(summary.treatment["skin"])
    full_field = handpiece["placement"] == "full-field"
    zones, heat, gap = summary.zones, summary.heat, gap_of(summary, skin)
    return Wound(
        endpoint=summary.endpoint,
        mechanism=_mechanism(summary),
        full_field=full_field,
        wavelength_nm=handpiece["wavelength_nm"],
        pulse_energy_mJ=None if full_field else summary.treatment["settings"]["pulse_energy_mJ"],
        total_density_per_cm2=0.0 if full_field else summary.pattern.total_density.value,
        epidermal_gap=gap.widest,
        basal_gap=gap.basal,
        necrosis_depth=zones.necrosis.depth,
        collagen_depth=zones.collagen.depth,
        removed_depth=zones.vaporised.depth,
        coverage=summary.breakdown.area_share if summary.breakdown else summary.pattern.coverage_fraction,
        epidermal_coverage=gap.share,
        removed_coverage=covered(summary, zones.vaporised.surface_width),
        dead_tissue=dead_tissue(summary),
        coagulated_dermis=per_area(summary, "collagen", below_um=epidermis_um(skin)[1]),
        bulk_temperature_rise=heat.bulk_temperature_rise,
        bulk_peak_temperature=heat.bulk_peak_temperature,
        vacuole_share=summary.breakdown.area_share if summary.breakdown else NOTHING,
        cooled=surface.get("cooling", "none") != "none",
        site=skin.site,
        phototype=skin.phototype,
        age_years=skin.age_years,
        melanosome_fraction=melanosome_fraction(skin).value,
    )


def _mechanism(summary: Summary) -> str:
    if summary.ablation is not None:
        return "ablation"
    return "breakdown" if summary.breakdown is not None else "coagulation"
