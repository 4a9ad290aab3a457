"""A place is a key decision: what the child said to it, its weight and what the child was told (R65)."""

import pytest

from tests.factories.cases import make_view
from tests.unit.placements.conftest import propose
from tutela.care.api import PlanningReason
from tutela.cases.actions.views_of_child import record_view, weigh_view
from tutela.cases.models import ChildView
from tutela.kernel.clock import today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused
from tutela.placements.actions import placements as acts

pytestmark = pytest.mark.requirement("R65")


def send(team, placement):
    with acting_as(team.worker):
        return acts.submit_placement(placement=placement, by=team.worker)


def agree(team, placement):
    with acting_as(team.supervisor):
        return acts.approve_placement(placement=placement, by=team.supervisor)


def refused(what, *given):
    with pytest.raises(Refused) as caught:
        what(*given)
    return caught.value.reason


def test_no_place_is_proposed_without_what_the_child_said(world, team, file):
    placement = propose(world, team, file, view=None)
    assert refused(send, team, placement) == PlanningReason.NO_VIEW
    with acting_as(team.worker):
        changed = acts.revise_placement(
            placement=placement, by=team.worker, base_version=1, values={"view": make_view(team, file, about="placement")}
        )
    assert send(team, changed).state == "submitted"


def test_nobody_agrees_before_the_words_have_weight_and_the_child_was_told(world, team, file):
    with acting_as(team.worker):
        said = {"about": "placement", "heard_on": today(), "views": "I like the garden."}
        view = record_view(file=file, by=team.worker, values=said)
    placement = send(team, propose(world, team, file, view=view))
    assert refused(agree, team, placement) == PlanningReason.NO_WEIGHT
    with acting_as(team.worker):
        weigh_view(view=ChildView.objects.get(), by=team.worker, base_version=1, weight="It decided.", feedback="Told.")
    assert agree(team, placement).state == "approved"


def test_a_child_who_could_not_be_asked_is_placed_with_the_reason(world, team, file):
    with acting_as(team.worker):
        said = {"about": "placement", "heard_on": today(), "not_obtained_because": "A baby of three weeks."}
        view = record_view(file=file, by=team.worker, values=said)
    assert agree(team, send(team, propose(world, team, file, view=view))).state == "approved"
