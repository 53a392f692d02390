"""How long a translation may be for the children who read it, and what the checks say of the texts of one language. Pure.

A language that is not complete cannot be checked as it stands, so what is missing is thought to read like its source.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.studio.translating.texts import Json, Slot
from app.surveys import limits, lint, topics
from app.surveys.findings import Finding
from app.surveys.limits import CHARACTERS_A_WORD, Limits, limits_for
from app.surveys.measuring import UNSPACED, graphemes, primary, sentences, words
from app.surveys.questionnaire import Band, Questionnaire


def allowed(document: Json, slot: Slot, language: str) -> str:
    """In a few words, how long the text may be for the youngest who read it; nothing where only adults do."""
    most = _youngest(document, slot)
    if most is None or slot.kind == "label":
        return ""
    count = most.words_per_option if slot.kind == "option" else most.words_per_sentence
    unit = "words"
    if primary(language) in UNSPACED:
        count, unit = CHARACTERS_A_WORD * count, "characters"
    if slot.kind == "option":
        return f"at most {count} {unit}"
    return f"at most {count} {unit} a sentence" + (", one sentence a line" if slot.kind == "lines" else "")


def measured(slot: Slot, text: str, language: str) -> str:
    """How long the text is, in the unit of its limit: of its longest sentence, or of the whole option."""
    if not text or slot.kind == "label":
        return ""
    parts: Sequence[str] = (text,) if slot.kind == "option" else sentences(text) or (text,)
    if primary(language) in UNSPACED:
        count, unit = max(graphemes(part, language) for part in parts), "character"
    else:
        count, unit = max(round(words(part, language)) for part in parts), "word"
    return f"{count} {unit}{'' if count == 1 else 's'}"


def findings(document: Json, slots: Sequence[Slot], language: str, source: str) -> Mapping[str, tuple[Finding, ...]]:
    """What is to be said of the texts that a language has, by key; nothing where the survey itself is not finished enough."""
    there = {slot.key for slot in slots if slot.text(document, language)}
    known = (language, source, document["default_language"])
    if not there or not all(any(slot.read(document, one) for one in known) for slot in slots):
        return {}
    try:
        questionnaire = Questionnaire.model_validate(_alone(document, slots, known))
    except ValidationError:
        return {}
    said: dict[str, list[Finding]] = {}
    for one in _said(questionnaire):
        key = _key(one.path, language)
        if key in there and one not in said.setdefault(key, []):
            said[key].append(one)
    return {key: tuple(found) for key, found in said.items()}


def _said(questionnaire: Questionnaire) -> Iterator[Finding]:
    for room in (topics, limits, lint):
        yield from room.examine(questionnaire)


def _alone(document: Json, slots: Sequence[Slot], languages: tuple[str, ...]) -> dict[str, Any]:
    """The questionnaire in the first of these languages alone, with the words of the next where it has none."""
    language, *others = languages
    alone: dict[str, Any] = _copied(document)
    alone["languages"], alone["default_language"], alone["drafts"] = [language], language, []
    for slot in slots:
        *path, last = slot.before
        node: Any = alone
        for name in path:
            node = _child(node, name)
        said = slot.text(document, language)
        if not slot.read(document, language):
            said = next(filter(None, (slot.read(document, one) for one in others)))
        standing = node[last] if last in node and set(node[last]) <= {language} else {}
        if said and slot.after:
            standing = {language: {**standing.get(language, {}), slot.after[0]: said}}
        elif said:
            standing = {language: said}
        node[last] = standing
    return alone


def _copied(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _copied(one) for name, one in node.items()}
    return [_copied(one) for one in node] if isinstance(node, list) else node


def _child(node: Any, name: str) -> Any:
    return next(one for one in node if one["code"] == name) if isinstance(node, list) else node[name]


def _key(path: str, language: str) -> str:
    """The key of the text that a finding is about: its path without the language."""
    before, _, band = path.rpartition(f".{language}.")
    return f"{before}.{band}" if before else path.removesuffix(f".{language}")


def _youngest(document: Json, slot: Slot) -> Limits | None:
    readers = [one for one in document.get("bands", ()) if one["code"] in slot.bands]
    return limits_for(Band.model_validate(min(readers, key=lambda one: int(one["from_age"])))) if readers else None
