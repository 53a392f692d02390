"""A release and a reader become a brief: every sentence of it, in one language. Pure; the release is all it knows.

Each sentence is a template of the catalogue with released numbers in its places. A number is written as the result page writes
it (`figures`, `uncertainty`); nothing is compared but what the release calls clearly different; what is hidden or was left
unanswered by many is named without a number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.publishing.brief import who
from app.publishing.brief.asks import asks
from app.publishing.brief.children import Caveats, for_children, in_short
from app.publishing.brief.choosing import Chosen, Named, choose
from app.publishing.brief.known import CLAUSES
from app.publishing.brief.speaking import Speaker, people, speaker
from app.publishing.brief.values import Asks, Brief, Figure, Version
from app.publishing.files.about import plain
from app.results.releases import Release, Stored
from app.results.uncertainty import chance_range, draws_of
from app.surveys.questionnaire import IndicatorKind
from app.web.languages import SOURCE

MOST_NAMED = 3
"""How many questions without a number are named; the full results name all."""
LONGEST_NAME = 120
"""Characters: a sentence with two such names and their numbers still fits where a sentence fits."""


def compose(release: Release, version: Version, language: str) -> Brief:
    """The brief in that language, or in English where there is no catalogue of it."""
    speak = speaker(language)
    chosen = choose(release, version)
    asked = tuple(asks(release, version, speak))
    return Brief(
        version=version,
        language=speak.language,
        title=speak.text(release.questionnaire.title, release),
        country=speak.country(release.country),
        name=release.name,
        marks=(),
        facts=_facts(release, speak),
        answer=in_short(release, speak) if version is Version.CHILDREN else _answer(release, chosen, speak),
        figures=tuple(_figure(release, one, version, speak) for one in chosen.figures),
        figure_notes=tuple(_figure_notes(release, chosen, speak)),
        asks=asked,
        ask_notes=tuple(_ask_notes(release, asked, speak)),
        tasks=tuple(who.tasks(release, version, speak)),
        **(for_children(release, speak) if version is Version.CHILDREN else _for_adults(release, chosen, speak)),
    )


def _for_adults(release: Release, chosen: Chosen, speak: Speaker) -> Caveats:
    return {
        "who": tuple(who.who_answered(release, speak)),
        "groups": tuple(who.groups(release, speak)),
        "missing": tuple(who.who_is_missing(release, speak)),
        "sure": tuple(who.how_sure(release, speak)),
        "differences": tuple(who.differences(release, tuple(one.item.code for one in chosen.figures), speak)),
        "protection": tuple(_protection(release, speak)),
        "helpers": (),
    }


def of_stored(stored: Stored, version: Version, language: str) -> Brief:
    """The brief of a release that stands, marked first with what has become of it."""
    brief = compose(stored.release, version, language)
    return replace(brief, marks=tuple(_marks(stored, speaker(language))))


def _marks(stored: Stored, speak: Speaker) -> Iterator[str]:
    if stored.release.practice:
        yield speak.say("Practice: not a real survey. It was made to try things out: do not use these numbers.")
    if stored.withdrawn_on is not None:
        yield speak.say(
            "This release was withdrawn on %(day)s. Do not use it. The reason: %(reason)s",
            day=speak.day(stored.withdrawn_on),
            reason=plain(stored.withdrawn_reason or ""),
        )


def _facts(release: Release, speak: Speaker) -> str:
    country, number = speak.country(release.country), speak.number(release.respondents)
    first, last = speak.day(release.opened_on), speak.day(release.closed_on)
    if first == last:
        return speak.say("%(country)s. About %(number)s children, on %(day)s.", country=country, number=number, day=first)
    return speak.say(
        "%(country)s. About %(number)s children, %(first)s to %(last)s.", country=country, number=number, first=first, last=last
    )


def _answer(release: Release, chosen: Chosen, speak: Speaker) -> str:
    """One sentence: a benefit and a risk; where one of them is missing, another figure, and that is said."""
    by_kind = {kind: [one for one in chosen.figures if one.indicator.kind is kind] for kind in IndicatorKind}
    benefits, risks, helps = (by_kind[kind] for kind in (IndicatorKind.BENEFIT, IndicatorKind.RISK, IndicatorKind.HELP))
    pair = [*benefits[:1], *risks[:1], *helps][:2]
    if not pair:
        return speak.say("Nothing can be said in one sentence: too few children answered, or too many left the questions out.")
    return _sentence(release, pair[0], speak) if len(pair) == 1 else _together(release, pair, speak)


def _together(release: Release, pair: Sequence[Named], speak: Speaker) -> str:
    one, other = pair
    share, other_share = (speak.share(each.count, each.base) for each in pair)
    clauses = [_clause(each) for each in pair]
    ages, other_ages = (speak.ages(release, each.item.bands) for each in pair)
    if "" in clauses:
        return speak.say(
            "Of the children who answered: “%(name)s”, %(share)s; “%(other_name)s”, %(other_share)s.",
            name=_name(release, one, speak),
            share=share,
            other_name=_name(release, other, speak),
            other_share=other_share,
        )
    places = {"share": share, "does": speak.say(clauses[0]), "other_share": other_share, "other_does": speak.say(clauses[1])}
    if ages == other_ages:
        return speak.say(
            "Of the children aged %(ages)s who answered, %(share)s %(does)s, and %(other_share)s %(other_does)s.",
            ages=ages,
            **places,
        )
    return speak.say(
        "Of the children aged %(ages)s who answered, %(share)s %(does)s; of those aged %(other_ages)s, %(other_share)s"
        " %(other_does)s.",
        ages=ages,
        other_ages=other_ages,
        **places,
    )


def _sentence(release: Release, one: Named, speak: Speaker) -> str:
    ages, share = speak.ages(release, one.item.bands), speak.share(one.count, one.base)
    if clause := _clause(one):
        return speak.say(
            "Of the children aged %(ages)s who answered, %(share)s %(does)s.", ages=ages, share=share, does=speak.say(clause)
        )
    name = _name(release, one, speak)
    return speak.say("Of the children aged %(ages)s who answered, %(share)s: “%(name)s”.", ages=ages, share=share, name=name)


def _name(release: Release, one: Named, speak: Speaker) -> str:
    """An indicator's name, to be quoted; one that is longer than a sentence can bear is cut where the reader sees it."""
    name = speak.text(one.indicator.name, release)
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _clause(one: Named) -> str:
    """The starter's indicators end a sentence; others are quoted by their name."""
    return CLAUSES.get(one.indicator.name.get(SOURCE, ""), "")


def _figure(release: Release, one: Named, version: Version, speak: Speaker) -> Figure:
    drawn = people(one.count, one.base)
    if version is not Version.CHILDREN:
        return Figure(one.indicator.kind.value, _sentence(release, one, speak), drawn, _numbers(release, one, speak))
    places = {"ages": speak.ages(release, one.item.bands), "share": speak.share(one.count, one.base)}
    if clause := _clause(one):
        short = speak.say("Ages %(ages)s: %(share)s %(does)s.", does=speak.say(clause), **places)
    else:
        short = speak.say("Ages %(ages)s: %(share)s: “%(name)s”.", name=_name(release, one, speak), **places)
    return Figure(one.indicator.kind.value, short, drawn, "")


def _numbers(release: Release, one: Named, speak: Speaker) -> str:
    share, base = speak.percent(one.count, one.base), speak.number(one.base)
    draws = draws_of(release, one.item.code, summed=len(one.indicator.codes))
    between = chance_range(one.count, one.base, draws, release.rules)
    if between is None:
        return speak.say("%(share)s of about %(base)s who answered.", share=share, base=base)
    low, high = between
    return speak.say(
        "%(share)s of about %(base)s who answered. Range: %(low)s to %(high)s%%.", share=share, base=base, low=low, high=high
    )


def _figure_notes(release: Release, chosen: Chosen, speak: Speaker) -> Iterator[str]:
    kinds = {one.indicator.kind for one in chosen.figures}
    if IndicatorKind.RISK in kinds:
        yield speak.say("Meeting a risk is not the same as being harmed.")
        if IndicatorKind.BENEFIT not in kinds:
            yield speak.say("What is good about being online cannot be shown here.")
    told = {band for one in chosen.figures for band in one.item.bands}
    if chosen.figures and (left := [band.code for band in release.questionnaire.bands if band.code not in told]):
        yield speak.say(
            "Children aged %(ages)s were asked other questions; their numbers are in the full results.",
            ages=speak.ages(release, left),
        )
    if chosen.silent:
        yield speak.say("Many did not know, or chose not to say: %(names)s.", names=_names(release, chosen.silent, speak))
    if chosen.unshown:
        yield speak.say(
            "Not shown here, to protect children or because few answered: %(names)s.",
            names=_names(release, chosen.unshown, speak),
        )


def _names(release: Release, ones: Sequence[Named], speak: Speaker) -> str:
    names = [f"“{_name(release, one, speak)}”" for one in ones[:MOST_NAMED]]
    return speak.listed([*names, speak.say("others")] if len(ones) > MOST_NAMED else names)


def _ask_notes(release: Release, asked: Sequence[Asks], speak: Speaker) -> Iterator[str]:
    if not asked:
        yield speak.say("This survey did not ask children what should be done.")
        return
    yield speak.say(
        "Of each question some of the requests chosen most often are shown, in the order in which they were offered. Close"
        " shares are no ranking."
    )
    requests = [request for one in asked for question in one.questions for request in question.requests]
    if any(request.numbers.startswith("(") for request in requests):
        yield speak.say(
            "In brackets: fewer than %(caution)s answers, treat with caution.", caution=speak.number(release.rules.caution)
        )


def _protection(release: Release, speak: Speaker) -> Iterator[str]:
    yield speak.say(
        "Groups of fewer than %(least)s children (%(sensitive)s for sensitive questions) are not shown, nor some other groups.",
        least=speak.number(release.rules.k_show),
        sensitive=speak.number(release.rules.k_sensitive),
    )
    yield speak.say("No answer of a single child can be had from anybody.")
