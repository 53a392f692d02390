"""The sentences that travel with the numbers, by how the children came to be asked. Pure.

No range may be read as more than it is. Of volunteers nothing follows for other children; of a whole group only for those in it
who took part; even children drawn by chance may be drawn by whole classes, and those who stayed away are not there. So it is
never called a margin of error (AAPOR: misleading for samples that nobody drew).
"""

from dataclasses import dataclass

from app.publishing.directions import apart
from app.publishing.words import country_name
from app.results.releases import Release
from app.surveys.sampling import SampleDesign


@dataclass(frozen=True, slots=True)
class Caveat:
    """`whom` says of whom the numbers speak; `range` what a range means and does not; `how` how the children were asked.

    `weighting` says what no weighting mends, for whoever shows weighted numbers beside the others.
    """

    whom: str
    range: str
    how: str
    weighting: str


def caveat(release: Release) -> Caveat:
    """What has to be said of every number of a release."""
    country = country_name(release.country)
    invited = f": “{apart(release.invited)}”" if release.invited else ""
    if release.sample_design is SampleDesign.EVERYONE:
        return Caveat(
            whom=f"Every child of one group was asked. The numbers speak of those who took part, and of no others in {country}.",
            range=(
                "It is the range that chance and blurring alone would give, had those who took part been picked from their group"
                " at random. It is not a margin of error: those of the group who did not take part may have answered differently."
            ),
            how=f"Every child of one group was asked{invited}. Each could say no, without a name or an account.",
            weighting=f"It does not make those of one group who took part a sample of all children in {country}.",
        )
    if release.sample_design is SampleDesign.PROBABILITY:
        return Caveat(
            whom=(
                f"The children asked were drawn by chance. Not all of them took part, and no number is weighted but where it says"
                f" so: these are not yet numbers about all children in {country}."
            ),
            range=(
                "It is the range that chance and blurring alone would give, had each child been drawn independently. Where whole"
                " schools or classes were drawn it is too narrow, and it leaves out those who were drawn and did not take part."
            ),
            how=f"Children were drawn by chance{invited}. Each could say no, without a name or an account.",
            weighting="It does not make up for those who were drawn and did not take part, should they differ from their group.",
        )
    return Caveat(
        whom=f"They do not represent all children in {country}.",
        range=(
            "It is the range that chance and blurring alone would give. It is not a margin of error: the children chose to take"
            " part themselves, and no range can say how those who did not would have answered."
        ),
        how=(
            "They were invited to a short address, without a name or an account, and each could say no. Nobody was chosen by"
            " chance, so groups that are easy to reach are here more often than others."
            + (f" Who was invited{invited}." if invited else "")
        ),
        weighting="It does not make those who chose to answer a sample of all.",
    )
