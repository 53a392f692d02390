"""The reading room: `/results`, a page per release, its files, the feed. Read-only, without a cookie, for anybody.

How pages and files are made once and kept is in `making`. The permanent address of a file is asked again each time, for a
withdrawal changes what it says; with `?edition=` of what is there it may be kept for ever.
"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.errors import NotFound
from app.publishing import comparing, making, reading, report
from app.publishing.brief import printed
from app.publishing.brief.page import LANGUAGES_OF_BRIEFS, address, brief_page
from app.publishing.brief.values import Version
from app.publishing.files import archive, contents, documents, feed
from app.publishing.making import ASK_AGAIN
from app.publishing.one_question import question_page
from app.publishing.picture import MEDIA_TYPES, picture, picture_of_run
from app.results.headlines import Headline, Seal
from app.results.releases import Stored
from app.web.compressed import HTML, kept
from app.web.languages import BRIEF, LANGUAGES, SOURCE, negotiate
from app.web.templates import page
from app.web.transactions import engine_of

router = APIRouter(include_in_schema=False)


@router.get("/results")
def room(request: Request, country: str = "") -> Response:
    """Every release, the newest first; of one country where that is asked."""
    found = making.listing(engine_of(request))
    chosen = country if any(one.country == country for one in found.headlines) else ""

    def write(headlines: tuple[Headline, ...], _base_url: str) -> bytes:
        return page("publishing/room.html", reading.room_page(headlines, chosen)).encode()

    return kept(making.made_of_list(found, f"room/{chosen}", HTML, write), request.headers, ASK_AGAIN)


@router.get(feed.PATH)
def followed(request: Request) -> Response:
    """The Atom feed of releases and withdrawals."""
    written = making.made_of_list(making.listing(engine_of(request)), feed.PATH, feed.MEDIA_TYPE, feed.atom)
    return kept(written, request.headers, ASK_AGAIN)


@router.get(documents.SCHEMA_PATH)
def schema(request: Request) -> Response:
    """The JSON Schema of every `release.json`."""
    written = making.made_alike(documents.SCHEMA_PATH, "application/schema+json", documents.release_schema)
    return kept(written, request.headers, ASK_AGAIN)


@router.get("/results/surveys/{survey}")
def survey(survey: str, request: Request) -> Response:
    """All releases of a survey side by side, as far as they can be compared. NotFound `unknown-survey`."""

    def write(found: list[Stored], _base_url: str) -> bytes:
        return page("publishing/survey.html", comparing.survey_page(found)).encode()

    return kept(making.made_of_all(request, _standing(survey, request), survey, HTML, write), request.headers, ASK_AGAIN)


@router.get("/results/surveys/{survey}/{indicator}")
def indicator(survey: str, indicator: str, request: Request) -> Response:
    """One indicator in all releases of a survey. NotFound `unknown-survey`, `unknown-indicator`."""

    def write(found: list[Stored], _base_url: str) -> bytes:
        return page("publishing/indicator.html", comparing.indicator_page(found, indicator)).encode()

    name = f"{survey}/{indicator}"
    return kept(making.made_of_all(request, _standing(survey, request), name, HTML, write), request.headers, ASK_AGAIN)


@router.get("/results/surveys/{survey}/{indicator}/{first}.{form}")
def picture_of_indicator(survey: str, indicator: str, first: str, form: str, request: Request) -> Response:
    """One indicator in the releases that stand together from `first` on. NotFound as for its page, `unknown-release`."""

    def write(found: list[Stored], base_url: str) -> bytes:
        return picture_of_run(found, indicator, first, form, base_url)

    name = f"{survey}/{indicator}/{first}.{form}"
    made = making.made_of_all(request, _standing(survey, request), name, _media_type(form), write)
    as_file = {"Content-Disposition": f'attachment; filename="{survey}-{indicator}-{first}.{form}"'}
    return kept(made, request.headers, {**ASK_AGAIN, **as_file})


def _standing(survey: str, request: Request) -> tuple[Seal, ...]:
    """The releases of a survey that were not withdrawn. NotFound `unknown-survey`."""
    found = making.listing(engine_of(request))
    together = zip(found.headlines, found.seals, strict=True)
    standing = tuple(sealed for one, sealed in together if one.survey == survey and one.withdrawn_on is None)
    if not standing:
        raise NotFound("unknown-survey", f"Nothing stands published of a survey {survey[:40]}.")
    return standing


@router.get("/results/{wave}/{number}")
def result(wave: str, number: str, request: Request) -> Response:
    """The page of a release; NotFound `unknown-release`, `release-damaged`."""
    sealed = making.seal_of(request, f"{wave}/{number}")
    return kept(making.made(request, sealed, "", HTML, _page), request.headers, ASK_AGAIN)


def _page(stored: Stored, _base_url: str) -> bytes:
    context = reading.result_page(stored, making.edition(stored.digest, stored.withdrawn_reason))
    return page("publishing/result.html", context).encode()


@router.get("/results/{wave}/{number}/brief")
def brief(wave: str, number: str, request: Request) -> Response:
    """The brief for the ministry, in the language that the reader's browser likes best of those it is written in."""
    language = negotiate(request.headers.get("accept-language"), LANGUAGES_OF_BRIEFS, SOURCE)
    answer = brief_for(wave, number, Version.MINISTRY, language, request)
    answer.headers["Vary"] = "Accept-Encoding, Accept-Language"
    answer.headers["Content-Location"] = address(f"{wave}/{number}", Version.MINISTRY, language)
    return answer


@router.get("/results/{wave}/{number}/brief/{version}/{language}.pdf")
def printed_brief(wave: str, number: str, version: str, language: str, request: Request) -> Response:
    """The brief on two pages. NotFound as for its page; Conflict `fonts-missing`, `pdf-not-installed`."""
    sealed, reader = making.seal_of(request, f"{wave}/{number}"), _version(version, language)
    name = f"brief-{reader}-{language}.pdf"
    made = making.made(request, sealed, name, "application/pdf", lambda stored, url: printed.pdf(stored, reader, language, url))
    return making.to_download(sealed, name, made, request, how="inline")


@router.get("/results/{wave}/{number}/brief/{version}/{language}")
def brief_for(wave: str, number: str, version: str, language: str, request: Request) -> Response:
    """The brief for a reader in a language. NotFound `unknown-release`, `release-damaged`, `unknown-brief`."""
    sealed, reader = making.seal_of(request, f"{wave}/{number}"), _version(version, language)

    def write(stored: Stored, _base_url: str) -> bytes:
        context = brief_page(stored, reader, language, making.edition(stored.digest, stored.withdrawn_reason))
        return page("publishing/brief.html", context, language=context.brief.language, domain=BRIEF).encode()

    return kept(making.made(request, sealed, f"brief/{reader}/{language}", HTML, write), request.headers, ASK_AGAIN)


@router.get("/results/{wave}/{number}/questions/{code}.{form}")
def picture_of(wave: str, number: str, code: str, form: str, request: Request) -> Response:
    """One question as a picture. NotFound as for its page, `unknown-form`; Conflict `fonts-missing`, `pdf-not-installed`."""
    return _pictured(f"{wave}/{number}", code, "", form, request)


@router.get("/results/{wave}/{number}/questions/{code}/{breakdown}.{form}")
def picture_of_groups(wave: str, number: str, code: str, breakdown: str, form: str, request: Request) -> Response:
    """The groups of a question as a picture. Refuses as that of the question, and NotFound `unknown-breakdown`."""
    return _pictured(f"{wave}/{number}", code, breakdown, form, request)


def _pictured(release: str, code: str, breakdown: str, form: str, request: Request) -> Response:
    sealed, media_type = making.seal_of(request, release), _media_type(form)
    name = f"{code}-by-{breakdown}.{form}" if breakdown else f"{code}.{form}"
    made = making.made(request, sealed, name, media_type, lambda stored, url: picture(stored, code, form, url, breakdown))
    return making.to_download(sealed, name, made, request)


def _media_type(form: str) -> str:
    if form not in MEDIA_TYPES:
        raise NotFound("unknown-form", f"It is drawn as {' or '.join(MEDIA_TYPES)}.", form=form)
    return MEDIA_TYPES[form]


@router.get("/results/{wave}/{number}/questions/{code}")
def question(wave: str, number: str, code: str, request: Request) -> Response:
    """One question of a release. NotFound `unknown-release`, `release-damaged`, `unknown-question`."""

    def write(stored: Stored, _base_url: str) -> bytes:
        context = question_page(stored, code, making.edition(stored.digest, stored.withdrawn_reason))
        return page("publishing/question.html", context).encode()

    sealed = making.seal_of(request, f"{wave}/{number}")
    return kept(making.made(request, sealed, f"questions/{code}", HTML, write), request.headers, ASK_AGAIN)


def _version(version: str, language: str) -> Version:
    if version not in {one.value for one in Version} or language not in LANGUAGES:
        reason = f"A brief is written for {', '.join(Version)}, in a language such as en, id or th."
        raise NotFound("unknown-brief", reason, version=version, language=language)
    return Version(version)


def _file_route(name: str, media_type: str, write: Callable[[Stored, str], bytes]) -> None:
    @router.get(f"/results/{{wave}}/{{number}}/{name}", name=name)
    def file(wave: str, number: str, request: Request) -> Response:
        sealed = making.seal_of(request, f"{wave}/{number}")
        return making.to_download(sealed, name, making.made(request, sealed, name, media_type, write), request)


for _file in contents.FILES:
    _file_route(_file.name, _file.media_type, _file.write)
_file_route(archive.NAME, archive.MEDIA_TYPE, archive.archive)
_file_route(report.NAME, report.MEDIA_TYPE, report.pdf)
