"""Accounts in the office: one's own password, making and disabling accounts."""

import re

import pytest
from sqlalchemy import Engine

from app.accounts import acts, keeping
from app.accounts.models import Role
from app.database import reading, writing
from app.errors import Conflict, NotFound
from tests.office import PASSWORD, a_browser, a_desk, an_account, words

NEW = "four other words make another"


def signs_in(engine: Engine, email: str, password: str) -> bool:
    return a_browser(engine).post("/office/sign-in", data={"email": email, "password": password}).status_code == 303


def test_somebody_changes_the_own_password_and_is_out_everywhere_else(engine: Engine) -> None:
    here, email = a_desk(engine), "facilitator@office.test"
    elsewhere = a_browser(engine)
    elsewhere.post("/office/sign-in", data={"email": email, "password": PASSWORD})
    changed = here.post("/office/me", data={"old": PASSWORD, "new": NEW, "again": NEW})
    assert "Your password is changed" in words(changed.text)
    assert here.get("/office/me").status_code == 200
    assert elsewhere.get("/office/me").status_code == 303
    assert signs_in(engine, email, NEW)
    assert not signs_in(engine, email, PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("not it", NEW, NEW, "not your password of now"),
        (PASSWORD, NEW, NEW + "!", "not typed the same twice"),
        (PASSWORD, "short", "short", "12 to 200 characters"),
    ],
)
def test_a_password_that_does_not_fit_is_not_changed(engine: Engine, old: str, new: str, again: str, said: str) -> None:
    desk = a_desk(engine)
    refused = desk.post("/office/me", data={"old": old, "new": new, "again": again})
    assert refused.status_code in {400, 403}
    assert said in words(refused.text)
    assert signs_in(engine, "facilitator@office.test", PASSWORD)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.OPERATOR])
def test_an_account_is_made_with_a_password_that_is_shown_once(engine: Engine, role: Role) -> None:
    desk = a_desk(engine, role)
    made = desk.post("/office/accounts", data={"name": "Emma", "email": "Emma@Office.test", "role": "reviewer"})
    shown = re.search(r"<code>([\w-]{20})</code>", made.text)
    assert shown
    assert signs_in(engine, "emma@office.test", shown[1])
    assert shown[1] not in desk.get("/office/accounts").text
    with reading(engine) as session:
        newest = acts.newest(session)[0]
        assert (newest.by, newest.what, newest.about) == (
            f"{role.value}@office.test",
            "account-created",
            "emma@office.test as reviewer",
        )


def test_an_account_that_does_not_fit_is_refused_with_what_was_typed(engine: Engine) -> None:
    desk = a_desk(engine, Role.OPERATOR)
    for form, said in (
        ({"name": "Emma", "email": "nowhere", "role": "reviewer"}, "is not an e-mail address"),
        ({"name": "Emma", "email": "operator@office.test", "role": "reviewer"}, "has an account already"),
    ):
        refused = desk.post("/office/accounts", data=form)
        assert said in words(refused.text)
        assert 'value="Emma"' in refused.text


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(engine: Engine) -> None:
    email = an_account(engine)
    somebody = a_browser(engine)
    somebody.post("/office/sign-in", data={"email": email, "password": PASSWORD})
    desk = a_desk(engine, Role.OPERATOR)
    with reading(engine) as session:
        found = keeping.by_email(session, email).id
    assert desk.post(f"/office/accounts/{found}/disable").status_code == 303
    assert somebody.get("/office").status_code == 303
    assert not signs_in(engine, email, PASSWORD)
    assert "disabled on" in words(desk.get("/office/accounts").text)
    assert desk.post(f"/office/accounts/{found}/disable").status_code == 409


def test_nobody_disables_the_own_account_or_one_that_is_not_there(engine: Engine) -> None:
    email = an_account(engine, Role.OPERATOR)
    with writing(engine) as session:
        own = keeping.by_email(session, email).id
        assert own is not None
        with pytest.raises(Conflict, match="own account"):
            keeping.disable(session, own, by=own)
        with pytest.raises(NotFound):
            keeping.disable(session, 999, by=own)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.REVIEWER, Role.OFFICIAL])
def test_accounts_are_kept_by_steward_and_operator_alone(engine: Engine, role: Role) -> None:
    desk = a_desk(engine, role)
    assert desk.get("/office/accounts").status_code == 403
    assert desk.post("/office/accounts", data={"name": "E", "email": "e@x.test", "role": "steward"}).status_code == 403
    assert desk.post("/office/accounts/1/disable").status_code == 403
    assert 'href="/office/accounts"' not in desk.get("/office").text
