"""Forms of our own, as teams in the field write them: what each uses is its name. Built here, so that no workbook is kept."""

from collections.abc import Mapping

from tests.surveys.xlsform.forms import YES_NO, a_form, row


def listed(name: str, *labels: str) -> list[dict[str, str]]:
    """A list of choices, named after their labels."""
    return [{"list_name": name, "name": label.lower().replace(" ", "_"), "label": label} for label in labels]


def spoken(name: str, **labels: str) -> dict[str, str]:
    """The label of a row or choice in several languages, by the name of their columns."""
    return {f"label::{language} ({code})": labels[code] for language, code in LANGUAGES.items() if code in labels} | {
        "name": name
    }


LANGUAGES = {"English": "en", "Thai": "th", "Indonesian": "id"}
OFTEN = listed("often", "Never", "Now and then", "Every day")
PLACES = listed("places", "School", "Home", "A shop", "None of these")
HELPERS = listed("helpers", "A friend", "Family", "A teacher")

TAKEN: Mapping[str, bytes] = {
    "a short poll of choices": a_form(
        row("select_one yesno", "phone", "Do you have a phone?"),
        row("select_one often", "online", "How often are you online?"),
        choices=[*YES_NO, *OFTEN],
    ),
    "several answers with a limit and one that excludes": a_form(
        row(
            "select_multiple places",
            "where",
            "Where do you go online?",
            constraint="count-selected(.) <= 2 and not(selected(., 'none_of_these') and count-selected(.) > 1)",
        ),
        row("select_one yesno", "quiet", "Is it quiet there?"),
        choices=[*YES_NO, *PLACES],
    ),
    "open words with a length": a_form(
        row("select_one yesno", "games", "Do you play games?"),
        row("text", "wish", "What do you wish for?", constraint="string-length(.) <= 200"),
    ),
    "notes between the questions": a_form(
        row("note", "hello", "Hello. This takes five minutes."),
        row("select_one yesno", "well", "Are you well?"),
        row("note", "bye", "Thank you for your time."),
    ),
    "one group with a heading": a_form(
        row("begin group", "school", "At school"),
        row("select_one yesno", "wifi", "Is there wifi at school?"),
        row("select_one often", "use", "How often do you use it?"),
        row("end group"),
        choices=[*YES_NO, *OFTEN],
    ),
    "groups in groups that are asked of some": a_form(
        row("select_one yesno", "phone", "Do you have a phone?"),
        row("select_one yesno", "shared", "Does somebody else use it?"),
        row("begin group", "phones", "Phones", relevant="${phone} = 'yes'"),
        row("begin group", "shares", "Sharing", relevant="${shared} = 'yes'"),
        row("select_one helpers", "who", "Who else uses it?"),
        row("end group"),
        row("select_one often", "often", "How often do you use it?"),
        row("end group"),
        choices=[*YES_NO, *OFTEN, *HELPERS],
    ),
    "relevance on one of several answers": a_form(
        row("select_multiple places", "where", "Where do you go online?"),
        row("select_one yesno", "guide", "Does somebody show you how?", relevant="selected(${where}, 'school')"),
        row("select_one often", "both", "How often?", relevant="selected(${where}, 'home') or selected(${where}, 'a_shop')"),
        choices=[*YES_NO, *OFTEN, *PLACES],
    ),
    "relevance on two questions at once": a_form(
        row("select_one yesno", "phone", "Do you have a phone?"),
        row("select_one often", "online", "How often are you online?"),
        row("select_one helpers", "who", "Who helps you?", relevant="${phone} = 'yes' and ${online} = 'every_day'"),
        choices=[*YES_NO, *OFTEN, *HELPERS],
    ),
    "another answer in words": a_form(
        row("select_one helpers or_other", "who", "Who helps you?"),
        row("select_multiple places or_other", "where", "Where do you go online?"),
        choices=[*HELPERS, *PLACES],
    ),
    "three languages": a_form(
        {"type": "select_one yn", **spoken("phone", en="Do you have a phone?", th="มีโทรศัพท์ไหม", id="Kamu punya ponsel?")},
        {"type": "note", **spoken("bye", en="Thank you.", th="ขอบคุณ", id="Terima kasih.")},
        choices=[
            {"list_name": "yn", **spoken("yes", en="Yes", th="มี", id="Ya")},
            {"list_name": "yn", **spoken("no", en="No", th="ไม่มี", id="Tidak")},
        ],
        settings={"form_id": "phones", "form_title": "Phones", "default_language": "Indonesian (id)"},
    ),
    "choices that have codes for names": a_form(
        row("select_one coded", "agree", "How easy is it?"),
        row("select_one yesno", "again", "Would you do it again?"),
        choices=[*({"list_name": "coded", "name": code, "label": f"Step {code}"} for code in "3A1"), *YES_NO],
    ),
    "hints, required and what a phone records": a_form(
        row("start", "start"),
        row("deviceid", "device"),
        row("select_one yesno", "phone", "Do you have a phone?", hint="One of your own.", required="yes"),
        row("geopoint", "place", "Where are you?"),
        row("integer", "years", "How many years?"),
        row("select_one yesno", "well", "Are you well?", appearance="minimal"),
    ),
}
"""Each is imported, and what has no counterpart here is said."""

REFUSED: Mapping[str, tuple[bytes, tuple[tuple[str, str], ...]]] = {
    "a score that is calculated": (
        a_form(
            row("select_one yesno", "phone", "Do you have a phone?"),
            row("calculate", "score", calculation="if(${phone} = 'yes', 1, 0)"),
        ),
        (("xlsform-calculation", "sheet survey, row 3"),),
    ),
    "a calculation that decides who is asked": (
        a_form(
            row("select_one yesno", "phone", "Do you have a phone?"),
            row("calculate", "score", calculation="if(${phone} = 'yes', 1, 0)"),
            row("select_one yesno", "more", "Is it new?", relevant="${score} > 0"),
        ),
        (("xlsform-calculation", "sheet survey, row 3"), ("xlsform-condition", "sheet survey, row 4")),
    ),
    "a repeat for every friend": (
        a_form(
            row("begin repeat", "friends", "Friends"),
            row("select_one yesno", "online", "Is this friend online?"),
            row("end repeat"),
            row("select_one yesno", "well", "Are you well?"),
        ),
        (("xlsform-repeat", "sheet survey, row 2"),),
    ),
    "a repeat in a group": (
        a_form(
            row("begin group", "home", "Home"),
            row("begin repeat", "rooms", "Rooms"),
            row("select_one yesno", "wifi", "Is there wifi?"),
            row("end repeat"),
            row("end group"),
        ),
        (("xlsform-repeat", "sheet survey, row 3"),),
    ),
}
"""None is imported; by which rules, and where."""
