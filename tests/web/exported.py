"""An export for the tests in a browser: written once by the command line, and served as any web space serves files."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from conftest import WAIT_MS, Watch
from playwright.sync_api import Browser, BrowserContext, Page

PLACE = "some/place"  # an export works in any folder of a site
COMPLAINTS = """
globalThis.complaints = [];
addEventListener("securitypolicyviolation", one => complaints.push(`${one.violatedDirective} ${one.blockedURI}`));
"""


@dataclass
class Site:
    """A web space with an export in one of its folders, and what was asked of it."""

    address: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)


class _Told(SimpleHTTPRequestHandler):
    def __init__(self, *given: Any, site: Site, **named: Any) -> None:
        self.site = site
        super().__init__(*given, **named)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        self.site.asked.append((self.path, int(code)))

    def log_message(self, format: str, *args: Any) -> None:
        pass


def write(folder: Path) -> None:
    """Write a small export: one concern on one skin at one age."""
    words = [
        "export",
        str(folder / PLACE),
        "--concern",
        "fine-lines",
        "--phototype",
        "II",
        "--age",
        "45",
        "--workers",
        "1",
    ]
    (folder / PLACE).parent.mkdir(parents=True)
    done = subprocess.run([sys.executable, "-m", "photomend.cli", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve a folder on this machine until the end of the context."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Told, site=site, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}/{PLACE}/"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def opened(chromium: Browser, site: Site, **options: Any) -> Iterator[tuple[Page, Watch]]:
    """Open an export in a browser of its own; every request and every complaint is watched."""
    context: BrowserContext = chromium.new_context(**options)
    context.set_default_timeout(WAIT_MS)
    watch = Watch()
    watch.over(context)
    context.add_init_script(COMPLAINTS)
    page = context.new_page()
    page.goto(f"{site.address}?test")
    yield page, watch
    context.close()
