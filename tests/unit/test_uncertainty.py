"""What all uncertain inputs do together, for real treatments on coarse grids."""

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import photomend as pm
from photomend.catalog import look_up
from photomend.commands.uncertainty import SHOWN
from photomend.commands.uncertainty import uncertainty as command
from photomend.description import BadInput
from photomend.intervals import DAMAGE_THRESHOLD
from photomend.skin.anatomy import stack
from photomend.study.evaluate import evaluate, request_of
from photomend.study.people import IGNORANCE, PEOPLE, follow_at, inputs_of, kind_of
from photomend.study.sobol import latin_hypercube
from photomend.study.uncertainty import UNEXPLAINED_MOST, Uncertainty, drawn_on, propagate
from photomend.treatment import Request

QUICK = {"photons": 1280, "cell_um": 25.0, "settle_s": 0.03}
TREATMENT = {
    "handpiece": {"device": "fraxel-restore"},
    "settings": {"pulse_energy_mJ": 20.0, "passes": 1},
    "physics": {"optics": "static"},
    "numerics": QUICK,
}
DEPTH, WIDTH = "zones.necrosis.depth", "zones.necrosis.width"


@pytest.fixture(scope="module")
def request_at_hand() -> Request:
    """Return the treatment that most tests move."""
    return request_of(TREATMENT)


@pytest.fixture(scope="module")
def found(request_at_hand: Request) -> Uncertainty:
    """Return what its uncertain inputs do together."""
    return propagate(request_at_hand, draws=96)


def test_only_inputs_with_a_range_are_drawn(request_at_hand: Request) -> None:
    names = inputs_of(request_at_hand)
    assert {"spot", "scattering", DAMAGE_THRESHOLD, "stratum_corneum_thickness"} <= set(names)
    assert not {"melanin", "blood", "hot_absorption", "heat_of_ablation"} & set(names)
    stated = {"skin": {"layers": {"stratum_corneum": {"thickness_um": 15.0}}}, "handpiece": {"spot_diameter_um": 130.0}}
    known = request_of({**TREATMENT, **stated, "handpiece": {**TREATMENT["handpiece"], **stated["handpiece"]}})
    assert set(names) - set(inputs_of(known)) == {"spot", "stratum_corneum_thickness"}


def test_melanin_is_of_people_within_a_phototype_and_ill_known_at_a_measured_angle() -> None:
    picosecond = {"handpiece": {"device": "picosure-focus"}}
    by_phototype = request_of(picosecond)
    by_angle = request_of({**picosecond, "skin": {"ita_deg": 30.0}})
    assert "melanin" in inputs_of(by_phototype)
    assert kind_of(by_phototype, "melanin") == PEOPLE
    assert kind_of(by_angle, "melanin") == IGNORANCE
    assert {kind_of(by_angle, name) for name in ("spot", "cooling", DAMAGE_THRESHOLD, "absorption")} == {IGNORANCE}


def test_at_its_values_a_treatment_is_what_it_is(request_at_hand: Request) -> None:
    from photomend.figures import figures_of

    run = follow_at(request_at_hand, dict.fromkeys(inputs_of(request_at_hand), 0.0))
    assert {**figures_of(run), "endpoint": run.endpoint} == evaluate(request_at_hand)


def test_a_position_moves_thickness_and_threshold_to_the_ends_of_their_ranges(request_at_hand: Request) -> None:
    horny = next(slab for slab in stack(request_at_hand.treatment.skin) if slab.name == "stratum_corneum").thickness_um
    thin = follow_at(request_at_hand, {"stratum_corneum_thickness": -1.0})
    assert 1e3 * thin.layers[0].bottom == pytest.approx(horny.low)
    widths = [
        follow_at(request_at_hand, {DAMAGE_THRESHOLD: x}).zones["necrosis"].width for x in (-1.0, -0.2, 0.0, 0.2, 1.0)
    ]
    assert look_up("rates", "shift").high > 0.0
    assert all(wide > narrow for wide, narrow in itertools.pairwise(widths))


def test_every_input_is_drawn_evenly_over_its_range() -> None:
    drawn = latin_hypercube(64, 5, seed=1)
    assert np.sort(np.floor(32.0 * (drawn + 1.0)), axis=0).tolist() == [[float(row)] * 5 for row in range(64)]
    assert np.abs(np.corrcoef(drawn.T) - np.eye(5)).max() < 0.4


def test_quantiles_lie_inside_the_extremes_and_in_order(found: Uncertainty) -> None:
    for name, told in found.figures.items():
        sample = found.samples[name]
        assert sample.size == 96
        assert sample.min() <= told.joint.low <= told.median <= told.joint.high <= sample.max()
        assert told.joint.kind == "model"
        assert told.joint.sources
        assert told.vanishing == np.mean(sample == 0.0)
        for low, high in (told.alone or {}).values():
            assert sample.min() <= low <= high <= sample.max()


def test_the_joint_interval_is_near_that_of_one_input_at_a_time(found: Uncertainty) -> None:
    """Half-ranges added in squares are 1.73 standard deviations of an additive figure, 5 and 95 % some 1.64."""
    for name in (DEPTH, WIDTH, "pattern.coverage"):
        joint, apart = found.figures[name].joint, found.figures[name].one_at_a_time
        assert joint.value == apart.value
        assert 0.6 < (joint.high - joint.low) / (apart.high - apart.low) < 1.4


def test_one_input_at_a_time_is_the_interval_of_a_run() -> None:
    request = drawn_on(request_of({"handpiece": {"device": "eryag-2940"}}))
    found = propagate(request, draws=32, on_model=False)
    run = pm.simulate(request.treatment, request.physics, request.numerics.with_(intervals=True))
    told, shown = found.figures["zones.necrosis.depth"].one_at_a_time, run.zones.necrosis.depth
    assert (told.low, told.value, told.high) == pytest.approx((shown.low, shown.value, shown.high))
    assert (told.unit, told.sources) == (shown.unit, shown.sources)


def test_indices_are_told_where_the_emulator_holds_and_refused_elsewhere(found: Uncertainty) -> None:
    width = found.figures[WIDTH]
    assert width.indices is not None
    assert width.kinds is not None
    assert width.unexplained is not None
    assert width.unexplained <= UNEXPLAINED_MOST
    assert width.indices.largest(1) == [DAMAGE_THRESHOLD]
    assert sum(index.value for index in width.indices.first.values()) == pytest.approx(1.0, abs=0.15)
    assert width.kinds.first[IGNORANCE].value > 0.8 > 0.2 > width.kinds.first[PEOPLE].value
    refused = [told for told in found.figures.values() if told.refused]
    assert refused
    for told in refused:
        assert told.indices is None
        assert told.unexplained > UNEXPLAINED_MOST
        assert "misses" in told.refused
        assert "raise draws" in told.refused


def test_the_emulator_and_the_model_itself_agree_on_who_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("photomend.study.uncertainty.ON_MODEL", 64)
    request = request_of({"handpiece": {"device": "eryag-2940"}})
    emulated, asked = propagate(request, draws=64, on_model=False), propagate(request, draws=32)
    assert (emulated.on_model, asked.on_model) == (False, True)
    assert asked.evaluations > emulated.evaluations + 64 * len(asked.inputs)
    for name in ("zones.vaporised.depth", "zones.necrosis.depth"):
        first, second = emulated.figures[name].indices, asked.figures[name].indices
        for one, other in ((first.first, second.first), (first.total, second.total)):
            for key in one:
                margin = 0.02 + float(np.hypot(one[key].confidence, other[key].confidence))
                assert one[key].value == pytest.approx(other[key].value, abs=margin)


def test_the_result_is_the_same_for_any_number_of_threads(
    request_at_hand: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, told = [], list[float]()
    for threads in ("1", "3"):
        monkeypatch.setenv("PHOTOMEND_THREADS", threads)
        one = propagate(request_at_hand, draws=32, seed=7, progress=told.append)
        results.append((json.dumps(one.record()), {name: values.tobytes() for name, values in one.samples.items()}))
    assert results[0] == results[1]
    assert told[-1] == 1.0
    assert all(0.0 < share <= 1.0 for share in told)


def test_another_seed_draws_others() -> None:
    assert not np.array_equal(latin_hypercube(32, 3, seed=1), latin_hypercube(32, 3, seed=2))


@pytest.mark.parametrize("draws", [0, 31, 100_001])
def test_too_few_or_too_many_draws_are_refused(request_at_hand: Request, draws: int) -> None:
    with pytest.raises(BadInput, match=f"draws = {draws} is outside 32 to 100000"):
        propagate(request_at_hand, draws=draws)


def test_a_missing_extra_is_told_in_one_sentence(request_at_hand: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(BadInput, match=r"SALib is not installed.*pip install photomend\[study\]"):
        propagate(request_at_hand)


@pytest.fixture
def asked(found: Uncertainty, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the list of what the command asks for; it is answered with what was found already."""
    calls: list[Any] = []

    def answer(*arguments: Any) -> Uncertainty:
        calls.append(arguments)
        return found

    monkeypatch.setattr("photomend.study.uncertainty.propagate", answer)
    return calls


def test_the_command_prints_json_and_draws(asked: list[Any], tmp_path: Path) -> None:
    picture = tmp_path / "found.png"
    arguments = ["--device=affirm-1440", "--draws=48", "--set=numerics.seed=3", "--json", f"--figure={picture}"]
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    request, draws, seed, _, on_model = asked[0]
    assert (request.treatment.handpiece.device, draws, seed, on_model) == ("affirm-1440", 48, 3, None)
    told = json.loads(done.stdout)
    assert (told["draws"], told["indices_from"]) == (96, "emulator")
    assert set(told["inputs"].values()) == {PEOPLE, IGNORANCE}
    assert {"joint", "one_at_a_time", "indices", "kinds", "refused"} <= set(told["figures"][DEPTH])
    assert {"pattern.coverage_fraction", "light.specular_fraction"} <= set(told["figures"])
    assert picture.read_bytes()[:4] == b"\x89PNG"


def test_the_command_prints_a_table(asked: list[Any], found: Uncertainty) -> None:
    done = CliRunner().invoke(command, ["--device=fraxel-restore", "--on-model"], catch_exceptions=False)
    assert asked[0][-1] is True
    depth = found.figures[DEPTH].joint
    assert f"{depth.low:.4g} to {depth.high:.4g}" in done.output
    assert "Endpoints of 96 draws" in done.output
    assert found.figures[WIDTH].indices is not None
    assert all(f"{name} " in done.output for name in found.figures[WIDTH].indices.largest(3))
    assert done.output.count("no indices: ") == len([name for name in SHOWN if _refused(found, name)]) > 0


def _refused(found: Uncertainty, name: str) -> bool:
    return name in found.figures and bool(found.figures[name].refused)
