"""Decisions of weight that wait for a determination: a place and a closing the child does not want, being taken from parents (P17, R136).
The hard rule attacked through action, form and API."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.factories.care import complete_closure
from tests.factories.cases import make_view, put_in_state
from tests.factories.facilities import make_world
from tests.unit.decisions.conftest import decided
from tests.unit.placements.conftest import placed, propose
from tutela.care.actions import approvals, close_file
from tutela.cases.actions.circle import add_care
from tutela.cases.actions.views_of_child import record_view
from tutela.cases.models import ChildView
from tutela.decisions.enums import DecisionReason
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import InvalidInput, Refused
from tutela.placements.actions import placements as placing
from tutela.placements.enums import Flag
from tutela.placements.models import Placement
from tutela.placements.policies import placement as policies

pytestmark = [pytest.mark.rule("P17"), pytest.mark.requirement("R136")]
BY_AUTHORITY = "authority_decision"


@pytest.fixture
def world(db):
    return make_world(groups={"from_age": 0, "to_age": 17})


def refused(what, **arguments):
    with pytest.raises(Refused) as caught:
        what(**arguments)
    return caught.value.reason


def unwanted(team, file, about):
    return make_view(team, file, about=about, views="I do not want that.", agrees="no")


def at_home(team, file, kind="one_parent", **days):
    with acting_as(team.worker):
        add_care(file=file, by=team.worker, values={"kind": kind, "started_on": today() - dt.timedelta(days=90)} | days)


def submit(team, placement):
    with acting_as(team.worker):
        return placing.submit_placement(placement=placement, by=team.worker)


def why_not(team, placement):
    with acting_as(team.worker):
        return policies.place_child.why_not(placement, 0)


def test_a_place_the_child_does_not_want_waits(world, team, file, lawyer):
    placement = propose(world, team, file, view=unwanted(team, file, "placement"))
    assert refused(submit, team=team, placement=placement) == DecisionReason.UNWANTED_PLACE
    decided(team, file, lawyer, kind="placement")
    submit(team, placement)
    decided(team, file, lawyer, option="Stay with the aunt", kind="placement")
    with acting_as(team.supervisor), pytest.raises(Refused) as caught:
        placing.approve_placement(placement=placement, by=team.supervisor)
    assert caught.value.reason == DecisionReason.UNWANTED_PLACE, (
        "the newest determination counts, on the day of the decision"
    )


@pytest.mark.parametrize("agrees", ["yes", "unknown"])
def test_a_place_the_child_wants_or_says_nothing_of_does_not_wait(world, team, file, agrees):
    view = make_view(team, file, about="placement", agrees=agrees)
    assert submit(team, propose(world, team, file, view=view)).state == "submitted"


def test_being_taken_from_a_parent_by_decision_of_the_authority_waits(world, team, file, lawyer):
    at_home(team, file)
    placement = propose(world, team, file, legal_basis=BY_AUTHORITY)
    assert why_not(team, placement) == DecisionReason.SEPARATION
    decided(team, file, lawyer, kind="placement")
    assert why_not(team, placement) == DecisionReason.SEPARATION, "another question was determined"
    decided(team, file, lawyer, kind="separation")
    assert submit(team, placement).state == "submitted"


@pytest.mark.parametrize("basis", ["court_decision", "agreement_of_caregivers", "emergency_decision"])
def test_a_court_an_agreement_and_an_emergency_do_not_wait(world, team, file, basis):
    at_home(team, file, "parents")
    assert why_not(team, propose(world, team, file, legal_basis=basis)) is None


@pytest.mark.parametrize(
    ("kind", "days"), [("kin", {}), ("parents", {"ended_on": today() - dt.timedelta(days=1)}), ("street", {})]
)
def test_a_child_who_lives_with_no_parent_is_not_taken_from_one(world, team, file, kind, days):
    at_home(team, file, kind, **days)
    assert why_not(team, propose(world, team, file, legal_basis=BY_AUTHORITY)) is None


def test_an_emergency_does_not_wait_and_carries_the_flag_until_it_is_determined(world, team, file, lawyer):
    at_home(team, file)
    placement = placed(world, team, file, legal_basis="emergency_decision", view=unwanted(team, file, "placement"))
    with acting_as(team.worker):
        assert Flag.NOT_DETERMINED in policies.flags(placement)
    decided(team, file, lawyer, kind="placement")
    with acting_as(team.worker):
        assert Flag.NOT_DETERMINED in policies.flags(placement), "the separation is still open"
    decided(team, file, lawyer, kind="separation")
    with acting_as(team.worker):
        assert Flag.NOT_DETERMINED not in policies.flags(placement)


def test_closing_against_what_the_child_wants_waits(team, file, lawyer):
    active = put_in_state(file, "active", team.worker)
    closure = complete_closure(team, active, view=unwanted(team, active, "closure"))

    def submit_it():
        with acting_as(team.worker):
            return close_file.submit_closure_for_approval(closure=closure, by=team.worker)

    assert refused(submit_it) == DecisionReason.UNWANTED_CLOSURE
    decided(team, active, lawyer, kind="closure")
    submit_it()
    decided(team, active, lawyer, option="Stay with the aunt", kind="closure")
    with acting_as(team.supervisor), pytest.raises(Refused) as caught:
        approvals.approve_work(work=closure, by=team.supervisor)
    assert caught.value.reason == DecisionReason.UNWANTED_CLOSURE
    decided(team, active, lawyer, kind="closure")
    with acting_as(team.supervisor):
        assert approvals.approve_work(work=closure, by=team.supervisor).state == "approved"


def test_form_and_program_are_refused_as_the_action_is(enter, program, world, team, file):
    at_home(team, file)
    placement = propose(world, team, file, legal_basis=BY_AUTHORITY)
    sent = program(team.worker.user)("post", f"/files/{file.pk}/placements/{placement.pk}/submit", seen=placement.version)
    assert (sent.status_code, sent.json()["code"]) == (403, "separation_not_determined")
    client = enter(team.worker.user)
    answer = client.post(reverse("placement_submit", args=[file.pk, placement.pk]), follow=True)
    assert "place by emergency decision" in answer.content.decode()
    active = put_in_state(file, "active", team.worker)
    closure = complete_closure(team, active, view=unwanted(team, active, "closure"))
    answer = client.post(reverse("closure_submit", args=[file.pk, closure.pk]), follow=True)
    assert "The child does not want the file closed." in answer.content.decode()
    with acting_as(team.worker):
        closure.refresh_from_db()
        assert (Placement.objects.get(pk=placement.pk).state, closure.state) == ("draft", "draft")


@pytest.mark.requirement("R65")
def test_what_the_child_wants_is_written_on_screen_and_read_beside_the_views(enter, team, file):
    client = enter(team.worker.user)
    new = reverse("view_new", args=[file.pk])
    assert "Does the child want what is proposed?" in client.get(new).content.decode()
    said = {"about": "placement", "heard_on": str(today()), "views": "I stay.", "chosen_by_child": "yes", "agrees": "no"}
    assert client.post(new, said | {"agrees": "perhaps"}).status_code == 422
    assert client.post(new, said).status_code == 302
    with acting_as(team.worker):
        assert ChildView.objects.get().agrees == "no"
        with pytest.raises(InvalidInput) as caught:
            record_view(
                file=file, by=team.worker, values={"about": "plan", "heard_on": today(), "views": "A", "agrees": "so"}
            )
    assert set(caught.value.fields) == {"agrees"}
