"""The process: a release on standard input, what was found on standard output."""

import json
import os
import sys

from app.results.intruder.attack import attack


def main() -> None:
    """Attack what is read, and write one JSON document."""
    document = sys.stdin.buffer.read()
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # the solver may have something to say of itself
    with answer:
        json.dump(attack(document), answer, allow_nan=False)


main()
