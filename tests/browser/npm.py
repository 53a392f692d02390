"""What only npm has: an old browser, and Lighthouse. Kept under .venv, nothing is installed for the whole machine.

Used by long proofs alone: neither the application nor its test suite needs npm.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.databases import ROOT

KEPT = ROOT / ".venv" / ".npm"
SECONDS = 900


class NotToBeHadError(Exception):
    """The proof cannot be made here, and why."""


def npm(*arguments: str, into: Path) -> None:
    """Run npm in that folder, with its cache beside; refuses in plain words where there is none or it fails."""
    program = shutil.which("npm")
    if program is None:
        raise NotToBeHadError("There is no npm here (Debian, Ubuntu: apt install npm), so this was not proved.")
    into.mkdir(parents=True, exist_ok=True)
    command = [program, *arguments, "--silent", "--cache", str(KEPT / "cache")]
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, timeout=SECONDS, check=False, env=dict(os.environ))
    if done.returncode:
        raise NotToBeHadError(f"npm {arguments[0]} failed, so this was not proved.\n{done.stderr.strip()}")


def say(line: str) -> None:
    """To whoever runs the proof."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
