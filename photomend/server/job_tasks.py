"""What jobs run in a worker: each writes its files into a folder and returns its result as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from photomend.result import replacing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from photomend.result import Simulation

Progress = Callable[[float], None]
COMPUTED, PLANNED = 0.9, 0.7  # shares of the work when only files are left to write


def simulate_job(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the summary of a treatment, simulated; write the run, its picture, its tables and its treatment file."""
    from photomend.server.downloads import write_coverage, write_zones
    from photomend.simulate import part, simulate
    from photomend.treatment import read_request

    contents, folder = payload["request"], Path(payload["folder"])
    request = read_request(contents)
    run = simulate(request.treatment, request.physics, request.numerics, part(progress, 0.0, COMPUTED))
    _write(folder / "treatment.toml", _toml(contents))
    write_zones(folder / "zones.csv", run.summary)
    write_coverage(folder / "coverage.csv", run.summary)
    progress(COMPUTED)
    _draw(folder, _figure(run), progress)
    run.save(folder / "run.nc")
    return run.summary.model_dump(mode="json")


def plan_job(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the plan of a case; write it, its printable report, and the case."""
    from photomend.case import case_of
    from photomend.planner import plan
    from photomend.planner.report import write_report
    from photomend.simulate import part

    contents, folder = payload["request"], Path(payload["folder"])
    planned = plan(case_of(contents), part(progress, 0.0, PLANNED))
    found = planned.plan.model_dump(mode="json")
    _write(folder / "case.toml", _toml(contents))
    _write(folder / "plan.json", json.dumps(found, allow_nan=False, ensure_ascii=False, indent=1) + "\n")
    progress(PLANNED)
    write_report(folder / "report.html", planned, "photomend plan case.toml --report report.html")
    return found


def compare_job(payload: Mapping[str, Any], progress: Progress) -> dict[str, Any]:
    """Return the comparison of treatments; draw them to one scale."""
    from photomend.comparison import compare, simulate_all
    from photomend.comparison_figure import draw_comparison
    from photomend.simulate import part

    runs = simulate_all(payload["request"]["treatments"], part(progress, 0.0, COMPUTED))
    found = compare(runs)
    _draw(Path(payload["folder"]), draw_comparison(found, runs), progress)
    return found.model_dump(mode="json")


def _figure(run: Simulation) -> Figure:
    from photomend.figure import draw

    return draw(run)


def _draw(folder: Path, figure: Figure, progress: Progress) -> None:
    from photomend.figure import write

    for name in ("figure.svg", "figure.png"):
        write(figure, folder / name)
        progress(COMPUTED)


def _toml(contents: Mapping[str, Any]) -> str:
    from photomend.server.command import toml_of

    return toml_of(contents)


def _write(path: Path, text: str) -> None:
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")


JOB_TASKS: Final[dict[str, Callable[[Any, Progress], Any]]] = {
    "job-simulate": simulate_job,
    "job-plan": plan_job,
    "job-compare": compare_job,
}
