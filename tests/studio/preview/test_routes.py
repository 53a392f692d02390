"""The preview: the child's page itself, framed by this site alone, and nothing of what it sends is stored."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app.answering import pages
from app.answering.pages import Asking
from app.database import writing
from app.studio import drafts
from app.studio.preview.filling import filled
from app.studio.sketch import sketched
from app.surveys import versions
from app.surveys.starter import starter
from tests.makers import a_survey, single
from tests.office import a_browser, a_desk, words

HOME = "/office/drafts/STARTER/preview"


@pytest.fixture
def desk(engine: Engine) -> Iterator[TestClient]:
    client = a_desk(engine)
    with writing(engine) as session:
        versions.save_sound(session, starter())
    client.post("/office/surveys/STARTER/draft")
    with client:
        yield client


def test_it_is_the_page_that_a_child_gets(desk: TestClient) -> None:
    asking = Asking(HOME[1:], "TH", practice=True, version="0" * 16)
    page = pages.questions(asking, starter(), "en", "1").body.decode()
    start, end = page.index("<main>"), page.index("</main>")
    assert page[start:end] in desk.get(f"{HOME}/en/1").text


def test_only_this_site_may_frame_it_and_no_worker_starts_from_it(desk: TestClient) -> None:
    policy = desk.get(f"{HOME}/en/1").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "worker-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in desk.get(HOME).headers["content-security-policy"]


def test_what_it_sends_is_stored_nowhere(desk: TestClient, engine: Engine, owning_engine: Engine) -> None:
    form = {"GEN": "1", "nonce": "0" * 32, "version": "0" * 16}
    childs = a_browser(engine)
    assert childs.post(f"{HOME}/en/1", data=form, headers={"accept": "application/problem+json"}).status_code == 204
    sent = childs.post(f"{HOME}/en/1", data=form, headers={"accept": "text/html"})
    assert sent.headers["location"] == f"{HOME}/en/thanks"
    assert "Thank you" in words(desk.get(f"{HOME}/en/thanks").text)
    with owning_engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM submission")).scalar_one() == 0


def test_leaving_stays_in_the_frame(desk: TestClient) -> None:
    html = desk.get(f"{HOME}/en/1").text
    assert f'class="leave" href="{HOME}/left" data-to="{HOME}/left" data-clear="{HOME}/left"' in html
    assert "The child has left" in desk.get(f"{HOME}/left").text


def test_the_page_offers_every_age_and_language_without_script_and_in_large_text(desk: TestClient) -> None:
    shown = desk.get(f"{HOME}?age=9&language=ar&script=off&text=large").text
    assert f'src="{HOME}/ar/1/new" sandbox="allow-forms allow-same-origin"' in shown
    assert 'class="phone large"' in shown
    assert f'src="{HOME}/en/3" sandbox="allow-scripts allow-forms allow-same-origin"' in desk.get(f"{HOME}?age=16").text
    assert f'src="{HOME}/en"' in desk.get(f"{HOME}?age=99&language=xx").text
    assert 'name="nonce" value="0000' not in desk.get(f"{HOME}/ar/1/new").text
    for path in ("xx", "en/9", "en/nothing"):
        assert desk.get(f"{HOME}/{path}").status_code == 404


def test_what_is_missing_is_filled_so_that_a_draft_can_be_looked_at(engine: Engine) -> None:
    desk = a_desk(engine)
    unsaid = {"kind": "single", "code": "Q9", "bands": ["1"], "wording": {}, "options": [{"code": "1", "label": {}}]}
    gone = single("Q2", asked_if={"any": [{"item": "GONE", "codes": ["1"]}]})
    with writing(engine) as session:
        drafts.start(session, a_survey(single("Q1"), gone, unsaid, languages=["en", "th"]), 1)
    for page in ("/en", "/th", "/th/1", "/th/2", "/en/1/new", "/th/bye"):
        assert desk.get(f"/office/drafts/TEST/preview{page}").status_code == 200, page
    assert "What about Q1?" in desk.get("/office/drafts/TEST/preview/th/1").text


def test_an_empty_draft_says_that_there_is_nothing_to_look_at(engine: Engine) -> None:
    desk = a_desk(engine)
    desk.post("/office/surveys/new", data={"source": "blank", "code": "NEW", "title": "T", "language": "en"})
    assert "nothing to look at yet" in words(desk.get("/office/drafts/NEW/preview/en/1").text)


def test_a_finished_questionnaire_is_not_filled_with_anything() -> None:
    q = starter()
    assert filled(sketched(q.model_dump(mode="json"))).model_dump() == sketched(q.model_dump(mode="json")).model_dump()


def test_a_preview_never_says_that_there_is_no_connection(engine: Engine) -> None:
    desk = a_desk(engine)
    with writing(engine) as session:
        drafts.start(session, a_survey(code="HERE"), 1)
    welcome = desk.get("/office/drafts/HERE/preview/en").text
    assert "How old are you?" in welcome
    assert "need a connection" not in welcome
