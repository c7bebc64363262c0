"""The bibliography in short: authors, title and year of a reference in one line.

Reads the BibTeX of the catalogue, which has one field a line, braces that balance and few accents.
"""

from __future__ import annotations

import re
import unicodedata

from photomend.catalog import literature

ACCENTS = {'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}
FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?\s*$", re.MULTILINE)
ACCENT = re.compile(r"""\\(["'`^~]|[cv](?=\{))\{?([A-Za-z])\}?""")
SIGNS = {r"$\mu$": "u", r"\%": "%", r"\&": "&", "--": "-"}
MOST_NAMED = 2  # authors; of more, only the first


def short_reference(key: str) -> str:
    """Return one reference of the bibliography as a line: authors (year): title, or where it was published.

    Example
    -------
    >>> short_reference("Weiss2017")
    'Weiss and others (2017): Lasers in Surgery and Medicine 49, 40-44'
    """
    fields = fields_of(key)
    title = fields.get("title") or _place(fields) or fields.get("note", "")
    year = f" ({fields['year']})" if "year" in fields else ""
    return f"{_authors(fields['author'])}{year}: {title}" if "author" in fields else f"{title}{year}"


def fields_of(key: str) -> dict[str, str]:
    """Return the fields of a reference as plain text."""
    return {name.lower(): plain(value) for name, value in FIELD.findall(literature()[key])}


def plain(text: str) -> str:
    """Return BibTeX as plain text: accents joined to their letters, braces gone.

    Example
    -------
    >>> plain("{MCML} in 5--20 layers")
    'MCML in 5-20 layers'
    """
    accented = ACCENT.sub(lambda found: found.group(2) + ACCENTS[found.group(1)], text)
    for sign, letters in SIGNS.items():
        accented = accented.replace(sign, letters)
    return unicodedata.normalize("NFC", re.sub(r"[{}]", "", accented))


def _authors(names: str) -> str:
    surnames = [name.split(",")[0].strip() for name in names.split(" and ") if name]
    if len(surnames) > MOST_NAMED or "others" in surnames[1:]:
        return f"{surnames[0]} and others"
    return " and ".join(surnames)


def _place(fields: dict[str, str]) -> str:
    """Return journal, volume and pages."""
    volume = " ".join(filter(None, (fields.get("journal"), fields.get("volume"))))
    return ", ".join(filter(None, (volume, fields.get("pages"))))
