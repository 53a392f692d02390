"""The addresses of the child's side, over both databases."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.answering import routes
from app.answering.pages import NONCE_PLACE
from app.database import writing
from app.surveys import recordings, versions, waves
from app.surveys.starter import starter
from app.web.heads import Heads
from tests.makers import a_survey, a_wave, an_open_wave, an_opus, single


@pytest.fixture
def browser(engine: Engine) -> Iterator[TestClient]:
    """A browser at an installation with the starter open as K7."""
    with writing(engine) as session:
        an_open_wave(session, starter().model_dump(mode="json"), code="K7")
    application = FastAPI()
    application.state.engine = engine
    application.include_router(routes.router)
    application.add_middleware(Heads)
    with TestClient(application, follow_redirects=False) as client:
        yield client


PAGES = ["/K7", "/K7/en", "/K7/th/1", "/K7/ar/3/new", "/K7/id/thanks", "/K7/en/no", "/K7/en/bye", "/ZZ", "/next", "/next/on"]


def test_the_welcome_speaks_the_browsers_language_and_says_that_it_depends_on_it(browser: TestClient) -> None:
    thai = browser.get("/K7", headers={"accept-language": "th-TH,en;q=0.5"})
    assert '<html lang="th"' in thai.text
    assert "Accept-Language" in thai.headers["vary"]
    assert '<html lang="en"' in browser.get("/K7", headers={"accept-language": "sw"}).text
    assert "Accept-Language" not in browser.get("/K7/th").headers["vary"]


def test_a_bands_page_is_kept_five_minutes_and_known_again(browser: TestClient) -> None:
    first = browser.get("/K7/en/1")
    assert first.headers["cache-control"] == "public, max-age=300"
    again = browser.get("/K7/en/1", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get("/K7/en/1").content == first.content


def test_the_copy_for_browsers_without_script_is_never_kept_and_never_twice_the_same(browser: TestClient) -> None:
    answers = [browser.get("/K7/en/1/new") for _ in range(3)]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    nonces = {re.findall(r'name="nonce" value="([0-9a-f]{32})"', answer.text)[0] for answer in answers}
    assert len(nonces) == 3
    assert NONCE_PLACE not in nonces


@pytest.mark.parametrize("path", PAGES)
def test_no_page_sets_a_cookie_or_lets_anything_else_in(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert "set-cookie" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert browser.head(path).status_code == answer.status_code


def test_a_code_that_nobody_knows_gets_a_kind_page_with_help(browser: TestClient) -> None:
    for path in ("/ZZ", "/ZZ/en/1", "/ZZ/en/thanks"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "We cannot find these questions" in answer.text
        assert answer.headers["cache-control"] == "no-store"
    assert "หาคำถามชุดนี้ไม่พบ" in browser.get("/ZZ/th").text


@pytest.mark.parametrize(("typed", "leads_to"), [("/k7", "/K7"), ("/Demo7", "/DEMO7"), ("/k7/", "/K7")])
def test_a_code_typed_in_small_letters_leads_to_its_wave(browser: TestClient, typed: str, leads_to: str) -> None:
    answer = browser.get(typed)
    assert (answer.status_code, answer.headers["location"]) == (307, leads_to)


@pytest.mark.parametrize("path", ["/results", "/office", "/api/v1/x", "/sdmx", "/health", "/static/x.js"])
def test_a_fixed_path_is_never_taken_for_a_code(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "We cannot find" not in answer.text


@pytest.mark.parametrize("path", ["/K7/xx", "/K7/ta/1", "/K7/en/9", "/K7/en/9/new", "/K7/en/elsewhere"])
def test_a_language_band_or_page_that_is_not_there_leads_back_to_the_welcome(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/K7")


def test_the_state_of_a_wave_decides_who_comes_in(browser: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        a_wave(session, code="DRAFT")
        waves.pause(session, an_open_wave(session, code="PAUSED"))
        waves.close(session, an_open_wave(session, code="CLOSED"))
    for code, words in {"DRAFT": "Not open yet", "PAUSED": "A short break", "CLOSED": "These questions have ended"}.items():
        for path in (f"/{code}", f"/{code}/en", f"/{code}/en/1", f"/{code}/en/1/new"):
            answer = browser.get(path)
            assert answer.status_code == 409
            assert words in answer.text
            assert "tel:1387" in answer.text
            assert "Practice: not a real survey" in answer.text
        assert browser.get(f"/{code}/en/thanks").status_code == 200


def test_a_wave_that_closes_shuts_its_cached_pages_too(browser: TestClient, engine: Engine) -> None:
    assert browser.get("/K7/en/1").status_code == 200
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, "K7"))
    assert browser.get("/K7/en/1").status_code == 409


def test_a_new_version_is_shown_at_once(browser: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, a_survey(single("Q1")), code="NEW")
    assert "What about Q1?" in browser.get("/NEW/en/1").text
    with writing(engine) as session:
        version = versions.save(session, a_survey({**single("Q1"), "wording": {"en": {"1": "What of Q1 now?"}}}))
        wave = waves.by_code(session, "NEW")
        assert version.id is not None
        wave.version_id = version.id
        session.add(wave)
    assert "What of Q1 now?" in browser.get("/NEW/en/1").text


def test_leaving_shows_nothing_then_clears_then_goes_somewhere_that_tells_nothing(browser: TestClient) -> None:
    first = browser.get("/next?c=TH")
    assert 'content="0;url=/next/on?c=TH"' in first.text
    assert "<body" not in first.text
    second = browser.get("/next/on?c=TH")
    assert 'content="0;url=https://www.wikipedia.org/"' in second.text
    assert second.headers["clear-site-data"] == '"cache"'
    assert browser.get("/next/quiet.css").headers["clear-site-data"] == '"cache"'


@pytest.mark.parametrize("country", ["", "XX", "https://example.org", '"><script>'])
def test_leaving_goes_nowhere_but_to_a_page_on_our_list(browser: TestClient, country: str) -> None:
    assert browser.get("/next", params={"c": country}).text.count("url=/next/on") == 1
    assert "script" not in browser.get("/next", params={"c": country}).text
    assert 'url=https://www.wikipedia.org/"' in browser.get("/next/on", params={"c": country}).text


def test_a_mistake_of_ours_is_a_kind_page_and_its_message_is_not_logged(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("K7 was looked at")

    monkeypatch.setattr("app.answering.routes.waves.by_code", fail)
    answer = browser.get("/K7/th")
    assert answer.status_code == 500
    assert 'lang="th"' in answer.text
    assert "/next" in answer.text
    assert "RuntimeError" in caplog.text
    assert "K7 was looked at" not in caplog.text


def record(engine: Engine, code: str, text: str, content: bytes, language: str = "en") -> str:
    """Give a text of the survey a voice; the name of its sound."""
    with writing(engine) as session:
        return recordings.add(session, versions.by_code(session, code), language, text, content).name


def test_a_sound_is_served_for_ever_under_the_name_of_its_content(browser: TestClient, engine: Engine) -> None:
    name = record(engine, starter().code, "Hello!", an_opus())
    answer = browser.get(f"/K7/en/sound/{name}")
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, an_opus(), "audio/ogg")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers
    assert browser.head(f"/K7/en/sound/{name}").status_code == 200


def test_only_the_sounds_of_the_waves_survey_in_that_language_are_served(browser: TestClient, engine: Engine) -> None:
    with writing(engine) as session:
        an_open_wave(session, a_survey(single("Q1")), code="OTHER")
        a_wave(session, code="DRAFT")
    name = record(engine, "TEST", "Hello!", an_opus())
    for path, status in {
        f"/OTHER/en/sound/{name}": 200,
        f"/K7/en/sound/{name}": 404,
        f"/OTHER/th/sound/{name}": 404,
        f"/ZZ/en/sound/{name}": 404,
        f"/DRAFT/en/sound/{name}": 409,
        "/OTHER/en/sound/0000000000000000": 404,
        "/OTHER/en/sound/..%2f..%2fx": 404,
    }.items():
        assert browser.get(path).status_code == status, path


def test_whoever_still_answers_when_the_wave_closes_is_still_read_to(browser: TestClient, engine: Engine) -> None:
    name = record(engine, starter().code, "Hello!", an_opus())
    with writing(engine) as session:
        waves.close(session, waves.by_code(session, "K7"))
    assert browser.get(f"/K7/en/sound/{name}").status_code == 200


def test_a_new_recording_makes_new_pages_at_once(browser: TestClient, engine: Engine) -> None:
    assert "data-voice" not in browser.get("/K7/en").text
    first = record(engine, starter().code, "Hello!", an_opus(serial=1))
    assert f'data-voice="{first}"' in browser.get("/K7/en").text
    assert "data-voice" not in browser.get("/K7/th").text
    second = record(engine, starter().code, "Hello!", an_opus(serial=2))
    assert f'data-voice="{second}"' in browser.get("/K7/en", headers={"if-none-match": "none"}).text
    assert first not in browser.get("/K7/en").text
    with writing(engine) as session:
        recordings.remove(session, versions.by_code(session, starter().code), "en", "Hello!")
    assert "data-voice" not in browser.get("/K7/en").text
