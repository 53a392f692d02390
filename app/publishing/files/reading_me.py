"""README.txt: what the files of a release are, whom the numbers speak of, how sure they are and how they are protected. Pure."""

import textwrap
from collections.abc import Iterable, Iterator

from app.publishing.files.about import About

_COLUMNS = 100


def reading_me(said: About, files: Iterable[tuple[str, str]], missing: Iterable[str]) -> bytes:
    """The text, for these files (name, what it holds), and these sentences on what could not be made."""
    return "\n".join(_paragraphs(said, list(files), list(missing))).encode()


def _paragraphs(said: About, files: list[tuple[str, str]], missing: list[str]) -> Iterator[str]:
    heading = " ".join(said.title.split())
    yield heading
    yield "=" * min(len(heading), _COLUMNS)
    for mark in said.marks:
        yield _filled(f"*** {mark}")
    yield _filled(f"{said.country}, {said.period}. Release {said.name} of survey {said.survey}, published {said.published}.")
    yield _filled(said.address)
    yield from _section("Of whom the numbers speak", (said.how, said.whom))
    yield from _section("How sure they are", (said.range,))
    yield from _section("How they are protected", said.protection)
    yield "Files\n-----"
    yield from (f"{name}\n    {holds}" for name, holds in files)
    yield ""
    yield from (_filled(sentence) for sentence in missing)
    yield _filled("The texts of the questionnaire were asked in: " + said.languages + ".")
    yield from _section("How to cite it", (said.cited,))
    yield "To check the files\n------------------"
    yield _filled("SHA256SUMS holds the SHA-256 of each file: `sha256sum -c SHA256SUMS` in the folder that holds them.")
    yield f"Digest of the release: {said.digest}\nIts link in the chain of releases: {said.chain}\n"


def _section(title: str, sentences: Iterable[str]) -> Iterator[str]:
    yield f"{title}\n{'-' * len(title)}"
    yield _filled(" ".join(sentences))


def _filled(text: str) -> str:
    return textwrap.fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False) + "\n"
