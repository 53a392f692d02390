"""`suara purge`: answers, due remarks and secret are gone for good, and nothing else is; every careful refusal comes first."""

import json
import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from app import clock
from app.accounts.models import Role
from app.answering.intake import Intake
from app.answering.sealed import public_key
from app.cli import counter
from app.config import settings
from app.database import reading, writing
from app.main import everything
from app.results import asking, participation, releases
from app.surveys import versions, waves
from app.surveys.models import Wave
from tests.answering.sealing import a_sealed_form
from tests.cli.conftest import Suara
from tests.makers import a_form
from tests.office import PASSWORD, a_desk, an_account, words
from tests.results.children import a_closed_wave, a_stored_release, some_records

STEWARD = "steward@office.test"
SIGNED = ("--signed-off-by", STEWARD, "--json")


@pytest.fixture
def released(suara: Suara, engine: Engine, counting_engine: Engine) -> str:
    """A released wave with its participation, and a steward."""
    stored = a_stored_release(engine, counting_engine, 130)
    an_account(engine, Role.STEWARD)
    counter.settle(counting_engine)
    return stored.wave


def wave(engine: Engine, code: str) -> Wave:
    with reading(engine) as session:
        return waves.by_code(session, code)


def number(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def refused(suara: Suara, *arguments: str) -> str:
    said = suara("purge", *arguments)
    assert said.exit == 1, said.out
    return str(json.loads(said.out)["refused"][0]["code"])


def a_remark(engine: Engine, code: str, after: int) -> None:
    day = clock.today() + timedelta(days=after)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO remark (id, wave_id, item, language, band, text, delete_after)"
                " VALUES (:id, :wave, 'T1', 'en', '1', 'a remark', :day)"
            ),
            {"id": secrets.token_bytes(16), "wave": wave(engine, code).id, "day": day.isoformat()},
        )


def test_the_answers_and_the_secret_are_gone_and_the_release_stands(
    suara: Suara, engine: Engine, counting_engine: Engine, released: str, tmp_path: Path
) -> None:
    before = Path(tmp_path / "before")
    suara("export", f"{released}/1", "--to", str(before))
    said = suara("purge", released, *SIGNED, "--to", str(tmp_path / "out"))
    assert said.exit == 0, said.err
    assert (number(counting_engine, "submission"), wave(engine, released).secret) == (0, None)
    assert said.document["destroyed"] == {"submissions_in_fifties": 100, "remarks_in_fifties": 0, "secret": True}
    assert said.document["forgotten"] is True
    assert not re.search(r"(?<![0-9a-f])130(?![0-9a-f])", said.out)
    suara("export", f"{released}/1", "--to", str(tmp_path / "after"))
    for file in before.iterdir():
        assert (tmp_path / "after" / file.name).read_bytes() == file.read_bytes()


def test_the_certificate_names_what_went_when_by_whom_and_for_which_release(
    suara: Suara, engine: Engine, released: str, tmp_path: Path
) -> None:
    suara("purge", released, *SIGNED, "--to", str(tmp_path / "out"))
    certificate = json.loads((tmp_path / "out" / f"purge-{released}.json").read_bytes())
    with reading(engine) as session:
        stored = releases.by_name(session, f"{released}/1")
    assert certificate["release_digest"] == stored.digest
    assert certificate["release_chain"] == stored.chain
    assert (certificate["day"], certificate["signed_off_by"]) == (str(clock.today()), STEWARD)
    readable = (tmp_path / "out" / f"purge-{released}.txt").read_text()
    assert "at least 100 children (in whole fifties)" in readable
    assert stored.digest in readable
    assert "Practice: not a real survey." in readable


def test_verify_audit_and_the_office_know_of_it(suara: Suara, engine: Engine, counting_engine: Engine, released: str) -> None:
    suara("purge", released, *SIGNED)
    assert suara("verify", "--json").document == {"ok": True, "releases": 1, "problems": [], "purged": [released]}
    audit = suara("audit", f"{released}/1", "--json").document
    assert (audit["ok"], audit["details"]["with_truth"]) == (True, False)
    page = words(a_desk(engine, Role.FACILITATOR).get(f"/office/waves/{released}").text)
    assert f"Answers destroyed {clock.today()}, signed off by {STEWARD}" in page
    with counting_engine.begin() as connection:
        connection.execute(text("UPDATE purge SET digest = 'x'"))
    said = suara("verify", "--json")
    assert (said.exit, said.document["ok"]) == (1, False)


def test_a_secret_that_comes_back_is_noticed(suara: Suara, owning_engine: Engine, released: str) -> None:
    suara("purge", released, *SIGNED)
    with owning_engine.begin() as connection:
        connection.execute(text("UPDATE wave SET secret = :secret"), {"secret": bytes(32)})
    assert suara("verify", "--json").document["ok"] is False


def test_settling_afterwards_leaves_participation_as_it_was(
    suara: Suara, engine: Engine, counting_engine: Engine, released: str
) -> None:
    suara("purge", released, *SIGNED)
    counter.settle(counting_engine)
    with reading(engine) as session:
        assert participation.shown(session, wave(engine, released).id or 0) == 100


def test_late_forms_are_too_late_and_pages_still_say_closed(suara: Suara, engine: Engine, released: str) -> None:
    secret = wave(engine, released).secret
    assert secret is not None
    with reading(engine) as session:
        _, version = versions.questionnaire_of(session, waves.by_code(session, released))
    form = a_form(version, "HLP1=1")
    sealed = a_sealed_form(public_key(secret), released, form)
    suara("purge", released, *SIGNED)
    application = everything(engine, settings())
    client = TestClient(application, base_url="http://children.test")
    closed = client.get(f"/{released}")
    late = client.post(f"/{released}", content=sealed, headers={"content-type": "application/octet-stream"})
    plain = client.post(
        f"/{released}/en/1",
        content=form,
        headers={"content-type": "application/x-www-form-urlencoded", "accept": "application/problem+json"},
    )
    application.close()
    assert closed.status_code in {200, 409, 410}
    assert "closed" in words(closed.text).lower() or "over" in words(closed.text).lower()
    assert [(one.status_code, one.json()["code"]) for one in (late, plain)] == [(409, "too-late")] * 2


def test_a_process_that_remembers_the_secret_takes_nothing_in_either(suara: Suara, engine: Engine, released: str) -> None:
    secret = wave(engine, released).secret
    assert secret is not None
    with reading(engine) as session:
        _, version = versions.questionnaire_of(session, waves.by_code(session, released))
    sealed = a_sealed_form(public_key(secret), released, a_form(version, "HLP1=1"))
    application = everything(engine, settings())
    client = TestClient(application, base_url="http://children.test")
    answers = []
    for _ in range(2):
        answers.append(client.post(f"/{released}", content=sealed, headers={"content-type": "application/octet-stream"}))
        suara("purge", released, *SIGNED)
    application.close()
    assert [one.json()["code"] for one in answers] == ["too-late", "too-late"]
    intake = application._public
    assert isinstance(intake, Intake)
    assert (intake._secrets, intake._fields) == ({}, {})  # and nothing that is asked once more is remembered longer than that


def test_remarks_go_when_they_are_due_and_not_before(
    suara: Suara, engine: Engine, counting_engine: Engine, released: str
) -> None:
    for after in (-7, 0, 7, 14):
        a_remark(engine, released, after)
    said = suara("purge", released, *SIGNED).document
    assert number(counting_engine, "remark") == 2
    assert said["remarks_kept_until"] == str(clock.today() + timedelta(days=14))


def test_another_waves_answers_stay(suara: Suara, engine: Engine, counting_engine: Engine, released: str) -> None:
    a_closed_wave(engine, 60, code="OTHER")
    a_remark(engine, "OTHER", -7)
    suara("purge", released, *SIGNED)
    assert (number(counting_engine, "submission"), number(counting_engine, "remark")) == (60, 1)
    assert wave(engine, "OTHER").secret is not None


def test_run_again_it_only_writes_the_certificate_again(suara: Suara, engine: Engine, released: str, tmp_path: Path) -> None:
    first = suara("purge", released, *SIGNED, "--to", str(tmp_path / "one")).document
    again = suara("purge", released, "--to", str(tmp_path / "two"), "--json").document
    assert again == first
    name = f"purge-{released}.json"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_goes_before_the_release(suara: Suara, engine: Engine, counting_engine: Engine) -> None:
    an_account(engine, Role.STEWARD)
    a_closed_wave(engine, 60, code="OTHER")
    assert refused(suara, "OTHER", *SIGNED) == "not-released"
    assert refused(suara, "NONE", *SIGNED) == "unknown-wave"
    with writing(engine) as session:
        waves.create(session, "WORKED", "TH", practice=True, code="DRAFT")
    assert refused(suara, "DRAFT", *SIGNED) == "wave-not-closed"
    with writing(engine) as session:
        waves.by_code(session, "OTHER").grace_days = 3
    assert refused(suara, "OTHER", *SIGNED) == "grace-not-over"
    assert number(counting_engine, "submission") == 60


class Terminal:
    """A terminal at which somebody types these lines."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)

    def isatty(self) -> bool:
        return True

    def prompt(self, *_: object, **__: object) -> str:
        return self.lines.pop(0)


@pytest.mark.parametrize(
    ("password", "typed", "exit_code", "left"), [(PASSWORD, "K7Q", 0, 0), (PASSWORD, "yes", 1, 130), ("guessed", "K7Q", 1, 130)]
)
def test_at_a_terminal_the_steward_signs_in_and_types_the_code(
    suara: Suara,
    counting_engine: Engine,
    released: str,
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    typed: str,
    exit_code: int,
    left: int,
) -> None:
    terminal = Terminal(STEWARD, password, typed)
    monkeypatch.setattr("app.cli.purging.sys.stdin", terminal)
    monkeypatch.setattr("app.cli.purging.typer.prompt", terminal.prompt)
    assert suara("purge", released).exit == exit_code
    assert number(counting_engine, "submission") == left


def test_a_steward_signs_off_and_nobody_else(suara: Suara, engine: Engine, counting_engine: Engine, released: str) -> None:
    an_account(engine, Role.OPERATOR)
    assert refused(suara, released, "--signed-off-by", "operator@office.test", "--json") == "not-a-steward"
    assert refused(suara, released, "--signed-off-by", "nobody@office.test", "--json") == "not-a-steward"
    assert refused(suara, released, "--json") == "sign-off-missing"
    assert number(counting_engine, "submission") == 130


def test_a_wave_too_small_to_be_published_can_be_let_go_of_with_a_reason(
    suara: Suara, engine: Engine, counting_engine: Engine, tmp_path: Path
) -> None:
    a_closed_wave(engine, 9, code="FEW")
    an_account(engine, Role.STEWARD)
    assert refused(suara, "FEW", *SIGNED, "--although-unreleased", "Too few children came.") == "not-released"
    with writing(engine) as session:
        asking.request(session, waves.by_code(session, "FEW"), STEWARD)
    assert counter.work(counting_engine)
    assert refused(suara, "FEW", *SIGNED) == "release-refused"
    assert number(counting_engine, "submission") == 9
    said = suara("purge", "FEW", *SIGNED, "--although-unreleased", "Too few children came.", "--to", str(tmp_path))
    assert said.exit == 0, said.err
    certificate = json.loads(said.out)
    assert (certificate["release"], certificate["although_unreleased"]) == (None, "Too few children came.")
    assert certificate["destroyed"]["submissions_in_fifties"] == 0
    assert "Published:       nothing. Why" in (tmp_path / "purge-FEW.txt").read_text()
    assert number(counting_engine, "submission") == 0
    assert wave(engine, "FEW").secret is None
    assert suara("verify").exit == 0


def test_a_withdrawn_wave_is_kept_unless_it_is_said_why_not(
    suara: Suara, engine: Engine, counting_engine: Engine, released: str
) -> None:
    with writing(engine) as session:
        releases.withdraw(session, f"{released}/1", "The wrong wave was closed.")
    assert refused(suara, released, *SIGNED) == "release-withdrawn"
    assert number(counting_engine, "submission") == 130
    said = suara("purge", released, *SIGNED, "--although-withdrawn", "The board decided so.")
    assert said.document["although_withdrawn"] == "The board decided so."


def test_a_withdrawal_without_a_reason_is_cleared_up_first(suara: Suara, engine: Engine, released: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET withdrawn_on = '2026-06-01'"))
    assert refused(suara, released, *SIGNED, "--although-withdrawn", "Because.") == "withdrawn-without-reason"


def test_answers_are_kept_while_the_releases_do_not_verify(
    suara: Suara, owning_engine: Engine, counting_engine: Engine, released: str
) -> None:
    with owning_engine.begin() as connection:
        connection.execute(text("UPDATE release SET digest = :digest"), {"digest": "0" * 64})
    assert refused(suara, released, *SIGNED) == "releases-broken"
    assert number(counting_engine, "submission") == 130


def test_a_folder_that_cannot_be_made_is_noticed_first(
    suara: Suara, counting_engine: Engine, released: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert refused(suara, released, *SIGNED, "--to", str(tmp_path / "file")) == "folder-unwritable"
    assert number(counting_engine, "submission") == 130


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_file_of_sqlite_remembers_a_record_or_the_secret(suara: Suara, engine: Engine, released: str) -> None:
    found = wave(engine, released)
    assert found.secret is not None
    with reading(engine) as session:
        questionnaire, _ = versions.questionnaire_of(session, waves.by_code(session, released))
    records = {record.encode() for record in some_records(questionnaire, 130)}
    database = Path(str(engine.url.database))
    files = [database, database.with_name(database.name + "-wal")]

    def held() -> bool:
        content = b"".join(file.read_bytes() for file in files if file.exists())
        return found.secret in content or any(record in content for record in records)  # type: ignore[operator]

    assert held()
    suara("purge", released, *SIGNED)
    assert not held()
