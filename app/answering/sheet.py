"""One finished page of the child's side, and the headers that go with it: the style's hash, no referrer, nothing else let in."""

import base64
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markupsafe import Markup

_STYLE = Path(__file__).parents[1] / "templates" / "answering" / "child.css"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is sent. `forgets`: it also loads the stylesheet that clears this site's copies."""

    body: bytes
    language: str
    forgets: bool = False

    def headers(self) -> dict[str, str]:
        """The headers that every page of a child carries, whatever else the answer says."""
        return {
            "Content-Language": self.language,
            "Content-Security-Policy": security_policy(forgets=self.forgets),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }


@cache
def style() -> Markup:
    """The style of all children's pages, without comments and needless space: our own file, so it may stand as it is."""
    text = re.sub(r"/\*.*?\*/", "", _STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r" ?([{};,>~]) ?", r"\1", text)
    return Markup(re.sub(r"(?<=[a-z]): ", ":", text).replace(";}", "}").strip())  # noqa: S704


@cache
def security_policy(*, forgets: bool = False) -> str:
    """The Content-Security-Policy: this one style by its hash, scripts and posts of this site, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    styles = f"'sha256-{digest}'" + (" 'self'" if forgets else "")
    return (
        f"default-src 'none'; style-src {styles}; script-src 'self'; connect-src 'self'; img-src data:; media-src blob:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
