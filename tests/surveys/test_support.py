"""Contacts are only what a source says, and can be said in any language."""

import pytest
from pydantic import ValidationError

from app.errors import NotFound
from app.surveys.support import Contact, Country, Days, Means, Serves, Status, contacts, countries, neutral_page

ALL = [contact for country in countries() for contact in contacts(country)]


def test_the_eleven_countries_are_there() -> None:
    assert countries() == ("BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN")


def test_an_unknown_country_is_refused() -> None:
    for ask in (contacts, neutral_page):
        with pytest.raises(NotFound) as refused:
            ask("XX")
        assert refused.value.code == "unknown-country"


def test_only_myanmar_has_no_number() -> None:
    assert [country for country in countries() if not contacts(country)] == ["MM"]


def test_the_numbers_are_those_that_were_seen_and_no_others() -> None:
    assert {country: [contact.number for contact in contacts(country)] for country in countries()} == {
        "BN": ["121", "141", "993"],
        "ID": ["129"],
        "KH": ["1280"],
        "LA": ["1554"],
        "MM": [],
        "MY": ["15999", "1-800-18-2327"],
        "PH": ["1383", "163"],
        "SG": ["1800 2744 788"],
        "TH": ["1387", "1300"],
        "TL": ["12123"],
        "VN": ["111"],
    }


def test_every_contact_names_its_source_and_when_it_was_seen_and_none_is_hearsay() -> None:
    assert all(contact.source and contact.seen and contact.status is not Status.MEMORY for contact in ALL)


def test_a_contact_has_one_code_that_begins_with_its_country() -> None:
    codes = [contact.code for contact in ALL]
    assert len(set(codes)) == len(codes)
    for country in countries():
        for contact in contacts(country):
            assert contact.code == f"{country}-{contact.channels[0].dialled}"


def test_every_contact_can_be_called_and_a_number_is_dialled_by_its_digits() -> None:
    for contact in ALL:
        first = contact.channels[0]
        assert (first.by, first.at) == (Means.CALL, contact.number)
        assert first.dialled.isascii()
        assert first.dialled.isdigit()
    (whatsapp,) = [channel for channel in contacts("ID")[0].channels if channel.by is Means.WHATSAPP]
    assert whatsapp.dialled == "08111129129"
    assert [channel.dialled for channel in contacts("SG")[0].channels if channel.by is Means.CHAT] == [""]


def test_a_child_in_brunei_can_be_told_that_the_line_is_not_anonymous() -> None:
    told = {contact.name: contact.anonymous for contact in contacts("BN")}
    assert told["Talian ANAK"] is False
    assert all(contact.anonymous is None for contact in ALL if contact.name != "Talian ANAK")


def test_what_is_known_of_a_service_is_structure() -> None:
    (tinkle,) = contacts("SG")
    assert tinkle.serves is Serves.PRIMARY_SCHOOL_CHILDREN
    assert tinkle.hours is not None
    assert tinkle.hours.days is Days.WEEKDAYS
    (lao,) = contacts("LA")
    assert lao.languages == ("lo", "hmn")
    assert [contact.ages.to_age for contact in contacts("TH")] == [17, None]
    bear = contacts("MY")[1]
    assert bear.hours is not None
    assert (bear.hours.days, bear.hours.opens, bear.hours.closes) == (Days.DAILY, "12:00", "24:00")


def test_a_nameless_number_says_at_least_what_it_is_for() -> None:
    assert {contact.code: contact.serves for contact in ALL if contact.name is None} == {
        "BN-141": Serves.WELFARE,
        "BN-993": Serves.POLICE,
        "TL-12123": Serves.MENTAL_HEALTH,
    }


def test_timor_leste_has_no_childrens_line() -> None:
    assert not any(contact.serves is Serves.CHILDREN for contact in contacts("TL"))


def test_leaving_leads_to_a_plain_page_without_a_query_everywhere() -> None:
    assert {neutral_page(country) for country in countries()} == {"https://www.wikipedia.org/"}
    with pytest.raises(ValidationError, match="neutral_page"):
        Country.model_validate({"neutral_page": "https://search.example/?q=help"})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"source": ""}, "source"),
        ({"number": "ask at school"}, "number"),
        ({"name": None}, "needs a name"),
        ({"channels": [{"by": "sms", "at": "1280"}]}, "stands among the channels"),
        ({"hours": {"days": "always", "note": "closed at noon"}}, "note"),
    ],
)
def test_a_contact_that_could_mislead_a_child_cannot_be_written_down(change: dict[str, object], sentence: str) -> None:
    call = {"channels": [{"by": "call", "at": "1280"}]}
    sound = {"code": "KH-1280", "name": "A line", "number": "1280", **call, "status": "news", "source": "x", "seen": "2020"}
    assert Contact.model_validate(sound).number == "1280"
    with pytest.raises(ValidationError, match=sentence):
        Contact.model_validate({**sound, **change})
