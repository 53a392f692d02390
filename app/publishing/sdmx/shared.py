"""The code lists that every release uses, and the agency that keeps them. Pure; these never change but for their labels."""

from app.publishing.sdmx.artefacts import AGENCY, Artefact, Code, Kind, Reference, Scheme
from app.publishing.words import country_name
from app.surveys.support import countries

TOTAL = "_T"

# ISO 3166-1. UNICEF and the World Bank write areas so.
_ALPHA_3 = {
    "BN": "BRN", "ID": "IDN", "KH": "KHM", "LA": "LAO", "MM": "MMR", "MY": "MYS", "PH": "PHL", "SG": "SGP", "TH": "THA",
    "TL": "TLS", "VN": "VNM",
}  # fmt: skip


def area(country: str) -> str:
    """`THA` for `TH`; the code itself where no other is known."""
    return _ALPHA_3.get(country, country)


def _list(name: str, title: str, *codes: tuple[str, str] | tuple[str, str, str]) -> Scheme:
    made = (Code(code, {"en": label}, {"en": more[0]} if more else {}) for code, label, *more in codes)
    return Scheme(ref=Reference(Kind.CODELIST, name), names={"en": title}, items=tuple(made))


AREA = _list("CL_AREA", "Country", *((area(code), country_name(code)) for code in countries()))
UNIT = _list(
    "CL_UNIT_MEASURE",
    "Unit of measure",
    ("NUMBER", "Number of children", "Changed by a small random amount and rounded."),
    ("PERCENT", "Percent of the children of the group who answered"),
)
STATUS = _list(
    "CL_OBS_STATUS",
    "Status of an observation",
    ("A", "Shown"),
    ("U", "Few children answered: treat with caution"),
    ("Q", "Not shown, to protect children", "Whatever the reason; it does not mean that nobody answered."),
)
CONFIDENTIAL = _list(
    "CL_CONF_STATUS",
    "Confidentiality",
    ("F", "Free to be published"),
    ("C", "Confidential statistical information: not shown, whatever the reason"),
)
SAMPLE = _list(
    "CL_SAMPLE_DESIGN",
    "How the children were asked",
    ("OPT_IN", "Children who chose to take part", "They do not represent all children of the country."),
    ("EVERYONE", "Every child of one group was asked", "The numbers speak of those who took part, and of no others."),
    ("PROBABILITY", "Children drawn by chance", "Not all took part and no number is weighted."),
)
STANDING = _list(
    "CL_RELEASE_STATUS",
    "What may be done with the release",
    ("FINAL", "A real survey"),
    ("PRACTICE", "Made in practice, not a real survey: do not use these numbers"),
    ("WITHDRAWN", "Withdrawn: do not use these numbers"),
    ("PRACTICE_WITHDRAWN", "Made in practice, and withdrawn: do not use these numbers"),
)
AGENCIES = Scheme(
    ref=Reference(Kind.AGENCY_SCHEME, "AGENCIES", agency="SDMX", version="1.0"),
    names={"en": "Agencies"},
    items=(Code(AGENCY, {"en": "Suara"}, {"en": "Children answer anonymous surveys about being online."}),),
)
SHARED: tuple[Artefact, ...] = (AREA, UNIT, STATUS, CONFIDENTIAL, SAMPLE, STANDING, AGENCIES)
