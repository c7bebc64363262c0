"""The checked claims: all are there, each rests on figures with sources, and a verdict follows its number."""

import itertools
import json
import math
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from rich.console import Console

from photomend import cli
from photomend.catalog import literature, tables
from photomend.guide.claims import Claim, claim_records, claims, judge
from photomend.guide.computed import COMPUTED, computed
from photomend.guide.figures import names, studied, told
from photomend.guide.guide_report import page, show_claims
from photomend.guide.runs import follow_all
from photomend.guide.verdicts import RULES, VERDICTS, Known, combined
from photomend.result import Quantity
from tests.unit.wording import faults_of

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
PAGES = """removes-layers:fractional preserves-epidermis:both endpoint:non-fractional columns:both
    epidermis-in-zone:non-fractional tenth-of-follicle:non-fractional collagen:both fractional-recovery:fractional
    several-sessions:both less-dramatic:both devices:fractional numbing-cooling:fractional treats:both
    recovery-3-days:both minimal-erythema:non-fractional makeup-2-days:fractional sun:fractional cost:both
    ideal-fractional:fractional ideal-nonfractional:non-fractional darker-skin:fractional
    most-skin-types:non-fractional side-effects:both precision:non-fractional cons:fractional"""
EXPECTED = {
    "removes-layers": "contradicted",
    "darker-skin": "contradicted",
    "makeup-2-days": "confirmed",
    "recovery-3-days": "qualified",
    "cost": "qualified",
    "most-skin-types": "qualified",
    "side-effects": "qualified",
    "less-dramatic": "qualified",
}
NAMES_WITH_DIGITS = re.compile(r"\d+ nm|CO2")


@pytest.fixture(scope="module")
def found() -> tuple[Claim, ...]:
    return claims()


@pytest.fixture(scope="module")
def known() -> dict[str, Quantity]:
    return {**studied(), **computed(follow_all())}


def test_every_claim_of_the_pages_is_judged(found: tuple[Claim, ...]) -> None:
    assert {claim.id: claim.page for claim in found} == dict(entry.split(":") for entry in PAGES.split())


def test_each_claim_has_what_a_reader_needs_to_judge_it(found: tuple[Claim, ...]) -> None:
    for claim in found:
        assert claim.verdict in VERDICTS
        assert re.fullmatch(r"Computed: .+\. Reported: .+\.", claim.basis), claim.id
        assert claim.figures, claim.id
        assert claim.parts, claim.id
        assert claim.outside.endswith("."), claim.id
        assert claim.sources, claim.id
        assert "{" not in claim.model_dump_json().replace('{"', "").replace("{}", ""), claim.id


def test_every_number_has_a_kind_sources_and_a_range_that_holds_it(found: tuple[Claim, ...]) -> None:
    for figure in (figure for claim in found for figure in claim.figures):
        one = figure.quantity
        assert one.kind in ("model", "study", "prior", "assumption")
        assert one.sources, figure.key
        assert set(one.sources) <= set(literature()), figure.key
        assert one.low <= one.value <= one.high, figure.key
        assert all(math.isfinite(number) for number in (one.low, one.value, one.high)), figure.key


def test_every_source_of_a_claim_is_in_the_bibliography(found: tuple[Claim, ...]) -> None:
    assert {key for claim in found for key in claim.sources} - set(literature()) == set()


def test_verdicts_are_those_of_the_evidence_today(found: tuple[Claim, ...]) -> None:
    assert {claim.id: claim.verdict for claim in found if claim.id in EXPECTED} == EXPECTED


def test_a_claim_has_the_verdict_of_its_parts_where_they_agree(found: tuple[Claim, ...]) -> None:
    assert all(claim.verdict == combined(part.verdict for part in claim.parts) for claim in found)
    assert any(len({part.verdict for part in claim.parts}) > 1 for claim in found)


def test_a_part_follows_a_rule_or_is_judged_in_the_data_and_never_both() -> None:
    parts = {f"{name}/{part['id']}": part for name, part in _parts()}
    assert set(RULES) <= set(parts)
    for path, part in parts.items():
        assert ("verdict" in part) != (path in RULES), path
        assert ("because" in part) != (path in RULES), path


def _parts() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in tables("claims")["claims"].items():
        yield from ((name, part) for part in entry["parts"])


def level(value: float) -> Quantity:
    return Quantity(value=value, unit="1", low=value, high=value)


TRIED = [level(value) for value in (0.0, 0.01, 0.6, 1.0, 50.0)]
TRIED.append(Quantity(value=10.0, unit="1", low=0.0, high=100.0))


class Noted(dict[str, Quantity]):
    """Figures that remember which of them were asked for."""

    def __init__(self, figures: Known) -> None:
        super().__init__(figures)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> Quantity:
        self.asked.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("path", RULES)
def test_a_rule_reaches_every_verdict_that_has_a_sentence_and_no_other(path: str, known: dict[str, Quantity]) -> None:
    noted = Noted(known)
    reached = {RULES[path](noted)}
    for values in itertools.product(TRIED, repeat=len(noted.asked)):
        try:
            reached.add(RULES[path]({**known, **dict(zip(sorted(noted.asked), values, strict=True))}))
        except ZeroDivisionError:
            continue
    part = next(part for name, part in _parts() if f"{name}/{part['id']}" == path)
    assert reached == {verdict for verdict in VERDICTS if verdict in part}
    assert len(reached) > 1


@pytest.mark.parametrize(
    ("claim", "part", "changes", "verdict"),
    [
        ("removes-layers", "layers", {"restore_intact_share": 0.0, "restore_removed_um": 80.0}, "confirmed"),
        ("removes-layers", "layers", {"thulium_removed_um": 20.0}, "qualified"),
        ("endpoint", "full-field", {"full_field_coagulating_count": 3.0}, "confirmed"),
        ("tenth-of-follicle", "width", {"vellus_width_ratio": 0.1, "terminal_width_ratio": 0.1}, "confirmed"),
        ("several-sessions", "energy", {"restore_energy_ratio": 0.1}, "confirmed"),
        ("less-dramatic", "scars", {"scar_people_ablative_share": 0.9}, "qualified"),
        ("numbing-cooling", "comfortable", {"pain_cold_index": 1.0, "pain_thulium_index": 2.0}, "confirmed"),
        ("recovery-3-days", "days", {"recovery_days": 20.0}, "contradicted"),
        ("makeup-2-days", "days", {"restore_intact_share": 0.4}, "contradicted"),
        ("darker-skin", "lighter", {"lightening_share": 0.2}, "confirmed"),
        ("most-skin-types", "darkest-types", {"darkest_people_count": 400.0}, "confirmed"),
    ],
)
def test_a_verdict_moves_with_its_number(
    claim: str, part: str, changes: dict[str, float], verdict: str, known: dict[str, Quantity]
) -> None:
    changed = {key: level(value) for key, value in changes.items()}
    before, after = (
        {one.id: one for one in judge(claim, figures).parts}[part] for figures in (known, {**known, **changed})
    )
    assert before.verdict != after.verdict == verdict
    assert before.because != after.because


def test_words_for_a_reader_hold_no_order_no_dose_and_no_promise(found: tuple[Claim, ...]) -> None:
    for claim in found:
        texts = [*claim.basis.split(" Reported: "), claim.outside, *(part.because for part in claim.parts)]
        assert [fault for text in texts for fault in faults_of(text.removeprefix("Computed: "))] == [], claim.id


def test_no_number_of_a_basis_is_typed_in() -> None:
    for name, entry in tables("claims")["claims"].items():
        texts = [entry[field] for field in ("computed", "reported", "outside")]
        texts += [text for part in entry["parts"] for key, text in part.items() if key in (*VERDICTS, "because")]
        for text in texts:
            assert not re.search(r"\d", NAMES_WITH_DIGITS.sub("", re.sub(r"\{\w+\}", "", text))), (name, text)


def test_every_figure_that_is_said_is_shown(found: tuple[Claim, ...]) -> None:
    for claim in found:
        entry = tables("claims")["claims"][claim.id]
        said = {key for field in ("computed", "reported", "outside") for key in re.findall(r"\{(\w+)\}", entry[field])}
        assert said - {"endpoints", "price_date"} <= {figure.key for figure in claim.figures}, claim.id


def test_every_figure_of_the_model_has_a_name_and_is_used(found: tuple[Claim, ...]) -> None:
    shown = {figure.key for claim in found for figure in claim.figures}
    assert set(COMPUTED) == set(tables("claims")["computed"])
    assert set(COMPUTED) <= shown
    assert len(set(names().values())) == len(names())


def test_counts_are_those_of_the_table_of_side_effects() -> None:
    series = [one for event in tables("adverse_events")["event"] for one in event.get("series", ())]
    counted = {(one["events"], one["treatments"], *one["source"]) for one in series}
    studies = tables("claims")["studies"]
    for key in ("any_effect_share", "any_effect_korea_share", "acne_flare_share"):
        assert (studies[key]["events"], studies[key]["of"], *studies[key]["source"]) in counted, key


@pytest.mark.parametrize(
    ("key", "value", "low", "high", "words"),
    [
        ("a_share", 0.222, 0.118, 0.328, "22 % (12 to 33)"),
        ("a_um", 430.6, 301.0, 742.2, "430 µm (300 to 740)"),
        ("a_days", 1.0, 1.0, 1.0, "1 day"),
        ("a_count", 1817.0, 1817.0, 1817.0, "1817"),
        ("a_share", -0.0079, -0.03, 0.014, "-0.79 % (-3 to 1.4)"),
    ],
)
def test_a_figure_is_said_with_two_digits_and_its_range(
    key: str, value: float, low: float, high: float, words: str
) -> None:
    assert told(key, Quantity(value=value, unit="1", low=low, high=high)) == words


def commands(found: tuple[Claim, ...]) -> set[str]:
    return {command for claim in found for command in claim.command.split(" && ")}


def test_every_command_is_one_of_the_shell(found: tuple[Claim, ...]) -> None:
    for words in map(shlex.split, commands(found)):
        assert words[0] == "photomend"
        command = cli.photomend.commands.get(words[1])
        assert command is not None, f"photomend {words[1]} is no command"
        with command.make_context(words[1], words[2:]) as context:
            assert isinstance(context, click.Context)


def test_a_command_computes_the_numbers_of_its_claim(found: tuple[Claim, ...]) -> None:
    claim = next(one for one in found if one.id == "fractional-recovery")
    answer = CliRunner().invoke(cli.photomend, [*shlex.split(claim.command)[1:], "--json"])
    rows = {row["name"]: row for row in json.loads(answer.stdout)["runs"]}
    figures = {figure.key: json.loads(figure.quantity.model_dump_json()) for figure in claim.figures}
    assert rows["fraxel-restore"]["epidermis_alive"] == figures["restore_alive_share"]
    assert rows["co2-10600"]["epidermis_alive"] == figures["co2_alive_share"]
    assert rows["eryag-2940"]["days_to_close"] == figures["eryag_closed_days"]


def test_the_page_has_the_verdicts_of_today(found: tuple[Claim, ...]) -> None:
    rows = re.findall(
        r"^\| \[([\w-]+)\]\(#\1\) \| ([\w-]+) \| (\w+) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == [(claim.id, claim.page, claim.verdict) for claim in found]
    parts = r"^\* (.+?): (confirmed|qualified|contradicted|unknown)\. (.+)$"
    assert re.findall(parts, PAGE.read_text(encoding="utf-8"), re.MULTILINE) == [
        (part.words, part.verdict, part.because) for claim in found for part in claim.parts
    ]


def test_the_page_says_every_claim_in_full(found: tuple[Claim, ...]) -> None:
    text = page(found)
    for claim in found:
        assert f"## {claim.id}\n\n> {claim.claim}\n" in text
        assert claim.outside in text
        assert all(command in text for command in claim.command.split(" && "))


def test_the_terminal_shows_verdict_basis_and_command(found: tuple[Claim, ...]) -> None:
    console = Console(width=2000)
    with console.capture() as capture:
        show_claims(console, found)
    shown = capture.get()
    assert all(text in shown for claim in found for text in (claim.claim, claim.verdict, claim.basis, claim.command))
    assert "25 claims: " in shown


def test_plain_values_go_to_json_and_back(found: tuple[Claim, ...]) -> None:
    records = json.loads(json.dumps(claim_records(found), allow_nan=False))
    assert tuple(Claim.model_validate(record) for record in records) == found
    assert {"id", "claim", "verdict", "basis", "sources", "command"} <= set(records[0])


def test_progress_ends_at_one() -> None:
    told_shares: list[float] = []
    claims(told_shares.append)
    assert told_shares == sorted(told_shares)
    assert told_shares[-1] == 1.0
