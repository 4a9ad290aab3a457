"""No label, choice, template, translation or list shows a word that blames a child (R13). Fails on the first such word."""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from tutela.vocabulary import api
from tutela.vocabulary.queries import forbidden

TREE = Path(__file__).resolve().parents[2] / "tutela"

pytestmark = [pytest.mark.requirement("R13"), pytest.mark.rule("P3")]


def test_no_source_file_shows_a_forbidden_phrase():
    assert [str(hit) for hit in api.scan_tree(TREE)] == []


def test_no_list_glossary_or_country_shows_a_forbidden_phrase():
    assert [str(hit) for hit in forbidden.scan_data()] == []


@pytest.mark.parametrize("language", api.LANGUAGES)
def test_no_choice_shows_a_forbidden_phrase(language):
    with translation.override(language):
        found = [str(hit) for where, text in model_texts() for hit in api.find_forbidden(text, language, where)]
    assert found == []


def test_the_models_are_looked_at():
    assert len(list(model_texts())) > 50


def test_every_display_term_passes_in_its_own_language_and_a_planted_one_does_not(tmp_path):
    package = tmp_path / "shop" / "templates"
    package.mkdir(parents=True)
    (package / "page.html").write_text("<p>{% translate 'A child prostitute' %}</p>")
    (tmp_path / "shop" / "forms.py").write_text("from x import _\nlabel = _('The clients')\nname = 'client'\n")
    catalogue = tmp_path / "shop" / "locale" / "fr" / "LC_MESSAGES"
    catalogue.mkdir(parents=True)
    (catalogue / "django.po").write_text('msgid "Perpetrator"\nmsgstr "Prédateur"\n', encoding="utf-8")
    hits = sorted((hit.where, hit.phrase) for hit in api.scan_tree(tmp_path / "shop"))
    assert hits == [
        ("shop/forms.py", "clients"),
        ("shop/locale/fr/LC_MESSAGES/django.po", "prédateur"),
        ("shop/templates/page.html", "child prostitute"),
    ]


def model_texts():
    """What Django shows of every model of ours: names, help texts, the labels of choices."""
    for model in apps.get_models():
        if not model.__module__.startswith("tutela."):
            continue
        yield model.__name__, str(model._meta.verbose_name)
        for field in model._meta.get_fields():
            if isinstance(field, models.Field):
                where = f"{model.__name__}.{field.name}"
                yield where, str(field.verbose_name)
                yield where, str(field.help_text)
                yield from ((where, str(label)) for _value, label in field.flatchoices)
    for choices in every(models.Choices):
        if choices.__module__.startswith("tutela."):
            yield from ((choices.__qualname__, str(member.label)) for member in choices)


def every(base):
    for below in base.__subclasses__():
        yield below
        yield from every(below)
