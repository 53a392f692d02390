"""The brief on two pages: a tagged PDF (PDF/UA-1), its pictures drawn by the typesetter. Pure but for the fonts it finds.

All text goes in as data and is never markup. Two pages whatever is said: type becomes smaller until all has room, and what no
page could hold (a title of a thousand letters) is cut with an ellipsis; the page in the browser has it whole.
"""

import re
from dataclasses import asdict
from typing import Any

from app import typeset
from app.publishing.brief.composing import of_stored
from app.publishing.brief.page import address, is_draft
from app.publishing.brief.speaking import Speaker, speaker
from app.publishing.brief.values import PEOPLE, Brief, Version
from app.results.releases import Stored
from app.web.languages import LANGUAGES

TEMPLATE = "print/brief.typ"
_LONGEST = {"title": 160, "question": 160, "who": 140}
_LONGEST_ELSE = 480
_UNBROKEN = re.compile(r"[^\s\u0e00-\u109f\u1780-\u17ff\u200b\u2e80-\u9fff]{24,}")
"""Words that no line can hold; scripts without spaces are broken by the typesetter itself."""


def pdf(stored: Stored, version: Version, language: str, base_url: str) -> bytes:
    """The brief to print. Refuses `fonts-missing` and `pdf-not-installed`."""
    return typeset.pdf(TEMPLATE, data_of(stored, version, language, base_url), stored.release.day)


def data_of(stored: Stored, version: Version, language: str, base_url: str) -> dict[str, Any]:
    """All that stands on the two pages. Refuses `fonts-missing`."""
    brief = of_stored(stored, version, language)
    known = LANGUAGES[brief.language]
    link = f"{base_url}{address(brief.name, version, brief.language)}"
    data = {**_fitting(asdict(brief)), "labels": labels(speaker(language), brief), "link": link, "counted_in": PEOPLE}
    return {
        **data,
        "dir": known.direction,
        "leading": known.line_height - 0.85,
        "fonts": typeset.fonts_for(dict.fromkeys([known.script, *typeset.scripts_in(data)])),
    }


def labels(speak: Speaker, brief: Brief) -> dict[str, str]:
    """The headings, which the page in the browser has in its template."""
    return {
        "version": {
            Version.MINISTRY: speak.say("For the ministry"),
            Version.COMPANIES: speak.say("For companies"),
            Version.CHILDREN: speak.say("For children"),
        }[brief.version],
        "benefit": speak.say("What is good"),
        "risk": speak.say("What is hard"),
        "help": speak.say("Help, and being heard"),
        "figures": speak.say("Counted in people"),
        "asks": speak.say("What children ask for"),
        "who": speak.say("Who answered, and who is missing"),
        "sure": speak.say("How sure the numbers are"),
        "tasks": speak.say("Who is asked to answer children"),
        "protected": speak.say("How children are protected"),
        "talk": speak.say("If you are a child and want to talk to someone:"),
        "release": speak.say("Release %(name)s. Every number here stands in it.", name=brief.name),
        "draft": speak.say("These sentences are a draft: no native speaker has reviewed them yet.")
        if is_draft(brief.language)
        else "",
        **{f"when-{place}": speak.say("When: %(day)s", day=task.when) for place, task in enumerate(brief.tasks)},
    }


def _fitting(value: Any, name: str = "") -> Any:
    """The same data with texts that a page can hold."""
    if isinstance(value, str):
        most = _LONGEST.get(name, _LONGEST_ELSE)
        cut = f"{value[: most - 1]}…" if len(value) > most else value
        return _UNBROKEN.sub(lambda word: "\u200b".join(re.findall(r".{1,8}", word[0], re.DOTALL)), cut)
    if isinstance(value, dict):
        return {key: _fitting(one, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_fitting(one, name) for one in value]
    return value
