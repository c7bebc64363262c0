"""The system's Chromium for the tests of the page: found, or installed where that is permitted, or a sentence how.

``python tests/web/browser.py`` installs it; a browser that is missing fails the tests, it never skips them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
REMEDY = (
    "No Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium; macOS: brew install --cask "
    "google-chrome), or set PHOTOMEND_CHROMIUM to its path."
)
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--force-color-profile=srgb",
)


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    given = os.environ.get("PHOTOMEND_CHROMIUM")
    if given:
        return given if Path(given).is_file() else None
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    return found or (str(MAC) if MAC.is_file() else None)


def install() -> None:
    """Install Debian's Chromium where this user may."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"]):
        if subprocess.run([apt, *step], env=quiet, stdout=subprocess.DEVNULL).returncode != 0:
            return


if __name__ == "__main__":
    if find() is None:
        install()
    path = find()
    print(path or REMEDY)
    sys.exit(0 if path else 1)
