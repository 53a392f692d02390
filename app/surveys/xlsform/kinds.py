"""What becomes of each type of XLSForm question that is no choice, text or note."""

from app.surveys.xlsform.sheets import Row

_WHO = {
    "geopoint": "a place",
    "geotrace": "a way",
    "geoshape": "an area",
    "start-geopoint": "a place",
    "image": "a photo",
    "photo": "a photo",
    "audio": "a voice",
    "background-audio": "a voice",
    "video": "a film",
    "file": "a file",
    "barcode": "a code that may stand on a child's card",
    "phonenumber": "a phone number",
    "phone number": "a phone number",
    "deviceid": "the phone",
    "subscriberid": "the phone's card",
    "simserial": "the phone's card",
    "username": "a name",
    "email": "an e-mail address",
    "start": "the exact time",
    "end": "the exact time",
    "today": "the day",
    "audit": "how a child answered",
    "date": "an exact day",
    "datetime": "an exact time",
    "time": "an exact time",
}
"""What each of these types records of the one who answers."""

_ODD = {
    "integer": "Offer ranges to choose from, such as “1 or 2”, “3 or more”.",
    "int": "Offer ranges to choose from, such as “1 or 2”, “3 or more”.",
    "decimal": "Offer ranges to choose from.",
    "range": "Offer the steps as answers to choose from.",
    "rank": "Ask which one or two matter most: children cannot rank (Borgers, de Leeuw and Hox 2000).",
    "acknowledge": "What a child agrees to stands before the first question.",
    "hidden": "Leave it out.",
    "xml-external": "Leave it out.",
    "csv-external": "Leave it out.",
    "select_one_from_file": "Put its options on the sheet choices.",
    "select_multiple_from_file": "Put its options on the sheet choices.",
    "select_one_external": "Put its options on the sheet choices.",
}
"""What to do instead of a type that has no counterpart."""


def why_not(row: Row) -> tuple[str, str, str]:
    """The rule, what was done, and what to do, for a row of a type that is not asked here."""
    kind, name = row.get("type").lower(), row.get("name") or "without a name"
    first = kind.split()[0]
    if first == "calculate":
        return "xlsform-calculation", f"{name} is a calculation.", "Take it out, and every condition that rests on it."
    recorded = _WHO.get(kind) or _WHO.get(first)
    if recorded:
        return "xlsform-identifies", f"{name} ({kind}) records {recorded}. It was left out.", "Nothing need be done."
    what = f"{name} is of type {kind!r}. It was left out."
    return "xlsform-type", what, _ODD.get(first, "Ask it as a choice, or leave it out.")
