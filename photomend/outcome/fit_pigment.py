"""Fit of the hyperpigmentation model: priors, likelihood of the studies, and a sampler.

``python -m photomend.outcome.fit_pigment`` writes data/pigment_draws.csv and prints what the fit tells. A group of n
people with k sessions each, of mixed phototypes, has

    p = sum_g w_g [1 - (1 - p_g)^k],      y log p + (n - y) log(1 - p)

Groups of one study share its effect z ~ N(0, 1). Settings that were not told move the logit by a normal amount of
known size, drawn with z: sd^2 = tau^2 + [(b_N + b_C) s_N]^2 + [(b_C k + b_E) s_E]^2, k the power with
which the area of a zone goes with energy. The integral over z is a sum over a grid.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from photomend.catalog import tables
from photomend.outcome.pigment_risk import FILE, PARAMETERS, SLOPES, TYPES, Drivers, energy_doublings, known, log_odds

DRAWS = 500
CHAINS, STEPS, WARM_UP, SEED = 32, 12_000, 4000, 20
ROUND = 250  # steps between adaptations of the proposal
ACCEPTED = 0.25
NORMAL_90 = 3.29  # standard deviations between the 5 and 95 % of a normal law
Z = np.linspace(-4.2, 4.2, 29)
LOG_WEIGHT = -0.5 * Z**2 - logsumexp(-0.5 * Z**2)
SMALLEST = 1e-12
UNTOLD = ("density", "coverage", "energy", "study")  # what moves the logit of a study that tells too little

LogDensity = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Groups:
    """The groups of people as arrays over rows; `starts` are the first rows of each study.

    `events` may have an axis of data sets before that of rows. `density_spread` and `energy_spread` are the standard
    deviations, in doublings, of what a study does not tell.
    """

    names: tuple[str, ...]
    drivers: np.ndarray
    phototypes: np.ndarray
    sessions: np.ndarray
    people: np.ndarray
    events: np.ndarray
    density_spread: np.ndarray
    energy_spread: np.ndarray
    starts: np.ndarray


class Fit(NamedTuple):
    """Draws (chains, steps, 13), the largest split R-hat, the smallest effective size and the share accepted."""

    draws: np.ndarray
    r_hat: float
    effective: float
    accepted: float


def read_groups(skip: tuple[str, ...] = ()) -> Groups:
    """Return the groups of the studies' file, without the studies named in `skip`.

    Example
    -------
    >>> len(read_groups().names), len(read_groups(skip=("Chan2007",)).names)
    (21, 19)
    """
    rows = [row for row in tables(FILE)["row"] if row["study"] not in skip]
    studies = [row["study"] for row in rows]
    return Groups(
        names=tuple(f"{row['study']}: {row['group']}" for row in rows),
        drivers=np.array([_drivers(row).signed() for row in rows]),
        phototypes=np.array([[row["phototypes"].get(name, 0.0) for name in TYPES] for row in rows]),
        sessions=np.array([row["sessions_each"] for row in rows]),
        people=np.array([float(row["counted"]) for row in rows]),
        events=np.array([row["events"] for row in rows]),
        density_spread=np.array([_doublings(row["density_per_cm2"]) for row in rows]),
        energy_spread=np.array([_doublings(row["pulse_energy_mJ"]) for row in rows]),
        starts=np.array([at for at, name in enumerate(studies) if at == 0 or studies[at - 1] != name]),
    )


def _drivers(row: dict[str, Any]) -> Drivers:
    density, coverage = (
        math.log2(row[name]["value"] / known("reference", name).value) for name in ("density_per_cm2", "coverage_share")
    )
    energy = energy_doublings(row["pulse_energy_mJ"]["value"])
    shares = (row[name] for name in ("thulium", "melasma", "cooled", "looking"))
    return Drivers(density, coverage, *energy, *shares)


def _doublings(entry: dict[str, Any]) -> float:
    return math.log2(entry["high"] / entry["low"]) / NORMAL_90


def prior_moments() -> tuple[np.ndarray, np.ndarray]:
    """Return the means and standard deviations of the normal priors, before their cut and order."""
    shares = [known("prior", f"{name}_share") for name in TYPES]
    ratios = [known("prior", f"{name}_odds_ratio") for name in (*SLOPES, "study")]
    low = np.array([_logit(share.low) for share in shares] + [math.log(ratio.low) for ratio in ratios])
    high = np.array([_logit(share.high) for share in shares] + [math.log(ratio.high) for ratio in ratios])
    return 0.5 * (low + high), (high - low) / NORMAL_90


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


def allowed(parameters: np.ndarray) -> np.ndarray:
    """Return where phototypes are in order and every slope and the spread of studies is positive."""
    ordered = (np.diff(parameters[..., :4], axis=-1) > 0.0).all(axis=-1)
    return np.logical_and(ordered, (parameters[..., 4:] > 0.0).all(axis=-1))


def log_prior(parameters: np.ndarray) -> np.ndarray:
    """Return the logarithm of the prior density up to a constant, -inf where a sign or the order is wrong."""
    mean, spread = prior_moments()
    density = -0.5 * (((parameters - mean) / spread) ** 2).sum(axis=-1)
    return np.where(allowed(parameters), density, -np.inf)


def draw_prior(number: int, random: np.random.Generator) -> np.ndarray:
    """Return draws of the prior, (number, 13)."""
    mean, spread = prior_moments()
    kept = np.empty((0, len(PARAMETERS)))
    while len(kept) < number:
        drawn = random.normal(mean, spread, (20 * number, len(PARAMETERS)))
        kept = np.concatenate([kept, drawn[allowed(drawn)]])
    return kept[:number]


def log_never(parameters: np.ndarray, groups: Groups, z: np.ndarray) -> np.ndarray:
    """Return log(1 - p) of each group at study effects `z` (nodes last): log sum_g w_g (1 - p_g)^k."""
    exponent = known("reference", "area_exponent").value
    b_N, b_C, b_E, tau = (parameters[..., PARAMETERS.index(name), None] for name in UNTOLD)
    unknown = ((b_N + b_C) * groups.density_spread) ** 2 + ((b_C * exponent + b_E) * groups.energy_spread) ** 2
    shift = np.sqrt(tau**2 + unknown)[..., None] * z
    logit = log_odds(parameters, groups.drivers)[..., None, :] + shift[..., None]
    never = np.exp(-groups.sessions[:, None, None] * np.log1p(np.exp(logit)))
    mixed = (never * groups.phototypes[:, None, :]).sum(axis=-1)
    return np.log(np.clip(mixed, SMALLEST, 1.0 - SMALLEST))


def log_likelihood(parameters: np.ndarray, groups: Groups) -> np.ndarray:
    """Return the logarithm of the likelihood of all groups, up to a constant, by draw."""
    never = log_never(parameters, groups, Z)
    y, n = groups.events[..., None], groups.people[:, None]
    by_group = y * np.log(-np.expm1(never)) + (n - y) * never
    by_study = np.add.reduceat(by_group, groups.starts, axis=-2)
    return logsumexp(by_study + LOG_WEIGHT, axis=-1).sum(axis=-1)


def log_posterior(groups: Groups) -> LogDensity:
    """Return the logarithm of the posterior density as a function of the parameters (chains, 13)."""

    def density(parameters: np.ndarray) -> np.ndarray:
        prior = log_prior(parameters)
        inside = np.isfinite(prior)
        safe = np.where(inside[:, None], parameters, prior_moments()[0])
        return np.where(inside, prior + log_likelihood(safe, groups), -np.inf)

    return density


def sample(density: LogDensity, chains: int, steps: int, warm_up: int, seed: int) -> Fit:
    """Return draws by Metropolis steps from dispersed starts; the proposal is learnt in the warm-up, then kept.

    Starts are draws of the prior, so a split R-hat near 1 says that chains forgot where they began.
    """
    random = np.random.default_rng(seed)
    at = draw_prior(chains, random)
    here = density(at)
    dimension = len(PARAMETERS)
    root = np.diag(np.std(draw_prior(1000, random), axis=0)) * 2.4 / math.sqrt(dimension)
    path, taken = np.empty((chains, warm_up + steps, dimension)), np.empty((warm_up + steps, chains))
    for step in range(warm_up + steps):
        if 0 < step <= warm_up and step % ROUND == 0:
            last = slice(step - ROUND, step)
            root = _adapted(root, path[:, last], float(taken[last].mean()), step == ROUND)
        trial = at + random.normal(size=at.shape) @ root.T
        there = density(trial)
        moved = np.log(random.uniform(size=chains)) < there - here
        at, here = np.where(moved[:, None], trial, at), np.where(moved, there, here)
        path[:, step], taken[step] = at, moved
    draws = path[:, warm_up:]
    return Fit(draws, split_r_hat(draws), effective_size(draws), float(taken[warm_up:].mean()))


def _adapted(root: np.ndarray, path: np.ndarray, accepted: float, first: bool) -> np.ndarray:
    """Return the root of a proposal shaped like the last round, scaled towards the acceptance that is aimed at."""
    shape = np.linalg.cholesky(np.cov(path.reshape(-1, path.shape[-1]).T) + 1e-9 * np.eye(path.shape[-1]))
    old = 1.0 if first else math.exp(np.log(np.diag(root) / np.diag(shape)).mean())
    base = 2.4 / math.sqrt(path.shape[-1]) if first else old
    return shape * base * math.exp(accepted - ACCEPTED)


def split_r_hat(draws: np.ndarray) -> float:
    """Return the largest ratio of total to within-chain standard deviation over parameters, chains cut in half."""
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    within, between = parts.var(axis=1, ddof=1).mean(axis=0), parts.mean(axis=1).var(axis=0, ddof=1)
    return float(np.sqrt((within * (half - 1) / half + between) / within).max())


def standard_error(draws: np.ndarray) -> np.ndarray:
    """Return the Monte Carlo standard error of the mean of each parameter, from the means of batches of each chain.

    A batch is four times as long as the root of a chain's length; it has to be long against the chain's memory.
    """
    _, steps, dimension = draws.shape
    length = min(steps // 4, int(4.0 * math.sqrt(steps)))
    batches = draws[:, : steps // length * length].reshape(-1, length, dimension).mean(axis=1)
    return np.asarray(np.sqrt(batches.var(axis=0, ddof=1) / len(batches)))


def effective_size(draws: np.ndarray) -> float:
    """Return the smallest number of independent draws over parameters that would tell its mean as well."""
    return float((draws.reshape(-1, draws.shape[-1]).std(axis=0) / standard_error(draws)).min() ** 2)


def thinned(fit: Fit, number: int) -> np.ndarray:
    """Return draws evenly spread over all chains."""
    flat = fit.draws.reshape(-1, fit.draws.shape[-1])
    return flat[np.linspace(0, len(flat) - 1, number).astype(int)]


def imagine(parameters: np.ndarray, groups: Groups, random: np.random.Generator) -> np.ndarray:
    """Return counts of events that each draw of the parameters would give in each group, (draws, rows)."""
    studies = np.searchsorted(groups.starts, np.arange(len(groups.people)), side="right") - 1
    z = random.normal(size=(len(parameters), len(groups.starts)))[:, studies]
    never = log_never(parameters, groups, z[..., None])[..., 0]
    return random.binomial(groups.people.astype(int), -np.expm1(never))


def calibration(data_sets: int, steps: int, warm_up: int, seed: int) -> np.ndarray:
    """Return the share of draws below the truth, (data sets, 13), for data imagined from draws of the prior.

    One chain follows each data set. Where the sampler and the likelihood agree with the imagined world the shares are
    spread evenly over 0 to 1.
    """
    random = np.random.default_rng(seed)
    truth, groups = draw_prior(data_sets, random), read_groups()
    imagined = replace(groups, events=imagine(truth, groups, random).astype(float))
    fit = sample(log_posterior(imagined), data_sets, steps, warm_up, seed + 1)
    return (fit.draws < truth[:, None]).mean(axis=1)


def checked_rows(parameters: np.ndarray, groups: Groups, seed: int = SEED) -> list[tuple[str, float, float, float]]:
    """Return for each group its name, its events, and the 5 and 95 % of events in such a group of a new study."""
    repeated = np.repeat(parameters, 8, axis=0)
    counts = imagine(repeated, groups, np.random.default_rng(seed))
    low, high = np.quantile(counts, [0.05, 0.95], axis=0)
    return list(zip(groups.names, groups.events.tolist(), low.tolist(), high.tolist(), strict=True))


def main() -> None:
    """Fit, store the draws, and print the diagnostics, the parameters before and after, and the check of each row."""
    groups = read_groups()
    fit = sample(log_posterior(groups), CHAINS, STEPS, WARM_UP, SEED)
    kept = thinned(fit, DRAWS)
    path = Path(str(files("photomend") / "data" / "pigment_draws.csv"))
    remark = "# Draws of the hyperpigmentation model; made by: python -m photomend.outcome.fit_pigment"
    lines = [remark, ",".join(PARAMETERS), *(",".join(f"{value:.4f}" for value in draw) for draw in kept)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"split R-hat {fit.r_hat:.3f}, effective size {fit.effective:.0f}, accepted {fit.accepted:.2f}")
    before = draw_prior(20_000, np.random.default_rng(SEED))
    after = fit.draws.reshape(-1, len(PARAMETERS))
    for at, name in enumerate(PARAMETERS):
        told = ["{:.2f} ({:.2f} to {:.2f})".format(*np.quantile(d[:, at], [0.5, 0.05, 0.95])) for d in (before, after)]
        print(f"{name:10} prior {told[0]:24} fitted {told[1]}")
    for name, events, low, high in checked_rows(kept, groups):
        print(f"{'held' if low <= events <= high else 'NOT held':9}{events:6.1f} in {low:.0f} to {high:.0f}  {name}")


if __name__ == "__main__":
    main()
