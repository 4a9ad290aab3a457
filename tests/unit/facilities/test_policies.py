"""The rules of facilities at their edges: who inspects and who must not, who is received, what a score counts."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests.factories.accounts import holding, make_grant, make_organisation
from tests.factories.facilities import answer_all, make_inspection, make_world
from tutela.accounts.api import Permission
from tutela.directory.api import Office
from tutela.facilities.actions.staff import add_staff
from tutela.facilities.enums import FacilityReason as Reason
from tutela.facilities.enums import InterestKind, StopReason
from tutela.facilities.models import AdmissionStop, Answer, Correction, Facility, Inspection, Interest, Notice, StaffMember
from tutela.facilities.policies import checklist, inspection, register
from tutela.facilities.states import FacilityStatus, InspectionState
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as

P = Permission
DAY = dt.timedelta(days=1)
INSPECTION, HOUSE, ME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
inspector = holding(P.FACILITY_INSPECT, offices=[INSPECTION], user_id=ME)
manager = holding(P.FACILITY_MANAGE, offices=[HOUSE])
others = [
    holding(P.FACILITY_INSPECT, offices=[HOUSE]),
    holding(P.FACILITY_MANAGE, offices=[INSPECTION]),
    holding(P.FILE_WORK, P.OVERSIGHT_DOCKET, offices=[INSPECTION, HOUSE]),
]


def house(**fields):
    known = {"inspection_office_id": INSPECTION, "office_id": HOUSE, "kind": "small_group_home", "status": "registered"}
    return Facility(**known | {"capacity": 12, "groups": {}, "legal_basis": "Licence 7/2026"} | fields)


# --- the register


def test_a_facility_is_kept_by_its_inspection_and_managed_by_its_people_too():
    for rule, no in ((register.keep_register, Reason.NO_PERMISSION), (inspection.plan_inspection, Reason.NO_PERMISSION)):
        assert rule.why_not(inspector, house()) is None
        for other in (manager, *others):
            assert rule.why_not(other, house()) == no
    for rule, no in ((register.manage_facility, Reason.NOT_MANAGER), (register.read_address, Reason.ADDRESS_PROTECTED)):
        assert rule.why_not(inspector, house()) is None
        assert rule.why_not(manager, house()) is None
        for other in others:
            assert rule.why_not(other, house()) == no
    assert register.enter_facility.why_not(inspector, Office(pk=INSPECTION)) is None
    for other in (manager, *others):
        assert register.enter_facility.why_not(other, Office(pk=INSPECTION)) == Reason.NO_PERMISSION
    assert inspection.claim_correction.why_not(manager, Correction(facility=house())) is None
    for other in (inspector, *others):
        assert inspection.claim_correction.why_not(other, Correction(facility=house())) == Reason.NOT_MANAGER


def test_one_task_states_policy_and_one_keeps_watch():
    for task in Permission:
        states = None if task == P.FACILITY_INSPECT else Reason.NO_PERMISSION
        assert register.state_policy.why_not(holding(task)) == states, task
        watches = None if task == P.DEADLINE_KEEP else Reason.NOT_A_PROCESS
        assert register.keep_watch.why_not(holding(task)) == watches, task
    assert set(register.READERS) == {P.FACILITY_INSPECT, P.FACILITY_MANAGE, P.FILE_WORK, P.FILE_VIEW, P.OVERSIGHT_DOCKET}


@pytest.mark.requirement("R90")
@pytest.mark.parametrize("target", FacilityStatus)
def test_registered_on_a_legal_basis_with_a_capacity_closed_once_every_child_has_a_way_on(target):
    change = register.change_status.why_not
    registered, closed = target == "registered", target == "closed"
    for basis, capacity, enough in (("Licence", 12, True), ("Licence", 0, True), ("", 12, False), ("Licence", None, False)):
        one = house(legal_basis=basis, capacity=capacity)
        assert change(inspector, one, target, 0) == (Reason.NO_LEGAL_BASIS if registered and not enough else None)
    for without, reason in ((0, None), (1, Reason.CHILDREN_WITHOUT_PLAN), (None, Reason.OCCUPANCY_UNKNOWN)):
        assert change(inspector, house(), target, without) == (reason if closed else None)
    assert change(manager, house(), target, 0) == Reason.NO_PERMISSION


@pytest.mark.rule("P18")
@pytest.mark.rule("P39")
@pytest.mark.requirement("R97")
def test_who_is_received_where(world):
    receive = register.receive_child.why_not

    def why(age=10, taken=0, **fields):
        return receive(house(**fields), age, taken)

    assert why() is None
    for kind in ("detention_police", "detention_remand", "detention_sentenced", "detention_immigration"):
        assert register.is_detention(house(kind=kind))
        assert why(kind=kind) == why(kind=kind, status="suspended") == Reason.DETENTION_PLACE
    assert not register.is_detention(house(kind="a type that is in no list"))
    for status in FacilityStatus:
        stopped = {"registered": None, "suspended": Reason.ADMISSIONS_STOPPED}.get(status, Reason.NOT_REGISTERED)
        assert why(status=status) == stopped, status
    for age, fits in ((3, False), (4, True), (9, True), (10, False), (None, True)):
        assert why(age=age, groups={"from_age": 4, "to_age": 9}) == (None if fits else Reason.NOT_FOR_THIS_AGE), age
    for age, fits in ((0, True), (17, True), (18, False)):
        assert why(age=age) == (None if fits else Reason.NOT_FOR_THIS_AGE), "up to eighteen where nothing else is said"
    assert why(taken=11) is why(taken=99, capacity=None) is None
    assert why(taken=12) == why(taken=13) == Reason.FULL
    for kind, family in (("foster_agency", True), ("small_group_home", False), ("detention_police", False)):
        assert register.is_family_based(house(kind=kind)) is family
    assert register.YOUNGEST_IN_RESIDENCE == 3, "A/RES/64/142, para. 22"
    other = make_world().facility
    stop = {"reason": StopReason.SANCTION, "started_by": world.users["inspector"]}
    with acting_as(world.inspector):
        mine = AdmissionStop.objects.create(facility=world.facility, **stop)
        assert receive(world.facility, 10, 0) == Reason.ADMISSIONS_STOPPED
        assert receive(other, 10, 0) is None
        AdmissionStop.objects.filter(pk=mine.pk).update(lifted_at=now(), lifted_by=world.users["inspector"])
        assert receive(world.facility, 10, 0) is None


# --- inspections


@pytest.mark.requirement("R91")
def test_nobody_inspects_where_they_work_or_have_a_tie(world):
    facility, colleague = world.facility, world.users["colleague"]
    other = make_world().facility
    asked = inspection.inspect.why_not
    assert asked(facility, colleague) is None
    assert asked(facility, world.users["elsewhere"]) == asked(facility, world.users["manager"]) == Reason.NOT_AN_INSPECTOR
    tie = {"user": colleague, "kind": InterestKind.FAMILY, "by": world.users["inspector"]}
    long_ago, lately = today().replace(year=today().year - 4, day=1), today().replace(year=today().year - 2, day=1)
    last = today().replace(year=today().year - 3, day=1)
    with acting_as(world.inspector):
        Interest.objects.create(**tie, facility=other)
        Interest.objects.create(**tie, organisation=make_organisation())
        Interest.objects.create(**tie | {"user": world.users["inspector"]}, facility=facility)
        assert asked(facility, colleague) is None, "ties of others, and to other places"
        one = Interest.objects.create(**tie, facility=facility, until=long_ago)
        for until, counts in (
            (long_ago, False),
            (last - DAY, False),
            (last, True),
            (lately, True),
            (today(), True),
            (None, True),
        ):
            Interest.objects.filter(pk=one.pk).update(until=until)
            assert asked(facility, colleague) == (Reason.CONFLICT_OF_INTEREST if counts else None), until
        Interest.objects.filter(pk=one.pk).update(facility=None, organisation=facility.organisation)
        assert asked(facility, colleague) == Reason.CONFLICT_OF_INTEREST, "to its owner"


@pytest.mark.requirement("R91")
def test_who_works_for_both_the_inspection_and_the_place_does_not_inspect_it(world):
    make_grant(world.users["colleague"], "facility_manager", office=world.facility.office)
    assert inspection.inspect.why_not(world.facility, world.users["colleague"]) == Reason.CONFLICT_OF_INTEREST


@pytest.mark.requirement("R91")
def test_the_assigned_inspector_conducts_and_ties_are_asked_again(world):
    one = make_inspection(world)
    conduct, answer = inspection.conduct.why_not, inspection.answer_items.why_not
    assign = inspection.assign_inspector.why_not
    with acting_as(world.inspector):
        assert conduct(world.inspector, one) is answer(world.inspector, one) is None
        assert conduct(world.colleague, one) == answer(world.colleague, one) == Reason.NOT_ASSIGNED
        assert conduct(world.manager, one) == answer(world.manager, one) == Reason.NO_PERMISSION
        assert assign(world.colleague, one, world.users["colleague"]) is None
        assert assign(world.colleague, one, world.users["elsewhere"]) == Reason.NOT_AN_INSPECTOR
        assert assign(world.manager, one, world.users["colleague"]) == Reason.NO_PERMISSION
        for state in InspectionState:
            one.state = state
            assert answer(world.inspector, one) == (None if state == "under_way" else Reason.NOT_OPEN), state
        one.state = "under_way"
        for rule, about in (
            (inspection.verify_correction, Correction(facility=world.facility)),
            (inspection.impose_sanction, world.facility),
        ):
            assert rule.why_not(world.inspector, about) is None
            assert rule.why_not(world.manager, about) == Reason.NO_PERMISSION
        tie = {"user": world.users["inspector"], "kind": InterestKind.WORK, "by": world.users["colleague"]}
        Interest.objects.create(**tie, facility=world.facility)
        for rule, about in (
            (inspection.conduct, one),
            (inspection.answer_items, one),
            (inspection.report_inspection, one),
            (inspection.verify_correction, Correction(facility=world.facility)),
            (inspection.impose_sanction, world.facility),
        ):
            assert rule.why_not(world.inspector, about) == Reason.CONFLICT_OF_INTEREST, rule
        one.inspector = None
        assert conduct(world.inspector, one) == Reason.NOT_ASSIGNED


def at_work(world):
    """Somebody at work there since today, with no vetting."""
    known = {"name": "Somebody", "post": "carer_day", "qualification": "degree", "started_on": today()}
    return add_staff(facility=world.facility, by=world.inspector, values=known)


@pytest.mark.requirement("R96")
def test_a_report_is_whole_and_says_nothing_else_of_vetting_than_the_register(world):
    one = make_inspection(world)
    report = inspection.report_inspection.why_not
    with acting_as(world.inspector):
        assert report(world.inspector, one) == Reason.NOT_COMPLETE
    answer_all(world, one)
    with acting_as(world.inspector):
        assert report(world.inspector, one) is None
        assert report(world.colleague, one) == Reason.NOT_ASSIGNED
        at_work(world)
        assert report(world.inspector, one) == Reason.VETTING_CONTRADICTED
        for said in ("not_met", "partly"):
            Answer.objects.filter(inspection=one, item="STA1").update(answer=said)
            assert report(world.inspector, one) is None
        Answer.objects.filter(inspection=one, item="STA1").update(item="gone")
        assert report(world.inspector, one) == Reason.NOT_COMPLETE


@pytest.mark.requirement("R96")
def test_who_is_at_work_without_a_vetting_that_holds(world):
    other = make_world().facility
    with acting_as(world.inspector):
        one = at_work(world)

        def counts(**changes):
            whole = {
                "started_on": today() - 9 * DAY,
                "ended_on": None,
                "vetted_on": today() - 9 * DAY,
                "vetting_until": None,
            }
            StaffMember.objects.filter(pk=one.pk).update(**whole | changes)
            return inspection.unvetted(world.facility).exists()

        assert not counts()
        assert counts(vetted_on=None)
        assert counts(vetted_on=today() - 8 * DAY), "after the first day"
        assert not counts(vetted_on=today() - 10 * DAY)
        assert counts(vetting_until=today() - DAY)
        assert not counts(vetting_until=today())
        for until, there in ((today() - DAY, False), (today(), True), (today() + DAY, True)):
            assert counts(vetted_on=None, ended_on=until) is there, until
        assert not counts(vetted_on=None, started_on=today() + DAY)
        assert counts(vetted_on=None, started_on=today())
        assert not inspection.unvetted(other).exists()


@pytest.mark.rule("P14")
@pytest.mark.rule("P28")
def test_a_second_inspector_publishes_and_nothing_of_a_confidential_place():
    publish = inspection.publish_inspection.why_not
    assert publish(inspector, Inspection(facility=house(), inspector_id=uuid.uuid4())) is None
    assert publish(inspector, Inspection(facility=house())) is None
    assert publish(inspector, Inspection(facility=house(), inspector_id=ME)) == Reason.OWN_INSPECTION
    hidden = Inspection(facility=house(confidential=True), inspector_id=uuid.uuid4())
    assert publish(inspector, hidden) == Reason.CONFIDENTIAL_PLACE
    assert publish(manager, hidden) == Reason.NO_PERMISSION


def test_a_notice_is_confirmed_by_inspection_and_the_independent_mechanism():
    for task in Permission:
        expected = None if task == P.OVERSIGHT_DOCKET else Reason.NOT_RECEIVER
        assert inspection.receive_notice.why_not(holding(task), Notice(facility=house())) == expected, task
    assert inspection.receive_notice.why_not(inspector, Notice(facility=house())) is None
    assert inspection.receive_notice.why_not(manager, Notice(facility=house())) == Reason.NOT_RECEIVER


# --- the score


@pytest.mark.requirement("R91")
def test_a_score_counts_what_was_met_partly_met_and_not_met_and_nothing_else():
    kind = "small_group_home"
    items = checklist.items_of(kind)
    every = checklist.score(kind, {item.code: "met" for item in items})
    assert (every.points, every.possible, every.percent) == (2 * len(items), 2 * len(items), 100)
    assert (every.critical, every.not_verified) == ((), 0)
    assert set(every.sections) == {item.section for item in items}
    none = checklist.score(kind, {})
    assert (none.points, none.possible, none.percent, none.not_verified) == (0, 0, 0, len(items))
    assert none.sections == {}
    same = [item for item in items if item.section == items[0].section]
    first, second, third = same[:3]
    said = {item.code: "not_applicable" for item in items}
    said |= {first.code: "met", second.code: "partly", third.code: "not_met"}
    some = checklist.score(kind, said)
    assert (some.points, some.possible, some.percent, some.not_verified) == (3, 6, 50, 0)
    assert some.sections == {first.section: (3, 6)}
    two = checklist.score(kind, {first.code: "met", second.code: "not_met", third.code: "not_met"})
    assert two.percent == 33, "rounded down"
    assert two.not_verified == len(items) - 3
    for answer, failed in (("not_met", True), ("partly", False), ("not_verified", False), ("met", False)):
        critical = tuple(item.code for item in items if item.critical) if failed else ()
        assert checklist.score(kind, {item.code: answer for item in items}).critical == critical
    assert any(item.critical for item in items)


def test_the_section_for_joint_centres_is_for_those_alone():
    joint = {item.section for item in checklist.items_of("joint_response_centre")}
    home = {item.section for item in checklist.items_of("small_group_home")}
    assert joint - home == {"joint_centre"}
    assert home < joint
    for kind, sections in (("joint_response_centre", joint), ("small_group_home", home)):
        met = {item.code: "met" for item in checklist.items_of("joint_response_centre")}
        assert set(checklist.score(kind, met).sections) == sections, "what is not asked of a place does not count"
    version, digest = checklist.edition()
    assert version >= 1
    assert len(digest) == 64
