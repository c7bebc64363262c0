"""What a saved case may hold: a treatment file or a case as the descriptions state it, and not too much of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from photomend.case import Case
from photomend.description import BadInput, checked
from photomend.treatment import TreatmentFile

Kind = Literal["treatment", "person"]
DESCRIBED: dict[Kind, type[TreatmentFile] | type[Case]] = {"treatment": TreatmentFile, "person": Case}
MOST_BYTES = 256 * 1024
MOST_IN_NAME, MOST_IN_NOTE = 200, 4_000
UNPRINTABLE = "\x00"


def checked_contents(kind: Kind, contents: Any) -> dict[str, Any]:
    """Return contents of a case as the descriptions state them, without what was left out; raise `BadInput` else.

    Example
    -------
    >>> checked_contents("treatment", {"handpiece": {"device": "affirm-1440"}})
    {'handpiece': {'device': 'affirm-1440'}}
    """
    if not isinstance(contents, Mapping):
        raise BadInput("contents = something else than a table; give the headings of a treatment or of a case")
    _refuse_too_much(contents)
    refuse_files(contents)
    return checked(DESCRIBED[kind], dict(contents)).model_dump(mode="json", exclude_unset=True, exclude_none=True)


def refuse_files(contents: Mapping[str, Any]) -> None:
    """Refuse contents that name a file, which would be one of the machine that reads them."""
    handpiece = contents.get("handpiece")
    if isinstance(handpiece, Mapping) and handpiece.get("beam_profile_csv") is not None:
        raise BadInput(
            "handpiece.beam_profile_csv names a file of one machine; give its columns instead, "
            "handpiece.profile_radius_um and handpiece.profile_irradiance"
        )


def checked_text(field: str, text: str, most: int) -> str:
    """Return a text without blanks around it; refuse one that is too long or cannot be written down."""
    kept = text.strip()
    if len(kept) > most:
        raise BadInput(f"{field} has {len(kept)} characters, above the limit {most}; shorten it")
    _encoded(field, kept)
    return kept


def checked_name(name: str) -> str:
    """Return a name in one line; refuse none, and one that is too long.

    Example
    -------
    >>> checked_name("  cheek,  first plan ")
    'cheek, first plan'
    """
    kept = checked_text("name", " ".join(name.split()), MOST_IN_NAME)
    if not kept:
        raise BadInput("name is empty; give a name")
    return kept


def folded(name: str) -> str:
    """Return a name as a search compares it, capitals and small letters alike."""
    return name.casefold()


def _refuse_too_much(contents: Mapping[str, Any]) -> None:
    try:
        text = json.dumps(contents, ensure_ascii=False, default=str)
    except RecursionError:
        raise BadInput("contents has tables within tables without end; give the headings of a file") from None
    size = len(_encoded("contents", text))
    if size > MOST_BYTES:
        raise BadInput(f"contents has {size} bytes, above the limit {MOST_BYTES}; leave out what is not needed")


def _encoded(field: str, text: str) -> bytes:
    """Return a text in UTF-8; refuse signs that databases do not keep."""
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        encoded = UNPRINTABLE.encode()
    if UNPRINTABLE.encode() in encoded or b"\\u0000" in encoded:
        raise BadInput(f"{field} has signs that are no text; leave them out")
    return encoded
