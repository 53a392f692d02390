"""The brief over HTTP: for each reader and language, marked, kept, and never of a release that is damaged."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from app import typeset
from app.database import writing
from app.publishing import making, routes
from app.publishing.brief.values import Version
from app.results import headlines, releases
from app.results.models import StoredRelease
from app.results.releases import Stored, written
from app.surveys.evidence import Evidence
from app.web import problems
from tests.office import words
from tests.results.children import a_stored_release

BRIEF = "/results/K7Q/1/brief"


@pytest.fixture
def reader(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    headlines._FACTS.clear()
    making.forget(1_000_000_000)
    monkeypatch.setattr(making, "LOOK_AGAIN_SECONDS", 0)
    application = FastAPI()
    application.state.engine = engine
    problems.install(application)
    application.include_router(routes.router)
    with TestClient(application) as client:
        yield client


@pytest.fixture
def stored(engine: Engine, counting_engine: Engine) -> Stored:
    return a_stored_release(engine, counting_engine)


def test_the_release_page_leads_to_every_brief_and_each_brief_to_the_others(reader: TestClient, stored: Stored) -> None:
    links = set(re.findall(r'href="(/results/K7Q/1/brief[^"]*)"', reader.get("/results/K7Q/1").text))
    assert BRIEF in links
    for link in [*links, *re.findall(r'href="(/results/K7Q/1/brief[^"]*)"', reader.get(BRIEF).text)]:
        assert reader.get(link).status_code == 200, link
    found = set(re.findall(rf'href="({BRIEF}/[^"?]+)', reader.get(f"{BRIEF}/ministry/en").text))
    assert {f"{BRIEF}/{version}/en" for version in Version} <= found
    assert {f"{BRIEF}/ministry/{language}" for language in ("en", "id", "th")} <= found


def test_the_short_address_speaks_the_language_of_the_browser(reader: TestClient, stored: Stored) -> None:
    for accept, language in (("th-TH,th;q=0.9", "th"), ("id", "id"), ("fr", "en"), ("", "en")):
        answer = reader.get(BRIEF, headers={"Accept-Language": accept})
        assert f'<html lang="{language}"' in answer.text
        assert answer.headers["vary"] == "Accept-Encoding, Accept-Language"
        assert answer.headers["content-location"] == f"{BRIEF}/ministry/{language}"


@pytest.mark.parametrize("version", Version)
def test_a_brief_is_asked_for_again_and_kept_by_its_tag(reader: TestClient, stored: Stored, version: Version) -> None:
    answer = reader.get(f"{BRIEF}/{version}/id")
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers
    again = reader.get(f"{BRIEF}/{version}/id", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_its_pdf_is_kept_for_ever_by_its_edition(reader: TestClient, stored: Stored) -> None:
    (link,) = re.findall(r'href="([^"]+\.pdf[^"]*)"', reader.get(f"{BRIEF}/ministry/en").text)
    answer = reader.get(link)
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    name = "practice-not-a-real-survey-K7Q-1-brief-ministry-en.pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    assert reader.get(link.partition("?")[0]).headers["cache-control"] == "no-cache"


def test_a_language_without_a_brief_is_told_so_in_english(reader: TestClient, stored: Stored) -> None:
    answer = reader.get(f"{BRIEF}/ministry/km")
    assert '<html lang="en"' in answer.text
    assert "There is no brief in ខ្មែរ yet; this is the one in English." in words(answer.text)


@pytest.mark.parametrize("path", ["nobody/en", "ministry/xx", "ministry/en/more", "ministry/xx.pdf", "nobody/en.pdf", "ministry"])
def test_an_unknown_brief_is_a_kind_page(reader: TestClient, stored: Stored, path: str) -> None:
    answer = reader.get(f"{BRIEF}/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


def test_a_withdrawn_release_has_its_brief_marked_with_the_reason(reader: TestClient, engine: Engine, stored: Stored) -> None:
    before = reader.get(f"{BRIEF}/ministry/en")
    pdf_before = reader.get(f"{BRIEF}/ministry/en.pdf").content
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    after = reader.get(f"{BRIEF}/ministry/en", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "The wrong wave was closed." in words(after.text)
    assert "ditarik" in reader.get(f"{BRIEF}/children/id").text
    printed = reader.get(f"{BRIEF}/ministry/en.pdf")
    assert printed.content != pdf_before
    assert 'filename="withdrawn-' in printed.headers["content-disposition"]


def test_who_answers_by_when_and_who_may_be_missed_come_from_the_wave(
    reader: TestClient, engine: Engine, counting_engine: Engine
) -> None:
    evidence = Evidence(audience="The Ministry of Children", feedback_on=date(2026, 9, 28), who_may_be_missed="Nomads")
    a_stored_release(engine, counting_engine, evidence=evidence)
    text = words(reader.get(f"{BRIEF}/ministry/en").text)
    assert "The Ministry of Children" in text
    assert "When: by 28 September 2026" in text
    assert "Who may be missing: “Nomads”" in text


def test_a_missing_font_is_a_kind_page_that_names_the_package(
    reader: TestClient, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typeset, "_families", lambda: frozenset({typeset.ALWAYS}))
    answer = reader.get(f"{BRIEF}/ministry/th.pdf", headers={"Accept": "text/html"})
    assert answer.status_code == 409
    assert "Noto Sans Thai (package fonts-noto-core)" in words(answer.text)
    assert reader.get(f"{BRIEF}/ministry/th").status_code == 200
    assert reader.get(f"{BRIEF}/ministry/id.pdf").content.startswith(b"%PDF")


def test_a_damaged_release_has_no_brief(reader: TestClient, owning_engine: Engine, stored: Stored) -> None:
    changed = written(stored.release.model_copy(update={"title": "Another"}))
    with owning_engine.begin() as connection:
        connection.execute(update(StoredRelease).values(document=changed))
    for path in ("", "/ministry/en", "/children/th", "/ministry/en.pdf"):
        answer = reader.get(f"{BRIEF}{path}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "is not as it was sealed" in words(answer.text)
        assert "Another" not in answer.text
