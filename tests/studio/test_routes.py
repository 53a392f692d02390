"""The office's pages, as a browser without script meets them: who may do what, and what the pages say."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from app.accounts.models import Role
from app.config import settings
from app.database import reading, writing
from app.results import participation
from app.studio.opening import open_wave
from app.surveys import versions, waves
from app.surveys.models import Wave, WaveState
from app.surveys.sampling import SampleDesign
from app.surveys.starter import starter
from tests.makers import a_survey, single
from tests.office import a_browser, a_desk, words
from tests.studio.complete import TODAY

CHANGERS = [Role.FACILITATOR, Role.STEWARD]
READERS = [Role.REVIEWER, Role.OPERATOR]
OFFICE_PAGES = ["/office/surveys/STARTER", "/office/waves/TRY", "/office/waves/TRY/qr.svg"]
ACTS = ["/office/waves/TRY/open", "/office/waves/TRY/pause", "/office/waves/TRY/close"]
PRACTICE = {"country": "TH", "kind": "practice"}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """The starter survey with an open practice wave TRY and a real one, REAL, in draft."""
    with writing(engine) as session:
        code = versions.save_sound(session, starter()).document.code
        open_wave(session, waves.create(session, code, "TH", practice=True, code="TRY"), TODAY)
        waves.create(session, code, "TH", practice=False, code="REAL")
    return engine


@pytest.fixture
def desk(filled: Engine) -> Iterator[TestClient]:
    """A facilitator's desk."""
    with a_desk(filled) as client:
        yield client


def wave(engine: Engine, code: str) -> Wave:
    with reading(engine) as session:
        return waves.by_code(session, code)


def test_from_signing_in_an_open_practice_wave_is_one_press_away(filled: Engine) -> None:
    desk = a_desk(filled)
    home = desk.get("/office").text
    form = re.search(r'<form[^>]*action="/office/surveys/STARTER/waves">(.*?)</form>', home, re.DOTALL)
    assert form
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', form[1]))
    country = re.search(r'<option value="(\w+)" selected>', form[1])
    assert country
    made = desk.post("/office/surveys/STARTER/waves", data={**hidden, "country": country[1]})
    assert made.status_code == 303
    code = made.headers["location"].rpartition("/")[2]
    found = wave(filled, code)
    assert (found.state, found.practice, found.country) == (WaveState.OPEN, True, "TH")


def test_an_open_wave_shows_its_link_its_code_and_no_count(desk: TestClient) -> None:
    page = desk.get("/office/waves/TRY")
    assert "http://127.0.0.1:8000/TRY" in page.text
    assert 'src="/office/waves/TRY/qr.svg"' in page.text
    assert "Fewer than 50 children so far" in words(page.text)
    assert "Practice: not a real survey" in words(page.text)


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "Fewer than 50"), (49, "Fewer than 50"), (50, "At least 50"), (149, "At least 100"), (150, "At least 150")],
)
def test_participation_is_said_in_whole_fifties(filled: Engine, number: int, said: str) -> None:
    desk = a_desk(filled)
    with writing(filled) as session:
        found = waves.by_code(session, "TRY")
        assert found.id is not None
        participation.refresh(session, found.id, number)
    for page in ("/office", "/office/waves/TRY"):
        assert f"{said} children so far" in words(desk.get(page).text)


def test_the_qr_code_is_a_drawing_with_a_name_that_leads_to_the_wave(desk: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUARA_BASE_URL", "https://suara.example/")
    settings.cache_clear()
    desk.cookies.set("__Host-suara", desk.cookies["suara"])
    drawn = desk.get("/office/waves/TRY/qr.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "<title>QR code of wave TRY</title>" in drawn.text
    assert "<desc>Leads to https://suara.example/TRY</desc>" in drawn.text


def test_the_questionnaire_can_be_read_by_band_and_language(desk: TestClient) -> None:
    english = words(desk.get("/office/surveys/STARTER?band=3&language=en").text)
    q = starter()
    for item in q.asked_of("3"):
        assert item.code in english
    assert "S1 mild experience" in english
    assert "Asked only after" in english
    assert "Think again" in english
    arabic = desk.get("/office/surveys/STARTER?band=1&language=ar").text
    assert 'lang="ar" dir="rtl"' in arabic
    assert "no native speaker has reviewed it" in words(arabic)
    assert ">CON1<" not in arabic, "an item of the older bands"


@pytest.mark.parametrize("query", ["?band=9", "?band=x&language=xx", "?language=%3Cscript%3E"])
def test_an_unknown_band_or_language_falls_back(desk: TestClient, query: str) -> None:
    page = desk.get(f"/office/surveys/STARTER{query}")
    assert page.status_code == 200
    assert "<script" not in page.text


def test_a_real_wave_lists_its_thirteen_gates_and_cannot_be_opened(desk: TestClient, filled: Engine) -> None:
    page = desk.get("/office/waves/REAL").text
    assert page.count('class="card gate shut"') == 12
    assert page.count('class="card gate passed"') == 1
    assert "not recorded" in page
    assert 'action="/office/waves/REAL/open"' not in page
    refused = desk.post("/office/waves/REAL/open")
    assert refused.status_code == 409
    said = words(refused.text)
    for number in range(1, 13):
        assert f" {number}. " in said
    assert wave(filled, "REAL").state is WaveState.DRAFT


def test_a_program_gets_the_list_of_what_is_missing_too(desk: TestClient) -> None:
    document = desk.post("/office/waves/REAL/open", headers={"accept": "application/json"}).json()
    assert document["code"] == "not-ready"
    *gates, approval = document["missing"]
    assert len({line.partition(".")[0] for line in gates}) == 12
    assert approval.startswith("Approval:")


def test_a_wave_is_paused_opened_again_and_closed(desk: TestClient, filled: Engine) -> None:
    for act, after in (("pause", WaveState.PAUSED), ("open", WaveState.OPEN), ("close", WaveState.CLOSED)):
        assert f'action="/office/waves/TRY/{act}"' in desk.get("/office/waves/TRY").text
        answer = desk.post(f"/office/waves/TRY/{act}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/office/waves/TRY")
        assert wave(filled, "TRY").state is after
    closed = desk.get("/office/waves/TRY").text
    assert not re.search(r'action="/office/waves', closed)
    assert desk.post("/office/waves/TRY/open").status_code == 409


def test_a_real_wave_is_created_in_draft_with_a_week_of_grace(desk: TestClient, filled: Engine) -> None:
    made = desk.post("/office/surveys/STARTER/waves", data={"country": "ID", "kind": "real", "wave_code": " k7 ", "opens": ""})
    assert made.headers["location"] == "/office/waves/K7"
    found = wave(filled, "K7")
    assert (found.practice, found.state, found.grace_days, found.country) == (False, WaveState.DRAFT, 7, "ID")


def test_who_is_asked_is_said_on_the_form_and_stands_on_the_wave(desk: TestClient, filled: Engine) -> None:
    form = {**PRACTICE, "wave_code": "K8", "sample": "everyone", "invited": "All classes of two schools"}
    assert desk.post("/office/surveys/STARTER/waves", data=form).status_code == 303
    found = wave(filled, "K8")
    assert (found.sample_design, found.invited) == (SampleDesign.EVERYONE, "All classes of two schools")
    text = words(desk.get("/office/waves/K8").text)
    assert "Every child of one group" in text
    assert "All classes of two schools" in text


def test_a_real_wave_asked_to_open_at_once_is_refused_and_not_created(desk: TestClient, filled: Engine) -> None:
    refused = desk.post(
        "/office/surveys/STARTER/waves", data={"country": "ID", "kind": "real", "wave_code": "K7", "opens": "now"}
    )
    assert refused.status_code == 409
    assert desk.get("/office/waves/K7").status_code == 404


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({**PRACTICE, "wave_code": "TRY"}, 409, "There is a wave TRY already"),
        ({**PRACTICE, "wave_code": "a b"}, 400, "2 to 8 capital letters and digits"),
        ({**PRACTICE, "country": "XX"}, 400, "Use one of the countries"),
        ({**PRACTICE, "grace_days": "-1"}, 400, "whole number of days"),
        ({**PRACTICE, "grace_days": "3.5"}, 400, "whole number of days"),
        ({**PRACTICE, "grace_days": "٣"}, 400, "whole number of days"),
        ({**PRACTICE, "grace_days": "999"}, 400, "Grace is 0 to 60 days"),
        ({**PRACTICE, "sample": "everyone"}, 400, "Say in a sentence which children were asked"),
    ],
)
def test_what_does_not_fit_is_said_on_the_form_with_what_was_filled_in(
    desk: TestClient, filled: Engine, form: dict[str, str], status: int, said: str
) -> None:
    answer = desk.post("/office/surveys/STARTER/waves", data=form)
    assert answer.status_code == status
    assert said in words(answer.text)
    assert f'value="{form.get("grace_days", "")}"' in answer.text
    assert f'value="{form.get("wave_code", "").upper()}"' in answer.text
    with reading(filled) as session:
        assert len(waves.all_waves(session)) == 2


@pytest.mark.parametrize("form", [{"country": "TH"}, {"kind": "practice"}, {"country": "TH", "kind": "demo"}])
def test_a_form_without_country_or_kind_is_malformed(desk: TestClient, form: dict[str, str]) -> None:
    assert desk.post("/office/surveys/STARTER/waves", data=form).status_code == 422


def test_a_survey_that_is_not_fit_opens_no_practice_wave_and_leaves_none_behind(engine: Engine) -> None:
    long = single("Q1", wording={"en": {"1": "Do you " + "really " * 12 + "like it?"}})
    with writing(engine) as session:
        versions.save(session, a_survey(long, single("Q2")))
    desk = a_desk(engine)
    refused = desk.post("/office/surveys/TEST/waves", data={**PRACTICE, "opens": "now"})
    assert refused.status_code == 409
    assert "A sentence of 16 words" in words(refused.text)
    with reading(engine) as session:
        assert waves.all_waves(session) == []
    shown = words(desk.get("/office/surveys/TEST").text)
    assert "Must be mended Q1, wording, English, 8 to 10: A sentence of 16 words" in shown, "in words, not by a path"


@pytest.mark.parametrize(
    "address", ["/office/surveys/NONE", "/office/waves/NONE", "/office/waves/NONE/qr.svg", "/office/nowhere"]
)
def test_what_is_not_there_is_a_page_that_says_so(desk: TestClient, address: str) -> None:
    answer = desk.get(address)
    assert answer.status_code == 404
    assert "<h1>This page is not here</h1>" in answer.text


@pytest.mark.parametrize("role", CHANGERS)
def test_facilitator_and_steward_are_offered_and_may_do_everything_here(filled: Engine, role: Role) -> None:
    desk = a_desk(filled, role)
    assert "Open a practice wave now" in desk.get("/office").text
    assert desk.get("/office/surveys/STARTER/waves/new").status_code == 200
    for act in ("pause", "open", "close"):
        assert desk.post(f"/office/waves/TRY/{act}").status_code == 303


@pytest.mark.parametrize("role", READERS)
def test_reviewer_and_operator_read_and_change_nothing(filled: Engine, role: Role) -> None:
    desk = a_desk(filled, role)
    for page in ["/office", *OFFICE_PAGES]:
        answer = desk.get(page)
        assert answer.status_code == 200
        assert 'action="/office/waves' not in answer.text
        assert 'action="/office/surveys' not in answer.text
    assert desk.get("/office/surveys/STARTER/waves/new").status_code == 403
    assert desk.post("/office/surveys/STARTER/waves", data=PRACTICE).status_code == 403
    for act in ACTS:
        assert desk.post(act).status_code == 403
    assert wave(filled, "TRY").state is WaveState.OPEN


def test_an_official_is_shown_the_way_to_the_results_and_nothing_else(filled: Engine) -> None:
    desk = a_desk(filled, Role.OFFICIAL)
    home = desk.get("/office").text
    assert 'href="/results"' in home
    assert "TRY" not in home
    assert "STARTER" not in home
    for page in OFFICE_PAGES:
        refused = desk.get(page)
        assert refused.status_code == 403
        assert "you are signed in as official" in words(refused.text)
    for act in ACTS:
        assert desk.post(act).status_code == 403


def test_only_a_steward_is_led_to_the_release_of_a_closed_wave(filled: Engine) -> None:
    desk = a_desk(filled)
    assert "/release" not in desk.get("/office/waves/TRY").text
    desk.post("/office/waves/TRY/close")
    assert "/release" not in desk.get("/office/waves/TRY").text
    steward = a_desk(filled, Role.STEWARD)
    assert 'href="/office/waves/TRY/release"' in steward.get("/office/waves/TRY").text
    assert "TRY is closed" in words(steward.get("/office").text)


def test_nobody_gets_in_without_signing_in(filled: Engine) -> None:
    browser = a_browser(filled)
    for page in ["/office", *OFFICE_PAGES]:
        assert browser.get(page).status_code == 303
    for act in ACTS:
        assert browser.post(act).status_code == 303
    assert wave(filled, "TRY").state is WaveState.OPEN


def test_an_act_sent_from_another_site_is_refused(desk: TestClient, filled: Engine) -> None:
    assert desk.post("/office/waves/TRY/close", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert wave(filled, "TRY").state is WaveState.OPEN


def test_every_page_of_the_office_is_safe_and_not_kept(desk: TestClient) -> None:
    for page in ["/office", "/office/sign-in", "/office/surveys/STARTER/waves/new?kind=real", "/office/nowhere", *OFFICE_PAGES]:
        answer = desk.get(page)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert answer.headers["cache-control"] == "no-store"
        if "svg" not in answer.headers["content-type"]:
            assert " style=" not in answer.text
            assert "<script" not in answer.text
            assert "<style" not in answer.text
