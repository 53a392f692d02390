"""Does any fault in a rule go unseen? `python -m tests.proof.surviving [MODULE ...]` plants them one by one and runs the tests.

Each fault, made by `mutating` or listed in `planted`, is run against the tests of the results room in a process of its own, in
which the faulty module takes the place of the sound one; nothing on disk is touched. A fault survives where all tests pass and
none runs out of time. Exits 1 where one survives that `planted` does not excuse. Three quarters of an hour on two processors.
"""

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import math
import os
import re
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from types import ModuleType

import hypothesis
import pytest

from tests.databases import ROOT
from tests.proof.mutating import Mutant, mutants
from tests.proof.planted import EXCUSED, PLANTED

MODULES = ("rules", "noise", "equations", "disclosure", "remainders", "cube", "histograms", "releases", "suppression")
"""Of app.results: the rules and what they rest on."""
ALL = ("worked_example", "equations", "remainders", "disclosure", "invariants")
TESTS = {
    "releases": ("releases", "preparing"),
    "cube": ("cube", "counting", "worked_example"),
    "histograms": ("cube", "histograms"),
    "rules": ("rules", *ALL),
    "noise": ("noise", *ALL),
}
SLOW_TO_IMPORT = ("alembic.command", "highspy", "numpy", "psycopg", "tests.makers")
"""By the tests, and not mutated: imported once, before the processes part."""
LONGER = 8
"""Times as long as without a fault tests may take: one that never ends is seen."""
SECONDS = 30
"""And so many more."""
BYTES = 4_000_000_000
PROCESSES = 2


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Puts the source of a mutant in the place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self.name, self.source = f"app.results.{mutant.module}", mutant.source

    def find_spec(self, name: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """Only the one module is found here."""
        return importlib.util.spec_from_loader(name, self) if name == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty source."""
        exec(compile(self.source, f"<{self.name} with a fault>", "exec"), module.__dict__)  # noqa: S102 (our own source)


class Hasty:
    """A plugin of pytest: a test that fails says so at once, without looking for the smallest example, and alike every time."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        hypothesis.settings.register_profile(
            "proof",
            deadline=None,
            derandomize=True,
            database=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        hypothesis.settings.load_profile("proof")


def survives(mutant: Mutant, seconds: float) -> bool:
    """Whether all tests pass with this fault, in a process of its own and in so many seconds."""
    child = os.fork()
    if child == 0:
        _run_the_tests(mutant)
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        finished, status = os.waitpid(child, os.WNOHANG)
        if finished:
            return os.waitstatus_to_exitcode(status) == 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)  # a fault that never ends is seen too
    os.waitpid(child, 0)
    return False


def _run_the_tests(mutant: Mutant) -> None:
    code = 1
    with contextlib.suppress(BaseException):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        sys.meta_path.insert(0, Faulty(mutant))
        names = TESTS.get(mutant.module, ALL)
        files = [str(ROOT / f"tests/results/test_{name}.py") for name in names]
        # Both databases store alike; one is enough here.
        plain = [
            "-x",
            "-q",
            "-n0",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:schemathesis",
            "--assert=plain",
            "-Wignore",
            "-k",
            "not postgres",
        ]
        code = pytest.main([*plain, *files], plugins=[Hasty()])
    os._exit(code)


def faults(module: str) -> Iterator[Mutant]:
    """Every fault of a module, the planted ones first."""
    source = (ROOT / f"app/results/{module}.py").read_text()
    for of, before, after in PLANTED:
        if of == module:
            if before not in source:
                raise ValueError(f"{module} holds no {before!r} any more; mend tests/proof/planted.py.")
            line = source[: source.index(before)].count("\n") + 1
            faulty = source.replace(before, after, 1)
            ast.parse(faulty)
            yield Mutant(module, "planted", before.strip(), after.strip(), line, faulty)
    yield from mutants(module, source)


def main(modules: Sequence[str]) -> int:
    """Plant them all; print those that survive."""
    for name in SLOW_TO_IMPORT:
        importlib.import_module(name)
    assert not any(re.fullmatch(r"app\.results\..+", name) for name in sys.modules), "the rules must not be loaded yet"
    survivors = 0
    for module in modules or MODULES:
        found = list(faults(module))
        if gone := {name for name in EXCUSED if name.startswith(f"{module} ")} - {mutant.name for mutant in found}:
            raise ValueError(f"Excused, and no fault any more: {sorted(gone)}; mend tests/proof/planted.py.")
        started = time.monotonic()
        if not survives(Mutant(module, "", "", "", 0, (ROOT / f"app/results/{module}.py").read_text()), math.inf):
            raise RuntimeError(f"The tests of {module} fail without any fault, so they prove nothing.")
        seconds = SECONDS + LONGER * (time.monotonic() - started)
        alive = []
        with ThreadPoolExecutor(PROCESSES) as pool:
            for mutant, lives in zip(found, pool.map(survives, found, repeat(seconds)), strict=True):
                if lives:
                    alive.append(mutant)
                    if mutant.name not in EXCUSED:
                        _say(f"  {module} line {mutant.line}, {mutant.name}")
        excused = sum(mutant.name in EXCUSED for mutant in alive)
        survivors += len(alive) - excused
        _say(f"{module}: {len(found)} faults, {len(found) - len(alive)} seen, {excused} excused")
    return 1 if survivors else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
