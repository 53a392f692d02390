"""Voices belong to the words they say, and are found by what they are."""

import hashlib

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.database import reading, writing
from app.errors import Invalid, NotFound
from app.surveys import recordings, versions
from app.surveys.models import Survey
from tests.makers import a_survey, an_opus

WORDS = "How are you today?"


def a_saved_survey(session: Session, code: str = "TEST") -> Survey:
    versions.save(session, a_survey(code=code))
    return versions.by_code(session, code)


def test_words_are_named_by_the_first_half_of_their_sha256() -> None:
    assert recordings.text_digest("สวัสดี") == hashlib.sha256("สวัสดี".encode()).hexdigest()[:32]


def test_a_voice_is_found_by_the_very_words_it_says_in_their_language_and_survey(engine: Engine) -> None:
    sound = an_opus()
    with writing(engine) as session:
        survey, other = a_saved_survey(session), a_saved_survey(session, "OTHER")
        voice = recordings.add(session, survey, "en", WORDS, sound)
        ids = survey.id or 0, other.id or 0
    with reading(engine) as session:
        assert recordings.of(session, ids[0], "en") == {recordings.text_digest(WORDS): voice}
        assert voice.size == len(sound)
        assert recordings.one(session, ids[0], "en", voice.name) == sound
        assert recordings.of(session, ids[0], "th") == recordings.of(session, ids[1], "en") == {}
        for survey_id, language, name in ((ids[0], "th", voice.name), (ids[1], "en", voice.name), (ids[0], "en", "0" * 16)):
            with pytest.raises(NotFound) as refusal:
                recordings.one(session, survey_id, language, name)
            assert refusal.value.code == "unknown-recording"


def test_a_second_reading_takes_the_place_of_the_first_under_a_name_of_its_own(engine: Engine) -> None:
    with writing(engine) as session:
        survey = a_saved_survey(session)
        first = recordings.add(session, survey, "en", WORDS, an_opus(serial=1))
    with writing(engine) as session:
        survey = versions.by_code(session, "TEST")
        second = recordings.add(session, survey, "en", WORDS, an_opus(serial=2))
        assert survey.id is not None
        assert first.name != second.name
        assert list(recordings.of(session, survey.id, "en").values()) == [second]
        with pytest.raises(NotFound):
            recordings.one(session, survey.id, "en", first.name)


def test_the_same_sound_may_speak_for_two_texts_and_be_taken_from_one(engine: Engine) -> None:
    with writing(engine) as session:
        survey = a_saved_survey(session)
        assert survey.id is not None
        voice = recordings.add(session, survey, "en", WORDS, an_opus())
        assert recordings.add(session, survey, "en", "Hello!", an_opus()) == voice
        recordings.remove(session, survey, "en", WORDS)
        recordings.remove(session, survey, "en", "never recorded")
        assert list(recordings.of(session, survey.id, "en")) == [recordings.text_digest("Hello!")]
        assert recordings.one(session, survey.id, "en", voice.name) == an_opus()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not-opus"),
        (b"ID3\x04 a song", "not-opus"),
        (b"OggS" + bytes(24) + b"\x01vorbis" + bytes(200), "not-opus"),
        (b"RIFF" + an_opus(), "not-opus"),
        (b"OggS" + bytes(200) + b"OpusHead", "not-opus"),
        (an_opus() + bytes(recordings.LARGEST), "recording-too-large"),
    ],
)
def test_what_is_not_opus_or_too_large_is_refused_and_what_stood_stands(engine: Engine, content: bytes, code: str) -> None:
    with writing(engine) as session:
        standing = recordings.add(session, a_saved_survey(session), "en", WORDS, an_opus())
    with pytest.raises(Invalid) as refusal, writing(engine) as session:
        recordings.add(session, versions.by_code(session, "TEST"), "en", WORDS, content)
    assert refusal.value.code == code
    with reading(engine) as session:
        survey = versions.by_code(session, "TEST")
        assert survey.id is not None
        assert list(recordings.of(session, survey.id, "en").values()) == [standing]


def test_the_largest_recording_is_taken(engine: Engine) -> None:
    content = an_opus() + bytes(recordings.LARGEST - len(an_opus()))
    with writing(engine) as session:
        assert recordings.add(session, a_saved_survey(session), "en", WORDS, content).size == recordings.LARGEST
