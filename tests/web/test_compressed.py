import gzip

import brotli
import pytest

from app.web.compressed import compress, fresh, kept

BODY = b"Being online. " * 200
COMPRESSED = compress(BODY)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip", "gzip"), ("identity", None), ("BR", "br")],
)
def test_a_body_is_sent_in_the_best_encoding_that_the_asker_reads(accepted: str, encoding: str | None) -> None:
    for answer in (kept(COMPRESSED, {"accept-encoding": accepted}, {}), fresh(BODY, {"accept-encoding": accepted}, {})):
        assert answer.headers.get("content-encoding") == encoding
        open_it = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        assert open_it(bytes(answer.body)) == BODY
        assert answer.headers["vary"] == "Accept-Encoding"


def test_who_has_it_already_is_told_so_without_a_body() -> None:
    answer = kept(COMPRESSED, {"if-none-match": COMPRESSED.etag}, {"Cache-Control": "no-cache"})
    assert (answer.status_code, answer.body, answer.headers["cache-control"]) == (304, b"", "no-cache")
    assert kept(COMPRESSED, {"if-none-match": 'W/"other"'}, {}).status_code == 200


def test_what_else_an_answer_varies_by_is_kept() -> None:
    assert kept(COMPRESSED, {}, {"Vary": "Accept-Language"}).headers["vary"] == "Accept-Encoding, Accept-Language"


def test_a_body_that_does_not_shrink_is_sent_as_it_is() -> None:
    assert kept(compress(b"x"), {"accept-encoding": "br"}, {}).headers.get("content-encoding") is None
