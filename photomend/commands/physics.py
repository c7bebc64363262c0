"""Commands of the physics: devices, one treatment, light in voxels, what skin reflects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from photomend.commands.shell import check_outputs, console, print_json, progress, set_option


@click.command()
@click.option("--figure", type=Path, default=Path("photomend-demo.png"), show_default=True, help="Where to draw it.")
def demo(figure: Path) -> None:
    """Simulate a real treatment, print its table, draw its picture.

    Fraxel re:store, 20 mJ, on the cheek.
    """
    check_outputs(None, figure)
    run = _simulate({"handpiece": {"device": "fraxel-restore"}, "settings": {"pulse_energy_mJ": 20.0}})
    _draw(run, figure)
    _show(run)
    click.echo(f"Picture: {figure}\nNext: photomend devices, or photomend simulate --help")


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
def devices(name: str | None, as_json: bool) -> None:
    """List the lasers photomend knows, or print the card of one NAME."""
    from photomend.card_report import device_records, show_card, show_devices
    from photomend.device import card, cards

    chosen = {name: card(name)} if name else cards()
    if as_json:
        print_json(device_records(chosen))
    elif name:
        show_card(chosen[name], console())
    else:
        show_devices(chosen, console())


@click.command()
@click.argument("file", required=False, type=Path)
@click.option("--device", help="Name of the laser (photomend devices lists them); replaces the file's.")
@set_option("Change one key, e.g. settings.pulse_energy_mJ=10 or skin.site=forehead. May be repeated; wins over all.")
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
    check_outputs(out, figure)
    run = _simulate(with_settings(contents, assignments))
    if out:
        run.save(out)
    if figure:
        _draw(run, figure)
    if as_json:
        print_json(run.summary.model_dump(mode="json"))
    else:
        _show(run)


@click.command()
@click.argument("file", required=False, type=Path)
@set_option("Change one key of the skin, e.g. skin.phototype=V.")
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

    check_outputs(out, figure)
    skin = read_request(with_settings(read_file(file) if file else {}, assignments)).treatment.skin
    with progress() as tell:
        found = reflectance_spectrum(skin, wavelengths(step).tolist(), intervals=not no_intervals, progress=tell)
    if out:
        found.save(out)
    if figure:
        from photomend.spectrum_figure import save

        save(found, figure)
    if as_json:
        print_json(found.record())
    else:
        from photomend.report import show_spectrum

        show_spectrum(found, console())


@click.command()
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

    check_outputs(out, figure)
    request = read_volume(model)
    given = {name: value for name, value in (("photons", photons), ("seed", seed)) if value is not None}
    with progress() as tell:
        run = simulate_volume(request.model, request.numerics.with_(**given), tell, request.remarks)
    if out:
        run.save(out)
    if figure:
        from photomend.volume_figure import save

        save(run, figure)
    if as_json:
        print_json(run.summary.model_dump(mode="json"))
    else:
        from photomend.report import show_volume

        show_volume(run.summary, console())


def _simulate(contents: dict[str, Any]) -> Any:
    from photomend.simulate import simulate as run
    from photomend.treatment import read_request

    request = read_request(contents)
    with progress() as tell:
        return run(request.treatment, request.physics, request.numerics, tell)


def _draw(run: Any, figure: Path) -> None:
    from photomend.figure import save

    save(run, figure)


def _show(run: Any) -> None:
    from photomend.report import show_run

    show_run(run.summary, console())
