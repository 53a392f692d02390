"""The steward's page of a release: asking, waiting, being refused, finding it; and that nobody else gets there."""

import pytest
from sqlalchemy import Engine, update

from app.accounts import acts
from app.accounts.models import Role
from app.database import reading, writing
from app.results import asking, counter_lock, headlines, preparing, releases
from app.results.models import StoredRelease
from app.surveys import waves
from app.surveys.population import Population
from tests.makers import a_worked_example, an_open_wave
from tests.office import a_browser, a_desk, words
from tests.results.children import a_closed_wave

PAGE = "/office/waves/K7Q/release"


def test_a_steward_asks_waits_and_reads(engine: Engine, counting_engine: Engine) -> None:
    a_closed_wave(engine)
    with a_desk(engine, Role.STEWARD) as desk:
        before = desk.get(PAGE)
        assert "Not asked for yet" in words(before.text)
        assert "Practice: not a real survey" in words(before.text)
        assert "refresh" not in before.headers
        asked = desk.post(PAGE)
        waiting = desk.get(PAGE)
        assert asked.status_code in {200, 303}
        assert "The counter is at work" in words(waiting.text)
        assert "No counter is running" in words(waiting.text)
        assert waiting.headers["refresh"] == "3"
        with counter_lock.holding(counting_engine):
            assert "looks again by itself" in words(desk.get(PAGE).text)
            preparing.work(counting_engine)
        done = desk.get(PAGE)
        assert 'href="/results/K7Q/1"' in done.text
        assert "refresh" not in done.headers
        assert desk.post(PAGE).status_code == 409  # once is enough


def test_a_steward_withdraws_a_release_with_a_reason_and_only_once(engine: Engine, counting_engine: Engine) -> None:
    a_closed_wave(engine)
    steward, path = a_desk(engine, Role.STEWARD), f"{PAGE}/withdraw"
    steward.post(PAGE)
    preparing.work(counting_engine)
    assert f'action="{path}"' in steward.get(PAGE).text
    refused = steward.post(path, data={"reason": "  "})
    assert refused.status_code == 400
    assert "Say why the release is withdrawn" in words(refused.text)
    assert steward.post(path, data={"reason": "One school was asked twice"}).status_code == 303
    assert "One school was asked twice" in words(steward.get(PAGE).text)
    assert steward.post(path, data={"reason": "Again"}).status_code == 409
    with reading(engine) as session:
        newest = acts.newest(session)[0]
        assert (newest.by, newest.what, newest.about) == (
            "steward@office.test",
            "release-withdrawn",
            "One school was asked twice",
        )


def test_a_refusal_is_read_where_it_was_asked_for(engine: Engine, counting_engine: Engine) -> None:
    a_closed_wave(engine, 10)
    with a_desk(engine, Role.STEWARD) as desk:
        desk.post(PAGE)
        preparing.work(counting_engine)
        text = words(desk.get(PAGE).text)
    assert "It was refused" in text
    assert "Fewer than 25 children took part." in text
    assert "Ask again" in text
    assert "10" not in text.replace("K7Q", "")  # the true number is not told


def test_before_closing_the_page_says_what_is_missing(engine: Engine) -> None:
    with writing(engine) as session:
        an_open_wave(session, a_worked_example(), code="K7Q")
    with a_desk(engine, Role.STEWARD) as desk:
        text = desk.get(PAGE).text
        assert "Close it first" in words(text)
        assert '<form method="post" action="/office/waves' not in text
        refused = desk.post(PAGE)
    assert refused.status_code == 409
    assert "Close it first" in words(refused.text)


def test_a_wave_that_is_not_there_is_not_found(engine: Engine) -> None:
    with a_desk(engine, Role.STEWARD) as desk:
        assert desk.get(PAGE).status_code == 404
        assert desk.post(PAGE).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STEWARD])
def test_nobody_but_a_steward_asks(engine: Engine, role: Role) -> None:
    a_closed_wave(engine)
    with a_desk(engine, role) as desk:
        assert desk.get(PAGE).status_code == 403
        assert desk.post(PAGE).status_code == 403
    assert asking.waiting(engine) is None


def test_whoever_is_not_signed_in_is_sent_to_the_door(engine: Engine) -> None:
    with a_browser(engine) as browser:
        assert "/office/sign-in" in str(browser.get(PAGE, follow_redirects=False).headers["location"])
        assert browser.post(PAGE, follow_redirects=False).status_code == 303
    assert asking.waiting(engine) is None


def test_a_steward_is_told_of_a_release_that_is_not_as_it_was_sealed(
    engine: Engine, counting_engine: Engine, owning_engine: Engine
) -> None:
    a_closed_wave(engine)
    steward = a_desk(engine, Role.STEWARD)
    steward.post(PAGE)
    preparing.work(counting_engine)
    for damage in (b"{}", b"not JSON"):
        with owning_engine.begin() as connection:
            connection.execute(update(StoredRelease).values(document=damage))
        told = steward.get(PAGE)
        assert told.status_code == 200
        assert "It cannot be shown" in words(told.text)
        assert "is not as it was sealed" in words(told.text)
        assert "/results/K7Q/1" not in told.text
    assert steward.post(f"{PAGE}/withdraw", data={"reason": "It is damaged"}).status_code == 409


def test_the_first_page_of_stewards_and_operators_says_that_a_release_is_damaged(
    engine: Engine, counting_engine: Engine, owning_engine: Engine
) -> None:
    headlines._FACTS.clear()  # tests store other releases under the same name
    a_closed_wave(engine)
    steward, told = a_desk(engine, Role.STEWARD), "Release K7Q/1 is not as it was sealed"
    steward.post(PAGE)
    preparing.work(counting_engine)
    assert told not in words(steward.get("/office").text)
    with owning_engine.begin() as connection:
        connection.execute(update(StoredRelease).values(document=b"{}"))
    steward.get(PAGE)  # whoever meets it lets all know
    home = steward.get("/office").text
    assert told in words(home)
    assert f'href="{PAGE}">The release' in home
    operator = a_desk(engine, Role.OPERATOR).get("/office").text
    assert told in words(operator)
    assert PAGE not in operator
    for role in (Role.FACILITATOR, Role.REVIEWER, Role.OFFICIAL):
        assert told not in words(a_desk(engine, role).get("/office").text)


CENSUS = "/office/waves/K7Q/census"
SHARES = {"AGE=1": "48,2", "AGE=2": "51.8 %", "source": "A census of 2026"}


def test_a_steward_says_which_children_there_are_until_the_release_stands(engine: Engine, counting_engine: Engine) -> None:
    a_closed_wave(engine)
    with a_desk(engine, Role.STEWARD) as desk:
        assert CENSUS in desk.get(PAGE).text
        assert desk.post(CENSUS, data=SHARES).status_code == 303
        assert "A census of 2026" in words(desk.get(PAGE).text)
        assert 'value="48.2"' in desk.get(CENSUS).text
        with reading(engine) as session:
            assert acts.newest(session)[0].what == "population"
        desk.post(PAGE)
        preparing.work(counting_engine)
        with reading(engine) as session:
            population = releases.by_name(session, "K7Q/1").release.population
        assert population == Population(source="A census of 2026", shares={"AGE": {"1": 48.2, "2": 51.8}})
        assert CENSUS not in desk.get(PAGE).text
        assert desk.post(CENSUS, data=SHARES).status_code == 409


def test_empty_fields_take_the_shares_back(engine: Engine) -> None:
    a_closed_wave(engine)
    with a_desk(engine, Role.STEWARD) as desk:
        desk.post(CENSUS, data=SHARES)
        assert desk.post(CENSUS, data={"source": " "}).status_code == 303
        with reading(engine) as session:
            assert waves.by_code(session, "K7Q").population is None


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"AGE=2": "many"}, "“many” is not a share"),
        ({"AGE=2": "-3"}, "“-3” is not a share"),
        ({"AGE=2": ""}, "A share is missing"),
        ({"AGE=2": "61"}, "add up to 100"),
        ({"source": ""}, "Say whose figures these are"),
        ({"source": "x" * 301}, "up to 300 ordinary characters"),
    ],
)
def test_shares_that_do_not_fit_are_given_back_with_the_reason(engine: Engine, more: dict[str, str], reason: str) -> None:
    a_closed_wave(engine)
    with a_desk(engine, Role.STEWARD) as desk:
        refused = desk.post(CENSUS, data={**SHARES, **more})
        assert refused.status_code == 400
        assert reason in words(refused.text)
        assert 'value="48,2"' in refused.text
        with reading(engine) as session:
            assert waves.by_code(session, "K7Q").population is None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.STEWARD])
def test_nobody_but_a_steward_says_which_children_there_are(engine: Engine, role: Role) -> None:
    a_closed_wave(engine)
    with a_desk(engine, role) as desk:
        assert desk.get(CENSUS).status_code == 403
        assert desk.post(CENSUS, data=SHARES).status_code == 403
