"""The band of a wide beam: where its edges are, whether the epidermis is spared, and how sure that is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import photomend as pm
from photomend.heat import depth_edges
from photomend.injury.band import (
    Band,
    band_of,
    edge_error,
    epidermal_damage,
    epidermal_limit,
    epidermis_after,
    is_mild,
    with_edge_error,
)
from photomend.skin import lay_out

EDGE = np.linspace(0.0, 2.0, 201)
DEPTH = 0.5 * (EDGE[1:] + EDGE[:-1])
LAYERS = lay_out(pm.Skin(), 1450.0)


def bell(middle: float, half: float, edge: np.ndarray = EDGE) -> np.ndarray:
    """Return a damage integral that is 1 at `half` mm to either side of `middle`, on the axis and beside it."""
    z = 0.5 * (edge[1:] + edge[:-1])
    return np.exp(20.0 * (half - np.abs(z - middle)))[:, None] * np.array([1.0, 0.01])


@pytest.mark.verifies(
    "The band of a wide beam: both its edges where Omega = 1 on the axis, to 0.1 um for ln(Omega) linear"
)
@given(middle=st.floats(0.4, 1.0), half=st.floats(0.05, 0.35))
def test_the_edges_are_where_the_damage_integral_is_one(middle: float, half: float) -> None:
    found = band_of(bell(middle, half), EDGE)
    assert found.top == pytest.approx(1e3 * (middle - half), abs=0.1)
    assert found.bottom == pytest.approx(1e3 * (middle + half), abs=0.1)


def test_no_cell_past_one_is_no_band() -> None:
    assert band_of(0.99 * np.ones((200, 2)), EDGE) == Band(0.0, 0.0)


def test_a_band_that_holds_the_topmost_row_reaches_the_surface() -> None:
    assert band_of(bell(0.1, 0.2), EDGE).top == 0.0
    assert band_of(np.full((200, 1), 5.0), EDGE) == Band(0.0, 2000.0)


def test_a_film_on_the_skin_is_no_skin() -> None:
    filmed = np.concatenate([np.linspace(-0.2, -0.02, 10), EDGE])
    Omega = np.concatenate([np.full((10, 2), 100.0), bell(0.5, 0.2)])
    assert band_of(Omega, filmed) == band_of(bell(0.5, 0.2), EDGE)


def test_the_epidermis_is_judged_by_its_living_cells() -> None:
    edge = depth_edges(LAYERS, 0.01, LAYERS[-1].bottom)
    horny, living, below = LAYERS[0], LAYERS[1], LAYERS[2]
    assert (horny.name, living.name, below.name) == ("stratum_corneum", "epidermis", "papillary_dermis")
    depth = 0.5 * (edge[1:] + edge[:-1])
    Omega = np.where(depth < living.top, 7.0, np.where(depth < living.bottom, 1e-3 * depth, 9.0))[:, None]
    deepest = depth[depth < living.bottom].max()
    assert epidermal_damage(Omega, LAYERS, edge) == pytest.approx(1e-3 * deepest)
    off_axis = np.hstack([Omega, np.where(depth < living.bottom, 0.6, 0.0)[:, None]])
    assert epidermis_after(epidermal_damage(off_axis, LAYERS, edge)) == "injured"


def test_the_epidermis_is_spared_below_the_limit_of_a_first_burn() -> None:
    assert epidermal_limit().value == 0.53
    assert [epidermis_after(damage) for damage in (0.0, 0.529, 0.53, 1e6)] == ["spared", "spared", "injured", "injured"]


@pytest.mark.parametrize(
    ("band", "edge_um", "own", "widened"),
    [
        (Band(150.0, 490.0), 150.0, (140.0, 160.0), (65.0, 235.0)),
        (Band(150.0, 490.0), 490.0, (300.0, 700.0), (300.0, 700.0)),
        (Band(40.0, 490.0), 40.0, (30.0, 50.0), (0.0, 125.0)),
        (Band(0.0, 0.0), 0.0, (0.0, 310.0), (0.0, 310.0)),
    ],
)
def test_an_edge_is_never_surer_than_the_model(band: Band, edge_um: float, own: tuple, widened: tuple) -> None:
    assert edge_error().value == 85.0
    assert with_edge_error(band, edge_um, *own) == widened


@pytest.mark.parametrize(
    ("endpoint", "peak_C", "mild"),
    [("none", 52.0, True), ("none", 60.0, False), ("thermal-injury", 52.0, False), ("coagulation", 99.0, False)],
)
def test_mild_is_warm_and_unharmed(endpoint: str, peak_C: float, mild: bool) -> None:
    assert is_mild(endpoint, peak_C) is mild
