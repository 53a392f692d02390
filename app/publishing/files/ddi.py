"""DDI-Codebook 2.5: the study, the questionnaire and its variables as data archives catalogue them, in every language. Pure.

Statistics (`catStat`) are released figures of all children and nothing else. The elements stand in the order of the standard's
schema; element names are the standard's own. Source: DDI Alliance, DDI-Codebook 2.5, 2012.
"""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.publishing.files.about import About, about, plain
from app.publishing.tables import table_rows
from app.results.releases import Release, Stored
from app.surveys.codebook import CHOSEN, Role, Variable
from app.surveys.plan import EVERYONE
from app.surveys.questionnaire import AGE, AllOf, Pick, Single, Texts, Wording, clauses, oldest_wording
from app.surveys.sampling import SampleDesign

NAMESPACE = "ddi:codebook:2_5"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MISSING = {".": "Not asked", "-": "No answer", "?": "I don't know", "!": "I'd rather not say"}
_SAMPLING = {
    SampleDesign.OPT_IN: "Nonprobability: children who chose to take part",
    SampleDesign.EVERYONE: "Total universe: every child of one group was asked",
    SampleDesign.PROBABILITY: "Probability: children were drawn by chance",
}
_FILES = ("tables.csv", "indicators.csv", "response.csv")


def ddi_xml(stored: Stored, base_url: str) -> bytes:
    """`ddi-codebook.xml`."""
    said = about(stored, base_url)
    root = Element(
        "codeBook", {"xmlns": NAMESPACE, "version": "2.5", _LANG: said.language, "ID": f"R_{stored.wave}_{stored.number}"}
    )
    document = SubElement(root, "docDscr")
    _citation(document, stored, said, f"DDI-Codebook of {said.title}", f"{said.name}/ddi-codebook.xml")
    _study(SubElement(root, "stdyDscr"), stored, said)
    for number, file in enumerate(_FILES, start=1):
        _file(root, number, file, said)
    _variables(SubElement(root, "dataDscr"), stored.release)
    other = SubElement(root, "otherMat", {"type": "questionnaire", "level": "study", "URI": f"{said.address}/questionnaire.json"})
    _add(other, "labl", "The questionnaire in every language and age group, as JSON")
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add(parent: Element, tag: str, text: str = "", language: str = "", **attributes: str) -> Element:
    """One element with text that XML can hold."""
    made = SubElement(parent, tag, attributes)
    if language:
        made.set(_LANG, language)
    if text:
        made.text = plain(text)
    return made


def _citation(parent: Element, stored: Stored, said: About, title: str, identity: str) -> None:
    citation = _add(parent, "citation")
    titles = _add(citation, "titlStmt")
    _add(titles, "titl", title, stored.release.questionnaire.default_language if title == said.title else said.language)
    if title == said.title:
        for language, text in _others(stored.release, stored.release.questionnaire.title):
            _add(titles, "parTitl", text, language)
    _add(titles, "IDNo", identity, agency="Suara")
    _add(_add(citation, "prodStmt"), "prodDate", said.published, date=stored.release.day.isoformat())
    versions = _add(citation, "verStmt")
    _add(versions, "version", f"Release {stored.number}", date=stored.release.day.isoformat())
    for mark in said.marks:
        _add(versions, "notes", mark, type="warning")
    _add(citation, "biblCit", said.cited)


def _others(release: Release, texts: Texts) -> Iterator[tuple[str, str]]:
    default = release.questionnaire.default_language
    return ((language, text) for language, text in texts.items() if language != default)


def _study(study: Element, stored: Stored, said: About) -> None:
    release = stored.release
    _citation(study, stored, said, said.title, said.name)
    info = _add(study, "stdyInfo")
    _add(info, "abstract", said.in_short)
    summary = _add(info, "sumDscr")
    for event, day in (("start", release.opened_on), ("end", release.closed_on)):
        _add(summary, "collDate", day.isoformat(), date=day.isoformat(), event=event)
    _add(summary, "nation", said.country, abbr=release.country)
    _add(summary, "anlyUnit", "Groups of children")
    for band in release.questionnaire.bands:
        for language, text in band.label.items():
            _add(summary, "universe", text, language, clusion="I")
    _add(summary, "dataKind", "Aggregate tables; no answer of a single child is published")
    method = _add(study, "method")
    collected = _add(method, "dataColl")
    _add(collected, "timeMeth", "Cross-section")
    _add(collected, "sampProc", f"{_SAMPLING[release.sample_design]}. {said.how}")
    _add(collected, "collMode", "Self-administered questionnaire on the web, without a name or an account")
    _add(collected, "resInstru", "Structured questionnaire; every question can be left out")
    _add(collected, "weight", "No number is weighted.")
    _add(method, "notes", " ".join(said.protection), type="disclosure")
    _add(_add(method, "anlyInfo"), "EstSmpErr", said.range)
    use = _add(_add(study, "dataAccs"), "useStmt")
    _add(use, "restrctn", "There are no microdata to be had.")
    _add(use, "citReq", said.cited)
    _add(use, "conditions", "Do not rank groups or countries by differences of a few percentage points.")
    _add(use, "disclaimer", " ".join((*said.marks, said.whom)))


def _file(root: Element, number: int, name: str, said: About) -> None:
    text = _add(SubElement(root, "fileDscr", {"ID": f"F{number}", "URI": f"{said.address}/{name}"}), "fileTxt")
    _add(text, "fileName", name)
    _add(text, "fileCont", "Aggregate table, described by csv-metadata.json")
    _add(text, "fileType", "text/csv; charset=utf-8")


def _variables(parent: Element, release: Release) -> None:
    for item in release.questionnaire.items:
        if isinstance(item, Pick):
            names = " ".join(f"V_{one.code}" for one in release.codebook.of_item(item.code))
            group = _add(parent, "varGrp", ID=f"G_{item.code}", type="multipleResp", var=names)
            _worded(group, "labl", release, item.wording, item.bands)
            _add(group, "notes", f"Up to {item.maximum} answers.")
    counts: dict[tuple[str, str], int] = {
        (row.variable, row.category_code): row.count
        for row in table_rows(release)
        if row.group == EVERYONE and row.count is not None
    }
    for variable in release.codebook.variables:
        _variable(parent, release, variable, counts)


def _variable(parent: Element, release: Release, variable: Variable, counts: dict[tuple[str, str], int]) -> None:
    made = _add(parent, "var", ID=f"V_{variable.code}", name=variable.code, nature="nominal")
    item = _item(release, variable.item)
    _labels(made, release, variable, item)
    if item is not None:
        for code in sorted(item.bands):
            _question(made, item.wording, code)
    for band in release.questionnaire.bands:
        if band.code in variable.bands:
            for language, text in band.label.items():
                _add(made, "universe", text, language, clusion="I")
    if variable.asked_if is not None:
        _add(made, "universe", _routing(variable), clusion="I")
    for code, label in variable.categories.items():
        _category(made, release, variable, item, code, label, counts.get((variable.code, code)))
    if variable.code != AGE:
        for code, label in _MISSING.items():
            category = _add(made, "catgry", missing="Y")
            _add(category, "catValu", code)
            _add(category, "labl", label, "en")
    _add(made, "varFormat", type="character", schema="other")
    _add(made, "notes", f"Sensitivity {variable.level.value}", type="sensitivity")


def _labels(made: Element, release: Release, variable: Variable, item: Single | Pick | None) -> None:
    if variable.code == AGE:
        _add(made, "labl", "Age group", "en")
    elif item is None:
        for language, text in _place(release, variable.code).items():
            _add(made, "labl", text, language)
    elif variable.role is Role.OPTION:
        option = next(one for one in item.options if variable.code == f"{item.code}_{one.code}")
        _worded(made, "labl", release, option.label, item.bands)
    else:
        _worded(made, "labl", release, item.wording, item.bands)


def _question(made: Element, wording: Wording, band: str) -> None:
    """What children of one band read, in each language."""
    asked = _add(
        made,
        "qstn",
        ID=f"Q_{made.get('name')}_{band}",
        responseDomainType="multiple" if "_" in made.get("name", "") else "category",
    )
    for language in wording:
        _add(asked, "qstnLit", oldest_wording(wording, language, (band,)), language)
    _add(asked, "ivuInstr", f"Band {band}; every question can be left out.")


def _category(
    made: Element, release: Release, variable: Variable, item: Single | Pick | None, code: str, label: str, count: int | None
) -> None:
    category = _add(made, "catgry")
    _add(category, "catValu", code)
    if variable.role is Role.OPTION:
        _add(category, "labl", "Chosen" if code == CHOSEN else label, "en")
    elif item is None:
        for language, text in _texts_of(release, variable.code, code).items():
            _add(category, "labl", text, language)
    else:
        option = next(one for one in item.options if one.code == code)
        _worded(category, "labl", release, option.label, item.bands)
    if count is not None:
        _add(category, "catStat", str(count), type="freq")


def _worded(parent: Element, tag: str, release: Release, wording: Wording, bands: tuple[str, ...]) -> None:
    for language in release.questionnaire.languages:
        if language in wording:
            _add(parent, tag, oldest_wording(wording, language, bands), language)


def _routing(variable: Variable) -> str:
    joined = " and " if isinstance(variable.asked_if, AllOf) else " or "
    return "Asked if " + joined.join(f"{one.item} is {', '.join(one.codes)}" for one in clauses(variable.asked_if))


def _item(release: Release, code: str) -> Single | Pick | None:
    """The question behind a variable; none behind the age group and places."""
    found: Any = next((item for item in release.questionnaire.items if item.code == code), None)
    return found if isinstance(found, Single | Pick) else None


def _place(release: Release, code: str) -> Texts:
    return next(place.label for place in release.questionnaire.places if place.code == code)


def _texts_of(release: Release, variable: str, code: str) -> Texts:
    """The label of an age group or a place in every language."""
    if variable == AGE:
        return release.questionnaire.band(code).label
    place = next(place for place in release.questionnaire.places if place.code == variable)
    return next(category.label for category in place.categories if category.code == code)
