"""The API over HTTP, on both databases: what everybody reads, what a token adds, and how it refuses."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, update
from sqlmodel import select
from starlette.testclient import TestClient

from app import clock
from app.accounts.models import Account, Token
from app.accounts.programs import tokens
from app.accounts.programs.tokens import Scope
from app.database import writing
from app.publishing import making
from app.publishing.api import guards, routes
from app.publishing.tables import indicator_rows, table_rows, tables_csv
from app.results import headlines, releases
from app.results.models import StoredRelease
from app.results.releases import Stored
from app.web import problems
from tests.makers import a_survey_with_indicators, a_wave
from tests.office import an_account
from tests.results.children import a_stored_release


@pytest.fixture
def program(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    headlines._FACTS.clear()  # tests store other releases under the same name
    making.forget(1_000_000_000)
    guards._limiter.cache_clear()
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


def a_token(engine: Engine, *scopes: Scope) -> dict[str, str]:
    email = an_account(engine)
    with writing(engine) as session:
        owner = session.exec(select(Account).where(Account.email == email)).one()
        assert owner.id is not None
        _, secret = tokens.make(session, owner.id, "warehouse", scopes, 30)
    return {"Authorization": f"Bearer {secret}"}


def everything(program: TestClient, address: str) -> list[Any]:
    """All entries of a list, page after page, as a program follows `next`."""
    answer = program.get(address)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    following = told["next"]
    assert answer.headers.get("link") == (f'<{following}>; rel="next"' if following else None)
    found = [*told["items"], *(everything(program, following) if following else ())]
    assert len(found) <= told["total"]
    return found


def refusal(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


def test_a_program_goes_from_survey_to_wave_to_release_without_a_token(program: TestClient, stored: Stored) -> None:
    (survey,) = everything(program, "/api/v1/surveys")
    assert (survey["code"], survey["releases"]) == ("WORKED", ["K7Q/1"])
    assert program.get("/api/v1/surveys/WORKED").json() == survey
    (wave,) = everything(program, "/api/v1/waves")
    assert (wave["code"], wave["state"], wave["release"], wave["practice"]) == ("K7Q", "closed", "K7Q/1", True)
    assert program.get("/api/v1/waves/K7Q").json() == wave
    (short,) = everything(program, "/api/v1/releases")
    full = program.get("/api/v1/releases/K7Q/1").json()
    assert {name: full[name] for name in short} == short
    assert (full["digest"], full["chain"]) == (stored.digest, stored.chain)
    assert "do not represent all children" in full["speaks_of"]
    assert full["respondents"] % 5 == 0


@pytest.mark.parametrize("limit", [7, 500])
def test_the_numbers_are_those_of_the_tables_in_their_order_on_pages_of_any_size(
    program: TestClient, stored: Stored, limit: int
) -> None:
    address = f"/api/v1/releases/K7Q/1/tables?limit={limit}"
    told = everything(program, address)
    assert program.get(address).json()["total"] == len(told)
    lines = tables_csv(stored.release).decode().splitlines()[1:]
    assert len(told) == len(lines)
    names = ["variable", "category_code", "breakdown", "group_code", "base", "count", "percent", "status", "note"]
    rows = list(table_rows(stored.release))
    for one, row in zip(told, rows, strict=True):
        group = {"breakdown": row.group.breakdown, "group_code": row.group.code}
        expected = {**{name: getattr(row, name, None) for name in names}, **group, "status": row.status.value}
        assert {name: one[name] for name in names} == expected
        assert (one["count"] is None) == (one["status"] == "S")
    assert any(one["status"] == "S" for one in told)


def test_numbers_are_found_by_item_breakdown_and_status(program: TestClient, stored: Stored) -> None:
    told = everything(program, "/api/v1/releases/K7Q/1/tables?limit=500")
    for asked in (
        {"item": "HLP1"},
        {"variable": "HLP1_9", "breakdown": ""},
        {"breakdown": "GEN", "status": "S"},
        {"breakdown": "AGE", "item": "HLP1", "status": "A"},
        {"item": "NOTHING"},
    ):
        found = program.get("/api/v1/releases/K7Q/1/tables", params={**asked, "limit": "500"}).json()["items"]
        assert found == [one for one in told if asked.items() <= one.items()]
        assert bool(found) == ("NOTHING" not in asked.values())
    first = program.get("/api/v1/releases/K7Q/1/tables?item=HLP1&breakdown=AGE&limit=2").json()
    assert first["next"] == "/api/v1/releases/K7Q/1/tables?item=HLP1&breakdown=AGE&limit=2&start=2"


def test_indicators_are_those_of_the_file(program: TestClient, engine: Engine, counting_engine: Engine) -> None:
    stored = a_stored_release(engine, counting_engine, 1_000, data=a_survey_with_indicators())
    told = everything(program, "/api/v1/releases/K7Q/1/indicators?limit=4")
    rows = list(indicator_rows(stored.release))
    seen = [(one["variable"], one["category"], one["base"], one["count"], one["percent"]) for one in told]
    assert seen == [(row.variable, row.category, row.base, row.count, row.percent) for row in rows]
    assert sum(row.count is not None for row in rows) > 4
    risks = program.get("/api/v1/releases/K7Q/1/indicators?kind=risk&breakdown=AGE").json()["items"]
    assert risks == [one for one in told if one["category"] == "risk" and one["breakdown"] == "AGE"]


def test_a_list_past_its_end_is_empty_and_has_nothing_that_follows(program: TestClient, stored: Stored) -> None:
    answer = program.get("/api/v1/releases?start=10000000").json()
    assert (answer["items"], answer["total"], answer["next"]) == ([], 1, None)


def test_releases_are_found_by_survey_and_country(program: TestClient, stored: Stored) -> None:
    for query, number in [
        ("survey=WORKED", 1),
        ("survey=OTHER", 0),
        ("country=TH", 1),
        ("country=ID", 0),
        ("country=TH&survey=X", 0),
    ]:
        assert program.get(f"/api/v1/releases?{query}").json()["total"] == number
    assert program.get("/api/v1/waves?country=ID").json()["total"] == 0


def test_who_has_an_answer_already_gets_304_and_another_answer_has_another_tag(program: TestClient, stored: Stored) -> None:
    first = program.get("/api/v1/releases/K7Q/1/tables")
    assert first.headers["cache-control"] == "no-cache"
    again = program.get("/api/v1/releases/K7Q/1/tables", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = program.get("/api/v1/releases/K7Q/1/tables?start=1", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200


def test_a_wave_without_a_release_is_known_to_tokens_for_waves_alone(program: TestClient, engine: Engine, stored: Stored) -> None:
    with writing(engine) as session:
        a_wave(session, code="BIRD")
    seeing = a_token(engine, Scope.WAVES, Scope.RESULTS)
    assert [one["code"] for one in program.get("/api/v1/waves", headers=seeing).json()["items"]] == ["BIRD", "K7Q"]
    bird = program.get("/api/v1/waves/BIRD", headers=seeing).json()
    assert (bird["state"], bird["release"], bird["opened_on"]) == ("draft", None, None)
    assert [one["code"] for one in program.get("/api/v1/waves").json()["items"]] == ["K7Q"]
    assert refusal(program.get("/api/v1/waves/BIRD")) == (404, "unknown-wave")
    assert refusal(program.get("/api/v1/waves/NONE", headers=seeing)) == (404, "unknown-wave")


def test_a_token_reads_what_its_scopes_name(program: TestClient, engine: Engine, stored: Stored) -> None:
    for_waves = a_token(engine, Scope.WAVES)
    assert program.get("/api/v1/waves", headers=for_waves).status_code == 200
    for address in (
        "surveys",
        "surveys/WORKED",
        "releases",
        "releases/K7Q/1",
        "releases/K7Q/1/tables",
        "releases/K7Q/1/indicators",
    ):
        assert refusal(program.get(f"/api/v1/{address}", headers=for_waves)) == (403, "token-scope")


@pytest.mark.parametrize("shown", ["Bearer suara_unknown", "Bearer ", "Basic YTpi", "nonsense", "Bearer suara_" + "A" * 5_000])
def test_what_is_shown_and_not_known_is_refused_rather_than_overlooked(program: TestClient, stored: Stored, shown: str) -> None:
    answer = program.get("/api/v1/releases", headers={"Authorization": shown})
    assert refusal(answer) == (401, "token-not-known")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert shown.removeprefix("Bearer ").strip() not in answer.text or not shown.removeprefix("Bearer ").strip()


def test_a_token_that_was_taken_back_is_refused(program: TestClient, engine: Engine, stored: Stored) -> None:
    token = a_token(engine, Scope.RESULTS)
    assert program.get("/api/v1/releases", headers=token).status_code == 200
    with writing(engine) as session:
        session.exec(select(Token)).one().revoked_on = clock.today()
    assert refusal(program.get("/api/v1/releases", headers=token)) == (401, "token-not-known")


def test_each_token_has_its_own_allowance_and_those_without_share_one(
    program: TestClient, engine: Engine, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guards, "PER_MINUTE", 3)
    guards._allowance.cache_clear()
    token = a_token(engine, Scope.RESULTS)
    try:
        for _ in range(3):
            assert program.get("/api/v1/releases").status_code == 200
            assert program.get("/api/v1/releases", headers=token).status_code == 200
        for who in ({}, token):
            answer = program.get("/api/v1/releases", headers=who)
            assert refusal(answer) == (429, "too-many-requests")
            assert 1 <= int(answer.headers["retry-after"]) <= 60
    finally:
        guards._allowance.cache_clear()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("releases/K7Q/2", (404, "unknown-release")),
        ("releases/none/1", (404, "unknown-release")),
        ("releases/K7Q/1%2F..", (404, "unknown-page")),
        ("releases/K7Q/9999999999999999999999/tables", (404, "unknown-release")),
        ("surveys/NONE", (404, "unknown-survey")),
        ("releases?limit=0", (422, "malformed-request")),
        ("releases?limit=501", (422, "malformed-request")),
        ("releases?start=-1", (422, "malformed-request")),
        ("releases/K7Q/1/tables?status=X", (422, "malformed-request")),
        ("nothing", (404, "unknown-page")),
    ],
)
def test_what_does_not_fit_is_refused_with_a_code(
    program: TestClient, stored: Stored, address: str, expected: tuple[int, str]
) -> None:
    assert refusal(program.get(f"/api/v1/{address}")) == expected


def test_it_can_be_read_only(program: TestClient, stored: Stored) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert refusal(program.request(method, "/api/v1/releases/K7Q/1"))[0] == 405


def test_a_withdrawn_release_is_served_and_says_so_with_the_reason(program: TestClient, engine: Engine, stored: Stored) -> None:
    with writing(engine) as session:
        releases.withdraw(session, "K7Q/1", "The form had a wrong word.")
    for address in ("releases/K7Q/1", "releases"):
        told = program.get(f"/api/v1/{address}").json()
        told = told.get("items", [told])[0]
        assert told["withdrawn_reason"] == "The form had a wrong word."
        assert told["withdrawn_on"]
    assert program.get("/api/v1/releases/K7Q/1/tables").status_code == 200


def test_a_damaged_release_is_in_no_list_and_is_never_served(program: TestClient, owning_engine: Engine, stored: Stored) -> None:
    with writing(owning_engine) as session:
        document = session.exec(select(StoredRelease.document)).one()
        changed = re.sub(rb'"respondents":\d+', b'"respondents":995', document)
        session.connection().execute(update(StoredRelease).values(document=changed))
    for address in ("releases/K7Q/1", "releases/K7Q/1/tables", "releases/K7Q/1/indicators"):
        assert refusal(program.get(f"/api/v1/{address}")) == (404, "release-damaged")
    for address in ("releases", "surveys", "waves"):
        assert program.get(f"/api/v1/{address}").json()["total"] == 0


def test_the_page_for_people_says_every_address_and_parameter(program: TestClient) -> None:
    page = program.get("/api/v1").text
    description = program.get("/api/v1/openapi.json").json()
    for address, asked in description["paths"].items():
        assert f"GET {address}" in page
        for one in asked["get"].get("parameters", ()):
            assert f"<code>{one['name']}</code>" in page
            assert one["description"].replace("`", "") in page
    assert str(guards.PER_MINUTE) in page


def test_the_description_gives_examples_that_are_what_it_describes(program: TestClient) -> None:
    description = json.loads(program.get("/api/v1/openapi.json").text)
    schemas = description["components"]["schemas"]
    for name in ("Survey", "Wave", "Release", "Number", "Problem"):
        assert any("examples" in told for told in schemas[name]["properties"].values()), name
    for asked in description["paths"].values():
        assert set(asked) == {"get"}
        assert {"200", "401", "403", "404", "422", "429"} <= set(asked["get"]["responses"])
