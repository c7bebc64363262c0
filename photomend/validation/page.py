"""The report of the validation: what was measured, what the model says, what fails, and which inputs decide."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from photomend.catalog import literature
from photomend.device import cards
from photomend.figure import write
from photomend.result import replacing
from photomend.sensitivity import Sensitivity, joint, sensitivity
from photomend.simulate import part
from photomend.treatment import Request, Treatment
from photomend.validation.figure import curves, draw_all, draw_energy
from photomend.validation.rows import Row
from photomend.validation.run import CERTAIN, Verdict, beyond, summarise

PICTURES = ("validation-energy.png", "validation-rows.png")
CHECKED = "fraxel-restore"  # the device whose sensitivity is checked by draws in which all inputs move
MOST_SHOWN = 5
MOST_TOLD = 20.0  # a larger ratio stands beside nothing
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Damage thresholds", ("threshold", "boiling-threshold", "vacuole-threshold")),
    ("Zones", ("depth", "width", "surface-width", "depth-ratio", "width-ratio", "deeper-than")),
    ("Light and full fields", ("heat-depth", "epidermis-spared", "peak-temperature", "surface-temperature",
                               "minimum-temperature")),
    ("Ablation", ("removed-depth", "rim", "removal-slope")),
    ("Picosecond breakdown", ("vacuole", "vacuole-diameter", "vacuole-top")),
    ("Reflectance of living skin", ("reflectance",)),
)  # fmt: skip
SIGNS = {"at-least": "≥ ", "ratio-at-least": "≥ ", "at-most": "≤ ", "ordering": "> "}
PLAIN_UNITS = {"1": "", "um": "µm", "degC": "°C", "J/cm^2": "J/cm²", "um*cm^2/J": "µm per J/cm²"}


def write_report(
    path: Path, verdicts: Sequence[Verdict], command: str, progress: Callable[[float], None] = lambda _: None
) -> None:
    """Write the report as Markdown and its pictures into the folder ``pictures`` beside it."""
    folder = path.parent / "pictures"
    folder.mkdir(exist_ok=True)
    write(draw_energy(curves(part(progress, 0.0, 0.5)), verdicts), folder / PICTURES[0])
    write(draw_all(verdicts), folder / PICTURES[1])
    moved = sensitivities(part(progress, 0.5, 1.0))
    with replacing(path) as beside:
        beside.write_text(page(verdicts, moved, command), encoding="utf-8")


def sensitivities(progress: Callable[[float], None] = lambda _: None) -> dict[str, Sensitivity]:
    """Return the sensitivity of every simulated device at its defaults."""
    names = [name for name, card in cards().items() if card.simulated]
    found = {}
    for number, name in enumerate(names):
        found[name] = sensitivity(Request(treatment=Treatment(handpiece={"device": name})))  # type: ignore[arg-type]
        progress((number + 1) / len(names))
    return found


def page(verdicts: Sequence[Verdict], moved: Mapping[str, Sensitivity], command: str) -> str:
    """Return the whole report."""
    parts = [_head(command), _summary(summarise(verdicts)), _failures(verdicts), _pictures()]
    for title, quantities in SECTIONS:
        some = [verdict for verdict in verdicts if verdict.row.quantity in quantities]
        if some:
            parts.append(f"## {title}\n\n{_rows(some)}")
    parts += [_inputs(verdicts), _sensitivity(moved), _references(verdict.row for verdict in verdicts)]
    return "\n\n".join(parts) + "\n"


def _head(command: str) -> str:
    return f"""# Validation

Made by `{command}`; not edited by hand.

Every published measurement that was found is predicted with the same code and the same numbers that a user gets.
Nothing is fitted to a row: what was calibrated, and on what, stands in [calibration.md](calibration.md); those rows are
marked and do not count as predictions. A prediction is an interval: each unknown goes to both ends of its range, one at
a time, and the moves combine as the root of the sum of squares. The *study* interval is over what the study does not
tell (spot, pulse, energy, stain, temperature), the *whole* interval over that, the properties of tissue and the damage
thresholds. Where the stain is not told both damage clocks count. Rows of context (claims of makers, recollections, what
the model cannot express) are shown and not judged. A headline of accuracy counts only rows of which every
input was read; everything else is indicative."""


def _summary(found: Mapping[str, Any]) -> str:
    whole, study, bounds = found["intervals"], found["intervals_over_study_inputs_only"], found["bounds"]
    thresholds, published = found["thresholds"], found["published_simulation"]
    lines = [
        "## Summary",
        "",
        "| what | target | found |",
        "| --- | --- | --- |",
        f"| damage thresholds that must hold: ratio | 0.67 to 1.5 | {_ratios(thresholds['ratios'])} |",
    ]
    if "geometric_mean" in thresholds:
        lines.append(f"| the same, geometric mean | 0.8 to 1.25 | {thresholds['geometric_mean']:.2f} |")
    for words, some in (
        ("rows of which every input was read: held", found["headline"]),
        ("all predictions: held by the whole interval", whole),
        ("all predictions: held by the study interval", study),
        ("zones of coagulation alone: held by the whole interval", found["coagulated_zones"]),
    ):
        lines += _shared(words, some)
    if bounds["count"]:
        lines.append(
            f"| bounds and orders kept by some value of the interval; by its middle | all | "
            f"{_share(bounds['kept'], bounds['count'])}; {_share(bounds['kept_by_the_middle'], bounds['count'])} |"
        )
    lines += [
        "",
        "Raw error of predicted over measured less 1, as mean (root mean square; rows): "
        f"{_error_words(found['raw_error'])}",
    ]
    depth, width = (published[f"{name}_error"]["value"] for name in ("depth", "width"))
    lines.append(
        f"For context: the published simulation of such zones states +{depth:.0%} in depth and +{width:.0%} in width, "
        "pooled over two lasers and eight energies against images; its cases and inputs are not known [Marqa2014]."
    )
    return "\n".join(lines)


def _shared(words: str, some: Mapping[str, Any]) -> list[str]:
    """Return the lines on the share held and the width of some intervals."""
    if not some["count"]:
        return [f"| {words} | 80 % | there are none |"]
    return [
        f"| {words} | 80 % | {_share(some['held'], some['count'])} |",
        f"| their median half-width | 25 % | {some['median_half_width']:.0%} |",
    ]


def _ratios(found: Mapping[str, float]) -> str:
    return ", ".join(f"{ratio:.2f}" for ratio in found.values()) or "none"


def _share(part_of: int, count: int) -> str:
    return f"{part_of} of {count} ({part_of / count:.0%})"


def _error_words(found: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    words = [
        f"{name} {errors['mean']:+.0%} ({errors['rms']:.0%}; {errors['count']})"
        for name, errors in found["all_rows"].items()
    ]
    sure = found["every_input_read"]
    known = ", ".join(f"{name} {one['mean']:+.0%} ({one['count']})" for name, one in sure.items())
    return f"{', '.join(words)}. Rows of which every input was read: {known or 'none'}."


def _failures(verdicts: Iterable[Verdict]) -> str:
    failed = [verdict for verdict in verdicts if verdict.kept is False]
    lines = [f"## Rows that fail ({len(failed)})", ""]
    for verdict in failed:
        lines.append(f"* `{verdict.row.id}` ({verdict.row.study}): {_said(verdict)}{_note(verdict.row)}")
    return "\n".join(lines if failed else [*lines, "None."])


def _said(verdict: Verdict) -> str:
    row, one = verdict.row, verdict.predicted
    if one is None:
        return ""
    predicted = _with_unit(f"{_number(one.value)} ({_number(one.low)} to {_number(one.high)})", row)
    return f"predicted {predicted}, measured {_with_unit(_measured(row), row)}"


def _with_unit(words: str, row: Row) -> str:
    return f"{words} {PLAIN_UNITS.get(row.unit, row.unit)}".rstrip()


def _note(row: Row) -> str:
    return f". {row.note[0].upper()}{row.note[1:]}" if row.note else ""


def _pictures() -> str:
    return f"""## Pictures

![depth and width against energy](pictures/{PICTURES[0]})

![every row](pictures/{PICTURES[1]})"""


def _rows(verdicts: Iterable[Verdict]) -> str:
    lines = [
        "| row | study | measured | predicted | study interval | whole interval | ratio | verdict |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(verdict) for verdict in verdicts]
    return "\n".join(lines)


def _line(verdict: Verdict) -> str:
    row, one = verdict.row, verdict.predicted
    what = f"{row.quantity}{f', {row.clock}' if row.clock else ''}"
    start = f"| `{row.id}`<br>{what} | {row.study} | {_with_unit(_measured(row), row)}"
    if one is None:
        return f"{start} | - | - | - | - | not predicted: {str(beyond(row)).split(';')[0]} |"
    ratio = _told(verdict.ratio)
    narrow, wide = (f"{_number(low)} to {_number(high)}" for low, high in (one.narrow, (one.low, one.high)))
    return f"{start} | {_number(one.value)} | {narrow} | {wide} | {ratio} | {_verdict(verdict)} |"


def said_in_short(verdict: Verdict) -> tuple[str, ...]:
    """Return a row for a terminal: id, quantity, measured, predicted, interval, ratio, verdict."""
    row, one = verdict.row, verdict.predicted
    start = (row.id, row.quantity, _with_unit(_measured(row), row))
    if one is None:
        return (*start, "-", "-", "-", "context")
    ratio = _told(verdict.ratio)
    interval = f"{_number(one.low)} to {_number(one.high)}"
    return (*start, _number(one.value), interval, ratio, _verdict(verdict).replace("*", ""))


def _told(ratio: float) -> str:
    if not math.isfinite(ratio):
        return "-"
    return f"{ratio:.2f}" if ratio < MOST_TOLD else f"> {MOST_TOLD:.0f}"


def _measured(row: Row) -> str:
    known, sign = row.measured, SIGNS.get(row.compare, "")
    if row.compare in ("presence", "absence"):
        return {"presence": "seen", "absence": "not seen"}[row.compare]
    spread = f" ({_number(known.low)} to {_number(known.high)})" if known.unknown and not sign else ""
    return f"{sign}{_number(known.value)}{spread}"


def _verdict(verdict: Verdict) -> str:
    if verdict.kept is None:
        return "context"
    words = "kept" if verdict.kept else "**fails**"
    if verdict.kept and verdict.central:
        words += ", by the middle too"
    return f"{words} ({verdict.row.split})" if verdict.row.split == "calibration" else words


def _number(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000.0 else f"{value:.0f}"


def _inputs(verdicts: Iterable[Verdict]) -> str:
    lines = [
        "## What went into each row",
        "",
        "Only what was not read in the source, with its range; what is exact and read is left out.",
        "",
        "| row | not read, or not exact |",
        "| --- | --- |",
    ]
    for verdict in verdicts:
        words = [
            f"{key.split('.', 1)[-1]} {_plain(known.value)}{_range(known)} ({known.mark})"
            for key, known in {**verdict.inputs, **verdict.row.extra}.items()
            if known.unknown or known.mark not in CERTAIN
        ]
        lines.append(f"| `{verdict.row.id}` | {'; '.join(words) or 'nothing'} |")
    return "\n".join(lines)


def _plain(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _range(known: Any) -> str:
    return f" [{_plain(known.low)} to {_plain(known.high)}]" if known.unknown else ""


def _sensitivity(moved: Mapping[str, Sensitivity]) -> str:
    lines = [
        "## Which inputs decide",
        "",
        "The five largest shares of the variance of each figure at the device's defaults, each input even in its",
        "range, one at a time, slope and curvature [Saltelli2008].",
        "",
        "| device | figure | shares of the variance |",
        "| --- | --- | --- |",
    ]
    for name, found in moved.items():
        for figure in found.effects:
            largest = list(found.shares(figure).items())[:MOST_SHOWN]
            words = ", ".join(f"{_words(one)} {share:.0%}" for one, share in largest)
            lines.append(
                f"| {name} | {figure.removeprefix('zones.').replace('.', ' ')} | {words or 'nothing moves it'} |"
            )
    if CHECKED in moved:
        figure = "zones.necrosis.depth"
        explained = joint(moved[CHECKED], figure)
        lines += [
            "",
            f"With all inputs moving at once (64 draws) one at a time explains {explained:.0%} of the variance of the",
            f"depth of necrosis of {CHECKED}; the rest is what inputs do together.",
        ]
    return "\n".join(lines)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _references(rows: Iterable[Row]) -> str:
    used = sorted({key for row in rows for key in row.source} & set(literature()))
    entries = "\n\n".join(literature()[key] for key in used)
    return f"## Sources\n\n```bibtex\n{entries}\n```"


def summary_line(verdicts: Sequence[Verdict]) -> str:
    """Return what the verdicts say together, in one line."""
    judged = [verdict for verdict in verdicts if verdict.kept is not None]
    kept = sum(bool(verdict.kept) for verdict in judged)
    return f"{kept} of {len(judged)} rows kept; {len(verdicts) - len(judged)} shown for context"
