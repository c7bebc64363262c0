"""What is told of the light beside the energy it leaves: fluence rate, reflectance by radius, penetration depth."""

from __future__ import annotations

import math

import numpy as np

from photomend.light.beam import Beam
from photomend.light.transport import Traced, moved_by


def fluence_rate(absorbed: np.ndarray, mu_a: np.ndarray) -> np.ndarray:
    """Return the fluence rate where `absorbed` is the absorbed power density (depth, ring), W/mm^3: phi = q / mu_a.

    `mu_a` by depth, 1/mm; where nothing is absorbed the fluence rate is not known, and 0 is told. W/mm^2.
    """
    mu_a = np.broadcast_to(mu_a[:, None], absorbed.shape)
    return np.divide(absorbed, mu_a, out=np.zeros_like(absorbed), where=mu_a > 0.0)


def penetration_depth(depth: np.ndarray, phi: np.ndarray) -> float:
    """Return the depth (mm) at which the fluence rate `phi` has fallen to 1/e of its highest value.

    Between depths its logarithm is taken to be straight; the last depth where it does not fall so far.
    """
    top = int(np.argmax(phi))
    below = np.flatnonzero(phi[top:] < phi[top] / math.e)
    if below.size == 0:
        return float(depth[-1])
    k = top + int(below[0])
    high, low = np.log(phi[k - 1]), np.log(max(phi[k], np.finfo(float).tiny))
    return float(depth[k - 1] + (high - np.log(phi[top]) + 1.0) / (high - low) * (depth[k] - depth[k - 1]))


def reflectance_by_radius(light: Traced, beam: Beam, ring_edge: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the light that comes back per area about a collimated beam, per joule, 1/mm^2, and its standard error.

    By ring; the specular part and light that comes straight back are left out.
    """
    moved = moved_by(light.ring_edge, beam, ring_edge)
    by_batch = light.leaving[:, 0] @ moved.T / (np.pi * np.diff(ring_edge**2))
    batches = by_batch.shape[0]
    error = by_batch.std(axis=0, ddof=1) / math.sqrt(batches) if batches > 1 else np.zeros(by_batch.shape[1])
    return by_batch.mean(axis=0), error
