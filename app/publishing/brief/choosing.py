"""Which numbers stand in a brief. Pure.

The questionnaire decides, not the answers: of each kind so many, of each topic one, those first that most ages were asked, in
the order in which they were asked. So nobody can pick the numbers that suit. What is hidden, rests on few answers, or was left
unanswered by many is never a headline, and is named instead. A risk is never chosen without a place for a benefit beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.publishing.brief.values import Version
from app.publishing.figures import Status
from app.publishing.tables import Row, indicator_rows
from app.results.releases import Release
from app.results.uncertainty import many_silent
from app.surveys.plan import EVERYONE
from app.surveys.questionnaire import Choice, Indicator, IndicatorKind

_HEADLINES = (IndicatorKind.BENEFIT, IndicatorKind.RISK, IndicatorKind.HELP)
_HOW_MANY: Mapping[Version, tuple[int, int, int]] = MappingProxyType(
    {Version.MINISTRY: (1, 2, 2), Version.COMPANIES: (1, 3, 1), Version.CHILDREN: (1, 1, 2)}
)
"""Benefits, risks and helps: three to five figures, where so many can be shown."""
_COMPANIES_FIRST = ("Contract", "Skills", "Contact", "Content", "Conduct")
"""What companies can change, by the topics of the starter survey; other topics follow."""


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator with its number for all children, and what was asked."""

    indicator: Indicator
    row: Row
    item: Choice
    place: int

    @property
    def count(self) -> int:
        """The published count of what is shown."""
        assert self.row.count is not None
        return self.row.count

    @property
    def base(self) -> int:
        """The published base of what is shown."""
        assert self.row.base is not None
        return self.row.base


@dataclass(frozen=True, slots=True)
class Chosen:
    """The figures of a brief, benefits first; and what is named without a number: left unanswered by many, or not shown."""

    figures: tuple[Named, ...]
    silent: tuple[Named, ...]
    unshown: tuple[Named, ...]


def choose(release: Release, version: Version) -> Chosen:
    """The figures for a reader."""
    found = [one for one in named(release) if one.indicator.kind in _HEADLINES and one.item.asked_if is None]
    figures: list[Named] = []
    for kind, most in zip(_HEADLINES, _HOW_MANY[version], strict=True):
        figures.extend(_of_kind([one for one in found if one.indicator.kind is kind and _sure(release, one)], most, version))
    silent = [one for one in found if one.row.base is not None and many_silent(release.responses[one.item.code])]
    unshown = [one for one in found if one.row.status is not Status.NORMAL]
    return Chosen(tuple(figures), tuple(silent), tuple(one for one in unshown if one not in silent))


def named(release: Release) -> Iterator[Named]:
    """Every indicator with its number for all children, in the order of the questionnaire's items."""
    rows = {row.variable: row for row in indicator_rows(release) if row.group == EVERYONE}
    places = {item.code: place for place, item in enumerate(release.questionnaire.items)}
    for indicator in sorted(release.questionnaire.indicators, key=lambda one: places[one.item]):
        item = release.questionnaire.item(indicator.item)
        assert isinstance(item, Choice)
        yield Named(indicator, rows[indicator.code], item, places[indicator.item])


def _sure(release: Release, one: Named) -> bool:
    return one.row.status is Status.NORMAL and not many_silent(release.responses[one.item.code])


def _of_kind(sure: list[Named], most: int, version: Version) -> list[Named]:
    """So many, each of another topic while there are topics; without a topic each item is its own."""
    ordered = sorted(sure, key=lambda one: (_rank(one, version), -len(one.item.bands), one.place))
    first: dict[str, Named] = {}
    for one in ordered:
        first.setdefault(one.item.topic or one.item.code, one)
    again = [one for one in ordered if one not in first.values()]
    return [*first.values(), *again][:most]


def _rank(one: Named, version: Version) -> int:
    if version is not Version.COMPANIES or one.item.topic not in _COMPANIES_FIRST:
        return len(_COMPANIES_FIRST) if version is Version.COMPANIES else 0
    return _COMPANIES_FIRST.index(one.item.topic)
