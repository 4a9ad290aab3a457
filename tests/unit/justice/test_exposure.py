"""Where a law could punish the child, nothing goes to police or justice before legal advice; danger to life needs a second person (P13)."""

import pytest
from django.urls import reverse

from tests.factories.accounts import make_actor, make_office, make_organisation
from tests.factories.cases import make_concern, make_consent, make_team_of_office
from tests.unit.justice.test_redress import refused_at
from tutela.care.actions.refer import prepare_referral, send_referral
from tutela.directory.models import ServicePoint
from tutela.justice.actions import exposure as acts
from tutela.justice.enums import JusticeReason
from tutela.justice.models import Counsel
from tutela.justice.policies.exposure import share_with, withheld_from
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused

ADVICE = {
    "basis": "advice",
    "recipient": "AC-POL",
    "may_share": "yes",
    "given_by": "Lawyer",
    "given_on": today(),
    "words": "Safe.",
}


@pytest.fixture
def police(team):
    body = make_organisation(kind="police", sector="police")
    office = make_office(team.office.territory, organisation=body, holds_files=False)
    return ServicePoint.objects.create(code=f"P{office.code}", name="Police unit", office=office, services=["legal_aid"])


def referral(team, file, point):
    consent = make_consent(team, file)
    with acting_as(team.worker):
        return prepare_referral(
            file=file, by=team.worker, service_point=point, track="LEG", service="legal_aid", consent=consent
        )


@pytest.mark.requirement("R50")
@pytest.mark.rule("P13")
def test_a_referral_to_the_police_waits_for_legal_advice(team, file, lawyer, police):
    make_concern(team, file, offences=["TRAF"])
    ready = referral(team, file, police)
    with acting_as(team.worker):
        with pytest.raises(Refused) as error:
            send_referral(referral=ready, by=team.worker)
        assert error.value.reason == JusticeReason.EXPOSED
        own = acts.record_counsel(file=file, by=team.worker, values=ADVICE)
        assert own.state == "open"
        with pytest.raises(Refused):
            send_referral(referral=ready, by=team.worker)
        with pytest.raises(Refused):
            acts.confirm_counsel(record=own, by=team.worker, base_version=1, values={})
    with acting_as(lawyer):
        acts.record_counsel(file=file, by=lawyer, values=ADVICE | {"may_share": "no"})
        with pytest.raises(Refused):
            share_with.require(file, police.office.organisation)
        assert acts.record_counsel(file=file, by=lawyer, values=ADVICE).state == "done"
        assert withheld_from(file) == {"AC-MIG"}
    with acting_as(team.worker):
        assert send_referral(referral=ready, by=team.worker).state == "sent"


@pytest.mark.requirement("R50")
@pytest.mark.rule("P13")
def test_danger_to_life_is_confirmed_by_another_person(team, file, lawyer, police):
    make_concern(team, file, offences=["TRAF"])
    body = police.office.organisation
    with acting_as(lawyer):
        danger = acts.record_counsel(file=file, by=lawyer, values=ADVICE | {"basis": "danger"})
        assert danger.state == "open"
        with pytest.raises(Refused):
            acts.confirm_counsel(record=danger, by=lawyer, base_version=1, values={})
        assert not share_with.allows(file, body)
    for actor in (make_actor("caseworker", office=team.office), make_team_of_office().supervisor):
        with acting_as(actor), pytest.raises(Refused):
            acts.confirm_counsel(record=danger, by=actor, base_version=1, values={})
    with acting_as(team.supervisor):
        done = acts.confirm_counsel(record=danger, by=team.supervisor, base_version=1, values={})
        assert (done.state, done.confirmed_by_id) == ("done", team.supervisor.id)
        assert share_with.allows(file, body)
        with pytest.raises(Refused):
            acts.confirm_counsel(record=done, by=team.supervisor, base_version=2, values={})


@pytest.mark.rule("P13")
def test_legal_aid_itself_is_never_withheld_and_without_a_law_nothing_is(team, file, police):
    lawyers = make_organisation(kind="legal_aid", sector="justice")
    with acting_as(team.worker):
        assert share_with.allows(file, police.office.organisation)
    make_concern(team, file, offences=["PROS"])
    with acting_as(team.worker):
        assert share_with.allows(file, lawyers)
        assert not share_with.allows(file, make_organisation(kind="court", sector="justice"))
        for wrong, field in (
            ({"recipient": "AC-X"}, "recipient"),
            ({"given_by": ""}, "given_by"),
            ({"basis": "haste"}, "basis"),
        ):
            refused_at(field, acts.record_counsel, file=file, by=team.worker, values=ADVICE | wrong)
        assert not Counsel.objects.exists()
        fields = {field.name for field in Counsel._meta.get_fields()}
        assert not {name for name in fields if "orient" in name}


@pytest.mark.requirement("R50")
def test_the_chapter_warns_before_anything_is_shared(enter, team, file):
    make_concern(team, file, offences=["PROS"])
    client = enter(team.worker.user)
    here = reverse("justice", args=[file.pk])
    page = client.get(here).content.decode()
    assert "A law could be used to punish this child" in page
    assert "Law on prostitution" in page
    body = ADVICE | {"given_on": today().isoformat()}
    made = client.post(reverse("justice_new", args=[file.pk, "counsel"]), body, follow=True).content.decode()
    assert "Waits for another person to confirm" in made
    with acting_as(team.worker):
        counsel = Counsel.objects.get()
    confirm = reverse("justice_step", args=[file.pk, "counsel", counsel.pk, "confirm"])
    assert client.post(confirm, {"base_version": 1}).status_code == 403
    client = enter(team.supervisor.user)
    assert client.post(confirm, {"base_version": 1}).status_code == 302
