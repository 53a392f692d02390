"""Places, changes and findings in plain words, for the people who write. Pure."""

from collections.abc import Sequence

from app.studio import names
from app.studio.changes import Change, Move, Place, Put
from app.studio.step import Step
from app.surveys.questionnaire import Questionnaire

KINDS = {
    "single": "One answer",
    "pick": "Several answers",
    "text": "A few words of their own",
    "card": "Something to read",
}
LEVELS = {
    "S0": "S0 neutral",
    "S1": "S1 mild experience",
    "S2": "S2 difficult, from 14 on",
}
PICTURES = {
    "face-good": "Face: good",
    "face-between": "Face: in between",
    "face-sad": "Face: sad",
    "area-city": "City",
    "area-town": "Town",
    "area-village": "Village",
}
_PARTS = {
    "wording": "wording",
    "asked_if": "condition",
    "asked_if_in_words": "condition in words",
    "options": "answers",
    "option": "answer",
    "label": "text",
    "bands": "age groups",
    "level": "level",
    "maximum": "most allowed",
    "picture": "picture",
    "picture_text": "what the picture shows",
    "sensitive": "sensitive",
    "exclusive": "only alone",
    "topic": "topic",
    "title": "title",
    "welcome": "welcome",
    "assent": "what taking part means",
    "check": "check question",
    "languages": "languages",
    "default_language": "default language",
    "drafts": "languages still drafts",
    "profile": "profile",
    "closing": "closing feeling",
    "breakdowns": "breakdowns",
    "pairs": "pairs",
    "indicators": "numbers with a name",
    "places": "places",
    "categories": "categories",
    "name": "name",
    "kind": "kind",
    "codes": "answers that count",
    "addressee": "of whom it is asked",
    "from_age": "youngest age",
    "to_age": "oldest age",
    "items": "questions",
}
_BY_LANGUAGE = frozenset({"wording", "asked_if_in_words", "label", "title", "welcome", "assent", "check", "name", "picture_text"})


def place(where: Sequence[str], questionnaire: Questionnaire | None = None) -> str:
    """A place in words, such as `CON1, answer 2, text, English, 8 to 10`."""
    said: list[str] = []
    before = ""
    texts = 0
    for at, part in enumerate(where):
        if texts == 1:
            said.append(names.language(part))
        elif texts == 2:
            said.append(_band(questionnaire, part))
        elif before == "options":
            said[-1:] = [f"answer {part}"]
        elif before in {"items", "places", "indicators"}:
            said[-1:] = [part]
        elif before == "bands":
            said[-1:] = [f"age group {_band(questionnaire, part)}"]
        elif part.isdigit() and before == "asked_if":
            pass
        else:
            said.append(_PARTS.get(part, part))
        if texts or (part in _BY_LANGUAGE and at < len(where) - 1):
            texts += 1
        before = part
    return ", ".join(said)


def step(done: Step, questionnaire: Questionnaire | None = None) -> str:
    """What a revision did, in a few words."""
    if renamed := _renamed(done.changes):
        return renamed
    first = done.changes[0]
    more = len(done.changes) - 1
    return _change(first, questionnaire) + (f" and {more} more" if more else "")


def _renamed(changes: Sequence[Change]) -> str:
    """That something got another code: it came under the new one, and went under the old."""
    first, second = (*changes, None, None)[:2]
    if not isinstance(first, Put) or not isinstance(second, Put) or first.place[:-1] != second.place[:-1]:
        return ""
    same = isinstance(second.was, dict) and {**second.was, "code": first.place[-1]} == first.becomes
    return f"{place(second.place)} is now {first.place[-1]}" if same and first.place != second.place else ""


def _change(one: Change, questionnaire: Questionnaire | None) -> str:
    if not one.place:
        return "the whole survey"
    where = place(one.place, questionnaire)
    if isinstance(one, Move):
        return f"{where} moved"
    if one.becomes is None:
        return f"{where} removed"
    return f"{where} added" if one.was is None and isinstance(one.becomes, dict) else where


def of_item(path: Place) -> Place:
    """The part of a finding's path that lies within its item."""
    return path[2:] if path[:1] == ("items",) else path


def _band(questionnaire: Questionnaire | None, code: str) -> str:
    band = next((one for one in questionnaire.bands if one.code == code), None) if questionnaire else None
    return f"{band.from_age} to {band.to_age}" if band else f"age group {code}"
