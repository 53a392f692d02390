from dataclasses import dataclass

import pytest
from jinja2 import DictLoader, UndefinedError

from app.web import templates


@dataclass(frozen=True)
class Greeting:
    name: str


def rendering(source: str, language: str = "en") -> str:
    environment = templates.environment(language).overlay(loader=DictLoader({"it": source}))
    return environment.get_template("it").render(name="<Ann>")


def test_what_comes_from_people_is_escaped() -> None:
    assert rendering("{{ name }}") == "&lt;Ann&gt;"


def test_what_is_not_there_is_a_mistake_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        rendering("{{ nobody }}")


def test_a_template_speaks_the_readers_language_and_knows_its_direction() -> None:
    assert rendering('{{ lang }} {{ dir }} {{ _("Continue") }}', "ar") == "ar rtl متابعة"
    assert rendering('{{ lang }} {{ dir }} {{ _("Continue") }}') == "en ltr Continue"


def test_a_value_in_a_translated_text_is_escaped() -> None:
    assert rendering('{{ _("Choose up to %(count)s.", count=name) }}') == "Choose up to &lt;Ann&gt;."


def test_a_page_sees_the_fields_of_its_context(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = templates.environment("en").overlay(loader=DictLoader({"it": "Hello {{ name }}"}))
    monkeypatch.setattr(templates, "environment", lambda _language, _domain: environment)
    assert templates.page("it", Greeting("Ann")) == "Hello Ann"
