"""What docs/depth-puzzle.md concludes, held with the few mechanisms that it turns on."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "depth-puzzle.md"


@pytest.fixture(scope="module")
def example():
    spec = importlib.util.spec_from_file_location("depth_puzzle", ROOT / "examples" / "10_depth_puzzle.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def tendon(example):
    return example.also(example.QUARTER, example.TENDON)


@pytest.fixture(scope="module")
def found(example, tendon):
    everything = example.follow((example.BASELINE, example.QUARTER, tendon))
    return everything | example.follow((example.LOW,), families=("fraxel",))


def kept(example, wounds):
    return {name for name, row in example.ROWS.items() if example.is_kept(row, example.letters(wounds, row))}


def test_as_it_stands_the_model_breaks_the_deep_human_row_only(example, found):
    assert kept(example, found[example.BASELINE.name]) == set(example.ROWS) - {"Bedi"}
    deepest = example.at_spots(found[example.BASELINE.name], "necrosis", 40.0)
    assert max(size.depth for size in deepest.values()) < 700.0


def test_dermis_as_clear_as_that_of_the_clearest_twentieth_of_people_does_not_reach_a_millimetre(example, found):
    deepest = example.at_spots(found[example.LOW.name], "necrosis", 40.0)
    assert max(size.depth for size in deepest.values()) < 850.0
    assert example.reflectance(example.LOW.scattering)[1]
    assert not example.reflectance(example.FIVE.scattering)[1]


def test_hot_tissue_that_clears_makes_zones_as_deep_as_in_people_and_too_deep_for_the_pig(example, found, tendon):
    clears = found[example.QUARTER.name]
    assert example.bedi(clears, "necrosis")
    assert not example.bedi(clears, "collagen")
    assert "Zelickson" not in kept(example, clears)
    softer = found[tendon.name]
    assert example.bedi(softer, "collagen")
    assert "Zelickson" not in kept(example, softer)


def test_nothing_keeps_the_human_and_the_pig_row_together(example, found):
    for wounds in found.values():
        assert example.both(wounds, example.CLOCKS) == []


def test_depth_grows_too_slowly_with_energy_for_one_curve_through_both_series(example, found):
    for wounds in found.values():
        assert example.growth(wounds, "necrosis", 10.0, 40.0) < 2.5
        assert example.growth(wounds, "collagen", 10.0, 40.0) < 3.3
    assert 1000.0 / 275.0 > 3.6


def test_light_that_comes_back_during_the_pulse_decides_whether_hot_tissue_clears(example):
    def change(candidate):
        weak, strong = (example.fraxel(candidate, energy, 140.0, example.COARSE).reflected for energy in (0.5, 40.0))
        return strong / weak

    assert change(example.BASELINE) > 1.0
    assert change(example.QUARTER) < 0.75


def test_skin_pressed_by_a_tip_springs_back_around_a_deeper_and_narrower_zone(example, found):
    pressed = replace(example.BASELINE, strain=0.5)
    wound = example.fraxel(pressed, 8.0, 140.0, example.COARSE).necrosis
    free = found[example.BASELINE.name]["fraxel"][8.0, 140.0].necrosis
    assert wound.depth == pytest.approx(2.0 * free.depth, rel=0.15)
    assert wound.width == pytest.approx(free.width / 2.0**0.5, rel=0.1)


def test_the_page_names_every_row_and_mechanism(example):
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in example.ROWS if name not in text] == []
    assert [one.name for one in (*example.SINGLE, *example.PAIRS) if one.name not in text] == []
    assert (ROOT / "docs" / "pictures" / "depth-puzzle.png").exists()
