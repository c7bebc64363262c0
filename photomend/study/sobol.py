"""Indices of Sobol: which share of a figure's variance an input brings, alone and with all it does with others.

S_i = V[E(f | x_i)] / V(f)        S_T,i = E[V(f | all but x_i)] / V(f)        [Saltelli2010]

Estimated by SALib from Saltelli's design, on the model itself or on an emulator of it, with 95 % confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from photomend.intervals import NORMAL_95
from photomend.study.emulator import Emulator


@dataclass(frozen=True)
class Index:
    """A share of variance and the half-width of its 95 % confidence."""

    value: float
    confidence: float


@dataclass(frozen=True)
class Indices:
    """First-order and total indices by input, or by group of inputs."""

    first: Mapping[str, Index]
    total: Mapping[str, Index]

    def largest(self, count: int) -> list[str]:
        """Return the inputs with the largest total indices, largest first."""
        return sorted(self.total, key=lambda name: -self.total[name].value)[:count]

    @property
    def together(self) -> float:
        """Return the share of variance that no input brings alone."""
        return max(0.0, 1.0 - sum(index.value for index in self.first.values()))


def latin_hypercube(draws: int, inputs: int, seed: int) -> np.ndarray:
    """Return positions (draws, inputs), each input even between -1 and 1 [McKay1979].

    Example
    -------
    >>> np.sign(np.sort(latin_hypercube(2, 1, seed=1)[:, 0])).tolist()
    [-1.0, 1.0]
    """
    from scipy.stats import qmc  # slow to import, and seldom needed

    return 2.0 * qmc.LatinHypercube(inputs, seed=seed).random(draws) - 1.0


def design(names: Sequence[str], base: int, seed: int, groups: Sequence[str] | None = None) -> np.ndarray:
    """Return Saltelli's positions (-1..1): base x (inputs or groups + 2) rows; `base` is a power of two.

    Example
    -------
    >>> design(("spot", "pulse"), 8, seed=1).shape
    (32, 2)
    """
    from SALib.sample import sobol

    problem = _problem(names, groups)
    return np.asarray(sobol.sample(problem, base, calc_second_order=False, seed=seed))


def analyse(names: Sequence[str], values: np.ndarray, seed: int, groups: Sequence[str] | None = None) -> Indices | None:
    """Return the indices of values along a design; None where nothing moves the figure."""
    from SALib.analyze import sobol

    if float(np.ptp(values)) == 0.0:
        return None
    problem = _problem(names, groups)
    found = sobol.analyze(problem, np.asarray(values), calc_second_order=False, seed=seed)
    told = names if groups is None else list(dict.fromkeys(groups))
    return Indices(*(_by_name(told, found[kind], found[f"{kind}_conf"]) for kind in ("S1", "ST")))


def with_emulator_error(found: Indices, emulator: Emulator, names: Sequence[str]) -> Indices:
    """Return the indices with the error of the emulator in their confidence: a jackknife over the draws held out."""
    return Indices(
        _wider(found.first, np.array([one.first(len(names)) for one in emulator.without])),
        _wider(found.total, np.array([one.total(len(names)) for one in emulator.without])),
    )


def _wider(indices: Mapping[str, Index], left_out: np.ndarray) -> dict[str, Index]:
    error = NORMAL_95 * np.sqrt((len(left_out) - 1) * np.var(left_out, axis=0))
    return {
        name: Index(index.value, math.hypot(index.confidence, float(own)))
        for (name, index), own in zip(indices.items(), error, strict=True)
    }


def _by_name(names: Sequence[str], values: np.ndarray, confidence: np.ndarray) -> dict[str, Index]:
    return {name: Index(float(s), float(c)) for name, s, c in zip(names, values, confidence, strict=True)}


def _problem(names: Sequence[str], groups: Sequence[str] | None) -> dict[str, Any]:
    problem: dict[str, Any] = {"num_vars": len(names), "names": list(names), "bounds": [[-1.0, 1.0]] * len(names)}
    return problem if groups is None else {**problem, "groups": list(groups)}
