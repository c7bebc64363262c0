"""The checked claims: what consumer pages say, what the model computes of it, what studies report, and a verdict.

Words are data (``data/claims.toml``); numbers in them are put in from the runs and from studies, and verdicts that
depend on a number follow a rule on it (`photomend.guide.verdicts`). ``python -m photomend.guide.claims`` writes the
page ``docs/claims.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from photomend.catalog import tables
from photomend.description import Description
from photomend.guide import listed
from photomend.guide.computed import computed
from photomend.guide.figures import Figure, names, studied, told
from photomend.guide.runs import endpoints, follow_all, settings_of
from photomend.guide.verdicts import RULES, Known, Verdict, combined

CLAIMS_COMMAND = "photomend claims"
WORDS = {"endpoints", "price_date"}  # that stand in braces and are no figures


class Part(Description):
    """A part of a claim that can be true or false by itself: its verdict, and why."""

    id: str
    words: str
    verdict: Verdict
    because: str


class Claim(Description):
    """A claim, held to the model and to studies.

    `basis` says what was computed, then what was reported. `command` is the shell command that computes the numbers of
    the model anew; `outside` says what the verdict does not cover. `sources` are keys of the bibliography.
    """

    id: str
    claim: str
    page: Literal["fractional", "non-fractional", "both"]
    verdict: Verdict
    basis: str
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    sources: tuple[str, ...]
    command: str
    outside: str


def claims(progress: Callable[[float], None] = lambda _: None) -> tuple[Claim, ...]:
    """Return every claim with its verdict; `progress` is called with the share of the runs done.

    The runs take about ten seconds the first time in a process. Model figures hold where the runs do, for the usual
    settings of the lasers named and the skin of a cheek.
    """
    runs = follow_all(progress)
    known = {**studied(), **computed(runs)}
    return tuple(judge(name, known, endpoints(runs)) for name in tables("claims")["claims"])


def judge(name: str, known: Known, ends: str = "") -> Claim:
    """Return one claim, judged by the figures `known` by key; `ends` says in words how the lasers that were run end.

    Example
    -------
    >>> judge("numbing-cooling", studied()).verdict
    'qualified'
    """
    entry = tables("claims")["claims"][name]
    words = {
        **{key: told(key, known[key]) for key in _keys(entry)},
        "endpoints": ends,
        "price_date": listed.price_date(),
    }
    parts = tuple(_part(name, part, known) for part in entry["parts"])
    figures = tuple(Figure(key=key, words=names()[key], quantity=known[key]) for key in entry["figures"])
    return Claim(
        id=name,
        claim=entry["claim"],
        page=entry["page"],
        verdict=combined(part.verdict for part in parts),
        basis=f"Computed: {entry['computed']} Reported: {entry['reported']}".format_map(words),
        parts=parts,
        figures=figures,
        sources=tuple(dict.fromkeys((*entry["sources"], *_studies(figures)))),
        command=" && ".join(_command(step) for step in entry["commands"]),
        outside=entry["outside"].format_map(words),
    )


def claim_records(found: Iterable[Claim]) -> list[dict[str, Any]]:
    """Return claims as plain values: what ``photomend claims --json`` prints."""
    return [claim.model_dump(mode="json") for claim in found]


def _keys(entry: Mapping[str, Any]) -> set[str]:
    """Return the keys of the figures in the texts of a claim."""
    texts = (entry[field] for field in ("computed", "reported", "outside"))
    return {key for text in texts for _, key, _, _ in Formatter().parse(text) if key} - WORDS


def _part(name: str, part: Mapping[str, Any], known: Known) -> Part:
    """Return a part with the verdict of its rule, or of the data where it has none."""
    rule = RULES.get(f"{name}/{part['id']}")
    verdict: Verdict = rule(known) if rule else part["verdict"]
    return Part(id=part["id"], words=part["words"], verdict=verdict, because=part[verdict] if rule else part["because"])


def _studies(figures: Iterable[Figure]) -> list[str]:
    """Return the sources of the figures that are not the model's."""
    return [key for figure in figures if figure.quantity.kind != "model" for key in figure.quantity.sources]


def _command(step: Mapping[str, Any]) -> str:
    """Return the shell command of a step: compare or simulate with the settings of a kind of run, devices or claims."""
    if step["do"] == "claims":
        return CLAIMS_COMMAND
    if step["do"] == "devices":
        return "photomend devices"
    names = " ".join(step["devices"]) if step["do"] == "compare" else f"--device {step['devices'][0]}"
    settings = " ".join(f"--set {assignment}" for assignment in settings_of(step["runs"]))
    return f"photomend {step['do']} {names} {settings}"


if __name__ == "__main__":
    from photomend.guide.guide_report import write_page

    write_page(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/claims.md"))
