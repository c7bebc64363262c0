"""An emulator of a smooth figure: a sparse expansion in orthonormal functions of the uncertain inputs.

    f(x) = sum_t a_t prod_i phi_d(x_i),    <phi_c phi_d> = delta_cd for x even between -1 and 1    [Sudret2008]

A catalogue value lies somewhere within its range and its ends are reached in straight lines, so that a figure has a
kink at x = 0. The functions of one input are therefore 1, x, |x|, x^2, x|x|, x^3 and |x|^3 made orthonormal, products
of two inputs those of x and |x|. Terms are taken one by one, the one that explains most first, as long as the corrected
error of leaving one draw out falls [Blatman2011]. Indices of Sobol follow from the coefficients; how wrong the emulator
is, from draws held out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np

FOLDS = 8
PATIENCE = 10  # terms added without a gain before the search ends
VANISHES = 1e-10  # of a column's square: nothing of it is left
DEGREE = (0, 1, 1, 2, 2, 3, 3)

Term = tuple[tuple[int, int], ...]
"""A product of functions: (input, which function), at most one of each input; empty for the constant."""


@dataclass(frozen=True)
class Expansion:
    """Terms and their coefficients; the first term is the constant."""

    terms: tuple[Term, ...]
    coefficients: np.ndarray

    def at(self, positions: np.ndarray) -> np.ndarray:
        """Return the figure at positions (draws, inputs)."""
        return columns(self.terms, positions) @ self.coefficients

    def first(self, inputs: int) -> np.ndarray:
        """Return the first-order index of every input: the share of variance of the terms of it alone."""
        return self._shares([[{i} == of for of in self._inputs] for i in range(inputs)])

    def total(self, inputs: int) -> np.ndarray:
        """Return the total index of every input: the share of variance of all terms that it has a part in."""
        return self._shares([[i in of for of in self._inputs] for i in range(inputs)])

    @property
    def _inputs(self) -> list[set[int]]:
        return [{i for i, _ in term} for term in self.terms]

    def _shares(self, counted: list[list[bool]]) -> np.ndarray:
        """Return the share of variance of the terms that count, by row."""
        square = self.coefficients**2
        return np.array(counted) @ square / (square[1:].sum() or 1.0)


@dataclass(frozen=True)
class Emulator:
    """An expansion fitted to all draws, those without one fold each, and the share of variance they miss held out."""

    whole: Expansion
    without: tuple[Expansion, ...]
    unexplained: float

    def at(self, positions: np.ndarray) -> np.ndarray:
        """Return the figure at positions (draws, inputs)."""
        return self.whole.at(positions)


def fit(positions: np.ndarray, values: np.ndarray) -> Emulator:
    """Return the emulator of `values` (draws) at `positions` (draws, inputs), inputs even between -1 and 1.

    Its error is that of every eighth draw, foretold from the others: mean square over the variance.

    Example
    -------
    >>> x = np.random.default_rng(1).uniform(-1.0, 1.0, (80, 2))
    >>> found = fit(x, 2.0 + x[:, 0] + 3.0 * x[:, 0] * x[:, 1])
    >>> found.unexplained < 1e-12, found.whole.total(2).round(2).tolist()
    (True, [1.0, 0.75])
    """
    basis = _candidates(positions.shape[1])
    table = columns(basis, positions)
    fold = np.arange(values.size) % FOLDS
    without = tuple(_select(basis, table[fold != one], values[fold != one]) for one in range(FOLDS))
    foretold = np.zeros(values.size)
    for one, expansion in enumerate(without):
        foretold[fold == one] = expansion.at(positions[fold == one])
    variance = float(np.var(values))
    missed = float(np.mean((values - foretold) ** 2)) / variance if variance > 0.0 else 0.0
    return Emulator(_select(basis, table, values), without, missed)


def columns(terms: Iterable[Term], positions: np.ndarray) -> np.ndarray:
    """Return the value of every term (columns) at every position (rows)."""
    phi = functions(positions)
    product_of = [[phi[:, i, d] for i, d in term] for term in terms]
    return np.stack([np.prod(factors, axis=0) if factors else np.ones(len(positions)) for factors in product_of], 1)


def functions(x: np.ndarray) -> np.ndarray:
    """Return the orthonormal functions of one input at `x`, along a new last axis."""
    return _powers(x) @ _orthonormal()


@cache
def _orthonormal() -> np.ndarray:
    """Return how the orthonormal functions are made of powers: the inverse of the Cholesky factor of <p_c p_d>."""
    node, weight = np.polynomial.legendre.leggauss(8)
    half = 0.5 * (node + 1.0)
    x, even = np.concatenate([-half, half]), 0.25 * np.concatenate([weight, weight])
    powers = _powers(x)
    return np.linalg.inv(np.linalg.cholesky(powers.T @ (even[:, None] * powers))).T


def _powers(x: np.ndarray) -> np.ndarray:
    size = np.abs(x)
    return np.stack([np.ones_like(x), x, size, x**2, x * size, x**3, size**3], axis=-1)


@cache
def _candidates(inputs: int) -> tuple[Term, ...]:
    """Return the constant, all functions of one input, and the products of two of the first degree."""
    alone = [((i, d),) for i in range(inputs) for d in range(1, len(DEGREE))]
    linear = [d for d, degree in enumerate(DEGREE) if degree == 1]
    pairs = [((i, c), (j, d)) for i, j in combinations(range(inputs), 2) for c, d in product(linear, linear)]
    return ((), *alone, *pairs)


def _select(basis: tuple[Term, ...], table: np.ndarray, values: np.ndarray) -> Expansion:
    """Return the expansion in the terms that forward orthogonal least squares takes."""
    chosen = [0, *_ordered(table, values)]
    coefficients, *_ = np.linalg.lstsq(table[:, chosen], values, rcond=None)
    return Expansion(tuple(basis[column] for column in chosen), coefficients)


def _ordered(table: np.ndarray, values: np.ndarray) -> list[int]:
    """Return the columns beside the constant, by what each adds, up to the least corrected leave-one-out error."""
    n = values.size
    left, rest = table - table.mean(axis=0), values - values.mean()
    size = np.maximum((left**2).sum(axis=0), 1e-300)
    leverage, taken, best, kept = np.full(n, 1.0 / n), list[int](), float(np.var(values)), 0
    exact = VANISHES * best
    while len(taken) < min(n // 2, table.shape[1] - 1) and len(taken) - kept < PATIENCE and best > exact:
        square = (left**2).sum(axis=0)
        square[square < VANISHES * size] = np.inf
        column = int(np.argmax(_along(rest, left) ** 2 / square))
        q = left[:, column] / np.sqrt(square[column])
        rest, left, leverage = rest - q * (q @ rest), left - np.outer(q, _along(q, left)), leverage + q**2
        taken.append(column)
        p = len(taken) + 1
        error = float(np.mean((rest / (1.0 - leverage)) ** 2)) * (n + p) / (n - p)
        if error < best:
            best, kept = error, len(taken)
    return taken[:kept]


def _along(row: np.ndarray, table: np.ndarray) -> np.ndarray:
    """Return row @ table by plain loops: threads of a linear algebra library cost ten times what they save here."""
    return np.asarray(np.einsum("i,ij->j", row, table))
