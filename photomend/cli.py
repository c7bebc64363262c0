"""The command line: a thin shell over the same functions a script calls.

Exit status 0: done; 1: a fault of the program; 2: bad input, one line on stderr; 130: interrupted.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from photomend.backend import package_version
from photomend.description import BadInput

SHOW_PROGRESS_AFTER_S = 1.0


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(package_version())
@click.pass_context
def photomend(context: click.Context) -> None:
    """From a named skin laser and its dial to the light, the heat and the microscopic wound.

    A model, not medical advice: every figure comes with its range and its sources.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@photomend.command()
@click.option("--figure", type=Path, default=Path("photomend-demo.png"), show_default=True, help="Where to draw it.")
def demo(figure: Path) -> None:
    """Simulate a real treatment, print its table, draw its picture.

    Fraxel re:store, 20 mJ, on the cheek.
    """
    _check_outputs(None, figure)
    run = _simulate({"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20.0}})
    _draw(run, figure)
    _show(run)
    click.echo(f"Picture: {figure}\nNext: photomend devices, or photomend simulate --help")


@photomend.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def devices(name: str | None, as_json: bool) -> None:
    """List the lasers photomend knows, or print the card of one NAME."""
    from photomend.device import card, cards
    from photomend.report import device_records, show_card, show_devices

    chosen = {name: card(name)} if name else cards()
    if as_json:
        _print_json(device_records(chosen))
    elif name:
        show_card(chosen[name], _console())
    else:
        show_devices(chosen, _console())


@photomend.command()
@click.argument("file", required=False, type=Path)
@click.option("--device", help="Name of the laser (photomend devices lists them); replaces the file's.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one key, e.g. settings.pulse_energy_mJ=10 or skin.site=forehead. May be repeated; wins over all.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON and nothing else.")
@click.option("--out", type=Path, metavar="RUN.nc", help="Save the whole run (NetCDF).")
@click.option("--figure", type=Path, metavar="RUN.png", help="Draw the run (.png, .svg or .pdf).")
def simulate(
    file: Path | None,
    device: str | None,
    assignments: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    figure: Path | None,
) -> None:
    """Simulate one treatment, described by a TOML FILE, by --device, or both.

    What is not given follows the device. Without --json a table is printed.
    """
    from photomend.treatment import read_file, with_settings

    contents = read_file(file) if file else {}
    if device is not None:
        contents = {**contents, "handpiece": {**contents.get("handpiece", {}), "device": device}}
    _check_outputs(out, figure)
    run = _simulate(with_settings(contents, assignments))
    if out:
        run.save(out)
    if figure:
        _draw(run, figure)
    if as_json:
        _print_json(run.summary.model_dump(mode="json"))
    else:
        _show(run)


@photomend.command()
@click.argument("file", required=False, type=Path)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one key of the skin, e.g. skin.phototype=V.",
)
@click.option("--step", default=20.0, show_default=True, help="Wavelength step, nm.")
@click.option("--no-intervals", is_flag=True, help="Leave out the ranges over the uncertain inputs.")
@click.option("--json", "as_json", is_flag=True, help="Print the spectrum as JSON and nothing else.")
@click.option(
    "--out", type=Path, metavar="SPECTRUM.nc", help="Save the spectrum and the optics of the layers (NetCDF)."
)
@click.option("--figure", type=Path, metavar="SPECTRUM.png", help="Draw it (.png, .svg or .pdf).")
def spectrum(
    file: Path | None,
    assignments: tuple[str, ...],
    step: float,
    no_intervals: bool,
    as_json: bool,
    out: Path | None,
    figure: Path | None,
) -> None:
    """Compute what skin reflects from 380 to 2500 nm.

    The skin is that of a treatment FILE or of --set; a device is not needed. Without --json a table is printed.
    """
    from photomend.spectrum import reflectance_spectrum, wavelengths
    from photomend.treatment import read_file, read_request, with_settings

    _check_outputs(out, figure)
    skin = read_request(with_settings(read_file(file) if file else {}, assignments)).treatment.skin
    with _progress() as progress:
        found = reflectance_spectrum(skin, wavelengths(step).tolist(), intervals=not no_intervals, progress=progress)
    if out:
        found.save(out)
    if figure:
        from photomend.spectrum_figure import save

        save(found, figure)
    if as_json:
        _print_json(found.record())
    else:
        from photomend.report import show_spectrum

        show_spectrum(found, _console())


@photomend.command()
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

    _check_outputs(report, None)
    rows = chosen(data, wanted)
    with _progress("predicting") as progress:
        verdicts = run(rows, (lambda share: progress(0.6 * share)) if report else progress)
        if report:
            from photomend.validation.page import write_report

            write_report(report, verdicts, _command(data, wanted, report), lambda share: progress(0.6 + 0.4 * share))
    if as_json:
        _print_json({"rows": [record(verdict) for verdict in verdicts], "summary": summarise(verdicts)})
    else:
        show_validation(verdicts, _console())


def _command(data: Path | None, wanted: tuple[str, ...], report: Path) -> str:
    """Return the command that makes a report."""
    words = ["photomend validate", *(f"--row {name}" for name in wanted), f"--report {report.name}"]
    return " ".join([*words[:1], *([f"--data {data.name}"] if data else []), *words[1:]])


@photomend.command()
@click.argument("names", metavar="NAME NAME ...", nargs=-1, required=True)
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="Change one key of all, e.g. skin.site=forehead. May be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON and nothing else.")
@click.option("--figure", type=Path, metavar="SIDES.png", help="Draw them to one scale (.png, .svg or .pdf).")
def compare(names: tuple[str, ...], assignments: tuple[str, ...], as_json: bool, figure: Path | None) -> None:
    """Simulate treatments and set them side by side.

    NAME is a laser (photomend devices lists them) or a treatment FILE. Without --json a table is printed.
    """
    from photomend.comparison import compare as compare_runs
    from photomend.comparison import contents_of, simulate_all

    _check_outputs(None, figure)
    contents = contents_of(names, assignments)
    with _progress() as progress:
        runs = simulate_all(contents, progress)
    found = compare_runs(runs)
    if figure:
        from photomend.comparison_figure import save

        save(found, runs, figure)
    if as_json:
        _print_json(found.model_dump(mode="json"))
    else:
        from photomend.comparison_report import show_comparison

        show_comparison(found, _console())


@photomend.command()
@click.argument("model", type=Path)
@click.option("--photons", type=int, help="Photons to trace; replaces the file's.")
@click.option("--seed", type=int, help="Seed of all random numbers; replaces the file's.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON and nothing else.")
@click.option("--out", type=Path, metavar="RUN.nc", help="Save light and labels by voxel (NetCDF).")
@click.option("--figure", type=Path, metavar="RUN.png", help="Draw a section through the beam (.png, .svg or .pdf).")
def volume(
    model: Path, photons: int | None, seed: int | None, as_json: bool, out: Path | None, figure: Path | None
) -> None:
    """Compute light in a volume of voxels: what is not layered.

    MODEL is a JSON file as MCX reads it, or a NetCDF file with labels and what they mean, such as a saved run. Without
    --json a table is printed.
    """
    from photomend.volume import simulate_volume
    from photomend.volume_files import read_volume

    _check_outputs(out, figure)
    request = read_volume(model)
    given = {name: value for name, value in (("photons", photons), ("seed", seed)) if value is not None}
    with _progress() as progress:
        run = simulate_volume(request.model, request.numerics.with_(**given), progress, request.remarks)
    if out:
        run.save(out)
    if figure:
        from photomend.volume_figure import save

        save(run, figure)
    if as_json:
        _print_json(run.summary.model_dump(mode="json"))
    else:
        from photomend.report import show_volume

        show_volume(run.summary, _console())


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    try:
        photomend.main(arguments, prog_name="photomend", standalone_mode=False)
    except BadInput as fault:
        _leave(str(fault), 2)
    except click.exceptions.Abort:
        _leave("interrupted", 130)
    except KeyboardInterrupt:
        _leave("interrupted", 130)
    except click.ClickException as fault:
        _leave(f"{fault.format_message().rstrip('.')}; photomend --help shows the use", 2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as fault:
        if os.environ.get("PHOTOMEND_TRACEBACK"):
            raise
        _leave(f"internal error: {type(fault).__name__}: {fault}; set PHOTOMEND_TRACEBACK=1 for its trace", 1)


def _leave(sentence: str, status: int) -> None:
    click.echo("photomend: " + " ".join(sentence.split()), err=True)
    sys.exit(status)


def _simulate(contents: dict[str, Any]) -> Any:
    from photomend.simulate import simulate as run
    from photomend.treatment import read_request

    request = read_request(contents)
    with _progress() as progress:
        return run(request.treatment, request.physics, request.numerics, progress)


@contextmanager
def _progress(doing: str = "simulating") -> Iterator[Callable[[float], None]]:
    """Yield a function that takes the share done; a bar appears on stderr for anything over a second."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    started = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(doing, total=1.0)

    def show(share: float) -> None:
        bar.update(task, completed=share)
        if not bar.live.is_started and time.monotonic() - started > SHOW_PROGRESS_AFTER_S:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()


def _check_outputs(out: Path | None, figure: Path | None) -> None:
    """Refuse an output that cannot be written before time is spent on computing it."""
    for path in filter(None, (out, figure)):
        _check_folder(path)
    if figure:
        from photomend.figure import check_ending

        check_ending(figure)


def _check_folder(path: Path) -> None:
    folder = path.parent if str(path.parent) else Path()
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise BadInput(f"output = {path} cannot be written; choose a file in a folder that exists and is writable")


def _draw(run: Any, figure: Path) -> None:
    from photomend.figure import save

    save(run, figure)


def _show(run: Any) -> None:
    from photomend.report import show_run

    show_run(run.summary, _console())


def _console() -> Any:
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 120)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, allow_nan=False, ensure_ascii=False))


if __name__ == "__main__":
    main()
