"""Every action names its actor and writes to the audit chain: by signature, not by discipline."""

from __future__ import annotations

import ast

from tests.repo.source import CONTEXTS, PACKAGE, ROOT, Function, files, functions, name_of, room, tree

NOT_AN_ACTION = {
    "tutela/audit/actions/verify.py": "reads the chain and computes; nobody acts",
    "tutela/audit/actions/record.py": "is the chain's own pen; recording a recording would not end",
    "tutela/accounts/actions/sync_roles.py": "copies the code's roles into the database at migration; nobody acts",
    "tutela/accounts/actions/sync_system_users.py": "makes the accounts of processes at set-up; nobody acts",
    "tutela/intake/actions/visits.py": "a visitor's draft of half an hour: each line of audit would tell when somebody wrote",
    "tutela/vocabulary/actions/adopt_profile.py": "stands beside the chain and cannot write it: who puts a bundle in force records",
    "tutela/vocabulary/actions/load_editions.py": "part of the installation; the editions it writes are the record",
}
"""Files in ``actions`` whose public functions are not acts of a person, each with its reason."""

_STEP = "a step inside other actions, which ask the rule and record; reached from actions only"

STEPS = {
    "tutela/care/actions/approvals.py:decide": _STEP,
    "tutela/care/actions/approvals.py:hold": _STEP,
    "tutela/care/actions/approvals.py:submit": _STEP,
    "tutela/care/actions/refer.py:hold_referral": _STEP,
    "tutela/care/actions/refer.py:move_referral": _STEP,
    "tutela/cases/actions/consents.py:withdraw_consent": "ends a consent; the action above takes back what was shared on it",
    "tutela/intake/actions/forward_report.py:reseal_parts": _STEP,
    "tutela/circumstances/actions/tasks.py:follow_up": _STEP,
    "tutela/cases/actions/deadlines.py:cancel_deadline": _STEP,
    "tutela/cases/actions/deadlines.py:meet_deadline": _STEP,
    "tutela/cases/actions/deadlines.py:set_deadline": _STEP,
    "tutela/cases/actions/duplicates.py:move_pair": _STEP,
    "tutela/cases/actions/duplicates.py:pair_up": _STEP,
    "tutela/cases/actions/file_state.py:merge_into": _STEP,
    "tutela/cases/actions/file_state.py:move_file": _STEP,
    "tutela/cases/actions/file_state.py:touch_file": _STEP,
    "tutela/cases/actions/index_names.py:index_names": _STEP,
    "tutela/cases/actions/sections.py:add_section": _STEP,
    "tutela/cases/actions/sections.py:revise": _STEP,
    "tutela/cases/actions/sections.py:revise_child": _STEP,
}
"""``file:function`` that names its actor but leaves the recording to the action it is part of."""

STEP_DOORS = {
    "tutela/cases/api/steps.py": "sections, states and deadlines of the file, what is said of a pair, for actions of the contexts above",
    "tutela/care/api/steps.py": "asking somebody to decide, and the answer, for actions of the contexts above",
}
"""Where steps are offered to the actions of other contexts, and which."""

READS = {
    "tutela/facilities/actions/inspections.py:score_of": "computes a score from answers",
    "tutela/facilities/actions/notices.py:is_late": "compares two moments",
    "tutela/facilities/actions/notices.py:time_for": "reads the hours of a kind of notice",
    "tutela/care/actions/refusals.py:ground_problems": "compares a reason with its grounds",
    "tutela/care/actions/refer.py:preview": "shows what a referral would disclose, before it does",
    "tutela/intake/actions/forward_report.py:resealed": "computes a seal; the action stores it",
    "tutela/intake/actions/open_report.py:message_row": "names a place",
    "tutela/intake/actions/open_report.py:open_all": "opens for the actions that ask their rule and record",
    "tutela/intake/actions/reseal.py:outdated_reports": "counts what is left to do",
    "tutela/intake/actions/reseal.py:teams_to_reseal": "counts what is left to do",
    "tutela/cases/actions/concerns.py:given": "reads one concern",
    "tutela/cases/actions/concerns.py:incomplete": "reads one concern",
    "tutela/cases/actions/concerns.py:suggestions": "reads one concern; what the worker then decides is an action",
    "tutela/cases/actions/deadlines.py:time_for": "reads the country's matrix",
    "tutela/cases/actions/sections.py:shown": "turns a value into JSON",
    "tutela/webhooks/actions/sign.py:new_secret": "draws random numbers; the action stores them",
    "tutela/webhooks/actions/sign.py:signature": "computes a signature",
    "tutela/webhooks/actions/post.py:post": "sends one message; the action around it takes it up and writes down how it ended",
}
"""``file:function`` that changes nothing and stands beside the action it serves."""


def _actions() -> list[Function]:
    return [
        function
        for path in files()
        if path.relative_to(PACKAGE).parts[0] in CONTEXTS and room(path) == "actions" and name_of(path) not in NOT_AN_ACTION
        for function in functions(path)
        if "." not in function.qualified and not function.qualified.startswith("_")
    ]


def test_actions_are_keyword_only_and_name_their_actor():
    wrong = []
    for action in _actions():
        arguments = action.node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if action.label in READS:
            continue
        if positional or arguments.vararg or "by" not in {argument.arg for argument in arguments.kwonlyargs}:
            wrong.append(action.label)
    assert not wrong, f"an action is `def verb(*, thing, by)`: {wrong}"


def test_actions_write_an_audit_event():
    silent = [action.label for action in _actions() if action.label not in STEPS | READS and not _records(action)]
    assert not silent, f"an action records what it did (audit.record): {silent}"


def test_actions_take_no_request():
    taking = [action.label for action in _actions() if {"request", "form"} & {a.arg for a in action.node.args.kwonlyargs}]
    assert not taking


def test_named_exceptions_still_exist():
    assert {name for name in NOT_AN_ACTION if not (PACKAGE.parent / name).exists()} == set()
    assert STEPS.keys() | READS.keys() <= {action.label for action in _actions()}


def test_steps_are_reached_from_actions_only():
    """A step asks no rule and records nothing, so nobody but an action may take it; other contexts take it at its own door."""
    reaching = [
        f"{name_of(path)}:{node.lineno} takes {alias.name}"
        for path in files()
        if room(path) != "actions" and name_of(path) not in STEP_DOORS
        for node, alias in _taken(path)
        if (_absolute(path, node), alias.name) in _steps()
    ]
    assert not reaching


def test_a_door_of_steps_holds_nothing_else():
    offered = {
        (_absolute(path, node), alias.name) for name in STEP_DOORS for path in [ROOT / name] for node, alias in _taken(path)
    }
    reads = {(_module(place), name) for place, _colon, name in (label.partition(":") for label in READS)}
    assert offered - {("__future__", "annotations")} <= _steps() | reads


def _steps() -> set[tuple[str, str]]:
    """Every step as ``(module, name)``, where it is written and at the door that offers it."""
    written = {(_module(place), name) for place, _colon, name in (label.partition(":") for label in STEPS)}
    return written | {(_module(door), name) for door in STEP_DOORS for _place, name in written}


def _module(place: str) -> str:
    return place.removesuffix(".py").replace("/", ".")


def _taken(path):
    """What a file takes by name: ``(import, alias)``."""
    imports = (node for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom))
    return [(node, alias) for node in imports for alias in node.names]


def _absolute(path, node: ast.ImportFrom) -> str:
    """The full name of the module that an import takes from."""
    if not node.level:
        return node.module or ""
    folder = path.relative_to(PACKAGE.parent).with_suffix("").parts[: -node.level]
    return ".".join((*folder, *(node.module or "").split("."))).rstrip(".")


def _records(action: Function) -> bool:
    """Whether the action, or a function of its context that it calls by name, calls ``record``."""
    known = _functions_of(action.path)
    seen: set[str] = set()
    waiting = [action.node]
    while waiting:
        called = _called_names(waiting.pop())
        if called & {"record", "record_event"}:
            return True
        fresh = (called & known.keys()) - seen
        seen |= fresh
        waiting += [node for name in fresh for node in known[name]]
    return False


def _functions_of(path) -> dict[str, list[ast.AST]]:
    """Functions of the same context's actions by name: those an action may hand the recording to."""
    context = path.relative_to(PACKAGE).parts[0]
    found: dict[str, list[ast.AST]] = {}
    for other in files():
        if other.is_relative_to(PACKAGE / context) and room(other) == "actions":
            for function in functions(other):
                found.setdefault(function.node.name, []).append(function.node)
    return found


def _called_names(node: ast.AST) -> set[str]:
    calls = (child.func for child in ast.walk(node) if isinstance(child, ast.Call))
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
