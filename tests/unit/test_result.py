"""A result is whole, finite, sourced, the same whatever the number of threads, and survives saving."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xarray

import photomend as pm
from photomend.catalog import literature, tables
from photomend.light import transport
from photomend.result import Summary


def quantities(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every quantity of a JSON summary with its dotted path."""
    if isinstance(part, dict) and {"value", "unit"} <= set(part):
        yield path, part
    elif isinstance(part, dict):
        for key, inner in part.items():
            yield from quantities(inner, f"{path}.{key}" if path else key)


def as_json(run: pm.Simulation) -> dict[str, Any]:
    return json.loads(run.summary.model_dump_json())


def test_a_saved_run_loads_equal(run: pm.Simulation, tmp_path: Path) -> None:
    run.save(tmp_path / "run.nc")
    loaded = pm.load(tmp_path / "run.nc")
    assert loaded.equals(run)
    assert loaded.light["absorbed_energy_density"].dims == ("z", "r")


def test_runs_that_differ_are_not_equal(run: pm.Simulation) -> None:
    assert not run.equals(pm.Simulation(run.summary, {**run.gather, "heat": lambda: run.heat + 1e-9}))
    assert not run.equals(pm.Simulation(run.summary.with_(seed=2), run.gather))


@pytest.mark.parametrize("earlier", [None, b"an earlier run"])
def test_a_save_that_fails_leaves_everything_as_it_was(run, tmp_path, monkeypatch, earlier) -> None:
    def fail_half_way(dataset: xarray.Dataset, path: Path, **_: Any) -> None:
        Path(path).write_bytes(b"half a file")
        raise OSError(28, "No space left on device")

    target = tmp_path / "run.nc"
    if earlier:
        target.write_bytes(earlier)
    monkeypatch.setattr(xarray.Dataset, "to_netcdf", fail_half_way)
    with pytest.raises(OSError, match="No space left"):
        run.save(target)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([earlier] if earlier else [])


def test_a_file_that_is_not_a_run_is_refused(tmp_path: Path) -> None:
    other, plain = tmp_path / "other.nc", tmp_path / "plain.nc"
    xarray.Dataset(attrs={"title": "something else"}).to_netcdf(other, engine="h5netcdf")
    plain.write_text("not NetCDF")
    for path in (other, plain, tmp_path / "missing.nc"):
        with pytest.raises(pm.BadInput, match=rf"{path.name} is not a saved photomend run"):
            pm.load(path)


def test_references_are_all_in_the_bibliography_and_hold_the_damage_pairs(run: pm.Simulation) -> None:
    used = {key for _, quantity in quantities(as_json(run)) for key in quantity["sources"]}
    assert used - set(literature()) == set()
    assert set(run.references()) == used
    pairs = (tables("rates")["necrosis"]["weaver-stoll"], tables("rates")["collagen"]["rat-skin"])
    assert {key for pair in pairs for key in pair["source"]} <= used
    assert all(entry.startswith("@") for entry in run.references().values())


def test_references_follow_the_chosen_damage_pair(quick: pm.Numerics) -> None:
    treatment, physics = pm.Treatment(handpiece={"device": "fraxel-sr"}), pm.Physics(necrosis="takata")
    used = set(pm.simulate(treatment, physics, quick).references())
    assert "Takata1974" in used
    assert "Weaver1969" not in used


def test_the_summary_validates_against_its_own_schema(run: pm.Simulation) -> None:
    summary, schema = as_json(run), Summary.model_json_schema(mode="serialization")
    jsonschema.validate(summary, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**summary, "endpoint": "burn"}, schema)


def test_the_light_is_all_accounted_for(run: pm.Simulation) -> None:
    shares = {path: quantity["value"] for path, quantity in quantities(as_json(run)["light"])}
    assert len(shares) == 4
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)
    assert all(0.0 <= share <= 1.0 for share in shares.values())


def test_every_quantity_is_finite_and_inside_its_interval(run: pm.Simulation) -> None:
    found = dict(quantities(as_json(run)))
    assert len(found) == 27 + 9  # of the wound, and days of healing
    for path, quantity in found.items():
        assert all(math.isfinite(quantity[name]) for name in ("low", "value", "high")), path
        assert quantity["low"] <= quantity["value"] <= quantity["high"], path
        assert (quantity["standard_error"] or 0.0) >= 0.0, path
    for size in ("depth", "width", "volume"):
        quantity = found[f"zones.necrosis.{size}"]
        assert quantity["low"] < quantity["value"] < quantity["high"]


def test_coverage_by_depth_ends_at_nothing(run: pm.Simulation) -> None:
    by_depth, pattern = run.summary.pattern.coverage_by_depth, run.summary.pattern
    lengths = {len(getattr(by_depth, name)) for name in ("depth_um", "necrosis", "collagen", "boiled")}
    assert lengths == {len(by_depth.depth_um)}
    assert by_depth.depth_um[0] == 0.0
    assert by_depth.depth_um[-1] > run.zones.necrosis.depth.value
    assert by_depth.necrosis[-1] == 0.0
    assert max(by_depth.necrosis) == pytest.approx(pattern.coverage_fraction.value, abs=0.01)
    assert pattern.coverage_fraction.value <= pattern.nominal_coverage_fraction.value


def test_where_there_is_no_zone_its_size_is_zero() -> None:
    treatment = pm.Treatment(
        handpiece={"wavelength_nm": 1550.0, "spot_diameter_um": 140.0, "pulse_duration_ms": 3.0},
        settings={"pulse_energy_mJ": 0.1, "density_per_pass_per_cm2": 100.0},
    )
    faint = pm.simulate(treatment, numerics=pm.Numerics(photons=6_400, cell_um=10.0))
    assert faint.endpoint == "none"
    found = dict(quantities(as_json(faint)))
    sizes = {path: quantity for path, quantity in found.items() if path.startswith("zones.")}
    assert len(sizes) == 16
    assert {quantity["value"] for quantity in sizes.values()} == {0}
    assert found["pattern.coverage_fraction"]["value"] == 0
    assert faint.plot() is not None


def test_the_number_of_threads_changes_nothing(run: pm.Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    request = pm.read_request(run.summary.treatment)
    found = []
    for threads in ("1", "2"):
        monkeypatch.setenv("PHOTOMEND_THREADS", threads)
        transport.forget()
        summary = as_json(pm.simulate(request.treatment, request.physics, request.numerics))
        found.append({**summary, "runtime_s": 0.0})
    assert found[0] == found[1]


def test_the_treatment_of_a_result_runs_again_to_the_same_result(run: pm.Simulation) -> None:
    request = pm.read_request(run.summary.treatment)
    again = as_json(pm.simulate(request.treatment, request.physics, request.numerics))
    assert {**again, "runtime_s": 0.0} == {**as_json(run), "runtime_s": 0.0}
