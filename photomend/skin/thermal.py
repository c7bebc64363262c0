"""Heat in tissue: density, specific heat and conductivity from the water fraction, and the boiling of that water.

rho = 1300 - 300 w        c = 1550 + 2800 w        k = 0.06 + 0.57 w        [Welch2011]
"""

from __future__ import annotations

from dataclasses import dataclass

from photomend.catalog import look_up
from photomend.skin.anatomy import Slab

PER_MM3 = 1e-9  # from per cubic metre
PER_MM = 1e-3  # from per metre
LEAST_LIQUID = 0.95  # a stated specific heat leaves at least a twentieth to the water


@dataclass(frozen=True)
class Thermal:
    """Thermal properties of a layer in solver units.

    `solid`, `liquid` and `steam` are the heat capacities of the dry tissue and of all its water below and above
    boiling, J/(mm^3 K); `latent` in J/mm^3, `k` and `k_dry` in W/(mm K), `perfusion` (heat carried by blood) in
    W/(mm^3 K).
    """

    k: float
    k_dry: float
    solid: float
    liquid: float
    steam: float
    latent: float
    perfusion: float
    source: tuple[str, ...]

    @property
    def rho_c(self) -> float:
        """Return the heat capacity below boiling, J/(mm^3 K)."""
        return self.solid + self.liquid

    @property
    def slowest(self) -> float:
        """Return the smallest heat capacity the tissue can have, J/(mm^3 K): dried out and the steam gone."""
        return min(self.solid, self.rho_c)


def thermal_properties(slab: Slab, water: float, conductivity_position: float = 0.0) -> Thermal:
    """Return the layer's thermal properties for its water fraction; fat has its own [Burns2017] [Hasgall2018].

    Above the boiling interval the dry residue and the steam that keeps its place are heated on. Dry tissue
    conducts by what the water rule leaves at w = 0; a stated conductivity falls in the same proportion.
    """
    stated = slab.stated
    rho = _first(stated.density_kg_per_m3, _density(slab.name, water))
    c = _first(stated.specific_heat_J_per_kg_K, _specific_heat(slab.name, water))
    k = _first(stated.conductivity_W_per_m_K, _conductivity(slab.name, water, conductivity_position))
    dry = look_up("tissue", "thermal", "specific_heat_dry").value
    steam = look_up("tissue", "thermal", "steam_specific_heat").value
    bloodless = slab.name in ("stratum_corneum", "epidermis")
    flow = _first(stated.perfusion_per_s, 0.0 if bloodless else look_up("tissue", "thermal", "perfusion").value)
    solid = rho * min((1.0 - water) * dry, LEAST_LIQUID * c)
    return Thermal(
        k=k * PER_MM,
        k_dry=k * PER_MM * _conductivity_rule(0.0) / _conductivity_rule(water),
        solid=solid * PER_MM3,
        liquid=(rho * c - solid) * PER_MM3,
        steam=rho * water * steam * PER_MM3,
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
    return _conductivity_rule(water) * look_up("tissue", "thermal", "conductivity_factor").at(position)


def _conductivity_rule(water: float) -> float:
    dry, slope = (look_up("tissue", "thermal", f"conductivity_{part}").value for part in ("dry", "slope"))
    return dry + slope * water
