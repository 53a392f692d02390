"""What can be asked of the service, whichever version it was asked in. Pure."""

from dataclasses import dataclass

from app.publishing.sdmx.artefacts import Kind
from app.publishing.sdmx.data_xml import TIME
from app.publishing.sdmx.keys import Selection


@dataclass(frozen=True, slots=True)
class Asked:
    """Which artefacts: of these kinds and ids, none for any; `agency` and `version` empty for any."""

    kinds: tuple[Kind, ...]
    ids: tuple[str, ...] = ()
    agency: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class StructureQuery:
    """Artefacts, and those that are related to them."""

    asked: Asked
    references: str = "none"


@dataclass(frozen=True, slots=True)
class DataQuery:
    """Observations of one flow. `attributes` and `values` are left out where they are not wanted."""

    flow: Asked
    selection: Selection
    at: str = TIME
    attributes: bool = True
    values: bool = True


@dataclass(frozen=True, slots=True)
class AvailabilityQuery:
    """Which codes the selected observations have, of these dimensions, none for all; `others`: as though each was free."""

    flow: Asked
    selection: Selection
    components: tuple[str, ...] = ()
    references: str = "none"
    others: bool = False


Query = StructureQuery | DataQuery | AvailabilityQuery
