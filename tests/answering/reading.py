"""How tests read a page: its tags in order, with attributes, and its text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Tag:
    """One start tag."""

    name: str
    attributes: dict[str, str]


@dataclass
class Reader(HTMLParser):
    """All start tags of a page, and all its text outside script and style."""

    tags: list[Tag] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, {name: value or "" for name, value in attrs}))
        self._inside = tag if tag in {"script", "style"} else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data)

    def all(self, name: str, /, **attributes: str) -> list[Tag]:
        """The tags of that name with these attributes."""
        return [tag for tag in self.tags if tag.name == name and attributes.items() <= tag.attributes.items()]

    @property
    def text(self) -> str:
        """The text of the page, spaces collapsed."""
        return " ".join(" ".join(self.words).split())


def read(page: bytes) -> Reader:
    """The page, taken apart."""
    reader = Reader()
    reader.feed(page.decode())
    return reader
