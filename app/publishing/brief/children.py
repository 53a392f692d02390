"""What adults are told of samples and protection, in short sentences for children; and whom a child can call. Pure."""

from collections.abc import Iterator
from typing import TypedDict

from app.publishing.brief.speaking import Speaker
from app.publishing.brief.values import Helper
from app.results.releases import Release
from app.surveys import support
from app.surveys.support import Channel, Means


class Caveats(TypedDict):
    """The parts of a brief that say how far its numbers go."""

    who: tuple[str, ...]
    groups: tuple[str, ...]
    missing: tuple[str, ...]
    sure: tuple[str, ...]
    differences: tuple[str, ...]
    protection: tuple[str, ...]
    helpers: tuple[Helper, ...]


def in_short(release: Release, speak: Speaker) -> str:
    """What happened; the figures below say what they said, one sentence each."""
    return speak.say(
        "About %(number)s children told grown-ups what being online is like.", number=speak.number(release.respondents)
    )


def for_children(release: Release, speak: Speaker) -> Caveats:
    """The same caveats as for adults, none left out, each in a few words."""
    number, country = speak.number(release.respondents), speak.country(release.country)
    return {
        "who": (speak.say("About %(number)s children in %(country)s answered. Thank you!", number=number, country=country),),
        "groups": (),
        "missing": (
            speak.say(
                "These numbers are about the children who answered. They do not speak for all children in %(country)s.",
                country=country,
            ),
        ),
        "sure": (
            speak.say("Nobody knows what the other children think."),
            speak.say("Every number was changed a little, so that nobody can be found in it. Small differences mean nothing."),
        ),
        "differences": (),
        "protection": (
            speak.say("Nobody can see what you said. We do not know your name."),
            speak.say("When only few children answered, we show nothing."),
        ),
        "helpers": tuple(_helpers(release)),
    }


def _helpers(release: Release) -> Iterator[Helper]:
    """Whom a child who reads this can call, by the names under which they are known."""
    for contact in support.contacts(release.country) if release.country in support.countries() else ():
        if contact.name is not None:
            yield Helper(contact.name, contact.number, Channel(by=Means.CALL, at=contact.number).dialled)
