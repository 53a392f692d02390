"""Where a child's pages are: `/{code}`, `/{code}/{language}`, a band's page, thanks, no, bye, and the way out.

Synchronous, read-only, without a cookie. A refusal is a kind page. Finished forms never come here: `intake` stands in front.
"""

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.requests import Request as StarletteRequest
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.answering import pages
from app.answering.pages import Asking
from app.answering.sealed import public_key
from app.answering.sheet import Sheet
from app.answering.shelf import Shelf
from app.database import reading
from app.errors import Conflict, NotFound, Refusal
from app.surveys import contacts, pictures, recordings, support, versions, waves
from app.surveys.models import QuestionnaireVersion, Wave, WaveState
from app.surveys.questionnaire import Questionnaire
from app.surveys.support import Contact
from app.web import statics
from app.web.compressed import Compressed, compress, fresh, kept
from app.web.languages import SOURCE, negotiate, spoken
from app.web.problems import status_of
from app.web.transactions import Reading, engine_of

log = logging.getLogger(__name__)

FIVE_MINUTES = "public, max-age=300"
ASK_AGAIN = "no-cache"
NEVER_KEPT = "no-store"
FIXED_PATHS = frozenset({"results", "office", "api", "sdmx", "health", "static", "next"})

NOTICES = frozenset({"thanks", "no", "bye"})

_SHUT = {WaveState.DRAFT: "not-open-yet", WaveState.PAUSED: "paused", WaveState.CLOSED: "closed"}

_sheets: Shelf[tuple[object, ...], tuple[Sheet, Compressed]] = Shelf(512)
_questionnaires: Shelf[str, Questionnaire] = Shelf(32)
_pictures: Shelf[str, frozenset[tuple[str, str]]] = Shelf(32)


class _WaveCode(StringConvertor):
    regex = "[A-Z0-9]{2,8}"


class _Language(StringConvertor):
    regex = "[a-z]{2,3}"


class _Band(StringConvertor):
    regex = "[1-9]"


class _Sound(StringConvertor):
    regex = "[0-9a-f]{16}"


for _name, _convertor in {"wave": _WaveCode, "language": _Language, "band": _Band, "sound": _Sound}.items():
    register_url_convertor(_name, _convertor())


class KindRoute(APIRoute):
    """A route whose refusals, and mistakes of ours, are kind pages, in the language of the address or else of the browser."""

    def get_route_handler(self) -> Callable[[StarletteRequest], Any]:
        handle = super().get_route_handler()

        async def handle_kindly(request: StarletteRequest) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return _kind(request, refusal)
            except HTTPException:
                raise
            except Exception as error:  # noqa: BLE001 (a child has help and a way out whatever happens)
                log.error("unforeseen %s on a page of a child", type(error).__name__)  # noqa: TRY400 (nor is its message kept)
                return _kind(request, Refusal("unforeseen", "The mistake is ours. Please try again in a moment."))

        return handle_kindly


router = APIRouter(include_in_schema=False, route_class=KindRoute)


@router.get("/next")
def leave(c: str = "") -> HTMLResponse:
    """An empty page, so that nothing stays in sight; the real leaving comes next, when this site's pages are out of the way."""
    return _onwards(f"/next/on?c={c}" if c in support.countries() else "/next/on")


@router.get("/next/on")
def leave_for_good(c: str = "") -> HTMLResponse:
    """Clears what the browser kept of this site, the pages it would come back to included, and goes to the neutral page."""
    answer = _onwards(support.neutral_page(c if c in support.countries() else None))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@router.get("/next/quiet.css")
def quiet() -> Response:
    """An empty stylesheet: the thanks load it, and with it comes the order to forget the pages before."""
    return Response(media_type="text/css", headers={"Clear-Site-Data": '"cache"', "Cache-Control": NEVER_KEPT})


@router.get("/worker.js")
def worker(request: Request) -> Response:
    """The service worker, under the one name that it may never change; it may reach this site and nothing else."""
    policy = "default-src 'none'; script-src 'self'; connect-src 'self'"
    return kept(statics.served("worker.js"), request.headers, {"Cache-Control": ASK_AGAIN, "Content-Security-Policy": policy})


@router.get("/{code:wave}")
def welcome_in_my_language(code: str, request: Request, session: Reading) -> Response:
    """The welcome, in the language that the browser likes best."""
    asking, questionnaire = _visit(session, code)
    offered = pages.offered(questionnaire, asking.languages)
    default = questionnaire.default_language if questionnaire.default_language in offered else offered[0]
    language = negotiate(request.headers.get("accept-language"), offered, default)
    return _welcome(request, _voiced(session, asking, language), questionnaire, language, {"Vary": "Accept-Language"})


@router.get("/{code:wave}/{language:language}")
def welcome(code: str, language: str, request: Request, session: Reading) -> Response:
    """The welcome in one language."""
    asking, questionnaire = _visit(session, code)
    if language not in pages.offered(questionnaire, asking.languages):
        return RedirectResponse(f"/{code}", 303)
    return _welcome(request, _voiced(session, asking, language), questionnaire, language, {})


@router.get("/{code:wave}/{language:language}/{band:band}")
def questions(code: str, language: str, band: str, request: Request, session: Reading) -> Response:
    """A band's questionnaire: the same bytes for every child, for five minutes."""
    asking, questionnaire = _visit(session, code)
    if language not in pages.offered(questionnaire, asking.languages) or not _has_band(questionnaire, band):
        return RedirectResponse(f"/{code}", 303)
    asking = _voiced(session, asking, language)
    sheet, body = _kept_sheet(asking, language, band, lambda: pages.questions(asking, questionnaire, language, band))
    return kept(body, request.headers, {**sheet.headers(), "Cache-Control": FIVE_MINUTES})


@router.get("/{code:wave}/{language:language}/{band:band}/new")
def questions_with_nonce(code: str, language: str, band: str, request: Request, session: Reading) -> Response:
    """The same with a nonce of the server's, for browsers without script: never kept, each one new."""
    asking, questionnaire = _visit(session, code)
    if language not in pages.offered(questionnaire, asking.languages) or not _has_band(questionnaire, band):
        return RedirectResponse(f"/{code}", 303)
    asking, page = _voiced(session, asking, language), f"{band}/new"
    sheet, _ = _kept_sheet(asking, language, page, lambda: pages.questions(asking, questionnaire, language, band, uncached=True))
    body = pages.with_nonce(sheet, secrets.token_hex(16))
    return fresh(body, request.headers, {**sheet.headers(), "Cache-Control": NEVER_KEPT})


@router.get("/{code:wave}/{language:language}/sound/{name:sound}")
def sound(code: str, language: str, name: str, session: Reading) -> Response:
    """A recorded voice, under the name of its content and so for ever: also for forms that were open when the wave closed."""
    wave = waves.by_code(session, code)
    if wave.state is WaveState.DRAFT:
        raise _shut(wave)
    return Response(recordings.one(session, wave.survey_id, language, name), headers=statics.FOR_EVER, media_type="audio/ogg")


@router.get("/{code:wave}/{language:language}/{name}")
def notice(code: str, language: str, name: str, request: Request, session: Reading) -> Response:
    """Thanks, no and bye: open in every state of the wave, for a form may be sent after it closed."""
    wave = waves.by_code(session, code)
    asking, questionnaire = _asking(session, wave)
    if name not in NOTICES or language not in pages.offered(questionnaire, asking.languages):
        return RedirectResponse(f"/{code}", 303)
    asking = _voiced(session, asking, language)
    sheet, body = _kept_sheet(asking, language, name, lambda: pages.notice(name, asking, questionnaire, language))
    control = NEVER_KEPT if name == "thanks" else ASK_AGAIN
    return kept(body, request.headers, {**sheet.headers(), "Cache-Control": control})


@router.get("/{typed:path}")
def typed_by_hand(typed: str) -> RedirectResponse:
    """Last of all addresses: a code typed in small letters leads to its wave, anything else to a kind page.

    What lies under a fixed path is another room's, and so is the way to say that it is not there.
    """
    if typed.partition("/")[0] in FIXED_PATHS:
        raise HTTPException(404)
    code = typed.strip("/ ").upper()
    if code == typed or not waves.CODE.fullmatch(code):
        raise NotFound("unknown-wave", "There is no such wave.")
    return RedirectResponse(f"/{code}", 307)


def _visit(session: Session, code: str) -> tuple[Asking, Questionnaire]:
    """The wave as pages show it, if children may come in. Refuses `unknown-wave`, `not-open-yet`, `paused`, `closed`."""
    wave = waves.by_code(session, code)
    if wave.state is not WaveState.OPEN:
        raise _shut(wave)
    return _asking(session, wave)


def _shut(wave: Wave) -> Conflict:
    return Conflict(_SHUT[wave.state], "Children cannot start now.", wave=wave.code, country=wave.country, practice=wave.practice)


def _voiced(session: Session, asking: Asking, language: str) -> Asking:
    """With the recordings that there are just now: a page that is kept is one of them all."""
    return replace(asking, voices=frozenset(recordings.of_wave(session, asking.code, language).items()))


def _asking(session: Session, wave: Wave) -> tuple[Asking, Questionnaire]:
    version = session.exec(select(QuestionnaireVersion.hash).where(col(QuestionnaireVersion.id) == wave.version_id)).one()
    questionnaire = _questionnaires.get(version, lambda: versions.questionnaire_of(session, wave)[0])
    key = public_key(wave.secret) if wave.secret else ""
    help_there = contacts.of_country(session, wave.country)
    asking = Asking(wave.code, wave.country, wave.practice, version, key, languages=wave.evidence.languages, help=help_there)
    drawn = _pictures.get(version, lambda: frozenset(pictures.shown(session, pictures.named(questionnaire)).items()))
    return replace(asking, pictures=drawn), questionnaire


def _welcome(request: Request, asking: Asking, questionnaire: Questionnaire, language: str, headers: dict[str, str]) -> Response:
    sheet, body = _kept_sheet(asking, language, "welcome", lambda: pages.welcome(asking, questionnaire, language))
    return kept(body, request.headers, {**sheet.headers(), **headers, "Cache-Control": ASK_AGAIN})


def _kept_sheet(asking: Asking, language: str, page: str, make: Callable[[], Sheet]) -> tuple[Sheet, Compressed]:
    def made() -> tuple[Sheet, Compressed]:
        sheet = make()
        return sheet, compress(sheet.body)

    return _sheets.get((asking, language, page), made)


def _has_band(questionnaire: Questionnaire, band: str) -> bool:
    return any(one.code == band for one in questionnaire.bands)


def _onwards(address: str) -> HTMLResponse:
    """An empty page that goes on by itself, without a trace of where it came from. Addresses are ours, from a list."""
    onwards = f'<meta http-equiv="refresh" content="0;url={address}">'
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8">{onwards}<title>Questions</title>',
        headers={
            "Cache-Control": NEVER_KEPT,
            "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _kind(request: StarletteRequest, refusal: Refusal) -> Response:
    wanted = re.fullmatch(r"/[^/]+/([a-z]{2,3})(/.*)?", request.url.path)
    in_address = wanted.group(1) if wanted else ""
    chosen = negotiate(request.headers.get("accept-language"), sorted(spoken()), SOURCE)
    language = in_address if in_address in spoken() else chosen
    country = refusal.details.get("country")
    practice = refusal.details.get("practice") is True
    known = country if isinstance(country, str) else None
    sheet = pages.kind_page(refusal.code, language, known, practice=practice, help=_help(request, known))
    headers = {**sheet.headers(), "Cache-Control": NEVER_KEPT, "Vary": "Accept-Language"}
    return fresh(sheet.body, request.headers, headers, status_of(refusal))


def _help(request: StarletteRequest, country: str | None) -> tuple[Contact, ...] | None:
    """Who listens in a country, as the office knows it; as shipped where the database cannot be asked."""
    if country not in support.countries():
        return None
    try:
        with reading(engine_of(request)) as session:
            return contacts.of_country(session, country)
    except SQLAlchemyError:
        return None
