"""Effects: the signs of healing as the channels that a picture is drawn from.

    channel(day) = scale x [1 - product over sessions of (1 - sign(day since that session))]

Signs come from healing (shares of the strongest possible), with what the strongest is in blood, melanosomes and
millimetres. Gains come from the course of a concern (`photomend.appearance.gains`). Bands are 10, 50 and 90 % of
people; the ranges of the scales are told apart from them (``data/appearance.toml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import numpy as np

from photomend.catalog import Sourced, look_up
from photomend.description import Description
from photomend.healing import Healing
from photomend.healing.draws import BANDS as SHARES_OF_PEOPLE
from photomend.healing.draws import people
from photomend.healing.heal import DAYS
from photomend.healing.pigment import shown
from photomend.skin.anatomy import Site

Region = Literal["forehead", "crows_feet", "lower_lid", "cheek", "upper_lip", "nose", "chin"]
Channel = Literal["redness", "bronzing", "swelling", "shedding", "lines", "scars", "spots", "darkening"]
Kind = Literal["model", "study", "prior", "assumption"]
REGIONS: tuple[Region, ...] = get_args(Region)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
BANDS = ("low", "typical", "high")
SITE_OF: Mapping[Region, Site] = {
    "forehead": "forehead",
    "crows_feet": "periorbital",
    "lower_lid": "periorbital",
    "cheek": "cheek",
    "upper_lip": "perioral",
    "nose": "cheek",
    "chin": "perioral",
}
"""Where each region is simulated."""
SITES: tuple[Site, ...] = tuple(dict.fromkeys(SITE_OF.values()))
SIGN_OF: Mapping[Channel, str] = {
    "redness": "redness",
    "bronzing": "bronzing",
    "swelling": "swelling",
    "shedding": "dryness",
}
"""The course of healing that each channel follows."""


class Fact(Description):
    """What stands behind a channel: kind, sources, a sentence, and what of it is not known (None: nothing to add)."""

    title: str
    kind: Kind
    sources: tuple[str, ...]
    caption: str
    unknown: str | None


def signs_of(healing: Healing) -> dict[Channel, np.ndarray]:
    """Return the signs of one session by channel, shares of the strongest possible: (day of `DAYS`, band)."""
    return {
        channel: np.quantile(healing.courses[sign], SHARES_OF_PEOPLE, axis=0).T for channel, sign in SIGN_OF.items()
    }


def darkening_sign() -> np.ndarray:
    """Return the share of those affected whose skin is darker, by day after a session: (day of `DAYS`, band)."""
    return np.quantile(shown(DAYS, people()), SHARES_OF_PEOPLE, axis=0).T


def scale_of(channel: Channel, own_melanosomes: float) -> Sourced:
    """Return what a sign of 1 is: blood, melanosomes, mm or, of shedding, 1.

    `own_melanosomes` is the person's melanosome fraction, of which darkening is a share.

    Example
    -------
    >>> scale_of("swelling", 0.03).unit, round(scale_of("darkening", 0.1).value, 3)
    ('mm', 0.035)
    """
    if channel == "shedding":
        return Sourced(1.0, "1", 1.0, 1.0, ("Assumption",), "assumed")
    if channel == "darkening":
        return look_up("appearance", "darkening", "own_melanosomes_share").scaled(own_melanosomes)
    name = {"redness": "blood_share", "bronzing": "melanosomes_share", "swelling": "swelling_mm"}[channel]
    return look_up("appearance", "scale", name)


def after_sessions(sign: np.ndarray, since: Sequence[np.ndarray]) -> np.ndarray:
    """Return a sign at moments after several sessions: what none of them leaves untouched, (moment, band).

    `since` has, for each moment, the days since every session so far.

    Example
    -------
    >>> fading = np.exp(-DAYS / 2.0)[:, None] * np.ones(3)
    >>> after_sessions(fading, [np.array([]), np.array([0.0]), np.array([28.0, 0.0])])[:, 1].tolist()
    [0.0, 1.0, 1.0]
    """
    found = np.zeros((len(since), sign.shape[1]))
    for row, days in enumerate(since):
        calm = np.ones(sign.shape[1])
        for day in days:
            calm *= [1.0 - np.interp(day, DAYS, column) for column in sign.T]
        found[row] = 1.0 - calm
    return found
