"""Parts of a body, for players of sound: Safari plays nothing whose server cannot send the middle of it (RFC 9110, 14)."""

import re

from starlette.responses import Response

_ONE_RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})", re.ASCII)


def ranged(content: bytes, asked: str | None, media_type: str) -> Response:
    """The body, or the one part of it that a `Range` header asks for; 416 where there is no such part.

    Several parts, or a header that means nothing, are answered with the whole, as the standard allows.
    """
    headers = {"Accept-Ranges": "bytes"}
    match = _ONE_RANGE.fullmatch(asked or "")
    if match is None or not any(match.groups()):
        return Response(content, headers=headers, media_type=media_type)
    first, last = match.groups()
    start = int(first) if first else max(0, len(content) - int(last))
    end = min(len(content), int(last) + 1) if first and last else len(content)
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    part = {**headers, "Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
    return Response(content[start:end], 206, part, media_type)
