"""The machines: whatever happens, no path reaches what is forbidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.cases.states import FILE, FileState
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


@pytest.mark.requirement("R63")
@given(st.lists(st.sampled_from(FileState), max_size=40))
def test_a_file_leaves_closed_only_by_reopening_and_never_closes_unregistered(choices):
    passed = walk(FILE, choices)
    for before, after in zip(passed, passed[1:], strict=False):
        assert before != after
        if before in (FileState.CLOSED, FileState.NOT_ACCEPTED):
            assert after == FileState.REOPENED
        if after == FileState.REOPENED:
            assert before in (FileState.CLOSED, FileState.NOT_ACCEPTED)
        if after == FileState.TRIAGED:
            pytest.fail("nothing goes back to triage")
    if FileState.CLOSED in passed:
        before = passed[: passed.index(FileState.CLOSED)]
        assert FileState.REGISTERED in before or FileState.REOPENED in before


@pytest.mark.parametrize("machine", [FILE])
def test_every_state_can_be_reached_or_is_set_by_nothing(machine):
    reached, grew = {machine.start}, True
    while grew:
        following = {target for state in reached for target in machine.transitions[state]}
        grew = not following <= reached
        reached |= following
    assert reached == set(machine.states)
