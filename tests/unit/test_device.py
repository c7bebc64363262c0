"""From the dial to the skin: what is given twice must agree, what is left out follows the device."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import photomend as pm
from photomend.catalog import look_up
from photomend.device import card, contact_of, outside_tested
from photomend.figures import request_hash

SIMULATED = [name for name, known in pm.cards().items() if known.simulated]
FULL_FIELD = [name for name in SIMULATED if card(name).text("placement") == "full-field"]
OWN = {"wavelength_nm": 1550.0, "spot_diameter_um": 140.0}
PULSE = {"pulse_duration_ms": 1.0}
DIAL = {"pulse_energy_mJ": 10.0, "density_per_pass_per_cm2": 100.0}


def resolve(handpiece: dict, settings: dict | None = None):
    return pm.resolve(pm.Handpiece(**handpiece), pm.Settings(**(settings or {})))


@pytest.mark.parametrize(
    ("handpiece", "settings", "energy_mJ", "duration_ms", "power_W"),
    [
        ({"peak_power_W": 30.0, "pulse_duration_ms": 0.5}, {}, 15.0, 0.5, 30.0),
        ({"peak_power_W": 30.0}, {"pulse_energy_mJ": 15.0}, 15.0, 0.5, 30.0),
        ({"pulse_duration_ms": 0.5}, {"pulse_energy_mJ": 15.0}, 15.0, 0.5, 30.0),
    ],
)
def test_energy_is_power_times_duration(handpiece, settings, energy_mJ, duration_ms, power_W) -> None:
    exposure = resolve({**OWN, **handpiece}, {"density_per_pass_per_cm2": 100.0, **settings})
    found = (exposure.pulse_energy_mJ, exposure.pulse_duration_ms.value, exposure.peak_power_W)
    assert found == pytest.approx((energy_mJ, duration_ms, power_W))


def test_a_device_known_by_its_power_has_pulses_as_long_as_their_energy_needs() -> None:
    duration = resolve({"device": "fraxel-restore"}, {"pulse_energy_mJ": 15.0}).pulse_duration_ms
    assert (duration.low, duration.value, duration.high) == pytest.approx((15 / 30, 15 / 30, 15 / 20))


@pytest.mark.parametrize(("placement", "per_pitch2"), [("square", 1.0), ("hexagonal", 2.0 / math.sqrt(3.0))])
def test_pitch_and_density_of_a_lattice_mean_each_other(placement: str, per_pitch2: float) -> None:
    handpiece = {**OWN, **PULSE, "placement": placement}
    exposure = resolve({**handpiece, "pitch_um": 250.0}, {"pulse_energy_mJ": 5.0})
    assert exposure.density_per_pass_per_cm2 == pytest.approx(1600.0 * per_pitch2)
    by_density = resolve(handpiece, {"pulse_energy_mJ": 5.0, "density_per_pass_per_cm2": 1600.0 * per_pitch2})
    assert by_density.pitch_um == pytest.approx(250.0)


def test_radiant_exposure_is_energy_times_density() -> None:
    settings = {"radiant_exposure_J_per_cm2": 2.5, "density_per_pass_per_cm2": 125.0}
    assert resolve({**OWN, **PULSE}, settings).pulse_energy_mJ == pytest.approx(20.0)
    assert resolve({"device": "fraxel-restore"}).radiant_exposure_J_per_cm2 == pytest.approx(2.5)
    dialled = resolve({"device": "affirm-1440"}, {"radiant_exposure_J_per_cm2": 3.7})
    assert dialled.pulse_energy_mJ * dialled.density_per_pass_per_cm2 == pytest.approx(3700.0)


@pytest.mark.parametrize(
    ("handpiece", "settings", "words"),
    [
        ({"peak_power_W": 30.0, **PULSE}, DIAL, r"settings.pulse_energy_mJ = 10 contradicts power times duration, 30"),
        ({"placement": "square", "pitch_um": 250.0, **PULSE}, DIAL, "density_per_pass_per_cm2 = 100 .* 1600"),
        (PULSE, {**DIAL, "radiant_exposure_J_per_cm2": 2.0}, "radiant_exposure_J_per_cm2 = 2 contradicts .* 1;"),
        ({"pitch_um": 250.0, **PULSE}, DIAL, "pitch_um = 250 has no meaning for random placement"),
        ({"simultaneous": True, **PULSE}, DIAL, "simultaneous = true needs microbeams on a lattice"),
        (PULSE, {"radiant_exposure_J_per_cm2": 2.0}, "radiant_exposure_J_per_cm2 = 2 needs a density"),
        (PULSE, {"pulse_energy_mJ": 10.0}, "density_per_pass_per_cm2 is missing"),
        (PULSE, {"density_per_pass_per_cm2": 100.0}, "pulse_energy_mJ is missing"),
        ({}, DIAL, "pulse_duration_ms is missing"),
        (PULSE, {**DIAL, "treatment_level": 4}, "treatment_level = 4 and settings.density_per_pass_per_cm2 = 100"),
        (PULSE, {"pulse_energy_mJ": 10.0, "treatment_level": 4}, "treatment_level = 4, but this handpiece has no such"),
    ],
)
def test_what_contradicts_or_lacks_is_refused(handpiece: dict, settings: dict, words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        resolve({**OWN, **handpiece}, settings)


@pytest.mark.parametrize("energy_mJ", [3.9, 70.1])
def test_an_energy_outside_the_handpiece_is_refused(energy_mJ: float) -> None:
    with pytest.raises(pm.BadInput, match=rf"settings.pulse_energy_mJ = {energy_mJ} is (above|below) .* (4|70);"):
        resolve({"device": "fraxel-restore"}, {"pulse_energy_mJ": energy_mJ})


@pytest.mark.parametrize(
    ("energy_mJ", "density"), [(4.0, 250.0), (10.0, 250.0), (math.sqrt(200.0), math.sqrt(250.0 * 125.0)), (20.0, 125.0)]
)
def test_the_default_density_follows_the_energy_on_a_log_log_line(energy_mJ: float, density: float) -> None:
    exposure = resolve({"device": "fraxel-restore"}, {"pulse_energy_mJ": energy_mJ})
    assert exposure.density_per_pass_per_cm2 == pytest.approx(density)
    assert exposure.passes == 8


@pytest.mark.parametrize(("level", "total"), [(4, 220.0), (7, 393.0)])
def test_a_treatment_level_sets_the_density(level: int, total: float) -> None:
    settings = {"pulse_energy_mJ": 40.0, "treatment_level": level}
    for passes in (4, 8):
        exposure = resolve({"device": "fraxel-restore"}, {**settings, "passes": passes})
        assert exposure.density_per_pass_per_cm2 * passes == pytest.approx(total, rel=0.03)


def test_every_level_of_the_dial_means_more_than_the_one_below() -> None:
    device = card("fraxel-restore")
    densities = [device.density_of_level(level, 40.0, 8) for level in range(1, 14)]
    assert (np.diff(densities) > 0).all()


@pytest.mark.parametrize("device", ["fraxel-restore", "starlux-1540", "affirm-1440"])
@pytest.mark.parametrize(
    ("handpiece", "settings"),
    [
        ({"wavelength_nm": 1410.0}, {}),
        ({"spot_diameter_um": 333.0}, {}),
        ({"beam_profile": "top-hat"}, {}),
        ({"pulse_duration_ms": 7.0}, {}),
        ({"peak_power_W": 4.0}, {}),
        ({"apex_energy_share": 0.5}, {}),
        ({}, {"density_per_pass_per_cm2": 90.0, "pulse_energy_mJ": 45.0}),
        ({}, {"passes": 3}),
        ({}, {"pass_interval_s": 17.0}),
    ],
)
def test_what_the_user_gives_wins_over_the_device(device: str, handpiece: dict, settings: dict) -> None:
    exposure = resolve({"device": device, **handpiece}, settings)
    for name, value in {**handpiece, **settings}.items():
        found = getattr(exposure, name)
        assert getattr(found, "value", found) == pytest.approx(value) if name != "beam_profile" else found == value


def test_the_spot_follows_the_energy_where_the_device_says_so() -> None:
    law = card("fraxel-restore")
    small, large = law.spot_diameter(10.0), law.spot_diameter(40.0)
    assert small.value == 140.0
    for end in ("value", "low", "high"):
        assert getattr(large, end) / getattr(small, end) == pytest.approx(4.0**0.3333)
    assert card("fraxel-sr").spot_diameter(40.0) == card("fraxel-sr").spot_diameter(10.0)


def test_a_dial_outside_the_published_settings_is_warned_of() -> None:
    assert outside_tested(resolve({"device": "fraxel-restore"})) is None
    warning = outside_tested(resolve({"device": "fraxel-restore"}, {"pulse_energy_mJ": 70.0}))
    assert warning == (
        "outside tested range: pulse_energy_mJ = 70, but published settings of fraxel-restore span 10 to 40 mJ"
    )
    assert "density_per_pass_per_cm2 = 300" in str(
        outside_tested(resolve({"device": "fraxel-restore"}, {"density_per_pass_per_cm2": 300.0}))
    )
    assert "no published settings" in str(outside_tested(resolve({"device": "starlux-1440"})))


def test_a_device_that_is_not_simulated_says_why_in_one_sentence() -> None:
    with pytest.raises(pm.BadInput, match=r'"lasemd-1927" is not simulated yet: [^;]*[^.;]; choose another device$'):
        resolve({"device": "lasemd-1927"})


@given(
    name=st.sampled_from(SIMULATED),
    share=st.floats(0.0, 1.0),
    level=st.none() | st.integers(1, 13),
    handpiece=st.fixed_dictionaries(
        {},
        optional={
            "spot_diameter_um": st.floats(50, 500),
            "simultaneous": st.just(False),
            "convergence_NA": st.floats(0.0, 0.2),
            "pulses": st.integers(1, 5),
        },
    ),
    surface=st.fixed_dictionaries(
        {},
        optional={
            "cooling": st.sampled_from(["none", "forced-air", "contact-plate", "cryogen"]),
            "start_s": st.floats(-5.0, 0.0),
            "topical": st.sampled_from(["numbing-cream-wiped", "numbing-cream-on"]),
        },
    ),
)
def test_a_resolved_treatment_is_complete(name: str, share: float, level, handpiece: dict, surface: dict) -> None:
    device = card(name)
    if name in FULL_FIELD and "spot_diameter_um" in handpiece:
        handpiece["spot_diameter_um"] *= 10.0
    if handpiece.get("pulses", 1) > 1:
        handpiece["pulse_period_ms"] = 300.0
    low, high = device.limits[device.dial]
    settings = {device.dial: low + share * (high - low)}
    if level and "levels" in device.raw:
        settings["treatment_level"] = level
    treatment = pm.Treatment(handpiece={"device": name, **handpiece}, settings=settings, surface=surface)
    full = treatment.resolved()
    assert full.resolved() == full
    assert full.exposure == replace(treatment.exposure, treatment_level=None)
    assert full.cooling == treatment.cooling
    assert full.surface.contact == contact_of(treatment.surface, treatment.cooling)
    assert full.surface.topical == treatment.surface.topical
    assert request_hash(pm.Request(treatment=full)) == request_hash(pm.Request(treatment=treatment))


@given(
    placement=st.sampled_from(["square", "hexagonal"]), pitch_um=st.floats(200.0, 3000.0), power_W=st.floats(0.5, 50.0)
)
def test_a_resolved_lattice_of_ones_own_is_complete(placement: str, pitch_um: float, power_W: float) -> None:
    handpiece = {**OWN, "placement": placement, "pitch_um": pitch_um, "peak_power_W": power_W}
    full = pm.Treatment(handpiece=handpiece, settings={"pulse_energy_mJ": 10.0}).resolved()
    assert full.resolved() == full


def test_a_pitch_too_narrow_to_simulate_is_refused_by_its_own_name() -> None:
    handpiece = {**OWN, **PULSE, "placement": "square", "pitch_um": 100.0}
    with pytest.raises((pm.BadInput, ValidationError), match="pitch_um"):
        pm.Treatment(handpiece=handpiece, settings={"pulse_energy_mJ": 10.0}).resolved()


def test_a_different_treatment_has_a_different_hash() -> None:
    base = {"handpiece": {"device": "fraxel-restore"}}
    treatments = [base, {**base, "settings": {"passes": 7}}, {**base, "skin": {"phototype": "V"}}]
    assert len({request_hash(pm.read_request(contents)) for contents in treatments}) == 3


@pytest.mark.parametrize("phototype", ["I", "II", "III", "IV", "V", "VI"])
def test_phototype_and_typology_angle_never_derive_from_each_other(phototype: str) -> None:
    assert pm.Skin(phototype=phototype).ita_deg is None
    measured = pm.Treatment(skin={"ita_deg": -40.0}, handpiece={"device": "fraxel-sr"}).resolved()
    assert (measured.skin.phototype, measured.skin.ita_deg) == ("III", -40.0)


def test_a_train_shares_the_energy_among_its_pulses() -> None:
    train = {"pulses": 4, "pulse_period_ms": 500.0}
    exposure = resolve({**OWN, **PULSE, **train}, {"pulse_energy_mJ": 20.0, "density_per_pass_per_cm2": 100.0})
    assert exposure.peak_power_W == pytest.approx(20.0 / (4 * 1.0))
    by_power = resolve(
        {**OWN, **train, "peak_power_W": 5.0}, {"pulse_energy_mJ": 20.0, "density_per_pass_per_cm2": 9.0}
    )
    assert by_power.pulse_duration_ms.value == pytest.approx(1.0)
    by_both = resolve({**OWN, **PULSE, **train, "peak_power_W": 5.0}, {"density_per_pass_per_cm2": 9.0})
    assert by_both.pulse_energy_mJ == pytest.approx(20.0)


def test_a_device_known_by_its_power_divides_its_duration_among_the_pulses_of_a_train() -> None:
    handpiece = {"device": "fraxel-restore", "pulses": 2, "pulse_period_ms": 10.0}
    duration = resolve(handpiece, {"pulse_energy_mJ": 30.0}).pulse_duration_ms
    assert (duration.low, duration.value, duration.high) == pytest.approx((15 / 30, 15 / 30, 15 / 20))


@given(
    first_s=st.floats(-1.0, 100.0),
    pulses=st.integers(1, 100),
    duration_ms=st.floats(0.01, 300.0),
    gap_ms=st.floats(0.0, 500.0),
)
def test_the_windows_of_a_train_follow_its_period(first_s: float, pulses: int, duration_ms: float, gap_ms: float):
    train = {"pulses": pulses, "pulse_period_ms": duration_ms + gap_ms} if pulses > 1 else {}
    exposure = resolve({**OWN, "pulse_duration_ms": duration_ms, **train}, DIAL)
    assert (exposure.pulses, exposure.pulse_period_ms) == (pulses, duration_ms + gap_ms if pulses > 1 else 0.0)
    windows = exposure.windows(first_s)
    assert len(windows) == pulses
    for number, (start, end) in enumerate(windows):
        assert start == pytest.approx(first_s + 1e-3 * number * (duration_ms + gap_ms))
        assert end - start == pytest.approx(1e-3 * duration_ms)


TRAIN = {**PULSE, "pulses": 3}


@pytest.mark.parametrize(
    ("handpiece", "settings", "words"),
    [
        (TRAIN, {}, r"pulse_period_ms is missing for handpiece.pulses = 3 .*; add it"),
        (
            {**PULSE, "pulse_period_ms": 9.0},
            {},
            "pulse_period_ms = 9 has no meaning for one pulse; set handpiece.pulses",
        ),
        ({**TRAIN, "pulse_period_ms": 0.5}, {}, "pulse_period_ms = 0.5 is shorter than one pulse, 1 ms; lengthen it"),
        (
            {**TRAIN, "pulse_period_ms": 900.0},
            {"passes": 2, "pass_interval_s": 1.5},
            r"settings.pass_interval_s = 1.5 is shorter than the pulses of one pass, 1.801 s; lengthen it",
        ),
        (
            {**TRAIN, "pulse_period_ms": 9.0, "peak_power_W": 10.0},
            {},
            "settings.pulse_energy_mJ = 10 contradicts power times duration of all 3 pulses, 30;",
        ),
    ],
)
def test_a_train_that_does_not_fit_is_refused(handpiece: dict, settings: dict, words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        resolve({**OWN, **handpiece}, {**DIAL, **settings})


def test_a_beam_converges_only_where_the_handpiece_says_so() -> None:
    parallel = resolve({**OWN, **PULSE}, DIAL)
    assert (parallel.convergence_NA, parallel.focus_depth_um, parallel.converging) == (0.0, 0.0, False)
    weakly = resolve({**OWN, **PULSE, "convergence_NA": 0.03, "focus_depth_um": 300.0}, DIAL)
    strongly = resolve({**OWN, **PULSE, "convergence_NA": 0.2, "focus_depth_um": 300.0}, DIAL)
    assert (weakly.converging, strongly.converging) == (False, True)
    assert strongly.spot_diameter_um.value == OWN["spot_diameter_um"]


@given(aperture=st.floats(0.01, 0.9), focus_um=st.floats(1.0, 5000.0))
def test_the_spot_at_the_surface_holds_the_converging_cone(aperture: float, focus_um: float) -> None:
    index = look_up("tissue", "layers", "epidermis", "refractive_index").value
    cone = 2.0 * focus_um * aperture / math.sqrt(index**2 - aperture**2)
    beam = {**OWN, **PULSE, "convergence_NA": aperture, "focus_depth_um": focus_um}
    wide = {**beam, "spot_diameter_um": max(10.0, 1.001 * cone)}
    assert resolve(wide, DIAL).convergence_NA == aperture
    if cone > 11.0:
        with pytest.raises(pm.BadInput, match=r"narrower than the converging cone .*; lower convergence_NA or focus_d"):
            resolve({**beam, "spot_diameter_um": 0.999 * cone}, DIAL)


def test_a_focus_needs_a_converging_beam_of_less_than_one() -> None:
    with pytest.raises(pm.BadInput, match=r"focus_depth_um = 300 needs .* converges; add handpiece.convergence_NA"):
        resolve({**OWN, **PULSE, "focus_depth_um": 300.0}, DIAL)
    with pytest.raises(pm.BadInput, match=r"convergence_NA = 1 must be below 1; lower it"):
        pm.read_request({"handpiece": {**OWN, **PULSE, "convergence_NA": 1.0}, "settings": DIAL})
