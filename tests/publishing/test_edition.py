"""A file that is kept for ever by its edition may not change under it: other bytes of the same release are another edition.

`python -m tests.publishing.test_edition` writes the digests anew, once the edition was raised. Workbooks and PDFs are left out:
their bytes hang on the libraries that write them, and on fonts.
"""

import json
import sys
from pathlib import Path

import pytest

from app.publishing import making
from app.publishing.files import contents
from app.results.releases import Release, Stored
from app.surveys.questionnaire import digest
from tests.results.children import as_stored

FOLDER = Path(__file__).parent / "edition"
BASE = "https://suara.example"
NAMES = [file.name for file in contents.FILES if not file.needs]


def stored() -> Stored:
    """One release, as it was written down once: what makes releases may change, and the files of this one not."""
    return as_stored(Release.model_validate_json((FOLDER / "release.json").read_bytes()))


def digests() -> dict[str, str]:
    release = stored()
    return {name: digest(contents.BY_NAME[name].write(release, BASE)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_of_a_file_are_those_of_its_edition(name: str) -> None:
    known = json.loads((FOLDER / "digests.json").read_text())
    assert known["edition"] == making._EDITION, "The edition was raised: run `python -m tests.publishing.test_edition`."
    written = digest(contents.BY_NAME[name].write(stored(), BASE))
    assert written == known["files"].get(name), f"{name} has other bytes: raise _EDITION in app/publishing/making.py."


def test_digests_are_kept_of_every_file_that_no_library_writes() -> None:
    assert {name.rpartition(".")[2] for name in contents.BY_NAME if name not in NAMES} == {"pdf", "xlsx"}
    assert list(json.loads((FOLDER / "digests.json").read_text())["files"]) == NAMES


def main() -> None:
    """Write the digests of a new edition; of the edition that is known nothing may change."""
    kept = FOLDER / "digests.json"
    known = json.loads(kept.read_text())
    if known["edition"] >= making._EDITION and known["files"] != digests():
        sys.exit("Raise _EDITION in app/publishing/making.py first.")
    kept.write_text(json.dumps({"edition": making._EDITION, "files": digests()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
