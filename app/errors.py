"""Refusals: what the domain says when it will not do something.

The tree::

    Refusal
    +-- NotFound     there is no such thing (or none that you may know of)
    +-- NotAllowed   you may not do this
    +-- Conflict     it cannot be done in the present state
    +-- Invalid      what was sent does not make sense
    +-- Busy         not now; the same request may succeed later
    +-- TooOften     you have asked for too much; wait as long as `retry_after` says
    +-- NotKnown     who asks has shown something that nobody here knows, or that does not hold any more

A refusal carries a stable `code` (kebab-case, unique in the project), a `reason` in plain English for the office, the
command line and the API, and structured `details`. It knows no HTTP status and no wording for children:
`web.problems` and the answering pages translate the code. A mistake of the program is no refusal and is not caught.
"""

from collections.abc import Mapping
from types import MappingProxyType


class Refusal(Exception):
    """Something asked for is refused, for a reason the asker can act on."""

    def __init__(self, code: str, reason: str, /, **details: object) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.details: Mapping[str, object] = MappingProxyType(details)


class NotFound(Refusal):
    """There is no such thing, or none that the asker may know of."""


class NotAllowed(Refusal):
    """The asker may not do this."""


class Conflict(Refusal):
    """It cannot be done in the present state of things."""


class Invalid(Refusal):
    """What was sent does not make sense; nothing was saved."""


class Busy(Refusal):
    """Not now: the same request may succeed later."""


class TooOften(Refusal):
    """The asker has asked too often; `retry_after` in the details is in seconds."""


class NotKnown(Refusal):
    """What the asker has shown to be let in is not known, or does not hold any more."""
