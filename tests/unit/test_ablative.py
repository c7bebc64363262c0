"""Lasers that remove tissue: what they refuse, warn of and tell, and how they stand beside those that do not."""

import json
from typing import Any

import numpy as np
import pytest

import photomend as pm
from photomend.ablative import builds_up, line_of
from photomend.catalog import look_up
from photomend.comparison import Comparison, compare, contents_of, simulate_all
from photomend.comparison_figure import draw_comparison
from photomend.stages import CLOSED_FORM

LASERS = ("fraxel-repair-co2", "eryag-fractional-2940", "eryag-2940", "co2-10600")


def simulated(device: str, intervals: bool = False, **headings: dict[str, Any]) -> pm.Simulation:
    headings["handpiece"] = {"device": device, **headings.get("handpiece", {})}
    request = pm.read_request({"numerics": {"intervals": intervals}, **headings})
    return pm.simulate(request.treatment, request.physics, request.numerics)


@pytest.fixture(scope="module")
def runs() -> dict[str, pm.Simulation]:
    return {name: simulated(name, intervals=True) for name in LASERS}


@pytest.fixture(scope="module")
def side_by_side(runs: dict[str, pm.Simulation], run: pm.Simulation) -> Comparison:
    return compare({"fraxel-restore": run, **runs})


@pytest.mark.parametrize("device", LASERS)
def test_a_laser_that_removes_tissue_is_followed(runs: dict[str, pm.Simulation], device: str) -> None:
    run, zones = runs[device], runs[device].zones
    assert run.endpoint == "vaporisation"
    assert run.summary.backend == CLOSED_FORM
    assert run.summary.runtime_s < 5.0
    assert 0.0 < zones.vaporised.depth.value < zones.collagen.depth.value < zones.necrosis.depth.value
    assert zones.boiled.depth.value == 0.0
    light = run.summary.light
    assert light.specular_fraction.value + light.absorbed_fraction.value == pytest.approx(1.0)
    for zone in (zones.vaporised, zones.collagen, zones.necrosis):
        assert zone.depth.low < zone.depth.value < zone.depth.high
        assert zone.depth.sources


def test_own_figures_agree_with_the_zones(runs: dict[str, pm.Simulation]) -> None:
    for run in runs.values():
        own = run.summary.ablation
        assert own is not None
        assert own.removed_depth.value == pytest.approx(run.zones.vaporised.depth.value)
        below = run.zones.collagen.depth.value - run.zones.vaporised.depth.value
        assert own.coagulated_rim.value == pytest.approx(below)
        assert 0.0 <= own.epidermis_removed_fraction.value <= 1.0
        assert own.times_threshold.value > 1.0


def test_volume_is_that_of_the_radii(runs: dict[str, pm.Simulation]) -> None:
    for run in runs.values():
        z = run.injury["z"].values
        for name in ("vaporised", "collagen", "necrosis"):
            volume = np.pi * (run.injury[f"radius_{name}"].values ** 2).sum() * (z[1] - z[0]) * 1e9
            assert volume == pytest.approx(getattr(run.zones, name).volume.value, rel=0.01)


def test_a_run_is_saved_and_loaded(runs: dict[str, pm.Simulation], tmp_path) -> None:
    run = runs["fraxel-repair-co2"]
    run.save(tmp_path / "run.nc")
    assert pm.load(tmp_path / "run.nc").equals(run)


@pytest.mark.parametrize("device", LASERS)
def test_a_run_is_drawn(runs: dict[str, pm.Simulation], device: str) -> None:
    wound = runs[device].plot().axes[0]
    assert wound.get_ylabel() == "depth (µm)"
    assert wound.get_ylim()[0] > runs[device].zones.necrosis.depth.value


@pytest.mark.parametrize("wavelength", [2510.0, 2790.0, 2960.0, 9000.0, 10700.0])
def test_other_wavelengths_are_refused(wavelength: float) -> None:
    with pytest.raises(pm.BadInput, match=r"has no law of removal; choose one of 2900 to 2950 nm \(Er:YAG\)"):
        simulated("eryag-2940", handpiece={"wavelength_nm": wavelength})
    with pytest.raises(pm.BadInput):
        line_of(wavelength)


def test_a_ring_is_refused() -> None:
    ring = {"beam_profile": "ring", "ring_inner_diameter_um": 50.0}
    with pytest.raises(pm.BadInput, match='"ring" has no law of removal'):
        simulated("fraxel-repair-co2", handpiece=ring)


def test_below_the_threshold_nothing_is_removed() -> None:
    run = simulated("co2-10600", settings={"radiant_exposure_J_per_cm2": 3.0, "passes": 1})
    assert run.zones.vaporised.depth.value == 0.0
    assert run.endpoint == "coagulation"
    assert run.zones.collagen.width.value == run.zones.collagen.surface_width.value == 2250.0
    assert any(warning.startswith("below threshold") for warning in run.warnings)
    fractional = simulated("fraxel-repair-co2", handpiece={"spot_diameter_um": 1500.0})
    assert fractional.zones.vaporised.depth.value == 0.0
    assert fractional.zones.collagen.width.value == pytest.approx(1500.0)


def test_removal_no_deeper_than_the_horny_layer_is_not_called_vaporisation() -> None:
    settings = {"radiant_exposure_J_per_cm2": 4.0, "passes": 1}
    run = simulated("eryag-2940", settings=settings)
    assert 0.0 < run.zones.vaporised.depth.value < 16.8 + look_up("ablation", "endpoint", "margin_um").value
    assert run.endpoint == "coagulation"


def test_long_weak_pulses_and_fast_trains_char() -> None:
    short = simulated("co2-10600", settings={"passes": 1})
    long = simulated("co2-10600", handpiece={"pulse_duration_ms": 5.0}, settings={"passes": 1})
    assert not any("charring" in warning for warning in short.warnings)
    assert any("charring" in warning for warning in long.warnings)
    rims = [run.summary.ablation.coagulated_rim.value for run in (short, long)]
    assert rims[1] > rims[0] + 60.0
    train = {"pulses": 3, "pulse_period_ms": 20.0}
    exposure = pm.resolve(pm.Handpiece(device="fraxel-repair-co2", **train), pm.Settings())
    assert builds_up(exposure)


def test_what_touches_the_skin_is_left_out_with_a_warning() -> None:
    run = simulated("co2-10600", surface={"cooling": "forced-air"})
    assert any("surface: cooling is left out" in warning for warning in run.warnings)
    assert not any("left out" in warning for warning in simulated("co2-10600").warnings)


def test_many_dry_passes_are_warned_of() -> None:
    assert any("dried tissue" in warning for warning in simulated("co2-10600", settings={"passes": 6}).warnings)
    assert not any("dried" in warning for warning in simulated("eryag-2940", settings={"passes": 6}).warnings)


def test_more_energy_removes_more_and_leaves_less_epidermis() -> None:
    found = [simulated("eryag-2940", settings={"radiant_exposure_J_per_cm2": dose}) for dose in (3.0, 5.0, 10.0)]
    taken = [run.summary.ablation.epidermis_removed_fraction.value for run in found]
    assert taken == sorted(taken)
    assert taken[-1] == 1.0


def test_lasers_stand_side_by_side(side_by_side: Comparison) -> None:
    rows = {row.name: row for row in side_by_side.runs}
    spared, fractional, field = (rows[name] for name in ("fraxel-restore", "fraxel-repair-co2", "co2-10600"))
    assert spared.mechanism == "coagulation"
    assert field.mechanism == "ablation"
    assert spared.surface_intact.value == 1.0
    assert 0.0 < fractional.surface_intact.value < 1.0
    assert field.surface_intact.value == field.epidermis_alive.value == 0.0
    assert field.coagulated_rim.value > rows["eryag-2940"].coagulated_rim.value


def test_days_to_close_overlap_what_was_published(side_by_side: Comparison) -> None:
    days = {row.name: row.days_to_close for row in side_by_side.runs}
    published = {
        "fraxel-restore": ("non_ablative_fractional", "closed_days"),
        "co2-10600": ("full_field", "co2_days"),
        "eryag-2940": ("full_field", "er_yag_days"),
    }
    for name, keys in published.items():
        known = look_up("closure", *keys)
        assert days[name].low < known.high, name
        assert days[name].high > known.low, name
        assert days[name].low <= days[name].value <= days[name].high
        assert days[name].sources
    assert days["eryag-2940"].value < days["co2-10600"].value


def test_deeper_craters_close_later() -> None:
    energies = (5.0, 20.0, 70.0)
    rows = compare(
        {f"{mJ:g}": simulated("fraxel-repair-co2", settings={"pulse_energy_mJ": mJ}) for mJ in energies}
    ).runs
    days = [row.days_to_close.value for row in rows]
    assert days == sorted(days)
    assert 1.0 <= days[0] < days[-1] < 10.0


def test_a_field_that_is_merely_warmed_has_nothing_to_close() -> None:
    numerics = {"photons": 6400, "cell_um": 20.0, "intervals": False}
    contents = contents_of(["cooltouch-1320", "co2-10600"])
    found = compare(simulate_all({name: {**one, "numerics": numerics} for name, one in contents.items()})).runs[0]
    assert found.epidermis_alive.value == 1.0
    assert found.days_to_close.value == 0.0


def test_one_treatment_is_not_compared() -> None:
    with pytest.raises(pm.BadInput, match="below the limit 2"):
        simulate_all(contents_of(["co2-10600", "co2-10600"]))


def test_a_comparison_is_drawn_to_one_scale(
    runs: dict[str, pm.Simulation], run: pm.Simulation, side_by_side: Comparison
) -> None:
    panels = draw_comparison(side_by_side, {"fraxel-restore": run, **runs}).axes
    assert len(panels) == 1 + len(LASERS)
    assert len({panel.get_xlim() for panel in panels}) == 1
    assert all(panel.get_aspect() == 1.0 for panel in panels)


def test_the_command_compares_files_and_devices(tmp_path, monkeypatch, capsys) -> None:
    from photomend import cli

    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text('[handpiece]\ndevice = "eryag-2940"\n[settings]\npasses = 1\n')
    cli.photomend.main(["compare", "co2-10600", "mine.toml", "--json", "--figure", "s.png"], standalone_mode=False)
    rows = json.loads(capsys.readouterr().out)["runs"]
    assert [row["name"] for row in rows] == ["co2-10600", "mine.toml"]
    assert (tmp_path / "s.png").stat().st_size > 10_000
    cli.photomend.main(["compare", "co2-10600", "eryag-2940"], standalone_mode=False)
    assert "days to close" in capsys.readouterr().out
