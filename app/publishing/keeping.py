"""What was made is kept, up to so many bytes, the least used going first. Each thing is made by one thread while others wait."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Keeping(Generic[T]):
    """A bounded store of things that are a function of their key."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._things: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._making = Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """The thing of this key, made where it is not kept. What making refuses is not kept."""
        found = self._look(key)
        if found is not None:
            return found[0]
        with self._making:  # one at a time: a file of a large release takes memory while it is made
            found = self._look(key)
            if found is not None:
                return found[0]
            made = make()
            self._keep(key, made, size(made))
            return made

    def _look(self, key: Hashable) -> tuple[T, int] | None:
        with self._lock:
            found = self._things.get(key)
            if found is not None:
                self._things.move_to_end(key)
            return found

    def _keep(self, key: Hashable, made: T, size: int) -> None:
        with self._lock:
            if size > self._most:
                return
            self._things[key] = (made, size)
            self._bytes += size
            while self._bytes > self._most:
                _, (_, gone) = self._things.popitem(last=False)
                self._bytes -= gone
