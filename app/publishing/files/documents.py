"""A release as JSON, with the JSON Schema that it keeps to, and the questionnaire as JSON. Pure.

The file holds the released document itself: written canonically (sorted keys, no spaces, UTF-8) its SHA-256 is the digest, so
anybody can check it. What became of the release since stands beside it.
"""

import json
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import Field

from app.publishing.files.about import plain
from app.results.releases import Release, Stored
from app.surveys.questionnaire import Document, canonical

SCHEMA_PATH = "/results/schema/release-1.json"
"""For ever: another shape of the file has another number."""
_NOTE = (
    "release, written as JSON with sorted keys, no spaces and in UTF-8, has this SHA-256 as its digest; chain is the SHA-256 of"
    " release.prev_chain and digest, written one after the other."
)


class Withdrawal(Document):
    """That a release is not to be used any more, since when and why."""

    on: date
    reason: str


class ReleaseFile(Document):
    """`release.json`: a released document, its digest, its link in the chain of releases, and whether it was withdrawn."""

    schema_address: Annotated[str, Field(alias="$schema", description="Where this schema lies.")]
    format: Literal["suara-release-file/1"] = "suara-release-file/1"
    address: Annotated[str, Field(description="The permanent page of the release.")]
    practice: Annotated[bool, Field(description="True: not a real survey; the numbers are not to be used.")]
    withdrawn: Withdrawal | None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description=_NOTE)]
    chain: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    release: Release


def release_json(stored: Stored, base_url: str) -> bytes:
    """`release.json`."""
    withdrawn = Withdrawal(on=stored.withdrawn_on, reason=plain(stored.withdrawn_reason or "")) if stored.withdrawn_on else None
    file = ReleaseFile.model_validate(
        {
            "$schema": f"{base_url}{SCHEMA_PATH}",
            "address": f"{base_url}/results/{stored.name}",
            "practice": stored.release.practice,
            "withdrawn": withdrawn,
            "digest": stored.digest,
            "chain": stored.chain,
            "release": stored.release,
        }
    )
    return json.dumps(file.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1).encode() + b"\n"


@cache
def release_schema(base_url: str) -> bytes:
    """The JSON Schema (2020-12) of `release.json`."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}{SCHEMA_PATH}",
        **ReleaseFile.model_json_schema(by_alias=True, mode="serialization"),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"


def questionnaire_json(stored: Stored, _base_url: str) -> bytes:
    """`questionnaire.json`: the instrument as it was asked; `suara import` reads it."""
    return canonical(stored.release.questionnaire) + b"\n"
