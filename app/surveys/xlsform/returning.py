"""Our own exports as questionnaires again: the same, to the byte, where nobody changed them, and with the changes where one did.

A suara_ cell says exactly what the ordinary cell beside it says to other tools. Where the two no longer agree, somebody
changed the ordinary one in another tool, and it counts; a message says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.surveys.questionnaire import AGE, Item, Pick, Questionnaire
from app.surveys.xlsform import conditions, writing
from app.surveys.xlsform.conditions import Unfit
from app.surveys.xlsform.messages import Messages
from app.surveys.xlsform.sheets import Row, language_of, shown, unpacked

Plain = dict[str, Any]
LONGEST_NUMBER = 10
_LOOK = "Look at it in the preview."


@dataclass(frozen=True)
class _Export:
    survey: Sequence[Row]
    choices: Sequence[Row]
    settings: Row
    indicators: Sequence[Row]
    messages: Messages

    def are(self, kind: str) -> list[Row]:
        return [row for row in self.survey if row.get("suara_is") == kind]

    def listed(self, name: str) -> list[Row]:
        return [row for row in self.choices if row.get("list_name") == name]


def read(survey: Sequence[Row], choices: Sequence[Row], settings: Row, indicators: Sequence[Row], messages: Messages) -> Plain:
    """The questionnaire, as plain data, of a form that `writing` wrote. Rows added elsewhere are refused in a message."""
    export = _Export(survey, choices, settings, indicators, messages)
    for row in survey:
        if row.get("type") and not row.get("suara_is"):
            what = f"{row.get('name')} was added to an export, and nothing says for which ages it is."
            messages.say("xlsform-value", "survey", row.number, what, "Add it in the editor instead.")
    items = [_item(export, row) for row in survey if row.get("suara_is") in {"single", "pick", "text", "card"}]
    document: Plain = {
        "format": settings.get("suara_format"),
        "code": settings.get("suara_code"),
        "title": _named(export, settings, "suara_title_"),
        "languages": settings.get("suara_languages").split(),
        "default_language": settings.get("suara_default_language"),
        "drafts": settings.get("suara_drafts").split(),
        "bands": [_band(export, row) for row in export.listed(AGE)],
        **{name: _wording(export, row, _youngest(export)) for name in ("welcome", "assent", "check") for row in export.are(name)},
        "items": items,
        "profile": settings.get("suara_profile").split(),
        "places": [_place(export, row) for row in export.are("place")],
        "closing": settings.get("suara_closing") or None,
        "breakdowns": settings.get("suara_breakdowns").split(),
        "pairs": [pair.split("+") for pair in settings.get("suara_pairs").split()],
        "indicators": [_indicator(export, row) for row in indicators],
    }
    _title(export, document)
    _changes(export, document)
    return document


def _title(export: _Export, document: Plain) -> None:
    default, title = document["default_language"], export.settings.get("form_title")
    if title and shown(document["title"].get(default, "")) != title:
        document["title"][default] = title
        _changed(export, export.settings, "the title")


def _changed(export: _Export, row: Row, what: str) -> None:
    export.messages.say("xlsform-changed", row.sheet, row.number, f"{what.capitalize()} was changed.", _LOOK)


def _named(export: _Export, row: Row, prefix: str) -> dict[str, str]:
    cells = {header.removeprefix(prefix): _unpacked(export, row, header) for header in row.cells if header.startswith(prefix)}
    return {name: text for name, text in cells.items() if text is not None}


def _labels(row: Row) -> dict[str, str]:
    parts = ((header.partition("::"), text) for header, text in row.cells.items())
    return {code: text for (name, _, language), text in parts if name == "label" and (code := language_of(language))}


def _texts(export: _Export, row: Row) -> dict[str, str]:
    exact = _named(export, row, "suara_label_")
    return {
        language: exact[language] if shown(exact.get(language, "")) == text else text for language, text in _labels(row).items()
    }


def _wording(export: _Export, row: Row, youngest: str) -> dict[str, dict[str, str]]:
    wording = _by_band(export, row, "suara_words_")
    for language, label in _labels(row).items():
        by_band = wording.setdefault(language, {})
        read = youngest if youngest in by_band or not by_band else min(by_band)
        if shown(by_band.get(read, "")) != label:
            if by_band:
                _changed(export, row, f"the label of {row.get('name')} in {language!r}")
            by_band[read] = label
    return wording


def _by_band(export: _Export, row: Row, prefix: str) -> dict[str, dict[str, str]]:
    wording: dict[str, dict[str, str]] = {}
    for name, text in _named(export, row, prefix).items():
        language, _, band = name.rpartition("_")
        wording.setdefault(language, {})[band] = text
    return wording


def _youngest(export: _Export) -> str:
    return min((row.get("suara_code") for row in export.listed(AGE)), default="1")


def _band(export: _Export, row: Row) -> Plain:
    label = _texts(export, row)
    ages = {"from_age": _number(row.get("suara_from")), "to_age": _number(row.get("suara_to"))}
    return {"code": row.get("suara_code"), "label": label, **ages}


def _number(cell: str) -> int | str:
    """A number; what is none is left for the checks to refuse."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < LONGEST_NUMBER else cell


def _place(export: _Export, row: Row) -> Plain:
    categories = [{"code": one.get("suara_code"), "label": _texts(export, one)} for one in export.listed(row.get("name"))]
    return {"code": row.get("suara_code"), "label": _texts(export, row), "categories": categories}


def _indicator(export: _Export, row: Row) -> Plain:
    plain: Plain = {"code": row.get("suara_code"), "name": _named(export, row, "suara_name_"), "kind": row.get("suara_kind")}
    if addressee := row.get("suara_addressee"):
        plain["addressee"] = addressee
    return plain | {"item": row.get("suara_item"), "codes": list(row.get("suara_codes"))}


def _item(export: _Export, row: Row) -> Plain:
    kind, bands = row.get("suara_is"), row.get("suara_bands").split()
    item: Plain = {"kind": kind, "code": row.get("suara_code"), "bands": bands, "level": row.get("suara_level") or "S0"}
    item["wording"] = _wording(export, row, min(bands, default="1"))
    item["topic"] = _unpacked(export, row, "suara_topic") or ""
    if asked := row.get("suara_asked_if").split():
        parts = [one.partition("=") for one in asked[1:]]
        item["asked_if"] = {asked[0]: [{"item": code, "codes": list(codes)} for code, _, codes in parts]}
    if words := _by_band(export, row, "suara_if_words_"):
        item["asked_if_in_words"] = words
    if row.get("suara_maximum"):
        item["maximum"] = _number(row.get("suara_maximum"))
    if kind in {"single", "pick"}:
        item["options"] = [_option(export, one, min(bands, default="1")) for one in export.listed(row.get("type").split()[-1])]
    return item


def _option(export: _Export, row: Row, youngest: str) -> Plain:
    option: Plain = {"code": row.get("suara_code"), "label": _wording(export, row, youngest)}
    option |= {flag: row.get(f"suara_{flag}") == "yes" for flag in ("sensitive", "exclusive")}
    if shows := _named(export, row, "suara_picture_text_"):
        option["picture_text"] = shows
    return option | {"picture": row.get("suara_picture") or None, "name": _unpacked(export, row, "suara_name")}


def _unpacked(export: _Export, row: Row, header: str) -> str | None:
    try:
        return unpacked(row.get(header)) if row.get(header) else None
    except ValueError:
        export.messages.say("xlsform-value", row.sheet, row.number, f"{header} cannot be read.", "Export the survey again.")
        return None


def _changes(export: _Export, document: Plain) -> None:
    """Take over relevances and constraints that no longer say what the suara_ cells beside them say."""
    try:
        q = Questionnaire.model_validate(document)
        said = {item.code: (writing.relevance_of(q, item), writing.limits_of(item)) for item in q.items}
    except (ValueError, KeyError):  # what cannot be written down at all, `surveys.checks` says better
        return
    rows = [row for row in export.survey if row.get("suara_code") in said and row.get("suara_is") != "place"]
    for row, item, plain in zip(rows, q.items, document["items"], strict=False):
        relevance, limits = said[item.code]
        if row.get("relevant") != relevance:
            _take_over(export, row, "relevant", partial(_relevance, q, row, plain))
        if row.get("constraint") != limits:
            _take_over(export, row, "constraint", partial(_limits, row, item, plain))


def _take_over(export: _Export, row: Row, column: str, take: Callable[[], None]) -> None:
    try:
        take()
    except (Unfit, KeyError) as unfit:
        what = f"The changed {column} of {row.get('name')} cannot be kept: {unfit}"
        export.messages.say("xlsform-condition", row.sheet, row.number, what, "Change it in the editor instead.")
    else:
        _changed(export, row, f"the {column} of {row.get('name')}")


def _relevance(q: Questionnaire, row: Row, plain: Plain) -> None:
    plain.pop("asked_if", None)
    bands: tuple[str, ...] | None = None
    rest = None
    if row.get("relevant"):
        bands, rest = conditions.split(conditions.parse(row.get("relevant")), AGE)
    plain["bands"] = [band.code for band in q.bands if bands is None or band.code in bands]
    if rest is not None:
        how, clauses = conditions.normal(rest)
        plain["asked_if"] = {how: [_clause(q, name, choices) for name, choices in clauses]}


def _clause(q: Questionnaire, name: str, choices: Sequence[str]) -> Plain:
    source = next((one for one in q.items if writing.field(one.code) == name), None)
    if source is None or source.kind not in {"single", "pick"}:
        raise Unfit(f"{name} is not a choice question of this form.")
    codes: Mapping[str, str] = {called: code for code, called in writing.names(source.options).items()}
    if unknown := [choice for choice in choices if choice not in codes]:
        raise Unfit(f"{name} has no choice {unknown[0]}.")
    return {"item": source.code, "codes": [codes[choice] for choice in choices]}


def _limits(row: Row, item: Item, plain: Plain) -> None:
    said = conditions.limits(row.get("constraint"))
    if isinstance(item, Pick):
        called = writing.names(item.options)
        plain["maximum"] = said.get("maximum", len(item.options))
        plain["options"] = [{**one, "exclusive": called[one["code"]] in said["alone"]} for one in plain["options"]]
    elif item.kind == "text":
        plain["maximum"] = said.get("length", 280)
    else:
        raise Unfit("Only a pick and a text have limits.")
