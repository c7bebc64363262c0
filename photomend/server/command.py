"""The command and the treatment file that reproduce what a page shows."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w


def command_of(contents: Mapping[str, Any]) -> str:
    """Return the shell command that simulates a treatment file's contents.

    Example
    -------
    >>> command_of({"handpiece": {"device": "affirm-1440"}, "settings": {"passes": 2}, "skin": {"site": "neck"}})
    'photomend simulate --device affirm-1440 --set settings.passes=2 --set skin.site=neck'
    """
    dotted = dict(_dotted(contents))
    device = dotted.pop("handpiece.device", None)
    words = ["photomend", "simulate", *(["--device", str(device)] if device else [])]
    for key, value in dotted.items():
        words += ["--set", f"{key}={_toml(value)}"]
    return shlex.join(words)


def toml_of(contents: Mapping[str, Any]) -> str:
    """Return a treatment file's contents as TOML, without what is left to the device."""
    return tomli_w.dumps(_stated(contents))


def _stated(contents: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: _stated(value) if isinstance(value, Mapping) else value for key, value in contents.items()}
    return {key: value for key, value in found.items() if value is not None and value != {}}


def _dotted(contents: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in contents.items():
        if isinstance(value, Mapping):
            yield from _dotted(value, f"{before}{key}.")
        elif value is not None:
            yield f"{before}{key}", value


def _toml(value: Any) -> str:
    """Return a value as the command line reads it: as TOML, words without their quotes."""
    return value if isinstance(value, str) else tomli_w.dumps({"value": value}).partition("=")[2].strip()
