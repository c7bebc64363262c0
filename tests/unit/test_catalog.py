"""Every number of the catalogue has a range, a source and a unit of the right kind; so has every array of a run."""

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pint
import pytest

import photomend as pm
from photomend.catalog import MARKS, literature, look_up, tables
from photomend.device.evidence import GRADES, evidence_grade, sources_of
from photomend.result import STAGES
from photomend.treatment import TreatmentFile

PACKAGE = Path(pm.__file__).parent
# Measurements are not values of the model; they have a test of their own.
FILES = sorted(path.stem for path in (PACKAGE / "data").glob("*.toml") if path.stem != "measurements")
SIMULATED = [name for name, card in pm.cards().items() if card.simulated]

CONTRACT_NAMES = """picosure-focus fraxel-refine affirm-1440 affirm-1320 starlux-1440 starlux-1540 icon-1540 fraxel-sr
    fraxel-restore fraxel-restore-dual-1550 fraxel-restore-dual-1927 clear-brilliant-1440 clear-brilliant-1927
    candela-1940 generic-1500 smoothbeam-1450 cooltouch-1320 aramis-1540 ndyag-1064 fraxel-repair-co2 co2-10600
    eryag-2940 starlux-1540-15mm resurfx-1565 alma-1540 lasemd-1927 frax-1940 frax-1550 halo-1470 fpt-1550"""

# Devices of which too little is known to simulate them.
LACKING = {"lasemd-1927", "halo-1470", "frax-1940", "frax-1550", "fpt-1550"}

# The unit that the end of a name declares; the longest end that fits decides.
UNIT_OF_ENDING = {
    "_nm": "nm",
    "_um": "um",
    "_mm": "mm",
    "_ms": "ms",
    "_s": "s",
    "_mJ": "mJ",
    "_W": "W",
    "_C": "degC",
    "_K": "K",
    "_deg": "deg",
    "_NA": "1",
    "_years": "year",
    "_per_decade": "1/decade",
    "_per_s": "1/s",
    "_per_cm": "1/cm",
    "_per_cm2": "1/cm^2",
    "_J_per_cm2": "J/cm^2",
    "_J_per_cm3": "J/cm^3",
    "_J_per_cm3_K": "J/(cm^3*K)",
    "_mm3_per_J": "mm^3/J",
    "_ns": "ns",
    "_W_per_cm2": "W/cm^2",
    "_days": "day",
    "_USD": "USD",
    "_weeks": "week",
    "_months": "month",
    "_um_per_day": "um/day",
    "_px": "px",
    "_Mpx": "Mpx",
    "_mm_per_px": "mm/px",
    "_MB": "MB",
    "_logit": "1",
    "_W_per_m2_K": "W/(m^2*K)",
    "_W_per_m_K": "W/(m*K)",
    "_kg_per_m3": "kg/m^3",
    "_J_per_kg_K": "J/(kg*K)",
}
# The unit of a name without such an ending, by its path in the file or by the field's name.
UNIT_OF_NAME = {
    "*_fraction": "1",
    "*_ratio": "1",
    "*_index": "1",
    "*_factor": "1",
    "*_exponent": "1",
    "*_share": "1",
    "*_irradiance": "1",
    "*_limit": "1",
    "*anisotropy": "1",
    "*passes": "1",
    "*sessions": "1",
    "grades.*": "1",
    "*pulses": "1",
    "*spurts": "1",
    "*duty": "1",
    "*.treatment_level": "1",
    "*.photons": "1",
    "*.seed": "1",
    "*.rounds": "1",
    "sites.*": "um",
    "optics.*absorption": "1/cm",
    "optics.*scattering": "1/cm",
    "thermal.*density*": "kg/m^3",
    "thermal.*specific_heat*": "J/(kg*K)",
    "thermal.*conductivity*": "W/(m*K)",
    "thermal.blood_volumetric_heat": "J/(m^3*K)",
    "thermal.perfusion": "1/s",
    "thermal.boiling_*": "degC",
    "thermal.latent_heat": "J/kg",
    "thermal.convection_*": "W/(m^2*K)",
    "removal.water_lost": "1",
    "feedback.hot_from": "degC",
    "feedback.hot_to": "degC",
    "feedback.slope_knee": "degC",
    "feedback.slope_until": "degC",
    "shift": "K",
    "rate_cap": "1/s",
}
DIMENSION_OF_VARIABLE = {
    "absorption_coefficient": "1/[length]",
    "scattering_coefficient": "1/[length]",
    "anisotropy": "[]",
    "refractive_index": "[]",
    "absorbed_by_depth": "1/[length]",
    "absorbed_energy_density": "[energy]/[length]**3",
    "fluence_rate": "[power]/[length]**2",
    "penetration_depth": "[length]",
    "reflectance": "1/[length]**2",
    "reflectance_error": "1/[length]**2",
    "*temperature": "[temperature]",
    "damage_*": "[]",
    "water_lost": "[]",
    "radius_*": "[length]",
    "coverage_*": "[]",
    **dict.fromkeys(("closed", "debris", "redness", "swelling", "bronzing", "dryness", "remodelling", "band"), "[]"),
    "multiplicity": "[]",
    "cluster_gain_*": "[]",
    **dict.fromkeys(("cluster_depth_*", "cluster_bridge_*"), "[length]"),
    **dict.fromkeys(("z", "r", "depth", "top", "bottom", "gap"), "[length]"),
    **dict.fromkeys(("t", "time", "day"), "[time]"),
}

units: Any = pint.UnitRegistry()
units.define("USD = [currency]")


def entries(table: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every table inside a data file, with its dotted path."""
    if isinstance(table, list):
        table = {str(index): entry for index, entry in enumerate(table)}
    if isinstance(table, dict):
        yield path, table
        for key, entry in table.items():
            yield from entries(entry, f"{path}.{key}" if path else key)


def values(name: str) -> dict[str, dict[str, Any]]:
    """Return every sourced value of a data file by its dotted path."""
    return {path: entry for path, entry in entries(tables(name)) if "value" in entry}


def unit_declared(path: str) -> str | None:
    """Return the unit that a name declares, or None where it declares none."""
    ending = max((end for end in UNIT_OF_ENDING if path.endswith(end)), key=len, default=None)
    if ending:
        return UNIT_OF_ENDING[ending]
    return next((unit for pattern, unit in UNIT_OF_NAME.items() if fnmatch(path, pattern)), None)


def unit_faults(labels: dict[str, str]) -> list[str]:
    """Return what is wrong with units, given by dotted path: not a unit, not the declared one, or none declared."""
    faults = []
    for path, unit in labels.items():
        declared = unit_declared(path)
        if declared is None:
            faults.append(f"{path}: no unit is declared for this name")
        elif units.parse_units(unit) != units.parse_units(declared):
            faults.append(f"{path}: {unit}, but the name declares {declared}")
    return faults


def test_the_data_files_are_found() -> None:
    assert {"devices", "tissue", "rates", "cooling"} <= set(FILES)
    assert min(len(values(name)) for name in FILES) > 0


@pytest.mark.parametrize("name", FILES)
def test_every_value_lies_in_its_range(name: str) -> None:
    assert [path for path, entry in values(name).items() if not entry["low"] <= entry["value"] <= entry["high"]] == []


@pytest.mark.parametrize("name", FILES)
def test_every_entry_says_how_it_was_obtained(name: str) -> None:
    known = set(MARKS) - {"user"}
    marks = {path: entry["mark"] for path, entry in entries(tables(name)) if "mark" in entry}
    assert [path for path, mark in marks.items() if mark not in known] == []
    assert [path for path in values(name) if path not in marks] == []


@pytest.mark.parametrize("name", FILES)
def test_every_assumed_value_has_a_range_or_a_note(name: str) -> None:
    assumed = {path: entry for path, entry in values(name).items() if entry["mark"] == "assumed"}
    assert [path for path, entry in assumed.items() if entry["low"] == entry["high"] and not entry.get("note")] == []


@pytest.mark.parametrize("name", FILES)
def test_every_source_is_in_the_bibliography(name: str) -> None:
    cited = {path: entry.get("source", entry.get("sources")) for path, entry in entries(tables(name))}
    assert [path for path in values(name) if not cited[path]] == []
    unknown = [(path, key) for path, keys in cited.items() for key in keys or () if key not in literature()]
    assert unknown == []


def test_every_reference_in_code_and_tables_is_in_the_bibliography() -> None:
    texts = [
        path.read_text(encoding="utf-8") for pattern in ("**/*.py", "data/*.csv") for path in PACKAGE.glob(pattern)
    ]
    cited = {key for text in texts for key in re.findall(r"\[([A-Z][A-Za-z]+\d{4})\]", text)}
    assert len(cited) > 10
    assert cited - set(literature()) == set()


@pytest.mark.parametrize("name", FILES)
def test_every_unit_of_the_catalogue_is_the_one_its_name_declares(name: str) -> None:
    assert unit_faults({path: entry["unit"] for path, entry in entries(tables(name)) if "unit" in entry}) == []


def test_every_unit_of_a_description_is_the_one_its_name_declares() -> None:
    kinds = TreatmentFile.model_json_schema()["$defs"].items()
    fields = {f"{kind}.{name}": field for kind, schema in kinds for name, field in schema["properties"].items()}
    labels = {name: field["unit"] for name, field in fields.items() if "unit" in field}
    assert {"Settings.pulse_energy_mJ", "Layer.thickness_um", "Numerics.photons"} <= set(labels)
    assert unit_faults(labels) == []


@pytest.mark.parametrize("stage", STAGES)
def test_every_array_of_a_run_has_a_unit_of_its_dimension(run: pm.Simulation, stage: str) -> None:
    for name, array in run.stages[stage].variables.items():
        if array.dtype.kind in "US" or array.dtype == object:
            continue
        expected = next(dim for pattern, dim in DIMENSION_OF_VARIABLE.items() if fnmatch(str(name), pattern))
        assert units.Quantity(1, array.attrs["units"]).check(expected), f"{stage}.{name}: {array.attrs['units']}"


def test_heat_per_volume_and_heat_per_mass_are_told_apart() -> None:
    per_volume, per_mass = units.Quantity(1, "J/(mm^3*K)"), units.Quantity(1, "J/(kg*K)")
    assert per_volume.check("[energy]/[length]**3/[temperature]")
    assert not per_mass.check("[energy]/[length]**3/[temperature]")
    assert unit_faults({"thermal.specific_heat_dry": "J/(mm^3*K)"}) != []


def test_every_device_of_the_contract_is_listed() -> None:
    assert set(CONTRACT_NAMES.split()) - set(pm.cards()) == set()


def test_a_device_is_simulated_or_says_in_one_sentence_why_not() -> None:
    assert len(SIMULATED) >= 21
    assert set(SIMULATED).isdisjoint(LACKING)
    for name in set(pm.cards()) - set(SIMULATED):
        assert re.fullmatch(r"[^.]+\.", pm.cards()[name].text("reason")), name


@pytest.mark.parametrize("name", pm.cards())
def test_a_card_says_what_is_known_and_what_is_not(name: str) -> None:
    card = pm.cards()[name]
    for field in ("title", "maker", "medium", "mechanism", "evidence", "gaps", "indications"):
        assert card.text(field), field
    assert isinstance(card.raw["clearances"], list)
    assert all(re.fullmatch(r"K\d{6}", number) for number in card.raw["clearances"])
    assert card.value("wavelength_nm")
    assert card.raw["sources"]


@pytest.mark.parametrize("name", pm.cards())
def test_every_card_has_an_evidence_grade(name: str) -> None:
    assert evidence_grade(pm.cards()[name]) in GRADES


def test_every_source_of_a_card_is_listed_once() -> None:
    for card in pm.cards().values():
        cited = [key for path, entry in entries(card.raw) for key in entry.get("source", ())]
        assert set(sources_of(card)) == {*card.raw["sources"], *cited}
        assert len(sources_of(card)) == len(set(sources_of(card)))
        assert set(sources_of(card)) <= set(literature())


@pytest.mark.parametrize("name", SIMULATED)
def test_a_simulated_device_works_inside_its_own_limits(name: str) -> None:
    card, exposure = pm.cards()[name], pm.resolve(pm.Handpiece(device=name), pm.Settings())
    assert card.limits
    for dial, (low, high) in card.limits.items():
        assert low <= getattr(exposure, dial) * (1 + 1e-9)
        assert getattr(exposure, dial) <= high * (1 + 1e-9)
        for row in card.combinations:
            assert low <= getattr(row, dial) <= high


def test_a_value_moves_linearly_from_its_low_to_its_high_end() -> None:
    spot = look_up("devices", "fraxel-sr", "spot_diameter_um")
    assert [spot.at(position) for position in (-1.0, -0.5, 0.0, 0.5, 1.0)] == [100.0, 120.0, 140.0, 170.0, 200.0]
