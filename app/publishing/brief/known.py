"""The starter survey's indicators as clauses that end a sentence: `... about 3 in 10 | saw things online that upset them`.

Known by their published English name, which is what an indicator means: whoever renames one has it quoted by its name instead.
"""

from collections.abc import Mapping
from types import MappingProxyType


def clause(text: str) -> str:
    """Marks a clause for the catalogues; it is translated when it is said."""
    return text


CLAUSES: Mapping[str, str] = MappingProxyType(
    {
        "Children whom something online has upset, ages 8 to 10": clause("said that something online has upset them"),
        "Children who saw upsetting things online in the past year, ages 11 to 17": clause(
            "said that they saw things online in the past year that upset them"
        ),
        "Teens who saw hate against groups online in the past year, ages 14 to 17": clause(
            "said that they saw people being hateful online about a group of people in the past year"
        ),
        "Children who often meet false information, ages 11 to 17": clause(
            "said that they often or always meet false things online"
        ),
        "Children messaged by someone unknown in the past year (a contact is not in itself harm), ages 11 to 17": clause(
            "said that someone they did not know sent them a message in the past year"
        ),
        "Children treated meanly online, ages 8 to 10": clause("said that someone has been mean to them online"),
        "Children treated meanly online in the past year, ages 11 to 17": clause(
            "said that someone was mean to them online in the past year"
        ),
        "Children whose image was shared without asking in the past year, ages 11 to 17": clause(
            "said that someone shared a photo or video of them without asking in the past year"
        ),
        "Teens often pushed to pay or share data, ages 14 to 17": clause(
            "said that apps or games often or always push them to pay or to share things about themselves"
        ),
        "Children who find it hard to stop playing online, ages 8 to 10": clause("said that it is hard to stop playing online"),
        "Children who find it hard to stop using an app or game, ages 11 to 17": clause(
            "said that it is hard to stop using an app or game when they want to"
        ),
        "Children who know how to block or report, ages 8 to 17": clause(
            "said that they know how to block or report someone online"
        ),
        "Children who would tell nobody, ages 8 to 10": clause(
            "said that they would tell nobody if something online made them sad or scared"
        ),
        "Children who would tell nobody, ages 11 to 17": clause(
            "said that they would tell nobody if something online made them sad or scared"
        ),
        "Children who have heard of the helpline, ages 11 to 17": clause(
            "said that they have heard of the free helpline for children"
        ),
        "Children who feel adults often listen, ages 8 to 10": clause(
            "said that adults often listen to what children say about being online"
        ),
        "Children who feel adults often or always listen, ages 11 to 17": clause(
            "said that adults often or always listen to what children say about being online"
        ),
        "Children whom being online often or always helps, ages 11 to 17": clause(
            "said that being online often or always helps them learn or do things they enjoy"
        ),
    }
)
