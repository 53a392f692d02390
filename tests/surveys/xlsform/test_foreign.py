"""Forms made elsewhere become surveys as far as they can be said here, and of every other cell it is said what became of it."""

from typing import Any

import pytest

from app.surveys import checks
from app.surveys.findings import Finding, FindingLevel, sound
from app.surveys.questionnaire import Questionnaire
from app.surveys.xlsform.messages import REFUSED, TOLD
from app.surveys.xlsform.reading import read
from tests.surveys.xlsform.forms import YES_NO, a_form, a_workbook, row

ALWAYS = {"xlsform-bands", "xlsform-before"}
FRUIT = [{"list_name": "fruit", "name": name, "label": name.title()} for name in ("mango", "durian", "banana", "none")]


def imported(content: bytes) -> tuple[dict[str, Any], list[Finding]]:
    document, findings = read(content)
    assert document is not None
    return document, [finding for finding in findings if finding.rule not in ALWAYS]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.path) for finding in findings]


def saved(document: dict[str, Any]) -> Questionnaire:
    questionnaire, findings = checks.read(document)
    assert questionnaire is not None
    assert sound(findings), findings
    return questionnaire


def test_choices_texts_and_notes_become_items() -> None:
    form = a_form(
        row("note", "hello", "Hello there"),
        row("select_one yesno", "plays_games", "Do you play games?"),
        row("select_multiple fruit", "fruit", "Which fruit do you like?"),
        row("text", "more", "What else?"),
        choices=[*YES_NO, *FRUIT],
    )
    document, findings = imported(form)
    assert told(findings) == []
    items = saved(document).items
    assert [(item.code, item.kind) for item in items] == [
        ("HELLO", "card"),
        ("PLAYSGAMES", "single"),
        ("FRUIT", "pick"),
        ("MORE", "text"),
    ]
    assert [(one["code"], one["name"]) for one in document["items"][1]["options"]] == [("1", "yes"), ("2", "no")]
    assert document["items"][2]["maximum"] == 4


def test_names_that_are_codes_stay_the_codes() -> None:
    coded = [{"list_name": "c", "name": name, "label": f"Answer {name}"} for name in ("3", "1", "A")]
    document, _ = imported(a_form(row("select_one c", "q", "Which?"), choices=coded))
    assert [one["code"] for one in document["items"][0]["options"]] == ["3", "1", "A"]


def test_codes_of_items_are_unique_and_short() -> None:
    names = ["how_long_do_you_sleep_1", "how_long_do_you_sleep_2", "_7", "age", "HOW.LONG-DO-YOU-WAIT"]
    document, _ = imported(a_form(*(row("select_one yesno", name, "Is it so?") for name in names)))
    assert [item["code"] for item in document["items"]] == ["HOWLONGDOYOU", "HOWLONGDOYO2", "Q7", "AGE2", "HOWLONGDOYO3"]
    saved(document)


def test_translations_come_by_the_language_in_the_header() -> None:
    choices = [{"list_name": "c", "name": n, "label::English (en)": n, "label::Thai (th)": f"ไทย{n}"} for n in ("a", "b")]
    survey = {"type": "select_one c", "name": "q", "label::English (en)": "Which?", "label::Thai (th)": "อันไหน"}
    form = a_form(survey, choices=choices, settings={"form_id": "two", "default_language": "Thai (th)"})
    document, findings = imported(form)
    assert (document["languages"], document["default_language"], document["drafts"]) == (["th", "en"], "th", ["en"])
    assert document["items"][0]["wording"] == {"en": {"3": "Which?"}, "th": {"3": "อันไหน"}}
    assert document["items"][0]["options"][1]["label"] == {"en": {"3": "b"}, "th": {"3": "ไทยb"}}
    assert told(findings) == []
    saved(document)


def test_a_language_by_its_name_is_known_and_an_unknown_one_is_said() -> None:
    survey = {"type": "note", "name": "q", "label::Indonesian": "Halo", "label::Martian": "Zzz"}
    document, findings = imported(a_form(survey))
    assert document["languages"] == ["id"]
    assert ("xlsform-language", "sheet survey, row 1") in told(findings)


def test_a_missing_translation_is_not_made_up() -> None:
    first = {"type": "note", "name": "a", "label::English (en)": "One", "label::Malay (ms)": "Satu"}
    document, _ = imported(a_form(first, {"type": "note", "name": "b", "label::English (en)": "Two"}))
    _, findings = checks.read(document)
    assert [(one.path, one.rule) for one in findings] == [("items.B.wording", "missing-language")]


def test_groups_are_taken_apart_and_their_relevance_joined_to_their_questions() -> None:
    form = a_form(
        row("select_one yesno", "a", "A?"),
        row("select_one yesno", "b", "B?"),
        row("begin group", "outer", "Outer", relevant="${a} = 'yes'"),
        row("begin_group", "inner", "Inner"),
        row("select_one yesno", "c", "C?", relevant="selected(${b}, 'no') or ${b} = 'yes'"),
        row("end group"),
        row("select_one yesno", "d", "D?"),
        row("end_group"),
        row("select_one yesno", "e", "E?"),
    )
    document, findings = imported(form)
    by_code = {item["code"]: item.get("asked_if") for item in document["items"]}
    assert by_code["C"] == {"all": [{"item": "A", "codes": ["1"]}, {"item": "B", "codes": ["2", "1"]}]}
    assert by_code["D"] == {"any": [{"item": "A", "codes": ["1"]}]}
    assert by_code["E"] is None
    assert told(findings) == [("xlsform-group", "sheet survey, row 4"), ("xlsform-group", "sheet survey, row 5")]
    saved(document)


@pytest.mark.parametrize(
    ("relevant", "expected"),
    [
        ("${a}='yes'", {"any": [{"item": "A", "codes": ["1"]}]}),
        ("'no' = ${a}", {"any": [{"item": "A", "codes": ["2"]}]}),
        ('selected( ${f} , "mango" )', {"any": [{"item": "F", "codes": ["1"]}]}),
        ("${a}='yes' or selected(${f},'mango')", {"any": [{"item": "A", "codes": ["1"]}, {"item": "F", "codes": ["1"]}]}),
        ("${a}='yes' and (selected(${f},'mango'))", {"all": [{"item": "A", "codes": ["1"]}, {"item": "F", "codes": ["1"]}]}),
        (
            "selected(${f},'mango') and selected(${f},'durian')",
            {"all": [{"item": "F", "codes": ["1"]}, {"item": "F", "codes": ["2"]}]},
        ),
    ],
)
def test_relevance_becomes_a_condition(relevant: str, expected: dict[str, Any]) -> None:
    form = a_form(
        row("select_one yesno", "a", "A?"),
        row("select_multiple fruit", "f", "F?"),
        row("text", "t", "T?", relevant=relevant),
        choices=[*YES_NO, *FRUIT],
    )
    document, findings = imported(form)
    assert document["items"][2]["asked_if"] == expected
    assert sound(findings)
    saved(document)


@pytest.mark.parametrize(
    "relevant",
    [
        "${a} != 'yes'",
        "not(${a} = 'yes')",
        "${t} = 'yes'",
        "${a} = 'maybe'",
        "${n} > 3",
        "count-selected(${a}) > 1",
        "${a} = 'yes' and (${b} = 'yes' or (${a} = 'no' and ${b} = 'no'))",
        "(${a} = 'yes' and ${b} = 'yes') or ${b} = 'no'",
        "(" * 80 + "${a} = 'yes'" + ")" * 80,
    ],
)
def test_a_relevance_that_cannot_be_kept_refuses_the_form_and_asks_nobody_more(relevant: str) -> None:
    form = a_form(
        row("select_one yesno", "a", "A?"),
        row("select_one yesno", "b", "B?"),
        row("text", "t", "T?"),
        row("integer", "n", "How many?"),
        row("select_one yesno", "q", "Q?", relevant=relevant),
    )
    _, findings = imported(form)
    (finding,) = [one for one in findings if one.rule == "xlsform-condition"]
    assert finding.path == "sheet survey, row 6"
    assert not sound(findings)


def test_constraints_become_maximum_exclusive_option_and_length() -> None:
    constraint = "count-selected(.) <= 2 and not(selected(., 'none') and count-selected(.) > 1)"
    form = a_form(
        row("select_multiple fruit", "f", "F?", constraint=constraint, constraint_message="Two at most"),
        row("text", "t", "T?", constraint="string-length(.) < 100"),
        row("text", "u", "U?", constraint="regex(., '^[0-9]+$')"),
        choices=FRUIT,
    )
    document, findings = imported(form)
    fruit, text, other = document["items"]
    assert (fruit["maximum"], [one.get("exclusive", False) for one in fruit["options"]]) == (2, [False, False, False, True])
    assert text["maximum"] == 99
    assert "maximum" not in other
    assert told(findings) == [("xlsform-constraint", "sheet survey, row 4")]
    saved(document)


def test_or_other_becomes_an_option_without_a_text() -> None:
    form = a_form(
        row("select_one fruit or_other", "f", "F?"),
        row("note", "n", "So you like another fruit", relevant="${f} = 'other'"),
        choices=FRUIT,
    )
    document, findings = imported(form)
    item = document["items"][0]
    assert item["options"][-1] == {"code": "5", "name": "other", "label": {"en": {"3": "Something else"}}}
    assert document["items"][1]["asked_if"] == {"any": [{"item": "F", "codes": ["5"]}]}
    assert ("xlsform-other", "sheet survey, row 2") in told(findings)
    saved(document)


def test_calculations_are_refused_with_the_reason() -> None:
    form = a_form(
        row("select_one yesno", "a", "A?"),
        row("calculate", "score", calculation="if(${a} = 'yes', 1, 0)"),
        row("text", "t", "T?", relevant="${score} = 1"),
    )
    _, findings = imported(form)
    assert told(findings) == [("xlsform-calculation", "sheet survey, row 3"), ("xlsform-condition", "sheet survey, row 4")]
    assert REFUSED["xlsform-calculation"] in findings[0].reason
    assert not sound(findings)


def test_repeats_are_refused_with_the_reason() -> None:
    form = a_form(
        row("begin repeat", "friends", "Friends"),
        row("select_one yesno", "a", "A?"),
        row("end repeat"),
        row("select_one yesno", "b", "B?"),
    )
    _, findings = imported(form)
    assert told(findings) == [("xlsform-repeat", "sheet survey, row 2")]
    assert REFUSED["xlsform-repeat"] in findings[0].reason
    assert not sound(findings)


@pytest.mark.parametrize("kind", ["start", "end", "today", "deviceid", "phonenumber", "username", "audit"])
def test_what_a_phone_records_by_itself_is_left_out(kind: str) -> None:
    document, findings = imported(a_form(row(kind, "audit" if kind == "audit" else "x"), row("select_one yesno", "a", "A?")))
    assert told(findings) == [("xlsform-identifies", "sheet survey, row 2")]
    assert [item["code"] for item in saved(document).model_dump()["items"]] == ["A"]


@pytest.mark.parametrize(
    "kind", ["geopoint", "geotrace", "image", "audio", "video", "barcode", "date", "time", "dateTime", "file"]
)
def test_what_identifies_a_child_is_not_asked_and_it_is_said_why(kind: str) -> None:
    document, findings = imported(a_form(row(kind, "x", "Who are you?"), row("select_one yesno", "a", "A?")))
    assert told(findings) == [("xlsform-identifies", "sheet survey, row 2")]
    assert TOLD["xlsform-identifies"] in findings[0].reason
    assert len(document["items"]) == 1


@pytest.mark.parametrize("kind", ["integer", "decimal", "range", "rank yesno", "acknowledge"])
def test_types_without_counterpart_are_left_out_with_something_better(kind: str) -> None:
    _, findings = imported(a_form(row(kind, "x", "How many?"), row("select_one yesno", "a", "A?")))
    assert told(findings) == [("xlsform-type", "sheet survey, row 2")]
    assert findings[0].mend != "Ask it as a choice, or leave it out."


def test_what_is_left_out_of_a_row_is_said() -> None:
    question = row("select_one yesno", "a", "A?", required="yes", default="yes", appearance="minimal", hint="Think.")
    document, findings = imported(a_form(question, row("select_one yesno", "b", "B?", required="no")))
    assert [rule for rule, _ in told(findings)] == ["xlsform-hint", "xlsform-required", "xlsform-default", "xlsform-appearance"]
    assert document["items"][0]["wording"] == {"en": {"3": "A?\nThink."}}
    assert all(finding.level is FindingLevel.WARN for finding in findings)


def test_options_that_change_with_an_answer_are_refused() -> None:
    choices = [{**one, "of": "x"} for one in YES_NO]
    _, findings = imported(a_form(row("select_one yesno", "a", "A?", choice_filter="of = 'x'"), choices=choices))
    assert told(findings) == [("xlsform-choices", "sheet survey, row 2")]


def test_more_options_than_a_record_holds_are_refused() -> None:
    many = [{"list_name": "many", "name": f"n{number}", "label": f"Answer {number}"} for number in range(40)]
    _, findings = imported(a_form(row("select_one many", "a", "A?"), choices=many))
    assert told(findings) == [("xlsform-choices", "sheet survey, row 2")]


def test_formulas_and_texts_that_mislead_are_made_harmless() -> None:
    hostile = row("note", "a", '=HYPERLINK("http://x")\u202egnp.exe')
    document, findings = imported(a_form(hostile, row("note", "b", "-- Hello <script>alert(1)</script> ]]> &amp; {{ 7 * 7 }}")))
    assert document["items"][0]["wording"]["en"]["3"] == 'HYPERLINK("http://x")gnp.exe'
    assert document["items"][1]["wording"]["en"]["3"] == "Hello <script>alert(1)</script> ]]> &amp; {{ 7 * 7 }}"
    assert [rule for rule, _ in told(findings)] == ["xlsform-characters"] * 2
    assert checks.read(document)[0] is not None


def test_a_text_that_is_far_too_long_is_refused() -> None:
    _, findings = imported(a_form(row("note", "a", "word " * 300)))
    assert told(findings) == [("xlsform-text", "sheet survey, row 2")]
    assert not sound(findings)


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (a_form(row("select_one nowhere", "a", "A?")), "row 2"),
        (a_form(row("select_one yesno", "a b", "A?")), "row 2"),
        (a_form(row("select_one yesno", "a", "A?"), row("nonsense", "b", "B?")), "row 3"),
        (a_form(row("select_one yesno", "a", "A?", relevant="${ghost} = 'yes'")), "row 2"),
        (a_form(row("begin group", "g", "G"), row("select_one yesno", "a", "A?")), "row 2"),
        (a_form(row("text", "a", "A?"), row("text", "a", "Again?")), "row 3"),
    ],
)
def test_what_odk_would_refuse_is_refused_with_its_row(content: bytes, where: str) -> None:
    document, (finding,) = read(content)
    assert document is None
    assert finding.rule == "xlsform-refused-by-odk"
    assert where in f"{finding.path} {finding.reason}"
    assert finding.structure


@pytest.mark.parametrize("sheets", [{"Sheet1": [{"a": "b"}]}, {"survey": []}, {"survey": [{"type": ""}]}])
def test_a_workbook_without_a_survey_is_no_form(sheets: dict[str, list[dict[str, str]]]) -> None:
    document, (finding,) = read(a_workbook(sheets))
    assert document is None
    assert finding.rule == "xlsform-sheet"
