"""What studies need beside the package: the extra ``photomend[study]``."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from photomend.description import BadInput

REMEDY = "pip install photomend[study]"


def needed(name: str) -> Any:
    """Return a package of the extra for studies; raise `BadInput` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        raise BadInput(f"{name} is not installed, and this study needs it; {REMEDY}") from None
