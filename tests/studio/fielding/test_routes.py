"""The pages of fielding, as a browser without script meets them: who may record, what is refused, what is logged."""

import re

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app import clock
from app.accounts import acts
from app.accounts.models import Role
from app.config import settings
from app.database import reading, writing
from app.main import everything
from app.studio.opening import open_wave
from app.surveys import contacts, versions, waves
from app.surveys.evidence import Evidence
from app.surveys.models import Wave
from app.surveys.starter import starter
from tests.office import a_desk, words

GATES = "/office/waves/REAL/gates"


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """The starter survey with an open practice wave TRY and a real one, REAL, in draft."""
    with writing(engine) as session:
        code = versions.save_sound(session, starter()).document.code
        open_wave(session, waves.create(session, code, "TH", practice=True, code="TRY"), clock.today())
        waves.create(session, code, "TH", practice=False, code="REAL", evidence=Evidence(languages=("en", "th")))
    return engine


@pytest.fixture
def desk(filled: Engine) -> TestClient:
    return a_desk(filled)


def wave(engine: Engine, code: str = "REAL") -> Wave:
    with reading(engine) as session:
        return waves.by_code(session, code)


def logged(engine: Engine, code: str = "REAL") -> list[str]:
    with reading(engine) as session:
        return [act.what for act in acts.of_wave(session, code)]


def test_what_is_recorded_stands_at_its_gate_with_who_recorded_it(desk: TestClient, filled: Engine) -> None:
    saved = desk.post(f"{GATES}/2", data={"audience": "  Ministry <b>of</b> Education "})
    assert (saved.status_code, saved.headers["location"]) == (303, f"{GATES}#gate-2")
    assert wave(filled).evidence.audience == "Ministry <b>of</b> Education"
    page = desk.get(GATES).text
    assert "Ministry &lt;b&gt;of&lt;/b&gt; Education" in page
    assert "Last recorded by facilitator@office.test" in words(page)
    assert logged(filled) == ["evidence"]
    desk.post(f"{GATES}/2", data={"audience": " "})
    assert wave(filled).evidence.audience is None


@pytest.mark.parametrize(
    ("gate", "form", "said"),
    [
        (3, {"closes_on": "31.3.2027"}, "year-month-day"),
        (4, {"reference": "ERB-7"}, "every field of the entry"),
        (4, {"reference": "ERB-7", "kind": "magic", "expires_on": "2027-01-01"}, "does not fit (kind)"),
        (5, {"model": "magic"}, "does not fit (model)"),
        (2, {"audience": "x" * 1_001}, "At most 1000 characters"),
        (2, {"audience": "a \u202e b"}, "does not fit (audience)"),
        (9, {"band": "1", "language": "en", "children": "five", "held_on": "2026-01-01", "changes": "none"}, "whole number"),
        (9, {"band": "x", "language": "en", "children": "5", "held_on": "2026-01-01", "changes": "none"}, "does not fit (band)"),
        (9, {}, "Fill in how many children"),
        (12, {"facilitator": "Ana"}, "every field of the entry"),
        (7, {"audience": "x"}, "Nothing is filled in"),
        (8, {"recorded_audio": "en", "language": "en", "translator": "Dao", "reviewer": "Emma"}, "Nothing is filled in"),
        (99, {}, "Nothing is filled in"),
        (12, {"remove": "0"}, "no such entry"),
    ],
)
def test_what_does_not_fit_is_said_at_its_gate_and_nothing_is_saved(
    desk: TestClient, filled: Engine, gate: int, form: dict[str, str], said: str
) -> None:
    before = wave(filled).evidence
    refused = desk.post(f"{GATES}/{gate}", data=form)
    assert refused.status_code == 400
    if gate != 99:
        assert said in words(refused.text)
    if "facilitator" in form:
        assert 'value="Ana"' in refused.text
    assert wave(filled).evidence == before
    assert logged(filled) == []


def test_a_gate_whose_work_is_done_elsewhere_leads_there(desk: TestClient) -> None:
    page = desk.get(GATES).text
    there = {
        7: ["/office/services/TH"],
        8: [f"/office/surveys/STARTER/{one}" for one in ("languages", "voices/en", "voices/th")],
        10: ["/office/surveys/STARTER"],
        13: ["/office/surveys/STARTER"],
    }
    for gate, addresses in there.items():
        card = page.partition(f'id="gate-{gate}"')[2].partition('<li class="card gate')[0]
        for address in addresses:
            assert f'href="{address}"' in card, (gate, address)
            assert desk.get(address).status_code == 200
    desk.post("/office/surveys/STARTER/draft")
    assert 'href="/office/drafts/STARTER/preview"' in desk.get(GATES).text
    assert 'id="g8-' not in page


def test_an_entry_of_a_list_is_added_and_taken_back(desk: TestClient, filled: Engine) -> None:
    for name in ("Ana", "Budi"):
        desk.post(f"{GATES}/12", data={"facilitator": name, "accepted_on": "2026-01-01"})
    desk.post(f"{GATES}/12", data={"remove": "0"})
    assert [one.facilitator for one in wave(filled).evidence.trainings] == ["Budi"]


def test_a_gate_has_somebody_who_sees_to_it_and_is_overdue_when_the_day_is_over(desk: TestClient, filled: Engine) -> None:
    desk.post(f"{GATES}/2/charge", data={"owner": "Chai", "due": "2026-01-01"})
    assert "Chai sees to it by 2026-01-01 Overdue" in words(desk.get(GATES).text)
    assert desk.post(f"{GATES}/2/charge", data={"owner": "Chai", "due": "soon"}).status_code == 400
    desk.post(f"{GATES}/2/charge", data={"owner": ""})
    assert wave(filled).evidence.charges == ()
    assert logged(filled) == ["charge", "charge"]


def test_a_wave_is_held_in_some_languages_which_are_all_that_children_are_offered(desk: TestClient, filled: Engine) -> None:
    form = {"country": "TH", "languages": ["th", "en"], "opens_on": "2027-01-01", "closes_on": "2027-02-01"}
    form |= {"expected_children": "400", "channels": "Twelve schools", "grace_days": "3"}
    assert desk.post("/office/waves/REAL/edit", data=form).status_code == 303
    found = wave(filled)
    assert (found.evidence.languages, found.grace_days, found.evidence.expected_children) == (("th", "en"), 3, 400)
    page = words(desk.get("/office/waves/REAL").text)
    for told in ("English, Thai", "2027-01-01 to 2027-02-01", "Twelve schools", "400 children", "What would have to be hidden"):
        assert told in page
    with writing(filled) as session:
        code = waves.create(session, "STARTER", "TH", practice=True, code="FEW", evidence=found.evidence)
        open_wave(session, code, clock.today())
    with TestClient(everything(filled, settings())) as phone:
        asked = phone.get("/FEW", headers={"accept-language": "km"}).text
        assert 'href="/FEW/th"' in asked
        assert 'href="/FEW/km"' not in asked
        assert phone.get("/FEW/km", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"opens_on": "2027-02-01", "closes_on": "2027-01-01"}, "before the opening day"),
        ({"languages": ["zz"]}, "not there in zz"),
        ({"expected_children": "0"}, "does not fit (expected children)"),
        ({"grace_days": "999"}, "Grace is 0 to 60 days"),
        ({"country": "XX"}, "Use one of the countries"),
    ],
)
def test_a_wave_cannot_be_held_in_a_way_that_does_not_fit(
    desk: TestClient, filled: Engine, form: dict[str, str | list[str]], said: str
) -> None:
    refused = desk.post("/office/waves/REAL/edit", data={"country": "TH", "channels": "Radio", **form})
    assert refused.status_code == 400
    assert said in words(refused.text)
    assert "Radio" in refused.text
    assert wave(filled).evidence.channels is None


def test_how_an_open_wave_is_held_is_settled(desk: TestClient) -> None:
    refused = desk.post("/office/waves/TRY/edit", data={"country": "VN"})
    assert refused.status_code == 409
    assert "settled" in words(refused.text)


def test_a_service_that_is_added_is_on_the_childs_page_at_once(desk: TestClient, filled: Engine) -> None:
    with writing(filled) as session:
        open_wave(session, waves.create(session, "STARTER", "MM", practice=True, code="HERE"), clock.today())
    with TestClient(everything(filled, settings())) as phone:
        assert "We do not know a phone number" in phone.get("/HERE/en").text
        form = {"name": "Line for children", "number": "12 34 56", "days": "always", "free": "yes", "anonymous": "no"}
        form |= {"spoken": "my, en", "source": "letter 12", "more": "sms"}
        assert desk.post("/office/services/MM", data=form).status_code == 303
        for page in ("/HERE/en", "/HERE/en/1", "/HERE/en/1/new", "/HERE/en/no"):
            assert 'href="tel:123456"' in phone.get(page).text
            assert "They will ask who you are" in phone.get(page).text
        with writing(filled) as session:
            waves.pause(session, waves.by_code(session, "HERE"))
        assert 'href="tel:123456"' in phone.get("/HERE/en").text
        assert desk.post("/office/services/MM/remove", data={"code": "MM-123456"}).status_code == 303
        assert "tel:123456" not in phone.get("/HERE/en").text


@pytest.mark.parametrize(
    "form",
    [{}, {"name": "X", "number": "call us", "source": "y"}, {"name": "X", "number": "123", "days": "always", "opens": "9"}],
)
def test_a_service_that_does_not_fit_is_not_added(desk: TestClient, filled: Engine, form: dict[str, str]) -> None:
    refused = desk.post("/office/services/MM", data=form)
    assert refused.status_code == 400
    assert 'role="alert"' in refused.text
    with reading(filled) as session:
        assert contacts.of_country(session, "MM") == ()


def test_completing_a_service_keeps_what_the_form_does_not_ask_for(desk: TestClient, filled: Engine) -> None:
    with reading(filled) as session:
        before = contacts.one(session, "VN-111")
    form = {"code": "VN-111", "name": "Tổng đài 111", "free": "yes", "anonymous": "yes", "spoken": "vi", "more": ["app"]}
    assert desk.post("/office/services/VN", data={**form, "days": "always"}).status_code == 303
    with reading(filled) as session:
        after = contacts.one(session, "VN-111")
    assert (after.number, after.source, after.anonymous) == (before.number, before.source, True)
    assert {one.by for one in before.channels} <= {one.by for one in after.channels}


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.OPERATOR])
def test_reviewer_and_operator_read_and_record_nothing(filled: Engine, role: Role) -> None:
    browser = a_desk(filled, role)
    for page in (GATES, "/office/services/TH", "/office/waves/REAL/log", "/office/surveys/STARTER/log"):
        assert browser.get(page).status_code == 200
        assert f'action="{GATES}/' not in browser.get(page).text
    for act in (
        f"{GATES}/2",
        f"{GATES}/2/charge",
        "/office/waves/REAL/edit",
        "/office/services/TH",
        "/office/services/TH/remove",
    ):
        assert browser.post(act, data={"country": "TH", "code": "TH-1387"}).status_code == 403


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.STEWARD, Role.OFFICIAL, Role.OPERATOR])
def test_only_a_reviewer_approves(filled: Engine, role: Role) -> None:
    assert a_desk(filled, role).post("/office/waves/REAL/approve").status_code == 403


def test_a_reviewer_is_told_what_is_missing_before_anything_can_be_approved(filled: Engine) -> None:
    reviewer = a_desk(filled, Role.REVIEWER)
    assert "when nothing is missing any more" in words(reviewer.get(GATES).text)
    refused = reviewer.post("/office/waves/REAL/approve")
    assert refused.status_code == 409
    assert "1. Purpose" in words(refused.text)


def test_an_official_sees_nothing_of_fielding(filled: Engine) -> None:
    official = a_desk(filled, Role.OFFICIAL)
    for page in (GATES, "/office/services/TH", "/office/waves/REAL/log", "/office/log", "/office/waves/REAL/poster.pdf"):
        assert official.get(page).status_code == 403


def test_every_act_on_a_wave_is_logged_with_who_and_shown(filled: Engine) -> None:
    desk = a_desk(filled, Role.STEWARD)
    made = desk.post(
        "/office/surveys/STARTER/waves", data={"country": "TH", "kind": "practice", "opens": "now", "wave_code": "LOGS"}
    )
    assert made.status_code == 303
    for act in ("pause", "open", "close"):
        desk.post(f"/office/waves/LOGS/{act}")
    desk.post("/office/waves/LOGS/release")
    assert logged(filled, "LOGS") == ["release-asked", "closed", "opened", "paused", "opened", "wave-created"]
    for page in ("/office/waves/LOGS/log", "/office/surveys/STARTER/log", "/office/log"):
        assert "steward@office.test closed it" in words(desk.get(page).text)


def test_an_act_that_is_refused_is_not_logged(desk: TestClient, filled: Engine) -> None:
    assert desk.post("/office/waves/REAL/open").status_code == 409
    assert desk.post("/office/waves/REAL/pause").status_code == 409
    assert logged(filled) == []


def test_every_route_that_changes_something_of_fielding_logs_it() -> None:
    """A new route of these rooms that posts must either log its act or be named here."""
    import inspect

    from app.accounts import routes as accounts_routes
    from app.accounts.programs import routes as programs_routes
    from app.results import routes as results_routes
    from app.studio import routes as studio_routes
    from app.studio.fielding import routes as fielding_routes

    silent = {"enter", "leave"}  # signing in and out are no acts
    for module in (accounts_routes, programs_routes, results_routes, studio_routes, fielding_routes):
        for route in module.router.routes:
            if "POST" in getattr(route, "methods", ()) and route.endpoint.__name__ not in silent:
                assert "acts.record(" in inspect.getsource(route.endpoint), f"{route.path} is not logged"


def test_the_poster_is_a_pdf_to_look_at(desk: TestClient) -> None:
    answer = desk.get("/office/waves/REAL/poster.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert re.search(r"inline; filename=\"REAL-poster.pdf\"", answer.headers["content-disposition"])


def test_a_release_is_withdrawn_with_a_reason_by_a_steward_alone(filled: Engine, desk: TestClient) -> None:
    path = "/office/waves/TRY/release/withdraw"
    assert desk.post(path, data={"reason": "wrong"}).status_code == 403
    assert a_desk(filled, Role.STEWARD).post(path, data={"reason": "wrong"}).status_code == 409
