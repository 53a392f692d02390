"""How a wave is held: country, languages, days, channels, how many children; and what would be hidden of so many. Pure."""

from app.errors import Invalid
from app.results.expected import expected_suppression
from app.studio import names
from app.studio.contexts import Choice, ExpectedRow, Field
from app.studio.fielding.forms import Typed, day, number, revised, text
from app.surveys.evidence import Evidence
from app.surveys.plan import plan
from app.surveys.questionnaire import Questionnaire


def fields(evidence: Evidence, questionnaire: Questionnaire, *, fresh_and_real: bool = False) -> tuple[Field, ...]:
    """The fields of how a wave is held. `fresh_and_real`: languages that are still drafts are not ticked beforehand."""
    chosen = evidence.spoken_in(questionnaire)
    if fresh_and_real:
        chosen = tuple(code for code in chosen if code not in questionnaire.drafts) or chosen
    ticks = tuple(Choice(code, names.language(code), code in chosen) for code in questionnaire.languages)
    number_of = str(evidence.expected_children or "")
    return (
        Field("languages", "Languages in which children are asked", "ticks", choices=ticks),
        Field("opens_on", "Planned opening day", "day", _said(evidence.opens_on)),
        Field("closes_on", "Planned closing day", "day", _said(evidence.closes_on)),
        Field("channels", "How children hear of it", "long", evidence.channels or "", "Such as: teachers of twelve schools."),
        Field("expected_children", "How many children are expected", "number", number_of, "Shows what would have to be hidden."),
    )


def taken(evidence: Evidence, questionnaire: Questionnaire, typed: Typed) -> Evidence:
    """The evidence with how the wave is held. Refuses `dates-reversed`, and what does not fit its field."""
    opens, closes = day(typed, "opens_on"), day(typed, "closes_on")
    if opens and closes and closes < opens:
        raise Invalid("dates-reversed", "The planned closing day is before the opening day.")
    languages = tuple(typed.get("languages", ()))
    every = set(languages) == set(questionnaire.languages)
    update = {
        "languages": () if every else languages,
        "opens_on": opens,
        "closes_on": closes,
        "channels": text(typed, "channels") or None,
        "expected_children": number(typed, "expected_children"),
    }
    return revised(evidence, update)


def facts(evidence: Evidence, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    """How a wave is held, in words, without what nobody has said."""
    days = " to ".join(_said(one) for one in (evidence.opens_on, evidence.closes_on) if one)
    said = (
        ("Languages", names.languages(evidence.spoken_in(questionnaire))),
        ("Planned", days),
        ("Channels", evidence.channels or ""),
        ("Expected", f"{evidence.expected_children:,} children" if evidence.expected_children else ""),
        ("Results go to", evidence.audience or ""),
        ("Children hear by", _said(evidence.feedback_on)),
    )
    return tuple((name, value) for name, value in said if value)


def expected(evidence: Evidence, questionnaire: Questionnaire) -> tuple[ExpectedRow, ...]:
    """What would be hidden with the expected number of children, by breakdown; nothing where none is expected yet."""
    if evidence.expected_children is None:
        return ()
    found = expected_suppression(questionnaire, plan(questionnaire), evidence.expected_children)
    return tuple(
        ExpectedRow(one.breakdown.replace("+", " and ") or "All children", one.tables, one.hidden, one.children_needed)
        for one in found
    )


def _said(one: object) -> str:
    return str(one or "")
