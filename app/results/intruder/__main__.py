"""The process: a release on standard input, what was found on standard output."""

import json
import os
import sys
from pathlib import Path

from app.results.intruder.attack import attack


def main() -> None:
    """Attack what is read, and write one JSON document."""
    document = sys.stdin.buffer.read()
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # the solver announces itself there
    with answer:
        json.dump(attack(document, told=_progress if sys.stderr.isatty() else _nothing), answer, allow_nan=False)


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\rAttacking the release: {done} of {of} questions" + ("\n" if done == of else ""))
    sys.stderr.flush()


def _nothing(done: int, of: int) -> None:
    """Where nobody watches."""


main()
