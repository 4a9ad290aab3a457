"""The undertaking: text, signature, lapse, and the gate before it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from tests.factories.accounts import actor_of, make_office, make_user, sign, sign_in
from tutela.accounts import api
from tutela.accounts.enums import AccountsReason
from tutela.accounts.queries import undertaking_text as texts
from tutela.kernel.clock import moved_to, now
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def test_every_language_says_the_same_number_of_things():
    edition = texts.current_edition()
    assert set(texts.languages(edition)) == {code for code, _name in settings.LANGUAGES}
    shapes = {
        tuple(len(section.points) for section in texts.undertaking_text(edition, code).sections)
        for code in texts.languages(edition)
    }
    assert len(shapes) == 1


def test_text_follows_the_reader():
    with translation.override("ar"):
        assert texts.undertaking_text().language == "ar"
    with translation.override("fr-ca"):
        assert texts.undertaking_text().language == "fr"
    assert texts.undertaking_text(language="tlh").language == "en"


@pytest.mark.rule("P44")
def test_signature_lasts_twelve_months():
    user = make_user("caseworker", office=make_office(), signed=False)
    with acting_as(actor_of(user)):
        signed = api.sign_undertaking(edition=texts.current_edition(), language="ar", by=actor_of(user))
    assert signed.language == "ar"
    assert actor_of(user).undertaken
    with moved_to(now() + dt.timedelta(days=366)):
        assert not actor_of(user).undertaken


def test_only_the_current_text_and_only_people():
    user = make_user(signed=False)
    process = make_user(is_system=True)
    for person, edition, reason in [
        (user, "1999-1", AccountsReason.UNDERTAKING_NOT_CURRENT),
        (process, texts.current_edition(), AccountsReason.SYSTEM_ACCOUNT),
    ]:
        with acting_as(actor_of(person)), pytest.raises(Refused) as caught:
            api.sign_undertaking(edition=edition, language="en", by=actor_of(person))
        assert caught.value.reason == reason


@pytest.mark.rule("P44")
def test_no_page_opens_before_it_is_signed(client):
    user = make_user("caseworker", office=make_office(), signed=False, second_factor=True)
    sign_in(client, user)
    answer = client.get(reverse("vault"))
    assert answer.headers["Location"] == reverse("undertaking")
    page = client.get(reverse("undertaking"))
    assert page.status_code == 200
    unticked = client.post(reverse("undertaking"), {"edition": texts.current_edition()})
    assert unticked.status_code == 422
    assert not actor_of(user).undertaken
    signed = client.post(reverse("undertaking"), {"edition": texts.current_edition(), "agree": "yes"})
    assert signed.status_code == 302
    assert client.get(reverse("vault")).status_code == 200


def test_page_says_when_it_lapsed_or_holds(client):
    user = make_user(signed=False)
    sign(user, days=-2)
    sign_in(client, user)
    assert b"Your signature has run out" in client.get(reverse("undertaking")).content
    sign(user)
    assert b"You signed it" in client.get(reverse("undertaking")).content
    stale = client.post(reverse("undertaking"), {"edition": "1999-1", "agree": "yes"})
    assert stale.status_code == 403
