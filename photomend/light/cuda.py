"""Drivers on a CUDA device: the same photons as on the processor, many at once, added to tallies atomically.

A thread whose photon has ended starts the next one, so that those beside it need not wait for the longest history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numba import cuda

from photomend.light.block import kept_in, locate, meet
from photomend.light.cells import cell, distance, ring_of
from photomend.light.flight import KEPT, strew
from photomend.light.launch import start_aimed, start_direct, start_evenly, start_in_cell, stratified
from photomend.light.photon import (
    ABSORBED,
    ALIVE,
    REFLECTED,
    TRANSMITTED,
    Photon,
    collide,
    draw,
    fly,
    free_path,
    go_on,
    interact,
    moved,
    open_stream,
)

THREADS_IN_BLOCK = 128
BLOCKS = 2048  # more photons than threads wait for a thread to be free


@cuda.jit(device=True)
def follow(photon, media, below, u, rings, depths, stream, place, absorbed, left, gained):
    """Take one photon one flight further, adding what it is expected to leave to the tallies of its batch."""
    to_collision, to_boundary = free_path(photon, media, u)
    points, balance = strew(photon, media, to_collision, to_boundary), 0.0
    weight = points.weight
    for k in range(points.many):
        put(absorbed, moved(photon, points.first + k * points.step), rings, depths, weight, place)
        balance += weight
        weight *= KEPT
    if points.last_weight > 0.0:
        put(absorbed, moved(photon, points.last), rings, depths, points.last_weight, place)
        balance += points.last_weight
    photon, collides, stream = go_on(photon, media, to_collision, to_boundary, stream)
    if collides:
        photon, weight, gain, stream = interact(photon, media, below, stream)
        balance += gain - weight
    cuda.atomic.add(gained, (place, 0), balance)
    if photon.state == REFLECTED or photon.state == TRANSMITTED:
        cuda.atomic.add(left, (place, photon.state - REFLECTED, ring_of(rings, photon)), photon.weight)
    stream, u = draw(stream)
    return photon, u, stream


@cuda.jit(device=True)
def put(absorbed, photon, rings, depths, weight, place):
    """Add a weight to the cell that a photon is in."""
    cuda.atomic.add(absorbed, (place, cell(depths, photon.z), ring_of(rings, photon)), weight)


@cuda.jit
def trace_scattered(media, below, source, rings, depths, seed, batches, count, absorbed, left, gained):
    """Trace photons from their first scattering on, spread evenly over all first scatterings and flights."""
    number, place, u, stream = cuda.grid(1), 0, 0.0, open_stream(seed, 0)
    photon = Photon(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0, ABSORBED)
    while photon.state == ALIVE or number < batches.size * count:
        if photon.state != ALIVE:
            place, i = number // count, number % count
            photon, u, stream = start_evenly(media, source, seed, batches[place] * count, i)
            number += cuda.gridsize(1)
        photon, u, stream = follow(photon, media, below, u, rings, depths, stream, place, absorbed, left, gained)


@cuda.jit
def trace_direct(media, below, spot, rings, depths, seed, batches, count, absorbed, left, gained):
    """Trace photons of the true beam from the surface on."""
    number, place, u, stream = cuda.grid(1), 0, 0.0, open_stream(seed, 0)
    photon = Photon(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0, ABSORBED)
    while photon.state == ALIVE or number < batches.size * count:
        if photon.state != ALIVE:
            place, i = number // count, number % count
            share, stream = stratified(i, count, open_stream(seed, batches[place] * count + i))
            photon, stream = start_direct(spot, media.edge[0], share, stream)
            stream, u = draw(stream)
            number += cuda.gridsize(1)
        photon, u, stream = follow(photon, media, below, u, rings, depths, stream, place, absorbed, left, gained)


@cuda.jit
def trace_medium(ceiling, mu_a, mu_s, starts, rings, depths, lattice, seed, batches, count, phi, left, gained):
    """Trace photons through cells of different mu_a and mu_s; `phi` collects fluence rate x volume."""
    number, place, stream = cuda.grid(1), 0, open_stream(seed, 0)
    photon = Photon(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0, ABSORBED)
    while photon.state == ALIVE or number < batches.size * count:
        if photon.state != ALIVE:
            place, i = number // count, number % count
            share, stream = stratified(i, count, open_stream(seed, batches[place] * count + i))
            photon, stream = start_in_cell(starts, share, ceiling, rings, depths, lattice, stream)
            number += cuda.gridsize(1)
        photon, collides, stream = fly(photon, ceiling, stream)
        if collides:
            k, j = cell(depths, photon.z), cell(rings, distance(photon.x, photon.y, lattice))
            rate = ceiling.mu_a[photon.layer] + ceiling.mu_s[photon.layer]
            g = ceiling.g[photon.layer]
            cuda.atomic.add(phi, (place, k, j), photon.weight / rate)
            photon, gain, stream = collide(photon, mu_a[k, j], mu_s[k, j], starts.ending[k, j], rate, g, stream)
            cuda.atomic.add(gained, (place, 0), gain)
        if photon.state == REFLECTED or photon.state == TRANSMITTED:
            cuda.atomic.add(left, (place, photon.state - REFLECTED), photon.weight)


@cuda.jit
def trace_voxels(ceiling, kinds, aimed, voxels, seed, batches, count, phi, taken, left, gained):
    """Trace photons through voxels; tallies as on the processor."""
    number, place, stream = cuda.grid(1), 0, open_stream(seed, 0)
    photon = Photon(0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0, ABSORBED)
    while photon.state == ALIVE or number < batches.size * count:
        if photon.state != ALIVE:
            place, i = number // count, number % count
            share, stream = stratified(i, count, open_stream(seed, batches[place] * count + i))
            photon, specular, stream = start_aimed(aimed, ceiling, share, stream)
            cuda.atomic.add(left, (place, ALIVE), specular)
            photon = kept_in(photon, voxels)
            number += cuda.gridsize(1)
        if photon.state == ALIVE:
            photon, collides, stream = fly(photon, ceiling, stream)
            photon = kept_in(photon, voxels)
            if collides and photon.state == ALIVE:
                a, b, c, inside = locate(photon, voxels)
                kind, rate = voxels.label[a, b, c], ceiling.mu_s[photon.layer]
                if inside:
                    cuda.atomic.add(phi, (place, a, b, c), photon.weight / rate)
                photon, absorbed, gain, stream = meet(photon, kinds, kind, rate, stream)
                cuda.atomic.add(taken, (place, 0 if inside else 1, kind), absorbed)
                cuda.atomic.add(gained, (place, 0), gain)
        if photon.state != ALIVE and photon.state != ABSORBED:
            cuda.atomic.add(left, (place, photon.state), photon.weight)


DRIVERS = {"scattered": trace_scattered, "direct": trace_direct, "medium": trace_medium, "voxels": trace_voxels}


def fault() -> str | None:
    """Return why no kernel can run, or None where one has."""
    if not cuda.is_available():
        return "no CUDA device answers"
    answer = cuda.to_device(np.zeros(1))
    count_one[1, 1](answer)
    return None if answer.copy_to_host()[0] == 1.0 else "the CUDA device computes wrongly"


@cuda.jit
def count_one(answer):
    """Add one, atomically."""
    cuda.atomic.add(answer, 0, 1.0)


def run(
    driver: str, inputs: Sequence[Any], seed: int, batches: Sequence[int], count: int,
    shapes: Sequence[tuple[int, ...]], done: Callable[[], None] = lambda: None,
) -> list[np.ndarray]:  # fmt: skip
    """Return the tallies of a driver, one of each of the `shapes` for every batch of `count` photons.

    `inputs` are the driver's arguments up to the seed. All batches run at once; sums differ in their last digits from
    run to run, for threads add in any order.
    """
    tallies = [cuda.to_device(np.zeros((len(batches), *shape))) for shape in shapes]
    if batches:
        numbers = cuda.to_device(np.array(batches, dtype=np.int64))
        blocks = min(BLOCKS, -(-len(batches) * count // THREADS_IN_BLOCK))
        launch = DRIVERS[driver][blocks, THREADS_IN_BLOCK]
        launch(*(on_device(given) for given in inputs), seed, numbers, count, *tallies)
    filled = [tally.copy_to_host() for tally in tallies]
    for _ in batches:
        done()
    return filled


def on_device(given: Any) -> Any:
    """Return an input with its arrays moved to the device."""
    if isinstance(given, tuple):
        return type(given)(*map(on_device, given))
    return cuda.to_device(np.ascontiguousarray(given)) if isinstance(given, np.ndarray) else given
