"""The door for actions above: saving a section with its history, moving the file, what is due; the end of a consent; what is
said of two records that may be one child.

A step is not the whole of an act: the action that takes it asks the rule, does the rest and records it, and nothing but an
action may take it (``tests/repo/test_actions.py``). A section is a model made from ``tutela.cases.models``: ``Section``, its
``COMMON`` fields, and the shield ``WITH_THE_FILE``.
"""

from __future__ import annotations

from ..actions.consents import withdraw_consent
from ..actions.deadlines import cancel_deadline, meet_deadline, set_deadline, time_for
from ..actions.duplicates import move_pair, pair_up
from ..actions.file_state import merge_into, move_file, touch_file
from ..actions.sections import add_section, revise

__all__ = [
    "add_section",
    "cancel_deadline",
    "meet_deadline",
    "merge_into",
    "move_file",
    "move_pair",
    "pair_up",
    "revise",
    "set_deadline",
    "time_for",
    "touch_file",
    "withdraw_consent",
]
