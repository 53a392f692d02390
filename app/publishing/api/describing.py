"""The description of the API as a page that people can read. Pure: from the OpenAPI document and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """What can be said with a request: one of `values`, or anything like the examples."""

    name: str
    what: str
    values: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """Something that can be asked for."""

    address: str
    what: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """Context of `publishing/api.html`."""

    server: str
    per_minute: int
    operations: tuple[Operation, ...]
    problems: tuple[tuple[str, str], ...]


def api_page(description: Mapping[str, Any], per_minute: int) -> ApiPage:
    """The page of an OpenAPI document whose operations all are GET."""
    schemas = description["components"]["schemas"]
    operations = [(address, asked["get"]) for address, asked in description["paths"].items()]
    problems = {
        status: said["description"] for _, one in operations for status, said in one["responses"].items() if status >= "4"
    }
    return ApiPage(
        server=description["servers"][0]["url"],
        per_minute=per_minute,
        operations=tuple(
            Operation(address, one["description"], tuple(_parameter(told, schemas) for told in one.get("parameters", ())))
            for address, one in operations
        ),
        problems=tuple(sorted(problems.items())),
    )


def _parameter(told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Parameter:
    schema = told["schema"]
    kinds = [schemas[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in schema.get("anyOf", [schema])]
    return Parameter(
        name=told["name"],
        what=told["description"],
        values=tuple(value for one in kinds for value in one.get("enum", ())),
        examples=tuple(filter(None, schema.get("examples", ()))),
    )
