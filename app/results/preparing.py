"""The counter's step that makes a release: count, protect, store; or store the refusal with its reason.

Its connection alone may count. `asking` is the office's half.
"""

from sqlalchemy import Engine
from sqlmodel import Session

from app.database import writing
from app.errors import Conflict, Refusal
from app.results import asking, counting, releases
from app.results.disclosure import protect
from app.results.models import Preparation, PreparationState
from app.results.published import Protected
from app.results.rules import Rules
from app.surveys import versions
from app.surveys.codebook import codebook
from app.surveys.models import Wave
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import Questionnaire

RULES = Rules()


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
        made = _counted_and_protected(engine, preparation_id)
        if made is None:
            return
        with writing(engine) as session:
            preparation = session.get_one(Preparation, preparation_id)
            stored = releases.store(session, session.get_one(Wave, preparation.wave_id), *made, RULES)
            preparation.state = PreparationState.DONE
            preparation.release_id = stored.id
    except Refusal as refusal:
        _refused(engine, preparation_id, refusal.code, refusal.reason)
    except Exception:
        _refused(engine, preparation_id, "preparation-failed", "The counter met a fault; its log says which. Ask again later.")
        raise


def _counted_and_protected(engine: Engine, preparation_id: int) -> tuple[Questionnaire, Protected] | None:
    """The slow part, from one snapshot and without holding up a writer; None where the request waits no more."""
    with _snapshot(engine) as session:
        preparation = session.get_one(Preparation, preparation_id)
        if preparation.state is not PreparationState.WAITING:
            return None
        wave = session.get_one(Wave, preparation.wave_id)
        asking.check(session, wave)
        questionnaire, _ = versions.questionnaire_of(session, wave)
        book, planned = codebook(questionnaire), plan(questionnaire)
        if plan_hash(planned) != wave.plan_hash:
            raise Conflict("plan-changed", "The plan of tables is not the one fixed when the wave opened.", wave=wave.code)
        cube = counting.count(session.connection(), wave, book)
        assert wave.secret is not None, "a secret is destroyed only after the release"
        return questionnaire, protect(cube, questionnaire, book, planned, RULES, wave.secret)


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
