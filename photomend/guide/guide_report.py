"""The checked claims and the guides as text: for a terminal, and the page ``docs/claims.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console

from photomend.bibliography import short_reference
from photomend.guide.claims import Claim, claims
from photomend.guide.figures import Figure, told
from photomend.guide.procedures import SECTIONS, Procedure
from photomend.guide.verdicts import VERDICTS
from photomend.result import replacing

BADGES = {"model": "Model", "study": "Study", "prior": "Prior", "assumption": "Assumption"}
STYLES = {"confirmed": "green", "qualified": "yellow", "contradicted": "red", "unknown": "magenta"}
NOTICE = "For education: a model and published studies, not advice."


def show_claims(console: Console, found: Iterable[Claim]) -> None:
    """Print each claim with its verdict, what it rests on and the command that computes it anew; then the count."""
    some = list(found)
    for claim in some:
        console.print(f"\n[bold]{claim.id}[/]  [{STYLES[claim.verdict]}]{claim.verdict}[/]", highlight=False)
        console.print(f'"{claim.claim}"', style="italic", highlight=False, markup=False)
        for part in claim.parts:
            console.print(f"  {part.words}: [{STYLES[part.verdict]}]{part.verdict}[/]. {part.because}", highlight=False)
        for words in (claim.basis, f"Not covered: {claim.outside}", f"Sources: {', '.join(claim.sources)}"):
            console.print(words, highlight=False, markup=False)
        console.print(claim.command, style="dim", highlight=False, markup=False)
    console.print(f"\n{_counted(some)}. {NOTICE}", style="dim", highlight=False)


def show_guide(console: Console, guide: Procedure) -> None:
    """Print a guide section by section, each line with its badge, its sources and the claim that goes with it."""
    console.print(f"[bold]{guide.title}[/]")
    for section in SECTIONS:
        console.print(f"\n[bold]{section.replace('_', ' ').capitalize()}[/]")
        for line in getattr(guide, section):
            behind = ", ".join([*line.sources, *([f"claim {line.claim}"] if line.claim else [])])
            console.print(f"* {line.text} [dim]({BADGES[line.kind]}: {behind})[/]", highlight=False)
    console.print(f"\n{NOTICE}", style="dim", highlight=False)


def page(found: Sequence[Claim]) -> str:
    """Return the page of the claims as Markdown: a table of verdicts, then each claim in full."""
    lines = [
        "# Claims, checked",
        "",
        "Made by `python -m photomend.guide.claims`; not edited by hand. What two consumer pages of July 2021 say of",
        "non-ablative lasers, held to the model and to studies ([how](decisions/0024-claims.md)). Numbers are rounded,",
        "with their ranges in brackets; `photomend claims --json` has them all, with the sources of each.",
        "",
        f"{_counted(found)}.",
        "",
        "| id | page | verdict | claim |",
        "| --- | --- | --- | --- |",
        *(f"| [{one.id}](#{one.id}) | {one.page} | {one.verdict} | {one.claim} |" for one in found),
    ]
    return "\n".join([*lines, *(_section(one) for one in found), _references(found)]) + "\n"


def write_page(path: Path) -> None:
    """Compute the claims and write their page, whole or not at all."""
    with replacing(path) as beside:
        beside.write_text(page(claims()), encoding="utf-8")


def _section(claim: Claim) -> str:
    computed, reported = claim.basis.split(" Reported: ")
    figures = [_figure(figure) for figure in claim.figures]
    return "\n".join(
        [
            "",
            f"## {claim.id}",
            "",
            f"> {claim.claim}",
            "",
            f"**{claim.verdict.capitalize()}.**",
            "",
            *(f"* {part.words}: {part.verdict}. {part.because}" for part in claim.parts),
            "",
            f"**Computed.** {computed.removeprefix('Computed: ')}",
            "",
            f"**Reported.** {reported}",
            "",
            f"**Not covered.** {claim.outside}",
            "",
            f"Figures: {'; '.join(figures)}.",
            "",
            f"Sources: {', '.join(claim.sources)}.",
            "",
            "```sh",
            *claim.command.split(" && "),
            "```",
        ]
    )


def _figure(figure: Figure) -> str:
    return f"{figure.words}: {told(figure.key, figure.quantity)} [{BADGES[figure.quantity.kind]}]"


def _counted(found: Iterable[Claim]) -> str:
    """Return how many claims have each verdict."""
    verdicts = [claim.verdict for claim in found]
    told_each = (f"{verdicts.count(verdict)} {verdict}" for verdict in VERDICTS if verdict in verdicts)
    return f"{len(verdicts)} claims: {', '.join(told_each)}"


def _references(found: Iterable[Claim]) -> str:
    used = sorted({key for claim in found for key in claim.sources})
    return "\n".join(["", "## Sources", "", *(f"* {key}: {short_reference(key)}" for key in used)])
