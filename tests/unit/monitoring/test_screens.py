"""Every screen with every kind of row in it; who may come in."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user, sign_in
from tutela.monitoring.models import REGISTERS

pytestmark = pytest.mark.django_db
SCREENS = [
    "monitoring",
    "monitoring_treaties",
    "monitoring_law",
    "monitoring_recommendations",
    "monitoring_plans",
    "monitoring_people",
    "monitoring_indicators",
    "monitoring_estimates",
    "monitoring_reports",
    "monitoring_registers",
]


@pytest.fixture
def analyst(client):
    user = make_user("legal_analyst")
    sign_in(client, user)
    return user


@pytest.fixture
def planner(client):
    user = make_user("ministry_planner")
    sign_in(client, user)
    return user


@pytest.mark.parametrize("name", SCREENS)
def test_an_empty_mechanism_says_so(client, planner, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("slug", REGISTERS)
def test_every_register_lists_downloads_and_opens_its_form(client, analyst, slug):
    assert client.get(reverse("monitoring_register", args=[slug])).status_code == 200
    assert client.get(reverse("monitoring_register_csv", args=[slug])).status_code == 200
    expected = (
        200 if REGISTERS[slug].register.permission in ("law_keep", "recommendation_keep", "state_report_write") else 403
    )
    for name in ("monitoring_row_new", "monitoring_register_import"):
        assert client.get(reverse(name, args=[slug])).status_code == expected
