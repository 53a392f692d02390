"""The starter survey asks what children.md asks of each band, in an order and in numbers that suit it, and can be counted."""

import re
from importlib.resources import files
from itertools import chain

import pytest

from app.surveys import checks
from app.surveys.codebook import Role, codebook
from app.surveys.findings import FindingLevel
from app.surveys.plan import EVERYONE, joint_cells, plan
from app.surveys.questionnaire import (
    AnyOf,
    Clause,
    IndicatorKind,
    Level,
    OpenText,
    Pick,
    Questionnaire,
    Single,
    canonical,
    worded,
)
from app.surveys.starter import starter

ASKED = {
    "1": "GEN AREA ACC1 OPP1A CON1A CDT1A CTR2A SKL1 HLP1A VOI1A VOI3A END1",
    "2": "GEN AREA ACC1 OPP1 CON1 CON3 CNT1 CDT1 CDT3 CTR2 SKL1 HLP1 HLP2 HLP3 VOI1B VOI2B VOI3 VOI4 END1",
    "3": "GEN AREA ACC1 ACC2 OPP1 CON1 CON2 CON3 CNT1 CDT1 CDT2 CDT3 CTR1 CTR2 SKL1 HLP1 HLP2 HLP3 VOI1 VOI2 VOI3 VOI4 END1",
}

DRAFTS = ("id", "th", "ar", "km", "vi", "ms", "fil", "lo", "my")


@pytest.fixture(name="survey")
def the_starter() -> Questionnaire:
    return starter()


def test_children_are_asked_12_19_and_23_questions_with_age_before_the_closing_feeling(survey: Questionnaire) -> None:
    asked = {band.code: " ".join(item.code for item in survey.asked_of(band.code)) for band in survey.bands}
    assert asked == ASKED
    with_closing_without_age = {band: len(codes.split()) for band, codes in asked.items()}
    assert with_closing_without_age == {"1": 12, "2": 19, "3": 23}
    assert len(survey.items) == 32


def test_the_question_about_unwanted_requests_stays_in_the_bank(survey: Questionnaire) -> None:
    assert "CNT2" not in {item.code for item in survey.items}
    assert all(item.level is not Level.S2 for item in survey.items)


def test_nothing_in_it_blocks_a_wave(survey: Questionnaire) -> None:
    """Warned of are languages that nobody has reviewed or listed words of, and a sender whom children of 11 did not know."""
    findings = checks.examine(survey)
    assert survey.languages == ("en", *DRAFTS)
    assert {finding.level for finding in findings} == {FindingLevel.WARN}
    assert {finding.path for finding in findings if finding.rule == "draft-language"} == {f"drafts.{one}" for one in DRAFTS}
    told = {finding.rule: finding.path for finding in findings}
    assert told.keys() <= {"draft-language", "no-word-list", "negative-until-pretest"}
    strangers = [finding.path for finding in findings if finding.rule == "negative-until-pretest"]
    assert "items.CNT1.wording.en.2" in strangers
    assert all(path.startswith("items.CNT1.wording.") and path.endswith(".2") for path in strangers)


def test_options_and_picks_stay_within_what_each_band_can_hold(survey: Questionnaire) -> None:
    most = {"1": (3, 4, 1, 0), "2": (5, 6, 2, 1), "3": (7, 8, 3, 2)}
    for band in survey.bands:
        items = survey.asked_of(band.code)
        options, pick_options, maximum, open_texts = most[band.code]
        assert all(len(item.options) <= options for item in items if isinstance(item, Single))
        assert all(len(item.options) <= pick_options and item.maximum <= maximum for item in items if isinstance(item, Pick))
        assert sum(isinstance(item, OpenText) for item in items) <= open_texts


def test_stems_ask_one_thing_without_brackets_negatives_or_jargon(survey: Questionnaire) -> None:
    jargon = "privacy settings|grooming|cyberbullying|exploitation|consent|algorithm"
    banned = re.compile(rf"\b(not|never|don't|and/or|{jargon})\b|[()]", re.IGNORECASE)
    found = [item.code for item in survey.items for text in item.wording["en"].values() if banned.search(text)]
    assert found == ["CNT1"]  # "did not know": the allowlisted exception, from 14 on and from 11 once pretested
    for item in survey.items:
        for text in chain.from_iterable(by_band.values() for by_band in item.wording.values()):
            assert sum(text.count(mark) for mark in "?؟") <= 1, (item.code, text)


def test_every_band_begins_and_ends_with_neutral_items(survey: Questionnaire) -> None:
    for band in survey.bands:
        *items, closing = survey.asked_of(band.code)
        assert closing.code == survey.closing == "END1"
        assert [item.level for item in items[:2] + items[-2:]] == [Level.S0] * 4


def test_every_experience_has_an_answer_that_is_protected_as_sensitive(survey: Questionnaire) -> None:
    mild = {item.code: item for item in survey.items if item.level is Level.S1}
    assert sorted(mild) == ["CDT1", "CDT1A", "CDT2", "CDT3", "CNT1", "CON1", "CON1A", "CON2", "HLP3"]
    for item in mild.values():
        assert isinstance(item, Single)
        flagged = {option.code for option in item.options if option.sensitive}
        assert flagged == ({"3", "4"} if item.code == "HLP3" else {"2", "3"}), item.code


def test_whoever_was_upset_or_treated_meanly_is_asked_who_helped(survey: Questionnaire) -> None:
    item = survey.item("HLP3")
    assert item.asked_if == AnyOf(any=(Clause(item="CON1", codes=("2", "3")), Clause(item="CDT1", codes=("2", "3"))))
    assert item.asked_if_in_words is not None
    assert worded(item.asked_if_in_words, "en", "2") == "If nothing online upset you, just tap Continue."


def test_telling_nobody_excludes_telling_somebody(survey: Questionnaire) -> None:
    for code in ("HLP1", "HLP1A"):
        item = survey.item(code)
        assert isinstance(item, Pick)
        assert [option.code for option in item.options if option.exclusive] == ["9"]


def test_faces_stand_for_feelings_only_and_places_are_drawn(survey: Questionnaire) -> None:
    pictured = {
        item.code: [option.picture for option in item.options]
        for item in survey.items
        if isinstance(item, Single | Pick) and any(option.picture for option in item.options)
    }
    faces = ["face-good", "face-between", "face-sad"]
    assert pictured == {"AREA": ["area-city", "area-town", "area-village"], "OPP1A": faces, "END1": faces}


def english_labels(survey: Questionnaire, code: str) -> dict[str, str]:
    item = survey.item(code)
    assert isinstance(item, Pick)
    return {option.code: worded(option.label, "en", item.bands[0]) for option in item.options}


def test_variants_for_a_band_share_codes_where_they_share_a_meaning(survey: Questionnaire) -> None:
    for younger, older in (("VOI1B", "VOI1"), ("VOI2B", "VOI2"), ("HLP1A", "HLP1")):
        ours, theirs = english_labels(survey, younger), english_labels(survey, older)
        shared = ours.keys() & theirs.keys()
        assert len(shared) >= 4
        assert {code: ours[code] for code in shared} == {code: theirs[code] for code in shared}


def test_an_indicator_is_a_set_of_categories_or_one_option_and_asks_cover_every_option(survey: Questionnaire) -> None:
    for indicator in survey.indicators:
        item = survey.item(indicator.item)
        assert isinstance(item, Single | Pick)
        assert set(indicator.codes) < {option.code for option in item.options}, indicator.code
        assert isinstance(item, Single) or len(indicator.codes) == 1, indicator.code
    for code in ("VOI1A", "VOI1B", "VOI1", "VOI2B", "VOI2"):
        item = survey.item(code)
        assert isinstance(item, Pick)
        asks = [i.codes[0] for i in survey.indicators if i.item == code and i.kind is IndicatorKind.ASK]
        assert asks == [option.code for option in item.options]
    names = [indicator.name["en"] for indicator in survey.indicators]
    assert len(set(names)) == len(names)


def test_the_indicators_of_the_rules_are_all_there_but_the_one_in_the_bank(survey: Questionnaire) -> None:
    numbers = {match.group(1) for i in survey.indicators if (match := re.match(r"I(1[0-6]|[1-9])", i.code))}
    assert numbers == {str(number) for number in range(1, 17)} - {"5"}
    kinds = {i.kind for i in survey.indicators}
    assert kinds == set(IndicatorKind)
    assert {i.code for i in survey.indicators if i.kind is IndicatorKind.BENEFIT} == {"I16"}


def test_an_indicator_names_the_ages_that_were_asked(survey: Questionnaire) -> None:
    for indicator in survey.indicators:
        bands = [survey.band(code) for code in survey.item(indicator.item).bands]
        for name in indicator.name.values():
            ages = [int(number) for number in re.findall(r"\d+", name)[-2:]]
            assert ages == [bands[0].from_age, bands[-1].to_age], (indicator.code, name)


def test_its_codebook_and_its_plan_can_be_made(survey: Questionnaire) -> None:
    book = codebook(survey)
    assert [variable.code for variable in book.profile] == ["AGE", "GEN", "AREA"]
    assert [variable.start for variable in book.variables] == list(range(book.width))
    assert book.variables[-1].role is Role.CLOSING
    assert joint_cells(book) == 3 * 4 * 4
    planned = {item.item: {group.breakdown for group in item.groups} for item in plan(survey).items}
    assert planned["SKL1"] == {"", "AGE", "GEN", "AREA", "AGE+GEN", "AGE+AREA"}
    assert "AGE" not in planned["CON1A"]
    assert not {"GEN", "AREA", "VOI4", "END1"} & planned.keys()
    assert all(item.groups[0] == EVERYONE for item in plan(survey).items)


def test_the_file_says_nothing_that_the_document_forgets(survey: Questionnaire) -> None:
    raw = (files("app.surveys.starter") / "starter.json").read_bytes()
    assert canonical(Questionnaire.model_validate_json(raw)) == canonical(survey)
    assert starter() is survey
