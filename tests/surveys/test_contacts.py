"""The services of a country: shipped facts, what an office adds, and who tried them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app import clock
from app.database import reading, writing
from app.errors import Invalid, NotFound
from app.surveys import contacts, support
from app.surveys.support import Channel, Contact, Means, Status, TrialMethod

BY = "ana@office.test"


def a_local(code: str = "MM-123456", number: str = "123456") -> Contact:
    channels = (Channel(by=Means.CALL, at=number),)
    return Contact(
        code=code,
        name="Line for children",
        number=number,
        channels=channels,
        status=Status.OPERATOR,
        source="letter 12",
        seen="here",
    )


def test_without_anything_added_a_country_has_what_is_shipped(engine: Engine) -> None:
    with reading(engine) as session:
        for country in support.countries():
            assert contacts.of_country(session, country) == support.contacts(country)
        with pytest.raises(NotFound):
            contacts.of_country(session, "XX")


def test_a_local_service_stands_behind_the_shipped_ones_and_survives_storing(engine: Engine) -> None:
    with writing(engine) as session:
        contacts.save(session, "MM", a_local(), BY)
    with reading(engine) as session:
        assert contacts.of_country(session, "MM") == (a_local(),)
        assert not contacts.listed(session, "MM")[0].shipped
        assert contacts.one(session, "MM-123456") == a_local()


def test_a_shipped_service_is_completed_under_its_own_code(engine: Engine) -> None:
    first, *rest = support.contacts("TH")
    with writing(engine) as session:
        contacts.save(session, "TH", first.model_copy(update={"free": True, "anonymous": False}), BY)
    with reading(engine) as session:
        found = contacts.of_country(session, "TH")
        assert (found[0].code, found[0].free, found[0].anonymous) == (first.code, True, False)
        assert found[1:] == tuple(rest)


def test_a_service_that_is_gone_is_shown_to_no_child_and_can_come_back(engine: Engine) -> None:
    first = support.contacts("TH")[0]
    with writing(engine) as session:
        contacts.remove(session, first.code, BY)
        assert first not in contacts.of_country(session, "TH")
        assert [one.contact.code for one in contacts.listed(session, "TH") if one.gone] == [first.code]
        contacts.save(session, "TH", first, BY)
        assert first in contacts.of_country(session, "TH")


def test_a_service_of_another_country_is_refused(engine: Engine) -> None:
    with writing(engine) as session, pytest.raises(Invalid, match="begins with its country"):
        contacts.save(session, "TH", a_local(), BY)


def test_who_tried_a_service_is_the_evidence_of_gate_7(engine: Engine) -> None:
    today = clock.today()
    with writing(engine) as session:
        contacts.tried(session, "TH-1387", today - timedelta(days=200), "Chai", TrialMethod.CHAT, BY)
        contacts.tried(session, "TH-1387", today, "  Dao  P. ", TrialMethod.CALL, BY)
    with reading(engine) as session:
        assert [(one.contact, one.verified_by) for one in contacts.verifications(session, "TH")] == [
            ("TH-1387", "Chai"),
            ("TH-1387", "Dao P."),
        ]
        assert [one.tried_by for one in contacts.listed(session, "TH")[0].trials] == ["Dao P.", "Chai"]
        assert contacts.verifications(session, "MM") == ()


@pytest.mark.parametrize(
    ("code", "on", "by", "said"),
    [
        ("TH-1387", date(2999, 1, 1), "Chai", "a day that has come"),
        ("TH-1387", date(2026, 1, 1), "  ", "Name the person"),
        ("TH-1387", date(2026, 1, 1), "x" * 101, "Name the person"),
        ("TH-9", date(2026, 1, 1), "Chai", "No service"),
        ("XX-9", date(2026, 1, 1), "Chai", "No service"),
    ],
)
def test_a_trial_by_nobody_or_of_nothing_is_refused(engine: Engine, code: str, on: date, by: str, said: str) -> None:
    with writing(engine) as session, pytest.raises((Invalid, NotFound), match=said):
        contacts.tried(session, code, on, by, TrialMethod.CALL, BY)
