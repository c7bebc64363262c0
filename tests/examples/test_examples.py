"""Every example and the documentation's code run, and their named numbers make sense."""

import doctest
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run_example(name):
    return runpy.run_path(str(ROOT / "examples" / name))


def test_one_treatment():
    names = run_example("01_one_treatment.py")
    assert names["run"].endpoint == "coagulation"
    assert names["depth"].low < names["depth"].value < names["depth"].high


def test_depth_and_width_grow_with_energy():
    names = run_example("02_energy.py")
    assert names["depths_um"] == sorted(names["depths_um"])
    assert names["widths_um"] == sorted(names["widths_um"])


def test_own_handpiece():
    names = run_example("03_own_handpiece.py")
    assert names["collagen_depth_um"] > 100.0
    assert names["peak"] > 100.0


def test_published_zones_lie_between_the_low_end_of_collagen_and_the_high_end_of_necrosis():
    affirm, prototype, fraxel = run_example("04_against_histology.py")["predicted"].values()
    for zones, depth_um in ((affirm, 250.0), (prototype, 300.0), (fraxel, 262.0)):
        assert zones.collagen.depth.low <= depth_um <= zones.necrosis.depth.high


def test_wavelengths_order_the_light_and_not_the_wound():
    names = run_example("05_wavelength.py")
    light, depths = names["light"], names["depths"]
    assert light[1927.0] < light[1440.0] < light[1550.0]
    assert depths[1927.0, 20.0] < depths[1550.0, 20.0] < depths[1440.0, 20.0]


def test_walkthrough():
    outcome = doctest.testfile(str(ROOT / "docs" / "walkthrough.md"), module_relative=False)
    assert outcome.attempted > 10
    assert outcome.failed == 0


def test_readme_example_runs(tmp_path, monkeypatch):
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S).group(1)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(code, "README.md", "exec"), names)
    assert names["run"].endpoint == "coagulation"
    assert (tmp_path / "run.nc").exists()


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)]+)\)", (ROOT / "README.md").read_text()))
def test_readme_links_exist(link):
    assert (ROOT / link).exists()


def test_the_page_of_verified_claims_is_up_to_date():
    from tests.claims import PAGE, page

    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.claims"
