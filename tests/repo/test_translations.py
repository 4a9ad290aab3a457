"""Every sentence of the screens is there in every language, with its placeholders, and compiled."""

from __future__ import annotations

import re

import polib
import pytest
from django.utils.dates import MONTHS, MONTHS_3

from tests.repo.source import PACKAGE

LANGUAGES = ("ar", "es", "fr")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def catalogues(language):
    return sorted(PACKAGE.glob(f"**/locale/{language}/LC_MESSAGES/django.po"))


def forms(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.requirement("R133")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(language):
    missing = [
        f"{path.parent.parent.parent.parent.name}: {entry.msgid}"
        for path in catalogues(language)
        for entry in polib.pofile(str(path))
        if not entry.obsolete and (entry.fuzzy or not all(forms(entry)))
    ]
    assert not missing, "\n".join([f"{len(missing)} to translate: script/translations.py missing {language}", *missing[:10]])


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive(language):
    """A form for one, two or none may leave the number out; it adds none that the English does not give."""
    wrong = []
    for path in catalogues(language):
        for entry in polib.pofile(str(path)):
            given = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            for form in forms(entry):
                found = set(PLACEHOLDER.findall(form))
                if found - given or (not entry.msgid_plural and form and found != given):
                    wrong.append(f"{entry.msgid} → {form}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_reads_is_what_was_translated(language):
    stale = []
    for path in catalogues(language):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != polib.pofile(str(path), wrapwidth=120).to_binary():
            stale.append(str(compiled.relative_to(PACKAGE)))
    assert not stale, f"run script/translations.py compile: {stale}"


def test_all_languages_have_the_same_catalogues():
    places = {language: [path.parents[3] for path in catalogues(language)] for language in LANGUAGES}
    assert places["ar"] == places["es"] == places["fr"]


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_no_word_of_ours_takes_the_place_of_a_month(language):
    """A label "May" once made the fifth month "is allowed": dates ask every catalogue for the names of months."""
    months = {str(word._args[0]) for names in (MONTHS, MONTHS_3) for word in names.values()}
    ours = {entry.msgid for path in catalogues(language) for entry in polib.pofile(str(path)) if not entry.msgctxt}
    assert ours & months == set()
