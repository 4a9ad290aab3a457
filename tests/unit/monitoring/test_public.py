"""The public site shows published copies: as its own database role, in every language, without JavaScript."""

import datetime as dt

import pytest
from django.test import RequestFactory
from django.utils import translation

from tests.factories import monitoring as make
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import NotHere
from tutela.kernel.http import access_of
from tutela.monitoring import api, models
from tutela.monitoring.enums import PageKind
from tutela.monitoring.views import public
from tutela.vocabulary.api import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(state, signer, settings):
    settings.ROOT_URLCONF = "tutela.config.public_urls"
    models.WatchedState.objects.update(outline=[[[0, 0], [1, 0], [1, 1], [0, 0]]])
    make.make_act(state)
    make.make(models.WatchedState, code="XTS", name="Tessara")
    rows = [
        make.make_recommendation(
            code="FIRST", themes=["law"], original_due_on=dt.date(2013, 12, 31), paragraph="5", symbol="A/1"
        )
    ]
    rows += [make.make_recommendation() for _number in range(21)]
    make.make_recommendation(models.WatchedState.objects.get(code="XTS"), code="NOT-OURS")
    indicator = make.make_indicator()
    make.make_value(indicator, 2023, 41, source="released")
    make.make_value(indicator, 2024, None, state="suppressed")
    make.make(models.Break, indicator=indicator, year=2021, kind="method", reason="new")
    finding = models.Finding(
        state=state,
        question="H12",
        edition=1,
        level="met",
        evidence="x",
        assessed_on=dt.date(2024, 1, 1),
        assessed_by=make.keeper(),
    )
    finding.save()
    with acting_as(signer):
        for kind in PageKind:
            api.publish_page(kind=kind, by=signer)


def get(view, query="", **arguments):
    request = RequestFactory().get("/rights?" + query)
    request.LANGUAGE_CODE = translation.get_language()
    return view(request, **arguments)


@pytest.mark.requirement("R14")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language_as_the_public_role(published, as_role, language):
    as_role("tutela_public")
    with translation.override(language):
        assert get(public.index).status_code == 200
        for kind in PageKind:
            page = get(public.published_page, page=kind.value)
            assert page.status_code == 200
            assert len(page.content) < 50_000, kind
            assert b"<script" not in page.content.replace(b'<script src="/static/ui/public.js" defer></script>', b"")


def test_what_the_pages_say(published):
    treaties = get(public.published_page, "instrument=OPSC", page="treaties").content.decode()
    assert "Party" in treaties
    assert "No act" in treaties
    law = get(public.published_page, page="law").content.decode()
    assert law.count("Met") == law.count("Not assessed") * 0, "a finding nobody reviewed is not public"
    first = get(public.published_page, page="recommendations").content.decode()
    assert "22 recommendations" in first
    assert "missed" in first
    assert "NOT-OURS" not in first
    assert "More" in first
    assert "Earlier" in get(public.published_page, "page=2", page="recommendations").content.decode()
    assert "1 recommendation" in get(public.published_page, "theme=law&page=x", page="recommendations").content.decode()


@pytest.mark.requirement("R29")
def test_a_released_figure_carries_its_statement_on_the_page_and_in_the_file(published):
    page = get(public.published_page, page="indicators").content.decode()
    assert "Counts cases known to the system, not prevalence." in page
    assert "Suppressed" in page
    file = get(public.download, page="indicators").content.decode()
    lines = file.strip().splitlines()
    assert "not prevalence" in lines[1]
    assert ",suppressed,," in lines[2]


def test_every_copy_is_a_file_too(published):
    for kind, heads in (("treaties", "state,instrument"), ("law", "id,finding"), ("recommendations", "code,source")):
        assert get(public.download, page=kind).content.decode().lstrip("\ufeff").startswith(heads)


def test_what_was_never_published_is_not_there(state):
    for kind in ("law", "files"):
        with pytest.raises(NotHere):
            get(public.published_page, page=kind)
    assert access_of(public.published_page).everyone
