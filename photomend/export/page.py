"""The files of an export that are no courses: the page, what it draws from, licences, and how to serve it all.

Of the built page only what the try-on names is taken, and what that names in turn; each part's name holds a hash of
its contents, so that a name in a text can mean nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import photomend
from photomend.backend import package_version
from photomend.description import BadInput

PACKAGE: Final = Path(photomend.__file__).parent
BUILT: Final = PACKAGE / "server" / "static"
DATA: Final = PACKAGE / "data" / "tryon"
ENTRY: Final = "tryon.html"
BESIDE: Final = ("icon.svg", "licences.md")
NAMED: Final = re.compile(r"[\w.-]+\.(?:js|css|svg|png|json|wasm)\b")

README: Final = """\
Try it on - photomend {version}

What a skin laser changes, day by day and as a range: on a head, or on your own photo. A model for study and teaching,
not medical advice. Everything is computed and drawn in the visitor's browser: a photo never leaves the tab, and these
files send nothing anywhere.

To look at it on this computer, in this folder:

    python -m http.server

then open http://localhost:8000 (not index.html as a file: browsers do not let a file read its neighbours).

To show it to others, copy this folder to any place that serves files over https. It needs no program there, works in
any folder of a site, and sets no cookies. Where your host lets you send headers, these make its promises binding for
every file, the page's own worker too:

    Content-Security-Policy: {policy}
    Referrer-Policy: no-referrer
    X-Content-Type-Options: nosniff

Files: index.html and assets, the page; data, what it draws from (NOTICE in there says where that comes from); courses,
what was computed for each treatment, skin type and age; LICENSE, licences.md and data/litert/LICENSE, the licences. The
command photomend export makes all of it anew.
"""


def page_files() -> Iterator[tuple[str, bytes]]:
    """Yield the files beside the courses: their paths in the export, with their contents."""
    html = (BUILT / ENTRY).read_text(encoding="utf-8") if (BUILT / ENTRY).is_file() else ""
    if not html:
        raise BadInput(f"the built page has no {ENTRY}; build it first: npm --prefix web run build")
    yield "index.html", html.encode()
    for path in [*named_by(html, BUILT), *(BUILT / name for name in BESIDE)]:
        yield path.relative_to(BUILT).as_posix(), path.read_bytes()
    for path in sorted(DATA.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield f"data/{path.relative_to(DATA).as_posix()}", path.read_bytes()
    yield "LICENSE", (DATA / "litert" / "LICENSE").read_bytes()
    yield "README.txt", README.format(version=package_version(), policy=policy_of(html)).encode()


def named_by(text: str, built: Path) -> list[Path]:
    """Return the parts of the built page that a text names, and those that these name, in the order of their names."""
    parts = {path.name: path for path in (built / "assets").iterdir()}
    found: dict[str, Path] = {}
    waiting = [text]
    while waiting:
        for name in NAMED.findall(waiting.pop()):
            if name in parts and name not in found:
                found[name] = parts[name]
                waiting += [parts[name].read_text(encoding="utf-8")] if name.endswith((".js", ".css")) else []
    return [found[name] for name in sorted(found)]


def policy_of(html: str) -> str:
    """Return the content-security policy that a page states for itself.

    Example
    -------
    >>> policy_of('<meta http-equiv="Content-Security-Policy" content="default-src none">')
    'default-src none'
    """
    found = re.search(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"', html)
    if found is None:
        raise BadInput(f"{ENTRY} states no content-security policy; build the page anew: npm --prefix web run build")
    return found.group(1)
