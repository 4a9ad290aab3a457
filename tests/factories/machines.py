"""Machines in plain words, for tests that say a second time what may follow what."""

from __future__ import annotations

from typing import Any

from tutela.kernel.states import Machine


def steps(machine: Machine[Any]) -> dict[str, set[str]]:
    """The values of the states, and of those that may follow each."""
    return {state.value: {after.value for after in machine.transitions[state]} for state in machine.states}
