"""Optics from 380 to 2500 nm: pigments, water and scattering against their sources; skin against its reflectance."""

import iadpython
import numpy as np
import pytest
from scipy.optimize import brentq

from photomend import Layer, Skin
from photomend.catalog import Variation, look_up
from photomend.device.film import Film
from photomend.skin import Tissue, lay_out
from photomend.skin.anatomy import melanosome_fraction
from photomend.skin.optics import water_absorption
from photomend.skin.pigments import (
    baseline_rise,
    blood_absorption,
    fat_absorption,
    haemoglobin_absorption,
    melanosome_absorption,
)

PHOTOTYPES = ("I", "II", "III", "IV", "V", "VI")
PIGMENTED_NM = (380.0, 420.0, 532.0, 595.0, 694.0, 755.0, 810.0, 1064.0, 1150.0)
DERMIS = ("papillary_dermis", "reticular_dermis")

# Reflectance by class of typology angle, specular light included: at 450, 500, 550, 580 nm; at 650, 675, 700 nm.
BLUE_GREEN, RED = (450.0, 500.0, 550.0, 580.0), (650.0, 675.0, 700.0)
FACES = {
    58.0: ((0.3017, 0.3662, 0.3506, 0.3645), (0.5566, 0.5633, 0.5678)),
    46.5: ((0.2444, 0.3077, 0.3035, 0.3219), (0.5291, 0.5417, 0.5513)),
    34.3: ((0.1945, 0.2552, 0.2592, 0.2809), (0.4865, 0.5050, 0.5194)),
    20.1: ((0.1490, 0.2034, 0.2139, 0.2368), (0.4251, 0.4489, 0.4676)),
    -4.1: ((0.0993, 0.1367, 0.1522, 0.1729), (0.3149, 0.3411, 0.3638)),
    -49.6: ((0.0576, 0.0690, 0.0812, 0.0935), (0.1648, 0.1911, 0.2188)),
}
# Inner arms, the same classes: at 450, 500, 550, 580 nm; at 675 nm. Nothing was fitted to them.
ARMS = {
    59.4: ((0.3093, 0.3831, 0.3618, 0.3782), 0.5277),
    46.7: ((0.2468, 0.3204, 0.3221, 0.3436), 0.4978),
    34.4: ((0.1945, 0.2644, 0.2755, 0.3012), 0.4619),
    20.7: ((0.1470, 0.2090, 0.2281, 0.2559), 0.4176),
    -0.6: ((0.1000, 0.1436, 0.1630, 0.1874), 0.3367),
    -37.7: ((0.0679, 0.0867, 0.0970, 0.1112), 0.2200),
}
# Inner forearms of 100 people, mean: where dermis was fitted; beyond; and where pigments show.
FITTED_FOREARM = {1320.0: 0.3114, 1440.0: 0.0595, 1550.0: 0.0943, 1650.0: 0.1389}
FOREARM = {1064.0: 0.5688, 2200.0: 0.0580, 2400.0: 0.0442}
PIGMENTED_FOREARM = {
    **{500.0: 0.3276, 560.0: 0.3230, 600.0: 0.4472, 660.0: 0.5650, 700.0: 0.6018, 755.0: 0.6000, 800.0: 0.6155},
    **{860.0: 0.5982, 900.0: 0.5691, 1000.0: 0.5079, 1064.0: 0.5688, 1100.0: 0.5691},
}

MATCHED_INDEX, SURFACE_INDEX = 1.40, 1.50


def layer(skin: Skin, wavelength_nm: float, name: str, variation: Variation | None = None) -> Tissue:
    return next(tissue for tissue in lay_out(skin, wavelength_nm, variation) if tissue.name == name)


def reduced_scattering(tissue: Tissue) -> float:
    """Return mu_s' in 1/cm."""
    return 10.0 * tissue.mu_s * (1.0 - tissue.g)


def reflectance(layers: tuple[Tissue, ...]) -> float:
    """Return the reflectance of layers at normal incidence, specular light included, by adding-doubling [Prahl1993].

    Below the surface, a sheet of index 1.50, the layers share one index: their own would add 0.002 in the red.
    """
    slab = iadpython.Sample(g=layers[0].g, n=MATCHED_INDEX, n_above=SURFACE_INDEX, quad_pts=16)
    whole = None
    for tissue in layers:
        mu_t = tissue.mu_a + tissue.mu_s
        slab.a, slab.b = tissue.mu_s / mu_t, mu_t * (tissue.bottom - tissue.top)
        r, t = iadpython.simple_layer_matrices(slab)
        whole = (r, r, t, t) if whole is None else iadpython.add_layers(slab, *whole, r, r, t, t)
    from_above, _, through, _ = iadpython.add_slide_above(slab, *iadpython.start.boundary_layer(slab, top=True), *whole)
    return float(slab.UX1_and_UXU(from_above, through)[0])


@pytest.mark.verifies(
    "The inside of a melanosome absorbs 6.6e11 nm^-3.33 per cm: 679, 172 and 55 at 500, 755 and 1064 nm [Jacques1998]."
)
@pytest.mark.parametrize(("wavelength", "absorption"), [(500.0, 679.2), (755.0, 172.2), (1064.0, 54.93)])
def test_melanosome(wavelength, absorption):
    assert melanosome_absorption(wavelength) == pytest.approx(absorption, rel=1e-3)
    assert melanosome_absorption(wavelength) == pytest.approx(6.6e11 * wavelength**-3.33, rel=1e-12)


@pytest.mark.verifies("Haemoglobin of whole blood absorbs what was tabulated, with and without oxygen [Prahl1999].")
@pytest.mark.parametrize(
    ("wavelength", "oxygenated", "deoxygenated"),
    [
        (415.0, 2802.0, 1892.0),
        (540.0, 285.1, 249.5),
        (660.0, 1.712, 17.28),
        (755.0, 2.974, 8.308),
        (900.0, 6.416, 4.08),
    ],
)
def test_haemoglobin(wavelength, oxygenated, deoxygenated):
    assert haemoglobin_absorption(wavelength, 1.0) == oxygenated
    assert haemoglobin_absorption(wavelength, 0.0) == deoxygenated
    assert haemoglobin_absorption(wavelength, 0.7) == pytest.approx(0.7 * oxygenated + 0.3 * deoxygenated)


@pytest.mark.verifies(
    "Oxygen makes no difference to blood at its isosbestic points, within 3 nm: 390, 422, 452, 500, 530, 545, 570, 584 "
    "and 797 nm [Prahl1999]."
)
@pytest.mark.parametrize("wavelength", [390.0, 422.0, 452.0, 500.0, 530.0, 545.0, 570.0, 584.0, 797.0])
def test_isosbestic_points(wavelength):
    def difference(nm: float) -> float:
        return haemoglobin_absorption(nm, 1.0) - haemoglobin_absorption(nm, 0.0)

    assert brentq(difference, wavelength - 4.0, wavelength + 4.0) == pytest.approx(wavelength, abs=3.0)


@pytest.mark.verifies(
    "Blood in vessels absorbs as haemoglobin spread evenly where a vessel is transparent, within 1 % from 650 nm on, "
    "and never more than black vessels of its diameter would [VanVeen2002]."
)
def test_vessels_shade_themselves():
    black = 1e4 / look_up("tissue", "optics", "vessel_diameter_um").value
    for wavelength in np.arange(380.0, 1200.0, 5.0):
        even, found = haemoglobin_absorption(wavelength, 0.7), blood_absorption(wavelength)
        assert found < min(even, black)
        assert found > 0.99 * even or wavelength < 650.0
        assert found == pytest.approx(even * (1.0 - np.exp(-even / black)) / (even / black), rel=1e-12)
    assert blood_absorption(415.0) > 0.9 * black


@pytest.mark.verifies("Fat absorbs most at its band at 930 nm, 0.131 per cm, and 0.011 at 755 nm [VanVeen2005].")
def test_fat():
    assert fat_absorption(930.0) == 0.131
    assert fat_absorption(755.0) == 0.0112
    assert max(fat_absorption(nm) for nm in np.arange(600.0, 1100.0, 5.0)) == 0.131


@pytest.mark.verifies(
    "Below 1100 nm a layer absorbs its water, 0.04 per cm, the rise of bloodless skin towards the ultraviolet and its "
    "pigment: melanosomes in the viable epidermis, blood in the dermis, fat in the subcutis; between 1100 and 1200 nm "
    "the rise and the pigments fade out [Jacques2013]."
)
@pytest.mark.parametrize("wavelength", [380.0, 532.0, 755.0, 1064.0, 1150.0, 1320.0])
def test_absorption_is_the_sum_of_its_parts(wavelength):
    skin = Skin(phototype="IV")
    counted = float(np.clip((1200.0 - wavelength) / 100.0, 0.0, 1.0))
    pigment = {
        "epidermis": 0.05 * melanosome_absorption(wavelength),
        **dict.fromkeys(DERMIS, 0.008 * blood_absorption(wavelength)),
        "subcutis": 0.85 * fat_absorption(wavelength),
    }
    water = water_absorption(wavelength, 34.0).value
    for tissue in lay_out(skin, wavelength):
        dry = 0.04 + counted * (baseline_rise(wavelength) + pigment.get(tissue.name, 0.0))
        assert 10.0 * tissue.mu_a_dry == pytest.approx(dry, rel=1e-12)
        assert 10.0 * tissue.mu_a == pytest.approx(tissue.water * water + dry, rel=1e-12)


@pytest.mark.verifies(
    "Bloodless, water-free skin absorbs 85.3 exp(-(nm - 154) / 66.2) per cm as ex vivo [Jacques1998], and instead of "
    "the constant 0.244 found there 0.04, as living skin [Cooksey2017]."
)
@pytest.mark.parametrize("wavelength", [400.0, 550.0, 700.0, 1000.0])
def test_bloodless_skin(wavelength):
    horny = layer(Skin(layers={"stratum_corneum": Layer(water_fraction=0.0)}), wavelength, "stratum_corneum")
    assert 10.0 * horny.mu_a == pytest.approx(0.04 + 85.3 * np.exp(-(wavelength - 154.0) / 66.2), rel=1e-3)


@pytest.mark.verifies("A film on the skin has no pigment and no blue absorption of its own.")
def test_films_are_colourless():
    film = Film("gel", look_up("cooling", "films", "gel", "thickness_um"))
    gel = lay_out(Skin(), 450.0, film=film)[0]
    assert gel.name == "gel"
    assert 10.0 * gel.mu_a == pytest.approx(0.95 * water_absorption(450.0, 34.0).value + 0.04, rel=1e-12)


@pytest.mark.verifies(
    "The lower the typology angle and the higher the phototype, the more the viable epidermis absorbs at every "
    "wavelength below 1200 nm; no other layer changes."
)
@pytest.mark.parametrize("wavelength", PIGMENTED_NM)
def test_darker_skin_absorbs_more(wavelength):
    for people in ([Skin(ita_deg=ita) for ita in range(58, -50, -4)], [Skin(phototype=name) for name in PHOTOTYPES]):
        skins = [lay_out(skin, wavelength) for skin in people]
        assert (np.diff([layers[1].mu_a for layers in skins]) > 0.0).all()
        for layers in skins[1:]:
            assert (layers[0], *layers[2:]) == (skins[0][0], *skins[0][2:])


@pytest.mark.verifies(
    "A measured typology angle says how much melanin there is, whatever the phototype; without it the phototype does."
)
def test_typology_angle_comes_before_phototype():
    measured = [lay_out(Skin(phototype=name, ita_deg=10.0), 755.0) for name in PHOTOTYPES]
    assert all(layers == measured[0] for layers in measured)
    assert len({lay_out(Skin(phototype=name), 755.0)[1].mu_a for name in PHOTOTYPES}) == len(PHOTOTYPES)


def test_melanin_is_held_beyond_the_measured_typology_angles():
    assert melanosome_fraction(Skin(ita_deg=90.0)) == melanosome_fraction(Skin(ita_deg=58.0))
    assert melanosome_fraction(Skin(ita_deg=-90.0)) == melanosome_fraction(Skin(ita_deg=-49.6))


@pytest.mark.verifies(
    "Nothing jumps where tables and laws meet: every property runs through each joint without a step."
)
@pytest.mark.parametrize("joint", [430, 600, 695, 1000, 1041, 1075, 1100, 1200, 1320, 1940, 2000, 2014])
def test_joints_are_continuous(joint):
    skin = Skin(phototype="VI")
    before, after = (lay_out(skin, joint + step) for step in (-5e-8, 5e-8))
    for one, other in zip(before, after, strict=True):
        for name in ("mu_a", "mu_a_dry", "mu_s"):
            assert getattr(other, name) == pytest.approx(getattr(one, name), rel=1e-6)
        assert other.mu_a_per_K == pytest.approx(one.mu_a_per_K, abs=1e-7 * one.mu_a)


@pytest.mark.verifies(
    "The dermis scatters 36 per cm (reduced) at 500 nm and falls with wavelength to the power -1.421 [Jacques2013] up "
    "to 1041 nm, where it meets the in-vivo law [Cooksey2017]: 20.0 at 755 nm, 12.5 at 1064 nm, 11.0 at 1320 nm."
)
def test_scattering_follows_two_laws():
    for wavelength, expected in ((500.0, 36.0), (755.0, 20.0), (1064.0, 12.5), (1320.0, 11.0), (2200.0, 8.1)):
        assert reduced_scattering(layer(Skin(), wavelength, "reticular_dermis")) == pytest.approx(expected, abs=0.05)
    wavelengths = np.arange(380.0, 2500.0, 10.0)
    scattering = np.array([reduced_scattering(layer(Skin(), nm, "reticular_dermis")) for nm in wavelengths])
    slope = np.diff(np.log(scattering)) / np.diff(np.log(wavelengths))
    assert slope[wavelengths[1:] < 1041.0] == pytest.approx(-1.421, rel=1e-9)
    assert slope[wavelengths[:-1] > 1042.0] == pytest.approx(-0.6, rel=1e-9)


@pytest.mark.parametrize("wavelength", [450.0, 755.0, 1064.0, 1550.0])
@pytest.mark.parametrize(("end", "direction"), [(-1.0, -1.0), (1.0, 1.0)])
def test_the_scattering_axis_moves_every_layer(wavelength, end, direction):
    moved = lay_out(Skin(), wavelength, Variation(scattering=end))
    for before, after in zip(lay_out(Skin(), wavelength), moved, strict=True):
        assert direction * (after.mu_s - before.mu_s) > 0.1 * before.mu_s


@pytest.mark.parametrize("wavelength", [450.0, 755.0, 1064.0])
def test_melanin_and_blood_move_their_own_layers(wavelength):
    for axis, names in (("melanin", ("epidermis",)), ("blood", DERMIS)):
        low, value, high = (lay_out(Skin(), wavelength, Variation(**{axis: end})) for end in (-1.0, 0.0, 1.0))
        for less, middle, more in zip(low, value, high, strict=True):
            if middle.name in names:
                assert less.mu_a < middle.mu_a < more.mu_a
            else:
                assert less == middle == more


@pytest.mark.verifies(
    "At every wavelength what a layer absorbs without its water is its dry part, and the rest changes with temperature "
    "as its water does; so do layers whose absorption was stated."
)
@pytest.mark.parametrize("wavelength", [450.0, 755.0, 980.0, 1064.0, 1320.0, 2090.0])
def test_dry_part_and_change_with_temperature(wavelength):
    warm, cold = (lay_out(Skin(temperature_C=T), wavelength) for T in (40.0, 30.0))
    for one, other in zip(warm, cold, strict=True):
        assert one.mu_a - other.mu_a == pytest.approx(10.0 * one.mu_a_per_K, rel=1e-6, abs=1e-12)
        assert one.mu_a_dry == pytest.approx(other.mu_a_dry, rel=1e-12)
        dried = layer(Skin(layers={one.name: Layer(water_fraction=0.0)}), wavelength, one.name)
        assert dried.mu_a == pytest.approx(one.mu_a_dry, rel=1e-12)
        stated = layer(Skin(temperature_C=40.0, layers={one.name: Layer(absorption_per_cm=3.0)}), wavelength, one.name)
        assert stated.mu_a == pytest.approx(0.3, rel=1e-12)
        assert stated.mu_a_dry / stated.mu_a == pytest.approx(one.mu_a_dry / one.mu_a, rel=1e-12)
        assert stated.mu_a_per_K / stated.mu_a == pytest.approx(one.mu_a_per_K / one.mu_a, rel=1e-12)


@pytest.mark.verifies(
    "Water absorbs at 20 C what was measured between the lines it is scaled to, within 6 %: its bands at 740, 970 and "
    "1180 nm and the window at 2250 nm [Roettgers2014]; below 600 nm less than 0.003 per cm."
)
@pytest.mark.parametrize(
    ("wavelength", "absorption"),
    [
        *((720, 0.012834), (740, 0.024773), (960, 0.44137), (1000, 0.37699), (1080, 0.1566), (1180, 1.2353)),
        *((1240, 1.2019), (1280, 1.1434), (1980, 92.142), (2060, 40.824), (2120, 25.456), (2260, 20.904)),
        *((2360, 37.093), (2450, 69.807)),
    ],
)
def test_water_between_lines(wavelength, absorption):
    assert water_absorption(wavelength, 20.0).value == pytest.approx(absorption, rel=0.06)
    assert water_absorption(500.0, 34.0).value < 0.003


@pytest.mark.verifies(
    "At the laser lines from 1320 to 1927 nm wet dermis absorbs what its water does [Roettgers2014] and 0.04 per cm."
)
@pytest.mark.parametrize(
    ("wavelength", "water_34C"),
    [
        *((1320, 1.8865), (1410, 25.074), (1440, 30.532), (1470, 28.066), (1540, 11.692), (1550, 10.399)),
        *((1565, 8.948), (1927, 136.157)),
    ],
)
def test_laser_lines(wavelength, water_34C):
    assert 10.0 * layer(Skin(), wavelength, "papillary_dermis").mu_a == pytest.approx(0.7 * water_34C + 0.04, rel=1e-4)


def excess(measured: dict[float, float], wavelengths: tuple[float, ...], ita: float) -> np.ndarray:
    """Return what skin of a typology angle reflects more than was measured."""
    return np.array([reflectance(lay_out(Skin(ita_deg=ita), nm)) for nm in wavelengths]) - np.array(measured)


@pytest.mark.verifies(
    "CALIBRATION: skin laid out by typology angle reflects at 450 to 580 nm what faces of that class do, within 0.016 "
    "rms and 0.03 at worst, by adding-doubling: the shares of melanosomes and of blood were fitted to it [Lu2025]."
)
@pytest.mark.parametrize("ita", FACES)
def test_faces_from_blue_to_green(ita):
    left = excess(FACES[ita][0], BLUE_GREEN, ita)
    assert np.sqrt(np.square(left).mean()) < 0.016
    assert np.abs(left).max() < 0.03


@pytest.mark.verifies(
    "PREDICTION: with the shares fitted to faces, inner arms of the same typology angle reflect at 450 to 580 nm what "
    "was measured within 0.035 [Lu2025]."
)
@pytest.mark.parametrize("ita", ARMS)
def test_inner_arms_from_blue_to_green(ita):
    assert np.abs(excess(ARMS[ita][0], BLUE_GREEN, ita)).max() < 0.035


@pytest.mark.verifies(
    "PREDICTION: in the red, where light leaves skin millimetres from where it entered, faces and inner arms come out "
    "as measured in dark skin and the brighter the lighter the skin, faces up to 17 %, arms up to 24 %: a small port "
    "loses light that wide, even light would have kept [Lu2025]."
)
def test_faces_and_arms_in_the_red():
    faces = np.array([(excess(FACES[ita][1], RED, ita) / FACES[ita][1]).mean() for ita in FACES])
    arms = np.array([(excess((ARMS[ita][1],), (675.0,), ita) / ARMS[ita][1]).mean() for ita in ARMS])
    assert (faces > -0.01).all()
    assert (faces < 0.17).all()
    assert (arms > 0.0).all()
    assert (arms < 0.24).all()
    assert (np.diff(arms) < 0.0).all()
    assert (np.diff(faces[:4]) < 0.0).all()


@pytest.mark.verifies(
    "At 550 nm, where blood decides, what was measured on faces lies between what skin reflects at the ends of the "
    "range of its share of blood, 0.1 and 2 % [Lu2025]."
)
@pytest.mark.parametrize("ita", FACES)
def test_the_range_of_blood_holds_faces_in_the_green(ita):
    pale, bled = (reflectance(lay_out(Skin(ita_deg=ita), 550.0, Variation(blood=end))) for end in (-1.0, 1.0))
    assert bled < FACES[ita][0][BLUE_GREEN.index(550.0)] < pale


@pytest.mark.verifies(
    "CALIBRATION: from 1320 to 1650 nm skin reflects what the forearms of 100 people did within 0.005: dermal "
    "scattering and the baseline were fitted to it [Cooksey2017]."
)
@pytest.mark.parametrize("wavelength", FITTED_FOREARM)
def test_forearms_where_water_rules(wavelength):
    found = reflectance(lay_out(Skin(site="forearm", phototype="II"), wavelength))
    assert found == pytest.approx(FITTED_FOREARM[wavelength], abs=0.005)


@pytest.mark.verifies(
    "PREDICTION: at 1064, 2200 and 2400 nm skin reflects what the forearms of 100 people did within 0.01 [Cooksey2017]."
)
@pytest.mark.parametrize("wavelength", FOREARM)
def test_forearms_beside_what_was_fitted(wavelength):
    found = reflectance(lay_out(Skin(site="forearm", phototype="II"), wavelength))
    assert found == pytest.approx(FOREARM[wavelength], abs=0.01)


@pytest.mark.verifies(
    "PREDICTION: from 500 to 1100 nm the mean reflectance of the forearms of 100 people lies between that of "
    "phototypes III and II, to 0.02 [Cooksey2017]."
)
@pytest.mark.parametrize("wavelength", PIGMENTED_FOREARM)
def test_forearms_where_pigments_show(wavelength):
    darker, lighter = (reflectance(lay_out(Skin(site="forearm", phototype=name), wavelength)) for name in ("III", "II"))
    assert darker - 0.02 < PIGMENTED_FOREARM[wavelength] < lighter + 0.02
