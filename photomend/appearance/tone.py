"""Tone: the melanosomes and the blood that stand for the skin of a photo, and how far a pixel is from them.

    d = ln(T(m, b) / skin),  shade = mean(d);  (m, b) where |d - shade|^2 + w shade^2 is least

The light of a photo is unknown: hue decides, lightness hardly counts. Only differences from this tone are ever shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from photomend.appearance.table import ColourTable
from photomend.catalog import look_up

FINER = 4  # places looked at from one node of the table to the next
DARKEST = 0.002  # what is darker counts as this dark, linear sRGB


class Fit(NamedTuple):
    """Melanosome fraction and blood fraction of a skin."""

    melanosomes: float
    blood: float


def fitted_tone(table: ColourTable, skin: np.ndarray) -> Fit:
    """Return the shares whose colour is closest to linear sRGB `skin`, whatever its light.

    Blood stays within what skin has at rest.

    Example
    -------
    >>> from photomend.appearance.table import skin_colours
    >>> found = fitted_tone(skin_colours(), 0.6 * skin_colours().at(0.03, 0.008))
    >>> 0.02 < found.melanosomes < 0.04, 0.006 < found.blood < 0.01
    (True, True)
    """
    rest = look_up("appearance", "photo", "resting_blood_share")
    level = look_up("appearance", "photo", "level_weight_factor").value
    m, b = _finer(table.melanosome_fraction), _finer(table.blood_fraction)
    b = b[(b >= rest.low) & (b <= rest.high)]
    d = np.log(table.at(m[:, None], b[None, :])) - np.log(np.maximum(skin, DARKEST))
    shade = d.mean(axis=-1)
    cost = np.square(d - shade[..., None]).sum(axis=-1) + level * shade**2
    i, j = np.unravel_index(int(cost.argmin()), cost.shape)
    return Fit(float(m[i]), float(b[j]))


def melanosome_row(table: ColourTable, tone: Fit) -> np.ndarray:
    """Return the weights that turn d = ln(pixel / skin) into melanosomes beyond the skin's own.

    d = shade (1, 1, 1) + x dlnT/dm + y dlnT/db, of which x is wanted: free of shade and of blood.
    """
    columns = [np.ones(3), _slope(lambda m: table.at(m, tone.blood), tone.melanosomes)]
    columns.append(_slope(lambda b: table.at(tone.melanosomes, b), tone.blood))
    return np.linalg.inv(np.stack(columns, axis=1))[1]


def _slope(colour: Callable[[float], np.ndarray], at: float) -> np.ndarray:
    """Return d ln T along one axis, by a central difference that never goes below nothing."""
    half = min(0.05 * at + 0.001, at)
    return np.log(colour(at + half) / colour(at - half)) / (2.0 * half)


def _finer(axis: np.ndarray) -> np.ndarray:
    return axis[-1] * np.linspace(0.0, 1.0, FINER * (axis.size - 1) + 1) ** 2
