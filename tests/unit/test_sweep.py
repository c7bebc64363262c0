"""Sweeps: designs, what a study refuses, what is computed anew, and what the dataset says."""

import collections
import itertools
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tomli_w

import photomend as pm
from photomend.ablated import KINDS
from photomend.study import blocks, cluster, evaluate, store
from photomend.study.blocks import divide, evaluate_block
from photomend.study.design import Study, points_of, read_study, study_of
from photomend.study.sweep import open_sweep, sweep
from photomend.study.table import UNITS

pytest.importorskip("zarr", reason="zarr is of the extra for studies")

ERYAG = {"handpiece": {"device": "eryag-2940"}}
COARSE = {"physics": {"optics": "static"}, "numerics": {"photons": 640, "cell_um": 20}}
RESTORE = {"handpiece": {"device": "fraxel-restore"}, **COARSE}
PASSES, EXPOSURE, TEMPERATURE = "settings.passes", "settings.radiant_exposure_J_per_cm2", "skin.temperature_C"


def ablations(design: dict[str, Any] | None = None, **more: Any) -> Study:
    """Return a study of a closed form, some milliseconds a treatment."""
    sweep = {EXPOSURE: [5, 10], PASSES: [1, 2, 3]}
    return study_of({"base": ERYAG, "sweep": sweep, **({"design": design} if design else {}), **more})


@pytest.fixture
def evaluations(monkeypatch) -> list[pm.Request]:
    """Return the list of what is evaluated."""
    seen: list[pm.Request] = []
    real = evaluate.evaluate
    monkeypatch.setattr(evaluate, "evaluate", lambda request: (seen.append(request), real(request))[1])
    return seen


def test_a_grid_has_a_labelled_dimension_with_its_unit_per_key(tmp_path: Path) -> None:
    swept = sweep(ablations(), tmp_path)
    found = open_sweep(tmp_path)
    assert (swept.treatments, swept.done, swept.failed, swept.computed) == (6, 6, 0, 6)
    assert dict(found.sizes) == {EXPOSURE: 2, PASSES: 3}
    assert found[EXPOSURE].values.tolist() == [5, 10]
    assert found[EXPOSURE].attrs["units"] == "J/cm^2"
    depth = found["zones.vaporised.depth"]
    assert depth.attrs["units"] == "um"
    assert set(found["status"].values.ravel()) == {"done"}
    assert set(found["endpoint"].values[1]) == {"vaporisation"}
    assert set(found["error"].values.ravel()) == {""}
    request = pm.read_request({**ERYAG, "settings": {"radiant_exposure_J_per_cm2": 10, "passes": 3}})
    run = pm.simulate(request.treatment)
    assert float(depth.sel({EXPOSURE: 10, PASSES: 3})) == run.zones.vaporised.depth.value


def test_a_treatment_is_found_by_the_hash_of_its_run(tmp_path: Path) -> None:
    sweep(study_of({"base": RESTORE, "sweep": {"settings.pulse_energy_mJ": [10, 20]}}), tmp_path)
    request = evaluate.request_of({**RESTORE, "settings": {"pulse_energy_mJ": 20.0}})
    run = pm.simulate(request.treatment, request.physics, request.numerics)
    found = open_sweep(tmp_path).sel({"settings.pulse_energy_mJ": 20})
    assert found["treatment_hash"].item() == run.summary.treatment_hash
    for zone in ("collagen", "necrosis", "boiled", "vaporised"):
        for size in ("depth", "width", "surface_width", "volume"):
            quantity = getattr(getattr(run.zones, zone), size)
            assert found[f"zones.{zone}.{size}"].item() == quantity.value
            assert found[f"zones.{zone}.{size}"].attrs["units"] == quantity.unit
    assert found["heat.peak_temperature"].item() == run.summary.heat.peak_temperature.value
    assert found["pattern.coverage"].item() == run.summary.pattern.coverage_fraction.value


@pytest.mark.parametrize("device", ["eryag-2940", "fraxel-restore", "picosure-focus", "smoothbeam-1450"])
def test_every_figure_has_a_unit(device: str) -> None:
    found = evaluate.evaluate(evaluate.request_of({**COARSE, "handpiece": {"device": device}}))
    assert set(found) - {"endpoint"} - set(UNITS) == set()


def test_a_list_keeps_the_base_where_a_row_is_silent(tmp_path: Path) -> None:
    rows = [{PASSES: 2}, {EXPOSURE: 12.0}, {"skin.site": "neck", PASSES: 2}]
    sweep(study_of({"base": ERYAG, "design": {"kind": "list"}, "list": rows}), tmp_path)
    found = open_sweep(tmp_path)
    assert dict(found.sizes) == {"sample": 3}
    assert found["skin.site"].values.tolist() == ["", "", "neck"]
    assert found[PASSES].values.tolist()[::2] == [2, 2]
    assert math.isnan(found[PASSES].values[1])
    alone = evaluate.evaluate(evaluate.request_of({**ERYAG, "settings": {"radiant_exposure_J_per_cm2": 12.0}}))
    assert found["zones.vaporised.depth"].values[1] == alone["zones.vaporised.depth"]


SAMPLED = {
    EXPOSURE: {"low": 2.0, "high": 32.0, "log": True},
    TEMPERATURE: {"low": 30.0, "high": 38.0},
    PASSES: {"low": 1, "high": 4},
    "skin.phototype": ["I", "VI"],
}


@pytest.mark.parametrize("kind", ["latin-hypercube", "sobol"])
def test_samples_fill_their_ranges_evenly(kind: str) -> None:
    study = study_of({"base": ERYAG, "design": {"kind": kind, "count": 64, "seed": 3}, "sweep": SAMPLED})
    points = points_of(study)
    exposure, temperature, passes, phototype = points.values
    assert len(points) == 64
    assert sorted(np.floor(np.array(temperature) - 30.0).astype(int).tolist()) == sorted([*range(8)] * 8)
    assert [sum(low <= value < 2 * low for value in exposure) for low in (2, 4, 8, 16)] == [16] * 4
    assert collections.Counter(passes) == dict.fromkeys((1, 2, 3, 4), 16)
    assert collections.Counter(phototype) == {"I": 32, "VI": 32}
    assert points_of(study) == points
    other = study_of({"base": ERYAG, "design": {"kind": kind, "count": 64, "seed": 4}, "sweep": SAMPLED})
    assert points_of(other) != points


def test_a_sobol_design_keeps_its_points_when_extended() -> None:
    few, many = (
        points_of(study_of({"base": ERYAG, "design": {"kind": "sobol", "count": count}, "sweep": SAMPLED}))
        for count in (13, 50)
    )
    assert [many.row(number) for number in range(13)] == [few.row(number) for number in range(13)]


def test_samples_become_a_dataset_with_one_dimension(tmp_path: Path) -> None:
    study = study_of({"base": ERYAG, "design": {"kind": "sobol", "count": 8}, "sweep": SAMPLED})
    assert sweep(study, tmp_path).done == 8
    found = open_sweep(tmp_path)
    assert found["zones.vaporised.depth"].dims == ("sample",)
    assert found[TEMPERATURE].dims == ("sample",)
    assert found[TEMPERATURE].attrs["units"] == "degC"
    assert found[PASSES].dtype.kind == "i"


def test_a_repeated_sweep_computes_nothing(tmp_path: Path, evaluations: list[pm.Request]) -> None:
    sweep(ablations(), tmp_path)
    before = open_sweep(tmp_path)
    swept = sweep(ablations(), tmp_path)
    assert (len(evaluations), swept.computed, swept.known) == (6, 0, 6)
    assert open_sweep(tmp_path).identical(before)


def test_an_extended_sweep_computes_only_what_is_new(tmp_path: Path, evaluations: list[pm.Request]) -> None:
    sweep(ablations(), tmp_path)
    wider = ablations(sweep={EXPOSURE: [5, 7, 10], PASSES: [3, 1, 2]})
    swept = sweep(wider, tmp_path)
    assert (len(evaluations), swept.computed, swept.known) == (9, 3, 6)
    sweep(wider, tmp_path / "anew")
    assert open_sweep(tmp_path).identical(open_sweep(tmp_path / "anew"))


def test_equal_treatments_are_computed_once(tmp_path: Path, evaluations: list[pm.Request]) -> None:
    rows = [{PASSES: 1}, {PASSES: 1, TEMPERATURE: 34.0}, {PASSES: 2}]
    sweep(study_of({"base": ERYAG, "design": {"kind": "list"}, "list": rows}), tmp_path)
    assert len(evaluations) == 2
    hashes = open_sweep(tmp_path)["treatment_hash"].values
    assert (hashes[0] == hashes[1], hashes[0] == hashes[2]) == (True, False)


def test_treatments_that_share_a_response_follow_one_another(tmp_path: Path, evaluations: list[pm.Request]) -> None:
    scattering = "skin.layers.reticular_dermis.reduced_scattering_per_cm"
    study = study_of({"base": RESTORE, "sweep": {"settings.pulse_energy_mJ": [10, 20], scattering: [10.0, 12.0, 14.0]}})
    swept = sweep(study, tmp_path)
    assert swept.responses == 3
    keys = [evaluate.response_key(request) for request in evaluations]
    assert len([key for key, _ in itertools.groupby(keys)]) == len(set(keys)) == 3


def test_blocks_mix_responses_only_where_they_are_small() -> None:
    groups = np.repeat([1, 2, 3, 4, 5], [150, 3, 4, 60, 64])
    divided = list(divide(groups, np.arange(groups.size)))
    assert np.concatenate(divided).tolist() == list(range(groups.size))
    assert [sorted(set(groups[block])) for block in divided] == [[1], [1], [1], [2, 3], [4], [5]]
    assert max(block.size for block in divided) == 64


def test_a_failing_treatment_is_recorded_and_the_rest_go_on(tmp_path: Path) -> None:
    hot = {"settings.density_per_pass_per_cm2": [100, 3000], "settings.pulse_energy_mJ": [10, 70]}
    swept = sweep(study_of({"base": {**RESTORE, "settings": {"pass_interval_s": 1}}, "sweep": hot}), tmp_path)
    found = open_sweep(tmp_path)
    worst = found.isel(dict.fromkeys(hot, 1))
    assert (swept.done + swept.failed, swept.failed) == (4, int((found["status"] == "failed").sum()))
    assert worst["status"].item() == "failed"
    assert "above its limit of 100 C; lower one of them" in worst["error"].item()
    assert math.isnan(worst["zones.necrosis.depth"].item())
    assert found.isel(dict.fromkeys(hot, 0))["status"].item() == "done"
    assert worst["error"].item() in swept.failures
    assert sweep(study_of({"base": {**RESTORE, "settings": {"pass_interval_s": 1}}, "sweep": hot}), tmp_path).known == 4


def test_a_fault_of_the_program_is_recorded_too(tmp_path: Path, monkeypatch) -> None:
    def fail(request: pm.Request) -> dict[str, Any]:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(evaluate, "evaluate", fail)
    assert sweep(ablations(), tmp_path).failures == ("ZeroDivisionError: division by zero",)


def test_an_interrupt_leaves_a_valid_store(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_S", 0.0)
    monkeypatch.setattr(cluster, "evaluate_block", lambda work: evaluate_block(work, 0.0))
    real, calls = evaluate.evaluate, itertools.count()

    def interrupted(request: pm.Request) -> dict[str, Any]:
        if next(calls) == 4:
            raise KeyboardInterrupt
        return real(request)

    monkeypatch.setattr(evaluate, "evaluate", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sweep(ablations(), tmp_path)
    found = open_sweep(tmp_path)
    assert collections.Counter(found["status"].values.ravel().tolist()) == {"done": 4, "pending": 2}
    assert np.isfinite(found["zones.vaporised.depth"].values).sum() == 4
    assert sweep(ablations(), tmp_path).computed == 2


def test_blocks_that_are_not_in_the_dataset_yet_are_read_without_it(tmp_path: Path) -> None:
    sweep(ablations(), tmp_path)
    whole = open_sweep(tmp_path)
    shutil.rmtree(tmp_path / "study.zarr")
    assert open_sweep(tmp_path).identical(whole)


def test_what_a_killed_sweep_left_half_written_is_passed_over(tmp_path: Path) -> None:
    sweep(ablations(), tmp_path)
    whole = open_sweep(tmp_path)
    for block in (tmp_path / "blocks").glob("[!.]*.npz"):
        block.write_bytes(block.read_bytes()[:100])
    (tmp_path / "blocks" / ".half.npz").write_bytes(b"PK")
    (tmp_path / "study.zarr").rename(tmp_path / ".study.zarr.old")
    (tmp_path / ".study.zarr.new").mkdir()
    assert sweep(ablations(), tmp_path).computed == 6
    assert open_sweep(tmp_path).identical(whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["blocks", "lock", "study.json", "study.zarr"]
    assert not list((tmp_path / "blocks").glob(".*"))


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({"swep": {}}, "swep = {} is not a known key; did you mean sweep?"),
        ({"sweep": {"settings.pases": [1]}}, "settings.pases = 1 is not a known key; did you mean passes?"),
        ({"sweep": {"settings.passes": []}}, 'sweep."settings.passes" is an empty list'),
        ({"sweep": {"settings.passes": 4}}, 'sweep."settings.passes" = 4 is not a list; write [value, value]'),
        ({"sweep": {"settings.passes": [4, 2, 4]}}, 'sweep."settings.passes" names 4 twice'),
        ({"sweep": {"settings": {"passes": [4]}}}, 'sweep.settings is a table; write dotted keys in quotes, such'),
        ({}, "sweep is empty"),
        ({"sweep": {"settings.passes": [1, 2, 99]}}, "settings.passes = 99 is above the limit"),
        ({"sweep": {"skin.site": ["cheek", "nose"]}}, 'skin.site = "nose"'),
        ({"base": {"handpiece": {"device": "fraxel"}}, "sweep": {PASSES: [1]}}, "fraxel"),
        ({"sweep": {f"skin.layers.{layer}.thickness_um": [10.0 + step for step in range(1000)] for layer in
                    ("stratum_corneum", "epidermis", "papillary_dermis", "reticular_dermis")}}, "1e+12 treatments"),
        ({"sweep": {PASSES: {"low": 1, "high": 4}}}, 'is a range, which kind = "grid" cannot sample'),
        ({"design": {"kind": "sobol"}, "sweep": {PASSES: [1]}}, "design.count lacks this key; add it"),
        ({"design": {"count": 4}, "sweep": {PASSES: [1]}}, "design.count fits no grid"),
        ({"design": {"kind": "sobol", "count": 4}, "sweep": {PASSES: {"low": 4, "high": 1}}}, "low = 4 is not below"),
        ({"design": {"kind": "sobol", "count": 4}, "sweep": {EXPOSURE: {"low": 0, "high": 1, "log": True}}}, "no log"),
        ({"design": {"kind": "sobol", "count": 9}, "sweep": {PASSES: {"low": 1, "high": 99}}}, "is above the limit"),
        ({"design": {"kind": "sobol", "count": 9, "sed": 1}, "sweep": {PASSES: [1]}}, "did you mean seed?"),
        ({"design": {"kind": "halton", "count": 9}, "sweep": {PASSES: [1]}}, "choose one of 'grid'"),
        ({"design": {"kind": "list"}}, "list has no row"),
        ({"design": {"kind": "list"}, "list": [{"settings": {"passes": 1}}]}, "list.settings is a table"),
        ({"list": [{PASSES: 1}]}, 'list has rows, and design.kind = "grid" has none'),
    ],
)  # fmt: skip
def test_a_bad_study_is_refused_before_work_starts(
    contents: dict[str, Any], words: str, tmp_path: Path, evaluations: list[pm.Request]
) -> None:
    file = tmp_path / "study.toml"
    file.write_text(tomli_w.dumps({"base": ERYAG, **contents}), encoding="utf-8")
    with pytest.raises(pm.BadInput) as refused:
        sweep(read_study(file), tmp_path / "out")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert evaluations == []
    assert not (tmp_path / "out").exists()


def test_a_wrong_combination_is_refused_and_the_mended_study_goes_on(tmp_path: Path) -> None:
    both = {"settings.pulse_energy_mJ": 20.0, "handpiece.peak_power_W": 10.0, "handpiece.pulse_duration_ms": 9.0}
    rows = [{PASSES: 4}, both]
    with pytest.raises(pm.BadInput, match=r"\(treatment 2 of the study: "):
        sweep(study_of({"base": RESTORE, "design": {"kind": "list"}, "list": rows}), tmp_path)
    assert sweep(study_of({"base": RESTORE, "design": {"kind": "list"}, "list": rows[:1]}), tmp_path).done == 1


def test_another_studys_store_is_refused(tmp_path: Path) -> None:
    sweep(ablations(), tmp_path)
    with pytest.raises(pm.BadInput, match=r"a study with other \[base\]; choose another folder"):
        sweep(study_of({"base": RESTORE, "sweep": {PASSES: [1]}}), tmp_path)
    with pytest.raises(pm.BadInput, match="a study with other keys"):
        sweep(ablations(sweep={PASSES: [1]}), tmp_path)


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    sweep(ablations(), tmp_path)
    content = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
    (tmp_path / "study.json").write_text(json.dumps({**content, "version": "0.0.1+other"}), encoding="utf-8")
    with pytest.raises(pm.BadInput, match=r"is of photomend 0\.0\.1\+other .* choose another folder"):
        sweep(ablations(), tmp_path)


def test_a_folder_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(pm.BadInput, match="holds other files; choose a new or an empty folder"):
        sweep(ablations(), tmp_path)
    with pytest.raises(pm.BadInput, match="cannot be made"):
        sweep(ablations(), tmp_path / "thesis.tex" / "out")
    with pytest.raises(pm.BadInput, match="is not the folder of a sweep"):
        open_sweep(tmp_path)


def test_a_full_disk_is_refused_before_work_starts(tmp_path: Path, monkeypatch, evaluations: list[pm.Request]) -> None:
    full = collections.namedtuple("full", "total used free")(10**9, 10**9, 5000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    with pytest.raises(pm.BadInput, match=r"on disk, above the 0 MB left at .*; free some, choose another folder"):
        sweep(ablations(), tmp_path / "out")
    assert evaluations == []


def test_too_little_memory_is_refused_before_work_starts(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(store, "_free_memory", lambda: 1000)
    with pytest.raises(pm.BadInput, match="of memory, above the 0 MB free; divide the study"):
        sweep(ablations(), tmp_path / "out")


def test_a_disk_that_fills_up_is_told_in_one_sentence(tmp_path: Path, monkeypatch) -> None:
    def fill(*given: Any, **named: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", fill)
    with pytest.raises(pm.BadInput, match="cannot be written: no space is left; what was finished is kept"):
        sweep(ablations(), tmp_path)


def test_two_sweeps_do_not_write_one_store(tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    with store.opened(tmp_path, ablations()), pytest.raises(pm.BadInput, match="is being written by another sweep"):
        sweep(ablations(), tmp_path)


@pytest.mark.parametrize("missing", ["zarr", "distributed"])
def test_a_missing_extra_is_told_with_its_remedy(tmp_path: Path, monkeypatch, missing: str) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(pm.BadInput, match=rf"{missing} is not installed.*pip install photomend\[study\]"):
        sweep(ablations(), tmp_path, workers=1)


def test_a_place_to_work_is_one_and_there(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(pm.BadInput, match="give one of them"):
        sweep(ablations(), tmp_path, workers=2, scheduler="tcp://127.0.0.1:1")
    with pytest.raises(pm.BadInput, match="workers = 0 cannot work; give 1 or more"):
        sweep(ablations(), tmp_path, workers=0)
    with pytest.raises(pm.BadInput, match=r"scheduler = nonsense://1 does not answer.*dask scheduler"):
        sweep(ablations(), tmp_path, scheduler="nonsense://1")


def test_the_units_of_figures_are_those_of_the_mechanisms() -> None:
    assert {name: UNITS[f"ablation.{name}"] for name in KINDS} == KINDS


def test_a_block_whose_worker_dies_is_tried_again_then_divided_then_given_up() -> None:
    class Future:
        def cancel(self) -> None: ...

    queue = cluster.Queue()
    both = blocks.Work({}, (), ((), ()), (b"1", b"2"), (7, 7))
    for attempt in range(cluster.RETRIES):
        assert list(queue.lost(cluster.Sent("tcp://dead", 7, both, Future()))) == [], attempt
        assert queue.take("tcp://alive", lambda numbers: both) == (7, both)
    assert list(queue.lost(cluster.Sent("tcp://dead", 7, both, Future()))) == []
    _, alone = queue.take("tcp://alive", lambda numbers: both) or (0, both)
    assert len(alone.hashes) == 1
    for _ in range(cluster.RETRIES):
        assert list(queue.lost(cluster.Sent("tcp://dead", 7, alone, Future()))) == []
    (block,) = queue.lost(cluster.Sent("tcp://dead", 7, alone, Future()))
    assert (block.hashes, block.lasting, block.error) == (alone.hashes, False, (cluster.LOST,))
    assert "was killed 4 times; give workers more memory" in cluster.LOST


def test_workers_keep_to_a_photon_response_and_help_where_most_is_left() -> None:
    queue = cluster.Queue()
    for group, count in ((1, 2), (2, 3)):
        for number in range(count):
            queue.add(group, np.array([number]))
    order = ["a", "b", "a", "a", "b", "a"]
    taken = [queue.take(worker, lambda numbers: blocks.Work({}, (), (), (), ())) for worker in order]
    assert [job and job[0] for job in taken] == [1, 2, 1, 2, 2, None]
