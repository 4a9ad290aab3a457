"""What ``script/mutation`` changes, and what it leaves alone. (That the tests notice is its own run's affair: docs/mutation.md.)"""

from __future__ import annotations

import sys
import types

import pytest

from tests.repo.source import ROOT

RULES = '''"""Rules."""
from django.utils.translation import gettext_lazy as _
Why = Reason | None
KINDS = frozenset({"consulate", "embassy"})
class State(TextChoices):
    """States."""
    OPEN = "open", _("Open")
@Rule
def write(actor: Actor, one: One) -> Why:
    """Whoever may."""
    if one.kind in KINDS and (one.closed or not actor.has("work")):
        return Reason.CLOSED
    return None if one.count < 2 else say(_("Too many."))
'''
STATES = """STEPS = Machine("one", State, State.OPEN, {State.OPEN: frozenset({State.DONE, State.GONE})}, {State.OPEN: "caseworker"})
"""


@pytest.fixture(scope="module")
def tool():
    sys.path.insert(0, str(ROOT / "script" / "mutation.d"))
    try:
        import mutants
    finally:
        sys.path.pop(0)
    return mutants


@pytest.fixture
def found(tool, tmp_path):
    def finding(name, text):
        path = tmp_path / "context" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return tool.mutants(tmp_path, path)

    return finding


def added(mutants):
    return {one.difference.splitlines()[-1].removeprefix("+").strip() for one in mutants}


def test_every_part_of_a_decision_is_changed(found):
    mutants = found("policies.py", RULES)
    assert added(mutants) >= {
        'KINDS = frozenset({"embassy"})',
        'KINDS = frozenset({"XXconsulateXX", "embassy"})',
        'if one.kind in KINDS or (one.closed or not actor.has("work")):',
        'if one.kind not in KINDS and (one.closed or not actor.has("work")):',
        'if one.kind in KINDS and (one.closed and not actor.has("work")):',
        'if one.kind in KINDS and (one.closed or actor.has("work")):',
        'if (one.kind in KINDS and (one.closed or not actor.has("work"))) and False:',
        "return None",
        'return None if one.count <= 2 else say(_("Too many."))',
        'return None if one.count < 3 else say(_("Too many."))',
    }
    assert {one.function for one in mutants} == {"", "write"}
    assert {one.module for one in mutants} == {"context.policies"}


def test_what_decides_nothing_is_left_alone(found):
    for one in found("policies.py", RULES):
        assert "XXToo" not in one.source
        for kept in ('"""Rules."""', "Why = Reason | None", '"open", _("Open")', "@Rule", "-> Why:"):
            assert kept in one.source, one.difference


def test_transitions_are_changed_and_the_words_beside_them_are_not(found):
    mutants = found("states.py", STATES)
    assert any("frozenset({State.GONE})" in one.source for one in mutants)
    assert not [one for one in mutants if "XX" in one.source]


def test_every_mutant_is_python_and_differs(found):
    mutants = found("policies.py", RULES)
    assert len({one.source for one in mutants}) == len(mutants) > 20
    for one in mutants:
        assert isinstance(compile(one.source, "mutant", "exec"), types.CodeType)
        assert one.source != RULES
