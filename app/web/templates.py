"""Pages from templates: autoescaped, with nothing undefined, in the reader's language.

A page's context is a frozen dataclass: its fields are all that the template sees, beside `_`, `ngettext`, `lang`, `dir`
and `static`, and the filters `number` and `time_of_day`.
"""

from dataclasses import fields
from functools import cache, partial
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from app.web import statics
from app.web.languages import CHILDS_SIDE, LANGUAGES, SOURCE, number, time_of_day, translations

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@cache
def environment(language: str = SOURCE, domain: str = CHILDS_SIDE) -> Environment:
    """The templates of `app/templates`, speaking one language from the catalogue of a domain."""
    made = Environment(
        loader=PackageLoader("app", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language, domain)
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        catalogue.gettext, catalogue.ngettext, newstyle=True, pgettext=catalogue.pgettext, npgettext=catalogue.npgettext
    )
    known = LANGUAGES.get(language)
    made.filters.update(number=partial(number, language=language), time_of_day=partial(time_of_day, language=language))
    made.globals.update(lang=language, dir=known.direction if known else "ltr", static=statics.url)
    return made


def page(template: str, context: "DataclassInstance", *, language: str = SOURCE, domain: str = CHILDS_SIDE) -> str:
    """The template rendered with the fields of the context, in that language."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return environment(language, domain).get_template(template).render(values)
