import os
import subprocess
import sys

import pytest
from sqlalchemy import Engine

from app.errors import Conflict
from app.results import counter_lock


def test_a_lock_is_held_as_long_as_its_block_and_seen_by_others(engine: Engine, counting_engine: Engine) -> None:
    assert not counter_lock.is_held(engine)
    with counter_lock.holding(counting_engine):
        assert counter_lock.is_held(engine)
        assert counter_lock.is_held(engine)
    assert not counter_lock.is_held(engine)


def test_there_is_one_counter_at_most(counting_engine: Engine) -> None:
    with counter_lock.holding(counting_engine):
        with pytest.raises(Conflict) as refusal, counter_lock.holding(counting_engine):
            pass
        assert refusal.value.code == "counter-running"
        assert counter_lock.is_held(counting_engine)


def test_a_lock_is_given_back_when_its_block_fails(counting_engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), counter_lock.holding(counting_engine):
        raise ZeroDivisionError
    with counter_lock.holding(counting_engine):
        pass


def test_the_lock_of_a_killed_process_is_free_again(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    program = (
        "import sys; from app.database import Purpose, connect; from app.results import counter_lock\n"
        "with counter_lock.holding(connect(sys.argv[1], Purpose.COUNTING)):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ)
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert counter_lock.is_held(engine)
        holder.kill()
        holder.wait()
    for _ in range(100):  # the server notices a closed connection a moment later
        if not counter_lock.is_held(engine):
            return
    pytest.fail("the lock outlived its holder")
