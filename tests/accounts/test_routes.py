"""The door of the office, as a browser meets it."""

import pytest
from sqlalchemy import Engine

from app.accounts import guards, signing_in
from app.accounts.models import Role
from app.config import settings
from tests.office import HOST, PASSWORD, a_browser, a_desk, an_account, words

SIGN_IN = "/office/sign-in"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    signing_in._limiter().storage.reset()


def test_whoever_sends_a_form_and_is_not_in_any_more_is_led_back_to_its_page(engine: Engine) -> None:
    browser = a_browser(engine)
    for page, wanted in (
        (f"{HOST}/office/waves/REAL/gates", "?next=%2Foffice%2Fwaves%2FREAL%2Fgates"),
        ("", ""),
        ("https://evil.example/results", ""),
    ):
        sent = browser.post("/office/waves/REAL/gates/4", headers={"referer": page} if page else {})
        assert (sent.status_code, sent.headers["location"]) == (303, SIGN_IN + wanted)


def test_whoever_is_not_in_is_asked_to_sign_in_and_led_back(engine: Engine) -> None:
    email = an_account(engine)
    browser = a_browser(engine)
    sent = browser.get("/office/surveys/STARTER?band=2&language=th")
    assert sent.status_code == 303
    assert sent.headers["location"] == SIGN_IN + "?next=%2Foffice%2Fsurveys%2FSTARTER%3Fband%3D2%26language%3Dth"
    page = browser.get(sent.headers["location"])
    assert 'name="next" value="/office/surveys/STARTER?band=2&amp;language=th"' in page.text
    back = browser.post(
        SIGN_IN, data={"email": email, "password": PASSWORD, "next": "/office/surveys/STARTER?band=2&language=th"}
    )
    assert (back.status_code, back.headers["location"]) == (303, "/office/surveys/STARTER?band=2&language=th")
    assert browser.get("/office").status_code == 200


def test_a_form_sent_by_nobody_leads_to_the_door_and_not_back(engine: Engine) -> None:
    sent = a_browser(engine).post("/office/waves/K7/close")
    assert (sent.status_code, sent.headers["location"]) == (303, SIGN_IN)


def test_nobody_is_led_to_another_site(engine: Engine) -> None:
    email = an_account(engine)
    browser = a_browser(engine)
    assert 'value="/office"' in browser.get(SIGN_IN, params={"next": "//evil.example"}).text
    led = browser.post(SIGN_IN, data={"email": email, "password": PASSWORD, "next": "https://evil.example/"})
    assert led.headers["location"] == "/office"


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(engine: Engine) -> None:
    email = an_account(engine)
    browser = a_browser(engine)
    pages = []
    for tried in (email, "nobody@office.test"):
        answer = browser.post(SIGN_IN, data={"email": tried, "password": "not the password"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
        pages.append(answer.text.replace(tried, "EMAIL"))
    assert pages[0] == pages[1]
    assert "This e-mail and password do not fit together." in pages[0]


def test_too_many_tries_are_told_when_to_come_back(engine: Engine) -> None:
    browser = a_browser(engine)
    for _ in range(signing_in.MOST_TRIES):
        browser.post(SIGN_IN, data={"email": "nobody@office.test", "password": "x"})
    answer = browser.post(SIGN_IN, data={"email": "nobody@office.test", "password": "x"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")
    assert "Too many tries" in words(answer.text)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(engine: Engine) -> None:
    email = an_account(engine)
    cookie = a_browser(engine).post(SIGN_IN, data={"email": email, "password": PASSWORD}).headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    attributes = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "suara"
    assert {"httponly", "path=/", "samesite=lax", "max-age=43200"} <= attributes
    assert not any(attribute.startswith("domain") for attribute in attributes)
    assert "secure" not in attributes


def test_under_https_the_cookie_belongs_to_this_host_alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_BASE_URL", "https://suara.example")
    settings.cache_clear()
    email = an_account(engine)
    cookie = a_browser(engine).post(SIGN_IN, data={"email": email, "password": PASSWORD}).headers["set-cookie"]
    assert cookie.startswith("__Host-suara=")
    assert "; Secure" in cookie
    assert guards.cookie_name() == "__Host-suara"


def test_signing_out_ends_it_for_the_cookie_too(engine: Engine) -> None:
    desk = a_desk(engine)
    token = desk.cookies["suara"]
    out = desk.post("/office/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, SIGN_IN)
    assert "suara" not in desk.cookies
    desk.cookies.set("suara", token)
    assert desk.get("/office").status_code == 303


def test_a_sign_in_form_from_another_site_is_refused(engine: Engine) -> None:
    email = an_account(engine)
    answer = a_browser(engine).post(
        SIGN_IN, data={"email": email, "password": PASSWORD}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_larger_form_than_any_of_ours_is_refused(engine: Engine) -> None:
    answer = a_browser(engine).post(SIGN_IN, data={"email": "x" * 1_100_000, "password": "y"})
    assert answer.status_code == 413


def test_the_door_says_where_the_demo_s_passwords_are_only_in_a_demo(engine: Engine) -> None:
    from app.accounts.creating import create_account
    from app.database import writing

    browser = a_browser(engine)
    assert "demo" not in browser.get(SIGN_IN).text
    with writing(engine) as session:
        create_account(session, "demo@office.test", "Demo", Role.OFFICIAL, PASSWORD, demo=True)
    assert "var/demo.json" in browser.get(SIGN_IN).text
