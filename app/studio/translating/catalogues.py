"""A language of a survey as a gettext catalogue (PO), as translators' tools read it, and back.

`msgctxt` is the key of the text, `msgid` the source, `msgstr` the translation; a comment for the translator says where it
stands, who reads it and how long it may be. A text whose source has changed is `fuzzy`, and what comes back fuzzy is a draft.
"""

import io
import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from app.errors import Invalid
from app.studio.translating.incoming import MOST_TEXTS, Incoming
from app.studio.translating.lengths import allowed
from app.studio.translating.saving import Language
from app.studio.translating.texts import Slot, text_digest

LARGEST = 1024 * 1024
_WAS = re.compile(r"Here since: ([0-9a-f]{32}|nothing)")
_LINE = re.compile(r'\s*(?:#.*|(?:msg(?:ctxt|id|id_plural|str)(?:\[\d+\])?\s*)?"(?:[^"\\]|\\.)*"\s*)?')
"""What a line of a PO file looks like. Babel would pass over a string that does not end."""
_UNNAMED = "PROJECT"
_NOTHING = "nothing"


def written(of: Language, overtaken: frozenset[str]) -> bytes:
    """The catalogue, UTF-8. Texts without a source are not in it: they are written in the source language first."""
    catalogue = Catalog(locale=of.language, project=of.code, version=of.source, fuzzy=False, charset="utf-8")
    about = f"Survey {of.code}, {of.source} to {of.language}."
    catalogue.header_comment = f"# {about} What is fuzzy is a draft, or its source has changed."
    for slot in of.slots:
        source = slot.read(of.document, of.source)
        if not source:
            continue
        text = slot.text(of.document, of.language)
        flags = ["fuzzy"] if text and slot.key in overtaken else []
        catalogue.add(source, text, context=slot.key, flags=flags, auto_comments=list(_comments(of, slot, text)))
    out = io.BytesIO()
    write_po(out, catalogue, width=0, omit_header=False)
    return out.getvalue()


def read(content: bytes, code: str, language: str) -> tuple[str, tuple[Incoming, ...]]:
    """The language it was translated from, and its texts. Refuses `not-a-catalogue`, `another-survey`, `another-language`."""
    if len(content) > LARGEST:
        raise Invalid("not-a-catalogue", f"A PO file has at most {LARGEST // 1024} KB.")
    catalogue = _parsed(content)
    if len(catalogue) > MOST_TEXTS:
        raise Invalid("not-a-catalogue", f"A PO file has at most {MOST_TEXTS} texts.")
    if catalogue.project not in {_UNNAMED, code}:
        raise Invalid("another-survey", f"This file belongs to survey {catalogue.project}, not to {code}.")
    if catalogue.locale_identifier not in {None, language}:
        raise Invalid("another-language", f"This file is in {catalogue.locale_identifier!r}, not in {language!r}.")
    source = catalogue.version if catalogue.project == code else ""
    return source, tuple(_incoming(message) for message in catalogue if message.id)


def _parsed(content: bytes) -> Catalog:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        at = content[: error.start].count(b"\n") + 1
        raise Invalid("not-a-catalogue", f"Line {at}: this is not UTF-8. Save the PO file in UTF-8.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not _LINE.fullmatch(line):
            raise Invalid("not-a-catalogue", f"Line {number}: this is not how a line of a PO file looks: {line[:60]}")
    try:
        return read_po(io.StringIO(text), abort_invalid=True)
    except PoFileError as error:
        raise Invalid("not-a-catalogue", f"Line {error.lineno + 1}: {error}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise Invalid("not-a-catalogue", f"This is not a PO file: {error}") from error


def _incoming(message: Message) -> Incoming:
    line = f"line {message.lineno}"
    if not isinstance(message.id, str) or not isinstance(message.string, str):
        raise Invalid("not-a-catalogue", f"{line.capitalize()}: a text here has no plural forms.")
    found = next((match for one in message.auto_comments if (match := _WAS.fullmatch(one.strip()))), None)
    return Incoming(
        line,
        message.context or "",
        message.id,
        message.string,
        was=found[1].removesuffix(_NOTHING) if found else None,
        unsure=message.fuzzy,
        sure=not message.fuzzy,
    )


def _comments(of: Language, slot: Slot, text: str) -> Iterator[str]:
    yield " · ".join(part for part in (slot.part, slot.where, _readers(of, slot)) if part)
    if limit := allowed(of.document, slot, of.language):
        yield f"Length: {limit}."
    yield f"Here since: {text_digest(text) if text else _NOTHING}"


def _readers(of: Language, slot: Slot) -> str:
    ages = [f"{one['from_age']}-{one['to_age']}" for one in of.document.get("bands", ()) if one["code"] in slot.bands]
    return f"read at {', '.join(ages)}" if ages else ""
