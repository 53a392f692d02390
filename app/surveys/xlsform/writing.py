"""A questionnaire as an XLSForm: a form that ODK and KoboToolbox can use, with all that they do not know in suara_ columns.

Age is the first question and its answer decides who is asked what. A label is the wording of the youngest band asked, which
older children understand too (docs/decisions/0018-bands-in-xlsform.md). `returning` reads what stands here.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from app.errors import Invalid
from app.surveys.questionnaire import (
    AGE,
    AnyOf,
    Clause,
    OpenText,
    Pick,
    Questionnaire,
    ResponseOption,
    Single,
    Wording,
    clauses,
    content_hash,
    worded,
)
from app.surveys.xlsform import conditions
from app.surveys.xlsform.sheets import header_of, packed, shown

if TYPE_CHECKING:
    from app.surveys.questionnaire import Item, Texts

Cells = dict[str, str]
_HOW_OLD = "How old are you?"
_NO_DAY = datetime(1980, 1, 1)  # noqa: DTZ001 (a workbook knows no time zones)
"""Every workbook has one on which it was made; with a day of its own the same questionnaire would make other bytes."""
RESERVED = {"META", "DATA"}
"""Names that a form has for itself."""


def write(questionnaire: Questionnaire) -> bytes:
    """The workbook (.xlsx). Reading it gives the same questionnaire, to the byte of its canonical JSON.

    The same questionnaire makes the same bytes. It must be sound. Refuses `extra-missing` where this installation cannot write
    workbooks.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise Invalid("extra-missing", "To write workbooks, install Suara with the extra `xlsform`.") from error
    q = questionnaire
    sheets = {
        "survey": [*_before(q), *(_item(q, item) for item in q.items)],
        "choices": [*_ages(q), *_places(q), *(row for item in q.items for row in _options(q, item))],
        "settings": [_settings(q)],
        "suara_indicators": [_indicator(q, number) for number in range(len(q.indicators))],
    }
    out = io.BytesIO()
    # Every cell is written as the text it is: nothing here is a formula, a link or a number.
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _NO_DAY})
        for name, rows in sheets.items():
            headers = list(dict.fromkeys(header for row in rows for header in row))
            sheet = book.add_worksheet(name)
            for column, header in enumerate(headers):
                sheet.write_string(0, column, header)
                for line, row in enumerate(rows, 1):
                    if row.get(header):
                        sheet.write_string(line, column, row[header])
    return out.getvalue()


def field(code: str) -> str:
    """The name of an item in the form: its code, but for two that a form has for itself."""
    return f"{code}_" if code in RESERVED else code


def names(options: Iterable[ResponseOption]) -> dict[str, str]:
    """What each option is called in the form, by its code: its imported name where all have one that can stand there."""
    listed = list(options)
    given = [option.name or "" for option in listed]
    usable = all(name.isascii() and name.replace("_", "").replace("-", "").isalnum() for name in given)
    distinct = len({name.lower() for name in given}) == len(given)
    return {one.code: one.name if usable and distinct and one.name else one.code for one in listed}


def limits_of(item: "Item") -> str:
    """The constraint of an item: how many picks, what stands alone, how many characters."""
    if isinstance(item, Pick):
        called = names(item.options)
        alone = [f"not(selected(., '{called[one.code]}') and count-selected(.) > 1)" for one in item.options if one.exclusive]
        return " and ".join([f"count-selected(.) <= {item.maximum}", *alone])
    return f"string-length(.) <= {item.maximum}" if item.kind == "text" else ""


def relevance_of(q: Questionnaire, item: "Item") -> str:
    """Who is asked an item: those of its bands whose answers meet its condition."""
    parts = [_of_bands(q, item.bands)]
    if item.asked_if is not None:
        how = "any" if isinstance(item.asked_if, AnyOf) else "all"
        picks = frozenset(field(one.code) for one in q.items if isinstance(one, Pick))
        said = [(field(one.item), _called(q, one)) for one in clauses(item.asked_if)]
        parts.append(conditions.written(how, said, picks))
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else " and ".join(f"({part})" for part in kept)


def _called(q: Questionnaire, clause: Clause) -> tuple[str, ...]:
    source = q.item(clause.item)
    called = names(source.options) if isinstance(source, Single | Pick) else {}
    return tuple(called[code] for code in clause.codes)


def _of_bands(q: Questionnaire, bands: Iterable[str]) -> str:
    asked = sorted(bands)
    everybody = asked == [band.code for band in q.bands]
    return "" if everybody else " or ".join(f"${{{AGE}}} = '{band}'" for band in asked)


def _texts(column: str, texts: "Texts") -> Cells:
    """A text without bands. What a label cannot show as it is stands beside it."""
    return {header_of(column, language): shown(text) for language, text in texts.items()} | {
        f"suara_{column}_{language}": packed(text) for language, text in texts.items() if shown(text) != text
    }


def _wording(q: Questionnaire, wording: Wording, youngest: str) -> Cells:
    """A label for each language, and every text where a label alone does not say which bands have which."""
    cells = {header_of("label", language): shown(worded(wording, language, youngest)) for language in q.languages}
    return cells | _by_band("suara_words", {language: one for language, one in wording.items() if _more(one, youngest)})


def _more(by_band: dict[str, str], youngest: str) -> bool:
    return list(by_band) != [youngest] or shown(by_band[youngest]) != by_band[youngest]


def _by_band(column: str, wording: Wording) -> Cells:
    return {f"{column}_{language}_{band}": packed(text) for language, one in wording.items() for band, text in one.items()}


def _before(q: Questionnaire) -> list[Cells]:
    """Age, the places, and what a child reads before the first question."""
    from app.web.languages import translations

    how_old = {language: translations(language).gettext(_HOW_OLD) for language in q.languages}
    rows = [{"type": f"select_one {AGE}", "name": AGE, "suara_is": "age", **_texts("label", how_old), "required": "yes"}]
    for place in q.places:
        name = field(place.code)
        row = {"type": f"select_one {name}", "name": name, "suara_is": "place", "suara_code": place.code}
        rows.append(row | _texts("label", place.label))
    youngest = q.bands[0].code
    for name, wording in (("welcome", q.welcome), ("assent", q.assent), ("check", q.check)):
        if wording is not None:
            row = {"type": "note", "name": f"suara_{name}", "suara_is": name, **_wording(q, wording, youngest)}
            asked = {band for by_band in wording.values() for band in by_band}
            rows.append(row | ({"relevant": _of_bands(q, asked)} if name == "check" else {}))
    return rows


def _item(q: Questionnaire, item: "Item") -> Cells:
    name = field(item.code)
    kind = {"single": f"select_one {name}", "pick": f"select_multiple {name}", "text": "text", "card": "note"}[item.kind]
    cells = {"type": kind, "name": name, **_wording(q, item.wording, min(item.bands)), "relevant": relevance_of(q, item)}
    cells |= {"constraint": limits_of(item), "suara_is": item.kind, "suara_code": item.code}
    cells |= {"suara_bands": " ".join(item.bands), "suara_level": item.level.value}
    if item.topic:
        cells["suara_topic"] = packed(item.topic)
    if isinstance(item, Pick | OpenText):
        cells["suara_maximum"] = str(item.maximum)
    if item.asked_if is not None:
        how = "any" if isinstance(item.asked_if, AnyOf) else "all"
        cells["suara_asked_if"] = " ".join([how, *(f"{one.item}={''.join(one.codes)}" for one in clauses(item.asked_if))])
    if item.asked_if_in_words is not None:
        cells |= _by_band("suara_if_words", item.asked_if_in_words)
    return cells


def _options(q: Questionnaire, item: "Item") -> list[Cells]:
    if not isinstance(item, Single | Pick):
        return []
    called, youngest = names(item.options), min(item.bands)
    rows = []
    for one in item.options:
        name = called[one.code]
        row = {"list_name": field(item.code), "name": name, **_wording(q, one.label, youngest), "suara_code": one.code}
        row["suara_sensitive"] = "yes" if one.sensitive else ""
        row["suara_exclusive"] = "yes" if one.exclusive else ""
        row["suara_picture"] = one.picture or ""
        row |= {f"suara_picture_text_{language}": packed(text) for language, text in one.picture_text.items()}
        row["suara_name"] = "" if one.name is None else packed(one.name)
        rows.append(row)
    return rows


def _ages(q: Questionnaire) -> list[Cells]:
    return [
        {"list_name": AGE, "name": band.code, **_texts("label", band.label), "suara_code": band.code}
        | {"suara_from": str(band.from_age), "suara_to": str(band.to_age)}
        for band in q.bands
    ]


def _places(q: Questionnaire) -> list[Cells]:
    return [
        {"list_name": field(place.code), "name": one.code, **_texts("label", one.label), "suara_code": one.code}
        for place in q.places
        for one in place.categories
    ]


def _settings(q: Questionnaire) -> Cells:
    return {
        "form_title": shown(q.title[q.default_language]),
        "form_id": q.code,
        "version": content_hash(q)[:16],
        "default_language": header_of("", q.default_language).removeprefix("::"),
        "suara_format": q.format,
        "suara_code": q.code,
        "suara_languages": " ".join(q.languages),
        "suara_default_language": q.default_language,
        "suara_drafts": " ".join(q.drafts),
        "suara_profile": " ".join(q.profile),
        "suara_closing": q.closing or "",
        "suara_breakdowns": " ".join(q.breakdowns),
        "suara_pairs": " ".join("+".join(pair) for pair in q.pairs),
        **{f"suara_title_{language}": packed(text) for language, text in q.title.items()},
    }


def _indicator(q: Questionnaire, number: int) -> Cells:
    one = q.indicators[number]
    cells = {"suara_code": one.code, "suara_kind": one.kind.value, "suara_item": one.item, "suara_codes": "".join(one.codes)}
    if one.addressee is not None:
        cells["suara_addressee"] = one.addressee.value
    return cells | {f"suara_name_{language}": packed(text) for language, text in one.name.items()}
