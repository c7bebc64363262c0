"""Heat in tissue: density, specific heat and conductivity from the water fraction, and the boiling of that water.

rho = 1300 - 300 w        c = 1550 + 2800 w        k = 0.06 + 0.57 w        [Welch2011]
"""

from __future__ import annotations

from dataclasses import dataclass

from photomend.catalog import look_up
from photomend.skin.anatomy import Slab

PER_MM3 = 1e-9  # from per cubic metre
PER_MM = 1e-3  # from per metre


@dataclass(frozen=True)
class Thermal:
    """Thermal properties of a layer in solver units.

    `rho_c` and `rho_c_dry` in J/(mm^3 K) below and above boiling, `latent` in J/mm^3, `k` in W/(mm K),
    `perfusion` (heat carried by blood) in W/(mm^3 K).
    """

    k: float
    rho_c: float
    rho_c_dry: float
    latent: float
    perfusion: float
    source: tuple[str, ...]


def thermal_properties(slab: Slab, water: float, conductivity_position: float = 0.0) -> Thermal:
    """Return the layer's thermal properties for its water fraction; fat has its own [Burns2017] [Hasgall2018].

    Above the boiling interval the dry residue and the steam that keeps its place are heated on.
    """
    stated = slab.stated
    rho = _first(stated.density_kg_per_m3, _density(slab.name, water))
    c = _first(stated.specific_heat_J_per_kg_K, _specific_heat(slab.name, water))
    k = _first(stated.conductivity_W_per_m_K, _conductivity(slab.name, water, conductivity_position))
    dry = look_up("tissue", "thermal", "specific_heat_dry").value
    steam = look_up("tissue", "thermal", "steam_specific_heat").value
    bloodless = slab.name in ("stratum_corneum", "epidermis")
    flow = _first(stated.perfusion_per_s, 0.0 if bloodless else look_up("tissue", "thermal", "perfusion").value)
    return Thermal(
        k=k * PER_MM,
        rho_c=rho * c * PER_MM3,
        rho_c_dry=rho * ((1.0 - water) * dry + water * steam) * PER_MM3,
        latent=rho * water * look_up("tissue", "thermal", "latent_heat").value * PER_MM3,
        perfusion=flow * look_up("tissue", "thermal", "blood_volumetric_heat").value * PER_MM3,
        source=("Burns2017", "Hasgall2018") if slab.name == "subcutis" else ("Welch2011",),
    )


def _first(given: float | None, otherwise: float) -> float:
    return otherwise if given is None else given


def _density(name: str, water: float) -> float:
    if name == "subcutis":
        return look_up("tissue", "thermal", "fat_density").value
    return (
        look_up("tissue", "thermal", "density_dry").value + look_up("tissue", "thermal", "density_slope").value * water
    )


def _specific_heat(name: str, water: float) -> float:
    if name == "subcutis":
        return look_up("tissue", "thermal", "fat_specific_heat").value
    dry, slope = (look_up("tissue", "thermal", f"specific_heat_{part}").value for part in ("dry", "slope"))
    return dry + slope * water


def _conductivity(name: str, water: float, position: float) -> float:
    if name == "subcutis":
        return look_up("tissue", "thermal", "fat_conductivity").at(position)
    dry, slope = (look_up("tissue", "thermal", f"conductivity_{part}").value for part in ("dry", "slope"))
    return (dry + slope * water) * look_up("tissue", "thermal", "conductivity_factor").at(position)
