"""Full-field handpieces: one wide beam, laid spot by spot, that hits each place once per pass."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import photomend as pm
from photomend.catalog import Variation
from photomend.device import Exposure, card, outside_tested

WIDE = {"wavelength_nm": 1540.0, "spot_diameter_um": 4000.0, "pulse_duration_ms": 3.0, "placement": "full-field"}
NEW = ["smoothbeam-1450", "cooltouch-1320", "aramis-1540", "ndyag-1064"]


def resolve(handpiece: dict[str, Any], settings: dict[str, Any] | None = None) -> Exposure:
    return pm.resolve(pm.Handpiece(**handpiece), pm.Settings(**(settings or {})))


def test_a_full_field_spot_of_four_millimetres_covers_an_eighth_of_a_square_centimetre() -> None:
    exposure = resolve(WIDE, {"radiant_exposure_J_per_cm2": 10.0})
    assert exposure.full_field
    assert exposure.density_per_pass_per_cm2 == pytest.approx(1.0 / 0.12566, rel=1e-4)
    assert exposure.pulse_energy_mJ == pytest.approx(1256.6, rel=1e-4)
    assert exposure.radiant_exposure_J_per_cm2 == pytest.approx(10.0)
    assert (exposure.pitch_um, exposure.pitch_known, exposure.simultaneous) == (None, None, False)


@given(spot_um=st.floats(300.0, 20000.0), dose=st.floats(0.1, 15.0))
def test_energy_is_radiant_exposure_times_the_area_of_the_spot(spot_um: float, dose: float) -> None:
    area = 0.25 * math.pi * (1e-4 * spot_um) ** 2
    by_dose = resolve({**WIDE, "spot_diameter_um": spot_um}, {"radiant_exposure_J_per_cm2": dose})
    assert by_dose.pulse_energy_mJ == pytest.approx(1e3 * dose * area)
    by_energy = resolve({**WIDE, "spot_diameter_um": spot_um}, {"pulse_energy_mJ": 1e3 * dose * area})
    assert by_energy.radiant_exposure_J_per_cm2 == pytest.approx(dose)


def test_a_full_field_beam_is_flat_unless_said_otherwise() -> None:
    settings = {"radiant_exposure_J_per_cm2": 10.0}
    assert resolve(WIDE, settings).beam_profile == "top-hat"
    assert resolve({**WIDE, "beam_profile": "gaussian"}, settings).beam_profile == "gaussian"
    microbeam = {**WIDE, "spot_diameter_um": 140.0, "placement": "random"}
    assert resolve(microbeam, {"pulse_energy_mJ": 5.0, "density_per_pass_per_cm2": 9.0}).beam_profile == "gaussian"
    assert not resolve(microbeam, {"pulse_energy_mJ": 5.0, "density_per_pass_per_cm2": 9.0}).full_field


@pytest.mark.parametrize(
    ("handpiece", "settings", "words"),
    [
        (
            {},
            {"density_per_pass_per_cm2": 100.0},
            r"density_per_pass_per_cm2 = 100 contradicts one full-field beam .* 7.9",
        ),
        ({"pitch_um": 500.0}, {}, "handpiece.pitch_um = 500 has no meaning for full-field placement; leave it out"),
        ({"simultaneous": True}, {}, "handpiece.simultaneous = true needs microbeams on a lattice; set it to false"),
        (
            {"spot_diameter_um": 100.0},
            {},
            "spot_diameter_um = 100 is too narrow for full-field .* 12732 .* 3000; widen",
        ),
        ({"spot_diameter_um": None}, {}, 'spot_diameter_um is missing, .*"full-field" needs a fixed one; add it'),
        ({}, {"pulse_energy_mJ": 900.0}, "radiant_exposure_J_per_cm2 = 10 contradicts energy times density, 7.16"),
        ({"device": "fraxel-restore", "spot_diameter_um": None}, {}, "needs a fixed one; add it"),
        ({"device": "fraxel-restore"}, {"treatment_level": 4}, "treatment_level = 4 sets a density, but a full-field"),
    ],
)
def test_what_contradicts_a_full_field_beam_is_refused(handpiece: dict, settings: dict, words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        resolve({**WIDE, **handpiece}, {"radiant_exposure_J_per_cm2": 10.0, **settings})


def test_a_density_that_agrees_is_taken() -> None:
    exposure = resolve(WIDE, {"radiant_exposure_J_per_cm2": 10.0, "density_per_pass_per_cm2": 7.96})
    assert exposure.pulse_energy_mJ == pytest.approx(1256.6, rel=1e-4)


@pytest.mark.parametrize("name", NEW)
def test_the_wide_devices_are_full_field_by_default(name: str) -> None:
    exposure = resolve({"device": name})
    assert (exposure.full_field, exposure.beam_profile, exposure.device.dial) == (
        True,
        "top-hat",
        "radiant_exposure_J_per_cm2",
    )
    assert exposure.radiant_exposure_J_per_cm2 == pytest.approx(card(name).value("radiant_exposure_J_per_cm2").value)
    assert outside_tested(exposure) is None


def test_smoothbeam_delivers_three_and_a_half_joules() -> None:
    exposure = resolve({"device": "smoothbeam-1450"})
    assert exposure.pulse_energy_mJ == pytest.approx(1e3 * 13.0 * 0.28274, rel=1e-4)
    assert exposure.peak_power_W == pytest.approx(3675.7 / 210.0, rel=1e-4)


def test_aramis_fires_a_train_at_two_hertz() -> None:
    exposure = resolve({"device": "aramis-1540"})
    assert (exposure.pulses, exposure.passes) == (4, 1)
    assert [start for start, _ in exposure.windows()] == pytest.approx([0.0, 0.5, 1.0, 1.5])
    assert exposure.radiant_exposure_J_per_cm2 / exposure.pulses == pytest.approx(9.0)
    ((start, end),) = pm.Treatment(handpiece={"device": "aramis-1540"}).cooling.windows(0.0)
    assert start < 0.0
    assert end > exposure.windows()[-1][1]


@pytest.mark.parametrize("position", [-1.0, 1.0])
def test_an_uncertain_spot_moves_density_and_energy_at_one_radiant_exposure(position: float) -> None:
    exposure = resolve({"device": "cooltouch-1320"})
    moved = exposure.varied(Variation(spot=position))
    assert moved.radiant_exposure_J_per_cm2 == pytest.approx(exposure.radiant_exposure_J_per_cm2)
    area = 0.25 * math.pi * (1e-4 * moved.spot_diameter_um.value) ** 2
    assert moved.density_per_pass_per_cm2 == pytest.approx(1.0 / area)


@pytest.mark.parametrize(
    ("handpiece", "settings", "words"),
    [
        ({}, {"radiant_exposure_J_per_cm2": 17.0}, None),
        ({"spot_diameter_um": 4000.0}, {}, None),
        ({"spot_diameter_um": 9000.0}, {}, "spot_diameter_um = 9000, but .* span 4000 to 6000 um"),
    ],
)
def test_a_wide_spot_outside_the_published_ones_is_warned_of(
    handpiece: dict, settings: dict, words: str | None
) -> None:
    warning = outside_tested(resolve({"device": "smoothbeam-1450", **handpiece}, settings))
    assert warning is None if words is None else re.search(words, str(warning))


@given(
    name=st.sampled_from(NEW),
    share=st.floats(0.0, 1.0),
    spot_um=st.none() | st.floats(1000.0, 10000.0),
    passes=st.none() | st.integers(1, 5),
)
def test_a_resolved_wide_device_is_complete(name: str, share: float, spot_um, passes) -> None:
    low, high = card(name).limits["radiant_exposure_J_per_cm2"]
    settings = {"radiant_exposure_J_per_cm2": low + share * (high - low), "passes": passes}
    treatment = pm.Treatment(handpiece={"device": name, "spot_diameter_um": spot_um}, settings=settings)
    full = treatment.resolved()
    assert full.resolved() == full
    assert full.exposure == treatment.exposure
    assert full.cooling == treatment.cooling


def test_every_published_setting_of_a_wide_device_is_one_beam_per_area_of_its_spot() -> None:
    for name in NEW:
        for row in card(name).combinations:
            assert row.density_per_pass_per_cm2 * 0.25 * math.pi * (1e-4 * row.spot_diameter_um) ** 2 == pytest.approx(
                1.0
            )
