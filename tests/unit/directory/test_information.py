"""The public information: the same pages, sectors and numbers of lines in every language, in words that blame nobody (R101)."""

from __future__ import annotations

import pytest
from django.utils import translation

from tutela.directory.queries.information import PAGES, SECTORS, information, signs
from tutela.vocabulary import api as vocabulary

LANGUAGES = ("en", "fr", "es", "ar")


def shape(value):
    """The outline of a page: keys and lengths, not words."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


def texts(value):
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@pytest.mark.requirement("R101")
@pytest.mark.requirement("R20")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_and_blames_nobody(language):
    for read, names in ((information, PAGES), (signs, SECTORS)):
        for name in names:
            with translation.override("en"):
                english = read(name)
            with translation.override(language):
                own = read(name)
            assert shape(own) == shape(english)
            for text in texts(own):
                assert text.strip()
                assert not list(vocabulary.find_forbidden(text, language, name)), text


def test_a_language_without_a_file_reads_english():
    with translation.override("de"):
        assert information("rights")["title"] == "Your rights"
