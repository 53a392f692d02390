"""From a database to a release: reading and counting a million children's answers, and what protecting and attacking them adds.

The reference of reading and counting is to fetch the same records and keys, row by row, with the driver and nothing more. The
children are made up: some thousands through the real coder, repeated under random ids.
"""

import itertools
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sqlalchemy import Connection, Engine

from app.answering import submissions
from app.answering.submissions import Entry
from app.database import Purpose, writing
from app.results import audit
from app.results.counting import count
from app.results.cube import Cube, cube_of
from app.results.disclosure import protect
from app.results.releases import Release, written
from app.results.rules import Rules
from app.surveys.codebook import codebook
from app.surveys.models import Wave
from app.surveys.plan import plan
from app.surveys.questionnaire import Questionnaire
from app.surveys.starter import starter
from benchmarks.counting import Row, seconds
from tests.databases import Postgres, migrate, opened
from tests.makers import MONDAY, an_open_wave
from tests.results.children import SECRET, a_release, some_records

CHILDREN = 1_000_000
MOST_CHILDREN = 10_000_000
DIFFERENT = 20_000
BLOCK = 4_000
ROUNDS = 5
ATTACKED = (1_000, 30_000, 1_000_000)


def rows() -> Iterator[Row]:
    """One row a database, then release, attack and memory."""
    questionnaire = starter()
    records = some_records(questionnaire, DIFFERENT)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/suara.db"
        migrate(url)
        cube, counting, row = _reading("SQLite", url, questionnaire, records)
        yield row
    with _postgres() as url:
        yield _reading("PostgreSQL", url, questionnaire, records)[-1]
    yield _releasing(questionnaire, cube, counting)
    yield _attacking(questionnaire, records)
    yield _memory(records)


@contextmanager
def _postgres() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder))
        try:
            with server.migrated() as url:
                yield url
        finally:
            server.stop()


def _filled(owner: Engine, questionnaire: Questionnaire, records: list[str]) -> Wave:
    with writing(owner) as session:
        wave = an_open_wave(session, questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True))
    chance = np.random.default_rng(1)
    assert wave.id is not None
    # A settled wave lies in the order of its ids.
    ids = sorted(chance.bytes(16) for _ in range(CHILDREN))
    drawn = zip(ids, itertools.cycle(records), strict=False)
    entries = (Entry(wave.id, id_, wave.version_id, record, MONDAY) for id_, record in drawn)
    with owner.begin() as connection:
        while some := list(itertools.islice(entries, 10_000)):
            submissions.add(connection, some)
    return wave


def _reading(name: str, url: str, questionnaire: Questionnaire, records: list[str]) -> tuple[Cube, float, Row]:
    with opened(url) as owner:
        wave = _filled(owner, questionnaire, records)
    book = codebook(questionnaire)
    counting, fetching = [], []
    with opened(url, Purpose.COUNTING) as engine, engine.connect() as connection:
        cube = count(connection, wave, book)
        assert cube.records == CHILDREN
        for _ in range(ROUNDS):
            counting.append(seconds(lambda: count(connection, wave, book)))
            fetching.append(seconds(lambda: _fetch(connection, wave)))
    ratio = statistics.median(here / there for here, there in zip(counting, fetching, strict=True))
    here, there = statistics.median(counting), statistics.median(fetching)
    what = f"read and count 1,000,000 from {name} / fetch them with its driver"
    return cube, here, (what, f"{here:.2f} s", f"{there:.2f} s", f"{ratio:.2f}", "under 1")


def _fetch(connection: Connection, wave: Wave) -> None:
    cursor = connection.connection.cursor()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    cursor.execute(f"SELECT record, id FROM submission WHERE wave_id = {mark}", (wave.id,))
    while cursor.fetchmany(10_000):
        pass
    cursor.close()


def _release(questionnaire: Questionnaire, cube: Cube) -> Release:
    safe = protect(cube, questionnaire, codebook(questionnaire), plan(questionnaire), Rules(), SECRET)
    return a_release(questionnaire, safe)


def _releasing(questionnaire: Questionnaire, cube: Cube, counting: float) -> Row:
    protecting = statistics.median(seconds(lambda: written(_release(questionnaire, cube))) for _ in range(ROUNDS))
    whole = counting + protecting
    what = "a release of 1,000,000: count, protect, write / read and count"
    return what, f"{whole:.2f} s", f"{counting:.2f} s", f"{whole / counting:.2f}", "at most 3"


def _attacking(questionnaire: Questionnaire, records: list[str]) -> Row:
    took = {}
    for number in ATTACKED:
        some = list(itertools.islice(itertools.cycle(records), number))
        keys = np.random.default_rng(2).integers(0, 2**64, number, dtype=np.uint64)
        document = written(_release(questionnaire, cube_of(codebook(questionnaire), [("".join(some).encode(), keys)])))
        took[number] = seconds(lambda document=document: audit.attacked(document))  # type: ignore[misc]
    few, _, many = took.values()
    what = "the attack on a release of 1,000,000 / of 1,000"
    return what, f"{many:.1f} s", f"{few:.1f} s", f"{many / few:.2f}", "bounded"


def _memory(records: list[str]) -> Row:
    with TemporaryDirectory() as folder:
        block = Path(folder) / "block"
        block.write_text("".join(records[:BLOCK]))
        many, few = (_megabytes(children, block) for children in (MOST_CHILDREN, BLOCK))
    what = "most memory while counting 10,000,000 / 4,000"
    return what, f"{many:.0f} MB", f"{few:.0f} MB", f"{many / few:.2f}", "under 300 MB"


def _megabytes(children: int, block: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", str(children), str(block)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
