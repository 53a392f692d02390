"""The reference for durable intake: the same application and endpoint, whose writer acknowledges at once and stores nothing."""

import sys

import uvicorn

from app.answering import writer
from app.answering.submissions import Entry
from app.cli.opening import open_database
from app.config import settings
from app.main import everything


async def add(_writer: writer.Writer, _entry: Entry) -> None:
    """Acknowledge without storing."""


if __name__ == "__main__":
    writer.Writer.add = add  # type: ignore[method-assign, assignment]
    application = everything(open_database(), settings())
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[-1]), access_log=False, server_header=False, log_level="warning")
