"""Every published measurement says what was measured, where it comes from and which valid treatment predicts it."""

from pathlib import Path
from typing import Any

import pytest

import photomend as pm
from photomend.catalog import MARKS, literature, tables
from photomend.treatment import TreatmentFile, read_request, with_settings

ROOT = Path(__file__).parents[2]
ROWS: list[dict[str, Any]] = tables("measurements")["rows"]
UNIT_OF_QUANTITY = {
    **dict.fromkeys(("threshold", "boiling-threshold", "vacuole-threshold"), "J/cm^2"),
    **dict.fromkeys(("depth", "width", "surface-width", "removed-depth", "rim"), "um"),
    **dict.fromkeys(("vacuole-diameter", "vacuole-top"), "um"),
    **dict.fromkeys(("depth-ratio", "width-ratio", "deeper-than", "reflectance", "epidermis-spared", "vacuole"), "1"),
    **dict.fromkeys(("peak-temperature", "surface-temperature", "minimum-temperature"), "degC"),
    "heat-depth": "mm",
    "removal-slope": "um*cm^2/J",
}
# Light, heat and coagulation predict these; the others belong to ablation, breakdown and reflectance.
BY_HEAT = {
    "threshold", "boiling-threshold", "depth", "width", "surface-width", "depth-ratio", "width-ratio", "deeper-than",
    "heat-depth", "epidermis-spared", "peak-temperature", "surface-temperature", "minimum-temperature",
}  # fmt: skip
LONGEST_HEATED_NM = 2500.0
NEEDED = {
    "id", "study", "source", "quantity", "unit", "measured", "statistic", "compare", "split", "headline", "mark",
    "inputs",
}  # fmt: skip
ALLOWED = NEEDED | {
    "clock", "tolerance", "note", "against", "dose", "at_depth_um", "share", "cut_at_mm", "band_nm", "without_nm",
}  # fmt: skip
STATISTICS = {
    "mean", "mean-and-sd", "range-of-means", "range", "percentiles-5-95", "typical", "up-to", "bound", "ED50",
    "threshold", "ratio", "presence", "absence", "derived", "claim",
}  # fmt: skip
COMPARISONS = {"interval", "at-least", "at-most", "ratio-at-least", "presence", "absence", "ordering"}
MUST_AGREE = {"cain06-1540-5mm", "jiao19-1319-9p8mm-0p4s", "jiao19-1319-9p8mm-3s"}

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])


def marked(row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every input of a row that has a mark, by name."""
    return row["inputs"] | {name: entry for name, entry in row.items() if name in ("dose", "at_depth_um", "cut_at_mm")}


def contents(row: dict[str, Any], end: str = "value") -> dict[str, Any]:
    """Return the treatment file of a row, every input at its value or at one end of its range."""
    file: dict[str, Any] = {}
    for name, entry in row["inputs"].items():
        *headings, key = name.split(".")
        table = file
        for heading in headings:
            table = table.setdefault(heading, {})
        table[key] = entry.get(end, entry["value"])
    if row["quantity"].endswith("threshold"):  # the runner looks for it; the mean of a Gaussian is half its peak
        gaussian = file["handpiece"].get("beam_profile") == "gaussian" and row["dose"]["value"] == "peak"
        file.setdefault("settings", {})["radiant_exposure_J_per_cm2"] = row["measured"]["value"] / (1 + gaussian)
    return file


def heated(row: dict[str, Any]) -> bool:
    """Return whether a row is predicted by light and heat alone, without removal."""
    if row["quantity"] not in BY_HEAT or row["split"] == "context":
        return False
    named = row["inputs"].get("handpiece.device")
    known = pm.cards()[named["value"]].value("wavelength_nm") if named else None
    nm = known.value if known else row["inputs"]["handpiece.wavelength_nm"]["value"]
    return bool(nm < LONGEST_HEATED_NM)


PREDICTED = [row for row in ROWS if heated(row)]


def test_every_row_has_its_own_name() -> None:
    names = [row["id"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name.replace("-", "").isalnum() or name != name.lower()] == []


@each_row
def test_a_row_has_the_columns_of_the_head_of_the_file(row: dict[str, Any]) -> None:
    assert set(row) >= NEEDED
    assert set(row) <= ALLOWED
    assert row["quantity"] in UNIT_OF_QUANTITY
    assert row["statistic"] in STATISTICS
    assert row["compare"] in COMPARISONS
    assert row["split"] in ("calibration", "prediction", "context")
    assert row.get("clock", "either") in ("necrosis", "collagen", "either")
    assert row["split"] != "context" or row["note"]
    assert ("share" in row) == ("cut_at_mm" in row) == (row["quantity"] == "heat-depth")
    assert ("band_nm" in row) == (row["quantity"] == "reflectance")
    assert ("at_depth_um" in row) == (row["quantity"] == "threshold")
    assert ("dose" in row) == row["quantity"].endswith("threshold")
    compares_two = row["quantity"].endswith(("-ratio", "-than", "-slope")) or row["compare"] == "ordering"
    assert ("against" in row) == compares_two


@each_row
def test_a_measurement_lies_in_its_range_and_has_a_unit_of_its_quantity(row: dict[str, Any]) -> None:
    measured = row["measured"]
    assert set(measured) == {"value", "low", "high"}
    assert measured["low"] <= measured["value"] <= measured["high"]
    assert row["unit"] == ("1" if row["compare"] == "ordering" else UNIT_OF_QUANTITY[row["quantity"]])
    if row["compare"] in ("presence", "absence"):
        assert measured["value"] == (row["compare"] == "presence")


@each_row
def test_every_source_is_in_the_bibliography(row: dict[str, Any]) -> None:
    assert row["source"]
    assert [key for key in row["source"] if key not in literature()] == []


@each_row
def test_every_input_has_a_mark_and_an_unknown_one_a_range_or_a_note(row: dict[str, Any]) -> None:
    known = set(MARKS) - {"user"}
    assert row["mark"] in known
    for name, entry in marked(row).items():
        assert set(entry) <= {"value", "low", "high", "mark", "note"}, name
        assert entry["mark"] in known, name
        assert ("low" in entry) == ("high" in entry), name
        assert entry.get("low", entry["value"]) <= entry["value"] <= entry.get("high", entry["value"]), name
        assert entry["mark"] == "read" or "low" in entry or "note" in entry or row["split"] == "context", name


@each_row
def test_a_headline_row_is_a_prediction_of_which_all_was_read(row: dict[str, Any]) -> None:
    marks = {row["mark"], *(entry["mark"] for entry in marked(row).values())}
    assert row["headline"] == (row["split"] == "prediction" and marks == {"read"})


@each_row
def test_inputs_are_keys_of_a_treatment_file(row: dict[str, Any]) -> None:
    for name in [*row["inputs"], *row.get("against", {})]:
        kind: Any = TreatmentFile
        for key in name.split("."):
            assert key in kind.model_fields, name
            inner = kind.model_fields[key].annotation
            kind = next((one for one in (inner, *getattr(inner, "__args__", ())) if hasattr(one, "model_fields")), None)
    assert {name for name in row.get("against", {}) if name not in row["inputs"]} == set()


@pytest.mark.parametrize("end", ["low", "value", "high"])
@pytest.mark.parametrize("row", PREDICTED, ids=lambda row: row["id"])
def test_a_row_that_heat_predicts_is_a_valid_treatment(row: dict[str, Any], end: str) -> None:
    request = read_request(contents(row, end))
    assert request.treatment.exposure.pulse_energy_mJ > 0.0
    if "against" in row and end == "value":
        changes = [
            f"{name}={value if not isinstance(value, str) else repr(value)}" for name, value in row["against"].items()
        ]
        other = read_request(with_settings(contents(row), changes))
        assert other.treatment.exposure != request.treatment.exposure


@pytest.mark.parametrize("row", [row for row in ROWS if row["quantity"] == "reflectance"], ids=lambda row: row["id"])
def test_reflectance_is_that_of_a_valid_skin(row: dict[str, Any]) -> None:
    assert pm.Skin(**contents(row)["skin"]).site == "forearm"


def test_the_rows_that_must_agree_are_predictions_with_a_tolerance() -> None:
    tolerant = {row["id"]: row for row in ROWS if "tolerance" in row}
    assert set(tolerant) == MUST_AGREE
    for row in tolerant.values():
        assert row["split"] == "prediction"
        assert row["tolerance"] == [0.67, 1.5]


def test_the_published_simulation_is_in_the_bibliography() -> None:
    simulation = tables("measurements")["published_simulation"]
    assert set(simulation["source"]) <= set(literature())
    for name in ("depth_error", "width_error"):
        assert 0.0 < simulation[name]["low"] < simulation[name]["value"] < simulation[name]["high"]


def test_nothing_is_predicted_from_what_was_only_recalled_or_claimed() -> None:
    predictions = [row for row in ROWS if row["split"] == "prediction"]
    assert len(predictions) > 50
    assert [
        row["id"] for row in predictions if row["mark"] in ("recalled", "assumed") or row["statistic"] == "claim"
    ] == []


def test_the_report_and_the_readme_are_of_these_rows():
    report, readme = ((ROOT / name).read_text(encoding="utf-8") for name in ("docs/validation.md", "README.md"))
    assert [row["id"] for row in ROWS if f"| `{row['id']}`<br>" not in report] == []
    assert f"{len(ROWS)} published measurements" in readme
    failing = int(report.split("## Rows that fail (")[1].split(")")[0])
    assert f"{failing} rows fail" in readme
