"""What a page needs of ``data/faces.toml`` to look at photos itself: ``python -m photomend.faces.shared`` writes it.

Values and sentences alone; units, ranges and sources stay with the catalogue.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from photomend.catalog import tables

FILE = Path(str(files("photomend"))) / "data" / "tryon" / "faces.json"
NUMBERS = ("limits", "finding", "judging", "resolving", "skin")


def text() -> str:
    """Return the values of the numbers and the sentences, as JSON.

    >>> json.loads(text())["judging"]["least_width_px"] > 0.0
    True
    """
    held = tables("faces")
    numbers = {part: {name: entry["value"] for name, entry in held[part].items()} for part in NUMBERS}
    return json.dumps({**numbers, "sentences": held["sentences"]}, indent=1) + "\n"


def main() -> None:
    """Write the file into the package."""
    FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
