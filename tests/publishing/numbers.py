"""Which numbers may stand where: worked out anew from a release, to be held against what is printed of it."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from math import floor

from app.publishing.files.contents import all_of
from app.publishing.tables import Row, indicator_rows, table_rows, wording
from app.publishing.who_answered import item_of_all
from app.results.published import cell_key
from app.results.releases import Release, Stored
from app.results.rules import Rules
from app.results.uncertainty import chance_range, draws_of
from app.results.weighting import weighted
from app.surveys import support
from app.surveys.plan import EVERYONE
from tests.publishing.brief.test_composing import digits, percent, texts

_OF_THE_WORDS = {10, 95}
"""`about 3 in 10`, `95% or more`."""
_OF_THE_METHOD = {100, 5, 256}
"""From how many children groups are compared, and how far apart they must be; SHA-256."""


def text_of_page(markup: str) -> str:
    """What a reader sees of a page, its code for R and Python apart."""
    seen = re.sub(r"(?s)<(style|script|pre)\b.*?</\1>", " ", markup)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", seen)).split())


def strays(text: str, stored: Stored, allowed: Iterable[int]) -> set[int]:
    """The numbers of a text that may not stand there; what names the release, its addresses and its seals is no number."""
    for name in (stored.digest, stored.chain, stored.release.prev_chain):
        text = re.sub(r"\s*".join(name), " ", text)
    text = re.sub(r"https?:\s*/\s*/[^ ]+(?: ?/ ?[^ ]+)*", " ", text).replace(stored.name, " ")
    return digits(text) - set(allowed)


def of_question(release: Release, code: str) -> set[int]:
    """Every number that may stand with one question: of its own cells and answers, and in the words around them."""
    rows = [row for row in table_rows(release) if row.item == code]
    found = {number for row in rows for number in _of_row(release, row)}
    told = release.responses[code]
    if told is not None:
        found |= {told.asked, *(percent(part, told.asked) for part in (told.dont_know, told.rather_not, told.left))}
    shares = weighted(release, code)
    if shares is not None:
        found |= {percent(round(share * 1_000_000), 1_000_000) for share in shares.shares.values()}
        found |= {shares.effective // 10 * 10}
    item = release.questionnaire.item(code)
    places = range(1, len(getattr(item, "options", ())) + 1)
    return found | {*places} | of_words(release, item.model_dump_json()) | _OF_THE_WORDS


def of_findings(release: Release, code: str | None = None) -> set[int]:
    """The same for all indicators, or for one, for all children together."""
    rows = [row for row in indicator_rows(release) if row.group == EVERYONE and code in {None, row.variable}]
    found = {number for row in rows for number in _of_row(release, row)}
    found |= {floor(row.percent / 10 + 0.5) for row in rows if row.percent is not None}
    return found | digits(" ".join(f"{row.question} {wording(release, row.item)}" for row in rows)) | _OF_THE_WORDS


def of_words(release: Release, *words: str) -> set[int]:
    """What stands in these words and in those by which children are told apart."""
    q = release.questionnaire
    groups = [*texts([band.label for band in q.bands]), *texts([place.model_dump() for place in q.places])]
    groups += [q.item(code).model_dump_json() for code in q.profile]
    census = release.population.source if release.population else ""
    return digits(" ".join([*words, *groups, census]))


def of_release(release: Release) -> set[int]:
    """What may stand around the questions: who answered and when, the rules, the census, the files."""
    found = {release.respondents, release.number, *_OF_THE_WORDS, *_OF_THE_METHOD}
    for day in (release.day, release.opened_on, release.closed_on, release.reply_by):
        found |= {day.day, day.year} if day else set()
    for name in Rules.model_fields:
        found |= digits(str(getattr(release.rules, name)))
    found |= {sum(release.cells[f"{planned.item}/"] is None for planned in release.plan.items)}
    for shares in (release.population.shares if release.population else {}).values():
        found |= {round(share) for share in shares.values()}
    found |= {*_who_answered(release)}
    helped = support.contacts(release.country) if release.country in support.countries() else ()
    said = [*(f"{file.name} {file.holds}" for file in all_of(release)), *(one.number for one in helped)]
    asked = wording(release, told_by.item) if (told_by := item_of_all(release)) else ""
    return found | of_words(release, release.title, asked, *said)


def _who_answered(release: Release) -> Iterator[int]:
    """How many of each group answered the item by which a page tells it, and their shares of those who did."""
    told_by = item_of_all(release)
    if told_by is None:
        return
    for breakdown in release.questionnaire.breakdowns:
        cells = [release.cells[cell_key(told_by.item, group)] for group in told_by.groups if group.breakdown == breakdown]
        bases = [cell.base for cell in cells if cell]
        yield from bases
        yield from (percent(base, sum(bases)) for base in bases)


def _of_row(release: Release, row: Row) -> set[int]:
    if row.base is None or row.count is None:
        return set()
    found = {row.base, row.count, percent(row.count, row.base)}
    if row.group == EVERYONE:
        draws = draws_of(release, row.item, summed=len(row.category_code.split("+")))
        found |= set(chance_range(row.count, row.base, draws, release.rules) or ())
    return found
