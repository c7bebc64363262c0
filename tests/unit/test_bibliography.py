"""The bibliography in short: one line a reference, free of BibTeX."""

import pytest

from photomend.bibliography import plain, short_reference
from photomend.catalog import literature


@pytest.mark.parametrize("key", literature())
def test_every_reference_has_a_line_without_bibtex(key: str) -> None:
    line = short_reference(key)
    assert line.strip()
    assert not set(line) & set("{}\\$\n")
    assert "  " not in line


@pytest.mark.parametrize(
    ("bibtex", "text"),
    [
        (r"R{\"o}ttgers", "Röttgers"),
        (r"{\c{C}}ilesiz", "Çilesiz"),
        (r"Milani\v{c}", "Milanič"),
        (r"5--20 \%", "5-20 %"),
        (r"1.54-$\mu$m", "1.54-um"),
        ("cameras and vice", "cameras and vice"),
    ],
)
def test_bibtex_becomes_plain_text(bibtex: str, text: str) -> None:
    assert plain(bibtex) == text


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("Polder2012", "Polder and Bruce (2012): Treatment of melasma using a novel 1,927-nm fractional thulium"),
        ("Miller2014", "Miller and others (2014): Clinical evaluation of a non-ablative 1940 nm fractional laser"),
        ("Hantash2007", "Hantash and others (2007): Lasers in Surgery and Medicine 39, 96"),
        ("FDA510k", "U.S. Food and Drug Administration: 510(k) premarket notifications"),
        ("PicoSureNews", "News reports on the PicoSure laser (2014)"),
    ],
)
def test_a_reference_is_authors_year_and_title(key: str, line: str) -> None:
    assert short_reference(key).startswith(line)
