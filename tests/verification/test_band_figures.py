"""What a run says of a wide beam: the epidermis spared or not, the band of dead cells, and mild heating."""

import io
from functools import cache
from typing import Any

import pytest
from rich.console import Console

import photomend as pm
from photomend.injury.band import edge_error
from photomend.report import show_run

QUICK = pm.Numerics(photons=12_800, cell_um=10.0, intervals=False)


@cache
def treated(device: str, dose: float | None = None) -> pm.Simulation:
    settings: dict[str, Any] = {} if dose is None else {"radiant_exposure_J_per_cm2": dose}
    return pm.simulate(pm.Treatment(handpiece={"device": device}, settings=settings), None, QUICK)


def printed(run: pm.Simulation) -> str:
    console = Console(width=200, file=io.StringIO())
    show_run(run.summary, console)
    return console.file.getvalue()


@pytest.mark.verifies(
    "1450 nm for 210 ms under cryogen: nothing dies at 10 J/cm2, a band below a spared epidermis at 13, the epidermis "
    "is lost at 16, as in calculations made apart from this package"
)
@pytest.mark.parametrize(
    ("dose", "epidermis", "banded"), [(10.0, "spared", False), (13.0, "spared", True), (16.0, "injured", True)]
)
def test_smoothbeam_spares_the_epidermis_up_to_a_dose(dose: float, epidermis: str, banded: bool) -> None:
    figures = treated("smoothbeam-1450", dose).summary.full_field
    assert figures.epidermis == epidermis
    assert (figures.epidermal_damage.value < 0.53) == (epidermis == "spared")
    assert (figures.band_bottom.value > 0.0) == banded


def test_the_band_ends_where_the_zone_of_necrosis_does() -> None:
    run = treated("smoothbeam-1450")
    figures, zone = run.summary.full_field, run.zones.necrosis
    assert figures.band_bottom.value == pytest.approx(zone.depth.value, abs=1.0)
    assert 80.0 < figures.band_top.value < figures.band_bottom.value
    assert zone.surface_width.value == 0.0


def test_an_edge_is_told_no_surer_than_the_model_knows_it() -> None:
    figures = treated("smoothbeam-1450").summary.full_field
    for edge in (figures.band_top, figures.band_bottom):
        assert edge.value - edge.low >= min(edge.value, edge_error().value)
        assert edge.high - edge.value >= edge_error().value


def test_more_dose_widens_the_band_both_ways() -> None:
    bands = [treated("smoothbeam-1450", dose).summary.full_field for dose in (12.0, 13.0, 14.0)]
    tops, bottoms = ([getattr(band, edge).value for band in bands] for edge in ("band_top", "band_bottom"))
    assert tops == sorted(tops, reverse=True)
    assert bottoms == sorted(bottoms)


@pytest.mark.parametrize("device", ["cooltouch-1320", "ndyag-1064"])
def test_what_warms_mildly_is_called_mild_heating(device: str) -> None:
    run = treated(device)
    assert run.endpoint == "none"
    assert (run.summary.full_field.band_top.value, run.summary.full_field.band_bottom.value) == (0.0, 0.0)
    said = printed(run)
    assert "Mild heating:" in said
    assert "Dead cells on the axis: none" in said
    assert "Epidermis: spared" in said


def test_the_1320_nm_part_of_a_pair_is_mild_heating_too() -> None:
    assert "Mild heating:" in printed(treated("affirm-1320"))


def test_what_kills_cells_is_not_called_mild() -> None:
    said = printed(treated("smoothbeam-1450"))
    assert "Mild heating" not in said
    assert "the model knows no edge better than to 85 um" in said


def test_microbeams_have_no_full_field_figures(run: pm.Simulation) -> None:
    assert run.summary.full_field is None
    assert "Epidermis:" not in printed(run)


def test_full_field_figures_survive_saving(tmp_path) -> None:
    run = treated("smoothbeam-1450")
    run.save(tmp_path / "wide.nc")
    assert pm.load(tmp_path / "wide.nc").summary.full_field == run.summary.full_field
