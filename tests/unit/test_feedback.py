"""Feedback: what heat, loss of water and coagulation do to the absorption and scattering of skin."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from photomend.catalog import Variation, look_up
from photomend.skin import Layer, Skin, lay_out
from photomend.skin.anatomy import Layers
from photomend.skin.feedback import COLDEST_C, Feedback, feedback, rows_of
from photomend.skin.optics import water_absorption

WAVELENGTHS = st.floats(1250.0, 1990.0)
SHARES = st.floats(0.0, 1.0)
PER_CM = 10.0


def coefficients(
    skin: Skin, wavelength_nm: float, T: float, liquid: float = 1.0, coagulated: float = 0.0,
    model: Feedback | None = None,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Return mu_a and mu_s of the middle of every layer in this state, 1/mm."""
    layers = lay_out(skin, wavelength_nm)
    rows = rows_of(layers, np.array([0.5 * (layer.top + layer.bottom) for layer in layers]))
    cells = (np.full((len(layers), 1), value) for value in (T, liquid, coagulated))
    mu_a, mu_s = (model or feedback(1.0)).coefficients(rows, skin.temperature_C, *cells)
    return mu_a[:, 0], mu_s[:, 0]


def water(wavelength_nm: float, T: float, model: Feedback | None = None) -> float:
    """Return the absorption of the water in an epidermis of pure water at T (C), 1/cm."""
    wet = Skin(layers=Layers(epidermis=Layer(water_fraction=1.0)))
    dry = coefficients(wet, wavelength_nm, T, liquid=0.0, model=model)[0][1]
    return PER_CM * float(coefficients(wet, wavelength_nm, T, model=model)[0][1] - dry)


@pytest.mark.verifies("At rest, at any wavelength and temperature of the skin, tissue has the optics of its layer.")
@given(wavelength=WAVELENGTHS, rest_C=st.floats(0.0, 45.0), factor=st.floats(0.25, 1.5))
def test_tissue_at_rest_is_that_of_its_layer(wavelength: float, rest_C: float, factor: float) -> None:
    skin = Skin(temperature_C=rest_C)
    mu_a, mu_s = coefficients(skin, wavelength, rest_C, model=feedback(factor))
    layers = lay_out(skin, wavelength)
    assert mu_a == pytest.approx([layer.mu_a for layer in layers], rel=1e-14)
    assert mu_s == pytest.approx([layer.mu_s for layer in layers], rel=1e-14)


@pytest.mark.verifies(
    "Water absorbs 10.4, 8.7, 7.4 and 6.2 per cm at 1550 nm at 34, 60, 80 and 100 C, within 1 %, and no less beyond; "
    "at 1410 and 1927 nm it absorbs more as it warms [Roettgers2014]."
)
def test_water_follows_its_temperature() -> None:
    assert [water(1550.0, T) for T in (34.0, 60.0, 80.0, 100.0)] == pytest.approx([10.4, 8.7, 7.4, 6.2], rel=0.01)
    assert water(1550.0, 100.0) == water(1550.0, 104.0) == water(1550.0, 400.0)
    for wavelength in (1410.0, 1927.0):
        warming = [water(wavelength, T) for T in (0.0, 34.0, 60.0, 80.0, 100.0)]
        assert (np.diff(warming) > 0.0).all()
        assert water(wavelength, 400.0) == warming[-1]


@pytest.mark.verifies("Warm water absorbs what the table's straight line says of water at that temperature.")
@given(wavelength=WAVELENGTHS, T=st.floats(0.0, 100.0))
def test_water_is_on_the_line_of_the_table(wavelength: float, T: float) -> None:
    line = water_absorption(wavelength, T).value
    assert water(wavelength, T) == pytest.approx(max(line, 0.0), rel=1e-9, abs=1e-9)


def test_an_uncertain_slope_acts_beyond_the_knee_alone() -> None:
    steep, flat = (feedback(1.0, Variation(hot_absorption=end)) for end in (1.0, -1.0))
    assert (steep.slope_factor, flat.slope_factor) == (1.2, 0.6)
    assert water(1550.0, 45.0, steep) == pytest.approx(water(1550.0, 45.0, flat), rel=1e-12)
    knee, line = water(1550.0, 45.0), water(1550.0, 90.0)
    assert water(1550.0, 90.0, steep) == pytest.approx(knee + 1.2 * (line - knee), rel=1e-12)
    assert water(1550.0, 90.0, flat) == pytest.approx(knee + 0.6 * (line - knee), rel=1e-12)


@pytest.mark.verifies("Without liquid water tissue keeps the absorption of its dry part, whatever its temperature.")
@given(wavelength=WAVELENGTHS, T=st.floats(34.0, 600.0), coagulated=SHARES)
def test_dry_tissue_keeps_the_baseline(wavelength: float, T: float, coagulated: float) -> None:
    mu_a, _ = coefficients(Skin(), wavelength, T, liquid=0.0, coagulated=coagulated)
    baseline = look_up("tissue", "optics", "baseline_absorption").value / PER_CM
    assert mu_a == pytest.approx(baseline, rel=1e-12)


@given(liquid=SHARES, T=st.floats(20.0, 100.0))
def test_absorption_is_linear_in_the_water_that_is_liquid(liquid: float, T: float) -> None:
    dry, some, all_of_it = (coefficients(Skin(), 1550.0, T, liquid=share)[0] for share in (0.0, liquid, 1.0))
    assert some == pytest.approx(dry + liquid * (all_of_it - dry), rel=1e-12)


def test_a_stated_absorption_is_divided_as_the_tissue_is() -> None:
    stated = Skin(layers=Layers(epidermis=Layer(absorption_per_cm=20.0)))
    for T, liquid in ((34.0, 1.0), (90.0, 1.0), (100.0, 0.3), (100.0, 0.0)):
        ours, known = (coefficients(skin, 1550.0, T, liquid)[0][1] for skin in (stated, Skin()))
        assert ours / known == pytest.approx(2.0 / lay_out(Skin(), 1550.0)[1].mu_a, rel=1e-12)


@pytest.mark.verifies("mu_a + mu_s of a layer never exceeds the bound under which photons are traced.")
@given(
    wavelength=WAVELENGTHS,
    rest_C=st.floats(0.0, 45.0),
    T=st.floats(COLDEST_C, 800.0),
    liquid=SHARES,
    coagulated=SHARES,
    factor=st.floats(0.25, 1.5),
    densified=st.floats(0.5, 1.2),
    slope=st.floats(-1.0, 1.0),
)
def test_ceiling_bounds_every_state(
    wavelength: float, rest_C: float, T: float, liquid: float, coagulated: float, factor: float, densified: float,
    slope: float,
) -> None:  # fmt: skip
    model = feedback(factor, Variation(hot_absorption=slope))
    model = replace(model, coagulated_absorption_factor=densified)
    skin = Skin(temperature_C=rest_C)
    mu_a, mu_s = coefficients(skin, wavelength, T, liquid, coagulated, model)
    bound = np.array([model.ceiling(layer, rest_C) for layer in lay_out(skin, wavelength)])
    assert (mu_a >= 0.0).all()
    assert (mu_s > 0.0).all()
    assert (mu_a + mu_s <= bound * (1.0 + 1e-12)).all()


@pytest.mark.verifies(
    "Hot tissue scatters the given factor as much: nothing changes up to 50 C, all of it beyond 70 C and half of it in "
    "between; coagulated tissue keeps the change when it has cooled."
)
@pytest.mark.parametrize("factor", [0.25, 0.5, 1.5])
def test_scattering_of_hot_and_of_coagulated_tissue(factor: float) -> None:
    cold = np.array([layer.mu_s for layer in lay_out(Skin(), 1550.0)])

    def relative(T: float, coagulated: float = 0.0) -> np.ndarray:
        return coefficients(Skin(), 1550.0, T, coagulated=coagulated, model=feedback(factor))[1] / cold

    for T, share in ((-20.0, 0.0), (50.0, 0.0), (60.0, 0.5), (65.0, 0.75), (70.0, 1.0), (300.0, 1.0)):
        assert relative(T) == pytest.approx(1.0 + (factor - 1.0) * share, rel=1e-12)
    assert relative(34.0, coagulated=1.0) == pytest.approx(factor, rel=1e-12)
    assert relative(34.0, coagulated=0.3) == pytest.approx(1.0 + 0.3 * (factor - 1.0), rel=1e-12)
    assert relative(65.0, coagulated=0.3) == pytest.approx(relative(65.0), rel=1e-12)


def test_coagulation_densifies_the_wet_part_alone() -> None:
    model = replace(feedback(1.0), coagulated_absorption_factor=1.2)
    raw, cooked = (coefficients(Skin(), 1550.0, 60.0, coagulated=share, model=model)[0] for share in (0.0, 1.0))
    dry = coefficients(Skin(), 1550.0, 60.0, liquid=0.0, coagulated=1.0, model=model)[0]
    assert cooked - dry == pytest.approx(1.2 * (raw - dry), rel=1e-12)


def test_only_a_changed_factor_follows_coagulation() -> None:
    assert not feedback(1.0).follows_coagulation
    assert feedback(0.9).follows_coagulation
    assert replace(feedback(1.0), coagulated_absorption_factor=1.1).follows_coagulation


@pytest.mark.parametrize(("position", "factor"), [(-1.0, 0.25), (0.0, 0.8), (1.0, 1.5)])
def test_an_uncertain_hot_factor_stays_in_its_range(position: float, factor: float) -> None:
    assert feedback(0.8, Variation(hot_scattering=position)).hot_scattering_factor == pytest.approx(factor)


def test_every_depth_has_the_tissue_of_its_layer() -> None:
    layers = lay_out(Skin(), 1550.0)
    depth = np.array([0.5 * (layer.top + layer.bottom) for layer in layers])
    rows = rows_of(layers, np.append(depth, 2.0 * layers[-1].bottom))
    assert rows.mu_s.tolist() == [*(layer.mu_s for layer in layers), layers[-1].mu_s]
    assert rows.mu_a_dry + rows.mu_a_water == pytest.approx([*(layer.mu_a for layer in layers), layers[-1].mu_a])
