"""The pages a child sees, rendered from a questionnaire: pure, no database and no clock.

Every page has help and the way out; every item has both opt-outs; nothing on a cached page differs from child to child
(promises 1 and 3). Addresses hold the band and never anything finer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from app.answering.contexts import Age, Asked, Frame, Kind, Notice, Option, Questions, Tongue, Welcome
from app.answering.sheet import Sheet, style
from app.surveys import support
from app.surveys.questionnaire import Item, Level, OpenText, Pick, Questionnaire, Single, canonical, worded
from app.surveys.recordings import Voice
from app.surveys.support import Contact
from app.web.languages import LANGUAGES, SOURCE, first_those_of, spoken
from app.web.templates import page

NONCE_PLACE = "0" * 32
"""What stands in the nonce's field of an uncached page until the server puts a nonce there."""

QUIET = "/next/quiet.css"
DRAWINGS = frozenset({"face-good", "face-between", "face-sad", "area-city", "area-town", "area-village"})
_VERSION_CHARACTERS = 16


@dataclass(frozen=True, slots=True)
class Asking:
    """What pages show of a wave, and nothing more: its code, country, whether it is practice, its version's hash.

    `key` is the public key to which answers are sealed that must wait on a phone; empty once the wave's secret is destroyed.
    `voices` are the survey's recordings in the language of the page, by the digest of the text they read. `languages` are
    those that the wave is held in, none: all. `help` is who listens in the country as the office knows it, None: as shipped.
    `pictures` are those of the office's own, by name, each whole as an address.
    """

    code: str
    country: str
    practice: bool
    version: str
    key: str = ""
    voices: frozenset[tuple[str, Voice]] = frozenset()
    languages: tuple[str, ...] = ()
    help: tuple[Contact, ...] | None = None
    pictures: frozenset[tuple[str, str]] = frozenset()


def offered(questionnaire: Questionnaire, held_in: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The languages that a child can choose: those of the questionnaire in which our own texts stand too, in our order.

    Of these only the ones that the wave is held in, where it names some.
    """
    both = tuple(code for code in LANGUAGES if code in questionnaire.languages and code in spoken())
    chosen = tuple(code for code in both if code in held_in)
    return chosen or both or (questionnaire.default_language,)


def welcome(asking: Asking, questionnaire: Questionnaire, language: str) -> Sheet:
    """Hello, who asks and why, the languages, and age as the door."""
    home = f"/{asking.code}/{language}"
    bands = [(age, questionnaire.band_of_age(age)) for age in range(8, 18)]
    here_first = first_those_of(asking.country, offered(questionnaire, asking.languages))
    others = (LANGUAGES[code] for code in here_first if code != language and code in LANGUAGES)
    context = Welcome(
        frame=_frame_of(asking, language),
        lines=_lines(_said_at_the_door(questionnaire, language)),
        languages=tuple(Tongue(one.code, one.autonym, one.direction, f"/{asking.code}/{one.code}") for one in others),
        ages=tuple(Age(age, f"{home}/{band.code}") for age, band in bands if band),
        bye=f"{home}/bye",
    )
    return _sheet("answering/welcome.html", context, language)


def questions(asking: Asking, questionnaire: Questionnaire, language: str, band: str, *, uncached: bool = False) -> Sheet:
    """A band's questionnaire, all of it. `uncached`: with NONCE_PLACE where the server's nonce goes."""
    home = f"/{asking.code}/{language}"
    items = questionnaire.asked_of(band)
    pictures = dict(asking.pictures)
    says = worded(questionnaire.welcome, language, band)
    context = Questions(
        frame=_frame_of(asking, language, home),
        action=f"{home}/{band}",
        no=f"{home}/no",
        key=asking.key,
        bands=tuple(one.code for one in questionnaire.bands),
        uncached=None if uncached else f"{home}/{band}/new",
        nonce=NONCE_PLACE if uncached else "",
        version=asking.version[:_VERSION_CHARACTERS],
        lines=() if says == _said_at_the_door(questionnaire, language) else _lines(says),
        assent=_lines(worded(questionnaire.assent, language, band)),
        check=_check(questionnaire, language, band),
        items=tuple(_asked(item, place, len(items), language, band, pictures) for place, item in enumerate(items, 1)),
    )
    return _sheet("answering/questionnaire.html", context, language)


def notice(name: str, asking: Asking, questionnaire: Questionnaire, language: str) -> Sheet:
    """`thanks`, `no` or `bye`: with help for all, whatever the reason. Thanks also clears this site's copies."""
    context = Notice(
        frame=_frame_of(asking, language, f"/{asking.code}/{language}"),
        notice=name,
        forget=QUIET if name == "thanks" else None,
        youngest=min(band.from_age for band in questionnaire.bands),
        oldest=max(band.to_age for band in questionnaire.bands),
    )
    return _sheet("answering/notice.html", context, language)


def kind_page(
    reason: str,
    language: str,
    country: str | None = None,
    *,
    practice: bool = False,
    help: tuple[Contact, ...] | None = None,  # noqa: A002 (as children's pages call it)
) -> Sheet:
    """Why there are no questions, or why nothing was saved, in kind words and with help; a general one for other reasons."""
    known = language if language in spoken() else SOURCE
    return _sheet("answering/kind.html", Kind(_frame(country, practice=practice, help=help), reason), known)


def _frame(
    country: str | None,
    *,
    practice: bool,
    help: tuple[Contact, ...] | None,  # noqa: A002 (as above)
    wave: str | None = None,
    home: str | None = None,
) -> Frame:
    known = country if country in support.countries() else None
    if help is None:
        help = support.contacts(known) if known else ()  # noqa: A001 (as above)
    where = f"?c={known}" if known else ""
    return Frame(
        practice=practice,
        help=help,
        leave=f"/next{where}",
        clear=f"/next/on{where}",
        neutral=support.neutral_page(known),
        style=style(),
        wave=wave,
        home=home,
    )


def _frame_of(asking: Asking, language: str, home: str | None = None) -> Frame:
    frame = _frame(asking.country, practice=asking.practice, help=asking.help, wave=asking.code, home=home)
    if not asking.voices:
        return frame
    return replace(frame, voices=dict(asking.voices), sounds=f"/{asking.code}/{language}/sound/")


def _asked(item: Item, place: int, last: int, language: str, band: str, pictures: Mapping[str, str]) -> Asked:
    text = worded(item.wording, language, band)
    words = item.asked_if_in_words
    return Asked(
        id=f"s{place}",
        code=item.code,
        kind=item.kind,
        text=" ".join(text.split("\n")),
        lines=_lines(text),
        options=_options(item, language, band, pictures) if isinstance(item, Single | Pick) else (),
        most=item.maximum if isinstance(item, Pick) else 1,
        maximum=item.maximum if isinstance(item, OpenText) else 0,
        gated=item.level is Level.S2,
        condition=Markup(canonical(item.asked_if).decode()) if item.asked_if else None,  # noqa: S704  # item and option codes only
        condition_in_words=worded(words, language, band) if words else None,
        back=f"s{place - 1}" if place > 1 else "start",
        onwards=f"s{place + 1}" if place < last else "see",
    )


def _options(item: Single | Pick, language: str, band: str, pictures: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(
        Option(
            option.code,
            worded(option.label, language, band),
            option.picture if option.picture in DRAWINGS else None,
            alone=option.exclusive,
            image=pictures.get(option.picture or "", ""),
            shows=option.picture_text.get(language, ""),
        )
        for option in item.options
    )


def _said_at_the_door(questionnaire: Questionnaire, language: str) -> str:
    """The welcome before the age is known: in the words for the youngest, which everybody understands."""
    return worded(questionnaire.welcome, language, min(band.code for band in questionnaire.bands))


def _check(questionnaire: Questionnaire, language: str, band: str) -> str | None:
    """The check question, only for bands with a text of their own: it must not fall back to another band's."""
    return questionnaire.check.get(language, {}).get(band) if questionnaire.check else None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _sheet(template: str, context: Welcome | Questions | Notice | Kind, language: str) -> Sheet:
    forgets = isinstance(context, Notice) and context.forget is not None
    return Sheet(page(template, context, language=language).encode(), language, forgets)


def with_nonce(sheet: Sheet, nonce: str) -> bytes:
    """The uncached page with this nonce in its place."""
    before, after = sheet.body.split(f'value="{NONCE_PLACE}"'.encode())
    return b"".join((before, f'value="{nonce}"'.encode(), after))
