"""Drivers on the processor: loop over photons, add to a tally. The physics is in `photon`."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from photomend import backend
from photomend.backend import kernel, shared
from photomend.light.block import kept_in, locate, meet
from photomend.light.cells import cell, distance, ring_of
from photomend.light.flight import KEPT, strew
from photomend.light.launch import (
    placed,
    start_aimed,
    start_direct,
    start_evenly,
    start_in_cell,
    start_scattered,
    stratified,
    unscattered_way,
)
from photomend.light.photon import (
    ABSORBED,
    ALIVE,
    REFLECTED,
    TRANSMITTED,
    collide,
    draw,
    fly,
    free_path,
    go_on,
    interact,
    moved,
    open_stream,
)


@shared
def follow(photon, media, below, u, rings, depths, stream, absorbed, left, gained):
    """Follow one photon to its end, adding what it leaves to the tallies of its batch; `u` picks its first flight.

    What each flight is expected to leave is strewn along it; `gained` books the difference to what it left.
    """
    balance = 0.0
    while photon.state == ALIVE:
        to_collision, to_boundary = free_path(photon, media, u)
        points = strew(photon, media, to_collision, to_boundary)
        weight = points.weight
        for k in range(points.many):
            put(absorbed, moved(photon, points.first + k * points.step), rings, depths, weight)
            balance += weight
            weight *= KEPT
        if points.last_weight > 0.0:
            put(absorbed, moved(photon, points.last), rings, depths, points.last_weight)
            balance += points.last_weight
        photon, collides, stream = go_on(photon, media, to_collision, to_boundary, stream)
        if collides:
            photon, weight, gain, stream = interact(photon, media, below, stream)
            balance += gain - weight
        stream, u = draw(stream)
    gained[0] += balance
    if photon.state == REFLECTED or photon.state == TRANSMITTED:
        left[photon.state - REFLECTED, ring_of(rings, photon)] += photon.weight


@shared
def put(absorbed, photon, rings, depths, weight):
    """Add a weight to the cell that a photon is in."""
    absorbed[cell(depths, photon.z), ring_of(rings, photon)] += weight


@kernel
def trace_scattered(media, below, source, rings, depths, seed, first, count, absorbed, left, gained):
    """Trace a batch of photons from their first scattering on, spread evenly over all first scatterings and flights."""
    for i in range(count):
        photon, u, stream = start_evenly(media, source, seed, first, i)
        follow(photon, media, below, u, rings, depths, stream, absorbed, left, gained)


@kernel
def trace_direct(media, below, spot, rings, depths, seed, first, count, absorbed, left, gained):
    """Trace a batch of photons of the true beam from the surface on."""
    for i in range(count):
        share, stream = stratified(i, count, open_stream(seed, first + i))
        photon, stream = start_direct(spot, media.edge[0], share, stream)
        stream, u = draw(stream)
        follow(photon, media, below, u, rings, depths, stream, absorbed, left, gained)


@kernel
def trace_medium(ceiling, mu_a, mu_s, starts, rings, depths, lattice, seed, first, count, phi, left, gained):
    """Trace a batch of photons through cells of different mu_a and mu_s; `phi` collects fluence rate x volume.

    Collisions are tried at the rate mu_a + mu_s of `ceiling`, layers which bound all their cells.
    """
    for i in range(count):
        share, stream = stratified(i, count, open_stream(seed, first + i))
        photon, stream = start_in_cell(starts, share, ceiling, rings, depths, lattice, stream)
        while photon.state == ALIVE:
            photon, collides, stream = fly(photon, ceiling, stream)
            if collides:
                k = cell(depths, photon.z)
                j = cell(rings, distance(photon.x, photon.y, lattice))
                rate = ceiling.mu_a[photon.layer] + ceiling.mu_s[photon.layer]
                g = ceiling.g[photon.layer]
                phi[k, j] += photon.weight / rate
                photon, gain, stream = collide(photon, mu_a[k, j], mu_s[k, j], starts.ending[k, j], rate, g, stream)
                gained[0] += gain
        if photon.state == REFLECTED or photon.state == TRANSMITTED:
            left[photon.state - REFLECTED] += photon.weight


@kernel
def trace_voxels(ceiling, kinds, aimed, voxels, seed, first, count, phi, taken, left, gained):
    """Trace a batch of photons through voxels; `phi` collects fluence rate x volume in the block.

    `taken` collects what each label absorbs, in the block and beyond it, `left` the light that left by how it ended,
    in the place of the living what the surface reflected at once.
    """
    for i in range(count):
        share, stream = stratified(i, count, open_stream(seed, first + i))
        photon, specular, stream = start_aimed(aimed, ceiling, share, stream)
        left[ALIVE] += specular
        photon = kept_in(photon, voxels)
        while photon.state == ALIVE:
            photon, collides, stream = fly(photon, ceiling, stream)
            photon = kept_in(photon, voxels)
            if collides and photon.state == ALIVE:
                a, b, c, inside = locate(photon, voxels)
                kind, rate = voxels.label[a, b, c], ceiling.mu_s[photon.layer]
                if inside:
                    phi[a, b, c] += photon.weight / rate
                photon, absorbed, gain, stream = meet(photon, kinds, kind, rate, stream)
                taken[0 if inside else 1, kind] += absorbed
                gained[0] += gain
        if photon.state != ABSORBED:
            left[photon.state] += photon.weight


@kernel
def trace_white(media, below, source, rings, depths, seed, first, count, every, records, ways):
    """Trace a batch of photons, and record what each leaves where, after what way through every layer.

    Every so many collisions one is recorded, `every` times as heavy (none if 0), by depth and ring, with fluence rate
    x volume; and what leaves, at depth -1 where it went up and -2 where it went down. Returns the number of records,
    which the arrays may be too short to hold.
    """
    found = 0
    way = np.zeros(media.mu_a.size)
    for i in range(count):
        share, stream = stratified(i, count, open_stream(seed, first + i))
        stream, u = draw(stream)
        photon, stream = start_scattered(media, source, share, u, stream)
        part, _ = placed(source.cumulative, share)
        stream, u = draw(stream)
        skipped = int(u * every)
        way[:] = 0.0
        way[photon.layer] = unscattered_way(photon, media, source.sense[part])
        while photon.state == ALIVE:
            was = photon
            photon, collides, stream = fly(photon, media, stream)
            way[was.layer] += math.sqrt((photon.x - was.x) ** 2 + (photon.y - was.y) ** 2 + (photon.z - was.z) ** 2)
            if collides:
                skipped += 1
                if skipped == every:
                    skipped = 0
                    phi = every * photon.weight / (media.mu_a[photon.layer] + media.mu_s[photon.layer])
                    place = cell(depths, photon.z)
                    found = note(records, ways, found, i, part, place, ring_of(rings, photon), phi, way)
                photon, _, _, stream = interact(photon, media, below, stream)
        if photon.state == REFLECTED or photon.state == TRANSMITTED:
            side = REFLECTED - 1 - photon.state
            found = note(records, ways, found, i, part, side, ring_of(rings, photon), photon.weight, way)
    return found


@shared
def note(records, ways, found, photon, part, depth, ring, weight, way):
    """Write one record, where there is room for it; return the number of records found so far."""
    if found < records.weight.size:
        records.photon[found], records.part[found] = photon, part
        records.depth[found], records.ring[found], records.weight[found] = depth, ring, weight
        for layer in range(way.size):
            ways[found, layer] = way[layer]
    return found + 1


@kernel
def reweigh(records, ways, ratio, more, mu_a, absorbed, left, by_photon):
    """Add up records as other absorption weighs them: `more` (1/mm, by layer) than when they were made.

    `ratio` is how much more unscattered light enters each part where photons start, `mu_a` the absorption by depth.
    """
    for k in range(records.weight.size):
        depth = 0.0
        for layer in range(more.size):
            depth += more[layer] * ways[k, layer]
        weight = records.weight[k] * ratio[records.part[k]] * math.exp(-depth)
        place, ring = records.depth[k], records.ring[k]
        if place >= 0:
            weight *= mu_a[place]
            absorbed[place, ring] += weight
        else:
            left[-1 - place, ring] += weight
        by_photon[records.photon[k]] += weight


DRIVERS = {"scattered": trace_scattered, "direct": trace_direct, "medium": trace_medium, "voxels": trace_voxels}


def run(
    trace: str, inputs: Sequence[Any], seed: int, batches: Sequence[int], count: int,
    shapes: Sequence[tuple[int, ...]], done: Callable[[], None] = lambda: None,
) -> list[np.ndarray]:  # fmt: skip
    """Return the tallies of a driver, one of each of the `shapes` for every batch of `count` photons.

    `inputs` are the driver's arguments up to the seed. Batches run on the worker threads; each owns its tallies, so
    that no sum depends on their order. `done` is called after each.
    """
    tallies = [np.zeros((len(batches), *shape)) for shape in shapes]
    driver = DRIVERS[trace]

    def batch(place: int) -> None:
        driver(*inputs, seed, batches[place] * count, count, *(tally[place] for tally in tallies))

    backend.spread(batch, range(len(batches)), done)
    return tallies
