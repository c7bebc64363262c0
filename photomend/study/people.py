"""The uncertain inputs of a treatment, and which of them differ between people rather than being ill known.

An input stands at x in -1..1 of its range, as in `Variation`; two kinds of input come on top: the shift of the damage
thresholds, and the thickness of the layers that `Variation` leaves alone. An input belongs to the people where its
range was read off people: thickness in histology, scattering and water of living skin, blood, and melanin within a
phototype. With a measured typology angle, melanin is only as ill known as the fit behind it. All else is what nobody
told: the beam, the cooling, the kinetics, the optics that preparations disagree on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from photomend import backend
from photomend.catalog import Variation, look_up
from photomend.figures import figures_of
from photomend.injury import injure
from photomend.intervals import DAMAGE_THRESHOLD, matters
from photomend.simulate import MECHANISMS
from photomend.skin.anatomy import Slab, stack
from photomend.stages import Figures, Followed, Stages
from photomend.treatment import Request

Values = Mapping[str, np.ndarray]

PEOPLE, IGNORANCE = "people", "ignorance"
THICKNESS = "_thickness"
THICKNESSES = ("stratum_corneum", "papillary_dermis", "reticular_dermis")
OF_PEOPLE = ("water", "scattering", "epidermis", "blood", "melanin", *(f"{name}{THICKNESS}" for name in THICKNESSES))


def inputs_of(request: Request) -> tuple[str, ...]:
    """Return the names of the uncertain inputs that have a range in this treatment; all else is left out of sampling.

    Example
    -------
    >>> inputs_of(Request(treatment={"handpiece": {"device": "eryag-2940"}}))[-2:]
    ('crater_widening', 'rim')
    """
    kind = request.treatment.exposure.mechanism
    moved = [name for name in MECHANISMS[kind].inputs if _moves(request, name)]
    if kind != "ablation":
        moved += [f"{slab.name}{THICKNESS}" for slab in stack(request.treatment.skin) if _thickness_varies(slab)]
    if kind == "coagulation":
        moved.append(DAMAGE_THRESHOLD)
    return tuple(moved)


def kind_of(request: Request, name: str) -> str:
    """Return whether an input differs between ``people`` or is ``ignorance``.

    Example
    -------
    >>> kind_of(Request(), "scattering"), kind_of(Request(), "spot")
    ('people', 'ignorance')
    """
    if name == "melanin" and request.treatment.skin.ita_deg is not None:
        return IGNORANCE
    return PEOPLE if name in OF_PEOPLE else IGNORANCE


def follow_at(request: Request, at: Mapping[str, float]) -> Followed:
    """Return what following a treatment gives with its inputs at these positions (-1..1), all others at 0."""
    thickness = {name: x for name, x in at.items() if name.endswith(THICKNESS)}
    varied = {name: x for name, x in at.items() if name not in thickness and name != DAMAGE_THRESHOLD}
    moved = _with_thickness(request, thickness)
    run = MECHANISMS[request.treatment.exposure.mechanism].follow(moved, Variation(**varied))
    shift = look_up("rates", "shift").at(at.get(DAMAGE_THRESHOLD, 0.0))
    if shift and isinstance(run, Stages):
        return replace(run, injury=injure(run.layers, run.heat, request.physics, shift))
    return run


@dataclass(frozen=True)
class Model:
    """A treatment as a function of the positions of its uncertain inputs."""

    request: Request
    names: tuple[str, ...]
    done: Callable[[], None]

    def at(self, positions: np.ndarray) -> tuple[Values, list[str]]:
        """Return every figure, and the endpoint, at each row of positions; on all worker threads."""
        found = backend.spread(self._one, list(positions), self.done)
        return {name: np.array([one[name] for one, _ in found]) for name in found[0][0]}, [end for _, end in found]

    def _one(self, position: np.ndarray) -> tuple[Figures, str]:
        run = follow_at(self.request, dict(zip(self.names, position.tolist(), strict=True)))
        return figures_of(run), run.endpoint


def _moves(request: Request, name: str) -> bool:
    return any(matters(request, Variation(**{name: end})) for end in (-1.0, 1.0))


def _thickness_varies(slab: Slab) -> bool:
    return slab.name in THICKNESSES and slab.thickness_um.low < slab.thickness_um.high


def _with_thickness(request: Request, positions: Mapping[str, float]) -> Request:
    """Return the request with the thickness of layers at their positions, and nothing else changed."""
    known = {slab.name: slab.thickness_um for slab in stack(request.treatment.skin)}
    layers: dict[str, Any] = request.treatment.skin.layers.stated()
    for name, x in positions.items():
        layer = name.removesuffix(THICKNESS)
        layers[layer] = {**layers.get(layer, {}), "thickness_um": known[layer].at(x)}
    skin = request.treatment.skin.with_(layers=layers)
    return request.with_(treatment=request.treatment.with_(skin=skin)) if positions else request
