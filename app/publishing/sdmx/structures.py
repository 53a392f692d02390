"""All SDMX artefacts of a release: concepts, code lists, a structure and a flow for its items, another for its indicators. Pure.

Their ids carry the release (`DF_K7Q_1`), so each follows from one sealed document and never changes; docs/decisions/0020 says
why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.publishing.caveats import caveat
from app.publishing.files.about import marks, plain
from app.publishing.sdmx import shared
from app.publishing.sdmx.artefacts import (
    Artefact,
    Code,
    Component,
    Constraint,
    Dataflow,
    Kind,
    Names,
    Note,
    Reference,
    Scheme,
    Structure,
)
from app.publishing.sdmx.coding import Profile, profiles, texts, wordings
from app.publishing.words import country_name, period
from app.results.releases import Stored
from app.surveys.questionnaire import Choice, Pick, Single

_OF_RELEASE = re.compile(r"(?:DF|DSD|CR|CS|CL)_([A-Z0-9]{2,8})_([1-9][0-9]{0,5})(?:_[A-Z0-9_]+)?")

_CONCEPTS: dict[str, str] = {
    "REF_AREA": "Country in which the children were asked",
    "WAVE": "Wave: one survey in one country at one time",
    "ITEM": "Question",
    "CATEGORY": "Answer",
    "INDICATOR": "Indicator",
    "UNIT_MEASURE": "Unit of measure",
    "TIME_PERIOD": "Year in which children began to answer",
    "OBS_VALUE": "Value; missing where it is not shown, or where the comment says it in words",
    "OBS_STATUS": "Status of the value",
    "CONF_STATUS": "Confidentiality of the value",
    "BASE": "About how many children of the group answered; missing where it is not shown",
    "COMMENT_OBS": "In place of a value: few or none, 95% or more, not shown",
    "SURVEY": "Survey",
    "RELEASE": "Release",
    "RELEASE_STATUS": "Whether the release is of a real survey and stands",
    "SAMPLE_DESIGN": "How the children were asked",
    "DISCLOSURE": "How children are protected: BR5 is changed by a small random amount and rounded to 5",
}

ATTRIBUTES: tuple[Component, ...] = (
    Component("OBS_STATUS", shared.STATUS.ref),
    Component("CONF_STATUS", shared.CONFIDENTIAL.ref),
    Component("BASE", text="Integer", mandatory=False),
    Component("COMMENT_OBS", mandatory=False),
    Component("SURVEY"),
    Component("RELEASE"),
    Component("RELEASE_STATUS", shared.STANDING.ref),
    Component("SAMPLE_DESIGN", shared.SAMPLE.ref),
    Component("DISCLOSURE"),
)
"""All of single observations: rsdmx drops those of data sets, and sdmx1 cannot read a 3.0 structure that has any."""


@dataclass(frozen=True)
class Family:
    """The artefacts of one release, beside the shared ones. `flows` are what data can be asked of."""

    stored: Stored
    base_url: str

    @property
    def suffix(self) -> str:
        """What every id of the release holds."""
        return f"{self.stored.wave}_{self.stored.number}"

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The variables that numbers are broken down by."""
        return profiles(self.stored.release)

    @cached_property
    def flows(self) -> tuple[Dataflow, Dataflow]:
        """That of the items, and that of the indicators, which is empty where a survey has none."""
        return self._flow("", "every question"), self._flow("_INDICATORS", "main findings")

    @cached_property
    def structures(self) -> tuple[Structure, ...]:
        """One for each flow, in the same order."""
        return tuple(self._structure(flow) for flow in self.flows)

    @cached_property
    def lists(self) -> tuple[Scheme, ...]:
        """The code lists of the release's own codes."""
        return tuple(self._lists())

    @cached_property
    def concepts(self) -> Scheme:
        """What each component means."""
        own = [Code(one.dimension, one.names) for one in self.profiles]
        items = (*(Code(id_, {"en": meaning}) for id_, meaning in _CONCEPTS.items()), *own)
        return Scheme(ref=self._ref(Kind.CONCEPT_SCHEME, "CS"), names=self._named("concepts"), items=items)

    def artefacts(self) -> tuple[Artefact, ...]:
        """Everything but constraints: the shared lists that the structures name, then the release's own."""
        named = {child for structure in self.structures for child in structure.children()}
        used = tuple(one for one in shared.SHARED if one.ref in named or one is shared.AGENCIES)
        return (*used, *self.lists, self.concepts, *self.structures, *self.flows)

    def _flow(self, kind: str, holds: str) -> Dataflow:
        release = self.stored.release
        where = f"{country_name(release.country)}, {period(release.opened_on, release.closed_on)}."
        about = f"{where} {plain(caveat(release).whom)} {self.base_url}/results/{release.name}"
        return Dataflow(
            ref=self._ref(Kind.DATAFLOW, "DF", kind),
            names=self._named(holds),
            about={"en": " ".join((*marks(self.stored), about))},
            notes=tuple(self._notes()),
            structure=self._ref(Kind.STRUCTURE, "DSD", kind),
        )

    def _notes(self) -> Iterator[Note]:
        for mark in marks(self.stored):
            yield Note("WARNING", mark)
        yield Note("DIGEST", self.stored.digest)

    def _structure(self, flow: Dataflow) -> Structure:
        of_items = flow.ref == self.flows[0].ref
        what = ("ITEM", "CATEGORY") if of_items else ("INDICATOR",)
        own = [Component(one.dimension, one.listed(self.suffix).ref) for one in self.profiles]
        return Structure(
            ref=flow.structure,
            names=flow.names,
            notes=flow.notes,
            concepts=self.concepts.ref,
            dimensions=(
                Component("REF_AREA", shared.AREA.ref),
                *(Component(id_, self._ref(Kind.CODELIST, "CL", f"_{id_}")) for id_ in ("WAVE", *what)),
                *own,
                Component("UNIT_MEASURE", shared.UNIT.ref),
                Component("TIME_PERIOD", text="ObservationalTimePeriod"),
            ),
            attributes=ATTRIBUTES,
        )

    def _lists(self) -> Iterator[Scheme]:
        questionnaire = self.stored.release.questionnaire
        items = [questionnaire.item(planned.item) for planned in self.stored.release.plan.items]
        choices = [item for item in items if isinstance(item, Single | Pick)]
        yield self._list("WAVE", {"en": "Wave"}, [Code(self.stored.wave, self._named())])
        yield self._list("ITEM", {"en": "Question"}, [Code(item.code, wordings(item.wording, item.bands)) for item in items])
        yield self._list("CATEGORY", {"en": "Answer"}, [code for item in choices for code in _categories(item)])
        indicators = [
            Code(one.code, texts(one.name), {"en": f"{one.kind.value}: {one.item} = {', '.join(one.codes)}"})
            for one in questionnaire.indicators
        ]
        yield self._list("INDICATOR", {"en": "Indicator"}, indicators)
        yield from (one.listed(self.suffix) for one in self.profiles)

    def _list(self, name: str, names: Names, codes: list[Code]) -> Scheme:
        return Scheme(ref=self._ref(Kind.CODELIST, "CL", f"_{name}"), names=names, items=tuple(codes))

    def _ref(self, kind: Kind, prefix: str, more: str = "") -> Reference:
        return Reference(kind, f"{prefix}_{self.suffix}{more}")

    def _named(self, holds: str = "") -> Names:
        """The survey's title in every language, after what has to be known first."""
        withdrawn = "[Withdrawn] " if self.stored.withdrawn_on else ""
        practice = "[Practice] " if self.stored.release.practice else ""
        release = self.stored.release
        titles = {**texts(release.questionnaire.title), release.questionnaire.default_language: plain(release.title)}
        more = f" ({holds}, {self.stored.name})" if holds else ""
        return {language: f"{withdrawn}{practice}{title}{more}" for language, title in titles.items()}


def _categories(item: Choice) -> Iterator[Code]:
    for option in item.options:
        yield Code(category(item.code, option.code), wordings(option.label, item.bands))


def category(item: str, option: str) -> str:
    """`CON1_2`: an answer is one of its item; of a pick item it is named as its column is."""
    return f"{item}_{option}"


def constraint(flow: Dataflow, values: tuple[tuple[str, tuple[str, ...]], ...], count: int) -> Constraint:
    """Which codes have data in a flow, or in a part of it."""
    ref = Reference(Kind.CONSTRAINT, flow.ref.id.replace("DF_", "CR_", 1))
    return Constraint(ref=ref, names=flow.names, flow=flow.ref, values=values, count=count)


def release_of(artefact: str) -> str | None:
    """`K7Q/1` for any id that a release of it can have; None for ids of no release."""
    found = _OF_RELEASE.fullmatch(artefact)
    return f"{found[1]}/{found[2]}" if found else None
