import random

import numpy as np
from sqlalchemy import Engine

from app.answering import submissions
from app.answering.submissions import Entry
from app.database import writing
from app.results import counting
from app.results.cube import cube_of
from app.surveys import versions
from app.surveys.codebook import codebook
from tests.makers import MONDAY, a_worked_example, an_open_wave
from tests.results.children import some_records


def test_what_a_database_holds_is_counted_as_by_hand(engine: Engine, counting_engine: Engine) -> None:
    with writing(engine) as session:
        wave = an_open_wave(session, a_worked_example())
        questionnaire, _ = versions.questionnaire_of(session, wave)
        other = an_open_wave(session, a_worked_example())
    draw = random.Random(5)
    sent = {draw.randbytes(16): record for record in some_records(questionnaire, 300, silent=0.3)}
    sent |= dict.fromkeys((bytes(16), b"\xff" * 16, b"\x07" + bytes(15)), "111.100.1")
    assert wave.id is not None
    assert other.id is not None
    entries = [Entry(wave.id, name, wave.version_id, record, MONDAY) for name, record in sent.items()]
    with engine.begin() as connection:
        submissions.add(connection, [*entries, Entry(other.id, bytes(16), other.version_id, "211.100.1", MONDAY)])
    keys = np.array([int.from_bytes(name[:8], "big") for name in sent], np.uint64)
    book = codebook(questionnaire)
    with counting_engine.connect() as connection:
        assert counting.count(connection, wave, book) == cube_of(book, [("".join(sent.values()).encode(), keys)])
        assert counting.sent(connection, wave.id) == 303
