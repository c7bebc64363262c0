"""Tentative collisions against crossing every cell, through cells of their own mu_a: the work for a given error.

Both follow photons of the same beam through the same cells of skin at 1550 nm, one thread. Crossing stops at every
wall and scores absorption along the track; tentative collisions look one cell up and score there. What counts is the
work for a given error, time x variance, of the light in blocks as wide as heat makes even.
"""

from __future__ import annotations

import math
import time

import numpy as np

from photomend.backend import kernel, shared
from photomend.catalog import Variation
from photomend.heat.heating import aim
from photomend.light import cells, cpu
from photomend.light.launch import start_in_cell, stratified
from photomend.light.medium import layers_of, set_scene, starting_cells, unscattered
from photomend.light.photon import ABSORBED, ALIVE, TRANSMITTED, Photon, cross, draw, ended, moved, open_stream, scatter
from photomend.simulate import follow
from photomend.treatment import read_request

PHOTONS, BATCHES = 20_000, 24
BLOCKS = (1, 2, 4, 8, 16)  # cells; in a millisecond heat spreads over some 25 um, four cells


@shared
def to_wall(photon, i, j, rings, depths):
    """Return the way to the nearest wall of the photon's cell."""
    way = math.inf
    if photon.uz > 1e-12:
        way = (depths.edge[i + 1] - photon.z) / photon.uz
    elif photon.uz < -1e-12:
        way = (depths.edge[i] - photon.z) / photon.uz
    a = photon.ux * photon.ux + photon.uy * photon.uy
    if a > 1e-18:
        b = photon.x * photon.ux + photon.y * photon.uy
        r2 = photon.x * photon.x + photon.y * photon.y
        if j < rings.edge.size - 2:
            outer = b * b - a * (r2 - rings.edge[j + 1] ** 2)
            way = min(way, (-b + math.sqrt(max(outer, 0.0))) / a)
        inner = b * b - a * (r2 - rings.edge[j] ** 2)
        if j > 0 and b < 0.0 and inner > 0.0:
            way = min(way, (-b - math.sqrt(inner)) / a)
    return max(way, 0.0)


@shared
def follow_crossing(photon, media, mu_a, mu_s, rings, depths, tally, stream):
    """Follow one photon from wall to wall; return how many it met."""
    stream, u = draw(stream)
    left, walls = -math.log(u), 0  # optical depth to the next scattering
    while photon.state == ALIVE:
        # A hair further on, so that a photon on a wall is in the cell it enters.
        z, x, y = photon.z + 1e-9 * photon.uz, photon.x + 1e-9 * photon.ux, photon.y + 1e-9 * photon.uy
        i, j = cells.cell(depths, max(z, depths.edge[0])), cells.cell(rings, math.sqrt(x * x + y * y))
        way, scattering = to_wall(photon, i, j, rings, depths), mu_s[i, j]
        step = min(way, left / scattering)
        kept = math.exp(-mu_a[i, j] * step)
        tally[i, j] += photon.weight * (1.0 - kept) / mu_a[i, j]
        photon = moved(photon, step)
        photon = Photon(
            photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, photon.weight * kept, photon.layer, ALIVE
        )  # fmt: skip
        left -= step * scattering
        if photon.weight < 0.3:
            stream, u = draw(stream)
            alive = u < photon.weight
            photon = Photon(
                photon.x, photon.y, photon.z, photon.ux, photon.uy, photon.uz, 1.0, photon.layer,
                ALIVE if alive else ABSORBED,
            )  # fmt: skip
        if left <= 1e-12:
            g = media.g[photon.layer]
            ux, uy, uz, stream = scatter(photon.ux, photon.uy, photon.uz, g, stream)
            photon = Photon(photon.x, photon.y, photon.z, ux, uy, uz, photon.weight, photon.layer, photon.state)
            stream, u = draw(stream)
            left = -math.log(u)
            continue
        walls += 1
        below, above = media.edge[photon.layer + 1] - photon.z, photon.z - media.edge[photon.layer]
        if photon.state == ALIVE and ((photon.uz > 0 and below < 1e-9) or (photon.uz < 0 and above < 1e-9)):
            photon, stream = cross(photon, media, stream)
        if photon.z > depths.edge[-1] - 1e-9 and photon.state == ALIVE:
            photon = ended(photon, TRANSMITTED)
    return walls


@kernel
def trace_crossing(media, mu_a, mu_s, starts, rings, depths, lattice, seed, batch, count, tally):
    """Trace one batch of photons from wall to wall; return how many walls they met."""
    walls = 0
    for n in range(count):
        share, stream = stratified(n, count, open_stream(seed, batch * count + n))
        photon, stream = start_in_cell(starts, share, media, rings, depths, lattice, stream)
        walls += follow_crossing(photon, media, mu_a, mu_s, rings, depths, tally, stream)
    return walls


def main() -> None:
    request = read_request(
        {"handpiece": {"device": "fraxel-restore"}, "physics": {"optics": "static"}, "numerics": {"photons": 25_600}}
    )
    stages = follow(request, Variation())
    light, media = stages.light, stages.light.media
    target = aim(stages.layers, light, stages.exposure, 0.006)
    scene = set_scene(light, media.mu_a + media.mu_s, target.rings, target.tubes, target.lattice)
    layer = layers_of(scene)
    mu_a, mu_s = (values[layer][:, None] * np.ones(target.rings.size - 1) for values in (media.mu_a, media.mu_s))
    (down, up), *_ = unscattered(scene, mu_a + mu_s)
    albedo = mu_s / (mu_a + mu_s)
    starts = starting_cells(scene, np.stack([down * albedo, up * albedo]), mu_a, mu_a + mu_s)
    rings, depths = cells.bins(scene.ring_edge), cells.bins(scene.depth_edge)

    def crossing(batch: int) -> tuple[np.ndarray, float]:
        tally = np.zeros(mu_a.shape)
        walls = trace_crossing(media, mu_a, mu_s, starts, rings, depths, scene.lattice, 1, batch, PHOTONS, tally)
        return tally / PHOTONS, walls / PHOTONS

    def colliding(batch: int) -> tuple[np.ndarray, float]:
        tally, left, gained = np.zeros(mu_a.shape), np.zeros(2), np.zeros(1)
        cpu.trace_medium(
            scene.ceiling, mu_a, mu_s, starts, rings, depths, scene.lattice, 1, batch * PHOTONS, PHOTONS, tally, left,
            gained,
        )  # fmt: skip
        return tally / PHOTONS, 0.0

    results = {}
    for name, trace in (("tentative collisions", colliding), ("cell crossing", crossing)):
        trace(0)
        started = time.thread_time()
        found = [trace(batch) for batch in range(BATCHES)]
        took = (time.thread_time() - started) / BATCHES
        total = np.array([tally.sum() for tally, _ in found])
        results[name] = took, [relative_variance(found, size) for size in BLOCKS]
        print(
            f"{name:22s} {PHOTONS / took / 1e6:6.3f} million photons/s, "
            f"all light {total.mean():.4f} +- {total.std(ddof=1) / math.sqrt(BATCHES):.4f} mm"
            + (f", {found[0][1]:.0f} walls a photon" if found[0][1] else "")
        )
    one, other = results["tentative collisions"], results["cell crossing"]
    for size, here, there in zip(BLOCKS, one[1], other[1], strict=True):
        work = other[0] * there / (one[0] * here)
        print(f"blocks of {6 * size:3d} um: crossing needs {work:.2f} times the work for the same error")


def relative_variance(found: list[tuple[np.ndarray, float]], size: int) -> float:
    """Return the variance of what blocks of cells near the axis score, over the square of their mean."""
    near = np.array([tally[:64, :16] for tally, _ in found])  # 0.37 mm deep, 0.1 mm wide
    blocks = near.reshape(len(found), 64 // size, size, 16 // size, size).sum(axis=(2, 4))
    return float((blocks.var(axis=0, ddof=1) / blocks.mean(axis=0) ** 2).mean())


if __name__ == "__main__":
    main()
