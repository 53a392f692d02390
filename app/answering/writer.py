"""Group commit: many finished forms become durable in one transaction, and each is acknowledged only after it (promise 4).

Forms wait on a bounded queue; one thread commits whatever waits, one batch in flight, no timer. A full queue is said at
once (`Busy`), never hidden. A batch that fails is rolled back and halved, so a bad neighbour never fails a good record.
Whether a wave still takes answers is read inside the batch's transaction, so closing is exact.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, col, select

from app import clock
from app.answering import submissions
from app.answering.submissions import Entry
from app.errors import Busy, Conflict, Refusal
from app.surveys.models import Wave
from app.surveys.waves import takes_answers

log = logging.getLogger(__name__)

LARGEST_BATCH = 512
Outcome = Refusal | None
_Waiting = tuple[Entry, "asyncio.Future[Outcome]"]


def too_late(code: str) -> Conflict:
    """The refusal of a form that comes after the wave closed and its grace ended."""
    return Conflict("too-late", "These questions are closed; answers are no longer taken in.", wave=code)


def come_again() -> Busy:
    """The refusal of a form that cannot be taken in just now; sending the same form again is safe."""
    return Busy("queue-full", "Too many answers arrive just now. Please send again in a moment; nothing was stored.")


class Writer:
    """The one thread that writes submissions of this process."""

    def __init__(self, engine: Engine, most_waiting: int) -> None:
        self._engine = engine
        self._most_waiting = most_waiting
        self._waiting: deque[_Waiting] = deque()
        self._arrived = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="suara-intake", daemon=True)
        self._thread.start()

    async def add(self, entry: Entry) -> None:
        """Return once the entry is durable (or stood already). Refuses `too-late` and `queue-full`, having stored nothing."""
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        with self._arrived:
            if self._closing or len(self._waiting) >= self._most_waiting:
                raise come_again()
            self._waiting.append((entry, outcome))
            self._arrived.notify()
        refusal = await outcome
        if refusal is not None:
            raise refusal

    def close(self) -> None:
        """Take nothing more in, commit what waits, and end the thread."""
        with self._arrived:
            self._closing = True
            self._arrived.notify()
        self._thread.join()

    def _run(self) -> None:
        while batch := self._next_batch():
            outcomes = self._commit([entry for entry, _ in batch])
            futures = [future for _, future in batch]
            try:
                futures[0].get_loop().call_soon_threadsafe(_settle, futures, outcomes)
            except RuntimeError:  # the loop is gone, and with it everybody who waited; what was committed stays committed
                log.warning("%d forms were committed after their connections had gone", len(batch))

    def _next_batch(self) -> list[_Waiting]:
        with self._arrived:
            while not self._waiting and not self._closing:
                self._arrived.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST_BATCH))]

    def _commit(self, entries: Sequence[Entry]) -> list[Outcome]:
        try:
            return self._commit_together(entries)
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            # The database is away: trying halves one after another would only keep everybody waiting.
            log.error("no form can be stored just now: %s", type(error).__name__)  # noqa: TRY400 (as below)
            return [come_again()] * len(entries)
        except Exception as error:  # noqa: BLE001 (whatever it is: this thread must live, and everybody who waits be told)
            if len(entries) > 1:
                half = len(entries) // 2
                return [*self._commit(entries[:half]), *self._commit(entries[half:])]
            # The message of an error may quote the row, so only its kind is logged.
            log.error("a form could not be stored: %s", type(error).__name__)  # noqa: TRY400
            return [come_again()]

    def _commit_together(self, entries: Sequence[Entry]) -> list[Outcome]:
        with self._engine.begin() as connection:
            ids = {entry.wave_id for entry in entries}
            # Locked until the commit, and only then the time: on PostgreSQL a counter that takes the wave's row to settle it
            # waits for this batch, so nothing is acknowledged after the count (SQLite has one writer at a time anyway).
            locked = select(Wave).where(col(Wave.id).in_(ids)).order_by(col(Wave.id)).with_for_update(read=True)
            waves = {wave.id: wave for wave in Session(connection).exec(locked)}
            moment = clock.now()
            outcomes: list[Outcome] = [
                None if takes_answers(waves[entry.wave_id], moment) else too_late(waves[entry.wave_id].code) for entry in entries
            ]
            accepted = [entry for entry, outcome in zip(entries, outcomes, strict=True) if outcome is None]
            if accepted:
                submissions.add(connection, accepted)
        return outcomes


def _settle(futures: Sequence["asyncio.Future[Outcome]"], outcomes: Sequence[Outcome]) -> None:
    for future, outcome in zip(futures, outcomes, strict=True):
        if not future.done():
            future.set_result(outcome)
