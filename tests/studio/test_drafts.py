"""Drafts: they live on the server, every change is a revision, and nothing is saved over."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import reading, writing
from app.errors import Conflict, Invalid, NotFound
from app.studio import drafts
from app.studio.changes import Move, Put, codes, value_at
from app.studio.models import Draft
from app.surveys import versions
from app.surveys.questionnaire import content_hash
from app.surveys.starter import starter
from tests.makers import a_fit_survey, a_survey, single
from tests.office import PASSWORD

STEM = ("items", "Q1", "wording", "en", "1")


@pytest.fixture
def me(engine: Engine) -> int:
    with writing(engine) as session:
        account = create_account(session, "ana@office.test", "Ana", Role.FACILITATOR, PASSWORD)
        assert account.id is not None
        return account.id


def begin(engine: Engine, me: int, document: dict[str, Any] | None = None) -> Draft:
    with writing(engine) as session:
        return drafts.start(session, document or a_survey(), me)


def write(engine: Engine, me: int, place: tuple[str, ...], was: Any, becomes: Any) -> drafts.Saved:
    with writing(engine) as session:
        return drafts.change(session, "TEST", [Put(place=place, was=was, becomes=becomes)], me)


def standing(engine: Engine, place: tuple[str, ...] = STEM) -> Any:
    with reading(engine) as session:
        return value_at(drafts.by_code(session, "TEST").document, place)


def test_a_change_is_kept_and_counted(engine: Engine, me: int) -> None:
    begin(engine, me)
    saved = write(engine, me, STEM, "What about Q1?", "And Q1?")
    assert saved.draft.revision == 2
    assert not saved.clashes
    assert standing(engine) == "And Q1?"
    with reading(engine) as session:
        (done,) = drafts.history(session, "TEST")
        assert (done.revision, done.changed_by) == (2, me)


def test_the_second_of_two_writers_is_shown_what_the_first_wrote(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "Theirs?")
    saved = write(engine, me, STEM, "What about Q1?", "Mine?")
    (clash,) = saved.clashes
    assert clash.theirs == "Theirs?"
    assert saved.draft.revision == 2
    assert standing(engine) == "Theirs?"


def test_two_writers_in_different_places_lose_nothing(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "One?")
    write(engine, me, ("items", "Q2", "wording", "en", "1"), "What about Q2?", "Two?")
    assert standing(engine) == "One?"
    assert standing(engine, ("items", "Q2", "wording", "en", "1")) == "Two?"


def test_undoing_goes_back_step_by_step_and_can_be_seen(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "First?")
    write(engine, me, STEM, "First?", "Second?")
    with writing(engine) as session:
        assert drafts.undo(session, "TEST", me, 3).revision == 4
    assert standing(engine) == "First?"
    with writing(engine) as session:
        drafts.undo(session, "TEST", me, 4)
    assert standing(engine) == "What about Q1?"
    with writing(engine) as session, pytest.raises(Conflict) as refusal:
        drafts.undo(session, "TEST", me, 5)
    assert refusal.value.code == "nothing-to-undo"


def test_a_move_can_be_undone_as_well(engine: Engine, me: int) -> None:
    begin(engine, me)
    with writing(engine) as session:
        drafts.change(session, "TEST", [Move(place=("items", "Q2"), behind=None)], me)
        assert codes(drafts.by_code(session, "TEST").document, ("items",)) == ("Q2", "Q1")
    with writing(engine) as session:
        assert codes(drafts.undo(session, "TEST", me, 2).document, ("items",)) == ("Q1", "Q2")


def test_after_an_undo_a_new_change_is_the_next_to_go(engine: Engine, me: int) -> None:
    begin(engine, me)
    for was, becomes in (("What about Q1?", "One?"), ("One?", "Two?")):
        write(engine, me, STEM, was, becomes)
    with writing(engine) as session:
        drafts.undo(session, "TEST", me, 3)
    write(engine, me, STEM, "One?", "Three?")
    for revision, left in ((5, "One?"), (6, "What about Q1?")):
        with writing(engine) as session:
            drafts.undo(session, "TEST", me, revision)
        assert standing(engine) == left


def test_nobody_undoes_what_they_have_not_seen(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "Theirs?")
    with writing(engine) as session, pytest.raises(Conflict) as refusal:
        drafts.undo(session, "TEST", me, 1)
    assert refusal.value.code == "draft-changed"


def test_a_whole_document_replaces_only_the_newest_and_can_be_undone(engine: Engine, me: int) -> None:
    begin(engine, me)
    other = a_survey(single("X1"))
    with writing(engine) as session:
        drafts.replace(session, "TEST", other, me, 1)
    assert standing(engine) is None
    with writing(engine) as session, pytest.raises(Conflict):
        drafts.replace(session, "TEST", a_survey(), me, 1)
    with writing(engine) as session, pytest.raises(Invalid) as refusal:
        drafts.replace(session, "TEST", a_survey(code="OTHER"), me, 2)
    assert refusal.value.code == "another-survey"
    with writing(engine) as session:
        drafts.undo(session, "TEST", me, 2)
    assert standing(engine) == "What about Q1?"


def test_what_cannot_stand_in_a_questionnaire_is_refused_and_nothing_of_it_is_kept(engine: Engine, me: int) -> None:
    begin(engine, me)
    with pytest.raises(Invalid) as refusal:
        write(engine, me, STEM, "What about Q1?", "=cmd()")
    assert refusal.value.code == "malformed-draft"
    assert "items.Q1.wording.en.1" in refusal.value.reason
    assert standing(engine) == "What about Q1?"


def test_an_unsound_draft_stands_and_is_not_published(engine: Engine, me: int) -> None:
    begin(engine, me, a_survey(single("Q1"), single("Q2", asked_if={"any": [{"item": "Q1", "codes": ["1"]}]})))
    with reading(engine) as session:
        first = value_at(drafts.by_code(session, "TEST").document, ("items", "Q1"))
    write(engine, me, ("items", "Q1"), first, None)
    with writing(engine) as session, pytest.raises(Invalid) as refusal:
        drafts.publish(session, "TEST")
    assert refusal.value.code == "unsound-questionnaire"
    assert any("Q1 is not an item of this survey" in one for one in refusal.value.details["missing"])  # type: ignore[attr-defined]


def test_a_published_draft_is_the_newest_version(engine: Engine, me: int) -> None:
    begin(engine, me, a_fit_survey())
    with writing(engine) as session:
        version = drafts.publish(session, "FIT")
        newest = versions.latest(session, versions.by_code(session, "FIT"))
        assert (newest.id, newest.document.code) == (version.id, "FIT")


def test_a_state_that_was_published_before_becomes_the_newest_again(engine: Engine, me: int) -> None:
    begin(engine, me, a_survey(title={"en": "A"}))
    with writing(engine) as session:
        first = drafts.publish(session, "TEST").id
    for was, becomes in (("A", "B"), ("B", "A")):
        write(engine, me, ("title", "en"), was, becomes)
        with writing(engine) as session:
            version = drafts.publish(session, "TEST")
            assert versions.latest(session, versions.by_code(session, "TEST")).id == version.id
    with reading(engine) as session:
        assert versions.newest_id(session, "TEST") == first
        assert [one.document.title["en"] for one in drafts.versions_known(session, "TEST")] == ["B", "A"]


def test_a_draft_that_a_newer_version_has_overtaken_is_not_published_over_it(engine: Engine, me: int) -> None:
    begin(engine, me)
    with writing(engine) as session:
        drafts.publish(session, "TEST")
        versions.save(session, a_survey(title={"en": "By command"}))
        assert drafts.overtaken(session, drafts.by_code(session, "TEST"))
    with writing(engine) as session, pytest.raises(Conflict) as refusal:
        drafts.publish(session, "TEST")
    assert refusal.value.code == "newer-version"
    with reading(engine) as session:
        assert versions.latest(session, versions.by_code(session, "TEST")).document.title == {"en": "By command"}


def test_the_draft_of_a_survey_begins_with_its_newest_version(engine: Engine, me: int) -> None:
    with writing(engine) as session:
        code = versions.save_sound(session, starter()).document.code
        draft = drafts.of_survey(session, code, me)
        assert drafts.of_survey(session, code, me).revision == draft.revision == 1
        assert content_hash(drafts.publish(session, code).document) == content_hash(starter())
        with pytest.raises(Conflict) as refusal:
            drafts.start(session, {**draft.document}, me)
        assert refusal.value.code == "draft-exists"


def test_nobody_throws_away_what_they_have_not_seen(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "Theirs?")
    with writing(engine) as session, pytest.raises(Conflict) as refusal:
        drafts.discard(session, "TEST", 1)
    assert refusal.value.code == "draft-changed"
    assert standing(engine) == "Theirs?"


def test_a_discarded_draft_is_gone_with_its_history(engine: Engine, me: int) -> None:
    begin(engine, me)
    write(engine, me, STEM, "What about Q1?", "One?")
    with writing(engine) as session:
        drafts.discard(session, "TEST", 2)
    with Session(engine) as session, pytest.raises(NotFound):
        drafts.by_code(session, "TEST")
    begin(engine, me)
    with reading(engine) as session:
        assert drafts.history(session, "TEST") == []
