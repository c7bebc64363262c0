"""The command that opens the web app."""

from __future__ import annotations

import socket
import threading
import webbrowser
from importlib import import_module

import click

from photomend.description import BadInput

ANYWHERE = ("0.0.0.0", "::")
OPENS_AFTER_S = 0.8


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to answer at; only this machine's own by default."
)
@click.option("--port", default=8800, show_default=True, help="Port to answer at; 0 takes a free one.")
@click.option(
    "--database", metavar="URL", help="Where cases are kept, e.g. postgresql+pg8000://HOST/NAME; a file by default."
)
@click.option("--no-browser", is_flag=True, help="Do not open the page.")
def serve(host: str, port: int, database: str | None, no_browser: bool) -> None:
    """Open the web app: laboratory, planner and guide, on this machine alone.

    Nothing that is entered leaves the machine. Ctrl-C ends it; what was saved is kept.
    """
    for name in ("fastapi", "uvicorn", "sqlalchemy", "websockets"):
        _needed(name)
    import uvicorn

    from photomend.server.app import Options, create_app
    from photomend.server.safety import LOOPBACK

    hosts = LOOPBACK if host in LOOPBACK else frozenset() if host in ANYWHERE else LOOPBACK | {host}
    listening = _listen(host, port)
    app = create_app(Options(database=database, hosts=hosts))
    address = f"http://{'localhost' if host in ('127.0.0.1', *ANYWHERE) else host}:{listening.getsockname()[1]}/"
    click.echo(f"photomend is at {address} (Ctrl-C ends it)")
    if host not in LOOPBACK:
        click.echo("Anyone who can reach this address can use it and read its cases.", err=True)
    if not no_browser:
        threading.Timer(OPENS_AFTER_S, webbrowser.open, (address,)).start()
    config = uvicorn.Config(app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listening])


def _needed(name: str) -> None:
    try:
        import_module(name)
    except ImportError:
        raise BadInput(f"{name} is not installed, and the web app needs it; pip install photomend[app]") from None


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; refuse an address that is taken before anything is started."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as fault:
        raise BadInput(
            f"--port = {port} at {host} cannot be used: {fault}; choose another, or 0 for a free one"
        ) from None
