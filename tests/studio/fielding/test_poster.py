"""The poster: tagged, in the wave's languages, and no text of it can be markup."""

import io
from typing import Any

import pikepdf
import pytest
from sqlalchemy import Engine

from app import clock, typeset
from app.database import reading, writing
from app.studio.fielding import poster
from app.surveys import support, versions, waves
from app.surveys.evidence import Evidence
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from tests.makers import a_survey, single
from tests.printing import needs_letters

HOSTILE = '#panic("x") $x^2$ ] #image("/etc/passwd") *b* <label> @ref \\ // /* `raw` "quoted"'


def a_wave(*languages: str, practice: bool = False) -> Wave:
    return Wave(
        code="K7Q2P",
        survey_id=1,
        version_id=1,
        country="TH",
        practice=practice,
        created_on=clock.today(),
        evidence=Evidence(languages=languages),
    )


def printed(wave: Wave, q: Questionnaire) -> pikepdf.Pdf:
    content = typeset.pdf(poster.TEMPLATE, poster.data_of(wave, q, support.contacts("TH")))
    return pikepdf.Pdf.open(io.BytesIO(content))


@pytest.mark.parametrize(("languages", "pages"), [(("en",), 1), (("en", "id"), 1), (("en", "id", "vi"), 2)])
def test_a_poster_is_tagged_and_names_its_language_and_title(languages: tuple[str, ...], pages: int) -> None:
    q = starter()
    with printed(a_wave(*languages), q) as pdf:
        assert len(pdf.pages) == pages
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == q.title["en"]
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"


def test_every_language_of_the_starter_can_be_printed() -> None:
    needs_letters("Thai", "Khmr", "Mymr", "Laoo", "Arab")
    with printed(a_wave(), starter()) as pdf:
        assert len(pdf.pages) == 5


def test_no_text_is_markup() -> None:
    hostile: dict[str, Any] = a_survey(single("Q1"), title={"en": HOSTILE}, welcome={"en": {"1": HOSTILE}})
    q = Questionnaire.model_validate(hostile)
    with printed(a_wave(), q) as pdf:
        assert str(pdf.docinfo["/Title"]) == q.title["en"]


def test_a_poster_has_the_address_the_help_and_says_that_it_is_practice() -> None:
    data = poster.data_of(a_wave("en", practice=True), starter(), support.contacts("TH"))
    assert data["link"] == "http://127.0.0.1:8000/K7Q2P"
    assert data["practice"] == "Practice: not a real survey"
    assert data["pages"][0][0]["help"][0] == {"name": "Childline Thailand", "number": "1387"}
    assert "<svg" in data["qr"]


def test_a_country_without_known_help_has_a_poster_without(engine: Engine) -> None:
    with writing(engine) as session:
        code = versions.save(session, a_survey(single("Q1"))).document.code
        waves.create(session, code, "MM", practice=True, code="K7")
    with reading(engine) as session:
        assert poster.of_wave(session, "K7").startswith(b"%PDF")
