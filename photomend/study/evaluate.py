"""Evaluate one treatment of a study: its plain figures, without intervals, from a photon response that many share.

A response depends on the layers, their depths, what lies above and the photons; energy, spot, pulse, density, passes
and cooling do not change it. `response_key` names it, so that treatments which share one can follow one another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from photomend.catalog import Variation
from photomend.device import contact_of, film_of
from photomend.figures import figures_of
from photomend.heat import depth_edges
from photomend.simulate import MECHANISMS
from photomend.skin import lay_out
from photomend.skin.optics import contact_index
from photomend.treatment import Request, read_request

MM = 1e-3  # from micrometres


def request_of(contents: Mapping[str, Any]) -> Request:
    """Return the request of a treatment file's contents, without intervals: a study finds its own."""
    request = read_request(contents)
    return request.with_(numerics=request.numerics.with_(intervals=False))


def evaluate(request: Request, variation: Variation | None = None) -> dict[str, float | str]:
    """Return every scalar figure of a treatment by its dotted name, and its endpoint; no intervals, nothing healed.

    Units are those of `photomend.figures`. The same request gives the same figures on one machine and version, in
    whatever order and in however many processes treatments are evaluated.

    Example
    -------
    >>> request = request_of({"handpiece": {"device": "eryag-2940"}})
    >>> found = evaluate(request)
    >>> found["endpoint"], found["zones.vaporised.depth"] > 10.0
    ('vaporisation', True)
    """
    followed = MECHANISMS[request.treatment.exposure.mechanism].follow(request, variation or Variation())
    return {**figures_of(followed), "endpoint": followed.endpoint}


def response_key(request: Request) -> tuple[Any, ...]:
    """Return what decides the photon response of a treatment that coagulates; equal keys share one.

    Example
    -------
    >>> dials = ({"pulse_energy_mJ": energy} for energy in (10.0, 20.0))
    >>> requests = [request_of({"handpiece": {"device": "fraxel-restore"}, "settings": dial}) for dial in dials]
    >>> response_key(requests[0]) == response_key(requests[1])
    True
    """
    treatment, numerics = request.treatment, request.numerics
    exposure, cooling = treatment.exposure, treatment.cooling
    if exposure.mechanism == "ablation":
        return (exposure.mechanism,)
    layers = lay_out(treatment.skin, exposure.wavelength_nm, Variation(), film_of(treatment.surface, cooling))
    above = contact_index(contact_of(treatment.surface, cooling))
    depths = tuple(depth_edges(layers, MM * numerics.cell_um, layers[-1].bottom))
    return (exposure.mechanism, layers, above, depths, numerics.photons, numerics.seed, numerics.backend)
