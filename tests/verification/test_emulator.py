"""Indices of Sobol and the emulator behind them, against functions whose answers are known."""

import numpy as np
import pytest

from photomend.sensitivity import variance_of
from photomend.study.emulator import Expansion, fit, functions
from photomend.study.sobol import Indices, analyse, design, latin_hypercube, with_emulator_error
from photomend.study.uncertainty import UNEXPLAINED_MOST

NAMES = ("a", "b", "c")


def indices_of(function, base: int = 1024) -> Indices:
    """Return the indices of a function of three inputs."""
    found = analyse(NAMES, function(design(NAMES, base, seed=3)), seed=3)
    assert found is not None
    return found


def ishigami(x: np.ndarray) -> np.ndarray:
    a, b, c = np.pi * x.T
    return np.sin(a) + 7.0 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


@pytest.mark.verifies(
    "indices of the Ishigami function, by SALib from Saltelli's design: the exact ones [Saltelli2010]"
)
def test_indices_of_ishigami_are_the_exact_ones() -> None:
    variance = 7.0**2 / 8.0 + 0.1 * np.pi**4 / 5.0 + 0.1**2 * np.pi**8 / 18.0 + 0.5
    alone = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2
    both = 0.1**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    first = dict(zip(NAMES, (alone / variance, 7.0**2 / 8.0 / variance, 0.0), strict=True))
    total = dict(zip(NAMES, ((alone + both) / variance, 7.0**2 / 8.0 / variance, both / variance), strict=True))
    found = indices_of(ishigami, base=4096)
    for name in NAMES:
        assert found.first[name].value == pytest.approx(first[name], abs=2.0 * found.first[name].confidence)
        assert found.total[name].value == pytest.approx(total[name], abs=2.0 * found.total[name].confidence)
        assert max(found.first[name].confidence, found.total[name].confidence) < 0.07
    assert found.together == pytest.approx(both / variance, abs=0.05)


def test_a_linear_figure_divides_its_variance_by_the_squares_of_its_slopes() -> None:
    found = indices_of(lambda x: x @ np.array([1.0, 2.0, 0.0]))
    for indices in (found.first, found.total):
        assert [indices[name].value for name in NAMES] == pytest.approx([0.2, 0.8, 0.0], abs=0.02)


@pytest.mark.verifies(
    "indices of an additive parabola, sampled and emulated: the shares of the one-at-a-time closed form"
)
def test_an_additive_parabola_agrees_with_the_closed_form_of_one_input_at_a_time() -> None:
    b, c = np.array([3.0, 1.0, -2.0]), np.array([0.5, -2.0, 1.0])

    def parabola(x: np.ndarray) -> np.ndarray:
        return x @ b + x**2 @ c

    variance = np.array([variance_of(*both) for both in zip(b, c, strict=True)])
    share = variance / variance.sum()
    sampled = indices_of(parabola)
    assert [sampled.first[name].value for name in NAMES] == pytest.approx(share, abs=0.03)
    x = latin_hypercube(64, 3, seed=5)
    emulator = fit(x, parabola(x))
    assert emulator.whole.first(3) == pytest.approx(share, abs=1e-9)
    assert emulator.whole.total(3) == pytest.approx(share, abs=1e-9)


def test_groups_of_inputs_keep_their_names() -> None:
    groups = ("second", "first", "second")
    points = design(NAMES, 1024, seed=1, groups=groups)
    found = analyse(NAMES, points @ np.array([1.0, 2.0, 1.0]), seed=1, groups=groups)
    assert found is not None
    assert found.first["first"].value == pytest.approx(4.0 / 6.0, abs=0.03)
    assert found.first["second"].value == pytest.approx(2.0 / 6.0, abs=0.03)


def test_the_functions_of_one_input_are_orthonormal() -> None:
    x = (np.arange(200_000) + 0.5) / 100_000.0 - 1.0
    phi = functions(x)
    assert phi.T @ phi / x.size == pytest.approx(np.eye(7), abs=1e-6)


@pytest.mark.verifies("emulator: exact on polynomials, and on the kink where a range's two sides differ [Sudret2008]")
@pytest.mark.parametrize(
    "figure",
    [
        lambda x: 3.0 + x[:, 0] - 2.0 * x[:, 1] * x[:, 3] + x[:, 2] ** 3,
        lambda x: np.where(x[:, 0] < 0.0, x[:, 0], 4.0 * x[:, 0]) * (2.0 + x[:, 1]) + x[:, 4] ** 2,
    ],
    ids=["polynomial", "kink"],
)
def test_the_emulator_is_exact_on_what_it_is_made_of(figure) -> None:
    drawn, elsewhere = latin_hypercube(120, 6, seed=2), latin_hypercube(500, 6, seed=9)
    emulator = fit(drawn, figure(drawn))
    assert emulator.unexplained < 1e-9
    assert emulator.at(elsewhere) == pytest.approx(figure(elsewhere), abs=1e-6)
    assert emulator.whole.total(6)[5] == pytest.approx(0.0, abs=1e-9)


def test_the_held_out_error_is_the_error_on_draws_never_seen() -> None:
    drawn, elsewhere = latin_hypercube(256, 3, seed=2), latin_hypercube(20_000, 3, seed=9)
    emulator = fit(drawn, ishigami(drawn))
    seen = np.mean((emulator.at(elsewhere) - ishigami(elsewhere)) ** 2) / np.var(ishigami(elsewhere))
    assert 0.05 < seen < 1.0
    assert emulator.unexplained == pytest.approx(seen, rel=0.35)


@pytest.mark.parametrize(
    "figure",
    [
        lambda x: (x[:, 0] + 0.5 * x[:, 1] > 0.9).astype(float),
        lambda x: np.where(x[:, 0] > 0.4, 100.0 + 20.0 * x[:, 1], 0.0),
        lambda x: np.random.default_rng(8).normal(size=len(x)),
    ],
    ids=["step", "vanishing zone", "noise"],
)
def test_the_emulator_knows_that_it_cannot_follow_a_step(figure) -> None:
    drawn = latin_hypercube(256, 5, seed=4)
    assert fit(drawn, figure(drawn)).unexplained > UNEXPLAINED_MOST


def test_confidence_holds_the_emulator_to_account() -> None:
    rng = np.random.default_rng(6)
    x = latin_hypercube(64, 3, seed=6)
    noisy = x @ np.array([1.0, 1.0, 0.2]) + 0.15 * rng.normal(size=len(x))
    emulator = fit(x, noisy)
    plain = analyse(NAMES, emulator.at(design(NAMES, 1024, seed=1)), seed=1)
    assert plain is not None
    wider = with_emulator_error(plain, emulator, NAMES)
    assert all(wider.first[name].confidence > plain.first[name].confidence for name in NAMES)
    exact = 1.0 / 2.04
    assert wider.first["a"].value == pytest.approx(exact, abs=wider.first["a"].confidence)


def test_nothing_that_moves_has_no_indices() -> None:
    assert analyse(NAMES, np.full(design(NAMES, 8, seed=1).shape[0], 3.0), seed=1) is None
    assert Expansion(((),), np.array([3.0])).total(3).tolist() == [0.0, 0.0, 0.0]
