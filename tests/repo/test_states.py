"""Every state machine: all states reachable, each with an owner; refusals and moves are exhaustive."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.repo.source import ROOT, files, room
from tutela.kernel.states import Machine


def machines() -> dict[str, Machine]:
    """Every machine of every context's ``states`` room, by its name."""
    found = {}
    for path in files():
        if room(path) == "states":
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
            found |= {value.name: value for value in vars(module).values() if isinstance(value, Machine)}
    return found


def _reachable(machine: Machine) -> set:
    seen, waiting = {machine.start}, [machine.start]
    while waiting:
        for target in machine.transitions[waiting.pop()] - seen:
            seen.add(target)
            waiting.append(target)
    return seen


def test_there_are_machines():
    assert machines()


@pytest.mark.parametrize("machine", machines().values(), ids=machines().keys())
def test_every_state_can_be_reached(machine):
    assert set(machine.states) - _reachable(machine) == set()


@pytest.mark.parametrize("machine", machines().values(), ids=machines().keys())
def test_every_state_has_an_owner(machine):
    assert all(machine.owners[state] for state in machine.states)


@pytest.mark.parametrize("machine", machines().values(), ids=machines().keys())
def test_no_state_follows_itself(machine):
    assert [state for state in machine.states if state in machine.transitions[state]] == []


@pytest.mark.parametrize("machine", machines().values(), ids=machines().keys())
def test_every_move_is_allowed_or_refused(machine):
    """Exhaustive: each pair of states either moves or raises, and the refusal names what is possible."""
    from tutela.kernel.errors import WrongState

    for current in machine.states:
        for target in machine.states:
            if machine.allows(current, target):
                assert machine.move(current, target) is target
            else:
                with pytest.raises(WrongState):
                    machine.move(current, target)
