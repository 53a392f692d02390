"""What every file says of itself, wherever there is room: title, marks, whom the numbers speak of, how they are protected.

The words of adults (who was invited, why a release is withdrawn) come in here, so here they lose what no file can hold.
"""

import re
from dataclasses import dataclass

from app.publishing.caveats import caveat
from app.publishing.words import country_name, in_words, language_name, listed, period
from app.results.releases import Stored

PRACTICE = "Practice: not a real survey. It was made to try things out: do not use these numbers."
_LANGUAGE_OF_FILES = "en"
# Controls, marks that turn the direction of what follows, and what XML 1.0 cannot hold at all. The marks of `directions` stay:
# they leave each text the direction that its own first letter has.
_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class About:
    """Facts and sentences about one release, in plain text. `marks` come first wherever there is room: practice, withdrawn."""

    title: str
    name: str
    survey: str
    address: str
    country: str
    period: str
    published: str
    languages: str
    language: str
    marks: tuple[str, ...]
    whom: str
    range: str
    how: str
    protection: tuple[str, ...]
    digest: str
    chain: str

    @property
    def in_short(self) -> str:
        """Marks, then of whom the numbers speak, then how they are protected: one paragraph."""
        return " ".join((*self.marks, self.how, self.whom, *self.protection))

    @property
    def cited(self) -> str:
        """How to name the release as a source."""
        return (
            f"Suara: {self.title}, {self.country}, {self.period}. Release {self.name}, published {self.published}. {self.address}"
        )


def about(stored: Stored, base_url: str) -> About:
    """What is said of a release at this address of the installation."""
    release = stored.release
    said = caveat(release)
    return About(
        title=plain(release.title),
        name=release.name,
        survey=release.survey,
        address=f"{base_url}/results/{release.name}",
        country=country_name(release.country),
        period=period(release.opened_on, release.closed_on),
        published=in_words(release.day),
        languages=listed(language_name(code) for code in release.questionnaire.languages),
        language=_LANGUAGE_OF_FILES,
        marks=marks(stored),
        whom=plain(said.whom),
        range=plain(f"Beside each share for all children, the page of the release gives a range. {said.range}"),
        how=plain(f"About {release.respondents:,} children took part. {said.how}"),
        protection=tuple(_protection(stored)),
        digest=stored.digest,
        chain=stored.chain,
    )


def marks(stored: Stored) -> tuple[str, ...]:
    """What has to be known before any number is read: that a release is practice, or was withdrawn, when and why."""
    found = [PRACTICE] if stored.release.practice else []
    if stored.withdrawn_on is not None:
        found.append(
            f"Withdrawn on {in_words(stored.withdrawn_on)}. Do not use it. The reason: {plain(stored.withdrawn_reason or '')}"
        )
    return tuple(found)


def plain(text: str) -> str:
    """The text without control characters and without marks that would show something else than it says."""
    return _NEVER.sub("", text)


def _protection(stored: Stored) -> list[str]:
    rules = stored.release.rules
    return [
        (
            f"To protect the children, every number was changed by a small random amount and rounded to {rules.rounding}, so"
            " numbers may not add up, and differences of a few children or a few percentage points mean nothing."
        ),
        (
            f"Groups of fewer than {rules.k_show} children ({rules.k_sensitive} for sensitive questions) are not shown, nor some"
            " other groups. What is not shown does not mean that nobody answered."
        ),
        f"Where fewer than {rules.caution} children answered, treat the figures with caution.",
        "No answer of a single child is in any file, and none can be had.",
    ]
