"""The sentences about photographs, from ``data/faces.toml``, their braces filled in."""

from __future__ import annotations

from photomend.catalog import tables
from photomend.description import BadInput


def sentence(name: str, **values: str) -> str:
    """Return a sentence by its name with its values.

    >>> sentence("several")
    'The photo shows several faces; choose one that shows yours alone'
    """
    return str(tables("faces")["sentences"][name]).format(**values)


def refusal(name: str, **values: str) -> BadInput:
    """Return the error that refuses a photograph with a sentence."""
    return BadInput(sentence(name, **values))
