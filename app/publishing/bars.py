"""Bar charts as data for server-side SVG: where each label, bar and figure stands. Pure; the drawing is `publishing/parts.html`.

Widths are percentages of the chart and heights are in em, so a chart is as wide as its column and as large as its reader's
type, without a script and without a style attribute. Labels are broken into lines here, for SVG does not break them.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from app.publishing.figures import NEARLY_ALL, Status

FULL = 62.0
"""Where 100% lies, in percent of the chart's width: the figure stands to the right of it."""
LINE = 1.35
THICKNESS = 0.85
GAP = 0.8
_LABEL_COLUMNS = 34
_FIGURE_COLUMNS = 14
"""What stands to the right of a bar."""
_NEARLY_ALL_SHARE = 95
_MARKS = "\u200d\ufe0f" + "".join(one for one in map(chr, range(0x300, 0x3100)) if unicodedata.category(one)[0] == "M")
_END_OF_WORD = re.compile("(?<=\u200b)")
_SYLLABLE = re.compile(
    rf"(?:[\u0e40-\u0e44\u0ec0-\u0ec4]*"  # vowels of Thai and Lao that stand before their letter
    rf"(?:.[\u1039\u17d2])*.[{_MARKS}]*"  # letters that Burmese and Khmer stack, and their marks
    rf"(?:[\u0e30\u0e32\u0e33\u0eb0\u0eb2\u0eb3][{_MARKS}]*)*"  # vowels of Thai and Lao that stand after it
    rf"(?:[\u1000-\u1021](?=[\u1037\u1038]?\u103a|\u1039)[{_MARKS}]*(?:(?<=\u1039).[{_MARKS}]*)?)*)",  # what closes it in Burmese
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing to draw: a label, its share of the whole in percent (None: no bar), and the figure in words."""

    label: str
    share: int | None
    words: str
    status: Status = Status.NORMAL


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn figure. Lines and bar stand at these heights, in em; `instead` are the words where they take the bar's place."""

    label: str
    share: int
    lines: tuple[tuple[float, str], ...]
    top: float
    width: float
    words: str
    status: Status
    instead: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole chart: `title` and `description` say in words what it shows, for whoever cannot see it."""

    id: str
    title: str
    description: str
    height: float
    bars: tuple[Bar, ...]


def chart(identity: str, title: str, figures: Iterable[Figure]) -> Chart:
    """The figures one below the other, in their order."""
    bars: list[Bar] = []
    height = 0.0
    told = list(figures)
    for figure in told:
        lines = _placed(figure.label, height)
        top = height + LINE * len(lines) + 0.1
        told_alone = figure.share is None and _columns(figure.words) > _FIGURE_COLUMNS
        instead = _placed(figure.words, top - 0.1) if told_alone else ()
        share = figure.share or 0
        bars.append(
            Bar(figure.label, share, lines, round(top, 2), round(FULL * share / 100, 1), figure.words, figure.status, instead)
        )
        height = top + (LINE * len(instead) - 0.1 if instead else THICKNESS) + GAP
    description = "; ".join(f"{figure.label}: {figure.words}" for figure in told)
    return Chart(identity, title, f"{description}.", round(height - GAP + 0.2, 2), tuple(bars))


def _placed(text: str, top: float) -> tuple[tuple[float, str], ...]:
    """The lines of a text that begins there, each with its height."""
    return tuple((round(top + LINE * (number + 0.75), 2), line) for number, line in enumerate(wrapped(text, _LABEL_COLUMNS)))


def bar_share(percent: int | None, note: str) -> int | None:
    """How long to draw a percentage: what is only known to be 95 or more reaches 95."""
    return _NEARLY_ALL_SHARE if note == NEARLY_ALL else percent


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most so many columns, broken at spaces; inside a word only where it is longer than a line."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if _columns(joined) <= columns:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, columns)
        lines.extend(full)
    return [*lines, line] if line else lines or [""]


def _pieces(word: str, columns: int) -> list[str]:
    """A word cut where a line is full: where its writer marked the end of one, else between syllables, which are never cut.

    Scripts without spaces come as one word; a sign that is parted from its letter is drawn as a box or a dotted circle.
    """
    pieces = [""]
    for marked in _END_OF_WORD.split(word):
        if pieces[-1] and _columns(pieces[-1] + marked) > columns:
            pieces.append("")
        for syllable in _SYLLABLE.findall(marked):
            if pieces[-1] and _columns(pieces[-1] + syllable) > columns:
                pieces.append("")
            pieces[-1] += syllable
    return pieces


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else 1 + (unicodedata.east_asian_width(character) in "WF")
        for character in text
    )
