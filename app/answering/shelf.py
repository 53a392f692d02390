"""A bounded place for what is made once and asked for often; what was not asked for longest makes room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")


class Shelf(Generic[Key, Kept]):
    """Safe between threads. Two that ask for the same new thing at once may both make it; one is kept."""

    def __init__(self, places: int) -> None:
        self._places = places
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """What stands under the key, made where nothing does. The key must name all that the thing is made of."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._places:
                self._kept.popitem(last=False)
        return made
