"""Every item of the bank can be asked as it stands, and goes into a survey without breaking what is there."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Conflict, Invalid, NotFound
from app.surveys import checks
from app.surveys.bank import BankItem, FourC, Use, add_to, age_bands, bank, by_code, find, topics
from app.surveys.findings import clean, sound
from app.surveys.questionnaire import Level, Single, canonical_json
from app.surveys.starter import starter

CODES = [one.code for one in bank()]
SHRUGGED_AT = {"draft-language", "negative-until-pretest"}
"""What the starter survey is warned of as well: nobody has read the drafts, and CNT1 waits for its pretest."""


def a_frame(*languages: str) -> dict[str, Any]:
    """A survey of neutral items for the three bands, into which any item of the bank can go."""

    def said(text: str) -> dict[str, dict[str, str]]:
        return {language: {"1": text} for language in languages}

    filler = [
        {
            "kind": "single",
            "code": f"Q{number}",
            "bands": ["1", "2", "3"],
            "topic": "Access" if number < 4 else "Voice",
            "wording": said(f"Is {number} your number?"),
            "options": [{"code": code, "label": said(label)} for code, label in (("1", "Yes"), ("2", "No"))],
        }
        for number in range(1, 7)
    ]
    return {
        "format": "suara-questionnaire/1",
        "code": "FRAME",
        "title": dict.fromkeys(languages, "A frame"),
        "languages": list(languages),
        "default_language": languages[0],
        "bands": [
            {**band.model_dump(mode="json"), "label": dict.fromkeys(languages, f"Band {band.code}")} for band in age_bands()
        ],
        "welcome": said("Hello!"),
        "assent": said("You choose."),
        "items": filler,
    }


def with_needs(document: dict[str, Any], code: str) -> dict[str, Any]:
    for need in by_code(code).needs:
        document = with_needs(document, need)
    return add_to(document, code)


@pytest.mark.parametrize("code", CODES)
def test_every_item_can_be_asked_as_it_stands_in_every_language_it_is_written_in(code: str) -> None:
    document = with_needs(a_frame(*by_code(code).languages), code)
    questionnaire, findings = checks.read({**document, "drafts": []})
    assert questionnaire is not None
    assert clean(findings), [(one.path, one.rule, one.reason) for one in findings]
    assert {one.rule for one in findings} <= SHRUGGED_AT, [(one.path, one.rule, one.reason) for one in findings]
    assert questionnaire.item(code).bands == by_code(code).item.bands


def test_the_bank_holds_the_starters_items_the_one_difficult_item_and_further_modules() -> None:
    assert len(CODES) == len(set(CODES))
    assert {item.code for item in starter().items} < set(CODES)
    assert [one.code for one in find(level="S2")] == ["CNT2"]
    assert "CNT2" not in {item.code for item in starter().items}
    assert len(CODES) >= 60
    assert {one.use for one in bank()} == set(Use)
    codes = [indicator.code for one in bank() for indicator in one.indicators]
    assert len(codes) == len(set(codes))
    assert all(indicator.item == one.code for one in bank() for indicator in one.indicators)


def test_what_is_measured_as_a_risk_is_tagged_and_benefits_stand_beside_it() -> None:
    kinds = [indicator.kind.value for one in bank() for indicator in one.indicators]
    assert kinds.count("benefit") >= kinds.count("risk") / 3
    for one in bank():
        if one.level is not Level.S0 and one.topic != "Help":
            assert one.fourc is not None, one.code


def test_items_are_found_by_topic_band_level_and_risk_together() -> None:
    assert find() == bank()
    assert {one.topic for one in bank()} == set(topics())
    for one in find(topic="Contact", band="3", level=Level.S1, fourc=FourC.CONTACT):
        assert (one.topic, one.level, one.fourc) == ("Contact", Level.S1, FourC.CONTACT)
        assert "3" in one.item.bands
    assert "CNT1" in {one.code for one in find(topic="Contact", band="2", level="S1", fourc="contact")}
    assert not find(band="1", level="S2")
    with pytest.raises(NotFound):
        by_code("NO")


def test_an_item_goes_to_its_topic_and_a_sensitive_one_keeps_the_ends_neutral() -> None:
    survey = starter().model_dump(mode="json")
    order = [one["code"] for one in add_to(survey, "CNT5")["items"]]
    assert order[order.index("CNT5") - 1] == "CNT1"
    order = [one["code"] for one in add_to(survey, "CNT2")["items"]]
    assert (order[order.index("CNT2") - 1], order[order.index("CNT2") + 1]) == ("CDT3", "CTR1")
    questionnaire, findings = checks.read(add_to(survey, "CNT3"))
    assert questionnaire is not None
    assert not {one.rule for one in findings} & {"neutral-ends", "difficult-early", "neutral-after"}


def test_the_document_itself_is_left_as_it_was_and_what_it_had_stays() -> None:
    survey = starter().model_dump(mode="json")
    before = canonical_json(survey)
    added = add_to(survey, "IMG1")
    assert canonical_json(survey) == before
    assert [one for one in added["items"] if one["code"] != "IMG1"] == survey["items"]
    assert added["indicators"][-1]["code"] == "BIMG1"
    assert set(next(one for one in added["items"] if one["code"] == "IMG1")["wording"]) == {"en", "id"}


def test_profile_items_and_the_closing_feeling_take_their_places() -> None:
    document = add_to(add_to(add_to(a_frame("en"), "END1"), "GEN"), "LRN1")
    assert [one["code"] for one in document["items"]] == ["GEN", "Q1", "Q2", "Q3", "LRN1", "Q4", "Q5", "Q6", "END1"]
    assert document["profile"] == document["breakdowns"] == ["GEN"]
    assert document["closing"] == "END1"
    questionnaire, findings = checks.read(document)
    assert questionnaire is not None
    assert sound(findings)


def refused(document: dict[str, Any], code: str) -> str:
    with pytest.raises((Conflict, Invalid, NotFound)) as refusal:
        add_to(document, code)
    return refusal.value.code


def test_what_does_not_fit_is_refused_with_what_to_do() -> None:
    frame = a_frame("en")
    assert refused(add_to(frame, "LRN1"), "LRN1") == "item-code-taken"
    assert refused({**frame, "places": [{"code": "LRN1"}]}, "LRN1") == "item-code-taken"
    assert refused(frame, "REP2") == "item-needs-others"
    assert refused({**frame, "bands": frame["bands"][:1]}, "LRN1") == "no-band-for-item"
    assert refused({**frame, "languages": ["th"]}, "LRN1") == "no-language-for-item"
    assert refused(frame, "NO") == "unknown-bank-item"


@given(code=st.sampled_from(CODES), low=st.integers(8, 16), width=st.integers(0, 3))
def test_any_bands_get_the_words_that_their_youngest_children_can_read(code: str, low: int, width: int) -> None:
    one = by_code(code)
    frame = a_frame("en") | {"bands": [{"code": "4", "label": {"en": "x"}, "from_age": low, "to_age": min(17, low + width)}]}
    ours = next(band.code for band in age_bands() if band.from_age <= low <= band.to_age)
    frame["items"] = [{"code": need, "bands": ["4"]} for need in one.needs]
    if ours not in one.item.bands:
        assert refused(frame, code) == "no-band-for-item"
        return
    added: BankItem = BankItem(use=one.use, item=next(each for each in add_to(frame, code)["items"] if each["code"] == code))
    assert added.item.bands == ("4",)
    assert added.item.wording["en"] == {
        "4": one.item.wording["en"].get(ours, one.item.wording["en"][min(one.item.wording["en"])])
    }
    if isinstance(added.item, Single):
        assert all(set(option.label["en"]) == {"4"} for option in added.item.options)
