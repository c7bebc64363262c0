"""What can be wrong with asking for a record, beside bad input: it is not there, or not as it was thought to be."""

from __future__ import annotations

from photomend.description import BadInput


class Missing(BadInput):
    """A record, or a part of one, that is not there."""


class Conflict(BadInput):
    """A record that does not allow what is asked as it is now."""
