"""Where somebody works who is marked unsafe for the child, nothing of this child arrives (R39, P11)."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_office, sign_in
from tests.factories.care import prepare_case_referral, send_case_referral
from tests.factories.cases import make_person, make_team_of_office, open_case
from tutela.care.actions.mark_unsafe import mark_unsafe
from tutela.care.actions.refer import send_referral
from tutela.care.forms.referral import ReferralForm
from tutela.care.models import Referral
from tutela.cases.enums.registration import RegistrationReason
from tutela.cases.models import PersonAround, Revision
from tutela.cases.policies.exposure import share_with_body
from tutela.coordination.policies.obligations import ask
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39"), pytest.mark.rule("P11")]


@pytest.fixture
def team(db):
    return make_team_of_office(second_factor=True)


def offered(file):
    return set(ReferralForm(file=file).fields["service_point"].queryset.values_list("office_id", flat=True))


def test_an_office_with_an_unsafe_official_gets_nothing_until_the_mark_goes(team, file):
    theirs = team.point.office
    nurse = make_person(team, file, name="A nurse of the clinic", office=theirs)
    draft, running = prepare_case_referral(team, file), send_case_referral(team, file)
    with acting_as(team.worker):
        assert theirs.pk in offered(file)
        nurse = mark_unsafe(person=nurse, by=team.worker, reason="Heard from the child.")
        assert theirs.pk not in offered(file), "no longer among the recipients that are offered"
        assert Referral.objects.get(pk=running.pk).state == "recalled", "what runs there is taken back at once"
        with pytest.raises(Refused) as caught:
            send_referral(referral=Referral.objects.get(pk=draft.pk), by=team.worker)
        assert caught.value.reason == RegistrationReason.UNSAFE_OFFICE
        assert ask.why_not(team.worker, file, theirs) == RegistrationReason.UNSAFE_OFFICE
        mark_unsafe(person=nurse, by=team.worker, unsafe=False, reason="Mistaken identity.")
        assert theirs.pk in offered(file)
        assert send_referral(referral=Referral.objects.get(pk=draft.pk), by=team.worker).state == "sent"
    with acting_as(team.provider):
        assert [row.pk for row in Referral.objects.all()] == [draft.pk]


def test_only_that_office_and_only_for_this_child(team, file):
    elsewhere, other_file = make_office(), open_case(team)
    with acting_as(team.worker):
        person = make_person(team, file)
        mark_unsafe(person=person, by=team.worker, reason="Heard from the child.", office=team.point.office)
        assert share_with_body.why_not(file, team.point.office) == RegistrationReason.UNSAFE_OFFICE
        assert share_with_body.allows(file, elsewhere)
        assert share_with_body.allows(file, elsewhere.organisation)
        assert share_with_body.allows(other_file, team.point.office)


def test_without_an_office_nothing_else_changes(team, file):
    with acting_as(team.worker):
        mark_unsafe(person=make_person(team, file), by=team.worker, reason="Heard from the child.")
        assert share_with_body.allows(file, team.point.office)


def test_on_the_screen_the_office_is_asked_with_the_mark(team, file, client):
    sign_in(client, team.worker.user)
    person = make_person(team, file)
    at = reverse("person_unsafe", args=[file.pk, person.pk])
    assert f'value="{team.point.office_id}"' in client.get(at).content.decode()
    bad = client.post(at, {"reason": "Heard from the child.", "office": "no-office"})
    assert bad.status_code == 422
    client.post(at, {"reason": "Heard from the child.", "office": str(team.point.office_id)})
    with acting_as(team.worker):
        marked = PersonAround.objects.get(pk=person.pk)
        assert (marked.unsafe, marked.office_id) == (True, team.point.office_id)
        assert Revision.objects.filter(section="personaround").count() == 1
    page = client.get(reverse("referral_new", args=[file.pk])).content.decode()
    assert str(team.point.pk) not in page
