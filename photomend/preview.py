"""A quick look at a treatment: what is lost is stated, what is gained is time."""

from __future__ import annotations

from typing import Final

from photomend.treatment import Numerics, Request

PREVIEW: Final = Numerics(photons=12_800, cell_um=16.0, intervals=False)
"""Numerics of a quick look: zones within 2 % of the fine grid."""


def previewed(request: Request) -> Request:
    """Return a request with light in tissue at rest, coarse and without intervals: a quick look at the same treatment.

    Example
    -------
    >>> previewed(Request()).physics.optics
    'static'
    """
    still = request.physics.with_(optics="static", hot_scattering_factor=1.0)
    return request.with_(physics=still, numerics=PREVIEW.with_(seed=request.numerics.seed))
