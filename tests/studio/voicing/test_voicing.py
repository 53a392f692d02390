"""What children hear is brought text by text, can be heard in the office, and says which languages are recorded throughout."""

from html import unescape

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.models import Role
from app.database import reading, writing
from app.studio import drafts
from app.studio.opening import recorded
from app.studio.voicing.pieces import needed, pieces
from app.studio.voicing.voices import voiced_languages
from app.surveys import recordings, versions, waves
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from tests.makers import an_opus
from tests.office import a_desk, words
from tests.studio.translating.desk import a_survey_to_translate
from tests.surveys.sounds import as_, as_wav, speech

ADDRESS = "/office/surveys/TEST/voices/en"


@pytest.fixture(name="desk")
def a_desk_with_a_survey(engine: Engine) -> TestClient:
    with writing(engine) as session:
        versions.save(session, a_survey_to_translate())
    return a_desk(engine)


def field(text: str, act: str = "voice") -> str:
    return f"{act}:{recordings.text_digest(text)}"


def heard(engine: Engine) -> set[str]:
    with reading(engine) as session:
        return set(recordings.of(session, versions.by_code(session, "TEST").id or 0, "en"))


def test_the_pieces_are_those_that_a_childs_page_looks_for() -> None:
    document = a_survey_to_translate()
    document["items"].append({"code": "C1", "kind": "card", "bands": ["1"], "wording": {"en": {"1": "One.\nTwo."}}})
    document["items"][1]["wording"]["en"]["1"] = "Which\nof them?"
    found = {one.text: one for one in pieces(document, "en")}
    assert {"Hello!", "You choose.", "You can stop.", "Are you well?", "One.", "Two.", "Which of them?", "Yes"} <= set(found)
    assert not {"A test", "If not, just tap Continue.", "Children who are well", "8 to 10"} & set(found)
    assert found["Are you well?"].bands == ("1",)
    assert found["Answer 1"].bands == ("1", "2"), "the same words need one recording"
    assert needed(document) == ("1",)


def test_a_page_of_a_child_finds_every_piece_of_the_starter_recorded() -> None:
    from app.answering.pages import Asking, questions, welcome
    from app.surveys.recordings import Voice

    for language in ("en", "km"):
        said = pieces(starter().model_dump(mode="json"), language)
        voices = frozenset((one.digest, Voice(f"{number:016x}", 1)) for number, one in enumerate(said))
        asking = Asking("TRY", "TH", True, "0" * 64, voices=voices)
        sheets = [welcome(asking, starter(), language), *(questions(asking, starter(), language, band) for band in "123")]
        page = b"".join(sheet.body for sheet in sheets).decode()
        lost = [
            one.text
            for digest, voice in voices
            if f'data-voice="{voice.name}"' not in page
            for one in said
            if one.digest == digest
        ]
        assert not lost, lost


def test_a_recording_is_brought_heard_replaced_and_taken_away(desk: TestClient, engine: Engine) -> None:
    files = {field("Are you well?"): ("a.mp3", as_("mp3", "libmp3lame", speech(1))), field("Yes"): ("b.wav", as_wav(speech(0.5)))}
    done = desk.post(ADDRESS, files=files)
    assert done.status_code == 303
    page = desk.get(done.headers["location"])
    assert "media-src 'self'" in page.headers["content-security-policy"]
    assert "2 recordings kept." in words(page.text)
    assert heard(engine) == {recordings.text_digest("Are you well?"), recordings.text_digest("Yes")}
    address = page.text.partition('preload="none" src="')[2].partition('"')[0]
    sound = desk.get(address)
    assert sound.headers["content-type"] == "audio/ogg"
    assert recordings.is_opus(sound.content)
    assert "Are you well?" not in words(desk.get(f"{ADDRESS}?show=missing").text)
    desk.post(ADDRESS, files={field("Yes"): ("b.opus", an_opus(0.5))}, data={field("Are you well?", "away"): "yes"})
    assert heard(engine) == {recordings.text_digest("Yes")}


def test_what_is_no_recording_is_refused_beside_its_text_and_the_others_are_kept(desk: TestClient, engine: Engine) -> None:
    files = {
        field("Yes"): ("a.wav", as_wav(speech(0.5))),
        field("No"): ("b.wav", b"RIFF0000WAVE"),
        field("Hello!"): ("c.mp3", b""),
    }
    answer = desk.post(ADDRESS, files=files)
    assert answer.status_code == 400
    assert unescape(answer.text).count("not a recording that can be read") == 2
    assert heard(engine) == {recordings.text_digest("Yes")}
    assert (
        desk.post(ADDRESS, files={field("no such text"): ("a.wav", as_wav(speech(0.5)))}).headers["location"].endswith("done=0.0")
    )
    assert desk.post(ADDRESS, files={f"voice:{number}": ("x", b"x") for number in range(13)}).status_code == 400
    many = {**{f"voice:{number}": ("", b"") for number in range(60)}, field("No"): ("no.wav", as_wav(speech(0.5)))}
    assert desk.post(ADDRESS, files=many).status_code == 303, "a browser sends fields without a file as well"


def test_only_who_may_change_brings_voices_and_only_for_a_saved_survey(desk: TestClient, engine: Engine) -> None:
    files = {field("Yes"): ("a.wav", as_wav(speech(0.5)))}
    operator = a_desk(engine, Role.OPERATOR)
    assert 'type="file"' not in operator.get(ADDRESS).text
    assert operator.post(ADDRESS, files=files).status_code == 403
    with writing(engine) as session:
        drafts.start(session, a_survey_to_translate(code="NEW"), 1)
    assert "Save the draft as a version first" in words(desk.get("/office/surveys/NEW/voices/en").text)
    assert desk.post("/office/surveys/NEW/voices/en", files=files).status_code == 409
    assert desk.get(f"{ADDRESS}/{'0' * 16}.opus").status_code == 404
    assert desk.get("/office/surveys/TEST/voices/th").status_code == 400


def test_a_language_is_voiced_when_all_that_the_youngest_read_is_recorded(desk: TestClient, engine: Engine) -> None:
    questionnaire = Questionnaire.model_validate(a_survey_to_translate())
    young = [one for one in pieces(a_survey_to_translate(), "en") if "1" in one.bands]
    with writing(engine) as session:
        survey = versions.by_code(session, "TEST")
        for one in young[:-1]:
            recordings.add(session, survey, "en", one.text, an_opus())
        assert voiced_languages(session, survey.id or 0, questionnaire) == ()
        recordings.add(session, survey, "en", young[-1].text, an_opus())
        assert voiced_languages(session, survey.id or 0, questionnaire) == ("en",)
        assert len(young) < len(pieces(a_survey_to_translate(), "en"))
        older = Questionnaire.model_validate(
            {**a_survey_to_translate(), "bands": [{"code": "1", "label": {"en": "x"}, "from_age": 11, "to_age": 13}]}
        )
        assert voiced_languages(session, survey.id or 0, older) == ()


def test_the_gate_of_languages_hears_of_voices_by_itself(desk: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        wave = waves.create(session, "TEST", "TH", practice=False)
        questionnaire, _ = versions.questionnaire_of(session, wave)
        assert recorded(session, wave, questionnaire).recorded_audio == ()
        for one in pieces(a_survey_to_translate(), "en"):
            recordings.add(session, versions.by_code(session, "TEST"), "en", one.text, an_opus())
        assert recorded(session, wave, questionnaire).recorded_audio == ("en",)
        assert wave.evidence.recorded_audio == ()


def test_who_brought_and_took_away_voices_stands_in_the_log_of_the_survey(desk: TestClient, engine: Engine) -> None:
    desk.post(ADDRESS, files={field("Yes"): ("a.wav", as_wav(speech(0.5))), field("No"): ("b.wav", as_wav(speech(0.5)))})
    desk.post(ADDRESS, data={field("Yes", "away"): "yes"})
    desk.post(ADDRESS, data={field("Yes", "away"): ""}, files={field("Hello!"): ("", b"")})
    a_desk(engine, Role.REVIEWER).post("/office/surveys/TEST/languages/en/review")
    assert 'href="/office/surveys/TEST/log"' in desk.get("/office/surveys/TEST").text
    said = words(desk.get("/office/surveys/TEST/log").text)
    for told in (
        "facilitator@office.test brought voices en: 2",
        "facilitator@office.test took voices away en: 1",
        "reviewer@office.test reviewed the texts of a language en",
    ):
        assert told in said
