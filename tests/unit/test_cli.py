"""The command line: what it prints, where it writes, and how it refuses bad input."""

import errno
import importlib
import json
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import photomend as pm
from photomend import cli
from photomend.bibliography import short_reference
from photomend.commands import physics, shell
from photomend.device.evidence import sources_of

QUICK = ("numerics.photons=640", "numerics.cell_um=20", "numerics.intervals=false")
CARD_KEYS = {"name", "title", "wavelength_nm", "mechanism", "dial", "limits", "sources"}
QUANTITY_KEYS = {"value", "unit", "low", "high", "standard_error", "kind", "sources"}
SIZES = dict.fromkeys(("depth", "width", "surface_width", "volume"))
SUMMARY_KEYS: dict[str, Any] = {
    **dict.fromkeys(("version", "treatment", "treatment_hash", "seed", "backend", "runtime_s", "warnings", "endpoint")),
    **dict.fromkeys(("breakdown", "ablation", "full_field", "healing")),
    "light": dict.fromkeys(("specular_fraction", "reflected_fraction", "absorbed_fraction", "transmitted_fraction")),
    "heat": dict.fromkeys(("peak_temperature", "bulk_temperature_rise", "bulk_peak_temperature")),
    "zones": dict.fromkeys(("collagen", "necrosis", "boiled", "vaporised"), SIZES),
    "pattern": {
        **dict.fromkeys(("density_per_pass", "total_density", "coverage_fraction", "nominal_coverage_fraction")),
        "coverage_by_depth": dict.fromkeys(("depth_um", "necrosis", "collagen", "boiled")),
    },
}


@dataclass(frozen=True)
class Answer:
    """What a command gave back."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return stdout as the one JSON value it must be."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} in JSON")

        return json.loads(self.out, parse_constant=refuse)


Shell = Callable[..., Answer]


@pytest.fixture
def photomend(capsys, tmp_path, monkeypatch) -> Shell:
    """Return a function that runs a command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PHOTOMEND_TRACEBACK", raising=False)

    def call(*arguments: str) -> Answer:
        status = 0
        try:
            cli.main([*arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        captured = capsys.readouterr()
        return Answer(status, captured.out, captured.err)

    return call


@pytest.fixture
def simulate(photomend) -> Shell:
    """Return a function that runs ``photomend simulate`` with quick numerics."""
    quick = [part for setting in QUICK for part in ("--set", setting)]
    return lambda *arguments: photomend("simulate", *quick, *arguments)


def keys_of(part: Any, like: Any) -> Any:
    """Return the keys of a JSON value, nested as deep as `like`."""
    return {key: keys_of(inner, like[key]) if like.get(key) else None for key, inner in part.items()}


def test_devices_lists_every_device(photomend: Shell) -> None:
    answer = photomend("devices")
    assert (answer.status, answer.err) == (0, "")
    assert [name for name in pm.cards() if name not in answer.out] == []


def test_devices_json_is_the_catalogue(photomend: Shell) -> None:
    records = photomend("devices", "--json").json
    assert [record["name"] for record in records] == [*pm.cards()]
    for record in records:
        assert set(record) >= CARD_KEYS
        assert record["sources"]


def test_one_device_is_shown_with_values_marks_and_gaps(photomend: Shell) -> None:
    answer = photomend("devices", "starlux-1540")
    assert (answer.status, answer.err) == (0, "")
    for words in ("1540 nm", "assumed", "LuxClinics", "not found", "K061652"):
        assert words in answer.out
    said = " ".join(answer.out.split())
    assert "Evidence grade: C, one or two series or trials" in said
    assert re.search(r"Cleared for: soft-tissue coagulation, .* \(510\(k\) K061652, K080244", said)
    assert "FDA510k: U.S. Food and Drug Administration: 510(k) premarket notifications" in said
    (record,) = photomend("devices", "starlux-1540", "--json").json
    assert record["wavelength_nm"] == 1540.0
    assert record["limits"] == {"pulse_energy_mJ": {"low": 40.0, "high": 70.0}}
    assert record["evidence_grade"] == "C"
    assert "K061652" in record["clearances"]
    assert "striae" in record["indications"]
    assert record["evidence"].startswith("A pilot in pig")


@pytest.mark.parametrize("name", pm.cards())
def test_every_card_is_shown_with_its_references(photomend: Shell, name: str) -> None:
    answer = photomend("devices", name)
    assert (answer.status, answer.err) == (0, "")
    said = " ".join(answer.out.split())
    for key in sources_of(pm.cards()[name]):
        assert f" {key}: {short_reference(key)}" in said


def test_simulate_json_has_exactly_the_keys_of_the_contract(simulate: Shell) -> None:
    answer = simulate("--device", "fraxel-restore", "--json")
    assert (answer.status, answer.err) == (0, "")
    summary = answer.json
    assert keys_of(summary, SUMMARY_KEYS) == SUMMARY_KEYS
    assert set(summary["zones"]["necrosis"]["depth"]) == QUANTITY_KEYS
    assert set(summary["treatment"]) == {"skin", "handpiece", "settings", "surface", "physics", "numerics"}


def test_simulate_without_json_prints_a_table(simulate: Shell) -> None:
    answer = simulate("--device", "fraxel-restore")
    assert (answer.status, answer.err) == (0, "")
    for words in ("fraxel-restore", "cells necrotic", "collagen coagulated", "Endpoint: coagulation"):
        assert words in answer.out


def test_a_file_gives_way_to_device_and_both_to_set(simulate: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[handpiece]\ndevice = "fraxel-sr"\n[settings]\npulse_energy_mJ = 12.0\npasses = 4\n', encoding="utf-8"
    )

    def resolved(*arguments: str) -> tuple[Any, ...]:
        treatment = simulate("mine.toml", "--json", *arguments).json["treatment"]
        settings = treatment["settings"]
        return treatment["handpiece"]["device"], settings["pulse_energy_mJ"], settings["passes"]

    assert resolved() == ("fraxel-sr", 12.0, 4)
    assert resolved("--device", "fraxel-restore") == ("fraxel-restore", 12.0, 4)
    assert resolved("--set", "settings.passes=3", "--device", "fraxel-restore") == ("fraxel-restore", 12.0, 3)
    assert resolved("--device", "fraxel-restore", "--set", "handpiece.device=fraxel-refine")[0] == "fraxel-refine"


def test_a_set_value_is_read_as_toml_else_as_plain_text(simulate: Shell) -> None:
    arguments = ("skin.site=forehead", 'skin.phototype="V"', "skin.layers={epidermis={thickness_um=55.0}}")
    answer = simulate("--device", "fraxel-sr", "--json", *(part for text in arguments for part in ("--set", text)))
    skin = answer.json["treatment"]["skin"]
    assert (skin["site"], skin["phototype"]) == ("forehead", "V")
    assert skin["layers"] == {"epidermis": {"thickness_um": 55.0}}


def test_a_saved_run_reloads_equal(simulate: Shell, tmp_path: Path) -> None:
    answer = simulate("--device", "fraxel-restore", "--json", "--out", "run.nc")
    assert pm.load(tmp_path / "run.nc").summary.model_dump(mode="json") == answer.json
    assert [path.name for path in tmp_path.iterdir()] == ["run.nc"]


@pytest.mark.parametrize(("name", "start"), [("run.png", b"\x89PNG"), ("run.svg", b"<?xml"), ("run.pdf", b"%PDF")])
def test_a_figure_is_written_and_nothing_else(simulate: Shell, tmp_path: Path, name: str, start: bytes) -> None:
    answer = simulate("--device", "fraxel-restore", "--json", "--figure", name)
    assert answer.status == 0, answer.err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes().startswith(start)
    assert answer.json["endpoint"] == "coagulation"


def test_progress_goes_to_stderr(simulate: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(shell, "SHOW_PROGRESS_AFTER_S", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    answer = simulate("--device", "fraxel-restore", "--json")
    assert answer.json["endpoint"] == "coagulation"
    assert "simulating" in answer.err


def test_demo_prints_a_table_and_draws_the_picture(photomend, tmp_path, run, monkeypatch) -> None:
    monkeypatch.setattr(physics, "_simulate", lambda contents: run)
    answer = photomend("demo")
    assert (answer.status, answer.err) == (0, "")
    assert "photomend-demo.png" in answer.out
    assert [path.name for path in tmp_path.iterdir()] == ["photomend-demo.png"]


def test_demo_refuses_a_bad_place_for_its_picture_before_it_computes(photomend, run, monkeypatch) -> None:
    monkeypatch.setattr(physics, "_simulate", lambda contents: run)
    assert_refused(photomend("demo", "--figure", "missing/demo.png"), "missing/demo.png cannot be written")
    assert_refused(photomend("demo", "--figure", "demo.gif"), "figure = demo.gif .* .png")


def test_help_and_version_are_printed(photomend: Shell) -> None:
    for arguments in (("--help",), ("simulate", "--help"), ("--version",)):
        answer = photomend(*arguments)
        assert (answer.status, answer.err) == (0, "")
        assert answer.out.strip()


def test_no_command_prints_the_help_as_lines(photomend: Shell) -> None:
    answer = photomend()
    assert answer.status in (0, 2)
    assert re.search(r"^  simulate ", answer.out + answer.err, re.MULTILINE)


def named(*settings: str) -> tuple[str, ...]:
    """Return arguments for a known device with some settings."""
    return ("--device", "fraxel-restore", *(part for setting in settings for part in ("--set", setting)))


def own(*settings: str) -> tuple[str, ...]:
    """Return arguments for a handpiece of one's own with some settings."""
    common = ("handpiece.wavelength_nm=1550", "settings.density_per_pass_per_cm2=100", *settings)
    return tuple(part for setting in common for part in ("--set", setting))


BAD_INPUT = {
    "unknown key": (named("settings.enregy=5"), "settings.enregy = 5"),
    "unknown heading": (named("laser.energy=5"), "laser = .*Known here: handpiece"),
    "wrong type": (named("settings.passes=two"), 'settings.passes = "two"'),
    "nan": (named("settings.pulse_energy_mJ=nan"), "settings.pulse_energy_mJ = nan"),
    "inf": (named("settings.pulse_energy_mJ=inf"), "settings.pulse_energy_mJ = inf"),
    "too much energy": (named("settings.pulse_energy_mJ=71"), "settings.pulse_energy_mJ = 71 .* 70"),
    "too little energy": (named("settings.pulse_energy_mJ=3"), "settings.pulse_energy_mJ = 3 .* 4"),
    "wavelength below the data": (named("handpiece.wavelength_nm=300"), "handpiece.wavelength_nm = 300 .* 380 to 2500"),
    "wavelength above the data": (
        named("handpiece.wavelength_nm=2600"),
        "handpiece.wavelength_nm = 2600 .* 380 to 2500",
    ),
    "no photons": (named("numerics.photons=0"), "numerics.photons = 0 .* 640"),
    "negative density": (
        named("settings.density_per_pass_per_cm2=-1"),
        "settings.density_per_pass_per_cm2 = -1 .* 0",
    ),
    "not TOML": (("broken.toml",), "FILE = broken.toml is not TOML"),
    "missing file": (("missing.toml",), "FILE = missing.toml cannot be read"),
    "binary file": (("binary.toml",), "FILE = binary.toml cannot be read"),
    "folder as file": (("folder",), "FILE = folder cannot be read"),
    "output folder missing": ((*named(), "--out", "missing/run.nc"), "output = missing/run.nc cannot be written"),
    "output is a folder": ((*named(), "--out", "folder"), "output = folder cannot be written"),
    "output below a file": ((*named(), "--out", "broken.toml/run.nc"), "output = broken.toml/run.nc cannot be"),
    "figure with a bad ending": ((*named(), "--figure", "run.gif"), "figure = run.gif .* .png"),
    "run saved, figure bad": ((*named(), "--out", "run.nc", "--figure", "run.gif"), "figure = run.gif .* .png"),
    "unknown device": (("--device", "fraxel-restor"), 'handpiece.device = "fraxel-restor" .*mean fraxel-restore'),
    "listed device": (("--device", "lasemd-1927"), 'handpiece.device = "lasemd-1927" is not simulated yet'),
    "unknown optics": (named("physics.optics=moving"), "physics.optics = .*moving"),
    "unknown option": ((*named(), "--colour"), "'?--colour'?"),
    "option without value": (("--device",), "--device"),
    "set without value": ((*named(), "--set", "settings.passes"), "--set settings.passes "),
    "no device at all": ((), "settings.pulse_energy_mJ is missing"),
    "missing spot": (
        own("settings.pulse_energy_mJ=10", "handpiece.pulse_duration_ms=1"),
        "handpiece.spot_diameter_um is missing",
    ),
    "level with density": (
        named("settings.treatment_level=4", "settings.density_per_pass_per_cm2=100"),
        "settings.treatment_level = 4 and settings.density_per_pass_per_cm2 = 100",
    ),
    "contradictory pulse": (
        named("settings.pulse_energy_mJ=20", "handpiece.peak_power_W=30", "handpiece.pulse_duration_ms=1"),
        "settings.pulse_energy_mJ = 20 contradicts .* 30",
    ),
    "missing profile": (
        named("handpiece.beam_profile_csv=none.csv"),
        "beam_profile_csv = none.csv cannot be read: No such",
    ),
    "profile without its middle": (
        named("handpiece.beam_profile_csv=profile.csv"),
        "handpiece.beam_profile_csv = profile.csv, row 3: radius_um = 5 is not 0, where a profile begins; begin",
    ),
    "ring without a wall": (
        named("handpiece.beam_profile=ring", "handpiece.ring_inner_diameter_um=300", "handpiece.spot_diameter_um=200"),
        "handpiece.ring_inner_diameter_um = 300 is not below .* handpiece.spot_diameter_um = 200; lower it",
    ),
    "boiling background": (
        named("settings.pulse_energy_mJ=40", "settings.density_per_pass_per_cm2=3000"),
        "settings.density_per_pass_per_cm2.* 100 C",
    ),
}


def assert_refused(answer: Answer, words: str) -> None:
    """Check that a command ended as bad input: one line that names the fault and, after a semicolon, the remedy."""
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.endswith("\n")
    (line,) = answer.err.splitlines()
    assert line.startswith("photomend: ")
    assert re.search(words, line), line
    assert re.search(r"[^.]; \S", line), line
    assert "Traceback" not in line


@pytest.mark.parametrize(("arguments", "words"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_refused_in_one_line(simulate: Shell, tmp_path: Path, arguments, words) -> None:
    (tmp_path / "broken.toml").write_text("[settings\npasses = 2\n")
    (tmp_path / "profile.csv").write_text("# measured in June\nradius_um,irradiance\n5,1\n90,0\n")
    (tmp_path / "binary.toml").write_bytes(bytes(range(128, 256)))
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert_refused(simulate(*arguments), words)
    assert sorted(tmp_path.rglob("*")) == before


def test_an_output_that_cannot_be_written_is_refused(simulate, tmp_path, monkeypatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert_refused(simulate(*named(), "--out", "run.nc"), "output = run.nc cannot be written: Permission denied")
    assert [*tmp_path.iterdir()] == []


def test_an_unknown_name_of_a_device_is_refused_by_devices_too(photomend: Shell) -> None:
    assert_refused(photomend("devices", "fraxel-restor"), 'handpiece.device = "fraxel-restor" .*mean fraxel-restore')


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (RuntimeError("two\nlines"), 1, "internal error: RuntimeError: two lines"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_a_fault_and_an_interruption_end_in_one_line(simulate, monkeypatch, fault, status, words) -> None:
    def fail(*_: Any) -> None:
        raise fault

    monkeypatch.setattr(importlib.import_module("photomend.simulate"), "simulate", fail)
    answer = simulate(*named())
    assert (answer.status, answer.out) == (status, "")
    (line,) = filter(None, answer.err.splitlines())  # a line may end what the terminal shows of ctrl-c
    assert line.startswith(f"photomend: {words}")
