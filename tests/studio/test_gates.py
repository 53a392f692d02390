"""Each gate of children.md 2.3 shuts when what it needs is taken away, and none but it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio import reading
from app.studio.gate import Gate, lacking
from app.studio.gates import gates, practice_gates
from app.surveys import checks
from app.surveys.evidence import (
    Consent,
    ConsentModel,
    EthicsReview,
    Evidence,
    LanguageReview,
    Pretest,
    ReviewKind,
    Training,
    Verification,
)
from app.surveys.findings import Finding, FindingLevel
from app.surveys.questionnaire import Questionnaire
from app.surveys.support import Contact
from tests.makers import BANDS, a_questionnaire, open_text, says, single
from tests.studio.complete import TODAY, a_contact, a_sensitive_questionnaire, days, everything_recorded

NAMES = {
    1: "Purpose",
    2: "Audience",
    3: "Feedback date",
    4: "Ethics review",
    5: "Consent of parents",
    6: "Safeguarding leads",
    7: "Help for children",
    8: "Languages complete",
    9: "Tried with children",
    10: "Wording, limits, access",
    11: "Who may be missed",
    12: "Adults trained",
    13: "Order of questions",
}
GATE_OF = {
    "decision_informed": 1,
    "why_ask_children": 1,
    "audience": 2,
    "feedback_on": 3,
    "closes_on": 3,
    "ethics": 4,
    "consent": 5,
    "safeguarding_leads": 6,
    "review_rota": 6,
    "verifications": 7,
    "language_reviews": 8,
    "recorded_audio": 8,
    "pretests": 9,
    "accessibility_checked_on": 10,
    "previewed_on": 10,
    "who_may_be_missed": 11,
    "offline_route": 11,
    "trainings": 12,
}


HELD = {"opens_on", "languages", "channels", "expected_children", "charges"}
"""How a wave is held, and who sees to a gate: no gate asks for these."""


def tried(on: date, by: str = "Chai", contact: str = "TH-1387") -> dict[str, Any]:
    return {"verifications": (Verification(contact=contact, verified_on=on, verified_by=by),)}


def reviewed(until: date, kind: ReviewKind = ReviewKind.NATIONAL) -> dict[str, Any]:
    return {"ethics": EthicsReview(reference="ERB-7", kind=kind, expires_on=until)}


def pretested(children: int, bands: str = "12", on: date = TODAY, times: int = 1) -> dict[str, Any]:
    one: dict[str, Any] = {"language": "en", "children": children, "held_on": on, "changes": "none"}
    return {"pretests": tuple(Pretest(band=band, **one) for band in bands for _ in range(times))}


def trained(*on: date, who: str = "Ana") -> dict[str, Any]:
    return {"trainings": tuple(Training(facilitator=who, accepted_on=day) for day in on)}


def translated(translator: str, reviewer: str, language: str = "en") -> dict[str, Any]:
    return {"language_reviews": (LanguageReview(language=language, translator=translator, reviewer=reviewer),)}


SHUTS = [
    (3, {"feedback_on": days(121)}),  # 91 days after closing
    (3, {"feedback_on": days(29)}),  # before closing
    (3, {"closes_on": days(-1), "feedback_on": days(20)}),
    (4, reviewed(days(-1))),
    (4, reviewed(days(29))),  # ends while the wave is in the field
    (4, reviewed(days(200), ReviewKind.INTERNAL)),
    (5, {"consent": Consent(model=ConsentModel.WAIVED)}),
    (5, {"consent": Consent(model=ConsentModel.WAIVED, reason="  ")}),
    (6, {"safeguarding_leads": ("Ana",)}),
    (6, {"safeguarding_leads": ("Ana", " ana ")}),
    (7, tried(days(-181))),
    (7, tried(days(1))),
    (7, tried(TODAY, contact="TH-1300")),
    (8, translated("Dao", "Emma", "th")),
    (8, {"recorded_audio": ("th",)}),
    (9, pretested(4)),
    (9, pretested(5, bands="1")),
    (9, pretested(5, on=days(1))),
    (10, {"accessibility_checked_on": days(1)}),
    (10, {"previewed_on": days(1)}),
    (12, trained(date(2025, 5, 31))),
    (12, trained(days(1))),
    (12, {"trainings": (*trained(TODAY)["trainings"], *trained(date(2025, 5, 31), who="Budi")["trainings"])}),
]
STAYS_OPEN = [
    {"feedback_on": days(120)},  # 90 days after closing
    {"closes_on": TODAY, "feedback_on": TODAY},
    reviewed(days(30)),
    reviewed(days(200), ReviewKind.INDEPENDENT_PANEL),
    {"consent": Consent(model=ConsentModel.WAIVED, reason="Asking at home could harm the child")},
    tried(days(-180)),
    tried(TODAY),
    translated("Dao", "Emma"),
    translated("Ana", "Ana"),  # two people of one name
    pretested(3, times=2),
    trained(date(2025, 6, 1)),
    trained(date(2024, 1, 1), days(-3)),
]


def looked_at(
    evidence: Evidence | None = None,
    questionnaire: Questionnaire | None = None,
    contacts: tuple[Contact, ...] | None = None,
    findings: tuple[Finding, ...] = (),
) -> tuple[Gate, ...]:
    return gates(
        questionnaire or a_sensitive_questionnaire(),
        everything_recorded() if evidence is None else evidence,
        "TH",
        (a_contact(),) if contacts is None else contacts,
        TODAY,
        findings,
    )


def shut(seen: tuple[Gate, ...]) -> set[int]:
    return {gate.number for gate in seen if not gate.passed}


def a_finding(rule: str, level: FindingLevel = FindingLevel.BLOCK) -> Finding:
    return Finding(path="items.Q1", rule=rule, level=level, reason="Too long.", mend="Shorten it.")


def test_there_are_thirteen_gates_in_order() -> None:
    assert {gate.number: gate.name for gate in looked_at()} == NAMES
    assert [gate.number for gate in looked_at()] == list(range(1, 14))


def test_with_everything_recorded_all_gates_stand_open() -> None:
    assert list(lacking(looked_at())) == []


def test_the_maker_of_a_complete_survey_passes_the_real_checks() -> None:
    questionnaire = a_sensitive_questionnaire()
    assert list(lacking(looked_at(findings=checks.examine(questionnaire)))) == []


def test_every_field_of_the_evidence_belongs_to_a_gate_or_says_how_the_wave_is_held() -> None:
    assert set(GATE_OF) | HELD == set(Evidence.model_fields)


@pytest.mark.parametrize(("field", "gate"), GATE_OF.items())
def test_a_gate_shuts_alone_when_its_evidence_is_taken_away(field: str, gate: int) -> None:
    without = everything_recorded(**{field: Evidence.model_fields[field].default})
    seen = looked_at(without)
    assert shut(seen) == {gate}
    assert any("not recorded" in what for what in seen[gate - 1].missing)


@given(st.sets(st.sampled_from(sorted(GATE_OF))))
def test_whatever_is_taken_away_exactly_its_gates_shut(fields: set[str]) -> None:
    without = everything_recorded(**{field: Evidence.model_fields[field].default for field in fields})
    assert shut(looked_at(without)) == {GATE_OF[field] for field in fields}


def test_with_nothing_recorded_only_what_the_document_says_is_open() -> None:
    assert shut(looked_at(Evidence())) == set(range(1, 13))


@pytest.mark.parametrize(("gate", "changed"), SHUTS)
def test_a_gate_shuts_alone_when_its_evidence_is_not_enough(gate: int, changed: dict[str, Any]) -> None:
    assert shut(looked_at(everything_recorded(**changed))) == {gate}


@pytest.mark.parametrize("changed", STAYS_OPEN)
def test_at_the_very_limit_a_gate_stays_open(changed: dict[str, Any]) -> None:
    assert list(lacking(looked_at(everything_recorded(**changed)))) == []


def test_a_waiver_of_consent_is_the_reviewer_s_to_give() -> None:
    waived = Consent(model=ConsentModel.WAIVED, reason="Minimal risk")
    assert shut(looked_at(everything_recorded(consent=waived, ethics=None))) == {4, 5}


def test_neutral_items_alone_may_be_reviewed_internally() -> None:
    evidence = everything_recorded(**reviewed(days(200), ReviewKind.INTERNAL))
    assert shut(looked_at(evidence, a_questionnaire(single("Q1"), single("Q2")))) == set()
    assert shut(looked_at(evidence)) == {4}


def test_leads_are_needed_for_an_open_text_or_a_sensitive_item_and_for_nothing_else() -> None:
    nobody = everything_recorded(safeguarding_leads=(), review_rota=None)
    assert shut(looked_at(nobody, a_questionnaire(single("Q1"), single("Q2")))) == set()
    assert shut(looked_at(nobody, a_questionnaire(single("Q1"), open_text("T1"), single("Q2")))) == {6}
    sensitive = a_sensitive_questionnaire()
    without_text = sensitive.model_copy(update={"items": tuple(item for item in sensitive.items if item.kind != "text")})
    assert shut(looked_at(nobody, without_text)) == {6}


@pytest.mark.parametrize("note", [{"hours": None}, {"languages": ()}, {"free": None}, {"anonymous": None}])
def test_a_contact_of_which_something_is_unknown_does_not_do(note: dict[str, Any]) -> None:
    seen = looked_at(contacts=(a_contact(**note),))
    assert shut(seen) == {7}
    assert "not recorded" in seen[6].missing[0]


def test_a_contact_that_asks_who_one_is_does_for_it_can_be_told() -> None:
    assert shut(looked_at(contacts=(a_contact(anonymous=False, free=False),))) == set()


def test_one_tried_contact_is_enough_and_a_country_without_any_is_not() -> None:
    assert shut(looked_at(contacts=(a_contact(code="TH-1300", number="1387"), a_contact()))) == set()
    seen = looked_at(contacts=())
    assert shut(seen) == {7}
    assert "Thailand" in seen[6].missing[0]


def test_a_draft_shuts_gate_8_even_if_it_was_reviewed() -> None:
    assert shut(looked_at(questionnaire=a_sensitive_questionnaire(drafts=["en"]))) == {8}


def test_each_language_needs_its_own_review_audio_and_pretests() -> None:
    english = a_sensitive_questionnaire()
    both = english.model_copy(update={"languages": ("en", "th")})
    seen = looked_at(questionnaire=both)
    assert shut(seen) == {8, 9}
    assert "Thai: no text for Q1" in seen[7].missing
    assert "Thai: no text for Q1, option 2" in seen[7].missing
    assert "Thai: no text for the assent" in seen[7].missing


def test_a_language_without_our_own_texts_is_not_complete() -> None:
    questionnaire = a_sensitive_questionnaire()
    klingon = questionnaire.model_copy(update={"languages": ("tlh",)})
    assert any("buttons" in what for what in looked_at(questionnaire=klingon)[7].missing)


def test_older_children_read_for_themselves() -> None:
    older = [{**BANDS[0], "from_age": 11, "to_age": 13}, BANDS[1]]
    silent = everything_recorded(recorded_audio=())
    assert shut(looked_at(silent, a_sensitive_questionnaire(bands=older))) == set()
    assert shut(looked_at(silent)) == {8}


ORDER = ["neutral-ends", "difficult-count", "difficult-in-a-row", "difficult-early", "neutral-after", "text-after-difficult"]


def test_voices_are_advised_where_many_children_read_little_and_are_never_demanded_of_those_who_are_older() -> None:
    older = [{**BANDS[0], "from_age": 11, "to_age": 13}, BANDS[1]]
    lao = a_sensitive_questionnaire(bands=older).model_copy(update={"languages": ("lo", "th")})
    advised = "Many children of 11 to 13 read little in Lao: record voices for them as well."
    assert advised in looked_at(everything_recorded(recorded_audio=()), lao)[7].found
    assert advised not in looked_at(everything_recorded(recorded_audio=("lo",)), lao)[7].found
    assert not any("Audio" in one for one in looked_at(everything_recorded(recorded_audio=()), lao)[7].missing)
    oldest = a_sensitive_questionnaire(bands=[{**BANDS[0], "from_age": 8, "to_age": 10}, BANDS[1]])
    assert reading.advice(oldest, ("lo",)) == ""


@pytest.mark.parametrize("rule", ORDER)
def test_a_finding_about_order_shuts_gate_13(rule: str) -> None:
    assert shut(looked_at(findings=(a_finding(rule),))) == {13}


@pytest.mark.parametrize("rule", ["sentence-length", "brackets", "a-rule-of-the-future"])
def test_any_other_blocking_finding_shuts_gate_10(rule: str) -> None:
    seen = looked_at(findings=(a_finding(rule),))
    assert shut(seen) == {10}
    assert seen[9].missing == ("Q1: Too long. Shorten it.",)


def test_a_warning_shuts_nothing() -> None:
    assert shut(looked_at(findings=(a_finding("draft-language", FindingLevel.WARN),))) == set()


def test_a_negative_for_younger_teenagers_waits_for_their_pretest_in_its_language() -> None:
    bands = [
        {"code": "1", "label": {"en": "11 to 13"}, "from_age": 11, "to_age": 13},
        {"code": "2", "label": {"en": "14 to 17"}, "from_age": 14, "to_age": 17},
    ]
    questionnaire = a_questionnaire(
        single("Q1", wording=says("Did someone you did not know write to you?")),
        *(single(f"Q{n}") for n in range(2, 5)),
        bands=bands,
    )
    findings = checks.examine(questionnaire)
    assert [(one.rule, one.path) for one in findings] == [("negative-until-pretest", "items.Q1.wording.en.1")]
    assert {gate.number for gate in practice_gates(questionnaire, findings) if not gate.passed} == set()
    tried = everything_recorded().pretests
    assert shut(looked_at(questionnaire=questionnaire, findings=findings)) == set()
    assert shut(looked_at(everything_recorded(pretests=tried[1:]), questionnaire, findings=findings)) == {9, 10}
    older_only = tuple(one for one in tried if one.band == "2")
    assert 10 in shut(looked_at(everything_recorded(pretests=older_only), questionnaire, findings=findings))


def test_a_training_on_leap_day_lasts_until_the_first_of_march() -> None:
    evidence = everything_recorded(**trained(date(2028, 2, 29)), closes_on=date(2029, 4, 1), feedback_on=date(2029, 4, 2))
    numbers = {
        day: 12 in shut(gates(a_sensitive_questionnaire(), evidence, "TH", (a_contact(),), day, ()))
        for day in (date(2029, 3, 1), date(2029, 3, 2))
    }
    assert numbers == {date(2029, 3, 1): False, date(2029, 3, 2): True}


def test_a_practice_wave_needs_no_people() -> None:
    assert [gate.number for gate in practice_gates(a_sensitive_questionnaire(drafts=["en"]), ())] == [8, 10, 13]
    assert shut(practice_gates(a_sensitive_questionnaire(drafts=["en"]), ())) == set()


@pytest.mark.parametrize(("rule", "gate"), [("sentence-length", 10), ("neutral-ends", 13)])
def test_a_practice_wave_skips_neither_lint_nor_order(rule: str, gate: int) -> None:
    assert shut(practice_gates(a_sensitive_questionnaire(), (a_finding(rule),))) == {gate}


def test_a_practice_wave_skips_no_text() -> None:
    both = a_sensitive_questionnaire().model_copy(update={"languages": ("en", "th")})
    assert shut(practice_gates(both, ())) == {8}


def test_what_is_missing_is_said_under_its_gate() -> None:
    gate = replace(looked_at()[0], missing=("The decision it informs: not recorded",))
    assert list(lacking([gate])) == ["1. Purpose: The decision it informs: not recorded"]
