"""Asking for a release, and the counter's step that makes it: count, protect, store; or store the refusal with its reason.

`request` belongs to the office and never touches an answer; `work` belongs to the counter, whose connection alone may count.
"""

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app import clock
from app.database import reading, writing
from app.errors import Conflict, Refusal
from app.results import counting, releases
from app.results.disclosure import Protected, protect
from app.results.models import Preparation, PreparationState
from app.results.rules import Rules
from app.surveys import versions, waves
from app.surveys.codebook import codebook
from app.surveys.models import Wave, WaveState
from app.surveys.plan import plan, plan_hash
from app.surveys.questionnaire import Questionnaire

RULES = Rules()


def request(session: Session, wave: Wave, by: str) -> Preparation:
    """Ask the counter for the release of a wave; a request that waits already is returned.

    Refuses `wave-not-closed`, `grace-not-over` (naming the day) and `already-released`.
    """
    check(session, wave)
    of_wave = _waiting().where(Preparation.wave_id == wave.id)
    standing = session.exec(of_wave).first()
    if standing is not None:
        return standing
    assert wave.id is not None
    preparation = Preparation(wave_id=wave.id, requested_on=clock.today(), requested_by=by)
    try:
        with session.begin_nested():
            session.add(preparation)
    except IntegrityError:  # another steward asked in the same moment; on PostgreSQL both had found nothing waiting
        return session.exec(of_wave).one()
    return preparation


def check(session: Session, wave: Wave) -> None:
    """Refuses, as `request` does, where the wave cannot be released now."""
    _refuse_real(wave)
    _refuse_too_early(wave)
    releases.refuse_second(session, wave)


def latest(session: Session, wave: Wave) -> Preparation | None:
    """The newest request for a wave's release, if there is one."""
    of_wave = select(Preparation).where(Preparation.wave_id == wave.id)
    return session.exec(of_wave.order_by(col(Preparation.id).desc()).limit(1)).first()


def waiting(engine: Engine) -> int | None:
    """The request that has waited longest, by its id; None where none waits."""
    with reading(engine) as session:
        longest = session.exec(_waiting().order_by(col(Preparation.id)).limit(1)).first()
        return longest.id if longest else None


def work(engine: Engine) -> bool:
    """Prepare the request that has waited longest; False where none waits. `engine` is the counter's."""
    longest = waiting(engine)
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
        check(session, wave)
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


def _refuse_real(wave: Wave) -> None:
    """Hidden tables can still be worked out from those around them; until remainders are protected, practice waves only."""
    if not wave.practice:
        reason = "Releases of real waves wait until each is attacked before it is published (promise 2)."
        raise Conflict("attack-missing", reason, wave=wave.code)


def _refuse_too_early(wave: Wave) -> None:
    if wave.state is not WaveState.CLOSED:
        reason = f"{wave.code} is {wave.state.value}. Close it first; a wave is released once, after closing."
        raise Conflict("wave-not-closed", reason, wave=wave.code)
    if waves.in_grace(wave, clock.now()):
        day = waves.grace_ends(wave)
        raise Conflict(
            "grace-not-over",
            f"Answers that wait on phones are taken in until {day:%d %B %Y, %H:%M} UTC. Ask again on or after that day.",
            wave=wave.code,
            day=day.date().isoformat(),
        )


def _refused(engine: Engine, preparation_id: int, code: str, reason: str) -> None:
    with writing(engine) as session:
        preparation = session.get_one(Preparation, preparation_id)
        preparation.state = PreparationState.REFUSED
        preparation.refusal_code = code
        preparation.refusal_reason = reason


def _waiting() -> SelectOfScalar[Preparation]:
    return select(Preparation).where(Preparation.state == PreparationState.WAITING)
