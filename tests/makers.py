"""Makers: small, valid things to start a test from. Override what the test is about and nothing else."""

import secrets
import struct
from datetime import date
from typing import Any

from sqlmodel import Session

from app.surveys import versions, waves
from app.surveys.models import Wave
from app.surveys.questionnaire import Questionnaire

BANDS = [
    {"code": "1", "label": {"en": "8 to 10"}, "from_age": 8, "to_age": 10},
    {"code": "2", "label": {"en": "14 to 17"}, "from_age": 14, "to_age": 17},
]


def says(text: str, band: str = "1") -> dict[str, dict[str, str]]:
    """A wording in English only."""
    return {"en": {band: text}}


def option(code: str, label: str, **more: Any) -> dict[str, Any]:
    """A response option as plain data."""
    return {"code": code, "label": says(label), **more}


def single(code: str, options: str = "123", bands: str = "12", **more: Any) -> dict[str, Any]:
    """A single-choice item as plain data, its options named after their codes."""
    return {
        "kind": "single",
        "code": code,
        "bands": list(bands),
        "wording": says(f"What about {code}?"),
        "options": [option(character, f"Answer {character}") for character in options],
        **more,
    }


def pick(code: str, options: str = "129", bands: str = "12", maximum: int = 2, **more: Any) -> dict[str, Any]:
    """A pick item as plain data; option 9 is exclusive."""
    return {
        "kind": "pick",
        "code": code,
        "bands": list(bands),
        "wording": says(f"Which of {code}?"),
        "maximum": maximum,
        "options": [option(character, f"Answer {character}", exclusive=character == "9") for character in options],
        **more,
    }


def open_text(code: str, bands: str = "2", **more: Any) -> dict[str, Any]:
    """An open text as plain data."""
    return {"kind": "text", "code": code, "bands": list(bands), "wording": says(f"What do you think of {code}?"), **more}


def asked_if(item: str, codes: str) -> dict[str, Any]:
    """What makes an item conditional on one answer to another."""
    return {"asked_if": {"any": [{"item": item, "codes": list(codes)}]}, "asked_if_in_words": says("If not, tap Continue.")}


def sensitive(item: dict[str, Any], codes: str, level: str = "S1") -> dict[str, Any]:
    """The item at a sensitive level, with these options flagged."""
    options = [{**one, "sensitive": one["code"] in codes} for one in item["options"]]
    return {**item, "level": level, "options": options}


def a_survey(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A questionnaire of these items as plain data: two bands, English, no profile."""
    return {
        "format": "suara-questionnaire/1",
        "code": "TEST",
        "title": {"en": "A test"},
        "languages": ["en"],
        "default_language": "en",
        "bands": BANDS,
        "welcome": says("Hello!"),
        "assent": says("You choose."),
        "items": list(items) or [single("Q1"), single("Q2")],
        **more,
    }


def a_worked_example() -> dict[str, Any]:
    """The questionnaire of the contract's worked example (DESIGN.md section 6) as plain data."""
    asked_if = {"any": [{"item": "CON1", "codes": ["2", "3"]}]}
    return a_survey(
        single("GEN"),
        sensitive(single("CON1A", bands="1"), "23"),
        sensitive(single("CON1", bands="2"), "23"),
        pick("HLP1"),
        sensitive(single("HLP3", bands="2", asked_if=asked_if, asked_if_in_words=says("If not, tap Continue.")), "3"),
        single("END1"),
        code="WORKED",
        profile=["GEN"],
        closing="END1",
        breakdowns=["AGE", "GEN"],
        pairs=[["AGE", "GEN"]],
    )


def a_survey_with_indicators() -> dict[str, Any]:
    """The worked example with a risk and a help."""
    names = [("risk", "CON1", ["2", "3"]), ("help", "HLP1", ["1"])]
    indicators = [
        {"code": f"I{number}", "name": {"en": f"Finding {number}"}, "kind": kind, "item": item, "codes": codes}
        for number, (kind, item, codes) in enumerate(names)
    ]
    return {**a_worked_example(), "indicators": indicators}


def a_fit_survey() -> dict[str, Any]:
    """A questionnaire as plain data that is fit for children: a profile, a sensitive item, and one conditional on it."""
    asked_if = {"any": [{"item": "CON1", "codes": ["2", "3"]}]}
    return a_survey(
        single("GEN"),
        single("ACC1"),
        sensitive(single("CON1", bands="2"), "23"),
        pick("HLP1", maximum=1),
        sensitive(single("HLP3", bands="2", asked_if=asked_if, asked_if_in_words=says("If not, tap Continue.")), "3"),
        single("VOI1"),
        single("VOI2"),
        single("END1"),
        code="FIT",
        profile=["GEN"],
        closing="END1",
        breakdowns=["AGE", "GEN"],
    )


def a_questionnaire(*items: dict[str, Any], **more: Any) -> Questionnaire:
    """A questionnaire of these items."""
    return Questionnaire.model_validate(a_survey(*items, **more))


def a_wave(session: Session, data: dict[str, Any] | None = None, *, code: str | None = None, **more: Any) -> Wave:
    """A practice wave in draft, of the questionnaire given or of a small one."""
    version = versions.save(session, data or a_survey())
    return waves.create(session, version.document.code, "TH", **{"practice": True, "grace_days": 0, "code": code, **more})


def an_open_wave(session: Session, data: dict[str, Any] | None = None, *, code: str | None = None, **more: Any) -> Wave:
    """A practice wave that children can answer."""
    wave = a_wave(session, data, code=code, **more)
    waves.open_(session, wave)
    return wave


def a_form(version: str, *pairs: str, nonce: str | None = None) -> bytes:
    """The body of a finished form: `item=option` pairs, a nonce and the version's hash."""
    return "&".join([*pairs, f"nonce={nonce or secrets.token_hex(16)}", f"version={version[:16]}"]).encode()


MONDAY = date(2026, 6, 1)


def an_opus(seconds: float = 0.1, serial: int = 1) -> bytes:
    """Silence as an Ogg Opus file (RFC 7845) that a browser really plays; another serial makes another file."""
    packets = [b"\xf8\xff\xfe"] * round(seconds * 50)  # one frame of silence each, 20 ms long
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 5) + b"suara" + struct.pack("<I", 0)
    pages = [_ogg_page([head], serial, 0, 2, 0), _ogg_page([tags], serial, 1, 0, 0)]
    pages.extend(
        _ogg_page(packets[at : at + 50], serial, 2 + at // 50, 4 if at + 50 >= len(packets) else 0, 960 * (at + 50))
        for at in range(0, len(packets), 50)
    )
    return b"".join(pages)


def _ogg_page(packets: list[bytes], serial: int, number: int, kind: int, position: int) -> bytes:
    lengths = bytes(map(len, packets))
    start, end = b"OggS\0" + struct.pack("<BQII", kind, position, serial, number), bytes([len(packets)]) + lengths
    body = b"".join(packets)
    check = 0
    for byte in start + bytes(4) + end + body:  # the format's own checksum: polynomial 0x04c11db7, nothing reflected
        check ^= byte << 24
        for _ in range(8):
            check = (check << 1 ^ 0x04C11DB7 if check & 0x80000000 else check << 1) & 0xFFFFFFFF
    return start + struct.pack("<I", check) + end + body
