"""The body of a finished form, read for one band of one questionnaire. Pure, and the hot path's only parser.

Every `item=option` pair that a page of ours can send is known beforehand, so a form is split at `&` and looked up; only
what is not found (nonce, version, open texts, unusual escapes) is decoded. The bound on the body is kept by intake.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_to_bytes

from app.answering.record import OPT_OUTS, Coder, broken_form
from app.surveys.questionnaire import OpenText, Questionnaire

_NONCE = re.compile(r"[0-9a-f]{32}")
_VERSION = re.compile(r"[0-9a-f]{16}")
_FIELDS_OF_ITS_OWN = frozenset({"nonce", "version"})


@dataclass(frozen=True, slots=True)
class Form:
    """A finished form: the phone's nonce, the record, and the open texts by item. The nonce is never stored or logged."""

    nonce: bytes
    record: str
    texts: dict[str, str]


class FormReader:
    """Reads the forms of one band."""

    def __init__(self, questionnaire: Questionnaire, coder: Coder, band: str) -> None:
        self._coder = coder
        self._band = band
        self._texts = {item.code: item.maximum for item in questionnaire.asked_of(band) if isinstance(item, OpenText)}
        self._pairs = {
            f"{item}={written}".encode(): (item, code)
            for item, codes in coder.options(band).items()
            for code in codes
            for written in {code, quote_plus(code)}
        }

    def read(self, body: bytes) -> Form:
        """The form in a urlencoded body. Refuses `broken-form` for anything that no page of ours sends."""
        answers: dict[str, frozenset[str]] = {}
        fields: dict[str, str] = {}
        pairs = self._pairs
        for segment in body.split(b"&"):
            known = pairs.get(segment)
            if known is None:
                self._other(segment, answers, fields)
            else:
                item, code = known
                answers[item] = answers[item] | {code} if item in answers else frozenset(code)
        nonce = fields.pop("nonce", "")
        if not _NONCE.fullmatch(nonce):
            raise broken_form("The form has no nonce.")
        if not _VERSION.fullmatch(fields.pop("version", "")):
            raise broken_form("The form does not name its version.")
        return Form(bytes.fromhex(nonce), self._coder.encode(self._band, answers), self._cleaned(fields))

    def _other(self, segment: bytes, answers: dict[str, frozenset[str]], fields: dict[str, str]) -> None:
        name, value = _decoded(segment)
        if name in self._texts and value in OPT_OUTS:
            # Who writes first and then would rather not say has taken it back; without script the page cannot empty the box.
            fields[name] = ""
        elif name in _FIELDS_OF_ITS_OWN or name in self._texts:
            if name in fields:
                raise broken_form("The form holds a field twice.")
            fields[name] = value
        elif name:
            answers[name] = answers.get(name, frozenset()) | {value}

    def _cleaned(self, texts: dict[str, str]) -> dict[str, str]:
        """Open texts in NFC with plain line ends and no control characters, cut at the item's maximum; empty ones left out."""
        cleaned = {}
        for item, text in texts.items():
            plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
            kept = "".join(character for character in plain if character == "\n" or unicodedata.category(character) != "Cc")
            if shown := kept.strip()[: self._texts[item]]:
                cleaned[item] = shown
        return cleaned


def version_of(body: bytes) -> str:
    """The version that a form names (16 hexadecimal characters). Refuses `broken-form` where it names none."""
    for segment in body.split(b"&"):
        if segment.startswith(b"version="):
            _, version = _decoded(segment)
            if _VERSION.fullmatch(version):
                return version
    raise broken_form("The form does not name its version.")


def _decoded(segment: bytes) -> tuple[str, str]:
    name, _, value = segment.replace(b"+", b" ").partition(b"=")
    try:
        return unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode()
    except UnicodeDecodeError as error:
        raise broken_form("The form is not UTF-8.") from error
