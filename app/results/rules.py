"""The parameters of disclosure control, in one frozen object with floors that no setting can go below. Pure."""

from pydantic import Field

from app.surveys.questionnaire import Document


class Rules(Document):
    """Every parameter. A value may be stricter than the one given here, never laxer."""

    k_show: int = Field(25, ge=25, description="Children who must have answered an item for a group to be shown.")
    k_sensitive: int = Field(50, ge=50, description="The same for a sensitive item, all children together included.")
    caution: int = Field(50, ge=50, description="Published bases below this are marked U.")
    smallest_wave: int = Field(25, ge=25, description="Submissions below which nothing is released.")
    smallest_with_breakdowns: int = Field(100, ge=100, description="Submissions below which no group is shown.")
    smallest_with_pairs: int = Field(500, ge=500, description="Submissions below which no pair of characteristics is shown.")
    blur_sigma: float = Field(2.0, ge=2.0, description="Standard deviation of the noise.")
    blur_cut: int = Field(6, ge=6, description="Largest noise.")
    rounding: int = Field(5, ge=5, description="Published numbers are multiples of this.")
    dominance_below: int = Field(200, ge=200, description="Groups under this size must not be of one mind on a sensitive item.")
    dominance_percent: int = Field(90, ge=50, le=90, description="Share of sensitive answers above which they are.")
    remainder_up_to: int = Field(9, ge=9, description="Children up to which a hidden group or remainder is protected.")
    remainder_ratio: float = Field(
        1.7,
        gt=0,
        le=2.5,
        description="Children of a protected remainder, per standard deviation of what can be worked out of it, at most.",
    )
