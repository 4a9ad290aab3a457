"""Inspections: no tie, every answer kept, a score anybody can compute again, what must be put right, nothing of a child published."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.facilities import answer_all, make_inspection, report
from tutela.facilities.actions import corrections as correction_acts
from tutela.facilities.actions import inspections as acts
from tutela.facilities.actions import notices as notice_acts
from tutela.facilities.actions.register import change_status
from tutela.facilities.actions.staff import add_staff
from tutela.facilities.enums import FacilityReason, Risk, StopReason
from tutela.facilities.models import AdmissionStop, Answer, Correction, Facility, Inspection, Notice, Publication
from tutela.facilities.policies import inspection as policies
from tutela.facilities.policies.checklist import WEIGHTS, items_of, score
from tutela.facilities.queries import inspections as reading
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, NotHere, Refused, WrongState
from tutela.kernel.ids import uuid7

CHECKLIST = items_of("small_group_home")
ANSWERS = ("met", "partly", "not_met", "not_applicable", "not_verified")


@given(st.dictionaries(st.sampled_from([item.code for item in CHECKLIST]), st.sampled_from(ANSWERS)))
@pytest.mark.requirement("R91")
def test_the_score_follows_from_the_answers_alone(answers):
    found = score("small_group_home", answers)
    counted = [WEIGHTS[answer] for answer in answers.values() if answer in WEIGHTS]
    assert (found.points, found.possible) == (sum(counted), 2 * len(counted))
    assert found == score("small_group_home", dict(reversed(answers.items())))
    assert set(found.critical) == {item.code for item in CHECKLIST if item.critical and answers.get(item.code) == "not_met"}
    assert found.not_verified == sum(answers.get(item.code, "not_verified") == "not_verified" for item in CHECKLIST)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == bool(counted and all(weight == 2 for weight in counted))


def test_joint_centres_have_a_section_of_their_own():
    assert {item.section for item in items_of("joint_response_centre")} - {item.section for item in CHECKLIST} == {
        "joint_centre"
    }


@pytest.mark.requirement("R91")
def test_an_inspection_from_plan_to_publication(world):
    inspection = report(world, EDU1="partly")
    assert (inspection.points, inspection.possible) == (2 * len(CHECKLIST) - 1, 2 * len(CHECKLIST))
    with acting_as(world.inspector):
        found = acts.score_of(inspection=inspection)
        assert (found.points, found.possible, list(found.critical)) == (inspection.points, inspection.possible, [])
        (correction,) = Correction.objects.filter(inspection=inspection)
        assert (correction.item, correction.critical, correction.due_on) == ("EDU1", False, today() + dt.timedelta(days=90))
        facility = Facility.objects.select_related("service_point").get(pk=world.facility.pk)
        assert (facility.service_point.inspected_on, facility.service_point.inspection_percent) == (today(), found.percent)
        assert facility.next_inspection_due == today() + reading.FREQUENCY[Risk.LOW]
        with pytest.raises(Refused) as refused:
            acts.publish_inspection(inspection=inspection, by=world.inspector)
    assert refused.value.reason == FacilityReason.OWN_INSPECTION
    with acting_as(world.colleague):
        published = acts.publish_inspection(inspection=inspection, by=world.colleague)
        with pytest.raises(WrongState):
            acts.publish_inspection(inspection=inspection, by=world.colleague)
    assert (published.percent, published.critical) == (found.percent, [])


@pytest.mark.rule("P28")
@pytest.mark.requirement("R91")
def test_what_is_published_holds_no_text_and_the_public_reads_it(world, as_role):
    inspection = make_inspection(world)
    answer_all(world, inspection)
    with acting_as(world.inspector):
        acts.save_answers(
            inspection=inspection,
            by=world.inspector,
            answers={"EDU1": {"answer": "met", "evidence": "Marker K7", "base": 1}},
        )
        acts.report_inspection(inspection=inspection, by=world.inspector)
    with acting_as(world.colleague):
        acts.publish_inspection(inspection=Inspection.objects.get(pk=inspection.pk), by=world.colleague)
    as_role("tutela_public")
    (row,) = Publication.objects.values()
    assert "Marker" not in str(row)
    assert row["facility_name"] == "Meadow House"


@pytest.mark.rule("P28")
def test_nothing_of_a_confidential_shelter_is_published(world):
    inspection = report(world)
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(confidential=True)
    with acting_as(world.colleague), pytest.raises(Refused) as refused:
        acts.publish_inspection(inspection=Inspection.objects.get(pk=inspection.pk), by=world.colleague)
    assert refused.value.reason == FacilityReason.CONFIDENTIAL_PLACE


# Ties.


@pytest.mark.requirement("R91")
@pytest.mark.parametrize("where", ["facility", "organisation"])
def test_an_inspector_with_a_tie_is_not_assigned_and_cannot_go_on(world, where):
    inspection = make_inspection(world)
    about = {where: world.facility if where == "facility" else world.facility.organisation}
    with acting_as(world.inspector):
        acts.declare_interest(user=world.users["inspector"], by=world.inspector, kind="work", **about)
        with pytest.raises(Refused) as refused:
            acts.save_answers(inspection=inspection, by=world.inspector, answers={"REG1": {"answer": "met"}})
        assert refused.value.reason == FacilityReason.CONFLICT_OF_INTEREST
        with pytest.raises(Refused):
            acts.plan_inspection(
                facility=world.facility, by=world.inspector, planned_on=today(), inspector=world.users["inspector"]
            )
    with acting_as(world.colleague):
        planned = acts.plan_inspection(facility=world.facility, by=world.colleague, planned_on=today())
        with pytest.raises(Refused):
            acts.assign_inspector(inspection=planned, by=world.colleague, inspector=world.users["inspector"])
        acts.assign_inspector(inspection=planned, by=world.colleague, inspector=world.users["colleague"])


def test_a_tie_that_ended_long_ago_does_not_count(world):
    long_ago = today().replace(year=today().year - 5, day=1)
    with acting_as(world.inspector):
        acts.declare_interest(
            user=world.users["inspector"], by=world.inspector, kind="work", facility=world.facility, until=long_ago
        )
    assert policies.inspect.allows(world.facility, world.users["inspector"])


def test_whoever_works_there_or_elsewhere_does_not_inspect(world):
    from tests.factories.accounts import make_grant

    assert policies.inspect.why_not(world.facility, world.users["elsewhere"]) == FacilityReason.NOT_AN_INSPECTOR
    make_grant(world.users["colleague"], "facility_manager", office=world.facility.office)
    assert policies.inspect.why_not(world.facility, world.users["colleague"]) == FacilityReason.CONFLICT_OF_INTEREST


def test_ties_that_cannot_be(world):
    user = world.users["inspector"]
    with acting_as(world.inspector):
        for wrong in ({}, {"facility": world.facility, "organisation": world.facility.organisation}):
            with pytest.raises(InvalidInput):
                acts.declare_interest(user=user, by=world.inspector, kind="work", **wrong)
        with pytest.raises(InvalidInput):
            acts.declare_interest(
                user=user, by=world.inspector, kind="work", facility=world.facility,
                since=today(), until=today() - dt.timedelta(days=1),
            )  # fmt: skip
        acts.declare_interest(
            user=world.users["colleague"], by=world.inspector, kind="family", organisation=world.facility.organisation
        )
        with pytest.raises(NotHere):
            acts.declare_interest(
                user=world.users["colleague"], by=world.inspector, kind="family", organisation=world.ministry.organisation
            )
    with acting_as(world.manager), pytest.raises(Refused):
        acts.declare_interest(user=world.users["inspector"], by=world.manager, kind="work", facility=world.facility)


# Making it.


def test_begin_needs_the_declaration_and_the_assigned_inspector(world):
    inspection = make_inspection(world, start=False)
    with acting_as(world.inspector), pytest.raises(InvalidInput):
        acts.start_inspection(inspection=inspection, by=world.inspector, no_interest=False)
    for name in ("colleague", "manager", "elsewhere"):
        actor = getattr(world, name)
        with acting_as(actor), pytest.raises(Refused):
            acts.start_inspection(inspection=inspection, by=actor, no_interest=True)
    with acting_as(world.inspector):
        with pytest.raises(Refused) as refused:
            acts.save_answers(inspection=inspection, by=world.inspector, answers={})
        assert refused.value.reason == FacilityReason.NOT_OPEN
        acts.cancel_inspection(inspection=inspection, by=world.inspector)
        with pytest.raises(WrongState):
            acts.start_inspection(inspection=inspection, by=world.inspector, no_interest=True)
        with pytest.raises(InvalidInput):
            acts.plan_inspection(facility=world.facility, by=world.inspector, planned_on=today() - dt.timedelta(days=1))


@pytest.mark.requirement("R91")
def test_two_sides_change_the_same_item_and_nothing_is_lost(world):
    inspection = make_inspection(world)

    def save(**answers):
        with acting_as(world.inspector):
            return acts.save_answers(inspection=inspection, by=world.inspector, answers=answers, device="phone")

    assert save(REG1={"answer": "met", "evidence": "Seen", "base": 0}) == []
    assert save(REG1={"answer": "met", "evidence": "Seen", "base": 0}) == []  # the same twice
    (conflict,) = save(
        REG1={"answer": "not_met", "evidence": "Not seen", "base": 0}, REG2={"answer": "met", "evidence": "", "base": 0}
    )
    assert (conflict.item, conflict.version, conflict.here["evidence"], conflict.typed["evidence"]) == (
        "REG1",
        1,
        "Seen",
        "Not seen",
    )
    with acting_as(world.inspector):
        assert Answer.objects.get(inspection=inspection, item="REG2").answer == "met"
        assert Answer.objects.get(inspection=inspection, item="REG1").evidence == "Seen"
    assert save(REG1={"answer": "not_met", "evidence": "Not seen", "base": conflict.version}) == []
    with acting_as(world.inspector):
        kept = Answer.objects.get(inspection=inspection, item="REG1")
        assert (kept.answer, kept.version, kept.device) == ("not_met", 2, "phone")


@pytest.mark.parametrize(
    ("item", "typed"),
    [
        ("XX9", {"answer": "met"}), ("JNT01", {"answer": "met"}), ("REG1", {"answer": "good"}),
        ("REG1", {"answer": "met", "evidence": "x" * 4001}), ("REG1", {"answer": "met", "base": "x"}),
    ],
)  # fmt: skip
def test_wrong_answers_save_nothing(world, item, typed):
    inspection = make_inspection(world)
    with acting_as(world.inspector):
        with pytest.raises(InvalidInput) as wrong:
            acts.save_answers(inspection=inspection, by=world.inspector, answers={"REG2": {"answer": "met"}, item: typed})
        assert set(wrong.value.fields) == {item}
        assert not Answer.objects.filter(inspection=inspection).exists()


def test_every_item_needs_an_answer(world):
    inspection = make_inspection(world)
    with acting_as(world.inspector), pytest.raises(Refused) as refused:
        acts.report_inspection(inspection=inspection, by=world.inspector)
    assert refused.value.reason == FacilityReason.NOT_COMPLETE


@pytest.mark.requirement("R96")
def test_vetting_cannot_be_met_while_the_register_says_otherwise(world):
    with acting_as(world.manager):
        values = {"name": "Person A", "post": "carer_day", "qualification": "none", "started_on": today()}
        add_staff(facility=world.facility, by=world.manager, values=values)
    inspection = make_inspection(world)
    answer_all(world, inspection)
    with acting_as(world.inspector), pytest.raises(Refused) as refused:
        acts.report_inspection(inspection=inspection, by=world.inspector)
    assert refused.value.reason == FacilityReason.VETTING_CONTRADICTED


@pytest.mark.rule("P39")
@pytest.mark.requirement("R91")
def test_a_critical_finding_stops_admissions_until_it_is_verified(world):
    inspection = report(world, PRO3="not_met", PRE1="not_met")
    assert sorted(inspection.critical) == ["PRE1", "PRO3"]
    with acting_as(world.inspector):
        assert AdmissionStop.objects.filter(
            facility=world.facility, reason=StopReason.CRITICAL_FINDING, lifted_at=None
        ).exists()
        assert Inspection.objects.get(follows=inspection).planned_on == today() + dt.timedelta(days=14)
        assert Facility.objects.get(pk=world.facility.pk).next_inspection_due == today() + reading.FREQUENCY[Risk.HIGH]
        first, second = Correction.objects.filter(inspection=inspection, critical=True)
        with pytest.raises(Refused):
            correction_acts.claim_correction(correction=first, by=world.inspector, words="They say it is open.")
    with acting_as(world.manager):
        correction_acts.claim_correction(correction=first, by=world.manager, words="The door is open now.")
        with pytest.raises(InvalidInput):
            correction_acts.claim_correction(correction=second, by=world.manager, words=" ")
        with pytest.raises(Refused):
            correction_acts.verify_correction(correction=first, by=world.manager, put_right=True)
    with acting_as(world.inspector):
        again = correction_acts.verify_correction(correction=first, by=world.inspector, put_right=False)
        assert again.state == "open"
        correction_acts.verify_correction(correction=first, by=world.inspector, put_right=True)
        assert AdmissionStop.objects.filter(facility=world.facility, lifted_at=None).exists()
        correction_acts.verify_correction(correction=second, by=world.inspector, put_right=True)
        assert not AdmissionStop.objects.filter(facility=world.facility, lifted_at=None).exists()
        with pytest.raises(WrongState):
            correction_acts.verify_correction(correction=second, by=world.inspector, put_right=True)


@pytest.mark.requirement("R91")
def test_overdue_corrections_escalate(world):
    from tutela.facilities.actions.admissions import watch_facilities

    inspection = report(world, EDU1="partly")
    with acting_as(world.keeper):
        Correction.objects.filter(inspection=inspection).update(due_on=today() - dt.timedelta(days=1))
        watch_facilities(by=world.keeper)
        assert Correction.objects.get(inspection=inspection).escalated_at is not None


def test_measures_stop_admissions_and_end(world):
    with acting_as(world.inspector):
        sanction = correction_acts.impose_sanction(
            facility=world.facility, by=world.inspector, kind="admissions_suspended", reason="No water."
        )
        assert AdmissionStop.objects.get(facility=world.facility, lifted_at=None).about == sanction.pk
        correction_acts.lift_sanction(sanction=sanction, by=world.inspector)
        assert not AdmissionStop.objects.filter(facility=world.facility, lifted_at=None).exists()
        correction_acts.impose_sanction(facility=world.facility, by=world.inspector, kind="advice", reason="Light.")
        with pytest.raises(InvalidInput) as wrong:
            correction_acts.impose_sanction(
                facility=world.facility, by=world.inspector, kind="fine", reason=" ", until_day=dt.date(2020, 1, 1)
            )
    assert set(wrong.value.fields) == {"kind", "reason", "until_day"}
    with acting_as(world.manager), pytest.raises(Refused):
        correction_acts.impose_sanction(facility=world.facility, by=world.manager, kind="advice", reason="x")


# Who sees what.


@pytest.mark.requirement("R91")
def test_the_facility_does_not_see_an_unannounced_visit_coming(world):
    hidden = make_inspection(world)
    told = make_inspection(world, announced=True)
    for name, seen in (
        ("inspector", {hidden.pk, told.pk}), ("manager", {told.pk}), ("oversight", {hidden.pk, told.pk}),
        ("elsewhere", set()), ("stranger", set()), ("caseworker", set()),
    ):  # fmt: skip
        actor = getattr(world, name)
        with acting_as(actor):
            assert {one.pk for one in reading.inspections_for(actor)} == seen, name
            assert {one.pk for one in Inspection.objects.all()} == seen, name
    with acting_as(world.manager), pytest.raises(NotHere):
        reading.get_inspection(world.manager, hidden.pk)


def test_evidence_is_for_inspection_and_after_the_report_for_the_facility(world):
    inspection = make_inspection(world)
    answer_all(world, inspection)
    with acting_as(world.manager):
        assert not Answer.objects.exists()
    with acting_as(world.inspector):
        acts.report_inspection(inspection=inspection, by=world.inspector)
    with acting_as(world.manager):
        assert Answer.objects.filter(inspection=inspection).exists()
    with acting_as(world.stranger):
        assert not Answer.objects.exists()


def test_what_is_due_and_not_planned_is_on_the_desk(world):
    with acting_as(world.inspector):
        Facility.objects.filter(pk=world.facility.pk).update(next_inspection_due=today())
        assert list(reading.due_facilities(world.inspector)) == [world.facility]
    make_inspection(world, start=False)
    with acting_as(world.inspector):
        assert not reading.due_facilities(world.inspector).exists()


# Notices.


def notice(**changes):
    an_hour_ago = now() - dt.timedelta(hours=1)
    return {
        "kind": "violence", "happened_on": timezone.localdate(an_hour_ago), "noticed_at": an_hour_ago, "words": "Marker Q4.",
    } | changes  # fmt: skip


@pytest.mark.requirement("R96")
def test_a_notice_reaches_inspection_and_the_independent_mechanism(world):
    with acting_as(world.manager):
        sent = notice_acts.send_notice(facility=world.facility, by=world.manager, values=notice())
        late = notice_acts.send_notice(
            facility=world.facility, by=world.manager,
            values=notice(happened_on=today() - dt.timedelta(days=9), noticed_at=now() - dt.timedelta(days=8), placement=uuid7()),
        )  # fmt: skip
    assert (notice_acts.is_late(notice=sent), notice_acts.is_late(notice=late)) == (False, True)
    for name, seen in (
        ("inspector", 2),
        ("oversight", 2),
        ("manager", 2),
        ("elsewhere", 0),
        ("stranger", 0),
        ("caseworker", 0),
    ):
        actor = getattr(world, name)
        with acting_as(actor):
            assert reading.notices_for(actor).count() == Notice.objects.count() == seen, name
    with acting_as(world.oversight):
        assert (
            notice_acts.read_notice(notice=reading.get_notice(world.oversight, sent.pk), by=world.oversight) == "Marker Q4."
        )
        notice_acts.receive_notice(notice=sent, by=world.oversight)
        assert notice_acts.receive_notice(notice=sent, by=world.oversight).received_by_id == world.oversight.id
    with acting_as(world.manager), pytest.raises(Refused) as refused:
        notice_acts.receive_notice(notice=late, by=world.manager)
    assert refused.value.reason == FacilityReason.NOT_RECEIVER
    with acting_as(world.stranger):
        with pytest.raises(NotHere):
            reading.get_notice(world.stranger, sent.pk)
        with pytest.raises(Refused):
            notice_acts.send_notice(facility=world.facility, by=world.stranger, values=notice())
    with acting_as(world.inspector):
        assert reading.risk_of(world.facility) == Risk.HIGH


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "rain"}, {"happened_on": dt.date(2999, 1, 1), "noticed_at": None}, {"words": " "}, {"children": -1},
        {"noticed_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
    ],
)  # fmt: skip
def test_bad_notices_name_their_field(world, changes):
    with acting_as(world.manager), pytest.raises(InvalidInput) as wrong:
        notice_acts.send_notice(facility=world.facility, by=world.manager, values=notice(**changes))
    assert set(wrong.value.fields) == set(changes)


def test_risk_follows_from_facts(world):
    with acting_as(world.inspector):
        assert reading.risk_of(world.facility) == Risk.MEDIUM
        changed = change_status(facility=world.facility, by=world.inspector, target="suspended", reason="x")
        assert reading.risk_of(changed) == Risk.HIGH
