"""Public pages and exports of the vocabulary."""

import copy
import csv
import datetime as dt
import io
import json
from types import ModuleType

import pytest
from django.urls import include, path, reverse
from django.utils import translation
from django.views.i18n import set_language

from tutela.kernel.http import access_of
from tutela.vocabulary import api, presenters, views
from tutela.vocabulary.queries import forbidden

PAGES = ["vocabulary", "glossary", "country"]

SITE = ModuleType("vocabulary_alone")
SITE.urlpatterns = [
    path("language", set_language, name="set_language"),
    path("", include("tutela.ui.urls")),
    path("", include("tutela.vocabulary.urls")),
]


@pytest.fixture(autouse=True)
def site(settings):
    """The pages without the rest of the house: no gate, no database, no navigation."""
    settings.ROOT_URLCONF = SITE
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "django.template.context_processors.i18n",
    ]
    settings.TEMPLATES = templates


@pytest.mark.requirement("R14", "R113", "R2")
@pytest.mark.parametrize("language", api.LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_pages_open_to_everybody_in_every_language(client, page, language):
    answer = client.get(reverse(page), headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.text


@pytest.mark.requirement("R113")
@pytest.mark.parametrize("list_id", ["offences", "barriers", "universal", "sexes", "facility_standards"])
def test_each_list_has_a_page(client, list_id):
    answer = client.get(reverse("code_list", args=[list_id]))
    assert answer.status_code == 200
    for code in api.code_list(list_id).own():
        assert f"<code>{code.code}</code>" in answer.text


@pytest.mark.requirement("R13")
@pytest.mark.parametrize("address", ["/vocabulary/lists/offences", "/vocabulary/glossary", "/vocabulary/lists/barriers"])
def test_legal_terms_stand_only_in_legal_quotes(client, address):
    page = client.get(address, headers={"accept-language": "en"}).text
    assert "Child prostitution" in page or "Amicable settlement" in page
    assert forbidden.scan_template(page, address) == []


@pytest.mark.requirement("R2")
def test_the_country_page_shows_the_gaps(client, settings):
    settings.TUTELA_COUNTRY_PROFILE = "tessara"
    page = client.get(reverse("country"), headers={"accept-language": "en"}).text
    assert "16–17 not identified as victims" in page
    assert "Everybody under 18 is a child here" in page


def test_search_narrows_and_says_when_nothing_is_found(client):
    assert "child_justice_indicators" not in client.get("/vocabulary/?q=barrier").text
    assert "barrier_holders" in client.get("/vocabulary/?q=barrier").text
    assert "nothing-title" in client.get("/vocabulary/?q=qqqq").text
    assert "nothing-title" in client.get("/vocabulary/glossary?q=qqqq").text
    assert [row.id for row in presenters.list_rows("sexes")] == ["sexes"]


def test_a_list_that_is_not_there_is_404(client):
    with pytest.raises(api.UnknownList) as caught:
        client.get("/vocabulary/lists/nope")
    assert caught.value.status == 404
    with pytest.raises(api.UnknownList):
        client.get("/vocabulary/lists/nope.json")


@pytest.mark.parametrize(
    "view",
    [
        views.index,
        views.show_list,
        views.list_json,
        views.list_csv,
        views.dictionary_json,
        views.dictionary_csv,
        views.glossary,
        views.glossary_json,
        views.country,
    ],
)
def test_every_view_says_who_may_enter(view):
    assert access_of(view).everyone


@pytest.mark.requirement("R113")
def test_the_dictionary_exports_as_json_and_csv_with_the_same_codes(client):
    exported = json.loads(client.get("/vocabulary/dictionary.json").content)
    assert exported["country"] == "XM"
    from_json = {(row["id"], code["code"]) for row in exported["lists"] for code in row["codes"]}
    text = client.get("/vocabulary/dictionary.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {(row["list"], row["code"]) for row in rows} == from_json
    assert len(rows) == len(from_json) == sum(len(api.code_list(list_id).own()) for list_id in api.list_ids())
    girl = next(row for row in rows if row["list"] == "sexes" and row["code"] == "girl")
    assert (girl["ar"], girl["sensitive"]) == ("فتاة", "no")
    assert next(row for row in rows if row["code"] == "IDN")["attributes"] == "forms=intake_report safety_screen"


@pytest.mark.requirement("R113")
def test_one_list_exports_alone(client):
    exported = json.loads(client.get("/vocabulary/lists/offences.json").content)
    assert exported["version"] == 1
    assert exported["codes"][0]["legal_term"] == "Sale of children"
    answer = client.get("/vocabulary/lists/offences.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="offences.csv"'
    assert answer.content.startswith("\ufefflist,version,code,parent,en,fr,es,ar,legal_term".encode())


@pytest.mark.requirement("R14")
def test_the_glossary_exports_with_its_breaks(client):
    exported = json.loads(client.get("/vocabulary/glossary.json").content)
    sale = next(term for term in exported["terms"] if term["id"] == "sale")
    assert sale["breaks_in_series"] == []
    assert set(sale["explanation"]) == set(api.LANGUAGES)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (None, "as needed"),
        (1, "1 minute"),
        (30, "30 minutes"),
        (60, "1 hour"),
        (2880, "48 hours"),
        (4320, "3 days"),
        (4380, "73 hours"),
        (10080, "7 days"),
    ],
)
def test_times_are_said_in_the_largest_whole_unit(minutes, said):
    with translation.override("en"):
        assert presenters.time_text(None if minutes is None else dt.timedelta(minutes=minutes)) == said


def test_an_age_that_is_not_set_is_said():
    from dataclasses import replace

    rules = api.jurisdiction()
    with translation.override("en"):
        facts = presenters.age_facts(replace(rules, ages=replace(rules.ages, work=None)))
    assert ("Work", "no age set") in [(fact.label, fact.value) for fact in facts]
