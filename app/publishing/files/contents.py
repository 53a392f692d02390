"""The list of all files of a release: their names, media types, what they hold and how they are made.

Whoever serves, exports or packs files reads it here, so that all three are the same bytes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from app.errors import Conflict, Invalid
from app.publishing import tables
from app.publishing.brief import printed
from app.publishing.brief.values import Version
from app.publishing.files import ddi, describing, documents, questionnaire, snippets, workbook
from app.publishing.sdmx import files as sdmx
from app.publishing.sdmx.formats import Format
from app.publishing.sdmx.structure_xml import V21, V30
from app.publishing.words import language_name
from app.results.releases import Release, Stored
from app.web.languages import BRIEF, SOURCE, spoken

CSV = "text/csv; charset=utf-8; header=present"
_JSON = "application/json"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF = "application/pdf"
_TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class File:
    """A file that can be had: its name, its media type, what it holds in a few words; the package without which there is none."""

    name: str
    media_type: str
    holds: str
    write: Callable[[Stored, str], bytes]
    needs: str = ""


def _table(write: Callable[[Release], bytes]) -> Callable[[Stored, str], bytes]:
    return lambda stored, _base_url: write(stored.release)


FILES: tuple[File, ...] = (
    File("results.xlsx", _XLSX, "every table as a workbook, one table a sheet, with notes", workbook.workbook, "xlsxwriter"),
    File("tables.csv", CSV, "every question, for all children and every group", _table(tables.tables_csv)),
    File("indicators.csv", CSV, "the main findings, by group", _table(tables.indicators_csv)),
    File("response.csv", CSV, "who was asked, who answered, who did not", _table(tables.response_csv)),
    File("csv-metadata.json", "application/csvm+json", "what the columns mean (CSV on the Web)", describing.csv_on_the_web),
    File("datapackage.json", _JSON, "what the columns mean (Frictionless)", describing.data_package),
    File("release.json", _JSON, "the whole release, with its digest", documents.release_json),
    File("ddi-codebook.xml", "application/xml", "the questionnaire and its variables (DDI-Codebook 2.5)", ddi.ddi_xml),
    File(
        "sdmx-structure-2.1.xml", Format.XML_STRUCTURE.value, "what the SDMX codes mean (SDMX-ML 2.1)", sdmx.structure_file(V21)
    ),
    File(
        "sdmx-structure-3.0.xml", Format.XML_STRUCTURE_3.value, "what the SDMX codes mean (SDMX-ML 3.0)", sdmx.structure_file(V30)
    ),
    File("sdmx-items.csv", Format.CSV.value, "every question as SDMX-CSV 2.0", sdmx.csv_file(sdmx.ITEMS)),
    File("sdmx-indicators.csv", Format.CSV.value, "the main findings as SDMX-CSV 2.0", sdmx.csv_file(sdmx.INDICATORS)),
    File("sdmx-items.xml", Format.XML_DATA.value, "every question as SDMX-ML 2.1", sdmx.xml_file(sdmx.ITEMS)),
    File("sdmx-indicators.xml", Format.XML_DATA.value, "the main findings as SDMX-ML 2.1", sdmx.xml_file(sdmx.INDICATORS)),
    File("questionnaire.json", _JSON, "the questionnaire in every language", documents.questionnaire_json),
    File("questionnaire.xlsx", _XLSX, "the questionnaire for ODK and KoboToolbox (XLSForm)", questionnaire.xlsform, "xlsxwriter"),
    File("questionnaire.pdf", _PDF, "the questionnaire to print (tagged PDF)", questionnaire.pdf, "typst"),
    File("tables.R", _TEXT, "loads the tables with labels in R", snippets.r),
    File("tables.py", _TEXT, "loads the tables with labels in Python (pandas)", snippets.python),
)
BY_NAME = {file.name: file for file in FILES}
_READERS = {Version.MINISTRY: "the ministry", Version.COMPANIES: "technology companies", Version.CHILDREN: "children"}


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of each file that could be made, in the order of the list; and of each that could not, why."""

    files: dict[str, bytes]
    missing: dict[str, str]


def available() -> list[File]:
    """The files that this installation can write, as far as packages go; whether it has the letters shows when one is written."""
    return [file for file in FILES if not file.needs or find_spec(file.needs) is not None]


def to_print(release: Release) -> Iterator[File]:
    """What goes with the files but has addresses of its own: the report, and each brief in English and the survey's language."""
    from app.publishing import report  # it prints the page, which has the list above on it

    yield File(report.NAME, report.MEDIA_TYPE, report.HOLDS, report.pdf)
    for language in dict.fromkeys((SOURCE, release.questionnaire.default_language)):
        if language in spoken(BRIEF):
            for version in Version:
                yield File(f"brief-{version}-{language}.pdf", _PDF, _of_brief(version, language), _brief(version, language))


def _of_brief(version: Version, language: str) -> str:
    return f"the brief for {_READERS[version]} in {language_name(language)}, two pages to print (tagged PDF)"


def all_of(release: Release) -> tuple[File, ...]:
    """All that a release's zip and `suara export` hold."""
    return (*FILES, *to_print(release))


def _brief(version: Version, language: str) -> Callable[[Stored, str], bytes]:
    return lambda stored, base_url: printed.pdf(stored, version, language, base_url)


def make_all(stored: Stored, base_url: str) -> Made:
    """Every file of a release. What this installation cannot write is missing, with the reason."""
    files: dict[str, bytes] = {}
    missing: dict[str, str] = {}
    for file in all_of(stored.release):
        try:
            files[file.name] = file.write(stored, base_url)
        except (Conflict, Invalid) as refusal:
            missing[file.name] = refusal.reason
    return Made(files, missing)
