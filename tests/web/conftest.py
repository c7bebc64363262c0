"""A real server and a real browser for the tests of the page."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import browser
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

WAIT_MS = 60_000
STARTED_S = 60.0
HARMLESS = ("data:", "blob:", "about:")


@dataclass
class Served:
    """A running ``photomend serve``: its address, and how to end and start it again on the same data."""

    data: Path
    port: int = 0
    address: str = ""
    process: Any = None

    def start(self) -> None:
        """Start it, and wait until it says where it is."""
        command = [sys.executable, "-m", "photomend.cli", "serve", "--no-browser", "--port", str(self.port)]
        here = {**os.environ, "XDG_DATA_HOME": str(self.data), "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(command, env=here, stdout=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stdout is not None
        ends = time.monotonic() + STARTED_S
        while time.monotonic() < ends:
            found = re.search(r"http://\S+", self.process.stdout.readline())
            if found:
                self.address = found.group()
                self.port = urlsplit(self.address).port or 0
                return
            assert self.process.poll() is None, "the server ended"

        raise AssertionError("the server did not say where it is")

    def kill(self) -> None:
        """End it at once, with its workers, as a loss of power would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
            self.process.stdout.close()
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server for all tests, with an empty data folder."""
    server = Served(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Served]:
    """Return a server of a test's own, which it may kill and start again."""
    server = Served(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium; without one the tests fail and say how to get it."""
    path = browser.find()
    if path is None:
        pytest.fail(browser.REMEDY, pytrace=False)
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        yield opened
        opened.close()


@dataclass
class Watch:
    """What went wrong or astray in a page: requests that left this machine, errors in its console but expected ones."""

    expected: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", lambda request: self._request(request.url))
        context.on("weberror", lambda fault: self._error(str(fault.error)))
        context.on("console", lambda said: self._error(said.text) if said.type == "error" else None)

    def _error(self, text: str) -> None:
        if not any(words in text for words in self.expected):
            self.errors.append(text)

    def _request(self, url: str) -> None:
        if not url.startswith(HARMLESS) and urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
            self.astray.append(url)


def looks_as(role: str) -> str:
    """Return a script that tells a page who is looking; an empty page has no memory to tell it to."""
    tell = f"localStorage.getItem('photomend.role') ?? localStorage.setItem('photomend.role', '{role}')"
    return f"try {{ {tell} }} catch {{}}"


@dataclass
class Opener:
    """Opens the page in a browser of its own, and watches all of them."""

    chromium: Browser
    address: str
    watch: Watch = field(default_factory=Watch)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(self, route: str = "", role: str | None = "clinician", **options: Any) -> Page:
        """Return the page at a route, as it shows itself to somebody."""
        context = self.chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(WAIT_MS)
        self.watch.over(context)
        self.contexts.append(context)
        if role:
            context.add_init_script(looks_as(role))
        page = context.new_page()
        page.goto(self.address + route)
        return page


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Opener]:
    """Return what opens the page; afterwards no request has left this machine and no error was told."""
    opener = Opener(chromium, served.address)
    yield opener
    for context in opener.contexts:
        context.close()
    assert opener.watch.astray == []
    assert opener.watch.errors == []


PHASES = "() => [...document.querySelectorAll('.lab-middle [data-slot][data-phase]')].map(one => one.dataset.phase)"
SHOWN = "() => Number(document.querySelector('.lab-middle [data-scene]')?.dataset.scene ?? 0)"
POLL_MS = 20


def until(page: Page, script: str, fits: Callable[[Any], bool]) -> None:
    """Wait until what a script gives fits; asked from here, because the page's policy forbids scripts from texts."""
    ends = time.monotonic() + 1e-3 * WAIT_MS
    while not fits(found := page.evaluate(script)):
        assert time.monotonic() < ends, f"{script} still gives {found}"
        page.wait_for_timeout(POLL_MS)


def settled(page: Page, count: int = 1) -> None:
    """Wait until every picture shows what was asked, at least as a preview."""
    until(page, PHASES, lambda phases: len(phases) >= count and set(phases) <= {"preview", "full"})


def full(page: Page) -> None:
    """Wait for the full result of what was asked last."""
    page.wait_for_timeout(100)  # what was just typed is sent with the next frame
    until(page, PHASES, lambda phases: phases != [] and set(phases) == {"full"})


@contextmanager
def preview_after(page: Page) -> Iterator[None]:
    """Do something to a dial, and wait for the picture that answers it."""
    before = page.evaluate(SHOWN)
    yield
    until(page, SHOWN, lambda shown: shown > before)
