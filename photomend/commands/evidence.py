"""Commands that hold the model against studies, and treatments against each other."""

from __future__ import annotations

from pathlib import Path

import click

from photomend.commands.shell import check_outputs, console, print_json, progress, set_option


@click.command()
@click.option("--data", type=Path, metavar="MINE.csv", help="Measurements of your own instead of the published ones.")
@click.option("--row", "wanted", multiple=True, metavar="ID", help="Only rows whose id begins so. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print rows and summary as JSON and nothing else.")
@click.option("--report", type=Path, metavar="REPORT.md", help="Write the report and its pictures (Markdown).")
def validate(data: Path | None, wanted: tuple[str, ...], as_json: bool, report: Path | None) -> None:
    """Predict published measurements and show what was measured beside it.

    Some minutes for all rows; the report adds pictures and sensitivities. MINE.csv has a line per measurement: id,
    quantity (depth, width, threshold, ...), measured, where known low and high, and keys of a treatment file such as
    settings.pulse_energy_mJ, in which 100..200 is an input known only to lie between.
    """
    from photomend.validation.console import show_validation
    from photomend.validation.rows import chosen
    from photomend.validation.run import record, summarise
    from photomend.validation.run import validate as run

    check_outputs(report, None)
    rows = chosen(data, wanted)
    with progress("predicting") as tell:
        verdicts = run(rows, (lambda share: tell(0.6 * share)) if report else tell)
        if report:
            from photomend.validation.page import write_report

            write_report(report, verdicts, _command(data, wanted, report), lambda share: tell(0.6 + 0.4 * share))
    if as_json:
        print_json({"rows": [record(verdict) for verdict in verdicts], "summary": summarise(verdicts)})
    else:
        show_validation(verdicts, console())


def _command(data: Path | None, wanted: tuple[str, ...], report: Path) -> str:
    """Return the command that makes a report."""
    words = ["photomend validate", *(f"--row {name}" for name in wanted), f"--report {report.name}"]
    return " ".join([*words[:1], *([f"--data {data.name}"] if data else []), *words[1:]])


@click.command()
@click.argument("names", metavar="NAME NAME ...", nargs=-1, required=True)
@set_option("Change one key of all, e.g. skin.site=forehead. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON and nothing else.")
@click.option("--figure", type=Path, metavar="SIDES.png", help="Draw them to one scale (.png, .svg or .pdf).")
def compare(names: tuple[str, ...], assignments: tuple[str, ...], as_json: bool, figure: Path | None) -> None:
    """Simulate treatments and set them side by side.

    NAME is a laser (photomend devices lists them) or a treatment FILE. Without --json a table is printed.
    """
    from photomend.comparison import compare as compare_runs
    from photomend.comparison import contents_of, simulate_all

    check_outputs(None, figure)
    contents = contents_of(names, assignments)
    with progress() as tell:
        runs = simulate_all(contents, tell)
    found = compare_runs(runs)
    if figure:
        from photomend.comparison_figure import save

        save(found, runs, figure)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        from photomend.comparison_report import show_comparison

        show_comparison(found, console())


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the claims as JSON and nothing else.")
def claims(as_json: bool) -> None:
    """Check what is commonly said of these treatments: verdict, figures, sources, and the command behind each."""
    from photomend.guide.claims import claim_records
    from photomend.guide.claims import claims as check
    from photomend.guide.guide_report import show_claims

    with progress("checking") as tell:
        found = check(tell)
    if as_json:
        print_json(claim_records(found))
    else:
        show_claims(console(), found)


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def guide(name: str | None, as_json: bool) -> None:
    """Read the guide to a procedure: NAME is fractional or full-field; both without it."""
    from photomend.guide.guide_report import show_guide
    from photomend.guide.procedures import procedure, procedure_records, procedures

    chosen = (procedure(name),) if name else procedures()
    if as_json:
        print_json(procedure_records(chosen))
        return
    for one in chosen:
        show_guide(console(), one)
