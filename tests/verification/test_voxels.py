"""Light in voxels: against the layered code, exact rays, an independent program, and itself seen otherwise.

Monte Carlo values are judged by the spread of independent runs or batches, from both sides.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.special import ndtr

from photomend.description import BadInput
from photomend.light import Beam, direct_response
from photomend.light import voxels as module
from photomend.light.focus import converging
from photomend.light.photon import Media
from photomend.light.shapes import layered_volume, put, put_cylinder, put_ridges, with_one_index
from photomend.light.voxels import Aim, Medium, Volume, VolumeLight, ceiling_of, trace_volume, unbent_distance
from photomend.skin import Skin, lay_out
from tests.agreement.voxel_histories import histories
from tests.verification.judging import assert_likely, assert_normal, chance_of, normal_scores

RUNS = 64
DERMIS = Medium("dermis", 0.7, 13.0, 0.9, 1.4)
PENCIL = Beam("top-hat", 0.0)


def block(media: tuple[Medium, ...], shape: tuple[int, int, int], voxel: float | tuple[float, ...]) -> Volume:
    size = voxel if isinstance(voxel, tuple) else (voxel,) * 3
    return Volume(np.zeros(shape, np.uint8), size, media)


def in_rows(media: tuple[Medium, ...], rows: list[int], across: int, voxel: tuple[float, float, float]) -> Volume:
    """Return layers of the media, each of so many rows of voxels."""
    label = np.repeat(np.arange(len(media), dtype=np.uint8), rows)
    return Volume(np.broadcast_to(label, (across, across, label.size)).copy(), voxel, media)


def runs_of(count: int, first_seed: int, work: Callable[[VolumeLight], np.ndarray], *given, **named) -> np.ndarray:
    """Return what `work` makes of so many independent runs: (run, value)."""
    return np.array([work(trace_volume(*given, seed=first_seed + k, **named)) for k in range(count)])


def shares(light: VolumeLight) -> np.ndarray:
    """Return the shares of the light by batch: (batch, where it went)."""
    return np.column_stack([light.leaving, light.taken.reshape(light.taken.shape[0], -1)])


# Layers


LAYERS = (
    Medium("upper", 2.0, 20.0, 0.8, 1.5),
    Medium("middle", 0.3, 30.0, 0.9, 1.35),
    Medium("lower", 1.0, 8.0, 0.7, 1.45),
)
ROWS, ACROSS, VOXEL = [4, 10, 16], 32, (0.025, 0.025, 0.02)
RINGS = np.linspace(0.0, 0.6, 241)
FARTHER = np.array([0.0, 0.05, 0.1, 0.2, 0.4])


def rings_in_squares() -> np.ndarray:
    """Return the share of each fine ring that lies in the voxels whose middles are in each wide ring."""
    fine = 50
    at = VOXEL[0] * (np.arange(ACROSS * fine) + 0.5) / fine - 0.5 * ACROSS * VOXEL[0]
    middle = np.repeat(at.reshape(ACROSS, fine).mean(axis=1), fine)
    ring = np.searchsorted(RINGS, np.hypot(*np.meshgrid(at, at)), side="right") - 1
    wide = np.searchsorted(FARTHER, np.hypot(*np.meshgrid(middle, middle)), side="right") - 1
    kept = (ring < RINGS.size - 1) & (wide < FARTHER.size - 1)
    area = np.zeros((RINGS.size - 1, FARTHER.size - 1))
    np.add.at(area, (ring[kept], wide[kept]), (VOXEL[0] / fine) ** 2)
    return area / (np.pi * np.diff(RINGS**2))[:, None]


def in_wide_rings(light: VolumeLight) -> np.ndarray:
    """Return what a volume absorbs by groups of rows and rings, and what it reflects."""
    x, y = (light.volume.middles(axis) for axis in (0, 1))
    wide = np.searchsorted(FARTHER, np.hypot(*np.meshgrid(x, y, indexing="ij")), side="right") - 1
    energy = light.absorbed_energy_density * np.prod(VOXEL)
    by_ring = np.array([energy[wide == ring].sum(axis=0) for ring in range(FARTHER.size - 1)])
    grouped = np.add.reduceat(by_ring, [0, 4, 8, 14], axis=1)
    return np.append(grouped, light.fractions["reflected"].value)


@pytest.mark.verifies(
    "A layered volume absorbs, in 16 regions of depth and radius, and reflects what layers of the same optics do, "
    "of three media with three indices, under a Gaussian beam, within the combined standard errors."
)
def test_layers_in_voxels_against_layers():
    volume = replace(in_rows(LAYERS, ROWS, ACROSS, VOXEL), n_below=1.45)
    depths = volume.edges(2)
    edge = depths[np.append(0, np.cumsum(ROWS))]
    media = Media(edge, *(np.array([getattr(m, f) for m in LAYERS]) for f in ("mu_a", "mu_s", "g", "n")), 1.0, 1.45)
    beam = Beam("gaussian", 0.08)
    ours = runs_of(RUNS, 100, in_wide_rings, volume, beam, photons=9_600)
    layered = direct_response(media, beam, np.append(RINGS, 50.0), depths, RUNS * 9_600, seed=3)
    into = np.vstack([rings_in_squares(), np.zeros((1, FARTHER.size - 1))])
    theirs = np.add.reduceat(np.einsum("bzr,rw->bwz", layered.absorbed, into), [0, 4, 8, 14], axis=2)
    theirs = np.column_stack([theirs.reshape(RUNS, -1), layered.leaving[:, 0].sum(axis=1)])
    assert_likely(chance_of(ours - theirs, np.zeros(ours.shape[1])))


@pytest.mark.verifies(
    "The standard errors of voxels are those that independent runs scatter by: summed over 1728 voxels, the variance "
    "of 64 runs is the square of the errors that they state within 5 %."
)
def test_errors_by_voxel_are_the_scatter_of_runs():
    volume = block((DERMIS,), (12, 12, 12), 0.05)
    runs = [trace_volume(volume, Beam("gaussian", 0.2), photons=6_400, seed=k) for k in range(RUNS)]
    phi = np.array([run.fluence_rate for run in runs])
    claimed = np.mean([run.fluence_rate_error**2 for run in runs], axis=0)
    assert np.sum(phi.var(axis=0, ddof=1)) == pytest.approx(np.sum(claimed), rel=0.05)
    assert all(abs(run.balance) < 1e-11 for run in runs)


@pytest.mark.verifies(
    "Voxels of 20 and of 40 um, which show the same shapes, give the same light: ten totals agree within their errors."
)
def test_voxel_size_changes_nothing():
    coarse = block((DERMIS,), (20, 20, 20), 0.04)
    coarse = put_cylinder(coarse, Medium("vessel", 20.0, 40.0, 0.95), (-1.0, 0.0, 0.3), (1.0, 0.0, 0.3), 0.09)
    labels = coarse.labels.repeat(2, axis=0).repeat(2, axis=1).repeat(2, axis=2)
    fine = replace(coarse, labels=labels, voxel=(0.02,) * 3)

    def totals(light: VolumeLight) -> np.ndarray:
        rows = light.fluence_rate.sum(axis=(0, 1)).reshape(5, -1).sum(axis=1) * np.prod(light.volume.voxel)
        return np.concatenate([rows, light.taken.mean(axis=0).ravel(), light.leaving.mean(axis=0)[1:2]])

    one, other = (runs_of(RUNS, seed, totals, v, PENCIL, photons=4_800) for v, seed in ((coarse, 200), (fine, 300)))
    assert_likely(chance_of(one - other, np.zeros(one.shape[1])))


@pytest.mark.verifies("Light does not depend on how rows are gathered into slabs, each with its own bound.")
def test_slabs_change_nothing(monkeypatch):
    dark = Medium("dark", 30.0, 10.0, 0.5, 1.4)
    volume = put(block((DERMIS,), (10, 10, 20), 0.05), dark, np.arange(20)[None, None, :] == 6)

    def totals(light: VolumeLight) -> np.ndarray:
        return np.append(light.fluence_rate.sum(axis=(0, 1))[::2], light.leaving.mean(axis=0)[1])

    found = []
    for crossing, slabs, seed in ((module.CROSSING, 3, 400), (1e9, 1, 500)):
        monkeypatch.setattr(module, "CROSSING", crossing)
        assert ceiling_of(volume)[0].n.size == slabs
        found.append(runs_of(RUNS, seed, totals, volume, PENCIL, photons=4_800))
    assert_likely(chance_of(found[0] - found[1], np.zeros(found[0].shape[1])))


# Rays in a medium that only absorbs


def snell(direction: np.ndarray, n_above: float, n: float) -> tuple[np.ndarray, float]:
    """Return the refracted direction and the unpolarised reflectance, by the vector law and Fresnel's amplitudes."""
    ratio, cosine = n_above / n, direction[2]
    inside = np.sqrt(1.0 - ratio**2 * (1.0 - cosine**2))
    s = (n_above * cosine - n * inside) / (n_above * cosine + n * inside)
    p = (n * cosine - n_above * inside) / (n * cosine + n_above * inside)
    return np.array([ratio * direction[0], ratio * direction[1], inside]), 0.5 * (s * s + p * p)


@pytest.mark.verifies(
    "A tilted beam on a block that only absorbs loses its Fresnel reflectance (to 1e-12), falls off as exp(-mu_a z / "
    "cos) and moves sideways by z tan of the refracted angle, at tilts of 0, 25, 50 and 75 degrees: 60 deviations are "
    "distributed as their standard errors say."
)
def test_tilted_beam_in_an_absorbing_block():
    mu_a, scores = 2.0, []
    for degrees, azimuth in zip((0.0, 25.0, 50.0, 75.0), (0.0, 0.7, 2.5, 4.0), strict=True):
        tilt = np.radians(degrees)
        direction = np.array([np.sin(tilt) * np.cos(azimuth), np.sin(tilt) * np.sin(azimuth), np.cos(tilt)])
        inside, specular = snell(direction, 1.0, 1.4)
        volume = block((Medium("absorber", mu_a, 0.0, 0.0, 1.4),), (60, 60, 12), (0.1, 0.1, 0.05))
        aim = Aim(direction=tuple(3.0 * direction))
        lights = [trace_volume(volume, Beam("gaussian", 0.1), aim, 6_400, seed) for seed in range(32)]
        assert {round(one.fractions["specular"].value - specular, 12) for one in lights} == {0.0}
        energy = np.array([one.absorbed_energy_density for one in lights]) * np.prod(volume.voxel)
        by_row = energy.sum(axis=(1, 2))
        z = volume.edges(2)
        passed = (1.0 - specular) * np.exp(-mu_a * z / inside[2])
        scores.append(normal_scores(by_row, passed[:-1] - passed[1:])[:11])
        x, y = volume.middles(0), volume.middles(1)
        height = volume.voxel[2]
        depth = inside[2] / mu_a - height / np.expm1(mu_a * height / inside[2])  # mean within a row, from its top
        for axis, middles in ((0, x), (1, y)):
            moment = np.einsum("rxyz,x->rz" if axis == 0 else "rxyz,y->rz", energy, middles)
            shift = (z[:-1] + depth) * inside[axis] / inside[2]
            scores.append(normal_scores(moment - by_row * shift, np.zeros(12))[[3, 8]])
    for light in lights:
        assert abs(light.balance) < 1e-11
    assert_normal(np.concatenate(scores))


@pytest.mark.verifies(
    "A tilted Gaussian beam makes an ellipse on the surface: its second moments are w^2/4 across and w^2/4 over the "
    "squared cosine along the tilt."
)
def test_tilted_beam_makes_an_ellipse():
    tilt, w = np.radians(60.0), 0.3
    volume = block((Medium("black", 200.0, 0.0, 0.0, 1.0),), (120, 120, 2), (0.02, 0.02, 0.05))
    aim = Aim(direction=(np.sin(tilt), 0.0, np.cos(tilt)))
    x, y = volume.middles(0), volume.middles(1)
    along_surface = np.tan(tilt) / (200.0 / np.cos(tilt))  # the mean way sideways before absorption

    def moments(light: VolumeLight) -> np.ndarray:
        energy = light.absorbed_energy_density.sum(axis=2) * np.prod(volume.voxel)
        return np.array([energy.sum(axis=1) @ (x - along_surface) ** 2, energy.sum(axis=0) @ y**2])

    grain = 0.02**2 / 12.0
    exact = np.array([0.25 * w**2 / np.cos(tilt) ** 2, 0.25 * w**2]) + np.array([along_surface**2 + grain, grain])
    runs = runs_of(RUNS, 600, moments, volume, Beam("gaussian", w), aim=aim, photons=3_200)
    assert_normal(normal_scores(runs, exact))


@pytest.mark.verifies(
    "Rays that converge to a point refract one by one: the mean square radius of a focused top hat, by depth in a "
    "block of n = 1.4, is that of exact rays, and least where `unbent_distance` says for slow beams."
)
def test_focused_beam_follows_rays():
    n, radius, depth = 1.4, 0.2, 0.5
    volume = block((Medium("clear", 0.05, 0.0, 0.0, n),), (50, 50, 20), (0.02, 0.02, 0.05))
    focus = unbent_distance(volume, depth)
    assert focus == pytest.approx(depth / n)
    middle = volume.middles(2)
    x, y = (np.square(volume.middles(axis)) for axis in (0, 1))

    def radii(light: VolumeLight) -> np.ndarray:
        square = np.einsum("xyz,xy->z", light.fluence_rate, np.add.outer(x, y) - 2.0 * 0.02**2 / 12.0)
        return square * np.prod(volume.voxel)

    r = radius * np.sqrt((np.arange(4000) + 0.5) / 4000)
    sine = r / np.hypot(r, focus)
    cosine_in = np.sqrt(1.0 - (sine / n) ** 2)
    reflected = np.array([snell(np.array([s, 0.0, np.sqrt(1 - s * s)]), 1.0, n)[1] for s in sine])
    z = (volume.edges(2)[:-1, None] + volume.voxel[2] * (np.arange(20) + 0.5) / 20).ravel()
    at = r - z[:, None] * (sine / n) / cosine_in
    weight = (1.0 - reflected) * np.exp(-0.05 * z[:, None] / cosine_in) / cosine_in
    exact = (weight * at**2).mean(axis=1).reshape(20, 20).mean(axis=1) * volume.voxel[2]
    runs = runs_of(RUNS, 700, radii, volume, Beam("top-hat", radius), aim=Aim(focus=focus), photons=3_200)
    wide = np.abs(middle - depth) > 0.15  # elsewhere the beam is no wider than voxels, and their squares say little
    assert_normal(normal_scores(runs[:, wide], exact[wide])[::2])
    slow = trace_volume(volume, Beam("top-hat", 0.1), Aim(focus=unbent_distance(volume, 0.5)), photons=64_000)
    assert abs(middle[np.argmin(radii(slow))] - 0.5) <= 0.05


def test_a_converging_beam_has_the_slopes_of_the_layered_path():
    """A numerical aperture and a depth mean the same in voxels, ray by ray, and in tubes, near the axis."""
    layers = Media(np.array([0.0, 0.2, 1.0]), np.ones(2), np.ones(2), np.zeros(2), np.array([1.5, 1.36]), 1.0, 1.36)
    tubes = converging(Beam("gaussian", 0.1), 0.1, 0.6, layers, np.array([0.0, 1e-6, 1.0]), np.array([0.0, 1.0]))
    volume = in_rows((replace(DERMIS, n=1.5), replace(DERMIS, name="lower", n=1.36)), [4, 16], 4, (0.05, 0.05, 0.05))
    slope, spread = module.bending_of(0.1, Aim(focus=unbent_distance(volume, 0.6), NA=0.1), 1.0)
    assert slope / 1.5 == pytest.approx(tubes.bending[0], rel=0.01)
    assert spread / 1.5 == pytest.approx(tubes.spreading[0], rel=0.01)


@pytest.mark.verifies(
    "Where nothing scatters, a vessel under a Gaussian beam, an oblique hair and the tissue about them absorb what "
    "counting voxels along each ray says, within standard errors."
)
def test_shapes_against_counting_along_rays():
    tissue, w = Medium("tissue", 0.5, 0.0, 0.0, 1.0), 0.15
    volume = block((tissue,), (40, 40, 30), 0.02)
    volume = put_cylinder(volume, Medium("vessel", 6.0, 0.0, 0.0, 1.0), (-1.0, 0.03, 0.2), (1.0, -0.03, 0.2), 0.07)
    volume = put_cylinder(volume, Medium("hair", 15.0, 0.0, 0.0, 1.0), (0.1, 0.1, -0.1), (-0.1, 0.0, 0.7), 0.04)
    volume = replace(volume, n_below=1.0, sides="open")
    share = np.outer(*(np.diff(ndtr(volume.edges(axis) / (0.5 * w))) for axis in (0, 1)))
    mu_a = volume.of_media("mu_a")[volume.labels]
    depth = np.cumsum(mu_a, axis=2) * 0.02
    taken = np.exp(-(depth - 0.02 * mu_a)) - np.exp(-depth)
    exact = [float((share[:, :, None] * taken)[volume.labels == label].sum()) for label in range(3)]
    exact += [float((share * np.exp(-depth[:, :, -1])).sum()), 1.0 - share.sum()]
    light = trace_volume(volume, Beam("gaussian", w), photons=256_000)
    found = np.column_stack([light.taken[:, 0], light.leaving[:, 2:]])
    scores = normal_scores(found[:, :4], np.array(exact[:4]))
    assert np.abs(scores).max() < 4.0
    assert light.fractions["sides"].value == pytest.approx(exact[4], abs=1e-3)
    assert light.absorbed_by_medium["vessel"].value > 0.1


# What is not layered, and scatters


VESSEL = Medium("vessel", 8.0, 3.0, 0.0, 1.0)
AROUND = Medium("around", 0.4, 9.0, 0.0, 1.0)


def analog_in_box(photons: int, seed: int) -> np.ndarray:
    """Return what isotropically scattering photons that are absorbed as a whole leave in a box with a bar in it.

    By run: absorbed in the bar, around it above and below 0.3 mm, gone up, down and through the sides. The box has
    1 x 1 x 0.8 mm, the bar 0.2 mm of x, from 0.1, all of y, and 0.2 mm of z, from 0.2.
    """
    draw, majorant = np.random.default_rng(seed), 12.0
    x = np.zeros((photons, 3))
    u = np.tile([0.6, 1e-9, 0.8], (photons, 1))
    run, counts = np.arange(photons) % RUNS, np.zeros((RUNS, 6))
    while run.size:
        step = draw.exponential(1.0 / majorant, run.size)
        to_wall = np.where(u > 0, (np.array([0.5, 0.5, 0.8]) - x) / u, (np.array([-0.5, -0.5, 0.0]) - x) / u)
        wall = to_wall.argmin(axis=1)
        out = to_wall.min(axis=1) < step
        x += u * step[:, None]
        bar = (x[:, 0] >= 0.1) & (x[:, 0] < 0.3) & (x[:, 2] >= 0.2) & (x[:, 2] < 0.4)
        mu_a, mu_s = np.where(bar, VESSEL.mu_a, AROUND.mu_a), np.where(bar, VESSEL.mu_s, AROUND.mu_s)
        chance = majorant * draw.uniform(size=run.size)
        absorbed = ~out & (chance < mu_a)
        gone = np.where(wall == 2, np.where(u[:, 2] < 0.0, 3, 4), 5)
        place = np.where(out, gone, np.where(bar, 0, np.where(x[:, 2] < 0.3, 1, 2)))
        np.add.at(counts, (run, place), out | absorbed)
        turned = draw.normal(size=(run.size, 3))
        turned /= np.linalg.norm(turned, axis=1)[:, None]
        u = np.where((~out & (chance >= mu_a) & (chance < mu_a + mu_s))[:, None], turned, u)
        kept = ~(out | absorbed)
        x, u, run = x[kept], u[kept], run[kept]
    return counts / (photons / RUNS)


@pytest.mark.verifies(
    "A dark bar beside a tilted pencil beam, in a box open on all sides, takes what photons followed by an independent "
    "program leave in it; so do the tissue above and below, the faces and the sides."
)
def test_bar_in_an_open_box_against_an_independent_program():
    volume = block((AROUND,), (20, 20, 16), 0.05)
    x, z = volume.middles(0), volume.middles(2)
    bar = ((x > 0.1) & (x < 0.3))[:, None, None] & ((z > 0.2) & (z < 0.4))[None, None, :]
    volume = replace(put(volume, VESSEL, np.broadcast_to(bar, volume.labels.shape)), n_below=1.0, sides="open")

    def places(light: VolumeLight) -> np.ndarray:
        energy = light.absorbed_energy_density * np.prod(volume.voxel)
        around = np.where(volume.labels == 0, energy, 0.0).sum(axis=(0, 1))
        bar = light.absorbed_by_medium["vessel"].value
        return np.array([bar, around[:6].sum(), around[6:].sum(), *light.leaving.mean(axis=0)[1:]])

    ours = runs_of(RUNS, 800, places, volume, PENCIL, aim=Aim(direction=(0.6, 0.0, 0.8)), photons=6_400)
    theirs = analog_in_box(RUNS * 6_400, seed=7)
    assert_likely(chance_of((ours - theirs)[:, :5], np.zeros(5)))


@pytest.mark.verifies("A mirrored volume under a mirrored beam has mirrored light.")
def test_mirrored_volume_has_mirrored_light():
    volume = block((DERMIS,), (24, 24, 20), 0.03)
    volume = put_cylinder(volume, Medium("hair", 20.0, 5.0, 0.8), (0.2, 0.05, -0.1), (0.0, 0.15, 0.7), 0.06)
    mirrored = replace(volume, labels=volume.labels[::-1])
    aim, other = (Aim(sign * 0.05, 0.02, (sign * 0.4, 0.2, 1.0)) for sign in (1.0, -1.0))

    def octants(light: VolumeLight) -> np.ndarray:
        return np.add.reduceat(np.add.reduceat(light.fluence_rate.sum(axis=1), [0, 8, 16]), [0, 5, 10], axis=1)

    here = runs_of(RUNS, 900, octants, volume, Beam("gaussian", 0.1), aim=aim, photons=4_800)
    there = runs_of(RUNS, 1000, octants, mirrored, Beam("gaussian", 0.1), aim=other, photons=4_800)[:, ::-1]
    assert_likely(chance_of((here - there).reshape(RUNS, -1), np.zeros(9)))


@pytest.mark.verifies(
    "Sides that go on are a wider block's, and open sides those of a block in a medium that only absorbs and has its "
    "index, from which no light comes back: light inside agrees within the combined standard errors."
)
@pytest.mark.parametrize("sides", ["continued", "open"])
def test_sides_against_a_wider_block(sides):
    narrow = replace(block((DERMIS,), (10, 10, 16), 0.05), n_below=1.0, sides=sides)
    wide = replace(block((DERMIS,), (90, 90, 16), 0.05), n_below=1.0)
    inside = np.zeros(wide.labels.shape, bool)
    inside[40:50, 40:50] = True
    if sides == "open":
        wide = put(wide, Medium("black", 20.0, 0.0, 0.0, 1.4), ~inside)

    def light_inside(light: VolumeLight) -> np.ndarray:
        cells = light.fluence_rate[40:50, 40:50] if light.volume is wide else light.fluence_rate
        return np.concatenate([cells.sum(axis=(0, 1))[::3], cells.sum(axis=(1, 2))[[0, 4, 9]]])

    ours = runs_of(RUNS, 1100, light_inside, narrow, Beam("gaussian", 0.2), photons=3_200)
    theirs = runs_of(RUNS, 1200, light_inside, wide, Beam("gaussian", 0.2), photons=3_200)
    assert_likely(chance_of(ours - theirs, np.zeros(ours.shape[1])))


# Conservation, determinism, engines


def odd_volumes() -> dict[str, Volume]:
    skin = layered_volume(lay_out(Skin(), 1550.0), (0.4, 0.4, 0.6), (0.02, 0.02, 0.012))
    hairy = put_cylinder(skin, Medium("hair", 20.0, 5.0, 0.8), (0.1, 0.0, -0.1), (-0.1, 0.0, 0.9), 0.05)
    wavy = with_one_index(skin, ["epidermis", "papillary_dermis"], 1.38)
    wavy = put_ridges(wavy, "epidermis", "papillary_dermis", 0.08, 0.03, (0.12, 0.15))
    return {
        "skin with a hair": hairy,
        "rete ridges": wavy,
        "open all round": replace(hairy, sides="open", n_below=1.0),
        "nothing absorbs": replace(block((Medium("white", 0.0, 20.0, 0.5, 1.4),), (8, 8, 8), 0.05), n_below=1.0),
        "nothing scatters": block((Medium("clear", 1.0, 0.0, 0.0, 1.4),), (8, 8, 8), 0.05),
        "nothing at all": replace(block((Medium("void", 0.0, 0.0, 0.0, 1.0),), (8, 8, 8), 0.05), n_below=1.0),
    }


AIMS = {
    "upright": Aim(),
    "tilted": Aim(0.02, 0.01, (-1.0, 0.3, 1.0)),
    "converging": Aim(focus=0.4),
    "glancing cone": Aim(direction=(0.9, 0.0, 0.1), focus=0.2, NA=0.4),
}


@pytest.mark.verifies(
    "No light is lost: specular, reflected, absorbed in the block and beyond it, transmitted light and light gone "
    "through the sides, less what chance created, are one within 1e-11."
)
@pytest.mark.parametrize("where", odd_volumes())
@pytest.mark.parametrize("aim", AIMS)
def test_light_balance(where, aim):
    light = trace_volume(odd_volumes()[where], Beam("gaussian", 0.1), AIMS[aim], 640)
    assert abs(light.balance) < 1e-11
    parts = {name: share.value for name, share in light.fractions.items()}
    gained = parts.pop("gained")
    assert sum(parts.values()) - gained == pytest.approx(1.0, abs=1e-11)
    assert all(share >= 0.0 for share in parts.values())
    absorbed = light.absorbed_energy_density.sum() * np.prod(light.volume.voxel)
    assert absorbed == pytest.approx(parts["absorbed"], abs=1e-12)


def test_the_number_of_threads_changes_nothing(monkeypatch):
    volume = odd_volumes()["skin with a hair"]
    found = []
    for threads in ("1", "3"):
        monkeypatch.setenv("PHOTOMEND_THREADS", threads)
        found.append(trace_volume(volume, Beam("gaussian", 0.1), photons=3_200))
    for part in ("fluence_rate", "fluence_rate_error", "leaving", "taken", "gained"):
        assert np.array_equal(getattr(found[0], part), getattr(found[1], part))


def test_little_memory_changes_nothing(monkeypatch):
    volume = block((DERMIS,), (20, 20, 20), 0.05)
    usual = trace_volume(volume, PENCIL, photons=3_200)
    monkeypatch.setattr(module, "IN_MEMORY", 1)
    assert np.array_equal(trace_volume(volume, PENCIL, photons=3_200).fluence_rate, usual.fluence_rate)


@pytest.mark.verifies("In the CUDA simulator photons in voxels go as on the processor: tallies agree to 1e-12.")
def test_same_histories_in_the_simulator(tmp_path):
    script = Path(__file__).parents[1] / "agreement" / "voxel_histories.py"
    simulated = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1", "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-W", "ignore", str(script), "cuda", str(tmp_path / "simulated.npz")]
    subprocess.run(command, check=True, env=simulated)
    with np.load(tmp_path / "simulated.npz") as theirs:
        for name, tally in histories("cpu").items():
            assert tally.any(), name
            assert np.abs(theirs[name] - tally).max() <= 1e-12 * max(1.0, np.abs(tally).max()), name


def test_progress_reaches_one():
    told: list[float] = []
    trace_volume(block((DERMIS,), (4, 4, 4), 0.1), PENCIL, photons=64, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


# What is refused


def few(medium: Medium = DERMIS) -> Volume:
    return block((medium,), (4, 4, 4), 0.1)


def labelled(labels: np.ndarray) -> Volume:
    return Volume(labels, (1.0, 1.0, 1.0), (DERMIS,))


GLASSY = Medium("hair", 1.0, 1.0, 0.9, 1.55)
REFUSED = {
    "index within a row": (
        lambda: put_cylinder(block((DERMIS,), (9, 9, 9), 0.1), GLASSY, (0, 0, 0), (0, 0, 1), 0.2),
        r"dermis \(n = 1.4\) and hair \(n = 1.55\) lie in one row .*z = 0.05 mm.*give them one index",
    ),
    "no index at all": (lambda: few(Medium("air", 0.1, 1.0, 0.0)), "no medium has a refractive index; give"),
    "endless": (lambda: few(Medium("clear", 0.0, 1.0, 0.0, 1.4)), "goes on for ever below; give n_below"),
    "no medium": (lambda: labelled(np.ones((2, 2, 2), np.uint8)), "labels = 1 has no medium, .*; add"),
    "floats": (lambda: labelled(np.ones((2, 2, 2))), "labels = float64 .*; give a uint8 or uint16"),
    "flat": (lambda: labelled(np.ones((2, 2), np.uint8)), r"shape \(2, 2\) are not voxels; give"),
    "empty cylinder": (lambda: put_cylinder(few(), DERMIS, (0, 0, 0), (0, 0, 0), 1.0), "is empty; make"),
    "same name": (
        lambda: put(few(), replace(DERMIS, g=0.5), np.ones((4, 4, 4), bool)),
        "dermis is in the volume with other properties; give it another name",
    ),
    "unknown name": (lambda: with_one_index(few(), ["hair"], 1.4), "hair is not in the volume; choose one of dermis"),
    "thick voxels": (
        lambda: layered_volume(lay_out(Skin(), 1550.0), (0.4, 0.4, 0.6), (0.04,) * 3),
        "no row in the stratum_corneum, .*; choose thinner",
    ),
    "from below": (lambda: Aim(direction=(0.0, 0.0, -1.0)), "does not come down on the surface; give a direction"),
    "focus above": (lambda: Aim(focus=-1.0), "focus = -1 mm does not lie ahead of the surface; give"),
}


@pytest.mark.parametrize(("make", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_traced_is_refused(make, words):
    def trace() -> None:
        made = make()
        trace_volume(made, PENCIL, photons=64)

    with pytest.raises(BadInput, match=words):
        trace()


def test_an_index_left_out_is_that_of_the_row():
    skin = layered_volume(lay_out(Skin(), 1550.0), (0.2, 0.2, 0.6), (0.02, 0.02, 0.012))
    hair = put_cylinder(skin, Medium("hair", 1.0, 5.0, 0.8), (0.0, 0.0, -0.1), (0.0, 0.0, 0.9), 0.05)
    assert np.array_equal(module.row_indices(hair), module.row_indices(skin))
    flat = np.broadcast_to(np.arange(50) == 20, hair.labels.shape)
    assert np.array_equal(module.row_indices(put(hair, hair.media[-1], flat)), module.row_indices(skin))


def test_a_volume_does_not_change():
    volume = block((DERMIS,), (4, 4, 4), 0.1)
    with pytest.raises(ValueError, match="read-only"):
        volume.labels[0, 0, 0] = 1
