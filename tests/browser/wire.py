"""A wire between a browser and a server that counts what passes: bytes both ways, and requests, each once.

It stands outside the browser, so nothing that the browser does can be left out: pages, scripts, workers, prefetches. What it
counts is HTTP/1.1 as it is on the socket, heads included; TCP and TLS below come on top for every page of every product alike.
It can also be cut, as a connection is in life: the browser is not told, its requests just end.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR, SHUT_WR, create_connection, create_server, socket

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PIECE = 65_536


@dataclass
class Exchange:
    """One request and its answer, in bytes."""

    method: str
    path: str
    up: int = 0
    down: int = 0


@dataclass
class Requests:
    """Cuts the bytes that a client sends on one connection into requests; the answers' bytes go to the latest."""

    log: list[Exchange]
    _head: bytes = b""
    _left: int = 0
    _mine: list[Exchange] = field(default_factory=list)

    def sent(self, piece: bytes) -> None:
        """Take in what the client sent; however it was cut, a request is counted once."""
        while piece:
            if self._left:
                taken, piece = piece[: self._left], piece[self._left :]
                self._left -= len(taken)
                self._mine[-1].up += len(taken)
                continue
            head, end, rest = (self._head + piece).partition(b"\r\n\r\n")
            if not end:
                self._head = head
                return
            self._head, piece = b"", rest
            self._begin(head + end)

    def answered(self, piece: bytes) -> None:
        """Add what the server sent to the request it answers."""
        if self._mine:
            self._mine[-1].down += len(piece)

    def _begin(self, head: bytes) -> None:
        method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
        length = _LENGTH.search(head)
        self._left = int(length[1]) if length else 0
        exchange = Exchange(method, path, len(head))
        self._mine.append(exchange)
        self.log.append(exchange)


class Wire:
    """What passed so far; `port` is where the browser connects instead of the server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.log: list[Exchange] = []
        self.stirred = time.monotonic()
        self._cut = False
        self._ends: set[socket] = set()

    @property
    def is_cut(self) -> bool:
        """Whether nothing passes."""
        return self._cut

    def cut(self) -> None:
        """End every connection and take no further ones."""
        self._cut = True
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(SHUT_RDWR)

    def mend(self) -> None:
        """Take connections again."""
        self._cut = False

    def join(self, client: socket, server: socket) -> None:
        """Pass on both ways between the two, and count, until both have nothing more to say."""
        requests = Requests(self.log)
        with client, server:
            self._ends |= {client, server}
            back = threading.Thread(target=self._pass, args=(server, client, requests.answered), daemon=True)
            back.start()
            self._pass(client, server, requests.sent)
            back.join()
            self._ends -= {client, server}

    def _pass(self, source: socket, target: socket, count: Callable[[bytes], None]) -> None:
        with suppress(OSError):  # one side has hung up
            while piece := source.recv(_PIECE):
                self.stirred = time.monotonic()
                count(piece)
                target.sendall(piece)
        with suppress(OSError):
            target.shutdown(SHUT_WR)

    def passed(self, since: int = 0) -> list[Exchange]:
        """Wait until nothing has moved for a second, then tell the exchanges begun from that place on."""
        deadline = time.monotonic() + 60
        while time.monotonic() - self.stirred < 1:
            if time.monotonic() > deadline:
                raise TimeoutError("The browser and the server do not come to rest.")
            time.sleep(0.05)
        return self.log[since:]


@contextmanager
def counted(server: int) -> Iterator[Wire]:
    """A wire to the server on that port of this machine."""
    with create_server(("127.0.0.1", 0)) as listening:
        wire = Wire(listening.getsockname()[1])
        accepting = threading.Thread(target=_accept, args=(wire, listening, server), daemon=True)
        accepting.start()
        try:
            yield wire
        finally:
            listening.shutdown(SHUT_RDWR)  # closing alone would leave the thread waiting
            accepting.join()
            wire.cut()


def _accept(wire: Wire, listening: socket, server: int) -> None:
    with suppress(OSError):  # shut down: the measuring is over
        while True:
            client = listening.accept()[0]
            if wire.is_cut:
                client.close()
                continue
            upstream = create_connection(("127.0.0.1", server))
            threading.Thread(target=wire.join, args=(client, upstream), daemon=True).start()
