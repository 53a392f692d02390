"""Pictures are brought to answers with their words, shown to a child as part of its page, and kept through versions and forms."""

import re
from html import unescape
from typing import Any

import brotli
import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.models import Role
from app.answering.sheet import security_policy
from app.database import reading, writing
from app.main import public
from app.studio import drafts
from app.surveys import checks, pictures, versions, waves
from app.surveys.pictures import LARGEST_TOGETHER
from tests.makers import a_survey, single
from tests.office import a_desk, words
from tests.studio.writing.desk import DRAFT, standing
from tests.surveys.drawings import CAT, a_png, drawn

PAGE = f"{DRAFT}/items/Q1/pictures"


@pytest.fixture(name="desk")
def a_desk_with_a_draft(engine: Engine) -> TestClient:
    desk = a_desk(engine)
    with writing(engine) as session:
        drafts.start(session, a_survey(single("Q1"), single("Q2")), 1)
    return desk


def bring(desk: TestClient, content: bytes = CAT, shows: str = "A cat", **more: str) -> Any:
    return desk.post(PAGE, data={"shows:1:en": shows, **more}, files={"picture:1": ("cat.svg", content)})


def test_a_picture_is_brought_with_its_words_and_stands_on_the_childs_page(desk: TestClient, engine: Engine) -> None:
    assert bring(desk).status_code == 303
    name = standing(engine, "items", "Q1", "options", "1", "picture")
    assert re.fullmatch(r"own-[0-9a-f]{24}", str(name))
    assert 'alt="A cat"' in desk.get(PAGE).text
    assert "Our own picture" in desk.get(f"{DRAFT}/items/Q1").text
    child = desk.get(f"{DRAFT}/preview/en/1")
    found = re.search(r'<img class="art" src="([^"]+)" alt="A cat"><span>Answer 1</span>', child.text)
    assert found is not None
    assert unescape(found[1]).startswith("data:image/svg+xml,%3Csvg")
    assert "img-src data:" in security_policy(), "a page of a child lets a picture in only as a part of itself"


def test_a_version_with_pictures_is_saved_and_comes_back_from_an_xlsform(desk: TestClient, engine: Engine) -> None:
    from app.surveys.xlsform import reading as forms
    from app.surveys.xlsform.writing import write

    bring(desk)
    assert desk.post(f"{DRAFT}/publish").status_code == 303
    with reading(engine) as session:
        document = versions.latest(session, versions.by_code(session, "TEST")).document
    back, told = forms.read(write(document))
    assert not [one for one in told if one.structure]
    assert checks.read(back)[0] == document


def test_a_picture_without_words_or_that_is_none_is_refused_beside_its_answer(desk: TestClient, engine: Engine) -> None:
    answer = bring(desk, shows="")
    assert answer.status_code == 400
    assert "Say in words what the picture shows" in words(answer.text)
    answer = bring(desk, drawn("<script>alert(1)</script>"))
    assert "This drawing holds “script”." in words(unescape(answer.text))
    assert "<script>alert" not in answer.text
    assert standing(engine, "items", "Q1", "options", "1", "picture") is None


def test_a_picture_can_be_taken_away_and_brought_back_by_undoing(desk: TestClient, engine: Engine) -> None:
    bring(desk)
    desk.post(PAGE, data={"away:1": "yes"})
    assert standing(engine, "items", "Q1", "options", "1") == {"code": "1", "label": {"en": {"1": "Answer 1"}}}
    with reading(engine) as session:
        revision = drafts.by_code(session, "TEST").revision
    desk.post(f"{DRAFT}/undo", data={"revision": revision, "back": ""})
    assert standing(engine, "items", "Q1", "options", "1", "picture_text", "en") == "A cat"


def test_words_that_were_not_changed_change_nothing(desk: TestClient, engine: Engine) -> None:
    bring(desk)
    with reading(engine) as session:
        before = drafts.by_code(session, "TEST").revision
    desk.post(PAGE, data={"shows:1:en": "A cat", "shows:2:en": "", "shows:1:xx": "no such language"})
    with reading(engine) as session:
        assert drafts.by_code(session, "TEST").revision == before


def test_only_who_may_change_brings_pictures(desk: TestClient, engine: Engine) -> None:
    operator = a_desk(engine, Role.OPERATOR)
    assert 'type="file"' not in operator.get(PAGE).text
    assert bring(operator).status_code == 403
    assert desk.get(f"{DRAFT}/items/NONE/pictures").status_code == 404


def test_as_many_pictures_as_there_may_be_weigh_no_more_than_they_have_bytes(engine: Engine) -> None:
    """Sixteen KB of pictures come with the page; one line of base64 around them is undone by its compression."""
    import random

    noise = random.Random(1)
    pixels = b"".join(b"\0" + noise.randbytes(64) for _ in range(64))
    with writing(engine) as session:
        names = [pictures.add(session, a_png(64, 64, pixels[at:] + pixels[:at])) for at in (0, 65, 130)]
        shown = pictures.shown(session, names)
    page = "".join(shown.values()).encode()
    assert 12_000 < len(brotli.compress(page)) < LARGEST_TOGETHER


def test_children_of_an_open_wave_see_the_picture(engine: Engine) -> None:
    with writing(engine) as session:
        name = pictures.add(session, CAT)
        options = [{"code": "1", "label": {"en": {"1": "Cat"}}, "picture": name, "picture_text": {"en": "A cat"}}]
        item = {**single("Q1"), "options": [*options, {"code": "2", "label": {"en": {"1": "None"}}}]}
        versions.save(session, a_survey(item, single("Q2")))
        waves.open_(session, waves.create(session, "TEST", "TH", practice=True, code="CATS"))
    with TestClient(public(engine), base_url="http://child.test") as child:
        page = child.get("/CATS/en/1").text
    assert 'alt="A cat"><span>Cat</span>' in page
    assert page.count('<img class="art" src="data:image/svg+xml,') == 1
