"""What a form of the office sent, where its fields are not known to the route: names with everything that was filled in."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

MOST_FIELDS = 500


async def _posted(request: Request) -> Mapping[str, list[str]]:
    form = await request.form(max_fields=MOST_FIELDS)
    return {name: [value for value in form.getlist(name) if isinstance(value, str)] for name in form}


Posted = Annotated[Mapping[str, list[str]], Depends(_posted)]
"""The fields of the form; files are left out."""
