"""The rules of placements and of support for families at their edges: days, states, who, and what a place must have."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest

from tests.factories.accounts import holding
from tests.factories.care import PRINCIPLES
from tests.factories.cases import make_care, open_case
from tests.unit.placements.conftest import propose, written
from tutela.accounts.api import AccountsReason, Permission
from tutela.care.enums.planning import PlanningReason
from tutela.cases.api import CaseFile, ChildView, FileReason, PersonAround
from tutela.decisions.enums import DecisionReason
from tutela.decisions.models import DecisionOption, Determination
from tutela.facilities.enums import FacilityReason
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.placements.enums import Flag, Gatekeeping, PlacementReason, SupportReason
from tutela.placements.models import Placement
from tutela.placements.policies import figures, placement, support
from tutela.placements.states import SupportState

P = Permission
DAY = dt.timedelta(days=1)
OFFICE, WORKER = uuid.uuid4(), uuid.uuid4()
worker = holding(P.FILE_WORK, user_id=WORKER)
head = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE])
viewer = holding(P.FILE_VIEW, offices=[OFFICE])


def paper(**fields):
    return CaseFile(**{"office_id": OFFICE, "state": "active", "worker_id": WORKER, "opened_by_id": uuid.uuid4()} | fields)


def stay(**fields):
    base = {"file": paper(), "created_by_id": WORKER, "updated_by_id": WORKER, "state": "approved", "found_there": False}
    return SimpleNamespace(**base | {"ended_on": None, "view": None, "principles": PRINCIPLES} | fields)


@pytest.mark.parametrize(
    ("rule", "who", "otherwise"),
    [
        (placement.look_for_a_place, {P.FILE_WORK, P.FILE_VIEW}, FileReason.NO_PERMISSION),
        (
            figures.read_care_figures,
            {P.STATISTICS_VIEW, P.FACILITY_INSPECT, P.OVERSIGHT_DOCKET},
            AccountsReason.OUTSIDE_SCOPE,
        ),
    ],
    ids=["looks", "figures"],
)
def test_one_task_is_enough_and_no_other_is(rule, who, otherwise):
    for task in Permission:
        assert rule.why_not(holding(task)) == (None if task in who else otherwise), task


@pytest.mark.requirement("R93")
@pytest.mark.rule("P19")
def test_a_review_is_set_after_the_first_day_and_within_three_months(world, team, file):
    one = propose(world, team, file)

    def why(started, due):
        one.started_on, one.next_review_on = started, due
        with acting_as(team.worker):
            return placement.place_child.why_not(one, 0)

    now, missing = today(), PlacementReason.NO_REVIEW_DATE
    for started, due, reason in (
        (now, now + DAY, None),
        (now, now + 92 * DAY, None),
        (now, now + 93 * DAY, missing),
        (now, now, missing),
        (now, None, missing),
        (now + 5 * DAY, now + 5 * DAY, missing),
        (now + 5 * DAY, now + 97 * DAY, None),
        (now + 5 * DAY, now + 98 * DAY, missing),
        (now - 50 * DAY, now + 92 * DAY, None),
        (now - 50 * DAY, now - 49 * DAY, None),
    ):
        assert why(started, due) == reason, (started - now, due)


@pytest.mark.rule("P19")
@pytest.mark.requirement("R93")
def test_what_a_placement_is_founded_on(world, team, file):
    one = propose(world, team, file, legal_basis="court_decision")

    def why(**changes):
        with acting_as(team.worker):
            before = {name: getattr(one, name) for name in changes}
            for name, value in changes.items():
                setattr(one, name, value)
            found = placement.place_child.why_not(one, 0)
            for name, value in before.items():
                setattr(one, name, value)
        return found

    assert why() is None
    assert why(reasons=[]) == PlacementReason.NO_REASON
    assert why(assessment=" ") == PlacementReason.NO_ASSESSMENT
    assert why(legal_basis="") == PlacementReason.NO_LEGAL_BASIS
    assert why(legal_reference=" ") == PlacementReason.NO_LEGAL_BASIS
    assert why(gatekeeping=Gatekeeping.SUPPORT_FIRST) == PlacementReason.SUPPORT_FIRST
    assert why(reasons=["poverty"]) == PlacementReason.POVERTY_ALONE
    assert why(reasons=["poverty", "schooling_or_services"]) == PlacementReason.POVERTY_ALONE
    assert why(reasons=["poverty", "harm_at_home"]) is None
    assert why(reasons=["poverty"], gatekeeping=Gatekeeping.NEEDED) is None
    assert why(found_there=True, reasons=[], assessment="", legal_basis="") is None, (
        "a child found there is not decided about"
    )


@pytest.mark.requirement("R92")
def test_what_a_running_placement_lacks(world, team, file):
    one = propose(world, team, file)

    def lacks(**changes):
        with acting_as(team.worker):
            for name, value in changes.items():
                setattr(one, name, value)
            return placement.flags(one)

    assert lacks(onward_planned=True) == []
    assert lacks(onward_planned=False) == [Flag.NO_WAY_ON]
    assert lacks(onward_planned=True, next_review_on=today()) == []
    assert lacks(next_review_on=today() - DAY) == [Flag.REVIEW_OVERDUE]
    assert lacks(next_review_on=None) == [Flag.REVIEW_OVERDUE]
    assert lacks(next_review_on=today(), assessment=" ") == [Flag.NO_ASSESSMENT]
    assert lacks(assessment="Seen.", reasons=["poverty"]) == [Flag.POVERTY]
    assert lacks(reasons=[]) == []
    assert lacks(legal_basis="") == [Flag.NO_LEGAL_BASIS]


def test_a_stay_runs_once_decided_or_found_until_it_ends():
    for state in ("draft", "submitted", "returned", "approved", "superseded"):
        for found_there in (True, False):
            runs = found_there or state == "approved"
            assert placement.is_running(stay(state=state, found_there=found_there)) is runs
            assert not placement.is_running(stay(state=state, found_there=found_there, ended_on=today()))
            expected = None if runs else PlacementReason.NOT_RUNNING
            assert placement.follow_placement.why_not(worker, stay(state=state, found_there=found_there)) == expected
    assert placement.follow_placement.why_not(head, stay()) == FileReason.NOT_ASSIGNED
    assert placement.follow_placement.why_not(worker, stay(file=paper(state="closed"))) == FileReason.FILE_CLOSED


@pytest.mark.requirement("R65")
def test_words_are_needed_to_send_and_their_weight_to_agree():
    words = SimpleNamespace(views="Here.", weight="", feedback="", not_obtained_because="")
    for state in ("draft", "returned"):
        assert placement.unheard(stay(state=state)) == PlanningReason.NO_VIEW
        assert placement.unheard(stay(state=state, view=words)) is None
    assert placement.unheard(stay(state="submitted", view=words)) == PlanningReason.NO_WEIGHT
    assert placement.unheard(stay(state="submitted")) == PlanningReason.NO_VIEW
    assert placement.unheard(stay(state="submitted", found_there=True)) is None


@pytest.mark.requirement("R15")
def test_each_of_the_four_principles_has_a_sentence_before_it_is_sent_and_agreed():
    words = SimpleNamespace(views="Here.", weight="Followed.", feedback="Told.", not_obtained_because="")
    for state in ("draft", "returned", "submitted"):
        assert placement.unheard(stay(state=state, view=words)) is None
        for name in PRINCIPLES:
            for sentence in ({}, {name: "  "}):
                said = {other: words for other, words in PRINCIPLES.items() if other != name} | sentence
                assert placement.unheard(stay(state=state, view=words, principles=said)) == PlanningReason.NO_PRINCIPLES
    assert placement.unheard(stay(state="submitted", found_there=True, principles={})) is None


@pytest.mark.rule("P14")
def test_the_gate_is_reviewed_by_somebody_else_before_the_decision():
    me = uuid.uuid4()
    review = placement.review_gate.why_not
    for state in ("draft", "submitted", "returned"):
        assert review(head, stay(state=state)) is None
    assert review(head, stay()) == PlanningReason.NOT_A_DRAFT
    assert review(viewer, stay(state="draft")) == FileReason.NO_PERMISSION
    assert review(holding(P.FILE_APPROVE, offices=[uuid.uuid4()]), stay(state="draft")) == FileReason.NOT_VISIBLE
    own = holding(P.FILE_VIEW, P.FILE_APPROVE, offices=[OFFICE], user_id=me)
    assert review(own, stay(state="draft", created_by_id=me)) == PlacementReason.OWN_PLACEMENT
    assert review(own, stay(state="draft", updated_by_id=me)) == PlacementReason.OWN_PLACEMENT
    for state in ("closed", "not_accepted"):
        assert review(head, stay(state="draft", file=paper(state=state))) == FileReason.FILE_CLOSED
        assert (
            placement.decide_placement.why_not(head, stay(state="submitted", file=paper(state=state)))
            == FileReason.FILE_CLOSED
        )
    assert placement.decide_placement.why_not(head, stay(state="submitted")) is None
    assert placement.decide_placement.why_not(head, stay(state="draft")) == FileReason.NOT_SUBMITTED


# --- everything that stands against a place, whoever asks

said = ChildView(views="With my aunt.", agrees="yes")
weighed = ChildView(views="With my aunt.", weight="Decisive.", feedback="Told.", agrees="yes")
against = ChildView(views="Not there.", weight="Decisive.", feedback="Told.", agrees="no")


def place(world, team, file, **changes):
    """A placement nothing stands against, but for what a test takes away; not kept."""
    fields = {"file": file, "key_id": file.child_id, "view": said, "onward_planned": True}
    fields |= {"created_by": team.worker.user, "updated_by": team.worker.user}
    return Placement(**fields | written(world) | changes)


@pytest.mark.rule("P14")
@pytest.mark.rule("P19")
@pytest.mark.requirement("R65")
def test_the_worker_sends_and_another_agrees_and_each_asks_for_everything_again(world, team, file):
    submit, agree = placement.submit_placement.why_not, placement.approve_placement.why_not
    with acting_as(team.worker):
        assert submit(team.worker, place(world, team, file), 0) is None
        assert submit(team.worker, place(world, team, file, state="returned"), 0) is None
        assert submit(team.worker, place(world, team, file, state="submitted"), 0) == PlanningReason.NOT_A_DRAFT
        assert submit(team.supervisor, place(world, team, file), 0) == FileReason.NOT_ASSIGNED
        assert submit(team.worker, place(world, team, file, view=None), 0) == PlanningReason.NO_VIEW
        assert submit(team.worker, place(world, team, file, reasons=[]), 0) == PlacementReason.NO_REASON
        assert submit(team.worker, place(world, team, file, reasons=[], view=None), 12) == FacilityReason.FULL
    with acting_as(team.supervisor):
        sent = {"state": "submitted", "view": weighed}
        assert agree(team.supervisor, place(world, team, file, **sent), 0) is None
        assert agree(team.supervisor, place(world, team, file, view=weighed), 0) == FileReason.NOT_SUBMITTED
        assert agree(team.worker, place(world, team, file, **sent), 0) == FileReason.NO_PERMISSION
        assert agree(team.supervisor, place(world, team, file, **sent), 12) == FacilityReason.FULL
        assert agree(team.supervisor, place(world, team, file, **sent, assessment=""), 0) == PlacementReason.NO_ASSESSMENT
        assert agree(team.supervisor, place(world, team, file, state="submitted"), 0) == PlanningReason.NO_WEIGHT


@pytest.mark.rule("P18")
@pytest.mark.requirement("R97")
def test_a_place_is_registered_has_room_and_is_for_children_of_this_age(world, team, file):
    def why(taken=0, known=(), **changes):
        for name, value in dict(known).items():
            setattr(world.facility, name, value)
        with acting_as(team.worker):
            return placement.place_child.why_not(place(world, team, file, **changes), taken)

    assert why(taken=11) is None
    assert why(taken=12) == FacilityReason.FULL
    assert why(taken=12, found_there=True) is None, "whoever was found there is there"
    assert why(known={"groups": {"from_age": 13, "to_age": 17}}) == FacilityReason.NOT_FOR_THIS_AGE, "perhaps twelve"
    assert why(known={"groups": {"from_age": 12, "to_age": 17}}) is None
    assert why(known={"status": "suspended"}) == FacilityReason.ADMISSIONS_STOPPED
    for found_there in (True, False):
        assert why(known={"kind": "detention_police"}, found_there=found_there) == FacilityReason.DETENTION_PLACE


@pytest.mark.rule("P19")
@pytest.mark.requirement("R93")
@pytest.mark.parametrize(
    ("earliest", "latest", "youngest"),
    [
        ("2023-06-16", "2023-06-16", 2),
        ("2023-06-15", "2023-06-15", 3),
        ("2019-01-01", "2023-06-16", 2),
        ("2019-01-01", "2022-12-31", 3),
    ],
)
def test_under_three_a_child_lives_in_a_family_or_it_is_said_why_not(world, team, file, earliest, latest, youngest):
    """On 15 June 2026; where the age is a range, the lowest counts: a doubt protects the child."""
    file.child.born_earliest, file.child.born_latest = earliest, latest
    world.facility.groups = {"from_age": 0, "to_age": 17}

    def why(kind="small_group_home", **changes):
        world.facility.kind = kind
        with acting_as(team.worker):
            return placement.place_child.why_not(place(world, team, file, started_on=dt.date(2026, 6, 15), **changes), 0)

    assert placement.youngest_age(place(world, team, file, started_on=dt.date(2026, 6, 15))) == youngest
    assert why() == why(exception=" ") == (PlacementReason.UNDER_THREE if youngest < 3 else None)
    assert why(exception="With her brother of nine.") is None
    assert why(kind="foster_agency") is None
    assert why(found_there=True) is None


def test_where_no_age_is_known_none_is_refused(world, team):
    unknown = open_case(team, age_low=None, age_high=None)
    assert placement.youngest_age(place(world, team, unknown)) is None
    with acting_as(team.worker):
        assert placement.place_child.why_not(place(world, team, unknown), 0) is None


@pytest.mark.rule("P19")
def test_a_child_has_one_stay_at_a_time(world, team, file):
    with acting_as(team.worker):
        running = place(world, team, file, view=None)
        running.save()

        def why(**changes):
            fields = {"state": "draft", "found_there": False, "decided_at": None, "decided_by": None} | changes
            fields |= {"ended_on": None, "exit_kind": ""} | changes
            Placement.objects.filter(pk=running.pk).update(**fields)
            return placement.place_child.why_not(place(world, team, file), 0)

        agreed = {"state": "approved", "decided_at": now(), "decided_by": team.supervisor.user}
        for state in ("draft", "submitted", "returned"):
            assert why(state=state) is None, state
        assert why(**agreed) == PlacementReason.ALREADY_PLACED
        assert why(found_there=True) == PlacementReason.ALREADY_PLACED
        assert why(**agreed, ended_on=today(), exit_kind="family_return") is None
        assert why(found_there=True, ended_on=today(), exit_kind="family_return") is None
        assert why(**agreed) == PlacementReason.ALREADY_PLACED
        itself = Placement.objects.select_related("file__child", "facility").get(pk=running.pk)
        itself.view = said
        assert placement.place_child.why_not(itself, 0) is None, "it does not stand against itself"
    other = open_case(team, given_names="Bela")
    with acting_as(team.worker):
        assert placement.place_child.why_not(place(world, team, other), 0) is None, "another child"


@pytest.mark.rule("P17")
def test_leaving_parents_waits_for_a_determination_unless_they_agree_or_a_court_decides(world, team, file):
    def why(basis, **changes):
        one = place(world, team, file, legal_basis=basis, **changes)
        with acting_as(team.worker):
            return placement.place_child.why_not(one, 0), placement.flags(one)

    others = ("authority_decision", "guardian_decision")
    for basis in ("court_decision", "agreement_of_caregivers", "emergency_decision", *others):
        assert why(basis) == (None, []), "nobody says that the child lives with a parent"
    make_care(team, file, kind="parents")
    waits = [Flag.NOT_DETERMINED]
    assert why("court_decision") == why("agreement_of_caregivers") == (None, [])
    for basis in others:
        assert why(basis) == (DecisionReason.SEPARATION, waits), basis
        assert why(basis, started_on=today() - DAY) == (None, []), "not with them on the first day"
    assert why("emergency_decision") == (None, waits), "an emergency does not wait; it is flagged"
    assert why("court_decision", view=against) == (DecisionReason.UNWANTED_PLACE, waits)
    assert why("emergency_decision", view=against) == (None, waits)
    assert why(others[0], view=against) == (DecisionReason.UNWANTED_PLACE, waits)
    assert why("court_decision", view=None) == (None, [])
    assert why(others[0], view=None) == (DecisionReason.SEPARATION, waits)
    of_file = {"file": file, "key_id": file.child_id, "created_by": team.worker.user, "updated_by": team.worker.user}
    with acting_as(team.worker):
        one = Determination.objects.create(**of_file, kind="separation")
        option = DecisionOption.objects.create(**of_file, determination=one, does_it=True)
        decided = {"state": "decided", "chosen": option, "carries_out": True, "review_on": today()}
        Determination.objects.filter(pk=one.pk).update(**decided, decided_by=team.supervisor.user, decided_on=today())
    assert why(others[0]) == (None, []), "it was determined for this child"
    assert why(others[0], view=against) == (DecisionReason.UNWANTED_PLACE, waits)


# --- support for a family


@pytest.mark.requirement("R103")
@pytest.mark.rule("P11")
@pytest.mark.parametrize("state", SupportState)
def test_each_step_of_a_support_has_its_states_and_its_person(state):
    def given(unsafe=False, words="The rules of the provider.", **fields):
        person = PersonAround(unsafe=unsafe)
        return SimpleNamespace(**{"file": paper(), "person": person, "state": state, "eligibility_words": words} | fields)

    granted = None if state == "granted" else SupportReason.NOT_GRANTED
    steps = (
        (support.steer_support, None, True),
        (support.apply_for_support, None, True),
        (support.follow_support, granted, True),
        (support.note_refusal, None, False),
        (support.end_support, granted, False),
        (support.change_support, None if state in ("considered", "refused") else SupportReason.ASKED_FOR, False),
        (
            support.withdraw_support,
            None if state in ("considered", "applied", "refused") else SupportReason.RUNS_OR_OVER,
            False,
        ),
    )
    for rule, expected, minds_the_person in steps:
        assert rule.why_not(worker, given()) == expected, rule
        assert rule.why_not(worker, given(person=None)) == expected, rule
        unsafe = SupportReason.RECIPIENT_UNSAFE if minds_the_person else expected
        assert rule.why_not(worker, given(unsafe=True)) == unsafe, rule
        assert rule.why_not(head, given()) == FileReason.NOT_ASSIGNED, rule
        assert rule.why_not(worker, given(file=paper(state="closed"))) == FileReason.FILE_CLOSED, rule
    assert support.apply_for_support.why_not(worker, given(words=" ")) == SupportReason.NOT_LOOKED_AT
