"""Forms made elsewhere as questionnaires: what can be said here is, and of every other cell it is said what became of it.

Nothing is widened: a question whose relevance cannot be carried over exactly is refused, not asked of more children.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.surveys.questionnaire import AGE, OPTION_CODES, Texts
from app.surveys.starter import starter
from app.surveys.xlsform import conditions
from app.surveys.xlsform.conditions import Joined, Unfit
from app.surveys.xlsform.kinds import why_not
from app.surveys.xlsform.messages import Messages
from app.surveys.xlsform.sheets import Row, language_of, texts

BAND = "3"
"""That of the starter survey: younger groups have room below it."""
_CHOICE = re.compile(r"(select_one|select one|select_multiple|select multiple|select1)\s+(\S+)(\s+or_other|\s+or specify other)?")
_OTHER = "other"
_LONGEST_CODE = 12
_LONGEST_REMARK = 280
_READ = {"type", "name", "label", "hint", "relevant", "constraint", "list_name"}
_PASSED_OVER = {"constraint_message", "required_message", "note", "comment"}
_LEFT_OUT = {
    "required": ("xlsform-required", "Nothing need be done."),
    "default": ("xlsform-default", "Nothing need be done."),
    "appearance": ("xlsform-appearance", "Nothing need be done."),
    "media": ("xlsform-media", "Add it in the editor."),
    "image": ("xlsform-media", "Add it in the editor."),
    "audio": ("xlsform-media", "Add it in the editor."),
    "video": ("xlsform-media", "Add it in the editor."),
}
_NOT_SET = {"no", "false", "false()", "0"}


@dataclass
class Form:
    """What is known of a form while its rows are read, from the first to the last."""

    survey: Sequence[Row]
    choices: Sequence[Row]
    messages: Messages
    default: str
    languages: tuple[str, ...] = ()
    codes: dict[str, str] = field(default_factory=dict)
    """The item code of every question so far, by its name."""
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    """The option code of every choice, by question and choice name."""

    def say(self, rule: str, row: Row, what: str, mend: str) -> None:
        """Add a message about a row."""
        self.messages.say(rule, row.sheet, row.number, what, mend)


def read(survey: Sequence[Row], choices: Sequence[Row], settings: Row, messages: Messages) -> dict[str, Any]:
    """The form as a questionnaire, in plain data, with one band: who changes the words for younger children adds theirs."""
    named = settings.get("default_language")
    default = (language_of(named) if named else None) or _first_language([*survey, *choices]) or "en"
    form = Form(survey, choices, messages, default)
    form.languages = _languages(form)
    items = _items(form)
    messages.say(
        "xlsform-bands", "survey", None, "All questions were put into one band, 14 to 17.", "Add bands with words of their own."
    )
    title = texts(settings, "form_title", default, messages) or {default: settings.get("form_id") or "Imported"}
    return {
        "format": "suara-questionnaire/1",
        "code": _code(settings.get("form_id") or "FORM", set()),
        "title": {language: title.get(language, title[default]) for language in form.languages},
        "languages": list(form.languages),
        "default_language": default,
        "drafts": [language for language in form.languages if language != default],
        "bands": [{"code": BAND, "label": dict.fromkeys(form.languages, "14–17"), "from_age": 14, "to_age": 17}],
        **_before(form),
        "items": items,
    }


def _before(form: Form) -> dict[str, Any]:
    """The starter's words for who asks and what taking part means, in the languages that have them."""
    ours = starter()
    form.messages.say(
        "xlsform-before", "survey", None, "The words of the starter survey were put there.", "Say who asks, and translate them."
    )
    oldest = max(band.code for band in ours.bands)
    said = {}
    for name, wording in (("welcome", ours.welcome), ("assent", ours.assent)):
        by_language = {language: wording[language] for language in form.languages if language in wording}
        said[name] = {language: {BAND: by_band.get(oldest, by_band[min(by_band)])} for language, by_band in by_language.items()}
    return said


def _headers(rows: Iterable[Row]) -> dict[str, Row]:
    """Every header in use, with the first row that uses it."""
    found: dict[str, Row] = {}
    for row in rows:
        for header in row.cells:
            found.setdefault(header, row)
    return found


def _first_language(rows: Iterable[Row]) -> str | None:
    headers = (header.partition("::") for header in _headers(rows))
    return next((code for name, _, language in headers if name == "label" and language and (code := language_of(language))), None)


def _languages(form: Form) -> tuple[str, ...]:
    found = [form.default]
    for header, row in _headers([*form.survey, *form.choices]).items():
        name, _, language = header.partition("::")
        code = language_of(language) if language else form.default
        if name in {"label", "hint"} and code is None:
            what = f"{header!r} names no language known here; the column was left out."
            form.messages.say("xlsform-language", row.sheet, 1, what, "Write it as `label::Thai (th)`.")
        elif name == "label" and code is not None:
            found.append(code)
        elif name not in {*_READ, *_LEFT_OUT, *_PASSED_OVER, "choice_filter", "calculation"} and row.sheet == "survey":
            form.messages.say("xlsform-column", row.sheet, 1, f"{header!r} was left out.", "Nothing need be done.")
    return tuple(dict.fromkeys(found))


def _items(form: Form) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    groups: list[str] = []
    for row in form.survey:
        kind = " ".join(row.get("type").lower().split()).replace("begin ", "begin_").replace("end ", "end_")
        if kind in {"begin_group", "begin_repeat"}:
            groups.append(row.get("relevant"))
            _opening(form, row, kind)
        elif kind in {"end_group", "end_repeat"}:
            groups[-1:] = []
        elif kind and (item := _item(form, row, [*groups, row.get("relevant")])) is not None:
            items.append(item)
    return items


def _opening(form: Form, row: Row, kind: str) -> None:
    name = row.get("name") or "without a name"
    if kind == "begin_repeat":
        form.say("xlsform-repeat", row, f"{name} is a repeat.", "Ask once, or take it out with the questions in it.")
        return
    relevance = " Its relevance was joined to theirs." if row.get("relevant") else ""
    label = " Its label was left out." if any(header.partition("::")[0] == "label" for header in row.cells) else ""
    form.say("xlsform-group", row, f"The group {name} was taken apart.{relevance}{label}", "Nothing need be done.")


def _item(form: Form, row: Row, relevances: list[str]) -> dict[str, Any] | None:
    kind = " ".join(row.get("type").split())
    choice = _CHOICE.fullmatch(kind)
    identifying = "numbers" in row.get("appearance") and kind == "text"
    if identifying or (choice is None and kind not in {"text", "string", "note"}):
        if identifying:
            form.say(
                "xlsform-type", row, f"{row.get('name')} asks for a number. It was left out.", "Offer ranges to choose from."
            )
        else:
            form.say(why_not(row)[0], row, *why_not(row)[1:])
        return None
    if row.get("calculation") or row.get("default").startswith("${"):
        form.say("xlsform-calculation", row, f"{row.get('name')} is given a computed answer.", "Empty the cell.")
    item: dict[str, Any] = {"code": _code(row.get("name"), {AGE, *form.codes.values()}), "bands": [BAND]}
    item["wording"] = {language: {BAND: text} for language, text in _wording(form, row).items()}
    if choice is not None:
        item |= _options(form, row, choice)
    else:
        item["kind"] = "card" if kind == "note" else "text"
    _limits(form, row, item)
    _relevance(form, row, relevances, item)
    _left_out(form, row)
    form.codes[row.get("name")] = item["code"]
    return item


def _wording(form: Form, row: Row) -> Texts:
    labels = texts(row, "label", form.default, form.messages)
    if not labels:
        labels = {form.default: row.get("name")}
        form.say("xlsform-label", row, f"{row.get('name')} has no label; its name stands there.", "Write what a child reads.")
    hints = texts(row, "hint", form.default, form.messages)
    if hints:
        form.say("xlsform-hint", row, "The hint became the question's last line.", "Make one short question of both.")
    return {language: f"{text}\n{hints[language]}" if language in hints else text for language, text in labels.items()}


def _options(form: Form, row: Row, choice: re.Match[str]) -> dict[str, Any]:
    """The options of a choice question. Those of one list have the same codes wherever it is used."""
    listed = [one for one in form.choices if one.get("list_name") == choice[2]]
    if row.get("choice_filter"):
        form.say("xlsform-choices", row, f"{row.get('name')} filters its options.", "Make one question of each case.")
    if len(listed) + bool(choice[3]) > len(OPTION_CODES):
        what = f"{row.get('name')} has {len(listed)} options; a record holds {len(OPTION_CODES)}."
        form.say("xlsform-choices", row, what, "Offer fewer.")
        listed = listed[: len(OPTION_CODES) - 1]
    names = [one.get("name") for one in listed]
    kept = all(len(name) == 1 and name in OPTION_CODES for name in names)
    codes = dict(zip(names, names if kept else OPTION_CODES, strict=False))
    options = [_option(form, one, codes[one.get("name")]) for one in listed]
    if choice[3] and _OTHER not in codes:
        codes[_OTHER] = next(code for code in OPTION_CODES if code not in codes.values())
        options.append({"code": codes[_OTHER], "name": _OTHER, "label": _something_else(form)})
        what = f"{row.get('name')} got the option “Something else”, without a text of its own."
        form.say("xlsform-other", row, what, "Nothing need be done, or ask for it in an open text.")
    form.options[row.get("name")] = codes
    if choice[1] in {"select_multiple", "select multiple"}:
        return {"kind": "pick", "options": options, "maximum": len(options)}
    return {"kind": "single", "options": options}


def _option(form: Form, row: Row, code: str) -> dict[str, Any]:
    labels = texts(row, "label", form.default, form.messages) or {form.default: row.get("name")}
    if any(header.partition("::")[0] in {"media", "image", "audio", "video"} for header in row.cells):
        form.say("xlsform-media", row, f"The picture or sound of {row.get('name')} was left out.", "Add it in the editor.")
    label = {language: {BAND: text} for language, text in labels.items()}
    return {"code": code, "name": row.get("name")[:100], "label": label}


def _something_else(form: Form) -> dict[str, dict[str, str]]:
    ours = next(item for item in starter().items if item.kind == "single" and item.code == "ACC2").options[-1].label
    said = {language: {BAND: by_band[min(by_band)]} for language, by_band in ours.items() if language in form.languages}
    return said or {form.default: {BAND: "Something else"}}


def _limits(form: Form, row: Row, item: dict[str, Any]) -> None:
    try:
        said = conditions.limits(row.get("constraint"))
    except Unfit as unfit:
        form.say("xlsform-constraint", row, f"The constraint was left out: {unfit}", "Nothing need be done.")
        return
    if item["kind"] == "pick":
        item["maximum"] = max(1, min(said.get("maximum", item["maximum"]), len(item["options"])))
        alone = {form.options[row.get("name")].get(name) for name in said["alone"]}
        item["options"] = [{**one, "exclusive": True} if one["code"] in alone else one for one in item["options"]]
    elif item["kind"] == "text" and "length" in said:
        item["maximum"] = max(1, min(said["length"], _LONGEST_REMARK))


def _relevance(form: Form, row: Row, relevances: list[str], item: dict[str, Any]) -> None:
    try:
        trees = [conditions.parse(relevance) for relevance in relevances if relevance]
        if not trees:
            return
        how, clauses = conditions.normal(Joined("and", tuple(trees)))
        item["asked_if"] = {how: [_clause(form, name, choices) for name, choices in clauses]}
    except Unfit as unfit:
        what = f"The relevance of {row.get('name')} cannot be kept: {unfit}"
        form.say("xlsform-condition", row, what, "Say it with earlier choice questions, or take it away.")


def _clause(form: Form, name: str, choices: tuple[str, ...]) -> dict[str, Any]:
    if name not in form.options:
        raise Unfit(f"{name} is not an earlier choice question that was kept.")
    if unknown := [choice for choice in choices if choice not in form.options[name]]:
        raise Unfit(f"{name} has no choice {unknown[0]}.")
    return {"item": form.codes[name], "codes": [form.options[name][choice] for choice in choices]}


def _left_out(form: Form, row: Row) -> None:
    for header, text in row.cells.items():
        name = header.partition("::")[0]
        if name in _LEFT_OUT and text.lower() not in _NOT_SET:
            rule, mend = _LEFT_OUT[name]
            form.say(rule, row, f"{header} of {row.get('name')} was left out.", mend)


def _code(name: str, taken: set[str]) -> str:
    """A code like the name, that no other item has."""
    letters = re.sub(r"[^A-Z0-9]", "", name.upper())
    plain = (letters if letters[:1].isalpha() else f"Q{letters}")[:_LONGEST_CODE]
    code, number = plain, 2
    while code in taken:
        code, number = f"{plain[: _LONGEST_CODE - len(str(number))]}{number}", number + 1
    return code
