"""Words written from right to left among words written from left to right. Pure.

Digits, brackets and points beside them belong to neither direction, so without a mark they are drawn on the wrong side:
`14 to 17 (62%)` beside an Arabic word becomes another range.
"""

import unicodedata

_ISOLATE, _END = "\u2068", "\u2069"


def apart(text: str) -> str:
    """The text, set apart from what stands around it where any of it is written from right to left (Unicode's FSI and PDI)."""
    turned = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)
    return f"{_ISOLATE}{text}{_END}" if turned else text
