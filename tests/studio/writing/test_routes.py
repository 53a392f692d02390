"""Writing without script: every page and every button, two people at once, and hostile words."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts import acts
from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.surveys import versions
from app.surveys.starter import starter
from tests.makers import a_fit_survey, a_survey, a_worked_example, single
from tests.office import a_browser, a_desk, words
from tests.studio.writing.desk import DRAFT, fields, press, standing

HOSTILE = "<script>alert(1)</script>\"'&<b>bold"
Q1 = f"{DRAFT}/items/Q1"
STEM = "items.Q1.wording.en.1"


def begun(engine: Engine, document: dict[str, Any] | None = None) -> TestClient:
    desk = a_desk(engine)
    with writing(engine) as session:
        drafts.start(session, document or a_survey(), 1)
    return desk


@pytest.fixture
def desk(engine: Engine) -> Iterator[TestClient]:
    """A facilitator at a draft TEST of two questions, Q1 and Q2."""
    with begun(engine) as client:
        yield client


def test_what_is_filled_in_is_saved_and_the_form_shows_it(desk: TestClient, engine: Engine) -> None:
    form = fields(desk.get(Q1).text)
    form.update(
        {STEM: "Where do you play?", "items.Q1.level": "S1", "items.Q1.options.2.sensitive": "1", "items.Q1.bands": ["2"]}
    )
    answer = desk.post(DRAFT, data={**form, "act": "save"})
    assert (answer.status_code, answer.headers["location"]) == (303, Q1)
    assert standing(engine, "items", "Q1", "level") == "S1"
    assert standing(engine, "items", "Q1", "bands") == ["2"]
    assert standing(engine, "items", "Q1", "options", "2", "sensitive") is True
    assert "Where do you play?" in desk.get(Q1).text


def test_a_form_that_nobody_touched_changes_nothing(desk: TestClient) -> None:
    for page in (Q1, f"{DRAFT}/settings"):
        desk.post(DRAFT, data={**fields(desk.get(page).text), "act": "save"})
    assert "Undo" not in desk.get(DRAFT).text


def test_two_people_at_one_text_see_both_versions_and_one_of_them_chooses(desk: TestClient, engine: Engine) -> None:
    mine, theirs = (fields(desk.get(Q1).text) for _ in range(2))
    desk.post(DRAFT, data={**theirs, STEM: "Theirs?", "act": "save"})
    answer = desk.post(DRAFT, data={**mine, STEM: "Mine?", "items.Q1.options.1.label.en.1": "Mine too", "act": "save"})
    assert answer.status_code == 409
    assert standing(engine, *STEM.split(".")) == "Theirs?"
    assert standing(engine, "items", "Q1", "options", "1", "label", "en", "1") == "Mine too"
    shown = fields(answer.text)
    assert shown[STEM] == "Mine?"
    assert "Theirs?" in words(answer.text)
    assert desk.post(DRAFT, data={**shown, "act": "save"}).status_code == 409, "nothing is saved over by pressing again"
    assert desk.post(DRAFT, data={**shown, "act": f"mine {STEM}"}).status_code == 303
    assert standing(engine, *STEM.split(".")) == "Mine?"


def test_who_takes_the_other_version_keeps_it(desk: TestClient, engine: Engine) -> None:
    mine = fields(desk.get(Q1).text)
    desk.post(DRAFT, data={**mine, STEM: "Theirs?", "act": "save"})
    answer = desk.post(DRAFT, data={**mine, STEM: "Mine?", "act": "save"})
    assert desk.post(DRAFT, data={**fields(answer.text), "act": f"theirs {STEM}"}).status_code == 303
    assert standing(engine, *STEM.split(".")) == "Theirs?"


def test_a_question_that_somebody_changed_is_not_removed_unseen(desk: TestClient, engine: Engine) -> None:
    seen = desk.get(Q1).text.split('name="seen.items.Q1" value="')[1].split('"')[0]
    desk.post(DRAFT, data={**fields(desk.get(Q1).text), STEM: "Theirs?", "act": "save"})
    answer = press(desk, "remove items.Q1", Q1, seen__items__Q1=seen)
    assert answer.status_code == 409
    assert "Somebody has changed Q1 since" in words(answer.text)
    assert standing(engine, "items", "Q1")


def test_words_for_a_question_that_is_gone_are_handed_back(desk: TestClient) -> None:
    mine = fields(desk.get(Q1).text)
    press(desk, "remove items.Q1", Q1)
    answer = desk.post(DRAFT, data={**mine, STEM: "An hour's work?", "act": "save"})
    assert answer.status_code == 409
    assert "Somebody has removed this meanwhile" in words(answer.text)
    assert "An hour&#39;s work?" in answer.text


def test_every_kind_of_question_can_be_added_and_moved(desk: TestClient, engine: Engine) -> None:
    for kind in ("single", "pick", "text", "card"):
        answer = press(desk, "add-item", new__kind=kind, new__code=f"new{kind}")
        assert answer.headers["location"] == f"{DRAFT}/items/NEW{kind.upper()}"
        assert desk.get(answer.headers["location"]).status_code == 200
    press(desk, "up items.NEWCARD")
    press(desk, "down items.Q1")
    press(desk, "move items.NEWPICK", behind="")
    press(desk, "up items.NEWPICK")
    with writing(engine) as session:
        order = [one["code"] for one in drafts.by_code(session, "TEST").document["items"]]
    assert order == ["NEWPICK", "Q2", "Q1", "NEWSINGLE", "NEWCARD", "NEWTEXT"]


def test_a_new_question_stands_before_the_closing_feeling(engine: Engine) -> None:
    desk = begun(engine, a_survey(single("Q1"), single("END"), closing="END"))
    press(desk, "add-item", new__code="Q2")
    with writing(engine) as session:
        assert [one["code"] for one in drafts.by_code(session, "TEST").document["items"]] == ["Q1", "Q2", "END"]


def test_a_code_is_never_given_out_twice(desk: TestClient, engine: Engine) -> None:
    press(desk, "add-option items.Q1", Q1)
    assert standing(engine, "items", "Q1", "options")[-1]["code"] == "4"
    press(desk, "remove items.Q1.options.4", Q1)
    press(desk, "add-option items.Q1", Q1)
    assert [one["code"] for one in standing(engine, "items", "Q1", "options")] == ["1", "2", "3", "5"]


def test_a_code_of_a_saved_version_is_not_given_out_again(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_survey(single("Q1", "1234"), single("Q2")))
        versions.save(session, a_survey(single("Q1", "123"), single("Q2")))
    desk.post("/office/surveys/TEST/draft")
    press(desk, "add-option items.Q1", Q1)
    assert standing(engine, "items", "Q1", "options")[-1]["code"] == "5"


def test_a_condition_is_built_of_answers_and_shown_broken_when_its_source_goes(desk: TestClient, engine: Engine) -> None:
    page = f"{DRAFT}/items/Q2"
    for answer in ("Q1.2", "Q1.1"):
        press(desk, "lead items.Q2", page, new__lead=answer)
    assert standing(engine, "items", "Q2", "asked_if") == {"any": [{"item": "Q1", "codes": ["1", "2"]}]}
    press(desk, "unlead items.Q2.Q1.2", page)
    assert "Asked only if" in words(desk.get(page).text)
    press(desk, "remove items.Q1", Q1)
    assert standing(engine, "items", "Q2", "asked_if") == {"any": [{"item": "Q1", "codes": ["1"]}]}
    assert "Q1 has been removed." in words(desk.get(page).text)
    refused = desk.post(f"{DRAFT}/publish")
    assert refused.status_code == 400
    assert "Q1 is not an item of this survey" in words(refused.text)
    press(desk, "unlead items.Q2.Q1.1", page)
    assert standing(engine, "items", "Q2", "asked_if") is None


def test_undo_takes_back_what_was_done_and_refuses_what_was_not_seen(desk: TestClient, engine: Engine) -> None:
    press(desk, "remove items.Q1", Q1)
    assert "Undo : Q1 removed" in words(desk.get(DRAFT).text)
    refused = desk.post(f"{DRAFT}/undo", data={"revision": "1", "back": DRAFT})
    assert refused.status_code == 409
    assert desk.post(f"{DRAFT}/undo", data={"revision": "2", "back": Q1}).headers["location"] == Q1
    assert standing(engine, "items", "Q1")


def test_settings_languages_bands_places_numbers_and_pairs_can_all_be_changed(engine: Engine) -> None:
    desk = begun(engine, a_survey(single("GEN"), single("Q1"), profile=["GEN"]))
    page = f"{DRAFT}/settings"
    form = fields(desk.get(page).text)
    form.update({"title.en": "Another", "check.en.1": "Is it clear?", "breakdowns": ["AGE", "GEN"]})
    form.update({"bands.2.from_age": "11", "bands.2.to_age": "13"})
    assert desk.post(DRAFT, data={**form, "act": "save"}).status_code == 303
    press(desk, "add-language", page, new__language="th")
    press(desk, "add-place", page, new__code="prov")
    press(desk, "add-category places.PROV", page)
    press(desk, "add-indicator", page, new__code="i1", new__kind="risk", new__answers=["Q1.1", "Q1.2"])
    press(desk, "pair", page, new__first="AGE", new__second="GEN")
    press(desk, "add-band", page)
    shown = desk.get(f"{page}?beside=th")
    assert shown.status_code == 200
    assert standing(engine, "title") == {"en": "Another"}
    assert standing(engine, "bands", "2", "from_age") == 11
    assert standing(engine, "breakdowns") == ["AGE", "GEN"]
    assert len(standing(engine, "places", "PROV", "categories")) == 3
    assert standing(engine, "indicators", "I1", "codes") == ["1", "2"]
    assert standing(engine, "pairs") == [["AGE", "GEN"]]
    assert standing(engine, "bands", "3", "from_age") == 14
    assert "Asked 0 of 2 questions." in words(shown.text)
    press(desk, "ask-all 3", page)
    assert standing(engine, "items", "Q1", "bands") == ["1", "2", "3"]
    assert "Asked 0 of 2 questions." not in words(desk.get(page).text)
    press(desk, "unpair AGE.GEN", page)
    press(desk, "remove-language th", page)
    assert standing(engine, "pairs") is None
    assert standing(engine, "languages") == ["en"]
    assert press(desk, "remove-language en", page).status_code == 409


def test_what_a_removed_question_was_chosen_for_stays_chosen_until_somebody_unticks_it(engine: Engine) -> None:
    desk = begun(engine, {**a_worked_example(), "code": "TEST"})
    for gone in ("GEN", "END1"):
        press(desk, f"remove items.{gone}")
    page = f"{DRAFT}/settings"
    shown = desk.get(page).text
    assert "GEN: removed" in shown
    form = fields(shown)
    assert (form["profile"], form["closing"], form["breakdowns"]) == ("GEN", "END1", ["AGE", "GEN"])
    desk.post(DRAFT, data={**form, "title.en": "Another title", "act": "save"})
    assert (standing(engine, "profile"), standing(engine, "closing")) == (["GEN"], "END1")
    form = fields(desk.get(page).text)
    del form["profile"]
    desk.post(DRAFT, data={**form, "closing": "", "act": "save"})
    assert (standing(engine, "profile"), standing(engine, "closing")) == (None, None)


def test_ticks_that_were_set_in_another_order_are_no_change(engine: Engine) -> None:
    document = a_survey(single("GEN"), single("AREA"), single("Q1"), profile=["AREA", "GEN"], breakdowns=["GEN", "AGE"])
    desk = begun(engine, document)
    desk.post(DRAFT, data={**fields(desk.get(f"{DRAFT}/settings").text), "act": "save"})
    assert standing(engine, "profile") == ["AREA", "GEN"]
    assert "Undo" not in desk.get(DRAFT).text


def test_an_age_group_or_a_picture_that_is_not_there_is_shown_and_not_dropped(engine: Engine) -> None:
    item = single("Q1", bands="13")
    item["options"][0]["picture"] = "no-such-drawing"
    desk = begun(engine, a_survey(item, single("Q2")))
    shown = desk.get(Q1).text
    assert "age group 3: not there" in shown
    assert "no-such-drawing: not there" in shown
    desk.post(DRAFT, data={**fields(shown), STEM: "Else?", "act": "save"})
    assert standing(engine, "items", "Q1", "bands") == ["1", "3"]
    assert standing(engine, "items", "Q1", "options", "1", "picture") == "no-such-drawing"


def test_the_answers_kind_and_addressee_of_a_number_can_be_changed(engine: Engine) -> None:
    number = {"code": "I1", "name": {"en": "Asks"}, "kind": "risk", "item": "Q1", "codes": ["2"]}
    desk = begun(engine, a_survey(indicators=[number]))
    page = f"{DRAFT}/settings"
    form = fields(desk.get(page).text)
    assert form["indicators.I1.codes"] == "2"
    form.update({"indicators.I1.codes": ["1", "2"], "indicators.I1.kind": "ask", "indicators.I1.addressee": "companies"})
    assert desk.post(DRAFT, data={**form, "act": "save"}).status_code == 303
    saved = standing(engine, "indicators", "I1")
    assert (saved["codes"], saved["kind"], saved["addressee"]) == (["1", "2"], "ask", "companies")
    form = {**fields(desk.get(page).text), "indicators.I1.addressee": ""}
    del form["indicators.I1.codes"]
    desk.post(DRAFT, data={**form, "act": "save"})
    shown = words(desk.get(page).text)
    assert "No answer counts yet. Choose at least one." in shown
    assert "addressee" not in standing(engine, "indicators", "I1")


def test_an_answer_that_counts_and_is_gone_is_shown_and_stays_until_somebody_unticks_it(engine: Engine) -> None:
    number = {"code": "I1", "name": {"en": "A risk"}, "kind": "risk", "item": "Q1", "codes": ["2", "3"]}
    desk = begun(engine, a_survey(indicators=[number]))
    press(desk, "remove items.Q1.options.3", Q1)
    shown = desk.get(f"{DRAFT}/settings").text
    assert "answer 3: removed" in shown
    desk.post(DRAFT, data={**fields(shown), "title.en": "Else", "act": "save"})
    assert standing(engine, "indicators", "I1", "codes") == ["2", "3"]
    press(desk, "remove items.Q1", Q1)
    assert "Q1: removed" in words(desk.get(f"{DRAFT}/settings").text)


def test_what_would_be_hidden_is_shown_beside_the_breakdowns_before_anybody_answers(engine: Engine) -> None:
    desk = begun(engine, {**a_worked_example(), "code": "TEST"})
    page = f"{DRAFT}/settings"
    shown = words(desk.get(f"{page}?children=80").text)
    assert re.search(r"AGE and GEN \d+ of \d+ tables hidden ; from about [\d]+ children on, none", shown)
    assert "nothing hidden" in words(desk.get(f"{page}?children=100000").text)
    assert "tables hidden" not in words(desk.get(page).text)
    for nonsense in ("0", "-1", "many", "9999999"):
        assert "That can be said once" in words(desk.get(f"{page}?children={nonsense}").text)
    saved = desk.post(DRAFT, data={**fields(desk.get(f"{page}?children=80").text), "title.en": "Else", "act": "save"})
    assert saved.headers["location"] == f"{page}?children=80"
    press(desk, "remove items.CON1", page)
    assert "tables hidden" not in words(desk.get(f"{page}?children=80").text), "nothing is counted of what is not sound"


def test_a_removed_age_group_hands_its_words_on(desk: TestClient, engine: Engine) -> None:
    press(desk, "remove-band 1", f"{DRAFT}/settings")
    assert standing(engine, "items", "Q1", "bands") == ["2"]
    assert standing(engine, "items", "Q1", "wording") == {"en": {"2": "What about Q1?"}}
    assert standing(engine, "welcome") == {"en": {"2": "Hello!"}}


def test_minutes_and_reading_grade_stand_where_the_words_are_written(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save_sound(session, starter())
    desk.post("/office/surveys/STARTER/draft")
    for page in ("", "/items/ACC1"):
        shown = words(desk.get(f"/office/drafts/STARTER{page}").text)
        assert re.search(r"8 to 10 about \d minutes of 6 at best, reading grade \d\.\d of 3", shown), shown[:3000]
    with writing(engine) as session:
        drafts.start(session, a_survey(single("Q1", "1"), single("Q2")), 1)
    assert "reading grade" not in words(desk.get(Q1).text), "nothing is said before everything is there"


def test_questions_of_the_bank_are_narrowed_down_and_added(engine: Engine) -> None:
    desk = a_desk(engine)
    desk.post("/office/surveys/new", data={"source": "blank", "code": "TEST", "title": "T", "language": "en"})
    shown = words(desk.get(f"{DRAFT}/bank?level=S2").text)
    assert "CNT2" in shown
    assert "ACC1" not in shown
    assert desk.post(f"{DRAFT}/bank", data={"item": "ACC1", "back": f"{DRAFT}/bank"}).status_code == 303
    assert standing(engine, "items", "ACC1")
    again = desk.post(f"{DRAFT}/bank", data={"item": "ACC1"})
    assert again.status_code == 409
    assert "has an item ACC1 already" in words(again.text)
    assert desk.post(f"{DRAFT}/undo", data={"revision": "2", "back": DRAFT}).status_code == 303
    assert standing(engine, "items", "ACC1") is None


def test_a_sound_draft_becomes_a_version_and_what_changed_is_said(engine: Engine) -> None:
    desk = begun(engine, a_fit_survey())
    assert desk.post("/office/drafts/FIT/publish").headers["location"] == "/office/surveys/FIT"
    with writing(engine) as session:
        saved = drafts.by_code(session, "FIT")
        from app.studio.changes import Put

        drafts.change(
            session,
            "FIT",
            [Put(place=("items", "VOI1", "wording", "en", "1"), was="What about VOI1?", becomes="Why?")],
            saved.changed_by,
        )
    changes = words(desk.get("/office/drafts/FIT/changes").text)
    assert "VOI1 The trend breaks here" in changes
    assert "before: What about VOI1?" in changes
    desk.post("/office/drafts/FIT/publish")
    assert "VOI1 The trend breaks here" in words(desk.get("/office/surveys/FIT/changes").text)
    assert desk.get("/office/surveys/FIT/changes?old=000000000000").status_code == 404


@pytest.mark.parametrize("page", ["", "/items/Q1", "/settings", "/preview/en/1", "/preview/en", "/changes"])
def test_hostile_words_are_shown_as_words(engine: Engine, page: str) -> None:
    document = a_survey(single("Q1", topic="<b>x"), single("Q2"))
    for texts in (document["title"], document["welcome"]["en"], document["items"][0]["wording"]["en"]):
        for key in texts:
            texts[key] = HOSTILE
    document["items"][0]["options"][0]["label"]["en"]["1"] = HOSTILE
    desk = begun(engine, document)
    html = desk.get(DRAFT + page).text
    assert "<script>alert" not in html
    assert "<b>bold" not in html


@pytest.mark.parametrize(
    "data",
    [
        {"was.items.Q1.kind": "single", "items.Q1.kind": "card"},
        {"was.code": "TEST", "code": "OTHER"},
        {"was.items.Q1.wording.en.1": "What about Q1?", "items.Q1.wording.en.1": "a\x00b"},
        {"was.items.Q1.maximum": "", "items.Q1.maximum": "many"},
        {"act": "explode items.Q1"},
        {"act": "add-item", "new.code": "Q1"},
        {"act": "add-item", "new.kind": "slider"},
        {"act": "lead items.Q2", "new.lead": ""},
        {"act": "add-language", "new.language": "xx"},
        {"act": "up items.GONE"},
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_half_saved(desk: TestClient, engine: Engine, data: dict[str, str]) -> None:
    wanted = {"was.title.en": "A test", "title.en": "Half saved"}
    answer = desk.post(DRAFT, data={**wanted, **data})
    assert answer.status_code in {400, 409}, answer.status_code
    assert standing(engine, "title") == {"en": "A test"}


def test_only_facilitators_and_stewards_write_and_others_may_look(engine: Engine) -> None:
    begun(engine)
    reviewer = a_desk(engine, Role.REVIEWER)
    assert "You can look at this draft" in reviewer.get(DRAFT).text
    assert "data-autosave" not in reviewer.get(Q1).text
    assert reviewer.get(f"{DRAFT}/preview/en/1").status_code == 200
    for path in (DRAFT, f"{DRAFT}/undo", f"{DRAFT}/publish", f"{DRAFT}/discard", f"{DRAFT}/bank", "/office/surveys/new"):
        assert reviewer.post(path, data={"revision": "1", "item": "ACC1"}).status_code == 403, path
    official = a_desk(engine, Role.OFFICIAL)
    stranger = a_browser(engine)
    for page in ("", "/items/Q1", "/settings", "/bank", "/changes", "/preview", "/preview/en", "/preview/en/1", "/preview/left"):
        assert official.get(DRAFT + page).status_code == 403, page
        assert stranger.get(DRAFT + page).status_code == 303, page


def test_a_draft_is_discarded_as_it_was_seen_and_that_is_logged(desk: TestClient, engine: Engine) -> None:
    seen = fields(desk.get(DRAFT).text, "throw-away")["revision"]
    press(desk, "remove items.Q1", Q1)
    refused = desk.post(f"{DRAFT}/discard", data={"revision": seen})
    assert refused.status_code == 409
    assert "Look at it before you throw it away" in words(refused.text)
    seen = fields(refused.text, "throw-away")["revision"]
    assert desk.post(f"{DRAFT}/discard", data={"revision": seen}).headers["location"] == "/office"
    assert desk.get(DRAFT).status_code == 404
    with reading(engine) as session:
        (act,) = acts.of_survey(session, "TEST", [])
        assert (act.what, act.by) == ("draft-discarded", "facilitator@office.test")
