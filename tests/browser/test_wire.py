"""The wire that counts and can be cut, without a browser."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, RemoteDisconnected

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.wire import Exchange, Requests, counted

GET = b"GET /K7 HTTP/1.1\r\nhost: x\r\n\r\n"
POST = b"POST /K7/en/1 HTTP/1.1\r\nContent-Length: 5\r\n\r\na=1&b"
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"


@contextmanager
def a_server() -> Iterator[int]:
    """Answers each request alike, in one piece; takes as many connections as come."""

    def answer(client: socket.socket) -> None:
        with client:
            while client.recv(65_536):
                client.sendall(ANSWER)

    def accept() -> None:
        while True:
            try:
                client = listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=answer, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        accepting = threading.Thread(target=accept)
        accepting.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        accepting.join()


@given(cuts=st.lists(st.integers(0, len(GET + POST + GET)), max_size=8).map(sorted))
def test_a_request_is_counted_once_however_its_bytes_are_cut(cuts: list[int]) -> None:
    sent = GET + POST + GET
    log: list[Exchange] = []
    requests = Requests(log)
    for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True):
        requests.sent(sent[start:end])
    assert log == [
        Exchange("GET", "/K7", len(GET)),
        Exchange("POST", "/K7/en/1", len(POST)),
        Exchange("GET", "/K7", len(GET)),
    ]


def test_an_answer_belongs_to_the_request_before_it() -> None:
    log: list[Exchange] = []
    requests = Requests(log)
    requests.sent(GET)
    requests.answered(b"12345")
    requests.answered(b"678")
    requests.sent(POST)
    requests.answered(b"9")
    assert [one.down for one in log] == [8, 1]


def test_what_passes_is_counted_on_every_connection() -> None:
    with a_server() as port, counted(port) as wire:
        for path in ("/one", "/two"):
            with closing(HTTPConnection("127.0.0.1", wire.port, timeout=10)) as connection:
                connection.request("GET", path)
                assert connection.getresponse().status == 204
        assert [(one.path, one.down) for one in wire.passed()] == [("/one", len(ANSWER)), ("/two", len(ANSWER))]
        assert wire.passed(since=1) == wire.log[1:]


def test_nothing_passes_a_cut_wire_until_it_is_mended() -> None:
    with a_server() as port, counted(port) as wire, closing(HTTPConnection("127.0.0.1", wire.port, timeout=10)) as connection:
        connection.request("GET", "/before")
        connection.getresponse().read()
        wire.cut()
        for _ in range(2):  # the connection that stood, then a new one
            with pytest.raises((OSError, RemoteDisconnected)):
                connection.request("GET", "/meanwhile")
                connection.getresponse()
            connection.close()
        wire.mend()
        connection.request("GET", "/after")
        assert connection.getresponse().status == 204
