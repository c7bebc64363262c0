"""How much of a concern one session removes, derived from published courses: a distribution over people.

X_n = 1 - product over sessions of (1 - r M(t_i)),   M(t) = 1 - exp(-t / tau)         1 - (1 - r)^n once it has matured
logit r = mu + sigma z,                              z standard normal, one r per person

Grades of photographs: mu by group and one sigma for all, by maximum likelihood of the shares of people per grade; where
publications of one group scatter about its mu by more, that sigma is wider; no lag. Measured means: mu so that the mean
over people is the published one, sigma so that r spreads as widely as its mean; tau from three pairs of readings, early
and late. Each publication counts once, whatever its size: studies differ by far more than chance. No term of energy,
density or depth: trials of them found none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from photomend.catalog import look_up
from photomend.outcome.studies import Group, Measure, Study, groups, studies, studies_of

WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0
MU = np.arange(-4.0, 1.0, 0.02)
SIGMA = np.arange(0.5, 2.0, 0.05)
PEOPLE = ndtri((np.arange(200) + 0.5) / 200.0)  # equally likely people, as standard normal deviates
TAU = np.geomspace(0.2, 12.0, 120)
TINY = 1e-9
SCATTER = 3  # publications from which their scatter can be told
PIGMENT = ("melasma", "brown-spots", "blotchiness")  # shed with the epidermis: nothing to remodel


@dataclass(frozen=True)
class Response:
    """The share of severity that a session removes, over people: logit r = mu + sigma z; `tau` in months, 0: no lag."""

    mu: float
    sigma: float
    tau: float
    studies: tuple[Study, ...]

    def at(self, z: float | Sequence[float] | np.ndarray, wider: float = 1.0) -> np.ndarray:
        """Return r of people at standard normal deviates `z`, the spread `wider` times as large."""
        return expit(self.mu + wider * self.sigma * np.asarray(z))

    def mean(self) -> float:
        """Return the mean of r over people."""
        return float(self.at(PEOPLE).mean())


def removed(r: np.ndarray | float, sessions: int, months: float, tau: float) -> np.ndarray:
    """Return the share of severity gone `months` after the last of `sessions`: 1 - product of (1 - r M(t_i)).

    Sessions are the usual weeks apart; `tau` is the time of maturation in months, 0 for none.

    Example
    -------
    >>> [round(float(removed(0.3, n, 1.0, 0.0)), 2) for n in (0, 1, 3)]
    [0.0, 0.3, 0.66]
    """
    interval = look_up("efficacy", "schedule", "interval_weeks").value / WEEKS_PER_MONTH
    left = np.ones_like(np.asarray(r, dtype=float))
    for before in range(sessions):
        t = months + before * interval
        M = 1.0 if tau == 0.0 else 1.0 - math.exp(-t / tau)
        left = left * (1.0 - r * M)
    return 1.0 - left


def share_below(gone: float, sessions: int, mu: np.ndarray | float, sigma: float) -> np.ndarray:
    """Return the share of people with less than `gone` of their severity removed after `sessions`, without lag.

    P(X < x) = Phi([logit(1 - (1 - x)^(1/n)) - mu] / sigma)
    """
    r = 1.0 - (1.0 - gone) ** (1.0 / sessions)
    return ndtr((logit(r) - np.asarray(mu)) / sigma)


@cache
def responses() -> dict[tuple[str, Measure], Response]:
    """Return the responses by group and measure, derived from the studies marked for it.

    Example
    -------
    >>> round(float(responses()["acne-scars", "photo-graded"].at(0.0)), 2)
    0.33
    """
    shared, middles = _graded()
    found: dict[tuple[str, Measure], Response] = {}
    for group, mu in middles.items():
        rows = _fitted(group, "photo-graded")
        found[group.id, "photo-graded"] = Response(mu, max(shared, _own_sigma(rows, mu)), 0.0, rows)
    for group in groups():
        rows = _fitted(group, "measured")
        if rows:
            tau = 0.0 if group.concern in PIGMENT else maturation()[1]
            found[group.id, "measured"] = Response(_measured(rows, tau), measured_sigma(), tau, rows)
    return found


def measured_sigma() -> float:
    """Return the spread of logit r at which r, while small, has the assumed ratio of deviation to mean."""
    ratio = look_up("efficacy", "spread", "measured_ratio").value
    return math.sqrt(math.log(1.0 + ratio**2))


@cache
def maturation() -> tuple[float, float, float]:
    """Return tau of the measured change, months: least, middle and most of what pairs of readings ask for.

    Of each pair alone the r of the late reading gives the early one at one tau  [Friedman2002] [Brauer2014].

    Example
    -------
    >>> [round(tau, 1) for tau in maturation()]
    [1.2, 1.3, 1.7]
    """
    found = sorted(_tau_of(study) for study in studies() if study.concern not in PIGMENT and _pair(study))
    return found[0], float(np.median(found)), found[-1]


def _pair(study: Study) -> tuple[tuple[int, float, float], tuple[int, float, float]] | None:
    """Return sessions, months and change of an early and a late reading; None without them, or where it fades."""
    if study.sessions is None or study.mean_change is None or study.follow_up_months is None:
        return None
    now = (study.sessions[1], study.follow_up_months, study.mean_change)
    if study.earlier:
        early = study.earlier
        return (int(early["sessions"]), early["months"], early["mean_change"]), now
    if study.later and study.later[-1]["mean_change"] > study.mean_change:
        return now, (study.sessions[1], study.later[-1]["months"], study.later[-1]["mean_change"])
    return None


def _tau_of(study: Study) -> float:
    pair = _pair(study)
    assert pair is not None
    (first, soon, small), (last, long, large) = pair
    r = np.linspace(0.0, 0.6, 601)
    early = []
    for tau in TAU:
        own = np.interp(large, removed(r, last, long, tau), r)
        early.append(float(removed(own, first, soon, tau)))
    return float(TAU[int(np.argmin(np.abs(np.array(early) - small)))])


def _fitted(group: Group, measure: Measure) -> tuple[Study, ...]:
    """Return the studies from which a group's response is derived, its own only."""
    if group.no_gain or group.lender:
        return ()
    return tuple(study for study in studies_of(group) if study.use == "fit" and study.measure == measure)


def _by_publication(rows: Iterable[Study]) -> list[list[Study]]:
    def key(study: Study) -> tuple[str, ...]:
        return study.source

    return [list(found) for _, found in groupby(sorted(rows, key=key), key)]


def _measured(rows: Sequence[Study], tau: float) -> float:
    """Return mu: the mean over publications of that at which people's mean change is the published one."""
    found = [np.mean([_middle_of_mean(study, tau) for study in same]) for same in _by_publication(rows)]
    return float(np.mean(found))


def _middle_of_mean(study: Study, tau: float) -> float:
    assert study.mean_change is not None
    mean = [mean_removed(study, Response(mu, measured_sigma(), tau, ())) for mu in MU[::5]]
    return float(np.interp(study.mean_change, mean, MU[::5]))


def mean_removed(study: Study, response: Response) -> float:
    """Return the mean change that a response predicts for a study: its sessions (their range evenly), its follow-up."""
    months = study.follow_up_months or look_up("efficacy", "schedule", "follow_up_months").value
    r = response.at(PEOPLE)
    return float(np.mean([removed(r, n, months, response.tau).mean() for n in courses(study)]))


def courses(study: Study) -> range:
    """Return the numbers of sessions that a study may have had, the fewest to the most."""
    if study.sessions is None:
        raise ValueError(f"{study.id} does not tell its sessions")
    return range(study.sessions[0], study.sessions[1] + 1)


def _graded() -> tuple[float, dict[Group, float]]:
    """Return sigma and mu by group at the maximum likelihood of all grades together, on a grid."""
    rows = {group: _fitted(group, "photo-graded") for group in groups() if _fitted(group, "photo-graded")}
    by_sigma = [{group: _log_likelihood(found, sigma) for group, found in rows.items()} for sigma in SIGMA]
    best = max(range(len(SIGMA)), key=lambda at: sum(curve.max() for curve in by_sigma[at].values()))
    return float(SIGMA[best]), {group: float(MU[curve.argmax()]) for group, curve in by_sigma[best].items()}


def _own_sigma(rows: Sequence[Study], mu: float) -> float:
    """Return the sigma at which the grades of one group are likeliest about its mu; 0 for too few publications."""
    if len(_by_publication(rows)) < SCATTER:
        return 0.0
    at = int(np.argmin(np.abs(MU - mu)))
    return float(SIGMA[int(np.argmax([_log_likelihood(rows, sigma)[at] for sigma in SIGMA]))])


def _log_likelihood(rows: Sequence[Study], sigma: float) -> np.ndarray:
    """Return the sum over publications of share log probability, by mu; rows of one publication share its weight."""
    total = np.zeros_like(MU)
    for same in _by_publication(rows):
        for study in same:
            shares = np.array([grade.share for grade in study.grades])
            inside = np.array([share_between(study, grade.above, grade.up_to, MU, sigma) for grade in study.grades])
            rest, outside = max(0.0, 1.0 - shares.sum()), np.clip(1.0 - inside.sum(axis=0), TINY, 1.0)
            told = shares @ np.log(np.clip(inside, TINY, 1.0)) + rest * np.log(outside)
            total = total + told / len(same)
    return total


def share_between(study: Study, above: float, up_to: float, mu: np.ndarray | float, sigma: float) -> np.ndarray:
    """Return the share of a study's people whose change lies between two, its range of sessions evenly likely."""
    shares = [share_below(up_to, n, mu, sigma) - share_below(above, n, mu, sigma) for n in courses(study)]
    return np.asarray(np.mean(shares, axis=0))
