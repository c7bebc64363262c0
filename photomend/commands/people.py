"""Commands for people: the plan of a case."""

from __future__ import annotations

from pathlib import Path

import click

from photomend.commands.shell import check_outputs, console, print_json, progress


@click.command()
@click.argument("case", type=Path, metavar="CASE.toml")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
@click.option(
    "--report", type=Path, metavar="REPORT.html", help="Write one printable page that needs nothing beside it."
)
def plan(case: Path, as_json: bool, report: Path | None) -> None:
    """Set out the options of a person and a goal: change, recovery, risks, cost, and how sure anyone is.

    CASE.toml names the person, the concern and who is looking. Educational, not a prescription.
    """
    from photomend.case import read_case
    from photomend.planner import plan as set_out
    from photomend.planner.plan_tables import show_plan

    check_outputs(report, None)
    with progress("planning") as tell:
        planned = set_out(read_case(case), tell)
    if report:
        from photomend.planner.report import write_report

        write_report(report, planned, f"photomend plan {case.name} --report {report.name}")
    if as_json:
        print_json(planned.plan.model_dump(mode="json"))
    else:
        show_plan(planned.plan, console())
