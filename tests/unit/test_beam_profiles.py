"""Rings, ellipses and measured profiles as a user describes them: what is read, what is kept, what is refused."""

import math
import re
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import photomend as pm
from photomend.catalog import Variation
from photomend.device.profile import MOST_ROWS, second_moment_diameter, shaped
from photomend.figures import request_hash

OWN = {"wavelength_nm": 1550.0, "pulse_duration_ms": 1.0}
DIAL = {"pulse_energy_mJ": 10.0, "density_per_pass_per_cm2": 100.0}
RING = {"beam_profile": "ring", "spot_diameter_um": 400.0, "ring_inner_diameter_um": 300.0}
HAT = {"profile_radius_um": [0.0, 70.0], "profile_irradiance": [5.0, 5.0]}
CSV = "radius_um,irradiance\n0,5\n50,4\n100,0\n"


def resolve(handpiece: dict[str, Any], settings: dict[str, Any] | None = None):
    return pm.resolve(pm.Handpiece(**OWN | handpiece), pm.Settings(**DIAL | (settings or {})))


def treatment(**handpiece: Any) -> pm.Treatment:
    return pm.Treatment(handpiece=OWN | handpiece, settings=DIAL)


# --- What a description keeps ----------------------------------------------------------------------------------------


def test_a_profile_is_read_once_and_kept_without_its_file(tmp_path: Path) -> None:
    path = tmp_path / "profile.csv"
    path.write_text(CSV, encoding="utf-8")
    described = treatment(beam_profile_csv=str(path))
    path.unlink()
    assert described.handpiece.beam_profile_csv is None
    assert described.handpiece.profile_radius_um == (0.0, 50.0, 100.0)
    assert described.handpiece.profile_irradiance == (5.0, 4.0, 0.0)
    assert described.exposure.measured_profile == ((0.0, 1.0), (50.0, 0.8), (100.0, 0.0))
    assert pm.Treatment.model_validate_json(described.model_dump_json()) == described
    assert hash(described) == hash(treatment(profile_radius_um=[0, 50, 100], profile_irradiance=[5, 4, 0]))
    assert str(path) not in described.model_dump_json()


def test_a_file_is_seen_from_the_treatment_file_or_the_working_folder(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "beams").mkdir()
    (tmp_path / "beams" / "profile.csv").write_text(CSV, encoding="utf-8")
    file = tmp_path / "beams" / "treatment.toml"
    file.write_text(tomli_w.dumps({"handpiece": OWN | {"beam_profile_csv": "profile.csv"}, "settings": DIAL}))
    monkeypatch.chdir(tmp_path)
    read = pm.read_request(pm.read_file(Path("beams/treatment.toml")))
    assert read.treatment == treatment(beam_profile_csv="beams/profile.csv")
    assert read.treatment == treatment(beam_profile_csv=Path("beams/profile.csv"))
    with pytest.raises(pm.BadInput, match=r"beam_profile_csv = profile.csv cannot be read: No such file.*; name a"):
        pm.read_request({"handpiece": OWN | {"beam_profile_csv": "profile.csv"}})


def test_a_saved_document_is_the_same_treatment(tmp_path: Path) -> None:
    (tmp_path / "profile.csv").write_text(CSV, encoding="utf-8")
    request = pm.Request(treatment=treatment(beam_profile_csv=str(tmp_path / "profile.csv")))
    again = pm.read_request(request.document())
    assert again.treatment.exposure == request.treatment.exposure
    assert request_hash(again) == request_hash(request)


@pytest.mark.parametrize(
    "handpiece",
    [
        RING,
        HAT,
        HAT | {"spot_diameter_um": 140.5},
        {"spot_diameter_um": 100.0, "spot_diameter_second_um": 170.0},
        {"device": "fraxel-restore", "spot_diameter_second_um": 333.0, "beam_profile": "top-hat"},
        {"device": "fraxel-restore", "beam_profile": "ring", "ring_inner_diameter_um": 77.7},
        {"device": "smoothbeam-1450", "spot_diameter_second_um": 4321.0},
        {"device": "fraxel-restore", **HAT},
    ],
    ids=str,
)
def test_a_resolved_treatment_is_complete(handpiece: dict[str, Any]) -> None:
    dial = {} if "device" in handpiece else DIAL
    described = pm.Treatment(handpiece=({} if dial == {} else OWN) | handpiece, settings=dial)
    full = described.resolved()
    assert full.resolved() == full
    assert full.exposure == described.exposure
    assert request_hash(pm.Request(treatment=full)) == request_hash(pm.Request(treatment=described))


def test_tables_that_mean_the_same_are_the_same_treatment() -> None:
    one = treatment(profile_radius_um=[0, 50, 60], profile_irradiance=[8, 4, 0])
    other = treatment(profile_radius_um=[0, 50, 60, 70, 80], profile_irradiance=[4, 2, 0, 0, 0])
    brighter = treatment(profile_radius_um=[0, 50, 60], profile_irradiance=[8, 5, 0])
    hashes = [request_hash(pm.Request(treatment=each)) for each in (one, other, brighter)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_profile_wins_over_its_device_and_is_exact() -> None:
    exposure = pm.resolve(pm.Handpiece(device="fraxel-restore", **HAT), pm.Settings())
    assert exposure.beam_profile == "measured"
    spot = exposure.spot_diameter_um
    assert (spot.value, spot.low, spot.high) == pytest.approx((140.0, 140.0, 140.0))
    assert spot.mark == "user"


# --- Widths ----------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("A profile's second-moment width is the 1/e2 diameter of a Gaussian and the edge of a top hat.")
def test_the_width_of_a_profile_is_that_of_its_second_moment() -> None:
    assert second_moment_diameter(((0.0, 1.0), (70.0, 1.0))) == pytest.approx(140.0, rel=1e-14)
    gaussian = [(0.5 * n, math.exp(-2.0 * (0.5 * n / 70.0) ** 2)) for n in range(450)]
    assert second_moment_diameter(tuple(gaussian)) == pytest.approx(140.0, rel=1e-4)
    ring = ((0.0, 0.0), (50.0, 0.0), (50.0001, 1.0), (70.0, 1.0))
    assert second_moment_diameter(ring) == pytest.approx(2.0 * math.hypot(50.0, 70.0), rel=1e-5)


@given(first=st.floats(20.0, 2000.0), aspect=st.floats(0.1, 10.0))
def test_an_ellipse_has_the_area_of_its_circle(first: float, aspect: float) -> None:
    exposure = resolve({"spot_diameter_um": first, "spot_diameter_second_um": max(10.0, aspect * first)})
    a, b = exposure.spot_axes_um
    assert exposure.spot_diameter_um.value**2 == pytest.approx(a * b)


def test_a_full_field_ellipse_is_laid_spot_by_spot_by_its_own_area() -> None:
    wide = {"spot_diameter_um": 3000.0, "spot_diameter_second_um": 6000.0, "placement": "full-field"}
    exposure = resolve(
        wide, {"pulse_energy_mJ": None, "density_per_pass_per_cm2": None, "radiant_exposure_J_per_cm2": 5.0}
    )
    assert exposure.pulse_energy_mJ == pytest.approx(5000.0 * 0.25 * math.pi * 0.3 * 0.6)


@pytest.mark.parametrize("position", [-1.0, 1.0])
def test_an_uncertain_spot_stretches_a_ring_as_a_whole(position: float) -> None:
    ring = {"device": "fraxel-restore", "beam_profile": "ring", "ring_inner_diameter_um": 70.0}
    exposure = pm.resolve(pm.Handpiece(**ring), pm.Settings())
    moved = exposure.varied(Variation(spot=position))
    assert moved.spot_diameter_um.value != exposure.spot_diameter_um.value
    inner, outer = (each.ring_inner_diameter_um / each.spot_diameter_um.value for each in (exposure, moved))
    assert inner == pytest.approx(outer)
    assert exposure.varied(Variation()) == exposure
    measured = resolve(HAT)
    assert measured.varied(Variation(spot=position)) == measured


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handpiece", "words"),
    [
        (RING | {"ring_inner_diameter_um": None}, r"ring_inner_diameter_um is missing for .* \"ring\"; add it"),
        (RING | {"ring_inner_diameter_um": 400.0}, r"ring_inner_diameter_um = 400 is not below .*_um = 400; lower it"),
        (RING | {"ring_inner_diameter_um": 999.0}, r"ring_inner_diameter_um = 999 is not below .*_um = 400; lower it"),
        (RING | {"beam_profile": "top-hat"}, r"_um = 300 has no meaning for a top-hat beam; set .* \"ring\""),
        (
            RING | {"spot_diameter_second_um": 90.0},
            r"second_um = 90 makes an ellipse, but a ring beam is round; leave it",
        ),
        (RING | {"convergence_NA": 0.1}, r"convergence_NA = 0.1 is above 0.03, .* dark in its middle .*; lower it"),
        (HAT | {"spot_diameter_second_um": 90.0}, r"second_um = 90 .* a measured beam is round; leave it out"),
        (
            HAT | {"spot_diameter_um": 150.0},
            r"spot_diameter_um = 150 contradicts the second-moment width .* 140; leave",
        ),
        (
            HAT | {"beam_profile": "gaussian"},
            r'beam_profile = "gaussian" contradicts the measured profile .*; leave one',
        ),
        (HAT | {"ring_inner_diameter_um": 30.0}, r"_um = 30 has no meaning for a measured beam; set"),
        (
            {"beam_profile": "measured", "spot_diameter_um": 90.0},
            r"\"measured\" lacks its profile; add .*beam_profile_csv",
        ),
        (
            {"profile_radius_um": [0, 50, 60], "profile_irradiance": [0.4, 1, 0], "convergence_NA": 0.1},
            r"convergence_NA = 0.1 is above 0.03, .* dark in its middle",
        ),
        (
            HAT | {"convergence_NA": 0.3, "focus_depth_um": 900.0},
            r"profile_radius_um, 140 um wide by its second moment, is narrower than the converging cone",
        ),
        (
            {"spot_diameter_um": 50.0, "spot_diameter_second_um": 80.0, "convergence_NA": 0.3, "focus_depth_um": 900.0},
            r"spot_diameter_um = 63.25 \(the circle of equal area\) is narrower than the converging cone",
        ),
        ({"spot_diameter_second_um": 80.0}, r"spot_diameter_um is missing and no device gives it; add it"),
    ],
)
def test_what_contradicts_or_lacks_is_refused(handpiece: dict[str, Any], words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        resolve(handpiece)


def test_a_hollow_beam_may_converge_as_little_as_a_parallel_one() -> None:
    assert not resolve(RING | {"convergence_NA": 0.03}).converging


BAD_TABLES = {
    "no header": ("0,5\n50,4\n", r'row 1: "0,5" is not the header; write radius_um,irradiance'),
    "other header": ("r,I\n0,5\n50,4\n", r'row 1: "r,I" is not the header; write'),
    "empty": ("", r'row 1: "" is not the header; write'),
    "one row": ("radius_um,irradiance\n0,5\n", r": the number of rows = 1 is not within 2 to 500; add rows"),
    "three values": ("radius_um,irradiance\n0,5\n50,4,1\n", r'row 3: "50,4,1" has 3 values, not 2; write'),
    "no number": ("radius_um,irradiance\n0,five\n", r'row 2: irradiance = "five" is not a number; write'),
    "not finite": ("radius_um,irradiance\n0,5\n50,nan\n", r"row 3: irradiance = nan is not a finite number; give"),
    "off the axis": (
        "radius_um,irradiance\n5,5\n50,4\n",
        r"row 2: radius_um = 5 is not 0, where .*; begin on the axis",
    ),
    "not rising": (
        "# of June\nradius_um,irradiance\n0,5\n\n50,4\n50,3\n",
        r"row 6: radius_um = 50 is not above 50, .*; sort",
    ),
    "negative": ("radius_um,irradiance\n0,5\n50,-0.1\n", r"row 3: irradiance = -0.1 is below the limit 0; subtract"),
    "too far": ("radius_um,irradiance\n0,5\n50000,0\n", r"row 3: radius_um = 50000 is above the limit 20000; check"),
    "dark": (
        "radius_um,irradiance\n0,0\n50,0\n",
        r": irradiance = 0 in all 2 rows, .* above 0; give what was measured",
    ),
    "narrow": ("radius_um,irradiance\n0,5\n0.05,5\n", r": the profile is 0.1 um wide .* not within 10 to 20000; check"),
    "many": (
        "radius_um,irradiance\n" + "".join(f"{n},5\n" for n in range(MOST_ROWS + 1)),
        r": the number of rows = 501 is not within 2 to 500; average neighbouring rows",
    ),
}


@pytest.mark.parametrize(("text", "words"), BAD_TABLES.values(), ids=BAD_TABLES)
def test_a_table_that_is_no_profile_is_refused_by_file_and_row(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "beam.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(pm.BadInput, match=rf"^handpiece.beam_profile_csv = \S*beam.csv(, )?{words}") as refused:
        pm.read_request({"handpiece": OWN | {"beam_profile_csv": str(path)}})
    assert re.search(r"[^.]; \S", str(refused.value))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["missing.csv", "folder", "binary.csv", "nul\0.csv"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "binary.csv").write_bytes(bytes(range(128, 256)))
    with pytest.raises(pm.BadInput, match=r"cannot be read: .*; name a readable CSV file$"):
        pm.read_request({"handpiece": {"beam_profile_csv": str(tmp_path / name)}})


def test_spreadsheets_are_read_as_they_are_saved(tmp_path: Path) -> None:
    path = tmp_path / "beam.csv"
    path.write_bytes(b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").replace(",", " , ").encode())
    assert pm.Handpiece(beam_profile_csv=str(path)).profile == shaped([(0.0, 5.0), (50.0, 4.0), (100.0, 0.0)])


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {"profile_radius_um": [0.0, 9.0]},
            r"profile_radius_um has 2 values and .*profile_irradiance 0, .*; give as many",
        ),
        (
            {"profile_radius_um": [0, 1], "profile_irradiance": [1]},
            r"has 2 values and .* 1, but each row needs both; give",
        ),
        (
            {"profile_radius_um": [0, 30, 20], "profile_irradiance": [1, 1, 1]},
            r"profile_radius_um with profile_irradiance, row 3: radius_um = 20 is not above 30",
        ),
        ({"profile_radius_um": ["0", 30], "profile_irradiance": [1, 1]}, r'profile_radius_um.0 = "0" is not a number'),
        ({"beam_profile_csv": 5}, "beam_profile_csv = 5 is not a text; put it in quotes"),
        (
            {"beam_profile_csv": "a.csv", "profile_radius_um": [0, 1]},
            r"a.csv and .*profile_radius_um both give a profile; ",
        ),
    ],
)
def test_columns_that_are_no_profile_are_refused(columns: dict[str, Any], words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        pm.read_request({"handpiece": OWN | columns})


@given(
    steps=st.lists(st.floats(1e-3, 100.0), min_size=2, max_size=40),
    heights=st.lists(st.floats(0.0, 1e6) | st.just(0.0), min_size=41, max_size=41),
)
def test_every_table_is_a_treatment_or_refused_in_a_sentence(steps: list[float], heights: list[float]) -> None:
    radius = [0.0]
    for step in steps:
        radius.append(radius[-1] + step)
    table = {"profile_radius_um": radius, "profile_irradiance": heights[: len(radius)]}
    try:
        full = pm.read_request({"handpiece": OWN | table, "settings": DIAL}).treatment.resolved()
    except pm.BadInput as refused:
        full, sentence = None, str(refused)
    if full is None:
        assert re.search(r"in all .* rows|wide by its second moment", sentence)
    else:
        assert full.resolved() == full
        assert max(full.handpiece.profile_irradiance) == 1.0
