"""A writer's desk: forms as a browser without script sends them."""

import re
from html import unescape
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.database import reading
from app.studio import drafts
from app.studio.changes import value_at

DRAFT = "/office/drafts/TEST"
_INPUT = re.compile(r"<(?:input|textarea|select)\b[^>]*>(?:(.*?)</(?:textarea|select)>)?", re.DOTALL)


def fields(html: str, form: str = "editor") -> dict[str, Any]:
    """What a form of a page would send if its first button were pressed."""
    found = re.search(rf'<form[^>]*\bid="{form}"[^>]*>(.*?)</form>', html, re.DOTALL)
    assert found, "There is no such form."
    sent: dict[str, Any] = {}
    for tag in re.finditer(
        r"<input\b([^>]*)>|<textarea\b([^>]*)>(.*?)</textarea>|<select\b([^>]*)>(.*?)</select>", found[1], re.DOTALL
    ):
        attributes = next(one for one in (tag[1], tag[2], tag[4]) if one is not None)
        name = re.search(r'\bname="([^"]*)"', attributes)
        if name is None:
            continue
        if tag[3] is not None:
            value: str | None = unescape(tag[3])
        elif tag[5] is not None:
            chosen = re.search(r'<option value="([^"]*)" selected>', tag[5])
            value = unescape(chosen[1]) if chosen else ""
        else:
            checkable = 'type="checkbox"' in attributes or 'type="radio"' in attributes
            given = re.search(r'\bvalue="([^"]*)"', attributes)
            value = (unescape(given[1]) if given else "on") if not checkable or " checked" in attributes else None
        if value is not None:
            key = unescape(name[1])
            sent[key] = [*sent[key], value] if isinstance(sent.get(key), list) else [sent[key], value] if key in sent else value
    return sent


def press(desk: TestClient, act: str, page: str = DRAFT, **filled: Any) -> Any:
    """Press a button of a page with this filled in."""
    return desk.post(DRAFT, data={"back": page, "act": act, **{name.replace("__", "."): value for name, value in filled.items()}})


def standing(engine: Engine, *place: str) -> Any:
    """What stands in a place of the draft TEST."""
    with reading(engine) as session:
        return value_at(document(session), place)


def document(session: Session) -> dict[str, Any]:
    return drafts.by_code(session, "TEST").document
