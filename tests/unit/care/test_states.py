"""The machines: whatever happens, no path reaches what is forbidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.care.states import APPROVAL, REFERRAL, ApprovalState, ReferralState
from tutela.kernel.errors import WrongState


def walk(machine, choices):
    """The states passed when the choices are tried one after the other from the start."""
    state, passed = machine.start, [machine.start]
    for target in choices:
        try:
            state = machine.move(state, target)
            passed.append(state)
        except WrongState:
            continue
    return passed


@pytest.mark.rule("P14")
@given(st.lists(st.sampled_from(ApprovalState), max_size=30))
def test_nothing_is_approved_that_was_not_submitted_just_before(choices):
    passed = walk(APPROVAL, choices)
    for before, after in zip(passed, passed[1:], strict=False):
        if after in (ApprovalState.APPROVED, ApprovalState.RETURNED):
            assert before == ApprovalState.SUBMITTED
    if ApprovalState.SUPERSEDED in passed:
        assert passed[-2:] == [ApprovalState.APPROVED, ApprovalState.SUPERSEDED]


@pytest.mark.requirement("R70")
@given(st.lists(st.sampled_from(ReferralState), max_size=30))
def test_a_service_completes_only_what_it_accepted_and_an_end_is_an_end(choices):
    passed = walk(REFERRAL, choices)
    if ReferralState.COMPLETED in passed:
        assert passed[-4:][0] in (ReferralState.SENT, ReferralState.RECEIVED)
        assert passed[-3:] == [ReferralState.ACCEPTED, ReferralState.STARTED, ReferralState.COMPLETED]
    if ReferralState.DRAFT not in passed[1:] and len(passed) > 1:
        assert passed[1] in (ReferralState.SENT, ReferralState.RECALLED)
    ends = {
        ReferralState.DECLINED,
        ReferralState.COMPLETED,
        ReferralState.NOT_COMPLETED,
        ReferralState.RECALLED,
        ReferralState.EXPIRED,
    }
    assert not ends & set(passed[:-1])


@pytest.mark.parametrize("machine", [APPROVAL, REFERRAL])
def test_every_state_can_be_reached_or_is_set_by_nothing(machine):
    reached, grew = {machine.start}, True
    while grew:
        following = {target for state in reached for target in machine.transitions[state]}
        grew = not following <= reached
        reached |= following
    assert reached == set(machine.states)
