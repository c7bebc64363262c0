"""White Monte Carlo: one set of photons, whatever the layers absorb.

Photons are traced once in layers that absorb little. Each leaves records: where it collided or left, with what weight
w, after what way l_i in every layer i. In layers that scatter alike and absorb otherwise the same photon would have
come there with the weight

    w' = w D'/D exp(-sum_i (mu_a,i' - mu_a,i) l_i)

where D'/D is the ratio of the unscattered light that enters the layer where it first scatters [Kienle1996]
[Hayakawa2001]. A new skin tone, water content or neighbouring wavelength then needs no new photons. Lengths in mm;
per joule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from photomend import backend
from photomend.description import BadInput
from photomend.light import cpu
from photomend.light.cells import bins
from photomend.light.collimated import lost_between, solve_collimated
from photomend.light.launch import FirstScatter
from photomend.light.photon import Media
from photomend.light.transport import Estimate, Traced, absorbed_share, batches_for, estimate, first_scatter, layer_of

FEWEST = 100.0  # photons that must carry a result: fewer, and their scatter no longer tells its error
FAIR_SHARE = 0.25  # of the photons that come there at all: rare light is no fault of the weights
FAINT = 0.3  # weight below which photons play roulette: those that stay long serve media that absorb less
EVERY = 4  # collisions lie close: recording one in four keeps most of what they tell
WORTH_THREADS = 5_000  # records a batch
ROOM = 8  # records a photon that there is room for at first


class Records(NamedTuple):
    """What photons left: photon, its first scattering, depth (-1 gone up, -2 gone down) and ring, weight."""

    photon: np.ndarray
    part: np.ndarray
    depth: np.ndarray
    ring: np.ndarray
    weight: np.ndarray


Batch = tuple[Records, np.ndarray]  # and the way of each record through every layer


@dataclass(frozen=True)
class White:
    """Photons that serve every absorption of their layers: what they left by batch, inside and on leaving.

    `media` are the layers they were traced in. Results are sure where layers absorb as much as there, or more; where
    they absorb less, weights grow, and are refused once too few photons carry the result.
    """

    media: Media
    ring_edge: np.ndarray
    depth_edge: np.ndarray
    source: FirstScatter
    scattered: float
    inside: tuple[Batch, ...]
    leaving: tuple[Batch, ...]
    count: int
    seed: int

    def at(self, mu_a: np.ndarray) -> Traced:
        """Return the pencil response of the layers with other absorption (1/mm, by layer).

        Its roulette is all that chance added. Raises `BadInput` where too few photons carry it, or where no collisions
        were recorded.
        """
        if not self.inside:
            raise BadInput("these photons recorded only what leaves; trace them with every = 1 or more")
        media = self._with(mu_a)
        light = solve_collimated(media)
        absorbed, left, carried = self._reweighed(media, self.inside, self.leaving)
        on_axis = lost_between(media, light, self.depth_edge) * absorbed_share(media, self.depth_edge)
        expected = 1.0 - light.specular - light.reflected - light.transmitted - float(on_axis.sum())
        self._check(carried)
        return Traced(
            ring_edge=self.ring_edge,
            depth_edge=self.depth_edge,
            absorbed=absorbed,
            leaving=left,
            roulette=absorbed.sum(axis=(1, 2)) + left.sum(axis=(1, 2)) - expected,
            on_axis=on_axis,
            straight=(light.reflected, light.transmitted),
            specular=light.specular,
            media=media,
            photons=self.count * len(self.leaving),
            seed=self.seed,
        )

    def reflected(self, mu_a: np.ndarray) -> Estimate:
        """Return the share of the light that comes back from below the surface, with other absorption (1/mm)."""
        media = self._with(mu_a)
        _, left, carried = self._reweighed(media, self.leaving)
        self._check(carried)
        scattered = estimate(left[:, 0].sum(axis=1))
        return Estimate(scattered.value + solve_collimated(media).reflected, scattered.standard_error)

    def _with(self, mu_a: np.ndarray) -> Media:
        return self.media._replace(mu_a=np.asarray(mu_a, dtype=float))

    def _reweighed(self, media: Media, *kinds: tuple[Batch, ...]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return what is absorbed and what leaves, per joule and batch, and the weight that each photon carries."""
        ratio, more = self._entering(media) / self._entering(self.media), media.mu_a - self.media.mu_a
        batches, rings, depths = len(self.leaving), self.ring_edge.size - 1, self.depth_edge.size - 1
        absorbed, left = np.zeros((batches, depths, rings)), np.zeros((batches, 2, rings))
        carried = np.zeros((batches, self.count))
        mu_a = media.mu_a[layer_of(media, self.depth_edge)]

        def batch(number: int) -> None:
            for kind in kinds:
                cpu.reweigh(*kind[number], ratio, more, mu_a, absorbed[number], left[number], carried[number])

        if max(kind[0][1].shape[0] for kind in kinds) > WORTH_THREADS:
            backend.spread(batch, range(batches))
        else:
            for number in range(batches):
                batch(number)
        share = self.scattered / self.count
        return share * absorbed, share * left, carried

    def _entering(self, media: Media) -> np.ndarray:
        """Return the unscattered light that enters the layer of each part where photons start."""
        light, layer = solve_collimated(media), self.source.layer
        return np.where(self.source.sense > 0, light.down[layer], light.up[layer])

    def _check(self, carried: np.ndarray) -> None:
        """Refuse a result that too few photons carry."""
        square, came = float(np.square(carried).sum()), np.count_nonzero(carried)
        effective = float(carried.sum()) ** 2 / square if square > 0.0 else 0.0
        if effective < min(FEWEST, FAIR_SHARE * came):
            raise BadInput(
                f"this absorption is carried by {effective:.0f} of {came} photons (at least {FEWEST:.0f}): "
                "trace more photons, or trace them in layers that absorb more like it"
            )


def trace_white(
    media: Media,
    ring_edge: np.ndarray,
    depth_edge: np.ndarray,
    photons: int,
    seed: int,
    every: int = EVERY,
    done: Callable[[], None] = lambda: None,
) -> White:
    """Trace photons of a pencil beam in layers, and keep the records that serve every absorption.

    One collision in `every` is recorded, some 35 bytes each; with none (0) only what leaves is known. Traced on the
    processor.
    """
    source, scattered = first_scatter(media, solve_collimated(media))
    rings, depths = bins(np.sqrt(ring_edge)), bins(depth_edge)
    batches = batches_for(photons)
    count = max(1, round(photons / batches))

    def batch(number: int) -> tuple[Batch, Batch]:
        room = count * ROOM
        while True:
            records, ways = _blank(room, media.mu_a.size)
            first = number * count
            found = cpu.trace_white(media, FAINT, source, rings, depths, seed, first, count, every, records, ways)
            if found <= room:
                left = records.depth[:found] < 0
                return _kept(records, ways, ~left), _kept(records, ways, left)
            room = found

    inside, leaving = zip(*backend.spread(batch, range(batches), done), strict=True)
    return White(media, ring_edge, depth_edge, source, scattered, inside if every else (), leaving, count, seed)


def _blank(room: int, layers: int) -> Batch:
    part, depth, ring = (np.empty(room, dtype=np.int16) for _ in range(3))
    photon, weight = np.empty(room, dtype=np.int32), np.empty(room, dtype=np.float32)
    return Records(photon, part, depth, ring, weight), np.empty((room, layers), dtype=np.float32)


def _kept(records: Records, ways: np.ndarray, which: np.ndarray) -> Batch:
    return Records(*(written[: which.size][which] for written in records)), ways[: which.size][which]
