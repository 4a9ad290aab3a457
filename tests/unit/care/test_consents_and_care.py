"""What a consent, an unsafe person and an unexamined fee mean for what is done for the child."""

import datetime as dt

import pytest

from tests.factories.care import prepare_case_referral, send_case_referral
from tests.factories.cases import make_care, make_consent, make_person
from tutela.care.actions.follow_up import hold_review
from tutela.care.actions.mark_unsafe import mark_unsafe
from tutela.care.actions.refer import send_referral
from tutela.care.actions.withdraw_consent import withdraw_consent
from tutela.care.models import Referral
from tutela.cases.actions import circle, consents
from tutela.cases.enums.file import FileReason
from tutela.cases.enums.registration import RegistrationReason
from tutela.cases.models import Consent, Revision
from tutela.cases.policies.registration import in_force
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused

DAY = dt.timedelta(days=1)


@pytest.mark.requirement("R39")
@pytest.mark.rule("P11")
def test_consent_of_an_unsafe_person_is_void_before_and_after(team, file):
    uncle = make_person(team, file)
    consent = make_consent(team, file, given_by=uncle)
    draft = prepare_case_referral(team, file, consent=consent)
    running = send_case_referral(team, file, consent=consent)
    with acting_as(team.worker):
        with pytest.raises(InvalidInput):
            mark_unsafe(person=uncle, by=team.worker, reason=" ")
        assert in_force(consent)
        assert Referral.objects.get(pk=running.pk).state == "sent"
        uncle = mark_unsafe(person=uncle, by=team.worker, reason="Heard from the child.")
        consent = Consent.objects.select_related("given_by", "file").get()
        assert consent.withdrawn_at is not None
        assert Revision.objects.filter(section="consent").count() == 1
        assert not in_force(consent)
        consent.withdrawn_at = None
        assert not in_force(consent), "even where the withdrawal is missing"
        with pytest.raises(Refused) as caught:
            consents.record_consent(
                file=file,
                by=team.worker,
                values={"purpose": "referral", "decision": "given", "explained": True, "given_by": uncle},
            )
        assert caught.value.reason == RegistrationReason.UNSAFE_CONSENT
        with pytest.raises(Refused):
            send_referral(referral=Referral.objects.get(pk=draft.pk), by=team.worker)
        safe = mark_unsafe(person=uncle, by=team.worker, reason="Mistaken identity.", unsafe=False)
        assert not safe.unsafe
        assert Referral.objects.get(pk=running.pk).state == "recalled", "what runs on a void consent ends with it"
    with acting_as(team.provider):
        assert not Referral.objects.exists()


@pytest.mark.requirement("R38")
def test_a_fee_at_handover_is_examined_for_sale_before_the_next_review(team, file):
    plain = make_care(team, file, started_on=today() - 9 * DAY, ended_on=today() - 8 * DAY)
    care = make_care(team, file, handover_fee=True, handover_promise="School.")
    review = {"held_on": today(), "next_review_on": today() + 30 * DAY, "response_outcome": "safe"}
    with acting_as(team.worker):
        assert (plain.sale_examined, care.sale_examined) == ("not_needed", "to_examine")
        with pytest.raises(Refused) as caught:
            hold_review(file=file, by=team.worker, values=review)
        assert caught.value.reason == FileReason.SALE_NOT_EXAMINED
        for thing, outcome in ((care, "maybe"), (plain, "no_sale")):
            with pytest.raises(InvalidInput):
                circle.examine_sale(care=thing, by=team.worker, outcome=outcome)
        assert circle.examine_sale(care=care, by=team.worker, outcome="no_sale").sale_examined == "no_sale"
        hold_review(file=file, by=team.worker, values=review)


@pytest.mark.rule("P10")
def test_consent_ends_on_its_day_and_when_taken_back(team, file):
    consent = make_consent(team, file, ask_again_on=today())
    assert in_force(consent)
    assert not in_force(consent, today() + DAY)
    running = send_case_referral(team, file, consent=consent)
    with acting_as(team.worker):
        withdrawn = withdraw_consent(consent=consent, by=team.worker)
        assert not in_force(withdrawn)
        assert Referral.objects.get(pk=running.pk).state == "recalled", "what runs on it ends with it"
    with acting_as(team.provider):
        assert not Referral.objects.exists()
