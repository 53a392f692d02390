"""Findings: each broken rule is named where it is broken, with a reason and a way to mend it, and nothing is saved."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.database import writing
from app.errors import Invalid
from app.surveys import checks, versions
from app.surveys.findings import FindingLevel, clean, sound
from app.surveys.models import QuestionnaireVersion, Survey
from tests.makers import a_survey, a_worked_example, open_text, option, pick, says, sensitive, single


def rules(data: dict[str, Any]) -> set[tuple[str, str]]:
    _, findings = checks.read(data)
    assert all(finding.reason and finding.mend for finding in findings)
    return {(finding.path, finding.rule) for finding in findings}


def when(item: str, codes: str = "1") -> dict[str, Any]:
    return {"asked_if": {"any": [{"item": item, "codes": list(codes)}]}, "asked_if_in_words": says("Else tap Continue.")}


def test_the_worked_example_is_sound() -> None:
    questionnaire, findings = checks.read(a_worked_example())
    assert questionnaire is not None
    assert sound(findings)


BROKEN: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "a condition that refers forward": (
        a_survey(single("A", **when("B")), single("B"), single("C")),
        ("items.A.asked_if.0", "refers-forward"),
    ),
    "a condition on nothing": (a_survey(single("A"), single("B", **when("NO"))), ("items.B.asked_if.0", "unknown-item")),
    "a condition on no option": (a_survey(single("A"), single("B", **when("A", "9"))), ("items.B.asked_if.0", "unknown-option")),
    "a condition on an open text": (a_survey(open_text("A"), single("B", **when("A"))), ("items.B.asked_if.0", "not-a-choice")),
    "an item out of reach": (
        a_survey(single("A", bands="1"), single("B", bands="2", **when("A")), single("C")),
        ("items.B.asked_if", "unreachable"),
    ),
    "a duplicate item code": (a_survey(single("A"), single("A")), ("items", "duplicate-code")),
    "an item called AGE": (a_survey(single("AGE"), single("B")), ("items", "duplicate-code")),
    "a duplicate option code": (
        a_survey({**single("A"), "options": [option("1", "x"), option("1", "y")]}),
        ("items.A.options", "duplicate-code"),
    ),
    "a missing language": (a_survey(languages=["en", "th"], default_language="en"), ("title", "missing-language")),
    "a default language that is none": (a_survey(default_language="th"), ("default_language", "default-language")),
    "a maximum above the options": (a_survey(pick("A", maximum=4)), ("items.A.maximum", "pick-maximum")),
    "a sensitive item without a flag": (a_survey(single("A", level="S1")), ("items.A.options", "sensitive-option")),
    "an unknown band": (a_survey(single("A", bands="3"), single("B")), ("items.A.bands", "unknown-band")),
    "a wording for an unknown band": (
        a_survey(single("A", wording={"en": {"5": "x"}})),
        ("items.A.wording.en.5", "unknown-band"),
    ),
    "a profile item that is a pick": (a_survey(pick("A"), single("B"), profile=["A"]), ("profile", "profile-item")),
    "a closing feeling in the middle": (a_survey(single("A"), single("B"), closing="A"), ("closing", "closing-item")),
    "a breakdown by an answer": (a_survey(single("A"), breakdowns=["A"]), ("breakdowns", "not-profile")),
    "an indicator of two picks": (
        a_survey(pick("A"), indicators=[{"code": "I1", "name": {"en": "n"}, "kind": "help", "item": "A", "codes": ["1", "2"]}]),
        ("indicators.I1", "indicator-of-pick"),
    ),
    "bands that overlap": (
        a_survey(bands=[{"code": str(n), "label": {"en": "x"}, "from_age": 8, "to_age": 12} for n in (1, 2)]),
        ("bands.2", "band-order"),
    ),
    "a profile too fine to protect": (
        a_survey(
            single("A", "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            single("B", "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            profile=["A", "B"],
        ),
        ("profile", "joint-cells"),
    ),
    "a sensitive profile item": (
        a_survey(sensitive(single("A"), "1"), single("B"), profile=["A"]),
        ("profile", "sensitive-profile"),
    ),
    "a profile item conditional on a sensitive one": (
        a_survey(sensitive(single("A"), "1"), single("B", **when("A")), profile=["B"]),
        ("profile", "sensitive-profile"),
    ),
    "a text that a spreadsheet would run": (a_survey(title={"en": '=HYPERLINK("x")'}), ("title.en", "shape")),
    "a text that turns its direction round": (a_survey(title={"en": "abc\u202edef"}), ("title.en", "shape")),
    "an unknown field": ({**a_survey(), "colour": "red"}, ("colour", "shape")),
    "no questionnaire at all": ({"hello": 1}, ("format", "shape")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_and_not_saved(name: str, engine: Engine) -> None:
    data, expected = BROKEN[name]
    assert expected in rules(data)
    with pytest.raises(Invalid) as refusal, writing(engine) as session:
        versions.save(session, data)
    assert refusal.value.code == "unsound-questionnaire"
    assert refusal.value.details["findings"]
    with Session(engine) as session:
        assert not session.exec(select(Survey)).all()
        assert not session.exec(select(QuestionnaireVersion)).all()


def test_saving_the_same_questionnaire_again_makes_no_new_version(engine: Engine) -> None:
    with writing(engine) as session:
        first = versions.save(session, a_survey())
        again = versions.save(session, a_survey())
        changed = versions.save(session, a_survey(title={"en": "Another"}))
        assert first.id == again.id != changed.id
        assert versions.latest(session, versions.by_code(session, "TEST")).id == changed.id


LIMITED: dict[str, tuple[dict[str, Any], str]] = {
    "too many questions for the youngest": (a_survey(*(single(f"Q{n}") for n in range(12))), "question-count"),
    "too many options for the youngest": (a_survey(single("A", "1234")), "option-count"),
    "too many picks for the youngest": (a_survey(pick("A", maximum=2)), "too-many-picks"),
    "an open text for the youngest": (a_survey(single("A"), open_text("T", bands="1")), "open-texts"),
    "a difficult item for the youngest": (
        a_survey(*(single(f"Q{n}") for n in range(4)), sensitive(single("H"), "1", "S2"), single("Y"), single("Z")),
        "difficult-item",
    ),
    "a sensitive beginning": (a_survey(sensitive(single("A"), "1"), *(single(f"Q{n}") for n in range(4))), "neutral-ends"),
    "a difficult item early": (
        a_survey(single("A"), single("B"), sensitive(single("H", bands="2"), "1", "S2"), *(single(f"Q{n}") for n in range(4))),
        "difficult-early",
    ),
    "two difficult items in a row": (
        a_survey(
            *(single(f"Q{n}") for n in range(4)),
            *(sensitive(single(f"H{n}", bands="2"), "1", "S2") for n in range(2)),
            single("Y"),
            single("Z"),
        ),
        "difficult-in-a-row",
    ),
    "a long sentence": (a_survey(single("A", wording=says("word " * 13))), "sentence-length"),
    "a long option": (
        a_survey({**single("A"), "options": [option("1", "one two three four five six"), option("2", "x")]}),
        "option-length",
    ),
    "two questions in one": (a_survey(single("A", wording=says("Is it? Or not?"))), "two-questions"),
    "brackets": (a_survey(single("A", wording=says("Is it (really)?"))), "brackets"),
}


@pytest.mark.parametrize("name", LIMITED)
def test_what_is_not_fit_for_children_keeps_a_wave_from_opening(name: str) -> None:
    data, rule = LIMITED[name]
    questionnaire, findings = checks.read(data)
    assert questionnaire is not None
    assert sound(findings), "limits do not keep a draft from being saved"
    assert rule in {finding.rule for finding in findings}
    assert not clean(findings)


def test_an_older_band_may_see_what_a_younger_may_not() -> None:
    _, findings = checks.read(
        a_survey(single("A", "12345", bands="2"), single("B"), single("C"), pick("D", maximum=3, bands="2"), single("E"))
    )
    assert not [finding for finding in findings if finding.level is FindingLevel.BLOCK]


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_text_that_a_spreadsheet_would_run_is_refused_also_in_wide_signs(sign: str) -> None:
    read, findings = checks.read(a_survey(title={"en": f"{sign}1+1"}))
    assert read is None
    assert any("formula" in one.reason for one in findings)
