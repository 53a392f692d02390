"""Made-up children: records drawn through the real coder, and the cubes, protected numbers and releases that follow."""

import random
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Engine

from app.answering import submissions
from app.answering.record import Coder
from app.answering.submissions import Entry
from app.database import reading, writing
from app.results import asking, preparing, releases
from app.results.cube import Cube, Keys, cube_of
from app.results.disclosure import protect
from app.results.published import Protected
from app.results.releases import FIRST_CHAIN, Release, Stored, chained, written
from app.results.rules import Rules
from app.surveys import versions, waves
from app.surveys.codebook import codebook
from app.surveys.models import Wave
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import Pick, Questionnaire, Single, digest
from tests.makers import MONDAY, a_questionnaire, a_worked_example, an_open_wave, asked_if, single

SECRET = bytes(range(32))


def some_records(questionnaire: Questionnaire, number: int, *, seed: int = 1, silent: float = 0.1) -> list[str]:
    """So many records that the rules allow; early options are likelier, and each item is left by a share of `silent`."""
    draw = random.Random(seed)
    coder = Coder(questionnaire)
    bands = [band.code for band in questionnaire.bands]
    found = []
    for _ in range(number):
        band = draw.choice(bands)
        asked = [item for item in questionnaire.asked_of(band) if isinstance(item, Single | Pick)]
        found.append(coder.encode(band, {item.code: _answer(draw, item, silent) for item in asked}))
    return found


def _answer(draw: random.Random, item: Single | Pick, silent: float) -> frozenset[str]:
    if draw.random() < silent:
        return draw.choice([frozenset("?"), frozenset("!"), frozenset()])
    codes = [option.code for option in item.options]
    chosen = draw.choices(codes, weights=[len(codes) - place for place in range(len(codes))], k=1)
    if isinstance(item, Pick):
        chosen += draw.sample(codes, draw.randint(0, item.maximum - 1))
    return frozenset(chosen)


def keys_for(records: Sequence[str], *, seed: int = 7) -> Keys:
    """Random record keys, one a record."""
    return np.random.default_rng(seed).integers(0, 2**64, len(records), dtype=np.uint64)


def counted(questionnaire: Questionnaire, records: Sequence[str], keys: Keys | None = None) -> Cube:
    """The cube of these records."""
    keys = keys_for(records) if keys is None else keys
    return cube_of(codebook(questionnaire), [("".join(records).encode(), keys)])


def protected(questionnaire: Questionnaire, cube: Cube, *, secret: bytes = SECRET, rules: Rules | None = None) -> Protected:
    """What may be known of a cube."""
    return protect(cube, questionnaire, codebook(questionnaire), plan(questionnaire), rules or Rules(), secret)


def a_release(questionnaire: Questionnaire, safe: Protected, **more: Any) -> Release:
    """The document of a practice wave K7Q that was in the field in June 2026."""
    facts: dict[str, Any] = {
        "format": "suara-release/1",
        "survey": questionnaire.code,
        "title": questionnaire.title[questionnaire.default_language],
        "wave": "K7Q",
        "country": "TH",
        "number": 1,
        "practice": True,
        "day": date(2026, 7, 8),
        "opened_on": date(2026, 6, 1),
        "closed_on": date(2026, 6, 30),
        "prev_chain": FIRST_CHAIN,
    }
    return Release(
        **{**facts, **more},
        plan_hash=plan_hash(plan(questionnaire)),
        questionnaire=questionnaire,
        codebook=codebook(questionnaire),
        plan=plan(questionnaire),
        rules=Rules(),
        **dict(safe),
    )


def as_stored(release: Release, **more: Any) -> Stored:
    """A release as it comes out of the database."""
    found = digest(written(release))
    return Stored(release, found, chained(release.prev_chain, found), **more)


def sent_to(engine: Engine, wave: Wave, records: Sequence[str], *, seed: int = 3) -> None:
    """Submissions with these records, under random ids, as intake would add them."""
    draw = random.Random(seed)
    assert wave.id is not None
    entries = [Entry(wave.id, draw.randbytes(16), wave.version_id, record, MONDAY) for record in records]
    with engine.begin() as connection:
        submissions.add(connection, entries)


def a_closed_wave(
    engine: Engine, number: int = 120, *, code: str = "K7Q", data: dict[str, Any] | None = None, **more: Any
) -> Wave:
    """A closed practice wave, of the worked example if nothing else is said, in which so many children answered."""
    with writing(engine) as session:
        wave = an_open_wave(session, data or a_worked_example(), code=code, **more)
        questionnaire, _ = versions.questionnaire_of(session, wave)
    sent_to(engine, wave, some_records(questionnaire, number))
    with writing(engine) as session:
        closed = waves.by_code(session, code)
        waves.close(session, closed)
    return closed


def a_stored_release(engine: Engine, counting_engine: Engine, number: int = 120, **more: Any) -> Stored:
    """The release of such a wave, prepared by the counter."""
    wave = a_closed_wave(engine, number, **more)
    with writing(engine) as session:
        asking.request(session, waves.by_code(session, wave.code), "steward@example.org")
    assert preparing.work(counting_engine)
    with reading(engine) as session:
        return releases.by_name(session, f"{wave.code}/1")


THREE_BANDS = [
    {"code": str(band + 1), "label": {"en": f"{age} to {age + 2}"}, "from_age": age, "to_age": age + 2}
    for band, age in enumerate((8, 11, 14))
]


def asked_because_of_q1(*bands: str) -> Questionnaire:
    """Three items for those of some bands who gave 1; nothing by age."""
    after = [single(f"A{of}{n}", "12", bands=of, **asked_if("Q1", "1")) for of in bands for n in range(3)]
    return a_questionnaire(single("Q1", "12", bands="123"), *after, bands=THREE_BANDS)


def answers_of(survey: Questionnaire, **children: int) -> list[str]:
    """Records of so many children of each band, `b1` and so on, all of whom gave 1 wherever they were asked."""
    items = survey.items
    return [
        band + "".join("1" if band in item.bands else "." for item in items)
        for band in "123"
        for _ in range(children[f"b{band}"])
    ]


FEW_OF_SOME_BANDS: tuple[tuple[tuple[str, ...], dict[str, int]], ...] = (
    (("1", "12"), {"b1": 100, "b2": 9, "b3": 100}),  # the difference of two items
    (("1", "3"), {"b1": 100, "b2": 9, "b3": 100}),  # what two leave over of all
    (("12", "23"), {"b1": 100, "b2": 9, "b3": 100}),  # what two have in common
    (("1", "12"), {"b1": 100, "b2": 4, "b3": 4}),  # what one leaves over of all
)
"""Bands that some items are asked of, and children who make what the items tell of too few."""
