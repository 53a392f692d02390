"""A survey's own variables as dimensions: which dimension each is, and what its categories are called there. Pure.

Age is coded by its years. Gender and kind of place get the ids and codes that statistical offices use where a survey asks them in
the words of the starter; any other variable keeps its own code and those of its answers, for a guess would be a false label.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.publishing.files.about import plain
from app.publishing.sdmx.artefacts import Code, Kind, Names, Reference, Scheme
from app.publishing.sdmx.shared import TOTAL
from app.results.releases import Release
from app.surveys.codebook import Variable
from app.surveys.questionnaire import AGE, Single, Texts, Wording, oldest_wording

FIXED = frozenset(
    (
        "REF_AREA", "WAVE", "ITEM", "INDICATOR", "CATEGORY", "UNIT_MEASURE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS",
        "CONF_STATUS", "BASE", "COMMENT_OBS", "SURVEY", "RELEASE", "RELEASE_STATUS", "SAMPLE_DESIGN", "DISCLOSURE", "SEX",
        "URBANISATION", "STRUCTURE", "ACTION", "DATAFLOW", "KEY",
    )
)  # fmt: skip
"""Names that are taken: by components of every structure, and by columns of SDMX-CSV."""

_STANDARD = {
    "GEN": ("SEX", "Gender, as the child reports it", {"Girl": "F", "Boy": "M", "Another word": "_O"}),
    "AREA": (
        "URBANISATION",
        "Kind of place, as the child reports it",
        {"City": "CITY", "Town": "TOWN", "Village or island": "VILLAGE"},
    ),
}
"""By variable: the dimension, what it means, and its codes by the English label of the starter."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile variable: its dimension, what it is called, and the code of each of its categories."""

    variable: str
    dimension: str
    names: Names
    codes: dict[str, Code]

    def listed(self, suffix: str) -> Scheme:
        """Its code list, all children together first."""
        everyone = Code(TOTAL, {"en": "All"})
        ref = Reference(Kind.CODELIST, f"CL_{suffix}_{self.dimension}")
        return Scheme(ref=ref, names=self.names, items=(everyone, *self.codes.values()))


def texts(found: Texts) -> Names:
    """A text in every language, as XML and JSON can hold it."""
    return {language: plain(text) for language, text in found.items()}


def wordings(wording: Wording, bands: tuple[str, ...]) -> Names:
    """What the oldest band asked reads, in every language."""
    return {language: plain(oldest_wording(wording, language, bands)) for language in wording}


def profiles(release: Release) -> tuple[Profile, ...]:
    """The profile variables by which a number of the release is broken down, in the order of the codebook."""
    used = {variable for planned in release.plan.items for group in planned.groups for variable, _ in group.of}
    return tuple(_profile(release, variable) for variable in release.codebook.profile if variable.code in used)


def _profile(release: Release, variable: Variable) -> Profile:
    if variable.code == AGE:
        bands = {band.code: Code(_years(band.from_age, band.to_age), texts(band.label)) for band in release.questionnaire.bands}
        return Profile(AGE, AGE, {"en": "Age group"}, bands)
    labels = dict(_labels(release, variable))
    standard = _STANDARD.get(variable.code)
    if standard is not None:
        dimension, meaning, known = standard
        if all(names.get("en") in known for names in labels.values()):
            codes = {code: Code(known[names["en"]], names) for code, names in labels.items()}
            return Profile(variable.code, dimension, {"en": meaning}, codes)
    dimension = f"P_{variable.code}" if variable.code in FIXED else variable.code
    return Profile(
        variable.code, dimension, _asked(release, variable), {code: Code(code, names) for code, names in labels.items()}
    )


def _years(youngest: int, oldest: int) -> str:
    return f"Y{youngest}T{oldest}" if youngest != oldest else f"Y{youngest}"


def _labels(release: Release, variable: Variable) -> Iterator[tuple[str, Names]]:
    for place in release.questionnaire.places:
        if place.code == variable.code:
            yield from ((category.code, texts(category.label)) for category in place.categories)
            return
    item = release.questionnaire.item(variable.code)
    assert isinstance(item, Single)
    yield from ((option.code, wordings(option.label, item.bands)) for option in item.options)


def _asked(release: Release, variable: Variable) -> Names:
    for place in release.questionnaire.places:
        if place.code == variable.code:
            return texts(place.label)
    item = release.questionnaire.item(variable.code)
    return wordings(item.wording, item.bands)
