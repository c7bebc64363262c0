"""A hair follicle and a vessel under a 1550 nm microbeam: what they take of the light, and what that changes below.

Skin of the cheek in voxels, without and with a follicle - a shaft in its sheath, tilted, through all layers - and a
vessel below it. Water absorbs at 1550 nm, and all of them hold it: nothing is dark. How much each holds is assumed, and
how shaft and vessel scatter; the sheath is taken for epidermis.
"""

import numpy as np

import photomend as pm
from photomend.light.shapes import layered_volume, put_cylinder
from photomend.light.voxels import Medium, Volume
from photomend.skin import lay_out
from photomend.skin.optics import water_absorption
from photomend.volume import VolumeBeam, VolumeNumerics, VolumeRun, model_of

WATER = 0.1 * water_absorption(1550.0, 34.0).value  # 1/mm
layers = lay_out(pm.Skin(site="cheek"), 1550.0)
epidermis = layers[1]
SHEATH = Medium("sheath", epidermis.mu_a, epidermis.mu_s, epidermis.g)
SHAFT = Medium("shaft", 0.15 * WATER, 10.0, 0.9)  # assumed: keratin with 15 % water
VESSEL = Medium("vessel", 0.8 * WATER, 60.0, 0.98)  # assumed: blood, 80 % water, scattering forward


def with_follicle(skin: Volume) -> Volume:
    """Return the skin with a follicle that the axis meets at 0.4 mm, and a vessel of 120 um at 0.8 mm."""
    mouth, bulb = (-0.2, 0.0, -0.01), (0.35, 0.0, 1.1)
    for medium, radius in ((SHEATH, 0.1), (SHAFT, 0.035)):
        skin = put_cylinder(skin, medium, mouth, bulb, radius)
    return put_cylinder(skin, VESSEL, (0.0, -1.0, 0.8), (0.0, 1.0, 0.8), 0.06)


plain = layered_volume(layers, (1.2, 0.8, 1.25), (0.02, 0.02, 0.01))
beam = VolumeBeam(profile="gaussian", radius_mm=0.07)
core = np.hypot(*np.meshgrid(plain.middles(0), plain.middles(1), indexing="ij")) < 0.1
DEPTHS = (0.2, 0.4, 0.6, 0.8, 1.0)


def on_axis(run: VolumeRun) -> np.ndarray:
    """Return the fluence rate within 0.1 mm of the axis at some depths, per watt, 1/mm2."""
    rows = np.searchsorted(plain.edges(2), DEPTHS)
    return np.array([run.light.fluence_rate[core, row - 2 : row + 2].mean() for row in rows])


# Voxels that the same photons cross err together: the error of many at once is told by runs of other seeds.
models = [model_of(skin, beam) for skin in (plain, with_follicle(plain))]
settings = [VolumeNumerics(photons=100_000, seed=seed) for seed in range(8)]
runs = [[pm.simulate_volume(model, numerics) for model in models] for numerics in settings]
shares = {}
for medium in ("sheath", "shaft", "vessel"):
    of_runs = np.array([run.summary.absorbed_by_medium[medium].value for _, run in runs])
    shares[medium] = of_runs.mean(), of_runs.std(ddof=1) / np.sqrt(of_runs.size)
    print(f"the {medium:6s} takes {100 * shares[medium][0]:6.3f} +- {100 * shares[medium][1]:.3f} % of the light")
ratio = np.array([on_axis(follicle) / on_axis(without) for without, follicle in runs])
errors = ratio.std(axis=0, ddof=1) / np.sqrt(len(runs))
below = {depth: figures for depth, *figures in zip(DEPTHS, ratio.mean(axis=0), errors, strict=True)}
for depth, (value, error) in below.items():
    print(f"on the axis at {depth:.1f} mm the fluence rate is {value:.3f} +- {error:.3f} of that without them")
run = runs[0][1]
