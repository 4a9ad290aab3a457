"""Editions are remembered: the same version with other content is refused."""

import datetime as dt
from dataclasses import replace

import pytest

from tutela.kernel import clock
from tutela.vocabulary import api
from tutela.vocabulary.actions import load_editions
from tutela.vocabulary.actions.load_editions import Edition, editions, remember

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R113")]


def test_loading_remembers_every_edition_once():
    moment = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    with clock.moved_to(moment):
        first = api.load(by="test")
    again = api.load(by="somebody else")
    assert len(first.new) == len(list(editions())) > len(api.list_ids()) + len(api.glossary().terms)
    assert str(again) == f"0 new editions, {len(first.new)} known"
    row = api.CodeListEdition.objects.get(list_id="glossary/sale")
    assert (row.version, row.loaded_at, row.loaded_by) == (1, moment, "test")
    assert str(row) == "glossary/sale 1"


@pytest.mark.requirement("R14")
def test_changed_content_under_the_same_version_is_refused_and_nothing_is_kept():
    remember([Edition("glossary/sale", 1, "a")], by="test")
    with pytest.raises(api.BadVocabulary, match="glossary/sale: version 1 changed its content; raise the version"):
        remember([Edition("glossary/sale", 1, "b"), Edition("sexes", 1, "c")], by="test")
    assert not api.CodeListEdition.objects.filter(list_id="sexes").exists()


def test_a_new_version_is_kept_beside_the_old_and_an_older_one_is_refused():
    remember([Edition("sexes", 2, "a")], by="test")
    remember([Edition("sexes", 3, "b")], by="test")
    assert remember([Edition("sexes", 2, "a")], by="test").new == ()
    with pytest.raises(api.BadVocabulary, match="sexes: version 1 is older than the one loaded before"):
        remember([Edition("sexes", 1, "z")], by="test")


def test_faults_are_all_listed_and_nothing_is_loaded(monkeypatch):
    fault = api.Problem("x.yaml", "A", "fr", "translation is missing")
    monkeypatch.setattr(load_editions.checks, "check", lambda: [fault, replace(fault, field="es")])
    with pytest.raises(api.BadVocabulary) as caught:
        api.load(by="test")
    assert len(caught.value.lines) == 2
    assert str(caught.value).startswith("x.yaml: A: fr: translation is missing (and 1 more; run")
    assert not api.CodeListEdition.objects.exists()


def test_the_public_site_reads_and_never_writes(as_role):
    from django.db import DatabaseError, transaction

    remember([Edition("sexes", 1, "a")], by="test")
    as_role("tutela_public")
    assert api.CodeListEdition.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        remember([Edition("media", 1, "a")], by="test")
