"""The laws of transfers, drawn by Hypothesis: at every moment exactly one office holds a file and, once somebody is responsible,
somebody stays responsible; what is due moves with the file; and two files of one child come together by a transfer and a merge."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_actor, make_office
from tests.factories.cases import fresh, make_team_of_office, make_view, open_case, put_in_state
from tests.unit.transfers.conftest import There, accepted, asked, declined, hear, step, to_transfer
from tutela.cases.api import FILE, FileState
from tutela.cases.api import steps as door
from tutela.cases.enums.file import DeadlineKind
from tutela.cases.models import CaseFile, Deadline
from tutela.kernel.clock import now, today
from tutela.kernel.database.acting import acting_as
from tutela.kernel.errors import Refused, WrongState
from tutela.merging.actions import merges as merging
from tutela.merging.actions import pairs
from tutela.merging.enums.merges import MergeReason
from tutela.merging.enums.pairs import Verdict
from tutela.transfers import actions
from tutela.transfers.states import TRANSFER, TransferState

pytestmark = [pytest.mark.django_db, pytest.mark.rule("P22")]
DRAWN = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_one_answer_and_it_is_the_last():
    assert {state.value: {to.value for to in TRANSFER.transitions[state]} for state in TransferState} == {
        "asked": {"accepted", "declined", "withdrawn"}, "accepted": set(), "declined": set(), "withdrawn": set(),
    }  # fmt: skip
    with pytest.raises(WrongState):
        TRANSFER.move("declined", "accepted")


@pytest.mark.requirement("R63")
@given(state=st.sampled_from(FileState))
def test_no_way_round_registration_or_reopening_leads_through_a_transfer(state):
    kept = (FileState.TRIAGED, FileState.REOPENED, FileState.CLOSED, FileState.NOT_ACCEPTED, FileState.TRANSFER_PENDING)
    pending = FileState.TRANSFER_PENDING
    assert FILE.allows(state, pending) == (state not in kept)
    assert FILE.allows(pending, state) == (state not in kept or state == FileState.CLOSED)


@pytest.mark.requirement("R63")
@pytest.mark.parametrize("state", [one for one in FileState if one not in ("closed", "not_accepted", "transfer_pending")])
def test_from_any_open_state_and_back_to_it(team, state):
    there = There(team)
    file = to_transfer(team, state=state)
    one = asked(team, there, file)
    moves = state not in (FileState.TRIAGED, FileState.REOPENED)
    assert fresh(team.worker, file).state == (FileState.TRANSFER_PENDING if moves else state)
    accepted(there, one)
    assert fresh(there.worker, file).state == state


@pytest.mark.slow
@DRAWN
@given(answers=st.lists(st.sampled_from(("accept", "decline", "withdraw")), min_size=1, max_size=4))
def test_whatever_is_answered_one_office_holds_the_file_with_somebody_responsible(db, answers):
    sides = [make_team_of_office()]
    sides.append(There(sides[0]))
    file = to_transfer(sides[0])
    holder = 0
    for number, answer in enumerate(answers):
        here, there = sides[holder], sides[1 - holder]
        if number:
            hear(here, file)
        with acting_as(here.worker):
            due = door.set_deadline(
                file=fresh(here.worker, file),
                kind=DeadlineKind.FOLLOW_UP,
                due_at=now() + dt.timedelta(days=1),
                by=here.worker,
            )
        one = asked(here, there, file)
        if answer == "accept":
            accepted(there, one)
            holder = 1 - holder
        elif answer == "decline":
            declined(there, one)
        else:
            step(here.supervisor, one, actions.withdraw_transfer, answer="The family comes back to this town.")
        here, there = sides[holder], sides[1 - holder]
        held = fresh(here.worker, file)
        assert (held.state, held.office_id, held.worker_id) == ("active", here.office.pk, here.worker.id)
        with acting_as(here.supervisor):
            assert Deadline.objects.get(pk=due.pk).office_id == here.office.pk
            assert not Deadline.objects.filter(file=file, kind="transfer_answer", done_at=None, cancelled_at=None).exists()
            assert Deadline.objects.get(pk=due.pk).done_at is None
        with acting_as(there.worker):
            assert not CaseFile.objects.filter(pk=file.pk).exists()


@pytest.mark.requirement("R25")
@pytest.mark.rule("P14")
def test_two_files_of_one_child_in_two_offices_come_together(team):
    """Link, transfer, merge: the way that a refused merge names."""
    there = There(team, territory=team.office.territory)
    head, other_head = (make_actor("district_head", territory=team.office.territory) for _one in range(2))
    one = to_transfer(team, given_names="Fatima")
    away = make_team_of_office()
    object.__setattr__(away, "office", there.office)
    object.__setattr__(away, "supervisor", there.supervisor)
    object.__setattr__(away, "worker", there.worker)
    object.__setattr__(away, "intake", make_actor("intake_officer", office=there.office))
    leading = put_in_state(open_case(away, given_names="Fatoumata"), "active", there.worker)
    matcher = make_actor("supervisor", territory=team.office.territory)
    with acting_as(matcher):
        pair = pairs.name_pair(by=matcher, first=one.number, second=leading.number)
        pair = pairs.say_of_pair(pair=pair, by=matcher, verdict=Verdict.PROPOSE, reason="The aunt knows both files.")
    with acting_as(head):
        pair = pairs.say_of_pair(pair=pair, by=head, verdict=Verdict.CONFIRM, reason="I asked the school again.")
    values = {"leading": leading, "file": one, "reason": "One child, entered twice after the move."}
    with acting_as(matcher), pytest.raises(Refused) as caught:
        merging.propose_merge(pair=pair, by=matcher, values=values)
    assert caught.value.reason == MergeReason.OTHER_OFFICE
    assert "Transfer to another office" in str(caught.value), "the way on is named"
    moved = asked(team, there, one)
    accepted(there, moved)
    step(there.worker, moved, actions.tell_child, told_on=today(), told="She asked who comes now; she knows.")
    one = fresh(there.worker, one)
    with acting_as(matcher):
        made = merging.propose_merge(pair=pair, by=matcher, values=values | {"file": one})
    with acting_as(other_head):
        made = type(made).objects.select_related("pair", "file", "leading").get(pk=made.pk)
        answer = {"answer": "Read both; one child for certain."}
        merging.confirm_merge(one=made, by=other_head, base_version=made.version, values=answer)
    assert fresh(there.worker, one).merged_into_id == leading.pk
    back = There(away, territory=team.office.territory)
    make_view(away, leading, about="transfer")
    accepted(back, asked(away, back, leading))
    both = [fresh(back.worker, file) for file in (one, leading)]
    assert {(file.office_id, file.worker_id) for file in both} == {(back.office.pk, back.worker.id)}, (
        "what was merged goes along"
    )
    with acting_as(there.worker):
        assert not CaseFile.objects.filter(pk__in=[file.pk for file in both]).exists()


def test_what_others_hold_for_the_file_follows_it(team, file):
    """What a body owes is told to the office that holds the file; support of a committee is asked by it."""
    from tests.unit.community import conftest as supporting
    from tutela.community.models import SupportAction
    from tutela.coordination.actions import obligations
    from tutela.coordination.models import Obligation

    there = There(team)
    committee = make_office(team.office.territory, holds_files=False)
    make_actor("community_member", office=committee)
    support = supporting.asked(team.worker, file, committee)
    with acting_as(team.worker):
        owed = obligations.ask(
            file=fresh(team.worker, file), by=team.worker,
            values={"duty": "legal_aid", "office": team.clinic, "asked": "A lawyer for the hearing.", "due_on": today()},
        )  # fmt: skip
    accepted(there, asked(team, there, file))
    with acting_as(there.worker):
        assert Obligation.objects.get(pk=owed.pk).holder_id == there.office.pk
        assert SupportAction.objects.get(pk=support.pk).asking_office_id == there.office.pk
