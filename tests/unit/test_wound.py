"""The wound of a session: what of a run healing and risks see, for each kind of laser."""

import dataclasses

import pytest

import photomend as pm
from photomend.comparison import epidermis_alive, surface_intact
from photomend.healing import Wound, wound_of
from photomend.result import Quantity, Simulation

COARSE = pm.Numerics(photons=6_400, cell_um=10.0, intervals=False, backend="cpu")
DEVICES = ("fraxel-restore", "affirm-1440", "cooltouch-1320", "picosure-focus", "fraxel-repair-co2", "eryag-2940")


@pytest.fixture(scope="module")
def runs() -> dict[str, Simulation]:
    static = pm.Physics(optics="static")
    return {name: pm.simulate(pm.Treatment(handpiece={"device": name}), static, COARSE) for name in DEVICES}


@pytest.fixture(scope="module")
def wounds(runs: dict[str, Simulation]) -> dict[str, Wound]:
    return {name: wound_of(run) for name, run in runs.items()}


@pytest.mark.parametrize("name", ["fraxel-restore", "affirm-1440", "fraxel-repair-co2", "eryag-2940", "cooltouch-1320"])
def test_areas_are_those_of_the_labelled_arrays(
    runs: dict[str, Simulation], wounds: dict[str, Wound], name: str
) -> None:
    dead = 1.0 - epidermis_alive(runs[name]).value
    assert wounds[name].epidermal_coverage.value == pytest.approx(dead, abs=0.01)
    assert wounds[name].removed_coverage.value == pytest.approx(1.0 - surface_intact(runs[name]).value, abs=1e-9)


def test_dead_tissue_is_density_times_volume_where_zones_hardly_overlap() -> None:
    settings = {"pulse_energy_mJ": 20.0, "density_per_pass_per_cm2": 25.0, "passes": 1}
    treatment = pm.Treatment(handpiece={"device": "fraxel-restore"}, settings=settings)
    run = pm.simulate(treatment, pm.Physics(optics="static"), COARSE)
    per_um2 = 25.0 * 1e-8
    assert wound_of(run).dead_tissue.value == pytest.approx(per_um2 * run.zones.necrosis.volume.value, rel=0.05)


def test_every_share_and_width_lies_in_its_range(wounds: dict[str, Wound]) -> None:
    for wound in wounds.values():
        for one in vars(wound).values():
            if isinstance(one, Quantity):
                assert one.low <= one.value <= one.high
        for share in (wound.coverage, wound.epidermal_coverage, wound.removed_coverage, wound.vacuole_share):
            assert 0.0 <= share.low <= share.high <= 1.0
        assert wound.gap_at_the_base.value <= wound.epidermal_gap.value


def test_columns_go_through_the_epidermis(wounds: dict[str, Wound]) -> None:
    wound = wounds["fraxel-restore"]
    assert (wound.mechanism, wound.full_field, wound.endpoint, wound.cooled) == (
        "coagulation",
        False,
        "coagulation",
        True,
    )
    assert wound.pulse_energy_mJ == pytest.approx(20.0)
    assert wound.total_density_per_cm2 == pytest.approx(1000.0)
    assert 0.0 < wound.coagulated_dermis.value < wound.dead_tissue.value
    assert wound.gap_at_the_base.value > 100.0
    assert wound.removed_coverage.value == 0.0


def test_a_field_that_spares_the_epidermis_has_nothing_to_close(wounds: dict[str, Wound]) -> None:
    wound = wounds["cooltouch-1320"]
    assert wound.full_field
    assert wound.pulse_energy_mJ is None
    assert wound.total_density_per_cm2 == 0.0
    assert wound.epidermal_gap.value == wound.epidermal_coverage.value == 0.0
    assert wound.bulk_peak_temperature.value > 40.0


def test_a_field_without_epidermis_is_as_wide_as_the_beam(wounds: dict[str, Wound]) -> None:
    wound = wounds["eryag-2940"]
    assert wound.epidermal_coverage.value == wound.removed_coverage.value == 1.0
    assert wound.epidermal_gap.value == pytest.approx(5000.0)
    assert wound.dead_tissue.value == pytest.approx(wound.necrosis_depth.value, rel=0.1)


def test_vacuoles_leave_the_epidermis_closed(wounds: dict[str, Wound]) -> None:
    wound = wounds["picosure-focus"]
    assert wound.mechanism == "breakdown"
    assert wound.vacuole_share.value == wound.coverage.value > 0.0
    assert wound.epidermal_gap.value == wound.epidermal_coverage.value == 0.0
    assert wound.dead_tissue.value < 40.0


def test_a_crater_is_narrower_than_its_dead_epidermis(wounds: dict[str, Wound]) -> None:
    wound = wounds["fraxel-repair-co2"]
    assert wound.mechanism == "ablation"
    assert 0.0 < wound.removed_coverage.value < wound.epidermal_coverage.value < 1.0
    assert 0.0 < wound.removed_depth.value < wound.necrosis_depth.value


def test_the_base_is_as_wide_as_the_surface_unless_told(wounds: dict[str, Wound]) -> None:
    untold = dataclasses.replace(wounds["affirm-1440"], basal_gap=None)
    assert untold.gap_at_the_base == untold.epidermal_gap


def test_the_public_figures_are_enough(runs: dict[str, Simulation], wounds: dict[str, Wound]) -> None:
    for name, run in runs.items():
        assert wound_of(Simulation(run.summary, dict)) == wounds[name]
