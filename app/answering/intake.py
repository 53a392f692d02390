"""Finished forms come in here: a raw ASGI endpoint in front of the web framework, for it is the one hot path.

`POST /{wave}/{language}/{band}`. After the commit: 303 to the thanks, or 204 where the page's script asked for problem
documents. Every refusal is a kind page or `application/problem+json`, and then nothing was stored. Neither the address nor
the agent of the sender is looked at, and the nonce never leaves this module (promise 1).

`POST /{wave}` with bytes: a form that waited on a phone, sealed. Opened, it is a form like any other, so it counts once
beside the same form sent plainly. Only the script sends these: 204, or a problem document.
"""

import hashlib
import hmac
import json
import logging
import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from app import clock
from app.answering import sealed
from app.answering.forms import FormReader, version_of
from app.answering.pages import kind_page
from app.answering.record import Coder, broken_form
from app.answering.sheet import Sheet
from app.answering.submissions import Entry
from app.answering.writer import Writer, come_again, too_late
from app.database import reading
from app.errors import Busy, Conflict, Invalid, NotFound, Refusal
from app.surveys import contacts, waves
from app.surveys.codebook import codebook
from app.surveys.models import QuestionnaireVersion
from app.web.problems import problem_document, status_of

log = logging.getLogger(__name__)

LARGEST_BODY = 16 * 1024
LARGEST_SEALED = LARGEST_BODY + sealed.STEP + sealed.OVERHEAD
RETRY_SECONDS = 5
_PATH = re.compile(r"/([A-Z0-9]{2,8})(?:/([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)/([1-9]))?")
_FORM = b"application/x-www-form-urlencoded"
_SEALED = b"application/octet-stream"
_PROBLEM = b"application/problem+json"


@dataclass(slots=True)
class _Field:
    """All that is needed to take in the forms of one version of one wave."""

    wave_id: int
    secret: bytes
    version_id: int
    languages: frozenset[str]
    readers: dict[str, FormReader] = field(default_factory=dict)


def submission_id(secret: bytes, nonce: bytes) -> bytes:
    """The 16 bytes that name a submission: HMAC-SHA256 of the nonce under the wave's secret, so a second send changes nothing."""
    return hmac.digest(secret, b"id" + nonce, hashlib.sha256)[:16]


class Intake:
    """ASGI middleware: takes finished forms in and passes everything else on."""

    def __init__(self, app: ASGIApp, engine: Engine, writer: Writer) -> None:
        self._app = app
        self._engine = engine
        self._writer = writer
        self._fields: dict[tuple[str, str], _Field] = {}
        self._secrets: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a finished form; hand any other request to the application behind."""
        path = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if path is None:
            await self._app(scope, receive, send)
            return
        code, language, band = path.groups()
        headers = dict(scope["headers"])
        if language is None:
            if _kind_of(headers) == _SEALED:
                await self._answer_sealed(code, receive, send)
            else:
                await self._app(scope, receive, send)
            return
        plain = _PROBLEM in headers.get(b"accept", b"")
        try:
            await self._take_in(code, language, band, headers, receive)
        except Refusal as refusal:
            await _refuse(send, refusal, None if plain else await run_in_threadpool(self._kind_page, refusal, code, language))
        except Exception as error:  # noqa: BLE001 (a child is told kindly whatever it is, and its message may quote the form)
            log.error("unforeseen %s while a form was taken in", type(error).__name__)  # noqa: TRY400
            await _refuse(send, come_again(), None if plain else kind_page(come_again().code, language))
        else:
            await _acknowledge(send, f"/{code}/{language}/thanks", plain=plain)

    async def _answer_sealed(self, code: str, receive: Receive, send: Send) -> None:
        try:
            await self._take_in_sealed(code, receive)
        except Invalid as refusal:  # bytes that say nothing were never understood: 422, where a form that says nonsense is 400
            await _refuse(send, refusal, None, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Refusal as refusal:
            await _refuse(send, refusal, None)
        except Exception as error:  # noqa: BLE001 (as above; the phone keeps what it is told to send again)
            log.error("unforeseen %s while a sealed form was taken in", type(error).__name__)  # noqa: TRY400
            await _refuse(send, come_again(), None)
        else:
            await _acknowledge(send, "", plain=True)

    async def _take_in_sealed(self, code: str, receive: Receive) -> None:
        body = await _body(receive, LARGEST_SEALED)
        # Opening takes longer than all the rest of a form, and the first time it loads its library: not while others wait.
        language, band, form = await run_in_threadpool(self._open, code, body)
        if len(form) > LARGEST_BODY:
            raise _too_large()
        await self._keep(code, language, band, form)

    def _open(self, code: str, body: bytes) -> tuple[str, str, bytes]:
        secret = self._secrets.get(code)
        if secret is None:
            with reading(self._engine) as session:
                secret = waves.by_code(session, code).secret
            if secret is None:
                raise too_late(code)
            self._secrets[code] = secret
        return sealed.opened(secret, code, body)

    async def _take_in(self, code: str, language: str, band: str, headers: dict[bytes, bytes], receive: Receive) -> None:
        if _kind_of(headers) != _FORM:
            raise broken_form("The form is not urlencoded.")
        await self._keep(code, language, band, await _body(receive, LARGEST_BODY))

    async def _keep(self, code: str, language: str, band: str, body: bytes) -> None:
        """Return once the form is durable, or stood already."""
        version = version_of(body)
        here = self._fields.get((code, version))
        if here is None:
            here = await run_in_threadpool(self._look_up, code, version)
            self._fields[code, version] = here
        reader = here.readers.get(band)
        if reader is None or language not in here.languages:
            raise broken_form("The wave has no such band or language.")
        form = reader.read(body)
        entry = Entry(
            here.wave_id,
            submission_id(here.secret, form.nonce),
            here.version_id,
            form.record,
            clock.today(),
            language,
            band,
            form.texts,
        )
        try:
            await self._writer.add(entry)
        except Conflict:  # too late: the wave's secret is not to be remembered longer than the wave takes answers
            self._forget(code)
            raise

    def _forget(self, code: str) -> None:
        self._secrets.pop(code, None)
        for field_of in [one for one in self._fields if one[0] == code]:
            self._fields.pop(field_of, None)

    def _kind_page(self, refusal: Refusal, code: str, language: str) -> Sheet:
        """The page that says why, with the help of the wave's country where there is such a wave."""
        try:
            with reading(self._engine) as session:
                wave = waves.by_code(session, code)
                help_there = contacts.of_country(session, wave.country)
                return kind_page(refusal.code, language, wave.country, practice=wave.practice, help=help_there)
        except (NotFound, SQLAlchemyError):
            return kind_page(refusal.code, language)

    def _look_up(self, code: str, version: str) -> _Field:
        with reading(self._engine) as session:
            wave = waves.by_code(session, code)
            if wave.secret is None:
                raise too_late(code)
            found = session.exec(
                select(QuestionnaireVersion).where(
                    QuestionnaireVersion.survey_id == wave.survey_id, col(QuestionnaireVersion.hash).startswith(version)
                )
            ).one_or_none()
            if found is None or not _same_codebook(found, session.get_one(QuestionnaireVersion, wave.version_id)):
                raise broken_form("The form is of no version that this wave asks.")
            assert wave.id is not None
            assert found.id is not None
            questionnaire = found.document
            coder = Coder(questionnaire)
            readers = {band: FormReader(questionnaire, coder, band) for band in coder.bands}
            return _Field(wave.id, wave.secret, found.id, frozenset(questionnaire.languages), readers)


def _same_codebook(one: QuestionnaireVersion, other: QuestionnaireVersion) -> bool:
    """Whether forms of both versions have the same columns: a corrected wording does not turn a child away."""
    return one.hash == other.hash or codebook(one.document) == codebook(other.document)


def _kind_of(headers: dict[bytes, bytes]) -> bytes:
    return headers.get(b"content-type", b"").partition(b";")[0].strip().lower()


def _too_large() -> Invalid:
    return Invalid("form-too-large", f"A form has at most {LARGEST_BODY} bytes.")


async def _body(receive: Receive, largest: int) -> bytes:
    """The whole body, refused as `form-too-large` as soon as it grows past the bound."""
    parts: list[bytes] = []
    size = 0
    while True:
        message: MutableMapping[str, Any] = await receive()
        if message["type"] == "http.disconnect":
            raise broken_form("The form ended before it was whole.")
        part: bytes = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > largest:
            raise _too_large()
        if not message.get("more_body", False):
            return b"".join(parts)


async def _acknowledge(send: Send, thanks: str, *, plain: bool) -> None:
    """Say that the answers are safe: nothing to read for the script, the thanks for the browser."""
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if not plain:
        headers.append((b"location", thanks.encode()))
    await send({"type": "http.response.start", "status": 204 if plain else 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _refuse(send: Send, refusal: Refusal, sheet: Sheet | None, status: int | None = None) -> None:
    """Say that nothing was stored, and why: kindly on a page, or as a problem document for the script."""
    if refusal.code == "form-too-large":
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    status = status or status_of(refusal)
    if sheet is None:
        body, headers = json.dumps(problem_document(refusal, status)).encode(), {"content-type": "application/problem+json"}
    else:
        body, headers = sheet.body, {"content-type": "text/html; charset=utf-8", **sheet.headers()}
    headers |= {"content-length": str(len(body)), "cache-control": "no-store"}
    if isinstance(refusal, Busy):
        headers["retry-after"] = str(RETRY_SECONDS)
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
