"""Makers: small, valid things to start a test from. Override what the test is about and nothing else."""

import secrets
from datetime import date
from typing import Any

from sqlmodel import Session

from app.surveys import versions, waves
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire

BANDS = [
    {"code": "1", "label": {"en": "8 to 10"}, "from_age": 8, "to_age": 10},
    {"code": "2", "label": {"en": "14 to 17"}, "from_age": 14, "to_age": 17},
]


def says(text: str, band: str = "1") -> dict[str, dict[str, str]]:
    """A wording in English only."""
    return {"en": {band: text}}


def option(code: str, label: str, **more: Any) -> dict[str, Any]:
    """A response option as plain data."""
    return {"code": code, "label": says(label), **more}


def single(code: str, options: str = "123", bands: str = "12", **more: Any) -> dict[str, Any]:
    """A single-choice item as plain data, its options named after their codes."""
    return {
        "kind": "single",
        "code": code,
        "bands": list(bands),
        "wording": says(f"What about {code}?"),
        "options": [option(character, f"Answer {character}") for character in options],
        **more,
    }


def pick(code: str, options: str = "129", bands: str = "12", maximum: int = 2, **more: Any) -> dict[str, Any]:
    """A pick item as plain data; option 9 is exclusive."""
    return {
        "kind": "pick",
        "code": code,
        "bands": list(bands),
        "wording": says(f"Which of {code}?"),
        "maximum": maximum,
        "options": [option(character, f"Answer {character}", exclusive=character == "9") for character in options],
        **more,
    }


def open_text(code: str, bands: str = "2", **more: Any) -> dict[str, Any]:
    """An open text as plain data."""
    return {"kind": "text", "code": code, "bands": list(bands), "wording": says(f"What do you think of {code}?"), **more}


def sensitive(item: dict[str, Any], codes: str, level: str = "S1") -> dict[str, Any]:
    """The item at a sensitive level, with these options flagged."""
    options = [{**one, "sensitive": one["code"] in codes} for one in item["options"]]
    return {**item, "level": level, "options": options}


def a_survey(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A questionnaire of these items as plain data: two bands, English, no profile."""
    return {
        "format": "suara-questionnaire/1",
        "code": "TEST",
        "title": {"en": "A test"},
        "languages": ["en"],
        "default_language": "en",
        "bands": BANDS,
        "welcome": says("Hello!"),
        "assent": says("You choose."),
        "items": list(items) or [single("Q1"), single("Q2")],
        **more,
    }


def a_worked_example() -> dict[str, Any]:
    """The questionnaire of the contract's worked example (DESIGN.md section 6) as plain data."""
    asked_if = {"any": [{"item": "CON1", "codes": ["2", "3"]}]}
    return a_survey(
        single("GEN"),
        sensitive(single("CON1A", bands="1"), "23"),
        sensitive(single("CON1", bands="2"), "23"),
        pick("HLP1"),
        sensitive(single("HLP3", bands="2", asked_if=asked_if, asked_if_in_words=says("If not, tap Continue.")), "3"),
        single("END1"),
        code="WORKED",
        profile=["GEN"],
        closing="END1",
        breakdowns=["AGE", "GEN"],
        pairs=[["AGE", "GEN"]],
    )


def a_fit_survey() -> dict[str, Any]:
    """A questionnaire as plain data that is fit for children: a profile, a sensitive item, and one conditional on it."""
    asked_if = {"any": [{"item": "CON1", "codes": ["2", "3"]}]}
    return a_survey(
        single("GEN"),
        single("ACC1"),
        sensitive(single("CON1", bands="2"), "23"),
        pick("HLP1", maximum=1),
        sensitive(single("HLP3", bands="2", asked_if=asked_if, asked_if_in_words=says("If not, tap Continue.")), "3"),
        single("VOI1"),
        single("VOI2"),
        single("END1"),
        code="FIT",
        profile=["GEN"],
        closing="END1",
        breakdowns=["AGE", "GEN"],
    )


def a_questionnaire(*items: dict[str, Any], **more: Any) -> Questionnaire:
    """A questionnaire of these items."""
    return Questionnaire.model_validate(a_survey(*items, **more))


def a_wave(session: Session, data: dict[str, Any] | None = None, *, code: str | None = None, **more: Any) -> Wave:
    """A practice wave in draft, of the questionnaire given or of a small one."""
    version = versions.save(session, data or a_survey())
    return waves.create(session, version.document.code, "TH", **{"practice": True, "grace_days": 0, "code": code, **more})


def an_open_wave(session: Session, data: dict[str, Any] | None = None, *, code: str | None = None, **more: Any) -> Wave:
    """A practice wave that children can answer."""
    wave = a_wave(session, data, code=code, **more)
    waves.open_(session, wave)
    return wave


def a_form(version: str, *pairs: str, nonce: str | None = None) -> bytes:
    """The body of a finished form: `item=option` pairs, a nonce and the version's hash."""
    return "&".join([*pairs, f"nonce={nonce or secrets.token_hex(16)}", f"version={version[:16]}"]).encode()


MONDAY = date(2026, 6, 1)
