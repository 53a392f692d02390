"""How a command ends: what it says, in words or as one JSON document, and its exit code."""

import json
import sys
from typing import Annotated, Any, NoReturn

import typer

from app.errors import Refusal

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
REFUSED = 1


class Commands(typer.Typer):
    """The commands of `suara`, with refusals turned into exit 1."""

    def __init__(self, **settings: Any) -> None:
        # With a callback, one command alone is still asked for by its name.
        super().__init__(
            no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, callback=lambda: None, **settings
        )

    def run(self) -> None:
        """Run the command line; a refusal ends it with its reasons and exit 1."""
        try:
            self()
        except Refusal as refusal:
            refuse([refusal], as_json="--json" in sys.argv)


def say(words: str, document: dict[str, Any] | list[Any], *, as_json: bool) -> None:
    """Say what was done."""
    sys.stdout.write((json.dumps(document, ensure_ascii=False) if as_json else words) + "\n")


def refuse(refusals: list[Refusal], *, as_json: bool) -> NoReturn:
    """Say what is refused and why, and end."""
    if as_json:
        said = {"refused": [{"code": refusal.code, "reason": refusal.reason, **_plain(refusal)} for refusal in refusals]}
        sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    for refusal in refusals:
        sys.stderr.write(f"Refused ({refusal.code}): {refusal.reason}\n")
        for line in refusal.details.get("missing", ()):  # type: ignore[attr-defined]
            sys.stderr.write(f"  - {line}\n")
    sys.exit(REFUSED)


def _plain(refusal: Refusal) -> dict[str, Any]:
    return {"details": dict(refusal.details)} if refusal.details else {}
