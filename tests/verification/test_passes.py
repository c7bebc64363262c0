"""Passes: the background that they build up, the zone that starts from it, and the warning of a burn."""

from typing import Any

import numpy as np
import pytest

import photomend as pm
from photomend.catalog import Variation
from photomend.cautions import BURN_RISK_C, heat_cautions
from photomend.simulate import follow
from photomend.stages import Stages

NUMERICS = {"photons": 12_800, "cell_um": 10.0, "intervals": False}
REST_C = 34.0


def request(surface: dict[str, Any] | None = None, device: str = "fraxel-restore", **settings: float) -> pm.Request:
    """Return a treatment without cooling, by static optics: the background knows no other."""
    return pm.read_request(
        {
            "handpiece": {"device": device},
            "settings": settings,
            "surface": surface or {"cooling": "none"},
            "physics": {"optics": "static"},
            "numerics": NUMERICS,
        }
    )


def treated(**settings: Any) -> Stages:
    return follow(request(**settings), Variation())


def bulk_rise(**settings: float) -> float:
    return treated(**settings).heat.background.bulk_rise


@pytest.mark.verifies(
    "The bulk before the last pass is the warmer the more passes, each adding less; none before the first"
)
def test_every_pass_adds_to_the_bulk_and_less_than_the_one_before() -> None:
    rise = [bulk_rise(passes=passes, pass_interval_s=30.0) for passes in range(1, 9)]
    assert rise[0] == pytest.approx(0.0, abs=1e-9)
    assert (np.diff(rise) > 0.0).all()
    assert (np.diff(rise, 2) < 0.0).all()


@pytest.mark.verifies("The rise of the bulk is proportional to density and to energy, to 1e-6")
def test_the_rise_of_the_bulk_is_proportional_to_density_and_energy() -> None:
    rise = {density: bulk_rise(passes=4, density_per_pass_per_cm2=density) for density in (25.0, 50.0, 200.0)}
    assert rise[50.0] == pytest.approx(2.0 * rise[25.0], rel=1e-6)
    assert rise[200.0] == pytest.approx(8.0 * rise[25.0], rel=1e-6)
    twice = bulk_rise(passes=4, density_per_pass_per_cm2=25.0, pulse_energy_mJ=40.0)
    assert twice == pytest.approx(
        2.0 * bulk_rise(passes=4, density_per_pass_per_cm2=25.0, pulse_energy_mJ=20.0), rel=1e-6
    )


@pytest.mark.verifies(
    "The longer the wait between passes, the cooler the bulk before the last; after ten minutes, at rest"
)
def test_waiting_cools_the_bulk() -> None:
    waits = (1.0, 3.0, 10.0, 60.0, 600.0)
    found = [treated(passes=8, pass_interval_s=wait).heat.background for wait in waits]
    rise = [background.bulk_rise for background in found]
    assert (np.diff(rise) < 0.0).all()
    assert rise[-1] < 0.02 * rise[0]
    assert (np.diff([background.bulk_peak for background in found]) < 0.0).all()


@pytest.mark.verifies("Superposition: N passes warm as the decay of one, sampled at the intervals and summed, to 1e-3")
@pytest.mark.parametrize("interval", [5.0, 60.0])
def test_passes_add_up_as_the_decay_of_one(interval: float) -> None:
    passes = 6
    after = [
        treated(passes=2, pass_interval_s=interval * number).heat.background.before_last_pass - REST_C
        for number in range(1, passes)
    ]
    together = treated(passes=passes, pass_interval_s=interval).heat.background.before_last_pass - REST_C
    assert np.abs(together - sum(after)).max() < 1e-3 * together.max()


@pytest.mark.verifies(
    "Superposition holds for cooled passes: warming by light and cooling by cold air add up, to 1e-3 of both"
)
def test_cooling_adds_up_with_the_passes() -> None:
    air = {"cooling": "forced-air", "start_s": -1.0, "duration_s": 4.0}
    common = {"surface": air, "passes": 4, "pass_interval_s": 20.0}
    unlit, once, twice = (
        treated(**common, density_per_pass_per_cm2=density).heat.background.before_last_pass - REST_C
        for density in (1e-6, 50.0, 100.0)
    )
    assert unlit.min() < -2.0
    assert np.abs((twice - unlit) - 2.0 * (once - unlit)).max() < 1e-3 * np.abs(once - unlit).max()


@pytest.mark.verifies("The zone of the last pass starts from the background of the passes before it, everywhere alike")
def test_the_zone_starts_from_the_background() -> None:
    heat = treated(passes=4, pass_interval_s=10.0).heat
    start, background = heat.zone.temperature[0], heat.background.before_last_pass
    assert background.max() > REST_C + 5.0
    assert start[:, 0] == pytest.approx(background[: start.shape[0]], abs=1e-5)
    assert np.ptp(start, axis=1).max() == 0.0


@pytest.mark.verifies(
    "The shorter the interval, the deeper and wider the zone of the last pass; a first pass does not know it"
)
def test_a_short_interval_makes_the_zone_of_the_last_pass_larger() -> None:
    waits = (600.0, 120.0, 30.0, 10.0)
    zones = [treated(passes=4, pass_interval_s=wait).injury.zones["necrosis"] for wait in waits]
    assert (np.diff([zone.depth for zone in zones]) > 0.0).all()
    assert (np.diff([zone.width for zone in zones]) > 0.0).all()
    first = [treated(passes=1, pass_interval_s=wait).injury.zones["necrosis"] for wait in waits[::3]]
    assert first[0].depth == first[1].depth == pytest.approx(zones[0].depth, rel=0.02)


@pytest.mark.verifies("'bulk heating: burn risk' appears exactly when the mean of the upper 0.5 mm passes 45 C")
@pytest.mark.parametrize("passes", [1, 4])
def test_the_warning_of_a_burn_appears_exactly_past_45_C(passes: int) -> None:
    def warned(density: float) -> tuple[float, bool]:
        asked = request(passes=passes, density_per_pass_per_cm2=density)
        stages = follow(asked, Variation())
        found = [caution for caution in heat_cautions(asked, stages, {}) if caution and "burn risk" in caution]
        return stages.heat.background.bulk_peak, bool(found)

    per_density = (warned(10.0)[0] - REST_C) / 10.0  # the bulk is linear in the density
    limit = (BURN_RISK_C - REST_C) / per_density
    below, above = warned(limit * (1.0 - 1e-4)), warned(limit * (1.0 + 1e-4))
    assert BURN_RISK_C == 45.0
    assert below == (pytest.approx(45.0, abs=0.01), False)
    assert above == (pytest.approx(45.0, abs=0.01), True)
    assert below[0] < 45.0 < above[0]


@pytest.mark.verifies(
    "The mean of the upper 0.5 mm jumps by density x energy x absorbed share / heat capacity at each pass"
)
def test_a_pass_raises_the_bulk_by_what_it_leaves_there() -> None:
    stages = treated(passes=3, pass_interval_s=60.0)
    background, light, exposure = stages.heat.background, stages.light, stages.exposure
    middle = 0.5 * (light.depth_edge[1:] + light.depth_edge[:-1])
    owner = np.searchsorted([layer.bottom for layer in stages.layers], middle)
    capacity = np.array([layer.thermal.rho_c for layer in stages.layers])[owner]
    put_in = 1e-2 * exposure.density_per_pass_per_cm2 * 1e-3 * exposure.pulse_energy_mJ * light.absorbed_by_depth
    inside = np.clip((0.5 - light.depth_edge[:-1]) / np.diff(light.depth_edge), 0.0, 1.0)
    expected = float((inside * put_in / capacity).sum() / 0.5)
    jumps = [
        background.bulk[at + 1] - background.bulk[at]
        for at in np.flatnonzero(np.diff(background.time) == 0.0)
        if background.bulk[at + 1] - background.bulk[at] > 0.1
    ]
    assert len(jumps) == 3
    assert jumps == pytest.approx([expected] * 3, rel=0.01)  # the cell across 0.5 mm is not even


@pytest.mark.verifies("A full field's second pass starts warmer, and injures deeper the sooner it comes")
def test_a_second_pass_of_a_full_field_injures_deeper_the_sooner_it_comes() -> None:
    dose = {"device": "cooltouch-1320", "radiant_exposure_J_per_cm2": 18.0, "passes": 3}
    found = [treated(**dose, pass_interval_s=wait) for wait in (300.0, 120.0, 60.0)]
    assert (np.diff([stages.heat.background.bulk_rise for stages in found]) > 0.0).all()
    assert (np.diff([stages.injury.zones["necrosis"].depth for stages in found]) >= 0.0).all()
    assert found[-1].injury.zones["necrosis"].depth > found[0].injury.zones["necrosis"].depth
