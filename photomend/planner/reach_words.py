"""Sentences about a stated wound: whether the model reaches it, what holds it back, how it fares at its worst."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from photomend.planner.stated import StatedChoice
from photomend.planner.words import DIALS, FIGURES, figure_told, told
from photomend.result import Quantity
from photomend.study.aims import AIMS, TOTAL, Aims, Limit
from photomend.study.told import Binding, small

SHOWN = {"pulse_energy_mJ": "{} a microbeam", "density_per_pass_per_cm2": "{} in one pass"}

AT_A_LIMIT = 2.0  # steps of the figure
WORTH_TELLING = 0.95  # of the miss: without a limit it has to fall below that


def no_such_wound(lacking: Iterable[str]) -> str:
    """Return why a wound is not looked for with a laser whose pulses leave vacuoles.

    Example
    -------
    >>> no_such_wound(["necrosis_depth_um"])
    'These pulses leave tiny bubbles and kill no cells around them: no depth of dead cells can be stated for them.'
    """
    words = " and no ".join(FIGURES[name] for name in lacking)
    return f"These pulses leave tiny bubbles and kill no cells around them: no {words} can be stated for them."


def statement_of(reached: bool, nearest: StatedChoice, targets: Mapping[str, Quantity], aims: Aims) -> str:
    """Return whether the stated wound is reached within the published range, and where the model comes nearest."""
    there = "; ".join(
        f"{FIGURES[name]} {figure_told(nearest.figures[name], name)}, stated {figure_told(targets[name], name)}"
        for name in targets
    )
    if reached:
        return f"The model reaches the stated wound at {choice_told(nearest)}: {there}."
    if nearest.limits_kept:
        return (
            "The model does not reach the stated wound within the published range; it comes nearest at "
            f"{choice_told(nearest)}: {there}."
        )
    passed = [_passed(name, limit, nearest) for name, limit in aims.limits.items() if _beyond(name, limit, nearest)]
    return (
        "No setting looked at within the published range keeps every limit in the model; nearest to them is "
        f"{choice_told(nearest)}, with {'; '.join(passed)}. There: {there}."
    )


def choice_told(choice: StatedChoice) -> str:
    """Return the settings of a choice in a clinic's units, one after the other."""
    return ", ".join(_setting_told(name, known) for name, known in choice.settings.items())


def held_told(one: Binding, miss: float, published: Mapping[str, Quantity], stated: Mapping[str, Limit]) -> str:
    """Return what holds the nearest settings back: a limit, or the end of a dial's published range."""
    dial = one.name.removeprefix("settings.")
    if dial in published:
        end = "lower" if one.bound <= published[dial].low else "upper"
        value = told(exactly(one.bound, published[dial].unit))
        return f"{DIALS[dial]}: at the {end} end of the published range, {value}"
    bound = figure_told(exactly(one.bound, AIMS[one.name].unit), one.name)
    if one.name == TOTAL and one.bound != stated.get(TOTAL, Limit()).high:
        words = f"{FIGURES[TOTAL]}: at the highest that was published together, {bound}"
    else:
        near = abs(one.value - one.bound) <= AT_A_LIMIT * AIMS[one.name].step
        words = f"{FIGURES[one.name]}: {'at' if near else 'past'} the limit of {bound}"
    if one.miss_without is None or one.miss_without > WORTH_TELLING * miss:
        return words
    return f"{words}; without it a miss of {small(one.miss_without)} tolerances is expected, not {small(miss)}"


def worst_case_of(nearest: StatedChoice, robust: StatedChoice | None, inputs: Iterable[str]) -> str:
    """Return how the nearest settings fare over the ranges of uncertain inputs, and which settings fare better."""
    names = ", ".join(name.replace("_", " ") for name in inputs)
    said = f"Over the ranges of the uncertain inputs that matter ({names}) these settings {_misses(nearest)}."
    if robust is None:
        return f"{said} No settings that were looked at fare better at their worst."
    return f"{said} At their worst the best of those looked at are {choice_told(robust)}: these {_misses(robust)}."


def _misses(choice: StatedChoice) -> str:
    limits = "with every limit kept" if choice.limits_kept_in_worst_case else "and pass a limit"
    if choice.miss.high <= 1.0:
        return f"stay within the tolerance {limits}"
    return f"miss by up to {small(choice.miss.high)} tolerances {limits}"


def _setting_told(name: str, known: Quantity) -> str:
    if name == "passes":
        return "1 pass" if known.value == 1.0 else f"{known.value:.0f} passes"
    return SHOWN.get(name, "{}").format(told(known))


def _beyond(name: str, limit: Limit, choice: StatedChoice) -> bool:
    return not limit.low <= choice.figures[name].value <= limit.high


def _passed(name: str, limit: Limit, choice: StatedChoice) -> str:
    figure = choice.figures[name]
    bound = limit.low if figure.value < limit.low else limit.high
    side = "at least" if bound == limit.low else "at most"
    allowed = figure_told(exactly(bound, figure.unit), name)
    return f"{FIGURES[name]} {figure_told(figure, name)}, limit {side} {allowed}"


def exactly(value: float, unit: str) -> Quantity:
    """Return a bound, which has no range."""
    return Quantity(value=value, unit=unit, low=value, high=value)
