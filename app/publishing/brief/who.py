"""Who answered, who is missing, how sure, and who is asked to do what by when. Pure.

How sure is never "high": of children who chose to answer nothing follows for others (AAPOR on opt-in samples), and a release
knows neither its places nor their quotas.
"""

from collections.abc import Iterator
from itertools import groupby

from app.publishing.brief.speaking import Speaker
from app.publishing.brief.values import Task, Version
from app.publishing.directions import apart
from app.publishing.figures import Status, status
from app.publishing.files.about import plain
from app.publishing.tables import group_label
from app.publishing.who_answered import beside_all_children, item_of_all
from app.results.published import cell_key
from app.results.releases import Release
from app.results.uncertainty import SMALLEST_TO_COMPARE, clear_differences
from app.surveys.plan import Group, PlannedItem
from app.surveys.questionnaire import AGE, Pick
from app.surveys.sampling import SampleDesign

MOST_DIFFERENCES = 2


def who_answered(release: Release, speak: Speaker) -> Iterator[str]:
    """How many children, when, and how they came to be asked."""
    number, country = speak.number(release.respondents), speak.country(release.country)
    first, last = speak.day(release.opened_on), speak.day(release.closed_on)
    if first == last:
        yield speak.say(
            "About %(number)s children in %(country)s answered on %(day)s, without a name or an account.",
            number=number,
            country=country,
            day=first,
        )
    else:
        yield speak.say(
            "About %(number)s children in %(country)s answered between %(first)s and %(last)s, without a name or an account.",
            number=number,
            country=country,
            first=first,
            last=last,
        )
    if release.invited:
        yield speak.say("Who was invited, and how: “%(invited)s”", invited=apart(plain(release.invited)))


def groups(release: Release, speak: Speaker) -> Iterator[str]:
    """One line a characteristic: about how many of each group answered the item that most children were asked.

    Few answers stand in brackets, as on every page; where there are any, a last line says so.
    """
    planned = item_of_all(release)
    if planned is None:
        return
    alone = [group for group in planned.groups if len(group.of) == 1]
    for variable, found in groupby(alone, key=lambda group: group.breakdown):
        sizes = [_size(release, planned, group, speak) for group in found]
        yield speak.say(
            "%(characteristic)s: %(groups)s.", characteristic=_name(release, variable, speak), groups="; ".join(sizes)
        )
    if any(_few(release, planned, group) for group in alone):
        yield speak.say(
            "In brackets: fewer than %(caution)s answers, treat with caution.", caution=speak.number(release.rules.caution)
        )


def _few(release: Release, planned: PlannedItem, group: Group) -> bool:
    cell = release.cells[cell_key(planned.item, group)]
    return cell is not None and status(cell.base, release.rules.caution) is Status.UNCERTAIN


def _size(release: Release, planned: PlannedItem, group: Group, speak: Speaker) -> str:
    cell = release.cells[cell_key(planned.item, group)]
    label = _label(release, group, speak)
    if cell is None:
        return speak.say("%(group)s: not shown", group=label)
    number = speak.number(cell.base)
    if _few(release, planned, group):
        return speak.say("%(group)s: (about %(number)s)", group=label, number=number)
    return speak.say("%(group)s: about %(number)s", group=label, number=number)


def _label(release: Release, group: Group, speak: Speaker) -> str:
    ((variable, category),) = group.of
    q = release.questionnaire
    if variable == AGE:
        return speak.text(q.band(category).label, release)
    for place in q.places:
        if place.code == variable:
            return speak.text(next(one.label for one in place.categories if one.code == category), release)
    item = q.item(variable)
    for option in getattr(item, "options", ()):
        if option.code == category:
            return speak.wording(option.label, release, item.bands)
    return apart(plain(group_label(release, group)))


def _name(release: Release, variable: str, speak: Speaker) -> str:
    if variable == AGE:
        return speak.say("Age")
    for place in release.questionnaire.places:
        if place.code == variable:
            return speak.text(place.label, release)
    item = release.questionnaire.item(variable)
    return f"“{speak.wording(item.wording, release, item.bands)}”"


def who_is_missing(release: Release, speak: Speaker) -> Iterator[str]:
    """Of whom the numbers do not speak."""
    yield {
        SampleDesign.OPT_IN: speak.say(
            "These are the views of children who chose to answer. They do not represent all children in %(country)s.",
            country=speak.country(release.country),
        ),
        SampleDesign.EVERYONE: speak.say(
            "Every child of one group was asked. The numbers speak of those who took part, and of no others in %(country)s.",
            country=speak.country(release.country),
        ),
        SampleDesign.PROBABILITY: speak.say(
            "The children asked were drawn by chance, but not all took part and no number here is weighted, so these are not yet"
            " numbers about all children in %(country)s.",
            country=speak.country(release.country),
        ),
    }[release.sample_design]
    if release.missed:
        yield speak.say("Who may be missing: “%(missed)s”", missed=apart(plain(release.missed)))
    else:
        yield speak.say("Children whom the invitation did not reach are missing. Nobody wrote down who they may be.")
    yield from _beside_all_children(release, speak)


def _beside_all_children(release: Release, speak: Speaker) -> Iterator[str]:
    planned = item_of_all(release)
    known = [one for _, found in beside_all_children(release, planned) for one in found] if planned else []
    if not known or release.population is None:
        yield speak.say("The groups have not been compared with a census.")
        return
    missing = [
        speak.say(
            "%(group)s (%(answered)s%% of those who answered, %(children)s%% of all children)",
            group=_label(release, one.group, speak),
            answered=speak.number(one.answered or 0),
            children=speak.number(one.children),
        )
        for one in known
        if one.missing
    ]
    source = apart(plain(release.population.source))
    if missing:
        yield speak.say("Fewer answered than there are: %(groups)s. Source: %(source)s", groups="; ".join(missing), source=source)
    else:
        yield speak.say("Set beside all children, no group that is shown is clearly missing. Source: %(source)s", source=source)


def how_sure(release: Release, speak: Speaker) -> Iterator[str]:
    """A label that is never above "limited", what ranges mean, and what small differences mean: nothing."""
    if release.respondents < SMALLEST_TO_COMPARE:
        yield speak.say("How sure: low. Fewer than %(least)s children answered.", least=speak.number(SMALLEST_TO_COMPARE))
    else:
        yield speak.say(
            "How sure: limited. Enough children answered to be heard, but nobody knows how the others would have answered."
        )
    yield speak.say("No margin of error applies. A range says what chance and the protection of the numbers alone would give.")
    yield speak.say(
        "To protect children, every number was changed a little and rounded to %(step)s, so differences of a few percentage"
        " points mean nothing.",
        step=speak.number(release.rules.rounding),
    )


def differences(release: Release, items: tuple[str, ...], speak: Speaker) -> Iterator[str]:
    """The first clear differences between groups, of these items; none that the release does not call clear."""
    clear = [one for one in clear_differences(release) if one.item in items]
    for one in clear[:MOST_DIFFERENCES]:
        more, less = (release.cells[cell_key(one.item, group)] for group in (one.more, one.less))
        assert more is not None
        assert less is not None
        counts = [cell.counts[one.variable][one.category] for cell in (more, less)]
        yield speak.say(
            "A clear difference: “%(answer)s” was answered to “%(question)s” more often by %(more)s (%(more_share)s) than by"
            " %(less)s (%(less_share)s).",
            answer=_answer(release, one.item, one.variable, one.category, speak),
            question=speak.wording(
                release.questionnaire.item(one.item).wording, release, release.questionnaire.item(one.item).bands
            ),
            more=_label(release, one.more, speak),
            more_share=speak.percent(counts[0], more.base),
            less=_label(release, one.less, speak),
            less_share=speak.percent(counts[1], less.base),
        )


def _answer(release: Release, code: str, variable: str, category: str, speak: Speaker) -> str:
    item = release.questionnaire.item(code)
    chosen = variable.removeprefix(f"{code}_") if isinstance(item, Pick) else category
    return next(speak.wording(one.label, release, item.bands) for one in getattr(item, "options", ()) if one.code == chosen)


def tasks(release: Release, version: Version, speak: Speaker) -> Iterator[Task]:
    """Who is asked to answer children, and by when; no body and no day that the release does not name."""
    reply = speak.say("Say in public what you will do about these requests, what you will not do, and why.")
    promised = speak.say("by %(day)s", day=speak.day(release.reply_by)) if release.reply_by else ""
    undated = speak.say("no day is recorded in this release")
    if release.audience:
        yield Task(apart(plain(release.audience)), reply, promised or undated)
    elif version is not Version.COMPANIES:
        yield Task(speak.say("The government"), reply, promised or undated)
    yield Task(speak.say("App and game companies"), reply, undated)
