"""Light in what is not layered: a block of voxels, each with the label of its tissue, under a beam from any direction.

Photons of the true beam refract at the flat surface and meet tentative collisions at a rate that bounds mu_a + mu_s of
every voxel of their slab of rows [Woodcock1965]: voxels' walls are not looked for, so that small voxels cost no time.
Each tentative collision scores its weight over that rate, the fluence rate times a volume. The refractive index may
change between rows, not within one. Lengths in mm; per watt and joule at the skin.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from photomend import backend
from photomend.description import BadInput
from photomend.light.beam import Beam, radius_of_share
from photomend.light.block import SIDEWAYS, Kinds, Voxels
from photomend.light.engine import run
from photomend.light.launch import Aimed
from photomend.light.photon import ALIVE, REFLECTED, TRANSMITTED, Media
from photomend.light.transport import Estimate, estimate

BATCHES = 32
IN_MEMORY = 2**30  # bytes of the tallies of batches that run at once; a block with more runs fewer at once
CROSSING = 0.2  # what a crossing between slabs costs, in mean free paths
SLACK = 1.0 + 1e-9  # collisions are tried a little faster than they come, so that rounding makes no weight negative
SHARES = 40_001  # of the beam's energy, at each of which its radius is known
LEAST_COSINE = 0.1  # of the tilt: beyond 84 degrees nearly all is reflected, and the spot has no edge

Sides = Literal["continued", "open"]


@dataclass(frozen=True)
class Medium:
    """What a label means: a name, mu_a and mu_s (1/mm), g and the index n, None for the index of what lies around."""

    name: str
    mu_a: float
    mu_s: float
    g: float
    n: float | None = None


@dataclass(frozen=True, eq=False)
class Volume:
    """A block of voxels under a flat surface: the label of each (x, y, z), their size in mm, media by label.

    x = y = 0 in the middle of the block, unless `corner` is the (x, y) of its first voxel's outer edge; it begins at
    z = `top`, 0 unless a film lies on the skin. `n_above` is the index over it. By default, as suits skin, what is
    outermost goes on for ever, to the sides and below: light that leaves there may come back. With `sides` "open" it
    is gone; with `n_below` the last row ends at a medium of that index.
    """

    labels: np.ndarray
    voxel: tuple[float, float, float]
    media: tuple[Medium, ...]
    n_above: float = 1.0
    n_below: float | None = None
    sides: Sides = "continued"
    top: float = 0.0
    corner: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        refuse_bad_labels(self.labels, len(self.media))
        kept = self.labels.view()
        kept.setflags(write=False)
        object.__setattr__(self, "labels", kept)

    def edges(self, axis: int) -> np.ndarray:
        """Return the faces of the voxels along an axis, mm."""
        size, count = self.voxel[axis], self.labels.shape[axis]
        first = self.top if axis == 2 else (self.corner[axis] if self.corner else -0.5 * count * size)
        return first + size * np.arange(count + 1)

    def middles(self, axis: int) -> np.ndarray:
        """Return the middles of the voxels along an axis, mm."""
        edge = self.edges(axis)
        return 0.5 * (edge[1:] + edge[:-1])

    def label_of(self, name: str) -> int:
        """Return the label of a medium; raise `BadInput` for a name that none has."""
        names = [medium.name for medium in self.media]
        if name not in names:
            raise BadInput(f"medium = {name} is not in the volume; choose one of {', '.join(names)}")
        return names.index(name)

    def of_media(self, field: Literal["mu_a", "mu_s", "g"]) -> np.ndarray:
        """Return mu_a, mu_s or g by label."""
        return np.array([getattr(medium, field) for medium in self.media], dtype=float)


def refuse_bad_labels(labels: np.ndarray, media: int) -> None:
    """Raise `BadInput` for labels that are not a block of small whole numbers, or that no medium belongs to."""
    if labels.dtype not in (np.uint8, np.uint16) or labels.ndim != 3 or labels.size == 0:
        raise BadInput(
            f"labels = {labels.dtype} of shape {labels.shape} are not voxels; give a uint8 or uint16 array (x, y, z)"
        )
    highest = int(labels.max())
    if highest >= media:
        raise BadInput(f"labels = {highest} has no medium, for there are {media}; add it or relabel these voxels")


@dataclass(frozen=True)
class Aim:
    """Where a beam's axis meets the surface (mm), its direction in the medium above, and whether it converges.

    `focus` is how far from there along the axis (mm) the rays would meet if no tissue bent them; None for collimated
    light. With a numerical aperture `NA` a beam wider than its cone keeps the waist that this leaves, as in `focus`.
    """

    x: float = 0.0
    y: float = 0.0
    direction: tuple[float, float, float] = (0.0, 0.0, 1.0)
    focus: float | None = None
    NA: float | None = None

    def __post_init__(self) -> None:
        length = float(np.linalg.norm(self.direction))
        if not length > 0.0 or self.direction[2] < LEAST_COSINE * length:
            raise BadInput(
                f"direction = {self.direction} does not come down on the surface; "
                f"give a direction whose z is at least {LEAST_COSINE:g} of its length"
            )
        if self.focus is not None and not self.focus > 0.0:
            raise BadInput(f"focus = {self.focus:g} mm does not lie ahead of the surface; give a focus above 0")


@dataclass(frozen=True, eq=False)
class VolumeLight:
    """Light in a volume, with standard errors from independent batches.

    `fluence_rate` and its error are per watt, 1/mm2, by voxel (x, y, z). Voxels that the same photons cross err
    together: the error of a sum over voxels is told by runs of other seeds, not by theirs. `leaving` holds shares of
    the light by batch: reflected at once, reflected from within, transmitted, gone through the sides. `taken` is the
    share absorbed by (batch, in the block or beyond it, label), `gained` the weight that photons gained by chance.
    """

    volume: Volume
    fluence_rate: np.ndarray
    fluence_rate_error: np.ndarray
    leaving: np.ndarray
    taken: np.ndarray
    gained: np.ndarray
    photons: int
    seed: int
    engine: str

    @property
    def absorbed_energy_density(self) -> np.ndarray:
        """Return what each voxel absorbs, per joule, 1/mm3: mu_a phi."""
        return self.volume.of_media("mu_a")[self.volume.labels] * self.fluence_rate

    @property
    def absorbed_energy_density_error(self) -> np.ndarray:
        """Return the standard error of what each voxel absorbs."""
        return self.volume.of_media("mu_a")[self.volume.labels] * self.fluence_rate_error

    @cached_property
    def fractions(self) -> dict[str, Estimate]:
        """Return where the light went, as shares.

        `absorbed` lies in the block, `beyond` in the tissue that goes on around it. Photons gain or lose weight by
        chance; `gained` is nought on the mean, and the others less it sum to 1.
        """
        names = ("specular", "reflected", "transmitted", "sides")
        shares = dict(zip(names, self.leaving.T, strict=True))
        shares |= {"absorbed": self.taken[:, 0].sum(axis=1), "beyond": self.taken[:, 1].sum(axis=1)}
        return {name: estimate(batches) for name, batches in (shares | {"gained": self.gained}).items()}

    @cached_property
    def absorbed_by_medium(self) -> dict[str, Estimate]:
        """Return the share of the light that each medium absorbs in the block."""
        names = (medium.name for medium in self.volume.media)
        return {name: estimate(batches) for name, batches in zip(names, self.taken[:, 0].T, strict=True)}

    @property
    def balance(self) -> float:
        """Return the sum of all shares less what was gained, less 1: zero but for rounding."""
        return float(np.mean(self.leaving.sum(axis=1) + self.taken.sum(axis=(1, 2)) - self.gained) - 1.0)


def trace_volume(
    volume: Volume,
    beam: Beam,
    aim: Aim | None = None,
    photons: int = 100_000,
    seed: int = 1,
    engine: str = "cpu",
    progress: Callable[[float], None] = lambda _: None,
) -> VolumeLight:
    """Return the light of a beam in a volume; a `beam` of radius 0 is a pencil.

    `beam` is given across its axis, where that meets the surface. The photons are traced in batches, which are added
    up in their order: the sum does not depend on the number of threads. `progress` is called with the share done.

    Example
    -------
    >>> dermis = Medium("dermis", mu_a=0.7, mu_s=13.0, g=0.9, n=1.4)
    >>> volume = Volume(np.zeros((20, 20, 20), np.uint8), (0.05, 0.05, 0.05), (dermis,))
    >>> light = trace_volume(volume, Beam("gaussian", 0.1), photons=640)
    >>> light.fluence_rate.shape, abs(light.balance) < 1e-9
    ((20, 20, 20), True)
    """
    ceiling, voxels = ceiling_of(volume)
    kinds = Kinds(volume.of_media("mu_a"), volume.of_media("mu_s"), volume.of_media("g"))
    inputs = (ceiling, kinds, aimed_of(beam, aim or Aim(), volume.n_above), voxels)
    count = max(1, round(photons / BATCHES))
    shapes = [volume.labels.shape, (2, len(volume.media)), (SIDEWAYS + 1,), (1,)]

    def batches(numbers: range) -> list[np.ndarray]:
        return run(engine, "voxels", inputs, seed, numbers, count, shapes)

    at_once = BATCHES if engine == "cuda" else backend.workers()
    (phi, error), *small = add_up(batches, volume.labels.shape, at_once, progress)
    taken, left, gained = (tallies / count for tallies in small)
    each = float(np.prod(volume.voxel)) * count
    leaving = left[:, [ALIVE, REFLECTED, TRANSMITTED, SIDEWAYS]]
    phi /= each
    error /= each
    return VolumeLight(volume, phi, error, leaving, taken, gained[:, 0], photons, seed, engine)


def add_up(
    batches: Callable[[range], list[np.ndarray]],
    shape: tuple[int, ...],
    at_once: int,
    progress: Callable[[float], None],
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean of the batches' first tally with its standard error, and their other tallies by batch.

    Of the first, as large as the volume, only the sums of the values and of their squares are kept. Few batches run
    at once; they are added in their order, however many those are.
    """
    total, squares = np.zeros(shape), np.zeros(shape)
    small: list[list[np.ndarray]] = []
    at_once = max(1, min(at_once, IN_MEMORY // total.nbytes))
    for first in range(0, BATCHES, at_once):
        numbers = range(first, min(first + at_once, BATCHES))
        large, *rest = batches(numbers)
        small.append(rest)
        for tally in large:
            total += tally
            tally *= tally
            squares += tally
        progress(numbers.stop / BATCHES)
    total /= BATCHES
    squares /= BATCHES
    squares -= total * total
    error = np.sqrt(np.maximum(squares, 0.0, out=squares) / (BATCHES - 1), out=squares)
    taken, left, gained = (np.concatenate(tallies) for tallies in zip(*small, strict=True))
    return (total, error), taken, left, gained


def aimed_of(beam: Beam, aim: Aim, n_above: float) -> Aimed:
    """Return a beam and its aim as numbers for the tracing."""
    along = np.array(aim.direction) / np.linalg.norm(aim.direction)
    across = np.array([1.0, 0.0, 0.0]) - along[0] * along
    across /= np.linalg.norm(across)
    frame = np.array([across, np.cross(along, across), along])
    bending, spreading = bending_of(beam.radius, aim, n_above)
    radius = radius_of_share(beam, np.linspace(0.0, 1.0, SHARES))
    return Aimed(radius, aim.x, aim.y, frame, bending, spreading)


def bending_of(radius: float, aim: Aim, n_above: float) -> tuple[float, float]:
    """Return the slope of the rays per radius (1/mm) and the standard deviation of their slopes about it.

    At the surface w^2 = w_0^2 + zeta^2, where zeta is the way to the focus times the tangent of the marginal ray; the
    slope is -zeta tan / w^2 per radius, and rays scatter about it by w_0 / w of half the tangent.
    """
    if aim.focus is None:
        return 0.0, 0.0
    if aim.NA is None:
        return -1.0 / aim.focus, 0.0
    tangent = aim.NA / np.sqrt(n_above**2 - aim.NA**2)
    zeta = aim.focus * tangent
    w = max(radius, zeta)
    return float(-zeta * tangent / w**2), float(0.5 * tangent * np.sqrt(w**2 - zeta**2) / w)


def unbent_distance(volume: Volume, depth: float) -> float:
    """Return how far (mm) rays near an upright axis that meet at a `depth` would go to meet if no tissue bent them.

    sum_i d_i n_above / n_i over the rows above it, for the `focus` of an `Aim`.
    """
    edge, n = volume.edges(2), row_indices(volume)
    inside = np.clip(depth - edge[:-1], 0.0, np.append(np.diff(edge)[:-1], np.inf))
    return float(np.sum(inside * volume.n_above / n))


def ceiling_of(volume: Volume) -> tuple[Media, Voxels]:
    """Return the slabs of rows of one index, with a rate of collisions that bounds all their voxels, and the block.

    Raises `BadInput` where the index changes within a row, or where light would wander in tissue that never absorbs.
    """
    present, n = media_by_row(volume), row_indices(volume)
    total = volume.of_media("mu_a") + volume.of_media("mu_s")
    bound = SLACK * np.where(present, total, 0.0).max(axis=1)
    first = slabs(bound, n, volume.voxel[2])
    edge = volume.edges(2)[np.append(first, bound.size)]
    if volume.n_below is None:
        _refuse_endless(volume, present[-1])
        edge[-1] = np.inf
    none = np.zeros(first.size)
    densest = np.maximum.reduceat(bound, first)
    n_below = float(n[-1]) if volume.n_below is None else volume.n_below
    ceiling = Media(edge, none, densest, none, n[first], volume.n_above, n_below)
    x, y, z = (float(volume.edges(axis)[0]) for axis in range(3))
    per_x, per_y, per_z = (1.0 / size for size in volume.voxel)
    label = np.ascontiguousarray(volume.labels, dtype=np.uint16)
    rows = np.append(first, bound.size).astype(np.int64)
    return ceiling, Voxels(label, x, y, z, per_x, per_y, per_z, rows, volume.sides == "open")


def media_by_row(volume: Volume) -> np.ndarray:
    """Return whether each row of voxels holds each label, (row, label)."""
    count = len(volume.media)
    rows = (volume.labels[:, :, k].ravel() for k in range(volume.labels.shape[2]))
    return np.array([np.bincount(row, minlength=count) > 0 for row in rows])


def row_indices(volume: Volume) -> np.ndarray:
    """Return the index of each row; a row whose media all take that of their surroundings has that of the row above.

    Raises `BadInput` for a row of two indices: rays would have to refract at walls that are staircases.
    """
    depth, found = volume.middles(2), []
    for k, present in enumerate(media_by_row(volume)):
        media = [volume.media[label] for label in np.flatnonzero(present) if volume.media[label].n is not None]
        other = next((medium for medium in media if medium.n != media[0].n), None)
        if other is not None:
            raise BadInput(
                f"media {media[0].name} (n = {media[0].n:g}) and {other.name} (n = {other.n:g}) lie in one row of "
                f"voxels, at z = {depth[k]:g} mm, and the index may change between rows only; give them one index, "
                "or leave n out of the smaller one"
            )
        found.append(media[0].n if media else None)
    known = [n for n in found if n is not None]
    if not known:
        raise BadInput("no medium has a refractive index; give n to one at least")
    last = known[0]
    return np.array([last := n if n is not None else last for n in found])


def slabs(bound: np.ndarray, n: np.ndarray, height: float) -> np.ndarray:
    """Return the first row of each slab, so that tracing costs least.

    Light that crosses a slab of thickness d meets about d times its bound, the highest rate of its rows; each crossing
    from slab to slab costs as much as `CROSSING` more of those. Where the index changes a slab ends anyhow.
    """
    cost, begin = np.zeros(bound.size + 1), np.zeros(bound.size + 1, dtype=np.int64)
    for end in range(1, bound.size + 1):
        start = end - int(np.argmin(np.append(n[:end][::-1] == n[end - 1], False)))
        rows = np.arange(start, end)
        highest = np.maximum.accumulate(bound[start:end][::-1])[::-1]
        total = cost[start:end] + highest * height * (end - rows) + CROSSING
        best = int(np.argmin(total))
        cost[end], begin[end] = total[best], rows[best]
    first = [int(begin[bound.size])]
    while first[-1] > 0:
        first.append(int(begin[first[-1]]))
    return np.array(first[::-1])


def _refuse_endless(volume: Volume, present: np.ndarray) -> None:
    clear = [volume.media[label].name for label in np.flatnonzero(present) if volume.media[label].mu_a <= 0.0]
    if clear:
        raise BadInput(
            f"medium {clear[0]} in the last row absorbs nothing (mu_a = 0) and goes on for ever below; "
            "give n_below, the index under the volume, or an absorption above 0"
        )
