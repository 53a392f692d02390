"""The questionnaire of a release to print and to take along: a tagged PDF (PDF/UA-1) and an XLSForm. Pure but for the fonts.

The PDF says of each question how it was worded for each age, who was asked it and what is recorded; then follow the wordings in
the other languages, one after another. Its own words are English. Texts go in as data and are never markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app import typeset
from app.errors import Conflict
from app.publishing.brief.speaking import speaker
from app.publishing.directions import apart
from app.publishing.files.about import about, plain
from app.publishing.words import language_name, listed
from app.results.releases import Release, Stored
from app.surveys.questionnaire import AllOf, Card, Item, Level, OpenText, Pick, ResponseOption, Single, Wording, clauses, worded
from app.surveys.xlsform import writing
from app.web.languages import LANGUAGES, SOURCE

TEMPLATE = "print/questionnaire.typ"
_MISSING = (
    "Children could leave out any question. In place of an answer the record has “-” where a question was left, “?” where a child"
    " did not know, “!” where it did not want to say, and “.” where it was not asked."
)


def xlsform(stored: Stored, _base_url: str) -> bytes:
    """`questionnaire.xlsx`: ODK and KoboToolbox can use it, and `suara import` reads it. Refuses `extra-missing`."""
    return writing.write(stored.release.questionnaire)


def pdf(stored: Stored, base_url: str) -> bytes:
    """`questionnaire.pdf`. Refuses `pdf-not-installed`, and `fonts-missing` for the default language."""
    return typeset.pdf(TEMPLATE, data_of(stored, base_url), stored.release.day)


def data_of(stored: Stored, base_url: str) -> dict[str, Any]:
    """All that is printed. A language whose letters no font here has is named instead of printed. Refuses as `pdf` does."""
    release = stored.release
    q = release.questionnaire
    said = about(stored, base_url)
    first = _chapter(release, q.default_language, in_full=True)
    fonts = dict.fromkeys(typeset.fonts_for(typeset.scripts_in([first, asdict(said)])))
    others, left_out = [], []
    for language in q.languages:
        if language != q.default_language:
            chapter = _chapter(release, language)
            try:
                fonts |= dict.fromkeys(typeset.fonts_for(typeset.scripts_in(chapter)))
            except Conflict:
                left_out.append(language_name(language))
            else:
                others.append(chapter)
    return {
        "title": said.title,
        "marks": said.marks,
        "facts": f"{said.country} · {said.period} · {said.address}",
        "how": [f"Asked in {said.languages}. {said.how}", _MISSING],
        "left_out": f"Not printed, for no font here has their letters: {listed(left_out)}." if left_out else "",
        "address": said.address,
        "chapters": [first, *others],
        "fonts": list(fonts),
    }


def _chapter(release: Release, language: str, *, in_full: bool = False) -> dict[str, Any]:
    """Everything that was said in one language; in full also who was asked what, and what is recorded."""
    q = release.questionnaire
    known = LANGUAGES.get(language)
    everybody = [band.code for band in q.bands]
    before = (("Welcome", q.welcome), ("Assent", q.assent), ("To check that it was understood", q.check))
    return {
        "language": language,
        "name": language_name(language) + (f" ({known.autonym})" if known and language != SOURCE else ""),
        "dir": known.direction if known else "ltr",
        "leading": (known.line_height if known else 1.5) - 0.85,
        "draft": "No native speaker has reviewed these words." if language in q.drafts else "",
        "before": [{"name": name, "wordings": _by_ages(release, said, language, _has(said, language, everybody))}
                   for name, said in before if said and language in said],
        "questions": [_question(release, item, language, in_full=in_full) for item in q.items],
    }  # fmt: skip


def _has(wording: Wording, language: str, bands: Sequence[str]) -> Sequence[str]:
    """The bands that are told something: all where the youngest is, for the others then read the same."""
    told = wording[language]
    return bands if bands[0] in told else sorted(told)


def _question(release: Release, item: Item, language: str, *, in_full: bool) -> dict[str, Any]:
    options = item.options if isinstance(item, Single | Pick) else ()
    return {
        "code": item.code,
        "wordings": _by_ages(release, item.wording, language, item.bands),
        "facts": " ".join(_facts(release, item)) if in_full else "",
        "condition": _by_ages(release, item.asked_if_in_words, language, item.bands) if item.asked_if_in_words else [],
        "options": [
            {
                "code": one.code,
                "wordings": _by_ages(release, one.label, language, item.bands),
                "facts": ", ".join(_of_option(one)) if in_full else "",
            }
            for one in options
        ],
    }


def _by_ages(release: Release, wording: Wording, language: str, bands: Iterable[str]) -> list[tuple[str, str]]:
    """Each text with the ages that read it; without ages where all read the same."""
    texts: dict[str, list[str]] = {}
    for band in sorted(bands):
        texts.setdefault(plain(worded(wording, language, band)), []).append(band)
    return [(_ages(release, found) if len(texts) > 1 else "", text) for text, found in texts.items()]


def _ages(release: Release, bands: Sequence[str]) -> str:
    return f"Ages {speaker(SOURCE).ages(release, bands)}"


def _facts(release: Release, item: Item) -> Iterator[str]:
    """Whom it was asked, on which condition, how it is answered, and what is recorded."""
    asked = f"{_ages(release, item.bands)}."
    yield asked if item.asked_if is None else f"{asked} {_condition(release, item)}"
    yield f"{_answered(item)} {_recorded(release, item)}"
    if item.level is not Level.S0:
        yield f"Sensitive ({item.level})."
    if item.code in release.questionnaire.breakdowns:
        yield "Children are also counted in groups by its answer."


def _condition(release: Release, item: Item) -> str:
    q = release.questionnaire
    each = []
    for clause in clauses(item.asked_if):
        before = q.item(clause.item)
        labels = {one.code: one.label for one in getattr(before, "options", ())}
        words = (f"“{apart(plain(worded(labels[code], q.default_language, max(before.bands))))}”" for code in clause.codes)
        each.append(f"{clause.item} was answered {' or '.join(words)}")
    return f"Only where {(' and ' if isinstance(item.asked_if, AllOf) else ', or ').join(each)}."


def _answered(item: Item) -> str:
    match item:
        case Single():
            return "One answer."
        case Pick():
            return f"Up to {item.maximum} answers." if item.maximum > 1 else "One answer or none."
        case OpenText():
            return f"Words of the child's own, {item.maximum} characters at most."
        case Card():
            return "Only to read."


def _recorded(release: Release, item: Item) -> str:
    """Where in the record it stands, counted from 1."""
    columns = [variable.start + 1 for variable in release.codebook.of_item(item.code)]
    match item:
        case Single():
            return f"Recorded is the code of the answer, as character {columns[0]}."
        case Pick():
            return f"Recorded is 1 for each answer chosen and 0 for the others, as characters {columns[0]} to {columns[-1]}."
        case OpenText():
            return "Kept apart from the record, and never published here."
        case Card():
            return "Nothing is recorded."


def _of_option(option: ResponseOption) -> Iterator[str]:
    if option.exclusive:
        yield "stands alone"
    if option.sensitive:
        yield "sensitive"
    if option.picture:
        yield f"with the picture “{option.picture}”"
