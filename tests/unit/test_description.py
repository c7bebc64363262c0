"""Descriptions are frozen and validated, and equal contents give equal digests."""

import math
import re
from typing import Any

import pytest
from pydantic import ValidationError

import photomend as pm
from photomend.description import checked
from photomend.treatment import TreatmentFile


def test_a_description_cannot_be_changed() -> None:
    settings = pm.Settings(passes=4)
    with pytest.raises(ValidationError, match="frozen"):
        settings.passes = 5
    assert settings.passes == 4


def test_a_description_cannot_be_changed_inside_either() -> None:
    skin = pm.Skin()
    with pytest.raises((TypeError, ValidationError)):
        skin.layers["epidermis"] = pm.Layer(thickness_um=50.0)
    assert skin.digest() == pm.Skin().digest()


def test_equal_descriptions_hash_equal() -> None:
    assert hash(pm.Treatment(settings={"passes": 3})) == hash(pm.Treatment(settings={"passes": 3}))


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        ({"settings": {"pulse_enrgy_mJ": 5.0}}, "settings.pulse_enrgy_mJ = 5 .*did you mean pulse_energy_mJ?"),
        ({"setings": {"passes": 2}}, "setings = .*did you mean settings?"),
        ({"skin": {"layers": {"epidermis": {"thicknes_um": 9.0}}}}, "thicknes_um = 9 .*did you mean thickness_um?"),
    ],
)
def test_an_unknown_key_is_refused_with_the_nearest_known_one(contents: dict, sentence: str) -> None:
    with pytest.raises(pm.BadInput, match=sentence):
        checked(TreatmentFile, contents)


@pytest.mark.parametrize(
    ("heading", "key", "value"),
    [
        ("settings", "pulse_energy_mJ", "20"),
        ("settings", "pulse_energy_mJ", True),
        ("settings", "passes", 2.5),
        ("settings", "passes", True),
        ("skin", "site", "elbow"),
        ("skin", "temperature_C", "warm"),
        ("handpiece", "device", 5),
        ("handpiece", "simultaneous", "yes"),
        ("numerics", "intervals", "no"),
        ("surface", "cooling", 1),
    ],
)
def test_a_wrong_type_is_refused_by_field_and_value(heading: str, key: str, value: Any) -> None:
    shown = value if not isinstance(value, bool) else str(value).lower()
    with pytest.raises(pm.BadInput, match=rf'{heading}\.{key} = "?{shown}"? '):
        checked(TreatmentFile, {heading: {key: value}})


def test_a_value_in_place_of_a_heading_is_refused() -> None:
    with pytest.raises(pm.BadInput, match="settings = 3 is not a table"):
        checked(TreatmentFile, {"settings": 3})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    ("heading", "key"), [("settings", "pulse_energy_mJ"), ("skin", "ita_deg"), ("skin", "age_years")]
)
def test_a_number_must_be_finite(heading: str, key: str, value: float) -> None:
    with pytest.raises(pm.BadInput, match=rf"{heading}\.{key} = {value:g} is not a finite number; give"):
        checked(TreatmentFile, {heading: {key: value}})


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({"settings": {"passes": 0}}, "settings.passes = 0 is below the limit 1; give 1 or more"),
        ({"settings": {"passes": 51}}, "settings.passes = 51 is above the limit 50; give 50 or less"),
        ({"settings": {"pulse_energy_mJ": 0}}, "settings.pulse_energy_mJ = 0 must be above 0; raise it"),
        ({"skin": {"layers": {"dermis": {}}}}, "skin.layers.dermis = .*reticular_dermis"),
    ],
)
def test_a_refusal_names_field_value_limit_and_remedy(contents: dict, words: str) -> None:
    with pytest.raises(pm.BadInput, match=words):
        checked(TreatmentFile, contents)


def test_equal_contents_give_equal_digests() -> None:
    one = checked(pm.Settings, {"passes": 3, "pulse_energy_mJ": 20})
    two = checked(pm.Settings, {"pulse_energy_mJ": 20.0, "passes": 3})
    assert one.digest() == two.digest()
    assert re.fullmatch("[0-9a-f]{64}", one.digest())
    assert one.digest() != one.with_(passes=4).digest()
    thin, wet = {"epidermis": {"thickness_um": 50.0}}, {"papillary_dermis": {"water_fraction": 0.7}}
    assert pm.Skin(layers={**thin, **wet}).digest() == pm.Skin(layers={**wet, **thin}).digest()


def test_with_changes_one_field_of_a_copy_and_validates_it() -> None:
    settings = pm.Settings(passes=3, pulse_energy_mJ=20.0)
    changed = settings.with_(passes=4)
    assert (changed.passes, changed.pulse_energy_mJ, settings.passes) == (4, 20.0, 3)
    with pytest.raises(pm.BadInput, match="passes = 0 is below the limit 1"):
        settings.with_(passes=0)
    with pytest.raises(pm.BadInput, match="is not a known key"):
        settings.with_(passe=4)


def test_json_and_back_is_the_same_description() -> None:
    treatment = pm.Treatment(skin={"layers": {"epidermis": {"thickness_um": 55.0}}}, settings={"passes": 3})
    assert pm.Treatment.model_validate_json(treatment.model_dump_json()) == treatment


def test_every_number_of_the_schema_carries_a_unit_and_a_help_text() -> None:
    bare = [
        f"{kind}.{name}"
        for kind, schema in TreatmentFile.model_json_schema()["$defs"].items()
        for name, field in schema["properties"].items()
        if {"number", "integer"} & {field.get("type"), *(part.get("type") for part in field.get("anyOf", []))}
        and not (field.get("unit") and field.get("description"))
    ]
    assert bare == []
    assert pm.Settings.model_json_schema()["properties"]["pulse_energy_mJ"]["unit"] == "mJ"
