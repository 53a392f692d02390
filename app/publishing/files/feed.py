"""The Atom feed (RFC 4287) of all releases, the newest change first. Pure. Whoever follows it also hears of withdrawals."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.publishing.files.about import PRACTICE, plain
from app.publishing.words import country_name, in_words, period
from app.results.headlines import Headline

PATH = "/results/feed.atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_LONGEST = 200
_NEVER_CHANGED = "1970-01-01T00:00:00Z"


def atom(headlines: Iterable[Headline], base_url: str) -> bytes:
    """The feed of these releases at this address of the installation; days are given as midnight UTC."""
    newest = sorted(headlines, key=lambda one: (one.changed_on, one.name), reverse=True)[:_LONGEST]
    feed = Element("feed", {"xmlns": _NAMESPACE, "{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _add(feed, "id", f"{base_url}{PATH}")
    _add(feed, "title", "Suara: what children say about being online")
    _add(feed, "updated", f"{newest[0].changed_on.isoformat()}T00:00:00Z" if newest else _NEVER_CHANGED)
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{base_url}{PATH}"})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{base_url}/results"})
    _add(SubElement(feed, "author"), "name", "Suara")
    for one in newest:
        _entry(feed, one, base_url)
    indent(feed, " ")
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _entry(feed: Element, one: Headline, base_url: str) -> None:
    address = f"{base_url}/results/{one.name}"
    entry = SubElement(feed, "entry")
    _add(entry, "id", address)
    marks = [mark for mark, holds in (("Withdrawn", one.withdrawn_on is not None), ("Practice", one.practice)) if holds]
    _add(entry, "title", "".join(f"[{mark}] " for mark in marks) + one.title)
    _add(entry, "published", f"{one.day.isoformat()}T00:00:00Z")
    _add(entry, "updated", f"{one.changed_on.isoformat()}T00:00:00Z")
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    SubElement(entry, "link", {"rel": "enclosure", "type": "application/zip", "href": f"{address}/all-files.zip"})
    for mark in marks:
        SubElement(entry, "category", {"term": mark.lower(), "label": mark})
    sentences = [PRACTICE] if one.practice else []
    if one.withdrawn_on is not None:
        sentences.append(f"Withdrawn on {in_words(one.withdrawn_on)}: {one.withdrawn_reason}")
    where = f"{country_name(one.country)}, {period(one.opened_on, one.closed_on)}"
    sentences.append(f"{where}, about {one.respondents:,} children. Release {one.name}.")
    _add(entry, "summary", " ".join(sentences))


def _add(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = plain(text)
