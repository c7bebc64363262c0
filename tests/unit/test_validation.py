"""The validation: reading rows, judging them, telling them; no physics beyond closed forms."""

import json
import math

import pytest

import photomend as pm
from photomend import cli
from photomend.sensitivity import sensitivity, variance_of
from photomend.validation.calibrate import FITTED
from photomend.validation.outcomes import QUANTITIES
from photomend.validation.page import page
from photomend.validation.predict import Prediction
from photomend.validation.rows import Known, Row, chosen, published, read_own
from photomend.validation.run import beyond, judge, record, summarise, validate

MINE = """# depths of my own
id,quantity,clock,measured,low,high,handpiece.device,settings.radiant_exposure_J_per_cm2
first,removed-depth,,18,15,25,eryag-2940,4..6
second,depth,collagen,30,,,eryag-2940,5
"""


def row(compare: str = "interval", measured: float = 100.0, low: float | None = None, high: float | None = None) -> Row:
    known = Known(measured, measured if low is None else low, measured if high is None else high, "read")
    return Row("one", "Someone 2000", ("Weiss2006",), "depth", "um", known, compare, "prediction", {}, "collagen")


def said(value: float, low: float, high: float) -> Prediction:
    return Prediction(value, low, high, (value, value), {})


@pytest.mark.parametrize(
    ("compare", "low", "value", "high", "kept", "central"),
    [
        ("interval", 80.0, 90.0, 99.0, False, False),
        ("interval", 80.0, 90.0, 101.0, True, False),
        ("at-least", 80.0, 90.0, 101.0, True, False),
        ("at-least", 80.0, 90.0, 99.0, False, False),
        ("at-most", 80.0, 90.0, 101.0, True, True),
        ("at-most", 101.0, 110.0, 120.0, False, False),
    ],
)
def test_judging(compare, low, value, high, kept, central):
    verdict = judge(row(compare), said(value, low, high))
    assert (verdict.kept, verdict.central) == (kept, central)


def test_a_measured_spread_is_held_where_it_overlaps():
    assert judge(row(low=95.0, high=130.0), said(120.0, 110.0, 140.0)).central
    assert not judge(row(low=95.0, high=105.0), said(120.0, 110.0, 140.0)).kept


def test_rows_that_must_agree_are_judged_by_their_middle():
    strict = row()
    object.__setattr__(strict, "tolerance", (0.67, 1.5))
    assert judge(strict, said(149.0, 10.0, 900.0)).kept
    assert not judge(strict, said(151.0, 10.0, 900.0)).kept


def test_what_was_not_predicted_is_not_judged():
    verdict = judge(row(), None)
    assert verdict.kept is None
    assert math.isinf(verdict.ratio)
    assert record(verdict)["predicted"] is None


def test_a_summary_counts_predictions_alone():
    held, missed = judge(row(), said(90.0, 80.0, 101.0)), judge(row(), said(50.0, 40.0, 60.0))
    found = summarise([held, missed, judge(row(), None)])
    assert found["intervals"] == {"count": 2, "held": 1, "median_half_width": pytest.approx(0.158, abs=1e-3)}
    assert found["failed"] == ["one"]
    assert found["raw_error"]["all_rows"]["depth"]["mean"] == pytest.approx(-0.3)


def test_every_quantity_of_the_published_rows_is_known():
    for one in published():
        reason = beyond(one)
        assert reason is None or one.split != "prediction", (one.id, reason)


def test_own_measurements(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(MINE)
    first, second = read_own(file)
    assert first.unknown == {"settings.radiant_exposure_J_per_cm2": (4.0, 6.0)}
    assert second.measured.low == second.measured.high == 30.0
    verdicts = validate((first, second))
    assert verdicts[0].predicted.narrow[0] < verdicts[0].predicted.value < verdicts[0].predicted.narrow[1]
    assert verdicts[0].predicted.low <= verdicts[0].predicted.narrow[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,measured\na,1\n", "lacks the column quantity"),
        ("id,quantity,measured\n", "has no measurement"),
        ("id,quantity,measured\na,deepness,1\n", "deepness is not known; choose one of"),
        ("id,quantity,measured,clock\na,depth,1,red\n", "clock = red"),
        ("id,quantity,measured,power\na,depth,1,3\n", "column power"),
        ("id,quantity,measured\na,depth,x\n", "measured = x is not a number"),
        ("id,quantity,measured,low\na,depth,5,6\n", "lies outside 6 to 5"),
        ("id,quantity,measured,unit\na,depth,5,mm\n", "convert it"),
        ("id,quantity,measured,handpiece.device\na,depth,5,fraxel\n", "is not in the catalogue"),
        ("id,quantity,measured,settings.passes\na,depth,5,x..4\n", "is not a number"),
    ],
)
def test_bad_measurements_are_refused_in_one_line(tmp_path, capsys, text, words):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(SystemExit) as left:
        cli.main(["validate", "--data", str(file)])
    told = capsys.readouterr()
    assert left.value.code == 2
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not told.out


def test_a_missing_file_and_an_unknown_row(capsys):
    for arguments in (["--data", "nowhere.csv"], ["--row", "nobody"]):
        with pytest.raises(SystemExit) as left:
            cli.main(["validate", *arguments])
        assert left.value.code == 2


def test_json_of_the_command(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text(MINE)
    cli.main(["validate", "--data", str(file), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {"id", "quantity", "split", "inputs", "predicted", "measured", "kept"} <= set(found["rows"][0])
    assert found["rows"][0]["inputs"]["settings.radiant_exposure_J_per_cm2"]["mark"] == "user"
    assert found["summary"]["rows"] == 2


def test_table_and_page(tmp_path, capsys):
    file = tmp_path / "mine.csv"
    file.write_text(MINE)
    cli.main(["validate", "--data", str(file)])
    assert "removed-depth" in capsys.readouterr().out
    text = page(
        validate(chosen(file)), {"eryag-2940": sensitivity(pm.Treatment(handpiece={"device": "eryag-2940"}))}, "it"
    )
    assert "`second`" in text
    assert "heat of ablation" in text


@pytest.mark.verifies("Variance shares: b x + c x^2 with x even in -1..1 has variance b^2/3 + 4 c^2/45 (by quadrature)")
def test_variance_of_a_parabola():
    x = [-1.0 + (n + 0.5) / 5000.0 for n in range(10_000)]
    y = [3.0 * one - 2.0 * one**2 for one in x]
    mean = sum(y) / len(y)
    assert variance_of(3.0, -2.0) == pytest.approx(sum((one - mean) ** 2 for one in y) / len(y), rel=1e-6)


def test_units_of_rows_are_those_of_their_quantity():
    for one in published():
        if one.quantity in QUANTITIES and not one.against:
            assert one.unit == QUANTITIES[one.quantity].unit, one.id


@pytest.mark.verifies("What was calibrated ships as it is fitted anew, to a sixth, and inside its published range")
@pytest.mark.parametrize("one", FITTED, ids=lambda one: one.where[-1])
def test_calibrated_numbers(one):
    assert one.anew() == pytest.approx(one.shipped.value, rel=1.0 / 6.0)
    assert one.shipped.low < one.anew() < one.shipped.high
