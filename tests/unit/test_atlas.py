"""The atlas: what it holds, what it refuses, what it says between its treatments, and that the packaged one is true."""

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

import photomend as pm
from photomend.cli import main
from photomend.device import card, cards
from photomend.study import cluster, evaluate
from photomend.study.atlas import PACKAGED, Atlas, open_atlas, same
from photomend.study.atlas_between import between
from photomend.study.atlas_build import build
from photomend.study.atlas_file import ABSENT, FAILED, Held, read, save
from photomend.study.atlas_grid import (
    FINEST_STEP,
    LEAST_POINTS,
    PHOTOTYPES,
    SITES,
    WIDEST_STEP,
    Scope,
    Spot,
    axes_of,
    axis_of,
    held_out,
    spots,
    whole_catalogue,
)
from photomend.study.blocks import evaluate_block, model_version
from photomend.treatment import nested

COARSE = pm.Numerics(photons=640, cell_um=20.0, intervals=False, backend="cpu")
ONE_DIAL = Scope(devices=("clear-brilliant-1927",), numerics=COARSE, judged_by=COARSE.with_(seed=2))
DEVICE, DIAL = "starlux-1440", "pulse_energy_mJ"
RESTORE = {"handpiece": {"device": "fraxel-restore"}}


def made(folder: Path, scope: Scope, **more: Any) -> Path:
    """Return the file of an atlas that was just built."""
    pytest.importorskip("zarr", reason="zarr is of the extra for studies")
    pytest.importorskip("threadpoolctl", reason="threadpoolctl is of the extra for studies")
    build(folder / "atlas.nc", scope, store=folder / "store", **more)
    return folder / "atlas.nc"


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Atlas:
    """Return the atlas of one device, coarse."""
    scope = Scope(devices=(DEVICE,), numerics=COARSE, judged_by=COARSE)
    return open_atlas(made(tmp_path_factory.mktemp("small"), scope))


@pytest.fixture(scope="module")
def packaged() -> Atlas:
    """Return the atlas that the package brings."""
    return open_atlas()


def request(energy: float, **more: Any) -> pm.Request:
    """Return a treatment of the small atlas at an energy, other headings as given."""
    given = {"handpiece": {"device": DEVICE}, "settings": {DIAL: energy}}
    return pm.read_request({**given, **{name: {**given.get(name, {}), **inner} for name, inner in more.items()}})


@pytest.mark.parametrize("device", [name for name, known in cards().items() if known.simulated])
def test_a_dial_is_spread_over_its_limits_through_what_is_published(device: str) -> None:
    axis, known = axis_of(card(device)), card(device)
    low, high = known.limits[known.dial]
    default = pm.Treatment(handpiece={"device": device}).exposure
    assert (axis.values[0], axis.values[-1]) == (low, high)
    assert any(value == pytest.approx(getattr(default, known.dial)) for value in axis.values)
    for row in known.combinations:
        value = getattr(row, known.dial)
        assert value is None or not low <= value <= high or any(abs(value / one - 1) < 0.021 for one in axis.values)
    steps = [1.0, *(above / below for below, above in itertools.pairwise(axis.values))]
    assert min(steps) >= 1.0
    assert max(steps) <= (WIDEST_STEP if len(axis.values) >= LEAST_POINTS else FINEST_STEP)


@pytest.mark.parametrize(("device", "matters"), [("picosecond-1064-array", True), ("affirm-1320", False)])
def test_phototypes_are_told_apart_where_melanin_absorbs(device: str, matters: bool) -> None:
    found = [
        evaluate.evaluate(evaluate.request_of({"handpiece": {"device": device}, "skin": {"phototype": phototype},
                                               "numerics": COARSE.stated()}))
        for phototype in ("I", "VI")
    ]  # fmt: skip
    assert axis_of(card(device)).phototypes == (PHOTOTYPES if matters else ("III",))
    assert (found[0] != found[1]) == matters


def test_treatments_held_out_lie_between_those_of_the_grid_and_reach_every_gap_and_site() -> None:
    axes = axes_of(whole_catalogue())
    grid, between_them = set(spots(axes)), list(held_out(axes))
    assert 0.02 < len(between_them) / len(grid) < 0.2
    for axis in axes:
        own = [spot for spot in between_them if spot.axis is axis]
        assert {spot.site for spot in own} == set(SITES)
        assert {spot.phototype for spot in own} == set(axis.phototypes)
        gaps = set(np.searchsorted(axis.values, [spot.value for spot in own]).tolist())
        assert len(axis.values) == 1 or gaps == set(range(1, len(axis.values)))
        assert len(axis.values) == 1 or not {*own} & grid


def test_at_a_treatment_of_the_grid_the_answer_is_that_treatment(small: Atlas) -> None:
    axis = small.held.axes[DEVICE]
    for value, site in ((axis.values[0], "cheek"), (axis.values[4], "hand"), (axis.values[-1], "periorbital")):
        asked = request(value, skin={"site": site}, numerics=COARSE.stated())
        answer, run = small.answer(asked), evaluate.evaluate(asked)
        assert answer is not None
        assert (answer.interpolated, answer.endpoint) == (False, run.pop("endpoint"))
        assert {name: np.float32(run[name]) for name in run} == {
            **{name: np.float32(run[name]) for name in answer.left_out},
            **{name: np.float32(quantity.value) for name, quantity in answer.figures.items()},
        }


def test_the_same_question_in_other_words_has_the_same_answer(small: Atlas) -> None:
    plain = small.answer(request(8.0))
    assert plain is not None
    exposure = request(8.0).treatment.exposure
    for other in (
        pm.read_request({"handpiece": {"device": DEVICE}}),  # 8 mJ is its default
        request(8.0, skin={"phototype": "VI"}),  # melanin does not absorb at 1440 nm
        request(8.0, numerics={"photons": 1000, "cell_um": 4.0, "seed": 7}),
        request(8.0, settings={"passes": exposure.passes, "pass_interval_s": exposure.pass_interval_s}),
        request(8.0, handpiece={"wavelength_nm": 1440.0}, skin={"age_years": 45.0}),
    ):
        assert small.answer(other) == plain


@pytest.mark.parametrize(
    "more",
    [
        {"skin": {"age_years": 60.0}},
        {"skin": {"ita_deg": 30.0}},
        {"skin": {"temperature_C": 30.0}},
        {"skin": {"layers": {"epidermis": {"thickness_um": 80.0}}}},
        {"handpiece": {"spot_diameter_um": 180.0}},
        {"handpiece": {"pulse_duration_ms": 20.0}},
        {"settings": {"density_per_pass_per_cm2": 100.0}},
        {"settings": {"passes": 3}},
        {"settings": {"pass_interval_s": 20.0}},
        {"surface": {"cooling": "none"}},
        {"surface": {"topical": "numbing-cream-on"}},
        {"physics": {"optics": "static"}},
        {"physics": {"hot_scattering_factor": 0.5}},
        {"physics": {"steam": "escapes"}},
        {"numerics": {"settle_s": 1.0}},
        {"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 10.0}},
    ],
    ids=json.dumps,
)
def test_a_question_that_it_does_not_hold_has_no_answer(small: Atlas, more: dict[str, Any]) -> None:
    assert small.answer(request(8.0, **more)) is None


def test_a_laser_described_in_full_has_no_answer(packaged: Atlas) -> None:
    whole = {key: value for key, value in request(8.0).treatment.resolved().handpiece.stated().items()
             if key != "device"}  # fmt: skip
    assert packaged.answer(pm.read_request({"handpiece": whole, "settings": {DIAL: 8.0}})) is None


def test_a_treatment_that_cannot_be_simulated_is_refused(small: Atlas) -> None:
    with pytest.raises(pm.BadInput, match=r"pulse_energy_mJ = 99 is above this handpiece's 15"):
        small.answer(request(99.0))


def test_between_treatments_figures_keep_their_order_and_say_so(small: Atlas) -> None:
    course = small.course(DEVICE, "neck")
    depth = course.figures["zones.necrosis.depth"]
    dials = np.geomspace(course.values[0], course.values[-1], 60)
    answers = [small.answer(request(float(dial), skin={"site": "neck"})) for dial in dials[1:-1]]
    told = np.array([answer.figures["zones.necrosis.depth"].value for answer in answers if answer])
    assert told.size == 58
    assert np.all(np.diff(depth) > 0.0)
    assert np.all(np.diff(told) > 0.0)
    assert depth[0] < told[0] < told[-1] < depth[-1]
    for answer in filter(None, answers):
        quantity = answer.figures["zones.necrosis.depth"]
        assert answer.interpolated
        assert "interpolated between runs at" in answer.notes[0]
        assert quantity.low < quantity.value < quantity.high
        assert quantity.sources


def test_a_zone_is_zero_up_to_where_it_begins_and_its_sizes_begin_together() -> None:
    x = np.log([1.0, 2.0, 4.0, 8.0, 16.0])
    depth, width = [0.0, 0.0, 100.0, 200.0, 300.0], [0.0, 0.0, 80.0, 90.0, 95.0]
    y, leads = np.array([depth, width]).T, np.array([0, 0])
    for dial, expected in ((1.5, 0.0), (2.0, 0.0), (2.01, 0.5), (4.0, 100.0), (8.0, 200.0)):
        found = between(x, y, np.log(dial), leads)
        assert found.values[0] == pytest.approx(expected, abs=0.3)
        assert (found.values[0] > 0.0) == (found.values[1] > 0.0)
    begins = between(x, y, np.log(3.0), leads)
    assert (begins.low.tolist(), begins.high.tolist()) == ([0.0, 0.0], [100.0, 80.0])
    assert begins.values[0] == pytest.approx(100.0 * np.log2(1.5))
    steep = between(x, np.array([[0.0, 0.0, 10.0, 200.0, 300.0]]).T, np.log(3.0), np.array([0]))
    assert steep.values[0] == 0.0
    assert steep.high[0] == 10.0
    ends = between(x, np.array([depth[::-1]]).T, np.log(5.0), np.array([0]))
    assert 0.0 < ends.values[0] < 100.0
    unknown = between(x, np.array([[np.nan, 0.0, 10.0, 200.0, 300.0]]).T, np.log(1.5), np.array([0]))
    assert np.isnan(unknown.values[0])


def test_neighbours_that_differ_by_more_than_a_third_bound_what_lies_between() -> None:
    x, y = np.log([1.0, 2.0, 4.0]), np.array([[100.0, 149.0, 290.0], [-2.0, 2.0, 2.1]]).T
    for dial, bounds in ((1.5, ([None, -2.0], [None, 2.0])), (3.0, ([149.0, None], [290.0, None]))):
        found = between(x, y, np.log(dial), np.array([0, 1]))
        for place in (0, 1):
            low, high = (side[place] for side in bounds)
            assert found.low[place] == (found.values[place] if low is None else low)
            assert found.high[place] == (found.values[place] if high is None else high)
            assert y[:, place].min() < found.values[place] < y[:, place].max()


def test_zeros_do_not_bend_what_lies_beyond_them() -> None:
    x = np.log(np.array([1.0, 2.0, 4.0, 8.0, 16.0]))
    straight = np.array([[0.0, 50.0, 100.0, 150.0, 200.0]]).T
    for dial in (3.0, 5.0, 13.0):
        assert between(x, straight, np.log(dial), np.array([0])).values[0] == pytest.approx(50.0 * np.log2(dial))


def test_beside_a_treatment_that_failed_there_is_no_answer(small: Atlas) -> None:
    data = small.held.data.copy(deep=True)
    data["endpoint"].values[0, PHOTOTYPES.index("III"), SITES.index("cheek"), 3] = FAILED
    values = small.held.axes[DEVICE].values
    broken = Atlas(Held(data))
    assert broken.answer(request(values[3])) is None
    assert broken.answer(request(0.5 * (values[2] + values[3]))) is None
    assert broken.answer(request(values[2])) == small.answer(request(values[2]))
    assert broken.course(DEVICE).endpoints[3] is None
    other_site = request(values[3], skin={"site": "neck"})
    assert broken.answer(other_site) == small.answer(other_site)


def test_where_neighbours_end_differently_the_endpoint_is_not_told(small: Atlas) -> None:
    data = small.held.data.copy(deep=True)
    data["endpoint"].values[0, PHOTOTYPES.index("III"), SITES.index("cheek"), 3] = 0
    values = small.held.axes[DEVICE].values
    answer = Atlas(Held(data)).answer(request(0.5 * (values[2] + values[3])))
    assert answer is not None
    assert answer.endpoint is None


def test_a_figure_that_is_missed_by_much_is_left_out_with_its_reason(small: Atlas) -> None:
    data = small.held.data.copy(deep=True)
    data["held_out_error"].loc[{"figure": "zones.necrosis.depth"}] = 500.0
    answer, known = Atlas(Held(data)).answer(request(8.0)), small.answer(request(8.0))
    assert answer is not None
    assert known is not None
    assert set(known.figures) - set(answer.figures) == {"zones.necrosis.depth"}
    assert "misses by up to 500 um in runs held out" in answer.left_out["zones.necrosis.depth"]
    data["held_out_error"].loc[{"figure": "zones.necrosis.depth"}] = np.nan
    answer = Atlas(Held(data)).answer(request(8.0))
    assert answer is not None
    assert "no run held out tells" in answer.left_out["zones.necrosis.depth"]


def test_untested_dials_and_bulk_heating_are_warned_of(packaged: Atlas) -> None:
    untested = packaged.answer(pm.read_request({**RESTORE, "settings": {"pulse_energy_mJ": 70.0}}))
    assert untested is not None
    assert any(warning.startswith("outside tested range") for warning in untested.warnings)


def test_a_course_is_the_treatments_along_the_dial(small: Atlas) -> None:
    course = small.course(DEVICE, "chest", "VI")
    assert course.dial == f"settings.{DIAL}"
    assert course.units["zones.necrosis.depth"] == "um"
    for value, depth in zip(course.values, course.figures["zones.necrosis.depth"], strict=True):
        answer = small.answer(request(float(value), skin={"site": "chest"}))
        assert answer is not None
        assert answer.figures["zones.necrosis.depth"].value == depth
    with pytest.raises(pm.BadInput, match='device = "affirm" is not in the atlas; choose one of starlux-1440'):
        small.course("affirm")
    with pytest.raises(pm.BadInput, match='phototype = "7" is not in the atlas; choose one of I, II'):
        small.course(DEVICE, "cheek", "7")


def test_its_error_is_that_of_runs_between(small: Atlas) -> None:
    axes = axes_of(Scope(devices=(DEVICE,)))
    place = small.held.names.index("zones.necrosis.depth")
    off = []
    for spot in held_out(axes):
        run = evaluate.evaluate(evaluate.request_of({**nested(spot.row()), "numerics": COARSE.stated()}))
        off.append(abs(float(small.estimate(spot).values[place]) - float(run["zones.necrosis.depth"])))
    assert small.held.errors[0, place] == pytest.approx(max(off), rel=1e-5)
    missed = json.loads(small.held.data.attrs["missed"])["zones.necrosis.depth"]
    assert missed["median"] == pytest.approx(sorted(off)[len(off) // 2], rel=1e-5)


def test_a_build_that_was_killed_goes_on_and_gives_the_same_file(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "evaluate_block", lambda work: evaluate_block(work, 0.0))
    real, seen = evaluate.evaluate, []

    def stopping(asked: pm.Request, *more: Any) -> dict[str, Any]:
        if len(seen) == 5:
            seen.append(None)
            raise KeyboardInterrupt
        seen.append(asked)
        return real(asked, *more)

    monkeypatch.setattr(evaluate, "evaluate", stopping)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, ONE_DIAL)
    assert not (tmp_path / "atlas.nc").exists()
    first = read(made(tmp_path, ONE_DIAL))
    axes = axes_of(ONE_DIAL)
    assert len(seen) == 1 + len(list(spots(axes))) + len(list(held_out(axes)))
    assert not (tmp_path / "store").exists()
    (tmp_path / "again").mkdir()
    again = read(made(tmp_path / "again", ONE_DIAL))
    assert again.data.attrs["contents_sha256"] == first.data.attrs["contents_sha256"]
    assert again.data.identical(first.data)


def test_a_file_that_was_changed_or_is_none_is_refused(small: Atlas, tmp_path: Path) -> None:
    path = tmp_path / "atlas.nc"
    save(small.held.data, path)
    assert read(path).data.identical(small.held.data)
    changed = small.held.data.copy(deep=True)
    changed["zones.necrosis.depth"].values[0, 2, 0, 0] += 1.0
    changed.to_netcdf(path, engine="h5netcdf")
    with pytest.raises(pm.BadInput, match="is not as it was written, so its figures cannot be trusted; make one with"):
        open_atlas(path)
    xarray.Dataset({"depth": ("site", [1.0])}).to_netcdf(path, engine="h5netcdf")
    with pytest.raises(pm.BadInput, match="is not an atlas; make one with photomend atlas --out FILE"):
        open_atlas(path)
    for content in (b"words", path.read_bytes()[:200]):
        path.write_bytes(content)
        with pytest.raises(pm.BadInput, match="cannot be read as an atlas"):
            open_atlas(path)
    with pytest.raises(pm.BadInput, match="cannot be read as an atlas"):
        open_atlas(tmp_path / "missing.nc")


def test_the_command_makes_an_atlas_and_tells_its_error(tmp_path: Path, monkeypatch, capsys) -> None:
    pytest.importorskip("zarr", reason="zarr is of the extra for studies")
    monkeypatch.setenv("PHOTOMEND_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("photomend.study.atlas_grid.SITES", SITES[:2])
    out = tmp_path / "atlas.nc"
    words = ["atlas", "--out", str(out), "--device", "fraxel-repair-co2"]
    main([*words, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["devices"], told["failed"], told["contents_sha256"]) == (
        1, 0, open_atlas(out).held.data.attrs["contents_sha256"],
    )  # fmt: skip
    assert told["missed"]["zones.vaporised.depth"]["most"] < 5.0
    main(words)
    assert "zones.vaporised.depth" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["atlas", "--out", str(tmp_path / "missing" / "atlas.nc")])
    assert left.value.code == 2
    assert "cannot be written; choose a file in a folder that exists" in capsys.readouterr().err


@pytest.mark.parametrize("device", ["halo-1470", "fraxel"])
def test_a_device_that_cannot_be_simulated_has_no_axis(device: str) -> None:
    with pytest.raises(pm.BadInput, match=device):
        axes_of(Scope(devices=(device,)))


def test_equal_tables_are_told_from_others() -> None:
    assert same({"a": [1, 2.0], "b": None}, {"a": (1, 2.0 + 1e-12), "b": None})
    for other in ({"a": [1, 2.1], "b": None}, {"a": [1], "b": None}, {"a": [1, 2.0]}, {"a": [1, "2"], "b": None}):
        assert not same({"a": [1, 2.0], "b": None}, other)


def test_the_packaged_atlas_is_small_and_holds_every_device(packaged: Atlas) -> None:
    assert PACKAGED.stat().st_size < 2_000_000
    assert set(packaged.held.axes) == {name for name, known in cards().items() if known.simulated}
    for axis in axes_of(whole_catalogue()):
        assert packaged.held.axes[axis.device] == axis
    there = packaged.held.endpoints[packaged.held.endpoints != ABSENT]
    assert there.size == packaged.held.data.attrs["treatments"] == len(list(spots(axes_of(whole_catalogue()))))
    for name in packaged.held.names:
        assert packaged.held.data[name].dtype == np.float32


def test_the_packaged_atlas_answers_each_device_as_it_comes(packaged: Atlas) -> None:
    for device in packaged.held.axes:
        answer = packaged.answer(pm.read_request({"handpiece": {"device": device}, "skin": {"phototype": "II"}}))
        assert answer is not None, device
        assert not answer.interpolated
        assert set(answer.figures) >= {"zones.necrosis.depth", "zones.necrosis.width", "pattern.coverage"}, device
        assert all(quantity.low <= quantity.value <= quantity.high for quantity in answer.figures.values()), device


def test_an_atlas_of_another_model_answers_and_says_so(small: Atlas) -> None:
    assert small.current
    other = Atlas(Held(small.held.data.assign_attrs(model_version="0.0.1+other")))
    answer = other.answer(request(8.0))
    assert not other.current
    assert answer is not None
    assert any("made with photomend 0.0.1+other" in note for note in answer.notes)


# Another seed moves depths by 1 % and more where light reaches far (docs/decisions/0029-atlas.md): as much of an atlas
# as its error against full runs, which have another noise. A processor that rounds otherwise leads photons elsewhere.
STALE_FROM = 3.0  # of that error
LEAST = {"um": 1.0, "1": 0.003, "degC": 0.2, "K": 0.1, "J/cm^2": 0.01}
LEAST_SHARE = 0.02
COMPARED = (
    "light.reflected",
    "light.absorbed",
    "heat.peak_temperature",
    "heat.bulk_temperature_rise",
    "heat.bulk_peak_temperature",
    "zones.collagen.depth",
    "zones.collagen.width",
    "zones.necrosis.depth",
    "zones.necrosis.width",
    "pattern.coverage",
    "breakdown.vacuole_diameter",
    "ablation.removed_depth",
    "ablation.times_threshold",
)
ENTRIES = 12


def chosen(held: Held, salt: str) -> list[Spot]:
    """Return some treatments of an atlas, others for each version of the model."""
    grid = list(spots(tuple(held.axes.values())))
    numbers = (int(hashlib.sha256(f"{salt} {turn}".encode()).hexdigest(), 16) for turn in range(ENTRIES))
    return [grid[number % len(grid)] for number in numbers]


def run_again(held: Held, spot: Spot) -> dict[str, Any]:
    """Return what a treatment of an atlas gives today; nothing where it is refused."""
    contents = {**nested(spot.row()), "numerics": json.loads(held.data.attrs["numerics"])}
    try:
        return evaluate.evaluate(evaluate.request_of(contents))
    except pm.BadInput:
        return {}


def differing(held: Held, some: list[Spot]) -> list[str]:
    """Return the figures of some treatments of an atlas that the model of today gives otherwise, beyond its noise."""
    found = []
    for spot in some:
        run, stored = run_again(held, spot), Atlas(held).estimate(spot).values
        for place, name in enumerate(held.names):
            if name not in COMPARED:
                continue
            off = STALE_FROM * float(held.errors[held.index(spot)[0], place])
            off = max(off, LEAST[held.units[place]], LEAST_SHARE * abs(float(stored[place])))
            if run.get(name, np.nan) != pytest.approx(stored[place], rel=0.0, abs=off, nan_ok=True):
                found.append(f"{name} of {spot.row()}: {run.get(name)} and not {stored[place]:.5g}")
    return found


def test_the_packaged_atlas_is_what_the_model_of_today_computes(packaged: Atlas) -> None:
    stale = differing(packaged.held, chosen(packaged.held, model_version()))
    assert stale == [], "make it anew: photomend atlas --out photomend/data/atlas.nc --workers 2"


def test_a_stale_atlas_is_found_out(small: Atlas) -> None:
    some = chosen(small.held, "any")
    assert differing(small.held, some) == []
    data = small.held.data.copy(deep=True)
    data["zones.necrosis.width"].values[:] *= 1.05
    found = differing(Held(data), some)
    assert len(found) == ENTRIES
    assert all(name.startswith("zones.necrosis.width of ") for name in found)
