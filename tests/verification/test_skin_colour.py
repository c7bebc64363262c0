"""The colour of skin: the shipped table is what the optics give, and what people of six classes of colour look like."""

import numpy as np
import pytest

from photomend.appearance import colour, table
from photomend.catalog import columns, look_up
from photomend.light import media_of
from photomend.skin import Skin, lay_out
from photomend.skin.anatomy import melanosome_fraction

SEED = 7
PHOTONS = 12_800
NODES = [(3, 9), (8, 16), (11, 7), (15, 12), (20, 9)]  # of melanosomes and of blood
CLASSES = ("very light", "light", "intermediate", "tan", "brown", "dark")


@pytest.mark.verifies(
    "Recomputed by the optics of the laser with other photons, entries of the colour table agree within four standard "
    "errors."
)
def test_the_shipped_table_is_that_of_the_optics() -> None:
    shipped = table.skin_colours()
    pairs = [(shipped.melanosome_fraction[i], shipped.blood_fraction[j]) for i, j in NODES]
    value, error = table.colours(pairs, PHOTONS, SEED)
    kept = np.array([shipped.linear_srgb[i, j] for i, j in NODES])
    both = error * np.sqrt(1.0 + PHOTONS / table.PHOTONS)
    assert (np.abs(value - kept) < 4.0 * both).all()
    # Fine enough to fail: with a third more of either pigment, the table would be found out.
    for more in ((1.33, 1.0), (1.0, 1.33)):
        moved = np.array([shipped.at(more[0] * m, more[1] * b) for m, b in pairs])
        assert (np.abs(moved - kept) > 4.0 * both).any()


@pytest.mark.verifies(
    "The layers behind the colour table are those of the laser, to the last bit, at the same pigments."
)
@pytest.mark.parametrize("nm", [450.0, 560.0, 700.0])
def test_the_layers_are_those_of_the_laser(nm: float) -> None:
    skin = Skin(phototype="IV")
    blood = look_up("tissue", "layers", "papillary_dermis", "blood_fraction").value
    same = media_of(lay_out(skin, nm), 1.0)
    for one, other in zip(media_of(table._layers(melanosome_fraction(skin).value, blood, nm), 1.0), same, strict=True):
        assert np.array_equal(one, other)


@pytest.mark.verifies(
    "The colour table shows faces of six classes of typology angle within 3 CIEDE2000 units of their mean colour, with "
    "melanosomes by typology angle and one share of blood for all [Lu2025]."
)
@pytest.mark.parametrize("name", CLASSES)
def test_the_table_shows_the_class_means(name: str) -> None:
    shipped, classes = table.skin_colours(), columns("skin_colour_by_ita")
    lab = np.stack([classes["lightness"], classes["a"], classes["b"]], axis=1)[CLASSES.index(name)]
    m = melanosome_fraction(Skin(ita_deg=float(colour.ita_deg(lab)))).value
    b = look_up("tissue", "layers", "papillary_dermis", "blood_fraction").value
    shown = colour.lab_of_linear(shipped.at(m, b) + shipped.specular_reflectance)
    assert colour.colour_difference(lab, shown) < 3.0
    # Not so without what the surface returns, nor with the melanosomes of another class.
    without = colour.lab_of_linear(shipped.at(m, b))
    other = colour.lab_of_linear(shipped.at(2.0 * m, b) + shipped.specular_reflectance)
    assert min(colour.colour_difference(lab, without), colour.colour_difference(lab, other)) > 3.0
