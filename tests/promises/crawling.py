"""A crawler that looks for numbers nobody released: over every route of both applications, for every role, and along every link.

Routes come from the applications' own tables and links from their pages, so a new route is crawled without anyone remembering
to add it; one that nothing here can reach is a failure, not a gap.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from urllib.parse import urljoin, urlsplit

from fastapi import FastAPI
from starlette.testclient import TestClient

NEAR = 8
"""A published number is at most so far from the true one; so is what somebody would print who blurred by himself."""
LEAST = 3_000
"""True counts below this could be a year, a size or a width; those above are unmistakable."""
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{1,3}(?:[,.'’\u066c \u00a0\u202f]\d{3})+|\d+)(?![0-9A-Za-z])")
_OTHER_DIGITS = re.compile(r"[^\D0-9]")
_PARAMETER = re.compile(r"{(\w+)(?::(\w+))?}")
# Where a line or a letter of a picture stands is no count; what is said in words is, in whatever attribute.
_PLACES = re.compile(r"""\s(?:[xy][12]?|d[xy]?|r[xy]?|width|height|viewBox|points|transform)=(?:"[^"]*"|'[^']*')""")
# Bytes that happen to look like digits; what such a picture shows stands in its SVG, which is read too.
_NO_TEXTS = ("image/png", "audio/")
# The length of a page is no count, and a digest's digits stand among letters.
_NO_COUNTS = {"content-length"}


@dataclass(frozen=True)
class Watch:
    """The numbers that must not be seen: near a true count, and neither released nor one of the named exceptions."""

    true: frozenset[int]
    allowed: frozenset[int]

    def leaks(self, text: str) -> list[str]:
        """Every number of a text that tells a true count, however it is written."""
        return [written for written, number in numbers(text) if self.forbids(number)]

    def forbids(self, number: int) -> bool:
        return number not in self.allowed and any(near in self.true for near in range(number - NEAR, number + NEAR + 1))


def watch(true: Iterable[int], allowed: Iterable[int]) -> Watch:
    """A watch for the unmistakable ones of these counts."""
    return Watch(frozenset(count for count in true if count >= LEAST), frozenset(allowed))


def numbers(text: str) -> Iterator[tuple[str, int]]:
    """The whole numbers of a text: in digits of any script, with separators of any kind or none."""
    plain = _OTHER_DIGITS.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)
    for found in _NUMBER.finditer(plain):
        yield found[0], int(re.sub(r"\D", "", found[0]))
        for part in re.findall(r"\d+", found[0]):
            yield found[0], int(part)


@dataclass(frozen=True)
class Template:
    """A route as the application holds it."""

    path: str
    methods: frozenset[str]

    def paths(self, pool: Mapping[str, Sequence[str]]) -> Iterator[str]:
        """The route with every known value in the place of each parameter; of an unknown one, with every value there is
        (but for those that are whole queries)."""
        everything = sorted({value for values in pool.values() for value in values if "?" not in value})
        names = [name for name, _ in _PARAMETER.findall(self.path)]
        for values in product(*(pool.get(name, everything) for name in names)):
            chosen = iter(values)
            yield _PARAMETER.sub(lambda _: next(chosen), self.path)  # noqa: B023 (used at once)

    def holds(self, path: str) -> bool:
        """Whether a path is of this route."""
        parts, last = [], 0
        for parameter in _PARAMETER.finditer(self.path):
            parts += [re.escape(self.path[last : parameter.start()]), ".+" if parameter[2] == "path" else "[^/]+"]
            last = parameter.end()
        return re.fullmatch("".join(parts) + re.escape(self.path[last:]), path) is not None


def templates(*applications: FastAPI) -> list[Template]:
    """Every route of the applications, as they would be asked."""
    routes = [route for application in applications for route in application.routes]
    found = [one for route in routes for one in getattr(route, "effective_route_contexts", lambda route=route: [route])()]
    assert found
    return [Template(one.path, frozenset(one.methods or ())) for one in found]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src", "action"} and value]


@dataclass
class Crawl:
    """What was asked, what was reached, and what leaked: who saw which number where."""

    watch: Watch
    leaks: list[str] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    asked: int = 0
    clean: set[bytes] = field(default_factory=set)
    """Digests of what was looked through and told nothing: most of what is public is the same for everybody."""

    def read(self, who: str, where: str, text: str) -> None:
        """Look through something that was seen. In a CSV file a comma parts two numbers and groups no digits."""
        digest = hashlib.sha256(text.encode(errors="replace")).digest()
        if digest in self.clean:
            return
        if where.rpartition(" ")[2].partition("?")[0].endswith(".csv"):
            text = text.replace(",", ";")
        if ".svg" in where and "<svg" in text:
            text = _PLACES.sub(" ", text)
        leaks = dict.fromkeys(self.watch.leaks(text))
        self.leaks += [f"{who} reads {number} at {where}" for number in leaks]
        if not leaks:
            self.clean.add(digest)

    def get(self, who: str, client: TestClient, starts: Iterable[str], below: str = "/") -> None:
        """Ask for these paths and for all that they link to, as a browser and as a program; for nothing that is not `below`."""
        waiting = [path for path in dict.fromkeys(starts) if path.startswith(below)]
        seen = set(waiting)
        while waiting:
            path = waiting.pop()
            for kind in ("text/html", "application/json"):
                answer = client.get(path, headers={"accept": kind})
                text = "" if answer.headers.get("content-type", "").startswith(_NO_TEXTS) else answer.text
                self._look(who, f"GET {path}", answer.status_code, answer.headers.multi_items(), text)
                self.unpack(who, f"GET {path}", answer.content)
                if answer.status_code < 400:
                    self.reached.add(urlsplit(path).path)
                links = [answer.headers.get("location", "")]
                if "html" in answer.headers.get("content-type", ""):
                    parser = _Links()
                    parser.feed(answer.text)
                    links += parser.found
                for link in filter(None, (_here(path, link) for link in links)):
                    if link not in seen and link.startswith(below):
                        seen.add(link)
                        waiting.append(link)

    def unpack(self, who: str, where: str, content: bytes) -> None:
        """Look through what is packed: in a zip, in a workbook, in a workbook in a zip."""
        if content.startswith(b"PK") and hashlib.sha256(content).digest() not in self.clean:
            self.clean.add(hashlib.sha256(content).digest())
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for name in packed.namelist():
                    self.read(who, f"{where} {name}", packed.read(name).decode(errors="replace"))
                    self.unpack(who, f"{where} {name}", packed.read(name))

    def other(self, who: str, client: TestClient, method: str, path: str) -> None:
        """Ask in another way than by GET, with nothing in the form."""
        for kind in ("text/html", "application/json"):
            headers = {"accept": kind, "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
            answer = client.request(method, path, headers=headers)
            self._look(who, f"{method} {path}", answer.status_code, answer.headers.multi_items(), answer.text)

    def _look(self, who: str, where: str, status: int, headers: Iterable[tuple[str, str]], body: str) -> None:
        self.asked += 1
        unanswered = status == 501 and "/sdmx/" in where  # what the standard knows and the service does not
        assert status < 500 or status == 503 or unanswered, f"{who}: {where} answers {status}"
        told = "\n".join(f"{name}: {value}" for name, value in headers if name.lower() not in _NO_COUNTS)
        self.read(who, where, told)
        self.read(who, where, body)

    def missed(self, routes: Iterable[Template]) -> list[str]:
        """The routes with GET that never answered anybody."""
        return [route.path for route in routes if "GET" in route.methods and not any(route.holds(path) for path in self.reached)]


def _here(page: str, link: str) -> str:
    """The path that a link leads to; empty where it leads out of the house."""
    target = urlsplit(urljoin(f"http://here.test{page}", link))
    if target.scheme not in {"http", "https"} or target.netloc not in {"here.test", "office.test", "127.0.0.1:9"}:
        return ""
    return target.path + (f"?{target.query}" if target.query else "")
