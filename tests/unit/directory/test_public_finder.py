"""The finder as somebody with a phone and no account sees it."""

import re

import pytest
from django.db import connection
from django.test import Client, override_settings

from tests.factories.accounts import make_territory
from tests.factories.directory import box, make_point
from tutela.config import settings as base

PUBLIC_TEMPLATES = [
    {**base.TEMPLATES[0], "OPTIONS": {**base.TEMPLATES[0]["OPTIONS"], "context_processors": [
        "django.template.context_processors.request", "django.template.context_processors.i18n",
        "tutela.directory.presenters.public.public_site"]}}
]  # fmt: skip


@pytest.fixture
def site(db):
    """The public site with its own middleware and database role; made after the rows are."""
    middleware = [name for name in base._PUBLIC_MIDDLEWARE if "whitenoise" not in name]

    def opened():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE tutela_public")
        return Client()

    with override_settings(ROOT_URLCONF="tutela.config.public_urls", MIDDLEWARE=middleware, TEMPLATES=PUBLIC_TEMPLATES):
        yield opened


@pytest.mark.requirement("R58")
@pytest.mark.rule("P43")
def test_help_is_found_without_an_account_or_a_script(site):
    make_territory(make_territory(), code="PL", name="Place", outline=box(0, 0, 2, 2))
    make_point(name="Advice", latitude=1.0, longitude=1.0, phone="+999 1", minimum_age=0, maximum_age=17, languages=["en"])
    make_point(name="Shelter", confidential=True)
    client = site()
    start = client.get("/find")
    assert start.status_code == 200
    assert "Advice" not in start.content.decode()
    answer = client.get("/find", {"service": "legal_aid", "near": "PL", "within": "25", "lang": "en"})
    html = answer.content.decode()
    assert "Advice" in html
    assert 'href="tel:+9991"' in html
    assert "Shelter" not in client.get("/find", {"service": ""}).content.decode()
    assert not answer.cookies
    assert re.search(r'<html lang="ar" dir="rtl"', client.get("/find", {"lang": "ar"}).content.decode())


def test_wrong_wishes_come_back_with_a_sentence(site):
    client = site()
    answer = client.get("/find", {"within": "25", "lang": "en"})
    assert answer.status_code == 422
    assert "Choose the place to measure from" in answer.content.decode()
    assert client.get("/find", {"service": "nothing"}).status_code == 422
    assert client.get("/find", {"age": "-1"}).status_code == 422
    assert "Nothing fits" in client.get("/find", {"service": "legal_aid", "lang": "en"}).content.decode()


def test_pages_keep_the_wishes(site):
    for number in range(25):
        make_point(name=f"n{number:02d}")
    html = site().get("/find", {"service": "legal_aid", "lang": "en"}).content.decode()
    assert re.search(r'href="\?[^"]*service=legal_aid[^"]*page=2', html)
    assert len(html) < 50_000
