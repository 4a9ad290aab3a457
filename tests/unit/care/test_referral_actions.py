"""Referring: prepared with its minimum, sent on a basis, answered by the service alone, cut at its end."""

import datetime as dt

import pytest

from tests.factories.accounts import make_actor
from tests.factories.care import prepare_case_referral, send_case_referral
from tests.factories.cases import make_consent, open_case, put_in_state, register
from tutela.accounts.models import User
from tutela.care.actions import refer
from tutela.care.actions.answer_referral import answer_referral
from tutela.care.enums.referral import ReferralReason
from tutela.care.minimum import minimum_data_set
from tutela.care.models import Referral, ReferralStep
from tutela.care.policies.referral import open_as_service, see_referral
from tutela.care.queries.referrals import get_for_service, open_to_service
from tutela.care.queries.work import refusals
from tutela.cases.enums.file import FileReason
from tutela.cases.models import CaseFile, Child, Consent, Deadline
from tutela.kernel.clock import moved_to, now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState

DAY = dt.timedelta(days=1)


def refused(action, **arguments):
    with pytest.raises(Refused) as caught:
        action(**arguments)
    return caught.value.reason


@pytest.mark.rule("P12")
@pytest.mark.requirement("R73")
@pytest.mark.parametrize("track", ["MED", "PSY", "SOC", "LEG", "REI"])
def test_each_track_sees_its_minimum_and_nothing_else(team, file, track):
    register(
        team,
        file,
        given_names="Amina Zahra",
        whereabouts="SECRET PLACE",
        safe_contact="Call at four",
        disability="yes",
        identifiers=[{"kind": "passport", "number": "P1234567"}],
        birth_registration="registered",
    )
    with acting_as(team.worker):
        file = CaseFile.objects.select_related("child").get()
        shared = minimum_data_set(file, track)
        assert shared == refer.preview(file, track)
    assert shared["call_name"] == "Amina"
    assert not {"whereabouts", "identifiers", "home_territory", "concerns"} & set(shared)
    assert "SECRET PLACE" not in str(shared)
    assert ("full_name" in shared) == (track == "LEG")
    assert ("adjustments" in shared) == (track in ("MED", "PSY", "SOC"))


def test_a_child_of_unknown_name_and_age_has_a_minimum_too(team):
    file = open_case(team, given_names="", family_names="", age_low=None, age_high=None)
    assert minimum_data_set(file, "XXX") == {"sex": "girl"}
    file.age_low = file.age_high = 9
    assert minimum_data_set(file, "MED")["age"] == "9"


def test_preparing_refuses_what_does_not_fit(team, other, file):
    foreign = make_consent(other, open_case(other))
    good = {"file": file, "by": team.worker, "service_point": team.point, "track": "MED", "service": "first_medical_care"}
    action = type("A", (), {"file_id": foreign.file_id})()
    with acting_as(team.worker):
        for wrong, field in (
            ({"track": "XXX"}, "track"),
            ({"service": "magic"}, "service"),
            ({"consent": foreign}, "consent"),
            ({"action": action}, "action"),
            ({"open_for": 400 * DAY}, "open_for"),
            ({"open_for": 0 * DAY}, "open_for"),
        ):
            with pytest.raises(InvalidInput) as caught:
                refer.prepare_referral(**good | wrong)
            assert set(caught.value.fields) == {field}
        team.point.suspended_on = today()
        assert refused(refer.prepare_referral, **good) == ReferralReason.SERVICE_SUSPENDED


@pytest.mark.rule("P10")
@pytest.mark.requirement("R70")
def test_nothing_is_sent_without_a_basis(team, other, file):
    with acting_as(team.worker):
        bare = refer.prepare_referral(
            file=file, by=team.worker, service_point=team.point, track="MED", service="first_medical_care"
        )
        assert refused(refer.send_referral, referral=bare, by=team.worker) == ReferralReason.NO_CONSENT
    for values in ({"purpose": "services"}, {"decision": "refused"}, {"basis": "legal_duty", "reasons": "Law."}):
        draft = prepare_case_referral(team, file, consent=make_consent(team, file, **values))
        with acting_as(team.worker):
            assert refused(refer.send_referral, referral=draft, by=team.worker) == ReferralReason.NO_CONSENT
    with acting_as(team.worker):
        good = prepare_case_referral(team, file)
        assert refused(refer.send_referral, referral=good, by=other.worker) == FileReason.NOT_VISIBLE
        assert refused(refer.recall_referral, referral=good, by=team.supervisor) == FileReason.NOT_ASSIGNED
        assert Deadline.objects.filter(kind="referral_answer").count() == 0
        team.point.suspended_on = today()
        good.service_point = team.point
        assert refused(refer.send_referral, referral=good, by=team.worker) == ReferralReason.SERVICE_SUSPENDED


@pytest.mark.rule("P12")
@pytest.mark.requirement("R70")
def test_the_loop_closes_and_the_service_sees_its_referral_alone(team, other, file):
    put_in_state(file, "planned", team.worker)
    referral = send_case_referral(team, CaseFile.objects.none() or file, message="Please in the morning.")
    draft = prepare_case_referral(team, file)
    with acting_as(team.provider):
        assert list(open_to_service(team.provider)) == [referral]
        assert not CaseFile.objects.exists()
        assert not Child.objects.exists()
        assert not Consent.objects.exists()
        mine = get_for_service(team.provider, referral.pk)
        with pytest.raises(NotHere):
            get_for_service(team.provider, draft.pk)
        for target, extra, field in (
            ("recalled", {}, "target"),
            ("declined", {}, "reason"),
            ("declined", {"reason": "tired"}, "reason"),
            ("completed", {"result": " "}, "result"),
        ):
            with pytest.raises(InvalidInput) as caught:
                answer_referral(referral=mine, by=team.provider, target=target, **extra)
            assert set(caught.value.fields) == {field}
        with pytest.raises(WrongState):
            answer_referral(referral=mine, by=team.provider, target="started")
        answer_referral(referral=mine, by=team.provider, target="received")
    with acting_as(team.worker):
        assert Deadline.objects.get(kind="referral_answer").done_at is None
    with acting_as(team.provider):
        answer_referral(referral=mine, by=team.provider, target="accepted", reason="no_capacity", note="Tuesday.")
        assert ReferralStep.objects.exclude(reason="").count() == 0, "a reason belongs to a no"
        answer_referral(referral=mine, by=team.provider, target="started")
        answer_referral(referral=mine, by=team.provider, target="completed", result="Seen, well.")
    with acting_as(team.worker):
        assert Deadline.objects.get(kind="referral_answer").done_at
        done = Referral.objects.get(pk=referral.pk)
        assert (done.state, done.result, done.answer_note) == ("completed", "Seen, well.", "Tuesday.")
        assert done.steps.count() == 6
        with pytest.raises(WrongState):
            refer.recall_referral(referral=done, by=team.worker)
    with acting_as(other.provider):
        assert not Referral.objects.exists()
        assert open_as_service.why_not(other.provider, referral) == ReferralReason.NOT_THE_SERVICE


@pytest.mark.requirement("R60")
@pytest.mark.rule("P12")
def test_recall_shuts_the_door_even_on_an_answer_that_is_on_its_way(
    team, file, mailoutbox, django_capture_on_commit_callbacks
):
    from tutela.vocabulary import api as vocabulary

    referral = send_case_referral(team, file)
    with acting_as(team.provider):
        held = get_for_service(team.provider, referral.pk)
    with acting_as(team.worker):
        refer.recall_referral(referral=Referral.objects.select_related("file").get(pk=referral.pk), by=team.worker)
        assert Deadline.objects.get(kind="referral_answer").cancelled_at
    with acting_as(team.provider):
        assert refused(answer_referral, referral=held, by=team.provider, target="accepted") == ReferralReason.EXPIRED
    second = send_case_referral(team, file)
    with acting_as(team.provider):
        reason = next(option.code for option in vocabulary.options("unmet_need_reasons", with_unknown=False))
        declined = answer_referral(referral=second, by=team.provider, target="declined", reason=reason)
        assert (declined.state, declined.decline_reason) == ("declined", reason)
    third = send_case_referral(team, file)
    User.objects.filter(pk=team.supervisor.id).update(email="supervisor@example.org")
    with acting_as(team.provider):
        said = {"referral": third, "by": team.provider, "target": "declined"}
        for wrong in ({"reason": "refused_service"}, {"reason": "full", "ground": "poverty"}):
            with pytest.raises(InvalidInput) as caught:
                answer_referral(**said, **wrong)
            assert set(caught.value.fields) == {"ground"}
        with django_capture_on_commit_callbacks(execute=True):
            answer_referral(**said, reason="refused_service", ground="no_documents")
    assert [mail.to for mail in mailoutbox] == [["supervisor@example.org"]]
    with acting_as(team.supervisor):
        assert [row.refusal_stated for row in refusals(team.supervisor)] == ["no_documents"]
    with moved_to(now() + 200 * DAY):
        assert open_as_service.why_not(team.provider, second) == ReferralReason.EXPIRED
        second.state = "recalled"
    assert open_as_service.why_not(team.provider, second) == ReferralReason.EXPIRED
    second.state = "draft"
    assert open_as_service.why_not(team.provider, second) == ReferralReason.NOT_THE_SERVICE
    with acting_as(team.worker):
        assert see_referral.allows(team.worker, second)
        assert not see_referral.allows(make_actor("caseworker"), second)
