"""The counter's step that makes a release: count, protect, attack, store; or store the refusal with its reason.

Its connection alone may count. `asking` is the office's half.
"""

import logging

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import writing
from app.errors import Conflict, Refusal
from app.results import asking, audit, counting, releases
from app.results.cube import Cube
from app.results.disclosure import protect
from app.results.models import Preparation, PreparationState
from app.results.releases import Release
from app.results.rules import Rules
from app.results.suppression import Proved
from app.surveys import versions, waves
from app.surveys.codebook import codebook
from app.surveys.models import Wave
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import Questionnaire

RULES = Rules()
ATTEMPTS = 5
"""How often a release that fell to the attack is protected better and attacked again."""
MOST_TOLD = 5
"""Findings of the attack that a refusal quotes; the log has them all. They name questions and groups, and no number."""
log = logging.getLogger(__name__)


def work(engine: Engine) -> bool:
    """Prepare the request that has waited longest; False where none waits. `engine` is the counter's."""
    longest = asking.waiting(engine)
    if longest is None:
        return False
    prepare(engine, longest)
    return True


def prepare(engine: Engine, preparation_id: int) -> None:
    """Make the release that was asked for, or note why there is none. What is not waiting any more is left as it is.

    A fault of the program is noted as a refusal too, so that nobody waits for ever, and then raised.
    """
    try:
        made = _withstanding(engine, preparation_id)
        if made is None:
            return
        with writing(engine) as session:
            preparation = session.get_one(Preparation, preparation_id)
            stored = releases.store(session, session.get_one(Wave, preparation.wave_id), made)
            preparation.state = PreparationState.DONE
            preparation.release_id = stored.id
    except Refusal as refusal:
        _refused(engine, preparation_id, refusal.code, refusal.reason)
    except Exception:
        _refused(engine, preparation_id, "preparation-failed", "The counter met a fault; its log says which. Ask again later.")
        raise


def _withstanding(engine: Engine, preparation_id: int) -> Release | None:
    """The slow part, without holding up a writer: a release that withstood the attack; None where the request waits no more.

    What an attack learns although every rule was kept, because the noise fell badly, is hidden better and attacked again.
    Refuses `attack-succeeded` where that does not help.
    """
    with _snapshot(engine) as session:
        preparation = session.get_one(Preparation, preparation_id)
        if preparation.state is not PreparationState.WAITING:
            return None
        wave = session.get_one(Wave, preparation.wave_id)
        asking.check(session, wave)
        questionnaire, _ = versions.questionnaire_of(session, wave)
        cube = _counted(session, wave, questionnaire)
        assert wave.secret is not None, "a secret is destroyed only after the release"
        proved: Proved = frozenset()
        faults: tuple[str, ...] = ()
        for _ in range(ATTEMPTS):
            safe = protect(cube, questionnaire, codebook(questionnaire), plan(questionnaire), RULES, wave.secret, proved)
            release = releases.draft(session, wave, questionnaire, safe, RULES)
            verdict = audit.judged(audit.attacked(releases.written(release)), release, cube)
            if verdict.ok:
                return release
            faults = verdict.faults
            log.warning("a draft of the release of %s fell to the attack: %s", wave.code, " ".join(faults))
            if verdict.proved <= proved:
                break
            proved |= verdict.proved
    raise Conflict(
        "attack-succeeded",
        "Someone could have learnt from this release what a few children answered, so it was not published. Nothing that you can"
        " change in the office helps; tell the operator, who tells the makers of this program what the attack found:"
        f" {' '.join(faults[:MOST_TOLD])}",
        wave=wave.code,
    )


def _counted(session: Session, wave: Wave, questionnaire: Questionnaire) -> Cube:
    book, planned = codebook(questionnaire), plan(questionnaire)
    if plan_hash(planned) != wave.plan_hash:
        raise Conflict("plan-changed", "The plan of tables is not the one fixed when the wave opened.", wave=wave.code)
    return counting.count(session.connection(), wave, book)


def verdict_on(engine: Engine, name: str) -> audit.Verdict:
    """The attack on a stored release, made again; judged by the truth as long as the answers stand. `engine` is the counter's."""
    with _snapshot(engine) as session:
        stored = releases.by_name(session, name)
        questionnaire = stored.release.questionnaire
        cube = _counted(session, waves.by_code(session, stored.wave), questionnaire)
    return audit.judged(audit.attacked(releases.written(stored.release)), stored.release, cube if cube.records else None)


def _snapshot(engine: Engine) -> Session:
    """A session that sees one moment: on PostgreSQL settling could otherwise move a record between two reads."""
    if engine.dialect.name == "postgresql":
        return Session(engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True))
    return Session(engine.execution_options(reads_only=True))


def _refused(engine: Engine, preparation_id: int, code: str, reason: str) -> None:
    with writing(engine) as session:
        preparation = session.get_one(Preparation, preparation_id)
        preparation.state = PreparationState.REFUSED
        preparation.refusal_code = code
        preparation.refusal_reason = reason
