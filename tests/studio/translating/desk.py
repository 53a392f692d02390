"""Two people at a small survey: what the tests of translating start from."""

from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from app import clock
from app.accounts.models import Account, Role
from app.database import writing
from app.studio.translating.saving import Change, add_language, language_of, save
from app.surveys import versions
from tests.makers import a_survey, option, pick, says, single


def a_survey_to_translate(**more: Any) -> dict[str, Any]:
    """English, two bands, an item with words of its own for each, a pick, a condition, a number with a name."""
    asked_if = {"any": [{"item": "Q1", "codes": ["2"]}]}
    return a_survey(
        {**single("Q1"), "wording": {"en": {"1": "Are you well?", "2": "How are you these days?"}}},
        pick("Q2", maximum=1),
        {
            **single("Q3", asked_if=asked_if, asked_if_in_words=says("If not, just tap Continue.")),
            "options": [
                option("1", "Yes"),
                option("2", "No"),
            ],
        },
        assent=says("You choose.\nYou can stop."),
        indicators=[{"code": "I1", "name": {"en": "Children who are well"}, "kind": "benefit", "item": "Q1", "codes": ["1"]}],
        **more,
    )


def two_people(engine: Engine) -> tuple[int, int]:
    """Ana and Budi, by account; nobody signs in with a password here, so none is hashed."""
    people = [
        Account(email=f"{name.lower()}@office.test", name=name, role=role, password_hash="-", created_on=clock.today())
        for name, role in (("Ana", Role.FACILITATOR), ("Budi", Role.REVIEWER))
    ]
    with writing(engine) as session:
        session.add_all(people)
        session.flush()
        return people[0].id or 0, people[1].id or 0


def a_survey_here(engine: Engine, by: int, *languages: str, **more: Any) -> str:
    """The survey, saved, with further languages still empty: its code."""
    with writing(engine) as session:
        code = versions.save(session, a_survey_to_translate(**more)).document.code
        for language in languages:
            add_language(session, code, language, by)
    return code


def put(session: Session, code: str, language: str, by: int, **texts: str) -> None:
    """Write texts by key, dots as double underlines."""
    of = language_of(session, code, language)
    places = of.by_key()
    changes = [(places[key.replace("__", ".")], text) for key, text in texts.items()]
    saved = save(session, of, [Change(slot, slot.text(of.document, language), text) for slot, text in changes], by)
    assert not saved.clashes


def translate_all(session: Session, code: str, language: str, by: int) -> None:
    """Every text in that language: the source's words with the language before them."""
    of = language_of(session, code, language)
    wanted = [(slot, f"{language} {slot.read(of.document, of.source)}") for slot in of.slots]
    save(session, of, [Change(slot, slot.text(of.document, language), text) for slot, text in wanted], by)
