"""What must grow or shrink when one dial is turned, and what the devices' own settings must not do."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import optimize

import photomend as pm
from photomend.heat import depth_edges
from photomend.heat.heating import aim
from photomend.light import illuminate
from photomend.skin import lay_out

NUMERICS = pm.Numerics(photons=6_400, cell_um=10.0, intervals=False)
FINE = pm.Numerics(photons=50_000, cell_um=10.0, intervals=False)  # where the way of a few photons decides
OWN = {"wavelength_nm": 1550.0, "spot_diameter_um": 140.0, "pulse_duration_ms": 1.0}
DIAL = {"pulse_energy_mJ": 10.0, "density_per_pass_per_cm2": 100.0, "passes": 1}
HEATING = ("coagulation", "full-field heating")
SIMULATED = [name for name, card in pm.cards().items() if card.simulated and card.text("mechanism") in HEATING]


STATIC = pm.Physics(optics="static")


def simulate(
    physics: pm.Physics | None = None, numerics: pm.Numerics = NUMERICS, **headings: dict[str, Any]
) -> pm.Simulation:
    return pm.simulate(pm.Treatment(**headings), physics, numerics)


def own(handpiece: dict | None = None, settings: dict | None = None, **headings: Any) -> pm.Simulation:
    return simulate(handpiece={**OWN, **(handpiece or {})}, settings={**DIAL, **(settings or {})}, **headings)


@cache
def default(name: str, physics: pm.Physics | None = None) -> pm.Simulation:
    return simulate(physics, handpiece={"device": name})


def rises(values: list[float]) -> bool:
    return bool((np.diff(values) > 0.0).all())


def median_depth_of_absorption(run: pm.Simulation) -> float:
    share, depth = run.light["absorbed_by_depth"].values, run.light["depth"].values
    inside = np.cumsum(share * np.gradient(depth))
    return float(np.interp(0.5 * inside[-1], inside, depth))


def test_more_energy_makes_a_deeper_and_wider_zone() -> None:
    zones = [own(settings={"pulse_energy_mJ": energy}).zones.necrosis for energy in (5.0, 10.0, 20.0, 40.0)]
    assert rises([zone.depth.value for zone in zones])
    assert rises([zone.width.value for zone in zones])
    assert rises([zone.volume.value for zone in zones])


def test_colder_skin_is_injured_less() -> None:
    cold, warm = (own(skin={"temperature_C": degrees}).zones.necrosis for degrees in (20.0, 34.0))
    for size in ("depth", "width", "volume"):
        assert getattr(cold, size).value < getattr(warm, size).value


def test_light_that_water_absorbs_more_stays_shallower() -> None:
    depths = [median_depth_of_absorption(own({"wavelength_nm": nm})) for nm in (1927.0, 1440.0, 1550.0)]
    assert rises(depths)


def energy_for_width(wavelength_nm: float, width_um: float) -> float:
    """Return the energy (mJ) whose zone is this wide, beam and pulse unchanged."""

    def excess(energy: float) -> float:
        run = own({"wavelength_nm": wavelength_nm}, {"pulse_energy_mJ": energy})
        return run.zones.necrosis.width.value - width_um

    return float(optimize.brentq(excess, 1.0, 30.0, xtol=0.02))


def test_of_equally_wide_zones_that_of_light_absorbed_more_is_shallower() -> None:
    depths = []
    for nm in (1927.0, 1440.0, 1550.0):
        settings = {"pulse_energy_mJ": energy_for_width(nm, 180.0)}
        depths.append(own({"wavelength_nm": nm}, settings).zones.necrosis.depth.value)
    assert rises(depths)


def necrosis_depth(
    wavelength_nm: float, energy_mJ: float, physics: pm.Physics | None = None, numerics: pm.Numerics = NUMERICS
) -> float:
    run = own({"wavelength_nm": wavelength_nm}, {"pulse_energy_mJ": energy_mJ}, physics=physics, numerics=numerics)
    return run.zones.necrosis.depth.value


def test_at_equal_energy_1927_is_shallower_than_1440_where_light_does_not_follow_the_tissue() -> None:
    assert rises([necrosis_depth(nm, 20.0, STATIC) for nm in (1927.0, 1440.0)])


def test_light_that_dries_its_way_goes_deeper_than_static_optics_has_it() -> None:
    # 20 mJ at 1927 nm dry the column below the beam, and dry tissue lets light through. At 1440 nm less dries, and hot
    # water absorbs more; at 1550 nm it absorbs less, which spreads the same energy, and nothing dries out.
    deeper = {
        nm: necrosis_depth(nm, 20.0, None, FINE) / necrosis_depth(nm, 20.0, STATIC, FINE)
        for nm in (1927.0, 1440.0, 1550.0)
    }
    assert deeper[1927.0] > 1.3
    assert 1.0 < deeper[1440.0] < 1.1
    assert 0.9 < deeper[1550.0] < 1.0


def test_microbeams_that_fire_at_once_warm_each_other() -> None:
    settings = {"density_per_pass_per_cm2": 400.0}
    alone, together = (
        own({"placement": "square", "simultaneous": at_once}, settings).heat["temperature"] for at_once in (False, True)
    )
    assert float(together[-1].max()) > float(alone[-1].max()) + 1.0
    assert float(together.max()) > float(alone.max())


def test_the_cell_of_a_lattice_keeps_all_the_light_of_its_neighbours() -> None:
    handpiece = pm.Handpiece(**OWN, placement="hexagonal", simultaneous=True)
    exposure = pm.resolve(handpiece, pm.Settings(**{**DIAL, "density_per_pass_per_cm2": 400.0}))
    layers = lay_out(pm.Skin(), 1550.0)
    light = illuminate(layers, 1.0, depth_edges(layers, 0.02, layers[-1].bottom), photons=6_400, seed=1)
    target = aim(layers, light, exposure, 0.02)
    mesh, per_joule = target.mesh, target.per_joule
    assert mesh.area.sum() == pytest.approx(1.0 / 4.0)
    assert per_joule.sum(axis=1) == pytest.approx(light.absorbed_by_depth[: mesh.depth.size], rel=1e-6)


def test_more_passes_cover_more() -> None:
    patterns = [own(settings={"passes": passes}).summary.pattern for passes in (1, 2, 4, 8)]
    assert rises([pattern.coverage_fraction.value for pattern in patterns])
    assert [pattern.total_density.value for pattern in patterns] == [100.0, 200.0, 400.0, 800.0]


@pytest.mark.parametrize("placement", ["random", "square", "hexagonal"])
def test_coverage_counts_overlaps_once_and_the_nominal_figure_twice(placement: str) -> None:
    run = own({"placement": placement}, {"passes": 8})
    pattern, width_cm = run.summary.pattern, 1e-4 * run.zones.necrosis.width.value
    share = 100.0 * 0.25 * np.pi * width_cm**2
    assert pattern.nominal_coverage_fraction.value == pytest.approx(8 * share)
    once = 1.0 - np.exp(-8 * share) if placement == "random" else 1.0 - (1.0 - share) ** 8
    assert pattern.coverage_fraction.value == pytest.approx(once)


def test_passes_in_quick_succession_warn_of_bulk_heating() -> None:
    fast = own(settings={"passes": 8, "pass_interval_s": 2.0, "density_per_pass_per_cm2": 250.0})
    slow = own(settings={"passes": 8, "pass_interval_s": 120.0, "density_per_pass_per_cm2": 250.0})
    assert [warning for warning in fast.warnings if warning.startswith("bulk heating: burn risk")]
    assert not [warning for warning in slow.warnings if warning.startswith("bulk heating")]
    assert fast.summary.heat.bulk_temperature_rise.value > slow.summary.heat.bulk_temperature_rise.value


def test_cooled_skin_is_colder_than_before_the_first_pass() -> None:
    plate = {"cooling": "contact-plate", "temperature_C": 5.0, "start_s": -5.0, "duration_s": 6.0}
    assert own(settings={"pulse_energy_mJ": 1.0}, surface=plate).summary.heat.bulk_temperature_rise.value < -1.0


def test_starlux_1540_coagulates_at_its_default() -> None:
    run = default("starlux-1540")
    assert run.summary.treatment["settings"]["pulse_energy_mJ"] == 50.0
    assert run.endpoint == "coagulation"


# A wide field is warmed, not coagulated: cells die, collagen stays. At 1064 and 1320 nm the light spreads so deep, from
# microbeams too, that it warms mildly and cells live.
MILD = {"cooltouch-1320", "ndyag-1064", "affirm-1320"}
FULL_FIELD = {"smoothbeam-1450", "aramis-1540", "cooltouch-1320", "ndyag-1064"}
# Tissue dries out some 0.1 mm deep: with light that follows it, in one of the devices,
DRYING = {"clear-brilliant-1927"}
# and in one more with static optics, which let drying tissue absorb on: there below a surface that stays, so that
# nothing is removed.
DRYING_STATIC = DRYING | {"fraxel-refine"}
# and one more whose surface dries out with it.
REMOVING_STATIC = DRYING | {"candela-1940"}
# Published doses that bring the mean of the upper 0.5 mm past 45 C for a second or two after a single pass, pulses
# stacked on uncooled skin, and full fields, which are meant to; but not short pulses of 1064 nm 20 s apart.
HOT = {"generic-1500", "affirm-1440", "alma-1540"} | FULL_FIELD - {"ndyag-1064"}


def usual_endpoint(name: str) -> str:
    if name in MILD:
        return "none"
    return "thermal-injury" if name in FULL_FIELD else "coagulation"


def cautioned(run: pm.Simulation, words: str) -> bool:
    return any(warning.startswith(words) for warning in run.warnings)


@pytest.mark.parametrize("name", SIMULATED)
def test_a_default_that_removes_tissue_is_known_and_cautioned(name: str) -> None:
    run = default(name)
    assert run.endpoint == ("vaporisation" if name in DRYING else usual_endpoint(name))
    assert cautioned(run, "drying") == (name in DRYING)


@pytest.mark.parametrize("name", SIMULATED)
def test_what_static_optics_remove_more_is_known_and_cautioned(name: str) -> None:
    run = default(name, STATIC)
    assert run.endpoint == ("vaporisation" if name in REMOVING_STATIC else usual_endpoint(name))
    assert name not in DRYING_STATIC or cautioned(run, "static optics")


def test_less_is_removed_by_light_that_follows_the_tissue() -> None:
    for name in DRYING:
        follows, static = (default(name, physics).zones.vaporised.depth.value for physics in (None, STATIC))
        assert follows < 0.8 * static


@pytest.mark.parametrize("name", SIMULATED)
def test_a_default_that_heats_the_bulk_past_45_C_is_known_and_cautioned(name: str) -> None:
    assert cautioned(default(name), "bulk heating") == (name in HOT)
