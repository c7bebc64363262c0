"""Light in a medium that changes from cell to cell: skin while a pulse heats it.

Unscattered light is integrated down each ring of the beam, dF/ds = -mu_t F, with the reflections between flat
layers; only what it loses by scattering is sampled, by photons that meet tentative collisions at a rate above
mu_a + mu_s everywhere in their layer. Lengths in mm; energies per joule at the skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from photomend.light.cells import Lattice, bins
from photomend.light.collimated import boundary_reflectances, interreflect
from photomend.light.engine import run
from photomend.light.focus import Tubes
from photomend.light.launch import Starts
from photomend.light.photon import Media
from photomend.light.transport import Traced, layer_of

ALONE = Lattice(0, 1.0, np.zeros(2), np.zeros(2))
BATCHES = 16
NEGLIGIBLE = 1e-12  # cells that scatter less of the light than this share of the most are left out
FEWER_PHOTONS = 8  # a medium is traced many times over, each time with one in so many of the photons
FEWER_IN_DEPTH_ALONE = 64  # cells that go all the way round are crossed by many more
FEWER_IN_WIDE_BEAMS, WIDE_RING_MM = 2, 0.03  # few photons of a wide beam come near its axis
FEWEST_PHOTONS = 1600
SLACK = 2.0  # collisions are tried at least at mu_s + so many times mu_a: weights on kept paths change in small steps
FASTEST_ENDING = 2.0  # times the absorption there is, on kept paths
OUTSIDE = 1.001  # outer edge of the ring that stands for all light beyond the zone


@dataclass(frozen=True)
class Scene:
    """What is lit, and how: the layers at rest, the cells, the beam and the photons.

    The mu_a + mu_s of `ceiling` bounds that of every cell of a layer in any state.
    `ring_edge` ends with one ring for all that lies outside the zone, unless beams stand on a lattice and their light
    is folded into one cell.
    """

    ceiling: Media
    depth_edge: np.ndarray
    ring_edge: np.ndarray
    tubes: Tubes
    lattice: Lattice
    photons: int
    seed: int
    batches: tuple[int, ...]
    engine: str

    @property
    def whole(self) -> tuple[int, int]:
        """Return the numbers of depths and rings, the ring outside the zone included."""
        return self.depth_edge.size - 1, self.ring_edge.size - 1


def set_scene(
    light: Traced,
    densest: np.ndarray,
    ring_edge: np.ndarray,
    tubes: Tubes,
    lattice: Lattice,
    photons: int | None = None,
) -> Scene:
    """Return the scene of a beam in the layers of a pencil response.

    `densest` bounds mu_a + mu_s of each layer in any state (1/mm). A part of the `photons` of `light` is traced, unless
    told otherwise; the batches that it left out stay out.
    """
    rest = light.media.mu_a
    bound = np.maximum(densest, light.media.mu_s + SLACK * rest)
    ceiling = light.media._replace(mu_s=bound - rest)
    fewer = FEWER_PHOTONS if ring_edge.size > 2 else FEWER_IN_DEPTH_ALONE
    fewer = FEWER_IN_WIDE_BEAMS if ring_edge.size > 2 and ring_edge[1] > WIDE_RING_MM else fewer
    photons = photons or max(FEWEST_PHOTONS, light.photons // fewer)
    group, groups = light.left_out or (-1, 1)
    batches = tuple(number for number in range(BATCHES) if number % groups != group)
    return Scene(ceiling, light.depth_edge, ring_edge, tubes, lattice, photons, light.seed, batches, light.engine)


def rings_of(ring_edge: np.ndarray, alone: bool) -> np.ndarray:
    """Return the rings of a zone and, for a beam that stands alone, one more for all that lies outside."""
    if not alone or ring_edge.size == 2:
        return ring_edge
    return np.append(ring_edge, OUTSIDE * ring_edge[-1])


@dataclass(frozen=True)
class Lit:
    """Light in a medium, per joule: what each cell (depth, ring) absorbs unscattered, and its scattered light.

    `fluence_rate` is fluence rate x volume of scattered light (mm), the mean of the batches, as are the `reflected` and
    `transmitted` shares and the weight that photons gained by chance on their way (`roulette`); `by_batch` holds the
    shares of scattered light that were reflected and transmitted in each. `starts` are the places where they set out.
    """

    absorbed_unscattered: np.ndarray
    fluence_rate: np.ndarray
    specular: float
    reflected: float
    transmitted: float
    roulette: float
    by_batch: np.ndarray
    starts: Starts

    def absorbed(self, mu_a: np.ndarray) -> np.ndarray:
        """Return the energy absorbed in each cell, per joule."""
        return self.absorbed_unscattered + mu_a * self.fluence_rate


def shine(scene: Scene, mu_a: np.ndarray, mu_s: np.ndarray, starts: Starts | None = None) -> Lit:
    """Return the light in a medium of the given coefficients (1/mm) by depth and ring.

    With the `starts` of another medium that scatters alike, photons set out from the same places and end at the same
    rate, with other weights: then the two media are crossed on the same paths and their difference has little noise.
    It grows with the exponential of the optical depth by which they differ.
    """
    mu_t = mu_a + mu_s
    (down, up), reflected, transmitted, specular = unscattered(scene, mu_t)
    albedo = np.divide(mu_s, mu_t, out=np.zeros_like(mu_t), where=mu_t > 0)
    scattered = np.stack([down * albedo, up * albedo])
    starts = starting_cells(scene, scattered, mu_a, mu_t) if starts is None else reweighted(starts, scattered, mu_a)
    rings, depths = bins(scene.ring_edge), bins(scene.depth_edge)
    count = max(1, round(scene.photons / BATCHES))
    inputs = (scene.ceiling, mu_a, mu_s, starts, rings, depths, scene.lattice)
    batches = scene.batches if starts.cumulative.size else ()
    shapes = [mu_t.shape, (2,), (1,)]
    phi, leaving, gained = (
        tally / count for tally in run(scene.engine, "medium", inputs, scene.seed, batches, count, shapes)
    )
    return Lit(
        absorbed_unscattered=(down + up) * (1.0 - albedo),
        fluence_rate=_mean(phi),
        specular=specular,
        reflected=reflected + float(_mean(leaving)[0]),
        transmitted=transmitted + float(_mean(leaving)[1]),
        roulette=float(_mean(gained)[0]),
        by_batch=leaving,
        starts=starts,
    )


def _mean(tally: np.ndarray) -> np.ndarray:
    return tally.mean(axis=0) if tally.shape[0] else np.zeros(tally.shape[1:])


def starting_cells(scene: Scene, scattered: np.ndarray, mu_a: np.ndarray, mu_t: np.ndarray) -> Starts:
    """Return where light first scatters, from what each cell scatters of it, (down or up, depth, ring), per joule.

    Cells follow one another down each ring, so that a small change of the light moves each start a little.
    """
    order = np.moveaxis(scattered, 1, 2).ravel()
    kept = np.flatnonzero(order > NEGLIGIBLE * order.max())
    total = float(order[kept].sum())
    _, rows, rings = scattered.shape
    upward, ring, row = np.unravel_index(kept, (2, rings, rows))
    return Starts(
        cumulative=np.cumsum(order[kept]) / total if total > 0.0 else np.ones(0),
        row=row,
        ring=ring,
        sense=1 - 2 * upward,
        layer=layers_of(scene)[row],
        mu_t=mu_t[row, ring],
        weight=np.full(kept.size, total),
        ending=mu_a,
        bending=scene.tubes.bending,
        spreading=scene.tubes.spreading,
    )


def reweighted(starts: Starts, scattered: np.ndarray, mu_a: np.ndarray) -> Starts:
    """Return the same starts with the weights of a medium in which each cell scatters other shares of the light.

    Where it absorbs far less, photons no longer end as fast: their weights would grow without bound.
    """
    share = np.diff(starts.cumulative, prepend=0.0)
    now = scattered[(1 - starts.sense) // 2, starts.row, starts.ring]
    return starts._replace(weight=now / share, ending=np.minimum(starts.ending, FASTEST_ENDING * mu_a))


def unscattered(scene: Scene, mu_t: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], float, float, float]:
    """Return the unscattered light that each cell takes on its way down and up, and what leaves, per joule.

    What leaves: reflected from below the surface, transmitted through the last layer, reflected at the surface.
    """
    tubes, ceiling = scene.tubes, scene.ceiling
    height = np.diff(scene.depth_edge)[:, None] * tubes.longer
    depth = mu_t if tubes.lie is None else np.einsum("itr,ir->it", tubes.lie, mu_t)
    depth = depth * height  # optical depth of each row along each tube
    layer = layers_of(scene)
    R = boundary_reflectances(ceiling)
    thick = np.array([depth[layer == number].sum(axis=0) for number in range(ceiling.n.size)])
    passed, kept = np.exp(-thick), np.exp(-depth)
    down, up = (tubes.share * flux for flux in interreflect(R, passed))
    above = np.cumsum(depth, axis=0) - depth
    above -= np.array([above[layer == number][0] for number in range(ceiling.n.size)])[layer]
    lost_down = down[layer] * np.exp(-above) * (1.0 - kept)
    lost_up = up[layer] * np.exp(above + depth - thick[layer]) * (1.0 - kept)
    reflected = float((1.0 - R[0]) * np.sum(up[0] * passed[0]))
    transmitted = float((1.0 - R[-1]) * np.sum(down[-1] * passed[-1]))
    specular = float(R[0] * tubes.share.sum())
    if tubes.lie is not None:
        within = tubes.lie * mu_t[:, None, :]
        within /= np.maximum(within.sum(axis=2, keepdims=True), 1e-300)
        lost_down, lost_up = (np.einsum("it,itr->ir", lost, within) for lost in (lost_down, lost_up))
    return (lost_down, lost_up), reflected, transmitted, specular


def layers_of(scene: Scene) -> np.ndarray:
    """Return the layer in which each row of cells lies."""
    return layer_of(scene.ceiling, scene.depth_edge)
