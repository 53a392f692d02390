"""The reference for a start: the smallest server of the same frameworks that answers /health from a database."""

import sys

import uvicorn
from fastapi import FastAPI
from sqlmodel import Session, create_engine, text

application = FastAPI()
engine = create_engine("sqlite://")


@application.get("/health")
def health() -> str:
    """Whether the database answers."""
    with Session(engine) as session:
        session.connection().execute(text("SELECT 1"))
    return "hello"


if __name__ == "__main__":
    uvicorn.run(application, host="127.0.0.1", port=int(sys.argv[-1]), access_log=False, log_level="warning", ws="none")
