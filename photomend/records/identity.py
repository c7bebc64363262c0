"""When two jobs have the same answer: the same question, put to the same version of everything."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any, Final

from photomend.backend import PACKAGE, package_version

SOURCES: Final = {".py", ".toml", ".csv", ".html", ".bib"}
PAGE: Final = "server/static"


def identity_of(kind: str, request: dict[str, Any]) -> str:
    """Return a hash that is the same for jobs that have the same answer.

    Example
    -------
    >>> first, second = ({"settings": {"passes": 2}, "skin": {}}, {"skin": {}, "settings": {"passes": 2}})
    >>> identity_of("simulate", first) == identity_of("simulate", second) != identity_of("compare", second)
    True
    """
    canonical = json.dumps([kind, request, answer_version()], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def answer_version() -> str:
    """Return the version of all that a job's answer and its files are made of: figures, words, pictures, reports."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        inner = path.relative_to(PACKAGE).as_posix()
        if path.suffix in SOURCES and not inner.startswith(PAGE):
            digest.update(inner.encode() + b"\0" + path.read_bytes())
    return f"{package_version()}+{digest.hexdigest()[:12]}"
