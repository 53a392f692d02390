"""The page of one question of a release: its chart, its tables, and its groups beside one another. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from app.errors import NotFound
from app.publishing.bars import Chart
from app.publishing.caveats import caveat
from app.publishing.contexts import Question
from app.publishing.figures import Status
from app.publishing.questions import chart_of, profile_name, question_of
from app.publishing.tables import Row, group_label, table_rows
from app.publishing.words import country_name, period
from app.results.releases import Release, Stored
from app.surveys.plan import Group
from app.web.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class Multiple:
    """One group of a breakdown, with a small chart of its own; None where it is hidden."""

    group: str
    base: str
    caution: bool
    chart: Chart | None


@dataclass(frozen=True, slots=True)
class Multiples:
    """The groups of one breakdown, side by side; `picture` is its address, with a place for the form."""

    code: str
    title: str
    picture: str
    groups: tuple[Multiple, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Context of `publishing/question.html`. `before`, `after`: the codes of the questions beside it, empty at the ends."""

    title: str
    name: str
    address: str
    country: str
    practice: bool
    withdrawn: str
    period: str
    of_whom: str
    rounding: int
    text_language: str
    text_direction: str
    question: Question
    multiples: tuple[Multiples, ...]
    picture: str
    before: str
    after: str


def question_page(stored: Stored, code: str, edition: str) -> QuestionPage:
    """Everything on the page. NotFound `unknown-question` for what is not among the planned items."""
    release = stored.release
    codes = codes_of(release)
    if code not in codes:
        raise unknown(release, code)
    place = codes.index(code)
    language = LANGUAGES.get(release.questionnaire.default_language)
    question = question_of(release, code)
    address = f"/results/{release.name}"
    return QuestionPage(
        title=release.title,
        name=release.name,
        address=address,
        country=country_name(release.country),
        practice=release.practice,
        withdrawn=(stored.withdrawn_reason or "") if stored.withdrawn_on else "",
        period=period(release.opened_on, release.closed_on),
        of_whom=caveat(release).whom,
        rounding=release.rules.rounding,
        text_language=release.questionnaire.default_language,
        text_direction=language.direction if language else "ltr",
        question=question,
        multiples=tuple(multiples_of(release, code, edition)) if question.chart else (),
        picture=f"{address}/questions/{code}.{{}}?edition={edition}",
        before=codes[place - 1] if place else "",
        after=codes[place + 1] if place + 1 < len(codes) else "",
    )


def codes_of(release: Release) -> list[str]:
    """The questions that have a page, in the order in which they were asked."""
    return [planned.item for planned in release.plan.items]


def unknown(release: Release, code: str) -> NotFound:
    """Why there is no page of that question."""
    return NotFound("unknown-question", f"Release {release.name} has no question {code[:40]}.", release=release.name)


def multiples_of(release: Release, code: str, edition: str = "") -> Iterator[Multiples]:
    """The groups of a question, breakdown by breakdown."""
    by_group: dict[Group, list[Row]] = {}
    for row in table_rows(release):
        if row.item == code and len(row.group.of) == 1:
            by_group.setdefault(row.group, []).append(row)
    for breakdown, groups in groupby(by_group, key=lambda group: group.breakdown):
        shown = tuple(_multiple(release, by_group[group]) for group in groups)
        picture = f"/results/{release.name}/questions/{code}/{breakdown}.{{}}?edition={edition}"
        yield Multiples(breakdown, f"By {profile_name(release, breakdown)}", picture, shown)


def _multiple(release: Release, rows: list[Row]) -> Multiple:
    first = rows[0]
    label = group_label(release, first.group)
    if first.status is Status.SUPPRESSED or first.base is None:
        return Multiple(label, "", caution=False, chart=None)
    identity = f"m-{first.group.breakdown}-{first.group.code}"
    uncertain = first.status is Status.UNCERTAIN
    return Multiple(label, f"{first.base:,}", caution=uncertain, chart=chart_of(identity, f"{label}", rows))
