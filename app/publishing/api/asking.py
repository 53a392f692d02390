"""What can be said with a request: each parameter with what it means, an example and its bounds."""

from typing import Annotated

from fastapi import Path, Query

from app.publishing.figures import Status
from app.surveys.questionnaire import IndicatorKind

MOST_ENTRIES = 500
_LONGEST = 60

SurveyCode = Annotated[str, Path(description="The code of a survey.", examples=["STARTER"])]
WaveCode = Annotated[str, Path(description="The code of a wave.", examples=["K7Q"])]
ReleaseNumber = Annotated[str, Path(description="The number of the release within its wave.", examples=["1"])]

OnlySurvey = Annotated[str | None, Query(max_length=_LONGEST, description="Of this survey alone.", examples=["STARTER"])]
OnlyCountry = Annotated[
    str | None, Query(max_length=_LONGEST, description="Of this country alone (two letters).", examples=["TH"])
]
OnlyItem = Annotated[str | None, Query(max_length=_LONGEST, description="Of this question alone.", examples=["HLP1"])]
OnlyVariable = Annotated[
    str | None,
    Query(
        max_length=_LONGEST,
        description="Of this variable alone: a question, or one answer where several could be chosen.",
        examples=["HLP1_1"],
    ),
]
OnlyIndicator = Annotated[str | None, Query(max_length=_LONGEST, description="Of this indicator alone.", examples=["CON1R"])]
OnlyKind = Annotated[IndicatorKind | None, Query(description="Of this kind alone.")]
OnlyBreakdown = Annotated[
    str | None,
    Query(max_length=_LONGEST, description="In this breakdown alone; empty for all children.", examples=["AGE", "AGE+GEN", ""]),
]
OnlyStatus = Annotated[Status | None, Query(description="A shown, U shown but few answers, S hidden.")]
Limit = Annotated[int, Query(ge=1, le=MOST_ENTRIES, description=f"How many entries at most, up to {MOST_ENTRIES}.")]
Start = Annotated[int, Query(ge=0, le=10_000_000, description="How many entries to pass over; `next` has it filled in.")]
