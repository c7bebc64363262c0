"""Light in skin: what share of a microbeam each cell absorbs.

Default path: the response to a pencil beam, traced once per skin and wavelength from the first scattering
on (unscattered light is exact), then convolved with the beam [Wang1995] [Wang1997]. The direct path traces
the true beam and exists to check it. Lengths in mm; energies per joule at the skin.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from photomend.light.beam import Beam, energy_inside, radius_of_share
from photomend.light.cells import bins
from photomend.light.collimated import Collimated, lost_between, solve_collimated
from photomend.light.engine import run
from photomend.light.launch import FirstScatter, Spot
from photomend.light.photon import ROULETTE_BELOW, Media
from photomend.skin import Tissue

BATCHES = 64
FEW_BATCHES = 16  # for runs of few photons, whose batches would be too small
FEW_PHOTONS = 25_600
RING_SCALE_MM = 0.18e-3  # pencil rings end at k^2 times this: fine where the response is steep
RING_COUNT = 300
KEEP = 32  # pencil responses kept in memory; a full one takes some 40 MB, a collapsed one 0.6 MB

_KEPT: dict[Hashable, Traced] = {}
_KEEPING = threading.Lock()


@dataclass(frozen=True)
class Estimate:
    """A Monte Carlo mean with its standard error from batches."""

    value: float
    standard_error: float


@dataclass(frozen=True)
class Traced:
    """Tallies of independent batches: absorbed energy by batch, depth and ring, and shares that left.

    All per joule at the skin. `leaving` is the scattered light that leaves by (batch, up or down, ring). `on_axis` is
    the unscattered light absorbed at each depth, `straight` what of it goes back up and out, and through (exact).
    `media`, `photons`, `seed` and `engine` say what was traced, and where; `left_out` which group of batches, of how
    many, is not there.
    """

    ring_edge: np.ndarray
    depth_edge: np.ndarray
    absorbed: np.ndarray
    leaving: np.ndarray
    roulette: np.ndarray
    on_axis: np.ndarray
    straight: tuple[float, float]
    specular: float
    media: Media
    photons: int
    seed: int
    engine: str = "cpu"
    left_out: tuple[int, int] | None = None

    @property
    def reflected(self) -> np.ndarray:
        """Return the share of each batch that left through the surface, without the specular part."""
        return self.leaving[:, 0].sum(axis=1) + self.straight[0]

    @property
    def transmitted(self) -> np.ndarray:
        """Return the share of each batch that left below."""
        return self.leaving[:, 1].sum(axis=1) + self.straight[1]

    def without(self, group: int, groups: int) -> Traced:
        """Return the tallies without every `groups`-th batch from `group` on, for a jackknife."""
        kept = np.arange(self.absorbed.shape[0]) % groups != group
        return replace(
            self,
            absorbed=self.absorbed[kept],
            leaving=self.leaving[kept],
            roulette=self.roulette[kept],
            left_out=(group, groups),
        )

    def collapsed(self) -> Traced:
        """Return the mean of the batches as one batch; it has no standard errors."""
        return replace(
            self,
            absorbed=self.absorbed.mean(axis=0, keepdims=True),
            leaving=self.leaving.mean(axis=0, keepdims=True),
            roulette=self.roulette.mean(keepdims=True),
        )

    @property
    def balance(self) -> float:
        """Return specular + reflected + absorbed + transmitted - roulette gain - 1: zero but for rounding."""
        total = self.absorbed.sum(axis=(1, 2)) + self.reflected + self.transmitted - self.roulette
        return float(np.mean(total) + self.on_axis.sum() + self.specular - 1.0)

    @cached_property
    def fractions(self) -> dict[str, Estimate]:
        """Return the shares of the light: specular, reflected (without specular), absorbed, transmitted.

        The roulette changes the sum of absorbed and leaving light by chance; absorbed is what is left, so
        that the four sum to 1.
        """
        absorbed = 1.0 - self.specular - self.reflected - self.transmitted
        return {
            "specular": Estimate(self.specular, 0.0),
            "reflected": estimate(self.reflected),
            "absorbed": estimate(absorbed),
            "transmitted": estimate(self.transmitted),
        }

    @cached_property
    def absorbed_by_depth(self) -> np.ndarray:
        """Return the share absorbed in each depth cell, over all radii, mean of the batches."""
        return self.absorbed.mean(axis=0).sum(axis=1) + self.on_axis


def batches_for(photons: int) -> int:
    """Return into how many independent batches photons are divided; it never depends on the machine."""
    return BATCHES if photons >= FEW_PHOTONS else FEW_BATCHES


def estimate(batches: np.ndarray) -> Estimate:
    """Return the mean of independent batches and its standard error."""
    if batches.size < 2:
        return Estimate(float(np.mean(batches)), 0.0)
    return Estimate(float(np.mean(batches)), float(np.std(batches, ddof=1) / np.sqrt(batches.size)))


def media_of(layers: tuple[Tissue, ...], n_above: float) -> Media:
    """Return the layers as flat arrays, under a medium of index `n_above`; below the last lies more of the same."""
    edge = np.array([layers[0].top, *(layer.bottom for layer in layers)])
    mu_a, mu_s, g, n = (np.array([getattr(layer, name) for layer in layers]) for name in ("mu_a", "mu_s", "g", "n"))
    return Media(edge, mu_a, mu_s, g, n, n_above, float(n[-1]))


def illuminate(
    layers: tuple[Tissue, ...],
    n_above: float,
    depth_edge: np.ndarray,
    photons: int,
    seed: int,
    collapse: bool = False,
    progress: Callable[[float], None] = lambda _: None,
    engine: str = "cpu",
) -> Traced:
    """Return the pencil response of `layers` under a medium of index `n_above`, kept for the next call.

    A new spot, profile, energy, density or number of passes needs no new photons. With `collapse` only the
    mean of the batches is kept, a sixty-fourth of the memory. `progress` is called with the share done.
    """
    key = (layers, n_above, tuple(depth_edge), photons, seed, collapse, engine)
    with _KEEPING:
        kept = _KEPT.get(key)
    if kept is None:
        batches = itertools.count(1)
        total = batches_for(photons)
        kept = pencil_response(
            media_of(layers, n_above), depth_edge, photons, seed, lambda: progress(next(batches) / total), engine
        )
        kept = kept.collapsed() if collapse else kept
        with _KEEPING:
            while len(_KEPT) >= KEEP:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = kept
    return kept


def forget() -> None:
    """Drop the kept pencil responses."""
    with _KEEPING:
        _KEPT.clear()


def pencil_response(
    media: Media,
    depth_edge: np.ndarray,
    photons: int,
    seed: int,
    done: Callable[[], None] = lambda: None,
    engine: str = "cpu",
) -> Traced:
    """Return the response to a pencil beam at normal incidence, in rings that widen from the axis."""
    ring_edge = RING_SCALE_MM * np.arange(RING_COUNT + 1.0) ** 2
    light = solve_collimated(media)
    source, scattered = first_scatter(media, light)
    traced = _trace("scattered", media, source, ring_edge, depth_edge, seed, photons, done, engine)
    lost = lost_between(media, light, depth_edge)
    return replace(
        traced,
        absorbed=traced.absorbed * scattered,
        leaving=traced.leaving * scattered,
        roulette=traced.roulette * scattered,
        on_axis=lost * absorbed_share(media, depth_edge),
        straight=(light.reflected, light.transmitted),
        specular=light.specular,
    )


def direct_response(
    media: Media,
    beam: Beam,
    ring_edge: np.ndarray,
    depth_edge: np.ndarray,
    photons: int,
    seed: int,
    done: Callable[[], None] = lambda: None,
    engine: str = "cpu",
) -> Traced:
    """Return the absorption of the true beam, every photon traced from the surface."""
    specular = solve_collimated(media).specular
    spot = Spot(radius_of_share(beam, np.linspace(0.0, 1.0, 40_001)), 1.0 - specular)
    traced = _trace("direct", media, spot, ring_edge, depth_edge, seed, photons, done, engine)
    return replace(traced, specular=specular)


def first_scatter(media: Media, light: Collimated) -> tuple[FirstScatter, float]:
    """Return where unscattered light first scatters, and the share of the light that does."""
    mu_t = media.mu_a + media.mu_s
    lost = 1.0 - np.exp(-mu_t * np.diff(media.edge))
    albedo = np.divide(media.mu_s, mu_t, out=np.zeros_like(mu_t), where=mu_t > 0)
    shares = np.concatenate([light.down * lost * albedo, light.up * lost * albedo])
    layers = np.tile(np.arange(mu_t.size), 2)
    senses = np.repeat([1, -1], mu_t.size)
    kept = shares > 0.0
    total = float(shares.sum())
    cumulative = np.cumsum(shares[kept]) / total if total > 0 else np.ones(0)
    return FirstScatter(cumulative, layers[kept], senses[kept]), total


def convolve(traced: Traced, beam: Beam, ring_edge: np.ndarray) -> np.ndarray:
    """Return the energy a collimated beam leaves in each cell, (depth, ring), mean of the batches, per joule.

    Each pencil ring spreads its energy evenly in radius, as light scattered once lies about the axis; the beam
    then moves it to every target ring by the exact share of beam energy inside circles about a displaced centre,
    so that energy is conserved.
    """
    moved = moved_by(traced.ring_edge, beam, ring_edge)
    return traced.absorbed.mean(axis=0) @ moved.T + np.outer(traced.on_axis, beam.ring_shares(ring_edge))


def ring_shares(source_edge: np.ndarray, beam: Beam, target_edge: np.ndarray) -> np.ndarray:
    """Return the share of each source ring's energy that the beam brings into each target ring: (target, source)."""
    node, weight = np.polynomial.legendre.leggauss(4)
    inner, outer = source_edge[:-1], source_edge[1:]
    inside = np.zeros((target_edge.size, inner.size))
    for x, w in zip(node, weight, strict=True):
        displaced = 0.5 * (outer + inner) + 0.5 * x * (outer - inner)
        inside += 0.5 * w * energy_inside(beam, target_edge, displaced)
    return np.diff(inside, axis=0)


def moved_by(source_edge: np.ndarray, beam: Beam, target_edge: np.ndarray) -> np.ndarray:
    """Return `ring_shares`, kept for the next call."""
    return _ring_shares(tuple(source_edge), beam, tuple(target_edge))


@lru_cache(maxsize=32)
def _ring_shares(source_edge: tuple[float, ...], beam: Beam, target_edge: tuple[float, ...]) -> np.ndarray:
    return ring_shares(np.array(source_edge), beam, np.array(target_edge))


def layer_of(media: Media, depth_edge: np.ndarray) -> np.ndarray:
    """Return the layer that the middle of each depth cell lies in."""
    middle = 0.5 * (depth_edge[1:] + depth_edge[:-1])
    return np.clip(np.searchsorted(media.edge, middle) - 1, 0, media.mu_a.size - 1)


def absorbed_share(media: Media, depth_edge: np.ndarray) -> np.ndarray:
    """Return what share of the light lost in each depth cell is absorbed there."""
    layer = layer_of(media, depth_edge)
    mu_t = (media.mu_a + media.mu_s)[layer]
    return np.divide(media.mu_a[layer], mu_t, out=np.zeros_like(mu_t), where=mu_t > 0)


def _trace(
    driver: str,
    media: Media,
    source: FirstScatter | Spot,
    ring_edge: np.ndarray,
    depth_edge: np.ndarray,
    seed: int,
    photons: int,
    done: Callable[[], None],
    engine: str,
) -> Traced:
    """Run the batches of a driver on an engine."""
    batches = batches_for(photons)
    count = max(1, round(photons / batches))
    rings = ring_edge.size - 1
    shapes = [(depth_edge.size - 1, rings), (2, rings), (1,)]
    inputs = (media, ROULETTE_BELOW, source, bins(np.sqrt(ring_edge)), bins(depth_edge))
    if isinstance(source, FirstScatter) and not source.cumulative.size:
        tallies = [np.zeros((batches, *shape)) for shape in shapes]
    else:
        tallies = run(engine, driver, inputs, seed, range(batches), count, shapes, done)
    for tally in tallies:
        tally /= count
    absorbed, leaving, gained = tallies
    return Traced(
        ring_edge=ring_edge,
        depth_edge=depth_edge,
        absorbed=absorbed,
        leaving=leaving,
        roulette=gained[:, 0],
        on_axis=np.zeros(depth_edge.size - 1),
        straight=(0.0, 0.0),
        specular=0.0,
        media=media,
        photons=photons,
        seed=seed,
        engine=engine,
    )
