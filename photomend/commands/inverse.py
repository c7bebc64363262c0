"""The command of inverse planning."""

from __future__ import annotations

from pathlib import Path

import click

from photomend.commands.shell import check_outputs, console, print_json, progress


@click.command()
@click.argument("goal", type=Path, metavar="GOAL.toml")
@click.option("--json", "as_json", is_flag=True, help="Print the plan as JSON and nothing else.")
@click.option(
    "--figure", type=Path, metavar="PARETO.png", help="Draw choices, targets and limits (.png, .svg or .pdf)."
)
def optimise(goal: Path, as_json: bool, figure: Path | None) -> None:
    """Find what settings the model needs for a stated wound, within limits.

    GOAL.toml names the wound, the limits and the dials that may vary. For clinicians and researchers: it reaches a
    wound, not a benefit, and says which limit holds it back. Not a prescription.
    """
    from photomend.study.goal import read_goal
    from photomend.study.optimise import optimise as find

    check_outputs(None, figure)
    wanted = read_goal(goal)
    with progress("looking") as tell:
        found = find(wanted, tell)
    if figure:
        from photomend.optimise_figure import save

        save(found, figure)
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        from photomend.optimise_report import show_plan

        show_plan(found, console())
