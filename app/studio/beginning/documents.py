"""The first document of a new survey: blank, a copy, or what a JSON file holds. Pure."""

import json
from typing import Any

from app.errors import Invalid
from app.studio.sketch import plain, sketched
from app.surveys.starter import starter

LARGEST_FILE = 900_000
"""Bytes: the starter survey in fourteen languages is a third of it."""
_DEEPEST = 40


def blank(code: str, title: str, language: str) -> dict[str, Any]:
    """A survey without a question, in one language, for the starter's age groups, with the starter's words of welcome."""
    q = starter()
    known = language if language in q.languages else q.default_language

    def texts(of: dict[str, Any]) -> dict[str, Any]:
        return {language: of[known]} if known == language else {}

    document: dict[str, Any] = {
        "format": "suara-questionnaire/1",
        "code": code,
        "title": {language: title} if title else {},
        "languages": [language],
        "default_language": language,
        "bands": [{**plain_band, "label": texts(plain_band["label"])} for plain_band in plain(q)["bands"]],
        "welcome": texts(q.welcome),
        "assent": texts(q.assent),
        "items": [],
    }
    return document


def copied(document: dict[str, Any], code: str, title: str = "") -> dict[str, Any]:
    """The same survey under another code; with a title of its own where one is given."""
    copy = {**document, "code": code}
    if title:
        copy["title"] = {**document.get("title", {}), document["default_language"]: title}
    return copy


def from_json(content: bytes) -> dict[str, Any]:
    """The questionnaire in a JSON file. Refuses `file-too-large`, `not-json` and `malformed-draft`; nothing is half read."""
    if len(content) > LARGEST_FILE:
        raise Invalid("file-too-large", f"A file has at most {LARGEST_FILE // 1000} kB.")
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text) if _depth(text) <= _DEEPEST else None
    except ValueError as error:
        raise Invalid("not-json", "This file is not a questionnaire in JSON. Take one that Suara has made.") from error
    if not isinstance(data, dict):
        raise Invalid("not-json", "This file is not a questionnaire in JSON. Take one that Suara has made.")
    return plain(sketched(data))


def _depth(text: str) -> int:
    """How deep brackets stand in each other, at most: what is deeper than any questionnaire is not read at all."""
    deepest = depth = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest
