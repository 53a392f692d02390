"""What children ask of government and of companies, question by question, age by age. Pure.

Up to three requests of a question are shown, among those chosen most often, in the order in which they were offered: close
shares are no ranking, and where others come close that is said.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType

from app.publishing.bars import bar_share
from app.publishing.brief.choosing import Named, named
from app.publishing.brief.speaking import Speaker
from app.publishing.brief.values import Asked, Asks, Request, Version
from app.publishing.figures import Status
from app.results.releases import Release
from app.results.uncertainty import LEAST_DIFFERENCE_PERCENT, many_silent
from app.surveys.questionnaire import Addressee, IndicatorKind

MOST_REQUESTS: Mapping[Version, int] = MappingProxyType({Version.MINISTRY: 3, Version.COMPANIES: 3, Version.CHILDREN: 2})
_ADDRESSEES: Mapping[Version, tuple[Addressee | None, ...]] = MappingProxyType(
    {
        Version.MINISTRY: (Addressee.GOVERNMENT, Addressee.COMPANIES, None),
        Version.COMPANIES: (Addressee.COMPANIES, None),
        Version.CHILDREN: (Addressee.GOVERNMENT, Addressee.COMPANIES, None),
    }
)
"""Whose requests each reader is shown, their own first."""


def asks(release: Release, version: Version, speak: Speaker) -> Iterator[Asks]:
    """The requests to each addressee of whom anything was asked; the oldest children's question first."""
    found = [one for one in named(release) if one.indicator.kind is IndicatorKind.ASK]
    for addressee in _ADDRESSEES[version]:
        of_whom = [one for one in found if one.indicator.addressee is addressee]
        by_item = [list(ones) for _, ones in groupby(of_whom, key=lambda one: one.item.code)]
        if by_item:
            by_item.sort(key=lambda ones: -int(max(ones[0].item.bands)))
            yield Asks(_title(addressee, speak), tuple(_asked(release, ones, MOST_REQUESTS[version], speak) for ones in by_item))


def _title(addressee: Addressee | None, speak: Speaker) -> str:
    if addressee is Addressee.GOVERNMENT:
        return speak.say("What children ask of the government")
    if addressee is Addressee.COMPANIES:
        return speak.say("What children ask of app and game companies")
    return speak.say("What children say would help")


def _asked(release: Release, ones: list[Named], most: int, speak: Speaker) -> Asked:
    item = ones[0].item
    ages = speak.say("Ages %(ages)s", ages=speak.ages(release, item.bands))
    question = speak.wording(item.wording, release, item.bands)
    if ones[0].row.base is None:
        hidden = speak.say("Not shown, to protect the children who answered. It does not mean that nobody answered.")
        return Asked(ages, question, (), hidden, "")
    if many_silent(release.responses[item.code]):
        return Asked(ages, question, (), speak.say("Many did not know, or chose not to say, so nothing is shown here."), "")
    ordered = sorted(ones, key=lambda one: -one.count)
    shown = [one for one in ordered[:most] if one.count]
    requests = tuple(_request(release, one, speak) for one in sorted(shown, key=ones.index))
    answered = speak.say("Of about %(base)s who answered.", base=speak.number(ones[0].base))
    close = speak.say("Other requests were chosen about as often.") if _close(ordered, most) else ""
    return Asked(ages, question, requests, "" if requests else speak.say("few or none"), f"{answered} {close}".strip())


def _request(release: Release, one: Named, speak: Speaker) -> Request:
    label = next(option.label for option in one.item.options if option.code == one.indicator.codes[0])
    words = speak.wording(label, release, one.item.bands)
    if len(one.indicator.codes) > 1:
        words = speak.text(one.indicator.name, release)
    share = speak.percent(one.count, one.base)
    if one.row.status is Status.UNCERTAIN:
        share = f"({share})"
    return Request(words, share, bar_share(one.row.percent, one.row.note))


def _close(ordered: list[Named], most: int) -> bool:
    """Whether the next request is so close to the last shown that the choice between them says nothing."""
    if len(ordered) <= most or not ordered[most].count:
        return False
    last, following = ordered[most - 1], ordered[most]
    return 100 * (last.count - following.count) < LEAST_DIFFERENCE_PERCENT * last.base
