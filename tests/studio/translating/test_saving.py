"""Texts are saved as changes that know what they were made from; what has been overtaken shows; reviews are by others."""

import pytest
from sqlalchemy import Engine

from app.database import reading, writing
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.studio import drafts
from app.studio.changes import Put
from app.studio.translating import records, reviewing
from app.studio.translating.saving import Change, Language, add_language, confirm, document_of, language_of, save
from app.surveys import versions
from app.surveys.questionnaire import content_hash
from tests.studio.translating.desk import a_survey_here, put, translate_all, two_people

Q2 = "items.Q2.wording.1"


def overtaken(engine: Engine, code: str, language: str = "th") -> frozenset[str]:
    with reading(engine) as session:
        of = language_of(session, code, language)
        return records.stale(of.document, of.slots, language, records.of_language(session, code, language))


def change_source(engine: Engine, code: str, by: int, becomes: str = "Which ones?") -> None:
    with writing(engine) as session:
        was = language_of(session, code, "en").by_key()[Q2].text(document_of(session, code), "en")
        drafts.change(session, code, [Put(place=("items", "Q2", "wording", "en", "1"), was=was, becomes=becomes)], by)


def test_a_new_language_is_an_empty_draft_and_costs_the_others_nothing(engine: Engine) -> None:
    ana, _ = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with reading(engine) as session:
        document = document_of(session, code)
        assert (document["languages"], document["drafts"], document["default_language"]) == (["en", "th"], ["th"], "en")
        newest = versions.latest(session, versions.by_code(session, code)).document
        assert newest.languages == ("en",)
    for refused, language in ((Conflict, "th"), (Invalid, "xx")):
        with pytest.raises(refused), writing(engine) as session:
            add_language(session, code, language, ana)
    with pytest.raises(NotFound), writing(engine) as session:
        add_language(session, "NO", "th", ana)
    with pytest.raises(Invalid), reading(engine) as session:
        language_of(session, code, "km")


def test_a_changed_source_makes_what_was_made_from_it_stale_until_it_is_looked_at(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
    assert overtaken(engine, code) == frozenset()
    change_source(engine, code, budi)
    assert overtaken(engine, code) == {Q2}
    change_source(engine, code, budi, "Which of Q2?")
    assert overtaken(engine, code) == frozenset(), "the words it was made from stand there again"
    change_source(engine, code, budi)
    with writing(engine) as session:
        confirm(session, language_of(session, code, "th"), [Q2, "no.such.key"], budi)
    assert overtaken(engine, code) == frozenset()
    change_source(engine, code, budi, "What else?")
    with writing(engine) as session:
        put(session, code, "th", ana, items__Q2__wording__1="ข้อไหน")
    assert overtaken(engine, code) == frozenset()


def test_words_that_nobody_recorded_are_overtaken_all_the_same(engine: Engine) -> None:
    ana, _ = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
        version = drafts.publish(session, code)
        drafts.discard(session, code, drafts.by_code(session, code).revision)
        for one in records.of_language(session, code, "th").values():
            session.delete(one)
    assert version.document.languages == ("en", "th")
    with writing(engine) as session:
        drafts.of_survey(session, code, ana)
    change_source(engine, code, ana)
    assert overtaken(engine, code) == {Q2}


def test_another_default_language_loses_nothing_and_makes_nothing_stale(engine: Engine) -> None:
    ana, _ = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
        before = document_of(session, code)
        drafts.change(session, code, [Put(place=("default_language",), was="en", becomes="th")], ana)
        after = document_of(session, code)
        assert {**after, "default_language": "en"} == before
    assert overtaken(engine, code) == overtaken(engine, code, "en") == frozenset()
    change_source(engine, code, ana)
    assert overtaken(engine, code) == {Q2}, "the words it was made from have changed, whatever the default is"


def test_what_somebody_else_has_written_meanwhile_is_handed_back(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with reading(engine) as session:
        seen = language_of(session, code, "th")
    with writing(engine) as session:
        put(session, code, "th", budi, items__Q2__wording__1="ของบุดี")
    with writing(engine) as session:
        mine = [Change(seen.by_key()[key], "", "ของอานา") for key in (Q2, "title")]
        saved = save(session, seen, mine, ana)
        assert [(clash.change.place, clash.theirs) for clash in saved.clashes] == [
            (("items", "Q2", "wording", "th", "1"), "ของบุดี")
        ]
        assert saved.draft.document["title"]["th"] == "ของอานา"
        assert saved.draft.document["items"][1]["wording"]["th"]["1"] == "ของบุดี"


def test_a_bad_text_is_refused_and_nothing_is_saved(engine: Engine) -> None:
    ana, _ = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with reading(engine) as session:
        of = language_of(session, code, "th")
        before = drafts.by_code(session, code).revision
    with pytest.raises(Invalid) as refusal, writing(engine) as session:
        save(session, of, [Change(of.by_key()["title"], "", "ดี"), Change(of.by_key()[Q2], "", "<i>ดี</i>")], ana)
    assert refusal.value.code == "bad-translation"
    assert "Q2, Question" in refusal.value.reason
    with reading(engine) as session:
        assert drafts.by_code(session, code).revision == before


def standing(engine: Engine, code: str, language: str = "th") -> list[tuple[str, str, bool]]:
    with reading(engine) as session:
        found = reviewing.standing(session, language_of(session, code, language))
        return [(one.reviewer, one.translators, one.holds) for one in found]


def test_a_review_is_by_another_person_of_all_texts_and_ends_when_one_changes(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")

    def refused(by: int) -> str:
        with pytest.raises((Conflict, NotAllowed)) as refusal, writing(engine) as session:
            reviewing.review(session, code, "th", by)
        return refusal.value.code

    assert refused(budi) == "texts-missing"
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
    assert refused(ana) == "own-translation"
    change_source(engine, code, ana)
    assert refused(budi) == "texts-stale"
    with writing(engine) as session:
        put(session, code, "th", ana, items__Q2__wording__1="ข้อไหน")
        reviewing.review(session, code, "th", budi)
        reviewing.review(session, code, "th", budi)
        document = document_of(session, code)
        assert "drafts" not in document
        [evidence] = reviewing.language_reviews(session, drafts.publish(session, code).document)
        assert (evidence.language, evidence.translator, evidence.reviewer) == ("th", "Ana", "Budi")
    assert standing(engine, code) == [("Budi", "Ana", True)]
    with writing(engine) as session:
        put(session, code, "th", ana, title="อีกชื่อ")
        assert document_of(session, code)["drafts"] == ["th"]
    assert standing(engine, code) == [("Budi", "Ana", False)]


def lacking(engine: Engine, code: str) -> frozenset[str]:
    with reading(engine) as session:
        of = language_of(session, code, "th")
        known = records.of_language(session, code, "th")
        return records.lacking(of.document, of.slots, "th", of.source, known)


def for_the_older(engine: Engine, code: str, by: int, becomes: str, was: str | None = None) -> None:
    """Give the source words of its own for 14 to 17."""
    with writing(engine) as session:
        drafts.change(session, code, [Put(place=("items", "Q2", "wording", "en", "2"), was=was, becomes=becomes)], by)


def test_new_words_for_an_age_group_wait_in_every_language_that_only_borrows_there(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
        reviewing.review(session, code, "th", budi)
    assert lacking(engine, code) == frozenset()
    older = "items.Q2.wording.2"
    for_the_older(engine, code, ana, "Which of these, at your age?")
    assert lacking(engine, code) == {older}
    assert standing(engine, code) == [("Budi", "Ana", False)], "nobody has compared the new words with what is read for them"
    with writing(engine) as session:
        with pytest.raises(Conflict) as refusal:
            reviewing.review(session, code, "th", budi)
        assert refusal.value.code == "texts-missing"
        assert reviewing.language_reviews(session, drafts.publish(session, code).document) == ()
    with writing(engine) as session:
        confirm(session, language_of(session, code, "th"), [older], ana)
    assert lacking(engine, code) == frozenset()
    for_the_older(engine, code, ana, "Which ones?", "Which of these, at your age?")
    assert lacking(engine, code) == {older}, "it was right for other words"
    with writing(engine) as session:
        confirm(session, language_of(session, code, "th"), [older], ana)
        put(session, code, "th", ana, items__Q2__wording__1="ข้อไหน")
    assert lacking(engine, code) == {older}, "other words were right for them"
    with writing(engine) as session:
        put(session, code, "th", ana, **{older.replace(".", "__"): "ข้อไหนบ้าง"})
        reviewing.review(session, code, "th", budi)
    assert lacking(engine, code) == frozenset()
    assert standing(engine, code)[0] == ("Budi", "Ana", True)


def test_who_says_that_borrowed_words_are_right_does_not_review_them(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        translate_all(session, code, "th", ana)
    for_the_older(engine, code, ana, "Which of these, at your age?")
    with writing(engine) as session:
        confirm(session, language_of(session, code, "th"), ["items.Q2.wording.2"], budi)
        with pytest.raises(NotAllowed):
            reviewing.review(session, code, "th", budi)


def test_the_default_language_is_reviewed_by_somebody_who_did_not_write_it(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana, "th")
    with writing(engine) as session:
        reviewing.review(session, code, "en", budi)
    assert standing(engine, code, "en") == [("Budi", reviewing.NOBODY, True)]
    change_source(engine, code, budi)
    with pytest.raises(NotAllowed), writing(engine) as session:
        reviewing.review(session, code, "en", budi)


def test_what_stands_beside_the_questionnaire_changes_no_content_hash(engine: Engine) -> None:
    ana, budi = two_people(engine)
    code = a_survey_here(engine, ana)
    with writing(engine) as session:
        version = versions.latest(session, versions.by_code(session, code))
        of: Language = language_of(session, code, "en")
        confirm(session, of, [slot.key for slot in of.slots], ana)
        reviewing.review(session, code, "en", budi)
        assert drafts.find(session, code) is None
        assert content_hash(version.document) == version.hash == versions.latest(session, versions.by_code(session, code)).hash
