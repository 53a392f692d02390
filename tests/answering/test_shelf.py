from app.answering.shelf import Shelf


def test_what_stands_is_not_made_again() -> None:
    shelf: Shelf[str, list[str]] = Shelf(2)
    assert shelf.get("a", list) is shelf.get("a", list)


def test_what_was_not_asked_for_longest_makes_room() -> None:
    shelf: Shelf[str, list[str]] = Shelf(2)
    first, second = shelf.get("a", list), shelf.get("b", list)
    assert shelf.get("a", list) is first
    shelf.get("c", list)
    assert shelf.get("a", list) is first
    assert shelf.get("b", list) is not second
