"""Every rule of the checks: how grave it is, what it asks, and where it comes from. A finding can name no other.

docs/checks.md shows this table, names the sources in full, and is held to both by a test.
"""

from dataclasses import dataclass
from typing import Literal

from app.surveys.findings import Finding, FindingLevel

Gravity = Literal["save", "open", "think"]
"""Keeps from being saved; keeps a wave from opening; asks to think again."""

CONTRACT = "Suara's contract of record, codebook and plan"
LIMITS = "Suara's limits by age, to be tried with children"
WORDING = "Suara's limits by age, after de Leeuw 2011"
ASKING = "Borgers, de Leeuw and Hox 2000"
PRIVACY = "ERIC on privacy; Children's Code on minimisation"
FORBIDDEN = "ERIC on harms; UNICEF 2015"
ORDER = "Suara's order of sensitive items, after UNICEF 2015"
VIOLENCE = "UNICEF 2020"
REVIEW = "General Comment 12 on participation"
PAGES_FOR_ALL = "WCAG 2.2, 1.1.1"
PAGES = "Children's Code on sharing data"


@dataclass(frozen=True)
class Rule:
    """One rule: its name, its gravity, what it asks for, and its source."""

    code: str
    gravity: Gravity
    asks: str
    source: str


RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("shape", "save", "The file has the shape of a questionnaire.", CONTRACT),
        Rule("default-language", "save", "The default language is one of the languages.", CONTRACT),
        Rule("duplicate-code", "save", "Every code stands once.", CONTRACT),
        Rule("band-order", "save", "Bands rise in code and age and do not overlap.", CONTRACT),
        Rule("band-ages", "save", "A band ends after it begins.", CONTRACT),
        Rule("missing-language", "save", "Every text stands in every language.", CONTRACT),
        Rule("undeclared-language", "save", "No text stands in another language.", CONTRACT),
        Rule("picture-text", "save", "A picture of the office's own is said in words, in every language.", PAGES_FOR_ALL),
        Rule("unknown-band", "save", "Only declared bands are named.", CONTRACT),
        Rule("empty-band", "save", "Every band is asked something.", CONTRACT),
        Rule("sensitive-option", "save", "An S1 or S2 item flags at least one answer as sensitive.", CONTRACT),
        Rule("pick-maximum", "save", "The maximum of a pick item is not above its options.", CONTRACT),
        Rule("exclusive-single", "save", "Only pick items have exclusive options.", CONTRACT),
        Rule("refers-forward", "save", "A condition names an earlier item.", CONTRACT),
        Rule("unknown-item", "save", "A condition names an item that exists.", CONTRACT),
        Rule("not-a-choice", "save", "A condition names a choice item.", CONTRACT),
        Rule("unknown-option", "save", "Conditions and indicators name options that exist.", CONTRACT),
        Rule("condition-size", "save", "A condition can be proved sound.", CONTRACT),
        Rule("unreachable", "save", "Every item can be reached by a child of each of its bands.", CONTRACT),
        Rule("profile-item", "save", "A profile item is a single choice.", CONTRACT),
        Rule("sensitive-profile", "save", "No profile item is sensitive or hangs on a sensitive one.", CONTRACT),
        Rule("closing-item", "save", "The closing feeling is a single choice, asked last.", CONTRACT),
        Rule("not-profile", "save", "Results are broken down by age, profile items and places only.", CONTRACT),
        Rule("pair-of-one", "save", "A pair joins two different variables.", CONTRACT),
        Rule("indicator-item", "save", "An indicator rests on a choice item that is published.", CONTRACT),
        Rule("indicator-of-pick", "save", "An indicator of a pick item is one option.", CONTRACT),
        Rule("joint-cells", "save", "The profile has at most 2,000 joint cells.", CONTRACT),
        Rule(
            "identifier",
            "save",
            "No question or card asks who a child is: name, birth date, exact age, address, school, class, phone, e-mail, "
            "account.",
            PRIVACY,
        ),
        Rule(
            "forbidden-topic",
            "save",
            "No question, card or answer is about a child's own abuse, who did it, what parents do at home, law-breaking, sex, "
            "religion, ethnicity, migration, detention, politics, diagnosis.",
            FORBIDDEN,
        ),
        Rule("near-forbidden", "think", "A word close to a forbidden topic is read again by somebody else.", FORBIDDEN),
        Rule("question-count", "open", "At most 12 / 20 / 30 questions with age, before the closing feeling.", LIMITS),
        Rule("minutes", "open", "At most 8 / 12 / 18 minutes at 60 / 100 / 140 words a minute and 6 seconds a question.", LIMITS),
        Rule("many-minutes", "think", "Better at most 6 / 8 / 12 minutes.", LIMITS),
        Rule("sentence-length", "open", "At most 12 / 18 / 22 words a sentence.", WORDING),
        Rule("option-length", "open", "At most 5 / 8 / 10 words an option.", WORDING),
        Rule(
            "sentence-characters",
            "open",
            "Thai, Lao, Khmer, Burmese: at most 60 / 90 / 110 characters a sentence.",
            WORDING,
        ),
        Rule("option-characters", "open", "Thai, Lao, Khmer, Burmese: at most 25 / 40 / 50 characters an option.", WORDING),
        Rule("reading-grade", "think", "English, all questions of a band together: reading grade 3 / 5 / 7 at most.", WORDING),
        Rule("option-count", "open", "At most 3 (4 if all pictured) / 5 / 7 options; of a pick item 4 / 6 / 8.", WORDING),
        Rule("too-many-picks", "open", "At most 1 / 2 / 3 picks.", LIMITS),
        Rule("open-texts", "open", "At most 0 / 1 / 2 open texts.", LIMITS),
        Rule("text-length", "open", "An open text holds at most 200 (11-13) / 280 (14-17) characters.", LIMITS),
        Rule("faces", "open", "Faces stand for feelings, never for a sensitive experience; at most 3 / 5.", ASKING),
        Rule("recall", "open", "8-10: asked about now or ever, not about a past period.", WORDING),
        Rule("two-questions", "open", "One question mark in one item.", WORDING),
        Rule("and-or", "open", 'No "and/or".', WORDING),
        Rule("brackets", "open", "No brackets.", WORDING),
        Rule("negative", "open", "No negative in a question; from 14 on, somebody a child did not know or want.", WORDING),
        Rule("negative-until-pretest", "think", '11-13: "did not know / want" blocks a real wave until it is tried.', WORDING),
        Rule("jargon", "open", "No word of experts.", WORDING),
        Rule("hard-word", "think", "An easier word is there.", WORDING),
        Rule("leading", "think", "No answer is put into a child's mouth.", ASKING),
        Rule("agree", "open", "No agreeing or disagreeing, no ranking.", ASKING),
        Rule("third-party", "open", "No link, markup or script in a text.", PAGES),
        Rule("condition-in-words", "open", "A condition is also said in words, for pages without script.", CONTRACT),
        Rule("difficult-item", "open", "S2 items from 14 on only.", VIOLENCE),
        Rule("neutral-ends", "open", "The first two and the last two items are S0.", ORDER),
        Rule("difficult-count", "open", "At most 3 S2 items.", ORDER),
        Rule("difficult-in-a-row", "open", "Never two S2 items in a row.", ORDER),
        Rule("difficult-early", "open", "No S2 item in the first half.", ORDER),
        Rule("neutral-after", "open", "An S0 item after each S2 item.", ORDER),
        Rule("text-after-difficult", "open", "No open text after an S2 item.", ORDER),
        Rule("draft-language", "think", "A native speaker has reviewed every language.", REVIEW),
        Rule("no-word-list", "think", "The words of a language can be checked.", REVIEW),
    )
}


def found(path: str, rule: str, reason: str, mend: str) -> Finding:
    """A finding by one of the rules, as grave as the rule is. KeyError where there is no such rule."""
    ours = RULES[rule]
    return Finding(
        path=path,
        rule=rule,
        level=FindingLevel.WARN if ours.gravity == "think" else FindingLevel.BLOCK,
        reason=reason,
        mend=mend,
        source=ours.source,
        structure=ours.gravity == "save",
    )
