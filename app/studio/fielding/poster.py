"""The poster of a wave: its QR code and short address, and why, in the wave's languages; warm words, and who listens.

Made before anybody has answered, from what children read anyway: every text was reviewed and translated for them already.
"""

import io
from typing import Any

from sqlmodel import Session

from app import typeset
from app.config import settings
from app.surveys import contacts, versions, waves
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire, worded
from app.surveys.support import Contact
from app.web.languages import LANGUAGES, SOURCE, translations

TEMPLATE = "print/poster.typ"
MOST_CONTACTS = 2
_ON_A_PAGE = 2
_SIDES = {1: 92, 2: 66}
"""Millimetres of the code, by the languages that share a page: it is read from a wall."""
_SCALES = {1: 1.3, 2: 1.05}


def of_wave(session: Session, code: str) -> bytes:
    """The poster as a tagged PDF, A4. Refuses `unknown-wave`, `fonts-missing` and `pdf-not-installed`."""
    wave = waves.by_code(session, code)
    questionnaire, _ = versions.questionnaire_of(session, wave)
    return typeset.pdf(TEMPLATE, data_of(wave, questionnaire, contacts.of_country(session, wave.country)))


def data_of(wave: Wave, questionnaire: Questionnaire, services: tuple[Contact, ...]) -> dict[str, Any]:
    """All that stands on the poster. Refuses `fonts-missing`."""
    q = questionnaire
    languages = wave.evidence.spoken_in(q)
    link = f"{settings().base_url}/{wave.code}"
    first = languages[0]
    said = [_words(q, language, services) for language in languages]
    each = -(-len(said) // -(-len(said) // _ON_A_PAGE))  # four languages stand two and two, not three and one
    pages = [said[start : start + each] for start in range(0, len(said), each)]
    return {
        "title": q.title[first],
        "lang": first,
        "fonts": typeset.fonts_for(LANGUAGES[one].script for one in languages if one in LANGUAGES),
        "link": link,
        "shown": link.partition("://")[2],
        "qr": _drawn(link),
        "qr_alt": link,
        "side": _SIDES[each],
        "scale": _SCALES[each],
        "practice": translations(first).gettext("Practice: not a real survey") if wave.practice else "",
        "pages": pages,
    }


def _words(q: Questionnaire, language: str, services: tuple[Contact, ...]) -> dict[str, Any]:
    """One language of the poster, in the words for the youngest, which everybody understands."""
    known = LANGUAGES.get(language, LANGUAGES[SOURCE])
    youngest = q.bands[0].code
    return {
        "lang": language,
        "dir": known.direction,
        "leading": known.line_height - 0.85,
        "title": q.title[language],
        "lines": worded(q.welcome, language, youngest).splitlines(),
        "rights": worded(q.assent, language, youngest).splitlines(),
        "talking": translations(language).gettext("Feeling sad or worried? Talking helps."),
        "help": [{"name": one.name, "number": one.number} for one in services if one.name][:MOST_CONTACTS],
    }


def _drawn(link: str) -> str:
    import segno  # only who prints a poster needs it, and it brings a whole HTTP client

    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", dark="#2b1f47", light="#fff", border=2, omitsize=True)
    return drawn.getvalue().decode()
