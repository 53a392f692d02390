"""Promise 2: of waves with unmistakable true counts, no page, file, header, command or log line tells a number not released.

Three waves: CANARY is released, BIRD is open, CAGE is closed and waits. What may be seen: the numbers of CANARY's release, and
the exceptions of the promise, participation in whole fifties (a sitting's "about N sent" is never above these counts).
That the database itself keeps submissions from serving processes is tested by trying, in tests/test_rights.py.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.responses import Response
from starlette.testclient import TestClient
from typer.main import get_command

from app import main, typeset
from app.accounts.models import Role
from app.accounts.programs import tokens
from app.answering.intake import Intake
from app.answering.writer import Writer
from app.cli import commands, counter
from app.config import settings
from app.database import reading, writing
from app.publishing.api import guards
from app.publishing.tables import indicator_rows
from app.results import asking, releases
from app.surveys import recordings, versions, waves
from app.surveys.models import Wave
from app.surveys.plan import plan
from app.surveys.questionnaire import Questionnaire, oldest_wording
from tests.cli.conftest import Suara, suara
from tests.makers import a_fit_survey, a_form, a_survey_with_indicators, an_open_wave, an_opus
from tests.office import HOST, PASSWORD, an_account
from tests.promises.crawling import Crawl, Template, Watch, templates, watch
from tests.results.children import counted, sent_to, some_records

CHILDREN = {"CANARY": 7_919, "BIRD": 6_841, "CAGE": 5_923}
LONG_RUNNING = {"run", "serve", "count"}
__all__ = ["suara"]  # a fixture that is asked for by its name
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what tries the crawler itself."""


@dataclass
class House:
    """The waves, and everybody who may look at them."""

    engine: Engine
    public: FastAPI
    office: FastAPI
    watch: Watch
    pool: dict[str, list[str]]
    version: str
    token: str

    @property
    def routes(self) -> list[Template]:
        return templates(self.public, self.office)

    def clients(self) -> Iterator[tuple[str, TestClient]]:
        """Nobody in particular, then somebody of each role."""
        writer = Writer(self.engine, 100)
        application = main.Application(Intake(self.public, self.engine, writer), self.office, writer)
        for role in (None, *Role):
            client = TestClient(application, base_url=HOST, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
            if role is not None:
                answer = client.post("/office/sign-in", data={"email": f"{role.value}@office.test", "password": PASSWORD})
                assert answer.status_code == 303
            yield (role.value if role else "anybody"), client
        application.close()

    def crawl(self, found: Crawl) -> None:
        """Every GET route and every link, as everybody; what is public, as nobody in particular and as one who is signed in, for
        it does not ask who is there."""
        starts = [path for route in self.routes if "GET" in route.methods for path in route.paths(self.pool)]
        strange = ["/results/CANARY/2", "/office/waves/NONE", "/office/nothing", "/CANARY/xx/9", "/CANARY%00", "/results/../x"]
        for who, client in self.clients():
            public = who in {"anybody", Role.OPERATOR.value}
            found.get(who, client, [*starts, *strange], below="/" if public else "/office")
        program = TestClient(self.public, base_url=HOST, headers={"authorization": f"Bearer {self.token}"})
        found.get("a program", program, [path for path in starts if path.startswith("/api/")])

    def press(self, found: Crawl) -> None:
        """Every other route, as everybody, with nothing filled in; and forms for the waves, good, late and broken."""
        others = [(method, path) for route in self.routes for path in route.paths(self.pool) for method in route.methods]
        for who, client in self.clients():
            for method, path in sorted(others, key=lambda other: ("sign-out" in other[1], other)):
                if method not in {"GET", "HEAD"}:
                    found.other(who, client, method, path)
            for code in CHILDREN:
                for content in (a_form(self.version, "HLP1=1"), b"GEN=7", b"x" * 20_000):
                    for accept in ("text/html", "application/problem+json"):
                        headers = {"content-type": "application/x-www-form-urlencoded", "accept": accept}
                        answer = client.post(f"/{code}/en/2", content=content, headers=headers)
                        found.read(who, f"a form to {code}", f"{answer.headers}\n{answer.text}")


def true_counts(questionnaire: Questionnaire, records: list[str]) -> set[int]:
    """Every count that a wave has truly: of all planned groups, each item's base, answers and missing kinds."""
    cube = counted(questionnaire, records)
    found = {len(records)}
    for planned in plan(questionnaire).items:
        for group in planned.groups:
            tally = cube.tally(group)
            found |= {tally.records, tally.base(planned.item), *tally.missing(planned.item).values()}
            for variable in cube.layout.codebook.of_item(planned.item):
                found |= {tally.count(variable.code, category) for category in variable.categories}
    return found


def released_numbers(engine: Engine) -> set[int]:
    """Every number of the release, and the sums of them that the contract asks for."""
    with reading(engine) as session:
        release = releases.by_name(session, "CANARY/1").release
    found = {release.respondents}
    for cell in filter(None, release.cells.values()):
        found |= {cell.base, *(count for counts in cell.counts.values() for count in counts.values())}
    for told in filter(None, release.responses.values()):
        found |= {told.asked, told.answered, told.left, told.dont_know, told.rather_not}
    return found | {row.count for row in indicator_rows(release) if row.count is not None}


def a_wave_of(engine: Engine, code: str, data: dict[str, Any]) -> tuple[Wave, set[int]]:
    with writing(engine) as session:
        wave = an_open_wave(session, data, code=code, grace_days=30 if code == "CAGE" else 0)
        questionnaire, _ = versions.questionnaire_of(session, wave)
    records = some_records(questionnaire, CHILDREN[code], seed=CHILDREN[code])
    sent_to(engine, wave, records, seed=CHILDREN[code])
    return wave, true_counts(questionnaire, records)


@pytest.fixture
def house(engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> House:
    # What is printed is looked through as it goes in: in a PDF it is compressed, and its own numbers are no counts.
    monkeypatch.setattr(typeset, "pdf", lambda _template, data, _day=None: json.dumps(data).encode())
    data, true = a_survey_with_indicators(), set[int]()
    for code in CHILDREN:
        true |= a_wave_of(engine, code, data)[1]
    counter.settle(counting_engine)
    with writing(engine) as session:
        for code in ("CANARY", "CAGE"):
            waves.close(session, waves.by_code(session, code))
        asking.request(session, waves.by_code(session, "CANARY"), "steward@office.test")
        questionnaire, version = versions.questionnaire_of(session, waves.by_code(session, "CANARY"))
        voice = recordings.add(
            session, versions.by_code(session, "WORKED"), "en", oldest_wording(questionnaire.welcome, "en", ("1",)), an_opus()
        )
    assert counter.work(counting_engine)
    for role in Role:
        an_account(engine, role)
    monkeypatch.setattr(guards, "PER_MINUTE", 1_000_000)
    guards._allowance.cache_clear()
    with writing(engine) as session:
        _, token = tokens.make(session, 1, "warehouse", list(tokens.Scope), 30)
    fifties = {number // 50 * 50 for number in CHILDREN.values()}
    pool = {
        "code": [*CHILDREN, "WORKED"],
        "wave": list(CHILDREN),
        "number": ["1"],
        "language": ["en"],
        "band": ["1"],
        "name": [voice.name, "thanks"],
        "typed": ["bird", "nowhere/at/all"],
        "country": ["TH"],
        "account": ["999"],
        "gate": ["1", "9"],
        "asked": [
            "dataflow?references=all&format=xml",
            "structure/dataflow?references=all&format=json",
            "data/DF_CANARY_1?format=xml",
            "data/DF_CANARY_1_INDICATORS?format=csv",
            "data/dataflow/SUARA/DF_CANARY_1?format=json",
            "availableconstraint/DF_CANARY_1?format=xml",
            "availability/dataflow/SUARA/DF_CANARY_1?format=json",
            "data/DF_CAGE_1?format=xml",
            "data/dataflow/SUARA/DF_BIRD_1?format=csv",
        ],
        "version": ["ministry", "companies", "children"],
        "survey": ["WORKED"],
        "indicator": ["I0"],
        "first": ["CANARY-1"],
        "breakdown": ["AGE"],
        "form": ["svg"],
    }
    allowed = released_numbers(engine) | fifties
    return House(engine, main.public(engine), main.office(engine), watch(true, allowed), pool, version, token)


def leaves(command: click.Command, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command there is, with the words that lead to it."""
    if isinstance(command, click.Group) or hasattr(command, "commands"):
        for name, one in command.commands.items():
            yield from leaves(one, (*before, name))
    else:
        yield before, command


VALUES = {
    "survey": ["WORKED"],
    "country": ["TH"],
    "code": list(CHILDREN),
    "wave": list(CHILDREN),
    "name": ["CANARY/1"],
    "email": ["new@office.test"],
    "role": ["steward"],
}
MORE = {"simulate": ("-n", "1"), "purge": ("--signed-off-by", "steward@office.test")}
"""What a command is told beside what it must be told, so that it does its work and not too much of it."""


def invocations(folder: Path) -> Iterator[tuple[str, ...]]:
    """Every command, with each known value for what it must be told; first those that change nothing of a wave."""
    values = {
        **VALUES,
        "file": [str(folder / "survey.json")],
        "to": [str(folder / "out")],
        "poster_file": [str(folder / "poster.pdf")],
        "export-xlsform to": [str(folder / "survey.xlsx")],  # a file, where other commands write into a folder
    }
    for words, command in leaves(get_command(commands())):  # type: ignore[arg-type]
        if words[0] in LONG_RUNNING:
            continue
        made: list[tuple[str, ...]] = [words]
        for parameter in command.params:
            if parameter.required:
                own = f"{words[-1]} {parameter.name}"
                known = own if own in values else parameter.name
                assert known in values, f"Say in VALUES what `suara {' '.join(words)}` takes as {parameter.name}."
                option = () if parameter.param_type_name == "argument" else (parameter.opts[0],)
                made = [(*one, *option, value) for one in made for value in values[known]]
        for one in made:
            yield (*one, *MORE.get(words[-1], ()))


def test_no_route_tells_anybody_an_unreleased_number(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx2")  # the crawler itself
    found = Crawl(house.watch)
    house.crawl(found)
    house.press(found)
    house.crawl(found)
    found.read("the log", "the log", caplog.text)
    assert found.leaks == []
    assert found.missed(house.routes) == []
    assert found.asked > 500


def test_no_command_file_or_log_line_tells_an_unreleased_number(
    house: House, suara: Suara, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx2")  # the crawler itself
    (tmp_path / "survey.json").write_text(json.dumps(a_fit_survey()))
    found = Crawl(house.watch)
    ran = 0
    for arguments in sorted(invocations(tmp_path), key=lambda one: one[0] in {"purge", "wave"}):
        for as_json in ((), ("--json",)):
            said = suara(*arguments, *as_json)
            assert said.exit in {0, 1}, f"{arguments}: {said.err}"
            found.read("an operator", " ".join(arguments), f"{said.out}\n{said.err}")
            ran += 1
    files = [file for folder in (tmp_path / "out", settings().var) for file in folder.rglob("*") if file.is_file()]
    readable = [file for file in files if file.suffix in {".csv", ".json", ".txt"}]
    for file in readable:
        found.read("an operator", str(file.name), file.read_text())
    found.read("the log", "the log", caplog.text)
    assert found.leaks == []
    assert ran > 50
    assert {file.name for file in readable} >= {"tables.csv", "response.csv", "indicators.csv", "purge-CANARY.json"}


PLANTED = {
    "a number in a page": lambda: Response("<p>7919 children answered.</p>", media_type="text/html"),
    "with separators": lambda: Response('{"sent": "7,919"}', media_type="application/json"),
    "in Thai digits": lambda: Response("๗๙๑๙", media_type="text/plain"),
    "in Arabic digits and separators": lambda: Response("٧٬٩١٩", media_type="text/plain"),
    "in a header": lambda: Response("", headers={"X-Total-Count": "7919"}),
    "on an error page": lambda: Response("Only 7919 found.", status_code=404),
    "rounded by itself": lambda: Response("about 7912", media_type="text/plain"),
    "of an open wave": lambda: Response("6841", media_type="text/plain"),
    "behind a cookie": lambda: Response("", headers={"Set-Cookie": "seen=5923; path=/"}),
}


@on_one_database
@pytest.mark.parametrize("planted", PLANTED)
def test_a_leak_in_any_new_route_is_found(planted: str, engine: Engine) -> None:
    """The crawl can fail: a route that is there for this test alone, in no list of paths, tells one number."""
    public, office = FastAPI(openapi_url=None), FastAPI(openapi_url=None)
    office.add_api_route("/office/throw-away/{thing}/", PLANTED[planted], methods=["GET"])
    house = House(engine, public, office, watch(CHILDREN.values(), {7_900, 7_915, 7_920}), {"thing": ["one"]}, "", "")
    found = Crawl(house.watch)
    client = TestClient(office, base_url=HOST)
    found.get("anybody", client, [path for route in house.routes for path in route.paths(house.pool)])
    assert found.leaks


@on_one_database
def test_a_leak_behind_a_link_is_found_and_a_route_nobody_reaches_is_named(engine: Engine) -> None:
    office = FastAPI(openapi_url=None)
    office.add_api_route(
        "/office/list", lambda: Response('<a href="deep?of=1">more</a>', media_type="text/html"), methods=["GET"]
    )
    office.add_api_route("/office/{depth}", lambda of: Response("7919"), methods=["GET"])
    office.add_api_route("/office/{depth}/{further}", lambda: Response("", status_code=403), methods=["GET"])
    found = Crawl(watch(CHILDREN.values(), ()))
    found.get("anybody", TestClient(office, base_url=HOST), ["/office/list"])
    assert found.leaks == ["anybody reads 7919 at GET /office/deep?of=1"] * 2
    assert found.missed(templates(office)) == ["/office/{depth}/{further}"]


def test_released_numbers_and_whole_fifties_are_no_leaks() -> None:
    seen = watch(CHILDREN.values(), {7_900, 7_920})
    assert seen.leaks("About 7,920 children; at least 7,900; digest 7919ab; 2026-06-01; 07919x") == []
    for written in ("7,921", "7919", "n=7911,", "7919.0", "[7927]", "X-7919-y", "６８４１"):
        assert seen.leaks(written), written
