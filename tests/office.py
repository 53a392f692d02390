"""A desk in the office: the office's application with somebody signed in, as the tests of its pages start from."""

import re
from typing import Any

from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.creating import create_account
from app.accounts.models import Role
from app.database import writing
from app.main import office

HOST = "http://office.test"
PASSWORD = "four unrelated words make one"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def a_browser(engine: Engine, **more: Any) -> TestClient:
    """The office as a browser meets it: forms come from its own pages, redirects are looked at and not followed."""
    return TestClient(office(engine), base_url=HOST, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False, **more)


def an_account(engine: Engine, role: Role = Role.FACILITATOR, email: str | None = None, name: str = "Ana") -> str:
    """Somebody with the common password: their e-mail."""
    email = email or f"{role.value}@office.test"
    with writing(engine) as session:
        create_account(session, email, name, role, PASSWORD)
    return email


def a_desk(engine: Engine, role: Role = Role.FACILITATOR) -> TestClient:
    """A browser in which somebody of that role has signed in."""
    browser = a_browser(engine)
    answer = browser.post("/office/sign-in", data={"email": an_account(engine, role), "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return browser


def words(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())
