"""The audit trail as the data protection officer reads it: a wrong id is told and kept, odd addresses get a page."""

import uuid

import pytest
from django.urls import reverse

from tests.factories.accounts import make_user, sign_in
from tutela.accounts.api import actor_for
from tutela.audit import api as audit
from tutela.audit.models import Event
from tutela.kernel.database.acting import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("data_protection_officer", second_factor=True)
    sign_in(client, user)
    return user


def test_a_wrong_id_is_told_at_its_field_and_stays(client, officer):
    answer = client.get(reverse("audit_trail"), {"about": "no-id"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not the id of a child" in html
    assert 'value="no-id"' in html


def test_one_childs_events_and_the_reading_of_them(client, officer):
    child = str(uuid.uuid4())
    with acting_as(actor_for(officer)):
        audit.record(by=actor_for(officer), action="file_read", subject="cases.file:canary", about=child)
    html = client.get(reverse("audit_trail"), {"about": f" {child} "}).content.decode()
    assert "cases.file:canary" in html
    assert "cases.file:canary" not in client.get(reverse("audit_trail"), {"about": str(uuid.uuid4())}).content.decode()
    with acting_as(actor_for(officer)):
        assert Event.objects.filter(action="audit_read", about=child).exists()


@pytest.mark.parametrize("before", ["²", "٣", "-1", "9" * 30, "\x00", "words"])
def test_an_odd_page_mark_gets_a_page(client, officer, before):
    assert client.get(reverse("audit_trail"), {"before": before}).status_code == 200
