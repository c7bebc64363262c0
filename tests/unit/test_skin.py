"""Skin: water, scattering, heat properties, anatomy, and what the user states."""

import numpy as np
import pytest

from photomend import BadInput, Layer, Skin
from photomend.catalog import Variation, columns
from photomend.skin import lay_out
from photomend.skin.anatomy import Site, stack
from photomend.skin.optics import water_absorption

SITES = Site.__args__


def layer(skin: Skin, wavelength_nm: float, name: str = "reticular_dermis"):
    return next(tissue for tissue in lay_out(skin, wavelength_nm) if tissue.name == name)


def reduced_scattering(tissue) -> float:
    """Return mu_s' in 1/cm."""
    return 10.0 * tissue.mu_s * (1.0 - tissue.g)


@pytest.mark.verifies("Water absorbs at 20 C what was measured at every laser line [Roettgers2014].")
def test_water_at_laser_lines():
    lines = columns("water_lines")
    for wavelength, absorption, uncertainty in zip(
        lines["wavelength_nm"], lines["absorption_20C_per_cm"], lines["uncertainty_per_cm"], strict=True
    ):
        found = water_absorption(wavelength, 20.0)
        assert found.value == pytest.approx(absorption, rel=1e-12)
        assert (found.high - found.low) / 2.0 == pytest.approx(uncertainty, rel=1e-12)
        assert found.source == ("Roettgers2014",)


@pytest.mark.verifies(
    "Water at skin temperature absorbs 10.4 per cm at 1550 nm, 30.5 at 1440 and 136 at 1927 [Roettgers2014]: less than "
    "at 20 C where heating weakens it, more where heating strengthens it."
)
@pytest.mark.parametrize(
    ("wavelength", "absorption", "rounding"), [(1550, 10.4, 0.05), (1440, 30.5, 0.05), (1927, 136, 0.5)]
)
def test_water_at_skin_temperature(wavelength, absorption, rounding):
    assert water_absorption(wavelength, 34.0).value == pytest.approx(absorption, abs=rounding)


def test_water_between_lines_is_continuous():
    near = [water_absorption(1550.0 + offset, 34.0).value for offset in (-1e-6, 0.0, 1e-6)]
    assert near == pytest.approx(near[1:2] * 3, rel=1e-6)


@pytest.mark.verifies(
    "The dermis scatters 10.0 per cm (reduced) at 1550 nm and falls with wavelength to the power -0.6 [Cooksey2017]."
)
def test_dermal_scattering():
    assert reduced_scattering(layer(Skin(), 1550.0)) == pytest.approx(10.0, rel=1e-12)
    for wavelength in (1320.0, 1440.0, 1927.0):
        ratio = reduced_scattering(layer(Skin(), wavelength)) / 10.0
        assert np.log(ratio) / np.log(wavelength / 1550.0) == pytest.approx(-0.6, rel=1e-9)


def test_anisotropy_varies_at_fixed_reduced_scattering():
    changed = lay_out(Skin(), 1550.0, Variation(anisotropy=-1.0))
    for before, after in zip(lay_out(Skin(), 1550.0), changed, strict=True):
        assert after.g < before.g
        assert reduced_scattering(after) == pytest.approx(reduced_scattering(before), rel=1e-12)


@pytest.mark.verifies(
    "Absorption of a layer is its water's share of the water's absorption and a baseline [Jacques2013]."
)
def test_absorption_follows_water():
    water = water_absorption(1440.0, 34.0).value
    for share in (0.0, 0.4, 1.0):
        tissue = layer(Skin(layers={"reticular_dermis": Layer(water_fraction=share)}), 1440.0)
        assert 10.0 * tissue.mu_a == pytest.approx(share * water + 0.04, rel=1e-12)


@pytest.mark.verifies(
    "Density, specific heat and conductivity follow the water share: 1300 - 300 w, 1550 + 2800 w, 0.06 + 0.57 w "
    "[Welch2011]; dermis of 70 % water has 1090, 3510 and 0.459."
)
@pytest.mark.parametrize("w", [0.25, 0.7, 1.0])
def test_thermal_water_rules(w):
    thermal = layer(Skin(layers={"papillary_dermis": Layer(water_fraction=w)}), 1550.0, "papillary_dermis").thermal
    rho, c, k = 1300.0 - 300.0 * w, 1550.0 + 2800.0 * w, 0.06 + 0.57 * w
    assert thermal.k == pytest.approx(1e-3 * k, rel=1e-12)
    assert thermal.rho_c == pytest.approx(1e-9 * rho * c, rel=1e-12)
    assert thermal.latent == pytest.approx(1e-9 * rho * w * 2.257e6, rel=1e-12)
    if w == 0.7:
        assert (rho, c, k) == pytest.approx((1090.0, 3510.0, 0.459))


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ({"thickness_um": 400.0}, lambda t: 1e3 * (t.bottom - t.top)),
        ({"absorption_per_cm": 3.0}, lambda t: 10.0 * t.mu_a),
        ({"reduced_scattering_per_cm": 7.0}, reduced_scattering),
        ({"anisotropy": 0.5}, lambda t: t.g),
        ({"refractive_index": 1.45}, lambda t: t.n),
        ({"water_fraction": 0.5}, lambda t: t.water),
        ({"conductivity_W_per_m_K": 0.3}, lambda t: 1e3 * t.thermal.k),
        ({"density_kg_per_m3": 1200.0}, lambda t: 1e9 * t.thermal.rho_c / (1550.0 + 2800.0 * 0.68)),
        ({"specific_heat_J_per_kg_K": 3000.0}, lambda t: 1e9 * t.thermal.rho_c / (1300.0 - 300.0 * 0.68)),
        ({"perfusion_per_s": 0.004}, lambda t: 1e9 * t.thermal.perfusion / 3.80e6),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_the_user_states_wins(stated, read):
    tissue = layer(Skin(layers={"reticular_dermis": Layer(**stated)}), 1550.0)
    assert read(tissue) == pytest.approx(next(iter(stated.values())), rel=1e-12)


@pytest.mark.verifies("Layers lie on one another without gaps, from the surface down.")
@pytest.mark.parametrize("site", SITES)
def test_layers_are_joined(site):
    layers = lay_out(Skin(site=site), 1550.0)
    assert layers[0].top == 0.0
    assert [below.top for below in layers[1:]] == [above.bottom for above in layers[:-1]]
    assert all(tissue.bottom > tissue.top for tissue in layers)


@pytest.mark.verifies(
    "The epidermis is as thick as histology finds on the face (30 to 123 um) [Chopra2015] [Selcuk], not as ultrasound "
    "echoes suggest, at every site and age."
)
@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("age", [18.0, 45.0, 90.0])
def test_epidermis_is_histological(site, age):
    epidermis = next(slab for slab in stack(Skin(site=site, age_years=age)) if slab.name == "epidermis")
    assert 30.0 <= epidermis.thickness_um.value <= 123.0


@pytest.mark.verifies("With age the epidermis and the dermis thin by a fixed share per decade [Branchet1990].")
def test_age_thins_the_skin():
    ages = {age: {slab.name: slab.thickness_um.value for slab in stack(Skin(age_years=age))} for age in (45.0, 65.0)}
    young, old = ages[45.0], ages[65.0]
    assert old["epidermis"] / young["epidermis"] == pytest.approx((1.0 - 0.064) ** 2, rel=1e-12)
    dermis = [sum(skin[f"{part}_dermis"] for part in ("papillary", "reticular")) for skin in (young, old)]
    assert dermis[1] / dermis[0] == pytest.approx((1.0 - 0.06) ** 2, rel=1e-12)
    assert old["stratum_corneum"] == young["stratum_corneum"]


@pytest.mark.verifies(
    "Skin colour changes nothing from 1200 nm on, where water rules: neither phototype nor ITA, nor how much melanin "
    "and blood there is, enters the optics."
)
@pytest.mark.parametrize("wavelength", [1200.0, 1320.0, 1550.0, 1927.0, 2500.0])
def test_colour_changes_nothing(wavelength):
    light, dark = Skin(phototype="I", ita_deg=60.0), Skin(phototype="VI", ita_deg=-60.0)
    assert lay_out(light, wavelength) == lay_out(dark, wavelength)
    for moved in (Variation(melanin=1.0), Variation(blood=-1.0)):
        assert lay_out(light, wavelength, moved) == lay_out(light, wavelength)


@pytest.mark.parametrize("wavelength", [308.0, 379.0, 2501.0, 2940.0, 10600.0])
def test_wavelengths_outside_the_data_are_refused(wavelength):
    with pytest.raises(BadInput, match=f"{wavelength:g} is outside the absorption data, 380 to 2500 nm; choose"):
        lay_out(Skin(), wavelength)


@pytest.mark.parametrize("wavelength", [380.0, 2500.0])
def test_the_ends_of_the_data_are_inside(wavelength):
    assert min(tissue.mu_a for tissue in lay_out(Skin(), wavelength)) > 0.0
