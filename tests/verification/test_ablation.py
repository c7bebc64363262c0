"""Removal by CO2 and Er:YAG lasers: the law against exact sums, and against what was measured in skin.

Fitted to wounds: one number, the conduction factor, to the threshold of Er:YAG pulses of 250 us (recalled). Heats of
ablation are as measured, wide by Er:YAG and narrow by a continuous CO2 beam; the loss from pass to pass is
that of the plateau. Depths and rims of the other rows are predictions.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import i0e

import photomend as pm
from photomend.ablated import Ablated
from photomend.ablative import follow, target_of
from photomend.catalog import Variation, look_up, tables
from photomend.injury.ablation import CYLINDER, Target, all_passes, gaussian_crater, rim, threshold

COLLAGEN = tables("rates")["collagen"]["rat-skin"]
NECROSIS = tables("rates")["necrosis"]["weaver-stoll"]
UM, PER_MM2, PER_MM3 = 1e3, 0.01, 1e-3
ER, CO2 = 2940.0, 10600.0


@cache
def target(wavelength_nm: float) -> Target:
    return target_of(pm.Skin(), "er-yag" if wavelength_nm == ER else "co2", wavelength_nm)


def ablated(handpiece: dict[str, Any], settings: dict[str, Any], variation: Variation | None = None) -> Ablated:
    return follow(pm.read_request({"handpiece": handpiece, "settings": settings}), variation or Variation())


def wide(device: str, dose: float, ms: float, passes: int = 1, variation: Variation | None = None) -> Ablated:
    """Return one place under a wide beam of `dose` (J/cm2) in pulses of `ms`."""
    settings = {"radiant_exposure_J_per_cm2": dose, "passes": passes, "pass_interval_s": 60.0}
    return ablated({"device": device, "pulse_duration_ms": ms}, settings, variation)


def repair(energy_mJ: float, power_W: float = 30.0, **variation: float) -> Ablated:
    """Return one microbeam of 120 um, 10600 nm and 30 W."""
    handpiece = {"device": "fraxel-repair-co2", "peak_power_W": power_W, "wavelength_nm": CO2}
    if energy_mJ > 70.0:  # beyond that device's dial: the same beam as a handpiece of one's own
        handpiece = {"wavelength_nm": CO2, "spot_diameter_um": 120.0, "peak_power_W": power_W, "placement": "random"}
    settings = {"pulse_energy_mJ": energy_mJ, "density_per_pass_per_cm2": 100.0}
    return ablated(handpiece, settings, Variation(**variation))


def um(of: Ablated, zone: str, size: str = "depth") -> float:
    return float(getattr(of.zones[zone], size))


# --- The law against exact sums --------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "ENERGY: what a Gaussian microbeam removes is the wide-beam law summed over the beam; with the heat under the "
    "crater and the light outside it that makes up all the energy [Liu1982]."
)
@pytest.mark.parametrize("ratio", [1.01, 3.0, 50.0, 1000.0])
def test_energy_is_accounted_for(ratio: float) -> None:
    width, H_th, h = 0.12, 0.04, 4.8
    E = ratio * H_th * math.pi * width**2 / 8.0
    crater, profile = gaussian_crater(E, width, H_th, h), lambda r: ratio * H_th * math.exp(-8.0 * r**2 / width**2)
    edge = 0.5 * crater.width
    assert profile(edge) == pytest.approx(H_th)
    removing, _ = quad(lambda r: 2.0 * math.pi * r * (profile(r) - H_th), 0.0, edge)
    outside, _ = quad(lambda r: 2.0 * math.pi * r * profile(r), edge, 3.0 * width)
    assert h * crater.volume == pytest.approx(removing, rel=1e-9)
    assert h * crater.volume + H_th * math.pi * edge**2 + outside == pytest.approx(E, rel=1e-6)
    assert crater.volume == pytest.approx(0.25 * math.pi * crater.width**2 * crater.depth)


@pytest.mark.verifies(
    "The rim of a plane is where the damage integral of the residual heat is 1, by an independent sum."
)
@pytest.mark.parametrize("pair", [COLLAGEN, NECROSIS], ids=["collagen", "necrosis"])
def test_rim_of_a_plane(pair: dict[str, Any]) -> None:
    skin, H = target(CO2), 0.04
    x = rim(H, skin, pair)
    t = np.geomspace(1e-5, look_up("ablation", "rim", "followed_s").value, 40_000)
    warmth = H / (skin.rho_c * np.sqrt(np.pi * skin.alpha * t)) * np.exp(-(x**2) / (4.0 * skin.alpha * t))
    T_abs = skin.T_rest + warmth + 273.15
    rates = np.zeros_like(t)
    for branch in pair["branches"]:
        here = branch["A_per_s"] * np.exp(-branch["Ea_J_per_mol"] / (8.314462618 * T_abs))
        rates = np.where(T_abs - 273.15 >= branch["from_C"], here, rates)
    assert np.trapezoid(rates, t) == pytest.approx(1.0, rel=0.15)  # 15 % of the integral is 0.3 K


@pytest.mark.verifies(
    "Beside a cylinder the residual heat of a shell in a whole medium falls with sqrt(a / r), as the rim's law takes "
    "it, within 12 % for rims up to the radius [Carslaw1959]."
)
@pytest.mark.parametrize("reach", [0.1, 0.3, 1.0])
def test_heat_spreads_around_a_cylinder(reach: float) -> None:
    a, alpha_t = 1.0, 0.5 * reach**2  # when a place a distance `reach` off is hottest
    r = a + reach
    shell = a / (2.0 * alpha_t) * math.exp(-(reach**2) / (4.0 * alpha_t)) * i0e(r * a / (2.0 * alpha_t))
    plane = 0.5 * math.exp(-(reach**2) / (4.0 * alpha_t)) / math.sqrt(math.pi * alpha_t)
    assert shell / plane == pytest.approx((a / r) ** CYLINDER, rel=0.12)


@pytest.mark.verifies("The heat of ablation of pulses is that of boiling away the water of dermis, within 5 %.")
def test_heat_of_ablation_is_that_of_water() -> None:
    for line in ("er-yag", "co2"):
        heat = look_up("ablation", "lines", line, "pulsed_heat_J_per_cm3")
        assert heat.low < target(ER).h_w / PER_MM3 < heat.high
        assert heat.value == pytest.approx(target(ER).h_w / PER_MM3, rel=0.05)


# --- Wide beams against measurements ---------------------------------------------------------------------------------


@pytest.mark.verifies(
    "Er:YAG removal grows linearly, by 4.9 um per J/cm2 (3.9 to 6.1): 6 and 4.95 were measured, on which the heat of "
    "ablation rests [Kaufmann] [WalshDeutsch1989]."
)
def test_erbium_removal_is_linear() -> None:
    doses = np.array([5.0, 10.0, 20.0, 40.0, 80.0])
    depths = np.array([um(wide("eryag-2940", dose, 0.25), "vaporised") for dose in doses])
    slopes = np.diff(depths) / np.diff(doses)
    assert slopes == pytest.approx(slopes[0])
    ends = [
        um(wide("eryag-2940", 20.0, 0.25, variation=Variation(heat_of_ablation=end)), "vaporised")
        - um(wide("eryag-2940", 10.0, 0.25, variation=Variation(heat_of_ablation=end)), "vaporised")
        for end in (1.0, -1.0)
    ]
    assert slopes[0] == pytest.approx(4.95, rel=0.05)
    assert slopes[0] == pytest.approx(6.0, rel=0.2)
    assert ends[0] / 10.0 < 4.95 < 6.0 < ends[1] / 10.0
    assert depths[-1] < 400.0  # one pulse went beyond 400 um: with the heat of ablation at its low end
    assert um(wide("eryag-2940", 80.0, 0.2, variation=Variation(heat_of_ablation=-1.0)), "vaporised") > 400.0


@pytest.mark.verifies(
    "REFUTED: the blow-off law z = ln(H / H_th) / mu_a gives 2.8 um for Er:YAG at 10 J/cm2 and less per J/cm2 the more "
    "there is; 6 um per J/cm2 and linear was measured [Kaufmann]."
)
def test_blow_off_is_refuted_by_the_same_row() -> None:
    mu_a, H_th = target(ER).mu_a, 1.0

    def blown_off(dose: float) -> float:
        return UM * math.log(dose / H_th) / mu_a

    law = um(wide("eryag-2940", 10.0, 0.25), "vaporised")
    assert blown_off(10.0) == pytest.approx(2.8, abs=0.1)
    assert blown_off(10.0) < 0.1 * law
    assert (blown_off(20.0) - blown_off(10.0)) / 10.0 < 0.02 * 6.0
    assert 0.6 * 60.0 < law < 60.0


@pytest.mark.verifies(
    "CO2 pulses of 1 ms need 4.8 J/cm2 (4.1 to 6.1) to remove anything, and longer ones more: about 5 are given, and "
    "thresholds rose beyond 1 ms [AblativeChapter] [Ross1996]."
)
def test_co2_threshold() -> None:
    skin, factor = target(CO2), look_up("ablation", "removal", "conduction_factor")
    one, four, ten = (threshold(skin, tau, factor.value) / PER_MM2 for tau in (1e-3, 4e-3, 10e-3))
    assert one == pytest.approx(5.0, abs=0.25)
    assert 3.3 < threshold(skin, 1e-3, factor.low) / PER_MM2 < 5.0 < threshold(skin, 1e-3, factor.high) / PER_MM2
    assert four > 1.2 * one
    assert ten > 1.6 * one
    assert um(wide("co2-10600", 4.0, 0.9), "vaporised") == 0.0


@pytest.mark.verifies(
    "CALIBRATION: the threshold of Er:YAG pulses of 250 us is 1.0 J/cm2, to which one factor was set."
)
def test_erbium_threshold() -> None:
    factor = look_up("ablation", "removal", "conduction_factor")
    found = [threshold(target(ER), 2.5e-4, end) / PER_MM2 for end in (factor.low, factor.value, factor.high)]
    assert found == pytest.approx([0.6, 1.0, 1.6], abs=0.05)


@pytest.mark.verifies(
    "A CO2 pass removes 20 to 30 um between 9 and 11 J/cm2, not near its threshold: the review that gives this depth "
    "names no dose for it. Passes lose 30 % each, and 30 um at first level off at 100 [AblativeChapter]."
)
def test_co2_passes() -> None:
    depths = {dose: um(wide("co2-10600", dose, 0.9), "vaporised") for dose in (5.0, 7.5, 9.0, 11.0)}
    assert depths[5.0] < 10.0
    assert 20.0 < depths[9.0] < depths[11.0] < 31.0
    ratio = look_up("ablation", "lines", "co2", "dry_pass_ratio").value
    assert all_passes(30.0, ratio, 100) == pytest.approx(100.0)
    four, many = (um(wide("co2-10600", 10.0, 0.9, passes), "vaporised") for passes in (4, 30))
    assert 0.7 < four / many < 0.8
    assert 80.0 < many < 100.0


@pytest.mark.verifies(
    "PREDICTION: rims beside Er:YAG craters, collagen and cells: 16 and 28 um after 200 us (10 to 50 measured), 4 and "
    "6 after 90 ns (5 to 10), at 80 J/cm2 below 100 [Walsh1989b]."
)
def test_erbium_rims() -> None:
    for ms, low, high in ((0.2, 10.0, 50.0), (9e-5, 5.0, 10.0)):
        found = wide("eryag-2940", 10.0, ms)
        collagen, necrosis = (UM * found.rims[name].base for name in ("collagen", "necrosis"))
        assert collagen < necrosis < high
        assert necrosis > low
        assert collagen > 0.7 * low
    assert UM * wide("eryag-2940", 80.0, 0.2).rims["necrosis"].base < 100.0


@pytest.mark.verifies(
    "PREDICTION: CO2 pulses of 1 ms coagulate 108 um of collagen beyond what they remove; 100 +- 15 um and 120 um were "
    "measured beside continuous beams. Microsecond pulses: 72 um, against 53 measured [Payne1997]."
)
def test_co2_rims() -> None:
    assert 85.0 < UM * wide("co2-10600", 10.0, 1.0).rims["collagen"].base < 120.0
    assert UM * wide("co2-10600", 10.0, 0.002).rims["collagen"].base == pytest.approx(53.0, rel=0.4)


@pytest.mark.verifies(
    "REFUTED: a wall held at 100 C for no longer than an Er:YAG pulse of 200 us coagulates no collagen by its own "
    "clock, against 10 to 50 um measured: the heat that stays must be that of the threshold [Walsh1989b]."
)
def test_a_wall_at_boiling_is_too_cold() -> None:
    at_wall = COLLAGEN["branches"][0]
    rate = at_wall["A_per_s"] * math.exp(-at_wall["Ea_J_per_mol"] / (8.314462618 * 373.15))
    assert rate * 2e-4 < 0.2


# --- Microbeams against measurements ---------------------------------------------------------------------------------


@pytest.mark.verifies(
    "PREDICTION: a CO2 beam of 120 um removes 519 um at 80 mJ and 956 at 160 (520 and 900 measured on faces), if its "
    "power is 30 W; with the collagen below 590 and 1037 (720 and 1000 measured) [ECO2Biopsies]."
)
def test_narrow_co2_craters() -> None:
    low, high = repair(80.0), repair(160.0)
    assert um(low, "vaporised") == pytest.approx(520.0, rel=0.03)
    assert um(high, "vaporised") == pytest.approx(900.0, rel=0.08)
    assert um(low, "collagen") == pytest.approx(720.0, rel=0.2)
    assert um(high, "collagen") == pytest.approx(1000.0, rel=0.08)
    assert um(low, "vaporised", "width") == pytest.approx(202.0, rel=0.05)  # of a cylinder of that depth and energy


@pytest.mark.verifies(
    "Their power is not published: from 10 to 60 W craters of 120 um change by less than 10 % in depth."
)
@pytest.mark.parametrize(("energy", "measured"), [(80.0, 520.0), (160.0, 900.0)])
def test_narrow_craters_hardly_depend_on_power(energy: float, measured: float) -> None:
    for power in (10.0, 60.0):
        assert um(repair(energy, power), "vaporised") == pytest.approx(um(repair(energy), "vaporised"), rel=0.1)
        assert um(repair(energy, power), "vaporised") == pytest.approx(measured, rel=0.2)


@pytest.mark.verifies(
    "PREDICTION, half of it wrong: from 5 to 30 mJ a CO2 crater of 120 um becomes 4.6 times as deep, coagulated tissue "
    "included 2.9 times (over 3 measured); it widens 1.2 times, and 2 were measured, which no law linear in energy "
    "allows with that depth [Hantash2007]."
)
def test_growth_with_energy() -> None:
    low, high = repair(5.0), repair(30.0)
    ratio = {
        (zone, size): um(high, zone, size) / um(low, zone, size)
        for zone in ("vaporised", "collagen")
        for size in ("depth", "width", "volume")
    }
    assert ratio["collagen", "depth"] > 2.7
    assert ratio["vaporised", "depth"] > 3.0
    assert 1.15 < ratio["collagen", "width"] < 1.4
    assert ratio["vaporised", "volume"] < 3.0 * 2.0**2


@pytest.mark.verifies(
    "PREDICTION, too shallow: a CO2 beam of 150 um and 80 mJ removes 357 um as a cylinder; craters up to 900 um deep "
    "were seen at 50 to 80 mJ, which the same volume reaches as a cone [Hurliman2017]."
)
def test_the_deepest_craters_are_no_cylinders() -> None:
    handpiece = {"wavelength_nm": CO2, "spot_diameter_um": 150.0, "peak_power_W": 30.0, "placement": "random"}
    found = ablated(handpiece, {"pulse_energy_mJ": 80.0, "density_per_pass_per_cm2": 100.0})
    assert 300.0 < um(found, "vaporised") < 450.0
    assert 3.0 * um(found, "vaporised") > 900.0


@pytest.mark.verifies(
    "NOT FITTED: a 1 mm tip at 60 and 220 mJ was seen to lose 125 to 150 um; the law removes less than 15 and 60, and "
    "vaporising that disc would take three times the lower energy: what was lost there was not vaporised."
)
def test_the_wide_tip_is_not_vaporisation() -> None:
    def tip(energy_mJ: float) -> Ablated:
        handpiece = {"wavelength_nm": CO2, "spot_diameter_um": 1000.0, "peak_power_W": 30.0, "placement": "random"}
        return ablated(handpiece, {"pulse_energy_mJ": energy_mJ, "density_per_pass_per_cm2": 50.0})

    assert um(tip(60.0), "vaporised") < 15.0
    assert um(tip(220.0), "vaporised") < 60.0
    assert target(CO2).h_w * 0.125 * 0.25 * math.pi * 1.0**2 > 3.0 * 0.060
