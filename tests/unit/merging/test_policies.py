"""The rules of merging at their edges: which two files fit, who decides, who takes back, in which state."""

from __future__ import annotations

import uuid

import pytest

from tests.factories.accounts import holding
from tests.factories.cases import make_pair, make_team_of_office, open_case
from tests.unit.merging.conftest import merged, proposed, step
from tutela.accounts.actor import StaffActor
from tutela.accounts.api import Permission
from tutela.cases.api import CaseFile, FileReason, PossibleDuplicate
from tutela.kernel.clock import now
from tutela.kernel.database.acting import acting_as
from tutela.merging.actions import merges as actions
from tutela.merging.enums.merges import MergeReason as Reason
from tutela.merging.enums.pairs import DuplicateReason, Verdict
from tutela.merging.models import Merge
from tutela.merging.policies import merges as policies
from tutela.merging.policies import pairs
from tutela.merging.states import STANDING, MergeState

pytestmark = pytest.mark.requirement("R25")
P = Permission
OFFICE, OTHER, ME = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


def paper(office=OFFICE):
    return CaseFile(office_id=office, state="active", worker_id=uuid.uuid4(), opened_by_id=uuid.uuid4())


def merge(state="proposed", leading=OFFICE, **fields):
    return Merge(**{"file": paper(), "leading": paper(leading), "state": state, "proposed_by_id": uuid.uuid4()} | fields)


def head(*offices, **who):
    return holding(P.FILE_VIEW, P.FILE_APPROVE, offices=offices or [OFFICE], **who)


@pytest.mark.rule("P14")
@pytest.mark.parametrize("state", MergeState)
def test_one_proposes_another_decides_and_one_alone_takes_back(state):
    waits = None if state == "proposed" else Reason.NOT_PROPOSED
    stands = None if state == "merged" else Reason.NOT_MERGED
    assert policies.decide.why_not(head(), merge(state)) == waits
    assert policies.decline.why_not(head(), merge(state)) == waits
    assert policies.undo.why_not(head(), merge(state)) == stands
    mine, me = {"proposed_by_id": ME}, head(user_id=ME)
    assert policies.decide.why_not(me, merge(state, **mine)) == (waits or Reason.SECOND_PERSON)
    assert policies.decline.why_not(me, merge(state, **mine)) == waits
    assert policies.undo.why_not(me, merge(state, **mine)) == stands
    worker = holding(P.FILE_WORK, user_id=ME)
    assert policies.decline.why_not(worker, merge(state, **mine)) == waits, "a proposal is taken back by who made it"


@pytest.mark.parametrize("rule", [policies.decide, policies.decline, policies.undo], ids=lambda one: one.name)
def test_whoever_decides_approves_for_the_offices_of_both_files(rule):
    state = "merged" if rule is policies.undo else "proposed"
    assert rule.why_not(head(OFFICE, OTHER), merge(state, leading=OTHER)) is None
    for half in (head(OFFICE), head(OTHER)):
        assert rule.why_not(half, merge(state, leading=OTHER)) == FileReason.NOT_VISIBLE
    assert rule.why_not(head(uuid.uuid4()), merge(state)) == FileReason.NOT_VISIBLE
    viewer = holding(P.FILE_VIEW, offices=[OFFICE])
    assert rule.why_not(viewer, merge(state)) == Reason.NOT_YOURS
    for half in (OFFICE, OTHER):
        sees_both = holding(P.FILE_VIEW, offices=[OFFICE, OTHER])
        sees_both.reach[P.FILE_APPROVE.value] = frozenset({half})
        assert rule.why_not(sees_both, merge(state, leading=OTHER)) == Reason.NOT_YOURS


@pytest.mark.rule("P22")
def test_two_files_fit_of_one_office_and_worker_neither_sealed_nor_merged(team, linked):
    leading, file, pair = linked

    def why(**changes):
        """What stands against it once the leading file is (``leading_…``) or the other one is changed so."""
        before = []
        for name, value in changes.items():
            one, field = (leading, name.removeprefix("leading_")) if name.startswith("leading_") else (file, name)
            before.append((one, field, getattr(one, field)))
            setattr(one, field, value)
        with acting_as(team.supervisor):
            found = policies.fit.why_not(pair, leading, file)
        for one, field, value in before:
            setattr(one, field, value)
        return found

    assert why() is None
    with acting_as(team.supervisor):
        assert policies.fit.why_not(pair, file, leading) is None, "either may lead"
        assert policies.fit.why_not(pair, leading, leading) == Reason.OTHER_PAIR
        elsewhere = PossibleDuplicate(one_id=leading.child_id, other_id=uuid.uuid4())
        assert policies.fit.why_not(elsewhere, leading, file) == Reason.OTHER_PAIR
    assert why(merged_into_id=uuid.uuid4()) == why(leading_merged_into_id=uuid.uuid4()) == Reason.ALREADY
    assert why(sealed_at=now()) == why(leading_sealed_at=now()) == Reason.SEALED
    for state in ("closed", "not_accepted"):
        assert why(leading_state=state) == Reason.LEADING_CLOSED
        assert why(state=state) is None
    assert why(office_id=uuid.uuid4()) == Reason.OTHER_OFFICE
    assert why(worker_id=uuid.uuid4()) == why(leading_worker_id=None) == Reason.OTHER_WORKER
    assert why(worker_id=None, leading_worker_id=None) == Reason.OTHER_WORKER
    assert why(leading_sealed_at=now(), leading_state="closed", office_id=uuid.uuid4()) == Reason.SEALED, "in this order"


def test_a_merge_is_proposed_by_who_compares_the_two_once_they_are_linked(team, linked):
    pair = linked[2]
    with acting_as(team.supervisor):
        assert policies.propose.why_not(team.supervisor, pair) is None
        for state in ("open", "proposed", "different", "unlinked"):
            pair.state = state
            assert policies.propose.why_not(team.supervisor, pair) == Reason.NOT_LINKED, state
    with acting_as(team.provider):
        assert policies.propose.why_not(team.provider, pair) == DuplicateReason.NOT_YOURS


def test_which_files_are_merged_and_of_which_a_merge_stands(team, head, linked):
    leading, file, _ = linked
    third = open_case(team)
    with acting_as(team.worker):
        assert not any(policies.is_merged(one) for one in (leading, file, third))
        assert not any(policies.is_named(one) for one in (leading, file, third))

    def named():
        with acting_as(team.worker):
            return [policies.is_named(one) for one in (leading, file, third)]

    assert {"proposed", "merged"} == set(STANDING)
    one = proposed(team.supervisor, linked)
    assert named() == [False, True, False], "of the file that is shut, not of the one that leads"
    step(head, one, actions.decline_merge)
    assert named() == [False] * 3
    one = step(head, proposed(team.supervisor, linked), actions.confirm_merge)
    assert named() == [False, True, False]
    step(head, one, actions.undo_merge)
    assert named() == [False] * 3


def test_a_merged_file_and_the_one_that_leads_are_not_merged_again(team, head, linked):
    leading, file, _ = merged(team, head, linked)
    with acting_as(team.worker):
        assert policies.is_merged(leading)
        assert policies.is_merged(file)
        assert policies.fit.why_not(linked[2], file, leading) == Reason.ALREADY


# --- one child or two


@pytest.fixture
def other(db):
    return make_team_of_office()


@pytest.fixture
def file(team):
    return open_case(team)


@pytest.fixture
def pair(team, file):
    return make_pair(team, file, open_case(team))


@pytest.mark.rule("P14")
def test_a_link_needs_somebody_who_approves_for_both_and_did_not_propose_it(team, other, pair):
    with acting_as(team.supervisor):
        assert pairs.see_pair.why_not(team.supervisor, pair) is None
        assert pairs.approve_for_both.why_not(team.supervisor, pair) is None
        pair.proposed_by_id = team.supervisor.id
        assert pairs.confirm_link.why_not(team.supervisor, pair) == DuplicateReason.SECOND_PERSON
        pair.proposed_by_id = team.worker.id
        assert pairs.confirm_link.why_not(team.supervisor, pair) is None
        reach = {P.FILE_VIEW.value: team.supervisor.offices(P.FILE_VIEW)}
        for tasks, why in (
            ({}, DuplicateReason.NOT_YOURS),
            ({P.FILE_MATCH.value: frozenset()}, DuplicateReason.APPROVES_BOTH),
            ({P.FILE_APPROVE.value: frozenset({other.office.pk})}, DuplicateReason.APPROVES_BOTH),
        ):
            actor = StaffActor(user=team.supervisor.user, reach=reach | tasks, roles=frozenset(), undertaken=True)
            assert pairs.approve_for_both.why_not(actor, pair) == why
            assert pairs.confirm_link.why_not(actor, pair) == why
            assert pairs.see_pair.why_not(actor, pair) == (why if why == DuplicateReason.NOT_YOURS else None)
    with acting_as(other.supervisor):
        assert pairs.see_pair.why_not(other.supervisor, pair) == DuplicateReason.NOT_BOTH


@pytest.mark.rule("P14")
def test_a_file_of_each_child_must_be_seen(team, other, file):
    theirs = open_case(other)
    with acting_as(team.supervisor):
        mixed = PossibleDuplicate(one_id=file.child_id, other_id=theirs.child_id, state="open")
        assert pairs.see_pair.why_not(team.supervisor, mixed) == DuplicateReason.NOT_BOTH
        swapped = PossibleDuplicate(one_id=theirs.child_id, other_id=file.child_id, state="open")
        assert pairs.see_pair.why_not(team.supervisor, swapped) == DuplicateReason.NOT_BOTH


def test_each_verdict_leads_from_these_states_to_that_one():
    assert {
        verdict.value: (" ".join(sorted(source.value for source in sources)), target.value)
        for verdict, (sources, target) in pairs.LEADS_TO.items()
    } == {
        Verdict.PROPOSE.value: ("open", "proposed"),
        Verdict.CONFIRM.value: ("proposed", "linked"),
        Verdict.SEND_BACK.value: ("proposed", "open"),
        Verdict.KEEP_APART.value: ("open proposed", "apart"),
        Verdict.UNDO.value: ("linked", "apart"),
        Verdict.LOOK_AGAIN.value: ("apart", "open"),
    }
    for verdict in Verdict:
        asked = {Verdict.CONFIRM: "confirm_link", Verdict.UNDO: "undo_link"}.get(verdict, "see_pair")
        assert pairs.RULE_OF[verdict].name == asked, verdict


def test_what_may_be_said_of_a_pair_as_it_stands(team, pair):
    with acting_as(team.supervisor):
        assert pairs.open_verdicts(team.supervisor, pair) == [Verdict.PROPOSE, Verdict.KEEP_APART]
        assert pairs.open_verdicts(holding(P.FILE_VIEW, offices=[team.office.pk]), pair) == []
