"""Redness and swelling: injury releases mediators until it is closed; vessels widen and fluid leaks, and both go back.

    dm/dt = (e - m) / t_m,   dr/dt = (m - r) / t_r,   df/dt = (m - f) / t_f

The emission e is 1 until the wound is closed (day T) and 0 from then on; mediators m and vessels r are there at once,
m = r = 1 at the start, fluid f is not. With U the response of two stages to a step,

    r(t) = 1 - U(t - T; t_m, t_r)        f(t) = 1 - exp(-t / t_f) - U(t - T; t_m, t_f)

Their strength is the share of the skin within reach of what died. Skin that was warmed as a whole flushes besides, for
hours. Wounds open for longer than some days grow new vessels, which redden the skin for weeks.
"""

from __future__ import annotations

import numpy as np

from photomend.healing.draws import Drawn, Injury

NARROWEST_UM = 1e-3


def step_response(t: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return what two stages with mean times `first` and `second` make of a step from 0 to 1 at t = 0.

    U = 1 - exp(-a t) (1 + a t phi((b - a) t)),   phi(x) = (1 - exp(-x)) / x,   a, b = 1 / time, a the slower

    Written so that stages of equal times need no case of their own. 0 for t < 0.

    Example
    -------
    >>> step_response(np.array([-1.0, 0.0, 1.0]), 1.0, 1.0).round(4).tolist()
    [0.0, 0.0, 0.2642]
    """
    a, b = 1.0 / np.maximum(first, second), 1.0 / np.minimum(first, second)
    since = np.maximum(t, 0.0)
    x = (b - a) * since
    phi = np.divide(-np.expm1(-x), x, out=np.ones_like(x), where=x > 0.0)
    return 1.0 - np.exp(-a * since) * (1.0 + a * since * phi)


def vessels(day: np.ndarray, lasts: np.ndarray, mediator: np.ndarray, stay: np.ndarray) -> np.ndarray:
    """Return how wide vessels are by a wound that emits until `lasts`: r(t), 1 until then."""
    return 1.0 - step_response(day - lasts, mediator, stay)


def fluid(day: np.ndarray, lasts: np.ndarray, mediator: np.ndarray, stay: np.ndarray) -> np.ndarray:
    """Return the fluid by a wound that emits until `lasts`: f(t), 0 at the start."""
    return -np.expm1(-day / stay) - step_response(day - lasts, mediator, stay)


def reached(injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return the share of the area within reach of dead epidermis: 1 - (1 - c)^((1 + 2 d / w)^2).

    c is the share of the area whose epidermis died in zones of width w, d how far mediators reach: discs at random that
    cover c, each made wider by d on every side. For the same c many narrow zones reach farther than few wide ones, so
    that density counts more than energy [Kono2007].
    """
    widened = (1.0 + 2.0 * drawn["inflammation.reach_um"] / np.maximum(injury.width, NARROWEST_UM)) ** 2
    return 1.0 - (1.0 - injury.epidermal_coverage) ** widened


def severity(injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return how strong the response is, 0 to 1: what neither dead epidermis nor dead tissue nor vacuoles leave calm.

    S = 1 - (1 - reached) exp(-V / V_e - vacuoles / e), V the volume of dead tissue per area.
    """
    tissue = injury.dead_tissue / drawn["inflammation.dead_tissue_um"]
    vacuoles = injury.vacuole_share / drawn["inflammation.vacuole_share"]
    return 1.0 - (1.0 - reached(injury, drawn)) * np.exp(-tissue - vacuoles)


def redness(day: np.ndarray, closing: np.ndarray, injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return the redness, 0 to 1 the strongest possible: what of the skin none of its three causes leaves pale.

    `closing` is the day on which the epidermis is closed.
    """
    times = lasting(closing, drawn), drawn["inflammation.mediator_days"], drawn["inflammation.vessel_days"]
    acute = severity(injury, drawn) * vessels(day, *times)
    return 1.0 - (1.0 - flush(day, injury, drawn)) * (1.0 - acute) * (1.0 - granulation(day, closing, injury, drawn))


def swelling(day: np.ndarray, closing: np.ndarray, injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return the swelling, 0 to 1 the strongest possible."""
    times = lasting(closing, drawn), drawn["inflammation.mediator_days"], drawn["inflammation.fluid_days"]
    return severity(injury, drawn) * fluid(day, *times)


def lasting(closing: np.ndarray, drawn: Drawn) -> np.ndarray:
    """Return the day until which injury emits: when it is closed, and at least until its debris is surrounded."""
    return np.maximum(closing, drawn["closing.lag_days"])


def flush(day: np.ndarray, injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return the redness of skin that was warmed as a whole: (1 - exp(-w)) exp(-t / t_flush).

    w is by how much the mean of the upper half millimetre passed the temperature from which skin flushes, over a scale.
    """
    excess = np.maximum(0.0, injury.bulk_peak_C - drawn["inflammation.flush_from_C"])
    return -np.expm1(-excess / drawn["inflammation.flush_excess_K"]) * np.exp(-day / drawn["inflammation.flush_days"])


def granulation(day: np.ndarray, closing: np.ndarray, injury: Injury, drawn: Drawn) -> np.ndarray:
    """Return the late redness of wounds that were open for long: new vessels grow while they are, then die off.

    Its highest, on the day of closing, saturates in the share of the area times the days open beyond the first ones.
    """
    start, life = drawn["inflammation.granulation_from_days"], drawn["inflammation.granulation_fading_days"]
    beyond = np.maximum(0.0, closing - start)
    G = injury.epidermal_coverage * beyond
    grown = -np.expm1(-np.clip(day - start, 0.0, beyond) / life)
    whole = np.maximum(-np.expm1(-beyond / life), 1e-12)
    faded = np.exp(-np.maximum(0.0, day - np.maximum(closing, start)) / life)
    return G / (G + drawn["inflammation.granulation_half_days"]) * grown / whole * faded
