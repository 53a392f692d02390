"""Made-up children: records drawn through the real coder, and the cubes, protected numbers and releases that follow."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from app.answering.record import Coder
from app.results.cube import Cube, Keys, cube_of
from app.results.disclosure import Protected, Rules, protect
from app.results.releases import FIRST_CHAIN, Release, Stored, chained, written
from app.surveys.codebook import codebook
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import Pick, Questionnaire, Single, digest

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


def changed(data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Plain data with some members replaced."""
    return {**data, **more}
