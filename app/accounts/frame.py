"""What stands round the content of every office page: its title, who is signed in, and where they are."""

from dataclasses import dataclass

from app.accounts.guards import SignedIn


@dataclass(frozen=True)
class Frame:
    """Context of `office/base.html`. `here` names the entry of the menu that the page belongs to."""

    title: str
    person: SignedIn
    here: str = ""
