"""Structure-specific data, against the schema that the standard derives for one structure: each code is in its list."""

from pathlib import Path

import pytest

from app.publishing.sdmx.data_xml import ALL, TIME, Message, specific_21, specific_30
from app.publishing.sdmx.observations import observations
from app.publishing.sdmx.structures import Family
from tests.publishing.files.releases import BASE, a_file_release
from tests.publishing.sdmx.reading_back import specific_faults

WRITERS = {"2.1": specific_21, "3.0": specific_30}


@pytest.mark.parametrize("version", WRITERS)
@pytest.mark.parametrize("at", [TIME, ALL])
@pytest.mark.parametrize("which", [0, 1])
def test_data_are_valid_by_the_schema_of_their_structure(tmp_path: Path, version: str, at: str, which: int) -> None:
    stored = a_file_release(120)
    family = Family(stored, BASE)
    flow, structure = family.flows[which], family.structures[which]
    message = Message(flow, structure, stored.release.day, practice=True, at=at)
    content = WRITERS[version](message, observations(family, flow))
    assert specific_faults(content, version, structure, family.artefacts(), tmp_path) == []
    for right, wrong in ((b'AGE="_T"', b'AGE="_X"'), (b' OBS_STATUS="Q"', b""), (b'OBS_VALUE="', b'OBS_VALUE="about ')):
        assert right in content
        assert specific_faults(content.replace(right, wrong, 1), version, structure, family.artefacts(), tmp_path) != [], wrong
