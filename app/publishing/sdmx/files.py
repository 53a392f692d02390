"""What of SDMX lies among the files of a release: its structures in both versions, and the data of its two flows. Pure."""

from collections.abc import Callable

from app.publishing.sdmx import data_csv, data_xml, observations, structure_xml
from app.publishing.sdmx.artefacts import Artefact
from app.publishing.sdmx.structure_xml import Dialect
from app.publishing.sdmx.structures import Family
from app.results.releases import Stored

ITEMS, INDICATORS = 0, 1


def structure_file(dialect: Dialect) -> Callable[[Stored, str], bytes]:
    """Writes every artefact of a release in one version of SDMX-ML."""

    def write(stored: Stored, base_url: str) -> bytes:
        family = Family(stored, base_url)
        constraints: list[Artefact] = []
        for flow, structure in zip(family.flows, family.structures, strict=True):
            found = list(observations.observations(family, flow))
            constraints.append(observations.available(flow, tuple(one.id for one in structure.dimensions), found))
        everything = (*family.artefacts(), *constraints)
        return structure_xml.structure_xml(everything, dialect, day=stored.release.day, practice=stored.release.practice)

    return write


def csv_file(which: int) -> Callable[[Stored, str], bytes]:
    """Writes the data of one flow as SDMX-CSV 2.0."""

    def write(stored: Stored, base_url: str) -> bytes:
        family = Family(stored, base_url)
        flow = family.flows[which]
        return data_csv.csv_2(flow, family.structures[which], observations.observations(family, flow))

    return write


def xml_file(which: int) -> Callable[[Stored, str], bytes]:
    """Writes the data of one flow as structure-specific SDMX-ML 2.1."""

    def write(stored: Stored, base_url: str) -> bytes:
        family = Family(stored, base_url)
        flow, release = family.flows[which], stored.release
        message = data_xml.Message(flow, family.structures[which], release.day, release.practice)
        return data_xml.specific_21(message, observations.observations(family, flow))

    return write
