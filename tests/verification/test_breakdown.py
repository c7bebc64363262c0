"""Breakdown by picosecond pulses: the light of an array, the melanin it meets, what breaks, what is warned of."""

import io
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import photomend as pm
from photomend.broken import Broken, irradiance
from photomend.catalog import Sourced, Variation, look_up
from photomend.figure import draw
from photomend.heat import beam_of
from photomend.heat.lattice import lattice_sites
from photomend.injury.breakdown import (
    density_of_probability,
    diameter_of,
    first_depth,
    melanosome_temperature,
    probability,
    vacuole_threshold,
    water_threshold,
    widest_focus,
)
from photomend.intervals import matters
from photomend.light import convolve
from photomend.picosecond import INPUTS, cautions, follow
from photomend.report import show_run
from photomend.result import load
from photomend.skin import anatomy
from photomend.skin.melanin import basal_share, relative_melanin

COARSE = {"photons": 25_600, "intervals": False, "backend": "cpu"}
TYPES = ("I", "II", "III", "IV", "V", "VI")
FULL, HALF, LEAST = 0.71, 0.40, 0.25  # J/cm2, the three dials of the 755 nm array
ARRAY_1064 = {
    "wavelength_nm": 1064.0,
    "pulse_duration_ms": 4.5e-7,
    "placement": "square",
    "pitch_um": 500.0,
    "spot_diameter_um": 100.0,
    "apex_energy_share": 0.7,
    "simultaneous": True,
}


def broken(skin: dict[str, Any] | None = None, dose: float = FULL, **handpiece: Any) -> Broken:
    """Return what one treatment by the 755 nm array breaks, or by a handpiece of one's own."""
    own = handpiece if "wavelength_nm" in handpiece else {"device": "picosure-focus", **handpiece}
    contents = {"skin": skin or {}, "handpiece": own, "settings": {"radiant_exposure_J_per_cm2": dose}}
    return follow(pm.read_request({**contents, "numerics": COARSE}), Variation())


def figure(found: Broken, name: str) -> float:
    return found.scalars()[f"breakdown.{name}"]


def warnings(found: Broken, phototype: str = "III") -> str:
    request = pm.read_request({"skin": {"phototype": phototype}, "handpiece": {"device": "picosure-focus"}})
    return "\n".join(words for words in cautions(request, found, {}) if words)


@pytest.fixture(scope="module")
def by_type() -> dict[tuple[str, float], Broken]:
    """Return what every dial breaks in every phototype."""
    return {(name, dose): broken({"phototype": name}, dose) for name in TYPES for dose in (FULL, HALF, LEAST)}


@pytest.fixture
def of_melanin(monkeypatch) -> Callable[..., Broken]:
    """Return a function that follows a treatment of skin whose epidermis holds a stated share of melanosomes."""

    def run(share: float, **treatment: Any) -> Broken:
        exact = Sourced(share, "1", share, share, ("Assumption",), "assumed")
        monkeypatch.setattr(anatomy, "melanosome_fraction", lambda skin: exact)
        return broken(**treatment)

    return run


def mean_density(found: Broken, part: np.ndarray) -> float:
    """Return what melanin absorbs on average over the depth of the viable epidermis, J/cm3; `part` weighs the rings."""
    alive = (found.depth > found.living.top) & (found.depth < found.living.bottom)
    height = np.diff(found.shone.mesh.depth_edge)[alive]
    return 1e3 * float((found.U[alive] @ part) @ height / height.sum())


def inside(found: Broken) -> np.ndarray:
    edge, radius = found.shone.mesh.ring_edge, beam_of(found.exposure).radius
    area = np.clip(np.minimum(edge[1:], radius) ** 2 - edge[:-1] ** 2, 0.0, None)
    return area / area.sum()


def outside(found: Broken) -> np.ndarray:
    edge = found.shone.mesh.ring_edge
    area = np.clip(edge[1:] ** 2 - np.maximum(edge[:-1] ** 2, 0.75 * edge[-1] ** 2), 0.0, None)
    return area / area.sum()


# --- The light of an array -------------------------------------------------------------------------------------------


@pytest.mark.verifies("An array's light folded into a lattice cell is that of all microbeams summed one by one, to 2 %")
@pytest.mark.parametrize("placement", ["square", "hexagonal"])
def test_the_folded_light_is_the_sum_over_all_microbeams(placement: str) -> None:
    found = broken(placement=placement, apex_energy_share=1.0)
    light, edge = found.light, found.shone.mesh.ring_edge
    rows = found.depth.size
    rings = np.concatenate([edge, light.ring_edge[light.ring_edge > edge[-1] * 1.001]])
    one = convolve(light, beam_of(found.exposure), rings)[:rows] / (np.pi * np.diff(rings**2))
    sites = lattice_sites(placement, 0.01 * found.exposure.density_per_pass_per_cm2)
    reach = np.hypot(*sites.T).max() - edge[-1]
    middle, row = 0.5 * (rings[1:] + rings[:-1]), int(np.searchsorted(found.depth, 0.05))
    angle = 2.0 * np.pi * (np.arange(36) + 0.5) / 36
    beyond = (one[row] * np.pi * np.diff(rings**2))[middle > reach].sum() / (np.pi * edge[-1] ** 2)
    area = np.pi * np.diff(edge**2)
    for ring in np.flatnonzero((edge[1:] < 0.24) & ~((edge[1:] > 0.085) & (edge[:-1] < 0.093)))[::4]:
        r = found.shone.mesh.radius[ring]
        x, y = r * np.cos(angle)[:, None] - sites[:, 0], r * np.sin(angle)[:, None] - sites[:, 1]
        distance = np.hypot(x, y)
        near = np.where(distance < reach, np.interp(distance, middle, one[row]), 0.0)
        direct = float(near.sum(axis=1).mean()) + beyond
        assert found.shone.absorbed()[row, ring] / area[ring] == pytest.approx(direct, rel=0.02)


@pytest.mark.verifies("An array's light in a lattice cell keeps every joule: by depth as much as one microbeam leaves")
@pytest.mark.parametrize("handpiece", [{}, {"apex_energy_share": 0.3}, {"placement": "hexagonal"}, {"pitch_um": 900.0}])
def test_the_cell_holds_all_the_light_of_one_microbeam(handpiece: dict[str, Any]) -> None:
    found = broken(**handpiece)
    rows = found.depth.size
    assert found.shone.absorbed().sum(axis=1) == pytest.approx(found.light.absorbed_by_depth[:rows], rel=2e-3)
    mean = found.q_v @ (found.shone.mesh.area / found.shone.mesh.area.sum())
    per_depth = found.light.absorbed_by_depth[:rows] / np.diff(found.shone.mesh.depth_edge)
    assert mean == pytest.approx(0.01 * FULL * per_depth, rel=2e-3)


@pytest.mark.verifies("An array without hot spots is a wide even beam: no local contrast")
def test_an_even_beam_has_no_contrast() -> None:
    even = broken(apex_energy_share=1e-9)
    assert figure(even, "local_contrast") == pytest.approx(1.0, abs=1e-6)
    assert figure(even, "energy_density_spots") == pytest.approx(figure(even, "energy_density_between"), rel=1e-6)


def test_light_from_afar_fills_the_gaps() -> None:
    found = broken()
    direct = found.exposure.apex_energy_share.value / 0.0995 / (0.3 / 0.9005)
    assert direct > 15.0
    assert 2.0 < figure(found, "local_contrast") < 3.5
    alone = broken(simultaneous=False, apex_energy_share=1.0)
    assert figure(alone, "local_contrast") > 2.0 * figure(found, "local_contrast")
    assert "neighbours left out" in warnings(alone)
    assert "neighbours left out" not in warnings(found)


# --- Melanin ---------------------------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "The melanin of the epidermis keeps its mean whatever share of it is basal, and is nowhere negative"
)
@given(basal=st.floats(0.0, 1.0))
def test_the_mean_melanin_is_kept(basal: float) -> None:
    s = (np.arange(1000) + 0.5) / 1000
    assert relative_melanin(s, basal).mean() == pytest.approx(1.0)
    assert relative_melanin(s, basal).min() >= 0.0


def test_the_darker_the_skin_the_higher_its_melanin() -> None:
    shares = [basal_share(pm.Skin(phototype=name)) for name in TYPES]
    assert shares == sorted(shares, reverse=True)
    assert basal_share(pm.Skin(ita_deg=50.0)) > basal_share(pm.Skin(ita_deg=-50.0))


@pytest.mark.verifies("What melanin absorbs in the epidermis is its share of the light traced there: f mu_a,mel phi")
def test_melanin_absorbs_its_share_of_the_traced_light(of_melanin) -> None:
    found = of_melanin(0.1)
    expected = 0.1 * found.melanin.inside * float((found.phi[found.depth > 0.0][:8]).max())
    assert found.melanin.share * found.living.mu_a == pytest.approx(0.1 * found.melanin.inside, rel=1e-9)
    assert 1e3 * expected == pytest.approx(mean_density(found, inside(found)), rel=0.25)


@pytest.mark.verifies(
    "Published thresholds of whitening (guinea pig at 532 and 1064 nm, people at 694 nm), as energy that melanin "
    "absorbs by the package's own light, lie between 20 and 80 J/cm3"
)
def test_published_thresholds_agree_on_an_energy_density(of_melanin) -> None:
    own = {"pulse_duration_ms": 4.5e-7, "placement": "full-field", "spot_diameter_um": 20_000.0}
    rows = [(532.0, 0.2, 0.20), (1064.0, 0.2, 1.0), (694.0, 0.02, 3.1), (694.0, 0.06, 1.4)]
    found = [of_melanin(share, dose=dose, wavelength_nm=nm, **own) for nm, share, dose in rows]
    densities = [mean_density(one, inside(one) * (np.cumsum(inside(one)) < 0.1)) * 10.0 for one in found]
    assert min(densities) > 20.0
    assert max(densities) < 80.0


@pytest.mark.verifies(
    "Hand calculation at 755 nm and 0.71 J/cm2 with 2, 6 and 13.5 % of melanosomes: 24, 73, 165 J/cm3 in the spots to "
    "20 %; 8 and 24 between them to 45 %; less than by hand, 55 between and, with 30 %, 366 and 122, where dark "
    "epidermis keeps the light out"
)
def test_hand_calculation(of_melanin) -> None:
    shares, by_hand = (0.02, 0.06, 0.135, 0.30), ((24, 73, 165, 366), (8, 24, 55, 122))
    found = [of_melanin(share) for share in shares]
    spots = [mean_density(one, inside(one)) for one in found]
    assert spots[:3] == pytest.approx(by_hand[0][:3], rel=0.20)
    assert 0.6 * by_hand[0][3] < spots[3] < 0.8 * by_hand[0][3]
    between = [mean_density(one, outside(one)) for one in found]
    assert between[:2] == pytest.approx(by_hand[1][:2], rel=0.45)
    assert between == sorted(between)
    assert between[2] < 0.9 * by_hand[1][2]
    assert between[3] < 0.6 * by_hand[1][3]


# --- What breaks -----------------------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "A vacuole is as likely as not at the threshold, and its probability rises with what melanin absorbs"
)
@given(ratio=st.floats(0.01, 100.0))
def test_probability_is_a_logistic_curve(ratio: float) -> None:
    U_v = vacuole_threshold(Variation())
    assert probability(U_v, U_v) == pytest.approx(0.5)
    assert probability(ratio * U_v, U_v) + probability(U_v / ratio, U_v) == pytest.approx(1.0)
    share = float(probability(ratio * U_v, U_v))
    if 1e-6 < share < 1.0 - 1e-6:
        assert density_of_probability(share, U_v) == pytest.approx(ratio * U_v)


def test_the_first_depth_is_where_the_threshold_is_reached() -> None:
    z = np.array([0.0, 1.0, 2.0, 3.0])
    assert first_depth(z, np.array([0.0, 0.0, 4.0, 9.0]), 3.0) == 1.75
    assert first_depth(z, np.array([5.0, 0.0, 4.0, 9.0]), 3.0) == 0.0
    assert first_depth(z, np.array([0.0, 1.0, 2.0, 1.0]), 3.0) == 2.0


@pytest.mark.verifies("Phototype I at 755 nm and 0.71 J/cm2: no vacuole is established; III and IV: in the spots only")
def test_light_skin_has_none_and_medium_skin_in_its_spots(by_type) -> None:
    lightest = by_type["I", FULL]
    assert lightest.endpoint == "none"
    assert lightest.vacuole.diameter == 0.0
    assert "not established" in warnings(lightest)
    for name in ("III", "IV"):
        medium = by_type[name, FULL]
        assert medium.endpoint == "breakdown"
        assert medium.vacuole.diameter > 0.0
        assert figure(medium, "probability_between") < 0.33
        assert "not established" not in warnings(medium)
        assert "whole field" not in warnings(medium)


@pytest.mark.verifies("Dark skin at 0.71 J/cm2: the whole epidermis is at risk; at 0.40 and 0.25 its spots alone")
def test_dark_skin_is_at_risk_at_the_smallest_spot(by_type) -> None:
    for name in ("V", "VI"):
        warned = warnings(by_type[name, FULL], name)
        assert "whole field" in warned
        assert "larger spot (0.40 or 0.25 J/cm2)" in warned
        assert "cleared for phototypes I to IV" in warned
        for dose in (HALF, LEAST):
            assert "whole field" not in warnings(by_type[name, dose], name)
    assert figure(by_type["VI", FULL], "area_share") > 0.5
    assert by_type["VI", LEAST].endpoint == "breakdown"


@pytest.mark.verifies(
    "The more melanin the shallower the vacuoles: from the junction in III to the horny layer in V and VI"
)
def test_vacuoles_lie_shallower_in_darker_skin(by_type) -> None:
    tops = [by_type[name, FULL].vacuole.top for name in ("III", "IV", "V", "VI")]
    assert tops == sorted(tops, reverse=True)
    living = by_type["III", FULL].living
    assert by_type["III", FULL].vacuole.bottom > 0.9e3 * living.bottom
    assert tops[-1] == pytest.approx(1e3 * living.top)
    by_ita = [broken({"ita_deg": angle}).vacuole.top for angle in (20.0, 0.0, -50.0)]
    assert by_ita[0] > by_ita[1] >= by_ita[2]


def test_more_melanin_and_more_light_absorb_more(by_type) -> None:
    for name in ("energy_density_spots", "energy_density_between", "probability_spots", "probability_between"):
        for dose in (FULL, HALF, LEAST):
            by_melanin = [figure(by_type[kind, dose], name) for kind in TYPES]
            assert by_melanin == sorted(by_melanin)
        assert (
            figure(by_type["IV", FULL], name) > figure(by_type["IV", HALF], name) > figure(by_type["IV", LEAST], name)
        )
    scale = figure(by_type["IV", FULL], "energy_density_spots") / figure(by_type["IV", HALF], "energy_density_spots")
    assert scale == pytest.approx(FULL / HALF)


@pytest.mark.verifies(
    "The one constant of size is set on dark skin under lens arrays of 1064 nm (67 and 163 um): what it gives before "
    "the epidermis ends it lies between; light skin gets less than the 134 um seen there, and nothing is tuned to that"
)
def test_the_size_of_a_vacuole_is_calibrated_on_dark_skin() -> None:
    dark, light = (
        broken({"site": "abdomen", "ita_deg": angle, "temperature_C": 22.0}, 3.0, **ARRAY_1064)
        for angle in (-50.0, 50.0)
    )
    free = 1e3 * diameter_of(dark.excess_J, Variation())
    assert free == pytest.approx(np.sqrt(67.0 * 163.0), rel=0.05)
    assert dark.vacuole.diameter == pytest.approx(1e3 * (dark.living.bottom - dark.living.top))
    assert 1e3 * diameter_of(light.excess_J, Variation()) < 67.0
    assert "deeper vacuoles" in warnings(light)
    assert "epidermis is no thicker" in warnings(dark)
    assert diameter_of(1e-6, Variation(vacuole_size=1.0)) == pytest.approx(2.0 * diameter_of(1e-6, Variation()))


@pytest.mark.verifies("A melanosome warms by mu_a,mel phi / (rho c), adiabatically")
def test_the_temperature_of_a_melanosome() -> None:
    rho_c = 1e-3 * look_up("breakdown", "melanosome", "heat_capacity_J_per_cm3_K").value
    assert melanosome_temperature(0.05, 17.0, 37.0) == pytest.approx(37.0 + 17.0 * 0.05 / rho_c)


@pytest.mark.verifies("No picosecond pulse coagulates: all zones of heat are empty and no damage integral is computed")
def test_nothing_coagulates(by_type) -> None:
    found = by_type["VI", FULL]
    assert all(zone.depth == zone.width == zone.volume == 0.0 for zone in found.zones.values())
    assert not [name for name in found.datasets()["injury"] if str(name).startswith("damage")]
    assert not [name for name in INPUTS if name in ("hot_absorption", "hot_scattering", "conductivity")]


# --- Water -----------------------------------------------------------------------------------------------------------


@pytest.mark.verifies("Water's breakdown: 0.76e11 W/cm2 at 6 ns and 4.5e11 at 30 ps, as published [Vogel1996]")
def test_the_law_of_waters_breakdown_passes_both_of_its_points() -> None:
    assert 100.0 * water_threshold(6e-6) == pytest.approx(0.76e11)
    assert 100.0 * water_threshold(3e-8) == pytest.approx(4.5e11, rel=0.01)


@pytest.mark.verifies("755 nm hot spots lie 23 times below the breakdown of water")
def test_water_is_out_of_reach_at_755_nm(by_type) -> None:
    found = by_type["III", FULL]
    at_surface = float(irradiance(found.exposure, found.light, np.zeros(1))[0])
    transmitted = 1.0 - found.light.specular
    assert water_threshold(7.5e-7) / (at_surface / transmitted) == pytest.approx(23.0, rel=0.03)
    assert figure(found, "water_ratio") < 0.05


@pytest.mark.verifies("1064 nm microbeams of 1.9 to 2.9 mJ and 450 ps break water down only in spots below 54 to 67 um")
def test_water_breaks_down_in_a_tight_focus_at_1064_nm() -> None:
    assert [round(widest_focus(energy, 4.5e-7)) for energy in (1.9, 2.9)] == [54, 67]
    own = ARRAY_1064 | {"pitch_um": 600.0, "beam_profile": "top-hat", "apex_energy_share": 1.0}
    tight, wide = (
        broken({"phototype": "I"}, 0.1 * 2.1 / 0.36, **{**own, "spot_diameter_um": spot}) for spot in (45.0, 75.0)
    )
    assert figure(tight, "water_ratio") > 1.0 > figure(wide, "water_ratio")
    assert tight.endpoint == "breakdown"
    assert tight.vacuole.top == 0.0
    assert "water breaks down" in warnings(tight)
    assert "water breaks down" not in warnings(wide)


def test_a_converging_beam_is_brightest_at_its_focus() -> None:
    own = ARRAY_1064 | {"convergence_NA": 0.3, "focus_depth_um": 200.0}
    found = broken({"phototype": "I"}, 0.1, **own)
    z = found.shone.mesh.depth_edge[found.shone.mesh.depth_edge >= 0.0]
    unlost = irradiance(found.exposure, found.light, z) / irradiance(
        broken(None, 0.1, **ARRAY_1064).exposure, found.light, z
    )
    assert 1e3 * z[int(np.argmax(unlost))] == pytest.approx(200.0, abs=10.0)


# --- End to end ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run() -> pm.Simulation:
    treatment = pm.Treatment(skin={"phototype": "V"}, handpiece={"device": "picosure-focus"})
    return pm.simulate(treatment, numerics=pm.Numerics(photons=6_400, backend="cpu"))


def test_every_figure_lies_in_its_interval_and_has_sources(run: pm.Simulation) -> None:
    assert run.endpoint == "breakdown"
    assert run.summary.breakdown is not None
    for name, quantity in run.summary.breakdown:
        assert quantity.low <= quantity.value <= quantity.high, name
        assert set(quantity.sources) <= set(run.references()), name
    between = run.summary.breakdown.energy_density_between
    assert between.low < 0.7 * between.value < between.high
    assert run.zones.collagen.depth.high == 0.0
    assert run.heat["bulk_temperature"].max() < 45.0


def test_a_run_is_saved_drawn_and_shown(run: pm.Simulation, tmp_path) -> None:
    run.save(tmp_path / "run.nc")
    assert load(tmp_path / "run.nc").equals(run)
    json.loads(run.summary.model_dump_json())
    axes = draw(run).axes
    assert {"depth (µm)", "light of one pulse (J/cm²)"} <= {one.get_ylabel() for one in axes}
    stream = io.StringIO()
    show_run(run.summary, Console(file=stream, width=200))
    assert "melanin absorbs in the spots" in stream.getvalue()
    assert "750 ps" in stream.getvalue()
    for stage in run.stages.values():
        assert all("units" in array.attrs for array in stage.variables.values() if array.dtype.kind == "f")


def test_a_lattice_of_any_layer_and_a_full_field_can_be_followed() -> None:
    filmed = pm.simulate(
        pm.Treatment(handpiece={"device": "picosure-focus"}, surface={"topical": "numbing-cream-on"}),
        numerics=pm.Numerics(**COARSE),
    )
    bare = pm.simulate(pm.Treatment(handpiece={"device": "picosure-focus"}), numerics=pm.Numerics(**COARSE))
    assert filmed.summary.breakdown.energy_density_spots.value < bare.summary.breakdown.energy_density_spots.value
    wide = broken(
        None, 1.0, wavelength_nm=532.0, pulse_duration_ms=4.5e-7, spot_diameter_um=5000.0, placement="full-field"
    )
    assert figure(wide, "local_contrast") < 2.0
    assert figure(wide, "area_share") == 1.0


def test_only_inputs_with_a_range_are_moved() -> None:
    request = pm.read_request({"handpiece": {"device": "picosure-focus"}})
    moved = {name for name in INPUTS if matters(request, Variation(**{name: 1.0}))}
    assert {"melanin", "melanin_depth", "breakdown_threshold", "vacuole_size", "diffuse_light", "spot"} <= moved
    assert not moved & {"film", "pitch", "apex"}


@pytest.mark.parametrize("name", ["picosure-focus", "picosecond-1064-array"])
def test_the_named_arrays_run(name: str) -> None:
    run = pm.simulate(pm.Treatment(handpiece={"device": name}), numerics=pm.Numerics(**COARSE))
    assert run.summary.breakdown is not None
    assert not [words for words in run.warnings if "outside tested" in words]
