"""The reading room over HTTP, on both databases, as anybody sees it."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, event, update
from starlette.testclient import TestClient

from app.config import settings
from app.database import writing
from app.publishing import making, routes, tables
from app.publishing.files import archive, contents
from app.results import headlines, releases
from app.results.models import StoredRelease
from app.results.releases import Stored, written
from app.web import problems
from tests.makers import a_survey_with_indicators
from tests.office import words
from tests.results import children
from tests.results.children import a_stored_release


@pytest.fixture
def reader(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    headlines._FACTS.clear()  # tests store other releases under the same name
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


def test_a_reader_finds_the_release_and_its_page(reader: TestClient, stored: Stored) -> None:
    room = reader.get("/results")
    assert room.status_code == 200
    assert 'href="/results/K7Q/1"' in room.text
    result = reader.get("/results/K7Q/1")
    assert result.status_code == 200
    assert stored.digest in result.text
    assert "set-cookie" not in result.headers
    assert result.headers["cache-control"] == "no-cache"
    again = reader.get("/results/K7Q/1", headers={"If-None-Match": result.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_every_file_is_that_of_the_release_and_asked_for_again_only_when_it_changed(reader: TestClient, stored: Stored) -> None:
    for name, file in contents.BY_NAME.items():
        answer = reader.get(f"/results/K7Q/1/{name}")
        assert answer.content == file.write(stored, settings().base_url)
        assert answer.headers["content-type"] == file.media_type
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["content-disposition"] == f'attachment; filename="practice-not-a-real-survey-K7Q-1-{name}"'
        again = reader.get(f"/results/K7Q/1/{name}", headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    packed = reader.get("/results/K7Q/1/all-files.zip")
    assert packed.content == archive.archive(stored, settings().base_url)
    assert packed.headers["content-type"] == "application/zip"


def test_a_file_asked_for_by_its_edition_is_kept_for_ever_and_another_edition_is_not(reader: TestClient, stored: Stored) -> None:
    html = reader.get("/results/K7Q/1").text
    links = re.findall(r'href="(/results/K7Q/1/(?!brief|report|questions)[^"]+)"', html)
    assert {link.partition("?")[0].rpartition("/")[2] for link in links} == {*contents.BY_NAME, archive.NAME}
    for link in links:
        answer = reader.get(link)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reader.get("/results/K7Q/1/tables.csv?edition=0").headers["cache-control"] == "no-cache"


def test_a_withdrawal_makes_another_edition_of_every_file_with_the_reason_in_it(
    reader: TestClient, engine: Engine, stored: Stored
) -> None:
    before = set(re.findall(r"edition=(\w+)", reader.get("/results/K7Q/1").text))
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    after = set(re.findall(r"edition=(\w+)", reader.get("/results/K7Q/1").text))
    assert len(before) == len(after) == 1
    assert before.isdisjoint(after)
    for name in ("release.json", "ddi-codebook.xml", "csv-metadata.json", "datapackage.json", "tables.R", "tables.py"):
        assert "The wrong wave was closed." in reader.get(f"/results/K7Q/1/{name}").text, name
    assert "[Withdrawn]" in reader.get("/results/feed.atom").text
    assert "The wrong wave was closed." in reader.get("/results/feed.atom").text


def test_a_release_that_is_not_as_it_was_sealed_is_never_served(
    reader: TestClient, owning_engine: Engine, stored: Stored
) -> None:
    changed = written(stored.release.model_copy(update={"title": "Another"}))
    with owning_engine.begin() as connection:
        connection.execute(update(StoredRelease).values(document=changed))
    for path in ("", "/tables.csv", "/release.json", "/results.xlsx", "/all-files.zip"):
        answer = reader.get(f"/results/K7Q/1{path}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert "is not as it was sealed" in words(answer.text)
        assert "Another" not in answer.text
    assert reader.get("/results/K7Q/1/tables.csv", headers={"Accept": "application/json"}).json()["code"] == "release-damaged"
    for path in ("/results", "/results/feed.atom"):
        assert "K7Q/1" not in reader.get(path).text


@pytest.mark.parametrize("column", ["prev_chain", "chain", "digest"])
def test_a_release_whose_chain_does_not_hold_is_never_served_even_from_what_was_kept(
    reader: TestClient, owning_engine: Engine, stored: Stored, column: str
) -> None:
    assert reader.get("/results/K7Q/1").status_code == 200
    with owning_engine.begin() as connection:
        connection.execute(update(StoredRelease).values({column: "f" * 64}))
    assert reader.get("/results/K7Q/1").status_code == 404
    assert "K7Q/1" not in reader.get("/results").text


def test_the_schema_of_the_json_file_lies_where_the_file_says(reader: TestClient, stored: Stored) -> None:
    address = reader.get("/results/K7Q/1/release.json").json()["$schema"]
    schema = reader.get(address.removeprefix(settings().base_url))
    assert schema.headers["content-type"] == "application/schema+json"
    assert schema.json()["$id"] == address


def test_an_unknown_release_or_file_is_a_kind_page(reader: TestClient, stored: Stored) -> None:
    for address in ("ZZ/1", "K7Q/2", "K7Q/x", "ZZ/1/tables.csv", "K7Q/1/answers.csv"):
        answer = reader.get(f"/results/{address}", headers={"Accept": "text/html"})
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")
    problem = reader.get("/results/ZZ/1", headers={"Accept": "application/json"})
    assert problem.json()["code"] == "unknown-release"


def test_a_withdrawn_release_is_still_served_and_marked(reader: TestClient, engine: Engine, stored: Stored) -> None:
    before = reader.get("/results/K7Q/1")
    assert "withdrawn" not in words(before.text)
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The wrong wave was closed.")
    assert "The wrong wave was closed." in reader.get("/results/K7Q/1").text
    assert reader.get("/results/K7Q/1", headers={"If-None-Match": before.headers["etag"]}).status_code == 200
    assert "Withdrawn" in reader.get("/results").text
    file = reader.get("/results/K7Q/1/tables.csv")
    assert file.content == tables.tables_csv(stored.release)
    assert 'filename="withdrawn-' in file.headers["content-disposition"]


def test_an_empty_room_is_no_mistake(reader: TestClient) -> None:
    assert reader.get("/results").status_code == 200


def test_a_question_has_a_page_and_pictures_that_are_kept_by_edition(reader: TestClient, stored: Stored) -> None:
    result = reader.get("/results/K7Q/1")
    assert 'href="/results/K7Q/1/questions/HLP1"' in result.text
    alone = reader.get("/results/K7Q/1/questions/HLP1")
    assert alone.status_code == 200
    assert alone.headers["cache-control"] == "no-cache"
    for form, media_type in (("svg", "image/svg+xml"), ("png", "image/png")):
        (address,) = re.findall(rf'href="(/results/K7Q/1/questions/HLP1\.{form}[^"]*)"', alone.text)
        drawn = reader.get(address)
        assert drawn.headers["content-type"].startswith(media_type)
        assert "immutable" in drawn.headers["cache-control"]
        assert drawn.headers["content-disposition"] == f'attachment; filename="practice-not-a-real-survey-K7Q-1-HLP1.{form}"'
    (groups,) = re.findall(r'href="(/results/K7Q/1/questions/HLP1/AGE\.svg[^"]*)"', alone.text)
    drawn = reader.get(groups)
    assert "immutable" in drawn.headers["cache-control"]
    assert 'filename="practice-not-a-real-survey-K7Q-1-HLP1-by-AGE.svg"' in drawn.headers["content-disposition"]
    for missing in ("GEN", "HLP1.gif", "GEN.svg", "%3Cb%3E", "HLP1/NONE.svg", "HLP1/AGE.gif", "GEN/AGE.png"):
        assert reader.get(f"/results/K7Q/1/questions/{missing}").status_code == 404


def test_the_releases_of_a_survey_stand_side_by_side_without_those_withdrawn(
    reader: TestClient, stored: Stored, engine: Engine, counting_engine: Engine
) -> None:
    assert "/results/surveys/" not in reader.get("/results").text
    a_stored_release(engine, counting_engine, code="SECOND")
    assert 'href="/results/surveys/WORKED"' in reader.get("/results").text
    both = reader.get("/results/surveys/WORKED")
    assert both.status_code == 200
    assert 'href="/results/K7Q/1"' in both.text
    assert 'href="/results/SECOND/1"' in both.text
    again = reader.get("/results/surveys/WORKED", headers={"If-None-Match": both.headers["etag"]})
    assert again.status_code == 304
    with writing(engine) as session:
        releases.withdraw(session, "SECOND/1", "One school was asked twice")
    alone = reader.get("/results/surveys/WORKED")
    assert 'href="/results/SECOND/1"' not in alone.text
    for missing in ("surveys/NONE", "surveys/WORKED/NONE", "surveys/%3Cb%3E", "surveys/WORKED/NONE/K7Q-1.svg"):
        assert reader.get(f"/results/{missing}").status_code == 404


def test_what_became_of_a_release_is_looked_up_once_a_second_and_not_for_every_reader(
    reader: TestClient, stored: Stored, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LOOK_AGAIN_SECONDS", 1.0)
    passed = [100.0]
    monkeypatch.setattr(making, "monotonic", lambda: passed[0])
    assert "Withdrawn" not in reader.get("/results/K7Q/1").text
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "One school was asked twice")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    passed[0] += 0.99
    assert "One school was asked twice" not in reader.get("/results/K7Q/1").text
    assert asked == []
    passed[0] += 0.02
    assert "One school was asked twice" in reader.get("/results/K7Q/1").text
    assert asked


def test_pages_of_many_releases_are_made_once_and_made_anew_when_any_of_them_changes(
    reader: TestClient, stored: Stored, engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "LOOK_AGAIN_SECONDS", 1.0)
    passed = [100.0]
    monkeypatch.setattr(making, "monotonic", lambda: passed[0])
    listed = ("/results", "/results?country=TH", "/results/feed.atom")
    compared = ("/results/surveys/WORKED",)
    before = [reader.get(path).text for path in listed + compared]
    assert all("K7Q/1" in text for text in before)
    a_stored_release(engine, counting_engine, code="SECOND")
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    passed[0] += 0.99
    assert [reader.get(path).text for path in listed + compared] == before
    assert asked == []
    passed[0] += 0.02
    assert all("SECOND/1" in reader.get(path).text for path in listed + compared)
    with writing(engine) as session:
        releases.withdraw(session, "SECOND/1", "One school was asked twice")
    passed[0] += 1.01
    assert all("ithdrawn" in reader.get(path).text for path in listed)
    assert "SECOND/1" not in reader.get(*compared).text


def test_a_country_that_nobody_asked_in_shows_the_whole_list_and_is_not_kept(reader: TestClient, stored: Stored) -> None:
    everywhere = reader.get("/results")
    for country in ("XX", "<script>", "TH" * 1000):
        assert reader.get("/results", params={"country": country}).content == everywhere.content
    assert len(making._kept.things._things) == 1


def test_an_indicator_has_a_picture_of_the_releases_that_stand_together(
    reader: TestClient, engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "a_worked_example", a_survey_with_indicators)
    a_stored_release(engine, counting_engine)
    a_stored_release(engine, counting_engine, code="SECOND")
    told = reader.get("/results/surveys/WORKED/I0")
    (address,) = re.findall(r'href="(/results/surveys/WORKED/I0/[^"]+\.svg)"', told.text)
    drawn = reader.get(address)
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.headers["cache-control"] == "no-cache"
    assert drawn.text.count("Thailand, ") == 2
    assert reader.get(address.replace(".svg", ".png")).content.startswith(b"\x89PNG")
    for missing in (address.replace(".svg", ".gif"), address.replace("K7Q", "NONE").replace("SECOND", "NONE")):
        assert reader.get(missing).status_code == 404
