"""The feed, by what RFC 4287 asks of one."""

from datetime import date

from lxml import etree

from app.publishing.files.feed import atom
from app.results.headlines import Headline
from tests.publishing.files.releases import BASE, a_file_release, a_hostile_release
from tests.results.children import as_stored

A = {"a": "http://www.w3.org/2005/Atom"}


def test_it_has_what_a_feed_must_have_and_the_newest_change_first() -> None:
    older = a_file_release(withdrawn=True)
    newer = as_stored(older.release.model_copy(update={"wave": "NEW", "day": date(2026, 8, 1)}))
    feed = etree.fromstring(atom([Headline.of(newer), Headline.of(older)], BASE))
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    for one in (feed, *feed.findall("a:entry", A)):
        for required in ("id", "title", "updated"):
            assert len(one.findall(f"a:{required}", A)) == 1
            assert one.findtext(f"a:{required}", namespaces=A)
        assert one.find("a:link", A) is not None
    assert [one.findtext("a:id", namespaces=A) for one in feed.findall("a:entry", A)] == [
        f"{BASE}/results/K7Q/1",
        f"{BASE}/results/NEW/1",
    ]
    assert feed.findtext("a:updated", namespaces=A) == "2026-09-02T00:00:00Z"
    assert feed.findtext("a:author/a:name", namespaces=A) == "Suara"


def test_a_withdrawn_release_is_marked_with_its_reason() -> None:
    feed = etree.fromstring(atom([Headline.of(a_file_release(withdrawn=True))], BASE))
    (entry,) = feed.findall("a:entry", A)
    assert entry.findtext("a:title", namespaces=A).startswith("[Withdrawn] [Practice] ")
    assert "The wrong wave was closed." in entry.findtext("a:summary", namespaces=A)
    assert {one.get("term") for one in entry.findall("a:category", A)} == {"withdrawn", "practice"}


def test_hostile_titles_stay_text_and_an_empty_feed_is_one() -> None:
    content = atom([Headline.of(a_hostile_release())], BASE)
    assert b"<script" not in content
    assert "\u202e" not in content.decode()
    assert etree.fromstring(atom([], BASE)).findall("a:entry", A) == []
