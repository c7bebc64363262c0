"""Closing of the epidermis: a front of new epidermis moves from the margins of each wound and from hair follicles.

A point of a round wound of radius R is still open when the front has gone a distance s if it lies farther than s from
the margin, and no follicle lies within s of it. Follicles at random, n per area:

    open(s) = (1 - s / R)^2 exp(-pi n s^2)        s = v (t - lag) - way

`way` is what the front has to go before it spreads: a share of a crater's depth, or in a field without epidermis the
rim of dead tissue above the living part of the follicles. Zones that overlap close like one of them, which holds while
some epidermis lives between them.
"""

from __future__ import annotations

import numpy as np

from photomend.catalog import look_up, tables
from photomend.healing.draws import Drawn, Injury
from photomend.healing.wound import Wound

PER_UM2 = 1e-8  # from per square centimetre
ENDLESS_UM = 1e9  # half the width of a wound without margins
HALVINGS = 60


def open_share(s: np.ndarray, radius: np.ndarray, density: np.ndarray) -> np.ndarray:
    """Return the share of a wound that is open when the front has gone `s` (um): 1 before it starts.

    `radius` in um, follicles in `density` per um^2.

    Example
    -------
    >>> open_share(np.array([-5.0, 0.0, 25.0, 50.0]), 50.0, 0.0).tolist()
    [1.0, 1.0, 0.25, 0.0]
    """
    gone = np.maximum(s, 0.0)
    margin = np.maximum(0.0, 1.0 - gone / np.maximum(radius, 1e-9)) ** 2
    return np.where(s < 0.0, 1.0, margin * np.exp(-np.pi * density * gone**2))


def distance_to_close(radius: np.ndarray, density: np.ndarray, left_open: np.ndarray) -> np.ndarray:
    """Return how far the front has to go (um) until only `left_open` of the wound is open, by halving.

    Rises strictly with the radius. At most R, and at most sqrt(-ln(left_open) / (pi n)).

    Example
    -------
    >>> round(float(distance_to_close(np.array([50.0]), np.array([0.0]), np.array([0.01]))[0]), 6)
    45.0
    """
    low, high = np.zeros_like(radius), np.array(radius, dtype=float)
    with np.errstate(divide="ignore"):
        high = np.minimum(high, np.sqrt(-np.log(left_open) / (np.pi * density)))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        still = open_share(middle, radius, density) > left_open
        low, high = np.where(still, middle, low), np.where(still, high, middle)
    return high


def closed_share(day: np.ndarray, injury: Injury, wound: Wound, drawn: Drawn) -> np.ndarray:
    """Return the share of the lost epidermis that is closed at `day`: 1 from the start where none was lost."""
    if wound.epidermal_gap.value == 0.0:
        return np.ones(np.broadcast_shapes(day.shape, injury.gap.shape))
    gone = speed(wound, drawn) * (day - drawn["closing.lag_days"])
    return np.where(gone < 0.0, 0.0, 1.0 - open_share(gone - way(injury, wound, drawn), *_wound(injury, wound, drawn)))


def closing_days(injury: Injury, wound: Wound, drawn: Drawn) -> np.ndarray:
    """Return the day on which the epidermis is closed: t = lag + (way + s) / v; 0 where none was lost."""
    if wound.epidermal_gap.value == 0.0:
        return np.zeros_like(drawn["closing.lag_days"])
    s = distance_to_close(*_wound(injury, wound, drawn), drawn["closing.open_share"])
    return drawn["closing.lag_days"] + (way(injury, wound, drawn) + s) / speed(wound, drawn)


def speed(wound: Wound, drawn: Drawn) -> np.ndarray:
    """Return the speed of the front, um per day: slower by a share for each decade of age."""
    decades = (wound.age_years - look_up("healing", "closing", "reference_age_years").value) / 10.0
    return drawn["closing.speed_um_per_day"] * (1.0 + drawn["closing.slower_per_decade"]) ** -decades


def way(injury: Injury, wound: Wound, drawn: Drawn) -> np.ndarray:
    """Return what the front goes before it spreads, um: along a crater's wall, or up through a field's dead rim.

    Nothing where the basal layer lives under a dead surface: that closes from below.
    """
    before = injury.rim if wound.full_field else drawn["closing.wall_share"] * injury.wall
    return np.where(injury.gap > 0.0, before, 0.0)


def _wound(injury: Injury, wound: Wound, drawn: Drawn) -> tuple[np.ndarray, np.ndarray]:
    """Return the radius to close (um) and the density of follicles (1/um^2); a dead field has no margins."""
    body = wound.site in tables("healing")["follicles"]["body_sites"]
    density = PER_UM2 * drawn[f"follicles.{'body' if body else 'face'}_density_per_cm2"]
    endless = np.full_like(injury.gap, ENDLESS_UM)
    return (np.where(injury.gap > 0.0, endless, 0.0) if wound.full_field else 0.5 * injury.gap), density
