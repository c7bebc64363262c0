"""What words for a reader may not hold: an order, a dose, a setting of a device, a promise that nothing can happen."""

import re
from collections.abc import Iterator
from typing import Any

ORDERS = re.compile(
    r"(always|apply|ask|avoid|call|check|choose|consider|consult|contact|cool|cover|discuss|do|don't|ensure|give|keep"
    r"|leave|let|limit|lower|make|never|pause|please|postpone|protect|put|raise|reduce|refuse|remove|rub|see|set|show"
    r"|sleep|start|stop|take|talk|tell|test|treat|try|use|wait|wash|wear)(?![\w-])",
    re.IGNORECASE,
)
FAULTS = {
    "command": r"\b(you|your|should|must|ought|has to|have to|need to)\b",
    "dose": r"\d\s*(mg|mcg|ug|µg|g|ml|IU)\b|\b(once|twice|times) (a day|daily)|\bdaily\b",
    "strength": r"\d\s*%\s*(\w+\s)?(lidocaine|tetracaine|hydroquinone|tretinoin|cream|gel|ointment|clobetasol)"
    r"|(lidocaine|tetracaine|hydroquinone|tretinoin|clobetasol|cream|gel)\s+\d",
    "setting": r"\d\s*(mJ|J/cm|W|ms|MTZ|passes|per cm)\b",
    "promise": r"\bsafe|\bharmless|\brisk-?free|\bguarantee",
}


def faults_of(words: str) -> list[str]:
    """Return what is wrong with words that a reader sees; empty where nothing is."""
    sentences = re.split(r"(?<=[.:;!?])\s+", words)
    orders = [sentence for sentence in sentences if ORDERS.match(sentence)]
    found = (re.search(pattern, words, re.IGNORECASE) for pattern in FAULTS.values())
    return orders + [fault.group() for fault in found if fault]


def words_in(part: Any) -> Iterator[str]:
    """Yield every text inside a data file that a reader would see."""
    for name, inner in part.items() if isinstance(part, dict) else ():
        if name in ("text", "plain", "who", "meaning"):
            yield inner
        yield from words_in(inner)
    for inner in part if isinstance(part, list) else ():
        yield from words_in(inner)
