"""The command line: a thin shell over the same functions a script calls.

Exit status 0: done; 1: a fault of the program; 2: bad input, one line on stderr; 130: interrupted.
"""

from __future__ import annotations

import os
import sys

import click

from photomend.backend import package_version
from photomend.commands import atlas, evidence, export, inverse, people, physics, serve, studies, uncertainty
from photomend.description import BadInput


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(package_version())
@click.pass_context
def photomend(context: click.Context) -> None:
    """From a named skin laser and its dial to the light, the heat and the microscopic wound.

    A model, not medical advice: every figure comes with its range and its sources.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    physics.demo, physics.devices, physics.simulate, physics.spectrum, physics.volume, people.plan, evidence.claims,
    evidence.compare, evidence.guide, evidence.validate, studies.sweep, inverse.optimise, uncertainty.uncertainty,
    atlas.atlas, export.export, serve.serve,
):  # fmt: skip
    photomend.add_command(command)


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


if __name__ == "__main__":
    main()
