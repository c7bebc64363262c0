"""What a request says, checked: treatments and cases as they come over the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from photomend.records.contents import refuse_files
from photomend.treatment import Request, read_request

FIELD = re.compile(r"^([A-Za-z_][\w.]*)(?: =|:| lacks| has| is)")


def request_of(contents: Mapping[str, Any]) -> Request:
    """Return the request of a treatment that came over the network; raise `BadInput` for the first fault."""
    refuse_files(contents)
    request = read_request(contents)
    request.document()  # refuses what does not fit together
    return request


def field_of(sentence: str) -> str | None:
    """Return the field that a sentence of refusal begins with.

    Example
    -------
    >>> field_of("settings.passes = 0 is below the limit 1; give 1 or more"), field_of("no such thing")
    ('settings.passes', None)
    """
    found = FIELD.match(sentence)
    return found.group(1) if found else None
