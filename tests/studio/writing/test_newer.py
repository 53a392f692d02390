"""A newer version beside the draft that it has overtaken: shown in words, and chosen by a person."""

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.surveys import versions
from tests.makers import a_survey, single
from tests.office import a_desk, words
from tests.studio.writing.desk import DRAFT, fields, standing

NEWER = f"{DRAFT}/newer"


@pytest.fixture
def desk(engine: Engine) -> TestClient:
    """A draft with another title, and a version that was imported meanwhile: another title too, and another question."""
    desk = a_desk(engine)
    with writing(engine) as session:
        versions.save(session, a_survey())
    desk.post("/office/surveys/TEST/draft")
    desk.post(DRAFT, data={"was.title.en": "A test", "title.en": "Of the draft", "act": "save"})
    with writing(engine) as session:
        versions.save(session, a_survey(single("Q1"), single("Q2"), single("NEW"), title={"en": "By command"}))
    return desk


def choose(desk: TestClient, choice: str, **other: str) -> Any:
    shown = desk.get(NEWER).text
    seen = {name: found[1] for name in ("newest", "revision") if (found := re.search(f'name="{name}" value="([^"]*)"', shown))}
    return desk.post(NEWER, data={**seen, "choice": choice, **other})


def test_a_draft_that_was_overtaken_says_so_on_every_page_and_what_the_version_changed(desk: TestClient) -> None:
    for page in ("", "/items/Q1", "/settings"):
        assert "A newer version of this survey was saved while this draft was written" in words(desk.get(DRAFT + page).text)
    shown = words(desk.get(NEWER).text)
    assert "NEW New question" in " ".join(shown.split())
    assert "before: A test now: By command" in shown
    assert "here the draft stays as it is: title" in shown
    refused = desk.post(f"{DRAFT}/publish")
    assert refused.status_code == 409
    assert "Compare them first" in words(refused.text)


def test_what_the_version_changed_is_taken_in_and_what_the_draft_changed_stays(desk: TestClient, engine: Engine) -> None:
    assert choose(desk, "take-in").headers["location"] == DRAFT
    assert standing(engine, "items", "NEW")
    assert standing(engine, "title") == {"en": "Of the draft"}
    assert "A newer version" not in words(desk.get(DRAFT).text)
    assert desk.post(f"{DRAFT}/publish").status_code == 303


def test_the_draft_goes_on_from_the_version_and_undo_brings_it_back(desk: TestClient, engine: Engine) -> None:
    choose(desk, "go-on-from-it")
    assert standing(engine, "title") == {"en": "By command"}
    revision = fields(desk.get(DRAFT).text, "throw-away")["revision"]
    desk.post(f"{DRAFT}/undo", data={"revision": revision, "back": DRAFT})
    assert standing(engine, "title") == {"en": "Of the draft"}


def test_the_draft_can_be_left_as_it_is_and_then_be_saved(desk: TestClient, engine: Engine) -> None:
    choose(desk, "leave")
    assert desk.post(f"{DRAFT}/publish").status_code == 303
    with reading(engine) as session:
        newest = versions.latest(session, versions.by_code(session, "TEST")).document
        assert (newest.title["en"], [item.code for item in newest.items]) == ("Of the draft", ["Q1", "Q2"])


def test_nobody_chooses_over_what_they_have_not_seen(desk: TestClient, engine: Engine) -> None:
    seen = re.search('name="newest" value="([^"]*)"', desk.get(NEWER).text)
    assert seen
    with writing(engine) as session:
        versions.save(session, a_survey(title={"en": "Once more"}))
    assert choose(desk, "leave", newest=seen[1]).status_code == 409
    assert choose(desk, "leave", newest=seen[1][:1]).status_code == 409
    assert choose(desk, "leave", revision="1").status_code == 409
    assert "A newer version" in words(desk.get(DRAFT).text)


def test_whoever_may_only_read_sees_the_newer_version_and_chooses_nothing(desk: TestClient, engine: Engine) -> None:
    reviewer = a_desk(engine, Role.REVIEWER)
    shown = words(reviewer.get(NEWER).text)
    assert "What the newer version changed" in shown
    assert "Leave the draft as it is" not in shown
    assert reviewer.post(NEWER, data={"choice": "leave", "newest": "0" * 12, "revision": "2"}).status_code == 403
    assert desk.get(NEWER).text.count('name="choice"') == 3


def test_a_survey_that_was_new_when_the_draft_was_begun_is_compared_with_the_draft_itself(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        drafts.start(session, a_survey(), 1)
        versions.save(session, a_survey(title={"en": "By command"}))
    assert "How the newer version differs from this draft" in words(desk.get(NEWER).text)
    assert choose(desk, "take-in").status_code == 409
    assert choose(desk, "go-on-from-it").status_code == 303
    assert standing(engine, "title") == {"en": "By command"}
