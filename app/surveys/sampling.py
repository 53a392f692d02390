"""How the children of a wave came to be asked. Pure; what may be said of its numbers hangs on it (`publishing.caveats`)."""

from enum import StrEnum


class SampleDesign(StrEnum):
    """Said when a wave is created and never changed afterwards: nobody improves a sample once its answers are known."""

    OPT_IN = "opt-in"
    """Whoever heard of it and wanted to. What is said of the numbers is the most careful."""
    EVERYONE = "everyone"
    """Every child of a group that can be named, such as all classes of some schools."""
    PROBABILITY = "probability"
    """Children drawn by chance, each with a known chance above none."""


LONGEST_INVITATION = 300
"""Characters of the sentence that says who was asked, and how."""
