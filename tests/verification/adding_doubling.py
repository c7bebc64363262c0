"""Adding-doubling: light in stacks of layers of any index, exact but for its quadrature, to judge photons by.

Light is sorted into channels by s = n sin(angle), which flat boundaries keep; matrices say what share of the energy
that comes in by one channel leaves by another. Layers grow from thin ones by doubling, and stacks by adding layers
and boundaries [vandeHulst1980] [Prahl1993]. A medium of index n has the channels with s < n only. The first channel
is normal incidence and holds no scattered light. Henyey-Greenstein scattering; delta-M [Wiscombe1977].
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from scipy.linalg import expm

from photomend.light.photon import Media

THICKEST = 1e9  # optical thickness that stands for half a space
THINNEST = 1e-9  # and the least, which keeps light that nothing can leave from turning for ever


class Stack(NamedTuple):
    """Shares of energy by (channel out, channel in): reflected and transmitted light that comes from above or below."""

    R_above: np.ndarray
    T_above: np.ndarray
    R_below: np.ndarray
    T_below: np.ndarray


class Channels(NamedTuple):
    """Each channel's s = n sin(angle), its share s ds of an even radiance; how many moments of scattering they hold."""

    s: np.ndarray
    width: np.ndarray
    moments: int


def channels(media: Media, points: int, corners: Iterable[float] = ()) -> Channels:
    """Return normal incidence and `points` channels between every two indices, or other `corners` of s."""
    highest = max(media.n)
    edges = np.unique([0.0, *(s for s in (media.n_above, *media.n, media.n_below, *corners) if s <= highest)])
    node, weight = np.polynomial.legendre.leggauss(points)
    s, width = [np.zeros(1)], [np.zeros(1)]
    for inner, outer in pairwise(edges):
        steepest = np.sqrt(1.0 - (inner / outer) ** 2)
        cosine = 0.5 * steepest * (1.0 + node)  # even at the outer edge, where light is grazing
        s.append(outer * np.sqrt(1.0 - cosine**2))
        width.append(outer**2 * cosine * 0.5 * steepest * weight)
    return Channels(np.concatenate(s), np.concatenate(width), 2 * points)


def layer(albedo: float, thickness: float, g: float, n: float, by: Channels) -> Stack:
    """Return one layer, without its boundaries, of an optical thickness."""
    inside = by.s < n
    cosine = np.sqrt(1.0 - (by.s[inside] / n) ** 2)
    peak = g**by.moments
    order = np.arange(by.moments)
    moment = (2 * order + 1) * (g**order - peak) / (1.0 - peak)
    P = np.polynomial.legendre.legvander(cosine, by.moments - 1)
    share = 0.5 * (by.width[inside] / (n * n * cosine))[:, None]
    forward, back = share * ((P * moment) @ P.T), share * ((P * moment * (-1.0) ** order) @ P.T)
    whole = (forward + back).sum(axis=0)
    albedo, thickness = albedo * (1.0 - peak) / (1.0 - albedo * peak), thickness * (1.0 - albedo * peak)
    thickness = np.clip(thickness, THINNEST, THICKEST)
    doublings = max(0, int(np.ceil(np.log2(thickness / cosine[1:].min()))))
    thin, one = thickness / 2**doublings, np.eye(cosine.size)
    down, up = (albedo * forward / whole - one) / cosine * thin, albedo * back / whole / cosine * thin
    onward = expm(np.block([[down, up], [-up, -down]]))  # light at the layer's bottom from light at its top
    half = cosine.size
    R = -np.linalg.solve(onward[half:, half:], onward[half:, :half])
    T = onward[:half, :half] + onward[:half, half:] @ R
    for _ in range(doublings):
        through = np.linalg.solve((one - R @ R).T, T.T).T
        R, T = R + through @ R @ T, through @ T
    shares = np.zeros((2, by.s.size, by.s.size))
    shares[np.ix_([0, 1], inside, inside)] = R, T
    return Stack(*shares, *shares)


def boundary(n_above: float, n_below: float, s: np.ndarray) -> Stack:
    """Return a flat boundary, by Fresnel's equations."""
    above, below = (n * np.sqrt(np.maximum(0.0, 1.0 - (s / n) ** 2)) for n in (n_above, n_below))
    with np.errstate(invalid="ignore"):
        across = ((above - below) / (above + below)) ** 2
        along = ((n_above**2 * below - n_below**2 * above) / (n_above**2 * below + n_below**2 * above)) ** 2
    R = np.where(s < min(n_above, n_below), 0.5 * (across + along), 1.0)
    return Stack(np.diag(R), np.diag(1.0 - R), np.diag(R), np.diag(1.0 - R))


def add(upper: Stack, lower: Stack) -> Stack:
    """Return two stacks on each other."""
    one = np.eye(upper.R_above.shape[0])
    down = np.linalg.solve(one - upper.R_below @ lower.R_above, upper.T_above)
    up = np.linalg.solve(one - lower.R_above @ upper.R_below, lower.T_below)
    return Stack(
        upper.R_above + upper.T_below @ lower.R_above @ down,
        lower.T_above @ down,
        lower.R_below + lower.T_above @ upper.R_below @ up,
        upper.T_below @ up,
    )


def parts_of(media: Media, by: Channels) -> list[Stack]:
    """Return every layer, with the boundary above it; then what lies below the last one."""
    mu_t = media.mu_a + media.mu_s
    albedo = np.divide(media.mu_s, mu_t, out=np.zeros_like(mu_t), where=mu_t > 0)
    thickness = np.where(mu_t > 0, mu_t, THINNEST) * np.diff(media.edge)
    indices = [media.n_above, *media.n, media.n_below]
    bare = [boundary(*two, by.s) for two in pairwise(indices)]
    layers = zip(albedo, thickness, media.g, media.n, strict=True)
    return [*(add(b, layer(*one, by)) for b, one in zip(bare, layers, strict=False)), bare[-1]]


def solve(media: Media, by: Channels) -> Stack:
    """Return the whole of the layers, with all boundaries."""
    return reduce(add, parts_of(media, by))


def shares(media: Media, points: int = 32) -> np.ndarray:
    """Return the shares of light at normal incidence that are reflected, are transmitted, and stay in each layer."""
    by = channels(media, points)
    parts = parts_of(media, by)
    above = list(accumulate(parts, add))
    below = list(accumulate(parts[::-1], lambda lower, upper: add(upper, lower)))[-2::-1]
    one = np.eye(by.s.size)
    R, T = (light[:, 0].sum() for light in above[-1][:2])
    net = [1.0 - R]  # downward less upward energy at each boundary, just above it
    for upper, lower in zip(above, below, strict=False):
        down = np.linalg.solve(one - upper.R_below @ lower.R_above, upper.T_above[:, 0])
        net.append(down.sum() - (lower.R_above @ down).sum())
    return np.array([R, T, *-np.diff(net)])
