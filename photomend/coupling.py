"""Coupled light and heat: while a pulse runs, the light follows the tissue that it heats.

heat -> temperature, water, coagulation -> mu_a, mu_s -> light -> heat. The light in the changed tissue is traced
with the random numbers of the light at rest, and only the difference of the two is added to the response at rest,
which is known better:

    phi = phi at rest (convolved) + [phi now (traced) - phi at rest (traced)]

so that without feedback coupled light is static light. Unscattered light needs no photons.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from photomend.catalog import Variation
from photomend.heat import LampMaker, Target, bioheat, steady
from photomend.heat.bioheat import UNCHANGED, LightChange
from photomend.injury.arrhenius import damage
from photomend.light import Traced
from photomend.light.medium import Scene, set_scene, shine
from photomend.skin import Tissue
from photomend.skin.feedback import Feedback, feedback, rows_of
from photomend.treatment import Physics, damage_pairs

NOISE = 0.04  # of the power, from segment to segment, with photons that do not keep to common paths
COLUMN_MM = 0.5  # a long column of tissue that may dry
DEEPEST_CHANGE = 2.5  # optical depth that may vanish there while photons keep to their paths


@dataclass(frozen=True)
class Memory:
    """What a coupled lamp knows from one segment of the pulses to the next.

    The time (s) and temperature (C) it saw last, collagen's damage so far, and for how long it has shone (s).
    """

    time: float
    temperature: np.ndarray
    coagulation: np.ndarray
    lit_s: float = 0.0
    change: LightChange = UNCHANGED

    def after(self, stretch: bioheat.Stretch, collagen: Mapping[str, Any]) -> Memory:
        """Return the memory once a stretch has passed."""
        time = np.concatenate([[self.time], stretch.time])
        temperature = np.concatenate([self.temperature[None], stretch.temperature])
        coagulation = self.coagulation + damage(time, temperature, collagen)
        return replace(self, time=float(time[-1]), temperature=temperature[-1], coagulation=coagulation)


class CoupledLight:
    """A lamp whose light follows the tissue: the one object that changes while a run goes on.

    `change` tells afterwards what the feedback did to the light.
    """

    steady = False

    def __init__(
        self, layers: tuple[Tissue, ...], light: Traced, target: Target, rest_C: float, physics: Physics,
        optics: Feedback,
    ) -> None:  # fmt: skip
        self.target, self.optics, self.rest_C = target, optics, rest_C
        self.collagen = damage_pairs(physics)["collagen"]
        self.grid = bioheat.insulated(layers, target.mesh, rest_C)
        self.scene = scene_of(layers, light, target, rest_C, optics)
        middle = 0.5 * (light.depth_edge[1:] + light.depth_edge[:-1])
        self.rows, self.rows_below = rows_of(layers, target.mesh.depth), rows_of(layers, middle)
        self.at_rest = shine(self.scene, *self._in_tissue_at_rest())
        self.starts = self.at_rest.starts if self._changes_little() else None
        self.scattered_at_rest = self._known_at_rest()
        self.memory: Memory | None = None
        self.asked: Memory | None = None
        self.latest = self.at_rest

    @property
    def noise(self) -> float:
        """Return the share of the power that may move by photon noise alone: little on common paths."""
        return 0.0 if self.starts else NOISE

    @property
    def change(self) -> LightChange:
        """Return what the feedback did to the light so far."""
        return self.memory.change if self.memory else UNCHANGED

    def power(self, state: bioheat.State, since: bioheat.Stretch | None) -> np.ndarray:
        """Return the absorbed power density, W/mm^3 by (depth, ring), in tissue of this state."""
        if self.memory is None:
            self.memory = Memory(state.time, state.temperature.astype(np.float32), np.zeros_like(state.temperature))
        self.asked = self.memory if since is None else self.memory.after(since, self.collagen)
        coagulated = 1.0 - np.exp(-self.asked.coagulation)
        liquid = bioheat.liquid_water(state, self.grid)
        mu_a, mu_s = self.optics.coefficients(self.rows, self.rest_C, state.temperature, liquid, coagulated)
        whole_a, whole_s = self._in_tissue_at_rest()
        zone = np.s_[: mu_a.shape[0], : mu_a.shape[1]]
        whole_a[zone], whole_s[zone] = mu_a, mu_s
        self.latest = shine(self.scene, whole_a, whole_s, self.starts)
        change = self.latest.fluence_rate[zone] - self.at_rest.fluence_rate[zone]
        absorbed = self.latest.absorbed_unscattered[zone] + mu_a * np.maximum(self.scattered_at_rest + change, 0.0)
        return self.target.power_W * absorbed / self.target.mesh.volume

    def accept(self) -> None:
        """Take what has happened until the state last asked about for settled."""
        if self.memory is None or self.asked is None:
            return
        before, lit_s = self.memory.change, self.asked.time - self.memory.time
        total = self.memory.lit_s + lit_s
        share = lit_s / total if total > 0.0 else 0.0
        reflected = self.latest.reflected - self.at_rest.reflected
        transmitted = self.latest.transmitted - self.at_rest.transmitted
        change = LightChange(
            before.reflected + share * (reflected - before.reflected),
            before.transmitted + share * (transmitted - before.transmitted),
            before.segments + 1,
        )
        self.memory = replace(self.asked, lit_s=total, change=change)

    def watch(self, stretch: bioheat.Stretch) -> None:
        """Take note of a stretch in the dark: collagen goes on coagulating between the pulses of a train."""
        if self.memory is not None:
            self.memory = self.memory.after(stretch, self.collagen)

    def _changes_little(self) -> bool:
        """Return whether photons may keep to the paths of tissue at rest: it scatters alike, and drying is no abyss."""
        densest = float(self.rows.mu_a.max())
        return self.optics.hot_scattering_factor == 1.0 and densest * COLUMN_MM < DEEPEST_CHANGE

    def _in_tissue_at_rest(self) -> tuple[np.ndarray, np.ndarray]:
        """Return mu_a and mu_s of the whole scene in tissue at rest, 1/mm."""
        rows, rings = self.scene.whole
        cold = np.full((rows, rings), self.rest_C)
        return self.optics.coefficients(self.rows_below, self.rest_C, cold, np.ones_like(cold), np.zeros_like(cold))

    def _known_at_rest(self) -> np.ndarray:
        """Return fluence rate x volume of the scattered light at rest, from the response that is known better."""
        mu_a = self.rows.mu_a[:, None]
        rows, rings = self.target.per_joule.shape
        known = self.target.per_joule - self.at_rest.absorbed_unscattered[:rows, :rings]
        return np.divide(known, mu_a, out=np.zeros_like(known), where=mu_a > 0)


def lamp_for(
    physics: Physics, layers: tuple[Tissue, ...], light: Traced, rest_C: float, variation: Variation
) -> LampMaker:
    """Return what makes the lamp of a target: steady, or coupled with the uncertain feedback moved in its range."""
    if physics.optics == "static":
        return steady
    optics = feedback(physics.hot_scattering_factor, variation)
    return lambda target: CoupledLight(layers, light, target, rest_C, physics, optics)


def scene_of(layers: tuple[Tissue, ...], light: Traced, target: Target, rest_C: float, optics: Feedback) -> Scene:
    """Return the scene of a target, bounded for every state that its tissue can be in."""
    ceiling = np.array([optics.ceiling(layer, rest_C) for layer in layers])
    return set_scene(light, ceiling, target.rings, target.tubes, target.lattice)
