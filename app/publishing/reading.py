"""What stands on the reading room's pages, composed from one released document and from nothing else. Pure.

Every figure comes from `tables` or `figures`, so a page can say nothing that the files do not. Words for people, not for
statisticians; the files are for those.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from app.publishing import who_answered
from app.publishing.bars import Chart, chart
from app.publishing.brief.speaking import speaker
from app.publishing.caveats import caveat
from app.publishing.contexts import Beside, Besides, Choice, Entry, FileLink, Help, ResultPage, RoomPage, Statement
from app.publishing.figures import Status
from app.publishing.files import archive, contents, snippets
from app.publishing.glance import at_a_glance
from app.publishing.questions import profile_name, range_of, topics
from app.publishing.tables import Row, indicator_rows, wording
from app.publishing.words import country_name, in_words, language_name, listed, period
from app.results.headlines import Headline
from app.results.published import cell_key
from app.results.releases import Release, Stored
from app.results.uncertainty import LEAST_DIFFERENCE_PERCENT, SMALLEST_TO_COMPARE, many_silent
from app.surveys import support
from app.surveys.plan import EVERYONE, PlannedItem
from app.surveys.questionnaire import IndicatorKind
from app.surveys.support import Channel, Means
from app.web.languages import LANGUAGES, SOURCE


def room_page(headlines: Iterable[Headline], country: str = "") -> RoomPage:
    """The list of releases, the newest first; of one country where it has any, else of all."""
    found = sorted(headlines, key=lambda one: (one.day, one.name), reverse=True)
    countries = sorted({one.country for one in found}, key=country_name)
    chosen = country if country in countries else ""
    standing = [one for one in found if one.withdrawn_on is None]
    titles = {one.survey: one.title for one in reversed(standing)}
    several = [code for code, number in Counter(one.survey for one in standing).items() if number > 1]
    everywhere = Choice("All countries", "/results", not chosen)
    each = (Choice(country_name(code), f"/results?country={code}", code == chosen) for code in countries)
    return RoomPage(
        entries=tuple(_entry(one) for one in found if not chosen or one.country == chosen),
        countries=(everywhere, *each) if len(countries) > 1 else (),
        surveys=tuple(Choice(titles[code], f"/results/surveys/{code}", chosen=False) for code in several),
    )


def _entry(one: Headline) -> Entry:
    return Entry(
        name=one.name,
        address=f"/results/{one.name}",
        title=one.title,
        country=country_name(one.country),
        period=period(one.opened_on, one.closed_on),
        respondents=one.respondents,
        practice=one.practice,
        withdrawn=one.withdrawn_on is not None,
    )


def result_page(stored: Stored, edition: str = "") -> ResultPage:
    """Everything on the page of one release; by an `edition` its files are asked for where they may be kept for ever."""
    release = stored.release
    said = caveat(release)
    named = [row for row in indicator_rows(release) if row.group == EVERYONE and row.status is not Status.SUPPRESSED]
    language = LANGUAGES.get(release.questionnaire.default_language)
    who = who_answered.item_of_all(release)
    return ResultPage(
        title=release.title,
        survey=release.survey,
        name=release.name,
        address=f"/results/{release.name}",
        country=country_name(release.country),
        practice=release.practice,
        withdrawn=(stored.withdrawn_reason or "") if stored.withdrawn_on else "",
        period=period(release.opened_on, release.closed_on),
        published=in_words(release.day),
        respondents=release.respondents,
        of_whom=said.whom,
        range_means=said.range,
        how_asked=said.how,
        text_language=release.questionnaire.default_language,
        text_direction=language.direction if language else "ltr",
        languages=listed(language_name(code) for code in release.questionnaire.languages),
        answer=tuple(_answer(release, named)),
        benefits=tuple(_named_charts(release, named, IndicatorKind.BENEFIT)),
        risks=tuple(_named_charts(release, named, IndicatorKind.RISK)),
        helps=tuple(_named_charts(release, named, IndicatorKind.HELP)),
        asks=tuple(_named_charts(release, named, IndicatorKind.ASK)),
        topics=tuple(topics(release)),
        who=tuple(who_answered.charts(release, who)) if who else (),
        beside=tuple(_beside(release, who)) if who else (),
        census=release.population.source if release.population else "",
        who_question=wording(release, who.item) if who else "",
        hidden_items=sum(release.cells[cell_key(planned.item, EVERYONE)] is None for planned in release.plan.items),
        k_show=release.rules.k_show,
        k_sensitive=release.rules.k_sensitive,
        caution=release.rules.caution,
        rounding=release.rules.rounding,
        smallest_with_breakdowns=release.rules.smallest_with_breakdowns,
        smallest_with_pairs=release.rules.smallest_with_pairs,
        compare_from=SMALLEST_TO_COMPARE,
        compare_points=LEAST_DIFFERENCE_PERCENT,
        help=tuple(_help(release.country)),
        files=tuple(FileLink(file.name, _file(release, file.name, edition), file.holds) for file in contents.available()),
        load_in_r=snippets.R,
        load_in_python=snippets.PYTHON,
        everything=_file(release, archive.NAME, edition),
        digest=stored.digest,
        chain=stored.chain,
    )


def _file(release: Release, name: str, edition: str) -> str:
    return f"/results/{release.name}/{name}" + (f"?edition={edition}" if edition else "")


def _answer(release: Release, named: list[Row]) -> Iterator[Statement]:
    """The page in four sentences: a benefit, a risk, help, and a request; of each the one that most children were asked.

    Of the requests, one that was made most often. Nothing that rests on few answers, and nothing that many would not answer.
    """
    sure = [row for row in named if row.status is Status.NORMAL and not many_silent(release.responses[row.item])]
    for kind in (IndicatorKind.BENEFIT, IndicatorKind.RISK, IndicatorKind.HELP, IndicatorKind.ASK):
        of_kind = [row for row in sure if row.category == kind]
        if of_kind:
            chosen = max(of_kind, key=_commonest if kind is IndicatorKind.ASK else _widest)
            assert chosen.base is not None
            assert chosen.count is not None
            share = speaker(SOURCE).share(chosen.count, chosen.base)
            yield Statement(share, range_of(release, chosen), chosen.question, kind.value)


def _widest(row: Row) -> int:
    return row.base or 0


def _commonest(row: Row) -> float:
    return (row.count or 0) / row.base if row.base else 0.0


def _named_charts(release: Release, named: list[Row], kind: IndicatorKind) -> Iterator[Chart]:
    """The indicators of a kind as bars; requests with a chart for each question, for they are many."""
    of_kind = [row for row in named if row.category == kind]
    together = groupby(of_kind, key=lambda row: row.item if kind is IndicatorKind.ASK else "")
    for number, (_, rows) in enumerate(together, start=1):
        found = list(rows)
        title, labels = _shared_beginning([row.question for row in found])
        figures = (at_a_glance(release, row, label).figure for row, label in zip(found, labels, strict=True))
        yield chart(f"i-{kind}-{number}", title, figures)


def _shared_beginning(names: list[str]) -> tuple[str, list[str]]:
    """`Ages 11 to 13 ask of companies` and the rest of each name, where all begin alike up to a colon."""
    parts = [name.partition(": ") for name in names]
    begins = {beginning for beginning, colon, _ in parts if colon}
    alike = len(names) > 1 and len(begins) == 1 and all(colon for _, colon, _ in parts)
    return (begins.pop(), [rest for _, _, rest in parts]) if alike else ("", names)


def _beside(release: Release, planned: PlannedItem) -> Iterator[Besides]:
    for breakdown, groups in who_answered.beside_all_children(release, planned):
        rows = (Beside(one.label, one.answered_words, f"{one.children}%", one.missing) for one in groups)
        yield Besides(f"By {profile_name(release, breakdown)}", tuple(rows))


def _help(country: str) -> Iterator[Help]:
    """Whom a child who reads this can call, by the names under which they are known."""
    for contact in support.contacts(country) if country in support.countries() else ():
        if contact.name is not None:
            yield Help(contact.name, contact.number, Channel(by=Means.CALL, at=contact.number).dialled)
