"""Pretend children: seeded, plausible answers, correlated with profile, sent through the real intake. Practice waves only.

A child is drawn with a band, a profile and one hidden trait (how much of the online world it meets); answers to ordered
options follow the trait, picks follow preferences that differ by item, and some questions are left or declined.
"""

import asyncio
import math
import random
import secrets
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx2
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from app.config import Settings
from app.database import reading
from app.errors import NotAllowed
from app.main import everything
from app.surveys import versions, waves
from app.surveys.questionnaire import Level, OpenText, Pick, Questionnaire, Single
from app.surveys.routing import holds

CONNECTIONS = 64
_LEFT, _DONT_KNOW, _RATHER_NOT, _RATHER_NOT_SENSITIVE, _WRITES = 0.04, 0.03, 0.02, 0.06, 0.25
_REMARKS = (
    "Please make games safer.",
    "Listen to us before you make rules.",
    "Teach our parents too.",
    "I like learning new things online.",
)
_ACCEPTED = 204

Form = tuple[str, list[tuple[str, str]]]
"""A band, and the fields of a form."""


def children(questionnaire: Questionnaire, number: int, seed: int) -> Iterator[Form]:
    """The forms of `number` children; the same seed gives the same answers."""
    chance = random.Random(seed)  # noqa: S311 (plausible, not secret)
    weights = [band.to_age - band.from_age + 1 for band in questionnaire.bands]
    for _ in range(number):
        (band,) = chance.choices(questionnaire.bands, weights)
        yield band.code, _answers(questionnaire, band.code, chance)


def _answers(questionnaire: Questionnaire, band: str, chance: random.Random) -> list[tuple[str, str]]:
    trait = chance.gauss(0.3 * (int(band) - 2), 1.0)
    chosen: dict[str, frozenset[str]] = {}
    fields: list[tuple[str, str]] = []
    for item in questionnaire.asked_of(band):
        if not holds(item.asked_if, chosen):
            continue
        if isinstance(item, OpenText):
            if chance.random() < _WRITES:
                fields.append((item.code, chance.choice(_REMARKS)[: item.maximum]))
        elif isinstance(item, Single | Pick):
            values = _choice(item, trait, chance, rare_last=item.code in questionnaire.profile)
            if values and values[0] not in "?!":
                chosen[item.code] = frozenset(values)
            if item.code in questionnaire.profile and values == ["1"]:
                trait += 0.4
            fields.extend((item.code, value) for value in values)
    return fields


def _choice(item: Single | Pick, trait: float, chance: random.Random, *, rare_last: bool) -> list[str]:
    """What a child sends of one item. The last category of a profile item (another word, a village) is the rarest."""
    rather_not = _RATHER_NOT if item.level is Level.S0 else _RATHER_NOT_SENSITIVE
    luck = chance.random()
    if luck < _LEFT:
        return []
    if luck < _LEFT + _DONT_KNOW:
        return ["?"]
    if luck < _LEFT + _DONT_KNOW + rather_not:
        return ["!"]
    liking = random.Random(item.code)  # noqa: S311 (the same leaning for every child)
    leaning = liking.uniform(-0.6, 0.2)
    scale = [liking.uniform(-0.7, 0.7) + leaning * rank + 0.5 * trait * rank for rank in range(len(item.options))]
    codes = [option.code for option in item.options]
    weights = [1.0] * (len(codes) - 1) + [0.2] if rare_last else [math.exp(value) for value in scale]
    if isinstance(item, Single):
        return chance.choices(codes, weights)
    (first,) = chance.choices(codes, weights)
    if any(option.code == first and option.exclusive for option in item.options):
        return [first]
    others = [option.code for option in item.options if not option.exclusive and option.code != first]
    more = chance.sample(others, min(chance.randrange(item.maximum), len(others)))
    return sorted([first, *more])


def run(engine: Engine, settings: Settings, code: str, number: int, seed: int, *, in_process: bool = False) -> tuple[int, int]:
    """Send `number` children to the server at the base URL, or to the application in this process where none answers.

    Returns how many were sent and how many acknowledged. Refuses `real-wave`: nothing simulated ever enters one.
    """
    with reading(engine) as session:
        wave = waves.by_code(session, code)
        if not wave.practice:
            raise NotAllowed("real-wave", f"{code} is a real wave; only practice waves can be simulated.", wave=code)
        questionnaire, version = versions.questionnaire_of(session, wave)
    forms = (
        (f"/{code}/{questionnaire.default_language}/{band}", _body(fields, version))
        for band, fields in children(questionnaire, number, seed)
    )
    return asyncio.run(_send_all(engine, settings, forms, number, in_process=in_process))


def _body(fields: list[tuple[str, str]], version: str) -> str:
    return urlencode([*fields, ("nonce", secrets.token_hex(16)), ("version", version[:16])])


async def _send_all(
    engine: Engine, settings: Settings, forms: Iterator[tuple[str, str]], number: int, *, in_process: bool
) -> tuple[int, int]:
    application = None if not in_process and await _answers_at(settings.base_url) else everything(engine, settings)
    transport = httpx2.ASGITransport(app=application) if application is not None else None
    headers = {"accept": "application/problem+json", "content-type": "application/x-www-form-urlencoded"}
    most = httpx2.Limits(max_connections=CONNECTIONS)
    counts = {"sent": 0, "stored": 0}
    try:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("Children answering", total=number)
            async with httpx2.AsyncClient(
                transport=transport, base_url=settings.base_url, headers=headers, limits=most, timeout=60
            ) as client:

                async def one_after_another() -> None:
                    for path, body in forms:
                        answer = await client.post(path, content=body)
                        counts["sent"] += 1
                        counts["stored"] += answer.status_code == _ACCEPTED
                        progress.advance(bar)

                await asyncio.gather(*(one_after_another() for _ in range(min(CONNECTIONS, number))))
    finally:
        if application is not None:
            application.close()
    return counts["sent"], counts["stored"]


async def _answers_at(base_url: str) -> bool:
    """Whether a Suara answers there."""
    try:
        async with httpx2.AsyncClient(timeout=2) as client:
            return (await client.get(f"{base_url}/health")).text == "suara"
    except httpx2.HTTPError:
        return False
