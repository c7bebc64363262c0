"""Beams beyond the Gaussian and the top hat: rings, measured profiles, ellipses; alone and through whole treatments."""

import re
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy import integrate, special

import photomend as pm
from photomend.catalog import Variation
from photomend.cautions import ELLIPTIC_FROM
from photomend.light import Beam, convolve, direct_response, media_of, pencil_response
from photomend.light.beam import energy_inside, radius_of_share
from photomend.light.focus import converging
from photomend.light.transport import RING_COUNT, RING_SCALE_MM, ring_shares
from photomend.simulate import follow
from photomend.skin import Skin, lay_out
from photomend.stages import Stages

STANDARD_ERRORS = 4.0


def measured(rows: list[tuple[float, float]]) -> Beam:
    return Beam("measured", 0.07, rows=tuple(rows))


def sampled(beam: str, rows: int, reach: float = 0.21) -> Beam:
    """Return a measured profile that was sampled from a beam of radius 0.07 mm."""
    r = np.linspace(0.0, reach, rows).tolist()
    return measured(
        [(x, float(np.exp(-2.0 * (x / 0.07) ** 2))) for x in r] if beam == "gaussian" else [(0, 1), (0.07, 1)]
    )


NOISE = np.random.default_rng(7).uniform(0.2, 1.5, 60).tolist()
MEASURED = {
    "cone": measured([(0.0, 1.0), (0.1, 0.0)]),
    "doughnut": measured([(0.0, 0.0), (0.05, 1.0), (0.06, 1.0), (0.1, 0.0)]),
    "two rings apart": measured([(0.0, 2.0), (0.02, 0.0), (0.05, 0.0), (0.06, 1.0), (0.07, 1.0)]),
    "steep edge": measured([(0.0, 1.0), (0.07, 1.0), (0.07001, 0.0)]),
    "hot pixel": measured([(0.0, 30.0), (0.001, 1.0), (0.1, 0.6)]),
    "noise": measured(list(zip(np.linspace(0.0, 0.1, 60).tolist(), NOISE, strict=True))),
}
RINGS = {"ring": Beam("ring", 0.07, inner=0.05), "thin ring": Beam("ring", 0.07, inner=0.0699)}
ALL = {**RINGS, **MEASURED, "gaussian": Beam("gaussian", 0.07), "top hat": Beam("top-hat", 0.07)}


def irradiance(beam: Beam) -> tuple[np.ndarray, np.ndarray]:
    """Return radii and relative irradiance between which it is linear; at an edge it falls at once."""
    if beam.profile == "ring":
        return np.array([beam.inner, beam.radius]), np.ones(2)
    return tuple(np.array(beam.rows).T)


def energy_by_quadrature(beam: Beam, circle: float, displaced: float) -> float:
    """Return the share of a beam inside a circle, arc by arc about the beam's axis."""
    r, height = irradiance(beam)

    def arc(x: float) -> float:
        cosine = (x**2 + displaced**2 - circle**2) / (2.0 * x * displaced)
        return float(np.interp(x, r, height)) * x * np.arccos(np.clip(cosine, -1.0, 1.0)) / np.pi

    corners = {*r.tolist(), *(x for x in (abs(circle - displaced), circle + displaced) if r[0] < x < r[-1])}
    inside = sum(integrate.quad(arc, *piece, epsabs=1e-14, epsrel=1e-9)[0] for piece in pairwise(sorted(corners)))
    ends = r[:-1] * (2.0 * height[:-1] + height[1:]) + r[1:] * (height[:-1] + 2.0 * height[1:])
    return inside / float(np.diff(r) @ ends / 6.0)


CIRCLES = np.array([0.004, 0.03, 0.06, 0.0703, 0.15, 4.0])
DISPLACED = np.array([1e-6, 0.004, 0.0299, 0.06, 0.09, 0.2, 3.97])


@pytest.mark.verifies(
    "The share of a ring or a measured profile inside a displaced circle equals direct quadrature to 1e-8, for circles "
    "through the axis, profiles dark in their middle, steep edges and noise too."
)
@pytest.mark.parametrize("beam", [*RINGS.values(), *MEASURED.values()], ids=[*RINGS, *MEASURED])
def test_energy_inside_displaced_circles(beam):
    exact = [[energy_by_quadrature(beam, R, s) for s in DISPLACED] for R in CIRCLES]
    assert energy_inside(beam, CIRCLES, DISPLACED) == pytest.approx(np.array(exact), abs=1e-8)


@pytest.mark.verifies("A ring of a vanishing wall is a circle: its share inside another is that of its arc there.")
@pytest.mark.parametrize("R", [0.02, 0.07, 0.09])
def test_a_thin_ring_is_a_circle(R):
    s = 0.06
    arc = np.arccos(np.clip((0.07**2 + s**2 - R**2) / (2.0 * 0.07 * s), -1.0, 1.0)) / np.pi
    found = energy_inside(Beam("ring", 0.07, inner=0.07 * (1 - 1e-6)), np.array([R]), np.array([s]))
    assert found.item() == pytest.approx(arc, abs=1e-5)


@pytest.mark.verifies(
    "Rings and measured profiles keep their energy: it rises with the circle from 0 to all of it, wherever the circle "
    "lies, and a response moved to them holds to 1e-9 what it held."
)
@pytest.mark.parametrize("beam", ALL.values(), ids=ALL)
def test_energy_is_conserved(beam):
    target = np.concatenate([np.linspace(0.0, 0.3, 61), [20.0]])
    source = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2
    inside = energy_inside(beam, target, np.concatenate([[0.0], source]))
    assert (inside[0] == 0.0).all()
    assert inside[-1] == pytest.approx(1.0, abs=1e-9)
    assert np.diff(inside, axis=0).min() > -1e-9
    assert ring_shares(source, beam, target).sum(axis=0) == pytest.approx(1.0, abs=1e-9)
    assert beam.ring_shares(target).sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.verifies("A ring without a hole is a top hat to the last digit, with a small one to the area of the hole.")
def test_a_ring_becomes_a_top_hat():
    flat = energy_inside(Beam("top-hat", 0.07), CIRCLES, DISPLACED)
    assert (energy_inside(Beam("ring", 0.07), CIRCLES, DISPLACED) == flat).all()
    for inner in (1e-3, 1e-2):
        away = np.abs(energy_inside(Beam("ring", 0.07, inner=inner), CIRCLES, DISPLACED) - flat).max()
        assert 0.0 < away <= (inner / 0.07) ** 2 / (1.0 - (inner / 0.07) ** 2)


@pytest.mark.verifies(
    "A table of a top hat is that top hat to 1e-10; a table of a Gaussian becomes that Gaussian at second order in the "
    "distance of its rows, and with 64 rows is it to 1e-3."
)
def test_tables_of_known_beams(observed_order):
    flat = energy_inside(Beam("top-hat", 0.07), CIRCLES, DISPLACED)
    assert energy_inside(sampled("top-hat", 2), CIRCLES, DISPLACED) == pytest.approx(flat, abs=1e-10)
    round_ = energy_inside(Beam("gaussian", 0.07), CIRCLES, DISPLACED)
    errors = [
        np.abs(energy_inside(sampled("gaussian", rows), CIRCLES, DISPLACED) - round_).max()
        for rows in (33, 65, 129, 257)
    ]
    assert observed_order(errors) == pytest.approx(2.0, abs=0.1)
    assert errors[1] < 1e-3


@pytest.mark.verifies(
    "The radius that encloses a share of the energy encloses that share, for every profile, to 1e-12."
)
@pytest.mark.parametrize("beam", ALL.values(), ids=ALL)
def test_radius_of_share_is_the_inverse(beam):
    share = np.linspace(0.0, 1.0, 101)[:-1]
    radius = radius_of_share(beam, share)
    assert (np.diff(radius) > 0.0).all()
    assert energy_inside(beam, radius, np.zeros(1))[:, 0] == pytest.approx(share, abs=1e-12)
    first, last = radius_of_share(beam, np.array([0.0, 1.0]))
    ends = {
        "ring": (beam.inner, beam.radius),
        "top-hat": (0.0, beam.radius),
        "measured": (0.0, beam.rows[-1:] and beam.rows[-1][0]),
    }
    assert (first, last) == pytest.approx(ends.get(beam.profile, (first, last)), abs=1e-15)


SKIN = media_of(lay_out(Skin(), 1550.0), n_above=1.0)
SKIN_DEPTHS = np.unique([*np.linspace(0.0, 0.6, 4), *SKIN.edge])


@pytest.mark.verifies(
    "The pencil response convolved with a ring or a measured profile absorbs in every region of depth and radius what "
    "photons of the true beam leave there, within four combined standard errors."
)
@pytest.mark.parametrize("name", ["ring", "doughnut"])
def test_convolved_pencil_against_true_beam(name):
    beam, rings = ALL[name], np.array([0.0, 0.03, 0.05, 0.07, 0.12, 40.0])
    pencil = pencil_response(SKIN, SKIN_DEPTHS, 200_000, seed=3)
    direct = direct_response(SKIN, beam, rings, SKIN_DEPTHS, 400_000, seed=4)
    moved = np.einsum("bdr,tr->bdt", pencil.absorbed, ring_shares(pencil.ring_edge, beam, rings))
    error = np.hypot(*(batches.std(axis=0, ddof=1) / np.sqrt(len(batches)) for batches in (moved, direct.absorbed)))
    away = convolve(pencil, beam, rings) - direct.absorbed.mean(axis=0)
    lit = direct.absorbed.mean(axis=0) > 1e-4
    assert lit.sum() > 15
    assert (np.abs(away) < STANDARD_ERRORS * error)[lit].all()


@pytest.mark.verifies(
    "A converging beam measured as a Gaussian lies in the rings of every depth as that Gaussian, to 0.2 %."
)
def test_a_measured_beam_converges_like_the_gaussian_that_it_is():
    depths, rings = np.linspace(0.0, 1.0, 21), np.linspace(0.0, 0.3, 16)
    lie = [
        np.einsum("t,itr->ir", tubes.share, tubes.lie)
        for tubes in (
            converging(beam, 0.1, 0.4, SKIN, depths, rings)
            for beam in (Beam("gaussian", 0.07), sampled("gaussian", 200))
        )
    ]
    assert lie[0] == pytest.approx(lie[1], abs=2e-3)
    assert lie[1].sum(axis=1) == pytest.approx(1.0, abs=1e-12)


# --- Ellipses --------------------------------------------------------------------------------------------------------


@pytest.mark.verifies(
    "What spreads from an ellipse leaves in its middle at least 2 sqrt(A) / (1 + A) of what it leaves in the circle of "
    "equal area, and at most as much: over any distance as a Gaussian, and as steady heat on deep tissue, "
    "(2 / pi) K(1 - 1 / A^2) / sqrt(A) [Carslaw1959]."
)
@pytest.mark.parametrize("aspect", [1.5, ELLIPTIC_FROM, 3.0, 6.0])
def test_the_middle_of_an_ellipse_is_cooler_by_a_known_share_at_most(aspect):
    a, b, least = np.sqrt(aspect), 1.0 / np.sqrt(aspect), 2.0 * np.sqrt(aspect) / (1.0 + aspect)
    spread = np.logspace(-3.0, 3.0, 601)
    ratio = (1.0 + spread**2) / np.sqrt((a**2 + spread**2) * (b**2 + spread**2))
    assert ratio.min() == pytest.approx(least, rel=1e-6)
    assert ratio.max() < 1.0

    def towards(angle: float) -> float:
        return 1.0 / np.hypot(np.cos(angle) / a, np.sin(angle) / b)  # of a flat ellipse, its edge in this direction

    steady = integrate.quad(towards, 0.0, 2.0 * np.pi)[0] / (2.0 * np.pi)
    assert steady == pytest.approx(2.0 / np.pi * special.ellipk(1.0 - aspect**-2) / np.sqrt(aspect), rel=1e-9)
    assert least < steady < 1.0


# --- Whole treatments ------------------------------------------------------------------------------------------------

OWN = {"wavelength_nm": 1550.0, "pulse_duration_ms": 1.0, "placement": "random"}
SETTINGS = {"pulse_energy_mJ": 20.0, "density_per_pass_per_cm2": 100.0}
NUMERICS = {"photons": 20_000, "intervals": False}


def request_of(settings: dict[str, Any] | None = None, **handpiece: Any) -> pm.Request:
    return pm.read_request(
        {"handpiece": OWN | handpiece, "settings": SETTINGS | (settings or {}), "numerics": NUMERICS}
    )


def treated(settings: dict[str, Any] | None = None, **handpiece: Any) -> Stages:
    return follow(request_of(settings, **handpiece), Variation())


def simulated(settings: dict[str, Any] | None = None, **handpiece: Any) -> pm.Simulation:
    request = request_of(settings, **handpiece)
    return pm.simulate(request.treatment, request.physics, request.numerics)


@pytest.mark.verifies("An elliptic beam makes exactly the zones of the circle of equal area, and warns that it does.")
@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (100.0, 196.0, r"100 x 196 um is taken as the circle of equal area, 140 um; take widths as means"),
        (
            280.0,
            70.0,
            r"4 times as long as wide \(limit 2\) the wound itself is elliptic .* up to 20% less; take depth",
        ),
    ],
)
def test_an_ellipse_is_its_circle_with_a_warning(first, second, words):
    circle = simulated(spot_diameter_um=140.0)
    ellipse = simulated(spot_diameter_um=first, spot_diameter_second_um=second)
    assert ellipse.zones == circle.zones
    assert ellipse.heat.equals(circle.heat)
    (warning,) = set(ellipse.warnings) - set(circle.warnings)
    assert re.search(words, warning)


@pytest.mark.verifies("A treatment with a table of a Gaussian or a top hat makes their zones, to 1 %.")
@pytest.mark.parametrize("profile", ["gaussian", "top-hat"])
def test_a_table_makes_the_zones_of_the_beam_it_was_taken_from(profile):
    r, height = np.array(sampled(profile, 120).rows).T
    table = {"profile_radius_um": (1e3 * r).tolist(), "profile_irradiance": (7.0 * height).tolist()}
    known, found = treated(spot_diameter_um=140.0, beam_profile=profile), treated(**table)
    assert found.exposure.spot_diameter_um.value == pytest.approx(140.0, rel=2e-3)
    for clock in ("necrosis", "collagen"):
        for size in ("depth", "width", "volume"):
            exact = getattr(known.injury.zones[clock], size)
            assert exact > 0.0
            assert getattr(found.injury.zones[clock], size) == pytest.approx(exact, rel=0.01)


@pytest.mark.verifies(
    "A ring spares its middle: dead tissue lies below its wall and not on the axis, the heat is all accounted for, and "
    "a warning says that width, volume and coverage count what is spared."
)
def test_a_ring_spares_its_middle():
    ring = {"beam_profile": "ring", "spot_diameter_um": 600.0, "ring_inner_diameter_um": 500.0}
    stages = treated({"pulse_energy_mJ": 40.0}, **ring)
    mesh, Omega = stages.heat.zone.mesh, stages.injury.damage["necrosis"]
    wall = (mesh.radius > 0.26) & (mesh.radius < 0.29)
    assert Omega[mesh.skin].max(axis=0)[wall].min() > 1.0
    assert Omega[:, mesh.radius < 0.2].max() < 0.1
    assert abs(stages.heat.zone.imbalance) < 1e-6
    assert stages.injury.zones["necrosis"].width == pytest.approx(600.0, rel=0.05)
    warnings = simulated({"pulse_energy_mJ": 40.0}, **ring).warnings
    assert [words for words in warnings if re.match(r"hollow zone: [78]\d%.*as upper bounds$", words)]


@pytest.mark.verifies("A microbeam's ring with a vanishing hole makes exactly the zones of the top hat.")
def test_a_ring_without_a_hole_makes_the_zones_of_a_top_hat():
    flat = treated(spot_diameter_um=140.0, beam_profile="top-hat")
    ring = treated(spot_diameter_um=140.0, beam_profile="ring", ring_inner_diameter_um=0.01)
    for size in ("depth", "width", "volume"):
        exact = getattr(flat.injury.zones["necrosis"], size)
        assert getattr(ring.injury.zones["necrosis"], size) == pytest.approx(exact, rel=1e-4)


@pytest.mark.verifies(
    "The thin wall of a full-field ring is resolved: cells half as wide move its depth by less than 3 %."
)
def test_the_wall_of_a_wide_ring_is_resolved(monkeypatch):
    wide = {
        "placement": "full-field",
        "beam_profile": "ring",
        "spot_diameter_um": 5000.0,
        "ring_inner_diameter_um": 4800.0,
    }
    settings = {"pulse_energy_mJ": 700.0, "density_per_pass_per_cm2": None}
    depths = []
    for cells in (10, 20):
        monkeypatch.setattr("photomend.heat.heating.CELLS_IN_LIGHT", cells)
        depths.append(treated(settings, **wide).injury.zones["necrosis"].depth)
    assert depths[0] > 200.0
    assert depths[0] == pytest.approx(depths[1], rel=0.03)


def test_a_measured_beam_that_converges_runs_like_its_gaussian():
    r, height = np.array(sampled("gaussian", 120).rows).T
    focus = {"convergence_NA": 0.1, "focus_depth_um": 300.0}
    known = treated(spot_diameter_um=140.0, **focus)
    found = treated(profile_radius_um=(1e3 * r).tolist(), profile_irradiance=height.tolist(), **focus)
    depth = known.injury.zones["necrosis"].depth
    assert found.injury.zones["necrosis"].depth == pytest.approx(depth, rel=0.02)
