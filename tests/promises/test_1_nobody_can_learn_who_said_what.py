"""Promise 1: no column, table, file or log line holds who answered, from where, with what, or exactly when."""

import logging
import re
import secrets
from datetime import UTC, datetime

import pytest
from sqlalchemy import DateTime, Engine, inspect, text
from starlette.testclient import TestClient

from app import clock
from app.config import settings
from app.database import writing
from app.main import everything
from app.surveys import versions
from app.tables import metadata
from tests.makers import a_form, a_survey, an_open_wave, open_text, single

AGENT = "Telltale/47.11 (a child's phone)"
ADDRESS = "203.0.113.77"
MOMENT = datetime(2026, 6, 1, 13, 47, 11, 470000, tzinfo=UTC)
COLUMNS = {
    "submission": {"wave_id", "id", "version_id", "record", "day"},
    "remark": {"id", "wave_id", "item", "language", "band", "text", "delete_after"},
}
IDENTIFYING = re.compile(
    r"(^|_)(ip|address|agent|device|cookie|fingerprint|referr?er|phone|school|birth|latitude|longitude|nonce)(_|$)"
)


def test_what_a_child_sends_is_kept_in_these_columns_and_no_others(owning_engine: Engine) -> None:
    inspector = inspect(owning_engine)
    for table, expected in COLUMNS.items():
        assert {column["name"] for column in inspector.get_columns(table)} == expected


def test_no_table_has_a_column_that_could_identify_a_child() -> None:
    found = [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if IDENTIFYING.search(column.name)
    ]
    assert not found


def test_nothing_beside_an_answer_is_finer_than_a_day() -> None:
    for table in COLUMNS:
        assert not [column.name for column in metadata.tables[table].columns if isinstance(column.type, DateTime)]


def test_after_a_visit_no_table_and_no_log_line_holds_address_agent_time_or_nonce(
    engine: Engine, counting_engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MOMENT)
    caplog.set_level(logging.DEBUG)
    with writing(engine) as session:
        wave = an_open_wave(session, a_survey(single("Q1"), open_text("T1")), code="TRACE")
        _, version = versions.questionnaire_of(session, wave)
    nonce = secrets.token_hex(16)
    with TestClient(everything(engine, settings()), client=(ADDRESS, 47110), headers={"user-agent": AGENT}) as phone:
        for path in ("/TRACE", "/TRACE/en", "/TRACE/en/2", "/TRACE/en/2/new", "/NOBODY"):
            phone.get(path)
        form = a_form(version, "Q1=2", "T1=hello", nonce=nonce)
        kind = {"content-type": "application/x-www-form-urlencoded"}
        assert phone.post("/TRACE/en/2", content=form, headers=kind, follow_redirects=False).status_code == 303
        assert phone.post("/TRACE/en/2", content=b"broken", headers=kind).status_code == 400
    traces = [ADDRESS, AGENT, "Telltale", nonce, bytes.fromhex(nonce).hex(), "13:47"]
    kept = _everything_stored(counting_engine)
    assert "hello" in kept, "the test must look where answers are"
    assert not [trace for trace in traces if trace in kept]
    assert not [trace for trace in [*traces[:-1], "hello"] if trace in caplog.text]


def _everything_stored(engine: Engine) -> str:
    """Every value of every table a child's visit can reach, as one text; the wave's own times are left out."""
    with engine.connect() as connection:
        tables = [name for name in inspect(engine).get_table_names() if name != "wave"]
        return "\n".join(repr(tuple(row)) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))


def test_children_are_given_no_cookie(engine: Engine) -> None:
    with writing(engine) as session:
        an_open_wave(session, code="CRUMB")
    with TestClient(everything(engine, settings())) as phone:
        for path in ("/CRUMB", "/CRUMB/en", "/CRUMB/en/1", "/CRUMB/en/1/new", "/CRUMB/en/thanks", "/results"):
            assert "set-cookie" not in phone.get(path).headers


def test_the_public_application_has_no_office_route(engine: Engine) -> None:
    from app.main import public

    paths = [getattr(route, "path", "") for route in public(engine).routes]
    assert paths
    assert not [path for path in paths if "office" in path or "sign" in path]
