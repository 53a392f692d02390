"""All files of a release of the starter survey, on one core: seconds, and the most memory that the process ever held.

3,000 made-up children, broken down by age, gender, area and two pairs. A process of its own, so that the memory is that of making
files and of what has to be imported for it; the reference is a process that imports the same and reads the release.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.results.releases import Release, written
from app.surveys.starter import starter
from benchmarks.counting import Row
from benchmarks.memory import peak
from tests.results.children import a_release, as_stored, counted, protected, some_records

CHILDREN = 3_000
ROUNDS = 3


def rows() -> Iterator[Row]:
    """One row for the time, one for the memory."""
    questionnaire = starter()
    safe = protected(questionnaire, counted(questionnaire, some_records(questionnaire, CHILDREN, seed=1)))
    with TemporaryDirectory() as folder:
        document = Path(folder) / "release.json"
        document.write_bytes(written(a_release(questionnaire, safe)))
        made = [_measured(document, "make") for _ in range(ROUNDS)]
        read = _measured(document, "read")
    seconds, peak, size = min(made)
    yield (
        "all files of a release of the starter survey, as a zip",
        f"{seconds:.2f} s",
        f"{size:,} B",
        "-",
        "at most 5 s on one core",
    )
    yield (
        "most memory of the process / of one that only reads it",
        f"{peak:.0f} MB",
        f"{read[1]:.0f} MB",
        f"{peak / read[1]:.2f}",
        "under 300 MB",
    )


def _measured(document: Path, what: str) -> tuple[float, float, int]:
    command = [sys.executable, "-m", "benchmarks.files", what, str(document)]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer["seconds"], answer["megabytes"], answer["bytes"]


def main(what: str, document: Path) -> None:
    """Make the files once, on one core, and say what it took."""
    from app.publishing.files import archive  # what it costs to import is part of the memory

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    stored = as_stored(Release.model_validate_json(document.read_bytes()))
    started = time.perf_counter()
    size = len(archive.archive(stored, "https://suara.example")) if what == "make" else 0
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "megabytes": peak(), "bytes": size}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
