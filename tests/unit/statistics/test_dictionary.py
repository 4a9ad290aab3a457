"""The data dictionary: every item defined, drawn from fields that exist, exported in every language."""

import csv
import io

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import translation

from tutela.statistics.models.dictionary import BREAKDOWNS
from tutela.statistics.models.items import ITEMS, NOT_RECORDED, VERSION
from tutela.statistics.models.parquet import CODES, LABELS
from tutela.vocabulary import api as vocabulary


@pytest.mark.requirement("R113")
def test_every_item_is_defined_and_every_definition_is_an_item():
    assert list(ITEMS) == list(BREAKDOWNS)
    assert not BREAKDOWNS.keys() & {"state", "value", "unknown_category"}, "a row of a table says these of each number"
    assert all(one.column in (*CODES, *LABELS) for one in BREAKDOWNS.values()), "an item nobody writes has no figure"
    for code, item in ITEMS.items():
        assert str(item.definition).endswith("."), code
        assert item.sources, code


@pytest.mark.requirement("R113")
def test_items_are_drawn_from_fields_that_exist():
    for code, item in ITEMS.items():
        for source in item.sources:
            context, model, field = source.split(".")
            assert apps.get_model(context, model)._meta.get_field(field), (code, source)


@pytest.mark.requirement("R113")
def test_definitions_are_in_every_language():
    english = {code: str(item.definition) for code, item in ITEMS.items()}
    for language in set(vocabulary.LANGUAGES) - {"en"}:
        with translation.override(language):
            same = [code for code, item in ITEMS.items() if str(item.definition) == english[code]]
        assert not same, language


@pytest.mark.requirement("R114")
@pytest.mark.django_db
def test_every_dimension_the_standard_names_is_an_item_or_said_to_be_missing(client):
    """Under its own name, or under the one that it has here."""
    named = {
        "minority_or_indigenous": "minority", "household_economic_situation": "economic_situation",
        "technology_facilitated": "medium", "relation_of_alleged_perpetrator": "relation", "territory": "district",
        "cross_border": "file_type",
    }  # fmt: skip
    for code in vocabulary.code_list("dimensions").codes:
        assert named.get(code, code) in {*ITEMS, *NOT_RECORDED}, code
    assert not NOT_RECORDED.keys() & ITEMS.keys()
    known = client.get(reverse("statistics_dictionary_json")).json()["not_recorded"]
    assert [one["code"] for one in known] == list(NOT_RECORDED)
    page = client.get(reverse("statistics_dictionary")).content.decode()
    assert "Nationality is recorded as national, foreign or stateless only." in page


@pytest.mark.requirement("R113")
@pytest.mark.django_db
def test_the_dictionary_is_a_page_and_two_files_with_the_same_items(client):
    page = client.get(reverse("statistics_dictionary")).content.decode()
    known = client.get(reverse("statistics_dictionary_json")).json()
    answer = client.get(reverse("statistics_dictionary_csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert f'filename="tutela-dictionary-{VERSION}.csv"' in answer["Content-Disposition"]
    assert [item["code"] for item in known["items"]] == [row["code"] for row in rows] == list(ITEMS)
    for item, row in zip(known["items"], rows, strict=True):
        assert f'id="{item["code"]}"' in page
        for language in vocabulary.LANGUAGES:
            assert row[f"definition_{language}"] == item["definition"][language]
    sex = known["items"][list(ITEMS).index("sex")]
    assert sex["list_version"] == vocabulary.code_list("sexes").version
    assert reverse("code_list", args=["sexes"]) in page
    heard = known["items"][list(ITEMS).index("heard")]
    assert heard["answers"]["not_free"]["fr"] != heard["answers"]["not_free"]["en"]
    territory = known["items"][0]
    assert (territory["list"], territory["list_version"], territory["answers"]) == ("", None, {})
